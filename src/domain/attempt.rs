//! An attempt to sign or to join, which waits for its letter to be answered: what both have in common.

use widgets::fields;
use widgets::wire::ConfirmedKind;

use super::consent::Words;
use super::email_key::EmailKey;
use super::letter;
use super::signature::{NewSignature, Page};
use super::subscription::NewSubscription;

/// The id of an attempt, out of a request; `None` for what we never gave out.
pub fn parse_id(text: &str) -> Option<String> {
    let id = uuid::Uuid::try_parse(text).ok()?.to_string();
    // Written in the one way that we write it.
    (id == text).then_some(id)
}

/// Somebody asks for the email of an attempt once more.
#[derive(Clone, Debug)]
pub struct Resend {
    pub id: String,
    /// Where it is to go from now on, if that is corrected.
    pub to: Option<fields::EmailAddress>,
}

/// Somebody signs or joins.
#[derive(Clone, Debug)]
pub enum Attempt {
    Signature(NewSignature),
    Subscription(NewSubscription),
}

/// What both kinds of attempt hold under one name.
macro_rules! of_both {
    ($($name:ident: $kind:ty;)+) => {
        $(pub fn $name(&self) -> &$kind {
            match self {
                Self::Signature(one) => &one.$name,
                Self::Subscription(one) => &one.$name,
            }
        })+
    };
}

impl Attempt {
    of_both! {
        id: str;
        slug: str;
        email_key: EmailKey;
        page: Page;
    }

    pub fn kind(&self) -> ConfirmedKind {
        match self {
            Self::Signature(_) => ConfirmedKind::Signature,
            Self::Subscription(_) => ConfirmedKind::Subscription,
        }
    }

    pub fn email(&self) -> &str {
        match self {
            Self::Signature(one) => one.fields.email.as_str(),
            Self::Subscription(one) => one.fields.email.as_str(),
        }
    }

    /// As typed; who joins a list may leave it out.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Signature(one) => Some(one.fields.name.as_str()),
            Self::Subscription(one) => one.fields.name.as_ref().map(fields::PersonName::as_str),
        }
    }

    pub fn postcode(&self) -> Option<&str> {
        let postcode = match self {
            Self::Signature(one) => one.fields.postcode.as_ref(),
            Self::Subscription(one) => one.fields.postcode.as_ref(),
        };
        postcode.map(fields::Postcode::as_str)
    }

    /// The language of the text that was signed; a list has one.
    pub fn text_lang(&self) -> &str {
        match self {
            Self::Signature(one) => &one.text_lang,
            Self::Subscription(_) => "",
        }
    }

    /// Who of those in the mailbox signs; a list is joined by the mailbox.
    pub fn signer(&self) -> String {
        match self {
            Self::Signature(one) => one.signer(),
            Self::Subscription(_) => String::new(),
        }
    }

    /// What the visitor agreed to.
    pub fn words(&self) -> impl Iterator<Item = &Words> {
        let (words, updates) = match self {
            Self::Signature(one) => (&one.words, one.updates_words.as_ref()),
            Self::Subscription(one) => (&one.words, None),
        };
        words.iter().chain(updates)
    }

    pub fn about(&self) -> String {
        letter::about(self.kind(), self.slug())
    }
}
