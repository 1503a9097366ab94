//! Giving a declaration or a list another slug: its pages move, and embeds and programs that name the
//! former one go on working.

use crate::{
    http::{
        native_forms::Page,
        posted_forms::{filled, form_of_a_frame, fragment, post, signature_widget},
    },
    support::{
        app::{
            App,
            program::{error_of, output_of},
        },
        campaign::{ALLY, Campaign, DECLARATION, LIST},
        response::Response,
        wait,
    },
};

const NEW: &str = "library-on-sundays";
const NEW_LIST: &str = "reading-room-news";

/// Renames while the server runs, and waits until it follows.
async fn rename(app: &App, command: &str, old: &str, new: &str) {
    let arguments = [command, "rename", old, new, "--yes"];
    output_of(&app.run_command(&arguments));
    let path = if command == "lists" { "l" } else { "d" };
    let (from, to) = (format!("/{path}/{old}"), format!("/{path}/{new}"));
    moves(app, &from, &to).await;
    assert_eq!(app.get(&to).await.status, 200, "{to}");
}

async fn moves(app: &App, from: &str, to: &str) {
    wait::until(&format!("{from} to move to {to}"), async || {
        let moved = app.get(from).await;
        (moved.status == 301 && moved.header("location") == Some(to)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_under_a_former_slug_move_with_their_query() {
    let app = App::start();
    rename(&app, "declarations", DECLARATION, NEW).await;
    rename(&app, "lists", LIST, NEW_LIST).await;
    for rest in [
        "",
        "?lang=en",
        ".pdf",
        "/embed",
        "/names?q=ada&lang=en",
        "/versions",
        "/versions/1?lang=en",
        "/counter.svg",
        "/counter.png",
        "/card.png",
        "/sheet.pdf?pages=1",
    ] {
        let from = format!("/d/{DECLARATION}{rest}");
        moves(&app, &from, &format!("/d/{NEW}{rest}")).await;
    }
    for rest in ["", "/embed?lang=en"] {
        let from = format!("/l/{LIST}{rest}");
        moves(&app, &from, &format!("/l/{NEW_LIST}{rest}")).await;
    }
    // Twice renamed, it moves at once to the present one; and it may get its former slug back.
    rename(&app, "declarations", NEW, "sundays").await;
    moves(&app, &format!("/d/{DECLARATION}"), "/d/sundays").await;
    rename(&app, "declarations", "sundays", DECLARATION).await;
    moves(&app, "/d/sundays", &format!("/d/{DECLARATION}")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embeds_and_programs_keep_working_with_the_former_slug() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    app.sign(&ada).await.id();
    let before = app.email_to(&ada).await;
    rename(&app, "declarations", DECLARATION, NEW).await;
    rename(&app, "lists", LIST, NEW_LIST).await;

    for path in [
        format!("/embed/v1/signature?declaration={DECLARATION}&lang=en&site={ALLY}"),
        format!("/embed/v1/signup?list={LIST}&lang=en&site={ALLY}"),
        format!("/frame/v1/signature?declaration={DECLARATION}&lang=en"),
        format!("/api/v1/declarations/{DECLARATION}"),
        format!("/api/v1/declarations/{DECLARATION}/signatures"),
    ] {
        let response = app.get(&path).await;
        assert_eq!(response.status, 200, "{path}: {}", response.body);
    }
    assert_eq!(app.declaration().await["slug"], NEW);
    let page = app.at(&format!("/d/{DECLARATION}"));
    let oembed = app.client.get(app.at("/oembed")).query(&[("url", &page)]);
    assert_eq!(Response::to(oembed).await.status, 200);

    // The email that was sent before, and a form that was open meanwhile.
    assert_eq!(app.press(&before.link()).await.status, 200);
    app.sign_and_confirm(&bashir).await;
    app.subscribe(&bashir).await.id();
    wait::until("both to count", async || {
        (app.count().await == 2).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_open_during_the_renaming_is_accepted() {
    let app = App::start();
    let (ada, bashir) = (app.person("Ada Marlowe"), app.person("Bashir Quill"));
    let (action, fields) = fragment(&app, &signature_widget(), &ada).await;
    let frame = form_of_a_frame(&app).await;
    rename(&app, "declarations", DECLARATION, NEW).await;
    // In a sandbox only the token of its view says where a form comes from.
    let framed = filled(&frame, &bashir);
    for (action, origin, fields) in [(&action, ALLY, &fields), (&frame.action, "null", &framed)] {
        let response = post(&app, action, &[("Origin", origin)], fields).await;
        Page { response }.form("input[name=code]");
    }
    for person in [&ada, &bashir] {
        app.email_to(person).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn renaming_says_first_what_it_does_and_what_is_impossible() {
    let app = App::start();
    let before = app.all_rows();
    let command = ["declarations", "rename", DECLARATION, NEW];
    let dry = output_of(&app.run_command(&[&command[..], &["--dry-run"]].concat()));
    for words in [
        NEW,
        "keep working",
        "no other declaration",
        "nothing was changed",
    ] {
        assert!(dry.contains(words), "{words}: {dry}");
    }
    let err = error_of(&app.run_command(&command));
    assert!(err.contains("add --yes to do it"), "{err}");
    assert_eq!(app.all_rows(), before, "looking changes nothing");

    rename(&app, "declarations", DECLARATION, NEW).await;
    for (old, new, words) in [
        ("no-such", "elsewhere", "there is no declaration"),
        (DECLARATION, "elsewhere", "was renamed to"),
        (NEW, NEW, "has this slug already"),
        (NEW, "Not a slug", "expected a new slug"),
    ] {
        let arguments = ["declarations", "rename", old, new, "--yes"];
        let err = error_of(&app.run_command(&arguments));
        assert!(err.contains(words), "{words}: {err}");
    }
    // Its file still has the former slug, which is not another declaration's to take.
    let err = error_of(&app.publish(&Campaign::default()));
    assert!(err.contains(&format!("was renamed to {NEW}")), "{err}");
    let other = Campaign::default()
        .declaration()
        .replace(DECLARATION, "another");
    output_of(&app.publish_text(&other, &[]));
    let taken = ["declarations", "rename", "another", DECLARATION, "--yes"];
    let err = error_of(&app.run_command(&taken));
    assert!(err.contains("choose another"), "{err}");
    let text = Campaign::default().declaration().replace(DECLARATION, NEW);
    assert!(output_of(&app.publish_text(&text, &[])).contains("unchanged"));
}
