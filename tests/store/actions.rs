//! Helpers for the tests: what people and organisers do, one function each.

use undersigned::domain::attempts::credential::{Credential, IdempotencyKey};
use undersigned::domain::declarations::Published;
use undersigned::domain::declarations::file::{self, File};
use undersigned::domain::id::Id;
use undersigned::domain::keys::token::{Code, Token};
use undersigned::domain::lists::subscription::NewSubscription;
use undersigned::domain::signatures::{EmbeddingPage, NewSignature};
use undersigned::domain::time::MINUTE_MS;
use undersigned::store::{
    AttemptOutcome, ClaimedMail, ConfirmOutcome, Confirmed, Delivery, HousekeepingRun,
    MAIL_AT_ONCE, ReminderRun, Share, Store,
};
use widgets::fields::{self, FormFields};
use widgets::wire;

/// The time at which the tests begin.
pub(crate) const NOW: i64 = 1_800_000_000_000;
pub(crate) const SLUG: &str = "reading-room";
pub(crate) const LIST: &str = "news";

pub(crate) const DECLARATION: &str = "---\nslug: reading-room\ntitle: Keep the reading room open\nlang: en\n\
    organisers: Friends of the Reading Room\ncontact: friends@readingroom.example\ngoal: 100\n\
    sites: [\"https://ally.example\"]\n---\nWe ask.\n\n## 1. Open\nIt stays open.\n";
pub(crate) const NEWS: &str = "---\nkind: list\nslug: news\ntitle: News from the reading room\nlang: en\n\
    organisers: Friends of the Reading Room\ncontact: friends@readingroom.example\n\
    topics: [{id: events, label: Events}, {id: books, label: Books}]\n---\nOnce a month.\n";

pub(crate) async fn publish(store: &Store, text: &str, now_ms: i64) -> Published {
    match file::parse(text).expect("the file is right") {
        File::Declaration(file) => store.declarations().publish(&file, now_ms).await,
        File::List(file) => store.lists().publish(&file, now_ms).await,
    }
    .expect("publishing works")
}

/// A store with the declaration and the list.
pub(crate) async fn campaign(database: &crate::databases::TestDatabase) -> Store {
    let store = database.open().await;
    assert_eq!(publish(&store, DECLARATION, NOW).await, Published::New);
    assert_eq!(publish(&store, NEWS, NOW).await, Published::New);
    store
}

pub(crate) fn form(name: &str, email: &str) -> wire::SignRequest {
    wire::SignRequest {
        name: name.to_owned(),
        email: email.to_owned(),
        ..wire::SignRequest::default()
    }
}

pub(crate) fn page() -> EmbeddingPage {
    EmbeddingPage {
        lang: "en".to_owned(),
        site: "https://ally.example".to_owned(),
        page_url: "https://ally.example/article".to_owned(),
        source: String::new(),
    }
}

pub(crate) fn attempt(form: &wire::SignRequest) -> NewSignature {
    attempt_at(form, SLUG, 1)
}

pub(crate) fn attempt_at(form: &wire::SignRequest, slug: &str, version: u32) -> NewSignature {
    let fields = fields::check_sign(form, 1, &FormFields::default()).expect("the form is right");
    NewSignature::new(slug, ("en", version), fields, page())
}

/// Signs without an idempotency key; returns the attempt's id.
pub(crate) async fn sign(store: &Store, name: &str, email: &str, now_ms: i64) -> Id {
    sign_attempt(store, attempt(&form(name, email)), now_ms).await
}

/// The same for any attempt.
pub(crate) async fn sign_attempt(store: &Store, attempt: NewSignature, now_ms: i64) -> Id {
    let outcome = store.attempts().sign(attempt, None, now_ms).await;
    accepted(outcome.expect("signing works"))
}

pub(crate) async fn subscribe(store: &Store, email: &str, topics: &[&str], now_ms: i64) -> Id {
    let request = wire::SubscribeRequest {
        email: email.to_owned(),
        topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
        ..wire::SubscribeRequest::default()
    };
    let fields =
        fields::check_subscribe(&request, &FormFields::default()).expect("the form is right");
    let subscription = NewSubscription::new(LIST, fields, page());
    accepted(
        store
            .attempts()
            .subscribe(subscription, None, now_ms)
            .await
            .expect("joining works"),
    )
}

/// Subscribes without topics, confirms by the link, and sends the welcome email.
pub(crate) async fn subscribe_and_confirm(store: &Store, email: &str, now_ms: i64) {
    let id = subscribe(store, email, &[], now_ms).await;
    send_queued_mail(store, now_ms).await;
    confirmed(confirm(store, Credential::Token(link(store, id)), now_ms).await);
    send_queued_mail(store, now_ms).await;
}

pub(crate) fn accepted(outcome: AttemptOutcome) -> Id {
    match outcome {
        AttemptOutcome::Accepted { id } => id,
        other => panic!("not accepted: {other:?}"),
    }
}

/// Claims the queued emails and marks them as sent, those that are claimed together oldest first.
pub(crate) async fn send_queued_mail(store: &Store, now_ms: i64) -> Vec<ClaimedMail> {
    let mut sent = Vec::new();
    loop {
        let claimed = store.mail().claim(MAIL_AT_ONCE, now_ms).await;
        let claimed = claimed.expect("claiming works");
        if claimed.is_empty() {
            return sent;
        }
        let deliveries = claimed.iter().map(|one| (one.id, Delivery::Sent));
        let deliveries: Vec<_> = deliveries.collect();
        let marked = store.mail().mark(&deliveries, now_ms).await;
        marked.expect("marking works");
        sent.extend(claimed);
    }
}

/// The most rows that a job may change in one transaction.
const MOST_ROWS: u64 = 150;

/// Writes the reminders that are due; returns how many.
pub(crate) async fn remind(store: &Store, now_ms: i64) -> u64 {
    let mut run = ReminderRun::starting(now_ms);
    let mut written = 0;
    loop {
        let chunk = store.attempts().remind_some(&mut run).await;
        let chunk = chunk.expect("reminding works");
        assert!(chunk.rows <= MOST_ROWS, "{chunk:?}");
        written += chunk.rows;
        if !chunk.has_more {
            return written;
        }
    }
}

/// Deletes what has expired; returns how many rows.
pub(crate) async fn housekeep(store: &Store, now_ms: i64) -> u64 {
    let mut run = HousekeepingRun::starting(now_ms);
    let mut deleted = 0;
    loop {
        let chunk = store.housekeep_some(&mut run).await;
        let chunk = chunk.expect("housekeeping works");
        assert!(chunk.rows <= MOST_ROWS, "{chunk:?}");
        deleted += chunk.rows;
        if !chunk.has_more {
            return deleted;
        }
    }
}

/// The single queued email.
pub(crate) async fn send_queued_email(store: &Store, now_ms: i64) -> ClaimedMail {
    let mut messages = send_queued_mail(store, now_ms).await;
    assert_eq!(messages.len(), 1, "one email waits");
    messages.remove(0)
}

pub(crate) fn token(message: &ClaimedMail) -> Token {
    Token::parse(&message.facts.token).expect("the email holds a token")
}

/// The token of the email's other link.
pub(crate) fn second_token(message: &ClaimedMail) -> Token {
    let token = message.facts.second_token.as_deref();
    Token::parse(token.expect("the email has two links")).expect("it holds a token")
}

/// The token of the link in an attempt's first email.
pub(crate) fn link(store: &Store, attempt: Id) -> Token {
    store.seal().link(attempt, 0)
}

/// A token that leads nowhere.
pub(crate) fn unknown_token() -> Token {
    Token::new(Id::new(NOW), [7; 16])
}

pub(crate) fn by_code(id: Id, code: &str) -> Credential {
    let code = fields::Code::parse(code).expect("six digits");
    Credential::Code {
        id,
        code: Code::from(&code),
    }
}

/// The email's code, typed on the screen that holds the attempt's id.
pub(crate) fn by_emailed_code(id: Id, message: &ClaimedMail) -> Credential {
    by_code(
        id,
        message
            .facts
            .code
            .as_deref()
            .expect("the email holds a code"),
    )
}

/// Six digits that are not the email's code.
pub(crate) fn wrong_code(message: &ClaimedMail) -> &'static str {
    if message.facts.code.as_deref() == Some("000000") {
        "000001"
    } else {
        "000000"
    }
}

pub(crate) async fn confirm(store: &Store, credential: Credential, now_ms: i64) -> ConfirmOutcome {
    store
        .attempts()
        .confirm(credential, None, now_ms)
        .await
        .expect("confirming works")
}

pub(crate) fn confirmed(outcome: ConfirmOutcome) -> Confirmed {
    match outcome {
        ConfirmOutcome::Confirmed(confirmed) => confirmed,
        other => panic!("not confirmed: {other:?}"),
    }
}

/// Signs, and confirms by the link.
pub(crate) async fn sign_and_confirm(
    store: &Store,
    name: &str,
    email: &str,
    now_ms: i64,
) -> Confirmed {
    sign(store, name, email, now_ms).await;
    let message = send_queued_email(store, now_ms).await;
    confirmed(confirm(store, Credential::Token(token(&message)), now_ms).await)
}

/// Runs this many actions at once, each with its number.
pub(crate) async fn at_once<Action, Done>(store: &Store, many: u64, action: Action)
where
    Action: Fn(Store, u64) -> Done,
    Done: Future<Output = ()> + Send + 'static,
{
    let acting: Vec<_> = (0..many)
        .map(|number| tokio::spawn(action(store.clone(), number)))
        .collect();
    for one in acting {
        one.await.expect("it does not panic");
    }
}

pub(crate) async fn count(store: &Store) -> u64 {
    let declaration = store
        .declarations()
        .find(SLUG)
        .await
        .expect("reading works");
    declaration.expect("it is published").count
}

/// Every public signatory, page by page.
pub(crate) async fn signatories(store: &Store) -> Vec<wire::Signatory> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = store
            .signatures()
            .signatories(SLUG, after, 7)
            .await
            .expect("reading works");
        all.extend(page);
        after = next;
        if after.is_none() {
            return all;
        }
    }
}

pub(crate) fn key(key: &str, body: &str) -> Option<IdempotencyKey> {
    Some(IdempotencyKey::new("sign", key, body.as_bytes()))
}

pub(crate) const LATER: i64 = NOW + MINUTE_MS;

/// A share of a declaration from our own pages.
pub(crate) fn share_by_email(declaration: &str) -> Share {
    Share {
        declaration: declaration.to_owned(),
        network: "email".to_owned(),
        ..Share::default()
    }
}
