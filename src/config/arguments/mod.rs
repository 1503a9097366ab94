//! The command line: every command and option, as clap reads them from flags and environment. One
//! file for the server's options, the others by what their commands are about.
//!
//! Values stay text here; `checked/` checks them.

mod endings;
mod exports;
mod mail;
mod organisers;
mod privacy;
mod server;
mod signatures;
#[cfg(test)]
mod tests;

use std::{ffi::OsString, path::PathBuf};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use endings::{DeclarationsCommand, EndingArguments, KindArgument, RenameArguments};
pub use exports::{ExportFormat, FileArguments, ListsCommand, StatsFormat};
pub use mail::MailCommand;
pub use organisers::OrganiserCommand;
pub use privacy::{KeyCommand, PersonCommand};
pub use server::Options;
pub(super) use server::{
    DEFAULT_CLIENT_TIMEOUT, DEFAULT_CONNECTIONS, DEFAULT_DISK_RESERVE, DEFAULT_LISTEN, DEFAULT_LOG,
    DEFAULT_LOG_FORMAT, DEFAULT_WRITE_LIMIT, state_folder,
};
pub use signatures::{
    PaperCommand, RestoreArguments, SignaturesCommand, StateArgument, WantedArguments,
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
    /// Every command takes them, before its name or after it.
    #[command(flatten)]
    pub options: Options,
}

impl Arguments {
    /// Reads the command line and the environment. If they cannot be parsed, the program ends with
    /// help.
    pub fn read() -> Arguments {
        Arguments::from_line(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// The same for any command line, whose first word is the program.
    pub(super) fn from_line<Word: Into<OsString> + Clone>(
        line: impl IntoIterator<Item = Word>,
    ) -> Result<Arguments, clap::Error> {
        let command = Arguments::command();
        let log = command
            .get_arguments()
            .find(|option| option.get_id() == "log")
            .expect("--log is an option")
            .clone();
        // In the demo, a log line for every request would bury the addresses it prints.
        let quiet = log.default_value("warn");
        let matches = command
            .mut_subcommand("demo", |demo| demo.arg(quiet))
            .try_get_matches_from(line)?;
        Arguments::from_arg_matches(&matches)
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the server.
    Serve,
    /// Run the server with a sample campaign, an allied site and an inbox you can read.
    Demo {
        /// Address of the allied site; to a browser it must be a different site from the server's.
        #[arg(long, env = "UNDERSIGNED_ALLY_LISTEN", value_name = "ADDRESS", default_value = DEFAULT_ALLY_LISTEN)]
        ally_listen: String,
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
    },
    /// Count signatures on paper.
    Paper {
        #[command(subcommand)]
        command: PaperCommand,
    },
    /// Let organisers sign in on the desk.
    Organiser {
        #[command(subcommand)]
        command: OrganiserCommand,
    },
    /// Erase email addresses and postcodes past their retention period, as the server does daily.
    Retention {
        /// Say what is due, now and later, and erase nothing.
        #[arg(long)]
        dry_run: bool,
        /// Erase although this machine's clock is far ahead of when a server last used the
        /// database: the server really was stopped that long.
        #[arg(long, conflicts_with = "dry_run")]
        clock_is_right: bool,
    },
    /// Export or erase what is kept about a person, for the organiser who must answer them.
    Person {
        #[command(subcommand)]
        command: PersonCommand,
    },
    /// Manage the key that encrypts email addresses and postcodes.
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
    },
    /// Rename declarations.
    Declarations {
        #[command(subcommand)]
        command: DeclarationsCommand,
    },
    /// Export the people on a list, or rename it.
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
    },
    /// Restore a copy made by `backup` where there is no database yet. Waiting emails stay held.
    Restore {
        /// The copy to restore.
        #[arg(value_name = "PATH")]
        path: PathBuf,
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
    Check,
}

const DEFAULT_ALLY_LISTEN: &str = "localhost:8081";
