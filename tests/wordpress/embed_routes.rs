//! Every row of the table in `docs/embedding.md`: each role adds the widget through WordPress's own
//! interfaces, in both versions, and visitors with three kinds of browser see it.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    dashboard::Dashboard,
    expect_emoji,
    outcome_table::{self, Outcome, Role, Row},
    outcomes::Reader,
    support::{
        app::App,
        browsers::{Visitor, page::Page, visit, visit_as},
        campaign::{Campaign, DECLARATION},
    },
    wordpress::{Post, Version, WordPress},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_embed_route_has_its_documented_outcome_in_the_stable_release() {
    routes_give(Version::Release).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_embed_route_has_its_documented_outcome_in_the_newest_release() {
    routes_give(Version::Newest).await;
}

/// What is added, as the table calls it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Route {
    Block,
    Shortcode,
    Line,
    ClassicLine,
    EditedLine,
    Tag,
    Element,
    Address,
    EmbedBlock,
    Frame,
    Picture,
    Link,
    ScriptInFooter,
    ScriptByPlugin,
}

/// The last two change the whole site, so they come last.
const ROUTES: [(&str, Route); 14] = [
    ("the plugin's block", Route::Block),
    ("the plugin's shortcode", Route::Shortcode),
    ("the line, in a *Custom HTML* block", Route::Line),
    (
        "the line, in the classic editor, after a look at *Visual*",
        Route::ClassicLine,
    ),
    (
        "the line of an Administrator, whose title an Author edits later",
        Route::EditedLine,
    ),
    ("the tag alone, in a *Custom HTML* block", Route::Tag),
    (
        "the element with the script, in a *Custom HTML* block",
        Route::Element,
    ),
    (
        "the declaration's address, on a line of its own",
        Route::Address,
    ),
    (
        "the declaration's address, in an *Embed* block",
        Route::EmbedBlock,
    ),
    ("the frame, in a *Custom HTML* block", Route::Frame),
    ("the counter's picture in a link", Route::Picture),
    ("a plain link", Route::Link),
    (
        "the placeholder alone, the script in the theme's footer",
        Route::ScriptInFooter,
    ),
    (
        "the placeholder alone, with the plugin's *Load on every page*",
        Route::ScriptByPlugin,
    ),
];

/// A post to be visited.
struct Cell {
    route: Route,
    role: Role,
    post: Post,
    outcomes: [Outcome; 3],
}

struct Fixture {
    word_press: WordPress,
    app: App,
}

async fn routes_give(version: Version) {
    let rows = outcome_table::read();
    expect_every_route(&rows);
    let word_press = WordPress::start(version);
    let campaign = Campaign::on_sites(&[&word_press.url]);
    let app = App::setup().campaign(campaign).start();
    let fixture = std::sync::Arc::new(Fixture { word_press, app });

    let name = |what: &str| format!("wordpress_routes_{version:?}_{what}");
    let (written, written_here) = std::sync::mpsc::channel();
    let here = fixture.clone();
    visit(&name("writing"), async move |page| {
        written
            .send(here.write(&page, rows).await)
            .expect("it is waited for");
    })
    .await;
    let cells = std::sync::Arc::new(written_here.recv().expect("they were written"));

    let visitors = [
        Visitor::default(),
        Visitor {
            wasm_off: true,
            ..Visitor::default()
        },
        Visitor {
            scripts_off: true,
            ..Visitor::default()
        },
    ];
    for (capability, visitor) in visitors.into_iter().enumerate() {
        let (here, cells) = (fixture.clone(), cells.clone());
        visit_as(
            visitor,
            &name(["all", "no_wasm", "no_script"][capability]),
            async move |page| {
                here.meet(&page, &cells, capability).await;
            },
        )
        .await;
    }
}

/// The table and this file have the same routes, each once for every role.
fn expect_every_route(rows: &[Row]) {
    for (name, route) in ROUTES {
        let of_route = rows.iter().filter(|row| row.route == name);
        let roles: Vec<Role> = of_route.flat_map(|row| row.roles.clone()).collect();
        let wanted = match route {
            Route::EditedLine => vec![Role::Author],
            _ => Role::ALL.to_vec(),
        };
        assert_eq!(roles, wanted, "the roles of {name:?} in the table");
    }
    for row in rows {
        let known = ROUTES.iter().any(|(name, _)| *name == row.route);
        assert!(known, "nobody tests {:?}", row.route);
    }
}

impl Fixture {
    /// Everything in the table, added by each role.
    async fn write(&self, page: &Page, rows: Vec<Row>) -> Vec<Cell> {
        expect_emoji(page);
        let dashboard = Dashboard::enter(page, &self.word_press, "admin").await;
        dashboard.install_plugin().await;
        dashboard.set_server(&self.app.url).await;
        let mut cells = Vec::new();
        for row in rows {
            let (_, route) = ROUTES
                .iter()
                .find(|(name, _)| *name == row.route)
                .expect("it is known");
            for role in row.roles {
                let post = self.put_in(page, *route, role).await;
                cells.push(Cell {
                    route: *route,
                    role,
                    post,
                    outcomes: row.outcomes,
                });
            }
        }
        cells
    }

    async fn put_in(&self, page: &Page, route: Route, role: Role) -> Post {
        let user = role.user();
        let html = |html: String| format!("<!-- wp:html -->\n{html}\n<!-- /wp:html -->");
        let server = &self.app.url;
        let content = match route {
            Route::Block => {
                format!("<!-- wp:undersigned/signature {{\"declaration\":\"{DECLARATION}\"}} /-->")
            }
            Route::Shortcode => format!(
                "<!-- wp:shortcode -->[undersigned_signature declaration=\"{DECLARATION}\"]<!-- /wp:shortcode -->"
            ),
            Route::Line => html(crate::line(&self.app)),
            Route::ClassicLine => {
                let dashboard = Dashboard::enter(page, &self.word_press, user).await;
                return dashboard.write_classic(&crate::line(&self.app)).await;
            }
            Route::EditedLine => return self.edited_line(user).await,
            Route::Tag => html(format!(
                "<script async src=\"{server}/undersigned.js\" data-widget=\"signature\" data-declaration=\"{DECLARATION}\"></script>"
            )),
            Route::Element => html(format!(
                "<undersigned-signature declaration=\"{DECLARATION}\"></undersigned-signature><script async src=\"{server}/undersigned.js\"></script>"
            )),
            Route::Address => format!("\n\n{server}/d/{DECLARATION}\n\n"),
            Route::EmbedBlock => format!(
                "<!-- wp:embed {{\"url\":\"{server}/d/{DECLARATION}\"}} -->\n<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\n{server}/d/{DECLARATION}\n</div></figure>\n<!-- /wp:embed -->"
            ),
            Route::Frame => html(format!(
                "<iframe src=\"{server}/frame/v1/signature?declaration={DECLARATION}\" title=\"Sign the declaration\" width=\"100%\" height=\"900\"></iframe>"
            )),
            Route::Picture => html(format!(
                "<a href=\"{server}/d/{DECLARATION}\"><img src=\"{server}/d/{DECLARATION}/counter.png\" alt=\"Sign the declaration\" width=\"480\" height=\"184\"></a>"
            )),
            Route::Link => format!(
                "<!-- wp:paragraph --><p><a href=\"{server}/d/{DECLARATION}\">Sign the declaration</a></p><!-- /wp:paragraph -->"
            ),
            Route::ScriptInFooter | Route::ScriptByPlugin => html(crate::placeholder(&self.app)),
        };
        self.word_press.publish(user, &content).await
    }

    /// Written by the administrator into the author's own post, whose title the author then
    /// changes.
    async fn edited_line(&self, author: &str) -> Post {
        let post = self.word_press.publish(author, "").await;
        let path = format!("/wp/v2/posts/{}", post.id);
        let content = json!({"content": format!("<!-- wp:html -->{}<!-- /wp:html -->", crate::line(&self.app))});
        self.word_press
            .ask("admin", Method::POST, &path, content)
            .await;
        assert!(self.word_press.post(post.id).await.raw.contains("<script"));
        let title = json!({"title": "A better title"});
        self.word_press
            .ask(author, Method::POST, &path, title)
            .await;
        self.word_press.post(post.id).await
    }

    /// A visitor reads every post.
    async fn meet(&self, page: &Page, cells: &[Cell], capability: usize) {
        expect_emoji(page);
        if capability == 1 {
            // The loader says why it steps down.
            page.expect_error("WebAssembly");
        }
        let reader = Reader {
            page,
            app: &self.app,
            scripts: capability < 2,
        };
        let mut signed = HashSet::new();
        for (route, site_wide) in ROUTES.map(|(_, route)| (route, site_wide(route))) {
            self.load_everywhere(site_wide, true).await;
            for cell in cells.iter().filter(|cell| cell.route == route) {
                let outcome = cell.outcomes[capability];
                println!(
                    "{route:?} by {:?}: {outcome:?} expected at {}",
                    cell.role, cell.post.address
                );
                page.goto_as_next_visitor(&cell.post.address).await;
                page.says("h1, h2", "").await;
                let first = signed.insert((route, outcome));
                reader.gets(outcome, first).await;
            }
            self.load_everywhere(site_wide, false).await;
        }
    }

    /// Adds the loader to every page, and removes it again.
    async fn load_everywhere(&self, how: Option<Route>, on: bool) {
        match how {
            Some(Route::ScriptByPlugin) => {
                let option = json!({"undersigned_everywhere": on});
                self.word_press
                    .ask("admin", Method::POST, "/wp/v2/settings", option)
                    .await;
            }
            Some(_) => self.put_into_footer(on).await,
            None => {}
        }
    }

    /// As an administrator does in the site editor.
    async fn put_into_footer(&self, on: bool) {
        let footer = "/wp/v2/template-parts/twentytwentyfive//footer";
        if !on {
            self.word_press
                .ask(
                    "admin",
                    Method::DELETE,
                    &format!("{footer}?force=true"),
                    Value::Null,
                )
                .await;
            return;
        }
        let part = self
            .word_press
            .ask(
                "admin",
                Method::GET,
                &format!("{footer}?context=edit"),
                Value::Null,
            )
            .await;
        let old = part["content"]["raw"].as_str().expect("a footer");
        let script = format!(
            "<script async src=\"{}/undersigned.js\"></script>",
            self.app.url
        );
        let content = json!({"content": format!("{old}<!-- wp:html -->{script}<!-- /wp:html -->")});
        self.word_press
            .ask("admin", Method::POST, footer, content)
            .await;
    }
}

fn site_wide(route: Route) -> Option<Route> {
    matches!(route, Route::ScriptInFooter | Route::ScriptByPlugin).then_some(route)
}
