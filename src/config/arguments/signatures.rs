//! The arguments of `signatures` and `paper`, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::FileArguments;

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
    },
    /// List signatures, one on each line, in every state unless told otherwise.
    List {
        #[command(flatten)]
        wanted: WantedArguments,
    },
    /// Take signatures down: they do not count and are not shown, and each signatory gets an email
    /// that says why and whom to ask. `signatures restore` puts them back.
    Withdraw(WithdrawArguments),
    /// Put back signatures that were taken down, unless they have been signed again since.
    Restore(RestoreArguments),
    /// List signatures whose names may imitate another, newest first.
    Flagged,
    /// List signatures that need approval, oldest first: unverified organisations, and the
    /// third and further signatures from one address.
    Waiting,
    /// Approve signatures: they count, and their signatories get an email.
    Approve {
        /// IDs, as `signatures waiting` prints them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Reject signatures: they are deleted, and a short email says so.
    Refuse {
        /// IDs, as `signatures waiting` prints them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        /// Send no emails.
        #[arg(long)]
        silently: bool,
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
    },
}

/// Which signatures are meant. A signature must match all that is given.
#[derive(Args, Clone)]
pub struct WantedArguments {
    /// IDs, as `signatures list` prints them.
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Only of this declaration.
    #[arg(long, value_name = "SLUG")]
    pub declaration: Option<String>,
    /// Only names, or organisations, that a search for these words finds.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Only addresses at this domain or its subdomains.
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<String>,
    /// Only signed on this site, such as https://ally.example; - for the server's own pages.
    #[arg(long, value_name = "ORIGIN", allow_hyphen_values = true)]
    pub site: Option<String>,
    /// Only signed on this day (2026-11-01, UTC) or later.
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only signed on this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only in this state; may be repeated.
    #[arg(long, value_enum, value_name = "STATE")]
    pub state: Vec<StateArgument>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum StateArgument {
    Confirmed,
    /// Not confirmed yet.
    Pending,
    /// Confirmed, and waiting for approval.
    Waiting,
    /// Withdrawn by its signatory.
    Withdrawn,
    /// Taken down by the organisers.
    TakenDown,
}

/// `signatures withdraw`.
#[derive(Args, Clone)]
pub struct WithdrawArguments {
    #[command(flatten)]
    pub wanted: WantedArguments,
    /// The reason, in words for the signatories: the email to each of them gives it.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Say what would be taken down, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Send no emails.
    #[arg(long)]
    pub silently: bool,
}

/// `signatures restore`.
#[derive(Args, Clone)]
pub struct RestoreArguments {
    #[command(flatten)]
    pub wanted: WantedArguments,
    /// Say what would be put back, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Send no emails.
    #[arg(long)]
    pub silently: bool,
}
