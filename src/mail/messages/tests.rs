//! Checks that every email has what its reader needs, and agrees with the pages it leads to. Checks
//! common to all texts are in `i18n/tables.rs`.

use widgets::text::Text;

use super::*;
use crate::domain::declarations::difference;
use crate::domain::mail::message::{RequestingSite, TextChange};
use crate::i18n::mail;

const URL: &str = "https://act.example";

fn facts() -> Facts {
    Facts {
        lang: "en".to_owned(),
        title: "Keep <care> & \"us\" public".to_owned(),
        organisers: "Midland Carers' Network".to_owned(),
        contact: "hello@act.example".to_owned(),
        name: Some("Ada & Bob Example".to_owned()),
        token: "TOKEN".to_owned(),
        second_token: None,
        code: Some("123456".to_owned()),
        change: None,
        reason: None,
        site: None,
        desk: None,
    }
}

fn confirms(kind: MessageKind) -> bool {
    use MessageKind as Kind;
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

fn message(kind: MessageKind, facts: &Facts) -> Message {
    let confirms = confirms(kind);
    let change = TextChange {
        lang: "en".to_owned(),
        from: 1,
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
        change: (kind == MessageKind::Renew).then_some(change),
        ..facts.clone()
    };
    written(kind, &facts, &Holder::default())
}

fn written(kind: MessageKind, facts: &Facts, holder: &Holder) -> Message {
    let id = (Id::FIRST, 0);
    write(id, "ada@mail.example", kind, (facts, holder), URL)
}

#[test]
fn every_email_names_the_organisers_the_subject_and_the_contact() {
    let facts = facts();
    let about_subjects = MessageKind::ALL.into_iter();
    for kind in about_subjects.filter(|kind| !kind.is_about_desk()) {
        let message = message(kind, &facts);
        assert!(message.subject.contains(&facts.title), "{kind:?}");
        let name = match kind {
            MessageKind::Suppressed | MessageKind::SiteRequest => "Hello,",
            kind if kind.may_come_from_a_stranger() => "A. B. E.",
            _ => "Ada & Bob Example",
        };
        for words in [&facts.title, &facts.organisers, &facts.contact, name] {
            assert!(message.text.contains(words), "{kind:?} lacks {words}");
        }
        // One link to act on, and for signatories the manage link at the foot; after a
        // rejection there is neither, because the signature is gone. Organisers act on a file.
        let acts = !matches!(kind, MessageKind::Rejected | MessageKind::SiteRequest);
        let links = usize::from(acts) + usize::from(kind.is_to_signer());
        assert_eq!(message.text.matches("https://").count(), links, "{kind:?}");
        let manage = "https://act.example/manage/TOKEN";
        assert_eq!(
            message.text.contains(manage),
            kind.is_to_signer(),
            "{kind:?}"
        );
        assert!(
            message
                .html
                .contains("Keep &lt;care&gt; &amp; &quot;us&quot; public"),
            "{kind:?}"
        );
        assert_eq!(
            message.html.matches("href=\"https://").count(),
            links,
            "{kind:?}"
        );
        assert_eq!(
            (message.from_name, message.reply_to),
            (facts.organisers.clone(), Some(facts.contact.clone()))
        );
    }
}

#[test]
fn confirmation_emails_have_code_link_and_a_way_to_disown() {
    for kind in MessageKind::ALL.into_iter().filter(|kind| confirms(*kind)) {
        let message = message(kind, &facts());
        for words in [&message.text, &message.html] {
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
    let message = message(MessageKind::Renew, &facts());
    assert!(message.text.contains("https://act.example/renew/TOKEN"));
    assert!(
        message.text.contains(
            "1. Doors\nBefore: Open from <ten> to four.\nNow: Open from <nine> to four.\n"
        )
    );
    assert!(
        message
            .html
            .contains("Open from &lt;<del>ten</del>&gt; to four.")
    );
    assert!(
        message
            .html
            .contains("Open from &lt;<ins>nine</ins>&gt; to four.")
    );
}

#[test]
fn status_emails_link_to_the_manage_page_and_have_no_confirmation_link() {
    for (kind, said) in [
        (
            MessageKind::HeldForMailbox,
            "Two people have already signed",
        ),
        (MessageKind::HeldForVerification, "a record in its DNS"),
        (
            MessageKind::HeldAsDuplicate,
            "with this name has already signed",
        ),
        (MessageKind::Approved, "now counts"),
        (MessageKind::TakenDown, "does not count"),
        (MessageKind::Restored, "counts again"),
    ] {
        let message = message(kind, &facts());
        assert!(message.text.contains(said), "{kind:?}: {}", message.text);
        assert!(!message.text.contains("/confirm/"), "{kind:?}");
        let own = "<a class=\"button\" href=\"https://act.example/manage/TOKEN\">";
        assert!(message.html.contains(own), "{kind:?}: {}", message.html);
    }
}

#[test]
fn a_takedown_email_gives_the_reason_and_the_contact() {
    let reason = Some("It is {title}’s <own> office.".to_owned());
    let facts = Facts { reason, ..facts() };
    let message = message(MessageKind::TakenDown, &facts);
    let said = "The reason they give: It is {title}’s <own> office.";
    assert!(message.text.contains(said), "{}", message.text);
    assert!(message.text.contains("write to hello@act.example"));
    assert!(message.html.contains("&lt;own&gt;"), "{}", message.html);
}

#[test]
fn only_emails_to_subscribers_have_an_unsubscribe_url() {
    for kind in MessageKind::ALL {
        let url = message(kind, &facts()).unsubscribe_url;
        let on_list = matches!(kind, MessageKind::AlreadySubscribed | MessageKind::Welcome);
        assert_eq!(
            url,
            on_list.then(|| "https://act.example/unsubscribe/TOKEN".to_owned())
        );
    }
}

#[test]
fn the_second_link_of_an_email_has_its_own_token() {
    let second_token = Some("SECOND".to_owned());
    let facts = Facts {
        second_token,
        ..facts()
    };
    let renewal = message(MessageKind::Renew, &facts);
    for link in ["/renew/TOKEN", "/manage/SECOND"] {
        assert!(renewal.text.contains(link), "{}", renewal.text);
    }
    let subscribed = message(MessageKind::AlreadySubscribed, &facts);
    assert!(subscribed.text.contains("/confirm/TOKEN"));
    let unsubscribe = "https://act.example/unsubscribe/SECOND";
    assert_eq!(subscribed.unsubscribe_url.as_deref(), Some(unsubscribe));
}

#[test]
fn every_email_gives_the_data_holders_address_and_privacy_notice() {
    let facts = facts();
    let mut holder = Holder {
        address: Some("12 High <Street>, Harrowmere".to_owned()),
        privacy: Some("https://act.example/privacy".to_owned()),
    };
    for kind in MessageKind::ALL {
        let message = written(kind, &facts, &holder);
        let foot = "12 High <Street>, Harrowmere\nPrivacy notice: https://act.example/privacy\n";
        assert!(message.text.contains(foot), "{kind:?}: {}", message.text);
        assert!(message.html.contains("12 High &lt;Street&gt;, Harrowmere"));
        let link = "<a href=\"https://act.example/privacy\">Privacy notice</a>";
        assert!(message.html.contains(link), "{kind:?}: {}", message.html);
    }
    holder.privacy = Some("Kept <for> a year.".to_owned());
    let kind = MessageKind::ConfirmSignature;
    let message = written(kind, &facts, &holder);
    assert!(
        message.text.contains("\nKept <for> a year.\n"),
        "{}",
        message.text
    );
    assert!(
        message.html.contains("Kept &lt;for&gt; a year."),
        "{}",
        message.html
    );
}

#[test]
fn emails_load_no_external_resources() {
    for kind in MessageKind::ALL {
        let html = message(kind, &facts()).html;
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
    let first = message(MessageKind::ConfirmSignature, &facts);
    assert!(first.text.contains("\nFor D. F. Y. H.\n"), "{}", first.text);
    for words in ["Dear", "friend", "prize"] {
        assert!(!first.text.contains(words), "{}", first.text);
    }
    let later = message(MessageKind::Approved, &facts);
    assert!(!later.text.contains("prize"), "{}", later.text);
}

#[test]
fn emails_use_the_same_button_label_as_the_page() {
    for lang in Text::LANGUAGES {
        let page = std::fs::read_to_string(format!(
            concat!(env!("CARGO_MANIFEST_DIR"), "/src/i18n/{}/page.rs"),
            lang
        ));
        let page = page.expect("the pages speak the same languages");
        let button = page
            .split_once("not_me: \"")
            .and_then(|(_, rest)| rest.split_once('"'));
        let (button, _) = button.expect("the page has that button");
        let words = mail::of(lang);
        for not_you in [
            words.not_you_signed,
            words.not_you_already,
            words.not_you_subscribed,
        ] {
            assert!(not_you.contains(button), "{lang}: {not_you}");
        }
    }
}

#[test]
fn a_confirmation_email_begins_with_the_code_and_then_says_what_to_do() {
    for kind in MessageKind::ALL.into_iter().filter(|kind| confirms(*kind)) {
        let message = message(kind, &facts());
        // What a mail program shows of an email before it is opened.
        let mut lines = message.text.lines();
        assert_eq!(lines.next(), Some("123456"), "{kind:?}");
        assert_eq!(lines.next(), Some("For A. B. E."), "{kind:?}");
        assert_eq!(message.text.matches("123456").count(), 1, "{kind:?}");
        let order = ["123456", "/confirm/TOKEN", "Midland Carers", "Wasn’t you?"];
        let places = order.map(|words| message.text.find(words));
        assert!(places.is_sorted(), "{kind:?}: {}", message.text);
        let body = message.html.split_once("<body>").expect("a body").1;
        let shown = body.split('<').find_map(|tag| {
            let (_, words) = tag.split_once('>')?;
            Some(words.trim()).filter(|words| !words.is_empty())
        });
        assert_eq!(shown, Some("123456"), "{kind:?}");
        assert_eq!(message.html.matches("class=\"button\"").count(), 1);
    }
}

#[test]
fn an_email_to_a_reader_without_a_name_leaves_the_initials_out() {
    let facts = Facts {
        name: None,
        ..facts()
    };
    let message = message(MessageKind::ConfirmSubscription, &facts);
    assert!(message.text.starts_with("123456\n\n"), "{}", message.text);
    assert!(
        !message.html.contains("class=\"owner\""),
        "{}",
        message.html
    );
}

#[test]
fn the_code_is_in_the_subject_of_a_first_email_only() {
    for kind in MessageKind::ALL {
        let subject = message(kind, &facts()).subject;
        let reminds = matches!(
            kind,
            MessageKind::RemindSignature | MessageKind::RemindSubscription
        );
        let has_code = confirms(kind) && !reminds;
        assert_eq!(subject.starts_with("123 456 "), has_code, "{subject}");
    }
    let first = message(MessageKind::ConfirmSignature, &facts()).subject;
    let repeated = message(MessageKind::AlreadySigned, &facts()).subject;
    assert_eq!(
        first, repeated,
        "the page that shows it must not tell who has signed"
    );
}

#[test]
fn a_title_in_the_other_text_direction_is_isolated() {
    let facts = Facts {
        lang: "ur".to_owned(),
        title: "Keep {name} public".to_owned(),
        ..facts()
    };
    for kind in [MessageKind::ConfirmSignature, MessageKind::RemindSignature] {
        let subject = message(kind, &facts).subject;
        assert!(
            subject.ends_with("\u{2068}Keep {name} public\u{2069}"),
            "{subject}"
        );
    }
}

#[test]
fn a_sites_request_has_the_line_that_allows_it_without_marks_in_every_language() {
    for lang in Text::LANGUAGES {
        let site = RequestingSite {
            origin: "https://ally.example".to_owned(),
            page: "https://ally.example/news".to_owned(),
        };
        let facts = Facts {
            lang: (*lang).to_owned(),
            site: Some(site),
            ..facts()
        };
        let message = written(MessageKind::SiteRequest, &facts, &Holder::default());
        assert!(message.subject.contains("https://ally.example"), "{lang}");
        // It is pasted into a file, so no mark of direction may be in it.
        let mut lines = message.text.lines().map(str::trim);
        let is_there = lines.any(|line| line == "\"https://ally.example\"");
        assert!(is_there, "{lang}: {}", message.text);
        for words in ["https://ally.example/news", "undersigned publish"] {
            assert!(message.text.contains(words), "{lang}: {words}");
        }
    }
}
