//! The arguments of `close`, `reopen`, `unpublish`, `delete` and `rename`, as clap reads them.

use clap::{Args, Subcommand, ValueEnum};

/// Which declaration or list is meant, and whether to do it without asking.
#[derive(Args, Clone)]
pub struct EndingArguments {
    /// Slug of the declaration or list.
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// Which one is meant, if a declaration and a list have the same slug.
    #[arg(long, value_enum)]
    pub kind: Option<KindArgument>,
    /// Say what would be done, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Subcommand)]
pub enum DeclarationsCommand {
    /// Give a declaration another slug; addresses and widgets with the former one keep working.
    Rename(RenameArguments),
}

/// What gets which slug, and whether to do it without asking.
#[derive(Args, Clone)]
pub struct RenameArguments {
    /// Its slug now.
    #[arg(value_name = "OLD")]
    pub slug: String,
    /// Its new slug.
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Say what would be done, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum KindArgument {
    Declaration,
    List,
}
