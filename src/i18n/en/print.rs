//! English.

use crate::i18n::print::PrintText;

pub(super) const WORDS: PrintText = PrintText {
    as_pdf: "Download as PDF",
    being_made: "It has many names and is being made. It will be there in a moment; this page asks again by itself.",
    print_sheet: "Print a signing sheet",
    published_by: "Published by {organisers}",
    counted: "{signed}, counted on {date}",
    unnamed: "Signatures whose names are not shown: {number}.",
    newest: "The newest {number} names stand here; all are on the page of the declaration.",
    on_paper: "and {number} on paper",
    sign_here: "Read it, and sign it, here:",
    code: "Square code that leads to {address}",
    version: "Version {version} of the text.",
    hash: "SHA-256 fingerprint of the text, to which every signature is bound:",
    organisations: "Organisations",
    people: "People",
    nobody: "Nobody has signed yet.",
    sheet: "Signing sheet",
    sheet_code: "Sheet {code}",
    what_is_signed: "What is signed",
    read_first: "Read the whole text before you sign:",
    consent: "By signing I say that I have read the declaration and agree to it. My signature is counted; my name is not published. {organisers} keep this sheet for this declaration alone. An email address, if I give one, is only used to tell me what becomes of it. To be struck off, I write to {contact}.",
    number: "No.",
    name: "Name",
    place: "Place or postcode",
    email: "Email (optional)",
    signature: "Signature",
    send_back: "Send this sheet back to {contact}. Every sheet has a code of its own: print more instead of copying this one.",
};
