//! How a document looks in HTML: a fragment for a page that has its own styles. No text of a file becomes markup, and
//! however long texts are, the fragment has an end.

use std::fmt::{self, Write};

use super::document::{Document, Part};

/// Characters of a text that are shown at most.
const SHOWN_TEXT: usize = 4096;

/// Rows of a table that are shown at most.
const SHOWN_ROWS: usize = 1000;

/// Bytes of code that are shown at most.
const SHOWN_CODE: usize = 1 << 20;

impl Document {
    /// As HTML: a `section` for the title and one for each heading.
    pub(crate) fn to_html(&self) -> String {
        let mut html = Html::default();
        for part in self.parts() {
            // Writing to a string cannot fail.
            let _ = html.part(part);
        }
        html.finish()
    }
}

#[derive(Default)]
struct Html {
    out: String,
    in_section: bool,
}

impl Html {
    fn part(&mut self, part: &Part) -> fmt::Result {
        match part {
            Part::Heading(level, text) => {
                if std::mem::replace(&mut self.in_section, true) {
                    self.out.push_str("</section>\n");
                }
                writeln!(self.out, "<section>\n<h{level}>{}</h{level}>", Escaped(text))
            }
            Part::Paragraph(text) => writeln!(self.out, "<p>{}</p>", Escaped(text)),
            Part::Table(heads, rows) => self.table(heads, rows),
            Part::Code(text) => {
                let end = text.floor_char_boundary(SHOWN_CODE);
                let code = text.get(..end).unwrap_or_default();
                let more = if end < text.len() { "\n…" } else { "" };
                self.out.push_str("<pre><code>");
                for line in code.trim_end_matches('\n').split('\n') {
                    writeln!(self.out, "{}", Letters(line))?;
                }
                writeln!(self.out, "{more}</code></pre>")
            }
        }
    }

    /// A table of facts names each in a head of its row; others have heads of columns.
    fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) -> fmt::Result {
        let has_heads = heads.iter().any(|head| !head.is_empty());
        self.out.push_str("<table>\n");
        if has_heads {
            self.out.push_str("<thead><tr>");
            heads.iter().try_for_each(|head| write!(self.out, "<th scope=\"col\">{head}</th>"))?;
            self.out.push_str("</tr></thead>\n");
        }
        self.out.push_str("<tbody>\n");
        for row in rows.iter().take(SHOWN_ROWS) {
            self.out.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                match column == 0 && !has_heads {
                    true => write!(self.out, "<th scope=\"row\">{}</th>", Escaped(cell))?,
                    false => write!(self.out, "<td>{}</td>", Escaped(cell))?,
                }
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n");
        match rows.len().saturating_sub(SHOWN_ROWS) {
            0 => Ok(()),
            more => writeln!(self.out, "<p>And {more} more.</p>"),
        }
    }

    fn finish(mut self) -> String {
        if self.in_section {
            self.out.push_str("</section>\n");
        }
        self.out
    }
}

/// Text that HTML shows as it is; a long one is cut off.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(SHOWN_TEXT).map_or(self.0.len(), |(at, _)| at);
        let shown = self.0.get(..end).unwrap_or_default();
        for (number, line) in shown.split('\n').enumerate() {
            if number > 0 {
                f.write_str("<br>")?;
            }
            Letters(line).fmt(f)?;
        }
        f.write_str(if end < self.0.len() { "…" } else { "" })
    }
}

/// Text on one line.
struct Letters<'t>(&'t str);

impl fmt::Display for Letters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            '\\' => f.write_char('\\'),
            // What does not print, as marks that turn the direction of the text around, is shown.
            _ => write!(f, "{}", letter.escape_debug()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_strangers_stays_text() {
        let cases = [
            ("0.98, it's \"iris\"", "0.98, it&#39;s &quot;iris&quot;"),
            ("</script><img src=x onerror=f()>", "&lt;/script&gt;&lt;img src=x onerror=f()&gt;"),
            ("&lt;", "&amp;lt;"),
            ("one\n\ntwo", "one<br><br>two"),
            ("\r\t\0\u{202e}\\", "\\r\\t\\0\\u{202e}\\"),
            ("größer 模型", "größer 模型"),
        ];
        for (text, html) in cases {
            assert_eq!(Escaped(text).to_string(), html);
        }
    }

    #[test]
    fn each_heading_begins_a_section() {
        let mut document = Document::new("<t>");
        document.facts([("a<".to_owned(), "b".to_owned())]);
        document.heading("Code");
        document.table(vec!["n"], vec![vec!["1".into()]]);
        document.code("</pre>\nx\n".into());
        let html = "\
<section>
<h1>&lt;t&gt;</h1>
<table>
<tbody>
<tr><th scope=\"row\">a&lt;</th><td>b</td></tr>
</tbody>
</table>
</section>
<section>
<h2>Code</h2>
<table>
<thead><tr><th scope=\"col\">n</th></tr></thead>
<tbody>
<tr><td>1</td></tr>
</tbody>
</table>
<pre><code>&lt;/pre&gt;
x
</code></pre>
</section>
";
        assert_eq!(document.to_html(), html);
    }

    #[test]
    fn a_fragment_has_an_end() {
        let mut document = Document::new("t");
        document.paragraph("<".repeat(1 << 20));
        document.facts((0..100_000).map(|n| (n.to_string(), String::new())));
        document.code("x".repeat(1 << 22));
        let html = document.to_html();
        assert!(html.len() < 3 << 20, "{}", html.len());
        assert!(html.contains("<p>And 99000 more.</p>"));
    }
}
