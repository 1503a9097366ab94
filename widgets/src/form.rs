//! The moments of a form and what leads from one to the next: pure, so that every way through
//! signing and joining can be read and tested here. Drawing is in the widgets' files, requests in
//! `reactions`.

use crate::text::{Key, field_fault, problem_fault};
use crate::view::{Moment, Returned};

/// Where a visitor stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Phase {
    #[default]
    Editing,
    /// The details are on their way.
    Sending,
    /// The letter is on its way; the code can be typed.
    Code,
    /// The code is on its way.
    Checking,
    Thanks,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Details were submitted with faults.
    Faulty(Vec<(String, Key)>),
    /// Details without faults set out; the address is shown with the code.
    Sent {
        email: String,
    },
    /// No answer for a while.
    Slow,
    Accepted {
        id: String,
    },
    /// Details or code were refused, or never arrived: the answer's code, and faults of fields.
    Refused {
        code: String,
        faults: Vec<(String, Key)>,
    },
    /// A well-formed code set out.
    CodeSent,
    Confirmed {
        count: Option<u32>,
        /// It does not count yet.
        waits: bool,
    },
    /// The email was asked for again.
    AskedAgain,
    /// It was asked for so many seconds ago: too soon to ask again.
    TooSoon(u32),
    /// The link in the email was pressed: the server says that what this browser sent is confirmed.
    LinkPressed,
    /// Back to the details, to mend them and get another letter.
    StartAgain,
}

/// The state of one form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub phase: Phase,
    pub slow: bool,
    /// Field and words, in the order of the form.
    pub faults: Vec<(String, Key)>,
    pub problem: Option<Key>,
    /// Where the letter went; empty when the server drew this moment.
    pub email: String,
    /// How many seconds ago this browser asked for it again, as far as that is to be said.
    pub asked: Option<u32>,
    /// Names this attempt when its code is sent.
    pub attempt: String,
    /// What the form carried that was sent, for what follows it; the server's own is in its place.
    pub token: String,
    pub count: u32,
    /// It is confirmed, and waits to be let in.
    pub waits: bool,
    /// The body that set out last and its idempotency key: the same details sent again are the
    /// same request, whatever became of the first.
    sent: Option<(String, String)>,
}

impl Form {
    /// What the server drew: an empty form, or the answer to one that was posted without script.
    pub fn new(moment: &Moment, returned: &Returned, count: u32) -> Form {
        let mut form = Form {
            count,
            faults: returned
                .errors
                .iter()
                .map(|error| (error.field.clone(), field_fault(&error.field, &error.code)))
                .collect(),
            problem: returned.problem.as_deref().map(problem_fault),
            ..Form::default()
        };
        match moment {
            Moment::Form => {}
            Moment::Code { id, email } => {
                form.phase = Phase::Code;
                form.attempt.clone_from(id);
                form.email.clone_from(email);
            }
            Moment::Thanks => form.phase = Phase::Thanks,
            Moment::Waits => {
                form.phase = Phase::Thanks;
                form.waits = true;
            }
        }
        form
    }

    /// Moves on. What does not fit the phase (an answer that came too late) changes nothing.
    pub fn apply(&mut self, event: Event) {
        use Phase::{Checking, Code, Editing, Sending, Thanks};
        let (phase, problem, faults) = match (self.phase, event) {
            (Editing, Event::Faulty(faults)) => (Editing, Some(Key::ValidationFailed), faults),
            // One field needs no summary.
            (Code, Event::Faulty(faults)) => (Code, None, faults),
            (Editing, Event::Sent { email }) => {
                self.email = email;
                (Sending, None, Vec::new())
            }
            (Code, Event::CodeSent) => (Checking, None, Vec::new()),
            (Sending | Checking, Event::Slow) => {
                self.slow = true;
                return;
            }
            (Sending, Event::Accepted { id }) => {
                self.attempt = id;
                (Code, None, Vec::new())
            }
            (Checking, Event::Confirmed { count, waits }) => {
                self.waits = waits;
                // The count never jumps backwards while one looks.
                self.count = count.unwrap_or_default().max(self.count);
                self.email.clear();
                (Thanks, None, Vec::new())
            }
            (Code, Event::AskedAgain) => (Checking, None, Vec::new()),
            (Code, Event::TooSoon(seconds)) => {
                self.asked = Some(seconds);
                return;
            }
            (Checking, Event::Accepted { .. }) => {
                self.asked = Some(0);
                // The next one asked for is another one.
                self.sent = None;
                (Code, None, Vec::new())
            }
            (Editing | Code, Event::LinkPressed) => {
                // What was drawn may be older than the press.
                self.count = self.count.max(1);
                self.email.clear();
                (Thanks, None, Vec::new())
            }
            (Sending, Event::Refused { code, faults }) => {
                (Editing, Some(problem_fault(&code)), faults)
            }
            (Checking, Event::Refused { code, faults }) => {
                let problem = faults.is_empty().then(|| problem_fault(&code));
                (Code, problem, faults)
            }
            (Code, Event::StartAgain) => {
                self.sent = None;
                self.asked = None;
                (Editing, None, Vec::new())
            }
            _ => return,
        };
        self.slow = false;
        self.phase = phase;
        self.problem = problem;
        self.faults = faults;
    }

    /// The idempotency key for a body: kept while the body stays the same, so that a retry after
    /// a lost answer has one effect.
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

    /// Whether this very body was sent, and refused for its code: it will not become right.
    pub fn is_known_wrong(&self, body: &str) -> bool {
        let sent = self.sent.as_ref().is_some_and(|(sent, _)| sent == body);
        sent && matches!(self.fault("code"), Some(Key::WrongCode | Key::OtherCode))
    }

    pub fn fault(&self, field: &str) -> Option<Key> {
        let fault = self.faults.iter().find(|(name, _)| name == field);
        fault.map(|(_, key)| *key)
    }

    /// Whether something is on its way.
    pub fn busy(&self) -> bool {
        matches!(self.phase, Phase::Sending | Phase::Checking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(count: u32) -> Form {
        Form::new(&Moment::Form, &Returned::default(), count)
    }

    fn refused(code: &str) -> Event {
        let faults = match code {
            "wrong_code" => vec![("code".to_owned(), Key::WrongCode)],
            _ => Vec::new(),
        };
        Event::Refused {
            code: code.to_owned(),
            faults,
        }
    }

    fn sent() -> Event {
        Event::Sent {
            email: "ada@mail.example".to_owned(),
        }
    }

    fn accepted() -> Event {
        Event::Accepted {
            id: "attempt".to_owned(),
        }
    }

    fn after(events: impl IntoIterator<Item = Event>) -> Form {
        let mut form = fresh(411);
        for event in events {
            form.apply(event);
        }
        form
    }

    #[test]
    fn details_then_code_then_thanks() {
        let form = after([sent(), accepted()]);
        assert_eq!(
            (form.phase, form.attempt.as_str()),
            (Phase::Code, "attempt")
        );
        let count = Some(413);
        let form = after([
            sent(),
            accepted(),
            Event::CodeSent,
            Event::Confirmed {
                count,
                waits: false,
            },
        ]);
        assert_eq!((form.phase, form.count), (Phase::Thanks, 413));
    }

    #[test]
    fn what_waits_to_be_let_in_is_told_so() {
        let waits = |waits| {
            let count = Some(412);
            let confirmed = Event::Confirmed { count, waits };
            after([sent(), accepted(), Event::CodeSent, confirmed])
        };
        assert!(waits(true).waits);
        assert!(!waits(false).waits);
        let drawn = Form::new(&Moment::Waits, &Returned::default(), 412);
        assert_eq!((drawn.phase, drawn.waits), (Phase::Thanks, true));
    }

    #[test]
    fn a_press_on_the_emails_link_leads_to_thanks_from_wherever_one_stands() {
        for events in [vec![], vec![sent(), accepted()]] {
            let mut form = after(events);
            form.apply(Event::LinkPressed);
            assert_eq!(
                (form.phase, form.count, form.email.as_str()),
                (Phase::Thanks, 411, "")
            );
        }
        let mut under_way = after([sent()]);
        let before = under_way.clone();
        under_way.apply(Event::LinkPressed);
        assert_eq!(under_way, before, "of an earlier attempt");
    }

    #[test]
    fn the_email_is_asked_for_again() {
        let mut form = after([sent(), accepted()]);
        assert_eq!(form.key_for("{}", || "1".to_owned()), "1");
        form.apply(Event::AskedAgain);
        form.apply(refused("offline"));
        assert_eq!((form.problem, form.asked), (Some(Key::Offline), None));
        assert_eq!(form.key_for("{}", || "2".to_owned()), "1", "the same press");
        form.apply(Event::AskedAgain);
        form.apply(accepted());
        assert_eq!((form.phase, form.asked), (Phase::Code, Some(0)));
        assert_eq!(form.email, "ada@mail.example");
        assert_eq!(form.key_for("{}", || "2".to_owned()), "2", "another");
        form.apply(Event::TooSoon(20));
        assert_eq!((form.phase, form.asked), (Phase::Code, Some(20)));
    }

    #[test]
    fn a_wrong_code_is_not_sent_again_unchanged_and_a_lost_one_is() {
        let tried = |refusal| {
            let mut form = after([sent(), accepted()]);
            form.key_for("123456", String::new);
            form.apply(Event::CodeSent);
            form.apply(refusal);
            form
        };
        let wrong = tried(refused("wrong_code"));
        assert!(wrong.is_known_wrong("123456"));
        assert!(!wrong.is_known_wrong("123457"));
        assert!(!tried(refused("offline")).is_known_wrong("123456"));
    }

    #[test]
    fn a_lost_network_leads_back_to_the_filled_in_form() {
        let form = after([sent(), Event::Slow, refused("offline")]);
        assert_eq!(
            (form.phase, form.problem),
            (Phase::Editing, Some(Key::Offline))
        );
        assert!(!form.slow);
    }

    #[test]
    fn a_wrong_code_is_told_beside_the_code() {
        let form = after([sent(), accepted(), Event::CodeSent, refused("wrong_code")]);
        assert_eq!(
            (form.phase, form.fault("code")),
            (Phase::Code, Some(Key::WrongCode))
        );
    }

    #[test]
    fn an_expired_code_and_too_many_tries_are_told_above() {
        for (code, key) in [
            ("expired", Key::Expired),
            ("too_many_tries", Key::TooManyTries),
        ] {
            let form = after([sent(), accepted(), Event::CodeSent, refused(code)]);
            assert_eq!((form.phase, form.problem), (Phase::Code, Some(key)));
        }
    }

    #[test]
    fn an_answer_that_comes_too_late_changes_nothing() {
        let mut form = after([sent(), accepted(), Event::StartAgain]);
        let before = form.clone();
        form.apply(Event::Confirmed {
            count: Some(1),
            waits: false,
        });
        form.apply(Event::Slow);
        form.apply(accepted());
        assert_eq!(form, before);
    }

    #[test]
    fn the_count_never_goes_backwards() {
        let count = Some(3);
        let form = after([
            sent(),
            accepted(),
            Event::CodeSent,
            Event::Confirmed {
                count,
                waits: false,
            },
        ]);
        assert_eq!(form.count, 411);
    }

    #[test]
    fn a_retry_has_the_same_key_and_a_changed_or_renewed_request_another() {
        let mut form = after([sent(), accepted()]);
        let mut made = 0;
        let mut key = |form: &mut Form, body: &str| {
            form.key_for(body, || {
                made += 1;
                made.to_string()
            })
        };
        assert_eq!(key(&mut form, "a"), "1");
        assert_eq!(key(&mut form, "a"), "1");
        assert_eq!(key(&mut form, "b"), "2");
        form.apply(Event::StartAgain);
        assert_eq!(key(&mut form, "b"), "3");
    }
}
