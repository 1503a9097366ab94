//! English.

use crate::i18n::print::PrintText;

pub(super) const WORDS: PrintText = PrintText {
    as_pdf: "Download as PDF",
    being_made: "It has many names. We’re preparing the file; this page refreshes automatically.",
    print_sheet: "Print a signing sheet",
    published_by: "Published by {organisers}",
    counted: "{signed}, counted on {date}",
    unnamed: "Signatures whose names are not shown: {number}.",
    newest: "The newest {number} names are listed here; all names are on the page of the declaration.",
    on_paper: "and {number} on paper",
    sign_here: "Read it, and sign it, here:",
    code: "QR code for {address}",
    version: "Version {version} of the text.",
    hash: "SHA-256 fingerprint of the text; each signature applies to this exact text:",
    organisations: "Organisations",
    people: "People",
    nobody: "Nobody has signed yet.",
    sheet: "Signing sheet",
    sheet_code: "Sheet {code}",
    what_is_signed: "What is signed",
    read_first: "Read the whole text before you sign:",
    consent: "By signing I say that I have read the declaration and agree to it. My signature is counted; my name is not published. This sheet is kept by {organisers} for this declaration only. An email address, if I give one, is only used to tell me what happens next. To remove my name, I can write to {contact}.",
    number: "No.",
    name: "Name",
    place: "Place or postcode",
    email: "Email (optional)",
    signature: "Signature",
    send_back: "Send this sheet back to {contact}. Each sheet has its own code: print more instead of copying this one.",
};
