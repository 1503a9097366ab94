//! `undersigned mail …`: commands for the operator about emails that were not sent, and to check
//! the sender's domain.

mod check;
mod retry;

use crate::config::{Config, MailCommand};

pub(super) async fn run(config: &Config, command: MailCommand) -> anyhow::Result<()> {
    match command {
        MailCommand::Check { selector } => check::check(config, selector.as_deref()).await,
        MailCommand::Retry { dry_run, restored } => retry::retry(config, dry_run, restored).await,
    }
}
