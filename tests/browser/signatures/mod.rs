//! Signing and what follows it, from the first touch to the page of one's own signature.

pub(crate) mod astray; // correcting the address when the attempt has ended or the network fails
pub(crate) mod correcting; // the same details again, and another address: one attempt
pub(crate) mod failing; // networks that break, sites that are not allowed, codes that are wrong
pub(crate) mod hydrating; // what a visitor did before hydration is kept and done
pub(crate) mod ladder; // each rung signs to the end: no WebAssembly, no script
pub(crate) mod owning; // manage and version pages, with the keyboard alone
pub(crate) mod reserving; // a reservation, from the article to its footnote
pub(crate) mod returning; // from the email back to the article, or to the button
pub(crate) mod stories; // signing, joining and sharing from end to end
