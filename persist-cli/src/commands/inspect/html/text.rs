//! Text of a file in a page.

use std::fmt::{self, Write};

use crate::shown::is_mark;

/// Characters of a name or a path that a page shows at most.
const SHOWN: usize = 200;

/// A text with its first characters; where there are more, it says so.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// Text that HTML shows as it is, as content or within quotes.
pub(super) struct Escaped<'t>(pub(super) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            '\n' => f.write_char('\n'),
            // What does not print, as marks that turn the direction of the text around, is shown.
            _ if letter.is_control() || is_mark(letter) => write!(f, "{}", letter.escape_default()),
            _ => f.write_char(letter),
        })
    }
}

/// JSON that stands in a script element: nothing in it can end the element. Strings are all that can hold these letters.
pub(super) struct InScript<'t>(pub(super) &'t str);

impl fmt::Display for InScript<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => write!(f, "\\u{:04x}", u32::from(letter)),
            _ if is_mark(letter) => write!(f, "\\\\u{{{:x}}}", u32::from(letter)),
            _ => f.write_char(letter),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_or_begins_an_element() {
        let text = "</script><!-- & \u{2028}\u{202e}\"";
        let json = InScript(&serde_json::json!(text).to_string()).to_string();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{202e}']), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
        assert_eq!(read, serde_json::json!("</script><!-- & \u{2028}\\u{202e}\""));
        assert_eq!(
            Escaped("<a b='\"&\u{202e}\u{61c}\0").to_string(),
            "&lt;a b=&#39;&quot;&amp;\\u{202e}\\u{61c}\\u{0}"
        );
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(cut(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(cut(&"é".repeat(201)), format!("{}…", "é".repeat(200)));
    }
}
