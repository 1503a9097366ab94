//! The widgets' props: the server fills them in and renders from them, and the browser gets them
//! back.
//!
//! Everything here is plain data that renders the same on both sides: no clock, no `usize`, no
//! hash order. The types of the API are in [`crate::wire`].

use serde::Serialize;

pub use crate::fields::{FormFields, Presence};
use crate::wire::{Inbox, Signatory};

/// Stands for the `site` of a fragment, which is the same for every allied site: the loader puts
/// the origin of the page around it in its place, in forms (`www/undersigned.js`) and props
/// (`www/island.js`).
pub const ANY_SITE: &str = "*";

/// The page that a widget is in, and its server; the same for all three widgets.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Place {
    /// The server's origin, without a trailing slash; every address in the widget starts with it.
    pub server: String,
    /// Origin of the page that holds the widget: empty on the server's own pages, [`ANY_SITE`] in a
    /// fragment.
    #[serde(skip_serializing_if = "usual")]
    pub site: String,
    /// BCP 47 language the widget is drawn in.
    pub lang: String,
    #[serde(skip_serializing_if = "usual")]
    pub layout: Layout,
    /// In a frame: the action of its native forms, so that they continue within the frame. In the
    /// browser, scripts send the forms.
    #[serde(skip)]
    pub frame: Option<String>,
    /// The form token. The browser reads it from the hidden field.
    #[serde(skip)]
    pub form_token: String,
    /// The words above a widget that an editor looks at before it is published; nothing in it can be
    /// used.
    #[serde(skip)]
    pub preview: Option<&'static str>,
    #[serde(skip)]
    pub show: Show,
    #[serde(skip)]
    pub principles: Folding,
    /// Whether the signature box is a dialog that a button opens (`layout="button"`).
    #[serde(skip)]
    pub button: bool,
}

/// The `layout` attribute.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    #[default]
    Full,
    Compact,
}

/// The `show` attribute: how much of the signature box is shown.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Show {
    #[default]
    Whole,
    /// The form with the title and a link to the text, without the text and the names.
    Form,
    /// How many have signed, with a link.
    Count,
    /// The newest names, with a link.
    Names,
    /// How many have signed, the next goal and the bar, with a link.
    Progress,
}

impl Show {
    pub const NAMES: [(&'static str, Show); 4] = [
        ("form", Show::Form),
        ("count", Show::Count),
        ("names", Show::Names),
        ("progress", Show::Progress),
    ];

    /// Its name in the attribute; the whole box has none.
    pub fn name(self) -> Option<&'static str> {
        let found = Show::NAMES.into_iter().find(|(_, show)| *show == self);
        found.map(|(name, _)| name)
    }

    /// The whole box if the attribute has no name of these.
    pub fn of_name(name: &str) -> Show {
        let found = Show::NAMES.into_iter().find(|(known, _)| *known == name);
        found.map_or(Show::Whole, |(_, show)| show)
    }

    /// Whether visitors can sign there.
    pub fn has_form(self) -> bool {
        matches!(self, Show::Whole | Show::Form)
    }
}

/// The `principles` attribute: whether the principles are folded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Folding {
    /// As the length of the text suggests.
    #[default]
    Auto,
    Open,
    Folded,
}

impl Folding {
    pub const NAMES: [(&'static str, Folding); 2] =
        [("open", Folding::Open), ("folded", Folding::Folded)];

    /// Its name in the attribute.
    pub fn name(self) -> Option<&'static str> {
        let found = Folding::NAMES.into_iter().find(|(_, one)| *one == self);
        found.map(|(name, _)| name)
    }

    pub fn of_name(name: &str) -> Folding {
        let found = Folding::NAMES.into_iter().find(|(known, _)| *known == name);
        found.map_or(Folding::Auto, |(_, folding)| folding)
    }
}

/// Whether a declaration takes signatures, decided by the server's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SigningStatus {
    #[default]
    Open,
    /// Opens on this date, as words in the widget's language.
    NotYetOpen(String),
    /// Closed on this date, as words in the widget's language.
    Closed(String),
}

/// The declaration as a document: rendered once by the server, never hydrated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub slug: String,
    /// BCP 47 language of the text itself.
    pub lang: String,
    pub title: String,
    pub drafted_by: Vec<String>,
    /// Sanitised HTML.
    pub preamble: String,
    pub principles: Vec<Principle>,
    /// Sanitised HTML after the last principle; empty if there is none.
    pub closing: String,
    pub version: u32,
    /// SHA-256 of the text, hexadecimal.
    pub text_hash: String,
    /// Only one principle is shown, with a link to the whole text.
    pub excerpt: bool,
}

impl Document {
    /// A document with only the principle of this number; `None` if there is no such principle.
    pub fn only(&self, number: u32) -> Option<Document> {
        let principles = self.principles.iter();
        let principle = principles.clone().find(|one| one.number == number)?;
        Some(Document {
            preamble: String::new(),
            principles: vec![principle.clone()],
            closing: String::new(),
            excerpt: true,
            ..self.clone()
        })
    }
}

/// A numbered article of a declaration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Principle {
    pub number: u32,
    pub title: String,
    /// Sanitised HTML.
    pub text: String,
}

/// A principle by its number and title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    pub number: u32,
    pub title: String,
}

/// Details of the data holder shown beside a form, apart from the name. The server renders them
/// once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holder {
    /// Postal.
    pub address: Option<String>,
    /// A privacy notice in words.
    pub privacy: Option<String>,
    /// The URL of a page with the notice, and the link's text.
    pub notice: Option<(String, String)>,
}

/// The hydrated part of the signature box: count, form, code, thanks and recent names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SigningPanel {
    pub slug: String,
    pub title: String,
    /// Who holds the data; named in the privacy notice.
    pub organisers: String,
    #[serde(rename = "standing", skip_serializing_if = "usual")]
    pub status: SigningStatus,
    pub count: u32,
    #[serde(skip_serializing_if = "usual")]
    pub goal: Option<u32>,
    /// BCP 47 language of the text that is signed. The browser reads it from the form.
    #[serde(skip)]
    pub text_lang: String,
    /// The principles that a signatory can have a reservation on. The server renders them once.
    #[serde(skip)]
    pub principles: Vec<Heading>,
    #[serde(skip)]
    pub holder: Holder,
    /// Where the organisers send people who have signed.
    #[serde(skip_serializing_if = "usual")]
    pub thanks: Option<ThanksLink>,
    /// The fields of the form. The browser sees which are there, and which are required.
    #[serde(skip)]
    pub fields: FormFields,
    /// The boxes for reservations are beside the principles, in the text around the island, rather
    /// than in the form.
    #[serde(skip)]
    pub reserve_in_text: bool,
    /// Newest public signatories, at most eight, organisations first. The server renders them once;
    /// the browser does not need them.
    #[serde(skip)]
    pub signatories: Vec<Signatory>,
}

/// A link that is offered to people who have just signed.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct ThanksLink {
    pub text: String,
    pub url: String,
}

/// The sign-up form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SignupPanel {
    pub slug: String,
    pub title: String,
    pub organisers: String,
    #[serde(skip)]
    pub holder: Holder,
    /// The server renders them once.
    #[serde(skip)]
    pub topics: Vec<Topic>,
    /// The fields of the form, as in a signature.
    #[serde(skip)]
    pub fields: FormFields,
}

/// A topic of a list, offered as a tick box.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topic {
    pub id: String,
    pub label: String,
}

/// The share bar.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SharePanel {
    /// What is shared; the loader passes the page's canonical address and title.
    pub url: String,
    pub text: String,
    /// Ids, in the order shown. The server renders them once.
    #[serde(skip)]
    pub networks: Vec<String>,
    /// Follow links as id and address.
    pub follow: Vec<(String, String)>,
    /// Slug of the declaration that shares count for, if there is one.
    pub declaration: Option<String>,
}

/// The input and errors of a native form post, shown again so that nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Returned {
    /// Field name and value as typed. The browser reads them from the rendered fields.
    #[serde(skip)]
    pub values: Vec<(String, String)>,
    pub errors: Vec<crate::wire::FieldProblem>,
    /// The error of the whole form, as a code.
    pub problem: Option<String>,
    /// The visitor must check the form again before it is sent. Only the server renders this, on
    /// pages that no script hydrates.
    #[serde(skip)]
    pub check: Option<Check>,
}

/// The texts of a form that the visitor must check again.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Above the button.
    pub words: &'static str,
    pub button: &'static str,
}

/// The step of signing or subscribing that is shown first; the widget continues from there.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    #[default]
    Form,
    /// The email has been requested; the code can be typed.
    Code {
        id: String,
        email: String,
        #[serde(skip_serializing_if = "usual")]
        sent: SentEmail,
    },
    /// The message says which of the signatures it is, as in [`crate::wire::Confirmed`].
    Thanks { message: String },
    /// Confirmed, and waiting for approval; the message says why.
    Waits { message: String },
}

/// How the email that was requested is recognised; empty where the server did not say.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct SentEmail {
    /// Its subject, with a dot in place of each digit of the code.
    pub subject: String,
    #[serde(skip_serializing_if = "usual")]
    pub inbox: Option<Inbox>,
}

/// Everything that a widget is rendered from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Island {
    pub place: Place,
    pub panel: Panel,
    #[serde(skip_serializing_if = "usual")]
    pub moment: Moment,
    #[serde(skip_serializing_if = "usual")]
    pub returned: Returned,
}

/// Whether a value is the default, which the browser assumes, so it is not sent.
fn usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Which widget, and what it shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Panel {
    Signature(SigningPanel),
    Signup(SignupPanel),
    Share(SharePanel),
}

impl Panel {
    /// The widget's name, as in the routes and elements.
    pub fn name(&self) -> &'static str {
        match self {
            Panel::Signature(_) => "signature",
            Panel::Signup(_) => "signup",
            Panel::Share(_) => "share",
        }
    }
}
