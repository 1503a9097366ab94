//! The content of an email: its sender, what was signed, one link, one code, and a way to decline.

use scraper::{Html, Selector};
use serde_json::json;

use crate::support::{
    app::App,
    campaign::{CONTACT, ORGANISERS, TITLE},
    email::Letter,
};

#[tokio::test]
async fn the_confirmation_email_names_the_organisers_the_text_and_the_opt_out() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    let letter = app.letter_to(&ada).await;

    assert_eq!(letter.recipients, [ada.email.as_str()]);
    for words in [letter.text(), visible_text(&letter.html())] {
        assert!(words.contains(ORGANISERS), "who asks: {words}");
        assert!(words.contains(TITLE), "what was signed: {words}");
        assert!(words.contains("A. M."), "the initials: {words}");
        assert!(!words.contains("Marlowe"), "nobody's words: {words}");
        let digits: String = words.chars().filter(|one| !one.is_whitespace()).collect();
        assert!(digits.contains(&letter.code()), "the code: {words}");
        let lower = words.to_lowercase();
        assert!(
            lower.contains("not you")
                || lower.contains("wasn’t you")
                || lower.contains("didn’t sign")
                || lower.contains("did not sign"),
            "what to do when it was not you: {words}"
        );
    }
    assert!(letter.subject().contains(TITLE), "{}", letter.subject());
    assert!(
        letter
            .header("Reply-To")
            .is_some_and(|to| to.contains(CONTACT)),
        "answers reach the organisers: {}",
        letter.raw
    );
}

#[tokio::test]
async fn the_confirmation_email_has_only_a_confirm_link_and_a_manage_link() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    let letter = app.letter_to(&ada).await;

    let manage = format!("{}/manage/{}", app.url, letter.token());
    let both = [letter.link(), manage];
    assert_eq!(letter.links(), both, "{}", letter.text());
    let expected = format!("{}/confirm/{}", app.url, letter.token());
    assert_eq!(letter.link(), expected);
    let html = Html::parse_document(&letter.html());
    let addresses = |selector: &str, attribute: &str| -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let all = html.select(&selector).filter_map(|one| one.attr(attribute));
        all.map(str::to_owned).collect()
    };
    let mut links = addresses("a[href]", "href");
    links.retain(|link| !link.starts_with("mailto:"));
    links.dedup();
    assert_eq!(links, both);
    assert!(
        addresses("[src]", "src").is_empty() && addresses("link", "href").is_empty(),
        "nothing is loaded when it is read: {}",
        letter.html()
    );
    assert!(addresses("script, form, iframe", "id").is_empty());
}

#[tokio::test]
async fn the_confirmation_email_is_a_well_formed_mime_message() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    let letter = app.letter_to(&ada).await;

    let kind = letter.header("Content-Type").expect("Content-Type");
    assert!(kind.starts_with("multipart/alternative"), "{kind}");
    letter.text();
    letter.html();
    let from = letter.header("From").expect("From");
    assert!(from.contains("letters@readingroom.example"), "{from}");
    assert_eq!(letter.sender, "letters@readingroom.example");
    let id = letter.header("Message-ID").expect("Message-ID");
    assert!(id.ends_with("@127.0.0.1>"), "at our public host: {id}");
    assert!(letter.header("Date").is_some());
    assert_eq!(
        letter.header("Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    assert!(
        letter.header("List-Unsubscribe").is_none(),
        "nobody is on a list before confirming"
    );
    for line in letter.raw.split("\r\n") {
        assert!(line.len() <= 998, "RFC 5322's limit");
        assert!(!line.contains('\n'), "CR LF alone");
    }
}

#[tokio::test]
async fn the_confirmation_email_contains_no_text_from_the_form() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["kind"] = json!("organisation");
    body["organisation"] = json!("Cheap Watches Club");
    body["role"] = json!("Bargain Herald");
    app.sign_with(&body).await.id();

    let letter = app.letter_to(&ada).await;

    for word in ["Marlowe", "Watches", "Bargain", &ada.postcode, "an-article"] {
        assert!(!letter.raw.contains(word), "{word} in {}", letter.raw);
        assert!(!letter.html().contains(word));
    }
}

#[tokio::test]
async fn a_name_with_a_domain_is_refused_and_initials_with_dots_are_accepted() {
    let app = App::start();
    for (name, taken) in [
        ("Win at evil.com!", false),
        ("evil．com", false),
        ("Prize.Click", false),
        ("Зайди на мошенник.рф", false),
        ("J.de Vries", true),
        ("Prof.dr. Eva Example", true),
        ("Dipl.ing. Bo Example", true),
        ("J.R.R. Tolkien", true),
    ] {
        let person = app.person(name);
        let answer = app.sign(&person).await;
        if !taken {
            let problem = answer.problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["code"], "link", "{name}");
            continue;
        }
        answer.id();
        let letter = app.letter_to(&person).await;
        assert!(!letter.text().contains(name), "{}", letter.text());
    }
}

#[tokio::test]
async fn the_email_of_a_list_names_the_list_and_its_organisers() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();

    let letter = app.letter_to(&ada).await;

    assert!(letter.text().contains("News from the reading room"));
    assert!(letter.text().contains(ORGANISERS));
    assert_eq!(letter.links(), [letter.link()]);
    letter.code();
}

#[tokio::test]
async fn tokens_and_codes_are_not_derived_from_the_person() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let accepted = app.sign(&ada).await;
    let one = app.letter_to(&ada).await;
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await.id();
    let other = app.letter_to(&bashir).await;

    assert_ne!(one.token(), other.token());
    assert!(
        one.token().len() >= 22,
        "128 bits in base64: {}",
        one.token()
    );
    assert!(
        !accepted.body.contains(&one.token()),
        "the browser never learns it"
    );
    assert!(!accepted.body.contains(&one.code()));
    assert_ne!(accepted.id(), one.token());
}

#[tokio::test]
async fn the_token_is_not_stored_once_the_email_is_sent() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let letter: Letter = app.letter_to(&ada).await;
    let folder = app.folder().to_owned();
    let _stopped = app.stop_for_restart();

    for entry in std::fs::read_dir(folder).expect("the folder is ours") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let content = std::fs::read(&path).expect("readable");
            let holds = |word: &str| {
                content
                    .windows(word.len())
                    .any(|window| window == word.as_bytes())
            };
            assert!(
                !holds(&letter.token()),
                "the token is still in {}",
                path.display()
            );
        }
    }
}

fn visible_text(html: &str) -> String {
    let document = Html::parse_document(html);
    let body = Selector::parse("body").expect("a selector");
    let body = document.select(&body).next().expect("a body");
    body.text().collect::<Vec<_>>().join(" ")
}
