//! The program's input and outputs, and what it may do with them.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;

use anstream::adapter::strip_str;
use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use persist_core::Progress;

use crate::code::Code;
use crate::failure::Failure;
use crate::shown::Safe;
use crate::style;

/// Where the program reads and writes.
pub struct Io<'a> {
    /// What `-` reads.
    pub input: &'a mut dyn Read,
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where errors go.
    pub err: &'a mut dyn Write,
    /// Columns of the terminal that `out` is; `None` where it is none, and lines are as long as they are.
    pub width: Option<u16>,
    /// Whether long work may show how far it is, on the process's standard error.
    pub progress: bool,
    /// Whether `out` and `err` take styles.
    pub styled: [bool; 2],
}

impl<'a> Io<'a> {
    /// An input and outputs that are no terminals: plain text, lines as long as they are, and no bars.
    pub fn plain(input: &'a mut dyn Read, out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Io { input, out, err, width: None, progress: false, styled: [false; 2] }
    }
}

impl Io<'_> {
    /// Follows what the arguments say of styles.
    pub(crate) fn choose_styles(&mut self, choice: ColorChoice) {
        match choice {
            ColorChoice::Auto => {}
            ColorChoice::Always => self.styled = [true; 2],
            ColorChoice::Never => self.styled = [false; 2],
        }
    }

    /// Writes a result, which may be styled.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub(crate) fn print(&mut self, text: impl fmt::Display) -> Result<(), Failure> {
        write_to(self.out, self.styled[0], &text)
    }

    /// Writes a result as JSON, over several lines.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub(crate) fn print_json(&mut self, value: &impl serde::Serialize) -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut *self.out, value).map_err(io::Error::from)?;
        Ok(writeln!(self.out)?)
    }

    /// Says something that is no result, behind the results so far.
    ///
    /// # Errors
    ///
    /// Those of the outputs.
    pub(crate) fn note(&mut self, text: impl fmt::Display) -> Result<(), Failure> {
        self.flush()?;
        write_to(self.err, self.styled[1], &format_args!("{text}\n"))
    }

    /// Shows what has been written: results of one file are not kept until the next ones are there.
    ///
    /// # Errors
    ///
    /// Those of the output.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }

    /// A bar for long work of so many bytes; hidden where nobody sees it.
    pub(crate) fn bar(&self, bytes: u64, what: &str) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
        let template = "{msg} [{bar:30}] {binary_bytes} of {binary_total_bytes}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(Safe(what).to_string());
        bar
    }

    /// Shows what the arguments' parser has to say: help that was asked for, or what is wrong.
    pub(crate) fn tell_usage(&mut self, told: &clap::Error) -> Result<Code, Failure> {
        let text = told.render();
        match told.use_stderr() {
            false => self.print(text.ansi()).map(|()| Code::Done),
            true => {
                write_to(self.err, self.styled[1], &text.ansi())?;
                Ok(Code::Usage)
            }
        }
    }

    /// Says why a command gave up.
    pub(crate) fn fail(&mut self, failure: &Failure) -> Code {
        if !matches!(failure, Failure::Closed) {
            let (start, end) = (style::ERROR.render(), style::ERROR.render_reset());
            // What has been written before comes before; whether either can be written is nobody's to tell.
            let _ = self.out.flush();
            let text = format!("{start}error:{end} {failure}\n");
            let _ = write_to(self.err, self.styled[1], &text);
        }
        failure.code()
    }
}

fn write_to(out: &mut dyn Write, styled: bool, text: &dyn fmt::Display) -> Result<(), Failure> {
    match styled {
        true => write!(out, "{text}")?,
        false => write!(out, "{}", strip_str(&text.to_string()))?,
    }
    Ok(())
}

/// What moves a bar as far as the library says that it is.
pub(crate) fn follow(bar: &ProgressBar) -> impl Fn(Progress) + Send + Sync + 'static {
    let bar = bar.clone();
    move |progress| bar.set_position(progress.done)
}

/// An output whose errors say that they are its own, whatever was read for it.
pub(crate) struct Named<W> {
    out: W,
    name: String,
}

impl<W> Named<W> {
    /// The standard output.
    pub(crate) fn standard(out: W) -> Self {
        Named { out, name: "the standard output".to_owned() }
    }

    /// A file.
    pub(crate) fn file(out: W, path: &Path) -> Self {
        Named { out, name: format!("`{}`", path.display()) }
    }

    fn unwritten(&self, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), Unwritten { name: self.name.clone(), error })
    }
}

impl<W: Write> Write for Named<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| self.unwritten(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|error| self.unwritten(error))
    }
}

/// Why an output could not be written.
#[derive(Debug)]
pub(crate) struct Unwritten {
    name: String,
    error: io::Error,
}

impl Unwritten {
    /// That of an error that is one.
    pub(crate) fn within(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}", self.name, self.error)
    }
}

impl std::error::Error for Unwritten {}
