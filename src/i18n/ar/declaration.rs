//! Arabic.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "رابط المبدأ {number}",
    prepared_for: "أُعِدّ من أجل: {meeting}",

    reservations: "التحفّظات",
    reserved: "{} توقيع مع تحفّظ على المبدأ {principle}|توقيع واحد مع تحفّظ على المبدأ {principle}|توقيعان مع تحفّظ على المبدأ {principle}|{} تواقيع مع تحفّظ على المبدأ {principle}|{} توقيعًا مع تحفّظ على المبدأ {principle}|{} توقيع مع تحفّظ على المبدأ {principle}",
    reservation: "التحفّظ {number}",
    on_principle: "على المبدأ {principle}",
    back_to_name: "العودة إلى الاسم",
    with_reservations: "التوقيع مع تحفّظ:",

    verified_by_email: "تم التحقق برسالة إلكترونية إلى {domain}، {date}",
    verified_dns: "تم التحقق عبر DNS الخاص بـ {domain}، {date}",
    verified_file: "تم التحقق بملف على {domain}، {date}",
    let_in: "وافقت عليه الجهة المنظِّمة، {date}",

    versions: "نسخ هذا النص",
    version: "النسخة {number}",
    current: "الحالية",
    signatures: "{} توقيع|توقيع واحد|توقيعان|{} تواقيع|{} توقيعًا|{} توقيع",
    published: "نُشرت في {date}",
    fingerprint: "بصمة SHA-256",
    first_version: "هذه هي النسخة الأولى.",
    what_changed: "ما تغيّر منذ النسخة {number}",
    left_out: "حُذفت المقاطع التي لم تتغيّر.",
    no_words_changed: "لم تتغيّر أي كلمة.",
    added: "أُضيف:",
    removed: "حُذف:",
    corrected: "نُشرت بوصفها تصحيحًا: نُقلت إليها التواقيع على النسخة {number}.",
    asked_to_renew: "نُشرت بوصفها تغييرًا: طُلب من الموقّعين تجديد تواقيعهم.",
    exact_text: "النص بحرفه",
    how_to_check: "البصمة هي SHA-256 لهذا النص بعينه كما هو في الملف.",
    plain_text: "هذا النص في ملف",
    signed_this: "{} توقيع على هذه النسخة|توقيع واحد على هذه النسخة|توقيعان على هذه النسخة|{} تواقيع على هذه النسخة|{} توقيعًا على هذه النسخة|{} توقيع على هذه النسخة",
    signed_earlier: "{} على نسخة سابقة|واحد على نسخة سابقة|اثنان على نسخة سابقة|{} على نسخة سابقة|{} على نسخة سابقة|{} على نسخة سابقة",

    renew: "تغيّر النص الذي وقّعته",
    text_changed: "وقّعت النسخة {from} من {title}. والنص الآن في نسخته {to}.",
    until_renewed: "قبل الضغط على الزر يُحتسب توقيعك للنسخة السابقة وحدها.",
    renew_button: "تجديد توقيعي للنسخة {to}",
    renewed: "جُدّد توقيعك",
    renewed_for: "يُحتسب الآن للنسخة {to} من {title}.",
};
