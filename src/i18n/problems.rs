//! The meaning of each problem code: for programs in English, for visitors in their language.

use widgets::text::{Key, Text};

use super::page::of;

/// What happened and what to do, for programs and their authors; unknown codes get the last entry.
pub fn title(code: &str) -> &'static str {
    match code {
        "malformed" => "The request cannot be read.",
        "origin_not_allowed" => {
            "This site may not embed this: the organiser adds its origin to `sites`."
        }
        "check_needed" => {
            "A browser that does not say from which site it sends needs the `form_token` of a frame's view; \
             without one, the visitor sends it from the campaign's own page."
        }
        "not_found" => "There is nothing at this address.",
        "method_not_allowed" => "This address does not take this kind of request.",
        "idempotency_key_reused" => {
            "This Idempotency-Key was used with another body; take a new one."
        }
        "declaration_not_open" => "This declaration has not opened for signatures yet.",
        "declaration_closed" => "This declaration has closed; it takes no more signatures.",
        "unpublished" => {
            "The organisers have taken this off the web. What waits to be confirmed can be, if they publish it \
             again while it is kept."
        }
        "expired" => {
            "This link or code has expired or is not valid. Fill in the form again to get a new email."
        }
        "too_large" => "The request is larger than 16 KiB.",
        "not_json" => "The body must be JSON, sent as application/json.",
        "validation_failed" => "Some fields need another look.",
        "wrong_code" => "That code is not correct. Check the newest email.",
        "code_of_another" => "That code belongs to another email.",
        "too_many_tries" => {
            "Five wrong codes were tried, so the code is void. Use the link in the email, or ask for the \
             email again to get a new code."
        }
        "too_many_requests" => "Too many requests from your network. Wait a moment and try again.",
        "format_not_offered" => "Only JSON is offered here: ask with format=json.",
        "unavailable" => "The service is not available right now. Try again in a moment.",
        _ => "Something went wrong on our side. It has been recorded. Try again in a moment.",
    }
}

/// The same for the page that a visitor sees.
pub fn for_people(lang: &str, code: &str) -> &'static str {
    let (words, text) = (of(lang), Text::of(lang));
    match code {
        "not_found" => words.no_such_address,
        "unpublished" => words.off_the_web_what,
        "expired" => words.sign_again,
        "unavailable" => words.no_database,
        "internal" => words.our_fault,
        "check_needed" => words.check_elsewhere,
        "origin_not_allowed" => text.get(Key::OriginNotAllowed),
        "declaration_not_open" => text.get(Key::DeclarationNotOpen),
        "declaration_closed" => text.get(Key::DeclarationClosed),
        "validation_failed" => text.get(Key::ValidationFailed),
        "wrong_code" => text.get(Key::WrongCode),
        "code_of_another" => text.get(Key::OtherCode),
        "too_many_tries" => text.get(Key::TooManyTries),
        "too_many_requests" => text.get(Key::TooManyRequests),
        _ => words.go_back,
    }
}

/// A heading for visitors, shorter than the text above.
pub fn heading(lang: &str, code: &str) -> &'static str {
    let words = of(lang);
    match code {
        "not_found" => words.nothing_here,
        "declaration_not_open" => words.not_open_yet,
        "declaration_closed" => words.has_closed,
        "unpublished" => words.off_the_web,
        "expired" => words.dead_link,
        "too_many_tries" | "too_many_requests" => words.a_moment,
        "unavailable" | "internal" => words.did_not_work,
        _ => words.cannot_be_done,
    }
}
