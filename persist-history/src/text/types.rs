//! Types as histories write them: `[Tree<T>; 4]`, `{str: u32}`.

use std::fmt;

/// Most levels of types within each other, as in the schemas of files.
const MAX_DEPTH: usize = 64;

/// A type by name, in the form in which schemas are shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeText {
    /// `Option<T>`.
    Option(Box<TypeText>),
    /// `[T]`.
    List(Box<TypeText>),
    /// `[T; 4]`.
    Array(Box<TypeText>, Length),
    /// `(A, B)`; `()` is the unit type.
    Tuple(Vec<TypeText>),
    /// `{T}`.
    Set(Box<TypeText>),
    /// `{K: V}`.
    Map(Box<TypeText>, Box<TypeText>),
    /// `Shared<T>`.
    Shared(Box<TypeText>),
    /// `Weak<T>`.
    Weak(Box<TypeText>),
    /// A primitive type, a named one, or a generic parameter.
    Named(String, Vec<ArgText>),
}

/// An argument of a generic type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArgText {
    /// A type, or a const parameter.
    Type(TypeText),
    /// A number, signed or not.
    Number(String),
    /// A `bool`.
    Bool(bool),
    /// A `char`.
    Char(char),
}

/// The length of an array.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// So many elements.
    Number(u64),
    /// A const parameter.
    Parameter(String),
}

/// A text that is no type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoType {
    /// Bytes before the place of the error.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl TypeText {
    /// Reads a type, which takes the whole text.
    ///
    /// # Errors
    ///
    /// A text that is no type.
    pub fn parse(text: &str) -> Result<Self, NoType> {
        let mut input = Input { text, at: 0 };
        let ty = input.ty(MAX_DEPTH)?;
        match input.rest() {
            "" => Ok(ty),
            _ => Err(input.expected("the end of the type")),
        }
    }

    /// The same type with other names of generic parameters.
    pub fn renamed(&self, name: &dyn Fn(&str) -> Option<String>) -> Self {
        let boxed = |ty: &TypeText| Box::new(ty.renamed(name));
        match self {
            TypeText::Option(content) => TypeText::Option(boxed(content)),
            TypeText::List(element) => TypeText::List(boxed(element)),
            TypeText::Array(element, Length::Parameter(len)) => {
                let len = name(len).unwrap_or_else(|| len.clone());
                TypeText::Array(boxed(element), Length::Parameter(len))
            }
            TypeText::Array(element, len) => TypeText::Array(boxed(element), len.clone()),
            TypeText::Tuple(elements) => {
                TypeText::Tuple(elements.iter().map(|ty| ty.renamed(name)).collect())
            }
            TypeText::Set(element) => TypeText::Set(boxed(element)),
            TypeText::Map(key, value) => TypeText::Map(boxed(key), boxed(value)),
            TypeText::Shared(content) => TypeText::Shared(boxed(content)),
            TypeText::Weak(content) => TypeText::Weak(boxed(content)),
            TypeText::Named(own, args) if args.is_empty() => {
                TypeText::Named(name(own).unwrap_or_else(|| own.clone()), Vec::new())
            }
            TypeText::Named(own, args) => {
                let args = args.iter().map(|arg| match arg {
                    ArgText::Type(ty) => ArgText::Type(ty.renamed(name)),
                    other => other.clone(),
                });
                TypeText::Named(own.clone(), args.collect())
            }
        }
    }
}

impl ArgText {
    /// Reads an argument at the start of a text: it, and what stands behind it.
    ///
    /// # Errors
    ///
    /// A text that begins with no argument.
    pub(super) fn parse_start(text: &str) -> Result<(Self, &str), NoType> {
        let mut input = Input { text, at: 0 };
        let argument = input.argument(MAX_DEPTH)?;
        Ok((argument, input.rest()))
    }
}

struct Input<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Input<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn expected(&self, expected: &'static str) -> NoType {
        NoType { at: self.at, expected }
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at = self.at.saturating_add(token.len());
        }
        found
    }

    fn need(&mut self, token: &str, expected: &'static str) -> Result<(), NoType> {
        if self.take(token) { Ok(()) } else { Err(self.expected(expected)) }
    }

    /// A path of identifiers, as `acme::Forest`.
    fn path(&mut self) -> &'t str {
        let start = self.at;
        self.word(is_of_name);
        while self.take("::") {
            self.word(is_of_name);
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Letters up to the first that does not belong to a word.
    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
        self.at = self.at.saturating_add(end);
        rest.get(..end).unwrap_or_default()
    }

    fn ty(&mut self, depth: usize) -> Result<TypeText, NoType> {
        let depth =
            depth.checked_sub(1).ok_or_else(|| self.expected("fewer types within each other"))?;
        if self.take("[") {
            let element = Box::new(self.ty(depth)?);
            let ty = match self.take("; ") {
                true => TypeText::Array(element, self.length()?),
                false => TypeText::List(element),
            };
            self.need("]", "`]`").map(|()| ty)
        } else if self.take("{") {
            let key = Box::new(self.ty(depth)?);
            let ty = match self.take(": ") {
                true => TypeText::Map(key, Box::new(self.ty(depth)?)),
                false => TypeText::Set(key),
            };
            self.need("}", "`}`").map(|()| ty)
        } else if self.take("(") {
            self.tuple(depth)
        } else {
            self.named(depth)
        }
    }

    fn tuple(&mut self, depth: usize) -> Result<TypeText, NoType> {
        let mut elements = Vec::new();
        if self.take(")") {
            return Ok(TypeText::Tuple(elements));
        }
        loop {
            elements.push(self.ty(depth)?);
            // One element has a comma of its own.
            if self.take(",)") || self.take(")") {
                return Ok(TypeText::Tuple(elements));
            }
            self.need(", ", "`, ` or `)`")?;
        }
    }

    fn length(&mut self) -> Result<Length, NoType> {
        let start = self.at;
        let word = self.word(is_of_name);
        match (word.parse(), word.starts_with(|first: char| first.is_ascii_digit())) {
            (Ok(number), _) => Ok(Length::Number(number)),
            (Err(_), false) if !word.is_empty() => Ok(Length::Parameter(word.to_owned())),
            _ => {
                self.at = start;
                Err(self.expected("the length of an array"))
            }
        }
    }

    fn named(&mut self, depth: usize) -> Result<TypeText, NoType> {
        let start = self.at;
        let name = self.path();
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            self.at = start;
            return Err(self.expected("a type"));
        }
        if !self.take("<") {
            return Ok(TypeText::Named(name.to_owned(), Vec::new()));
        }
        let mut args = vec![self.argument(depth)?];
        while self.take(", ") {
            args.push(self.argument(depth)?);
        }
        self.need(">", "`, ` or `>`")?;
        Ok(match (name, args.as_slice()) {
            ("Option", [ArgText::Type(content)]) => TypeText::Option(Box::new(content.clone())),
            ("Shared", [ArgText::Type(content)]) => TypeText::Shared(Box::new(content.clone())),
            ("Weak", [ArgText::Type(content)]) => TypeText::Weak(Box::new(content.clone())),
            _ => TypeText::Named(name.to_owned(), args),
        })
    }

    fn argument(&mut self, depth: usize) -> Result<ArgText, NoType> {
        let rest = self.rest();
        if rest.starts_with('\'') {
            return self.char().map(ArgText::Char);
        }
        if rest.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
            let start = self.at;
            let number = self.word(|letter| letter.is_ascii_digit() || letter == '-');
            if number.parse::<u128>().is_err() && number.parse::<i128>().is_err() {
                self.at = start;
                return Err(self.expected("a number"));
            }
            return Ok(ArgText::Number(number.to_owned()));
        }
        let ty = self.ty(depth)?;
        Ok(match &ty {
            TypeText::Named(name, args) if args.is_empty() && name == "true" => ArgText::Bool(true),
            TypeText::Named(name, args) if args.is_empty() && name == "false" => {
                ArgText::Bool(false)
            }
            _ => ArgText::Type(ty),
        })
    }

    /// A `char` as `Debug` shows it.
    fn char(&mut self) -> Result<char, NoType> {
        let error = self.expected("a character in single quotes");
        self.take("'");
        let inner = self.rest();
        // The closing quote stands behind one letter at least, which may be an escaped quote.
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(at, letter)| *letter == '\'' && inner.get(..*at) != Some("\\"))
            .map(|(at, _)| at)
            .ok_or_else(|| error.clone())?;
        let text = inner.get(..end).unwrap_or_default();
        let value = match (text.strip_prefix('\\'), text.chars().next()) {
            (None, Some(letter)) if letter.len_utf8() == end => Some(letter),
            (Some("n"), _) => Some('\n'),
            (Some("r"), _) => Some('\r'),
            (Some("t"), _) => Some('\t'),
            (Some("0"), _) => Some('\0'),
            (Some("'"), _) => Some('\''),
            (Some("\""), _) => Some('"'),
            (Some("\\"), _) => Some('\\'),
            (Some(escape), _) => escape
                .strip_prefix("u{")
                .and_then(|escape| escape.strip_suffix('}'))
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .and_then(char::from_u32),
            _ => None,
        };
        self.at = self.at.saturating_add(end).saturating_add(1);
        value.ok_or(error)
    }
}

fn is_of_name(letter: char) -> bool {
    match letter.is_ascii() {
        true => letter.is_ascii_alphanumeric() || letter == '_',
        false => !letter.is_whitespace() && !letter.is_control(),
    }
}

impl fmt::Display for TypeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeText::Option(content) => write!(f, "Option<{content}>"),
            TypeText::List(element) => write!(f, "[{element}]"),
            TypeText::Array(element, len) => write!(f, "[{element}; {len}]"),
            TypeText::Tuple(elements) => {
                f.write_str("(")?;
                separated(f, elements)?;
                f.write_str(if elements.len() == 1 { ",)" } else { ")" })
            }
            TypeText::Set(element) => write!(f, "{{{element}}}"),
            TypeText::Map(key, value) => write!(f, "{{{key}: {value}}}"),
            TypeText::Shared(content) => write!(f, "Shared<{content}>"),
            TypeText::Weak(content) => write!(f, "Weak<{content}>"),
            TypeText::Named(name, args) if args.is_empty() => f.write_str(name),
            TypeText::Named(name, args) => {
                write!(f, "{name}<")?;
                separated(f, args)?;
                f.write_str(">")
            }
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    Ok(())
}

impl fmt::Display for ArgText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgText::Type(ty) => write!(f, "{ty}"),
            ArgText::Number(number) => f.write_str(number),
            ArgText::Bool(value) => write!(f, "{value}"),
            ArgText::Char(value) => write!(f, "{value:?}"),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Number(number) => write!(f, "{number}"),
            Length::Parameter(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that fails panics")]

    use super::*;

    #[test]
    fn types_are_shown_as_they_were_read() {
        for text in [
            "u16",
            "()",
            "(u8,)",
            "(u8, [f64; 4])",
            "[[T; N]; 3]",
            "{str}",
            "{str: [Tree<u32, 3, -1, true, 'x'>]}",
            "Option<Option<Shared<acme::Forest>>>",
            "[Weak<acme::Node>]",
            "Lens<'\\'', '\\u{7f}', '\\\\', 'ß'>",
        ] {
            let ty = TypeText::parse(text).expect(text);
            assert_eq!(ty.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_type_is_refused_where_it_ceases_to_be_one() {
        for (text, at, expected) in [
            ("", 0, "a type"),
            ("[u16", 4, "`]`"),
            ("[u16;4]", 4, "`]`"),
            ("[u16; ]", 6, "the length of an array"),
            ("{u16: }", 6, "a type"),
            ("(u16 u8)", 4, "`, ` or `)`"),
            ("u16 ", 3, "the end of the type"),
            ("4", 0, "a type"),
            ("Tree<-->", 5, "a number"),
            ("Tree<'ab'>", 5, "a character in single quotes"),
            ("Tree<u8", 7, "`, ` or `>`"),
        ] {
            assert_eq!(TypeText::parse(text), Err(NoType { at, expected }), "{text}");
        }
        let deep = format!("{}u8{}", "[".repeat(65), "]".repeat(65));
        assert!(TypeText::parse(&deep).is_err());
    }
}
