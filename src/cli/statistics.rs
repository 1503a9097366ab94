//! `undersigned stats SLUG`: counts of a declaration or a list, as a readable table, CSV or JSON.

use anyhow::bail;
use serde_json::json;
use widgets::wire::ConfirmedKind;

use crate::config::StatsFormat;
use crate::exports::spreadsheet::Table;
use crate::store::{Group, Statistics, Store};
use crate::{app, clock};

pub(super) async fn run(store: &Store, slug: &str, format: StatsFormat) -> anyhow::Result<()> {
    let (declaration, list) = (
        store.declarations().find(slug).await?,
        store.lists().find(slug).await?,
    );
    let kinds = [
        declaration.map(|_| ConfirmedKind::Signature),
        list.map(|_| ConfirmedKind::Subscription),
    ];
    let mut counted = Vec::new();
    for kind in kinds.into_iter().flatten() {
        let statistics = store
            .declarations()
            .statistics(kind, slug, clock::now_ms())
            .await?;
        counted.push((kind, statistics));
    }
    if counted.is_empty() {
        bail!("there is no declaration and no list {slug:?}");
    }
    match format {
        StatsFormat::Table => counted.iter().try_for_each(|(kind, statistics)| {
            app::announce(&format!("{} {slug}", name(*kind)))?;
            table(statistics)
                .iter()
                .try_for_each(|line| app::announce(line))
        }),
        StatsFormat::Csv => {
            let many = counted.len() > 1;
            for (kind, statistics) in &counted {
                if many {
                    app::announce(&format!("{} {slug}", name(*kind)))?;
                }
                let text = String::from_utf8(csv(statistics)?)?;
                app::announce(text.trim_end())?;
            }
            Ok(())
        }
        StatsFormat::Json => {
            let all = counted
                .iter()
                .map(|(kind, statistics)| json(*kind, slug, statistics));
            let all: Vec<_> = all.collect();
            match &all[..] {
                [one] => app::announce(&format!("{one:#}")),
                all => app::announce(&format!("{:#}", json!(all))),
            }
        }
    }
}

const fn name(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "declaration",
        ConfirmedKind::Subscription => "list",
    }
}

/// The text shown for a value, which may be empty.
fn shown(group: Group, value: &str) -> &str {
    match (group, value) {
        (Group::All, _) => "all",
        (Group::Site, "") => "our own pages",
        (_, value) => value,
    }
}

/// Lines with aligned columns.
fn table(statistics: &Statistics) -> Vec<String> {
    let head = ["by".to_owned(), String::new()];
    let head = head.into_iter().chain(
        statistics
            .states
            .iter()
            .map(|state| state.replace('_', " ")),
    );
    let mut cells: Vec<Vec<String>> = vec![head.collect()];
    for (group, value, counts) in &statistics.rows {
        let named = [group.as_str().to_owned(), shown(*group, value).to_owned()];
        cells.push(
            named
                .into_iter()
                .chain(cells_of(statistics, *group, counts))
                .collect(),
        );
    }
    let columns = cells.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let widths = cells.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 | 1 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

/// The counts of a row as text; empty where a column is not counted in the row's group.
fn cells_of(statistics: &Statistics, group: Group, counts: &[u64]) -> impl Iterator<Item = String> {
    let columns = statistics.states.iter().zip(counts);
    columns.map(move |(column, count)| {
        if Statistics::has(group, column) {
            count.to_string()
        } else {
            String::new()
        }
    })
}

fn csv(statistics: &Statistics) -> anyhow::Result<Vec<u8>> {
    let head: Vec<&str> = ["by", "value"]
        .into_iter()
        .chain(statistics.states.iter().copied())
        .collect();
    let mut table = Table::new(&head, false)?;
    for (group, value, counts) in &statistics.rows {
        let counts: Vec<String> = cells_of(statistics, *group, counts).collect();
        let named = [group.as_str(), value.as_str()];
        table.line(named.into_iter().chain(counts.iter().map(String::as_str)))?;
    }
    table.take()
}

fn json(kind: ConfirmedKind, slug: &str, statistics: &Statistics) -> serde_json::Value {
    let counted = |group: Group, counts: &[u64]| -> serde_json::Map<String, serde_json::Value> {
        let named = statistics.states.iter().zip(counts);
        let named = named.filter(|(state, _)| Statistics::has(group, state));
        named
            .map(|(state, count)| ((*state).to_owned(), json!(count)))
            .collect()
    };
    let mut value = json!({ "kind": name(kind), "slug": slug, "site": {}, "source": {}, "day": {}, "language": {} });
    if kind == ConfirmedKind::Signature {
        value["network"] = json!({});
    }
    for (group, of, counts) in &statistics.rows {
        let counts = json!(counted(*group, counts));
        match group {
            Group::All => value["all"] = counts,
            group => value[group.as_str()][of] = counts,
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let statistics = Statistics {
            states: vec!["confirmed", "shares"],
            rows: vec![
                (Group::All, String::new(), vec![1200, 1]),
                (Group::Site, String::new(), vec![7, 0]),
                (Group::Language, "cy".to_owned(), vec![1193, 0]),
                (Group::Network, "email".to_owned(), vec![0, 1]),
            ],
        };
        assert_eq!(
            table(&statistics),
            [
                "by                       confirmed  shares",
                "all       all                 1200       1",
                "site      our own pages          7       0",
                "language  cy                  1193",
                "network   email                          1",
            ]
        );
    }
}
