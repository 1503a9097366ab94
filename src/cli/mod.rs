//! Runs each command of the program, once its options are checked. A file per command, or for a few
//! that do nearly the same.

mod backup;
mod check;
pub(super) mod counted;
mod days;
mod declarations;
mod key;
mod lists;
mod mail;
mod organisers;
mod privacy;
mod restore;
mod signatures;
mod statistics;

use std::process::ExitCode;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use widgets::wire::ConfirmedKind;

use crate::{
    app::{self, App},
    clock,
    config::{self, Command, Config, DeclarationsCommand, KeyCommand, ListsCommand, PaperCommand},
    domain::declarations::RevisionKind,
    store::Store,
};
use declarations::{
    endings::{self, EndingAction},
    publish, renaming,
};
use signatures::paper;

/// Runs a command. The demo is passed in, because it depends on everything here.
pub async fn run<Demo: Future<Output = anyhow::Result<()>>>(
    command: Command,
    config: Config,
    demo: impl FnOnce(Config, String) -> Demo,
) -> anyhow::Result<()> {
    match command {
        Command::Serve => {
            let stop = app::stop_on_signals()?;
            App::open(&config).await?.run(stop).await
        }
        Command::Demo { ally_listen } => demo(config, ally_listen).await,
        Command::Publish {
            files,
            correction,
            change,
            yes,
        } => {
            let revision = match (correction, change) {
                (true, _) => Some(RevisionKind::Correction),
                (_, true) => Some(RevisionKind::Change),
                _ => None,
            };
            publish::run(&config, &files, revision, yes).await
        }
        Command::Paper {
            command:
                PaperCommand::Import {
                    file,
                    declaration,
                    entered_by,
                    yes,
                },
        } => {
            let order = paper::ImportRequest {
                file: &file,
                declaration: declaration.as_deref(),
                entered_by: entered_by.as_deref().map(str::trim),
                yes,
            };
            paper::run(&config, &order).await
        }
        Command::Organiser { command } => organisers::run(&config, command).await,
        Command::Mail { command } => mail::run(&config, command).await,
        Command::Retention {
            dry_run,
            clock_is_right,
        } => privacy::retention::run(&config, dry_run, clock_is_right).await,
        Command::Person { command } => privacy::person::run(&config, command).await,
        Command::Key {
            command:
                KeyCommand::Rotate {
                    new_data_key,
                    new_data_key_file,
                },
        } => {
            let to = config::new_data_key(&new_data_key, &new_data_key_file)?;
            key::rotate(&config, to).await
        }
        Command::Close(ending) => endings::run(&config, &ending, EndingAction::Close).await,
        Command::Reopen(ending) => endings::run(&config, &ending, EndingAction::Reopen).await,
        Command::Unpublish { lang, ending } => {
            let action = match &lang {
                Some(lang) => EndingAction::Language(lang),
                None => EndingAction::Unpublish,
            };
            endings::run(&config, &ending, action).await
        }
        Command::Delete(ending) => endings::run(&config, &ending, EndingAction::Delete).await,
        Command::Stats { slug, format } => {
            with_store(&config, async |store| {
                statistics::run(store, &slug, format).await
            })
            .await
        }
        Command::Declarations {
            command: DeclarationsCommand::Rename(rename),
        } => renaming::run(&config, ConfirmedKind::Signature, &rename).await,
        Command::Lists {
            command: ListsCommand::Export { list, file, bom },
        } => lists::export(&config, &list, &file, bom).await,
        Command::Lists {
            command: ListsCommand::Rename(rename),
        } => renaming::run(&config, ConfirmedKind::Subscription, &rename).await,
        Command::Backup { path } => backup::back_up(&config, &path).await,
        Command::Restore { path } => restore::restore(&config, &path).await,
        Command::Signatures { command } => signatures::run(&config, command).await,
        Command::Check => check::check(&config).await,
    }
}

/// Prints why the program ends, in one place and without a backtrace.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    use std::io::Write as _;
    // If standard error is closed too, the exit code still shows the failure.
    _ = writeln!(std::io::stderr(), "undersigned: {error:#}");
    ExitCode::FAILURE
}

/// Prints a note that is not part of the output, on standard error.
fn remark(line: &str) {
    use std::io::Write as _;
    // If standard error is closed, the note is dropped.
    _ = writeln!(std::io::stderr(), "undersigned: {line}");
}

/// The base of links in exported files: the public URL, or the listen address if there is none.
fn public_url(config: &Config) -> String {
    match &config.public_url {
        Some(url) => url.as_str().to_owned(),
        None => format!("http://{}", config.listen),
    }
}

/// Opens the database for one command, and closes it whatever the command returns.
async fn with_store<Done>(
    config: &Config,
    command: impl AsyncFnOnce(&Store) -> anyhow::Result<Done>,
) -> anyhow::Result<Done> {
    let store = open_store(config).await?;
    let done = command(&store).await;
    store.close().await;
    done
}

async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let (database, erased) = (config.database.expose_secret(), config.erased_file.clone());
    Store::open_with_erasure_log(database, &config.data_key, erased, clock::now_ms())
        .await
        .context("cannot open the database (--database)")
}
