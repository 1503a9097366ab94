//! Who may ask something of an attempt that was sent: its email once more, another address for it, its code.
//! The same doors as for a form. Whoever sent an attempt knows its id, also a stranger's server, whose page
//! could have each of its visitors ask; so the id alone opens none of them.
//!
//! A link's token goes through no door: it is a secret of the mailbox, and more than any page knows.

use widgets::wire::ConfirmedKind;

use super::{
    doors::{By, Posting, Sender, Viewer},
    tokens::FormToken,
};
use crate::web::{embed::fragments::FormOf, error::Error, http::origin, state::AppState};
use crate::{
    domain::{attempts, declarations::sites::Sites, mail::letter},
    store::AttemptSubject,
};

/// Which view of ours asks, where the origin says nothing; it may be spent.
pub(in crate::web) struct Admitted(Option<View>);

/// A view, and what its form is about.
pub(in crate::web) struct View {
    pub about: String,
    pub name: String,
}

impl Admitted {
    pub(in crate::web) fn view(&self) -> Option<&View> {
        self.0.as_ref()
    }
}

/// Looks at where it comes from: lets it in, refuses its site, holds it off, or asks for a press on our own
/// page (`Error::CheckNeeded`).
pub(in crate::web) async fn open(
    state: &AppState,
    posting: &Posting,
    id: &str,
    token: &str,
) -> Result<Admitted, Error> {
    match posting.sender(state) {
        Sender::Ours => Ok(Admitted(None)),
        Sender::Program => {
            state.limits().programs.check(posting.visitor())?;
            Ok(Admitted(None))
        }
        Sender::Origin(named) => {
            let sites = subject(state, id).await?.sites;
            match sites.allows(&named) {
                true if sites == Sites::Every => state.limits().origins.check(&named)?,
                true => {}
                false if posting.by == By::Browser => return Err(Error::CheckNeeded),
                false => return Err(origin::not_allowed(&named)),
            }
            Ok(Admitted(None))
        }
        Sender::Opaque => {
            let subject = subject(state, id).await?;
            let about = letter::about(subject.kind, &subject.slug);
            let token = FormToken::read(state.store().seal(), &about, &subject.site, token);
            let token = token.filter(|token| token.is_fresh(state.now_ms()));
            let name = token.and_then(|token| token.view);
            let name = name.ok_or(Error::CheckNeeded)?;
            Ok(Admitted(Some(View { about, name })))
        }
    }
}

/// A token for the page of ours that asks for a press.
pub(in crate::web) async fn token(
    state: &AppState,
    id: &str,
    viewer: Viewer,
) -> Result<String, Error> {
    let subject = subject(state, id).await?;
    let given = |form: FormOf<'_>| form.token_at(state, &subject.site, viewer);
    Ok(match subject.kind {
        ConfirmedKind::Signature => {
            let view = state.last_declaration(&subject.slug, "").await?;
            given(FormOf::Declaration(&view))
        }
        ConfirmedKind::Subscription => {
            let list = state.last_list(&subject.slug).await?;
            given(FormOf::List(&list))
        }
    })
}

async fn subject(state: &AppState, id: &str) -> Result<AttemptSubject, Error> {
    let id = attempts::parse_id(id).ok_or(Error::Expired)?;
    let subject = state.store().attempt_subject(&id).await?;
    subject.ok_or(Error::Expired)
}
