//! Every way through signing and joining, without a browser.

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

const ADA: &str = "ada@mail.example";
const OTHER: &str = "other@mail.example";

fn sent() -> Event {
    details("Ada", ADA)
}

fn details(details: &str, email: &str) -> Event {
    Event::Sent {
        details: details.to_owned(),
        email: email.to_owned(),
    }
}

fn asked(email: &str, correcting: bool) -> Event {
    Event::Asked {
        email: email.to_owned(),
        correcting,
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
fn what_changes_decides_whose_email_is_asked_for() {
    let mut form = fresh(411);
    assert_eq!(form.way("Ada", ADA), Way::New);
    form = after([sent(), accepted(), Event::StartAgain]);
    assert_eq!(form.way("Ada", ADA), Way::Again);
    assert_eq!(form.way("Ada", OTHER), Way::Correct);
    for (changed, email) in [("Eve", ADA), ("Eve", OTHER)] {
        assert_eq!(form.way(changed, email), Way::New);
    }
    // Drawn by the server: what it was made of is not known.
    let (id, email) = ("attempt".to_owned(), String::new());
    let drawn = Form::new(&Moment::Code { id, email }, &Returned::default(), 411);
    assert_eq!(drawn.way("Ada", ADA), Way::New);
    assert_eq!(drawn.way_to(""), Way::Again);
    assert_eq!(drawn.way_to(ADA), Way::Correct);
}

#[test]
fn a_corrected_address_is_said_once_it_is() {
    let mut form = after([sent(), accepted(), Event::Unfolded]);
    assert!(form.correcting);
    form.apply(asked(OTHER, true));
    assert_eq!((form.phase, form.email.as_str()), (Phase::Asking, ADA));
    form.apply(accepted());
    assert_eq!((form.phase, form.email.as_str()), (Phase::Code, OTHER));
    assert!(form.corrected && !form.correcting && form.asked.is_none());
    assert_eq!(form.way("Ada", OTHER), Way::Again);
    form.apply(asked(OTHER, false));
    form.apply(accepted());
    assert_eq!((form.corrected, form.asked), (false, Some(0)));
}

#[test]
fn a_correction_without_an_answer_leaves_no_address_for_certain() {
    let mut form = after([sent(), accepted(), asked(OTHER, true)]);
    form.apply(refused("offline"));
    assert_eq!((form.phase, form.email.as_str()), (Phase::Code, ADA));
    assert!(form.at_correction);
    // The email is to come where the screen says, whichever address counts by now.
    assert_eq!(form.way_to(ADA), Way::Correct);
    assert_eq!(form.way_to(OTHER), Way::Correct);
    form.apply(asked(ADA, false));
    form.apply(accepted());
    assert_eq!((form.corrected, form.asked), (false, Some(0)));
    assert_eq!(form.way_to(ADA), Way::Again);
}

#[test]
fn an_attempt_that_is_gone_is_none() {
    for code in ["expired", "not_found"] {
        // By the details, which are sent anew.
        for email in [ADA, OTHER] {
            let events = [sent(), accepted(), Event::StartAgain];
            let form = after(
                events
                    .into_iter()
                    .chain([details("Ada", email), refused(code)]),
            );
            assert_eq!((form.phase, form.problem), (Phase::Editing, None));
            assert_eq!(form.way("Ada", email), Way::New);
        }
        // By a corrected address, likewise.
        let form = after([sent(), accepted(), asked(OTHER, true), refused(code)]);
        assert_eq!((form.phase, form.attempt.as_str()), (Phase::Editing, ""));
        assert_eq!(form.address_under_way(), OTHER);
        // Where no address was typed it is told, and the way back leads to a new one.
        let mut form = after([sent(), accepted(), asked(ADA, false), refused(code)]);
        assert_eq!(
            (form.phase, form.problem),
            (Phase::Code, Some(Key::Expired))
        );
        form.apply(Event::StartAgain);
        assert_eq!(form.way("Ada", ADA), Way::New);
    }
    // Of a declaration that is gone an attempt would be no better.
    let form = after([sent(), refused("not_found")]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Editing, Some(Key::NotFound))
    );
}

#[test]
fn an_expired_code_leads_to_a_new_attempt() {
    let form = after([
        sent(),
        accepted(),
        Event::CodeSent,
        refused("expired"),
        Event::StartAgain,
    ]);
    assert_eq!(form.way("Ada", ADA), Way::New);
}

#[test]
fn too_many_requests_keep_what_there_is() {
    let refusal = || refused("too_many_requests");
    let form = after([sent(), accepted(), asked(OTHER, true), refusal()]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Code, Some(Key::TooManyRequests))
    );
    let form = after([sent(), accepted(), Event::StartAgain, sent(), refusal()]);
    assert_eq!(
        (form.phase, form.problem),
        (Phase::Editing, Some(Key::TooManyRequests))
    );
    assert_eq!(form.way("Ada", ADA), Way::Again);
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
