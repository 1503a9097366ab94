//! `undersigned signatures waiting`, `approve` and `refuse`: lists held signatures, and decides on
//! them.

use anyhow::bail;

use super::AT_ONCE;
use crate::{
    app, clock,
    domain::{
        id::Id,
        signatures::verification::{HoldReason, Verification, VerificationMethod},
        time,
    },
    store::{HeldSignature, Store},
};

/// Prints a line for each held signature, oldest first, with the ID that the other commands take.
pub(super) async fn list(store: &Store) -> anyhow::Result<()> {
    let waiting = store.signatures().held(AT_ONCE, clock::now_ms()).await?;
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
        HoldReason::DuplicateOrganisation if duplicate_organisations.is_empty() => {
            return "its name was signed before".to_owned();
        }
        HoldReason::DuplicateOrganisation => return counts,
        HoldReason::Organisation => "the organisation is not verified".to_owned(),
        HoldReason::Mailbox => format!("its address has signed as {}", one.beside.join(" and ")),
    };
    if duplicate_organisations.is_empty() {
        why
    } else {
        format!("{why}, and {counts}")
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
pub(super) enum Decision {
    Approve,
    Reject { silently: bool },
}

/// Approves or rejects each signature; an unknown ID does not stop the others.
pub(super) async fn decide(
    store: &Store,
    ids: &[String],
    decision: Decision,
) -> anyhow::Result<()> {
    let mut unknown = Vec::new();
    for typed in ids {
        let Some(id) = Id::parse(typed) else {
            unknown.push(typed.as_str());
            continue;
        };
        let (waited, done) = match decision {
            Decision::Approve => (
                store.signatures().approve(id, clock::now_ms()).await?,
                "approved; it counts, and an email says so",
            ),
            Decision::Reject { silently } => (
                store
                    .signatures()
                    .reject(id, silently, clock::now_ms())
                    .await?,
                if silently {
                    "rejected and deleted; nobody is emailed"
                } else {
                    "rejected and deleted, and an email says so"
                },
            ),
        };
        if waited {
            app::announce(&format!("{id}: {done}"))?;
        } else {
            unknown.push(typed.as_str());
        }
    }
    if unknown.is_empty() {
        return Ok(());
    }
    bail!("no waiting signature has the ID {}", unknown.join(", "))
}
