//! Numbers as people read them, and text of strangers as a terminal may have it.

use std::fmt::{self, Write};

/// Bytes, as `512 B`, `4.00 KiB` or `1.50 GiB`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes(pub(crate) u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&indicatif::BinaryBytes(self.0).to_string())
    }
}

/// A count with its digits in groups, as `1,000,000`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count(pub(crate) u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&indicatif::HumanCount(self.0).to_string())
    }
}

/// A share, as `37 %`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    pub(crate) part: u64,
    pub(crate) whole: u64,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = u128::from(self.part).saturating_mul(100).checked_div(self.whole.into());
        match percent {
            None => f.pad(""),
            Some(0) if self.part > 0 => f.pad("< 1 %"),
            Some(percent) => f.pad(&format!("{percent} %")),
        }
    }
}

/// A number to four digits, as `0.25` or `2.384e-7`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits(pub(crate) f64);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The nearest number of so many digits; its text is one.
        let rounded: f64 = format!("{:.3e}", self.0).parse().unwrap_or(self.0);
        f.pad(&format!("{rounded:?}"))
    }
}

/// Text from a file, or its name, in one line: what would move a terminal's cursor is escaped, and so is what would turn
/// the text around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Safe<'t>(pub(crate) &'t str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_safe(self.0, |c| c.is_control() || is_mark(c), f)
    }
}

/// Text of several lines, as those of errors, which is [`Safe`] within each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SafeLines<'t>(pub(crate) &'t str);

impl fmt::Display for SafeLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_safe(self.0, |c| c != '\n' && (c.is_control() || is_mark(c)), f)
    }
}

fn write_safe(
    text: &str,
    is_unsafe: impl Fn(char) -> bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    text.chars().try_for_each(|c| match is_unsafe(c) {
        true => write!(f, "{}", c.escape_default()),
        false => f.write_char(c),
    })
}

/// Whether a character changes the direction of those around it.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The path of a part of a value, or what stands in for the empty one.
pub(crate) fn path_of(path: &str) -> String {
    match path {
        "" => "(the value itself)".to_owned(),
        path => Safe(path).to_string(),
    }
}

/// As many names as there is room for, in one line.
pub(crate) fn listed(names: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let shown = names.take(most).collect::<Vec<_>>().join(", ");
    match more {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Ranges as JSON has them: `[start, end)`.
pub(crate) fn pairs<N: Copy>(ranges: &[std::ops::Range<N>]) -> Vec<[N; 2]> {
    ranges.iter().map(|range| [range.start, range.end]).collect()
}

/// Ranges in one line, as `0..10, 20..30`: as many as there is room for.
pub(crate) fn ranges<N: fmt::Display>(ranges: &[std::ops::Range<N>]) -> String {
    const SHOWN: usize = 8;
    listed(ranges.iter().map(|range| format!("{}..{}", range.start, range.end)), SHOWN)
}
