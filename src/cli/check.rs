//! `undersigned check`: tests everything the server would use.

use anyhow::{Context as _, bail};

use crate::{
    app,
    cli::{counted::counted, open_store, signatures},
    config::Config,
    mail::Mailer,
    store::Chain,
};

/// Tests everything the server would use, and continues after a fault to find the next.
pub(super) async fn check(config: &Config) -> anyhow::Result<()> {
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
    let ledger = store.privacy().check_consents().await;
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
        Chain::Broken { about, at } => bail!(
            "its ledger of consents was changed: record {at} of {about:?} is not as it was \
             written, or one before it is missing; compare it with a backup"
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
