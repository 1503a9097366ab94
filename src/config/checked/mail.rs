//! The options for email: the SMTP server, the sender, and the folder that replaces them.

use std::path::PathBuf;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{FaultList, given, secret};
use crate::config::{MailConfig, Options};

impl Options {
    pub(super) fn mail(&self, database: &SecretString, faults: &mut FaultList) -> MailConfig {
        let smtp = secret("--smtp", "--smtp-file", &self.smtp, &self.smtp_file, faults);
        if smtp.as_deref().is_some_and(|url| !is_smtp_url(url)) {
            faults.add(
                "--smtp",
                "(hidden)",
                "smtp://USER:PASSWORD@HOST:PORT or smtps://…, and ?tls=required, opportunistic or none",
            );
        }
        let from = given(&self.mail_from).map(str::to_owned);
        if smtp.is_some() && from.is_none() {
            faults.add("--mail-from", "", "an address, since --smtp is set");
        }
        if let Some(sender) = from.as_deref().filter(|sender| !is_sender(sender)) {
            faults.add(
                "--mail-from",
                sender,
                "hello@act.example or Act Example <hello@act.example>",
            );
        }
        let smtp_ca_file = given(&self.smtp_ca_file).map(PathBuf::from);
        if let Some(path) = smtp_ca_file.as_ref().filter(|path| !path.is_file()) {
            faults.add(
                "--smtp-ca-file",
                &path.display().to_string(),
                "a PEM file that can be read",
            );
        }
        MailConfig {
            smtp: smtp.map(SecretString::from),
            smtp_ca_file,
            from,
            folder: given(&self.mail_folder)
                .map_or_else(|| mail_folder_beside(database), PathBuf::from),
        }
    }
}

fn is_smtp_url(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    matches!(url.scheme(), "smtp" | "smtps")
        && url.has_host()
        && url.query_pairs().all(|(name, value)| {
            name == "tls" && matches!(&*value, "required" | "opportunistic" | "none")
        })
}

fn is_sender(text: &str) -> bool {
    let address = match text.split_once('<') {
        Some((_, rest)) => match rest.strip_suffix('>') {
            Some(address) => address,
            None => return false,
        },
        None => text,
    };
    address
        .split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'))
        && !address.contains(char::is_whitespace)
}

pub(super) fn mail_folder_beside(database: &SecretString) -> PathBuf {
    let url = database.expose_secret();
    let path = url.strip_prefix("sqlite:").map(|path| {
        let path = path.strip_prefix("//").unwrap_or(path);
        PathBuf::from(path.split('?').next().unwrap_or(path))
    });
    path.as_deref()
        .and_then(|path| path.parent())
        .map_or_else(|| PathBuf::from("mail"), |folder| folder.join("mail"))
}
