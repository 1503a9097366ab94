//! `undersigned person …`: all that is kept of somebody, printed or erased, for an organiser whom they
//! have asked.

use anyhow::{Context as _, bail};
use widgets::{fields::EmailAddress, wire::ConfirmedKind};

use crate::{
    app, clock,
    config::{Config, PersonCommand},
    domain::email_key::EmailKey,
    store::{Gone, PersonErased, Store, Whose},
};

pub(super) async fn run(config: &Config, command: PersonCommand) -> anyhow::Result<()> {
    let (PersonCommand::Export { email, .. } | PersonCommand::Erase { email, .. }) = &command;
    let Ok(address) = EmailAddress::parse(email) else {
        bail!("EMAIL is no address that could have signed");
    };
    let key = EmailKey::of(&address);
    let store = super::open_store(config).await?;
    let done = match command {
        PersonCommand::Export { .. } => export(&store, &key).await,
        PersonCommand::Erase {
            name,
            everybody,
            dry_run,
            ..
        } => {
            let whose = match (name, everybody) {
                (Some(name), _) => Whose::Named(name),
                (None, true) => Whose::Everybodys,
                (None, false) => Whose::TheOnlyOne,
            };
            erase(&store, &key, &whose, dry_run).await
        }
    };
    store.close().await;
    done
}

async fn export(store: &Store, key: &EmailKey) -> anyhow::Result<()> {
    let kept = store.person(key).await.context("it could not be read")?;
    store.note_export(key, clock::now_ms()).await?;
    app::announce(&format!("{kept:#}"))
}

async fn erase(store: &Store, key: &EmailKey, whose: &Whose, dry_run: bool) -> anyhow::Result<()> {
    let erased = store.erase_person(key, whose, dry_run, clock::now_ms());
    let gone = match erased.await.context("nothing was erased")? {
        PersonErased::Gone(gone) => gone,
        PersonErased::Several(names) => bail!(
            "several have signed from this address: {}. Say who is meant by --name NAME, or \
             --everybody; nothing was erased",
            names.join(", ")
        ),
    };
    if gone.is_empty() {
        app::announce("nothing is kept of this person but what the ledger of consents holds")?;
    }
    for one in &gone {
        let done = if dry_run { "would go" } else { "erased" };
        app::announce(&format!("{done}: {}", told(one)))?;
    }
    if dry_run {
        return Ok(());
    }
    for day in store.exports_of(key).await? {
        app::announce(&format!(
            "a file with all that was kept of this address was made on {day}: delete it"
        ))?;
    }
    for one in gone.iter().filter(|one| one.was_signed()) {
        for day in store.names_exports_of(&one.slug).await? {
            app::announce(&format!(
                "a table of the names under {} was made on {day}: take this one out of it",
                one.slug
            ))?;
        }
    }
    if !gone.is_empty() {
        app::announce(
            "backups from before now hold it until they are deleted; what is erased is erased again \
             when one of them is put back",
        )?;
    }
    Ok(())
}

fn told(gone: &Gone) -> String {
    let Gone {
        kind,
        slug,
        confirmed,
        withdrawn,
        attempts,
        letters,
    } = gone;
    let of_confirmed = match (kind, confirmed) {
        (ConfirmedKind::Signature, 1) => "1 signature".to_owned(),
        (ConfirmedKind::Signature, many) => format!("{many} signatures"),
        (ConfirmedKind::Subscription, 1) => "1 subscription".to_owned(),
        (ConfirmedKind::Subscription, many) => format!("{many} subscriptions"),
    };
    let withdrawn = match kind {
        ConfirmedKind::Signature => format!(", {withdrawn} withdrawn"),
        ConfirmedKind::Subscription => String::new(),
    };
    format!("{slug}, {of_confirmed}{withdrawn}, {attempts} attempts, {letters} letters that waited")
}
