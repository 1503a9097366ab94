//! Signing and subscribing without any script: a browser submits the forms itself and reads whole
//! pages.

use reqwest::Method;
use scraper::{ElementRef, Html, Selector};

use crate::support::{
    app::App,
    campaign::{ALLY, DECLARATION, LIST, UNLISTED_SITE},
    response::Response,
};

#[tokio::test]
async fn the_declaration_page_has_a_form_that_signs_without_script() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let page = app.open(&format!("/d/{DECLARATION}")).await;
    let form = page.form("input[name=email]");
    let pending = app
        .send(
            &form,
            &[
                ("name", &ada.name),
                ("email", &ada.email),
                ("postcode", &ada.postcode),
            ],
        )
        .await;
    let code_form = pending.form("input[name=code]");
    let code = app.email_to(&ada).await.code();
    let thanks = app.send(&code_form, &[("code", &code)]).await;

    assert_eq!(thanks.response.status, 200, "{}", thanks.response.body);
    assert!(
        thanks.words().to_lowercase().contains("thank"),
        "{}",
        thanks.words()
    );
    assert_eq!(app.count().await, 1);
    assert_eq!(app.names().await, ["Ada Marlowe"]);
}

#[tokio::test]
async fn the_loader_on_our_own_pages_is_deferred() {
    let app = App::start();
    for path in [format!("/d/{DECLARATION}"), format!("/l/{LIST}")] {
        let page = app.open(&path).await;
        let scripts = Selector::parse("script[src]").expect("a selector");
        let html = Html::parse_document(&page.response.body);
        let loader = html
            .select(&scripts)
            .find(|script| script.attr("src") == Some("/undersigned.js"))
            .expect("the page has widgets");
        assert!(loader.attr("defer").is_some(), "{path}");
        assert!(loader.attr("async").is_none(), "{path}");
    }
}

#[tokio::test]
async fn the_list_page_has_a_form_that_subscribes_without_script() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let page = app.open(&format!("/l/{LIST}")).await;
    let form = page.form("input[name=email]");
    let topics = [
        ("email", ada.email.as_str()),
        ("topics", "meetings"),
        ("topics", "volunteering"),
    ];
    let pending = app.send(&form, &topics).await;
    let code = app.email_to(&ada).await.code();
    app.send(&pending.form("input[name=code]"), &[("code", &code)])
        .await;

    assert_eq!(app.rows("subscriptions"), 1);
    assert_eq!(
        app.rows_where("subscriptions", "topics like '%meetings%volunteering%'"),
        1
    );
}

#[tokio::test]
async fn a_fragments_form_can_be_submitted_from_an_allied_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let path = format!("/embed/v1/signature?declaration={DECLARATION}&lang=en&site={ALLY}");
    let form = app.open(&path).await.form("input[name=email]");
    assert!(
        form.action.starts_with(&app.url),
        "it works on a foreign page: {}",
        form.action
    );
    // The loader fills in the site.
    let typed = [
        ("name", ada.name.as_str()),
        ("email", &ada.email),
        ("site", ALLY),
    ];
    let pending = app.send(&form, &typed).await;

    assert!(pending.response.status < 400, "{}", pending.response.body);
    pending.form("input[name=code]");
    app.email_to(&ada).await;
    let there = format!("site = '{ALLY}'");
    assert_eq!(app.rows_where("attempts", &there), 1);
}

#[tokio::test]
async fn errors_appear_beside_their_fields_and_typed_values_are_kept() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let page = app.open(&format!("/d/{DECLARATION}")).await;
    let form = page.form("input[name=email]");
    let typed = [
        ("name", "Ada \"Quotes\" & 4 Marlowe"),
        ("email", "not an address"),
        ("postcode", "QF9 7ZX"),
        ("public", "initials"),
        ("updates", "true"),
    ];
    let returned = app.send(&form, &typed).await;

    assert_eq!(returned.response.status, 422);
    for (field, value) in &typed[..3] {
        let input = returned.one(&format!("input[name={field}]"));
        assert_eq!(input.value.as_deref(), Some(*value), "{field} is kept");
    }
    assert!(
        returned.has("input[name=public][value=initials][checked]")
            || returned.has("option[value=initials][selected]")
    );
    assert!(returned.has("input[name=updates][checked]"));
    for field in ["name", "email"] {
        let input = returned.one(&format!("input[name={field}]"));
        assert_eq!(input.invalid.as_deref(), Some("true"), "{field}");
        let described = input.described_by.expect("its error is named");
        let error = described
            .split_whitespace()
            .map(|id| returned.text_of(id))
            .collect::<String>();
        assert!(error.len() > 10, "{field}: {error}");
    }
    let mended = app
        .send(
            &returned.form("input[name=email]"),
            &[("name", &ada.name), ("email", &ada.email)],
        )
        .await;
    mended.form("input[name=code]");
    app.email_to(&ada).await;
}

#[tokio::test]
async fn a_wrong_code_may_be_corrected() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");
    let page = app.open(&format!("/d/{DECLARATION}")).await;
    let typed = [("name", ada.name.as_str()), ("email", ada.email.as_str())];
    let pending = app.send(&page.form("input[name=email]"), &typed).await;
    let code = app.email_to(&ada).await.code();
    let wrong = if code.starts_with('1') {
        "200000"
    } else {
        "100000"
    };

    let again = app
        .send(&pending.form("input[name=code]"), &[("code", wrong)])
        .await;
    assert_eq!(again.response.status, 422, "{}", again.response.body);
    assert_eq!(
        again.one("input[name=code]").invalid.as_deref(),
        Some("true")
    );
    let thanks = app
        .send(&again.form("input[name=code]"), &[("code", &code)])
        .await;

    assert_eq!(thanks.response.status, 200);
    assert_eq!(app.count().await, 1);
}

#[tokio::test]
async fn a_form_sent_from_a_site_that_is_not_allowed_gets_an_html_error_page() {
    let app = App::start();
    let ada = app.person("Ada Marlowe");

    let fields = [
        ("name", ada.name.as_str()),
        ("email", &ada.email),
        ("site", UNLISTED_SITE),
    ];
    let request = app
        .client
        .post(app.at(&format!("/d/{DECLARATION}/signatures")));
    let refused = Response::to(request.header("Origin", UNLISTED_SITE).form(&fields)).await;

    assert_eq!(refused.status, 403);
    assert!(
        refused
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    );
    assert!(
        refused.body.contains(&format!("/d/{DECLARATION}")),
        "a way to sign all the same"
    );
    assert_eq!(app.rows("attempts"), 0);
}

#[tokio::test]
async fn pages_have_a_csp_nosniff_and_no_cookie() {
    let app = App::start();

    for path in [format!("/d/{DECLARATION}"), format!("/l/{LIST}")] {
        let page = app.get(&path).await;
        let header = |name| {
            page.header(name)
                .unwrap_or_else(|| panic!("{path} has no {name}"))
        };
        assert!(
            header("content-security-policy").contains("default-src"),
            "{path}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(page.header("set-cookie").is_none(), "no cookie");
        assert!(page.body.starts_with("<!"), "a whole page");
        assert!(
            page.body.contains("<html lang=\"en\""),
            "{path} names its language"
        );
    }
}

/// A page and what a visitor can do on it.
pub(crate) struct Page {
    pub(crate) response: Response,
}

pub(crate) struct Form {
    pub(crate) action: String,
    /// What the browser sends if the visitor changes nothing.
    pub(crate) fields: Vec<(String, String)>,
}

pub(crate) struct Input {
    pub(crate) value: Option<String>,
    pub(crate) invalid: Option<String>,
    pub(crate) described_by: Option<String>,
}

impl App {
    pub(crate) async fn open(&self, path: &str) -> Page {
        let response = Response::to(self.client.get(self.at(path))).await;
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        Page { response }
    }

    /// Submits a form as a browser does: its own fields, overwritten by what is typed.
    pub(crate) async fn send(&self, form: &Form, typed: &[(&str, &str)]) -> Page {
        let mut fields = form.fields.clone();
        fields.retain(|(name, _)| !typed.iter().any(|(field, _)| field == name));
        fields.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let address = if form.action.starts_with('/') {
            self.at(&form.action)
        } else {
            form.action.clone()
        };
        let request = self
            .client
            .request(Method::POST, address)
            .header("Origin", &self.url);
        let response = Response::to(request.form(&fields)).await;
        match (response.status, response.header("location")) {
            (303, Some(path)) => self.open(path).await,
            _ => Page { response },
        }
    }
}

impl Page {
    pub(crate) fn document(&self) -> Html {
        Html::parse_document(&self.response.body)
    }

    pub(crate) fn words(&self) -> String {
        let document = self.document();
        document.root_element().text().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        self.document().select(&parse(selector)).next().is_some()
    }

    pub(crate) fn one(&self, selector: &str) -> Input {
        let document = self.document();
        let input = document
            .select(&parse(selector))
            .next()
            .unwrap_or_else(|| panic!("no {selector} in {}", self.response.body));
        let attribute = |name| input.attr(name).map(str::to_owned);
        Input {
            value: attribute("value"),
            invalid: attribute("aria-invalid"),
            described_by: attribute("aria-describedby"),
        }
    }

    pub(crate) fn text_of(&self, id: &str) -> String {
        let document = self.document();
        let found = document.select(&parse(&format!("[id=\"{id}\"]"))).next();
        found.map_or(String::new(), |element| element.text().collect())
    }

    /// The POST form that contains this input.
    pub(crate) fn form(&self, input: &str) -> Form {
        let document = self.document();
        let form = document
            .select(&parse("form[method=post]"))
            .find(|form| form.select(&parse(input)).next().is_some())
            .unwrap_or_else(|| panic!("no form with {input} in {}", self.response.body));
        let inputs = parse("input[name]");
        let fields = form.select(&inputs).filter_map(sent_untouched);
        Form {
            action: form.attr("action").expect("an action").to_owned(),
            fields: fields.collect(),
        }
    }
}

fn sent_untouched(input: ElementRef) -> Option<(String, String)> {
    let ticked = !matches!(input.attr("type"), Some("checkbox" | "radio"))
        || input.attr("checked").is_some();
    let value = input
        .attr("value")
        .unwrap_or(if ticked { "" } else { "on" });
    ticked.then(|| {
        (
            input.attr("name").unwrap_or_default().to_owned(),
            value.to_owned(),
        )
    })
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}
