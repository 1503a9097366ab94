//! Punjabi, in Gurmukhi.

use crate::i18n::declaration::DeclarationText;

pub(super) const WORDS: DeclarationText = DeclarationText {
    link_to: "ਸਿਧਾਂਤ {number} ਦਾ ਲਿੰਕ",
    prepared_for: "{meeting} ਲਈ ਤਿਆਰ ਕੀਤਾ ਗਿਆ",

    reservations: "ਵੱਖਰੀਆਂ ਰਾਵਾਂ",
    reserved: "{} ਨੇ ਸਿਧਾਂਤ {principle} ਬਾਰੇ ਵੱਖਰੀ ਰਾਏ ਨਾਲ ਦਸਤਖ਼ਤ ਕੀਤੇ|{} ਨੇ ਸਿਧਾਂਤ {principle} ਬਾਰੇ ਵੱਖਰੀ ਰਾਏ ਨਾਲ ਦਸਤਖ਼ਤ ਕੀਤੇ",
    reservation: "ਵੱਖਰੀ ਰਾਏ {number}",
    on_principle: "ਸਿਧਾਂਤ {principle} ਬਾਰੇ",
    back_to_name: "ਨਾਂ ’ਤੇ ਵਾਪਸ",
    with_reservations: "ਤੁਸੀਂ ਵੱਖਰੀ ਰਾਏ ਨਾਲ ਦਸਤਖ਼ਤ ਕਰ ਰਹੇ ਹੋ:",

    verified_by_email: "{domain} ’ਤੇ ਈਮੇਲ ਰਾਹੀਂ ਤਸਦੀਕ, {date}",
    verified_dns: "{domain} ਦੇ DNS ਰਾਹੀਂ ਤਸਦੀਕ, {date}",
    verified_file: "{domain} ’ਤੇ ਫ਼ਾਈਲ ਰਾਹੀਂ ਤਸਦੀਕ, {date}",
    let_in: "ਪ੍ਰਬੰਧਕਾਂ ਵੱਲੋਂ ਮਨਜ਼ੂਰ, {date}",

    versions: "ਇਸ ਲਿਖਤ ਦੇ ਸੰਸਕਰਣ",
    version: "ਸੰਸਕਰਣ {number}",
    current: "ਮੌਜੂਦਾ",
    signatures: "{} ਦਸਤਖ਼ਤ|{} ਦਸਤਖ਼ਤ",
    published: "{date} ਨੂੰ ਪ੍ਰਕਾਸ਼ਿਤ",
    fingerprint: "SHA-256 ਫਿੰਗਰਪ੍ਰਿੰਟ",
    first_version: "ਇਹ ਪਹਿਲਾ ਸੰਸਕਰਣ ਹੈ।",
    what_changed: "ਸੰਸਕਰਣ {number} ਤੋਂ ਬਾਅਦ ਕੀ ਬਦਲਿਆ",
    left_out: "ਜੋ ਹਿੱਸੇ ਨਹੀਂ ਬਦਲੇ, ਉਹ ਛੱਡ ਦਿੱਤੇ ਗਏ ਹਨ।",
    no_words_changed: "ਕੋਈ ਸ਼ਬਦ ਨਹੀਂ ਬਦਲਿਆ।",
    added: "ਜੋੜਿਆ:",
    removed: "ਹਟਾਇਆ:",
    corrected: "ਸੋਧ ਵਜੋਂ ਪ੍ਰਕਾਸ਼ਿਤ: ਸੰਸਕਰਣ {number} ਦੇ ਦਸਤਖ਼ਤ ਇਸ ਵਿੱਚ ਲਿਆਂਦੇ ਗਏ।",
    asked_to_renew: "ਤਬਦੀਲੀ ਵਜੋਂ ਪ੍ਰਕਾਸ਼ਿਤ: ਜਿਨ੍ਹਾਂ ਨੇ ਦਸਤਖ਼ਤ ਕੀਤੇ ਸਨ, ਉਨ੍ਹਾਂ ਨੂੰ ਦਸਤਖ਼ਤ ਨਵੇਂ ਕਰਨ ਲਈ ਕਿਹਾ ਗਿਆ।",
    exact_text: "ਹੂਬਹੂ ਲਿਖਤ",
    how_to_check: "ਫਿੰਗਰਪ੍ਰਿੰਟ ਇਸੇ ਲਿਖਤ ਦਾ SHA-256 ਹੈ, ਜਿਵੇਂ ਇਹ ਫ਼ਾਈਲ ਵਿੱਚ ਹੈ।",
    plain_text: "ਇਹ ਲਿਖਤ ਫ਼ਾਈਲ ਵਜੋਂ",
    signed_this: "{} ਨੇ ਇਸ ਸੰਸਕਰਣ ’ਤੇ ਦਸਤਖ਼ਤ ਕੀਤੇ|{} ਨੇ ਇਸ ਸੰਸਕਰਣ ’ਤੇ ਦਸਤਖ਼ਤ ਕੀਤੇ",
    signed_earlier: "{} ਨੇ ਕਿਸੇ ਪੁਰਾਣੇ ਸੰਸਕਰਣ ’ਤੇ|{} ਨੇ ਕਿਸੇ ਪੁਰਾਣੇ ਸੰਸਕਰਣ ’ਤੇ",

    renew: "ਜਿਸ ਲਿਖਤ ’ਤੇ ਤੁਸੀਂ ਦਸਤਖ਼ਤ ਕੀਤੇ ਸਨ, ਉਹ ਬਦਲ ਗਈ ਹੈ",
    text_changed: "ਤੁਸੀਂ {title} ਦੇ ਸੰਸਕਰਣ {from} ’ਤੇ ਦਸਤਖ਼ਤ ਕੀਤੇ ਸਨ। ਹੁਣ ਇਹ ਸੰਸਕਰਣ {to} ਹੈ।",
    until_renewed: "ਜਦੋਂ ਤੱਕ ਤੁਸੀਂ ਬਟਨ ਨਹੀਂ ਦਬਾਉਂਦੇ, ਤੁਹਾਡੇ ਦਸਤਖ਼ਤ ਸਿਰਫ਼ ਪੁਰਾਣੇ ਸੰਸਕਰਣ ਲਈ ਗਿਣੇ ਜਾਂਦੇ ਹਨ।",
    renew_button: "ਸੰਸਕਰਣ {to} ਲਈ ਮੇਰੇ ਦਸਤਖ਼ਤ ਨਵੇਂ ਕਰੋ",
    renewed: "ਤੁਹਾਡੇ ਦਸਤਖ਼ਤ ਨਵੇਂ ਹੋ ਗਏ ਹਨ",
    renewed_for: "ਹੁਣ ਇਹ {title} ਦੇ ਸੰਸਕਰਣ {to} ਲਈ ਗਿਣੇ ਜਾਂਦੇ ਹਨ।",
};
