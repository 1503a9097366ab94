//! Welsh.

use crate::i18n::print::PrintText;

pub(super) const WORDS: PrintText = PrintText {
    as_pdf: "Lawrlwytho fel PDF",
    being_made: "Mae llawer o enwau ynddi. Rydym yn paratoi’r ffeil; bydd y dudalen hon yn adnewyddu’n awtomatig.",
    print_sheet: "Argraffu taflen lofnodi",
    published_by: "Cyhoeddwyd gan {organisers}",
    counted: "{signed}, yn ôl cyfrif {date}",
    unnamed: "Llofnodion heb ddangos enw: {number}.",
    newest: "Dyma’r {number} enw diweddaraf; mae pob enw ar dudalen y datganiad.",
    on_paper: "a {number} ar bapur",
    sign_here: "Darllenwch a llofnodwch yma:",
    code: "Cod QR ar gyfer {address}",
    version: "Fersiwn {version} o’r testun.",
    hash: "Ôl bys SHA-256 y testun; mae pob llofnod yn gymwys i’r union destun hwn:",
    organisations: "Sefydliadau",
    people: "Pobl",
    nobody: "Nid oes neb wedi llofnodi eto.",
    sheet: "Taflen lofnodi",
    sheet_code: "Taflen {code}",
    what_is_signed: "Yr hyn a lofnodir",
    read_first: "Darllenwch y testun cyfan cyn llofnodi:",
    consent: "Drwy lofnodi rwy’n dweud fy mod wedi darllen y datganiad ac yn cytuno ag ef. Caiff fy llofnod ei gyfrif; ni chyhoeddir fy enw. Cedwir y daflen hon gan {organisers} ar gyfer y datganiad hwn yn unig. Os rhoddaf gyfeiriad e-bost, dim ond i ddweud wrthyf beth sy’n digwydd nesaf y caiff ei ddefnyddio. I dynnu fy enw, gallaf ysgrifennu at {contact}.",
    number: "Rhif",
    name: "Enw",
    place: "Lle neu god post",
    email: "E-bost (dewisol)",
    signature: "Llofnod",
    send_back: "Anfonwch y daflen hon yn ôl at {contact}. Mae gan bob taflen ei chod ei hun: argraffwch ragor yn lle copïo hon.",
};
