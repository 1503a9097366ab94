//! `undersigned person …`: prints or erases everything kept about a person, for an organiser whom
//! the person has asked.

use anyhow::{Context as _, anyhow, bail};
use widgets::{fields::EmailAddress, text::Text, wire::ConfirmedKind};

use crate::{
    app,
    cli::counted::counted,
    clock,
    config::{Config, PersonCommand},
    domain::mail::email_key::EmailKey,
    store::{DeskErased, ErasureScope, Holding, PersonErased, Store},
};

pub(in crate::cli) async fn run(config: &Config, command: PersonCommand) -> anyhow::Result<()> {
    let (PersonCommand::Export { email } | PersonCommand::Erase { email, .. }) = &command;
    let address = EmailAddress::parse(email).map_err(|error| {
        let words = Text::of("en")
            .field_message("email", error.code())
            .to_owned();
        anyhow!("EMAIL is not an address that could have signed. {words}")
    })?;
    let key = EmailKey::of(&address);
    let store = crate::cli::open_store(config).await?;
    let done = match command {
        PersonCommand::Export { .. } => export(&store, &key).await,
        PersonCommand::Erase {
            name,
            everybody,
            dry_run,
            ..
        } => {
            let whose = match (name, everybody) {
                (Some(name), _) => ErasureScope::Named(name),
                (None, true) => ErasureScope::Everybodys,
                (None, false) => ErasureScope::TheOnlyOne,
            };
            erase(&store, &key, &whose, dry_run).await
        }
    };
    store.close().await;
    done
}

async fn export(store: &Store, key: &EmailKey) -> anyhow::Result<()> {
    let kept = store
        .privacy()
        .person(key)
        .await
        .context("it could not be read")?;
    store.privacy().note_export(key, clock::now_ms()).await?;
    app::announce(&format!("{kept:#}"))
}

async fn erase(
    store: &Store,
    key: &EmailKey,
    whose: &ErasureScope,
    dry_run: bool,
) -> anyhow::Result<()> {
    let erased = store
        .privacy()
        .erase_person(key, whose, dry_run, clock::now_ms());
    let (gone, left, desk) = match erased.await.context("nothing was erased")? {
        PersonErased::Gone { gone, left, desk } => (gone, left, desk),
        PersonErased::Several(names) => bail!(
            "several people have signed from this address: {}. Choose one with --name NAME, or all with \
             --everybody; nothing was erased",
            names.join(", ")
        ),
    };
    match (gone.is_empty(), left.is_empty()) {
        (true, true) if desk.in_use || !desk.is_nothing() => {}
        (true, true) => {
            app::announce(
                "nothing is kept about this person except what the ledger of consents holds",
            )?;
        }
        (true, false) => app::announce("nothing is kept about this address under this name")?,
        (false, _) => {}
    }
    let (goes, stays) = if dry_run {
        ("would be erased", "would stay")
    } else {
        ("erased", "stays")
    };
    for one in &gone {
        app::announce(&format!("{goes}: {}", told(one)))?;
    }
    for (name, one) in &left {
        app::announce(&format!("{stays}: {}, {}", told(one), of_whom(name)))?;
    }
    report_desk(&desk, goes)?;
    if dry_run {
        Ok(())
    } else {
        tell_of_copies(store, key, &gone, &desk).await
    }
}

/// What the organisers' desk had about the address.
fn report_desk(desk: &DeskErased, goes: &str) -> anyhow::Result<()> {
    if desk.in_use {
        app::announce(
            "stays: an organiser's account. Its owner can leave under \"Account\" on the desk, or an \
             owner can remove it under \"Colleagues\"; then run this command again",
        )?;
    }
    if !desk.is_nothing() {
        let accounts = counted(desk.accounts, "account", "accounts");
        let invitations = counted(desk.invitations, "invitation", "invitations");
        let audit = counted(desk.audit, "entry", "entries");
        app::announce(&format!(
            "{goes}: of the organisers' desk, {accounts}, {invitations}, the details of {audit} in its \
             audit log"
        ))?;
    }
    Ok(())
}

/// The people whose data is kept, and how to erase it too.
fn of_whom(name: &str) -> String {
    let whose = match name {
        "" => "without a name, so it may be anybody's at this address".to_owned(),
        name => format!("of {name}"),
    };
    // Quoted for a shell.
    let typed = name.replace('\'', r"'\''");
    format!("{whose}: erase it with `undersigned person erase EMAIL --name '{typed}'`")
}

/// Lists the copies outside the database that still hold the person.
async fn tell_of_copies(
    store: &Store,
    key: &EmailKey,
    gone: &[Holding],
    desk: &DeskErased,
) -> anyhow::Result<()> {
    for day in store.privacy().exports_of(key).await? {
        app::announce(&format!(
            "a file with everything kept about this address was made on {day}: delete it"
        ))?;
    }
    for one in gone.iter().filter(|one| one.was_signed()) {
        for day in store.privacy().names_exports_of(&one.slug).await? {
            app::announce(&format!(
                "a table of the names under {} was made on {day}: remove this one from it",
                one.slug
            ))?;
        }
    }
    for one in gone.iter().filter(|one| one.was_confirmed()) {
        for day in store
            .privacy()
            .addresses_exports_of(one.kind, &one.slug)
            .await?
        {
            app::announce(&format!(
                "a file with addresses of {} was made on {day}: remove this one from it",
                one.slug
            ))?;
        }
    }
    if !gone.is_empty() || !desk.is_nothing() {
        app::announce(
            "existing backups hold it until they are deleted; it is erased again when one of them \
             is restored",
        )?;
    }
    Ok(())
}

fn told(one: &Holding) -> String {
    let Holding {
        kind,
        slug,
        confirmed,
        withdrawn,
        attempts,
        emails,
    } = one;
    let (confirmed, withdrawn) = match kind {
        ConfirmedKind::Signature => (
            counted(*confirmed, "signature", "signatures"),
            format!(", {withdrawn} withdrawn"),
        ),
        ConfirmedKind::Subscription => (
            counted(*confirmed, "subscription", "subscriptions"),
            String::new(),
        ),
    };
    let attempts = counted(*attempts, "attempt", "attempts");
    let emails = counted(*emails, "waiting email", "waiting emails");
    format!("{slug}, {confirmed}{withdrawn}, {attempts}, {emails}")
}
