//! The arguments of `person` and `key`, as clap reads them.

use clap::Subcommand;

#[derive(Subcommand)]
pub enum PersonCommand {
    /// Print everything kept about an address, with its consents, as JSON.
    Export {
        #[arg(value_name = "EMAIL")]
        email: String,
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
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Encrypt the database with a new key. Stop every server first, and back up the database.
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
    },
}
