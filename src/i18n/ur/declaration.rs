//! Urdu.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "اصول {number} کا لنک",
    prepared_for: "{meeting} کے لیے تیار کیا گیا",

    reservations: "تحفظات",
    reserved: "{} نے اصول {principle} پر تحفظ کے ساتھ دستخط کیے|{} نے اصول {principle} پر تحفظ کے ساتھ دستخط کیے",
    reservation: "تحفظ {number}",
    on_principle: "اصول {principle} پر",
    back_to_name: "نام پر واپس",
    with_reservations: "آپ تحفظ کے ساتھ دستخط کر رہے ہیں:",

    verified_by_email: "{domain} کو خط سے تصدیق شدہ، {date}",
    verified_dns: "{domain} کے DNS سے تصدیق شدہ، {date}",
    verified_file: "{domain} پر فائل سے تصدیق شدہ، {date}",
    let_in: "منتظمین کی منظوری سے، {date}",

    versions: "اس متن کے نسخے",
    version: "نسخہ {number}",
    current: "موجودہ",
    signatures: "{} دستخط|{} دستخط",
    published: "{date} کو شائع ہوا",
    fingerprint: "SHA-256 نشان",
    first_version: "یہ پہلا نسخہ ہے۔",
    what_changed: "نسخہ {number} کے بعد کیا بدلا",
    left_out: "جو حصے نہیں بدلے وہ چھوڑ دیے گئے ہیں۔",
    no_words_changed: "کوئی لفظ نہیں بدلا۔",
    added: "شامل کیا گیا:",
    removed: "نکالا گیا:",
    corrected: "تصحیح کے طور پر شائع ہوا: نسخہ {number} کے دستخط اس پر منتقل کیے گئے۔",
    asked_to_renew: "تبدیلی کے طور پر شائع ہوا: جنہوں نے دستخط کیے تھے ان سے تجدید کو کہا گیا۔",
    exact_text: "عین متن",
    how_to_check: "یہ نشان عین اسی متن کا SHA-256 ہے، جیسا وہ فائل میں ہے۔",
    plain_text: "یہ متن فائل کی صورت میں",
    signed_this: "{} نے اس نسخے پر دستخط کیے|{} نے اس نسخے پر دستخط کیے",
    signed_earlier: "{} نے پہلے نسخے پر|{} نے پہلے نسخے پر",

    renew: "جس متن پر آپ نے دستخط کیے تھے وہ بدل گیا ہے",
    text_changed: "آپ نے {title} کے نسخہ {from} پر دستخط کیے تھے۔ اب متن نسخہ {to} ہے۔",
    until_renewed: "جب تک آپ بٹن نہ دبائیں، آپ کے دستخط اسی نسخے کے لیے گنے جاتے ہیں جس پر آپ نے دستخط کیے تھے۔ آپ کچھ نہ کریں تو ایسا ہی رہے گا۔",
    renew_button: "نسخہ {to} کے لیے میرے دستخط کی تجدید کریں",
    renewed: "آپ کے دستخط کی تجدید ہو گئی",
    renewed_for: "اب یہ {title} کے نسخہ {to} کے لیے گنے جاتے ہیں۔",
};
