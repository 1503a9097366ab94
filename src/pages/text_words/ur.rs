//! Urdu.

use super::Words;

pub(super) const WORDS: Words = Words {
    link_to: "اصول {number} کا لنک",
    prepared_for: "{meeting} کے لیے تیار کیا گیا",

    reservations: "تحفظات",
    reserved: "{} نے اصول {principle} پر تحفظ کے ساتھ دستخط کیے|{} نے اصول {principle} پر تحفظ کے ساتھ دستخط کیے",
    reservation: "تحفظ {number}",
    on_principle: "اصول {principle} پر",
    back_to_name: "نام پر واپس",
    with_reservations: "آپ تحفظ کے ساتھ دستخط کر رہے ہیں:",
};
