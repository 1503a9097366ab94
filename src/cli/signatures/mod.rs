//! `undersigned signatures …`: commands with which organisers review, approve and reject
//! signatures.

mod export;
mod flagged;
mod held;
mod list;
pub(super) mod paper;
mod taking_down;

use anyhow::anyhow;
use widgets::wire::ConfirmedKind;

use super::{lists, with_store};
use crate::{
    cli::counted::counted,
    clock,
    config::{Config, ExportFormat, SignaturesCommand},
    store::{self, Store},
};
use held::Decision;

/// The most signatures listed: more than an organiser reviews in one sitting.
const AT_ONCE: u32 = 1_000;

pub(super) async fn run(config: &Config, command: SignaturesCommand) -> anyhow::Result<()> {
    with_store(config, async |store| match &command {
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
            lists::run(store, config, &of).await
        }
        SignaturesCommand::Export {
            declaration,
            file,
            bom,
            ..
        } => {
            let of_updates = file.format != ExportFormat::Csv || file.left_since.is_some();
            if of_updates {
                Err(anyhow!(
                    "--format and --left-since are for files of addresses: give --updates as well"
                ))
            } else {
                export::run(store, declaration, *bom).await
            }
        }
        SignaturesCommand::List { wanted } => list::list(store, wanted).await,
        SignaturesCommand::Withdraw(arguments) => taking_down::withdraw(store, arguments).await,
        SignaturesCommand::Restore(arguments) => taking_down::restore(store, arguments).await,
        SignaturesCommand::Flagged => flagged::list(store).await,
        SignaturesCommand::Waiting => held::list(store).await,
        SignaturesCommand::Approve { ids } => held::decide(store, ids, Decision::Approve).await,
        SignaturesCommand::Refuse { ids, silently } => {
            let silently = *silently;
            held::decide(store, ids, Decision::Reject { silently }).await
        }
    })
    .await
}

/// Counts of signatures that need attention, as the end of a sentence.
pub(super) async fn to_look_at(store: &Store) -> Result<String, store::Error> {
    let flagged = store.signatures().lookalikes(AT_ONCE).await?.len();
    let waiting = store.signatures().held_count(clock::now_ms()).await?;
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
            counted(waiting, "signature waits", "signatures wait")
        ));
    }
    Ok(said)
}
