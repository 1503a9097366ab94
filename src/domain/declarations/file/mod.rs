//! Reads a declaration or a list from its Markdown file with front matter. All faults that can be
//! found at once are reported together, each with its line and what was expected there.
//!
//! A day opens at 00:00 UTC and closes at its end, 24:00 UTC.

mod form_fields;
mod reader;
mod text;
mod thanks;
mod values;

use jiff::civil::Date;
use serde_saphyr::Spanned;

use super::front_matter::{self, FileError, FrontMatter, Line, Split};
use super::language_tag;
use super::sites::Sites;
use super::yaml_pitfalls;
use super::{DeclarationFile, ListFile, Meeting, Topic};
use crate::domain::hash;
use crate::domain::privacy::holder::{self, Holder};
use crate::domain::signatures::name::nfc;
use reader::Reader;
pub use values::slug;
use values::{address, after, date, goal, keep_days, one_line, start_of};

/// A parsed file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum File {
    Declaration(DeclarationFile),
    List(ListFile),
}

impl File {
    pub fn slug(&self) -> &str {
        match self {
            Self::Declaration(file) => &file.slug,
            Self::List(file) => &file.slug,
        }
    }
}

const TITLE_CHARS: usize = 200;
const ORGANISERS_CHARS: usize = 120;
const LABEL_CHARS: usize = 80;
/// How long contacts are kept after closing if the file does not say.
const KEEP_DAYS: i64 = 90;
/// How long unsubscribed people are kept if the file does not say.
const KEEP_LEFT_DAYS: i64 = 30;

pub const MAX_PRINCIPLES: usize = 100;

/// Reads a whole file; faults are in the order of their lines.
pub fn parse(text: &str) -> Result<File, Vec<FileError>> {
    let split = front_matter::split(text).map_err(|fault| vec![fault])?;
    let mut reader = Reader {
        faults: yaml_pitfalls::faults(split.settings),
        unread: false,
    };
    let settings = front_matter::read(split.settings).unwrap_or_else(|fault| {
        reader.unread = true;
        // A known misreading gives better advice.
        if reader.faults.is_empty() {
            reader.faults.push(fault);
        }
        FrontMatter::default()
    });
    let file = reader.file(settings, &split);
    reader.faults.sort();
    match file {
        Some(file) if reader.faults.is_empty() => Ok(file),
        _ => Err(reader.faults),
    }
}

impl Reader {
    fn file(&mut self, settings: FrontMatter, split: &Split<'_>) -> Option<File> {
        let given = given(&settings);
        let of_list = match settings.kind.map(front_matter::placed) {
            None => false,
            Some((kind, _)) if kind == "declaration" => false,
            Some((kind, _)) if kind == "list" => true,
            Some((kind, line)) => {
                self.fault(
                    line,
                    format!("expected kind to be declaration or list, not {kind:?}"),
                );
                false
            }
        };
        let slug = self.required("slug", settings.slug, slug);
        let title = self.required("title", settings.title, |text| one_line(text, TITLE_CHARS));
        let lang = self.required("lang", settings.lang, language_tag::parse);
        // A declaration may leave these to another language's file, which `cli/declarations/publish.rs` finds.
        let organisers = self.required_if(of_list, "organisers", settings.organisers, |text| {
            one_line(text, ORGANISERS_CHARS)
        });
        let contact = self.required_if(of_list, "contact", settings.contact, address);
        let holder = Holder {
            address: self.whole("address", settings.address, holder::address),
            privacy: self.whole("privacy", settings.privacy, holder::privacy),
        };
        let drafted_by = self.each("drafted_by", settings.drafted_by, |text| {
            one_line(text, ORGANISERS_CHARS)
        });
        let meeting = settings.meeting.map(|meeting| self.meeting(meeting));
        let goal = self.optional("goal", settings.goal, goal);
        let opens = self.optional("opens", settings.opens, date);
        let closes = self.optional("closes", settings.closes, date);
        let (keep_until, keep_unsubscribed_days) = if of_list {
            let days = self.keep_unsubscribed_days(settings.keep_until, settings.keep_days);
            (None, days)
        } else {
            let until = self.keep_until(settings.keep_until, settings.keep_days, closes);
            (until, KEEP_LEFT_DAYS)
        };
        let sites = self.each("sites", settings.sites, |text| {
            Sites::parse(&[text.to_owned()]).map(|_| text.to_owned())
        });
        let sites = Sites::parse(&sites).unwrap_or(Sites::These(Vec::new()));
        if let (Some((opens, _)), Some((closes, line))) = (&opens, &closes)
            && closes < opens
        {
            self.fault(
                *line,
                format!("expected closes to be {opens} or later, not {closes}"),
            );
        }
        let topics = self.topics(settings.topics.unwrap_or_default(), of_list);
        let fields = self.form_fields(settings.fields.unwrap_or_default(), of_list);
        let thanks = settings.thanks.map(|thanks| self.thanks(thanks, of_list));
        if !self.too_long(split) {
            self.no_html(split);
            if !of_list {
                self.principles(split);
            }
        }
        let (title, body) = (title?, nfc(split.body.trim()));
        if of_list {
            return Some(File::List(ListFile {
                slug: slug?,
                title,
                lang: lang?,
                organisers: organisers?,
                contact: contact?,
                holder,
                topics,
                fields,
                sites,
                keep_unsubscribed_days,
                description: body,
            }));
        }
        Some(File::Declaration(DeclarationFile {
            slug: slug?,
            lang: lang?,
            drafted_by,
            meeting: meeting.flatten(),
            thanks: thanks.flatten(),
            organisers: organisers?,
            contact: contact?,
            holder,
            goal: goal.map(|(goal, _)| goal),
            opens_at: opens.map(|(day, _)| start_of(day)),
            closes_at: closes.map(|(day, _)| after(day, 0)),
            keep_until,
            sites,
            fields,
            text_hash: hash::of_text(&title, &body),
            title,
            body,
            given,
        }))
    }

    /// The end of retention: a day, or days after closing, by default ninety; else never.
    fn keep_until(
        &mut self,
        until: Option<Spanned<String>>,
        days: Option<Spanned<String>>,
        closes: Option<Line<Date>>,
    ) -> Option<i64> {
        let until = self.optional("keep_until", until, date);
        let days = self.optional("keep_days", days, keep_days);
        match (until, days, closes) {
            (Some(_), Some((_, line)), _) => {
                self.fault(line, "expected keep_until or keep_days, not both".into());
                None
            }
            (Some((until, line)), None, Some((closes, _))) if until < closes => {
                self.fault(
                    line,
                    format!("expected keep_until to be {closes} or later, not {until}"),
                );
                None
            }
            (Some((until, _)), None, _) => Some(after(until, 0)),
            (None, Some((_, line)), None) => {
                let expected = "expected closes as well: keep_days counts from there";
                self.fault(line, expected.into());
                None
            }
            (None, Some((days, _)), Some((closes, _))) => Some(after(closes, days)),
            (None, None, closes) => closes.map(|(closes, _)| after(closes, KEEP_DAYS)),
        }
    }

    /// Retention for a list: some days after unsubscribing, on each person's own day.
    fn keep_unsubscribed_days(
        &mut self,
        until: Option<Spanned<String>>,
        days: Option<Spanned<String>>,
    ) -> i64 {
        if let Some(until) = until {
            let expected = "expected keep_days in a file with kind: list, not keep_until";
            self.fault(front_matter::placed(until).1, expected.into());
        }
        let days = self.optional("keep_days", days, keep_days);
        days.map_or(KEEP_LEFT_DAYS, |(days, _)| days)
    }

    fn topics(&mut self, settings: Vec<front_matter::TopicSetting>, of_list: bool) -> Vec<Topic> {
        let mut topics: Vec<Topic> = Vec::new();
        for setting in settings {
            let line = front_matter::placed(setting.id.clone()).1;
            let id = self.required("a topic's id", Some(setting.id), slug);
            let label = self.required("a topic's label", Some(setting.label), |text| {
                one_line(text, LABEL_CHARS)
            });
            let (Some(id), Some(label)) = (id, label) else {
                continue;
            };
            if !of_list {
                self.fault(
                    line,
                    "expected topics only in a file with kind: list".into(),
                );
            } else if topics.iter().any(|topic| topic.id == id) {
                self.fault(
                    line,
                    format!("expected each topic once, but {id} stands here again"),
                );
            }
            topics.push(Topic { id, label });
        }
        topics
    }

    fn meeting(&mut self, setting: Spanned<front_matter::MeetingSetting>) -> Option<Meeting> {
        let line = front_matter::line_of(&setting);
        let (name, date, place) = match setting.value {
            front_matter::MeetingSetting::Name(name) => (name, None, None),
            front_matter::MeetingSetting::Whole(whole) => (whole.name, whole.date, whole.place),
        };
        let mut keep = |name: &str, expected: Result<String, String>| {
            let report = |expected| self.fault(line, format!("expected {name} to be {expected}"));
            expected.map_err(report).ok()
        };
        let short = |text: &str| one_line(text.trim(), TITLE_CHARS);
        let name = keep("a meeting's name", short(&name));
        let place = place.map(|place| keep("a meeting's place", short(&place)));
        let day = date.map(|date| values::date(date.trim()));
        if let Some(Err(expected)) = &day {
            self.fault(line, format!("expected a meeting's date to be {expected}"));
        }
        Some(Meeting {
            name: name?,
            date: day.and_then(Result::ok),
            place: place.flatten(),
        })
    }
}

/// The settings shared by all languages of a declaration that a file names.
fn given(settings: &FrontMatter) -> Vec<(&'static str, usize)> {
    let sites = settings.sites.as_ref().and_then(|sites| sites.first());
    let fields = settings.fields.as_ref();
    let fields = fields.and_then(front_matter::FieldSettings::first);
    let named = [
        ("organisers", settings.organisers.as_ref()),
        ("contact", settings.contact.as_ref()),
        ("address", settings.address.as_ref()),
        ("privacy", settings.privacy.as_ref()),
        ("goal", settings.goal.as_ref()),
        ("opens", settings.opens.as_ref()),
        ("closes", settings.closes.as_ref()),
        ("keep_until", settings.keep_until.as_ref()),
        ("keep_days", settings.keep_days.as_ref()),
        ("sites", sites),
        ("fields", fields),
    ];
    let named = named.into_iter();
    named
        .filter_map(|(name, value)| Some((name, front_matter::placed(value?.clone()).1)))
        .collect()
}

#[cfg(test)]
mod tests;
