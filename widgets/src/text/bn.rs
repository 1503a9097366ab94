//! Bengali, with its own digits.

use super::Key;

pub(super) const fn words(key: Key) -> &'static str {
    match key {
        Key::Direction => "ltr",
        Key::Numbers => "০,21",
        Key::Signed => "স্বাক্ষর|স্বাক্ষর",
        Key::NextGoal => "পরের লক্ষ্য: {}",
        Key::NobodyYet => "সবার আগে স্বাক্ষর করুন",

        Key::DraftedBy => "খসড়া করেছেন {}",
        Key::ReadPrinciples => "নীতিটি পড়ুন|{}টি নীতি পড়ুন",
        Key::ReadDeclaration => "ঘোষণাপত্রটি পড়ুন",
        Key::Signatories => "স্বাক্ষর করেছেন",
        Key::AllSignatories => "সব নাম",

        Key::NotYetOpen => "স্বাক্ষর শুরু হবে {} তারিখে।",
        Key::Closed => "{} তারিখে স্বাক্ষর শেষ হয়েছে। যাঁরা স্বাক্ষর করেছেন, সবাইকে ধন্যবাদ।",

        Key::FormHeading => "আপনার নাম যোগ করুন",
        Key::Kind => "কে স্বাক্ষর করছেন?",
        Key::KindPerson => "আমি নিজের পক্ষে স্বাক্ষর করছি",
        Key::KindOrganisation => "আমি একটি সংগঠনের পক্ষে স্বাক্ষর করছি",
        Key::Organisation => "সংগঠনের নাম",
        Key::Role => "সেখানে আপনার ভূমিকা",
        Key::Name => "আপনার নাম",
        Key::Email => "ইমেইল ঠিকানা",
        Key::EmailHint => "আমরা সেখানে একটি কোড পাঠাব। ঠিকানাটি কখনও দেখানো হয় না।",
        Key::Postcode => "পোস্টকোড",
        Key::Optional => "ঐচ্ছিক",
        Key::Visibility => "আপনার নাম কীভাবে দেখানো হবে",
        Key::VisibilityFull => "পুরোটা",
        Key::VisibilityInitials => "শুধু আদ্যক্ষর",
        Key::VisibilityHidden => "দেখানো হবে না, শুধু গোনা হবে",
        Key::Reserve => "আমি একটি আপত্তি রেখে স্বাক্ষর করছি",
        Key::ReserveNote => "নীতি {} নিয়ে আপনার আপত্তি",
        Key::ReserveLimit => "সর্বোচ্চ {}টি অক্ষর",
        Key::Updates => "{} থেকে আমাকে খবর পাঠান",
        Key::Privacy => {
            "{} আপনার তথ্য শুধু এই ঘোষণাপত্রের জন্য ব্যবহার করে; আপনার ইমেইল ঠিকানা ও পোস্টকোড কখনও প্রকাশ করা হয় না।"
        }
        Key::Submit => "ঘোষণাপত্রে স্বাক্ষর করুন",
        Key::Sending => "পাঠানো হচ্ছে…",
        Key::StillSending => "সংযোগ ধীর। আপনার তথ্য এখনও পথে আছে; আপনার লেখা কিছুই হারায়নি।",

        Key::Topics => "আপনি কী বিষয়ে জানতে চান?",
        Key::Consent => {
            "যোগ দিয়ে আপনি সম্মতি দিচ্ছেন যে {} আপনাকে ইমেইল পাঠাবে। প্রতিটি চিঠিতে তালিকা ছাড়ার লিংক থাকে।"
        }
        Key::Join => "তালিকায় যোগ দিন",

        Key::CodeHeading => "ইমেইলে পাওয়া কোডটি লিখুন",
        Key::CodeSent => "আমরা {} ঠিকানায় ছয় অঙ্কের একটি কোড পাঠিয়েছি। এক মিনিট লাগতে পারে।",
        Key::CodeSentBack => "আমরা আপনাকে ছয় অঙ্কের কোডসহ একটি চিঠি পাঠিয়েছি। এক মিনিট লাগতে পারে।",
        Key::CodeLabel => "ছয় অঙ্কের কোড",
        Key::CodeHint => "চিঠির লিংকটিও কাজ করে।",
        Key::CodeSubmit => "নিশ্চিত করুন",
        Key::CodeChecking => "যাচাই হচ্ছে…",
        Key::CodeNotCounted => "আপনি নিশ্চিত না করা পর্যন্ত আপনার নাম গোনা বা দেখানো হয় না।",
        Key::CodeNotJoined => "আপনি নিশ্চিত না করা পর্যন্ত তালিকায় নেই।",
        Key::CodeNothingCame => "কিছু আসেনি? স্প্যাম ফোল্ডারে দেখুন, অথবা",
        Key::StartAgain => "আপনার তথ্য যাচাই করে আবার পাঠান",
        Key::SendAgain => "আবার পাঠান",

        Key::ThanksHeading => "ধন্যবাদ",
        Key::ThanksSigned => "আপনি “{}”-এ স্বাক্ষর করেছেন।",
        Key::ThanksWaits => {
            "“{}”-এ আপনার স্বাক্ষর নিশ্চিত হয়েছে এবং অনুমোদনের অপেক্ষায় আছে। কারণ আমরা আপনাকে লিখেছি।"
        }
        Key::ThanksJoined => "আপনি “{}”-এ যোগ দিয়েছেন।",
        Key::ThanksShare => "বেশির ভাগ মানুষ স্বাক্ষর করেন কারণ পরিচিত কেউ তাঁদের অনুরোধ করেছেন।",

        Key::ShareNative => "শেয়ার করুন…",
        Key::ShareCopy => "লিংক কপি করুন",
        Key::ShareEmail => "ইমেইল",
        Key::SharePrint => "ছাপান",
        Key::ShareShared => "শেয়ার হয়েছে",
        Key::ShareCopied => "কপি হয়েছে",
        Key::ShareSelect => "এই ঠিকানাটি কপি করুন:",
        Key::MastodonAsk => "আপনার Mastodon সার্ভার",
        Key::MastodonGo => "এগিয়ে যান",
        Key::MastodonWrong => "সার্ভারের নাম লিখুন, যেমন mastodon.example",
        Key::Follow => "অনুসরণ করুন",
        Key::FollowRss => "RSS ফিড",

        Key::NameRequired => "আপনার নাম লিখুন",
        Key::EmailRequired => "আপনার ইমেইল ঠিকানা লিখুন",
        Key::OrganisationRequired => "সংগঠনের নাম লিখুন",
        Key::CodeRequired => "চিঠির ছয়টি অঙ্ক লিখুন",
        Key::Required => "এটি পূরণ করুন",
        Key::TooLong => "এটি বেশি লম্বা; ছোট করুন",
        Key::ControlCharacters => "এতে এমন অক্ষর আছে যা দেখানো যায় না; পেস্ট না করে আবার লিখুন",
        Key::BidiOverrides => "এতে লুকানো চিহ্ন আছে যা লেখা উল্টে দেয়; পেস্ট না করে আবার লিখুন",
        Key::Markup => "< ও > বাদ দিন",
        Key::Link => "ওয়েব বা ইমেইল ঠিকানা বাদ দিন; ফুলস্টপের পরে ফাঁকা জায়গা রাখুন",
        Key::Digits => "অঙ্ক বাদ দিন",
        Key::Symbols => "ছবি ও প্রতীক বাদ দিন",
        Key::InvalidEmail => "name@mail.example-এর মতো একটি ইমেইল ঠিকানা লিখুন",
        Key::InvalidPostcode => "শুধু অক্ষর, অঙ্ক, ফাঁকা জায়গা ও হাইফেন ব্যবহার করুন",
        Key::InvalidChoice => "দেখানো উত্তরগুলোর একটি বেছে নিন",
        Key::InvalidCode => "কোডটি ছয় অঙ্কের",
        Key::WrongCode => "এটি আমাদের পাঠানো কোড নয়। সবচেয়ে নতুন চিঠিটি দেখে আবার চেষ্টা করুন।",

        Key::Offline => "সার্ভারে পৌঁছানো যায়নি। আপনার লেখা কিছুই হারায়নি: অনলাইন হলে আবার চেষ্টা করুন।",
        Key::Unavailable => {
            "সার্ভার এই মুহূর্তে উত্তর দিতে পারছে না। আপনার লেখা কিছুই হারায়নি: একটু পরে আবার চেষ্টা করুন।"
        }
        Key::TooManyTries => "আজকের জন্য অনেকবার চেষ্টা হয়েছে। এর বদলে চিঠির লিংকটি ব্যবহার করুন।",
        Key::TooManyRequests => {
            "আপনার নেটওয়ার্ক থেকে অনেক অনুরোধ এসেছে। এক মিনিট অপেক্ষা করে আবার চেষ্টা করুন।"
        }
        Key::DeclarationClosed => "এর মধ্যে স্বাক্ষর শেষ হয়ে গেছে, তাই এটি পাঠানো হয়নি।",
        Key::DeclarationNotOpen => "স্বাক্ষর এখনও শুরু হয়নি, তাই এটি পাঠানো হয়নি।",
        Key::Expired => "এই কোডের মেয়াদ শেষ। নতুন কোড পেতে আপনার তথ্য আবার পাঠান।",
        Key::OriginNotAllowed => "যেসব ওয়েবসাইট এখানে স্বাক্ষর নিতে পারে, এটি তাদের মধ্যে নেই।",
        Key::NotFound => "এটি আর নেই।",
        Key::ValidationFailed => "চিহ্নিত উত্তরগুলো আবার দেখুন।",
        Key::Failed => "আমাদের দিকে কিছু ভুল হয়েছে। আপনার লেখা কিছুই হারায়নি: আবার চেষ্টা করুন।",
    }
}
