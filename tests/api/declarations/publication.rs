//! Declarations and lists from files: faults by file and line, versions, and which signatures stay
//! bound.

use std::fs;

use crate::support::{
    actions::signatures,
    app::{App, program::run},
    campaign::{Campaign, DECLARATION, LIST},
};

#[tokio::test]
async fn a_changed_text_is_a_new_version_and_signatures_keep_theirs() {
    let app = App::start();
    let before = app.declaration().await;
    app.sign_and_confirm(&app.person("Ada Marlowe")).await;

    let mut changed = Campaign::default();
    changed.body = changed.body.replace("from ten to four", "from ten to five");
    let published = app.publish(&changed);
    assert!(published.status.success(), "{published:?}");

    let after = crate::support::wait::until("the new version to be shown", async || {
        let declaration = app.declaration().await;
        (declaration["version"] == 2).then_some(declaration)
    })
    .await;
    assert_ne!(after["text_hash"], before["text_hash"]);
    assert_eq!(after["count"], 1, "who signed still counts");
    app.sign_and_confirm(&app.person("Bashir Quill")).await;
    assert_eq!(app.rows_where("signatures", "version = 1"), 1);
    assert_eq!(app.rows_where("signatures", "version = 2"), 1);
}

#[tokio::test]
async fn publishing_the_same_file_again_changes_nothing() {
    let app = App::start();
    let before = app.declaration().await;

    let published = app.publish(&Campaign::default());

    assert!(published.status.success(), "{published:?}");
    assert_eq!(app.declaration().await, before);
    assert_eq!(app.rows("declaration_versions"), 1);
}

#[tokio::test]
async fn changed_settings_alone_make_no_new_version() {
    let app = App::start();

    let settings = Campaign {
        goal: Some(5000),
        ..Campaign::default()
    };
    assert!(app.publish(&settings).status.success());

    let after = crate::support::wait::until("the new goal to be shown", async || {
        let declaration = app.declaration().await;
        (declaration["goal"] == 5000).then_some(declaration)
    })
    .await;
    assert_eq!(after["version"], 1);
    assert_eq!(app.rows("declaration_versions"), 1);
}

#[test]
fn an_invalid_file_is_reported_with_its_line_and_nothing_is_published() {
    let good = Campaign::default();
    let declaration = good.declaration();
    let line_of = |piece: &str| {
        1 + declaration
            .lines()
            .position(|line| line.contains(piece))
            .expect("it is there")
    };
    for (what, faulty, line) in [
        (
            "no closing rule",
            "---\nslug: x\ntitle: y\n".to_owned(),
            None,
        ),
        ("no front matter", "# Only text\n".to_owned(), Some(1)),
        (
            "YAML that is none",
            declaration.replace("lang: en", "lang: [en"),
            None,
        ),
        (
            "a slug with a space",
            declaration.replace(DECLARATION, "open the library"),
            Some(line_of("slug:")),
        ),
        (
            "a date that is none",
            Campaign {
                opens: Some("2026-13-45".to_owned()),
                ..good.clone()
            }
            .declaration(),
            Some(9),
        ),
        (
            "closing before opening",
            Campaign {
                opens: Some("2026-12-01".to_owned()),
                closes: Some("2026-11-01".to_owned()),
                ..good.clone()
            }
            .declaration(),
            None,
        ),
        (
            "a goal that is no number",
            declaration.replace("goal: 1000", "goal: many"),
            Some(line_of("goal:")),
        ),
        (
            "a site that is no origin",
            declaration.replace("https://ally.example", "ally.example/page"),
            Some(line_of("sites:")),
        ),
        (
            "no title",
            declaration.replace("title: ", "subtitle: "),
            None,
        ),
        (
            "principles out of order",
            declaration.replace("## 2. Work", "## 5. Work"),
            Some(line_of("## 2. Work")),
        ),
        (
            "HTML, whose words would be missing",
            declaration.replace("Whoever opens", "<div>Whoever opens"),
            Some(line_of("Whoever opens")),
        ),
        (
            "no principle",
            declaration.replace("## ", "Not a heading: "),
            None,
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("good.md"), good.list()).unwrap();
        fs::write(folder.path().join("faulty.md"), &faulty).unwrap();

        let published = run(
            &[
                "publish",
                "--database",
                "sqlite:test.db",
                "good.md",
                "faulty.md",
            ],
            folder.path(),
        );

        assert!(!published.status.success(), "{what}: {published:?}");
        let words = String::from_utf8_lossy(&published.stderr).into_owned();
        assert!(
            words.contains("faulty.md:"),
            "{what}: the file is named: {words}"
        );
        assert!(!words.contains("good.md:"), "{what}: {words}");
        if let Some(line) = line {
            let place = format!("faulty.md:{line}");
            assert!(words.contains(&place), "{what}: {place} in {words}");
        }
        let lists = crate::support::database::rows(&folder.path().join("test.db"), "lists", "true");
        assert_eq!(lists.unwrap_or(0), 0, "{what}: nothing is published");
    }
}

#[test]
fn a_missing_file_is_reported_by_name() {
    let folder = tempfile::tempdir().expect("a folder");

    let published = run(&["publish", "no-such-file.md"], folder.path());

    assert!(!published.status.success());
    assert!(String::from_utf8_lossy(&published.stderr).contains("no-such-file.md"));
}

#[tokio::test]
async fn markup_in_a_file_is_never_executable() {
    let mut campaign = Campaign::default();
    campaign.body = campaign.body.replace(
        "The doors stand",
        "The doors `<script>alert(1)</script>` [here](javascript:alert(2)) \
         [there](data:text/html,alert) ![seen](https://elsewhere.example/pixel.png) stand",
    );
    let app = App::setup().campaign(campaign).start();

    for path in [
        format!("/d/{DECLARATION}"),
        format!("/embed/v1/signature?declaration={DECLARATION}&lang=en"),
        format!("/api/v1/declarations/{DECLARATION}"),
    ] {
        let body = app.get(&path).await.body;
        assert!(body.contains("The doors"), "{path}: {body}");
        for code in [
            "<script>alert",
            "javascript:alert",
            "data:text/html",
            "elsewhere.example",
        ] {
            assert!(!body.contains(code), "{path}: {body}");
        }
    }
}

#[tokio::test]
async fn a_declaration_accepts_signatures_only_between_its_dates() {
    let ada = |app: &App| app.person("Ada Marlowe").signature();

    let closed = Campaign {
        closes: Some("2020-01-31".to_owned()),
        ..Campaign::default()
    };
    let app = App::setup().campaign(closed).start();
    app.sign_with(&ada(&app))
        .await
        .problem(410, "declaration_closed");
    assert_eq!(app.declaration().await["status"], "closed");
    assert_eq!(app.rows("attempts"), 0);
    assert_eq!(
        app.get(&format!("/d/{DECLARATION}")).await.status,
        200,
        "still to be read"
    );

    let later = Campaign {
        opens: Some("2999-01-31".to_owned()),
        ..Campaign::default()
    };
    let app = App::setup().campaign(later).start();
    app.sign_with(&ada(&app))
        .await
        .problem(410, "declaration_not_open");
    assert_eq!(app.declaration().await["status"], "not_yet_open");
    assert_eq!(app.rows("attempts"), 0);
}

#[tokio::test]
async fn unknown_slugs_and_routes_are_not_found() {
    let app = App::start();

    app.get("/api/v1/declarations/no-such-slug")
        .await
        .problem(404, "not_found");
    app.get("/api/v1/declarations/no-such-slug/signatures")
        .await
        .problem(404, "not_found");
    app.get("/api/v1/no-such-route")
        .await
        .problem(404, "not_found");
    app.post(
        "/api/v1/declarations/no-such-slug/signatures",
        &app.person("Ada Marlowe").signature(),
    )
    .await
    .problem(404, "not_found");
    for page in ["/d/no-such-slug", "/l/no-such-slug", "/no-such-page"] {
        let response = app.get(page).await;
        assert_eq!(response.status, 404, "{page}");
    }
    assert_eq!(app.get(&format!("/l/{LIST}")).await.status, 200);
    assert_eq!(
        app.get(&signatures()).await.json()["items"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn mistakes_in_the_front_matter_are_refused_not_ignored() {
    let app = App::start();
    let right = Campaign::default().declaration();
    for (from, to, output) in [
        ("goal: 1000", "closes: 2026-12-31T18:00", "without a time"),
        (
            "goal: 1000",
            "closes: 2026-12-31 18:00:00+00:00",
            "without a time",
        ),
        ("title: Open", "title: Care #ForAll open", "quotation marks"),
        ("title: Open", "title: &Open", "quotation marks"),
        (
            "organisers: Friends",
            "organisers: Room #3 Friends",
            "quotation marks",
        ),
        ("goal: 1000", "gaol: 1000", "not gaol"),
        ("goal: 1000", "goal: 1000\ngoal: 2000", "goal once"),
    ] {
        assert!(right.contains(from), "{from}");
        let published = app.publish_text(&right.replacen(from, to, 1), &[]);
        let said = String::from_utf8_lossy(&published.stderr).into_owned();
        assert!(!published.status.success(), "{to}");
        assert!(
            said.contains(output) && said.contains("nothing was published"),
            "{to}: {said}"
        );
    }
    assert_eq!(
        app.declaration().await["title"],
        crate::support::campaign::TITLE
    );
}

#[tokio::test]
async fn a_language_tag_is_case_insensitive() {
    let app = App::start();
    let right = Campaign::default().declaration();
    for written in ["EN", "En"] {
        let published =
            app.publish_text(&right.replace("lang: en", &format!("lang: {written}")), &[]);
        assert!(published.status.success(), "{published:?}");
    }
    assert_eq!(
        app.declaration().await["languages"],
        serde_json::json!(["en"])
    );
    assert_eq!(app.rows("declaration_texts"), 1);
}
