//! Polish.

use crate::i18n::print::PrintText;

pub(super) const WORDS: PrintText = PrintText {
    as_pdf: "Pobierz jako PDF",
    being_made: "Dokument zawiera wiele nazwisk. Przygotowujemy plik; ta strona odświeży się automatycznie.",
    print_sheet: "Wydrukuj kartę podpisów",
    published_by: "Publikuje: {organisers}",
    counted: "{signed}, stan na {date}",
    unnamed: "Podpisy bez pokazanego nazwiska: {number}.",
    newest: "Tutaj są najnowsze nazwiska (liczba: {number}); wszystkie są na stronie deklaracji.",
    on_paper: "oraz na papierze: {number}",
    sign_here: "Przeczytaj i podpisz tutaj:",
    code: "Kod QR do {address}",
    version: "Wersja {version} tekstu.",
    hash: "Skrót SHA-256 tekstu; każdy podpis dotyczy dokładnie tego tekstu:",
    organisations: "Organizacje",
    people: "Osoby",
    nobody: "Nikt się jeszcze nie podpisał.",
    sheet: "Karta podpisów",
    sheet_code: "Karta {code}",
    what_is_signed: "Co podpisujesz",
    read_first: "Przed podpisaniem przeczytaj cały tekst:",
    consent: "Podpisując, oświadczam, że znam tę deklarację i się z nią zgadzam. Mój podpis zostanie policzony, a nazwisko nie będzie publikowane. Ta karta jest przechowywana tylko na potrzeby tej deklaracji (organizator: {organisers}). Jeśli podaję adres e-mail, posłuży on wyłącznie do informowania mnie, co dalej. Aby wycofać podpis, piszę na {contact}.",
    number: "Nr",
    name: "Imię i nazwisko",
    place: "Miejscowość lub kod pocztowy",
    email: "E-mail (opcjonalnie)",
    signature: "Podpis",
    send_back: "Odeślij tę kartę na {contact}. Każda karta ma własny kod: zamiast kopiować tę, wydrukuj następne.",
};
