//! What an editor's attributes change in a fragment: which part is shown, which fields, and a preview in
//! which nobody can sign.

use scraper::{Html, Selector};

use crate::{
    http::caching::{fragment, rendered},
    support::{
        app::App,
        campaign::{ALLY, Campaign, DECLARATION},
    },
};

async fn drawn(app: &App, attributes: &str) -> Html {
    let path =
        format!("/embed/v1/signature?declaration={DECLARATION}&lang=en&site={ALLY}&{attributes}");
    let response = app.get(&path).await;
    assert_eq!(response.status, 200, "{attributes}: {}", response.body);
    Html::parse_fragment(&response.body)
}

fn count(drawn: &Html, selector: &str) -> usize {
    let selector = Selector::parse(selector).expect("a selector");
    drawn.select(&selector).count()
}

#[tokio::test]
async fn show_leaves_of_the_signature_box_what_it_names() {
    let app = App::start();
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;
    for (show, form, text, counter, bar, names) in [
        ("", 1, 1, 1, 1, 1),
        ("form", 1, 0, 1, 1, 0),
        ("count", 0, 0, 1, 0, 0),
        ("progress", 0, 0, 1, 1, 0),
        ("names", 0, 0, 0, 0, 1),
    ] {
        let drawn = drawn(&app, &format!("show={show}")).await;
        for (part, expected) in [
            ("form[data-form=sign]", form),
            ("[part~=principles]", text),
            ("[part~=counter]", counter),
            ("[part~=bar]", bar),
            ("[part~=signatories]", names),
        ] {
            assert_eq!(count(&drawn, part), expected, "{show}: {part}");
        }
        let link = format!("a[href$='/d/{DECLARATION}']");
        let is_linked = count(&drawn, &link) > 0;
        assert!(
            is_linked || form == 1 && text == 1,
            "{show} leads to the text"
        );
        // The loader looks for it; without a form there is nothing that WebAssembly could do.
        assert_eq!(count(&drawn, "[data-island]"), 1, "{show}");
        assert_eq!(count(&drawn, "[data-island][data-glue]"), form, "{show}");
    }
}

#[tokio::test]
async fn fields_hides_what_the_file_makes_optional_and_nothing_else() {
    let campaign = Campaign {
        holder: "fields: {postcode: required}\n".to_owned(),
        ..Campaign::default()
    };
    let app = App::setup().campaign(campaign).start();
    for (fields, organisation, updates) in [
        ("", 1, 1),
        ("updates", 0, 1),
        ("none", 0, 0),
        ("updates+nonsense", 0, 1),
    ] {
        let drawn = drawn(&app, &format!("fields={fields}")).await;
        for (name, expected) in [
            ("organisation", organisation),
            ("updates", updates),
            ("postcode", 1),
            ("name", 1),
            ("email", 1),
        ] {
            let found = count(&drawn, &format!("[name={name}]"));
            assert_eq!(found.min(1), expected, "{fields}: {name}");
        }
        assert_eq!(count(&drawn, "[part~=privacy]"), 1, "{fields}");
    }
}

#[tokio::test]
async fn a_preview_has_nothing_to_press() {
    let app = App::start();
    let drawn = drawn(&app, "preview=1").await;
    assert_eq!(
        count(&drawn, "[data-island][inert] form[data-form=sign]"),
        1
    );
    assert_eq!(count(&drawn, "[data-glue]"), 0, "nothing hydrates it");
    let notice = Selector::parse("[part~=notice]").expect("a selector");
    let notice = drawn.select(&notice).next().expect("a notice");
    assert_eq!(
        notice.text().collect::<String>(),
        "Preview: nobody can sign here yet."
    );
}

#[tokio::test]
async fn a_fragment_is_rendered_once_for_each_choice() {
    let app = App::start();
    let choices = ["", "&show=count", "&fields=postcode", "&principles=open"];
    for choice in choices.iter().chain(&choices) {
        let path = fragment(&format!("lang=en{choice}"));
        assert_eq!(app.get(&path).await.status, 200, "{choice}");
    }
    // Names in another order, and one that is not a name, are the same choice.
    for choice in [
        "&fields=postcode+postcode",
        "&source=march",
        "&thanks-text=Thanks",
    ] {
        let path = fragment(&format!("lang=en{choice}"));
        assert_eq!(app.get(&path).await.status, 200, "{choice}");
    }
    assert_eq!(rendered(&app, "signature").await, choices.len() as u64);
}
