//! What a browser test starts from: the server behind a faulty proxy, a host page on another site,
//! and a bundle built from the current sources.

use std::{
    collections::BTreeMap,
    fs,
    ops::Deref,
    sync::{Arc, Once},
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::app::{App, Setup};
use crate::support::browsers::lifetimes;
use crate::support::browsers::page::Page;
use crate::support::browsers::widget::Widget;
use crate::support::campaign::{Campaign, DECLARATION, LIST};
use crate::support::network::faulty_proxy::FaultyProxy;
use crate::support::network::host_site::HostSite;
use crate::support::people::Person;
use crate::support::process;

/// Everything runs until the test's last visit has been judged.
pub(crate) struct Fixture(Arc<Servers>);

pub(crate) struct Servers {
    pub(crate) app: App,
    pub(crate) proxy: FaultyProxy,
    pub(crate) site: HostSite,
}

impl Deref for Fixture {
    type Target = Servers;

    fn deref(&self) -> &Servers {
        &self.0
    }
}

impl Fixture {
    /// With a host site that may embed.
    pub(crate) async fn start() -> Fixture {
        Fixture::start_with(|_| ()).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Campaign)) -> Fixture {
        Fixture::of(change, App::setup()).await
    }

    /// With a server that has other settings.
    pub(crate) async fn start_on(setup: Setup) -> Fixture {
        Fixture::of(|_| (), setup).await
    }

    async fn of(change: impl FnOnce(&mut Campaign), setup: Setup) -> Fixture {
        static CHECKED: Once = Once::new();
        CHECKED.call_once(assert_bundle_is_current);
        let site = HostSite::start().await;
        let proxy = FaultyProxy::start().await;
        let mut campaign = Campaign::on_sites(&[&site.origin]);
        change(&mut campaign);
        let app = setup
            .campaign(campaign)
            .option("--public-url", &proxy.url)
            .start();
        proxy.forward_to(&app.url);
        let servers = Arc::new(Servers { app, proxy, site });
        lifetimes::register(servers.clone());
        Fixture(servers)
    }

    pub(crate) fn loader(&self) -> String {
        format!("{}/undersigned.js", self.proxy.url)
    }

    /// The loader as the server sends it, with its address in it.
    pub(crate) async fn loader_text(&self) -> String {
        let response = self
            .app
            .client
            .get(format!("{}/undersigned.js", self.app.url));
        let response = response.send().await.expect("the server answers");
        response.text().await.expect("it is text")
    }

    /// The pinned loader's path on the server and its `integrity`, as the page that writes snippets
    /// gives them.
    pub(crate) async fn pinned_loader(&self) -> (String, String) {
        let page = format!("{}/d/{DECLARATION}/embed", self.app.url);
        let response = self.app.client.get(page).send().await;
        let html = response.expect("the server answers").text().await;
        let html = html.expect("it is text").replace("&quot;", "\"");
        let between = |from: &str, to: &str| {
            let (_, rest) = html.split_once(from)?;
            Some(format!("{from}{}{to}", rest.split_once(to)?.0))
        };
        let path = html.match_indices("/assets/").find_map(|(at, _)| {
            let path = html[at..].split('"').next()?;
            path.ends_with("/pinned.js").then(|| path.to_owned())
        });
        let integrity = between("sha384-", "\"").expect("it is pinned");
        let integrity = integrity.trim_end_matches('"').to_owned();
        (path.expect("it has an address"), integrity)
    }

    /// The shortest tag of the signature box.
    pub(crate) fn signature_tag(&self) -> String {
        self.tag(&format!(
            "data-widget=\"signature\" data-declaration=\"{DECLARATION}\""
        ))
    }

    pub(crate) fn signup_tag(&self) -> String {
        self.tag(&format!("data-widget=\"signup\" data-list=\"{LIST}\""))
    }

    pub(crate) fn share_tag(&self, more: &str) -> String {
        self.tag(&format!("data-widget=\"share\" {more}"))
    }

    pub(crate) fn tag(&self, attributes: &str) -> String {
        format!(
            "<script async src=\"{}\" {attributes}></script>",
            self.loader()
        )
    }

    /// A host page with only the signature box.
    pub(crate) fn signature_page(&self) -> String {
        self.site.page("/signature", &self.signature_tag())
    }
}

pub(crate) const SIGNATURE: &str = "undersigned-signature";
pub(crate) const SIGNUP: &str = "undersigned-signup";
pub(crate) const SHARE: &str = "undersigned-share";

/// The bundle's file name in requests.
pub(crate) const WASM: &str = "widgets_bg.wasm";

/// Opens what the form has behind one line.
pub(crate) async fn open_more(widget: &Widget) {
    widget
        .enter_on("details:not([open]) [part=more-summary]")
        .await;
}

/// Fills in the signature form and sends it.
pub(crate) async fn sign(widget: &Widget, person: &Person) {
    widget.fill("name", &person.name).await;
    widget.fill("email", &person.email).await;
    widget
        .press("form[data-form=sign] button[type=submit]")
        .await;
}

/// Types a code and presses Enter: where scripts run, the sixth digit has sent it by then.
pub(crate) async fn enter_code(widget: &Widget, code: &str) {
    widget.enter("code", code).await;
}

/// Opens a page with the signature box, fills in the form and sends it, up to the code step.
pub(crate) async fn sign_up_to_code(page: &Page, address: &str, person: &Person) -> Widget {
    page.goto(address).await;
    let widget = page.widget(SIGNATURE);
    sign(&widget, person).await;
    widget.find("input[name=code]").await;
    widget
}

/// Signs, types the emailed code and waits for the thanks.
pub(crate) async fn sign_and_confirm(fixture: &Fixture, widget: &Widget, person: &Person) {
    sign(widget, person).await;
    enter_code(widget, &fixture.app.email_to(person).await.code()).await;
    widget.find("[part~=thanks]").await;
}

/// Waits until a form that the browser itself submitted has led to the server's own page, under this
/// path.
pub(crate) async fn is_on_server_page(page: &Page, path: &str) {
    let there = "return location.pathname.startsWith(arguments[0])";
    page.until("the server's own page", there, vec![json!(path)])
        .await;
}

/// Types the email's code on the server's own page, which then shows its thanks.
pub(crate) async fn confirm_on_server_page(page: &Page, fixture: &Fixture, person: &Person) {
    page.enter("code", &fixture.app.email_to(person).await.code())
        .await;
    page.says("body", "thank").await;
}

/// A test of an old bundle proves nothing about the current sources.
fn assert_bundle_is_current() {
    let manifest = process::source("dist/manifest.json");
    let manifest =
        fs::read(manifest).expect("there is no bundle: `cargo xtask build --bundle` makes it");
    let manifest: Value = serde_json::from_slice(&manifest).expect("the manifest is JSON");
    let sources: BTreeMap<String, String> = serde_json::from_value(manifest["sources"].clone())
        .expect("the manifest names its sources");
    let drawn = sources
        .iter()
        .filter(|(path, _)| path.starts_with("widgets/") || path.starts_with("www/"));
    let mut checked = 0;
    for (path, digest) in drawn {
        let source = fs::read(process::source(path)).unwrap_or_default();
        let found: String = Sha256::digest(source)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert!(
            found.starts_with(digest),
            "the bundle is older than {path}: `cargo xtask build --bundle` makes it anew"
        );
        checked += 1;
    }
    assert!(checked > 5, "the manifest names the widgets' sources");
}
