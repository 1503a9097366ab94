//! Decides whether a mail server's refusal is about this recipient or about us. Pure code: stage,
//! reply code and text in, a verdict out.
//!
//! The class of a reply (4xx, 5xx) says whether the server expects the same command to succeed
//! later (RFC 5321, 4.2.1), not whom it is about: providers answer 5xx to a used-up quota, to a
//! sender that is not ours and to a host name they dislike. So only a reply that names the
//! recipient is final.

/// How far a delivery had got when the server refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stage {
    /// Greeting, STARTTLS, AUTH, MAIL FROM: the recipient has not been named yet.
    Before,
    /// RCPT TO.
    Recipient,
    /// DATA and the message itself.
    Message,
}

/// Enhanced status codes about the recipient's mailbox or its domain (RFC 3463, 3.2; RFC 7505, 4.1
/// for 5.1.10). 5.1.7 and 5.1.8 are about the sender. 5.1.0 is "other address status".
const OF_RECIPIENT: [(u16, u16); 9] = [
    (1, 0),
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 10),
    // "Mailbox disabled, not accepting messages" (RFC 3463, 3.3).
    (2, 1),
];
/// Replies to RCPT that are about the recipient when there is no enhanced code (RFC 5321, 4.3.2):
/// mailbox unavailable, user not local, name not allowed. 552, a full mailbox, may be emptied.
const PLAIN_AT_RCPT: [u16; 3] = [550, 551, 553];
/// Servers without enhanced codes also refuse a relay, a sender or a rate with a 550 to RCPT, since
/// many hold every refusal back until then.
const WORDS_ABOUT_US: [&str; 16] = [
    "relay",
    "authenticat",
    "not permitted",
    "not owned",
    "sender",
    "quota",
    "rate",
    "limit",
    "spam",
    "policy",
    "block",
    "blacklist",
    "reputation",
    "helo",
    "spf",
    "dmarc",
];
/// Characters of a server's reply that are logged.
const MOST_CHARS: usize = 240;

/// Whether a permanent refusal is about the recipient, so that a retry is pointless.
pub(super) fn is_about_recipient(stage: Stage, code: u16, words: &str) -> bool {
    match enhanced(words) {
        Some(status) => stage != Stage::Before && OF_RECIPIENT.contains(&status),
        None => {
            let said = words.to_lowercase();
            stage == Stage::Recipient
                && PLAIN_AT_RCPT.contains(&code)
                && !WORDS_ABOUT_US.iter().any(|word| said.contains(word))
        }
    }
}

/// Subject and detail of the enhanced status code that a reply begins with (RFC 2034, RFC 3463).
fn enhanced(words: &str) -> Option<(u16, u16)> {
    let first = words.split_whitespace().next()?;
    let mut numbers = first.split('.').map(|part| part.parse::<u16>().ok());
    match (
        numbers.next()??,
        numbers.next()??,
        numbers.next()??,
        numbers.next(),
    ) {
        (2 | 4 | 5, subject, detail, None) => Some((subject, detail)),
        _ => None,
    }
}

/// A server's reply for the log and the database: one line, without any part of the recipient's
/// address, which servers often repeat. `…` marks what was removed.
pub(super) fn without_address(words: &str, recipient: &str) -> String {
    let (local, domain) = recipient.rsplit_once('@').unwrap_or((recipient, ""));
    let parts = local.split(['.', '+', '-', '_']);
    let mut private: Vec<String> = parts
        .chain([local, domain])
        .map(str::to_lowercase)
        .collect();
    private.retain(|part| part.chars().count() > 1);
    let mut said = String::new();
    for word in words.split_whitespace() {
        if !said.is_empty() {
            said.push(' ');
        }
        if word.contains('@') {
            said.push('…');
        } else {
            said.push_str(&without_parts(word, &private));
        }
    }
    let mut said: String = said.chars().filter(|one| !one.is_control()).collect();
    if let Some((at, _)) = said.char_indices().nth(MOST_CHARS) {
        said.truncate(at);
        said.push('…');
    }
    said
}

/// Replaces a word by `…` if it contains a part of the address as a whole name.
fn without_parts(word: &str, private: &[String]) -> String {
    let lower = word.to_lowercase();
    if private.contains(&lower) {
        return "…".to_owned();
    }
    let is_edge = |one: char| !one.is_alphanumeric();
    let bare = lower.trim_matches(is_edge);
    let named = private.iter().any(|part| {
        bare == part
            || bare.ends_with(&format!(".{part}"))
            || bare.split(is_edge).any(|one| one == part)
    });
    if named {
        "…".to_owned()
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::{Before, Message, Recipient};

    #[test]
    fn only_smtp_replies_about_the_recipient_are_permanent() {
        for (stage, code, words, about_recipient) in [
            (Recipient, 550, "5.1.1 no such user here", true),
            (
                Recipient,
                550,
                "5.1.10 domain takes no mail (null MX)",
                true,
            ),
            (Recipient, 501, "5.1.3 bad recipient address syntax", true),
            (
                Message,
                550,
                "5.1.1 the account that you tried does not exist",
                true,
            ),
            (Recipient, 550, "5.2.1 the account is disabled", true),
            (Message, 554, "5.2.1 mailbox disabled", true),
            (Recipient, 550, "Unrouteable address", true),
            (Recipient, 550, "unknown user", true),
            (Recipient, 553, "mailbox name not allowed", true),
            // As Gmail, Microsoft, Postfix and Exim word it.
            (
                Message,
                550,
                "5.4.5 Daily user sending limit exceeded",
                false,
            ),
            (Recipient, 550, "5.4.5 Daily sending quota exceeded", false),
            (
                Message,
                554,
                "5.2.0 STOREDRV.Submission.Exception:QuotaExceededException",
                false,
            ),
            (
                Message,
                550,
                "5.7.60 SMTP; Client does not have permissions to send as this sender",
                false,
            ),
            (
                Recipient,
                553,
                "5.7.1 <letters@act.example>: Sender address rejected: not owned by user",
                false,
            ),
            (
                Recipient,
                504,
                "5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
                false,
            ),
            (Recipient, 550, "relay not permitted", false),
            (Recipient, 550, "5.7.1 Relaying denied", false),
            (
                Recipient,
                550,
                "Authentication is required for relay",
                false,
            ),
            (Recipient, 552, "mailbox full", false),
            (Recipient, 552, "5.2.2 mailbox full", false),
            (Message, 552, "5.3.4 message too big", false),
            (Message, 554, "5.7.1 looks like spam", false),
            (Message, 550, "rejected", false),
            (Before, 550, "5.1.8 sender's domain does not exist", false),
            (Before, 553, "5.1.7 bad sender", false),
            (Before, 550, "5.1.1 sender unknown", false),
            (Before, 535, "5.7.8 bad credentials", false),
            (Before, 554, "no service here", false),
        ] {
            assert_eq!(
                is_about_recipient(stage, code, words),
                about_recipient,
                "{stage:?} {code} {words}"
            );
        }
    }

    #[test]
    fn the_recipient_is_redacted_from_stored_smtp_replies() {
        for (words, kept) in [
            ("5.1.1 <ada.quill@mail.example>: unknown", "5.1.1 … unknown"),
            ("5.1.1 user ada.quill unknown", "5.1.1 user … unknown"),
            (
                "no mailbox 'Ada.Quill' at mail.example.",
                "no mailbox … at …",
            ),
            ("Quill, Ada is not here", "… … is not here"),
            ("5.4.5 daily quota exceeded", "5.4.5 daily quota exceeded"),
            ("two\nlines", "two lines"),
            ("mx.mail.example refuses", "… refuses"),
        ] {
            assert_eq!(without_address(words, "ada.quill@mail.example"), kept);
        }
        let long = without_address(&"ä".repeat(900), "a@b.example");
        assert_eq!(long.chars().count(), MOST_CHARS + 1);
    }
}
