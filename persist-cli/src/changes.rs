//! What changed between two schemas, as a table for terminals and as one for Markdown.

use std::fmt;

use persist_core::Bump;
use persist_core::compat::{Change, Class, Report};
use persist_core::schema::Version;

use crate::shown::Safe;
use crate::style::{BAD, GOOD, Styled};
use crate::table::Table;

/// What a class of changes means, in words.
pub(crate) fn meaning(class: Class) -> &'static str {
    match class {
        Class::Identical => "nothing changed that files show",
        Class::Full => "new programs read old files, old programs new ones as far as values fit",
        Class::Backward => "new programs read old files, old programs refuse new ones",
        Class::Forward => "old programs read new files, new programs refuse old ones",
        Class::Breaking => "neither reads the files of the other",
    }
}

/// A class in the colour of what it means for old files.
pub(crate) fn styled(class: Class) -> Styled<Class> {
    Styled(if class.is_backward() { GOOD } else { BAD }, class)
}

/// All changes of a report, one a row.
pub(crate) fn table(report: &Report, indent: &'static str, width: Option<u16>) -> Table {
    let change = format!("{indent}change");
    let mut table = Table::new(&[change.as_str(), "where", "class", "needs", "detail"], &[], width);
    for change in report.changes() {
        let needs = match (change.is_nested(), change.rule().bump()) {
            (true, _) => "its own version".to_owned(),
            (false, bump) => bump.to_string(),
        };
        let detail = match change.detail() {
            "" => change.rule().says(),
            detail => detail,
        };
        table.row([
            format!("{indent}{}", change.rule()),
            Safe(change.path()).to_string(),
            change.class().to_string(),
            needs,
            Safe(detail).to_string(),
        ]);
    }
    if report.more_changes() > 0 {
        table.row([format!("{indent}and {} more", report.more_changes())]);
    }
    table
}

/// All changes of a report within one cell of a Markdown table.
pub(crate) fn markdown(report: &Report) -> String {
    /// Changes of one cell: a comment is to be read.
    const SHOWN: usize = 12;
    let line = |change: &Change| {
        let says = match (change.is_refused(), change.detail()) {
            (true, detail) => Markdown(detail).to_string(),
            (false, "") => Markdown(change.rule().says()).to_string(),
            // Types, unless it has words of its own.
            (false, detail) if detail.contains('`') => {
                format!("{}, {}", Markdown(change.rule().says()), Markdown(detail))
            }
            (false, detail) => format!("{}, {}", Markdown(change.rule().says()), Code(detail)),
        };
        format!("{}: {says}", Code(change.path()))
    };
    let mut lines: Vec<_> = report.changes().iter().take(SHOWN).map(line).collect();
    let all = report.changes().len().saturating_add(report.more_changes());
    if all > lines.len() {
        lines.push(format!("and {} more", all.saturating_sub(lines.len())));
    }
    lines.join("<br>")
}

/// A version as tables show it: types without one are drafts.
pub(crate) fn version(version: Option<&Version>) -> String {
    version.map_or_else(|| "draft".to_owned(), ToString::to_string)
}

/// Whether a bump is what the changes need, in words.
pub(crate) fn bump_words(from: &Version, needed: Bump, made: Bump) -> String {
    let has = match made {
        Bump::None => "none".to_owned(),
        made => format!("a {made} one"),
    };
    match (made.covers(needed), needed) {
        (true, Bump::None) => "needs no other version".to_owned(),
        (true, _) => format!("needs a {needed} bump, and has {has}"),
        (false, _) => format!("needs a {needed} bump, to {}, and has {has}", needed.next(from)),
    }
}

/// A name or a type in a cell of a Markdown table, as code.
pub(crate) struct Code<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Code<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Safe(&self.0.to_string()).to_string().replace('`', "'").replace('|', "\\|");
        write!(f, "`{text}`")
    }
}

/// Text in a cell of a Markdown table. What stands between backticks stays code, and the rest is no markup.
pub(crate) struct Markdown<'t>(pub(crate) &'t str);

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_paired = self.0.matches('`').count().is_multiple_of(2);
        let mut is_code = false;
        for c in self.0.chars() {
            match c {
                '`' if is_paired => is_code = !is_code,
                _ => {}
            }
            match c {
                '|' => f.write_str("\\|")?,
                '`' if !is_paired => f.write_str("\\`")?,
                '<' | '*' | '_' | '[' | ']' | '\\' if !is_code => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "{}", c.escape_default())?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_strangers_is_no_markup() {
        for (text, shown) in [
            ("[Layer] -> Option<u8>", r"\[Layer\] -> Option\<u8>"),
            ("`a<b>|` c|d", r"`a<b>\|` c\|d"),
            ("one ` alone <b>", r"one \` alone \<b>"),
            ("a\nb", r"a\nb"),
        ] {
            assert_eq!(Markdown(text).to_string(), shown);
        }
        assert_eq!(Code("a`b|c").to_string(), r"`a'b\|c`");
    }
}
