//! Signing, from the first touch to the manage page of the signature.

pub(crate) mod code_step; // recognising the email, the sixth digit, a reload
pub(crate) mod correction_failures; // correcting the address when the attempt has ended or the network fails
pub(crate) mod corrections; // the same details or another address: one attempt
pub(crate) mod degradation; // degradation: signing without WebAssembly, without scripts
pub(crate) mod dialog; // the form as a dialog behind a button; the bar that leads to the form
pub(crate) mod failures; // failures: broken networks, sites that are not allowed, wrong codes
pub(crate) mod form_fields; // three things on one screen; slips, and errors that go
pub(crate) mod hydration; // hydration: earlier input and presses take effect
pub(crate) mod manage_pages; // manage and version pages, with the keyboard alone
pub(crate) mod reservations; // a reservation, from the article to its footnote
pub(crate) mod return_to_article; // from the email back to the article, or to the button
pub(crate) mod thanks; // which signature it is, asking somebody, the next person
pub(crate) mod user_journeys; // signing, subscribing and sharing from end to end
