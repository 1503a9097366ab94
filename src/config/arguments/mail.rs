//! The arguments of `mail`, as clap reads them.

use clap::Subcommand;

#[derive(Subcommand)]
pub enum MailCommand {
    /// Check what receivers see of our emails: the sender, the name we give in EHLO, and the
    /// records that vouch for the sender's domain. Sends nothing.
    Check {
        /// The name under which the mail provider publishes its DKIM key, as in
        /// SELECTOR._domainkey.DOMAIN.
        #[arg(long, value_name = "SELECTOR")]
        selector: Option<String>,
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
    },
}
