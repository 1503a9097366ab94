//! The command line by which organisers end a declaration or a list, as clap reads it.

use clap::{Args, ValueEnum};

use super::Options;

/// What is ended, and how sure whoever ends it is.
#[derive(Args, Clone)]
pub struct EndingArguments {
    /// Slug of the declaration or list.
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// Which is meant, where a declaration and a list have the same slug.
    #[arg(long, value_enum)]
    pub kind: Option<KindArgument>,
    /// Say what would be done, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum KindArgument {
    Declaration,
    List,
}
