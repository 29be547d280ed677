//! The parts of a type with what its values take: as many as the schema has paths, however many values there are.

mod gather;
mod part;
mod text;

pub(crate) use self::gather::outline;

/// What the parts of a file's value take, by their paths in the schema, as [`Archive::outline`](crate::Archive::outline)
/// gives it. `Display` is an indented tree, for people.
///
/// All elements of a list are one part, and so are all keys and all values of a map: a million trees are one part,
/// `trees[]`, of a million values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outline {
    /// The whole value.
    pub root: OutlinePart,
    /// Bytes of the file.
    pub file_len: u64,
    /// Bytes that the body and the shared values take in the file: fewer than in [`body_len`](OutlinePart::body_len)
    /// where they are compressed.
    pub stored_body_len: u64,
}

/// All values that one path of the schema leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutlinePart {
    /// What leads here from the part that holds it.
    pub step: OutlineStep,
    /// The type, as the schema names it.
    pub ty: String,
    /// How many values there are. `Some` and the pointer to a shared value are no values of their own: what they hold
    /// belongs to the same part.
    pub count: u64,
    /// Bytes in the body and among shared values, before compression, with those of all parts within.
    pub body_len: u64,
    /// Bytes of arrays that are blocks of their own, before compression, with those of all parts within.
    pub block_len: u64,
    /// Bytes that these blocks take in the file. `None` for parts of an array's elements: they are stored together.
    pub stored_len: Option<u64>,
    /// How many parts up the values are counted: a type that holds itself is taken apart once, and the values of this
    /// part belong to the one so many steps above it, which has the same type.
    pub recurs: Option<usize>,
    /// The parts within, in the order of the schema. Variants that do not occur are left out.
    pub parts: Vec<OutlinePart>,
}

/// What leads to a part from the one that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutlineStep {
    /// Nothing: it is the whole value.
    Root,
    /// Its persisted name; the elements of tuples have none, and go by their position: `0`, `1` and so on.
    Field(String),
    /// The persisted name of the variant.
    Variant(String),
    /// It is the elements of a list or an array: `[]`.
    Elements,
    /// It is the keys of a map: `{key}`.
    Keys,
    /// It is the values of a map or the elements of a set: `{}`.
    Values,
}

impl Outline {
    /// The part that a path leads to, as `trees[].nodes[].miss` or `notes{}`; the empty path leads to the whole value.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec![("setosa".to_owned(), 50u32); 9])?)?;
    /// let outline = archive.outline()?;
    /// assert_eq!(outline.part("[].0").map(|part| (part.count, part.body_len)), Some((9, 63)));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn part(&self, path: &str) -> Option<&OutlinePart> {
        let (mut part, mut rest) = (&self.root, path);
        while !rest.is_empty() {
            let (next, behind) = part.parts.iter().find_map(|part| {
                let behind = rest.strip_prefix(part.step.text())?;
                match behind.strip_prefix('.') {
                    Some(behind) if !behind.is_empty() => Some((part, behind)),
                    None if behind.is_empty() || behind.starts_with(['[', '{']) => {
                        Some((part, behind))
                    }
                    _ => None,
                }
            })?;
            (part, rest) = (next, behind);
        }
        Some(part)
    }
}

impl OutlinePart {
    /// Bytes before compression, in the body and in blocks, with those of all parts within.
    pub fn byte_len(&self) -> u64 {
        self.body_len.saturating_add(self.block_len)
    }

    /// The path from `parent`, which is the path of the part that holds this one.
    pub fn path_from(&self, parent: &str) -> String {
        let name = self.step.text();
        match &self.step {
            OutlineStep::Field(_) | OutlineStep::Variant(_) if !parent.is_empty() => {
                format!("{parent}.{name}")
            }
            _ => format!("{parent}{name}"),
        }
    }

    /// The part that says most of this one: its elements where it holds nothing but them, and those of these; with what
    /// leads there, as `[][]`.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec![[0.5, 1.5]; 100])?)?;
    /// let outline = archive.outline()?;
    /// let (steps, floats) = outline.root.elements();
    /// assert_eq!((steps.as_str(), floats.ty.as_str(), floats.count), ("[][]", "f64", 200));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn elements(&self) -> (String, &OutlinePart) {
        let (mut steps, mut part) = (String::new(), self);
        while let [only] = part.parts.as_slice()
            && matches!(only.step, OutlineStep::Elements | OutlineStep::Values)
        {
            steps.push_str(only.step.text());
            part = only;
        }
        (steps, part)
    }
}

impl OutlineStep {
    /// The name, or `[]`, `{key}` or `{}`.
    pub fn text(&self) -> &str {
        match self {
            OutlineStep::Root => "",
            OutlineStep::Field(name) | OutlineStep::Variant(name) => name,
            OutlineStep::Elements => "[]",
            OutlineStep::Keys => "{key}",
            OutlineStep::Values => "{}",
        }
    }
}
