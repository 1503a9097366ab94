//! Bengali.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "নীতি {number}-এর লিংক",
    prepared_for: "{meeting}-এর জন্য প্রস্তুত",

    reservations: "আপত্তি",
    reserved: "{} জন নীতি {principle} নিয়ে আপত্তি রেখে স্বাক্ষর করেছেন|{} জন নীতি {principle} নিয়ে আপত্তি রেখে স্বাক্ষর করেছেন",
    reservation: "আপত্তি {number}",
    on_principle: "নীতি {principle} নিয়ে",
    back_to_name: "নামে ফিরে যান",
    with_reservations: "আপনি আপত্তি রেখে স্বাক্ষর করছেন:",
};
