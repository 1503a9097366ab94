//! A code from an email before acts that cannot be taken back: downloading people's data, handing the
//! desk over. The act's own form is kept in the page that asks for the code, and is sent again with it.

use axum::{http::StatusCode, response::Response};
use widgets::fields;

use super::access::Organiser;
use crate::domain::accounts::STEP_UP_MS;
use crate::domain::keys::token::Code;
use crate::domain::time::MINUTE_MS;
use crate::i18n::desk;
use crate::pages::desk::denials::FormCopy;
use crate::pages::desk::entry::{self, StepUpPage};
use crate::store::{StepUpBegun, StepUpOutcome};
use crate::web::{error::Error, http::respond, state::AppState};

/// The fields that the page adds to the act's form.
const FIELDS: [&str; 2] = ["code", "another_code"];

/// Whether the act may be done.
pub(super) enum StepUpCheck {
    /// A code was typed not long ago.
    Fresh,
    /// The code was typed with this form.
    Typed,
    /// The page that asks for the code.
    Page(Box<Response>),
}

/// Asks for the code, unless it came with the form or not long before.
pub(super) async fn ask(
    state: &AppState,
    organiser: &Organiser,
    sent: FormCopy,
) -> Result<StepUpCheck, Error> {
    let now_ms = state.now_ms();
    if organiser.session.is_stepped_up(now_ms) {
        return Ok(StepUpCheck::Fresh);
    }
    let value = |wanted: &str| {
        let found = sent.fields.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let (accounts, by) = (state.store().accounts(), &organiser.session);
    let text = &desk::of(organiser.lang()).entry;
    let typed = value("code").filter(|_| value("another_code").is_none());
    let fault = match typed.map(fields::Code::parse) {
        None => match accounts.begin_step_up(by, now_ms).await? {
            StepUpBegun::Sent => None,
            StepUpBegun::Limited => Some(text.step_up_limited),
        },
        Some(Err(_)) => Some(text.code_shape),
        Some(Ok(code)) => {
            let code = Code::from(&code);
            match accounts.finish_step_up(by, &code, now_ms).await? {
                StepUpOutcome::Done => return Ok(StepUpCheck::Typed),
                StepUpOutcome::Wrong => Some(text.code_wrong),
                StepUpOutcome::Void | StepUpOutcome::Expired => Some(text.code_void),
            }
        }
    };
    let mut fields = sent.fields;
    fields.retain(|(name, _)| !FIELDS.contains(&name.as_str()));
    let page = StepUpPage {
        action: sent.action,
        fields,
        email: organiser.account().email.clone(),
        minutes: STEP_UP_MS / MINUTE_MS,
        fault,
    };
    let status = match fault {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = entry::step_up(organiser.head(text.step_up, None), page).await;
    Ok(StepUpCheck::Page(Box::new(respond::page_with(
        status, page,
    ))))
}
