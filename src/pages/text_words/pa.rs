//! Punjabi, in Gurmukhi.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "ਸਿਧਾਂਤ {number} ਦਾ ਲਿੰਕ",
    prepared_for: "{meeting} ਲਈ ਤਿਆਰ ਕੀਤਾ ਗਿਆ",

    reservations: "ਇਤਰਾਜ਼",
    reserved: "{} ਨੇ ਸਿਧਾਂਤ {principle} ਬਾਰੇ ਇਤਰਾਜ਼ ਨਾਲ ਦਸਤਖ਼ਤ ਕੀਤੇ|{} ਨੇ ਸਿਧਾਂਤ {principle} ਬਾਰੇ ਇਤਰਾਜ਼ ਨਾਲ ਦਸਤਖ਼ਤ ਕੀਤੇ",
    reservation: "ਇਤਰਾਜ਼ {number}",
    on_principle: "ਸਿਧਾਂਤ {principle} ਬਾਰੇ",
    back_to_name: "ਨਾਂ ’ਤੇ ਵਾਪਸ",
    with_reservations: "ਤੁਸੀਂ ਇਤਰਾਜ਼ ਨਾਲ ਦਸਤਖ਼ਤ ਕਰ ਰਹੇ ਹੋ:",
};
