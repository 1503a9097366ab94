//! Measures what a widget costs the page that embeds it and the visitor who waits for it: an
//! article with the signature box against the same article without, alternating, each visit in a
//! new browser that has fetched nothing from our server.
//!
//! Half of the visits touch nothing and give weight, blocking and shifts. The others press the
//! button with empty fields, every 100 ms from the moment the form is visible until its errors are
//! shown, and give the times. All times count from the start of the host page's navigation.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    bars::Bars,
    browser::{
        Browser, Session,
        blocking::{PHONE, QUIET},
        host::{self, Guest, Sites},
        neighbours::{self, Neighbour, Pressed, Product},
        wire::Weight,
    },
    machine,
    median::Spread,
    server::Server,
};

const ROUNDS: usize = 5;

/// Waits until the host page's presses had an effect.
pub(super) const PRESSED: &str = "
    const until = performance.now() + 60000;
    while (!bench.answered) {
        if (performance.now() > until) throw Error('no press took effect');
        await new Promise((next) => setTimeout(next, 50));
    }
    return bench;";

/// Records when the article's first words were painted.
const PAINTED: &str =
    "bench.painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;";

/// The window's width and height in CSS pixels.
type Size = (u32, u32);

#[derive(Clone, Copy)]
pub(super) struct Profile {
    name: &'static str,
    size: Size,
    phone: bool,
}

const PROFILES: [Profile; 2] = [
    Profile {
        name: "not slowed down, 1280x800",
        size: (1280, 800),
        phone: false,
    },
    Profile {
        name: "a phone, 412x823: processor 4 times slower, 1.6 Mbit/s down, 750 kbit/s up, 150 ms away",
        size: (412, 823),
        phone: true,
    },
];

/// The measurements of one kind of visit.
#[derive(Default)]
struct Figures {
    form: Vec<Weight>,
    bundle: Vec<Weight>,
    painted: Vec<f64>,
    blocking: Vec<f64>,
    shift: Vec<f64>,
    seen: Vec<f64>,
    answered: Vec<f64>,
    alive: Vec<f64>,
}

/// Visits with one profile, without the widget and with it.
#[derive(Default)]
struct Compared {
    bare: Figures,
    full: Figures,
}

/// A row of the table: its label, and how it is calculated.
type Row = (&'static str, fn(&Compared) -> String);

const ROWS: [Row; 10] = [
    ("requests for the form", |visits| {
        requests(&visits.full.form)
    }),
    ("bytes of these on the wire, headers included", |visits| {
        bytes(&visits.full.form)
    }),
    ("requests for what takes over", |visits| {
        requests(&visits.full.bundle)
    }),
    ("bytes of these, likewise", |visits| {
        bytes(&visits.full.bundle)
    }),
    (
        "the article's first words are painted, ms; without the widget",
        |visits| beside(visits, |figures| &figures.painted),
    ),
    ("the form stands, ms", |visits| {
        Spread::of(&visits.full.seen).to_string()
    }),
    ("taken over, when it was pressed at once, ms", |visits| {
        Spread::of(&visits.full.alive).to_string()
    }),
    ("that press has its effect, ms", |visits| {
        Spread::of(&visits.full.answered).to_string()
    }),
    (
        "blocking time untouched, ms; without the widget",
        |visits| beside(visits, |figures| &figures.blocking),
    ),
    (
        "layout shift untouched, thousandths; without the widget",
        |visits| beside(visits, |figures| &figures.shift),
    ),
];

pub(super) fn requests(weights: &[Weight]) -> String {
    Spread::of(
        &weights
            .iter()
            .map(|weight| weight.requests)
            .collect::<Vec<_>>(),
    )
    .to_string()
}

pub(super) fn bytes(weights: &[Weight]) -> String {
    Spread::of(
        &weights
            .iter()
            .map(|weight| weight.bytes)
            .collect::<Vec<_>>(),
    )
    .to_string()
}

fn beside(visits: &Compared, of: fn(&Figures) -> &Vec<f64>) -> String {
    let (full, bare) = (of(&visits.full), of(&visits.bare));
    format!("{}; {}", Spread::of(full), Spread::of(bare))
}

/// Prints tables, in Markdown for `docs/performance.md`. `packages` is the folder of the npm packages, of
/// which a neighbour is one.
pub(crate) async fn print(server: &Server, packages: &Path, bars: &mut Bars) -> Result<()> {
    let sites = Sites {
        server: format!("http://{}", server.address),
        neighbours: neighbours::start(packages, &server.address).await?,
    };
    let site = sites.neighbours.clone();
    let origin = host::start(sites).await?;
    let browser = Browser::start().await?;
    let mut columns = Vec::new();
    let mut beside = Vec::new();
    for profile in PROFILES {
        let mut visits = Compared::default();
        let mut others = Neighbour::ALL.map(|_| Pressed::default());
        for _ in 0..ROUNDS {
            let Compared { bare, full } = &mut visits;
            bare.passive(&browser, &origin, server, Guest::NoWidget, profile)
                .await?;
            full.passive(&browser, &origin, server, Guest::Signature, profile)
                .await?;
            full.active(&browser, &origin, profile).await?;
            for (neighbour, figures) in Neighbour::ALL.into_iter().zip(&mut others) {
                let session = browser.open().await?;
                let from = (origin.as_str(), site.as_str());
                let visited = figures.visit(&session, from, neighbour, profile).await;
                session.close().await?;
                visited?;
            }
        }
        columns.push(visits);
        beside.push(others);
    }
    let names = PROFILES.map(|profile| profile.name).join(" | ");
    println!(
        "\nthe signature box on a plain host page, cold cache; medians of {ROUNDS} visits, lowest and highest in brackets"
    );
    println!("\n| | {names} |\n| --- | --- | --- |");
    for (name, tell) in ROWS {
        let told: Vec<_> = columns.iter().map(tell).collect();
        println!("| {name} | {} |", told.join(" | "));
    }
    let [desktop, phone] = &columns[..] else {
        anyhow::bail!("not as many columns as profiles");
    };
    let mut products = vec![Product {
        name: "Undersigned, signature box",
        visible: desktop.full.form.clone(),
        usable: desktop.full.whole(),
        desktop: (desktop.full.seen.clone(), desktop.full.answered.clone()),
        phone: (phone.full.seen.clone(), phone.full.answered.clone()),
    }];
    for (at, neighbour) in Neighbour::ALL.into_iter().enumerate() {
        let [desktop, phone] = [&beside[0][at], &beside[1][at]];
        products.push(Product {
            name: neighbour.name(),
            visible: desktop.weights.clone(),
            usable: desktop.weights.clone(),
            desktop: (desktop.seen.clone(), desktop.answered.clone()),
            phone: (phone.seen.clone(), phone.answered.clone()),
        });
    }
    neighbours::print(&products, bars)
}

impl Figures {
    /// The weight of form and bundle together, visit by visit.
    fn whole(&self) -> Vec<Weight> {
        let both = self.form.iter().zip(&self.bundle);
        both.map(|(form, bundle)| Weight {
            requests: form.requests + bundle.requests,
            bytes: form.bytes + bundle.bytes,
        })
        .collect()
    }

    /// A visitor who only reads.
    async fn passive(
        &mut self,
        browser: &Browser,
        origin: &str,
        server: &Server,
        guest: Guest,
        profile: Profile,
    ) -> Result<()> {
        let session = browser.open().await?;
        let told = async {
            let wire = session
                .watch_wire(&format!("http://{}", server.address))
                .await?;
            prepare(&session, origin, profile).await?;
            session.goto(&format!("{origin}{}", guest.path())).await?;
            let told = session
                .run(&format!("{QUIET} {PAINTED} return bench;"))
                .await?;
            let bundle = |path: &str| path.starts_with("/assets/");
            let form = wire.weight(|path| !bundle(path))?;
            Ok::<_, anyhow::Error>((told, form, wire.weight(bundle)?))
        }
        .await;
        session.close().await?;
        let (told, form, bundle) = told?;
        let long = told["long"].as_array().context("long tasks")?;
        let over = long
            .iter()
            .filter_map(Value::as_f64)
            .map(|task| task - 50.0);
        // `sum()` of an empty iterator is minus zero.
        self.blocking.push(over.fold(0.0, |sum, task| sum + task));
        let painted = told["painted"].as_f64().context("first paint")?;
        self.painted.push(painted);
        let shift = told["shift"].as_f64().context("shifts")?;
        self.shift.push(1e3 * shift);
        self.form.push(form);
        self.bundle.push(bundle);
        Ok(())
    }

    /// A visitor who presses the button at once.
    async fn active(&mut self, browser: &Browser, origin: &str, profile: Profile) -> Result<()> {
        let session = browser.open().await?;
        let told = async {
            prepare(&session, origin, profile).await?;
            session
                .goto(&format!("{origin}{}", Guest::Pressed.path()))
                .await?;
            session.run(PRESSED).await
        }
        .await;
        session.close().await?;
        let told = told?;
        let time = |name: &str| {
            let time = told[name].as_f64();
            time.with_context(|| format!("no time of {name}"))
        };
        self.seen.push(time("seen")?);
        self.answered.push(time("answered")?);
        self.alive.push(time("alive")?);
        Ok(())
    }
}

/// A running browser that has already shown another page of the site, because no visitor waits for
/// a browser to start. Nothing has been fetched from our server yet.
pub(super) async fn prepare(session: &Session, origin: &str, profile: Profile) -> Result<()> {
    session
        .goto(&format!("{origin}{}", Guest::NoWidget.path()))
        .await?;
    if !machine::is_quiet().await? {
        println!("no quiet moment came: the next figures are of a busy machine");
    }
    let (width, height) = profile.size;
    let metrics =
        json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": profile.phone});
    session
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    if profile.phone {
        session
            .devtools("Emulation.setCPUThrottlingRate", json!({"rate": PHONE}))
            .await?;
        let network = json!({
            "offline": false,
            "latency": 150,
            "downloadThroughput": 1_600_000 / 8,
            "uploadThroughput": 750_000 / 8,
        });
        session.devtools("Network.enable", json!({})).await?;
        session
            .devtools("Network.emulateNetworkConditions", network)
            .await?;
    }
    Ok(())
}
