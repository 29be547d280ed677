//! Numbers as people read them.

use std::fmt;

/// Bytes, as `512 B`, `4.0 KiB` or `1.5 GiB`.
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

/// Text from a file, with what would move a terminal's cursor escaped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Safe<'t>(pub(crate) &'t str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c.is_control() {
            true => write!(f, "{}", c.escape_default()),
            false => write!(f, "{c}"),
        })
    }
}

/// Ranges in one line, as `0..10, 20..30`: as many as there is room for.
pub(crate) fn ranges<N: fmt::Display>(ranges: &[std::ops::Range<N>]) -> String {
    const SHOWN: usize = 8;
    let shown = ranges.iter().take(SHOWN).map(|range| format!("{}..{}", range.start, range.end));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match ranges.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
