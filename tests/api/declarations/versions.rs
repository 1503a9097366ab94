//! A text that changes: its versions and their differences, and what happens to signatures after a
//! correction, after a change, and after neither.

use reqwest::Method;
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION, TITLE},
    people::Person,
    response::Response,
    wait,
};

fn later_text() -> String {
    let text = Campaign::default().declaration();
    text.replace("from ten to four", "from nine to five")
}

/// Signs in a language and confirms.
async fn sign_and_confirm_in(app: &App, name: &str, lang: &str) -> Person {
    let person = app.person(name);
    let mut body = person.signature();
    body["lang"] = lang.into();
    app.sign_and_confirm_with(&body, &person).await;
    person
}

/// Publishes, and returns the command's output.
fn publish(app: &App, text: &str, options: &[&str]) -> String {
    let published = app.publish_text(text, options);
    assert!(published.status.success(), "{published:?}");
    String::from_utf8_lossy(&published.stdout).into_owned()
}

async fn version_is_shown(app: &App, version: u32) {
    wait::until("the new version to be shown", async || {
        (app.declaration().await["version"] == version).then_some(())
    })
    .await;
}

async fn page(app: &App, path: &str) -> Html {
    let response = app.get(&format!("/d/{DECLARATION}{path}")).await;
    assert_eq!(response.status, 200, "{path}: {}", response.body);
    Html::parse_document(&response.body)
}

fn texts_of(document: &Html, css: &str) -> Vec<String> {
    let css = Selector::parse(css).expect("a selector");
    let found = document.select(&css);
    found
        .map(|one| {
            one.text()
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// The link in the email that requests renewal.
async fn renewal_of(app: &App, person: &Person) -> (crate::support::email::Email, String) {
    let emails = app.smtp.emails_to(&person.email, 2).await;
    let email = emails.last().expect("two emails").clone();
    let link = email
        .links()
        .into_iter()
        .find(|link| link.contains("/renew/"));
    let link = link.unwrap_or_else(|| panic!("a link to renew in {}", email.text()));
    app.keep_private(vec![link.rsplit('/').next().unwrap_or_default().to_owned()]);
    (email, link)
}

#[tokio::test]
async fn the_versions_page_lists_text_hash_signature_count_and_diff() {
    let app = App::start();
    sign_and_confirm_in(&app, "Ada Marlowe", "en").await;
    let first = app.declaration().await["text_hash"].clone();
    publish(&app, &later_text(), &[]);
    version_is_shown(&app, 2).await;

    let list = page(&app, "/versions?lang=en").await;
    assert_eq!(
        texts_of(&list, ".version h2"),
        ["Version 2 · current version", "Version 1"]
    );
    let hashes = texts_of(&list, ".fingerprint code");
    assert_eq!(hashes.len(), 2);
    assert_eq!(hashes[1], first.as_str().expect("a hash"));
    let facts = texts_of(&list, ".version .fingerprint, .version h2 + p").join("\n");
    assert!(
        facts.contains("0 signatures") && facts.contains("1 signature"),
        "{facts}"
    );
    assert_eq!(texts_of(&list, ".difference h3"), ["1. A day for everyone"]);
    // Struck-out and underlined words are also marked in text.
    assert_eq!(
        texts_of(&list, ".difference del"),
        ["removed: ten", "removed: four"]
    );
    assert_eq!(
        texts_of(&list, ".difference ins"),
        ["added: nine", "added: five"]
    );

    for (version, hash) in [(2, &hashes[0]), (1, &hashes[1])] {
        let text = app
            .get(&format!("/d/{DECLARATION}/versions/{version}.txt"))
            .await;
        assert_eq!(
            text.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        let digest: String = Sha256::digest(text.body.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(&digest, hash, "the file has the hash that is told");
        let exact = page(&app, &format!("/versions/{version}")).await;
        let shown = texts_of(&exact, "pre.exact").join("");
        let hours = if version == 1 {
            "ten to four"
        } else {
            "nine to five"
        };
        assert!(shown.contains(hours), "{shown}");
    }
    for unknown in [
        "/versions/3",
        "/versions/0",
        "/versions/two",
        "/versions/1.pdf",
    ] {
        let response = app.get(&format!("/d/{DECLARATION}{unknown}")).await;
        assert_eq!(response.status, 404, "{unknown}");
    }
    assert_eq!(app.get("/d/no-such-slug/versions").await.status, 404);
    for (lang, said) in [
        ("cy", "Fersiwn 2"),
        ("fr", "Ce qui a changé"),
        ("pl", "Wersja 2"),
        ("pa", "ਸੰਸਕਰਣ"),
        ("bn", "সংস্করণ"),
        ("ur", "ورژن"),
        ("ar", "النسخة"),
    ] {
        let request = app
            .client
            .get(app.at(&format!("/d/{DECLARATION}/versions")));
        let list = Response::to(request.header("Accept-Language", lang))
            .await
            .body;
        assert!(list.contains(said), "{lang}: {list}");
    }
}

#[tokio::test]
async fn without_an_option_signatures_keep_their_version_and_no_email_is_sent() {
    let app = App::start();
    let ada = sign_and_confirm_in(&app, "Ada Marlowe", "en").await;

    let said = publish(&app, &later_text(), &[]);

    assert!(said.contains("now version 2"), "{said}");
    assert!(said.contains("1 with version 1"), "{said}");
    assert!(
        said.contains("--change") && said.contains("--correction"),
        "{said}"
    );
    version_is_shown(&app, 2).await;
    sign_and_confirm_in(&app, "Bashir Quill", "en").await;
    let shown = texts_of(&page(&app, "?lang=en").await, ".imprint").join("\n");
    assert!(
        shown.contains("1 signed this version, 1 an earlier one"),
        "{shown}"
    );
    assert_eq!(app.count().await, 2, "both count");
    assert_eq!(app.rows("renewals"), 0);
    assert_eq!(app.smtp.emails_so_far(&ada.email).len(), 1);
    assert!(
        !publish(&app, &later_text(), &[]).contains("stay"),
        "once is enough"
    );
}

#[tokio::test]
async fn a_correction_carries_signatures_over_and_records_the_hash_signed() {
    let app = App::start();
    sign_and_confirm_in(&app, "Ada Marlowe", "en").await;
    let waiting = app.person("Bashir Quill");
    let id = app.sign(&waiting).await.id();
    let before = app.declaration().await["text_hash"].clone();

    let said = publish(&app, &later_text(), &["--correction"]);

    assert!(said.contains("signatures carried over: 1"), "{said}");
    version_is_shown(&app, 2).await;
    let after = app.declaration().await["text_hash"].clone();
    let kept = format!(
        "from_version = 1 and to_version = 2 and kind = 'correction' and from_hash = '{}' and to_hash = '{}'",
        before.as_str().expect("a hash"),
        after.as_str().expect("a hash"),
    );
    assert_eq!(app.rows_where("signature_bindings", &kept), 1);
    // An attempt that was still pending signs the corrected text.
    let code = app.email_to(&waiting).await.code();
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    assert_eq!(app.rows_where("signatures", "version = 2"), 2);
    assert_eq!(app.rows("renewals"), 0);
    let list = texts_of(&page(&app, "/versions?lang=en").await, ".version").join("\n");
    assert!(list.contains("Published as a correction"), "{list}");
    let again = publish(&app, &later_text(), &["--correction"]);
    assert!(again.contains("signatures carried over: 0"), "{again}");
}

#[tokio::test]
async fn a_change_asks_signatories_to_renew_and_keeps_their_old_version_until_then() {
    let app = App::start();
    let ada = sign_and_confirm_in(&app, "Ada Marlowe", "en").await;
    let bashir = sign_and_confirm_in(&app, "Bashir Quill", "fr").await;

    let first = publish(&app, &later_text(), &["--change"]);
    assert!(
        first.contains("2 people would get an email that asks to renew"),
        "{first}"
    );
    assert!(first.contains("add --yes"), "{first}");
    assert_eq!(app.rows("declaration_versions"), 1, "nothing is published");
    assert_eq!(app.rows("renewals"), 0, "nobody is written to");
    let said = publish(&app, &later_text(), &["--change", "--yes"]);
    assert!(said.contains("asked to renew: 2"), "{said}");
    let asked = publish(&app, &later_text(), &["--change"]);
    assert!(asked.contains("nobody would get an email"), "{asked}");

    let (email, link) = renewal_of(&app, &ada).await;
    assert!(email.subject().contains(TITLE), "{}", email.subject());
    let text = email.text();
    for words in [
        "1. A day for everyone",
        "Before: The doors stand open on Sundays from ten to four.",
        "Now: The doors stand open on Sundays from nine to five.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(email.html().contains("<ins>nine</ins>"), "{}", email.html());
    // Like every email to a signatory, it has a manage link, of which the other is no part.
    let mut manage = email.links().into_iter();
    let manage = manage.find(|one| one.contains("/manage/"));
    let manage = manage.expect("a manage link");
    let crossed = link.replace("/renew/", "/manage/");
    assert_eq!(Response::to(app.client.get(&crossed)).await.status, 410);
    let own = Response::to(app.client.get(&manage)).await;
    assert_eq!(own.status, 200);
    assert!(own.body.contains("Ada Marlowe"), "{}", own.body);
    let (french, _) = renewal_of(&app, &bashir).await;
    assert!(french.text().contains("Avant\u{a0}: "), "{}", french.text());

    // A scanner that follows every link changes nothing.
    let path = link
        .strip_prefix(&app.url)
        .expect("a link of ours")
        .to_owned();
    for method in [Method::HEAD, Method::GET] {
        let response = Response::to(app.request(method, &path)).await;
        assert_eq!(response.status, 200);
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
    }
    assert_eq!(app.rows_where("signatures", "version = 1"), 2);
    let asked = Html::parse_document(&app.get(&path).await.body);
    assert_eq!(
        texts_of(&asked, "form[method=post] button"),
        ["Renew my signature for version 2"]
    );
    assert_eq!(
        texts_of(&asked, ".difference ins"),
        ["added: nine", "added: five"]
    );

    for _ in 0..2 {
        let renewed = app.press(&link).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        assert!(
            renewed.body.contains("Your signature is renewed"),
            "{}",
            renewed.body
        );
    }
    assert_eq!(app.rows_where("signatures", "version = 2"), 1);
    assert_eq!(
        app.rows_where(
            "signature_bindings",
            "kind = 'renewal' and from_version = 1"
        ),
        1
    );
    assert_eq!(app.count().await, 2);
    wait::until("the page to count the versions", async || {
        let shown = texts_of(&page(&app, "?lang=en").await, ".imprint").join("\n");
        shown
            .contains("1 signed this version, 1 an earlier one")
            .then_some(())
    })
    .await;

    let again = publish(&app, &later_text(), &["--change", "--yes"]);
    assert!(
        again.contains("asked to renew: 0"),
        "nobody is asked twice: {again}"
    );
    assert_eq!(app.rows("renewals"), 2);
}

#[tokio::test]
async fn an_unknown_renewal_link_answers_410_and_change_excludes_correction() {
    let app = App::start();
    for token in ["A".repeat(43).as_str(), "nonsense"] {
        assert_eq!(
            app.get(&format!("/renew/{token}")).await.status,
            410,
            "{token}"
        );
        assert_eq!(
            app.submit(&format!("/renew/{token}"), &[]).await.status,
            410
        );
    }
    let both = app.publish_text(&later_text(), &["--change", "--correction"]);
    assert!(!both.status.success());
    assert_eq!(app.rows("declaration_versions"), 1, "nothing is published");
}
