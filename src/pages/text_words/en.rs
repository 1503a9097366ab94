//! English.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "Link to principle {number}",
    prepared_for: "Prepared for {meeting}",

    reservations: "Reservations",
    reserved: "{} signed with a reservation on principle {principle}|{} signed with a reservation on principle {principle}",
    reservation: "Reservation {number}",
    on_principle: "on principle {principle}",
    back_to_name: "Back to the name",
    with_reservations: "You sign with a reservation:",
};
