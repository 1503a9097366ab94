//! Urdu.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "اصول {number} کا لنک",
    prepared_for: "{meeting} کے لیے تیار کیا گیا",

    reservations: "تحفظات",
    reserved: "{} نے اصول {principle} پر تحفظات کے ساتھ دستخط کیے|{} نے اصول {principle} پر تحفظات کے ساتھ دستخط کیے",
    reservation: "تحفظات {number}",
    on_principle: "اصول {principle} پر",
    back_to_name: "نام پر واپس",
    with_reservations: "آپ تحفظات کے ساتھ دستخط کر رہے ہیں:",

    verified_by_email: "{domain} کو ای میل سے تصدیق شدہ، {date}",
    verified_dns: "{domain} کے DNS سے تصدیق شدہ، {date}",
    verified_file: "{domain} پر فائل سے تصدیق شدہ، {date}",
    let_in: "منتظمین کی منظوری سے، {date}",

    versions: "اس متن کے ورژن",
    version: "ورژن {number}",
    current: "موجودہ",
    signatures: "{} دستخط|{} دستخط",
    published: "{date} کو شائع ہوا",
    fingerprint: "SHA-256 فنگر پرنٹ",
    first_version: "یہ پہلا ورژن ہے۔",
    what_changed: "ورژن {number} کے بعد کیا بدلا",
    left_out: "جو حصے نہیں بدلے وہ چھوڑ دیے گئے ہیں۔",
    no_words_changed: "کوئی لفظ نہیں بدلا۔",
    added: "شامل کیا گیا:",
    removed: "نکالا گیا:",
    corrected: "تصحیح کے طور پر شائع ہوا: ورژن {number} کے دستخط اس پر منتقل کیے گئے۔",
    asked_to_renew: "تبدیلی کے طور پر شائع ہوا: جنہوں نے دستخط کیے تھے ان سے تجدید کی درخواست کی گئی۔",
    exact_text: "عین متن",
    how_to_check: "یہ فنگر پرنٹ عین اسی متن کا SHA-256 ہے، جیسا وہ فائل میں ہے۔",
    plain_text: "یہ متن فائل کی صورت میں",
    signed_this: "{} نے اس ورژن پر دستخط کیے|{} نے اس ورژن پر دستخط کیے",
    signed_earlier: "{} نے کسی پرانے ورژن پر|{} نے کسی پرانے ورژن پر",

    renew: "جس متن پر آپ نے دستخط کیے تھے وہ بدل گیا ہے",
    text_changed: "آپ نے {title} کے ورژن {from} پر دستخط کیے تھے۔ اب متن کا ورژن {to} ہے۔",
    until_renewed: "جب تک آپ بٹن نہ دبائیں، آپ کے دستخط صرف پرانے ورژن کے لیے گنے جاتے ہیں۔",
    renew_button: "ورژن {to} کے لیے تجدید کریں",
    renewed: "آپ کے دستخط کی تجدید ہو گئی",
    renewed_for: "اب یہ {title} کے ورژن {to} کے لیے گنے جاتے ہیں۔",
};
