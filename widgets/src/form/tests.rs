//! Every path through signing and subscribing, without a browser.

use super::*;

pub(super) fn fresh(count: u32) -> Form {
    Form::new(&Moment::Form, &Returned::default(), count)
}

pub(super) fn refused(code: &str) -> Event {
    let faults = match code {
        "wrong_code" => vec![("code".to_owned(), Key::WrongCode)],
        _ => Vec::new(),
    };
    Event::Refused {
        code: code.to_owned(),
        faults,
    }
}

const ADA: &str = "ada@mail.example";
pub(super) const OTHER: &str = "other@mail.example";

pub(super) fn sent() -> Event {
    details("Ada", ADA)
}

fn details(details: &str, email: &str) -> Event {
    Event::Sent {
        details: details.to_owned(),
        email: email.to_owned(),
    }
}

pub(super) fn asked(email: &str, correcting: bool) -> Event {
    Event::Asked {
        email: email.to_owned(),
        correcting,
    }
}

pub(super) fn accepted() -> Event {
    Event::Accepted {
        id: "attempt".to_owned(),
        email: SentEmail::default(),
    }
}

pub(super) fn confirmed(count: Option<u32>, waits: bool) -> Event {
    Event::Confirmed(Confirmation {
        count,
        waits,
        ..Confirmation::default()
    })
}

fn link_pressed() -> Event {
    Event::LinkPressed {
        id: "attempt".to_owned(),
    }
}

pub(super) fn after(events: impl IntoIterator<Item = Event>) -> Form {
    let mut form = fresh(411);
    for event in events {
        form.apply(event);
    }
    form
}

#[test]
fn the_form_moves_from_details_to_code_to_thanks() {
    let form = after([sent(), accepted()]);
    assert_eq!(
        (form.phase, form.attempt.as_str()),
        (Phase::Code, "attempt")
    );
    let count = Some(413);
    let form = after([sent(), accepted(), Event::CodeSent, confirmed(count, false)]);
    assert_eq!((form.phase, form.count), (Phase::Thanks, 413));
}

#[test]
fn a_held_signature_is_marked_as_waiting_on_the_thanks_screen() {
    let waits = |waits| {
        let count = Some(412);
        after([sent(), accepted(), Event::CodeSent, confirmed(count, waits)])
    };
    assert!(waits(true).confirmation.waits);
    assert!(!waits(false).confirmation.waits);
    let message = "An organisation of this name has signed.".to_owned();
    let moment = Moment::Waits { message };
    let drawn = Form::new(&moment, &Returned::default(), 412);
    assert_eq!(
        (drawn.phase, drawn.confirmation.waits),
        (Phase::Thanks, true)
    );
    assert!(drawn.confirmation.message.starts_with("An organisation"));
}

#[test]
fn following_the_email_link_shows_thanks_unless_a_request_is_pending() {
    for events in [vec![], vec![sent(), accepted()]] {
        let mut form = after(events);
        form.apply(link_pressed());
        assert_eq!(
            (form.phase, form.count, form.email.as_str()),
            (Phase::Thanks, 411, "")
        );
    }
    let mut under_way = after([sent()]);
    let before = under_way.clone();
    under_way.apply(link_pressed());
    assert_eq!(under_way, before, "of an earlier attempt");
}

#[test]
fn requesting_another_email_reuses_its_key_until_it_succeeds() {
    let mut form = after([sent(), accepted()]);
    assert_eq!(form.key_for("{}", || "1".to_owned()), "1");
    form.apply(asked(ADA, false));
    form.apply(refused("offline"));
    assert_eq!((form.problem, form.asked), (Some(Key::Offline), None));
    assert_eq!(form.key_for("{}", || "2".to_owned()), "1", "the same press");
    form.apply(asked(ADA, false));
    form.apply(accepted());
    assert_eq!((form.phase, form.asked), (Phase::Code, Some(0)));
    assert_eq!(form.email, ADA);
    assert_eq!(form.key_for("{}", || "2".to_owned()), "2", "another");
    form.apply(Event::TooSoon(20));
    assert_eq!((form.phase, form.asked), (Phase::Code, Some(20)));
}

#[test]
fn a_new_name_starts_an_attempt_and_a_new_email_corrects_it() {
    let mut form = fresh(411);
    assert_eq!(form.next_request("Ada", ADA), NextRequest::New);
    form = after([sent(), accepted(), Event::StartAgain]);
    assert_eq!(form.next_request("Ada", ADA), NextRequest::Again);
    assert_eq!(form.next_request("Ada", OTHER), NextRequest::Correct);
    for (changed, email) in [("Eve", ADA), ("Eve", OTHER)] {
        assert_eq!(form.next_request(changed, email), NextRequest::New);
    }
    // Rendered by the server, so the attempt's details are unknown.
    let moment = Moment::Code {
        id: "attempt".to_owned(),
        email: String::new(),
        sent: SentEmail::default(),
    };
    let drawn = Form::new(&moment, &Returned::default(), 411);
    assert_eq!(drawn.next_request("Ada", ADA), NextRequest::New);
    assert_eq!(drawn.next_request_to(""), NextRequest::Again);
    assert_eq!(drawn.next_request_to(ADA), NextRequest::Correct);
}

#[test]
fn a_corrected_email_address_is_shown_once_accepted() {
    let mut form = after([sent(), accepted(), Event::Unfolded]);
    assert!(form.correcting);
    form.apply(asked(OTHER, true));
    assert_eq!((form.phase, form.email.as_str()), (Phase::Asking, ADA));
    form.apply(accepted());
    assert_eq!((form.phase, form.email.as_str()), (Phase::Code, OTHER));
    assert!(form.corrected && !form.correcting && form.asked.is_none());
    assert_eq!(form.next_request("Ada", OTHER), NextRequest::Again);
    form.apply(asked(OTHER, false));
    form.apply(accepted());
    assert_eq!((form.corrected, form.asked), (false, Some(0)));
}

#[test]
fn a_correction_without_a_response_is_sent_again() {
    let mut form = after([sent(), accepted(), asked(OTHER, true)]);
    form.apply(refused("offline"));
    assert_eq!((form.phase, form.email.as_str()), (Phase::Code, ADA));
    assert!(form.at_correction);
    // The email must be sent to the address on screen, whichever address the server has by now.
    assert_eq!(form.next_request_to(ADA), NextRequest::Correct);
    assert_eq!(form.next_request_to(OTHER), NextRequest::Correct);
    form.apply(asked(ADA, false));
    form.apply(accepted());
    assert_eq!((form.corrected, form.asked), (false, Some(0)));
    assert_eq!(form.next_request_to(ADA), NextRequest::Again);
}

#[test]
fn an_expired_or_missing_attempt_is_forgotten() {
    for code in ["expired", "not_found"] {
        // When the details are sent again.
        for email in [ADA, OTHER] {
            let events = [sent(), accepted(), Event::StartAgain];
            let form = after(
                events
                    .into_iter()
                    .chain([details("Ada", email), refused(code)]),
            );
            assert_eq!((form.phase, form.problem), (Phase::Editing, None));
            assert_eq!(form.next_request("Ada", email), NextRequest::New);
        }
        // When a corrected address is sent.
        let form = after([sent(), accepted(), asked(OTHER, true), refused(code)]);
        assert_eq!((form.phase, form.attempt.as_str()), (Phase::Editing, ""));
        assert_eq!(form.address_under_way(), OTHER);
        // If no address was typed, an error is shown, and going back starts a new attempt.
        let mut form = after([sent(), accepted(), asked(ADA, false), refused(code)]);
        assert_eq!(
            (form.phase, form.problem),
            (Phase::Code, Some(Key::Expired))
        );
        form.apply(Event::StartAgain);
        assert_eq!(form.next_request("Ada", ADA), NextRequest::New);
    }
    // If the declaration is gone, a new attempt would fail too.
    let form = after([sent(), refused("not_found")]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Editing, Some(Key::NotFound))
    );
}

#[test]
fn an_expired_code_starts_a_new_attempt() {
    let form = after([
        sent(),
        accepted(),
        Event::CodeSent,
        refused("expired"),
        Event::StartAgain,
    ]);
    assert_eq!(form.next_request("Ada", ADA), NextRequest::New);
}

#[test]
fn a_rate_limit_keeps_the_attempt() {
    let too_many = || refused("too_many_requests");
    let form = after([sent(), accepted(), asked(OTHER, true), too_many()]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Code, Some(Key::TooManyRequests))
    );
    let form = after([sent(), accepted(), Event::StartAgain, sent(), too_many()]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Editing, Some(Key::TooManyRequests))
    );
    assert_eq!(form.next_request("Ada", ADA), NextRequest::Again);
}

#[test]
fn a_wrong_code_is_not_resent_unchanged_but_a_lost_request_is() {
    let tried = |event| {
        let mut form = after([sent(), accepted()]);
        form.key_for("123456", String::new);
        form.apply(Event::CodeSent);
        form.apply(event);
        form
    };
    let wrong = tried(refused("wrong_code"));
    assert!(wrong.is_known_wrong("123456"));
    assert!(!wrong.is_known_wrong("123457"));
    assert!(!tried(refused("offline")).is_known_wrong("123456"));
}

#[test]
fn a_network_failure_returns_to_the_filled_in_form() {
    let form = after([sent(), Event::Slow, refused("offline")]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Editing, Some(Key::Offline))
    );
    assert!(!form.slow);
}

#[test]
fn a_wrong_code_is_reported_beside_its_field() {
    let form = after([sent(), accepted(), Event::CodeSent, refused("wrong_code")]);
    assert_eq!(
        (form.phase, form.fault("code")),
        (Phase::Code, Some(Key::WrongCode))
    );
}

#[test]
fn an_expired_code_and_too_many_tries_are_reported_above_the_form() {
    for (code, key) in [
        ("expired", Key::Expired),
        ("too_many_tries", Key::TooManyTries),
    ] {
        let form = after([sent(), accepted(), Event::CodeSent, refused(code)]);
        assert_eq!((form.phase, form.problem), (Phase::Code, Some(key)));
    }
}

#[test]
fn a_late_response_is_ignored() {
    let mut form = after([sent(), accepted(), Event::StartAgain]);
    let before = form.clone();
    form.apply(confirmed(Some(1), false));
    form.apply(Event::Slow);
    form.apply(accepted());
    assert_eq!(form, before);
}

#[test]
fn the_count_never_decreases() {
    let count = Some(3);
    let form = after([sent(), accepted(), Event::CodeSent, confirmed(count, false)]);
    assert_eq!(form.count, 411);
}

#[test]
fn a_retry_reuses_its_idempotency_key_and_a_changed_request_gets_a_new_one() {
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
