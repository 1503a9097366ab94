//! The command line by which organisers find signatures, take them down and put them back, as clap
//! reads it.

use clap::{Args, ValueEnum};

use super::Options;

/// Which signatures are meant. What is named must all fit.
#[derive(Args, Clone)]
pub struct WantedArguments {
    /// Ids, as `signatures list` prints them.
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Of this declaration alone.
    #[arg(long, value_name = "SLUG")]
    pub declaration: Option<String>,
    /// Names, or organisations, that a search for these words finds.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Addresses at this domain or below it.
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<String>,
    /// Signed on this site, as in https://ally.example; - for the server's own pages.
    #[arg(long, value_name = "ORIGIN", allow_hyphen_values = true)]
    pub site: Option<String>,
    /// Signed on this day (2026-11-01, UTC) or later.
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Signed on this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// In this state alone; may be repeated.
    #[arg(long, value_enum, value_name = "STATE")]
    pub state: Vec<StateArgument>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum StateArgument {
    Confirmed,
    /// Not confirmed yet.
    Pending,
    /// Confirmed, and waiting to be let in.
    Waiting,
    /// By its signer.
    Withdrawn,
    /// By the organisers.
    TakenDown,
}

/// `signatures withdraw`.
#[derive(Args, Clone)]
pub struct WithdrawArguments {
    #[command(flatten)]
    pub wanted: WantedArguments,
    /// Why, in words for the signers: the email to each gives them.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Say what would be taken down, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Write to nobody.
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
    /// Write to nobody.
    #[arg(long)]
    pub silently: bool,
    #[command(flatten)]
    pub options: Options,
}
