//! What subscribing means: an attempt before its email is answered.

use widgets::fields;

use crate::domain::mail::email_key::EmailKey;
use crate::domain::privacy::consent::ConsentWording;
use crate::domain::privacy::signals::Signals;
use crate::domain::signatures::EmbeddingPage;

/// An attempt to subscribe, before its email is answered.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub slug: String,
    pub fields: fields::Subscribing,
    pub email_key: EmailKey,
    pub page: EmbeddingPage,
    /// The consent wording shown beside the button.
    pub wording: Option<ConsentWording>,
    pub signals: Signals,
}

impl NewSubscription {
    pub fn new(slug: &str, fields: fields::Subscribing, page: EmbeddingPage) -> Self {
        Self {
            slug: slug.to_owned(),
            email_key: EmailKey::of(&fields.email),
            fields,
            page,
            wording: None,
            signals: Signals::default(),
        }
    }

    /// Adds the consent wording shown to the visitor.
    pub fn agreeing(mut self, wording: ConsentWording) -> Self {
        self.wording = Some(wording);
        self
    }

    /// Adds how the form was sent.
    pub const fn sent(mut self, signals: Signals) -> Self {
        self.signals = signals;
        self
    }
}
