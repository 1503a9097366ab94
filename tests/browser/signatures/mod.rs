//! Signing, from the first touch to the manage page of the signature.

pub(crate) mod astray; // correcting the address when the attempt has ended or the network fails
pub(crate) mod correcting; // the same details or another address: one attempt
pub(crate) mod failing; // failures: broken networks, sites that are not allowed, wrong codes
pub(crate) mod hydrating; // hydration: earlier input and presses take effect
pub(crate) mod ladder; // degradation: signing without WebAssembly, without scripts
pub(crate) mod owning; // manage and version pages, with the keyboard alone
pub(crate) mod reserving; // a reservation, from the article to its footnote
pub(crate) mod returning; // from the email back to the article, or to the button
pub(crate) mod stories; // signing, joining and sharing from end to end
