//! The emails: what they say, as text and as HTML. Pure: facts in, a [`Email`] out. `mail/mod.rs`
//! sends them, and `jobs/mail/` decides when.
//!
//! An email consists of a few [`EmailBlock`]s, so text and HTML say the same. The only input from a form
//! is a shortened name. There are no images and no read tracking.

mod html;
mod text;
mod words;

use crate::domain::declarations::difference::Piece;
use crate::domain::mail::letter::{Facts, LetterKind};
use crate::domain::privacy::holder::Holder;

/// An email ready to send.
#[derive(Clone, Eq, PartialEq)]
pub struct Email {
    /// The outbox id, which becomes the Message-ID.
    pub id: String,
    pub created_at: i64,
    pub to: String,
    /// The organisers' name, shown before the sender's address.
    pub from_name: String,
    pub reply_to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Address for one-click unsubscribing (RFC 8058).
    pub unsubscribe_url: Option<String>,
}

/// A part of an email.
#[derive(Clone, Debug, Eq, PartialEq)]
enum EmailBlock {
    Paragraph(String),
    /// The title of the declaration or list, set apart.
    Title(String),
    /// Six digits, large.
    Code(String),
    /// The email's one link, as a button with this text.
    Link {
        words: String,
        url: String,
    },
    /// A passage before and after a change; either may be missing.
    Change {
        under: Option<String>,
        before: Option<(&'static str, Vec<Piece>)>,
        now: Option<(&'static str, Vec<Piece>)>,
    },
    /// A short heading with its text.
    Note {
        heading: String,
        words: String,
    },
}

/// Writes an email of this kind.
pub fn write(
    (id, created_at): (&str, i64),
    to: &str,
    kind: LetterKind,
    (facts, holder): (&Facts, &Holder),
    public_url: &str,
) -> Email {
    let (subject, blocks) = words::of(kind, facts, public_url);
    let leave = kind.offers_leaving();
    let manage = manage(kind, facts, public_url);
    Email {
        id: id.to_owned(),
        created_at,
        to: to.to_owned(),
        from_name: facts.organisers.clone(),
        reply_to: facts.contact.clone(),
        text: text::render(&blocks, (facts, holder), manage.as_ref()),
        html: html::render(&subject, &blocks, (facts, holder), manage.as_ref()),
        subject,
        unsubscribe_url: leave.then(|| unsubscribe_url(public_url, &facts.token)),
    }
}

/// The manage link at the foot of every email to a signatory.
struct Manage {
    words: &'static str,
    url: String,
}

fn manage(kind: LetterKind, facts: &Facts, public_url: &str) -> Option<Manage> {
    kind.is_to_signer().then(|| Manage {
        words: words::manage(&facts.lang),
        url: manage_url(public_url, &facts.token),
    })
}

fn manage_url(public_url: &str, token: &str) -> String {
    format!("{public_url}/manage/{token}")
}

fn renewal_url(public_url: &str, token: &str) -> String {
    format!("{public_url}/renew/{token}")
}

fn way_back_url(public_url: &str, facts: &Facts) -> String {
    format!(
        "{public_url}/let-emails-come/{}?lang={}",
        facts.token, facts.lang
    )
}

fn unsubscribe_url(public_url: &str, token: &str) -> String {
    format!("{public_url}/unsubscribe/{token}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::declarations::difference;
    use crate::domain::mail::letter::TextChange;

    const URL: &str = "https://act.example";

    fn facts() -> Facts {
        Facts {
            lang: "en".to_owned(),
            title: "Keep <care> & \"us\" public".to_owned(),
            organisers: "Midland Carers' Network".to_owned(),
            contact: "hello@act.example".to_owned(),
            name: Some("Ada & Bob Example".to_owned()),
            token: "TOKEN".to_owned(),
            code: Some("123456".to_owned()),
            change: None,
            reason: None,
        }
    }

    fn confirms(kind: LetterKind) -> bool {
        use LetterKind as Kind;
        matches!(
            kind,
            Kind::ConfirmSignature
                | Kind::AlreadySigned
                | Kind::ConfirmSubscription
                | Kind::AlreadySubscribed
                | Kind::RemindSignature
                | Kind::RemindSubscription
        )
    }

    fn letter(kind: LetterKind, facts: &Facts) -> Email {
        let confirms = confirms(kind);
        let change = TextChange {
            id: String::new(),
            to: 2,
            difference: difference::between(
                (
                    "Keep <care> & \"us\" public",
                    "## 1. Doors\nOpen from <ten> to four.\n",
                ),
                (
                    "Keep <care> & \"us\" public",
                    "## 1. Doors\nOpen from <nine> to four.\n",
                ),
            ),
        };
        let facts = Facts {
            code: facts.code.clone().filter(|_| confirms),
            change: (kind == LetterKind::Renew).then_some(change),
            ..facts.clone()
        };
        let holder = Holder::default();
        write(("id", 0), "ada@mail.example", kind, (&facts, &holder), URL)
    }

    #[test]
    fn every_email_names_the_organisers_the_subject_and_the_contact() {
        let facts = facts();
        for kind in LetterKind::ALL {
            let letter = letter(kind, &facts);
            assert!(letter.subject.contains(&facts.title), "{kind:?}");
            let name = match kind {
                LetterKind::Stopped => "Hello,",
                kind if kind.is_caused_by_anybody() => "A. B. E.",
                _ => "Ada & Bob Example",
            };
            for words in [&facts.title, &facts.organisers, &facts.contact, name] {
                assert!(letter.text.contains(words), "{kind:?} lacks {words}");
            }
            // One link to act on, and for signatories the manage link at the foot; after a
            // rejection there is neither, because the signature is gone.
            let acts = kind != LetterKind::TurnedAway;
            let links = usize::from(acts) + usize::from(kind.is_to_signer());
            assert_eq!(letter.text.matches("https://").count(), links, "{kind:?}");
            let manage = "https://act.example/manage/TOKEN";
            assert_eq!(
                letter.text.contains(manage),
                kind.is_to_signer(),
                "{kind:?}"
            );
            assert!(
                letter
                    .html
                    .contains("Keep &lt;care&gt; &amp; &quot;us&quot; public"),
                "{kind:?}"
            );
            assert_eq!(
                letter.html.matches("href=\"https://").count(),
                links,
                "{kind:?}"
            );
            assert_eq!(
                (letter.from_name, letter.reply_to),
                (facts.organisers.clone(), facts.contact.clone())
            );
        }
    }

    #[test]
    fn confirmation_emails_have_code_link_and_a_way_to_disown() {
        for kind in LetterKind::ALL.into_iter().filter(|kind| confirms(*kind)) {
            let letter = letter(kind, &facts());
            for words in [&letter.text, &letter.html] {
                assert!(words.contains("123456"), "{kind:?}");
                assert!(
                    words.contains("https://act.example/confirm/TOKEN"),
                    "{kind:?}"
                );
                assert!(words.contains("Wasn’t you?"), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_renewal_email_shows_the_changes_and_links_to_the_renewal() {
        let letter = letter(LetterKind::Renew, &facts());
        assert!(letter.text.contains("https://act.example/renew/TOKEN"));
        assert!(letter.text.contains(
            "1. Doors\nBefore: Open from <ten> to four.\nNow: Open from <nine> to four.\n"
        ));
        assert!(
            letter
                .html
                .contains("Open from &lt;<del>ten</del>&gt; to four.")
        );
        assert!(
            letter
                .html
                .contains("Open from &lt;<ins>nine</ins>&gt; to four.")
        );
    }

    #[test]
    fn status_emails_link_to_the_manage_page_and_have_no_confirmation_link() {
        for (kind, said) in [
            (LetterKind::WaitsForSeat, "Two people have signed"),
            (LetterKind::WaitsForProof, "a record in its DNS"),
            (LetterKind::WaitsAsNamesake, "of this name has signed"),
            (LetterKind::LetIn, "counts from now on"),
            (LetterKind::TakenDown, "does not count"),
            (LetterKind::Restored, "counts again"),
        ] {
            let letter = letter(kind, &facts());
            assert!(letter.text.contains(said), "{kind:?}: {}", letter.text);
            assert!(!letter.text.contains("/confirm/"), "{kind:?}");
            let own = "<a class=\"button\" href=\"https://act.example/manage/TOKEN\">";
            assert!(letter.html.contains(own), "{kind:?}: {}", letter.html);
        }
    }

    #[test]
    fn a_takedown_email_gives_the_reason_and_the_contact() {
        let reason = Some("It is {title}’s <own> office.".to_owned());
        let facts = Facts { reason, ..facts() };
        let letter = letter(LetterKind::TakenDown, &facts);
        let said = "The reason they give: It is {title}’s <own> office.";
        assert!(letter.text.contains(said), "{}", letter.text);
        assert!(letter.text.contains("write to hello@act.example"));
        assert!(letter.html.contains("&lt;own&gt;"), "{}", letter.html);
    }

    #[test]
    fn only_emails_to_subscribers_have_an_unsubscribe_url() {
        for kind in LetterKind::ALL {
            let url = letter(kind, &facts()).unsubscribe_url;
            let on_list = matches!(kind, LetterKind::AlreadySubscribed | LetterKind::Welcome);
            assert_eq!(
                url,
                on_list.then(|| "https://act.example/unsubscribe/TOKEN".to_owned())
            );
        }
    }

    #[test]
    fn every_email_gives_the_data_holders_address_and_privacy_notice() {
        let facts = facts();
        let mut holder = Holder {
            address: Some("12 High <Street>, Harrowmere".to_owned()),
            privacy: Some("https://act.example/privacy".to_owned()),
        };
        for kind in LetterKind::ALL {
            let letter = write(("id", 0), "ada@mail.example", kind, (&facts, &holder), URL);
            let foot =
                "12 High <Street>, Harrowmere\nPrivacy notice: https://act.example/privacy\n";
            assert!(letter.text.contains(foot), "{kind:?}: {}", letter.text);
            assert!(letter.html.contains("12 High &lt;Street&gt;, Harrowmere"));
            let link = "<a href=\"https://act.example/privacy\">Privacy notice</a>";
            assert!(letter.html.contains(link), "{kind:?}: {}", letter.html);
        }
        holder.privacy = Some("Kept <for> a year.".to_owned());
        let kind = LetterKind::ConfirmSignature;
        let letter = write(("id", 0), "ada@mail.example", kind, (&facts, &holder), URL);
        assert!(
            letter.text.contains("\nKept <for> a year.\n"),
            "{}",
            letter.text
        );
        assert!(
            letter.html.contains("Kept &lt;for&gt; a year."),
            "{}",
            letter.html
        );
    }

    #[test]
    fn emails_load_no_external_resources() {
        for kind in LetterKind::ALL {
            let html = letter(kind, &facts()).html;
            for loading in ["<img", "<link", "<script", "url(", "src=", "@import"] {
                assert!(!html.contains(loading), "{kind:?} has {loading}");
            }
        }
    }

    #[test]
    fn a_name_cannot_smuggle_a_message_into_emails() {
        let name =
            Some("Dear friend you have won a very large prize and must answer at once".to_owned());
        let facts = Facts { name, ..facts() };
        let first = letter(LetterKind::ConfirmSignature, &facts);
        assert!(first.text.contains("D. F. Y. H.,"), "{}", first.text);
        for words in ["Dear", "friend", "prize"] {
            assert!(!first.text.contains(words), "{}", first.text);
        }
        let later = letter(LetterKind::LetIn, &facts);
        assert!(!later.text.contains("prize"), "{}", later.text);
    }
}
