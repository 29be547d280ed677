//! `persist completions` and `persist man`: what shells and `man` want to know of the program.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Args;
use crate::code::Code;
use crate::failure::Failure;
use crate::io::Io;

/// Write what a shell completes the program's arguments by
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist completions bash > ~/.local/share/bash-completion/completions/persist
  persist completions zsh > ~/.zfunc/_persist
  persist completions fish > ~/.config/fish/completions/persist.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn completions(args: &CompletionsArgs, io: &mut Io<'_>) -> Result<Code, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "persist", &mut script);
    io.out.write_all(&script)?;
    Ok(Code::Done)
}

/// Write the manual: the page of the program, or all pages into a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist man | man -l -
  persist man --folder ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Write a page for the program and one for each command there
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub(crate) fn man(args: &ManArgs, io: &mut Io<'_>) -> Result<Code, Failure> {
    let command = Args::command();
    match &args.folder {
        None => clap_mangen::Man::new(command).render(&mut *io.out)?,
        Some(folder) => {
            let made = fs::create_dir_all(folder);
            made.and_then(|()| clap_mangen::generate_to(command, folder)).map_err(|error| {
                Failure::system(format!("cannot write to `{}`: {error}", folder.display()))
            })?;
        }
    }
    Ok(Code::Done)
}
