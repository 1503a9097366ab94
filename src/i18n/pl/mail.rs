//! Polish.

use crate::i18n::mail::EmailText;

pub(super) const WORDS: EmailText = EmailText {
    greeting: "Dzień dobry,",
    greeting_named: "Dzień dobry, {name},",
    next: "Co dalej",
    open_page: "Albo otwórz tę stronę i naciśnij przycisk:",
    wasnt_you: "To nie Ty?",

    subject_renew: "Podpisany tekst się zmienił: {title}",
    text_changed: "{organisers} – zmieniono tekst deklaracji, pod którą jest Twój podpis:",
    before: "Było:",
    now: "Jest:",
    and_more: "Zmian jest więcej; wszystkie są na stronie poniżej.",
    renew_here: "Jeśli podpisujesz także nowy tekst, otwórz tę stronę i naciśnij przycisk:",
    until_renewed: "Dopóki go nie odnowisz, Twój podpis liczy się pod tekstem, który podpisano. Jeśli nic nie zrobisz, tak pozostanie i nie napiszemy już o tej wersji.",
    button_renew: "Przeczytaj zmianę i odnów podpis",

    subject_held: "Podpis czeka: {title}",
    held: "Potwierdzono podpis pod tą deklaracją. Ogłasza ją {organisers}:",
    held_for_mailbox: "Z tego adresu podpisały się już dwie osoby, więc podpis czeka, aż przyjmą go organizatorzy. Do tego czasu nie jest pokazywany ani liczony; napiszemy, gdy zacznie się liczyć. Po 180 dniach zostanie usunięty.",
    held_for_verification: "Nic jeszcze nie dowodzi, że podpis składa organizacja, więc podpis czeka. Poniższa strona mówi, jak to udowodnić: adresem w domenie samej organizacji, rekordem w jej DNS lub plikiem na jej stronie. Mogą go też przyjąć organizatorzy. Do tego czasu nie jest pokazywany ani liczony; napiszemy, gdy zacznie się liczyć. Po 180 dniach zostanie usunięty.",
    held_as_duplicate: "Organizacja o tej nazwie już się podpisała, więc podpis czeka, aż przyjmą go organizatorzy. Jeśli to była ta sama organizacja, z innego adresu, nie trzeba nic robić: jej podpis się liczy. Do czasu przyjęcia ten nie jest pokazywany ani liczony; napiszemy, gdy zacznie się liczyć. Po 180 dniach zostanie usunięty.",
    button_manage: "Otwórz mój podpis",
    subject_approved: "Podpis jest liczony: {title}",
    approved: "Podpis pod tą deklaracją jest odtąd liczony. Ogłasza ją {organisers}:",
    approved_next: "Nie trzeba nic robić. Na stronie podpisu widać, jak jest pokazywany; w każdej chwili można go zmienić lub wycofać.",
    subject_rejected: "Podpis nie został policzony: {title}",
    rejected: "Podpis pod tą deklaracją nie został przyjęty. Ogłasza ją {organisers}:",
    rejected_next: "Usunięto go wraz ze wszystkim, co o nim przechowywano; nic z niego nie zostało pokazane. Jeśli to pomyłka, prosimy odpowiedzieć na ten list lub napisać na adres {contact}.",
    subject_taken_down: "Podpis został zdjęty: {title}",
    taken_down: "Podpis pod tą deklaracją został zdjęty (organizator: {organisers}):",
    taken_down_why: "Podany powód: {reason}",
    taken_down_next: "Nie jest pokazywany ani liczony. Jeśli to pomyłka, odpowiedz na ten e-mail lub napisz na adres {contact}. Na stronie podpisu widać, co jest przechowywane, i można to usunąć.",
    subject_restored: "Podpis jest znów liczony: {title}",
    restored: "Podpis pod tą deklaracją został przywrócony (organizator: {organisers}):",
    restored_next: "Jest znów liczony i pokazywany tak jak przedtem. Nie trzeba nic robić.",

    subject_suppressed: "Koniec e-maili: {title}",
    suppressed: "Powiadomiono nas, że to ktoś inny podał ten adres e-mail przy tej deklaracji lub liście (organizator: {organisers}):",
    suppressed_next: "Zgłoszenie anulowano i nie wyślemy więcej e-maili na ten adres, ktokolwiek wpisze go tu w formularzu. Aby kiedyś podpisać lub zapisać się samodzielnie, najpierw otwórz tę stronę i naciśnij przycisk:",
    button_suppressed: "Przyjmuj znowu e-maile",

    subject_sign: "Potwierdź podpis: {title}",
    asks_to_confirm: "{organisers} prosi o potwierdzenie podpisu pod tą deklaracją:",
    type_code_signed: "Aby potwierdzić, wpisz ten kod tam, gdzie składano podpis:",
    once_signed: "Podpis liczy się po potwierdzeniu, a imię i nazwisko zostaną pokazane zgodnie z wyborem. Do tego czasu nikt ich nie widzi. Kod działa przez 24 godziny, strona przez 7 dni; potem wpisane dane zostaną usunięte.",
    button_sign: "Potwierdzam podpis",
    not_you_signed: "W takim razie ktoś wpisał ten adres, być może przez pomyłkę. Bez żadnego działania nic nie zostanie podpisane. Aby nie dostawać więcej listów w tej sprawie, otwórz powyższą stronę i naciśnij „To nie ja”.",

    subject_signed: "Podpis jest już złożony: {title}",
    signed_already: "Z tego adresu podpisano już tę deklarację. Ogłasza ją {organisers}:",
    counts_once: "Podpis liczy się, jeden raz, i nie trzeba nic robić. Jeśli przed chwilą złożono podpis ponownie i potrzebny jest kod, oto on:",
    nothing_twice: "Nic nie jest liczone dwa razy, a pierwszy podpis pozostaje bez zmian. Aby go zmienić lub wycofać, skorzystaj z odnośnika na końcu tego listu.",
    button_signed: "Przejdź do podpisu",
    not_you_already: "W takim razie ktoś wpisał ten adres, być może przez pomyłkę. Bez żadnego działania nic się nie zmieni. Aby nie dostawać więcej listów w tej sprawie, otwórz powyższą stronę i naciśnij „To nie ja”.",

    subject_subscribe: "Potwierdź zapis na listę: {title}",
    asks_to_subscribe: "{organisers} prosi o potwierdzenie zapisu na tę listę:",
    type_code_subscribed: "Aby potwierdzić, wpisz ten kod w formularzu zapisu:",
    once_subscribed: "Zapis jest ważny po potwierdzeniu, a wypisać się można w każdej chwili. Kod działa przez 24 godziny, strona przez 7 dni; potem wpisane dane zostaną usunięte.",
    button_subscribe: "Potwierdzam zapis",
    not_you_subscribed: "W takim razie ktoś wpisał ten adres, być może przez pomyłkę. Bez żadnego działania nic nie zostanie wysłane. Aby nie dostawać więcej takich listów, otwórz powyższą stronę i naciśnij „To nie ja”.",

    subject_subscribed: "Ten adres jest już na liście: {title}",
    subscribed_already: "Ten adres jest już na tej liście. Prowadzi ją {organisers}:",
    need_nothing: "Nie trzeba nic robić. Jeśli przed chwilą nastąpił ponowny zapis i potrzebny jest kod, oto on:",
    stay_subscribed: "Adres pozostaje na liście, a każdy list przyjdzie jeden raz. Po potwierdzeniu wybrane tym razem tematy zastąpią wcześniejsze.",

    subject_welcome: "Zapis potwierdzony: {title}",
    welcome: "Zapis na tę listę został potwierdzony. Prowadzi ją {organisers}:",
    keep_this: "Dziękujemy. Wiadomości będą przychodzić na ten adres. Zachowaj ten list: pozwala on wypisać się w każdej chwili, tutaj:",
    unsubscribe: "Wypisz z listy",

    subject_remind: "Wciąż do potwierdzenia: {title}",
    once_reminded: "Nic się nie liczy przed potwierdzeniem. Kod działa przez 24 godziny, strona do 7 dni po pierwszym liście; potem wpisane dane zostaną usunięte. Przypominamy najwyżej dwa razy, a bez odpowiedzi nic się nie stanie.",

    manage: "Zobacz, zmień, wycofaj lub usuń swój podpis:",
    privacy_notice: "Informacja o prywatności",
};
