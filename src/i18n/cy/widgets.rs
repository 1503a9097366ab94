//! Welsh: what widgets say. The crate `widgets` compiles this file.

use crate::text::Key;

pub(crate) const fn texts(key: Key) -> &'static str {
    match key {
        Key::Direction => "ltr",
        Key::Signed => "llofnod|llofnod|lofnod|llofnod|llofnod|llofnod",
        Key::NextGoal => "Targed nesaf: {}",
        Key::NobodyYet => "Byddwch y cyntaf i lofnodi",

        Key::DraftedBy => "Drafftiwyd gan {}",
        Key::ReadPrinciples => {
            "Darllen yr egwyddorion|Darllen yr egwyddor|Darllen yr egwyddorion ({})|Darllen yr egwyddorion ({})|Darllen yr egwyddorion ({})|Darllen yr egwyddorion ({})"
        }
        Key::ReadDeclaration => "Darllen y datganiad",
        Key::Signatories => "Llofnodwyd gan",
        Key::AllSignatories => "Pob enw",

        Key::NotYetOpen => "Bydd modd llofnodi o {} ymlaen.",
        Key::Closed => "Daeth y llofnodi i ben ar {}. Diolch i bawb a lofnododd.",

        Key::FormHeading => "Ychwanegwch eich enw",
        Key::KindOrganisation => "Rwy’n llofnodi dros sefydliad",
        Key::Organisation => "Enw’r sefydliad",
        Key::Role => "Eich rôl yn y sefydliad",
        Key::Name => "Eich enw",
        Key::Email => "Cyfeiriad e-bost",
        Key::EmailHint => "Byddwn yn anfon cod mewn e-bost. Ni chaiff y cyfeiriad ei ddangos.",
        Key::DidYouMean => "Ai {} oeddech chi’n ei feddwl?",
        Key::Postcode => "Cod post",
        Key::Optional => "dewisol",
        Key::Visibility => "Sut y dangosir eich enw",
        Key::VisibilityFull => "Enw llawn",
        Key::VisibilityInitials => "Llythrennau cyntaf yn unig",
        Key::VisibilityHidden => "Enw wedi’i guddio, ond ei gyfrif",
        Key::More => "Mwy:",
        Key::MoreName => "enw",
        Key::MoreOrganisation => "sefydliad",
        Key::MorePostcode => "cod post",
        Key::MoreVisibility => "sut y dangosir eich enw",
        Key::MoreReservations => "eich amheuon",
        Key::MoreTopics => "pynciau",
        Key::ShownAs => "Dangosir fel {}",
        Key::ShownInFull => "Dangosir eich enw yn llawn.",
        Key::ReservedOn => "Amheuon: {}",
        Key::Reserve => "Rwy’n llofnodi, ond mae gen i amheuon am:",
        Key::ReservePrinciple => "Rwy’n llofnodi, ond mae gen i amheuon am egwyddor {}",
        Key::ReserveNote => "Eich amheuon am egwyddor {}",
        Key::ReserveLimit => "Hyd at {} o nodau",
        Key::Updates => "Hoffwn gael y newyddion diweddaraf gan {}",
        Key::Privacy => {
            "Mae llofnodi’n dangos barn wleidyddol: wrth lofnodi rydych yn cytuno y caiff y farn a’ch manylion eu defnyddio gan {} at y datganiad hwn yn unig. Ni chyhoeddir eich cyfeiriad e-bost na’ch cod post byth."
        }
        Key::Submit => "Llofnodi’r datganiad",
        Key::Sending => "Wrthi’n anfon…",
        Key::StillSending => {
            "Mae’r cysylltiad yn araf. Mae’ch manylion yn dal i gael eu hanfon; mae’r hyn a deipiwyd gennych wedi’i gadw."
        }

        Key::Topics => "Pa bynciau sydd o ddiddordeb i chi?",
        Key::Consent => {
            "Wrth ymuno rydych yn cytuno i gael e-byst gan {}. Gallwch ddad-danysgrifio unrhyw bryd drwy’r ddolen ym mhob e-bost."
        }
        Key::Join => "Ymuno â’r rhestr",

        Key::CodeHeading => "Rhowch y cod o’ch e-bost",
        Key::CodeSent => {
            "Mae’r e-bost at {} fel arfer yn cyrraedd o fewn munud. Gall gymryd hyd at 15 munud os defnyddiwyd y cyfeiriad hwn yn ddiweddar."
        }
        Key::CodeSentBack => {
            "Mae’r e-bost fel arfer yn cyrraedd o fewn munud. Gall gymryd hyd at 15 munud os defnyddiwyd y cyfeiriad hwn yn ddiweddar."
        }
        Key::CodeFrom => "Oddi wrth: {}",
        Key::CodeSubject => "Pwnc: {}",
        Key::CodeInbox => "Agor {}",
        Key::CodeLabel => "Cod chwe digid",
        Key::CodeHint => "Mae’r ddolen yn yr e-bost yn gweithio hefyd.",
        Key::CodeSends => "Caiff y cod ei anfon pan fyddwch yn teipio’r chweched digid.",
        Key::CodeSubmit => "Cadarnhau",
        Key::CodeChecking => "Wrthi’n gwirio…",
        Key::CodeNotCounted => "Ni chaiff eich enw ei gyfrif na’i ddangos nes i chi gadarnhau.",
        Key::CodeNotJoined => "Ni fyddwch ar y rhestr nes i chi gadarnhau.",
        Key::CodeStopped => {
            "Os pwyswyd “Nid fi oedd hwn” erioed ar gyfer y cyfeiriad hwn, agorwch yr un e-bost amdano a gadewch i e-byst ddod eto."
        }
        Key::CodeNothingCame => "Dim byd wedi cyrraedd? Edrychwch yn y ffolder sbam, neu",
        Key::StartAgain => "gwiriwch eich manylion a’u hanfon eto",
        Key::SendAgain => "Anfon eto",
        Key::AskAgain => "Gofyn am yr e-bost eto",
        Key::AddressWrong => "Cyfeiriad e-bost anghywir?",
        Key::CorrectAddress => "Cywiro’r cyfeiriad e-bost",
        Key::Corrected => {
            "Mae’r cyfeiriad e-bost wedi’i newid. Defnyddiwch y cod neu’r ddolen yn yr e-bost diweddaraf."
        }
        Key::AskedAgo => {
            "Gofynnoch chi {} eiliad yn ôl. Gallwch ofyn eto funud ar ôl hynny.|Gofynnoch chi {} eiliad yn ôl. Gallwch ofyn eto funud ar ôl hynny.|Gofynnoch chi {} eiliad yn ôl. Gallwch ofyn eto funud ar ôl hynny.|Gofynnoch chi {} eiliad yn ôl. Gallwch ofyn eto funud ar ôl hynny.|Gofynnoch chi {} eiliad yn ôl. Gallwch ofyn eto funud ar ôl hynny.|Gofynnoch chi {} eiliad yn ôl. Gallwch ofyn eto funud ar ôl hynny."
        }

        Key::ThanksHeading => "Diolch",
        Key::ThanksSigned => "Rydych wedi llofnodi “{}”.",
        Key::ThanksWaits => {
            "Mae eich llofnod ar “{}” wedi’i gadarnhau, ond mae angen i’r trefnwyr ei gymeradwyo. Mae ein he-bost yn esbonio pam."
        }
        Key::ThanksJoined => "Rydych wedi ymuno â “{}”.",
        Key::ThanksShare => {
            "Mae’r rhan fwyaf o bobl yn llofnodi am fod rhywun cyfarwydd wedi gofyn iddynt."
        }
        Key::Ask => "Gofyn i rywun lofnodi",
        Key::AskWords => "Rwyf newydd lofnodi “{}”. A wnewch chi lofnodi hefyd?",
        Key::OwnName => "Ar y rhestr nawr: {}",
        Key::UpdatesAgreed => "Byddwch yn cael y newyddion diweddaraf gan {}.",
        Key::Onward => "Parhau ar {}",
        Key::NextPerson => "Mae rhywun arall yma am lofnodi hefyd",
        Key::SignedHere => "Gwnaethoch lofnodi “{}” ar y ddyfais hon.",
        Key::NotYou => "Nid chi? Dechreuwch gyda ffurflen wag",

        Key::ShareNative => "Rhannu…",
        Key::ShareCopy => "Copïo’r ddolen",
        Key::ShareEmail => "E-bost",
        Key::SharePrint => "Argraffu",
        Key::ShareShared => "Wedi’i rhannu",
        Key::ShareCopied => "Wedi’i chopïo",
        Key::ShareSelect => "Copïwch y cyfeiriad hwn:",
        Key::MastodonAsk => "Eich gweinydd Mastodon",
        Key::MastodonGo => "Ymlaen",
        Key::MastodonWrong => "Rhowch enw gweinydd, fel mastodon.example",
        Key::Follow => "Dilyn",
        Key::FollowRss => "Ffrwd RSS",

        Key::Close => "Cau",

        Key::NameRequired => "Rhowch eich enw",
        Key::EmailRequired => "Rhowch eich cyfeiriad e-bost",
        Key::OrganisationRequired => "Rhowch enw’r sefydliad",
        Key::CodeRequired => "Rhowch y chwe digid o’r e-bost",
        Key::Required => "Llenwch hwn",
        Key::TooLong => "Mae hwn yn rhy hir; byrhewch ef",
        Key::ControlCharacters => "Mae yma nodau na ellir eu dangos. Teipiwch ef yn lle ei ludo.",
        Key::BidiOverrides => {
            "Mae yma nodau cudd sy’n troi’r testun o chwith. Teipiwch ef yn lle ei ludo."
        }
        Key::Markup => "Peidiwch â defnyddio < na >",
        Key::Link => "Peidiwch â rhoi cyfeiriadau gwe nac e-bost; rhowch fwlch ar ôl atalnod llawn",
        Key::Digits => "Peidiwch â defnyddio rhifau",
        Key::Symbols => "Peidiwch â defnyddio lluniau na symbolau",
        Key::StackedMarks => "Rhowch bedair acen neu farc arall ar y mwyaf ar un llythyren",
        Key::MissingAt => "Nid oes @ yma. Rhowch gyfeiriad e-bost fel enw@mail.example",
        Key::InvalidDomain => "Gwiriwch yr hyn sydd ar ôl yr @: dylai edrych fel mail.example",
        Key::InvalidEmail => {
            "Gwiriwch yr hyn sydd o flaen yr @: llythrennau heb acenion, rhifau a dotiau, dim bylchau, fel enw@mail.example"
        }
        Key::InvalidPostcode => "Defnyddiwch lythrennau, rhifau, bylchau a chysylltnodau yn unig",
        Key::InvalidChoice => "Dewiswch un o’r atebion a ddangosir",
        Key::InvalidCode => "Mae chwe digid yn y cod",
        Key::NotAsked => "Gadewch hwn yn wag: nid yw’r trefnwyr yn gofyn amdano mwyach",
        Key::WrongCode => {
            "Nid yw’r cod hwnnw’n gywir. Gwiriwch yr e-bost diweddaraf a rhowch gynnig arall arni."
        }
        Key::OtherCode => {
            "Mae’r cod hwnnw’n perthyn i e-bost arall. Defnyddiwch y cod o’r e-bost diweddaraf."
        }

        Key::Offline => {
            "Ni allem gyrraedd y gweinydd. Mae’r hyn a deipiwyd gennych wedi’i gadw: rhowch gynnig arall arni pan fyddwch ar-lein."
        }
        Key::Unavailable => {
            "Nid yw’r gwasanaeth ar gael ar hyn o bryd. Mae’r hyn a deipiwyd gennych wedi’i gadw: rhowch gynnig arall arni ymhen ychydig."
        }
        Key::TooManyTries => {
            "Rydych wedi rhoi cynnig anghywir arni bum gwaith, felly nid yw’r cod hwn yn gweithio mwyach. Defnyddiwch y ddolen yn yr e-bost, neu gofynnwch am yr e-bost eto i gael cod newydd."
        }
        Key::TooManyRequests => {
            "Gormod o geisiadau o’ch rhwydwaith. Arhoswch funud, yna rhowch gynnig arall arni."
        }
        Key::DeclarationClosed => {
            "Daeth y llofnodi i ben yn y cyfamser, felly nid anfonwyd eich llofnod."
        }
        Key::DeclarationNotOpen => {
            "Nid yw’r llofnodi wedi agor eto, felly nid anfonwyd eich llofnod."
        }
        Key::Expired => {
            "Mae’r cod hwn wedi dod i ben. Anfonwch eich manylion eto i gael un newydd."
        }
        Key::OriginNotAllowed => "Nid oes gan y wefan hon ganiatâd i gasglu llofnodion yma.",
        Key::NotFound => "Nid yw’r dudalen hon yn bod mwyach.",
        Key::ValidationFailed => "Gwiriwch yr atebion sydd wedi’u marcio.",
        Key::Failed => {
            "Aeth rhywbeth o’i le ar ein hochr ni. Mae’r hyn a deipiwyd gennych wedi’i gadw: rhowch gynnig arall arni."
        }
    }
}
