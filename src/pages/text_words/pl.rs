//! Polish.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "Link do zasady {number}",
    prepared_for: "Przygotowano na: {meeting}",

    reservations: "Zastrzeżenia",
    reserved: "{} podpis z zastrzeżeniem do zasady {principle}|{} podpisy z zastrzeżeniem do zasady {principle}|{} podpisów z zastrzeżeniem do zasady {principle}|{} podpisu z zastrzeżeniem do zasady {principle}",
    reservation: "Zastrzeżenie {number}",
    on_principle: "do zasady {principle}",
    back_to_name: "Wróć do nazwiska",
    with_reservations: "Podpis z zastrzeżeniem:",
};
