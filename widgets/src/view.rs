//! What the widgets are drawn from: the props that the server fills in and the browser gets back.
//!
//! Everything here is plain data that renders the same on both sides: no clock, no `usize`, no
//! hash order. What travels over the API is in [`crate::wire`].

use serde::Serialize;

use crate::wire::Signatory;

/// Where a widget stands and where its server is; the same for all three.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Place {
    /// The server's origin, without a trailing slash; every address in the widget starts with it.
    pub server: String,
    /// Origin of the page that holds the widget; empty on the server's own pages.
    #[serde(skip_serializing_if = "usual")]
    pub site: String,
    /// BCP 47 language the widget is drawn in.
    pub lang: String,
    #[serde(skip_serializing_if = "usual")]
    pub layout: Layout,
    /// In a frame: where its native forms go, so that they carry on within the frame. In the browser
    /// no form goes anywhere.
    #[serde(skip)]
    pub frame: Option<String>,
    /// What the form carries of how it was drawn. It stands in the form; the browser reads it there.
    #[serde(skip)]
    pub form_token: String,
}

/// The `layout` attribute.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    #[default]
    Full,
    Compact,
}

/// Whether a declaration takes signatures, decided by the server's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Open,
    /// Opens on this date, as words in the widget's language.
    NotYetOpen(String),
    /// Closed on this date, as words in the widget's language.
    Closed(String),
}

/// The declaration as a document: drawn by the server once, never hydrated.
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
    /// Sanitised HTML after the last principle; empty when there is none.
    pub closing: String,
    pub version: u32,
    /// SHA-256 of the text, hexadecimal.
    pub text_hash: String,
    /// One principle alone is shown, with the way to the whole.
    pub excerpt: bool,
}

impl Document {
    /// The principle of this number by itself; `None` where there is no such principle.
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

/// What stands beside a form of whoever holds the data, besides their name. The server draws it once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holder {
    /// Postal.
    pub address: Option<String>,
    /// A privacy notice in words.
    pub privacy: Option<String>,
    /// A page with it, and the words of the link to it.
    pub notice: Option<(String, String)>,
}

/// The living part of the signature box: count, form, code, thanks and recent names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SigningPanel {
    pub slug: String,
    pub title: String,
    /// Who holds the data; named in the privacy notice.
    pub organisers: String,
    #[serde(skip_serializing_if = "usual")]
    pub standing: Standing,
    pub count: u32,
    #[serde(skip_serializing_if = "usual")]
    pub goal: Option<u32>,
    /// BCP 47 language of the text that is signed. It stands in the form; the browser reads it there.
    #[serde(skip)]
    pub text_lang: String,
    /// The principles that one may have a reservation on. The server draws them once.
    #[serde(skip)]
    pub principles: Vec<Heading>,
    #[serde(skip)]
    pub holder: Holder,
    /// Newest public signatories, at most eight, organisations first. The server draws them once;
    /// the browser does not need them.
    #[serde(skip)]
    pub signatories: Vec<Signatory>,
}

/// The sign-up form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SignupPanel {
    pub slug: String,
    pub title: String,
    pub organisers: String,
    #[serde(skip)]
    pub holder: Holder,
    pub topics: Vec<Topic>,
}

/// A topic of a list, offered as a tick box.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
    /// Ids in the order shown.
    pub networks: Vec<String>,
    /// Follow links as id and address.
    pub follow: Vec<(String, String)>,
    /// Slug counted with a share, where there is one.
    pub declaration: Option<String>,
}

/// What a native form post brought back: shown again, so that nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Returned {
    /// Field name and value as typed. They stand in the drawn fields; the browser reads them there.
    #[serde(skip)]
    pub values: Vec<(String, String)>,
    pub errors: Vec<crate::wire::FieldProblem>,
    /// Fault of the whole form, as a code.
    pub problem: Option<String>,
    /// The form must be looked at once more before it is sent. Only the server draws it, where no
    /// script takes over.
    #[serde(skip)]
    pub check: Option<Check>,
}

/// What is said at a form that must be looked at once more.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Above the button.
    pub words: &'static str,
    pub button: &'static str,
}

/// Which moment of signing or joining is shown first; the widget moves on from there.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    #[default]
    Form,
    /// The letter is on its way; the code can be typed.
    Code {
        id: String,
        email: String,
    },
    Thanks,
    /// Confirmed, and waiting to be let in.
    Waits,
}

/// All that a widget is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Island {
    pub place: Place,
    pub panel: Panel,
    #[serde(skip_serializing_if = "usual")]
    pub moment: Moment,
    #[serde(skip_serializing_if = "usual")]
    pub returned: Returned,
}

/// What the browser takes for granted does not travel.
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
