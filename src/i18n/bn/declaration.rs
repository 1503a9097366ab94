//! Bengali.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "নীতি {number}-এর লিংক",
    prepared_for: "{meeting}-এর জন্য প্রস্তুত",

    reservations: "ভিন্নমত",
    reserved: "{} জন নীতি {principle} নিয়ে ভিন্নমতসহ স্বাক্ষর করেছেন|{} জন নীতি {principle} নিয়ে ভিন্নমতসহ স্বাক্ষর করেছেন",
    reservation: "ভিন্নমত {number}",
    on_principle: "নীতি {principle} নিয়ে",
    back_to_name: "নামে ফিরে যান",
    with_reservations: "আপনি ভিন্নমতসহ স্বাক্ষর করছেন:",

    verified_by_email: "{domain}-এ ইমেইল দিয়ে যাচাই করা, {date}",
    verified_dns: "{domain}-এর DNS দিয়ে যাচাই করা, {date}",
    verified_file: "{domain}-এর ফাইল দিয়ে যাচাই করা, {date}",
    let_in: "আয়োজকেরা অনুমোদন করেছেন, {date}",

    versions: "এই লেখার সংস্করণ",
    version: "সংস্করণ {number}",
    current: "বর্তমান",
    signatures: "{}টি স্বাক্ষর|{}টি স্বাক্ষর",
    published: "প্রকাশ: {date}",
    fingerprint: "SHA-256 ফিঙ্গারপ্রিন্ট",
    first_version: "এটি প্রথম সংস্করণ।",
    what_changed: "সংস্করণ {number}-এর পরে কী বদলেছে",
    left_out: "যেসব অংশ বদলায়নি সেগুলো বাদ দেওয়া হয়েছে।",
    no_words_changed: "কোনো শব্দ বদলায়নি।",
    added: "যোগ হয়েছে:",
    removed: "বাদ গেছে:",
    corrected: "সংশোধন হিসেবে প্রকাশিত: সংস্করণ {number}-এর স্বাক্ষরগুলো এতে আনা হয়েছে।",
    asked_to_renew: "পরিবর্তন হিসেবে প্রকাশিত: যাঁরা স্বাক্ষর করেছিলেন তাঁদের স্বাক্ষর নবায়ন করতে বলা হয়েছে।",
    exact_text: "হুবহু লেখা",
    how_to_check: "ফিঙ্গারপ্রিন্টটি ঠিক এই লেখার SHA-256, ফাইলে যেমন আছে।",
    plain_text: "এই লেখা ফাইল হিসেবে",
    signed_this: "{} জন এই সংস্করণে স্বাক্ষর করেছেন|{} জন এই সংস্করণে স্বাক্ষর করেছেন",
    signed_earlier: "{} জন আগের কোনো সংস্করণে|{} জন আগের কোনো সংস্করণে",

    renew: "আপনি যে লেখায় স্বাক্ষর করেছিলেন তা বদলেছে",
    text_changed: "আপনি {title}-এর সংস্করণ {from}-এ স্বাক্ষর করেছিলেন। এখন লেখাটি সংস্করণ {to}।",
    until_renewed: "আপনি বোতাম না চাপা পর্যন্ত আপনার স্বাক্ষর শুধু আগের সংস্করণের জন্য গোনা হয়।",
    renew_button: "সংস্করণ {to}-এ স্বাক্ষর নবায়ন",
    renewed: "আপনার স্বাক্ষর নবায়ন হয়েছে",
    renewed_for: "এটি এখন {title}-এর সংস্করণ {to}-এর জন্য গোনা হয়।",
};
