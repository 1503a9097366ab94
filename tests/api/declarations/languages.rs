//! Languages: visitors read their own, from the fragment and the email to the thank-you page.

use reqwest::Method;
use scraper::{Html, Selector};
use serde_json::json;
use widgets::text::{Key, Text};

use crate::support::{
    actions,
    app::App,
    campaign::{ALLY, DECLARATION, LIST},
    response::Response,
};

const LANGUAGES: [&str; 8] = ["en", "cy", "fr", "pl", "pa", "bn", "ur", "ar"];

fn says(lang: &str, key: Key) -> &'static str {
    Text::of(lang).get(key)
}

#[tokio::test]
async fn a_page_prefers_the_lang_parameter_then_accept_language_then_the_texts_language() {
    let app = App::start();
    for (path, accepted, lang, direction) in [
        (format!("/d/{DECLARATION}"), "", "en", "ltr"),
        (
            format!("/d/{DECLARATION}"),
            "de, cy-GB;q=0.8, en;q=0.5",
            "cy",
            "ltr",
        ),
        (format!("/d/{DECLARATION}?lang=ur-PK"), "cy", "ur", "rtl"),
        (format!("/d/{DECLARATION}?lang=tlh"), "pl", "pl", "ltr"),
        (format!("/l/{LIST}?lang=ar"), "", "ar", "rtl"),
        ("/?lang=bn".to_owned(), "en", "bn", "ltr"),
        (
            format!("/d/{DECLARATION}"),
            "cy; q=0.9, en;q=0.5",
            "cy",
            "ltr",
        ),
        (format!("/d/{DECLARATION}"), "en;q=0.1,fr;Q=1", "fr", "ltr"),
        (
            format!("/d/{DECLARATION}"),
            "en\t;\tq=0.2 , pl",
            "pl",
            "ltr",
        ),
        (format!("/d/{DECLARATION}?lang=cy_GB"), "fr", "cy", "ltr"),
        (format!("/l/{LIST}?lang=pa_Arab_PK"), "fr", "ur", "rtl"),
    ] {
        let page = visit(&app, &path, accepted).await;
        assert_eq!(page.status, 200, "{path}");
        let html = attribute(&page, "html", "lang");
        assert_eq!(html, lang, "{path} {accepted}");
        assert_eq!(attribute(&page, "html", "dir"), direction, "{path}");
        let varies = page.headers.get_all("vary");
        let varies = varies
            .iter()
            .any(|value| value.as_bytes() == b"accept-language");
        // The language in the address decides, unless it is none of ours.
        let decided = path.contains("lang=") && !path.contains("lang=tlh");
        assert_eq!(
            varies, !decided,
            "a cache keeps the languages apart: {path}"
        );
    }
    // The text keeps its own language within a page in another.
    let page = visit(&app, &format!("/d/{DECLARATION}?lang=ur"), "").await;
    assert_eq!(attribute(&page, "article.document", "lang"), "en");
    assert_eq!(attribute(&page, "article.document", "dir"), "ltr");
    assert!(
        page.body.contains(says("ur", Key::FormHeading)),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_fragment_is_in_the_requested_language_and_loads_only_its_text_file() {
    let app = App::start();
    for (asked, lang) in [
        ("cy-GB", "cy"),
        ("pa-Guru", "pa"),
        ("ar", "ar"),
        ("zh", "en"),
        ("", "en"),
    ] {
        let path =
            format!("/embed/v1/signature?declaration={DECLARATION}&lang={asked}&site={ALLY}");
        let fragment = app.get(&path).await;
        assert_eq!(
            attribute(&fragment, ".undersigned", "lang"),
            lang,
            "{asked}"
        );
        assert!(fragment.body.contains(says(lang, Key::Submit)), "{asked}");
        let texts = fragment.body.matches("/text-").count();
        assert!(texts <= 1, "one file of words: {asked}");
        if texts == 1 {
            assert!(
                fragment.body.contains(&format!("/text-{lang}.json")),
                "{asked}"
            );
        }
    }
}

#[tokio::test]
async fn emails_and_the_pages_they_link_to_are_in_the_language_of_the_form() {
    let app = App::start();
    for lang in LANGUAGES {
        let person = app.person("Ada Marlowe");
        let mut body = person.signature();
        body["lang"] = lang.into();
        app.sign_with(&body).await.id();
        let email = app.email_to(&person).await;
        let html = Html::parse_document(&email.html());
        let root = html.root_element().value();
        assert_eq!(root.attr("lang"), Some(lang));
        assert_eq!(root.attr("dir"), Some(says(lang, Key::Direction)));

        // The browser's language does not matter: the email's reader chose one.
        let path = email.link().replace(&app.url, "");
        let page = visit(&app, &path, "fr, en").await;
        assert_eq!(attribute(&page, "html", "lang"), lang);
        let thanks = app.press(&email.link()).await;
        assert_eq!(attribute(&thanks, "html", "lang"), lang);
        assert!(
            thanks.body.contains(says(lang, Key::ThanksHeading)),
            "{}",
            thanks.body
        );
        assert!(
            thanks.body.contains(says(lang, Key::ShareCopy)),
            "the share bar too: {lang}"
        );
    }
}

#[tokio::test]
async fn the_unsubscribe_page_is_in_the_language_of_the_subscription() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.subscription();
    body["lang"] = "cy".into();
    let id = app.subscribe_with(&body).await.id();
    let code = app.email_to(&ada).await.code();
    assert_eq!(app.confirm_by_code(&id, &code).await.status, 200);
    let welcome = app.smtp.emails_to(&ada.email, 2).await.remove(1);
    assert!(welcome.text().starts_with("Helô"), "{}", welcome.text());
    let link = welcome.links().remove(0).replace(&app.url, "");
    let asking = visit(&app, &link, "en").await;
    assert_eq!(attribute(&asking, "html", "lang"), "cy");
    let left = app.press(&app.at(&link)).await;
    assert_eq!(attribute(&left, "html", "lang"), "cy");
}

#[tokio::test]
async fn errors_are_in_the_language_of_the_form() {
    let app = App::start();
    for lang in LANGUAGES {
        let mut body = app.person("Ada Marlowe").signature();
        body["lang"] = lang.into();
        body["name"] = "".into();
        let problem = app.sign_with(&body).await.problem(422, "validation_failed");
        let reported = &problem["errors"][0];
        assert_eq!(reported["field"], "name");
        assert_eq!(reported["message"], says(lang, Key::NameRequired));
    }
}

#[tokio::test]
async fn a_form_sent_without_script_continues_in_its_language() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let path = format!("/d/{DECLARATION}/signatures");
    let faulty = app.submit(&path, &[("lang", "ur"), ("name", "")]).await;
    assert_eq!(faulty.status, 422);
    assert_eq!(attribute(&faulty, "html", "dir"), "rtl");
    assert!(
        faulty.body.contains(says("ur", Key::NameRequired)),
        "{}",
        faulty.body
    );

    let typed = [("lang", "ur"), ("name", &ada.name), ("email", &ada.email)];
    let pending = app.submit(&path, &typed).await;
    assert!(
        pending.body.contains(says("ur", Key::CodeHeading)),
        "{}",
        pending.body
    );
    let id = attribute(&pending, "input[name=id]", "value");
    let lang = attribute(&pending, "form[data-form=code] input[name=lang]", "value");
    assert_eq!(lang, "ur");
    let right = app.email_to(&ada).await.code();
    let wrong = if right == "000000" {
        "111111"
    } else {
        "000000"
    };
    let again = app
        .submit("/confirm", &[("lang", &lang), ("id", &id), ("code", wrong)])
        .await;
    assert_eq!(again.status, 422);
    assert!(
        again.body.contains(says("ur", Key::WrongCode)),
        "{}",
        again.body
    );
    assert_eq!(attribute(&again, "input[name=code]", "dir"), "ltr");
    let lang = attribute(&again, "input[name=lang]", "value");
    let thanks = app
        .submit(
            "/confirm",
            &[("lang", &lang), ("id", &id), ("code", &right)],
        )
        .await;
    assert!(
        thanks.body.contains(says("ur", Key::ThanksHeading)),
        "{}",
        thanks.body
    );
}

#[tokio::test]
async fn a_not_found_page_is_in_the_browsers_language() {
    let app = App::start();
    let page = visit(&app, "/d/nothing-of-the-kind", "cy").await;
    assert_eq!(page.status, 404);
    assert_eq!(attribute(&page, "html", "lang"), "cy");
    assert!(page.body.contains("Dim byd yma"), "{}", page.body);
    // API clients get English, even if they request another language.
    let asked = app.request(Method::GET, "/api/v1/declarations/nothing-of-the-kind");
    let problem = Response::to(asked.header("Accept-Language", "cy"))
        .await
        .problem(404, "not_found");
    assert_eq!(problem["title"], "There is nothing at this address.");
}

#[tokio::test]
async fn dates_are_formatted_for_the_language() {
    let campaign = crate::support::campaign::Campaign {
        opens: Some("2099-11-21".to_owned()),
        ..Default::default()
    };
    let app = App::setup().campaign(campaign).start();
    for (lang, date) in [
        ("en", "21 November 2099"),
        ("pl", "21 listopada 2099"),
        ("bn", "২১ নভেম্বর, ২০৯৯"),
        ("ur", "21 نومبر، 2099"),
    ] {
        let path = format!("/embed/v1/signature?declaration={DECLARATION}&lang={lang}&site={ALLY}");
        let fragment = app.get(&path).await;
        assert!(fragment.body.contains(date), "{lang}: {}", fragment.body);
    }
    let early = app
        .post(
            &actions::signatures(),
            &json!(app.person("Ada").signature()),
        )
        .await;
    early.problem(410, "declaration_not_open");
}

/// A page as a browser requests it.
async fn visit(app: &App, path: &str, accepted: &str) -> Response {
    let request = app.client.get(app.at(path));
    let request = match accepted {
        "" => request,
        accepted => request.header("Accept-Language", accepted),
    };
    Response::to(request).await
}

fn attribute(response: &Response, selector: &str, name: &str) -> String {
    let document = Html::parse_document(&response.body);
    let selector_parsed = Selector::parse(selector).expect("a selector");
    let element = document.select(&selector_parsed).next();
    let element = element.unwrap_or_else(|| panic!("no {selector} in {}", response.body));
    element.value().attr(name).unwrap_or_default().to_owned()
}
