//! The consents of a person, as they and the organiser get them: the form's own wording.

use serde_json::Value;

use crate::{
    http::{
        native_forms::Form,
        posted_forms::{form_of_a_frame, value},
    },
    support::{
        app::{App, program::run},
        campaign::{ALLY, Campaign, DECLARATION, LIST, ORGANISERS},
        response::Response,
        wait,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_download_and_the_export_contain_the_consent_wording_of_the_form() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["updates"] = true.into();
    let email = app.sign_and_confirm_with(&body, &ada).await;

    let fragment = app
        .get("/embed/v1/signature?declaration=open-the-library&lang=en")
        .await;
    let shown = plain(&fragment.body);
    let link = email.link().replace("/confirm/", "/manage/");
    let file = Response::to(app.client.get(format!("{link}/signature.json"))).await;
    let file: Value = file.json();
    let consents = file["consents"].as_array().expect("a list");
    let events: Vec<_> = consents.iter().map(|one| one["deed"].as_str()).collect();
    assert_eq!(events, [Some("signed"), Some("updates")]);
    for one in consents {
        let words = one["words"].as_str().expect("the words");
        assert!(words.contains(ORGANISERS), "{words}");
        let first = words.lines().next().expect("a line");
        assert!(shown.contains(first), "{first} in {shown}");
        assert_eq!(one["page_url"], "https://ally.example/an-article");
    }

    let folder = app.folder().to_owned();
    let arguments = ["person", "export", &ada.email, "--database", &app.database];
    let exported = run(&arguments, &folder);
    assert!(exported.status.success(), "{exported:?}");
    let exported: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
    assert_eq!(exported["consents"], file["consents"]);
    assert_eq!(exported["signatures"][0]["postcode"], ada.postcode.as_str());
    let checked = run(&["check", "--database", &app.database], &folder);
    let words = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        words.contains("ledger of consents is whole (2 records)"),
        "{words}"
    );
}

/// Newsletters and social networks add parameters to an address that identify who followed it. The
/// attempt keeps them for the way back; the data that stays after erasing does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tracking_parameters_are_removed_from_the_page_url_in_the_consent_ledger() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let mut body = ada.signature();
    body["updates"] = true.into();
    let reported = [
        "mc_eid=8f21c4",
        "who=ada.m%40mail.example",
        "fbclid=IwAR0x",
        "subscriber=77",
    ];
    let address = format!(
        "https://ally.example/an-article?p=7&{}#/u/ada",
        reported.join("&")
    );
    body["page_url"] = address.clone().into();
    assert_eq!(app.sign_with(&body).await.status, 202);
    let way_back = format!(
        "page_url = '{}'",
        address.split('#').next().unwrap_or_default()
    );
    assert_eq!(app.rows_where("attempts", &way_back), 1);
    let email = app.email_to(&ada).await;
    assert_eq!(app.press(&email.link()).await.status, 200);

    let link = email.link().replace("/confirm/", "/manage/");
    let file: Value = Response::to(app.client.get(format!("{link}/signature.json")))
        .await
        .json();
    let consents = file["consents"].as_array().expect("a list");
    assert_eq!(consents.len(), 2);
    for one in consents {
        assert_eq!(one["page_url"], "https://ally.example/an-article?p=7");
    }
    let attempt = |row: &String| row.contains("mc_eid");
    let holding: Vec<_> = app.all_rows().into_iter().filter(attempt).collect();
    assert_eq!(holding.len(), 1, "the attempt alone: {holding:?}");
    let erased = app.run_command(&["person", "erase", &ada.email]);
    assert!(erased.status.success(), "{erased:?}");
    assert!(!app.all_rows().iter().any(|row| row.contains("mc_eid")));
    assert_eq!(app.rows_where("consents", "page_url like '%?p=7'"), 2);
}

/// The data holder in the front matter of both files.
fn held(holder: &str) -> Campaign {
    Campaign {
        holder: holder.to_owned(),
        ..Campaign::default()
    }
}

/// The ledger records the wording shown at the form, including postal address and privacy notice, even
/// if the file was published with others before the form was sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn address_and_notice_are_in_the_ledger_as_they_stood_at_the_form() {
    let link = "https://readingroom.example/privacy";
    let before = format!("address: 12 Old Lane, Harrowmere\nprivacy: {link}\n");
    let app = App::setup().campaign(held(&before)).start();
    let signing = format!("/embed/v1/signature?declaration={DECLARATION}&lang=en&site={ALLY}");
    let subscribing = format!("/embed/v1/signup?list={LIST}&lang=fr&site={ALLY}");
    let form = async |path: &str| app.open(path).await.form("input[name=email]");
    let first = [
        form(&signing).await,
        form_of_a_frame(&app).await,
        form(&subscribing).await,
    ];
    let holds = |words: &str| format!("wording like '%{words}%'");
    let old = format!("{} and {}", holds("12 Old Lane"), holds(link));
    wait::until("the words to be kept", async || {
        (app.rows_where("consent_wordings", &old) == 2).then_some(())
    })
    .await;
    for (after, stands) in [
        (
            "address: 3 New Street, Quillford\nprivacy: We keep it for a year.\n",
            "3 New Street",
        ),
        ("privacy: We keep it for ten years.\n", "for ten years"),
        ("", "political view"),
    ] {
        assert!(app.publish(&held(after)).status.success());
        wait::until("what stands now", async || {
            let fragment = app.get(&signing).await.body;
            let now = fragment.contains(stands) && !fragment.contains("Old Lane");
            (now && fragment.contains("We keep it") == after.contains("We keep it")).then_some(())
        })
        .await;
    }
    let people = ["Ada Marlowe", "Bashir Quill", "Carys Thorne"].map(|name| app.person(name));
    let sent = |form: &Form, body: &mut Value| {
        body["form_token"] = value(&form.fields, "form_token").into();
    };
    for (person, form) in people.iter().zip(&first[..2]) {
        let mut body = person.signature();
        sent(form, &mut body);
        app.sign_and_confirm_with(&body, person).await;
    }
    let mut body = people[2].subscription();
    sent(&first[2], &mut body);
    app.subscribe_with(&body).await.id();
    let email = app.email_to(&people[2]).await;
    assert_eq!(app.confirm_by_token(&email.token()).await.status, 200);
    let dana = app.person("Dana Frost");
    app.sign_and_confirm(&dana).await;

    for (person, shown) in people.iter().chain([&dana]).zip([true, true, true, false]) {
        let exported = app.run_command(&["person", "export", &person.email]);
        assert!(exported.status.success(), "{exported:?}");
        let exported: Value = serde_json::from_slice(&exported.stdout).expect("JSON");
        let words = exported["consents"][0]["words"].as_str().expect("words");
        assert_eq!(words.contains("12 Old Lane, Harrowmere"), shown, "{words}");
        assert_eq!(words.contains(link), shown, "{words}");
        assert!(words.contains(ORGANISERS), "{words}");
    }
}

/// Text as it is read: no tags, no direction marks.
fn plain(html: &str) -> String {
    let document = scraper::Html::parse_fragment(html);
    let text: String = document.root_element().text().collect();
    let marks = ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    text.replace(marks, "")
}
