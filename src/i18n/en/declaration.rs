//! English.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "Link to principle {number}",
    prepared_for: "Prepared for {meeting}",

    reservations: "Reservations",
    reserved: "{} signed with a reservation on principle {principle}|{} signed with a reservation on principle {principle}",
    reservation: "Reservation {number}",
    on_principle: "on principle {principle}",
    back_to_name: "Back to the name",
    with_reservations: "You are signing with a reservation:",

    verified_by_email: "verified by an email to {domain}, {date}",
    verified_dns: "verified by DNS of {domain}, {date}",
    verified_file: "verified by a file on {domain}, {date}",
    let_in: "approved by the organisers, {date}",

    versions: "Versions of this text",
    version: "Version {number}",
    current: "current version",
    signatures: "{} signature|{} signatures",
    published: "Published on {date}",
    fingerprint: "SHA-256 fingerprint",
    first_version: "This is the first version.",
    what_changed: "What changed since version {number}",
    left_out: "Passages that stayed the same are left out.",
    no_words_changed: "No words changed.",
    added: "added:",
    removed: "removed:",
    corrected: "Published as a correction: the signatures on version {number} were carried over.",
    asked_to_renew: "Published as a change: everyone who had signed was asked to renew their signature.",
    exact_text: "The exact text",
    how_to_check: "The fingerprint is the SHA-256 of exactly this text, as the file holds it.",
    plain_text: "This text as a file",
    signed_this: "{} signed this version|{} signed this version",
    signed_earlier: "{} an earlier one|{} an earlier one",

    renew: "The text that you signed has changed",
    text_changed: "You signed version {from} of {title}. The text is now version {to}.",
    until_renewed: "Until you press the button, your signature counts for the earlier version only.",
    renew_button: "Renew my signature for version {to}",
    renewed: "Your signature is renewed",
    renewed_for: "It now counts for version {to} of {title}.",
};
