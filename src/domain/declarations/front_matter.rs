//! The front matter of a published file: finds the settings and reads them as YAML, each with its
//! line so that a fault can be located. `domain/declarations/file/mod.rs` interprets the settings;
//! `yaml_pitfalls.rs` finds text that YAML would misread.

use serde::Deserialize;
use serde_saphyr::{Error, Location, Spanned};

/// A fault at a line of a file, stated as what was expected there.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct FileError {
    /// Counted from 1.
    pub line: usize,
    pub expected: String,
}

/// A value and its line.
pub(in crate::domain) type Line<T> = (T, usize);

/// Every setting a file may have. Scalars are kept as text, so that `no` means Norwegian and a goal
/// written as a word gets a helpful error.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct FrontMatter {
    pub(in crate::domain) kind: Option<Spanned<String>>,
    pub(in crate::domain) slug: Option<Spanned<String>>,
    pub(in crate::domain) title: Option<Spanned<String>>,
    pub(in crate::domain) lang: Option<Spanned<String>>,
    pub(super) drafted_by: Option<Vec<Spanned<String>>>,
    pub(super) meeting: Option<Spanned<MeetingSetting>>,
    pub(in crate::domain) organisers: Option<Spanned<String>>,
    pub(in crate::domain) contact: Option<Spanned<String>>,
    pub(in crate::domain) address: Option<Spanned<String>>,
    pub(in crate::domain) privacy: Option<Spanned<String>>,
    pub(in crate::domain) goal: Option<Spanned<String>>,
    pub(super) opens: Option<Spanned<String>>,
    pub(super) closes: Option<Spanned<String>>,
    pub(super) keep_until: Option<Spanned<String>>,
    pub(super) keep_days: Option<Spanned<String>>,
    pub(in crate::domain) sites: Option<Vec<Spanned<String>>>,
    pub(super) topics: Option<Vec<TopicSetting>>,
    pub(super) fields: Option<FieldSettings>,
    pub(super) thanks: Option<Spanned<ThanksSetting>>,
}

/// Which fields a form has: `off`, `optional` or `required`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct FieldSettings {
    pub(super) name: Option<Spanned<String>>,
    pub(super) organisation: Option<Spanned<String>>,
    pub(super) role: Option<Spanned<String>>,
    pub(super) postcode: Option<Spanned<String>>,
    pub(super) public: Option<Spanned<String>>,
    pub(super) reservations: Option<Spanned<String>>,
    pub(super) updates: Option<Spanned<String>>,
}

impl FieldSettings {
    /// All of them by name.
    pub(super) fn each(self) -> [(&'static str, Option<Spanned<String>>); 7] {
        [
            ("name", self.name),
            ("organisation", self.organisation),
            ("role", self.role),
            ("postcode", self.postcode),
            ("public", self.public),
            ("reservations", self.reservations),
            ("updates", self.updates),
        ]
    }

    /// One that is set; its line stands for all.
    pub(super) fn first(&self) -> Option<&Spanned<String>> {
        [
            &self.name,
            &self.organisation,
            &self.role,
            &self.postcode,
            &self.public,
            &self.reservations,
            &self.updates,
        ]
        .into_iter()
        .find_map(Option::as_ref)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct TopicSetting {
    pub(in crate::domain) id: Spanned<String>,
    pub(in crate::domain) label: Spanned<String>,
}

/// A meeting given by its name alone, or with its date and place.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::domain) enum MeetingSetting {
    Name(String),
    Whole(WholeMeeting),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct WholeMeeting {
    pub(in crate::domain) name: String,
    pub(in crate::domain) date: Option<String>,
    pub(in crate::domain) place: Option<String>,
}

/// The link for people who have signed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct ThanksSetting {
    pub(in crate::domain) text: String,
    pub(in crate::domain) url: String,
}

/// A file split at its front matter.
pub(in crate::domain) struct Split<'a> {
    pub(in crate::domain) settings: &'a str,
    pub(in crate::domain) body: &'a str,
    /// The line the body begins on.
    pub(super) body_line: usize,
}

impl Split<'_> {
    /// The line of the file that contains a byte of the body.
    pub(in crate::domain) fn line(&self, offset: usize) -> usize {
        self.body_line + self.body[..offset].matches('\n').count()
    }
}

/// Splits off the front matter, which is between two lines of three hyphens, the first of them on
/// line 1.
pub(in crate::domain) fn split(text: &str) -> Result<Split<'_>, FileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err(FileError {
            line: 1,
            expected: "expected a line of three hyphens (---) that opens the front matter".into(),
        });
    }
    let start = first.len();
    let mut end = start;
    for (index, line) in lines.enumerate() {
        if line.trim_end() == "---" {
            return Ok(Split {
                settings: &text[start..end],
                body: &text[end + line.len()..],
                body_line: index + 3,
            });
        }
        end += line.len();
    }
    Err(FileError {
        line: text.lines().count().max(1),
        expected: "expected a second line of three hyphens (---) that closes the front matter"
            .into(),
    })
}

/// Reads the settings; a YAML fault hides all others, so it is reported alone.
pub(in crate::domain) fn read(settings: &str) -> Result<FrontMatter, FileError> {
    if settings.trim().is_empty() {
        return Ok(FrontMatter::default());
    }
    serde_saphyr::from_str(settings).map_err(|error| {
        let error = error.without_snippet();
        FileError {
            line: error.location().map_or(1, |at| line_in_file(&at)),
            expected: in_words(error),
        }
    })
}

/// Explains a YAML fault to the author of the settings; the library speaks of tokens and types.
fn in_words(error: &Error) -> String {
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => format!(
            "expected a setting that there is ({}), not {field}",
            expected.join(", ")
        ),
        Error::DuplicateMappingKey { key, .. } => {
            let setting = key.as_deref().unwrap_or("each setting");
            format!("expected {setting} once, but it stands here again")
        }
        Error::SerdeMissingField { field, .. } => format!("expected {field} here as well"),
        Error::Unexpected { expected, .. } if expected.contains("sequence") => {
            "expected a list here, as in [One, Two]".to_owned()
        }
        Error::SerdeInvalidType { expected, .. } if expected.contains("sequence") => {
            "expected a list here, as in [One, Two]".to_owned()
        }
        Error::Unexpected { .. } | Error::SerdeInvalidType { .. } => {
            "expected one value after the colon here, not a list or nothing".to_owned()
        }
        _ => "expected a setting on each line, as in title: Our words. Look at this line and the one \
              before it for a quotation mark or bracket that is not closed, a tab at the beginning, or \
              a value that needs quotation marks because of a sign in it"
            .to_owned(),
    }
}

/// A value with its line in the whole file.
pub(super) fn placed(value: Spanned<String>) -> Line<String> {
    let line = line_in_file(&value.referenced);
    (value.value.trim().to_owned(), line)
}

/// The line in the whole file.
pub(super) fn line_of<T>(value: &Spanned<T>) -> usize {
    line_in_file(&value.referenced)
}

/// The opening hyphens are a line of the file, but not of the YAML.
fn line_in_file(at: &Location) -> usize {
    usize::try_from(at.line()).map_or(1, |line| line + 1)
}
