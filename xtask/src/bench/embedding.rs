//! What a widget costs the page it stands on and the visitor who waits for it: an article with the
//! signature box beside the same article without, in turns, each visit in a fresh browser.
//!
//! Half of the visits touch nothing and give weight, blocking and shifts; the others press the
//! button with empty fields, every 100 ms from the moment the form is seen until its errors are
//! shown, and give the times.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    blocking::{PHONE, QUIET},
    browser::{Browser, Session},
    host::{self, Guest},
    median::Spread,
    server::Server,
};

const ROUNDS: usize = 5;

/// Waits until the presses of the host page took effect.
const PRESSED: &str = "
    const until = performance.now() + 60000;
    while (!bench.answered) {
        if (performance.now() > until) throw Error('no press took effect');
        await new Promise((next) => setTimeout(next, 50));
    }
    return bench;";

#[derive(Clone, Copy)]
struct Profile {
    name: &'static str,
    phone: bool,
}

const PROFILES: [Profile; 2] = [
    Profile {
        name: "not slowed down, 1280x800",
        phone: false,
    },
    Profile {
        name: "a phone: processor 4x slower, 1.6 Mbit/s down, 750 kbit/s up, 150 ms away, 412x823",
        phone: true,
    },
];

/// What the visits of one kind gave.
#[derive(Default)]
struct Figures {
    requests: Vec<f64>,
    bytes: Vec<f64>,
    blocking: Vec<f64>,
    shift: Vec<f64>,
    seen: Vec<f64>,
    answered: Vec<f64>,
    alive: Vec<f64>,
}

/// Prints one table a profile.
pub(crate) async fn print(server: &Server) -> Result<()> {
    let origin = host::start(&server.address).await?;
    let browser = Browser::start().await?;
    for profile in PROFILES {
        let (mut bare, mut full) = (Figures::default(), Figures::default());
        for _ in 0..ROUNDS {
            bare.passive(&browser, &origin, server, Guest::Nobody, profile)
                .await?;
            full.passive(&browser, &origin, server, Guest::Signature, profile)
                .await?;
            full.active(&browser, &origin, profile).await?;
        }
        println!(
            "\n{}; medians of {ROUNDS} visits each, lowest and highest in brackets",
            profile.name
        );
        let added = |of: fn(&Figures) -> &Vec<f64>| {
            format!("{} beside {}", Spread::of(of(&full)), Spread::of(of(&bare)))
        };
        println!("| requests | {} |", Spread::of(&full.requests));
        println!(
            "| bytes on the wire, headers included | {} |",
            Spread::of(&full.bytes)
        );
        println!("| form seen, ms | {} |", Spread::of(&full.seen));
        println!(
            "| a press takes effect, ms | {} |",
            Spread::of(&full.answered)
        );
        println!(
            "| taken over after the first touch, ms | {} |",
            Spread::of(&full.alive)
        );
        println!(
            "| blocking time, ms, beside the bare page's | {} |",
            added(|figures| &figures.blocking)
        );
        println!(
            "| layout shift, thousandths, beside the bare page's | {} |",
            added(|figures| &figures.shift)
        );
    }
    Ok(())
}

impl Figures {
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
            prepare(&session, profile).await?;
            session.goto(&format!("{origin}{}", guest.path())).await?;
            let told = session.run(&format!("{QUIET} return bench;")).await?;
            Ok::<_, anyhow::Error>((told, wire.weight()))
        }
        .await;
        session.close().await?;
        let (told, (requests, bytes)) = told?;
        let long = told["long"].as_array().context("long tasks")?;
        let over = long
            .iter()
            .filter_map(Value::as_f64)
            .map(|task| task - 50.0);
        self.blocking.push(over.sum());
        self.shift
            .push(1e3 * told["shift"].as_f64().unwrap_or_default());
        self.requests.push(requests);
        self.bytes.push(bytes);
        Ok(())
    }

    /// A visitor who presses at once.
    async fn active(&mut self, browser: &Browser, origin: &str, profile: Profile) -> Result<()> {
        let session = browser.open().await?;
        let told = async {
            prepare(&session, profile).await?;
            session
                .goto(&format!("{origin}{}", Guest::Pressed.path()))
                .await?;
            session.run(PRESSED).await
        }
        .await;
        session.close().await?;
        let told = told?;
        let time = |name: &str| {
            told[name]
                .as_f64()
                .with_context(|| format!("no time of {name}"))
        };
        self.seen.push(time("seen")?);
        self.answered.push(time("answered")?);
        self.alive.push(time("alive")? - time("touched")?);
        Ok(())
    }
}

async fn prepare(session: &Session, profile: Profile) -> Result<()> {
    let (width, height) = if profile.phone {
        (412, 823)
    } else {
        (1280, 800)
    };
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
