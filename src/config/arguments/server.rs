//! The server's options, which every command takes, before its name or after it.

use std::path::PathBuf;

use clap::Args;

/// The options as typed. Values stay text, so that every fault can be reported at once. There is no
/// `Debug`: three of them are secrets.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Server options")]
pub struct Options {
    /// Address to listen on; port 0 lets the system choose.
    #[arg(long, global = true, env = "UNDERSIGNED_LISTEN", value_name = "ADDRESS", default_value = DEFAULT_LISTEN)]
    pub listen: String,
    /// How browsers reach the server; every link in emails and pages starts with it [default:
    /// http:// and the listen address].
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_PUBLIC_URL",
        value_name = "URL"
    )]
    pub public_url: Option<String>,
    /// Further origin by which browsers reach the server, such as http://10.0.0.5:8080; repeat it, or
    /// separate by commas.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_OTHER_ORIGIN",
        value_name = "URL",
        value_delimiter = ','
    )]
    pub other_origin: Vec<String>,
    /// Whether a CDN in front may serve public pages and widgets that are up to 40 seconds old
    /// [default: false].
    #[arg(long, global = true, env = "UNDERSIGNED_CDN_CACHE", value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    pub cdn_cache: Option<String>,
    /// sqlite:PATH or postgres://…
    /// [default: sqlite:undersigned.db]
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// File that holds the value of --database.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_DATABASE_FILE",
        value_name = "PATH"
    )]
    pub database_file: Option<String>,
    /// The key that encrypts email addresses and postcodes: 32 bytes in base64 [default: a key file,
    /// beside a SQLite database or in the user's state folder].
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_DATA_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub data_key: Option<String>,
    /// File that holds the value of --data-key.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_DATA_KEY_FILE",
        value_name = "PATH"
    )]
    pub data_key_file: Option<String>,
    /// File that lists erasures by keyed hash, so that a restored backup is erased again [default:
    /// beside a SQLite database, or in the user's state folder].
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_ERASED_FILE",
        value_name = "PATH"
    )]
    pub erased_file: Option<PathBuf>,
    /// smtp://USER:PASSWORD@HOST:PORT or smtps://…, with ?tls=required, opportunistic or none.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_SMTP",
        value_name = "URL",
        hide_env_values = true
    )]
    pub smtp: Option<String>,
    /// File that holds the value of --smtp.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_SMTP_FILE",
        value_name = "PATH"
    )]
    pub smtp_file: Option<String>,
    /// PEM file with a certificate authority to trust for SMTP in addition to the system's.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_SMTP_CA_FILE",
        value_name = "PATH"
    )]
    pub smtp_ca_file: Option<String>,
    /// The sender of emails; required with --smtp.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_MAIL_FROM",
        value_name = "ADDRESS"
    )]
    pub mail_from: Option<String>,
    /// Folder for emails as .eml files when there is no SMTP [default: mail/ beside the database].
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_MAIL_FOLDER",
        value_name = "PATH"
    )]
    pub mail_folder: Option<String>,
    /// Network of a proxy whose X-Forwarded-For names the visitor; repeat it, or separate by
    /// commas.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<String>,
    /// Forms sent in a minute from one network (IPv4 /24, IPv6 /64); networks around it get a multiple
    /// of this; 0 for no limit.
    #[arg(long, global = true, env = "UNDERSIGNED_WRITE_LIMIT", allow_negative_numbers = true, value_name = "NUMBER", default_value = DEFAULT_WRITE_LIMIT)]
    pub write_limit: String,
    /// Connections that may be open at one time.
    #[arg(long, global = true, env = "UNDERSIGNED_CONNECTIONS", allow_negative_numbers = true, value_name = "NUMBER", default_value = DEFAULT_CONNECTIONS)]
    pub connections: String,
    /// Seconds that a client may take to send the next request or its body, or to read any of a
    /// response.
    #[arg(long, global = true, env = "UNDERSIGNED_CLIENT_TIMEOUT", allow_negative_numbers = true, value_name = "SECONDS", default_value = DEFAULT_CLIENT_TIMEOUT)]
    pub client_timeout: String,
    /// Network that "test this site" may reach although it is not public, for intranets and tests;
    /// repeat it, or separate by commas.
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_SITE_TEST_ALLOW",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub site_test_allow: Vec<String>,
    /// Name server for the DNS records that verify organisations: an address with or without port
    /// [default: those of the system].
    #[arg(
        long,
        global = true,
        env = "UNDERSIGNED_NAME_SERVER",
        value_name = "ADDRESS"
    )]
    pub name_server: Option<String>,
    /// Free disk space beside a SQLite database, in megabytes, below which /healthz reports
    /// degraded; 0 for no limit.
    #[arg(long, global = true, env = "UNDERSIGNED_DISK_RESERVE", allow_negative_numbers = true, value_name = "MB", default_value = DEFAULT_DISK_RESERVE)]
    pub disk_reserve: String,
    /// Whether to serve /metrics [default: only when the public URL is loopback].
    #[arg(long, global = true, env = "UNDERSIGNED_METRICS", value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    pub metrics: Option<String>,
    /// What to log, such as error, info, or undersigned=debug,info.
    #[arg(long, global = true, env = "UNDERSIGNED_LOG", value_name = "FILTER", default_value = DEFAULT_LOG)]
    pub log: String,
    /// Log format: text or json.
    #[arg(long, global = true, env = "UNDERSIGNED_LOG_FORMAT", value_name = "FORMAT", default_value = DEFAULT_LOG_FORMAT)]
    pub log_format: String,
}

/// The user's state folder: from systemd, from the desktop (XDG), or the usual one.
pub(in crate::config) fn state_folder() -> Option<PathBuf> {
    let folder = |name| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    folder("STATE_DIRECTORY")
        .or_else(|| Some(folder("XDG_STATE_HOME")?.join("undersigned")))
        .or_else(|| Some(folder("HOME")?.join(".local/state/undersigned")))
}

pub(in crate::config) const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
pub(in crate::config) const DEFAULT_WRITE_LIMIT: &str = "120";
pub(in crate::config) const DEFAULT_DISK_RESERVE: &str = "200";
pub(in crate::config) const DEFAULT_CONNECTIONS: &str = "10000";
pub(in crate::config) const DEFAULT_CLIENT_TIMEOUT: &str = "10";
pub(in crate::config) const DEFAULT_LOG: &str = "info";
pub(in crate::config) const DEFAULT_LOG_FORMAT: &str = "text";
