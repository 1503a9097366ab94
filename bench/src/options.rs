//! The command line: what to measure, and at which sizes.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser};

use crate::databases::Engine;

/// Measures how fast and how heavy the release binary is; without an option, the speed of a small
/// campaign, a host page and printing.
#[derive(Parser)]
#[command(name = "bench")]
pub(crate) struct Arguments {
    /// The release binary.
    pub(crate) server: PathBuf,
    #[command(flatten)]
    pub(crate) part: Part,
    /// The npm packages, of which a widget beside ours is one.
    #[arg(long, value_name = "FOLDER", default_value = "node_modules")]
    pub(crate) packages: PathBuf,
    /// How long each load is held [default: 10; with --signing and --jobs 15, with --pages 5].
    #[arg(long, value_name = "SECONDS")]
    pub(crate) seconds: Option<u64>,
    /// The sizes, in rows: attempts for --signing, rows that a job works on for --jobs, names for
    /// --pages; separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "NUMBER")]
    rows: Vec<u64>,
    /// How many emails wait for the queue's steps of --jobs; separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "NUMBER")]
    waiting: Vec<u64>,
    /// For --signing, --jobs and --pages: the database [default: each in turn].
    #[arg(long, value_delimiter = ',')]
    engine: Vec<Engine>,
    /// Fail if a bar is missed; without this, the output only says so.
    #[arg(long)]
    pub(crate) check: bool,
}

/// One part of the measurements.
#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct Part {
    /// A host page with the signature box, in a browser, and with other widgets in its place.
    #[arg(long)]
    pub(crate) browser: bool,
    /// The main thread's blocking time on a slow phone.
    #[arg(long)]
    pub(crate) blocking: bool,
    /// PDFs for many visitors at once.
    #[arg(long)]
    pub(crate) printing: bool,
    /// Pages with a million names.
    #[arg(long)]
    pub(crate) names: bool,
    /// A million signatures on paper.
    #[arg(long)]
    pub(crate) paper: bool,
    /// Durable signatures a second, in databases of several sizes.
    #[arg(long)]
    pub(crate) signing: bool,
    /// How long each background job holds the write lock.
    #[arg(long)]
    pub(crate) jobs: bool,
    /// Pages a second, beside a static file of the same size.
    #[arg(long)]
    pub(crate) pages: bool,
    /// A visitor's path from an article to a counted signature, in a browser.
    #[arg(long)]
    pub(crate) path: bool,
}

/// What --signing, --jobs and --pages measure.
pub(crate) struct Scope {
    pub(crate) engines: Vec<Engine>,
    /// From the smallest.
    pub(crate) sizes: Vec<u64>,
    pub(crate) span: Duration,
}

impl Arguments {
    /// The scope of a part with its default sizes and seconds.
    pub(crate) fn scope(&self, sizes: &[u64], seconds: u64) -> Scope {
        let engines = if self.engine.is_empty() {
            vec![Engine::Sqlite, Engine::Postgres]
        } else {
            self.engine.clone()
        };
        Scope {
            engines,
            sizes: sorted(&self.rows, sizes),
            span: Duration::from_secs(self.seconds.unwrap_or(seconds)),
        }
    }

    /// The lengths of the queue, from the shortest.
    pub(crate) fn queue_lengths(&self, default: &[u64]) -> Vec<u64> {
        sorted(&self.waiting, default)
    }
}

fn sorted(given: &[u64], default: &[u64]) -> Vec<u64> {
    let chosen = if given.is_empty() { default } else { given };
    let mut sizes = chosen.to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn sizes_are_measured_from_the_smallest_and_parts_exclude_each_other() {
        let read = |line: &str| Arguments::try_parse_from(line.split(' '));
        let one = read("bench server --signing --rows 100000,10000 --engine sqlite").unwrap();
        let scope = one.scope(&[1], 15);
        assert_eq!(scope.sizes, [10_000, 100_000]);
        assert_eq!(scope.engines, [Engine::Sqlite]);
        assert_eq!(scope.span, Duration::from_secs(15));
        assert!(read("bench server --signing --jobs").is_err());
        Arguments::command().debug_assert();
    }
}
