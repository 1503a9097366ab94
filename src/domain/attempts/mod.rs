//! An attempt to sign or subscribe, before its email is answered: what both kinds have in common.

pub mod area;
pub mod credential;

use widgets::fields;
use widgets::wire::ConfirmedKind;

use super::id::Id;
use super::lists::subscription::NewSubscription;
use super::mail::email_key::EmailKey;
use super::privacy::consent::ConsentWording;
use super::privacy::signals::Signals;
use super::signatures::{EmbeddingPage, NewSignature};

/// A request to send an attempt's email again.
#[derive(Clone, Debug)]
pub struct Resend {
    pub id: Id,
    /// The corrected address, if there is one.
    pub to: Option<fields::EmailAddress>,
}

/// A visitor signs or subscribes.
#[derive(Clone, Debug)]
pub enum Attempt {
    Signature(NewSignature),
    Subscription(NewSubscription),
}

/// Accessors for fields of the same name in both kinds.
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
        slug: str;
        email_key: EmailKey;
        page: EmbeddingPage;
        signals: Signals;
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

    /// As typed; optional for subscribing.
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

    /// The language of the signed text; empty for a list, which has only one text.
    pub fn text_lang(&self) -> &str {
        match self {
            Self::Signature(one) => &one.text_lang,
            Self::Subscription(_) => "",
        }
    }

    /// Which person in the mailbox signs; empty for a list, because a subscription belongs to the
    /// mailbox.
    pub fn signer(&self) -> String {
        match self {
            Self::Signature(one) => one.signer(),
            Self::Subscription(_) => String::new(),
        }
    }

    /// The consent wording that the visitor agreed to.
    pub fn wordings(&self) -> impl Iterator<Item = &ConsentWording> {
        let (wording, updates) = match self {
            Self::Signature(one) => (&one.wording, one.updates_wording.as_ref()),
            Self::Subscription(one) => (&one.wording, None),
        };
        wording.iter().chain(updates)
    }
}
