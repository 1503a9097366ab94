//! Arabic. Verbal nouns where an imperative would name a gender.

use super::Key;

pub(super) const fn words(key: Key) -> &'static str {
    match key {
        Key::Direction => "rtl",
        Key::Numbers => "0,31",
        Key::Signed => "توقيع|توقيع|توقيعان|تواقيع|توقيعًا|توقيع",
        Key::NextGoal => "الهدف التالي: {}",
        Key::NobodyYet => "التوقيع الأول قد يكون توقيعك",

        Key::DraftedBy => "صياغة: {}",
        Key::ReadPrinciples => {
            "قراءة المبادئ|قراءة المبدأ|قراءة المبدأين|قراءة المبادئ ({})|قراءة المبادئ ({})|قراءة المبادئ ({})"
        }
        Key::ReadDeclaration => "قراءة الإعلان",
        Key::Signatories => "الموقّعون",
        Key::AllSignatories => "جميع الأسماء",

        Key::NotYetOpen => "يبدأ التوقيع في {}.",
        Key::Closed => "أُغلق التوقيع في {}. شكرًا لكل من وقّع.",

        Key::FormHeading => "إضافة اسمك",
        Key::Kind => "باسم من هذا التوقيع؟",
        Key::KindPerson => "باسمي الشخصي",
        Key::KindOrganisation => "باسم منظمة",
        Key::Organisation => "اسم المنظمة",
        Key::Role => "صفتك فيها",
        Key::Name => "الاسم",
        Key::Email => "البريد الإلكتروني",
        Key::EmailHint => "سنرسل إليه رمزًا. لا يُعرض العنوان أبدًا.",
        Key::Postcode => "الرمز البريدي",
        Key::Optional => "اختياري",
        Key::Visibility => "كيف يُعرض اسمك",
        Key::VisibilityFull => "كاملًا",
        Key::VisibilityInitials => "الأحرف الأولى فقط",
        Key::VisibilityHidden => "لا يُعرض، بل يُحتسب فقط",
        Key::Reserve => "أوقّع مع تحفّظ",
        Key::ReserveNote => "تحفّظك على المبدأ {}",
        Key::ReserveLimit => "{} حرفًا على الأكثر",
        Key::Updates => "أودّ تلقّي الأخبار من {}",
        Key::Privacy => {
            "تُستخدم بياناتك من قبل {} لهذا الإعلان فقط؛ ولا يُنشر بريدك الإلكتروني ولا رمزك البريدي أبدًا."
        }
        Key::Submit => "توقيع الإعلان",
        Key::Sending => "جارٍ الإرسال…",
        Key::StillSending => "الاتصال بطيء. بياناتك ما زالت في الطريق، ولم يضع شيء مما كُتب.",

        Key::Topics => "ما المواضيع التي تهمّك؟",
        Key::Consent => "الانضمام يعني موافقتك على أن تصلك رسائل من {}. وفي كل رسالة رابط للمغادرة.",
        Key::Join => "الانضمام إلى القائمة",

        Key::CodeHeading => "إدخال الرمز الوارد في بريدك",
        Key::CodeSent => "أرسلنا رمزًا من ستة أرقام إلى {}. قد يستغرق وصوله دقيقة.",
        Key::CodeSentBack => "أرسلنا إليك رسالة فيها رمز من ستة أرقام. قد يستغرق وصولها دقيقة.",
        Key::CodeLabel => "رمز من ستة أرقام",
        Key::CodeHint => "الرابط في الرسالة يعمل أيضًا.",
        Key::CodeSubmit => "تأكيد",
        Key::CodeChecking => "جارٍ التحقق…",
        Key::CodeNotCounted => "لا يُحتسب اسمك ولا يُعرض قبل التأكيد.",
        Key::CodeNotJoined => "لا يُضاف عنوانك إلى القائمة قبل التأكيد.",
        Key::CodeStopped => {
            "إذا ضُغط يومًا على «لم يصدر هذا عنّي» لهذا العنوان، تُفتح الرسالة الوحيدة بهذا الشأن ويُسمح بوصول الرسائل من جديد."
        }
        Key::CodeNothingCame => {
            "لم يصل شيء؟ قد تكون الرسالة في مجلد البريد غير المرغوب فيه، ويمكنك أيضًا"
        }
        Key::StartAgain => "مراجعة بياناتك وإرسالها من جديد",
        Key::SendAgain => "الإرسال من جديد",

        Key::ThanksHeading => "شكرًا",
        Key::ThanksSigned => "تم توقيعك على «{}».",
        Key::ThanksWaits => "تأكّد توقيعك على «{}» وهو ينتظر القبول. وقد كتبنا إليك بالسبب.",
        Key::ThanksJoined => "تم انضمامك إلى «{}».",
        Key::ThanksShare => "معظم الناس يوقّعون لأن شخصًا يعرفونه طلب منهم ذلك.",

        Key::ShareNative => "مشاركة…",
        Key::ShareCopy => "نسخ الرابط",
        Key::ShareEmail => "البريد الإلكتروني",
        Key::SharePrint => "طباعة",
        Key::ShareShared => "تمت المشاركة",
        Key::ShareCopied => "تم النسخ",
        Key::ShareSelect => "يمكن نسخ هذا العنوان:",
        Key::MastodonAsk => "خادم Mastodon الخاص بك",
        Key::MastodonGo => "متابعة",
        Key::MastodonWrong => "يُرجى إدخال اسم خادم، مثل mastodon.example",
        Key::Follow => "متابعتنا",
        Key::FollowRss => "خلاصة RSS",

        Key::NameRequired => "يُرجى إدخال اسمك",
        Key::EmailRequired => "يُرجى إدخال بريدك الإلكتروني",
        Key::OrganisationRequired => "يُرجى إدخال اسم المنظمة",
        Key::CodeRequired => "يُرجى إدخال الأرقام الستة من الرسالة",
        Key::Required => "يُرجى ملء هذا الحقل",
        Key::TooLong => "النص طويل جدًا؛ يُرجى اختصاره",
        Key::ControlCharacters => "فيه محارف لا يمكن عرضها؛ يُرجى كتابته من جديد بدلًا من لصقه",
        Key::BidiOverrides => "فيه علامات خفية تقلب اتجاه النص؛ يُرجى كتابته من جديد بدلًا من لصقه",
        Key::Markup => "يُرجى عدم استخدام < و >",
        Key::Link => "يُرجى عدم كتابة عناوين مواقع أو بريد إلكتروني، وترك مسافة بعد النقطة",
        Key::Digits => "يُرجى عدم كتابة أرقام",
        Key::Symbols => "يُرجى عدم استخدام الصور والرموز",
        Key::InvalidEmail => "يُرجى إدخال بريد إلكتروني مثل name@mail.example",
        Key::InvalidPostcode => "يُسمح بالحروف والأرقام والمسافات والشرطات فقط",
        Key::InvalidChoice => "يُرجى اختيار أحد الأجوبة المعروضة",
        Key::InvalidCode => "الرمز من ستة أرقام",
        Key::WrongCode => {
            "ليس هذا هو الرمز الذي أرسلناه. يُرجى النظر في أحدث رسالة والمحاولة مجددًا."
        }

        Key::Offline => {
            "تعذّر الوصول إلى الخادم. لم يضع شيء مما كُتب: يُرجى المحاولة مجددًا عند عودة الاتصال."
        }
        Key::Unavailable => {
            "لا يستطيع الخادم الرد الآن. لم يضع شيء مما كُتب: يُرجى المحاولة مجددًا بعد قليل."
        }
        Key::TooManyTries => "محاولات كثيرة اليوم. يمكن استخدام الرابط في الرسالة بدلًا من ذلك.",
        Key::TooManyRequests => "طلبات كثيرة من شبكتك. يُرجى الانتظار دقيقة ثم المحاولة مجددًا.",
        Key::DeclarationClosed => "أُغلق التوقيع في هذه الأثناء، فلم يُرسل هذا.",
        Key::DeclarationNotOpen => "لم يبدأ التوقيع بعد، فلم يُرسل هذا.",
        Key::Expired => "انتهت صلاحية هذا الرمز. يُرجى إرسال بياناتك من جديد للحصول على رمز آخر.",
        Key::OriginNotAllowed => "هذا الموقع ليس من المواقع التي يحق لها جمع التواقيع هنا.",
        Key::NotFound => "لم يعد هذا موجودًا.",
        Key::ValidationFailed => "يُرجى مراجعة الأجوبة المعلَّمة.",
        Key::Failed => "حدث خطأ من جانبنا. لم يضع شيء مما كُتب: يُرجى المحاولة مجددًا.",
    }
}
