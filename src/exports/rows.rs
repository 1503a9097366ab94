//! The rows of files of people, as CSV or as JSON.

use serde::Serialize;

use super::FileFormat;
use super::spreadsheet::Table;
use crate::store::{Subscriber, UnsubscribedPerson};

const REACHABLE: [&str; 11] = [
    "email",
    "name",
    "organisation",
    "area",
    "topics",
    "lang",
    "consent",
    "consented_at",
    "site",
    "page_url",
    "unsubscribe_url",
];
const LEFT: [&str; 4] = ["email", "name", "how", "left_at"];

/// Rows of a file, collected until they are taken.
pub(super) enum Lines {
    Csv(Box<Table>),
    Json { text: String, any: bool },
}

impl Lines {
    /// Of people who may be emailed.
    pub(super) fn of_reachable(format: FileFormat) -> Self {
        Self::new(format, &REACHABLE)
    }

    /// Of people who have left.
    pub(super) fn of_left(format: FileFormat) -> Self {
        Self::new(format, &LEFT)
    }

    fn new(format: FileFormat, head: &[&str]) -> Self {
        match format {
            FileFormat::Csv { mark } => {
                let table = Table::new(head, mark).expect("a head is written to memory");
                Self::Csv(Box::new(table))
            }
            FileFormat::Json => Self::Json {
                text: "[".to_owned(),
                any: false,
            },
        }
    }

    pub(super) fn add_subscriber(&mut self, one: &Subscriber, link: &str) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct LinkedSubscriber<'a> {
            #[serde(flatten)]
            subscriber: &'a Subscriber,
            unsubscribe_url: &'a str,
        }
        let topics = one.topics.join(" ");
        let cells = [
            one.email.as_str(),
            one.name.as_deref().unwrap_or_default(),
            one.organisation.as_deref().unwrap_or_default(),
            one.area.as_deref().unwrap_or_default(),
            &topics,
            &one.lang,
            &one.consent,
            &one.consented_at,
            &one.site,
            &one.page_url,
            link,
        ];
        let row = LinkedSubscriber {
            subscriber: one,
            unsubscribe_url: link,
        };
        self.add(&cells, &row)
    }

    pub(super) fn add_unsubscribed(&mut self, one: &UnsubscribedPerson) -> anyhow::Result<()> {
        let name = one.name.as_deref().unwrap_or_default();
        self.add(&[one.email.as_str(), name, &one.how, &one.left_at], one)
    }

    fn add(&mut self, cells: &[&str], row: &impl Serialize) -> anyhow::Result<()> {
        match self {
            Self::Csv(table) => table.line(cells.iter().copied()),
            Self::Json { text, any } => {
                text.push_str(if *any { ",\n" } else { "\n" });
                text.push_str(&serde_json::to_string(row)?);
                *any = true;
                Ok(())
            }
        }
    }

    /// Adds what comes after the last row.
    pub(super) fn end(&mut self) {
        if let Self::Json { text, .. } = self {
            text.push_str("\n]\n");
        }
    }

    /// What was added since the last call.
    pub(super) fn take(&mut self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Csv(table) => table.take(),
            Self::Json { text, .. } => Ok(std::mem::take(text).into_bytes()),
        }
    }
}
