//! Language versions of a declaration: one file for each language, with the same slug and another
//! `lang`.
//!
//! The file of the language published first leads: its settings (data holder, goal, dates, sites)
//! apply to all. The other files may omit them; any they name must be the same, so that no file
//! states a setting that does not apply.

use widgets::fields::FormFields;

use super::front_matter::FileError;
use super::sites::Sites;
use super::{Declaration, DeclarationFile};
use crate::domain::privacy::holder::Holder;

/// The settings shared by all languages of a declaration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Settings {
    organisers: String,
    contact: String,
    holder: Holder,
    goal: Option<u32>,
    opens_at: Option<i64>,
    closes_at: Option<i64>,
    keep_until: Option<i64>,
    sites: Sites,
    fields: FormFields,
    /// Where they are set, for fault messages.
    place: String,
}

impl Settings {
    /// From the leading file.
    pub fn of_file(file: &DeclarationFile, place: String) -> Settings {
        Settings {
            organisers: file.organisers.clone(),
            contact: file.contact.clone(),
            holder: file.holder.clone(),
            goal: file.goal,
            opens_at: file.opens_at,
            closes_at: file.closes_at,
            keep_until: file.keep_until,
            sites: file.sites.clone(),
            fields: file.fields,
            place,
        }
    }

    /// From a published declaration whose leading file is not among those being published.
    pub fn of_published(declaration: &Declaration) -> Settings {
        Settings {
            organisers: declaration.organisers.clone(),
            contact: declaration.contact.clone(),
            holder: declaration.holder.clone(),
            goal: declaration.goal,
            opens_at: declaration.opens_at,
            closes_at: declaration.closes_at,
            keep_until: declaration.keep_until,
            sites: declaration.sites.clone(),
            fields: declaration.fields,
            place: format!("the published text in {}", declaration.languages[0]),
        }
    }

    /// Applies these settings to a language version; returns a fault for each that it sets
    /// differently.
    pub fn complete(&self, file: &mut DeclarationFile) -> Vec<FileError> {
        let same = |name: &str| match name {
            "organisers" => file.organisers == self.organisers,
            "contact" => file.contact == self.contact,
            "address" => file.holder.address == self.holder.address,
            "privacy" => file.holder.privacy == self.holder.privacy,
            "goal" => file.goal == self.goal,
            "opens" => file.opens_at == self.opens_at,
            "closes" => file.closes_at == self.closes_at,
            "keep_until" | "keep_days" => file.keep_until == self.keep_until,
            "fields" => file.fields == self.fields,
            _ => file.sites == self.sites,
        };
        let faults = file.given.iter().filter(|(name, _)| !same(name));
        let faults = faults
            .map(|(name, line)| FileError {
                line: *line,
                expected: format!(
                    "expected {name} to be as in {}, which leads, or to be left out",
                    self.place
                ),
            })
            .collect();
        file.organisers.clone_from(&self.organisers);
        file.contact.clone_from(&self.contact);
        file.holder.clone_from(&self.holder);
        file.goal = self.goal;
        file.opens_at = self.opens_at;
        file.closes_at = self.closes_at;
        file.keep_until = self.keep_until;
        file.sites = self.sites.clone();
        file.fields = self.fields;
        faults
    }
}

/// Whether a file can lead, which means that it names the data holder.
pub fn can_lead(file: &DeclarationFile) -> bool {
    missing(file).is_empty()
}

/// The settings that a leading file lacks.
pub fn missing(file: &DeclarationFile) -> Vec<FileError> {
    let needed = ["organisers", "contact"].into_iter();
    let missing = needed.filter(|name| !file.given.iter().any(|(given, _)| given == name));
    missing
        .map(|name| FileError {
            line: 1,
            expected: format!("expected the front matter to have {name}"),
        })
        .collect()
}
