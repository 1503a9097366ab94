//! The campaign that tests publish: one declaration, one list, and the allied site's origin.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The declaration's slug.
pub(crate) const DECLARATION: &str = "open-the-library";
/// The list's slug.
pub(crate) const LIST: &str = "library-news";
/// An origin that may embed both.
pub(crate) const ALLY: &str = "https://ally.example";
/// An origin that may not.
pub(crate) const UNLISTED_SITE: &str = "https://stranger.example";

pub(crate) const TITLE: &str = "Open the library on Sundays";
pub(crate) const ORGANISERS: &str = "Friends of the Reading Room";
pub(crate) const CONTACT: &str = "hello@readingroom.example";
pub(crate) const GOAL: u32 = 1000;

/// The content of the files; each test changes the part it is about.
#[derive(Clone, Debug)]
pub(crate) struct Campaign {
    pub(crate) title: String,
    pub(crate) sites: Vec<String>,
    pub(crate) goal: Option<u32>,
    /// `YYYY-MM-DD`
    pub(crate) opens: Option<String>,
    pub(crate) closes: Option<String>,
    /// Days after closing.
    pub(crate) keep_days: Option<u32>,
    /// Front matter of both files, line by line: the data holder.
    pub(crate) holder: String,
    /// The setting `fields` of the declaration's file and of the list's: `{postcode: required}`.
    pub(crate) fields: String,
    pub(crate) list_fields: String,
    pub(crate) body: String,
    /// Files with the declaration in other languages.
    pub(crate) translations: Vec<String>,
}

impl Default for Campaign {
    fn default() -> Campaign {
        Campaign {
            title: TITLE.to_owned(),
            sites: vec![ALLY.to_owned()],
            goal: Some(GOAL),
            opens: None,
            closes: None,
            keep_days: None,
            holder: String::new(),
            fields: String::new(),
            list_fields: String::new(),
            body: BODY.to_owned(),
            translations: Vec::new(),
        }
    }
}

impl Campaign {
    /// A campaign for a page on another origin.
    pub(crate) fn on_sites(sites: &[&str]) -> Campaign {
        Campaign {
            sites: sites.iter().map(|site| (*site).to_owned()).collect(),
            ..Campaign::default()
        }
    }

    pub(crate) fn declaration(&self) -> String {
        let optional = |key: &str, value: Option<String>| {
            value.map_or(String::new(), |value| format!("{key}: {value}\n"))
        };
        format!(
            "---\nslug: {DECLARATION}\ntitle: {}\nlang: en\ndrafted_by: [Reading Room Union, Sunday Circle]\n\
             organisers: {ORGANISERS}\ncontact: {CONTACT}\n{}{}{}{}{}{}sites: {:?}\n---\n{}",
            self.title,
            self.holder,
            form_fields(&self.fields),
            optional("goal", self.goal.map(|goal| goal.to_string())),
            optional("opens", self.opens.clone()),
            optional("closes", self.closes.clone()),
            optional("keep_days", self.keep_days.map(|days| days.to_string())),
            self.sites,
            self.body,
        )
    }

    /// The declaration in English, Welsh, Urdu and Portuguese; the widgets have no Portuguese.
    pub(crate) fn in_four_languages() -> Campaign {
        let text = |lang: &str, title: &str, words: &str| {
            format!(
                "---\nslug: {DECLARATION}\ntitle: {title}\nlang: {lang}\n---\n{words}\n\n## 1. {title}\n{words}\n"
            )
        };
        Campaign {
            translations: vec![
                text(
                    "cy",
                    "Agorwch y llyfrgell ar y Sul",
                    "Mae’r drysau ar agor.",
                ),
                text("ur", "اتوار کو کتب خانہ کھولیں", "دروازے کھلے ہیں۔"),
                text(
                    "pt",
                    "Abram a biblioteca ao domingo",
                    "As portas estão abertas.",
                ),
            ],
            ..Campaign::default()
        }
    }

    pub(crate) fn list(&self) -> String {
        format!(
            "---\nkind: list\nslug: {LIST}\ntitle: News from the reading room\nlang: en\n\
             organisers: {ORGANISERS}\ncontact: {CONTACT}\n{}{}\
             topics:\n  - {{id: meetings, label: Meetings}}\n  - {{id: volunteering, label: Volunteering}}\n\
             sites: {:?}\n---\nOne letter a month.\n",
            self.holder,
            form_fields(&self.list_fields),
            self.sites,
        )
    }

    /// Writes all files and returns their paths.
    pub(crate) fn write(&self, folder: &Path) -> Vec<PathBuf> {
        let files = [
            (folder.join("declaration.md"), self.declaration()),
            (folder.join("list.md"), self.list()),
        ];
        let translations = self.translations.iter().enumerate();
        let translations = translations
            .map(|(at, text)| (folder.join(format!("declaration.{at}.md")), text.clone()));
        files
            .into_iter()
            .chain(translations)
            .map(|(path, content)| {
                fs::write(&path, content).expect("the temporary folder can be written");
                path
            })
            .collect()
    }
}

fn form_fields(fields: &str) -> String {
    match fields {
        "" => String::new(),
        fields => format!("fields: {fields}\n"),
    }
}

const BODY: &str = "\
A library that is shut on Sundays is shut to those who work all week.

## 1. A day for everyone
The doors stand open on Sundays from ten to four.

## 2. Work that is paid
Whoever opens them is paid as on any other day.

## 3. Quiet and talk
One room is for silence, one for conversation.
";
