//! What emails and pages say about the declaration or list that they are about: one query, and one
//! set of columns for the statements that join it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use crate::domain::mail::message::{self, Facts};
use crate::store::Error;
use crate::store::engine::rows;

/// The columns `title`, `organisers` and `contact`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub(in crate::store) struct EmailSubject {
    pub(in crate::store) title: String,
    pub(in crate::store) organisers: String,
    pub(in crate::store) contact: String,
}

impl EmailSubject {
    /// The data of an email about it, without a name and with nothing to confirm.
    pub(in crate::store) fn facts(self, lang: String, token: &str) -> Facts {
        Facts {
            lang,
            title: self.title,
            organisers: self.organisers,
            contact: self.contact,
            name: None,
            token: token.to_owned(),
            code: None,
            change: None,
            reason: None,
        }
    }
}

/// A declaration in one language, or a list.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Subject {
    slug: String,
    /// Empty for a list, which has only one text.
    lang: String,
    #[sqlx(flatten)]
    pub(in crate::store) email: EmailSubject,
    count: Option<i64>,
}

impl Subject {
    /// How many signatures a declaration has; `None` for a list.
    pub(in crate::store) fn count(&self) -> Option<u64> {
        self.count.and_then(|count| u64::try_from(count).ok())
    }
}

/// By subject key ([`message::about`]) and language of the text.
pub(in crate::store) type Subjects = HashMap<(String, String), Subject>;

/// The subjects as batches last read them, so that an email can be sealed before its transaction.
/// There it is sealed again if its subject has changed meanwhile.
#[derive(Default)]
pub(in crate::store) struct LatestSubjects(RwLock<HashMap<(String, String), EmailSubject>>);

impl LatestSubjects {
    pub(in crate::store) fn get(&self, key: &(String, String)) -> Option<EmailSubject> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }

    /// Only declarations and lists that exist are remembered, so there are few.
    pub(in crate::store) fn remember(&self, subjects: &Subjects) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let changed: Vec<_> = subjects
            .iter()
            .filter(|(key, read)| known.get(*key) != Some(&read.email))
            .collect();
        drop(known);
        if changed.is_empty() {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, read) in changed {
            known.insert(key.clone(), read.email.clone());
        }
    }
}

/// The declarations, in every language, or lists with these slugs.
pub(in crate::store) async fn load(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slugs: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Subjects, Error> {
    let sql = match kind {
        ConfirmedKind::Signature => {
            "select d.slug, t.lang, t.title, d.organisers, d.contact, d.count \
             from declarations d join declaration_texts t on t.slug = d.slug \
             where d.slug in ({in})"
        }
        ConfirmedKind::Subscription => {
            "select slug, cast('' as text) as lang, title, organisers, contact, \
                 cast(null as bigint) as count \
             from lists where slug in ({in})"
        }
    };
    let found = rows::fetch_in::<Subject>(connection, sql, None, slugs).await?;
    let by_key = found.into_iter().map(|subject| {
        let about = message::about(kind, &subject.slug);
        ((about, subject.lang.clone()), subject)
    });
    Ok(by_key.collect())
}
