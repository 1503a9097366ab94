//! Polish. Uses forms that imply no gender: infinitives and nouns where English says "you": what widgets say. The crate `widgets` compiles this file.

use crate::text::Key;

pub(crate) const fn texts(key: Key) -> &'static str {
    match key {
        Key::Direction => "ltr",
        Key::Signed => "podpis|podpisy|podpisów|podpisu",
        Key::NextGoal => "Następny cel: {}",
        Key::NobodyYet => "Pierwszy podpis może być Twój",

        Key::DraftedBy => "Tekst: {}",
        Key::ReadPrinciples => {
            "Przeczytaj zasadę|Przeczytaj {} zasady|Przeczytaj {} zasad|Przeczytaj {} zasady"
        }
        Key::ReadDeclaration => "Przeczytaj deklarację",
        Key::Signatories => "Sygnatariusze",
        Key::AllSignatories => "Wszystkie podpisy",

        Key::NotYetOpen => "Podpisy można składać od {}.",
        Key::Closed => "Zbieranie podpisów zakończyło się {}. Dziękujemy za wszystkie podpisy.",

        Key::FormHeading => "Złóż podpis",
        Key::KindOrganisation => "Podpisuję w imieniu organizacji",
        Key::Organisation => "Nazwa organizacji",
        Key::Role => "Funkcja w organizacji",
        Key::Name => "Imię i nazwisko",
        Key::Email => "Adres e-mail",
        Key::EmailHint => "Wyślemy kod e-mailem. Adres nigdy nie jest pokazywany.",
        Key::DidYouMean => "Czy chodziło o {}?",
        Key::Postcode => "Kod pocztowy",
        Key::Optional => "opcjonalnie",
        Key::Visibility => "Jak pokazać imię i nazwisko",
        Key::VisibilityFull => "Pełne imię i nazwisko",
        Key::VisibilityInitials => "Tylko inicjały",
        Key::VisibilityHidden => "Ukryte, ale policzone",
        Key::More => "Więcej:",
        Key::MoreName => "imię i nazwisko",
        Key::MoreOrganisation => "organizacja",
        Key::MorePostcode => "kod pocztowy",
        Key::MoreVisibility => "sposób pokazania nazwiska",
        Key::MoreReservations => "zastrzeżenia",
        Key::MoreTopics => "tematy",
        Key::ShownAs => "Widoczne jako {}",
        Key::ShownInFull => "Imię i nazwisko są widoczne w całości.",
        Key::ReservedOn => "Zastrzeżenia: {}",
        Key::Reserve => "Podpisuję, ale mam zastrzeżenia do:",
        Key::ReservePrinciple => "Podpisuję, ale mam zastrzeżenia do zasady {}",
        Key::ReserveNote => "Zastrzeżenie do zasady {}",
        Key::ReserveLimit => "Najwyżej {} znaków",
        Key::Updates => "Chcę otrzymywać aktualności od: {}",
        Key::Privacy => {
            "Podpis ujawnia poglądy polityczne: podpisując, zgadzasz się, aby {} wykorzystywał je i podane dane tylko na potrzeby tej deklaracji. Adres e-mail i kod pocztowy nigdy nie są publikowane."
        }
        Key::Submit => "Podpisz deklarację",
        Key::Sending => "Wysyłanie…",
        Key::StillSending => {
            "Połączenie jest wolne. Dane są nadal wysyłane; wpisane dane nie przepadły."
        }

        Key::Topics => "Jakie tematy Cię interesują?",
        Key::Consent => {
            "Zapis oznacza zgodę na otrzymywanie e-maili od: {}. W każdym e-mailu jest link do wypisania się."
        }
        Key::Join => "Zapisz się na listę",

        Key::CodeHeading => "Wpisz kod z e-maila",
        Key::CodeSent => {
            "E-mail na adres {} przychodzi zwykle w ciągu minuty. Może to potrwać do 15 minut, jeśli tego adresu niedawno użyto."
        }
        Key::CodeSentBack => {
            "E-mail przychodzi zwykle w ciągu minuty. Może to potrwać do 15 minut, jeśli tego adresu niedawno użyto."
        }
        Key::CodeFrom => "Od: {}",
        Key::CodeSubject => "Temat: {}",
        Key::CodeInbox => "Otwórz: {}",
        Key::CodeLabel => "Sześciocyfrowy kod",
        Key::CodeHint => "Link z e-maila również działa.",
        Key::CodeSends => "Kod zostanie wysłany po wpisaniu szóstej cyfry.",
        Key::CodeSubmit => "Potwierdź",
        Key::CodeChecking => "Sprawdzanie…",
        Key::CodeNotCounted => {
            "Podpis nie jest liczony ani pokazywany, dopóki nie zostanie potwierdzony."
        }
        Key::CodeNotJoined => "Zapis na listę nie jest ważny, dopóki nie zostanie potwierdzony.",
        Key::CodeStopped => {
            "Jeśli kiedyś dla tego adresu naciśnięto „To nie ja”, otwórz jedyny e-mail w tej sprawie i zgódź się znowu na e-maile."
        }
        Key::CodeNothingCame => "Nic nie przyszło? Zajrzyj do folderu ze spamem albo",
        Key::StartAgain => "sprawdź dane i wyślij ponownie",
        Key::SendAgain => "Wyślij ponownie",
        Key::AskAgain => "Poproś o e-mail ponownie",
        Key::AddressWrong => "Błędny adres e-mail?",
        Key::CorrectAddress => "Popraw adres e-mail",
        Key::Corrected => {
            "Adres e-mail został zmieniony. Użyj kodu albo linku z najnowszego e-maila."
        }
        Key::AskedAgo => {
            "Minęła {} sekunda od prośby. Kolejna będzie możliwa po minucie.|Minęły {} sekundy od prośby. Kolejna będzie możliwa po minucie.|Minęło {} sekund od prośby. Kolejna będzie możliwa po minucie.|Minęło {} sekundy od prośby. Kolejna będzie możliwa po minucie."
        }

        Key::ThanksHeading => "Dziękujemy",
        Key::ThanksSigned => "Podpis pod „{}” został złożony.",
        Key::ThanksWaits => {
            "Podpis pod „{}” jest potwierdzony, ale muszą go zatwierdzić organizatorzy. Powód podajemy w e-mailu."
        }
        Key::ThanksJoined => "Zapis na „{}” został potwierdzony.",
        Key::ThanksShare => "Większość ludzi podpisuje, bo poprosił ich o to ktoś znajomy.",
        Key::Ask => "Poproś kogoś o podpis",
        Key::AskWords => "Mój podpis jest już pod „{}”. Podpiszesz też?",
        Key::OwnName => "Teraz na liście: {}",
        Key::UpdatesAgreed => "Będziesz otrzymywać aktualności od: {}.",
        Key::Onward => "Przejdź dalej na {}",
        Key::NextPerson => "Podpisuje tu jeszcze ktoś",
        Key::SignedHere => "Podpis pod „{}” złożono na tym urządzeniu.",
        Key::NotYou => "To nie Ty? Zacznij od pustego formularza",

        Key::ShareNative => "Udostępnij…",
        Key::ShareCopy => "Kopiuj link",
        Key::ShareEmail => "E-mail",
        Key::SharePrint => "Drukuj",
        Key::ShareShared => "Udostępniono",
        Key::ShareCopied => "Skopiowano",
        Key::ShareSelect => "Skopiuj ten adres:",
        Key::MastodonAsk => "Twój serwer Mastodon",
        Key::MastodonGo => "Dalej",
        Key::MastodonWrong => "Wpisz nazwę serwera, na przykład mastodon.example",
        Key::Follow => "Obserwuj",
        Key::FollowRss => "Kanał RSS",

        Key::Close => "Zamknij",

        Key::NameRequired => "Wpisz imię i nazwisko",
        Key::EmailRequired => "Wpisz adres e-mail",
        Key::OrganisationRequired => "Wpisz nazwę organizacji",
        Key::CodeRequired => "Wpisz sześć cyfr z e-maila",
        Key::Required => "Wypełnij to pole",
        Key::TooLong => "To jest za długie; skróć to",
        Key::ControlCharacters => {
            "Są tu znaki, których nie można pokazać. Zamiast wklejać, wpisz to ręcznie."
        }
        Key::BidiOverrides => {
            "Są tu ukryte znaki odwracające tekst. Zamiast wklejać, wpisz to ręcznie."
        }
        Key::Markup => "Bez znaków < i >",
        Key::Link => "Bez adresów stron i adresów e-mail; po kropce zostaw spację",
        Key::Digits => "Bez cyfr",
        Key::Symbols => "Bez obrazków i symboli",
        Key::StackedMarks => "Najwyżej cztery znaki diakrytyczne na jednej literze",
        Key::MissingAt => "Brakuje znaku @. Wpisz adres e-mail w postaci nazwa@mail.example",
        Key::InvalidDomain => "Sprawdź, co jest po znaku @: na przykład mail.example",
        Key::InvalidEmail => {
            "Sprawdź, co jest przed znakiem @: litery bez znaków diakrytycznych, cyfry i kropki, bez spacji, na przykład nazwa@mail.example"
        }
        Key::InvalidPostcode => "Tylko litery, cyfry, spacje i łączniki",
        Key::InvalidChoice => "Wybierz jedną z podanych odpowiedzi",
        Key::InvalidCode => "Kod ma sześć cyfr",
        Key::NotAsked => "Zostaw to pole puste: organizatorzy już o to nie pytają",
        Key::WrongCode => {
            "To nie jest kod, który wysłaliśmy. Sprawdź najnowszy e-mail i spróbuj ponownie."
        }
        Key::OtherCode => "Ten kod należy do innego e-maila. Użyj kodu z najnowszego.",

        Key::Offline => {
            "Nie udało się połączyć z serwerem. Wpisane dane nie przepadły: spróbuj ponownie po odzyskaniu połączenia."
        }
        Key::Unavailable => {
            "Usługa jest chwilowo niedostępna. Wpisane dane nie przepadły: spróbuj ponownie za chwilę."
        }
        Key::TooManyTries => {
            "Po pięciu błędnych próbach ten kod już nie działa. Użyj linku z e-maila albo poproś o e-mail ponownie, aby dostać nowy kod."
        }
        Key::TooManyRequests => {
            "Zbyt wiele prób z Twojej sieci. Poczekaj minutę i spróbuj ponownie."
        }
        Key::DeclarationClosed => {
            "Zbieranie podpisów zostało w międzyczasie zakończone, więc podpis nie został wysłany."
        }
        Key::DeclarationNotOpen => {
            "Zbieranie podpisów jeszcze się nie zaczęło, więc podpis nie został wysłany."
        }
        Key::Expired => "Ten kod stracił ważność. Wyślij dane ponownie, aby otrzymać nowy.",
        Key::OriginNotAllowed => "Ta strona nie ma zgody na zbieranie tu podpisów.",
        Key::NotFound => "Ta strona już nie istnieje.",
        Key::ValidationFailed => "Sprawdź zaznaczone odpowiedzi.",
        Key::Failed => {
            "Coś poszło nie tak po naszej stronie. Wpisane dane nie przepadły: spróbuj ponownie."
        }
    }
}
