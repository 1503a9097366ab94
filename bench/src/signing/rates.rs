//! The table of signatures a second, and its bars.

use super::{SIZES, Way, Window};
use crate::{
    bars::{Bars, number},
    databases::Engine,
    median::{Spread, median},
};

/// The bars for SQLite with a million attempts, signatures a second.
const MILLION: u64 = 1_000_000;
const WITHOUT_EMAILS: f64 = 6_000.0;
const WITH_EMAILS: f64 = 4_000.0;
const STORE_ALONE: f64 = 15_000.0;
/// Emails a second that the queue must send meanwhile.
const EMAILS: f64 = 1_000.0;
/// The least part of the rate at the smallest size, and of signing for confirming.
const OF_SMALLEST: f64 = 0.8;
const OF_SIGNING: f64 = 0.5;

/// Medians of a way's windows, a second.
pub(super) struct Rates {
    signed: f64,
    confirmed: Option<f64>,
    emails: f64,
    emails_after: Option<f64>,
    spread: Spread,
}

impl Rates {
    pub(super) fn of(windows: &[Window]) -> Rates {
        let some = |pick: fn(&Window) -> Option<f64>| {
            let values: Vec<f64> = windows.iter().filter_map(pick).collect();
            (!values.is_empty()).then(|| median(values.into_iter()))
        };
        let signed: Vec<f64> = windows.iter().map(|one| one.signed).collect();
        Rates {
            signed: median(signed.iter().copied()),
            confirmed: some(|one| one.confirmed),
            emails: median(windows.iter().map(|one| one.emails)),
            emails_after: some(|one| one.emails_after),
            spread: Spread::of(&signed),
        }
    }
}

/// The lines of one engine; ratios are to its first size.
pub(super) struct Report {
    engine: Engine,
    first: Vec<(Way, u64, f64)>,
}

impl Report {
    pub(super) fn new(engine: Engine) -> Report {
        Report {
            engine,
            first: Vec::new(),
        }
    }

    pub(super) fn print(&mut self, rows: u64, way: Way, rates: &Rates, bars: &mut Bars) {
        let what = format!("{}, {rows} rows, {}", self.engine, way.label());
        let mut line = format!("{what}: {} signatures a second", rates.spread);
        let first = self.first.iter().find(|(known, ..)| *known == way);
        if let Some((_, size, smallest)) = first {
            let ratio = rates.signed / smallest;
            let bar = bars.at_least(&format!("{what}, of {size} rows"), ratio, OF_SMALLEST);
            line += &format!("; {ratio:.2} of {size} rows ({bar})");
        } else {
            self.first.push((way, rows, rates.signed));
            if rows != SIZES[0] {
                line += &format!("; {rows} rows stand in for {}", SIZES[0]);
            }
        }
        let judged = self.engine == Engine::Sqlite && rows == MILLION;
        if judged {
            let bar = match way {
                Way::WithoutEmails => WITHOUT_EMAILS,
                Way::WithEmails => WITH_EMAILS,
                Way::StoreAlone => STORE_ALONE,
            };
            line += &format!(" ({})", bars.at_least(&what, rates.signed, bar));
        }
        println!("{line}");
        match way {
            Way::WithoutEmails => {
                println!("  emails tried meanwhile: {:.2} a second", rates.emails)
            }
            Way::WithEmails => print_emails(&what, rates, judged, bars),
            Way::StoreAlone => {}
        }
        if let Some(confirmed) = rates.confirmed {
            let ratio = confirmed / rates.signed;
            let bar = bars.at_least(&format!("{what}, confirming"), ratio, OF_SIGNING);
            let confirmed = number(confirmed);
            println!("  confirming: {confirmed} a second; {ratio:.2} of signing ({bar})");
        }
    }
}

fn print_emails(what: &str, rates: &Rates, judged: bool, bars: &mut Bars) {
    let mut line = format!("  emails: {} a second meanwhile", number(rates.emails));
    if judged {
        let bar = bars.at_least(&format!("{what}, emails"), rates.emails, EMAILS);
        line += &format!(" ({bar})");
    }
    if let Some(after) = rates.emails_after {
        line += &format!("; {} a second when signing has ended", number(after));
    }
    println!("{line}");
}
