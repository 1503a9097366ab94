//! What a browser keeps about its visitor's last attempt, so that the code step is back after a
//! reload and the thanks after that: id, time, a masked address, and how the email is recognised. It
//! is one text under the name of the widget and its subject; where there is no storage, nothing is
//! kept.

use crate::fields::EmailAddress;
use crate::view::SentEmail;
use crate::wire::Inbox;

/// How far the attempt had come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LastStep {
    /// Its email was requested.
    Pending,
    /// It was confirmed.
    Confirmed,
    /// It was confirmed and waits for approval.
    Waits,
}

/// An attempt of this browser's.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    pub step: LastStep,
    /// The origin of the campaign's server: another campaign's widget on the same site may have the same
    /// slug, and then the last attempt of the two is kept.
    pub server: String,
    /// In seconds of the Unix epoch, by the browser's clock.
    pub at_s: u32,
    pub id: String,
    /// The address, with only its first character and its domain readable.
    pub masked: String,
    pub email: SentEmail,
}

/// A code works for so long.
const CODE_LIFE_S: u32 = 24 * 60 * 60;

impl Memory {
    /// The text that is stored: words on the first line, then the email's subject, and the name and
    /// the address of the website with its mailbox.
    pub fn to_text(&self) -> String {
        let step = match self.step {
            LastStep::Pending => "p ",
            LastStep::Confirmed => "c ",
            LastStep::Waits => "w ",
        };
        let at_s = self.at_s.to_string();
        let (provider, url) = match &self.email.inbox {
            Some(inbox) => (inbox.provider.as_str(), inbox.url.as_str()),
            None => ("", ""),
        };
        let subject = &self.email.subject;
        [
            step,
            &at_s,
            " ",
            &self.id,
            " ",
            &self.masked,
            " ",
            &self.server,
            "\n",
            subject,
            "\n",
            provider,
            "\n",
            url,
        ]
        .concat()
    }

    /// Reads such a text; `None` if it is another.
    pub fn of_text(text: &str) -> Option<Memory> {
        let mut lines = text.split('\n');
        let mut words = lines.next()?.split(' ');
        let step = match words.next()? {
            "p" => LastStep::Pending,
            "c" => LastStep::Confirmed,
            "w" => LastStep::Waits,
            _ => return None,
        };
        let at_s = words.next()?.parse().ok()?;
        let id = words.next()?.to_owned();
        let masked = words.next()?.to_owned();
        let server = words.next()?.to_owned();
        let mut line = || lines.next().unwrap_or_default().to_owned();
        let (subject, provider, url) = (line(), line(), line());
        // A script of the page may have written it.
        let inbox = url
            .starts_with("https://")
            .then_some(Inbox { provider, url });
        Some(Memory {
            step,
            at_s,
            server,
            id,
            masked,
            email: SentEmail { subject, inbox },
        })
    }

    /// Whether the code in its email may still work.
    pub fn has_code(&self, now_s: u32) -> bool {
        self.step == LastStep::Pending && now_s.saturating_sub(self.at_s) < CODE_LIFE_S
    }
}

/// What is kept of an address; empty for what is none.
pub fn masked(email: &str) -> String {
    let address = EmailAddress::parse(email);
    address.map_or(String::new(), |address| address.hinted())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(step: LastStep, inbox: Option<Inbox>) -> Memory {
        Memory {
            step,
            server: "https://act.example".to_owned(),
            at_s: 1_795_000_000,
            id: "0193-7a".to_owned(),
            masked: masked("ada@mail.example"),
            email: SentEmail {
                subject: "••• ••• confirms your signature: Open the library".to_owned(),
                inbox,
            },
        }
    }

    #[test]
    fn a_memory_round_trips_through_its_text_and_has_no_whole_address() {
        let inbox = Inbox {
            provider: "Gmail".to_owned(),
            url: "https://mail.google.com/".to_owned(),
        };
        for one in [
            memory(LastStep::Pending, Some(inbox)),
            memory(LastStep::Confirmed, None),
            memory(LastStep::Waits, None),
        ] {
            let text = one.to_text();
            assert!(
                text.contains("a…@mail.example") && !text.contains("ada@"),
                "{text}"
            );
            assert_eq!(Memory::of_text(&text), Some(one));
        }
    }

    #[test]
    fn a_text_that_is_no_memory_is_ignored() {
        for text in [
            "", " ", "0193-7a", "p", "p x id", "q 1 id", "p -1 id", "p 1 id m", "{}",
        ] {
            assert_eq!(Memory::of_text(text), None, "{text}");
        }
        let altered =
            Memory::of_text("p 1 id m https://act.example\nsubject\nMail\njavascript:alert(1)");
        assert_eq!(altered.expect("a memory").email.inbox, None);
    }

    #[test]
    fn the_code_step_is_offered_for_as_long_as_a_code_works() {
        let pending = memory(LastStep::Pending, None);
        for (age_s, code) in [(0, true), (86_399, true), (86_400, false)] {
            assert_eq!(pending.has_code(pending.at_s + age_s), code, "{age_s}");
        }
        assert!(
            pending.has_code(pending.at_s - 60),
            "a clock that was set back"
        );
        assert!(!memory(LastStep::Confirmed, None).has_code(pending.at_s));
    }
}
