//! The state machine of a form, as pure code, so every path through signing and subscribing can be
//! read and tested here. The markup is in the widgets' files, requests are in `reactions`.

use crate::text::{Key, field_error, form_error};
use crate::view::{Moment, Returned, SentEmail};

mod event;
pub mod memory;

pub use event::{Confirmation, Event};

/// Where a visitor is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Phase {
    #[default]
    Editing,
    /// The details are being sent.
    Sending,
    /// The attempt is accepted; the code can be typed.
    Code,
    /// The code is being sent.
    Checking,
    /// At the code: a request for the email, to the same or a corrected address, is being sent.
    Asking,
    Thanks,
}

/// Which request gets an email to an address for given details.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NextRequest {
    /// Starts a new attempt.
    New,
    /// Requests the email of this attempt again; its code stays valid.
    Again,
    /// Corrects the address of this attempt.
    Correct,
}

/// The state of one form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub phase: Phase,
    pub slow: bool,
    /// Fields and their messages, in the order of the form.
    pub faults: Vec<(String, Key)>,
    pub problem: Option<Key>,
    /// The domain that was probably meant in an address that has a slip in it.
    pub suggestion: Option<&'static str>,
    /// The attempt's address as the visitor typed it; empty if the server rendered this step without it.
    pub email: String,
    /// The same with only its first character and its domain readable, which is all that a browser
    /// keeps.
    pub masked: String,
    /// How the attempt's email is recognised.
    pub sent_email: SentEmail,
    /// This step is that of an attempt from before the page was loaded, perhaps another person's.
    pub remembered: bool,
    /// How many seconds ago this browser last requested the email again, if that is to be shown.
    pub asked: Option<u32>,
    /// The correction field is open.
    pub correcting: bool,
    /// `problem` and `slow` are about the correction field and not about the code.
    pub at_correction: bool,
    /// The address has been corrected, if that is to be shown.
    pub corrected: bool,
    /// Id of the current attempt; empty if there is none or it has ended.
    pub attempt: String,
    /// The token of the last form sent, for the requests that follow it; empty if the server rendered
    /// this step, whose forms contain their own.
    pub token: String,
    /// The attempt's details without the address; empty if the server rendered this step.
    details: String,
    /// Details and address of the request in flight, or of the last one.
    under_way: (String, String),
    /// A correction got no response, so it is unknown which address the server has.
    in_doubt: bool,
    pub count: u32,
    pub confirmation: Confirmation,
    /// The signatory has asked for updates on the thanks screen.
    pub agreed: bool,
    /// The last body sent and its idempotency key: the same body sent again is the same request,
    /// whether or not the first one arrived.
    sent: Option<(String, String)>,
}

impl Form {
    /// The state that the server rendered: an empty form, or the response to a native post.
    pub fn new(moment: &Moment, returned: &Returned, count: u32) -> Form {
        let mut form = Form {
            count,
            faults: returned
                .errors
                .iter()
                .map(|error| (error.field.clone(), field_error(&error.field, &error.code)))
                .collect(),
            problem: returned.problem.as_deref().map(form_error),
            ..Form::default()
        };
        match moment {
            Moment::Form => {}
            Moment::Code { id, email, sent } => {
                form.phase = Phase::Code;
                form.correcting = form.fault("email").is_some();
                form.attempt.clone_from(id);
                form.email.clone_from(email);
                form.masked = memory::masked(email);
                form.sent_email.clone_from(sent);
            }
            Moment::Thanks { message } => {
                form.phase = Phase::Thanks;
                form.confirmation.message.clone_from(message);
            }
            Moment::Waits { message } => {
                form.phase = Phase::Thanks;
                form.confirmation.waits = true;
                form.confirmation.message.clone_from(message);
            }
        }
        form
    }

    /// Applies an event. One that does not fit the phase (a late response) changes nothing.
    pub fn apply(&mut self, event: Event) {
        use Phase::{Asking, Checking, Code, Editing, Sending, Thanks};
        let (phase, problem, faults) = match (self.phase, event) {
            (Editing, Event::Faulty(faults)) => (Editing, Some(Key::ValidationFailed), faults),
            // One field needs no summary.
            (Code, Event::Faulty(faults)) => (Code, None, faults),
            (Editing | Code, Event::Mended(field)) => {
                self.faults.retain(|(name, _)| *name != field);
                if self.faults.is_empty() && self.problem == Some(Key::ValidationFailed) {
                    self.problem = None;
                }
                return;
            }
            (Editing, Event::Sent { details, email }) => {
                self.set_out(details, email);
                (Sending, None, Vec::new())
            }
            (Code, Event::CodeSent) => {
                self.at_correction = false;
                (Checking, None, Vec::new())
            }
            (Sending | Checking | Asking, Event::Slow) => {
                self.slow = true;
                return;
            }
            (Sending | Asking, Event::Accepted { id, email }) => {
                self.arrived(id, email);
                (Code, None, Vec::new())
            }
            (Checking, Event::Confirmed(confirmation)) => {
                // The count never goes down on screen.
                self.count = confirmation.count.unwrap_or_default().max(self.count);
                self.confirmation = confirmation;
                self.email.clear();
                self.remembered = false;
                (Thanks, None, Vec::new())
            }
            (Code, Event::Asked { email, correcting }) => {
                self.at_correction = correcting;
                self.set_out(self.details.clone(), email);
                (Asking, None, Vec::new())
            }
            (Code, Event::TooSoon(seconds)) => {
                self.asked = Some(seconds);
                return;
            }
            (Code, Event::Unfolded) => {
                self.correcting = !self.correcting;
                return;
            }
            (Editing | Code, Event::LinkPressed { id }) => {
                self.attempt = id;
                // The rendered count may be older than the confirmation.
                self.count = self.count.max(1);
                self.email.clear();
                self.remembered = false;
                (Thanks, None, Vec::new())
            }
            (Editing, Event::Resumed { id, masked, email }) => {
                (self.attempt, self.masked, self.sent_email) = (id, masked, email);
                self.remembered = true;
                (Code, None, Vec::new())
            }
            (Editing, Event::Remembered { id, masked, waits }) => {
                (self.attempt, self.masked) = (id, masked);
                self.confirmation.waits = waits;
                self.count = self.count.max(u32::from(!waits));
                self.remembered = true;
                (Thanks, None, Vec::new())
            }
            // What this browser remembers is out of date; nobody has done anything here yet.
            (Code | Thanks, Event::Gone) if self.remembered => {
                self.start_anew();
                (Editing, None, Vec::new())
            }
            (Code, Event::Gone) => (Code, Some(Key::Expired), Vec::new()),
            (Code | Thanks, Event::NextPerson) => {
                self.start_anew();
                (Editing, None, Vec::new())
            }
            (Thanks, Event::Agreed) => {
                self.confirmation.updates_token.clear();
                self.agreed = true;
                (Thanks, None, Vec::new())
            }
            // A press on the thanks screen.
            (Thanks, Event::Refused { code, .. }) => (Thanks, Some(form_error(&code)), Vec::new()),
            (Sending | Asking, Event::Refused { code, .. }) if self.is_gone(&code) => {
                if self.phase == Asking && !self.at_correction {
                    (Code, Some(Key::Expired), Vec::new())
                } else {
                    // What was typed is sent again as a new attempt.
                    self.attempt.clear();
                    (Editing, None, Vec::new())
                }
            }
            (Sending, Event::Refused { code, faults }) => {
                (Editing, Some(form_error(&code)), faults)
            }
            (Checking | Asking, Event::Refused { code, faults }) => {
                let problem = faults.is_empty().then(|| form_error(&code));
                (Code, problem, faults)
            }
            (Code, Event::StartAgain) => {
                if self.problem == Some(Key::Expired) {
                    self.attempt.clear();
                }
                self.sent = None;
                self.asked = None;
                (self.correcting, self.at_correction) = (false, false);
                (Editing, None, Vec::new())
            }
            _ => return,
        };
        self.slow = false;
        self.phase = phase;
        self.problem = problem;
        self.faults = faults;
    }

    /// Which request gets an email to this address for these details. The attempt is kept unless
    /// something other than its address changes, so the code of an earlier email stays valid.
    pub fn next_request(&self, details: &str, email: &str) -> NextRequest {
        if self.attempt.is_empty() || details != self.details {
            NextRequest::New
        } else if email == self.email && (email.is_empty() || !self.in_doubt) {
            NextRequest::Again
        } else {
            NextRequest::Correct
        }
    }

    /// The same at the code, where only the address can change.
    pub fn next_request_to(&self, email: &str) -> NextRequest {
        self.next_request(&self.details, email)
    }

    /// Forgets everything about the person before, but neither the count nor the form's token.
    fn start_anew(&mut self) {
        *self = Form {
            count: self.count,
            token: std::mem::take(&mut self.token),
            ..Form::default()
        };
    }

    fn set_out(&mut self, details: String, email: String) {
        self.in_doubt |= self.next_request(&details, &email) == NextRequest::Correct;
        self.under_way = (details, email);
    }

    /// Records an accepted request, and what there is to show if it was about the same attempt.
    fn arrived(&mut self, id: String, sent_email: SentEmail) {
        let (details, email) = std::mem::take(&mut self.under_way);
        if !sent_email.subject.is_empty() {
            self.sent_email = sent_email;
        }
        if !email.is_empty() {
            self.masked = memory::masked(&email);
            self.remembered = false;
        }
        let (again, same) = (id == self.attempt, email == self.email);
        self.asked = (again && same).then_some(0);
        self.corrected = again && !same;
        (self.correcting, self.at_correction, self.in_doubt) = (false, false, false);
        (self.attempt, self.details, self.email) = (id, details, email);
        // The next press is another request.
        self.sent = None;
    }

    /// Whether a response's code says that the attempt in the request has ended.
    fn is_gone(&self, code: &str) -> bool {
        let (details, email) = &self.under_way;
        matches!(code, "expired" | "not_found")
            && self.next_request(details, email) != NextRequest::New
    }

    /// The address of the last request.
    pub fn address_under_way(&self) -> &str {
        &self.under_way.1
    }

    /// The idempotency key for a body: kept while the body stays the same, so that a retry after
    /// a lost response has one effect.
    pub fn key_for(&mut self, body: &str, fresh: impl FnOnce() -> String) -> String {
        if let Some((sent, key)) = &self.sent
            && sent == body
        {
            return key.clone();
        }
        let key = fresh();
        self.sent = Some((body.to_owned(), key.clone()));
        key
    }

    /// Whether exactly this body was sent and rejected for its code, so sending it again is useless.
    pub fn is_known_wrong(&self, body: &str) -> bool {
        let sent = self.sent.as_ref().is_some_and(|(sent, _)| sent == body);
        sent && matches!(self.fault("code"), Some(Key::WrongCode | Key::OtherCode))
    }

    pub fn fault(&self, field: &str) -> Option<Key> {
        let fault = self.faults.iter().find(|(name, _)| name == field);
        fault.map(|(_, key)| *key)
    }

    /// Whether a request is in flight.
    pub fn busy(&self) -> bool {
        matches!(self.phase, Phase::Sending | Phase::Checking | Phase::Asking)
    }

    /// Whether the form is at the code step.
    pub fn at_code(&self) -> bool {
        matches!(self.phase, Phase::Code | Phase::Checking | Phase::Asking)
    }
}

#[cfg(test)]
mod reload_tests;
#[cfg(test)]
mod tests;
