//! The arguments by which organisers find signatures, take them down and put them back, as clap
//! reads them.

use clap::{Args, ValueEnum};

use super::Options;

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
    #[command(flatten)]
    pub options: Options,
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
    #[command(flatten)]
    pub options: Options,
}
