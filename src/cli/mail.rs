//! `undersigned mail …`: commands for the operator about emails that were not sent, and to check
//! the sender's domain.

use anyhow::{Context as _, bail};

use crate::{
    app,
    cli::counted::{agreeing, counted},
    clock,
    config::{Config, MailCommand},
    mail::Mailer,
    store::Retry,
};
use site_check::SenderRecords;

/// The most reasons that are printed separately.
const SHOWN: usize = 20;

pub(super) async fn run(config: &Config, command: MailCommand) -> anyhow::Result<()> {
    match command {
        MailCommand::Check { selector } => check(config, selector.as_deref()).await,
        MailCommand::Retry { dry_run, restored } => retry(config, dry_run, restored).await,
    }
}

/// Prints what a receiver would find, one finding a line, and continues after a fault to find the
/// next.
async fn check(config: &Config, selector: Option<&str>) -> anyhow::Result<()> {
    let public_url = config.public_url.as_ref();
    let public_url = public_url.map_or("http://localhost", |url| url.as_str());
    let mailer = Mailer::from_config(&config.mail, public_url)?;
    let Some(name) = mailer.own_name() else {
        bail!("emails go to a folder, so nobody receives any: give --smtp and --mail-from");
    };
    let domain = mailer.sender_domain();
    app::announce(&format!("sender: emails come from {domain}"))?;
    app::announce(&format!("name: we say EHLO {name}"))?;
    let records = SenderRecords::look_up(config.name_server, domain, selector).await;
    let server = mailer.check().await;
    let server = server.map(|()| "the mail server takes emails from us; none was sent".to_owned());
    let findings = [
        ("smtp", server.map_err(|error| format!("{error:#}"))),
        ("spf", spf(&records, domain)),
        ("dmarc", dmarc(&records, domain)),
        ("dkim", dkim(&records, domain, selector)),
    ];
    let mut faults = 0;
    for (what, finding) in findings {
        match finding {
            Ok(words) => app::announce(&format!("{what}: {words}"))?,
            Err(words) => {
                faults += 1;
                app::announce(&format!("{what}: FAULT: {words}"))?;
            }
        }
    }
    match faults {
        0 => Ok(()),
        faults => bail!(
            "{faults} of 4 {} to be mended, or emails may be taken for spam",
            agreeing(faults, "is", "are")
        ),
    }
}

fn spf(records: &SenderRecords, domain: &str) -> Result<String, String> {
    match records.spf.as_slice() {
        [one] => Ok(format!("{domain} says {one}")),
        [] => Err(format!(
            "{domain} has no SPF record: publish a TXT record as your mail provider says, as in \
             \"v=spf1 include:PROVIDER -all\""
        )),
        several => Err(format!(
            "{domain} has {} SPF records, which counts as none: make one of them (RFC 7208, 4.5)",
            several.len()
        )),
    }
}

fn dmarc(records: &SenderRecords, domain: &str) -> Result<String, String> {
    records.dmarc.as_ref().map_or_else(
        || {
            Err(format!(
                "there is no DMARC record: publish a TXT record at _dmarc.{domain}, for a start \
                 \"v=DMARC1; p=none\""
            ))
        },
        |record| Ok(format!("receivers are told {record}")),
    )
}

fn dkim(records: &SenderRecords, domain: &str, selector: Option<&str>) -> Result<String, String> {
    match (selector, &records.dkim) {
        (Some(selector), Some(_)) => Ok(format!("{selector}._domainkey.{domain} has a key")),
        (Some(selector), None) => Err(format!(
            "{selector}._domainkey.{domain} has no key: publish the one that your mail provider gives"
        )),
        (None, _) => Ok(
            "not looked up: give --selector as your mail provider names it, or look for dkim=pass in \
             an email that arrived"
                .to_owned(),
        ),
    }
}

async fn retry(config: &Config, dry_run: bool, restored: bool) -> anyhow::Result<()> {
    let store = super::open_store(config).await?;
    if restored {
        let held = match dry_run {
            true => store.queue_depth().await.map(|depth| depth.held),
            false => store.release_held_mail(clock::now_ms()).await,
        };
        store.close().await;
        return tell_held(held.context("nothing was changed")?, dry_run);
    }
    let told = store.retry_mail(dry_run, clock::now_ms()).await;
    store.close().await;
    let told = told.context("nothing was changed")?;
    tell(&told, dry_run)
}

fn tell_held(held: u64, dry_run: bool) -> anyhow::Result<()> {
    let go = match dry_run {
        true => "would go out",
        false => agreeing(
            held,
            "goes out with the next run of the server",
            "go out with the next run of the server",
        ),
    };
    app::announce(&match held {
        0 => "no email is held".to_owned(),
        some => format!("{} that a restored copy held {go}", emails(some)),
    })
}

fn tell(told: &Retry, dry_run: bool) -> anyhow::Result<()> {
    let (go, stay) = match dry_run {
        true => ("would go again", "would stay"),
        false => (
            agreeing(told.again, "goes again", "go again"),
            agreeing(told.over, "stays", "stay"),
        ),
    };
    app::announce(&format!("{} {go}", emails(told.again)))?;
    for (reason, count) in told.reasons.iter().take(SHOWN) {
        app::announce(&format!("  {}, given up after: {reason}", emails(*count)))?;
    }
    if told.reasons.len() > SHOWN {
        let more = told.reasons.len() - SHOWN;
        let more = counted(more as u64, "further reason", "further reasons");
        app::announce(&format!("  and {more}"))?;
    }
    if told.over > 0 {
        app::announce(&format!(
            "{} {stay}: {} ended, or {} answered since",
            emails(told.over),
            agreeing(told.over, "its link has", "their links have"),
            agreeing(told.over, "was", "were")
        ))?;
    }
    if !dry_run && told.again > 0 {
        app::announce("the running server sends within seconds, or the next one at its start")?;
    }
    Ok(())
}

fn emails(count: u64) -> String {
    counted(count, "email", "emails")
}
