//! Fills the strings of an email with its facts: names, links and the blocks made from them.

use super::layout::EmailBlock;
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::signatures::name;
use crate::i18n::desk::{self, DeskEmailText};
use crate::i18n::fill;
use crate::i18n::mail::{self, EmailText};

/// What one email is composed from.
pub(super) struct Draft<'a> {
    /// BCP 47: that of the form, or a language that the desk speaks.
    pub(super) lang: &'a str,
    /// The strings, in this language.
    pub(super) text: &'static EmailText,
    pub(super) facts: &'a Facts,
    /// The reader's name, as far as this email may show it.
    name: Option<String>,
    /// The server's own address, without a slash at its end.
    public_url: &'a str,
}

impl<'a> Draft<'a> {
    pub(super) fn new(kind: MessageKind, facts: &'a Facts, public_url: &'a str) -> Draft<'a> {
        let shown = if kind.may_come_from_a_stranger() {
            name::in_first_email
        } else {
            name::in_email
        };
        let lang = if kind.is_about_desk() {
            desk::spoken(&facts.lang)
        } else {
            &facts.lang
        };
        Draft {
            lang,
            text: mail::of(lang),
            facts,
            name: facts.name.as_deref().map(shown),
            public_url,
        }
    }

    /// A string with its placeholders filled in.
    pub(super) fn say(&self, said: &str) -> String {
        let facts = self.facts;
        let site = facts.site.as_ref();
        let desk = facts.desk.as_ref();
        let code = mail::in_groups(facts.code.as_deref().unwrap_or_default());
        let values = [
            ("name", self.name.as_deref().unwrap_or_default()),
            ("title", facts.title.as_str()),
            ("organisers", facts.organisers.as_str()),
            ("contact", facts.contact.as_str()),
            ("reason", facts.reason.as_deref().unwrap_or_default()),
            ("site", site.map_or("", |site| &site.origin)),
            ("page", site.map_or("", |site| &site.page)),
            ("code", &code),
            ("server", self.server()),
            ("by", desk.map_or("", |desk| &desk.by)),
            (
                "whom",
                desk.and_then(|desk| desk.whom.as_deref())
                    .unwrap_or_default(),
            ),
        ];
        fill::isolated(self.lang, said, &values)
    }

    /// The first line, with the reader's name if it is known.
    pub(super) fn greeting(&self) -> EmailBlock {
        self.paragraph(match &self.name {
            Some(_) => self.text.greeting_named,
            None => self.text.greeting,
        })
    }

    /// A string about the reader; `None` if their name is not known.
    pub(super) fn named(&self, said: &str) -> Option<String> {
        self.name.as_ref().map(|_| self.say(said))
    }

    pub(super) fn paragraph(&self, said: &str) -> EmailBlock {
        EmailBlock::Paragraph(self.say(said))
    }

    /// The title of the declaration or list.
    pub(super) fn title(&self) -> EmailBlock {
        EmailBlock::Title(self.facts.title.clone())
    }

    pub(super) fn confirm_url(&self) -> String {
        format!("{}/confirm/{}", self.public_url, self.facts.token)
    }

    pub(super) fn manage_url(&self) -> String {
        format!("{}/manage/{}", self.public_url, self.own_token())
    }

    pub(super) fn renewal_url(&self) -> String {
        format!("{}/renew/{}", self.public_url, self.facts.token)
    }

    /// The strings of emails about the desk.
    pub(super) fn desk(&self) -> &'static DeskEmailText {
        &desk::of(self.lang).emails
    }

    /// The server's name: that of its host.
    pub(super) fn server(&self) -> &'a str {
        let (_, host) = self.public_url.split_once("://").unwrap_or_default();
        host
    }

    /// A link to the desk that does something once.
    pub(super) fn desk_url(&self, what: &str) -> String {
        format!("{}/desk/{what}/{}", self.public_url, self.facts.token)
    }

    /// A page of the desk.
    pub(super) fn desk_page_url(&self, page: &str) -> String {
        format!("{}/desk/{page}", self.public_url)
    }

    /// Where a suppression is lifted.
    pub(super) fn way_back_url(&self) -> String {
        format!(
            "{}/let-emails-come/{}?lang={}",
            self.public_url, self.facts.token, self.facts.lang
        )
    }

    pub(super) fn unsubscribe_url(&self) -> String {
        format!("{}/unsubscribe/{}", self.public_url, self.own_token())
    }

    /// The token of what is the reader's own: the signature or the subscription.
    fn own_token(&self) -> &str {
        let facts = self.facts;
        facts.second_token.as_deref().unwrap_or(&facts.token)
    }
}
