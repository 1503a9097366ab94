//! The arguments of `organiser`, as clap reads them.

use clap::Subcommand;

use crate::domain::accounts::Right;

#[derive(Subcommand)]
pub enum OrganiserCommand {
    /// Print a link that signs an organiser in on the desk, once and within an hour, also while no emails
    /// can be sent. If there is no account with the address, it is made.
    Add {
        #[arg(value_name = "EMAIL")]
        email: String,
        /// The new account owns everything [default, unless --may is given].
        #[arg(long, conflicts_with = "may")]
        owner: bool,
        /// What the new account may do, such as see,export: see, moderate, write, send, export, own.
        #[arg(long, value_name = "RIGHTS", value_delimiter = ',')]
        may: Vec<Right>,
        /// Slug of the declaration or list for which it may do that [default: all].
        #[arg(long, value_name = "SLUG", requires = "may")]
        on: Vec<String>,
    },
}
