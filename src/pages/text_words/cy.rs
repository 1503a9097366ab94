//! Welsh.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "Dolen i egwyddor {number}",
    prepared_for: "Paratowyd ar gyfer {meeting}",

    reservations: "Amheuon",
    reserved: "Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}|Llofnododd {} gydag amheuaeth am egwyddor {principle}",
    reservation: "Amheuaeth {number}",
    on_principle: "am egwyddor {principle}",
    back_to_name: "Yn ôl at yr enw",
    with_reservations: "Rydych yn llofnodi gydag amheuaeth:",
};
