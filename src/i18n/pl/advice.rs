//! Polish.

use crate::i18n::advice::{
    Failures, Optimisers, Outcomes, Platforms, ReportText, SiteTestText, TagText,
};

pub(super) const WORDS: SiteTestText = SiteTestText {
    failures: Failures {
        no_address: [
            "To nie jest adres strony internetowej",
            "Wpisz go tak, jak widnieje w pasku adresu przeglądarki, na przykład `https://ally.example/news`, bez nazwy użytkownika i hasła.",
        ],
        port: [
            "Portu {port} nie sprawdzamy",
            "Publiczne witryny odpowiadają na porcie 80 lub 443. Podaj adres, z którego korzystają Twoi czytelnicy.",
        ],
        private: [
            "{host} nie znajduje się w publicznym internecie",
            "Otwieramy tylko to, co może otworzyć każdy. Podaj publiczny adres strony; witryny w Twojej własnej sieci nie da się stąd sprawdzić.",
        ],
        leads_to_private: "Strona przekierowuje do {host}, a to nie znajduje się w publicznym internecie",
        redirects: [
            "Strona ciągle przekierowuje dalej",
            "Przeszliśmy przez ponad trzy przekierowania. Otwórz stronę w oknie prywatnym i podaj adres, na którym się kończy.",
        ],
        unknown_name: [
            "Nie ma witryny o nazwie {host}",
            "Poszukaj literówki. Nowa nazwa bywa znana wszędzie dopiero po dniu.",
        ],
        unreachable: [
            "{host} nie odpowiada",
            "Witryna może nie działać albo blokować takich gości jak my. Spróbuj później lub zapytaj osobę, która ją prowadzi.",
        ],
        insecure: [
            "Nie da się bezpiecznie połączyć z {host}",
            "Certyfikatu brak, wygasł albo dotyczy innej nazwy, a przeglądarki Twoich czytelników też będą ostrzegać. Poproś osobę prowadzącą witrynę o naprawę; jeśli nie ma ona certyfikatu wcale, podaj adres z `http://`.",
        ],
        slow: [
            "{host} potrzebuje ponad pięciu sekund",
            "Spróbuj ponownie; jeśli nadal będzie wolno, Twoi czytelnicy też czekają. Kod do wklejenia działa mimo to.",
        ],
        broken: [
            "Odpowiedź była niepełna albo nie pochodziła z witryny",
            "Spróbuj ponownie; jeśli to się powtórzy, zapytaj osobę, która prowadzi witrynę.",
        ],
        kept_out: [
            "Strona nie jest publiczna (kod {status})",
            "Najpierw opublikuj ją bez hasła albo sprawdź inną publiczną stronę tej witryny: mają te same zasady.",
        ],
        no_such_page: [
            "Nie ma takiej strony (kod {status})",
            "Poszukaj literówki; szkic trzeba opublikować, zanim go zobaczymy.",
        ],
        status: [
            "Witryna odpowiedziała kodem {status}",
            "Coś jest z nią teraz nie tak. Spróbuj później albo sprawdź inną jej stronę.",
        ],
        not_a_page: [
            "To nie strona, lecz {kind}",
            "Podaj adres strony, którą się czyta, a nie pliku.",
        ],
        busy: [
            "W tej chwili sprawdzanych jest zbyt wiele witryn",
            "Poczekaj kilka sekund i spróbuj ponownie.",
        ],
    },
    tags: TagText {
        intact: "Nasz znacznik jest na miejscu, nienaruszony",
        by_plugin: "Nasz znacznik wstawiła tu wtyczka WordPressa",
        framed: "Jest tu nasza ramka",
        linked: [
            "Strona odsyła do naszej, bez widżetu",
            "Jeśli był wklejony, reszta została usunięta: zobacz niżej, na co witryna pozwala.",
        ],
        absent: [
            "Naszego znacznika jeszcze tu nie ma",
            "Wklej jeden z kodów, opublikuj stronę i sprawdź ponownie.",
        ],
        without_script: [
            "Miejsce jest, ale skrypt zniknął",
            "Osoba, która zapisała stronę, nie może zapisywać skryptów (w WordPressie: Autor lub Współpracownik), albo optymalizator przeniósł skrypt do własnego pliku. Niech stronę zapisze Redaktor lub Administrator, a `undersigned.js` wyłącz z łączenia.",
        ],
        without_place: [
            "Skrypt jest, ale nic nie mówi, gdzie ma być widżet",
            "Wklej cały wiersz jeszcze raz: zaginął `<div>` przed skryptem.",
        ],
        shown_as_text: [
            "Czytelnicy widzą znacznik jako tekst",
            "Został wklejony do edytora tekstu. W WordPressie użyj bloku Własny HTML albo karty Kod (Tekst) klasycznego edytora.",
        ],
        type_changed: "{who}: zmieniony typ skryptu na „{kind}”",
        put_aside: "{who}: adres skryptu odłożony na bok",
        something: "Coś na tej witrynie",
        runs_late: "Skrypt uruchamia się późno albo wcale.",
        held_by_banner: "Wstrzymuje go baner plików cookie, dopóki czytelnik się nie zgodzi. Widżet nie zapisuje plików cookie i nie łączy się z nikim innym, więc może działać od razu: oznacz `undersigned.js` jako niezbędny.",
        not_run: "Przeglądarki go nie uruchamiają. Wyłącz `undersigned.js` z tego, co przerabia skrypty.",
        rehosted: "Skrypt pochodzi z {from}",
        copy_works: "Działa, bo sam skrypt wskazuje {server}; ale taka kopia się starzeje. Wyłącz `undersigned.js` z kopiowania.",
        other_subject: [
            "Znacznik dotyczy „{name}”",
            "Jeśli chodziło o to tutaj, skopiuj kod z tej strony.",
        ],
        no_subject: "Znacznik nie mówi, czego dotyczy",
        unknown_widget: [
            "Nie ma widżetu o nazwie „{name}”",
            "Jest nim `signature`, `signup` lub `share`: skopiuj kod z tej strony.",
        ],
    },
    platforms: Platforms {
        runs_on: "Działa na {name}",
        wordpress_roles: "Administratorzy i Redaktorzy mogą wkleić dowolny z kodów do bloku Własny HTML. To, co zapisze Autor lub Współpracownik, traci skrypty i ramki, a liczy się ostatni zapis; w sieci witryn mogą to robić tylko superadministratorzy.",
        old_wordpress: "Ta wersja jest stara i nie ma bloku Własny HTML: wklej na karcie Tekst edytora i nie przełączaj potem na Wizualny.",
        wordpress_com: "Skrypty i ramki są tam usuwane, chyba że plan pozwala na wtyczki. Link działa zawsze.",
        paste_as: "Wklej tam, gdzie witryna przyjmuje HTML bez zmian: {place}. Gdzie indziej skrypty są usuwane.",
        needs_plan: "Nie każdy plan pozwala na skrypty.",
        reframed: "Wklej do elementu na kod HTML. Witryna umieszcza go w ramce pod innym adresem, więc organizatorzy być może muszą dopisać ten adres do witryn.",
    },
    optimisers: Optimisers {
        at_work: "Na tej stronie działa {name}",
        option: "W {name}, w {menu}, dodaj `undersigned.js` do {option}.",
        exclude: "W {name}, w {menu}, wyłącz `undersigned.js` z opóźniania, odraczania i łączenia.",
        attribute: "Wpisz {attribute} w znaczniku script, przed `src`, aby {name} go nie ruszał.",
        necessary: "Jeśli widżet się nie pojawia, oznacz `undersigned.js` w {name} jako niezbędny: nie zapisuje plików cookie.",
    },
    outcomes: Outcomes {
        whole: "cały widżet, bez opuszczania strony",
        plain_form: "formularz; dalszy ciąg na naszej własnej stronie",
        stepped_down: "widżet w ramce, którą sam tam wstawia",
        framed: "widżet w dopasowanej ramce",
        fixed_frame: "widżet w ramce o stałej wysokości",
        picture: "obrazek z licznikiem, który prowadzi na naszą stronę",
        link: "link do naszej strony",
        nothing: "nic",
    },
    report: ReportText {
        found: "Co znaleźliśmy",
        read: "Przeczytaliśmy {address}.",
        read_elsewhere: "Przeczytaliśmy {address}, dokąd prowadzi podany adres.",
        read_beginning: "Strona ma ponad megabajt: przeczytaliśmy tylko jej początek.",
        mixed: [
            "Strona jest zabezpieczona, a nasz serwer nie",
            "Strona na `https` nie ładuje niczego z `http`. Poproś osobę prowadzącą ten serwer o certyfikat.",
        ],
        allowed: "{origin} może to osadzić",
        not_allowed: [
            "{origin} jeszcze nie może tego osadzić",
            "Poproś {organisers} ({contact}) o dodanie `\"{origin}\"` do `sites`. Do tego czasu w tym miejscu jest link.",
        ],
        no_policy: [
            "Brak Content-Security-Policy",
            "Witryna pozwala na wszystko, więc nic nie trzeba zmieniać.",
        ],
        one_policy: "Obowiązuje Content-Security-Policy",
        several_policies: "Obowiązuje kilka Content-Security-Policy, a każda może tylko zabraniać więcej",
        only_reports: "Jedna z zasad tylko zgłasza, a jeszcze niczego nie zabrania",
        once_in_force: "Gdy zacznie obowiązywać, jeden wiersz będzie potrzebował:",
        trusted_types: [
            "Strona wymaga Trusted Types i nie zna naszych",
            "Widżet znajdzie inną drogę. Tylko przypięty wiersz potrzebuje tego do wszystkiego, co potrafi:",
        ],
        each_way: "Co każdy ze sposobów da Twoim czytelnikom",
        for_more: "Co zmienić, by było więcej",
        in_header: "W nagłówku `Content-Security-Policy`:",
        in_meta: "W `<meta>` samej strony:",
        add: "dodaj {line}",
        replace: "{old} zmień na {new}",
        nonce: "Przy `'strict-dynamic'` adresy się nie liczą: daj znacznikowi script nonce, który mają skrypty witryny.",
    },
    nothing_to_do: "Nic nie trzeba robić.",
};
