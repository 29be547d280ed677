//! The `persist` command: what a file says of itself, for people and for scripts.
//!
//! Each command is a module of `commands`: its arguments, and a function that runs it. What it finds out comes from
//! `persist-core`; here it becomes text, JSON or a page. [`run`] is the whole program, with its input and its outputs as
//! arguments.

mod args;
mod changes;
mod code;
mod codec;
mod commands;
mod failure;
mod input;
mod io;
mod limits;
mod npy;
mod output;
mod shown;
mod style;
mod table;
mod text;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};
use persist_core::{Limits, Tensors};

use crate::args::Args;
pub use crate::code::Code;
use crate::commands::Command;
pub use crate::io::Io;

/// Runs the program with the process's arguments, input and outputs.
pub fn main() -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(limits::STACK).spawn(run_process);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code.into(),
        // What it has to say of it, the thread has said.
        _ => Code::System.into(),
    }
}

fn run_process() -> Code {
    let terminal = std::io::stdout().is_terminal();
    let mut io = Io {
        input: &mut std::io::stdin().lock(),
        out: &mut std::io::BufWriter::with_capacity(
            1 << 16,
            io::Named::standard(std::io::stdout().lock()),
        ),
        err: &mut std::io::stderr(),
        width: terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| width.0),
        progress: std::io::stderr().is_terminal(),
        styled: [
            anstream::AutoStream::choice(&std::io::stdout()),
            anstream::AutoStream::choice(&std::io::stderr()),
        ]
        .map(|choice| choice != anstream::ColorChoice::Never),
    };
    run(std::env::args_os(), &mut io)
}

/// Runs the program; the first of its arguments is its name.
///
/// Nothing is read or written but `io`, and the files that the arguments name.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> Code {
    let mut command = Args::command();
    if let Some(width) = io.width {
        command = command.term_width(width.into());
    }
    let args: Vec<_> = args.into_iter().collect();
    let parsed = command
        .color(ColorChoice::Always)
        .try_get_matches_from(&args)
        .and_then(|matches| Args::from_arg_matches(&matches));
    let done = match parsed {
        Ok(args) => {
            io.choose_styles(args.color);
            Command::run(&args, io)
        }
        Err(told) => {
            io.choose_styles(color_of(&args));
            io.tell_usage(&told)
        }
    };
    match done.and_then(|code| io.flush().map(|()| code)) {
        Ok(code) => code,
        Err(failure) => io.fail(&failure),
    }
}

/// The tensors in the bytes of a file of safetensors or NumPy, as `persist import` reads them.
///
/// # Errors
///
/// What the command says of a file that it refuses.
///
/// # Example
///
/// ```
/// use persist_core::Limits;
///
/// let mut bytes = br#"        {"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.to_vec();
/// bytes.splice(..8, 57u64.to_le_bytes());
/// bytes.extend(0.5f32.to_le_bytes());
/// let tensors = persist_cli::imported(&bytes, &Limits::new())?;
/// assert_eq!(tensors.get("bias").map(|bias| bias.shape()), Some([1].as_slice()));
/// # Ok::<(), String>(())
/// ```
pub fn imported(bytes: &[u8], limits: &Limits) -> Result<Tensors, String> {
    commands::import::of_bytes(bytes, limits).map_err(|failure| failure.to_string())
}

/// When to use colours, as arguments say that are not parsed: those that are wrong, or ask for help.
fn color_of(args: &[OsString]) -> ColorChoice {
    let mut words = args.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let said = if word == "--color" { words.next() } else { word.strip_prefix("--color=") };
        if let Some(choice) = said.and_then(|choice| choice.parse().ok()) {
            return choice;
        }
    }
    ColorChoice::Auto
}
