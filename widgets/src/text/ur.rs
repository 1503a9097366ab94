//! Urdu. Sentences begin with Urdu words, so that a line of mixed scripts still reads from the right.

use super::Key;

pub(super) const fn words(key: Key) -> &'static str {
    match key {
        Key::Direction => "rtl",
        Key::Numbers => "0,31",
        Key::Signed => "دستخط|دستخط",
        Key::NextGoal => "اگلا ہدف: {}",
        Key::NobodyYet => "سب سے پہلے دستخط کریں",

        Key::DraftedBy => "مسودہ: {}",
        Key::ReadPrinciples => "اصول پڑھیں|{} اصول پڑھیں",
        Key::ReadDeclaration => "اعلامیہ پڑھیں",
        Key::Signatories => "دستخط کنندگان",
        Key::AllSignatories => "تمام نام",

        Key::NotYetOpen => "دستخط {} سے شروع ہوں گے۔",
        Key::Closed => "دستخط {} کو بند ہو گئے۔ دستخط کرنے والے سب لوگوں کا شکریہ۔",

        Key::FormHeading => "اپنا نام شامل کریں",
        Key::Kind => "دستخط کس کی طرف سے ہیں؟",
        Key::KindPerson => "میری اپنی طرف سے",
        Key::KindOrganisation => "کسی تنظیم کی طرف سے",
        Key::Organisation => "تنظیم کا نام",
        Key::Role => "وہاں آپ کا عہدہ",
        Key::Name => "آپ کا نام",
        Key::Email => "ای میل پتہ",
        Key::EmailHint => "ہم وہاں ایک کوڈ بھیجیں گے۔ پتہ کبھی ظاہر نہیں کیا جاتا۔",
        Key::Postcode => "پوسٹ کوڈ",
        Key::Optional => "اختیاری",
        Key::Visibility => "آپ کا نام کیسے دکھایا جائے",
        Key::VisibilityFull => "پورا",
        Key::VisibilityInitials => "صرف ابتدائی حروف",
        Key::VisibilityHidden => "دکھایا نہ جائے، صرف گنا جائے",
        Key::Reserve => "میں تحفظات کے ساتھ دستخط کر رہا/رہی ہوں",
        Key::ReserveNote => "اصول {} پر آپ کا تحفظ",
        Key::ReserveLimit => "زیادہ سے زیادہ {} حروف",
        Key::Updates => "مجھے {} کی طرف سے خبریں بھیجیں",
        Key::Privacy => {
            "آپ کی معلومات {} صرف اس اعلامیے کے لیے استعمال کرتا ہے؛ آپ کا ای میل پتہ اور پوسٹ کوڈ کبھی شائع نہیں ہوتے۔"
        }
        Key::Submit => "اعلامیے پر دستخط کریں",
        Key::Sending => "بھیجا جا رہا ہے…",
        Key::StillSending => {
            "رابطہ سست ہے۔ آپ کی معلومات ابھی راستے میں ہیں؛ آپ کا لکھا ہوا کچھ ضائع نہیں ہوا۔"
        }

        Key::Topics => "آپ کس بارے میں جاننا چاہیں گے؟",
        Key::Consent => {
            "شامل ہو کر آپ رضامندی دیتے ہیں کہ {} آپ کو ای میل بھیجے۔ ہر خط میں فہرست چھوڑنے کا لنک ہوتا ہے۔"
        }
        Key::Join => "فہرست میں شامل ہوں",

        Key::CodeHeading => "ای میل میں آیا ہوا کوڈ درج کریں",
        Key::CodeSent => "ہم نے {} پر چھ ہندسوں کا کوڈ بھیجا ہے۔ ایک منٹ لگ سکتا ہے۔",
        Key::CodeSentBack => "ہم نے آپ کو چھ ہندسوں کے کوڈ والا خط بھیجا ہے۔ ایک منٹ لگ سکتا ہے۔",
        Key::CodeLabel => "چھ ہندسوں کا کوڈ",
        Key::CodeHint => "خط میں دیا گیا لنک بھی کام کرتا ہے۔",
        Key::CodeSubmit => "تصدیق کریں",
        Key::CodeChecking => "جانچ ہو رہی ہے…",
        Key::CodeNotCounted => {
            "جب تک آپ تصدیق نہ کریں، آپ کا نام نہ گنا جاتا ہے نہ دکھایا جاتا ہے۔"
        }
        Key::CodeNotJoined => "جب تک آپ تصدیق نہ کریں، آپ فہرست میں نہیں ہیں۔",
        Key::CodeStopped => {
            "اگر اس پتے کے لیے کبھی ”یہ میری طرف سے نہیں“ دبایا گیا تھا تو اس کی واحد ای میل کھول کر ای میل دوبارہ آنے دیں۔"
        }
        Key::CodeNothingCame => "کچھ نہیں آیا؟ اسپام فولڈر دیکھیں، یا",
        Key::StartAgain => "اپنی معلومات جانچ کر دوبارہ بھیجیں",
        Key::SendAgain => "دوبارہ بھیجیں",

        Key::ThanksHeading => "شکریہ",
        Key::ThanksSigned => "آپ نے ”{}“ پر دستخط کر دیے ہیں۔",
        Key::ThanksWaits => {
            "“{}” پر آپ کے دستخط کی تصدیق ہو گئی ہے اور وہ منظوری کے منتظر ہیں۔ وجہ ہم نے آپ کو لکھ دی ہے۔"
        }
        Key::ThanksJoined => "آپ ”{}“ میں شامل ہو گئے ہیں۔",
        Key::ThanksShare => {
            "زیادہ تر لوگ اس لیے دستخط کرتے ہیں کہ کسی جاننے والے نے ان سے کہا ہوتا ہے۔"
        }

        Key::ShareNative => "شیئر کریں…",
        Key::ShareCopy => "لنک کاپی کریں",
        Key::ShareEmail => "ای میل",
        Key::SharePrint => "پرنٹ کریں",
        Key::ShareShared => "شیئر ہو گیا",
        Key::ShareCopied => "کاپی ہو گیا",
        Key::ShareSelect => "یہ پتہ کاپی کریں:",
        Key::MastodonAsk => "آپ کا Mastodon سرور",
        Key::MastodonGo => "آگے بڑھیں",
        Key::MastodonWrong => "سرور کا نام درج کریں، جیسے mastodon.example",
        Key::Follow => "فالو کریں",
        Key::FollowRss => "آر ایس ایس فیڈ",

        Key::NameRequired => "اپنا نام درج کریں",
        Key::EmailRequired => "اپنا ای میل پتہ درج کریں",
        Key::OrganisationRequired => "تنظیم کا نام درج کریں",
        Key::CodeRequired => "خط میں دیے گئے چھ ہندسے درج کریں",
        Key::Required => "یہ خانہ بھریں",
        Key::TooLong => "یہ بہت لمبا ہے؛ اسے مختصر کریں",
        Key::ControlCharacters => {
            "اس میں ایسے حروف ہیں جو دکھائے نہیں جا سکتے؛ پیسٹ کرنے کے بجائے دوبارہ لکھیں"
        }
        Key::BidiOverrides => {
            "اس میں چھپے ہوئے نشان ہیں جو تحریر کو الٹ دیتے ہیں؛ پیسٹ کرنے کے بجائے دوبارہ لکھیں"
        }
        Key::Markup => "علامات < اور > استعمال نہ کریں",
        Key::Link => "ویب یا ای میل پتے نہ لکھیں؛ نقطے کے بعد خالی جگہ چھوڑیں",
        Key::Digits => "ہندسے نہ لکھیں",
        Key::Symbols => "تصویریں اور علامتیں استعمال نہ کریں",
        Key::InvalidEmail => "ای میل پتہ اس طرح درج کریں: name@mail.example",
        Key::InvalidPostcode => "صرف حروف، ہندسے، خالی جگہ اور ہائفن استعمال کریں",
        Key::InvalidChoice => "دکھائے گئے جوابوں میں سے ایک چنیں",
        Key::InvalidCode => "کوڈ میں چھ ہندسے ہوتے ہیں",
        Key::WrongCode => {
            "یہ ہمارا بھیجا ہوا کوڈ نہیں ہے۔ تازہ ترین خط دیکھیں اور دوبارہ کوشش کریں۔"
        }

        Key::Offline => {
            "سرور سے رابطہ نہیں ہو سکا۔ آپ کا لکھا ہوا کچھ ضائع نہیں ہوا: آن لائن ہونے پر دوبارہ کوشش کریں۔"
        }
        Key::Unavailable => {
            "سرور اس وقت جواب نہیں دے سکتا۔ آپ کا لکھا ہوا کچھ ضائع نہیں ہوا: تھوڑی دیر میں دوبارہ کوشش کریں۔"
        }
        Key::TooManyTries => {
            "آج کے لیے بہت زیادہ کوششیں ہو گئیں۔ اس کے بجائے خط میں دیا گیا لنک استعمال کریں۔"
        }
        Key::TooManyRequests => {
            "آپ کے نیٹ ورک سے بہت زیادہ درخواستیں آئی ہیں۔ ایک منٹ رکیں، پھر دوبارہ کوشش کریں۔"
        }
        Key::DeclarationClosed => "اس دوران دستخط بند ہو گئے، اس لیے یہ نہیں بھیجا گیا۔",
        Key::DeclarationNotOpen => "دستخط ابھی شروع نہیں ہوئے، اس لیے یہ نہیں بھیجا گیا۔",
        Key::Expired => {
            "اس کوڈ کی میعاد ختم ہو گئی ہے۔ نیا کوڈ پانے کے لیے اپنی معلومات دوبارہ بھیجیں۔"
        }
        Key::OriginNotAllowed => "یہ ویب سائٹ ان میں شامل نہیں جو یہاں دستخط جمع کر سکتی ہیں۔",
        Key::NotFound => "یہ اب موجود نہیں ہے۔",
        Key::ValidationFailed => "نشان زدہ جوابات دوبارہ دیکھیں۔",
        Key::Failed => {
            "ہماری طرف کچھ غلط ہو گیا۔ آپ کا لکھا ہوا کچھ ضائع نہیں ہوا: دوبارہ کوشش کریں۔"
        }
    }
}
