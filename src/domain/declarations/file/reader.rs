//! Collects the errors of a file while its settings are read one by one.

use serde_saphyr::Spanned;

use crate::domain::declarations::front_matter::{self, FileError, Line};

/// Collects faults while the settings are read.
pub(super) struct Reader {
    pub(super) faults: Vec<FileError>,
    /// The YAML could not be parsed, so no setting is known to be missing.
    pub(super) unread: bool,
}

impl Reader {
    pub(super) fn fault(&mut self, line: usize, expected: String) {
        self.faults.push(FileError { line, expected });
    }

    /// The value of an optional setting with its line.
    pub(super) fn optional<T>(
        &mut self,
        name: &str,
        value: Option<Spanned<String>>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Line<T>> {
        let (text, line) = front_matter::placed(value?);
        match parse(&text) {
            Ok(value) => Some((value, line)),
            Err(expected) => {
                self.fault(line, format!("expected {name} to be {expected}"));
                None
            }
        }
    }

    /// The value of an optional setting, without its line.
    pub(super) fn whole(
        &mut self,
        name: &str,
        value: Option<Spanned<String>>,
        parse: impl Fn(&str) -> Result<String, String>,
    ) -> Option<String> {
        self.optional(name, value, parse).map(|(value, _)| value)
    }

    pub(super) fn required<T>(
        &mut self,
        name: &str,
        value: Option<Spanned<String>>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        if value.is_none() && !self.unread {
            self.fault(1, format!("expected the front matter to have {name}"));
        }
        self.optional(name, value, parse).map(|(value, _)| value)
    }

    /// A setting that a list requires and a declaration may omit; empty if it is omitted.
    pub(super) fn required_if(
        &mut self,
        needed: bool,
        name: &str,
        value: Option<Spanned<String>>,
        parse: impl Fn(&str) -> Result<String, String>,
    ) -> Option<String> {
        if needed || value.is_some() {
            return self.required(name, value, parse);
        }
        Some(String::new())
    }

    pub(super) fn each(
        &mut self,
        name: &str,
        values: Option<Vec<Spanned<String>>>,
        parse: impl Fn(&str) -> Result<String, String>,
    ) -> Vec<String> {
        let values = values.unwrap_or_default().into_iter();
        let parsed = values.filter_map(|value| self.optional(name, Some(value), &parse));
        parsed.map(|(value, _)| value).collect()
    }
}
