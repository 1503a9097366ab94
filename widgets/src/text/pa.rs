//! Punjabi in Gurmukhi.

use super::Key;

pub(super) const fn words(key: Key) -> &'static str {
    match key {
        Key::Direction => "ltr",
        Key::Numbers => "0,21",
        Key::Signed => "ਦਸਤਖ਼ਤ|ਦਸਤਖ਼ਤ",
        Key::NextGoal => "ਅਗਲਾ ਟੀਚਾ: {}",
        Key::NobodyYet => "ਸਭ ਤੋਂ ਪਹਿਲਾਂ ਦਸਤਖ਼ਤ ਕਰੋ",

        Key::DraftedBy => "ਤਿਆਰ ਕਰਨ ਵਾਲੇ: {}",
        Key::ReadPrinciples => "ਸਿਧਾਂਤ ਪੜ੍ਹੋ|{} ਸਿਧਾਂਤ ਪੜ੍ਹੋ",
        Key::ReadDeclaration => "ਐਲਾਨਨਾਮਾ ਪੜ੍ਹੋ",
        Key::Signatories => "ਦਸਤਖ਼ਤ ਕਰਨ ਵਾਲੇ",
        Key::AllSignatories => "ਸਾਰੇ ਨਾਂ",

        Key::NotYetOpen => "ਦਸਤਖ਼ਤ {} ਤੋਂ ਸ਼ੁਰੂ ਹੋਣਗੇ।",
        Key::Closed => "ਦਸਤਖ਼ਤ {} ਨੂੰ ਬੰਦ ਹੋ ਗਏ। ਦਸਤਖ਼ਤ ਕਰਨ ਵਾਲੇ ਸਭ ਦਾ ਧੰਨਵਾਦ।",

        Key::FormHeading => "ਆਪਣਾ ਨਾਂ ਜੋੜੋ",
        Key::Kind => "ਦਸਤਖ਼ਤ ਕੌਣ ਕਰ ਰਿਹਾ ਹੈ?",
        Key::KindPerson => "ਮੇਰੇ ਆਪਣੇ ਦਸਤਖ਼ਤ",
        Key::KindOrganisation => "ਕਿਸੇ ਸੰਸਥਾ ਵੱਲੋਂ ਦਸਤਖ਼ਤ",
        Key::Organisation => "ਸੰਸਥਾ ਦਾ ਨਾਂ",
        Key::Role => "ਉੱਥੇ ਤੁਹਾਡਾ ਅਹੁਦਾ",
        Key::Name => "ਤੁਹਾਡਾ ਨਾਂ",
        Key::Email => "ਈਮੇਲ ਪਤਾ",
        Key::EmailHint => "ਅਸੀਂ ਉੱਥੇ ਇੱਕ ਕੋਡ ਭੇਜਾਂਗੇ। ਪਤਾ ਕਦੇ ਨਹੀਂ ਵਿਖਾਇਆ ਜਾਂਦਾ।",
        Key::Postcode => "ਪੋਸਟਕੋਡ",
        Key::Optional => "ਮਰਜ਼ੀ ਹੋਵੇ ਤਾਂ",
        Key::Visibility => "ਤੁਹਾਡਾ ਨਾਂ ਕਿਵੇਂ ਵਿਖਾਇਆ ਜਾਵੇ",
        Key::VisibilityFull => "ਪੂਰਾ",
        Key::VisibilityInitials => "ਸਿਰਫ਼ ਪਹਿਲੇ ਅੱਖਰ",
        Key::VisibilityHidden => "ਵਿਖਾਇਆ ਨਾ ਜਾਵੇ, ਸਿਰਫ਼ ਗਿਣਿਆ ਜਾਵੇ",
        Key::Reserve => "ਮੈਂ ਇੱਕ ਇਤਰਾਜ਼ ਨਾਲ ਦਸਤਖ਼ਤ ਕਰਦਾ/ਕਰਦੀ ਹਾਂ",
        Key::ReserveNote => "ਸਿਧਾਂਤ {} ਬਾਰੇ ਤੁਹਾਡਾ ਇਤਰਾਜ਼",
        Key::ReserveLimit => "ਵੱਧ ਤੋਂ ਵੱਧ {} ਅੱਖਰ",
        Key::Updates => "ਮੈਨੂੰ {} ਵੱਲੋਂ ਖ਼ਬਰਾਂ ਭੇਜੋ",
        Key::Privacy => {
            "{} ਤੁਹਾਡੀ ਜਾਣਕਾਰੀ ਸਿਰਫ਼ ਇਸ ਐਲਾਨਨਾਮੇ ਲਈ ਵਰਤਦਾ ਹੈ; ਤੁਹਾਡਾ ਈਮੇਲ ਪਤਾ ਅਤੇ ਪੋਸਟਕੋਡ ਕਦੇ ਪ੍ਰਕਾਸ਼ਿਤ ਨਹੀਂ ਕੀਤੇ ਜਾਂਦੇ।"
        }
        Key::Submit => "ਐਲਾਨਨਾਮੇ ’ਤੇ ਦਸਤਖ਼ਤ ਕਰੋ",
        Key::Sending => "ਭੇਜਿਆ ਜਾ ਰਿਹਾ ਹੈ…",
        Key::StillSending => {
            "ਕਨੈਕਸ਼ਨ ਹੌਲੀ ਹੈ। ਤੁਹਾਡੀ ਜਾਣਕਾਰੀ ਹਾਲੇ ਰਾਹ ਵਿੱਚ ਹੈ; ਤੁਹਾਡਾ ਲਿਖਿਆ ਕੁਝ ਵੀ ਗੁਆਚਿਆ ਨਹੀਂ।"
        }

        Key::Topics => "ਤੁਸੀਂ ਕਿਸ ਬਾਰੇ ਸੁਣਨਾ ਚਾਹੋਗੇ?",
        Key::Consent => {
            "ਸ਼ਾਮਲ ਹੋ ਕੇ ਤੁਸੀਂ ਸਹਿਮਤ ਹੁੰਦੇ ਹੋ ਕਿ {} ਤੁਹਾਨੂੰ ਈਮੇਲ ਭੇਜੇ। ਹਰ ਚਿੱਠੀ ਵਿੱਚ ਸੂਚੀ ਛੱਡਣ ਦਾ ਲਿੰਕ ਹੁੰਦਾ ਹੈ।"
        }
        Key::Join => "ਸੂਚੀ ਵਿੱਚ ਸ਼ਾਮਲ ਹੋਵੋ",

        Key::CodeHeading => "ਈਮੇਲ ਵਿੱਚ ਆਇਆ ਕੋਡ ਭਰੋ",
        Key::CodeSent => "ਅਸੀਂ {} ’ਤੇ ਛੇ ਅੰਕਾਂ ਦਾ ਕੋਡ ਭੇਜਿਆ ਹੈ। ਇੱਕ ਮਿੰਟ ਲੱਗ ਸਕਦਾ ਹੈ।",
        Key::CodeSentBack => "ਅਸੀਂ ਤੁਹਾਨੂੰ ਛੇ ਅੰਕਾਂ ਦੇ ਕੋਡ ਵਾਲੀ ਚਿੱਠੀ ਭੇਜੀ ਹੈ। ਇੱਕ ਮਿੰਟ ਲੱਗ ਸਕਦਾ ਹੈ।",
        Key::CodeLabel => "ਛੇ ਅੰਕਾਂ ਦਾ ਕੋਡ",
        Key::CodeHint => "ਚਿੱਠੀ ਵਿਚਲਾ ਲਿੰਕ ਵੀ ਕੰਮ ਕਰਦਾ ਹੈ।",
        Key::CodeSubmit => "ਪੁਸ਼ਟੀ ਕਰੋ",
        Key::CodeChecking => "ਜਾਂਚ ਹੋ ਰਹੀ ਹੈ…",
        Key::CodeNotCounted => "ਜਦੋਂ ਤੱਕ ਤੁਸੀਂ ਪੁਸ਼ਟੀ ਨਹੀਂ ਕਰਦੇ, ਤੁਹਾਡਾ ਨਾਂ ਨਾ ਗਿਣਿਆ ਜਾਂਦਾ ਹੈ ਨਾ ਵਿਖਾਇਆ ਜਾਂਦਾ ਹੈ।",
        Key::CodeNotJoined => "ਜਦੋਂ ਤੱਕ ਤੁਸੀਂ ਪੁਸ਼ਟੀ ਨਹੀਂ ਕਰਦੇ, ਤੁਸੀਂ ਸੂਚੀ ਵਿੱਚ ਨਹੀਂ ਹੋ।",
        Key::CodeStopped => {
            "ਜੇ ਇਸ ਪਤੇ ਲਈ ਕਦੇ “ਇਹ ਮੈਂ ਨਹੀਂ ਸੀ” ਦਬਾਇਆ ਗਿਆ ਸੀ, ਤਾਂ ਉਸ ਬਾਰੇ ਆਈ ਇੱਕੋ ਈਮੇਲ ਖੋਲ੍ਹੋ ਅਤੇ ਈਮੇਲ ਫਿਰ ਆਉਣ ਦਿਓ।"
        }
        Key::CodeNothingCame => "ਕੁਝ ਨਹੀਂ ਆਇਆ? ਸਪੈਮ ਫ਼ੋਲਡਰ ਵੇਖੋ, ਜਾਂ",
        Key::StartAgain => "ਆਪਣੀ ਜਾਣਕਾਰੀ ਜਾਂਚੋ ਅਤੇ ਮੁੜ ਭੇਜੋ",
        Key::SendAgain => "ਮੁੜ ਭੇਜੋ",

        Key::ThanksHeading => "ਧੰਨਵਾਦ",
        Key::ThanksSigned => "ਤੁਸੀਂ “{}” ’ਤੇ ਦਸਤਖ਼ਤ ਕਰ ਦਿੱਤੇ ਹਨ।",
        Key::ThanksWaits => {
            "“{}” ’ਤੇ ਤੁਹਾਡੇ ਦਸਤਖ਼ਤ ਦੀ ਪੁਸ਼ਟੀ ਹੋ ਗਈ ਹੈ ਅਤੇ ਉਹ ਮਨਜ਼ੂਰੀ ਦੀ ਉਡੀਕ ਵਿੱਚ ਹਨ। ਕਾਰਨ ਅਸੀਂ ਤੁਹਾਨੂੰ ਲਿਖ ਦਿੱਤਾ ਹੈ।"
        }
        Key::ThanksJoined => "ਤੁਸੀਂ “{}” ਵਿੱਚ ਸ਼ਾਮਲ ਹੋ ਗਏ ਹੋ।",
        Key::ThanksShare => "ਬਹੁਤੇ ਲੋਕ ਇਸ ਲਈ ਦਸਤਖ਼ਤ ਕਰਦੇ ਹਨ ਕਿਉਂਕਿ ਕਿਸੇ ਜਾਣਕਾਰ ਨੇ ਉਨ੍ਹਾਂ ਨੂੰ ਕਿਹਾ ਹੁੰਦਾ ਹੈ।",

        Key::ShareNative => "ਸਾਂਝਾ ਕਰੋ…",
        Key::ShareCopy => "ਲਿੰਕ ਕਾਪੀ ਕਰੋ",
        Key::ShareEmail => "ਈਮੇਲ",
        Key::SharePrint => "ਛਾਪੋ",
        Key::ShareShared => "ਸਾਂਝਾ ਹੋ ਗਿਆ",
        Key::ShareCopied => "ਕਾਪੀ ਹੋ ਗਿਆ",
        Key::ShareSelect => "ਇਹ ਪਤਾ ਕਾਪੀ ਕਰੋ:",
        Key::MastodonAsk => "ਤੁਹਾਡਾ Mastodon ਸਰਵਰ",
        Key::MastodonGo => "ਅੱਗੇ ਵਧੋ",
        Key::MastodonWrong => "ਸਰਵਰ ਦਾ ਨਾਂ ਭਰੋ, ਜਿਵੇਂ mastodon.example",
        Key::Follow => "ਫ਼ਾਲੋ ਕਰੋ",
        Key::FollowRss => "RSS ਫ਼ੀਡ",

        Key::NameRequired => "ਆਪਣਾ ਨਾਂ ਭਰੋ",
        Key::EmailRequired => "ਆਪਣਾ ਈਮੇਲ ਪਤਾ ਭਰੋ",
        Key::OrganisationRequired => "ਸੰਸਥਾ ਦਾ ਨਾਂ ਭਰੋ",
        Key::CodeRequired => "ਚਿੱਠੀ ਵਿਚਲੇ ਛੇ ਅੰਕ ਭਰੋ",
        Key::Required => "ਇਹ ਭਰੋ",
        Key::TooLong => "ਇਹ ਬਹੁਤ ਲੰਮਾ ਹੈ; ਛੋਟਾ ਕਰੋ",
        Key::ControlCharacters => "ਇਸ ਵਿੱਚ ਅਜਿਹੇ ਅੱਖਰ ਹਨ ਜੋ ਵਿਖਾਏ ਨਹੀਂ ਜਾ ਸਕਦੇ; ਪੇਸਟ ਕਰਨ ਦੀ ਥਾਂ ਮੁੜ ਲਿਖੋ",
        Key::BidiOverrides => "ਇਸ ਵਿੱਚ ਲੁਕਵੇਂ ਨਿਸ਼ਾਨ ਹਨ ਜੋ ਲਿਖਤ ਨੂੰ ਉਲਟਾ ਦਿੰਦੇ ਹਨ; ਪੇਸਟ ਕਰਨ ਦੀ ਥਾਂ ਮੁੜ ਲਿਖੋ",
        Key::Markup => "< ਅਤੇ > ਨਾ ਵਰਤੋ",
        Key::Link => "ਵੈੱਬ ਜਾਂ ਈਮੇਲ ਪਤੇ ਨਾ ਲਿਖੋ; ਬਿੰਦੀ ਤੋਂ ਬਾਅਦ ਥਾਂ ਛੱਡੋ",
        Key::Digits => "ਅੰਕ ਨਾ ਲਿਖੋ",
        Key::Symbols => "ਤਸਵੀਰਾਂ ਅਤੇ ਚਿੰਨ੍ਹ ਨਾ ਵਰਤੋ",
        Key::InvalidEmail => "name@mail.example ਵਰਗਾ ਈਮੇਲ ਪਤਾ ਭਰੋ",
        Key::InvalidPostcode => "ਸਿਰਫ਼ ਅੱਖਰ, ਅੰਕ, ਖ਼ਾਲੀ ਥਾਂ ਅਤੇ ਹਾਈਫ਼ਨ ਵਰਤੋ",
        Key::InvalidChoice => "ਵਿਖਾਏ ਜਵਾਬਾਂ ਵਿੱਚੋਂ ਇੱਕ ਚੁਣੋ",
        Key::InvalidCode => "ਕੋਡ ਵਿੱਚ ਛੇ ਅੰਕ ਹੁੰਦੇ ਹਨ",
        Key::WrongCode => "ਇਹ ਸਾਡਾ ਭੇਜਿਆ ਕੋਡ ਨਹੀਂ ਹੈ। ਸਭ ਤੋਂ ਨਵੀਂ ਚਿੱਠੀ ਵੇਖੋ ਅਤੇ ਮੁੜ ਕੋਸ਼ਿਸ਼ ਕਰੋ।",

        Key::Offline => {
            "ਸਰਵਰ ਤੱਕ ਪਹੁੰਚ ਨਹੀਂ ਹੋ ਸਕੀ। ਤੁਹਾਡਾ ਲਿਖਿਆ ਕੁਝ ਵੀ ਗੁਆਚਿਆ ਨਹੀਂ: ਆਨਲਾਈਨ ਹੋਣ ’ਤੇ ਮੁੜ ਕੋਸ਼ਿਸ਼ ਕਰੋ।"
        }
        Key::Unavailable => {
            "ਸਰਵਰ ਇਸ ਵੇਲੇ ਜਵਾਬ ਨਹੀਂ ਦੇ ਸਕਦਾ। ਤੁਹਾਡਾ ਲਿਖਿਆ ਕੁਝ ਵੀ ਗੁਆਚਿਆ ਨਹੀਂ: ਥੋੜ੍ਹੀ ਦੇਰ ਵਿੱਚ ਮੁੜ ਕੋਸ਼ਿਸ਼ ਕਰੋ।"
        }
        Key::TooManyTries => "ਅੱਜ ਲਈ ਬਹੁਤ ਕੋਸ਼ਿਸ਼ਾਂ ਹੋ ਗਈਆਂ। ਇਸ ਦੀ ਥਾਂ ਚਿੱਠੀ ਵਿਚਲਾ ਲਿੰਕ ਵਰਤੋ।",
        Key::TooManyRequests => "ਤੁਹਾਡੇ ਨੈੱਟਵਰਕ ਤੋਂ ਬਹੁਤ ਬੇਨਤੀਆਂ ਆਈਆਂ ਹਨ। ਇੱਕ ਮਿੰਟ ਰੁਕੋ, ਫਿਰ ਮੁੜ ਕੋਸ਼ਿਸ਼ ਕਰੋ।",
        Key::DeclarationClosed => "ਇਸ ਦੌਰਾਨ ਦਸਤਖ਼ਤ ਬੰਦ ਹੋ ਗਏ, ਇਸ ਲਈ ਇਹ ਨਹੀਂ ਭੇਜਿਆ ਗਿਆ।",
        Key::DeclarationNotOpen => "ਦਸਤਖ਼ਤ ਹਾਲੇ ਸ਼ੁਰੂ ਨਹੀਂ ਹੋਏ, ਇਸ ਲਈ ਇਹ ਨਹੀਂ ਭੇਜਿਆ ਗਿਆ।",
        Key::Expired => "ਇਸ ਕੋਡ ਦੀ ਮਿਆਦ ਪੁੱਗ ਗਈ ਹੈ। ਨਵਾਂ ਲੈਣ ਲਈ ਆਪਣੀ ਜਾਣਕਾਰੀ ਮੁੜ ਭੇਜੋ।",
        Key::OriginNotAllowed => "ਇਹ ਵੈੱਬਸਾਈਟ ਉਨ੍ਹਾਂ ਵਿੱਚੋਂ ਨਹੀਂ ਜੋ ਇੱਥੇ ਦਸਤਖ਼ਤ ਇਕੱਠੇ ਕਰ ਸਕਦੀਆਂ ਹਨ।",
        Key::NotFound => "ਇਹ ਹੁਣ ਮੌਜੂਦ ਨਹੀਂ ਹੈ।",
        Key::ValidationFailed => "ਨਿਸ਼ਾਨ ਲੱਗੇ ਜਵਾਬ ਮੁੜ ਵੇਖੋ।",
        Key::Failed => "ਸਾਡੇ ਪਾਸੇ ਕੁਝ ਗਲਤ ਹੋ ਗਿਆ। ਤੁਹਾਡਾ ਲਿਖਿਆ ਕੁਝ ਵੀ ਗੁਆਚਿਆ ਨਹੀਂ: ਮੁੜ ਕੋਸ਼ਿਸ਼ ਕਰੋ।",
    }
}
