//! What a reload brings back, and what the next person gets.

use super::tests::{OTHER, accepted, after, asked, confirmed, fresh, refused, sent};
use super::*;

fn resumed() -> Event {
    Event::Resumed {
        id: "attempt".to_owned(),
        masked: "a…@mail.example".to_owned(),
        email: SentEmail {
            subject: "••• ••• confirms your signature".to_owned(),
            inbox: None,
        },
    }
}

#[test]
fn the_code_step_is_back_after_a_reload_and_goes_on_with_the_same_attempt() {
    let mut form = after([resumed()]);
    assert_eq!(
        (form.phase, form.attempt.as_str()),
        (Phase::Code, "attempt")
    );
    assert!(form.remembered && form.email.is_empty());
    assert_eq!(form.next_request_to(""), NextRequest::Again);
    assert_eq!(form.next_request_to(OTHER), NextRequest::Correct);
    form.apply(asked("", false));
    form.apply(accepted());
    assert_eq!(
        (form.asked, form.masked.as_str()),
        (Some(0), "a…@mail.example")
    );
    assert!(
        form.sent_email.subject.starts_with("•••"),
        "it is the same email"
    );
    form.apply(asked(OTHER, true));
    form.apply(accepted());
    assert_eq!(
        (form.email.as_str(), form.masked.as_str()),
        (OTHER, "o…@mail.example")
    );
    form.apply(Event::CodeSent);
    form.apply(confirmed(Some(412), false));
    assert!(form.phase == Phase::Thanks && !form.remembered);
}

#[test]
fn an_attempt_that_is_gone_gives_back_the_form_or_says_that_it_expired() {
    let form = after([resumed(), Event::Gone]);
    assert_eq!(form, after([]), "nothing was typed here");
    let remembered = Event::Remembered {
        id: "attempt".to_owned(),
        masked: String::new(),
        waits: false,
    };
    let form = after([remembered, Event::Gone]);
    assert_eq!(form, after([]), "it was withdrawn meanwhile");
    let form = after([sent(), accepted(), Event::Gone]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Code, Some(Key::Expired))
    );
    let form = after([sent(), Event::Gone]);
    assert_eq!(form.phase, Phase::Sending, "a request is on its way");
}

#[test]
fn the_next_person_gets_a_form_without_anything_of_the_one_before() {
    for events in [
        vec![
            sent(),
            accepted(),
            Event::CodeSent,
            confirmed(Some(412), false),
        ],
        vec![resumed()],
    ] {
        let mut form = after(events);
        let count = form.count;
        form.apply(Event::NextPerson);
        assert_eq!(form, fresh(count));
    }
}

#[test]
fn updates_can_be_asked_for_once_the_signature_is_confirmed() {
    let signed = || {
        let confirmation = Confirmation {
            updates_token: "token".to_owned(),
            ..Confirmation::default()
        };
        after([
            sent(),
            accepted(),
            Event::CodeSent,
            Event::Confirmed(confirmation),
        ])
    };
    let mut form = signed();
    form.apply(refused("offline"));
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Thanks, Some(Key::Offline))
    );
    form.apply(Event::Agreed);
    assert!(form.agreed && form.confirmation.updates_token.is_empty());
    assert_eq!((form.phase, form.problem), (Phase::Thanks, None));
}
