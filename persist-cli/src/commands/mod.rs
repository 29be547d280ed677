//! The commands, one module each: its arguments, and a function that runs it.

mod compat;
mod completions;
mod diff;
mod dump;
mod export;
mod history;
pub(crate) mod import;
mod inspect;
mod recompress;
mod salvage;
mod set;
mod verify;

use clap::Subcommand;

use crate::args::Args;
use crate::code::Code;
use crate::failure::Failure;
use crate::io::Io;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inspect(inspect::InspectArgs),
    Dump(dump::DumpArgs),
    Verify(verify::VerifyArgs),
    Salvage(salvage::SalvageArgs),
    Diff(diff::DiffArgs),
    Compat(compat::CompatArgs),
    History(history::HistoryArgs),
    Set(set::SetArgs),
    Recompress(recompress::RecompressArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Completions(completions::CompletionsArgs),
    Man(completions::ManArgs),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// What the command gave up with.
    pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> Result<Code, Failure> {
        let limits = args.limits.limits();
        match &args.command {
            Command::Inspect(args) => inspect::run(args, &limits, io),
            Command::Dump(args) => dump::run(args, &limits, io),
            Command::Verify(args) => verify::run(args, &limits, io),
            Command::Salvage(args) => salvage::run(args, &limits, io),
            Command::Diff(args) => diff::run(args, &limits, io),
            Command::Compat(args) => compat::run(args, &limits, io),
            Command::History(args) => history::run(args, io),
            Command::Set(args) => set::run(args, &limits, io),
            Command::Recompress(args) => recompress::run(args, &limits, io),
            Command::Export(args) => export::run(args, &limits, io),
            Command::Import(args) => import::run(args, &limits, io),
            Command::Completions(args) => completions::completions(args, io),
            Command::Man(args) => completions::man(args, io),
        }
    }
}
