//! Checks the options as typed: they become a [`Config`], or all their faults at once.

mod data_key;
mod faults;
mod mail;
mod network;
#[cfg(test)]
mod tests;
mod values;

use secrecy::{ExposeSecret, SecretString};

use super::arguments::{
    DEFAULT_DISK_RESERVE, DEFAULT_LOG, DEFAULT_LOG_FORMAT, DEFAULT_WRITE_LIMIT,
};
use super::{Config, LogConfig, Options, PublicUrl};
use crate::disk::{self, Disk};
use faults::FaultList;
use network::networks;
use values::{given, or_default, secret, switch};

pub use data_key::new_data_key;
pub use faults::{Faults, OptionError};
pub use network::Connections;

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
            cdn_cache: switch("--cdn-cache", &self.cdn_cache, false, &mut faults),
            database,
            data_key,
            erased_file,
            mail,
            trusted_proxies: networks("--trusted-proxy", &self.trusted_proxy, &mut faults),
            site_test_networks: networks("--site-test-allow", &self.site_test_allow, &mut faults),
            name_server: self.name_server(&mut faults),
            write_limit: self.write_limit(&mut faults),
            disk,
            connections: self.connections(&mut faults),
            metrics: switch("--metrics", &self.metrics, loopback, &mut faults),
            log: self.log(&mut faults),
        };
        faults.into_result(config)
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
