//! `undersigned organiser add`: prints a link that signs an organiser in, and makes the account if there is
//! none. It is the way back in for who lost their mailbox, and works while no emails can be sent.

use anyhow::{Context as _, anyhow, bail};
use widgets::{fields::EmailAddress, text::Text, wire::ConfirmedKind};

use crate::{
    app, clock,
    config::{Config, OrganiserCommand},
    domain::accounts::{Right, Rights, Scope},
    store::{ConsoleSignIn, Store},
};

pub(super) async fn run(config: &Config, command: OrganiserCommand) -> anyhow::Result<()> {
    let OrganiserCommand::Add {
        email,
        owner,
        may,
        on,
    } = command;
    let email = EmailAddress::parse(&email).map_err(|error| {
        let text = Text::of("en");
        anyhow!("EMAIL: {}", text.field_message("email", error.code()))
    })?;
    super::with_store(config, async |store| {
        let rights = rights(store, &may, &on).await?;
        let accounts = store.accounts();
        let made = accounts.begin_console_sign_in(&email, &rights, clock::now_ms());
        let ConsoleSignIn { token, made } = made.await.context("no link was made")?;
        if !made && (owner || !may.is_empty()) {
            super::remark(
                "there is an account with this address, and it keeps its rights: an owner can change them \
                 under \"Colleagues\" on the desk",
            );
        }
        let public_url = super::public_url(config);
        app::announce(&format!("{public_url}/desk/sign-in/{}", token.reveal()))?;
        super::remark("the link works once, within an hour: give it to its organiser and to nobody else");
        Ok(())
    })
    .await
}

/// What a new account may do: an owner of everything, if nothing else is said.
async fn rights(store: &Store, may: &[Right], on: &[String]) -> anyhow::Result<Rights> {
    if may.is_empty() {
        return Ok(Rights::owner());
    }
    let mut scopes = Vec::with_capacity(on.len().max(1));
    for slug in on {
        scopes.push(Scope::Subject(subject(store, slug).await?));
    }
    if scopes.is_empty() {
        scopes.push(Scope::All);
    }
    let grants = scopes
        .iter()
        .flat_map(|scope| may.iter().map(|right| (*scope, *right)));
    Ok(grants.collect::<Rights>().simplified())
}

/// The number of the declaration or list with this slug.
async fn subject(store: &Store, slug: &str) -> anyhow::Result<i64> {
    let accounts = store.accounts();
    let declaration = accounts.subject(ConfirmedKind::Signature, slug).await?;
    let list = accounts.subject(ConfirmedKind::Subscription, slug).await?;
    match (declaration, list) {
        (Some(subject), None) | (None, Some(subject)) => Ok(subject.id),
        (None, None) => {
            bail!("--on: there is no declaration or list {slug:?}; nothing was changed")
        }
        (Some(_), Some(_)) => bail!(
            "--on: {slug:?} is a declaration and a list; give the right on the desk, under \"Colleagues\"; \
             nothing was changed"
        ),
    }
}
