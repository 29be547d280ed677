//! The program's arguments: options of all commands; those of each are with the command.

use clap::{ColorChoice, Parser};

use crate::commands::Command;
use crate::limits::LimitArgs;

/// See, check, compare and convert any persist file, without the types that wrote it.
#[derive(Debug, Parser)]
#[command(name = "persist", version, propagate_version = true, max_term_width = 100)]
#[command(after_long_help = crate::code::help())]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        hide_short_help = true
    )]
    pub(crate) color: ColorChoice,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}
