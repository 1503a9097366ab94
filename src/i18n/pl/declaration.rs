//! Polish.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "Link do zasady {number}",
    prepared_for: "Przygotowano na: {meeting}",

    reservations: "Zastrzeżenia",
    reserved: "{} podpis z zastrzeżeniem do zasady {principle}|{} podpisy z zastrzeżeniem do zasady {principle}|{} podpisów z zastrzeżeniem do zasady {principle}|{} podpisu z zastrzeżeniem do zasady {principle}",
    reservation: "Zastrzeżenie {number}",
    on_principle: "do zasady {principle}",
    back_to_name: "Wróć do nazwiska",
    with_reservations: "Podpis z zastrzeżeniem:",

    verified_by_email: "potwierdzono e-mailem na adres w {domain}, {date}",
    verified_dns: "potwierdzono przez DNS domeny {domain}, {date}",
    verified_file: "potwierdzono plikiem na {domain}, {date}",
    let_in: "zatwierdzone przez organizatorów, {date}",

    versions: "Wersje tego tekstu",
    version: "Wersja {number}",
    current: "aktualna",
    signatures: "{} podpis|{} podpisy|{} podpisów|{} podpisu",
    published: "Opublikowano {date}",
    fingerprint: "Skrót SHA-256",
    first_version: "To jest pierwsza wersja.",
    what_changed: "Co się zmieniło od wersji {number}",
    left_out: "Fragmenty bez zmian pominięto.",
    no_words_changed: "Żadne słowo się nie zmieniło.",
    added: "dodano:",
    removed: "usunięto:",
    corrected: "Opublikowano jako poprawkę: podpisy pod wersją {number} zostały przeniesione.",
    asked_to_renew: "Opublikowano jako zmianę: podpisanych poproszono o odnowienie podpisu.",
    exact_text: "Dokładny tekst",
    how_to_check: "Skrót to SHA-256 dokładnie tego tekstu, w postaci zapisanej w pliku.",
    plain_text: "Ten tekst jako plik",
    signed_this: "{} podpis pod tą wersją|{} podpisy pod tą wersją|{} podpisów pod tą wersją|{} podpisu pod tą wersją",
    signed_earlier: "{} pod wcześniejszą|{} pod wcześniejszą|{} pod wcześniejszą|{} pod wcześniejszą",

    renew: "Podpisany tekst się zmienił",
    text_changed: "Twój podpis dotyczy wersji {from} tekstu {title}. Teraz obowiązuje wersja {to}.",
    until_renewed: "Dopóki nie naciśniesz przycisku, Twój podpis liczy się tylko pod wcześniejszą wersją.",
    renew_button: "Odnów mój podpis pod wersją {to}",
    renewed: "Podpis został odnowiony",
    renewed_for: "Liczy się teraz pod wersją {to} tekstu {title}.",
};
