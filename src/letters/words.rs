//! What each letter says. Plain, warm, exact: who asks, what for, what happens next, and how to
//! undo it.

use super::Block;
use crate::domain::letter::{Facts, LetterKind};
use crate::domain::name;

/// Subject and blocks of a letter.
pub(super) fn of(kind: LetterKind, facts: &Facts, public_url: &str) -> (String, Vec<Block>) {
    let title = &facts.title;
    let subject = match kind {
        LetterKind::ConfirmSignature => format!("Confirm your signature: {title}"),
        LetterKind::AlreadySigned => format!("You have signed already: {title}"),
        LetterKind::ConfirmSubscription => format!("Confirm that you want to join: {title}"),
        LetterKind::AlreadySubscribed => format!("You are on this list already: {title}"),
        LetterKind::Welcome => format!("You have joined: {title}"),
    };
    let mut blocks = vec![paragraph(greeting(facts))];
    blocks.extend(match kind {
        LetterKind::ConfirmSignature => confirm_signature(facts),
        LetterKind::AlreadySigned => already_signed(facts),
        LetterKind::ConfirmSubscription => confirm_subscription(facts),
        LetterKind::AlreadySubscribed => already_subscribed(facts),
        LetterKind::Welcome => welcome(facts, public_url),
    });
    if let Some(code) = &facts.code {
        let (words, not_you) = answers(kind);
        let place = blocks.len() - 1;
        blocks.splice(
            place..place,
            [
                Block::Code(code.clone()),
                paragraph("Or open this page and press the button there:"),
                Block::Link {
                    words: words.to_owned(),
                    url: format!("{public_url}/confirm/{}", facts.token),
                },
            ],
        );
        blocks.push(note("Wasn’t you?", not_you));
    }
    (subject, blocks)
}

fn greeting(facts: &Facts) -> String {
    match &facts.name {
        Some(name) => format!("Hello {},", name::in_letter(name)),
        None => "Hello,".to_owned(),
    }
}

/// The words on the button, and what to do if it was somebody else. The code and the link come
/// before the last block of a letter that confirms.
const fn answers(kind: LetterKind) -> (&'static str, &'static str) {
    match kind {
        LetterKind::ConfirmSignature => (
            "Confirm my signature",
            "Then somebody typed your address, perhaps by mistake. Do nothing, and nothing \
             is signed. To get no more letters about this, open the page above and press \
             “It wasn’t me”.",
        ),
        LetterKind::AlreadySigned => (
            "Go to my signature",
            "Then somebody typed your address, perhaps by mistake. Do nothing, and nothing \
             changes. To get no more letters about this, open the page above and press \
             “It wasn’t me”.",
        ),
        _ => (
            "Confirm that I want to join",
            "Then somebody typed your address, perhaps by mistake. Do nothing, and nothing \
             is sent to you. To get no more letters like this, open the page above and press \
             “It wasn’t me”.",
        ),
    }
}

fn confirm_signature(facts: &Facts) -> Vec<Block> {
    let Facts {
        organisers, title, ..
    } = facts;
    vec![
        paragraph(format!(
            "{organisers} asks you to confirm that you signed this declaration:"
        )),
        Block::Title(title.clone()),
        paragraph("To confirm, type this code where you signed:"),
        note(
            "What happens next",
            "Your signature counts once you confirm, and your name is shown as you chose. \
             Until then nobody sees it. The code works for 24 hours, the page for 7 days; \
             after that what you typed is deleted.",
        ),
    ]
}

fn already_signed(facts: &Facts) -> Vec<Block> {
    let Facts {
        organisers, title, ..
    } = facts;
    vec![
        paragraph(format!(
            "Your address has signed this declaration of {organisers} already:"
        )),
        Block::Title(title.clone()),
        paragraph(
            "Your signature counts, once, and you need not do anything. If you signed again just \
             now and are asked for a code, it is this one:",
        ),
        note(
            "What happens next",
            "Nothing is counted twice, and what you signed first stays as it is. To change or \
             withdraw it, answer this letter.",
        ),
    ]
}

fn confirm_subscription(facts: &Facts) -> Vec<Block> {
    let Facts {
        organisers, title, ..
    } = facts;
    vec![
        paragraph(format!(
            "{organisers} asks you to confirm that you want to join this list:"
        )),
        Block::Title(title.clone()),
        paragraph("To confirm, type this code where you signed up:"),
        note(
            "What happens next",
            "You are on the list once you confirm, and can leave it at any time. The code works \
             for 24 hours, the page for 7 days; after that what you typed is deleted.",
        ),
    ]
}

fn already_subscribed(facts: &Facts) -> Vec<Block> {
    let Facts {
        organisers, title, ..
    } = facts;
    vec![
        paragraph(format!(
            "Your address is on this list of {organisers} already:"
        )),
        Block::Title(title.clone()),
        paragraph(
            "You need not do anything. If you signed up again just now and are asked for a code, \
             it is this one:",
        ),
        note(
            "What happens next",
            "You stay on the list, and get each letter once. If you confirm, the topics you chose \
             this time replace the earlier ones.",
        ),
    ]
}

fn welcome(facts: &Facts, public_url: &str) -> Vec<Block> {
    let Facts {
        organisers, title, ..
    } = facts;
    vec![
        paragraph(format!("You have joined this list of {organisers}:")),
        Block::Title(title.clone()),
        paragraph(
            "Thank you. You will hear from them at this address. Keep this letter: with it you \
             can leave the list at any time, here:",
        ),
        Block::Link {
            words: "Leave the list".to_owned(),
            url: super::unsubscribe_url(public_url, &facts.token),
        },
    ]
}

fn paragraph(words: impl Into<String>) -> Block {
    Block::Paragraph(words.into())
}

fn note(heading: &str, words: &str) -> Block {
    Block::Note {
        heading: heading.to_owned(),
        words: words.to_owned(),
    }
}
