//! Welsh.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "Dolen i egwyddor {number}",
    prepared_for: "Paratowyd ar gyfer {meeting}",

    reservations: "Amheuon",
    reserved: "{} wedi llofnodi gydag amheuon am egwyddor {principle}|{} wedi llofnodi gydag amheuon am egwyddor {principle}|{} wedi llofnodi gydag amheuon am egwyddor {principle}|{} wedi llofnodi gydag amheuon am egwyddor {principle}|{} wedi llofnodi gydag amheuon am egwyddor {principle}|{} wedi llofnodi gydag amheuon am egwyddor {principle}",
    reservation: "Amheuon {number}",
    on_principle: "am egwyddor {principle}",
    back_to_name: "Yn ôl at yr enw",
    with_reservations: "Rydych yn llofnodi gydag amheuon:",

    verified_by_email: "gwiriwyd drwy e-bost i {domain}, {date}",
    verified_dns: "gwiriwyd drwy DNS {domain}, {date}",
    verified_file: "gwiriwyd drwy ffeil ar {domain}, {date}",
    let_in: "cymeradwywyd gan y trefnwyr, {date}",

    versions: "Fersiynau o’r testun hwn",
    version: "Fersiwn {number}",
    current: "yr un cyfredol",
    signatures: "{} llofnod|{} llofnod|{} lofnod|{} llofnod|{} llofnod|{} llofnod",
    published: "Cyhoeddwyd ar {date}",
    fingerprint: "Ôl bys SHA-256",
    first_version: "Dyma’r fersiwn gyntaf.",
    what_changed: "Beth a newidiodd ers fersiwn {number}",
    left_out: "Gadewir allan y darnau na newidiodd.",
    no_words_changed: "Ni newidiodd yr un gair.",
    added: "ychwanegwyd:",
    removed: "tynnwyd:",
    corrected: "Cyhoeddwyd fel cywiriad: trosglwyddwyd y llofnodion ar fersiwn {number}.",
    asked_to_renew: "Cyhoeddwyd fel newid: gofynnwyd i bawb a oedd wedi llofnodi adnewyddu eu llofnod.",
    exact_text: "Yr union destun",
    how_to_check: "Yr ôl bys yw SHA-256 yr union destun hwn, fel y mae yn y ffeil.",
    plain_text: "Y testun hwn fel ffeil",
    signed_this: "{} wedi llofnodi’r fersiwn hon|{} wedi llofnodi’r fersiwn hon|{} wedi llofnodi’r fersiwn hon|{} wedi llofnodi’r fersiwn hon|{} wedi llofnodi’r fersiwn hon|{} wedi llofnodi’r fersiwn hon",
    signed_earlier: "{} wedi llofnodi fersiwn gynharach|{} wedi llofnodi fersiwn gynharach|{} wedi llofnodi fersiwn gynharach|{} wedi llofnodi fersiwn gynharach|{} wedi llofnodi fersiwn gynharach|{} wedi llofnodi fersiwn gynharach",

    renew: "Mae’r testun a lofnodwyd gennych wedi newid",
    text_changed: "Llofnodoch fersiwn {from} o {title}. Fersiwn {to} yw’r testun bellach.",
    until_renewed: "Nes i chi bwyso’r botwm, mae eich llofnod yn cyfrif ar gyfer y fersiwn gynharach yn unig.",
    renew_button: "Adnewyddu fy llofnod ar gyfer fersiwn {to}",
    renewed: "Mae eich llofnod wedi’i adnewyddu",
    renewed_for: "Mae bellach yn cyfrif ar gyfer fersiwn {to} o {title}.",
};
