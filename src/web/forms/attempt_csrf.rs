//! Decides which requests about an existing attempt to accept: resending its email, correcting its
//! address, checking its code. The same rules apply as for a form. The id alone is not enough: the
//! client that sent an attempt knows its id, and if that is a stranger's server, its page could
//! make each of its visitors send such a request.
//!
//! A link's token needs no such check: it is a secret of the mailbox that no page knows.

use widgets::wire::ConfirmedKind;

use super::{
    subject::FormOf,
    submission::{Sender, Submission, SubmittedBy, Viewer},
    tokens::FormToken,
};
use crate::web::{error::Error, http::origin, state::AppState};
use crate::{
    domain::{declarations::sites::Sites, id::Id},
    store::AttemptSubject,
};

/// A request that was accepted; holds the view that sent it if the origin is opaque. The view may
/// already be used up.
pub(in crate::web) struct AdmittedView(Option<View>);

/// A view, and the declaration or list that its form is about.
pub(in crate::web) struct View {
    pub about: String,
    pub name: String,
}

impl AdmittedView {
    pub(in crate::web) fn view(&self) -> Option<&View> {
        self.0.as_ref()
    }
}

/// Checks where a request comes from: accepts it, rejects its site, limits its rate, or requires
/// the visitor to press a button on our own page (`Error::CheckNeeded`).
pub(in crate::web) async fn check(
    state: &AppState,
    submission: &Submission,
    id: &str,
    token: &str,
) -> Result<AdmittedView, Error> {
    match submission.sender(state) {
        Sender::Ours => Ok(AdmittedView(None)),
        Sender::Program => {
            state.limits().programs.check(submission.visitor())?;
            Ok(AdmittedView(None))
        }
        Sender::Origin(named) => {
            let sites = subject(state, id).await?.sites;
            if !sites.allows(&named) {
                return Err(match submission.by {
                    SubmittedBy::Browser => Error::CheckNeeded,
                    SubmittedBy::Script => origin::not_allowed(&named),
                });
            }
            if sites == Sites::Every {
                state.limits().origins.check(&named)?;
            }
            Ok(AdmittedView(None))
        }
        Sender::Opaque => {
            let subject = subject(state, id).await?;
            let about = about(state, &subject).await?;
            let (seal, form) = (
                state.store().seal(),
                (about.as_str(), subject.site.as_str()),
            );
            let name = FormToken::read_view(seal, form, token, state.now_ms())
                .ok_or(Error::CheckNeeded)?;
            Ok(AdmittedView(Some(View { about, name })))
        }
    }
}

/// A token for our own page where the visitor must press a button.
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
            let view = state.last_list(&subject.slug).await?;
            given(FormOf::List(&view.list))
        }
    })
}

/// The declaration or list of an attempt, as the tokens of its forms name it.
async fn about(state: &AppState, subject: &AttemptSubject) -> Result<String, Error> {
    Ok(match subject.kind {
        ConfirmedKind::Signature => {
            let view = state.last_declaration(&subject.slug, "").await?;
            FormOf::Declaration(&view).about()
        }
        ConfirmedKind::Subscription => {
            let view = state.last_list(&subject.slug).await?;
            FormOf::List(&view.list).about()
        }
    })
}

async fn subject(state: &AppState, id: &str) -> Result<AttemptSubject, Error> {
    let id = Id::parse(id).ok_or(Error::Expired)?;
    let subject = state.store().attempts().subject(id).await?;
    subject.ok_or(Error::Expired)
}
