//! Common given and family names for the demo's made-up signatories: one table per language, with
//! separate tables for women and men where the family name or the role differs.
//!
//! No entry is a real person: `signatories.rs` draws one item at random from each column.

/// Names that belong together in one language and script.
pub(super) struct Tongue {
    pub(super) given: &'static [&'static str],
    pub(super) family: &'static [&'static str],
    /// Roles that these people may state, in their own language.
    pub(super) roles: &'static [&'static str],
    pub(super) order: NameOrder,
    /// How many of them sign.
    pub(super) people: usize,
}

pub(super) enum NameOrder {
    GivenFirst,
    FamilyFirst,
    /// With no space between: 王芳.
    FamilyFirstUnspaced,
}

/// An organisation, the person who signs for it, and that person's role.
pub(super) struct Organisation {
    pub(super) name: &'static str,
    pub(super) signer: &'static str,
    pub(super) role: &'static str,
}

/// A table whose given names come first; other tables set their order explicitly.
const fn tongue(
    people: usize,
    given: &'static [&'static str],
    family: &'static [&'static str],
    roles: &'static [&'static str],
) -> Tongue {
    Tongue {
        given,
        family,
        roles,
        order: NameOrder::GivenFirst,
        people,
    }
}

// Names in rows: one name per line would take pages.
#[rustfmt::skip]
pub(super) const TONGUES: &[Tongue] = &[
    // English, as in a town of the Midlands.
    tongue(
        134,
        &[
            "Margaret", "Priya", "Tom", "Josie", "Keith", "Nadia", "Ruth", "Callum", "Beth", "Winston", "Hannah",
            "Gareth", "Imani", "Colin", "Leanne", "Marcus", "Dorothy", "Aaron", "Shanice", "Graham", "Molly", "Femi",
            "Sheila", "Ollie", "Rosalind", "Darren", "Anthea", "Jerome", "Kirsty", "Maurice", "Tess", "Errol",
        ],
        &[
            "Hartley", "Okafor-Reed", "Pemberton", "Clarke", "Whitlock", "Bright", "Ashdown", "Mills", "Fairweather",
            "Grant", "Underhill", "Bell", "Sowerby", "Marsh", "Tranter", "Wainwright", "Rowe", "Thackeray", "Lamb",
            "Peacock", "Dunn", "Holloway", "Ferris", "Campbell", "Lovelock", "Nash", "O’Dowd", "Swift", "Yardley",
        ],
        &[
            "Foster carer", "Teacher", "Retired social worker", "Grandparent", "Grew up in care", "Children’s nurse",
            "Residential care worker", "Health visitor", "Parent of three", "Youth worker", "School cook", "Neighbour",
            "Kinship carer", "Bus driver", "Magistrate, retired", "Student social worker", "Care leaver",
        ],
    ),
    // Welsh and Irish.
    tongue(
        24,
        &["Siân", "Eirlys", "Rhŷs", "Gwenllïan", "Iolo", "Branwen", "Dafydd", "Mêdi", "Llŷr", "Ffion"],
        &["Llwyd", "Prydderch", "Môn", "Gruffudd", "Cadwaladr", "Tudur", "Penllŷn", "Ellis"],
        &["Gofalwr maeth", "Nyrs"],
    ),
    tongue(
        9,
        &["Siobhán", "Caoimhe", "Niamh", "Róisín", "Gráinne"],
        &["Ní Dhuinn", "Ní Bhriain", "Breathnach", "Ní Shé"],
        &["Múinteoir"],
    ),
    tongue(
        8,
        &["Pádraig", "Tadhg", "Oisín", "Séamas"],
        &["Ó Flaithearta", "Mac Cába", "de Búrca", "Ó Sé"],
        &["Foster carer"],
    ),
    // Polish, women and men.
    tongue(
        14,
        &["Małgorzata", "Agnieszka", "Żaneta", "Bożena", "Łucja", "Iwona"],
        &["Wiśniewska", "Wójcik", "Zielińska", "Dąbrowska", "Kaczmarek", "Jabłońska"],
        &["Nauczycielka", "Pielęgniarka", "Opiekunka"],
    ),
    tongue(
        10,
        &["Łukasz", "Paweł", "Grzegorz", "Michał", "Sławomir"],
        &["Krawczyk", "Wróblewski", "Zając", "Pączkowski", "Nowak", "Gąsiorek"],
        &["Kierowca", "Ojciec zastępczy"],
    ),
    // French, Turkish, Vietnamese, Yoruba, Portuguese and Romanian.
    tongue(
        9,
        &["Élodie", "Maïté", "Noëlle", "Anaïs"],
        &["Lefèvre", "Beauséjour", "Garçon", "Hélie", "Château"],
        &["Éducatrice", "Infirmière"],
    ),
    tongue(
        11,
        &["Ayşe", "Gülşen", "Çağla", "Oğuz", "Işıl", "Tuğba"],
        &["Yıldız", "Öztürk", "Şahin", "Çelik", "Ağaoğlu"],
        &["Öğretmen", "Hemşire"],
    ),
    Tongue {
        given: &["Thị Hồng", "Minh Đức", "Thùy Dương", "Quốc Bảo", "Ánh Tuyết"],
        family: &["Nguyễn", "Trần", "Phạm", "Đặng", "Vũ"],
        roles: &["Nurse"],
        order: NameOrder::FamilyFirst,
        people: 9,
    },
    tongue(
        9,
        &["Adéṣọlá", "Ọláńrewájú", "Fúnmiláyọ̀", "Títílayọ̀"],
        &["Adébáyọ̀", "Ọdúnsì", "Akínwándé", "Ògúnlẹ́yẹ"],
        &["Midwife", "Youth pastor"],
    ),
    tongue(
        8,
        &["Conceição", "Inês", "Graça", "Lúcia"],
        &["Magalhães", "Araújo", "Gonçalves", "Brandão"],
        &["Enfermeira", "Avó"],
    ),
    tongue(
        7,
        &["Mădălina", "Ilinca", "Sânziana"],
        &["Țurcanu", "Brătescu", "Stănescu"],
        &["Asistentă medicală"],
    ),
    // Arabic, women and men; Urdu; Persian.
    tongue(
        11,
        &["مريم", "هدى", "سلمى", "ليلى", "رانية"],
        &["الحسن", "قاسم", "النجار", "حداد", "درويش"],
        &["معلمة", "ممرضة"],
    ),
    tongue(8, &["يوسف", "خالد", "طارق", "عمر"], &["الشامي", "منصور", "قاسم"], &["معلم"]),
    tongue(
        18,
        &["عائشہ", "بلال", "ثمینہ", "عمران", "نگہت", "شاہد", "فرزانہ", "زاہدہ"],
        &["چوہدری", "قریشی", "بٹ", "ملک", "صدیقی", "گیلانی", "خان"],
        &["ٹیچر", "نرس"],
    ),
    tongue(
        8,
        &["پریسا", "کیوان", "ژاله", "آرش", "گلنار"],
        &["محمدزاده", "پاکدل", "رستمی", "چراغی"],
        &["معلم", "پرستار"],
    ),
    // Bengali, women and men.
    tongue(
        10,
        &["শাহানা", "নাসরিন", "মৌসুমী", "রুমানা"],
        &["বেগম", "চৌধুরী", "রহমান", "তালুকদার", "সরকার"],
        &["শিক্ষক", "নার্স"],
    ),
    tongue(8, &["রফিকুল", "তানভীর", "আনোয়ার", "জাহিদ"], &["মিয়া", "হোসেন", "চৌধুরী"], &["শিক্ষক"]),
    // Punjabi in Gurmukhi, women and men.
    tongue(
        10,
        &["ਹਰਪ੍ਰੀਤ", "ਜਸਵਿੰਦਰ", "ਮਨਜੀਤ", "ਸਿਮਰਨ", "ਗੁਰਲੀਨ"],
        &["ਕੌਰ ਗਿੱਲ", "ਕੌਰ ਸੰਧੂ", "ਕੌਰ ਢਿੱਲੋਂ", "ਕੌਰ"],
        &["ਅਧਿਆਪਕਾ", "ਨਰਸ"],
    ),
    tongue(
        8,
        &["ਬਲਦੇਵ", "ਗੁਰਪ੍ਰੀਤ", "ਅਮਰਜੀਤ", "ਕੁਲਵੰਤ"],
        &["ਸਿੰਘ ਬਰਾੜ", "ਸਿੰਘ", "ਸਿੰਘ ਮਾਨ"],
        &["ਅਧਿਆਪਕ", "ਡਰਾਈਵਰ"],
    ),
    // Hindi, Gujarati and Tamil.
    tongue(
        6,
        &["सुनीता", "क्षमा", "ज्योति"],
        &["शर्मा", "वर्मा", "त्रिवेदी", "मिश्रा"],
        &["शिक्षिका", "नर्स"],
    ),
    tongue(6, &["હંસા", "કિરીટ", "દક્ષા", "જિજ્ઞેશ"], &["પટેલ", "મિસ્ત્રી", "સોલંકી"], &["શિક્ષક"]),
    tongue(
        8,
        &["கவிதா", "செல்வன்", "மீனாட்சி", "இளங்கோ", "யாழினி"],
        &["சுப்பிரமணியம்", "முருகன்", "இராசா", "நடராசன்"],
        &["ஆசிரியர்", "செவிலியர்"],
    ),
    // Chinese and Korean.
    Tongue {
        given: &["芳", "建国", "雨桐", "思远", "丽华", "明轩", "静怡", "志强"],
        family: &["王", "李", "陈", "欧阳", "林", "赵", "周"],
        roles: &["教师", "护士"],
        order: NameOrder::FamilyFirstUnspaced,
        people: 12,
    },
    Tongue {
        given: &["서연", "민준", "지우", "은혜"],
        family: &["김", "박", "최", "정"],
        roles: &["교사"],
        order: NameOrder::FamilyFirstUnspaced,
        people: 5,
    },
    // Hebrew, Ukrainian (women and men), Greek and Amharic.
    tongue(
        6,
        &["נועה", "שירה", "תמר", "אביגיל"],
        &["לוי", "אלמוג", "בן־דוד", "שפירא"],
        &["עובדת סוציאלית"],
    ),
    tongue(
        8,
        &["Оксана", "Надія", "Соломія", "Ярина"],
        &["Шевчук", "Коваленко", "Мельник", "Гнатюк"],
        &["Медсестра", "Вчителька"],
    ),
    tongue(6, &["Тарас", "Юрій", "Богдан"], &["Їжак", "Коваленко", "Гнатюк"], &["Водій"]),
    tongue(
        7,
        &["Ελένη", "Αθηνά", "Δέσποινα", "Χρυσάνθη"],
        &["Παπαδάκη", "Οικονόμου", "Ζωγράφου"],
        &["Δασκάλα", "Νοσηλεύτρια"],
    ),
    tongue(5, &["ሰላም", "ተስፋዬ", "አልማዝ", "ዮናስ"], &["ገብረ", "ኃይሉ", "በቀለ"], &["ነርስ"]),
];

/// Twenty clubs, shops and branches, all invented. The three that drafted the declaration come
/// first.
#[rustfmt::skip]
pub(super) const ORGANISATIONS: &[Organisation] = &[
    organisation("Midland Carers’ Network", "Ode Quill", "Coordinator"),
    organisation("Parents of Harrowmere", "Dilys Marchbank", "Chair"),
    organisation("Branch 12 of the Care Workers’ Union", "Lenny Oakes", "Treasurer"),
    organisation("Lantern Street Residents", "Winnie Aldous", "Secretary"),
    organisation("The Copper Beech Nursery", "Pru Lightfoot", "Head of nursery"),
    organisation("Harrowmere Community Choir", "Gwilym Sparrow", "Choirmaster"),
    organisation("Cymdeithas Gymraeg Harrowmere", "Mererid Llwyd", "Ysgrifennydd"),
    organisation("Two Rivers Youth Club", "Kofi Larkin", "Lead worker"),
    organisation("Klub Rodziców „Słoneczko”", "Halina Gąsiorek", "Prezeska"),
    organisation("Mill Lane Mosque Women’s Circle", "ثمینہ قریشی", "Convenor"),
    organisation("Harrowmere Gurdwara Kitchen", "ਬਲਦੇਵ ਸਿੰਘ", "ਸੇਵਾਦਾਰ"),
    organisation("হ্যারোমিয়ার বাংলা সমিতি", "শাহানা চৌধুরী", "সভাপতি"),
    organisation("Society of Retired Health Visitors, Third District", "Maud Ferris", "President"),
    organisation("Dough & Daughters, bakers", "Tess Yardley", "Baker"),
    organisation("St Osyth’s Toy Library", "Ruth Fairweather", "Trustee"),
    organisation("Lower Road Allotments", "Keith Lamb", "Gate steward"),
    organisation("Harrowmere Wanderers Juniors", "Darren Bell", "Coach"),
    organisation("Grandparents Raising Grandchildren", "Errol Grant", "Founder"),
    organisation("哈罗米尔华人社区中心", "林静怡", "主任"),
    organisation("The Late Bus Theatre", "Imani Swift", "Director"),
];

const fn organisation(
    name: &'static str,
    signer: &'static str,
    role: &'static str,
) -> Organisation {
    Organisation { name, signer, role }
}
