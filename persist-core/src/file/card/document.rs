//! A text of headings, tables and code, and how it looks in Markdown. What is in it is of files, so of anybody: nothing
//! of it can become a heading, a link, or HTML.

use std::fmt::{self, Write};

/// A text to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document(Vec<Part>);

/// A part of a document: all text is as people are to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Heading(usize, String),
    Paragraph(String),
    /// The heads of the columns, and the rows.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    Code(String),
}

impl Document {
    /// A document with a title.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Document(vec![Part::Heading(1, title.into())])
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Takes a heading out, with all that stands under it.
    pub(super) fn remove(&mut self, heading: &str) {
        let mut is_out = false;
        self.0.retain(|part| {
            if let Part::Heading(level, text) = part {
                is_out = *level > 1 && text == heading;
            }
            !is_out
        });
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.0.push(Part::Heading(2, text.to_owned()));
    }

    pub(crate) fn paragraph(&mut self, text: impl Into<String>) {
        self.0.push(Part::Paragraph(text.into()));
    }

    /// A table of things and what is said of each.
    pub(crate) fn facts(&mut self, facts: impl IntoIterator<Item = (String, String)>) {
        let rows = facts.into_iter().map(|(name, fact)| vec![name, fact]);
        self.table(vec!["", ""], rows.collect());
    }

    pub(crate) fn table(&mut self, heads: Vec<&'static str>, rows: Vec<Vec<String>>) {
        self.0.push(Part::Table(heads, rows));
    }

    pub(crate) fn code(&mut self, text: String) {
        self.0.push(Part::Code(text));
    }
}

/// As Markdown, with the tables of GitHub's dialect.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, part) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_char('\n')?;
            }
            match part {
                Part::Heading(level, text) => {
                    writeln!(f, "{} {}", "#".repeat(*level), Escaped(text))?;
                }
                Part::Paragraph(text) => writeln!(f, "{}", Escaped(text))?,
                Part::Table(heads, rows) => table(heads, rows, f)?,
                Part::Code(text) => {
                    let fence = fence(text);
                    writeln!(f, "{fence}text\n{}\n{fence}", text.trim_end_matches('\n'))?;
                }
            }
        }
        Ok(())
    }
}

fn table(heads: &[&str], rows: &[Vec<String>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for head in heads {
        write!(f, "| {head}{}", if head.is_empty() { "" } else { " " })?;
    }
    f.write_str("|\n")?;
    heads.iter().try_for_each(|_| f.write_str("|---"))?;
    f.write_str("|\n")?;
    for row in rows {
        row.iter().try_for_each(|cell| write!(f, "| {} ", Escaped(cell)))?;
        f.write_str("|\n")?;
    }
    Ok(())
}

/// More backticks than stand together anywhere in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.saturating_add(1).max(3))
}

/// Text that Markdown shows as it is, on one line.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '\n' => f.write_str("<br>")?,
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' => {
                    write!(f, "\\{letter}")?;
                }
                '"' | '\'' => f.write_char(letter)?,
                // What does not print, as marks that turn the direction of the text around, is shown.
                _ => write!(f, "{}", letter.escape_debug())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_strangers_stays_text() {
        let cases = [
            ("a plain one: 0.98, \"iris\", it's", "a plain one: 0.98, \"iris\", it's"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("&lt;", "&amp;lt;"),
            ("[x](javascript:f)", "\\[x\\](javascript:f)"),
            ("![x](y)", "\\!\\[x\\](y)"),
            ("a | b", "a \\| b"),
            ("*a* _b_ `c` ~~d~~ $e$", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\$e\\$"),
            ("# a", "\\# a"),
            ("\\|", "\\\\\\|"),
            ("one\n\n# two", "one<br><br>\\# two"),
            ("\r\t\0\u{202e}", "\\r\\t\\0\\u{202e}"),
            ("größer 模型", "größer 模型"),
        ];
        for (text, markdown) in cases {
            assert_eq!(Escaped(text).to_string(), markdown);
        }
    }

    #[test]
    fn code_cannot_end_its_block() {
        for (text, marks) in [("a", 3), ("`a`", 3), ("```\n# a\n```", 4), ("`````", 6)] {
            assert_eq!(fence(text).len(), marks);
        }
        let mut document = Document::new("t");
        document.code("struct A\n".into());
        assert_eq!(document.to_string(), "# t\n\n```text\nstruct A\n```\n");
    }
}
