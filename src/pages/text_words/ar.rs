//! Arabic.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "رابط المبدأ {number}",
    prepared_for: "أُعِدّ من أجل: {meeting}",

    reservations: "التحفّظات",
    reserved: "{} توقيع مع تحفّظ على المبدأ {principle}|توقيع واحد مع تحفّظ على المبدأ {principle}|توقيعان مع تحفّظ على المبدأ {principle}|{} تواقيع مع تحفّظ على المبدأ {principle}|{} توقيعًا مع تحفّظ على المبدأ {principle}|{} توقيع مع تحفّظ على المبدأ {principle}",
    reservation: "التحفّظ {number}",
    on_principle: "على المبدأ {principle}",
    back_to_name: "العودة إلى الاسم",
    with_reservations: "أنت توقّع مع تحفّظ:",
};
