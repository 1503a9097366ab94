//! Urdu. Sentences begin with Urdu words, so a line of mixed scripts still reads from the right: what widgets say. The crate `widgets` compiles this file.

use crate::text::Key;

pub(crate) const fn texts(key: Key) -> &'static str {
    match key {
        Key::Direction => "rtl",
        Key::Signed => "دستخط|دستخط",
        Key::NextGoal => "اگلا ہدف: {}",
        Key::NobodyYet => "پہلے دستخط آپ کریں",

        Key::DraftedBy => "تحریر: {}",
        Key::ReadPrinciples => "اصول پڑھیں|{} اصول پڑھیں",
        Key::ReadDeclaration => "اعلامیہ پڑھیں",
        Key::Signatories => "دستخط کنندگان",
        Key::AllSignatories => "تمام نام",

        Key::NotYetOpen => "دستخط {} سے شروع ہوں گے۔",
        Key::Closed => "دستخط {} کو بند ہو گئے۔ دستخط کرنے والے سب لوگوں کا شکریہ۔",

        Key::FormHeading => "اپنا نام شامل کریں",
        Key::KindOrganisation => "یہ دستخط کسی تنظیم کی طرف سے ہیں",
        Key::Organisation => "تنظیم کا نام",
        Key::Role => "تنظیم میں آپ کا عہدہ",
        Key::Name => "آپ کا نام",
        Key::Email => "ای میل پتہ",
        Key::EmailHint => "ہم ای میل سے ایک کوڈ بھیجیں گے۔ پتہ کبھی ظاہر نہیں کیا جاتا۔",
        Key::DidYouMean => "کیا آپ کا مطلب {} تھا؟",
        Key::Postcode => "پوسٹ کوڈ",
        Key::Optional => "اختیاری",
        Key::Visibility => "آپ کا نام کیسے دکھایا جائے",
        Key::VisibilityFull => "پورا نام",
        Key::VisibilityInitials => "صرف ابتدائی حروف",
        Key::VisibilityHidden => "چھپا ہوا، مگر گنا جائے",
        Key::More => "مزید:",
        Key::MoreName => "نام",
        Key::MoreOrganisation => "تنظیم",
        Key::MorePostcode => "پوسٹ کوڈ",
        Key::MoreVisibility => "آپ کا نام کیسے دکھایا جائے",
        Key::MoreReservations => "آپ کے تحفظات",
        Key::MoreTopics => "موضوعات",
        Key::ShownAs => "یوں دکھایا جائے گا: {}",
        Key::ShownInFull => "آپ کا نام پورا دکھایا جاتا ہے۔",
        Key::ReservedOn => "تحفظات: {}",
        Key::Reserve => "میرے دستخط ہیں، لیکن ان پر تحفظات ہیں:",
        Key::ReservePrinciple => "میرے دستخط ہیں، لیکن اصول {} پر تحفظات ہیں",
        Key::ReserveNote => "اصول {} پر آپ کے تحفظات",
        Key::ReserveLimit => "زیادہ سے زیادہ {} حروف",
        Key::Updates => "مجھے {} کی طرف سے تازہ معلومات بھیجیں",
        Key::Privacy => {
            "دستخط سے سیاسی رائے ظاہر ہوتی ہے: دستخط کر کے آپ متفق ہیں کہ {} اسے اور آپ کی معلومات صرف اس اعلامیے کے لیے استعمال کرے۔ ای میل اور پوسٹ کوڈ کبھی شائع نہیں ہوتے۔"
        }
        Key::Submit => "اعلامیے پر دستخط کریں",
        Key::Sending => "بھیجا جا رہا ہے…",
        Key::StillSending => {
            "انٹرنیٹ سست ہے۔ آپ کی معلومات ابھی بھیجی جا رہی ہیں؛ آپ کا لکھا ہوا محفوظ ہے۔"
        }

        Key::Topics => "آپ کس بارے میں جاننا چاہیں گے؟",
        Key::Consent => {
            "شامل ہو کر آپ {} سے ای میلز لینے پر رضامندی دیتے ہیں۔ ہر ای میل میں فہرست چھوڑنے کا لنک ہوتا ہے۔"
        }
        Key::Join => "فہرست میں شامل ہوں",

        Key::CodeHeading => "ای میل میں آیا ہوا کوڈ درج کریں",
        Key::CodeSent => {
            "{} پر ای میل عام طور پر ایک منٹ میں آ جاتی ہے۔ اگر یہ پتا حال ہی میں استعمال ہوا ہو تو 15 منٹ تک لگ سکتے ہیں۔"
        }
        Key::CodeSentBack => {
            "ای میل عام طور پر ایک منٹ میں آ جاتی ہے۔ اگر یہ پتا حال ہی میں استعمال ہوا ہو تو 15 منٹ تک لگ سکتے ہیں۔"
        }
        Key::CodeFrom => "منجانب: {}",
        Key::CodeSubject => "موضوع: {}",
        Key::CodeInbox => "{} کھولیں",
        Key::CodeLabel => "چھ ہندسوں کا کوڈ",
        Key::CodeHint => "ای میل میں دیا گیا لنک بھی کام کرتا ہے۔",
        Key::CodeSends => "چھٹا ہندسہ درج کرتے ہی کوڈ بھیج دیا جاتا ہے۔",
        Key::CodeSubmit => "تصدیق کریں",
        Key::CodeChecking => "جانچ ہو رہی ہے…",
        Key::CodeNotCounted => {
            "جب تک آپ تصدیق نہ کریں، آپ کا نام نہ گنا جاتا ہے نہ دکھایا جاتا ہے۔"
        }
        Key::CodeNotJoined => "جب تک آپ تصدیق نہ کریں، آپ فہرست میں نہیں ہیں۔",
        Key::CodeStopped => {
            "اگر اس پتے کے لیے کبھی ”یہ میری طرف سے نہیں“ دبایا گیا تھا تو اس کی واحد ای میل کھول کر ای میلز دوبارہ آنے دیں۔"
        }
        Key::CodeNothingCame => "کچھ نہیں آیا؟ اسپام فولڈر دیکھیں، یا",
        Key::StartAgain => "اپنی معلومات جانچ کر دوبارہ بھیجیں",
        Key::SendAgain => "دوبارہ بھیجیں",
        Key::AskAgain => "ای میل دوبارہ منگوائیں",
        Key::AddressWrong => "ای میل پتا غلط ہے؟",
        Key::CorrectAddress => "ای میل پتا درست کریں",
        Key::Corrected => "ای میل پتا بدل دیا گیا ہے۔ تازہ ترین ای میل کا کوڈ یا لنک استعمال کریں۔",
        Key::AskedAgo => {
            "آپ نے {} سیکنڈ پہلے منگوائی تھی۔ اس کے ایک منٹ بعد دوبارہ منگوا سکتے ہیں۔|آپ نے {} سیکنڈ پہلے منگوائی تھی۔ اس کے ایک منٹ بعد دوبارہ منگوا سکتے ہیں۔"
        }

        Key::ThanksHeading => "شکریہ",
        Key::ThanksSigned => "آپ نے ”{}“ پر دستخط کر دیے ہیں۔",
        Key::ThanksWaits => {
            "آپ نے ”{}“ پر جو دستخط کیے ان کی تصدیق ہو گئی ہے؛ اب منتظمین کی منظوری باقی ہے۔ وجہ ہماری ای میل میں ہے۔"
        }
        Key::ThanksJoined => "آپ ”{}“ میں شامل ہو گئے ہیں۔",
        Key::ThanksShare => {
            "زیادہ تر لوگ اس لیے دستخط کرتے ہیں کہ کسی جاننے والے نے ان سے کہا ہوتا ہے۔"
        }
        Key::Ask => "کسی سے دستخط کرنے کو کہیں",
        Key::AskWords => "میں نے ابھی ”{}“ پر دستخط کیے ہیں۔ کیا آپ بھی کریں گے؟",
        Key::OwnName => "اب فہرست میں: {}",
        Key::UpdatesAgreed => "آپ کو {} کی طرف سے تازہ معلومات ملیں گی۔",
        Key::Onward => "{} پر آگے بڑھیں",
        Key::NextPerson => "یہاں کوئی اور بھی دستخط کرے گا",
        Key::SignedHere => "آپ نے اس آلے پر ”{}“ پر دستخط کیے تھے۔",
        Key::NotYou => "آپ نہیں؟ خالی فارم سے شروع کریں",

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
        Key::FollowRss => "RSS فیڈ",

        Key::Close => "بند کریں",

        Key::NameRequired => "اپنا نام درج کریں",
        Key::EmailRequired => "اپنا ای میل پتہ درج کریں",
        Key::OrganisationRequired => "تنظیم کا نام درج کریں",
        Key::CodeRequired => "ای میل کے چھ ہندسے درج کریں",
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
        Key::StackedMarks => "ایک حرف پر زیادہ سے زیادہ چار اعراب یا نشان لگائیں",
        Key::MissingAt => "اس میں @ نہیں ہے۔ ای میل پتہ اس طرح درج کریں: name@mail.example",
        Key::InvalidDomain => "@ کے بعد کا حصہ دیکھیں: وہ mail.example جیسا ہونا چاہیے",
        Key::InvalidEmail => {
            "@ سے پہلے کا حصہ دیکھیں: انگریزی حروف، ہندسے اور نقطے، خالی جگہ نہیں، مثلاً name@mail.example"
        }
        Key::InvalidPostcode => "صرف حروف، ہندسے، خالی جگہ اور ہائفن استعمال کریں",
        Key::InvalidChoice => "دکھائے گئے جوابوں میں سے ایک چنیں",
        Key::InvalidCode => "کوڈ میں چھ ہندسے ہوتے ہیں",
        Key::NotAsked => "یہ خانہ خالی چھوڑیں: منتظمین اب یہ نہیں پوچھتے",
        Key::WrongCode => "یہ کوڈ درست نہیں۔ تازہ ترین ای میل دیکھ کر دوبارہ کوشش کریں۔",
        Key::OtherCode => "یہ کوڈ کسی اور ای میل کا ہے۔ تازہ ترین ای میل کا کوڈ استعمال کریں۔",

        Key::Offline => {
            "سرور سے رابطہ نہیں ہو سکا۔ آپ کا لکھا ہوا محفوظ ہے: آن لائن ہونے پر دوبارہ کوشش کریں۔"
        }
        Key::Unavailable => {
            "سروس اس وقت دستیاب نہیں۔ آپ کا لکھا ہوا محفوظ ہے: تھوڑی دیر میں دوبارہ کوشش کریں۔"
        }
        Key::TooManyTries => {
            "پانچ غلط کوششوں کے بعد یہ کوڈ کام نہیں کرتا۔ ای میل میں دیا گیا لنک استعمال کریں، یا نئے کوڈ کے لیے ای میل دوبارہ منگوائیں۔"
        }
        Key::TooManyRequests => {
            "آپ کے نیٹ ورک سے بہت زیادہ درخواستیں آئی ہیں۔ ایک منٹ رکیں، پھر دوبارہ کوشش کریں۔"
        }
        Key::DeclarationClosed => "اس دوران دستخط بند ہو گئے، اس لیے یہ نہیں بھیجا گیا۔",
        Key::DeclarationNotOpen => "دستخط ابھی شروع نہیں ہوئے، اس لیے یہ نہیں بھیجا گیا۔",
        Key::Expired => {
            "اس کوڈ کی میعاد ختم ہو گئی ہے۔ نیا کوڈ پانے کے لیے اپنی معلومات دوبارہ بھیجیں۔"
        }
        Key::OriginNotAllowed => "اس ویب سائٹ کو یہاں دستخط جمع کرنے کی اجازت نہیں۔",
        Key::NotFound => "یہ صفحہ اب موجود نہیں ہے۔",
        Key::ValidationFailed => "نشان زدہ جوابات دوبارہ دیکھیں۔",
        Key::Failed => "ہماری طرف کچھ غلط ہو گیا۔ آپ کا لکھا ہوا محفوظ ہے: دوبارہ کوشش کریں۔",
    }
}
