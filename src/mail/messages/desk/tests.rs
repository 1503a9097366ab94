//! Checks that every email about the desk has what its reader needs, in each language that the desk speaks.

use crate::domain::id::Id;
use crate::domain::mail::message::{DeskFacts, Facts, MessageKind, OwnerNotice};
use crate::domain::privacy::holder::Holder;
use crate::i18n::desk;
use crate::mail::messages::{Message, write};

const URL: &str = "https://act.example";

fn facts(lang: &str, desk: DeskFacts) -> Facts {
    Facts {
        token: "TOKEN".to_owned(),
        code: Some("123456".to_owned()),
        ..Facts::of_desk(lang.to_owned(), desk)
    }
}

fn written(kind: MessageKind, facts: &Facts) -> Message {
    let (id, holder) = ((Id::FIRST, 0), Holder::default());
    write(id, "ada@mail.example", kind, (facts, &holder), URL)
}

#[test]
fn codes_for_the_desk_are_in_the_subject_and_on_the_first_line() {
    for lang in desk::languages() {
        let facts = facts(lang, DeskFacts::default());
        for (kind, link) in [
            (
                MessageKind::SignIn,
                "https://act.example/desk/sign-in/TOKEN",
            ),
            (MessageKind::StepUp, "https://act.example/desk/account"),
        ] {
            let message = written(kind, &facts);
            assert!(
                message.subject.starts_with("123 456 "),
                "{}",
                message.subject
            );
            assert!(message.text.starts_with("123456\n"), "{}", message.text);
            assert!(message.text.contains(link), "{}", message.text);
            assert!(message.text.contains("15"), "{}", message.text);
            assert_eq!(message.text.matches("https://").count(), 1, "{lang}");
        }
    }
}

#[test]
fn the_server_sends_emails_about_the_desk_and_most_take_no_answer() {
    for kind in [MessageKind::SignIn, MessageKind::OwnerNotice] {
        let message = written(kind, &facts("en", DeskFacts::default()));
        assert_eq!(message.from_name, "act.example");
        assert_eq!(message.reply_to, None);
        assert!(!message.html.contains("mailto:"), "{}", message.html);
        assert!(
            message.text.trim_end().ends_with("-- \nact.example"),
            "{}",
            message.text
        );
    }
}

#[test]
fn an_invitation_names_who_invites_and_is_answered_to_them() {
    for lang in desk::languages() {
        let desk = DeskFacts {
            by: "Ada <Example>".to_owned(),
            ..DeskFacts::default()
        };
        let facts = Facts {
            contact: "ada@mail.example".to_owned(),
            ..facts(lang, desk)
        };
        let message = written(MessageKind::Invitation, &facts);
        assert_eq!(message.reply_to.as_deref(), Some("ada@mail.example"));
        assert!(
            message.subject.contains("Ada <Example>"),
            "{}",
            message.subject
        );
        assert!(
            message.html.contains("Ada &lt;Example&gt;"),
            "{}",
            message.html
        );
        for words in [
            "https://act.example/desk/invitations/TOKEN",
            "ada@mail.example",
            "7",
        ] {
            assert!(message.text.contains(words), "{lang}: {}", message.text);
        }
    }
}

#[test]
fn a_notice_to_the_owners_names_everything_that_was_done() {
    for lang in desk::languages() {
        for notice in OwnerNotice::ALL {
            let exported = notice == OwnerNotice::Exported;
            let desk = DeskFacts {
                by: "Ada Example".to_owned(),
                whom: Some("Bo Example".to_owned()).filter(|_| !exported),
                notice: Some(notice),
            };
            let mut facts = facts(lang, desk);
            if exported {
                facts.title = "Keep care public".to_owned();
            }
            let message = written(MessageKind::OwnerNotice, &facts);
            let whom = match notice {
                OwnerNotice::Exported => &["Keep care public"][..],
                OwnerNotice::Left => &[],
                _ => &["Bo Example"],
            };
            let common = ["Ada Example", "https://act.example/desk/audit"];
            for words in common.iter().chain(whom) {
                assert!(message.text.contains(words), "{lang}: {}", message.text);
            }
            for unfilled in ['{', '}'] {
                assert!(!message.text.contains(unfilled), "{lang}: {}", message.text);
            }
        }
    }
}

#[test]
fn an_email_about_the_desk_is_wholly_in_english_where_the_desk_is() {
    let message = written(MessageKind::SignIn, &facts("pl", DeskFacts::default()));
    assert!(
        message.html.contains("<html lang=\"en\""),
        "{}",
        message.html
    );
    assert!(message.text.contains("Wasn’t you?"), "{}", message.text);
}
