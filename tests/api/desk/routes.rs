//! Every route of the desk against everybody who may call it. A route without a row fails.

use reqwest::Method;
use undersigned::web::{Access, DESK_ROUTES};

use crate::support::{
    app::App,
    campaign::{DECLARATION, LIST},
    database,
    desk::{Organiser, address},
    response::Response,
};

/// Who calls, in the order of the columns: nobody; accounts that have one right on everything; one that
/// owns the list alone, and one that owns the declaration alone; a session that has expired, and one
/// that was ended; an owner's form without its token, and one that another site sent.
const CALLERS: [&str; 13] = [
    "nobody",
    "see",
    "moderate",
    "write",
    "send",
    "export",
    "own",
    "owner of the list",
    "owner of the declaration",
    "expired",
    "ended",
    "no token",
    "foreign",
];

/// A method and path as in the code, and the answer to each caller: `y` the handler's, `n` 403, `s` to the
/// sign-in, `-` not a form.
const ROWS: &[(&str, &str, &str)] = &[
    ("GET", "/desk", "s yyyyyy yy ss --"),
    ("GET", "/desk/declarations/{slug}", "s yyyyyy ny ss --"),
    ("GET", "/desk/lists/{slug}", "s yyyyyy yn ss --"),
    (
        "POST",
        "/desk/declarations/{slug}/export",
        "n nnnnyy ny nn nn",
    ),
    ("POST", "/desk/lists/{slug}/export", "n nnnnyy yn nn nn"),
    ("GET", "/desk/sign-in", "y yyyyyy yy yy --"),
    ("POST", "/desk/sign-in", "y yyyyyy yy yy yn"),
    ("GET", "/desk/sign-in/code/{id}", "y yyyyyy yy yy --"),
    ("POST", "/desk/sign-in/code/{id}", "y yyyyyy yy yy yn"),
    ("GET", "/desk/sign-in/{token}", "y yyyyyy yy yy --"),
    ("POST", "/desk/sign-in/{token}", "y yyyyyy yy yy yn"),
    ("GET", "/desk/first-owner/{token}", "y yyyyyy yy yy --"),
    ("POST", "/desk/first-owner/{token}", "y yyyyyy yy yy yn"),
    ("GET", "/desk/invitations/{token}", "y yyyyyy yy yy --"),
    ("POST", "/desk/invitations/{token}", "y yyyyyy yy yy yn"),
    ("GET", "/desk/left", "y yyyyyy yy yy --"),
    ("GET", "/desk/account", "s yyyyyy yy ss --"),
    ("POST", "/desk/account", "n yyyyyy yy nn nn"),
    ("POST", "/desk/account/sessions", "n yyyyyy yy nn nn"),
    ("GET", "/desk/audit", "s yyyyyy yy ss --"),
    ("GET", "/desk/colleagues", "s nnnnny yy ss --"),
    ("GET", "/desk/colleagues/invite", "s nnnnny yy ss --"),
    ("POST", "/desk/colleagues/invite", "n nnnnny yy nn nn"),
    (
        "POST",
        "/desk/colleagues/invitations/{id}/revoke",
        "n nnnnny yy nn nn",
    ),
    ("GET", "/desk/colleagues/{id}", "s nnnnny yy ss --"),
    ("POST", "/desk/colleagues/{id}", "n nnnnny yy nn nn"),
    ("POST", "/desk/colleagues/{id}/remove", "n nnnnny yy nn nn"),
    // These two end what they are called by, so they come last.
    ("POST", "/desk/account/leave", "n yyyyyy yy nn nn"),
    ("POST", "/desk/sign-out", "n yyyyyy yy nn nn"),
];

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let routes: Vec<_> = DESK_ROUTES
        .iter()
        .map(|route| (route.method, route.path))
        .collect();
    for route in &routes {
        let rows = ROWS
            .iter()
            .filter(|(method, path, _)| (*method, *path) == *route);
        assert_eq!(rows.count(), 1, "rows for {route:?}");
    }
    for (method, path, _) in ROWS {
        assert!(
            routes.contains(&(*method, *path)),
            "no route {method} {path}"
        );
    }
    for route in DESK_ROUTES {
        let open = route.path.contains("{token}")
            || ["/desk/sign-in", "/desk/sign-in/code/{id}", "/desk/left"].contains(&route.path);
        assert_eq!(route.access == Access::Open, open, "{}", route.path);
    }
}

/// Everybody who calls, each with an account of its own.
struct Callers {
    app: App,
    all: Vec<Option<Organiser>>,
}

impl Callers {
    async fn gather(app: App) -> Callers {
        // Another owner, so that each of the others may leave.
        app.organiser("owner@desk.example", &[]).await;
        let mut all = Vec::new();
        for caller in CALLERS {
            let signed_in = Callers::sign_in(&app, caller).await;
            match caller {
                "expired" => {
                    let fortnight_ago = "update sessions set seen_at = seen_at - 15 * 86400000 \
                        where account = (select account from sessions order by id desc limit 1)";
                    database::change(&app.database, fortnight_ago);
                }
                "ended" => {
                    let left = app.desk_post("/desk/sign-out", signed_in.as_ref(), &[]);
                    assert_eq!(left.await.status, 303);
                }
                _ => {}
            }
            all.push(signed_in);
        }
        Callers { app, all }
    }

    async fn sign_in(app: &App, caller: &str) -> Option<Organiser> {
        let (declaration, list) = (DECLARATION, LIST);
        let options: &[&str] = match caller {
            "nobody" => return None,
            "see" | "moderate" | "write" | "send" | "export" => &["--may", caller],
            "owner of the list" => &["--may", "own", "--on", list],
            "owner of the declaration" => &["--may", "own", "--on", declaration],
            _ => &["--owner"],
        };
        let email = format!("{}@desk.example", caller.replace(' ', "-"));
        Some(app.organiser(&email, options).await)
    }

    /// Calls a route as one of them.
    async fn call(&self, caller: usize, method: &str, path: &str) -> Response {
        let organiser = self.all[caller].as_ref();
        if method == "GET" {
            return self.app.desk_get(path, organiser).await;
        }
        match CALLERS[caller] {
            "no token" => {
                let fields = [("csrf", "")];
                self.app.desk_post(path, organiser, &fields).await
            }
            "foreign" => {
                let request = self.app.desk_request(Method::POST, path, organiser);
                let csrf = organiser.map_or("", |organiser| &*organiser.csrf);
                let request = request.header("Origin", "https://evil.example");
                Response::to(request.form(&[("csrf", csrf)])).await
            }
            _ => self.app.desk_post(path, organiser, &[]).await,
        }
    }
}

#[tokio::test]
async fn each_route_answers_each_caller_as_its_row_says() {
    let mut callers = Callers::gather(App::start()).await;
    let scapegoat = callers
        .app
        .organiser("scapegoat@desk.example", &["--may", "see", "--on", LIST])
        .await;
    let own = CALLERS.iter().position(|caller| *caller == "own").unwrap();
    let colleague = {
        let page = callers.call(own, "GET", "/desk/colleagues").await;
        let at = page.body.find(&scapegoat.email).expect("it is listed");
        let before = &page.body[..at];
        let link = before.rfind("/desk/colleagues/").expect("its link");
        before[link + "/desk/colleagues/".len()..][..36].to_owned()
    };
    for (method, path, expected) in ROWS {
        let expected: Vec<char> = expected.chars().filter(|c| *c != ' ').collect();
        assert_eq!(expected.len(), CALLERS.len(), "{method} {path}");
        let slug = if path.contains("/lists/") {
            LIST
        } else {
            DECLARATION
        };
        let concrete = path
            .replace("{slug}", slug)
            .replace("{token}", "no-token-of-ours")
            .replace("{id}", &colleague);
        for (caller, expected) in expected.into_iter().enumerate() {
            if expected == '-' {
                continue;
            }
            let answer = callers.call(caller, method, &concrete).await;
            let to_sign_in = answer.status == 303
                && answer
                    .header("location")
                    .is_some_and(|to| to.starts_with("/desk/sign-in?"));
            let got = match answer.status {
                403 => 'n',
                _ if to_sign_in && *path != "/desk/sign-out" => 's',
                _ => 'y',
            };
            let who = CALLERS[caller];
            assert_eq!(got, expected, "{method} {path} by {who}: {}", answer.status);
            assert!(answer.status < 500, "{method} {path} by {who}");
            is_guarded(&answer, &format!("{method} {path} by {who}"));
            let ends = ["/desk/account/leave", "/desk/sign-out"].contains(path);
            if ends && got == 'y' {
                callers.all[caller] = Callers::sign_in(&callers.app, who).await;
            }
        }
    }
}

/// The headers that every response of the desk has.
fn is_guarded(answer: &Response, what: &str) {
    let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
    let policy = header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(rule), "{what}: {policy}");
    }
    assert!(!policy.contains("script-src"), "{what}: {policy}");
    assert_eq!(header("cache-control"), "no-store", "{what}");
    assert_eq!(
        header("cross-origin-opener-policy"),
        "same-origin",
        "{what}"
    );
    assert_eq!(header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(answer.header("access-control-allow-origin"), None, "{what}");
}

#[tokio::test]
async fn what_one_may_not_see_answers_like_what_is_not_there() {
    let app = App::start();
    app.organiser("owner@desk.example", &["--owner"]).await;
    let options = ["--may", "own", "--on", LIST];
    let of_list = app.organiser("lists@desk.example", &options).await;
    let forbidden = format!("/desk/declarations/{DECLARATION}");
    let forbidden = app.desk_get(&forbidden, Some(&of_list)).await;
    for path in [
        "/desk/declarations/no-such-slug",
        "/desk/lists/no-such-slug",
    ] {
        let missing = app.desk_get(path, Some(&of_list)).await;
        assert_eq!(missing.status, forbidden.status);
        assert_eq!(missing.body, forbidden.body, "{path}");
    }
    let unknown = app.desk_get("/desk/no/such/page", Some(&of_list)).await;
    assert_eq!(unknown.status, 403);
    let page = app.desk_get("/desk", Some(&of_list)).await;
    assert!(
        address(&page, "/desk/lists/").ends_with(LIST),
        "{}",
        page.body
    );
    assert!(
        !page
            .body
            .contains(&format!("/desk/declarations/{DECLARATION}"))
    );
}

#[tokio::test]
async fn a_form_says_that_it_comes_from_the_desk_or_is_refused() {
    let app = App::start();
    let owner = app.organiser("owner@desk.example", &["--owner"]).await;
    let own = app.url.as_str();
    let cases: [(&[(&str, &str)], u16); 8] = [
        (&[("sec-fetch-site", "same-origin")], 303),
        (&[("origin", own)], 303),
        (&[("sec-fetch-site", "same-origin"), ("origin", own)], 303),
        (&[("sec-fetch-site", "cross-site"), ("origin", own)], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "none")], 403),
        (&[("origin", "null")], 403),
        (&[], 403),
    ];
    for (headers, status) in cases {
        let path = "/desk/account/sessions";
        let mut request = app.desk_request(Method::POST, path, Some(&owner));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let fields = [("csrf", &*owner.csrf), ("end", "others")];
        let answer = Response::to(request.form(&fields)).await;
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.body);
    }
}
