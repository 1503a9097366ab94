//! What emails and pages say about the declaration or list that they are about: one query, and one
//! set of columns for the statements that join it.

use std::collections::HashMap;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use crate::domain::mail::message::Facts;
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, read_as};
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
    pub(in crate::store) fn facts(self, lang: String, token: impl Into<String>) -> Facts {
        Facts {
            lang,
            title: self.title,
            organisers: self.organisers,
            contact: self.contact,
            name: None,
            token: token.into(),
            second_token: None,
            code: None,
            change: None,
            reason: None,
            site: None,
            desk: None,
        }
    }
}

/// A declaration in one language, or a list.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Subject {
    id: i64,
    #[sqlx(try_from = "SubjectKind")]
    pub(in crate::store) kind: ConfirmedKind,
    pub(in crate::store) slug: String,
    /// Empty for a list, which has only one text.
    lang: String,
    #[sqlx(flatten)]
    pub(in crate::store) email: EmailSubject,
    count: Option<i64>,
}

/// The column `kind` of subjects.
pub(in crate::store) struct SubjectKind(pub(in crate::store) ConfirmedKind);

read_as! {
    SubjectKind, String, |word| match word.as_str() {
        "declaration" => Ok(Self(ConfirmedKind::Signature)),
        "list" => Ok(Self(ConfirmedKind::Subscription)),
        _ => Err(Corrupt),
    };
}

impl From<SubjectKind> for ConfirmedKind {
    fn from(SubjectKind(kind): SubjectKind) -> Self {
        kind
    }
}

impl Subject {
    /// How many signatures a declaration has; `None` for a list.
    pub(in crate::store) fn count(&self) -> Option<u64> {
        self.count.and_then(|count| u64::try_from(count).ok())
    }
}

/// By subject and language of the text, which is empty for a list.
pub(in crate::store) type Subjects = HashMap<(i64, String), Subject>;

pub(in crate::store) const SUBJECTS: &str = "select s.id, s.kind, s.slug, t.lang, t.title, s.organisers, s.contact, d.count \
        from subjects s join declarations d on d.subject = s.id \
            join declaration_texts t on t.subject = s.id where s.id in ({in}) \
    union all select s.id, s.kind, s.slug, cast('' as text) as lang, l.title, s.organisers, s.contact, \
            cast(null as bigint) as count \
        from subjects s join lists l on l.subject = s.id where s.id in ({in})";

/// The declarations, in every language, and lists among these subjects.
pub(in crate::store) async fn load(
    connection: &mut AnyConnection,
    subjects: impl IntoIterator<Item = i64>,
) -> Result<Subjects, Error> {
    let found = rows::fetch_in::<Subject>(connection, SUBJECTS, None, subjects).await?;
    let by_key = found
        .into_iter()
        .map(|subject| ((subject.id, subject.lang.clone()), subject));
    Ok(by_key.collect())
}
