//! The campaign of the measurements, and what its people do, through the library.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, bail};
use undersigned::{
    domain::{
        attempts::credential::{Credential, IdempotencyKey},
        declarations::file::{self, File},
        id::Id,
        lists::subscription::NewSubscription,
        privacy::consent::ConsentWording,
        signatures::{EmbeddingPage, NewSignature},
    },
    store::{AttemptOutcome, ConfirmOutcome, Store},
};
use widgets::{
    fields::{self, FormFields},
    wire,
};

use crate::{
    requests::{ARTICLE, SITE, person_email, person_name},
    server::{DECLARATION, LIST, SLUG},
};

const PRINCIPLES: u32 = 6;

/// Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.expect("a clock after 1970");
    i64::try_from(since.as_millis()).expect("a clock before the year 292 million")
}

/// The declaration's file with other settings, each replacing the line that begins like it.
pub(crate) fn declaration_with(settings: &[&str]) -> String {
    with_settings(DECLARATION, settings)
}

pub(crate) fn list_with(settings: &[&str]) -> String {
    with_settings(LIST, settings)
}

fn with_settings(text: &str, settings: &[&str]) -> String {
    let (_, rest) = text.split_once("---\n").expect("settings begin");
    let (front, body) = rest.split_once("---\n").expect("settings end");
    let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let replaced = |line: &&str| !settings.iter().any(|new| name(new) == name(line));
    let lines: Vec<&str> = front
        .lines()
        .filter(replaced)
        .chain(settings.iter().copied())
        .collect();
    format!("---\n{}\n---\n{body}", lines.join("\n"))
}

/// Publishes a declaration or a list from the text of its file.
pub(crate) async fn publish(store: &Store, text: &str) -> Result<()> {
    let now_ms = now_ms();
    match file::parse(text).map_err(|faults| anyhow!("{faults:?}"))? {
        File::Declaration(file) => store.declarations().publish(&file, now_ms).await?,
        File::List(file) => store.lists().publish(&file, now_ms).await?,
    };
    Ok(())
}

/// The consent wordings that a form shows, made once for all.
#[derive(Clone)]
pub(crate) struct Wordings {
    signing: ConsentWording,
    updates: ConsentWording,
}

impl Default for Wordings {
    fn default() -> Wordings {
        let wording = |text: &str| ConsentWording::new("en", text.to_owned());
        Wordings {
            signing: wording("Friends of the Library keep what I typed to count my signature."),
            updates: wording("Friends of the Library may write to me about this declaration."),
        }
    }
}

fn page() -> EmbeddingPage {
    EmbeddingPage {
        lang: "en".to_owned(),
        site: SITE.to_owned(),
        page_url: ARTICLE.to_owned(),
        source: String::new(),
    }
}

/// What a visitor signs, as the web layer hands it to the store.
pub(crate) fn signature(number: u32, wordings: &Wordings) -> Result<NewSignature> {
    let form = wire::SignRequest {
        name: person_name(number),
        email: person_email(number),
        postcode: Some("B1 1AA".to_owned()),
        public: wire::Visibility::Full,
        lang: "en".to_owned(),
        ..wire::SignRequest::default()
    };
    let fields = fields::check_sign(&form, PRINCIPLES, &FormFields::default());
    let fields = fields.map_err(|faults| anyhow!("the form is wrong: {faults:?}"))?;
    let signature = NewSignature::new(SLUG, ("en", 1), fields, page());
    let Wordings { signing, updates } = wordings.clone();
    Ok(signature.agreeing(signing, updates))
}

/// Signs with an idempotency key; returns the attempt's id.
pub(crate) async fn sign(store: &Store, number: u32, wordings: &Wordings) -> Result<Id> {
    let signature = signature(number, wordings)?;
    let key = IdempotencyKey::new("sign", &fresh_key(), b"the form");
    let outcome = store.attempts().sign(signature, Some(key), now_ms());
    accepted(outcome.await?)
}

/// Confirms an attempt by the token of its link.
pub(crate) async fn confirm(store: &Store, attempt: Id) -> Result<()> {
    let credential = Credential::Token(store.seal().link(attempt, 0));
    let key = IdempotencyKey::new("confirm", &fresh_key(), b"the token");
    let outcome = store.attempts().confirm(credential, Some(key), now_ms());
    match outcome.await? {
        ConfirmOutcome::Confirmed(_) => Ok(()),
        other => bail!("not confirmed: {other:?}"),
    }
}

/// Subscribes to the list; returns the attempt's id.
pub(crate) async fn subscribe(store: &Store, number: u32, wordings: &Wordings) -> Result<Id> {
    let form = wire::SubscribeRequest {
        email: person_email(number),
        lang: "en".to_owned(),
        ..wire::SubscribeRequest::default()
    };
    let fields = fields::check_subscribe(&form, &FormFields::default());
    let fields = fields.map_err(|faults| anyhow!("the form is wrong: {faults:?}"))?;
    let subscription = NewSubscription::new(SLUG, fields, page());
    let subscription = subscription.agreeing(wordings.signing.clone());
    let outcome = store.attempts().subscribe(subscription, None, now_ms());
    accepted(outcome.await.context("subscribing")?)
}

/// An idempotency key as the widget makes them.
pub(crate) fn fresh_key() -> String {
    Id::new(now_ms()).to_string()
}

fn accepted(outcome: AttemptOutcome) -> Result<Id> {
    match outcome {
        AttemptOutcome::Accepted { id } => Ok(id),
        other => bail!("not accepted: {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_replace_those_of_the_file_and_the_text_stays() {
        let text = declaration_with(&["goal: 7", "closes: 2030-12-31"]);
        let File::Declaration(file) = file::parse(&text).unwrap() else {
            panic!("a declaration");
        };
        assert_eq!((file.goal, file.closes_at.is_some()), (Some(7), true));
        let File::Declaration(before) = file::parse(DECLARATION).unwrap() else {
            panic!("a declaration");
        };
        assert_eq!(file.text_hash, before.text_hash);
    }
}
