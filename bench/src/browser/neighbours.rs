//! Other widgets on the same host page, visited in turn with ours: a signature box written by hand for one
//! campaign, which is what a widget costs at least, and Ghost's sign-up form, React in a frame. A site of
//! their own serves them, as it does ours, compressed once.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::{Context, Result};
use http_body_util::Full;
use hyper::{
    Response,
    body::Bytes,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue},
};

use crate::{
    bars::Bars,
    browser::{
        Session,
        embedding::{self, PRESSED, Profile},
        host::{self, Guest},
        wire::Weight,
    },
    median::{Spread, median},
};

/// Our form is visible at most this many times as late as one that is written by hand, on the phone.
const VISIBLE: f64 = 1.25;

/// A press at once has its effect no later than Ghost's, on the phone.
const USABLE: f64 = 1.0;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Neighbour {
    HandWritten,
    Ghost,
}

impl Neighbour {
    pub(crate) const ALL: [Neighbour; 2] = [Neighbour::HandWritten, Neighbour::Ghost];

    /// For the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Neighbour::HandWritten => "a signature box written by hand, in one language",
            Neighbour::Ghost => "Ghost's sign-up form (0.3.592), one field",
        }
    }

    /// The host page's path.
    pub(crate) fn page(self) -> &'static str {
        match self {
            Neighbour::HandWritten => "/hand-written",
            Neighbour::Ghost => "/ghost",
        }
    }

    /// The path of its script on its own site.
    fn script(self) -> &'static str {
        match self {
            Neighbour::HandWritten => "/box.js",
            Neighbour::Ghost => "/signup-form.min.js",
        }
    }

    /// What a site editor pastes, from its own site; Ghost's is as its settings page gives it.
    pub(crate) fn tag(self, site: &str) -> String {
        let src = format!("{site}{}", self.script());
        match self {
            Neighbour::HandWritten => format!(
                "<div id=\"petition\" style=\"min-height:32rem\"></div><script async src=\"{src}\"></script>"
            ),
            Neighbour::Ghost => format!(
                "<div style=\"min-height:58px;max-width:440px;margin:0 auto;width:100%\">\
                 <script src=\"{src}\" data-button-color=\"#0b57d0\" data-button-text-color=\"#FFFFFF\" \
                 data-site=\"{site}/\" data-locale=\"en\" async></script></div>"
            ),
        }
    }

    /// Functions for the page: `button` finds the button, `told` says whether a press with empty fields has
    /// shown its error.
    pub(crate) fn functions(self) -> &'static str {
        match self {
            Neighbour::HandWritten => {
                "
                const inside = (css) => document.getElementById('petition').shadowRoot?.querySelector(css);
                const button = () => inside('button');
                const told = () => inside('[role=alert]').textContent;"
            }
            Neighbour::Ghost => {
                "
                const inside = () => document.querySelector('.gh-signup-root iframe')?.contentDocument;
                const button = () => inside()?.querySelector('button');
                const told = () => /valid email/.test(inside().body.textContent);"
            }
        }
    }

    fn content(self, packages: &Path, server: &str) -> Result<Vec<u8>> {
        if self == Neighbour::HandWritten {
            let script = include_str!("box.js");
            return Ok(script.replace("SERVER", &format!("http://{server}")).into());
        }
        let file = packages.join("@tryghost/signup-form/umd/signup-form.min.js");
        std::fs::read(&file).with_context(|| {
            let file = file.display();
            format!("no {file}: `cargo xtask setup --for build` installs it")
        })
    }
}

/// Serves their scripts until the program ends; returns the origin.
pub(crate) async fn start(packages: &Path, server: &str) -> Result<String> {
    let mut scripts = HashMap::new();
    for neighbour in Neighbour::ALL {
        let content = neighbour.content(packages, server)?;
        scripts.insert(neighbour.script(), Bytes::from(packed(&content)?));
    }
    let scripts = Arc::new(scripts);
    let port = host::serve(move |path| answer(scripts.get(path))).await?;
    Ok(format!("http://127.0.0.1:{port}"))
}

fn answer(script: Option<&Bytes>) -> Response<Full<Bytes>> {
    let Some(script) = script else {
        return host::not_found();
    };
    let mut response = Response::new(Full::from(script.clone()));
    let headers = response.headers_mut();
    let javascript = HeaderValue::from_static("text/javascript; charset=utf-8");
    headers.insert(CONTENT_TYPE, javascript);
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    response
}

/// As well as ours are.
fn packed(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut packed, &settings)?;
    Ok(packed)
}

/// The measurements of visitors who press a neighbour's button at once.
#[derive(Default)]
pub(super) struct Pressed {
    pub(super) weights: Vec<Weight>,
    pub(super) seen: Vec<f64>,
    pub(super) answered: Vec<f64>,
}

impl Pressed {
    /// One more visitor, in a new browser.
    pub(super) async fn visit(
        &mut self,
        session: &Session,
        (origin, site): (&str, &str),
        neighbour: Neighbour,
        profile: Profile,
    ) -> Result<()> {
        let wire = session.watch_wire(site).await?;
        embedding::prepare(session, origin, profile).await?;
        let page = Guest::Beside(neighbour).path();
        session.goto(&format!("{origin}{page}")).await?;
        let told = session.run(PRESSED).await?;
        let time = |name: &str| {
            let time = told[name].as_f64();
            time.with_context(|| format!("no time of {name}"))
        };
        self.seen.push(time("seen")?);
        self.answered.push(time("answered")?);
        self.weights.push(wire.weight(|_| true)?);
        Ok(())
    }
}

/// A row of the table.
pub(super) struct Product {
    pub(super) name: &'static str,
    /// What is loaded until its form is visible.
    pub(super) visible: Vec<Weight>,
    /// What is loaded until a press has its effect.
    pub(super) usable: Vec<Weight>,
    /// When its form is visible, and when a press at once has its effect, in milliseconds.
    pub(super) desktop: (Vec<f64>, Vec<f64>),
    pub(super) phone: (Vec<f64>, Vec<f64>),
}

/// Prints the table; the first product is ours, and the others are [`Neighbour::ALL`].
pub(super) fn print(products: &[Product], bars: &mut Bars) -> Result<()> {
    println!("\nother widgets on the same page, visited in turn with ours\n");
    println!(
        "| | requests and bytes until visible | until usable | visible, ms | usable, ms | phone: visible, ms | phone: usable, ms |\n\
         | --- | --- | --- | --- | --- | --- | --- |"
    );
    for product in products {
        let [visible, usable] = [&product.visible, &product.usable].map(|weights| {
            let (requests, bytes) = (embedding::requests(weights), embedding::bytes(weights));
            format!("{requests}; {bytes}")
        });
        let times = [&product.desktop, &product.phone]
            .map(|(seen, answered)| format!("{} | {}", Spread::of(seen), Spread::of(answered)));
        println!(
            "| {} | {visible} | {usable} | {} |",
            product.name,
            times.join(" | ")
        );
    }
    let [ours, hand_written, ghost] = products else {
        anyhow::bail!("not as many products as neighbours");
    };
    let middle = |times: &[f64]| median(times.iter().copied());
    let visible = middle(&ours.phone.0) / middle(&hand_written.phone.0);
    let usable = middle(&ours.phone.1) / middle(&ghost.phone.1);
    let what = "on the phone, our time until visible over that of the box written by hand";
    println!(
        "\n{what}: {visible:.2}, {}",
        bars.at_most(what, visible, VISIBLE)
    );
    let what = "on the phone, our time until usable over that of Ghost's form";
    println!(
        "{what}: {usable:.2}, {}",
        bars.at_most(what, usable, USABLE)
    );
    Ok(())
}
