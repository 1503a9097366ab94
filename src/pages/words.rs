//! The words of whole pages that more than one of them says, in English.

/// What happened and what to do, for the code of a problem; unknown codes get the last.
pub fn problem_title(code: &str) -> &'static str {
    match code {
        "malformed" => "The request cannot be read.",
        "origin_not_allowed" => {
            "This site may not embed this: the organiser adds its origin to `sites`."
        }
        "not_found" => "There is nothing at this address.",
        "method_not_allowed" => "This address does not take this kind of request.",
        "idempotency_key_reused" => {
            "This Idempotency-Key was used with another body; take a new one."
        }
        "declaration_not_open" => "This declaration has not opened for signatures yet.",
        "declaration_closed" => "This declaration has closed; it takes no more signatures.",
        "expired" => "This link or code is old or unknown. Sign again to get a new letter.",
        "too_large" => "The request is larger than 16 KiB.",
        "not_json" => "The body must be JSON, sent as application/json.",
        "validation_failed" => "Some fields need another look.",
        "wrong_code" => "This is not the code of the letter. Look for the newest letter.",
        "too_many_tries" => {
            "Too many wrong codes. Use the link in the letter, or wait until tomorrow."
        }
        "too_many_requests" => "Too many requests from your network. Wait a moment and try again.",
        "unavailable" => "The server cannot reach its database. Try again in a moment.",
        _ => "Something went wrong on our side. It has been noted; try again in a moment.",
    }
}

/// A heading for people, shorter than the title above.
pub fn problem_heading(code: &str) -> &'static str {
    match code {
        "not_found" => "Nothing here",
        "declaration_not_open" => "Not open yet",
        "declaration_closed" => "Signing has closed",
        "expired" => "This link no longer works",
        "too_many_tries" | "too_many_requests" => "A moment, please",
        "unavailable" | "internal" => "That did not work",
        _ => "That cannot be done",
    }
}

pub const WHAT_CAN_BE_SIGNED: &str = "What can be signed here";
pub const SIGN_ON_OUR_PAGE: &str = "Sign on the campaign’s own page";
pub const JOIN_ON_OUR_PAGE: &str = "Join on the campaign’s own page";
pub const NOT_ON_THIS_SITE: &str =
    "It does not work inside this page yet. It does on the campaign’s own page.";

/// A whole number with its digits grouped.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "1 person has signed", "1,204 people have signed".
pub fn have_signed(count: u64) -> &'static str {
    if count == 1 {
        "has signed"
    } else {
        "have signed"
    }
}

/// `21 November 2026`, in UTC; what is no time reads as nothing.
pub fn date(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|time| time.strftime("%-d %B %Y").to_string())
        .unwrap_or_default()
}

/// `21 Nov` of an RFC 3339 time, for lists where the year is plain.
pub fn short_date(time: &str) -> String {
    time.parse::<jiff::Timestamp>()
        .map(|time| time.strftime("%-d %b").to_string())
        .unwrap_or_default()
}

/// Names in a row: "A", "A and B", "A, B and C".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
