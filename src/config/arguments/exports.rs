//! The arguments of exports and statistics, as clap reads them.

use clap::{Args, Subcommand, ValueEnum};

use super::endings::RenameArguments;

#[derive(Subcommand)]
pub enum ListsCommand {
    /// Print the people on a list, with what each agreed to and a link to unsubscribe.
    Export {
        /// Slug of the list.
        #[arg(value_name = "LIST")]
        list: String,
        #[command(flatten)]
        file: FileArguments,
        /// Start with a byte order mark, which tells Excel that the file is UTF-8.
        #[arg(long)]
        bom: bool,
    },
    /// Give a list another slug; addresses and widgets with the former one keep working.
    Rename(RenameArguments),
}

/// The format of a file of people, and whom it lists.
#[derive(Args, Clone, Debug)]
pub struct FileArguments {
    /// csv for spreadsheets, with cells made harmless; json keeps every value exact.
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
    pub format: ExportFormat,
    /// Print the people who unsubscribed since this day (2026-11-01, UTC) instead, so that they can
    /// be removed from another tool.
    #[arg(long, value_name = "DATE")]
    pub left_since: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Json,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum StatsFormat {
    /// To read in a terminal.
    Table,
    Csv,
    Json,
}
