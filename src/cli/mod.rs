//! Runs each command of the program, once its options are checked.

mod backup;
pub(super) mod counted;
mod days;
mod declarations;
mod lists;
mod mail;
mod privacy;
mod signatures;
mod spreadsheet;
mod statistics;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;
use widgets::wire::ConfirmedKind;

use crate::{
    app::{self, App},
    clock,
    config::{
        self, Command, Config, EndingArguments, FileArguments, KeyCommand, ListsCommand,
        OrganiserCommand, PaperCommand,
    },
    domain::{
        declarations::RevisionKind,
        keys::{sealed::DataKey, source::KeySource},
    },
    mail::Mailer,
    store::{Chain, Store},
};
use counted::counted;
use declarations::publish;
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
            publish_files(&config, &files, revision, yes).await
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
            import_paper(&config, &order).await
        }
        Command::Organiser {
            command: OrganiserCommand::Add { .. },
        } => bail!(
            "organisers' accounts are not available yet: use `undersigned publish` to put declarations \
             and lists in place; nothing was changed"
        ),
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
            rotate_key(&config, to).await
        }
        Command::Close(ending) => {
            end(&config, &ending, declarations::endings::EndingAction::Close).await
        }
        Command::Reopen(ending) => {
            end(
                &config,
                &ending,
                declarations::endings::EndingAction::Reopen,
            )
            .await
        }
        Command::Unpublish { lang: None, ending } => {
            end(
                &config,
                &ending,
                declarations::endings::EndingAction::Unpublish,
            )
            .await
        }
        Command::Unpublish {
            lang: Some(lang),
            ending,
        } => {
            end(
                &config,
                &ending,
                declarations::endings::EndingAction::Language(&lang),
            )
            .await
        }
        Command::Delete(ending) => {
            end(
                &config,
                &ending,
                declarations::endings::EndingAction::Delete,
            )
            .await
        }
        Command::Stats { slug, format } => {
            let store = open_store(&config).await?;
            let done = statistics::run(&store, &slug, format).await;
            store.close().await;
            done
        }
        Command::Lists {
            command: ListsCommand::Export { list, file, bom },
        } => export_list(&config, &list, &file, bom).await,
        Command::Backup { path } => backup::back_up(&config, &path).await,
        Command::Restore { path } => backup::restore(&config, &path).await,
        Command::Signatures { command } => signatures::run(&config, command).await,
        Command::Check => check(&config).await,
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

async fn publish_files(
    config: &Config,
    files: &[PathBuf],
    revision: Option<RevisionKind>,
    yes: bool,
) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    // Emails cannot be recalled, so the command first says how many there would be.
    if revision == Some(RevisionKind::Change) && !yes {
        let asked = publish::asks(&store, files).await;
        store.close().await;
        for line in asked? {
            app::announce(&line)?;
        }
        return Ok(());
    }
    let outcome = publish::publish(&store, files, revision, clock::now_ms()).await;
    store.close().await;
    for line in outcome? {
        app::announce(&line)?;
    }
    Ok(())
}

async fn end(
    config: &Config,
    ending: &EndingArguments,
    deed: declarations::endings::EndingAction<'_>,
) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    let done = declarations::endings::run(&store, ending, deed).await;
    store.close().await;
    done
}

async fn export_list(
    config: &Config,
    list: &str,
    file: &FileArguments,
    bom: bool,
) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    let of = lists::Of {
        kind: ConfirmedKind::Subscription,
        slug: list,
        file,
        bom,
    };
    let done = lists::run(&store, config, &of).await;
    store.close().await;
    done
}

async fn import_paper(config: &Config, order: &paper::ImportRequest<'_>) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    let outcome = paper::import(&store, order).await;
    store.close().await;
    for line in outcome? {
        app::announce(&line)?;
    }
    Ok(())
}

/// Tests everything the server would use, and continues after a fault to find the next.
async fn check(config: &Config) -> anyhow::Result<()> {
    app::announce("configuration: every option can be used")?;
    let findings = [
        ("database", check_database(config).await),
        (mail_name(config), check_mail(config).await),
    ];
    let mut faults = 0;
    for (name, finding) in findings {
        match finding {
            Ok(words) => app::announce(&format!("{name}: {words}"))?,
            Err(error) => {
                faults += 1;
                app::announce(&format!("{name}: FAULT: {error:#}"))?;
            }
        }
    }
    if faults > 0 {
        bail!("{faults} of 2 parts failed");
    }
    Ok(())
}

async fn check_database(config: &Config) -> anyhow::Result<String> {
    let store = open_store(config).await?;
    let answer = store.ping().await;
    let ledger = store.check_consents().await;
    let look = signatures::to_look_at(&store).await;
    store.close().await;
    answer.context("it does not answer")?;
    let mut look = look?;
    if config.erased_file.is_none() {
        look.push_str(
            "; no list of erasures is kept outside it, so an older backup would bring erased \
             people back: set --erased-file",
        );
    }
    match ledger.context("its ledger of consents cannot be read")? {
        Chain::Whole { records } => Ok(format!(
            "it answers, its tables are up to date, and its ledger of consents is whole \
             ({}){look}",
            counted(records, "record", "records")
        )),
        Chain::Broken { at } => bail!(
            "its ledger of consents was changed: record {at} is not as it was written, or one \
             before it is missing; compare it with a backup"
        ),
    }
}

fn mail_name(config: &Config) -> &'static str {
    if config.mail.smtp.is_some() {
        "smtp"
    } else {
        "mail folder"
    }
}

async fn check_mail(config: &Config) -> anyhow::Result<String> {
    let public_url = config
        .public_url
        .as_ref()
        .map_or("http://localhost", |url| url.as_str());
    let mailer = Mailer::from_config(&config.mail, public_url)?;
    mailer.check().await?;
    Ok(match &config.mail.smtp {
        Some(_) => "the server accepts emails from us; none was sent".to_owned(),
        None => format!("emails are written to {}", config.mail.folder.display()),
    })
}

async fn rotate_key(config: &Config, to: Option<DataKey>) -> anyhow::Result<()> {
    let given = to.is_some();
    let database = config.database.expose_secret();
    let rotated = Store::rotate_key(database, &config.data_key, to)
        .await
        .context("the data key could not be rotated")?;
    app::announce(&format!(
        "the database is now sealed with key {}; {} processed",
        rotated.to,
        counted(rotated.rows, "row was", "rows were")
    ))?;
    match &config.data_key {
        KeySource::File(path) if !given => app::announce(&format!(
            "the new key is in {0}, the old one beside it in {0}.{1}. Older backups need the old \
             key: keep it as long as you keep them",
            path.display(),
            rotated.from
        )),
        _ => app::announce(
            "start the servers with the new key; older backups need the old one: keep it as long \
             as you keep them",
        ),
    }
}

async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let (database, erased) = (config.database.expose_secret(), config.erased_file.clone());
    Store::open_recalling(database, &config.data_key, erased, clock::now_ms())
        .await
        .context("cannot open the database (--database)")
}
