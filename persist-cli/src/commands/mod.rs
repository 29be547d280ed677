//! The commands, one module each: its arguments, and a function that runs it.

mod inspect;

use clap::Subcommand;

use crate::args::Args;
use crate::code::Code;
use crate::failure::Failure;
use crate::io::Io;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inspect(inspect::InspectArgs),
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
        }
    }
}
