//! Paths to parts of values, as people write them and as errors show them.

use std::borrow::Cow;
use std::fmt;

/// A step of a path, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part<'p> {
    /// `.field`, `.Variant` or `.0`.
    Name(&'p str),
    /// `[3]`, of a list, a tuple or a set, or the key of a map.
    Index(i128),
    /// `["key"]` of a map.
    Key(Cow<'p, str>),
    /// `['c']` of a map.
    Char(char),
    /// `{3}`: the value of a map's entry by its number in the file, whatever its key is.
    Entry(usize),
}

impl Part<'_> {
    /// The number of an element. Elements of tuples are also known as `.0`.
    pub(super) fn index(&self) -> Option<usize> {
        match self {
            Part::Index(index) => (*index).try_into().ok(),
            Part::Name(name) => name.parse().ok(),
            Part::Key(_) | Part::Char(_) | Part::Entry(_) => None,
        }
    }
}

/// As it is written.
impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Name(name) => write!(f, ".{}", name.escape_debug()),
            Part::Index(index) => write!(f, "[{index}]"),
            Part::Key(key) => write!(f, "[{key:?}]"),
            Part::Char(only) => write!(f, "[{only:?}]"),
            Part::Entry(number) => write!(f, "{{{number}}}"),
        }
    }
}

/// The steps of a path; `None` for text that is no path.
pub(super) fn parts(path: &str) -> Option<Vec<Part<'_>>> {
    let (mut parts, mut rest) = (Vec::new(), path);
    while !rest.is_empty() {
        let (part, behind) = if let Some(text) = rest.strip_prefix("[\"") {
            let (key, behind) = quoted(text, "\"]")?;
            (Part::Key(key), behind)
        } else if let Some(text) = rest.strip_prefix("['") {
            let (key, behind) = quoted(text, "']")?;
            let mut letters = key.chars();
            (Part::Char(letters.next().filter(|_| letters.next().is_none())?), behind)
        } else if let Some(text) = rest.strip_prefix('[') {
            let (index, behind) = text.split_once(']')?;
            (Part::Index(index.parse().ok()?), behind)
        } else if let Some(text) = rest.strip_prefix('{') {
            let (number, behind) = text.split_once('}')?;
            (Part::Entry(number.parse().ok()?), behind)
        } else {
            let text = rest.strip_prefix('.').unwrap_or(rest);
            let end = text.find(['.', '[', '{']).unwrap_or(text.len());
            let (name, behind) = text.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
            (Part::Name(name), behind)
        };
        parts.push(part);
        rest = behind;
    }
    Some(parts)
}

/// The key of a path that is a field, and an entry of the map in it: `field["key"]`.
pub(crate) fn key_of<'p>(path: &'p str, field: &str) -> Option<Cow<'p, str>> {
    match <[Part<'p>; 2]>::try_from(parts(path)?) {
        Ok([Part::Name(name), Part::Key(key)]) if name == field => Some(key),
        _ => None,
    }
}

/// The text in front of `close`, which may hold escapes as `Debug` writes them, and what is behind.
fn quoted<'p>(text: &'p str, close: &str) -> Option<(Cow<'p, str>, &'p str)> {
    let mut end = 0;
    loop {
        let rest = text.get(end..)?;
        if let Some(behind) = rest.strip_prefix(close) {
            return Some((unescaped(text.get(..end)?)?, behind));
        }
        let mut letters = rest.chars();
        end += match letters.next()? {
            '\\' => 1 + letters.next()?.len_utf8(),
            letter => letter.len_utf8(),
        };
    }
}

fn unescaped(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('\\') {
        return Some(Cow::Borrowed(text));
    }
    let (mut out, mut letters) = (String::new(), text.chars());
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\\' => match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let (digits, behind) = letters.as_str().strip_prefix('{')?.split_once('}')?;
                    letters = behind.chars();
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                same @ ('\\' | '"' | '\'') => same,
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        let path = ".a.Some.0[3][-7][\"k\\\"]\\n\\u{7f}é\"]['\\''][\"\"]{2}";
        let parts = parts(path).unwrap_or_default();
        assert_eq!(parts.len(), 9);
        assert!(parts.contains(&Part::Key(Cow::Borrowed("k\"]\n\u{7f}é"))), "{parts:?}");
        assert_eq!(parts.iter().map(ToString::to_string).collect::<String>(), path);
    }

    #[test]
    fn what_is_no_path_has_no_parts() {
        for text in
            ["a.", "a..b", "[", "[x]", "[\"a]", "[\"\\x\"]", "['ab']", "['']", "{", "{-1}", "{a}"]
        {
            assert_eq!(parts(text), None, "{text}");
        }
        assert_eq!(parts(""), Some(Vec::new()));
    }
}
