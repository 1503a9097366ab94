//! Which requests may post a form: what a foreign page can make a visitor's browser send, and what
//! happens to honest forms that arrive in the same way. What a browser itself does is in
//! `tests/browser/embed/frames.rs`.

use serde_json::{Value, json};

use crate::{
    http::{
        native_forms::{Form, Page},
        posted_forms::{
            asks_for_a_press, filled, form_at, form_of_a_frame, fragment, nothing_happened, post,
            post_json, set, signature_widget, signup_widget, value,
        },
    },
    support::{
        actions::{signatures, subscriptions},
        app::App,
        campaign::{ALLY, Campaign, DECLARATION, ORGANISERS, UNLISTED_SITE},
        people::Person,
        response::Response,
    },
};

#[tokio::test]
async fn a_form_posted_by_another_site_sends_no_email_and_gets_the_check_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    for widget in [signature_widget(), signup_widget()] {
        let (action, honest) = fragment(&app, &widget, &ada).await;
        let mut without_token = honest.clone();
        set(&mut without_token, "form_token", "");
        let mut as_ours = honest.clone();
        set(&mut as_ours, "site", "");
        let sandboxed = [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
        for headers in [
            &[("Origin", "null")][..],
            &sandboxed,
            &[("Sec-Fetch-Site", "cross-site")],
        ] {
            // The same with a token that the foreign server fetched from ours.
            for fields in [&honest, &without_token, &as_ours] {
                let response = post(&app, &action, headers, fields).await;
                asks_for_a_press(response, &ada);
            }
        }
    }
    nothing_happened(&app);
}

#[tokio::test]
async fn a_script_on_another_site_cannot_sign_or_subscribe() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let (_, fields) = fragment(&app, &signature_widget(), &ada).await;
    for (path, body) in [
        (signatures(), ada.signature()),
        (subscriptions(), ada.subscription()),
    ] {
        for site in ["", ALLY, &app.url] {
            for token in [String::new(), value(&fields, "form_token"), "A".repeat(56)] {
                let mut body = body.clone();
                body["site"] = site.into();
                body["form_token"] = token.into();
                let response = post_json(&app, &path, &[("Origin", "null")], &body).await;
                response.problem(403, "check_needed");
            }
        }
    }
    nothing_happened(&app);
}

#[tokio::test]
async fn a_form_resent_from_the_check_page_is_accepted_with_its_original_site() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let ours = app.url.clone();
    // The second visitor's browser never sends an origin.
    for (person, pressing) in [(&ada, ours.as_str()), (&bashir, "null")] {
        let (action, mut fields) = fragment(&app, &signature_widget(), person).await;
        set(&mut fields, "page_url", &format!("{ALLY}/an-article"));
        let response = post(&app, &action, &[("Origin", "null")], &fields).await;
        let form = asks_for_a_press(response, person);
        assert!(!form.action.starts_with("/frame"), "{}", form.action);

        let response = post(&app, &form.action, &[("Origin", pressing)], &form.fields).await;
        Page { response }.form("input[name=code]");
        app.email_to(person).await;
    }
    let there = format!("site = '{ALLY}' and page_url = '{ALLY}/an-article'");
    assert_eq!(app.rows_where("attempts", &there), 2);
}

#[tokio::test]
async fn a_form_with_a_missing_or_stale_token_gets_the_check_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    for (widget, token) in [
        (signature_widget(), None),
        (signup_widget(), Some("from another year")),
    ] {
        let (action, mut fields) = fragment(&app, &widget, &ada).await;
        fields.retain(|(name, _)| name != "form_token");
        if let Some(token) = token {
            set(&mut fields, "form_token", token);
        }
        let response = post(&app, &action, &[("Origin", ALLY)], &fields).await;
        let form = asks_for_a_press(response, &ada);
        let response = post(&app, &form.action, &[("Origin", &app.url)], &form.fields).await;
        Page { response }.form("input[name=code]");
    }
    assert_eq!(app.rows_where("attempts", "kind = 'signature'"), 1);
    assert_eq!(app.rows_where("attempts", "kind = 'subscription'"), 1);
}

#[tokio::test]
async fn an_invalid_form_is_validated_when_it_is_resent_from_the_check_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let (action, mut fields) = fragment(&app, &signature_widget(), &ada).await;
    set(&mut fields, "postcode", &"9".repeat(80));
    let response = post(&app, &action, &[("Origin", "null")], &fields).await;
    let form = asks_for_a_press(response, &ada);
    let response = post(&app, &form.action, &[("Origin", &app.url)], &form.fields).await;
    assert_eq!(response.status, 422);
    let page = Page { response };
    let postcode = page.one("input[name=postcode]");
    assert_eq!(postcode.invalid.as_deref(), Some("true"));
    nothing_happened(&app);
}

#[tokio::test]
async fn the_check_page_is_shown_in_every_language() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut said = std::collections::BTreeSet::new();
    for lang in ["en", "cy", "fr", "pl", "pa", "bn", "ur", "ar"] {
        let (action, mut fields) = fragment(&app, &signature_widget(), &ada).await;
        set(&mut fields, "lang", lang);
        let response = post(&app, &action, &[("Origin", "null")], &fields).await;
        let page = Page { response };
        let document = page.document();
        let notice = scraper::Selector::parse("form [part=notice]").expect("a selector");
        let notice = document.select(&notice).next().expect("what to do");
        said.insert(notice.text().collect::<String>());
    }
    assert_eq!(said.len(), 8, "{said:?}");
    nothing_happened(&app);
}

#[tokio::test]
async fn a_frames_form_token_works_in_a_sandbox_for_a_limited_number_of_signatures() {
    let app = App::start();
    let people = ["Ada Marlowe", "Bashir Quill", "Carys Thorne", "Dilys Crane"];
    let people = people.map(|name| app.person(name));
    let path = format!("/frame/v1/signature?declaration={DECLARATION}");
    let request = || {
        app.client
            .get(app.at(&path))
            .header("Referer", format!("{ALLY}/"))
    };
    let response = Response::to(request()).await;
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(
        response.header("access-control-allow-origin"),
        None,
        "the page around cannot read it"
    );
    let first = Page { response }.form("input[name=email]");
    let second = Page {
        response: Response::to(request()).await,
    }
    .form("input[name=email]");
    let token = |form: &Form| value(&form.fields, "form_token");
    assert_ne!(token(&first), token(&second), "each view has its own");

    let body = |person: &Person| {
        let mut body = person.signature();
        body["form_token"] = token(&first).into();
        body
    };
    let sandbox = [("Origin", "null")];
    let send = async |body: &Value| post_json(&app, &signatures(), &sandbox, body).await;
    let id = send(&body(&people[0])).await.id();
    assert_eq!(
        send(&body(&people[0])).await.id(),
        id,
        "sent twice is sent once"
    );
    // People correct a name and send again, and two people of one mailbox sign in a row.
    assert_ne!(send(&body(&people[1])).await.id(), id);
    send(&body(&people[2])).await.id();
    send(&body(&people[3])).await.problem(403, "check_needed");
    assert_eq!(app.rows("attempts"), 3);

    for (what, change) in [
        ("another site's", json!({"site": ""})),
        ("another site's", json!({"site": UNLISTED_SITE})),
    ] {
        let mut body = people[3].signature();
        body["form_token"] = token(&second).into();
        let (key, changed) = change
            .as_object()
            .and_then(|all| all.iter().next())
            .expect("one");
        body[key] = changed.clone();
        let refused = send(&body).await;
        assert_eq!(refused.status, 403, "{what}: {}", refused.body);
    }
    let mut subscription = people[3].subscription();
    subscription["form_token"] = token(&second).into();
    let refused = post_json(&app, &subscriptions(), &sandbox, &subscription).await;
    refused.problem(403, "check_needed");
}

#[tokio::test]
async fn an_answer_to_a_sandboxed_frame_contains_no_new_form_token() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let form = form_of_a_frame(&app).await;
    let given = value(&form.fields, "form_token");
    let sandbox = [("Origin", "null")];

    let mut faulty = filled(&form, &ada);
    set(&mut faulty, "email", "nobody");
    let response = post(&app, &form.action, &sandbox, &faulty).await;
    assert_eq!(response.status, 422, "{}", response.body);
    let again = Page { response }.form("input[name=email]");
    assert_eq!(value(&again.fields, "form_token"), given);

    let mut stale = filled(&form, &ada);
    set(&mut stale, "form_token", "");
    let response = post(&app, &form.action, &sandbox, &stale).await;
    let page = Page { response };
    assert!(
        page.words().contains("campaign’s own page"),
        "{}",
        page.words()
    );
    let carried = page.form("input[name=email]");
    assert_eq!(
        value(&carried.fields, "email"),
        ada.email,
        "it is taken along"
    );
    assert_eq!(value(&carried.fields, "form_token"), "");
    nothing_happened(&app);
    // Pressing it opens our page, where a second press sends it.
    let response = post(&app, &carried.action, &sandbox, &carried.fields).await;
    let form = asks_for_a_press(response, &ada);
    let response = post(&app, &form.action, &[("Origin", &app.url)], &form.fields).await;
    Page { response }.form("input[name=code]");
    app.email_to(&ada).await;
}

#[tokio::test]
async fn a_frame_without_a_sandbox_shows_the_check_page_within_itself() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let form = form_of_a_frame(&app).await;
    let mut stale = filled(&form, &ada);
    set(&mut stale, "form_token", "");
    let ours = [("Origin", app.url.as_str())];
    let response = post(&app, &form.action, &ours, &stale).await;
    let form = asks_for_a_press(response, &ada);
    assert!(form.action.contains("/frame/v1/"), "{}", form.action);
    let response = post(&app, &form.action, &ours, &form.fields).await;
    Page { response }.form("input[name=code]");
    assert_eq!(app.rows_where("attempts", &format!("site = '{ALLY}'")), 1);
}

/// Extensions and settings that withhold the referrer have this effect.
#[tokio::test]
async fn a_browser_that_withholds_its_origin_can_sign_on_our_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let form = form_at(&app, &format!("/d/{DECLARATION}")).await;
    let hidden = [("Origin", "null"), ("Sec-Fetch-Site", "same-origin")];
    let response = post(&app, &form.action, &hidden, &filled(&form, &ada)).await;
    Page { response }.form("input[name=code]");
    app.email_to(&ada).await;
}

#[tokio::test]
async fn the_consent_ledger_keeps_the_wording_that_was_shown() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let form = form_at(
        &app,
        &format!("/embed/v1/{}&lang=cy&site={ALLY}", signature_widget()),
    )
    .await;
    let shown = format!("lang = 'cy' and wording like '%{ORGANISERS}%'");
    crate::support::wait::until("the words to be kept", async || {
        (app.rows_where("consent_wordings", &shown) == 2).then_some(())
    })
    .await;
    // The organisers change their name while the form is open.
    let renamed = Campaign::default()
        .declaration()
        .replace(ORGANISERS, "Readers United");
    assert!(app.publish_text(&renamed, &[]).status.success());
    crate::support::wait::until("the new name", async || {
        let page = app.open(&format!("/d/{DECLARATION}")).await;
        page.words().contains("Readers United").then_some(())
    })
    .await;

    let mut body = ada.signature();
    body["updates"] = true.into();
    body["form_token"] = value(&form.fields, "form_token").into();
    app.sign_with(&body).await.id();
    let said = |column: &str, words: &str| {
        let reported = format!(
            "exists (select 1 from consent_wordings w where w.wording_hash = attempts.{column} \
             and w.lang = 'cy' and w.wording like '%{words}%')"
        );
        app.rows_where("attempts", &reported)
    };
    assert_eq!(
        said("wording_hash", ORGANISERS),
        1,
        "in Welsh, and of the old name"
    );
    assert_eq!(said("updates_wording_hash", ORGANISERS), 1);
    assert_eq!(said("wording_hash", "Readers United"), 0);
}

#[tokio::test]
async fn after_three_days_a_form_gets_the_check_page_and_a_widget_is_accepted() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let (action, fields) = fragment(&app, &signature_widget(), &ada).await;
    let path = action.replace(&app.url, "");
    let app = app.stop_for_restart().clock("+3d").start();

    let response = post(&app, &path, &[("Origin", ALLY)], &fields).await;
    asks_for_a_press(response, &ada);
    nothing_happened(&app);
    let mut body = bashir.signature();
    body["form_token"] = value(&fields, "form_token").into();
    app.sign_with(&body).await.id();
}
