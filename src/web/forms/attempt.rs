//! The fields of forms about an attempt: typing its code, asking for its email again, correcting its
//! address; and the buttons behind its emailed link.

use serde::Deserialize;

use crate::web::http::extract::form::Field;

/// A form about an attempt whose id the visitor has.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct AttemptForm {
    action: Field,
    pub id: Field,
    pub code: Field,
    /// The corrected address.
    pub email: Field,
    pub lang: Field,
    /// The site of the frame around it.
    pub site: Field,
    pub form_token: Field,
}

/// What the pressed button of such a form asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::web) enum AttemptAction {
    /// Confirm by the typed code: the button without a name.
    Confirm,
    Resend,
    Correct,
}

impl AttemptAction {
    /// Its name in the form; `None` for the button without one.
    pub(in crate::web) fn name(self) -> Option<&'static str> {
        match self {
            AttemptAction::Confirm => None,
            AttemptAction::Resend => Some("resend"),
            AttemptAction::Correct => Some("correct"),
        }
    }
}

impl AttemptForm {
    pub(in crate::web) fn action(&self) -> AttemptAction {
        match &*self.action {
            "resend" => AttemptAction::Resend,
            "correct" => AttemptAction::Correct,
            _ => AttemptAction::Confirm,
        }
    }

    /// The request for its email, to the corrected address if the form corrects it; `None` if the
    /// form confirms.
    pub(in crate::web) fn resend(&self) -> Option<ResendInput<'_>> {
        let email: Option<&str> = match self.action() {
            AttemptAction::Confirm => return None,
            AttemptAction::Resend => None,
            AttemptAction::Correct => Some(&self.email),
        };
        Some(ResendInput {
            id: &self.id,
            email,
            form_token: &self.form_token,
        })
    }
}

/// Which attempt's email to send again.
#[derive(Clone, Copy)]
pub(in crate::web) struct ResendInput<'a> {
    pub id: &'a str,
    /// The corrected address as typed, if there is one.
    pub email: Option<&'a str>,
    pub form_token: &'a str,
}

/// The buttons behind an emailed link: one confirms, the other says "it wasn't me".
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct LinkForm {
    action: Field,
}

impl LinkForm {
    pub(in crate::web) fn disowns(&self) -> bool {
        &*self.action == "refuse"
    }
}
