//! The configuration: the options, once they are checked.
//!
//! `arguments/` reads the command line and is the only module that reads the environment; `checked/`
//! turns the options into a [`Config`] or reports every fault. Nothing here opens the database or a
//! socket.

mod arguments;
mod checked;

use std::{net::SocketAddr, path::PathBuf};

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

use crate::{disk::Disk, domain::keys::source::KeySource};

pub use arguments::{
    Arguments, Command, DeclarationsCommand, EndingArguments, ExportFormat, FileArguments,
    KeyCommand, KindArgument, ListsCommand, MailCommand, Options, OrganiserCommand, PaperCommand,
    PersonCommand, RenameArguments, RestoreArguments, SignaturesCommand, StateArgument,
    StatsFormat, WantedArguments, WithdrawArguments,
};
pub use checked::{Connections, Faults, OptionError, new_data_key};

/// The checked options. Passed to the code that needs them, never global.
#[derive(Clone, Debug)]
pub struct Config {
    /// HOST:PORT, resolved when it is bound.
    pub listen: String,
    /// If absent, `http://` and the bound address.
    pub public_url: Option<PublicUrl>,
    /// Further origins by which browsers reach the server.
    pub other_origins: Vec<PublicUrl>,
    /// Whether a CDN may keep public responses for some seconds.
    pub cdn_cache: bool,
    pub database: SecretString,
    /// The key that seals addresses and postcodes.
    pub data_key: KeySource,
    /// The list of erasures; `None` where there is no place for one.
    pub erased_file: Option<PathBuf>,
    pub mail: MailConfig,
    pub trusted_proxies: Vec<IpNet>,
    /// Writes a minute for the narrowest network that is counted; `None` for no limit.
    pub write_limit: Option<u32>,
    /// The database's folder, and how much disk space must stay free there.
    pub disk: Disk,
    pub connections: Connections,
    /// Networks that "test this site" may reach although they are not public.
    pub site_test_networks: Vec<IpNet>,
    /// The name server for DNS look-ups; `None` uses the system's.
    pub name_server: Option<SocketAddr>,
    pub metrics: bool,
    pub log: LogConfig,
}

/// How emails are sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `smtp://` or `smtps://`, including user and password.
    pub smtp: Option<SecretString>,
    /// PEM file with a certificate authority, trusted in addition to the system's.
    pub smtp_ca_file: Option<PathBuf>,
    /// `hello@act.example` or `Act Example <hello@act.example>`.
    pub from: Option<String>,
    /// Used when there is no SMTP.
    pub folder: PathBuf,
}

#[derive(Clone, Debug)]
pub struct LogConfig {
    pub filter: String,
    pub json: bool,
}

/// An origin without a trailing slash, such as `https://act.example`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicUrl {
    origin: String,
    loopback: bool,
}

impl PublicUrl {
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// Whether only this machine can reach it.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    pub fn parse(text: &str) -> Option<PublicUrl> {
        let url = Url::parse(text).ok()?;
        let bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !bare {
            return None;
        }
        let loopback = match url.host()? {
            url::Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            url::Host::Ipv4(address) => address.is_loopback(),
            url::Host::Ipv6(address) => address.is_loopback(),
        };
        Some(PublicUrl {
            origin: url.origin().ascii_serialization(),
            loopback,
        })
    }
}
