//! Welsh.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "Dolen i egwyddor {number}",
    prepared_for: "Paratowyd ar gyfer {meeting}",

    reservations: "Amheuon",
    reserved: "Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}",
    reservation: "Amheuaeth {number}",
    on_principle: "am egwyddor {principle}",
    back_to_name: "Yn ôl at yr enw",
    with_reservations: "Rydych yn llofnodi gydag amheuaeth:",

    verified_by_email: "gwiriwyd drwy lythyr i {domain}, {date}",
    verified_dns: "gwiriwyd drwy DNS {domain}, {date}",
    verified_file: "gwiriwyd drwy ffeil ar {domain}, {date}",
    let_in: "derbyniwyd gan y trefnwyr, {date}",

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
    corrected: "Cyhoeddwyd fel cywiriad: trosglwyddwyd y llofnodion o dan fersiwn {number}.",
    asked_to_renew: "Cyhoeddwyd fel newid: gofynnwyd i’r rhai a oedd wedi llofnodi adnewyddu eu llofnod.",
    exact_text: "Yr union destun",
    how_to_check: "Yr ôl bys yw SHA-256 yr union destun hwn, fel y mae yn y ffeil.",
    plain_text: "Y testun hwn fel ffeil",
    signed_this: "Llofnododd {} y fersiwn hon|Llofnododd {} y fersiwn hon|Llofnododd {} y fersiwn hon|Llofnododd {} y fersiwn hon|Llofnododd {} y fersiwn hon|Llofnododd {} y fersiwn hon",
    signed_earlier: "{} fersiwn gynharach|{} fersiwn gynharach|{} fersiwn gynharach|{} fersiwn gynharach|{} fersiwn gynharach|{} fersiwn gynharach",

    renew: "Mae’r testun a lofnodwyd gennych wedi newid",
    text_changed: "Llofnodoch fersiwn {from} o {title}. Fersiwn {to} yw’r testun bellach.",
    until_renewed: "Nes i chi bwyso’r botwm, mae eich llofnod yn cyfrif ar gyfer y fersiwn a lofnodwyd gennych. Os na wnewch ddim, felly y bydd.",
    renew_button: "Adnewyddu fy llofnod ar gyfer fersiwn {to}",
    renewed: "Mae eich llofnod wedi’i adnewyddu",
    renewed_for: "Mae bellach yn cyfrif ar gyfer fersiwn {to} o {title}.",
};
