//! The command line: every command and option, as clap reads them from flags and environment.
//!
//! Values stay text here; `checked.rs` checks them.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::{
    EndingArguments, FileArguments, ListsCommand, RestoreArguments, StatsFormat, WantedArguments,
    WithdrawArguments,
};

/// A declaration, signed on many websites.
#[derive(Parser)]
#[command(
    name = "undersigned",
    version,
    about,
    max_term_width = 100,
    args_override_self = true
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// Reads the command line and the environment. If they cannot be parsed, the program ends with
    /// help.
    pub fn read() -> Arguments {
        // In the demo, a log line for every request would bury the addresses it prints.
        let quiet = |demo: clap::Command| demo.mut_arg("log", |log| log.default_value("warn"));
        let matches = Arguments::command()
            .mut_subcommand("demo", quiet)
            .get_matches();
        Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Options),
    /// Run the server with a sample campaign, an allied site and an inbox you can read.
    Demo {
        /// Address of the allied site; to a browser it must be a different site from the server's.
        #[arg(long, env = "UNDERSIGNED_ALLY_LISTEN", value_name = "ADDRESS", default_value = DEFAULT_ALLY_LISTEN)]
        ally_listen: String,
        #[command(flatten)]
        options: Options,
    },
    /// Publish or update declarations and lists from Markdown files.
    Publish {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The changed text means the same as before: carry earlier signatures over to it.
        #[arg(long, conflicts_with = "change")]
        correction: bool,
        /// The changed text means something else: email the signatories the difference and ask them
        /// to renew. Until they do, a signature counts for the version that was signed.
        #[arg(long)]
        change: bool,
        /// Send the emails of --change; without it, only say how many there would be, and publish
        /// nothing.
        #[arg(long, requires = "change")]
        yes: bool,
        #[command(flatten)]
        options: Options,
    },
    /// Count signatures on paper.
    Paper {
        #[command(subcommand)]
        command: PaperCommand,
    },
    /// Manage organisers' accounts: not available yet.
    #[command(hide = true)]
    Organiser {
        #[command(subcommand)]
        command: OrganiserCommand,
    },
    /// Erase addresses and postcodes that have passed their retention, as the server does daily.
    Retention {
        /// Say what is due, now and later, and erase nothing.
        #[arg(long)]
        dry_run: bool,
        /// Erase although this machine's clock is far ahead of when a server last used the
        /// database: the server really was stopped that long.
        #[arg(long, conflicts_with = "dry_run")]
        clock_is_right: bool,
        #[command(flatten)]
        options: Options,
    },
    /// Export or erase what is kept about a person, for the organiser who must answer them.
    Person {
        #[command(subcommand)]
        command: PersonCommand,
    },
    /// Manage the key that seals addresses and postcodes.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Close a declaration now: it takes no more signatures, and its page says so.
    Close(EndingArguments),
    /// Reopen a declaration that was closed by command.
    Reopen(EndingArguments),
    /// Take a declaration or a list off the web, or one of its languages; all data is kept.
    Unpublish {
        /// Unpublish only this language.
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        #[command(flatten)]
        ending: EndingArguments,
    },
    /// Delete a declaration or a list and everybody in it.
    Delete(EndingArguments),
    /// Count signatures, or people on a list, by site, day, language and state.
    Stats {
        /// Slug of the declaration or list.
        #[arg(value_name = "SLUG")]
        slug: String,
        #[arg(long, value_enum, default_value_t = StatsFormat::Table)]
        format: StatsFormat,
        #[command(flatten)]
        options: Options,
    },
    /// Export the people on a list.
    Lists {
        #[command(subcommand)]
        command: ListsCommand,
    },
    /// Copy the database to a new file while servers use it; the copy is read through before it
    /// gets its name. It does not include the data key.
    Backup {
        /// A file that does not exist yet.
        #[arg(value_name = "PATH")]
        path: PathBuf,
        #[command(flatten)]
        options: Options,
    },
    /// Restore a copy made by `backup` where there is no database yet. Waiting emails stay held.
    Restore {
        /// The copy to restore.
        #[arg(value_name = "PATH")]
        path: PathBuf,
        #[command(flatten)]
        options: Options,
    },
    /// List, export, approve, reject and take down signatures.
    Signatures {
        #[command(subcommand)]
        command: SignaturesCommand,
    },
    /// Check how emails are sent, and send again those that were given up.
    Mail {
        #[command(subcommand)]
        command: MailCommand,
    },
    /// Check the configuration, the database and SMTP, and report what is found.
    Check(Options),
}

#[derive(Subcommand)]
pub enum MailCommand {
    /// Check what receivers see of our emails: the sender, the name we give in EHLO, and the
    /// records that vouch for the sender's domain. Sends nothing.
    Check {
        /// The name under which the mail provider publishes its DKIM key, as in
        /// SELECTOR._domainkey.DOMAIN.
        #[arg(long, value_name = "SELECTOR")]
        selector: Option<String>,
        #[command(flatten)]
        options: Options,
    },
    /// Send again the emails that were given up in the last seven days. The running server does it.
    Retry {
        /// Send the emails that a restored copy holds instead: they were waiting when it was made,
        /// and most have gone out since.
        #[arg(long)]
        restored: bool,
        /// Say what would be sent again, and send nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Subcommand)]
pub enum PersonCommand {
    /// Print everything kept about an address, with its consents, as JSON.
    Export {
        #[arg(value_name = "EMAIL")]
        email: String,
        #[command(flatten)]
        options: Options,
    },
    /// Erase everything kept about an address, as the person could on their signature's own page.
    Erase {
        #[arg(value_name = "EMAIL")]
        email: String,
        /// If several people signed from the address, erase only the one with this name.
        #[arg(long, value_name = "NAME", conflicts_with = "everybody")]
        name: Option<String>,
        /// Erase everybody who signed from the address.
        #[arg(long)]
        everybody: bool,
        /// Say what would be erased, and erase nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Seal the database with a new key. Stop every server first, and back up the database.
    Rotate {
        /// The new key, if the old one is given by --data-key [default: a key is made and replaces
        /// the key file].
        #[arg(
            long,
            env = "UNDERSIGNED_NEW_DATA_KEY",
            value_name = "KEY",
            hide_env_values = true
        )]
        new_data_key: Option<String>,
        /// File that holds the value of --new-data-key.
        #[arg(long, env = "UNDERSIGNED_NEW_DATA_KEY_FILE", value_name = "PATH")]
        new_data_key_file: Option<String>,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Subcommand)]
pub enum SignaturesCommand {
    /// Print a declaration's public signatures as CSV, newest first; addresses are included only
    /// with --updates.
    Export {
        /// Slug of the declaration.
        #[arg(value_name = "DECLARATION")]
        declaration: String,
        /// Start with a byte order mark, which tells Excel that the file is UTF-8.
        #[arg(long)]
        bom: bool,
        /// Print the signatories who want updates instead, with their addresses, what each agreed
        /// to and a link that ends the updates.
        #[arg(long)]
        updates: bool,
        #[command(flatten)]
        file: FileArguments,
        #[command(flatten)]
        options: Options,
    },
    /// List signatures, one on each line, in every state unless told otherwise.
    List {
        #[command(flatten)]
        wanted: WantedArguments,
        #[command(flatten)]
        options: Options,
    },
    /// Take signatures down: they do not count and are not shown, and each signatory gets an email
    /// that says why and whom to ask. `signatures restore` puts them back.
    Withdraw(WithdrawArguments),
    /// Put back signatures that were taken down, unless they have been signed again since.
    Restore(RestoreArguments),
    /// List signatures whose names may imitate another, newest first.
    Flagged {
        #[command(flatten)]
        options: Options,
    },
    /// List signatures that wait for approval, oldest first: unverified organisations, and the
    /// third and further signatures from one address.
    Waiting {
        #[command(flatten)]
        options: Options,
    },
    /// Approve waiting signatures: they count, and their signatories get an email.
    Approve {
        /// IDs, as `signatures waiting` prints them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        options: Options,
    },
    /// Reject waiting signatures: they are deleted, and a short email says so.
    Refuse {
        /// IDs, as `signatures waiting` prints them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        /// Send no emails.
        #[arg(long)]
        silently: bool,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Subcommand)]
pub enum PaperCommand {
    /// Check a table typed from signing sheets, and count it with --yes.
    Import {
        /// CSV in UTF-8 with the columns sheet, row and name; place and email are optional.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Slug of the declaration that was signed [default: the only one there is].
        #[arg(long, value_name = "SLUG")]
        declaration: Option<String>,
        /// Who typed the table, for the record.
        #[arg(long, env = "USER", value_name = "NAME", hide_env = true)]
        entered_by: Option<String>,
        /// Count the good lines; without it, the file is only checked.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Subcommand)]
pub enum OrganiserCommand {
    /// Create an organiser's account.
    Add {
        #[arg(value_name = "EMAIL")]
        email: String,
        #[command(flatten)]
        options: Options,
    },
}

/// The options as typed. Values stay text, so that every fault can be reported at once. There is no
/// `Debug`: three of them are secrets.
#[derive(Args, Clone, Default)]
pub struct Options {
    /// Address to listen on; port 0 lets the system choose.
    #[arg(long, env = "UNDERSIGNED_LISTEN", value_name = "ADDRESS", default_value = DEFAULT_LISTEN)]
    pub listen: String,
    /// How browsers reach the server; every link in emails and pages starts with it [default:
    /// http:// and the listen address].
    #[arg(long, env = "UNDERSIGNED_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Further origin by which browsers reach the server, such as http://10.0.0.5:8080; repeat it, or
    /// separate by commas.
    #[arg(
        long,
        env = "UNDERSIGNED_OTHER_ORIGIN",
        value_name = "URL",
        value_delimiter = ','
    )]
    pub other_origin: Vec<String>,
    /// sqlite:PATH or postgres://…
    /// [default: sqlite:undersigned.db]
    #[arg(
        long,
        env = "UNDERSIGNED_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// File that holds the value of --database.
    #[arg(long, env = "UNDERSIGNED_DATABASE_FILE", value_name = "PATH")]
    pub database_file: Option<String>,
    /// The key that seals email addresses and postcodes: 32 bytes in base64 [default: a key file,
    /// beside a SQLite database or in the user's state folder].
    #[arg(
        long,
        env = "UNDERSIGNED_DATA_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub data_key: Option<String>,
    /// File that holds the value of --data-key.
    #[arg(long, env = "UNDERSIGNED_DATA_KEY_FILE", value_name = "PATH")]
    pub data_key_file: Option<String>,
    /// File that lists erasures by keyed hash, so that a restored backup is erased again [default:
    /// beside a SQLite database, or in the user's state folder].
    #[arg(long, env = "UNDERSIGNED_ERASED_FILE", value_name = "PATH")]
    pub erased_file: Option<PathBuf>,
    /// smtp://USER:PASSWORD@HOST:PORT or smtps://…, with ?tls=required, opportunistic or none.
    #[arg(
        long,
        env = "UNDERSIGNED_SMTP",
        value_name = "URL",
        hide_env_values = true
    )]
    pub smtp: Option<String>,
    /// File that holds the value of --smtp.
    #[arg(long, env = "UNDERSIGNED_SMTP_FILE", value_name = "PATH")]
    pub smtp_file: Option<String>,
    /// PEM file with a certificate authority to trust for SMTP in addition to the system's.
    #[arg(long, env = "UNDERSIGNED_SMTP_CA_FILE", value_name = "PATH")]
    pub smtp_ca_file: Option<String>,
    /// The sender of emails; required with --smtp.
    #[arg(long, env = "UNDERSIGNED_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Folder for emails as .eml files when there is no SMTP [default: mail/ beside the database].
    #[arg(long, env = "UNDERSIGNED_MAIL_FOLDER", value_name = "PATH")]
    pub mail_folder: Option<String>,
    /// Network of a proxy whose X-Forwarded-For names the visitor; repeat it, or separate by
    /// commas.
    #[arg(
        long,
        env = "UNDERSIGNED_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<String>,
    /// Writes a minute from one network (IPv4 /24, IPv6 /64); the networks around it get a multiple
    /// of this; 0 for no limit.
    #[arg(long, env = "UNDERSIGNED_WRITE_LIMIT", allow_negative_numbers = true, value_name = "NUMBER", default_value = DEFAULT_WRITE_LIMIT)]
    pub write_limit: String,
    /// Connections that may be open at one time.
    #[arg(long, env = "UNDERSIGNED_CONNECTIONS", allow_negative_numbers = true, value_name = "NUMBER", default_value = DEFAULT_CONNECTIONS)]
    pub connections: String,
    /// Seconds that a client may take to send the next request or its body, or to read any of a
    /// response.
    #[arg(long, env = "UNDERSIGNED_CLIENT_TIMEOUT", allow_negative_numbers = true, value_name = "SECONDS", default_value = DEFAULT_CLIENT_TIMEOUT)]
    pub client_timeout: String,
    /// Network that "test this site" may reach although it is not public, for intranets and tests;
    /// repeat it, or separate by commas.
    #[arg(
        long,
        env = "UNDERSIGNED_SITE_TEST_ALLOW",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub site_test_allow: Vec<String>,
    /// Name server for the DNS records that verify organisations: an address with or without port
    /// [default: those of the system].
    #[arg(long, env = "UNDERSIGNED_NAME_SERVER", value_name = "ADDRESS")]
    pub name_server: Option<String>,
    /// Free disk space beside a SQLite database, in megabytes, below which /healthz reports
    /// degraded; 0 for no limit.
    #[arg(long, env = "UNDERSIGNED_DISK_RESERVE", allow_negative_numbers = true, value_name = "MB", default_value = DEFAULT_DISK_RESERVE)]
    pub disk_reserve: String,
    /// Whether to serve /metrics [default: only when the public URL is loopback].
    #[arg(long, env = "UNDERSIGNED_METRICS", value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    pub metrics: Option<String>,
    /// What to log, such as error, info, or undersigned=debug,info.
    #[arg(long, env = "UNDERSIGNED_LOG", value_name = "FILTER", default_value = DEFAULT_LOG)]
    pub log: String,
    /// Log format: text or json.
    #[arg(long, env = "UNDERSIGNED_LOG_FORMAT", value_name = "FORMAT", default_value = DEFAULT_LOG_FORMAT)]
    pub log_format: String,
}

/// The user's state folder: from systemd, from the desktop (XDG), or the usual one.
pub(super) fn state_folder() -> Option<PathBuf> {
    let folder = |name| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    folder("STATE_DIRECTORY")
        .or_else(|| Some(folder("XDG_STATE_HOME")?.join("undersigned")))
        .or_else(|| Some(folder("HOME")?.join(".local/state/undersigned")))
}

pub(super) const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEFAULT_ALLY_LISTEN: &str = "localhost:8081";
pub(super) const DEFAULT_WRITE_LIMIT: &str = "120";
pub(super) const DEFAULT_DISK_RESERVE: &str = "200";
pub(super) const DEFAULT_CONNECTIONS: &str = "10000";
pub(super) const DEFAULT_CLIENT_TIMEOUT: &str = "10";
pub(super) const DEFAULT_LOG: &str = "info";
pub(super) const DEFAULT_LOG_FORMAT: &str = "text";
