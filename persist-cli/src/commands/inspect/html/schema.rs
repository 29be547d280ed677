//! A schema's text in colours.

use std::fmt::Write;

use super::text::Escaped;

/// Bytes of a schema's text that a page shows at most.
const SHOWN: usize = 256 << 10;

/// Words that schemas are made of.
const WORDS: [&str; 4] = ["struct", "enum", "default", "was"];

/// Types that schemas know by name.
const TYPES: [&str; 25] = [
    "bool",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f16",
    "bf16",
    "f32",
    "f64",
    "char",
    "str",
    "Option",
    "Shared",
    "Weak",
    "Set",
    "MessagePack",
    "Postcard",
];

/// The text as HTML: a class for each kind of word.
pub(super) fn coloured(text: &str) -> String {
    let end = text.floor_char_boundary(SHOWN);
    let (shown, more) = (text.get(..end).unwrap_or_default(), end < text.len());
    let mut html = String::with_capacity(shown.len().saturating_mul(2));
    let mut rest = shown;
    while let Some(first) = rest.chars().next() {
        let is_word = is_of_word(first);
        let len = rest.find(|letter| is_of_word(letter) != is_word).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at_checked(len).unwrap_or((rest, ""));
        rest = behind;
        let class = match piece {
            _ if !is_word => None,
            _ if first.is_ascii_digit() => Some("number"),
            _ if WORDS.contains(&piece) => Some("word"),
            _ if TYPES.contains(&piece) => Some("type"),
            _ if behind.starts_with(": ") => None,
            _ if first.is_uppercase() => Some("name"),
            _ => None,
        };
        // Writing to a string cannot fail.
        let _ = match class {
            Some(class) => write!(html, "<span class=\"{class}\">{}</span>", Escaped(piece)),
            None => write!(html, "{}", Escaped(piece)),
        };
    }
    if more {
        html.push_str("\n… and more: `persist inspect --schema` shows all of it");
    }
    html
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn words_types_and_names_have_their_colours() {
        assert_eq!(
            coloured("struct Iris 1.1.0 {\n    scale: [f32] = default,\n}\n"),
            "<span class=\"word\">struct</span> <span class=\"name\">Iris</span> \
             <span class=\"number\">1.1.0</span> {\n    scale: [<span class=\"type\">f32</span>] = \
             <span class=\"word\">default</span>,\n}\n"
        );
        assert_eq!(coloured("<b>"), "&lt;b&gt;");
        assert!(coloured(&"é".repeat(1 << 20)).len() < 1 << 20);
    }
}
