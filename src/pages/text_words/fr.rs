//! French.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "Lien vers le principe {number}",
    prepared_for: "Préparé pour : {meeting}",

    reservations: "Réserves",
    reserved: "{} signature avec une réserve sur le principe {principle}|{} signatures avec une réserve sur le principe {principle}|{} signatures avec une réserve sur le principe {principle}",
    reservation: "Réserve {number}",
    on_principle: "sur le principe {principle}",
    back_to_name: "Retour au nom",
    with_reservations: "Vous signez avec une réserve :",
};
