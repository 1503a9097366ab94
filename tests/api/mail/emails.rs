//! The content of an email: its sender, what was signed, one link, one code, and a way to decline.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scraper::{Html, Selector};
use serde_json::json;

use crate::support::{
    app::App,
    campaign::{CONTACT, ORGANISERS, TITLE},
};

#[tokio::test]
async fn the_confirmation_email_names_the_organisers_the_text_and_the_opt_out() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    let email = app.email_to(&ada).await;

    assert_eq!(email.recipients, [ada.email.as_str()]);
    for words in [email.text(), visible_text(&email.html())] {
        assert!(words.contains(ORGANISERS), "who asks: {words}");
        assert!(words.contains(TITLE), "what was signed: {words}");
        assert!(words.contains("A. M."), "the initials: {words}");
        assert!(!words.contains("Marlowe"), "nobody's words: {words}");
        let digits: String = words.chars().filter(|one| !one.is_whitespace()).collect();
        assert!(digits.contains(&email.code()), "the code: {words}");
        let lower = words.to_lowercase();
        assert!(
            lower.contains("not you")
                || lower.contains("wasn’t you")
                || lower.contains("didn’t sign")
                || lower.contains("did not sign"),
            "what to do when it was not you: {words}"
        );
    }
    assert!(email.subject().contains(TITLE), "{}", email.subject());
    assert!(
        email
            .header("Reply-To")
            .is_some_and(|to| to.contains(CONTACT)),
        "answers reach the organisers: {}",
        email.raw
    );
}

#[tokio::test]
async fn the_confirmation_email_has_only_a_confirm_link_and_a_manage_link() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    let email = app.email_to(&ada).await;

    let manage = format!("{}/manage/{}", app.url, email.token());
    let both = [email.link(), manage];
    assert_eq!(email.links(), both, "{}", email.text());
    let expected = format!("{}/confirm/{}", app.url, email.token());
    assert_eq!(email.link(), expected);
    let html = Html::parse_document(&email.html());
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
        email.html()
    );
    assert!(addresses("script, form, iframe", "id").is_empty());
}

#[tokio::test]
async fn the_confirmation_email_is_a_well_formed_mime_message() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();

    let email = app.email_to(&ada).await;

    let kind = email.header("Content-Type").expect("Content-Type");
    assert!(kind.starts_with("multipart/alternative"), "{kind}");
    email.text();
    email.html();
    let from = email.header("From").expect("From");
    assert!(from.contains("letters@readingroom.example"), "{from}");
    assert_eq!(email.sender, "letters@readingroom.example");
    let id = email.header("Message-ID").expect("Message-ID");
    assert!(id.ends_with("@127.0.0.1>"), "at our public host: {id}");
    assert!(email.header("Date").is_some());
    assert_eq!(
        email.header("Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    assert!(
        email.header("List-Unsubscribe").is_none(),
        "nobody is on a list before confirming"
    );
    for line in email.raw.split("\r\n") {
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

    let email = app.email_to(&ada).await;

    for word in ["Marlowe", "Watches", "Bargain", &ada.postcode, "an-article"] {
        assert!(!email.raw.contains(word), "{word} in {}", email.raw);
        assert!(!email.html().contains(word));
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
        let response = app.sign(&person).await;
        if !taken {
            let problem = response.problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["code"], "link", "{name}");
            continue;
        }
        response.id();
        let email = app.email_to(&person).await;
        assert!(!email.text().contains(name), "{}", email.text());
    }
}

#[tokio::test]
async fn the_email_of_a_list_names_the_list_and_its_organisers() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.subscribe(&ada).await.id();

    let email = app.email_to(&ada).await;

    assert!(email.text().contains("News from the reading room"));
    assert!(email.text().contains(ORGANISERS));
    assert_eq!(email.links(), [email.link()]);
    email.code();
}

#[tokio::test]
async fn tokens_and_codes_are_not_derived_from_the_person() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let accepted = app.sign(&ada).await;
    let one = app.email_to(&ada).await;
    let bashir = app.person("Bashir Quill");
    app.sign(&bashir).await.id();
    let other = app.email_to(&bashir).await;

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
async fn the_secret_of_a_link_is_not_stored() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    app.sign(&ada).await.id();
    let token = app.email_to(&ada).await.token();
    let folder = app.folder().to_owned();
    let _stopped = app.stop_for_restart();

    // An id, which is stored, and the secret.
    let bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64");
    let (id, secret) = bytes.split_at(16);
    let mut holding_the_id = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is ours") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let content = std::fs::read(&path).expect("readable");
            let holds = |part: &[u8]| content.windows(part.len()).any(|window| window == part);
            holding_the_id += u32::from(holds(id));
            let secrets = [token.as_bytes(), secret];
            assert!(
                !secrets.into_iter().any(holds),
                "it is in {}",
                path.display()
            );
        }
    }
    assert!(holding_the_id > 0, "the search finds what is there");
}

fn visible_text(html: &str) -> String {
    let document = Html::parse_document(html);
    let body = Selector::parse("body").expect("a selector");
    let body = document.select(&body).next().expect("a body");
    body.text().collect::<Vec<_>>().join(" ")
}
