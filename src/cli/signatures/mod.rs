//! `undersigned signatures …`: commands with which organisers review, approve and reject
//! signatures.

pub(super) mod export;
pub(super) mod list;
pub(crate) mod paper;

use anyhow::{anyhow, bail};
use widgets::wire::ConfirmedKind;

use super::lists;
use crate::{
    app,
    cli::counted::counted,
    clock,
    config::{Config, ExportFormat, SignaturesCommand},
    domain::{
        signatures::{
            lookalike::{self, Lookalike},
            verification::{HoldReason, Verification, VerificationMethod},
        },
        time,
    },
    store::{self, HeldSignature, Store},
};

/// The most signatures listed: more than an organiser reviews in one sitting.
const AT_ONCE: u32 = 1_000;

pub(super) async fn run(config: &Config, command: SignaturesCommand) -> anyhow::Result<()> {
    let store = super::open_store(config).await?;
    let done = match &command {
        SignaturesCommand::Export {
            declaration,
            updates: true,
            file,
            bom,
        } => {
            let of = lists::Of {
                kind: ConfirmedKind::Signature,
                slug: declaration,
                file,
                bom: *bom,
            };
            lists::run(&store, config, &of).await
        }
        SignaturesCommand::Export {
            declaration,
            file,
            bom,
            ..
        } => {
            let of_updates = file.format != ExportFormat::Csv || file.left_since.is_some();
            match of_updates {
                true => Err(anyhow!(
                    "--format and --left-since are for files of addresses: give --updates as well"
                )),
                false => export::run(&store, declaration, *bom).await,
            }
        }
        SignaturesCommand::List { wanted } => list::list(&store, wanted).await,
        SignaturesCommand::Withdraw(arguments) => list::withdraw(&store, arguments).await,
        SignaturesCommand::Restore(arguments) => list::restore(&store, arguments).await,
        SignaturesCommand::Flagged => tell_flagged(&store).await,
        SignaturesCommand::Waiting => tell_waiting(&store).await,
        SignaturesCommand::Approve { ids } => decide(&store, ids, Decision::LetIn).await,
        SignaturesCommand::Refuse { ids, silently } => {
            let silently = *silently;
            decide(&store, ids, Decision::TurnAway { silently }).await
        }
    };
    store.close().await;
    done
}

/// Counts of signatures that need attention, as the end of a sentence.
pub(super) async fn to_look_at(store: &Store) -> Result<String, store::Error> {
    let flagged = store.lookalikes(AT_ONCE).await?.len();
    let waiting = store.held(AT_ONCE, clock::now_ms()).await?.len();
    let mut said = String::new();
    if flagged > 0 {
        said.push_str(&format!(
            "; {}: list them with `undersigned signatures flagged`",
            counted(
                flagged as u64,
                "signature has a name that may imitate another",
                "signatures have names that may imitate others"
            )
        ));
    }
    if waiting > 0 {
        said.push_str(&format!(
            "; {} for approval: list them with `undersigned signatures waiting`",
            counted(waiting as u64, "signature waits", "signatures wait")
        ));
    }
    Ok(said)
}

/// Prints a line for each name that may imitate another, newest first.
async fn tell_flagged(store: &Store) -> anyhow::Result<()> {
    let flagged = store.lookalikes(AT_ONCE).await?;
    if flagged.is_empty() {
        return app::announce("no signature has a name that may imitate another");
    }
    for one in flagged {
        let whose = if one.of_organisation {
            "organisation"
        } else {
            "person"
        };
        let why = match one.why {
            Lookalike::MixedScripts => "letters of several scripts in one word",
            Lookalike::LooksLatin => "looks like Latin letters but is not",
        };
        app::announce(&format!(
            "{} {} {whose} \"{}\": {why} ({})",
            time::day(one.confirmed_at),
            one.slug,
            one.name,
            lookalike::letters(&one.name)
        ))?;
    }
    Ok(())
}

/// Prints a line for each held signature, oldest first, with the ID that the other commands take.
async fn tell_waiting(store: &Store) -> anyhow::Result<()> {
    let waiting = store.held(AT_ONCE, clock::now_ms()).await?;
    if waiting.is_empty() {
        return app::announce("no signature waits for approval");
    }
    for one in &waiting {
        app::announce(&told(one))?;
    }
    app::announce(
        "to approve: undersigned signatures approve ID…; to reject: undersigned signatures refuse ID…",
    )
}

fn told(one: &HeldSignature) -> String {
    let role = one.role.as_ref().map(|role| format!(", {role}"));
    let role = role.unwrap_or_default();
    let who = match &one.organisation {
        Some(organisation) => {
            let known = known(one.verification.as_ref());
            format!(
                "organisation \"{organisation}\"{known}, by {}{role}",
                one.name
            )
        }
        None => format!("person \"{}\"{role}", one.name),
    };
    format!(
        "{} {} {} {who}: {}; deleted on {}",
        one.id,
        time::day(one.held_at),
        one.slug,
        why(one),
        time::day(one.until)
    )
}

/// Why it is held, and which organisations with its name already count, for any reason.
fn why(one: &HeldSignature) -> String {
    let duplicate_organisations = one.duplicate_organisations.iter().map(|other| {
        let known = known(other.verification.as_ref());
        format!("\"{}\"{known}", other.organisation)
    });
    let duplicate_organisations = duplicate_organisations.collect::<Vec<_>>().join(" and ");
    let counts = format!("its name already counts as {duplicate_organisations}");
    let why = match one.held {
        HoldReason::Namesake if duplicate_organisations.is_empty() => {
            return "its name was signed before".to_owned();
        }
        HoldReason::Namesake => return counts,
        HoldReason::Organisation => "the organisation is not verified".to_owned(),
        HoldReason::Household => format!("its address has signed as {}", one.beside.join(" and ")),
    };
    match duplicate_organisations.is_empty() {
        true => why,
        false => format!("{why}, and {counts}"),
    }
}

/// How an organisation was verified, to help tell two of the same name apart.
fn known(verification: Option<&Verification>) -> String {
    let Some(one) = verification else {
        return String::new();
    };
    let domain = one.domain.as_deref().unwrap_or_default();
    match one.method {
        VerificationMethod::Email => format!(" (by an email to {domain})"),
        VerificationMethod::Dns => format!(" (by DNS of {domain})"),
        VerificationMethod::File => format!(" (by a file on {domain})"),
        VerificationMethod::Organisers => " (approved by organisers)".to_owned(),
    }
}

/// What to do with held signatures.
#[derive(Clone, Copy)]
enum Decision {
    LetIn,
    TurnAway { silently: bool },
}

/// Approves or rejects each signature; an unknown ID does not stop the others.
async fn decide(store: &Store, ids: &[String], decision: Decision) -> anyhow::Result<()> {
    let mut unknown = Vec::new();
    for id in ids {
        let (waited, done) = match decision {
            Decision::LetIn => (
                store.approve(id, clock::now_ms()).await?,
                "approved; it counts, and an email says so",
            ),
            Decision::TurnAway { silently } => (
                store.reject(id, silently, clock::now_ms()).await?,
                match silently {
                    true => "rejected and deleted; nobody is emailed",
                    false => "rejected and deleted, and an email says so",
                },
            ),
        };
        match waited {
            true => app::announce(&format!("{id}: {done}"))?,
            false => unknown.push(id.as_str()),
        }
    }
    if unknown.is_empty() {
        return Ok(());
    }
    bail!("no waiting signature has the ID {}", unknown.join(", "))
}
