//! `undersigned mail check`: checks the mail server and the sender's domain, as a receiver sees it.

use anyhow::bail;
use site_check::SenderRecords;

use crate::{app, cli::counted::agreeing, config::Config, mail::Mailer};

/// Prints what a receiver would find, one finding a line, and continues after a fault to find the
/// next.
pub(super) async fn check(config: &Config, selector: Option<&str>) -> anyhow::Result<()> {
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
