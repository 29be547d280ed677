//! What the program's exit says to scripts.

use std::process::ExitCode;

use persist_core::ErrorKind;

/// How the program ended.
///
/// The numbers are promised: they stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// All went well: the files are whole, equal, compatible.
    Done = 0,
    /// The answer is no: files differ, schemas are not compatible.
    No = 1,
    /// The arguments ask for something that cannot be done.
    Usage = 2,
    /// A file is damaged.
    Damaged = 3,
    /// A file is no persist file.
    NotPersist = 4,
    /// A file is whole, and cannot be had as it is asked for: its schema does not fit, or it needs a newer version of the
    /// program.
    Schema = 5,
    /// Reading a file would go beyond the limits.
    Limit = 6,
    /// The system failed: a file that is not there, a full disk, a reader that is gone.
    System = 7,
}

impl Code {
    /// All codes, with what they mean: the help and the documentation say the same.
    pub const ALL: [(Code, &'static str); 8] = [
        (Code::Done, "done: files are whole, equal, compatible"),
        (Code::No, "the answer is no: files differ, schemas are not compatible"),
        (Code::Usage, "the arguments ask for something that cannot be done"),
        (Code::Damaged, "a file is damaged"),
        (Code::NotPersist, "a file is no persist file"),
        (Code::Schema, "a file is whole, and cannot be had as it is asked for"),
        (Code::Limit, "reading a file would go beyond the limits"),
        (
            Code::System,
            "the system failed: a file is not there, a disk is full, nobody reads the output",
        ),
    ];

    /// The number that the process ends with.
    pub fn number(self) -> u8 {
        #[expect(clippy::as_conversions, reason = "the discriminants are the numbers")]
        let number = self as u8;
        number
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        ExitCode::from(code.number())
    }
}

impl From<ErrorKind> for Code {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Damaged => Code::Damaged,
            ErrorKind::NotPersist => Code::NotPersist,
            ErrorKind::NoSuchPart | ErrorKind::Caller => Code::Usage,
            ErrorKind::Limit => Code::Limit,
            ErrorKind::NotFound | ErrorKind::System => Code::System,
            // Those of values that no type of the program's own takes, and those to come.
            _ => Code::Schema,
        }
    }
}

/// What the codes mean, at the end of the program's help.
pub(crate) fn help() -> String {
    let codes = Code::ALL.map(|(code, meaning)| format!("\n  {}  {meaning}", code.number()));
    format!("Exit codes:{}", codes.concat())
}
