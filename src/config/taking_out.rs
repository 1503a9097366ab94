//! The command line of what organisers take out, as clap reads it: files of who may be written to, and counts.

use clap::{Args, Subcommand, ValueEnum};

use super::Options;

#[derive(Subcommand)]
pub enum ListsCommand {
    /// Print who is on a list, with what each agreed to and a link to unsubscribe.
    Export {
        /// Slug of the list.
        #[arg(value_name = "LIST")]
        list: String,
        #[command(flatten)]
        file: FileArguments,
        /// Begin with a byte order mark, by which Excel knows UTF-8.
        #[arg(long)]
        bom: bool,
        #[command(flatten)]
        options: Options,
    },
}

/// How a file of people is written, and of whom.
#[derive(Args, Clone, Debug)]
pub struct FileArguments {
    /// csv for spreadsheets, whose cells are made harmless; json is faithful to the letter.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Print who has left since this day (2026-11-01, UTC) instead, so that they can be taken out of
    /// another tool.
    #[arg(long, value_name = "DATE")]
    pub left_since: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
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
