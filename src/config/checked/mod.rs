//! Checks the options as typed: they become a [`Config`], or all their faults at once.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::arguments::{
    DEFAULT_DISK_RESERVE, DEFAULT_LISTEN, DEFAULT_LOG, DEFAULT_LOG_FORMAT, DEFAULT_WRITE_LIMIT,
};
use super::connections::origin;
use crate::disk::{self, Disk};

use super::{Config, Faults, LogConfig, MailConfig, OptionError, Options, PublicUrl};

const DNS_PORT: u16 = 53;
const DEFAULT_DATABASE: &str = "sqlite:undersigned.db";

impl Options {
    /// Checks the options. Returns a [`Config`], or every fault at once.
    pub fn check(&self) -> Result<Config, Faults> {
        let mut faults = FaultList::default();
        let database = self.database(&mut faults);
        let listen = self.listen(&mut faults);
        let public_url = self.public_url(&mut faults);
        let mail = self.mail(&database, &mut faults);
        let reached_at = public_url
            .clone()
            .or_else(|| PublicUrl::parse(&format!("http://{listen}")))
            // What follows from an unusable --listen is not a fault of its own.
            .filter(|_| !faults.has("--listen"));
        let loopback = reached_at.as_ref().is_none_or(PublicUrl::is_loopback);
        if !loopback && mail.smtp.is_none() {
            faults.add(
                "--smtp",
                "",
                "smtp://USER:PASSWORD@HOST:PORT; a server that the public reaches must be able to send emails \
                 (or set --public-url to a loopback address)",
            );
        }
        let data_key = self.data_key(&database, &mut faults);
        let erased_file = self.erased_file(&database);
        let disk = self.disk(&database, &mut faults);
        let config = Config {
            listen,
            public_url,
            other_origins: self.other_origins(&mut faults),
            database,
            data_key,
            erased_file,
            mail,
            trusted_proxies: networks("--trusted-proxy", &self.trusted_proxy, &mut faults),
            site_test_doors: networks("--site-test-allow", &self.site_test_allow, &mut faults),
            name_server: self.name_server(&mut faults),
            write_limit: self.write_limit(&mut faults),
            disk,
            connections: self.connections(&mut faults),
            metrics: self.metrics(loopback, &mut faults),
            log: self.log(&mut faults),
        };
        faults.into_result(config)
    }

    fn listen(&self, faults: &mut FaultList) -> String {
        let listen = or_default(&self.listen, DEFAULT_LISTEN);
        let usable = listen
            .rsplit_once(':')
            .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if !usable {
            faults.add(
                "--listen",
                listen,
                "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080",
            );
        }
        listen.to_owned()
    }

    fn name_server(&self, faults: &mut FaultList) -> Option<SocketAddr> {
        let text = given(&self.name_server)?;
        let address = text
            .parse()
            .map(|ip: IpAddr| SocketAddr::from((ip, DNS_PORT)));
        let address = address.or_else(|_| text.parse());
        if address.is_err() {
            let wanted = "an address such as 9.9.9.9 or [::1]:5353";
            faults.add("--name-server", text, wanted);
        }
        address.ok()
    }

    fn public_url(&self, faults: &mut FaultList) -> Option<PublicUrl> {
        origin("--public-url", given(&self.public_url)?, faults)
    }

    fn database(&self, faults: &mut FaultList) -> SecretString {
        let url = secret(
            "--database",
            "--database-file",
            &self.database,
            &self.database_file,
            faults,
        )
        .unwrap_or_else(|| DEFAULT_DATABASE.to_owned());
        let sqlite = url
            .strip_prefix("sqlite:")
            .is_some_and(|path| !path.is_empty());
        let postgres = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        if !sqlite && !postgres {
            faults.add(
                "--database",
                "(hidden)",
                "sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME",
            );
        }
        SecretString::from(url)
    }

    fn mail(&self, database: &SecretString, faults: &mut FaultList) -> MailConfig {
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

    fn write_limit(&self, faults: &mut FaultList) -> Option<u32> {
        let limit = or_default(&self.write_limit, DEFAULT_WRITE_LIMIT);
        match limit.parse::<u32>() {
            Ok(0) => None,
            Ok(limit) => Some(limit),
            Err(_) => {
                faults.add(
                    "--write-limit",
                    limit,
                    "a whole number of writes a minute, 0 for no limit",
                );
                None
            }
        }
    }

    fn disk(&self, database: &SecretString, faults: &mut FaultList) -> Disk {
        let reserve = or_default(&self.disk_reserve, DEFAULT_DISK_RESERVE);
        let megabytes = reserve.parse::<u64>().unwrap_or_else(|_| {
            faults.add(
                "--disk-reserve",
                reserve,
                "a whole number of megabytes, 0 for no limit",
            );
            0
        });
        Disk {
            folder: disk::folder_of(database.expose_secret()),
            reserve: megabytes.saturating_mul(1_000_000),
        }
    }

    fn metrics(&self, loopback: bool, faults: &mut FaultList) -> bool {
        match given(&self.metrics) {
            None => loopback,
            Some("true") => true,
            Some("false") => false,
            Some(other) => {
                faults.add("--metrics", other, "true or false");
                false
            }
        }
    }

    fn log(&self, faults: &mut FaultList) -> LogConfig {
        let filter = or_default(&self.log, DEFAULT_LOG);
        let format = or_default(&self.log_format, DEFAULT_LOG_FORMAT);
        if tracing_subscriber::EnvFilter::try_new(filter).is_err() {
            faults.add(
                "--log",
                filter,
                "error, warn, info, debug, trace, or TARGET=LEVEL separated by commas",
            );
        }
        if !matches!(format, "text" | "json") {
            faults.add("--log-format", format, "text or json");
        }
        LogConfig {
            filter: filter.to_owned(),
            json: format == "json",
        }
    }
}

#[derive(Default)]
pub(super) struct FaultList(Vec<OptionError>);

impl FaultList {
    pub(super) fn add(&mut self, option: &'static str, value: &str, accepted: &str) {
        self.0.push(OptionError {
            option,
            value: value.to_owned(),
            accepted: accepted.to_owned(),
        });
    }

    fn has(&self, option: &str) -> bool {
        self.0.iter().any(|fault| fault.option == option)
    }

    pub(super) fn into_result<T>(self, value: T) -> Result<T, Faults> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(Faults(self.0))
        }
    }
}

/// An empty variable counts as not set, as container files often write it.
fn given(option: &Option<String>) -> Option<&str> {
    option.as_deref().filter(|text| !text.is_empty())
}

pub(super) fn or_default<'a>(value: &'a str, default: &'a str) -> &'a str {
    if value.is_empty() { default } else { value }
}

fn networks(option: &'static str, texts: &[String], faults: &mut FaultList) -> Vec<IpNet> {
    let mut networks = Vec::new();
    for text in texts.iter().map(|text| text.trim()) {
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        match network {
            Ok(network) => networks.push(network),
            Err(_) if text.is_empty() => {}
            Err(_) => faults.add(
                option,
                text,
                "a network such as 10.0.0.0/8 or fd00::/8, or an address",
            ),
        }
    }
    networks
}

pub(super) fn secret(
    option: &'static str,
    file_option: &'static str,
    value: &Option<String>,
    file: &Option<String>,
    faults: &mut FaultList,
) -> Option<String> {
    let Some(path) = given(file) else {
        return given(value).map(str::to_owned);
    };
    if given(value).is_some() {
        faults.add(
            file_option,
            path,
            "one of the two: the value itself, or the file that holds it",
        );
    }
    match fs::read_to_string(path) {
        Ok(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Ok(_) => {
            faults.add(option, "", "a value; the file named for it is empty");
            None
        }
        Err(error) => {
            faults.add(
                file_option,
                path,
                &format!("a file that can be read ({error})"),
            );
            None
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

fn mail_folder_beside(database: &SecretString) -> PathBuf {
    let url = database.expose_secret();
    let path = url.strip_prefix("sqlite:").map(|path| {
        let path = path.strip_prefix("//").unwrap_or(path);
        PathBuf::from(path.split('?').next().unwrap_or(path))
    });
    path.as_deref()
        .and_then(|path| path.parent())
        .map_or_else(|| PathBuf::from("mail"), |folder| folder.join("mail"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Arguments, Command};

    fn typed(arguments: &[&str]) -> Options {
        let line = ["undersigned", "serve"].iter().chain(arguments);
        match Arguments::try_parse_from(line).unwrap().command {
            Command::Serve(options) => options,
            _ => unreachable!("serve was typed"),
        }
    }

    fn faulty_options(arguments: &[&str]) -> Vec<&'static str> {
        match typed(arguments).check() {
            Ok(_) => Vec::new(),
            Err(Faults(faults)) => faults.iter().map(|fault| fault.option).collect(),
        }
    }

    #[test]
    fn the_defaults_are_valid_for_a_local_server() {
        let config = typed(&[]).check().unwrap();
        assert_eq!(config.listen, "127.0.0.1:8080");
        assert_eq!(config.mail.folder, PathBuf::from("mail"));
        assert!(config.metrics);
        assert_eq!(config.write_limit, Some(120));
    }

    #[test]
    fn all_invalid_options_are_reported_at_once() {
        let faulty = faulty_options(&[
            "--listen=here",
            "--public-url=ftp://act.example",
            "--database=mysql://x",
            "--smtp=http://x",
            "--trusted-proxy=home",
            "--site-test-allow=here",
            "--write-limit=many",
            "--metrics=perhaps",
            "--log-format=xml",
        ]);
        let expected = [
            "--database",
            "--listen",
            "--public-url",
            "--smtp",
            "--mail-from",
            "--trusted-proxy",
            "--site-test-allow",
            "--write-limit",
            "--metrics",
            "--log-format",
        ];
        assert_eq!(faulty, expected);
    }

    #[test]
    fn an_empty_value_counts_as_unset() {
        let config = typed(&[
            "--listen=",
            "--write-limit=",
            "--log=",
            "--log-format=",
            "--smtp=",
        ])
        .check()
        .unwrap();
        assert_eq!(config.listen, "127.0.0.1:8080");
        assert_eq!(config.write_limit, Some(120));
    }

    #[test]
    fn an_invalid_option_causes_no_follow_up_errors() {
        assert_eq!(faulty_options(&["--listen=nowhere"]), ["--listen"]);
    }

    #[test]
    fn a_public_server_requires_smtp() {
        assert_eq!(
            faulty_options(&["--public-url=https://act.example"]),
            ["--smtp"]
        );
        assert_eq!(faulty_options(&["--listen=0.0.0.0:8080"]), ["--smtp"]);
        assert!(
            faulty_options(&[
                "--listen=0.0.0.0:8080",
                "--public-url=http://localhost:8080"
            ])
            .is_empty()
        );
    }

    #[test]
    fn metrics_are_off_by_default_on_a_public_server() {
        let config = typed(&[
            "--public-url=https://act.example/",
            "--smtp=smtps://user:secret@mail.example",
            "--mail-from=Act <hello@act.example>",
        ])
        .check()
        .unwrap();
        assert!(!config.metrics);
        assert_eq!(config.public_url.unwrap().as_str(), "https://act.example");
    }

    #[test]
    fn passwords_are_masked_in_debug_output_and_errors() {
        let config = typed(&[
            "--database=postgres://user:hunter2@db.example/undersigned",
            "--smtp=smtp://user:hunter2@mail.example",
            "--mail-from=hello@act.example",
        ])
        .check()
        .unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        let faults = typed(&["--database=mysql://user:hunter2@db"])
            .check()
            .unwrap_err();
        assert!(!faults.to_string().contains("hunter2"));
    }

    #[test]
    fn the_mail_folder_is_beside_the_database() {
        let folder = |url: &str| mail_folder_beside(&SecretString::from(url.to_owned()));
        assert_eq!(folder("sqlite:data/act.db"), PathBuf::from("data/mail"));
        assert_eq!(
            folder("sqlite:///var/lib/act.db?mode=rwc"),
            PathBuf::from("/var/lib/mail")
        );
        assert_eq!(folder("postgres://localhost/act"), PathBuf::from("mail"));
    }
}
