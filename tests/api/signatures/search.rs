//! Searching for a name under a declaration: on its page without any script, and by the API. What
//! the store finds, and when it stops finding it, is in `tests/store/signatures/name_search.rs`.

use std::process::Command;

use scraper::{Html, Selector};

use crate::support::{
    app::App,
    campaign::{Campaign, DECLARATION},
    process,
    response::Response,
};

/// More names than fit on one page, with what confirming leaves of each: a signature, its entries in
/// the name index, and the counts.
const FILL: &str = "\
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], timeout=20)
first = ['Ada', 'Bashir', 'Carys', 'Priya', 'Wojciech']
def rounds(name):
    words = name.lower().split()
    return {' '.join(words[at:] + words[:at]) for at in range(len(words))}
of_slug = '''select id from subjects where kind = 'declaration' and slug = ?'''
subject, = base.execute(of_slug, (sys.argv[2],)).fetchone()
for at in range(int(sys.argv[3])):
    id = at.to_bytes(16, 'big')
    organisation = f'Lantern Association {chr(65 + at % 26)}' if at % 10 == 0 else None
    name = f'{first[at % 5]} Lind{chr(97 + at % 26)}{chr(97 + at // 26)}'
    base.execute('''insert into signatures (id, subject, person, signer, slot, kind, name, email,
        organisation, visibility, updates, text_lang, version, lang, site, page_url, epoch, listing,
        confirmed_by, confirmed_at, signed_at)
        values (?, ?, ?, ?, 1, ?, ?, '', ?, 'full', 0, 'en', 1, 'en', '', '', 0, ?, 'link', ?, ?)''',
        (id, subject, id, id, 'organisation' if organisation else 'person', name, organisation, at,
         1760000000000 + at, 1760000000000 + at))
    for entry in rounds(name) | rounds(organisation or name):
        base.execute('insert into signature_names values (?, ?, ?, ?)',
            (subject, 0 if organisation else 1, entry.encode(), id))
base.execute('''insert into signature_tallies select subject, text_lang, version, kind, visibility, count(*)
    from signatures group by subject, text_lang, version, kind, visibility''')
base.execute('''insert into sites (id, origin) values (1000, '') on conflict do nothing''')
base.execute('''insert into entries (subject, id, day, site, lang, state, confirmed_by)
    select r.subject, r.id, r.confirmed_at / 86400000, s.id, r.lang, 1, 2
    from signatures r join sites s on s.origin = r.site where true on conflict do nothing''')
base.execute('''insert into daily_tallies (subject, day, site, measure, count)
    select subject, day, site, state, count(*) from entries where true group by subject, day, site, state
    on conflict do nothing''')
base.execute('update declarations set count = count + ? where subject = ?', (int(sys.argv[3]), subject))
base.commit()
";

/// A server with this many names, every tenth an organisation's.
fn with_many_names(names: u32) -> App {
    let app = App::setup().campaign(Campaign::in_four_languages()).start();
    let path = app.database.trim_start_matches("sqlite:").to_owned();
    let stopped = app.stop_for_restart();
    let filled = Command::new(process::python())
        .args(["-c", FILL, &path, DECLARATION, &names.to_string()])
        .output()
        .expect("python starts");
    assert!(filled.status.success(), "{filled:?}");
    stopped.start()
}

async fn page(app: &App, query: &[(&str, &str)]) -> Response {
    let path = app.at(&format!("/d/{DECLARATION}/names"));
    Response::to(app.client.get(path).query(query)).await
}

/// The texts of all elements that match a selector.
fn texts_of(page: &Response, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(&page.body);
    let words = |one: scraper::ElementRef| one.text().collect::<String>().trim().to_owned();
    document.select(&selector).map(words).collect()
}

fn link(page: &Response, selector: &str) -> Option<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let document = Html::parse_document(&page.body);
    let found = document.select(&selector).next()?;
    found.attr("href").map(str::to_owned)
}

async fn found(app: &App, typed: &str) -> Vec<String> {
    let response = page(app, &[("q", typed)]).await;
    assert_eq!(response.status, 200, "{typed}: {}", response.body);
    let names = texts_of(&response, ".names .name bdi");
    let path = app.at(&format!("/api/v1/declarations/{DECLARATION}/signatures"));
    let response = Response::to(app.client.get(path).query(&[("q", typed)])).await;
    let listed = response.json();
    let items = listed["items"].as_array().expect("items");
    let items: Vec<_> = items.iter().map(|one| one["name"].as_str()).collect();
    let same: Vec<_> = names.iter().map(|one| Some(one.as_str())).collect();
    assert_eq!(items, same, "the API finds the same");
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_found_by_its_words_in_every_script() {
    let app = App::start();
    for (name, typed) in [
        (
            "Zoë Mary O’Neill",
            &[
                "zoe",
                "MARY",
                "o'nei",
                "O’Neill, Zoë",
                "zoe oneill",
                "o neill",
                "oneill",
                "neill zoe",
            ][..],
        ),
        ("Ana D'Arcy", &["d’arcy", "darcy", "arcy", "ana darcy"]),
        ("Anna Łukasiewicz", &["lukasiewicz anna", "Łuka"]),
        ("مريم الحسن", &["مريم", "الحسن مريم"]),
        ("শাহানা চৌধুরী", &["শাহানা", "চৌধু"]),
        ("王小明", &["王", "小明", "王小明"]),
        ("דנה לוי", &["לוי", "דנה לוי"]),
    ] {
        app.sign_and_confirm_as(name).await;
        app.keep_private(typed.iter().map(|one| (*one).to_owned()).collect());
        for typed in typed {
            assert_eq!(found(&app, typed).await, [name], "{typed}");
        }
    }
    for unmatched in ["mary zoe", "oe", "静怡", "quill"] {
        assert!(found(&app, unmatched).await.is_empty(), "{unmatched}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_and_unconfirmed_names_are_not_found() {
    let app = App::start();
    for (name, public) in [
        ("Ada Marlowe", "full"),
        ("Bo Thorne", "initials"),
        ("Cy Quill", "hidden"),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["public"] = public.into();
        let id = app.sign_with(&body).await.id();
        let email = app.email_to(&person).await;
        for typed in ["marlowe", "thorne", "quill"] {
            let before = found(&app, typed).await.len();
            assert_eq!(before, usize::from(typed == "marlowe" && public != "full"));
        }
        let confirmed = app.confirm_by_code(&id, &email.code()).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    }
    assert_eq!(app.count().await, 3);
    assert_eq!(found(&app, "marlowe").await, ["Ada Marlowe"]);
    for hidden in ["bo", "thorne", "b t", "cy quill", "quill"] {
        assert!(found(&app, hidden).await.is_empty(), "{hidden}");
    }
    let empty = page(&app, &[("q", "cy quill")]).await;
    assert_eq!(texts_of(&empty, "h1"), ["Names matching “cy quill”"]);
    let said = texts_of(&empty, ".nobody").join(" ");
    assert!(
        said.contains("Nobody by that name has signed in public."),
        "{said}"
    );
    let back = link(&empty, ".directory > .next a").expect("a way back");
    assert_eq!(back, format!("/d/{DECLARATION}?lang=en#names"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn search_results_are_paged_and_not_indexed() {
    let app = with_many_names(400);
    let declaration = app.get(&format!("/d/{DECLARATION}?lang=en")).await;
    assert_eq!(
        texts_of(&declaration, ".names form.find label"),
        ["Find a name"]
    );
    let document = Html::parse_document(&declaration.body);
    let fields = Selector::parse("form.find[method=get] input").expect("a selector");
    let fields: Vec<_> = document
        .select(&fields)
        .map(|one| one.attr("name"))
        .collect();
    assert_eq!(fields, [Some("lang"), Some("q")]);

    let (mut names, mut pages) = (Vec::new(), 1);
    let mut response = page(&app, &[("lang", "en"), ("q", "lind")]).await;
    loop {
        assert!(texts_of(&response, "title")[0].starts_with("Names matching"));
        assert!(response.body.contains(r#"name="robots" content="noindex""#));
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(response.header("set-cookie"), None);
        names.extend(texts_of(&response, ".names .name bdi"));
        let Some(next) = link(&response, ".names a[rel=next]") else {
            break;
        };
        assert!(next.contains("lang=en"), "{next}");
        response = app.get(&next).await;
        pages += 1;
    }
    assert_eq!((names.len(), pages), (400, 7), "{names:?}");
    assert!(
        names[..40].iter().all(|one| one.starts_with("Lantern")),
        "organisations first"
    );
    names.sort();
    names.dedup();
    assert_eq!(
        names.len(),
        26 / 2 + 360,
        "each person once, and organisations of one name"
    );

    let api = format!("/api/v1/declarations/{DECLARATION}/signatures");
    let first = app.get(&format!("{api}?q=ada&limit=5")).await.json();
    let cursor = first["next_cursor"].as_str().expect("there are more");
    let second = app
        .get(&format!("{api}?q=ada&limit=5&cursor={cursor}"))
        .await
        .json();
    assert_ne!(first["items"], second["items"]);
    for other in [
        format!("q=bashir&cursor={cursor}"),
        format!("cursor={cursor}"),
    ] {
        app.get(&format!("{api}?{other}"))
            .await
            .problem(400, "malformed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_list_has_no_search_form_and_results_are_localised() {
    let app = App::setup().campaign(Campaign::in_four_languages()).start();
    app.sign_and_confirm_as("Ada Marlowe").await;
    let few = app.get(&format!("/d/{DECLARATION}?lang=en")).await;
    assert!(texts_of(&few, "form.find").is_empty());

    let asked = page(&app, &[("lang", "en")]).await;
    assert_eq!(texts_of(&asked, "h1"), ["Find a name"]);
    assert!(texts_of(&asked, ".names, .nobody").is_empty());
    let urdu = page(&app, &[("lang", "ur"), ("q", "Marlowe")]).await;
    assert!(urdu.body.contains(r#"<html lang="ur" dir="rtl""#));
    assert_eq!(texts_of(&urdu, ".names .name bdi"), ["Ada Marlowe"]);
    let welsh = texts_of(
        &page(&app, &[("lang", "cy"), ("q", "nobody")]).await,
        ".nobody .lead",
    );
    assert_eq!(
        welsh,
        ["Nid oes neb o’r enw hwnnw wedi llofnodi’n gyhoeddus."]
    );
    let no_such = app.get("/d/no-such-slug/names?q=ada").await;
    assert_eq!(no_such.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_search_text_gets_an_answer() {
    let app = App::start();
    app.sign_and_confirm_as("Ada Marlowe").await;
    let long = "Wednesbury ".repeat(1_000);
    app.keep_private(vec!["Wednesbury".to_owned(), "Robert'); drop".to_owned()]);
    for (typed, looked_for) in [
        (long.as_str(), true),
        ("%", false),
        ("_", false),
        ("\0\u{1}\n", false),
        ("🌻", false),
        ("\u{202e}adA", true),
        ("%%ada__", true),
        ("Robert'); drop table signatures; --", true),
        ("<script>alert(1)</script>", true),
        ("مرحبا \u{200f}abc", true),
    ] {
        let response = page(&app, &[("q", typed)]).await;
        assert_eq!(response.status, 200, "{typed:?}");
        assert_eq!(
            texts_of(&response, "h1")[0].starts_with("Names matching"),
            looked_for,
            "{typed:?}"
        );
        assert!(!response.body.contains("<script>alert"), "{typed:?}");
        assert!(!response.body.contains('\u{202e}') && !response.body.contains('\0'));
        assert!(
            response.body.len() < 100_000,
            "{typed:?} is not repeated whole"
        );
    }
    assert_eq!(found(&app, "\u{202e}adA").await, ["Ada Marlowe"]);
    for broken in ["%ff%fe", "%00", "+"] {
        let response = app.get(&format!("/d/{DECLARATION}/names?q={broken}")).await;
        assert_eq!(response.status, 200, "{broken}");
    }
    for broken in ["after=abc", "after=MC8vYQ"] {
        let response = app
            .get(&format!("/d/{DECLARATION}/names?q=ada&{broken}"))
            .await;
        assert_eq!(response.status, 400, "{broken}");
    }
    assert!(
        page(&app, &[("q", "★")])
            .await
            .body
            .contains("at least one letter")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_export_contains_names_as_the_public_sees_them() {
    let app = with_many_names(1_200);
    for (name, public) in [
        ("Zoë Marlowe", "full"),
        ("Bo Thorne", "initials"),
        ("Cy Quill", "hidden"),
    ] {
        let person = app.person(name);
        let mut body = person.signature();
        body["public"] = public.into();
        body["role"] = "nurse, retired".into();
        app.sign_and_confirm_with(&body, &person).await;
    }
    let exported = app.run_command(&["signatures", "export", DECLARATION]);
    assert!(exported.status.success(), "{exported:?}");
    let table = String::from_utf8(exported.stdout).expect("UTF-8");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 1 + 1_200 + 2, "hidden ones are not in it");
    assert_eq!(
        lines[0],
        "kind,name,role,signed_at,reservations,verified_by,verified_domain"
    );
    assert!(
        lines[1].starts_with("person,B. T.,\"nurse, retired\",20"),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with("person,Zoë Marlowe,"), "{}", lines[2]);
    assert!(!table.contains("Quill") && !table.contains('@'));
    assert!(lines[1_202].starts_with("organisation,Lantern Association A,"));

    let unknown = app.run_command(&["signatures", "export", "no-such-slug"]);
    assert!(!unknown.status.success());
    let error = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(
        error.contains("there is no declaration \"no-such-slug\""),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn organisations_beyond_the_first_page_are_paged() {
    let app = with_many_names(5_300);
    let (mut names, mut path) = (Vec::new(), format!("/d/{DECLARATION}?lang=en"));
    for shown in [500, 30] {
        let page = app.get(&path).await;
        let found = texts_of(&page, ".names .organisations .name bdi");
        assert_eq!(found.len(), shown);
        names.extend(found);
        let next = link(&page, ".names .organisations + .next a");
        assert_eq!(next.is_some(), shown == 500);
        path = next.unwrap_or_default();
        assert!(path.is_empty() || path.contains("lang=en"), "{path}");
    }
    assert_eq!(names.len(), 530);
    let declaration = app.declaration().await;
    assert_eq!(declaration["organisations"], 530);
}
