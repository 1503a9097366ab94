//! Polish.

use crate::i18n::print::PrintText;

pub(super) const WORDS: PrintText = PrintText {
    as_pdf: "Pobierz jako PDF",
    being_made: "Dokument zawiera wiele nazwisk i właśnie powstaje. Za chwilę będzie gotowy; ta strona zapyta o niego sama.",
    print_sheet: "Wydrukuj kartę podpisów",
    published_by: "Publikuje: {organisers}",
    counted: "{signed}, stan na {date}",
    unnamed: "Podpisy bez podanego nazwiska: {number}.",
    newest: "Tutaj są najnowsze nazwiska (liczba: {number}); wszystkie są na stronie deklaracji.",
    on_paper: "oraz na papierze: {number}",
    sign_here: "Przeczytaj i podpisz tutaj:",
    code: "Kod kwadratowy prowadzący do {address}",
    version: "Wersja {version} tekstu.",
    hash: "Odcisk SHA-256 tekstu, z którym związany jest każdy podpis:",
    organisations: "Organizacje",
    people: "Osoby",
    nobody: "Nikt jeszcze nie podpisał.",
    sheet: "Karta podpisów",
    sheet_code: "Karta {code}",
    what_is_signed: "Co podpisujesz",
    read_first: "Przed podpisaniem przeczytaj cały tekst:",
    consent: "Podpisując, oświadczam, że znam tę deklarację i się z nią zgadzam. Mój podpis zostanie policzony, a nazwisko nie będzie publikowane. {organisers} przechowuje tę kartę tylko na potrzeby tej deklaracji. Jeśli podaję adres e-mail, posłuży on wyłącznie do informowania mnie o jej losach. Aby wycofać podpis, piszę na {contact}.",
    number: "Nr",
    name: "Imię i nazwisko",
    place: "Miejscowość lub kod pocztowy",
    email: "E-mail (nieobowiązkowo)",
    signature: "Podpis",
    send_back: "Kartę prosimy odesłać na {contact}. Każda karta ma własny kod: zamiast kopiować tę, wydrukuj następne.",
};
