//! From an offset to the path of the value that stands there.

use std::fmt::Write;

use crate::error::{Error, Place, Result};
use crate::schema::{Schema, Type, TypeDef};
use crate::wire::{ArrayHead, Context, Reader, to_u64};

use super::scalar::Scalar;
use super::visitor::{ArrayView, Flow, Node, Step, Visitor};
use super::walk::Walk;

/// Steps that a path shows at most: the path of a value in a deep tree is as long as the tree is deep.
const SHOWN_STEPS: usize = 24;

/// Characters of a key that a path shows at most.
const SHOWN_KEY: usize = 40;

/// The path of the value at `place`, as `Forest.trees[3].nodes[17].threshold`.
///
/// `body` was written by `schema`, or is the part of such a body that had been written when an error was
/// met. Where it is damaged, the path leads to the value up to which it can be read.
pub(crate) fn path_of(schema: &Schema, context: &Context<'_>, body: &[u8], place: Place) -> String {
    let mut locate = Locate { place, path: Vec::new(), key: None };
    let walk = Walk::new(schema);
    // Whether the walk stops at the place or at damage before it: its path is the answer.
    let _ = context.read(body, |r| walk.root(r, &mut locate));
    render(&schema.root_name(), &locate.path)
}

struct Locate<'s> {
    place: Place,
    path: Vec<(Step<'s>, Option<String>)>,
    /// The key that was read last, where it can be shown, and how many steps led there: keys can hold others.
    key: Option<(usize, String)>,
}

impl Locate<'_> {
    /// Ends the walk: `path` is the answer.
    #[cold]
    fn stop(&self) -> Error {
        Error::damaged("found")
    }

    fn is_key(&self) -> bool {
        matches!(self.path.last(), Some((Step::Key(_), _)))
    }
}

impl<'s> Visitor<'s> for Locate<'s> {
    /// Values are passed by, not kept; but even those of no size take time.
    fn size(_: Step<'_>) -> usize {
        8
    }

    fn named(&mut self, def: &TypeDef, r: &Reader<'_>) -> Result<()> {
        let here = r.section() == self.place.section && offset(r) == self.place.offset;
        match self.place.type_name {
            Some(name) if here && name == def.name => Err(self.stop()),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, _: Node<'s>) -> Result<()> {
        Ok(())
    }

    fn step(&mut self, step: Step<'s>) -> Result<Flow> {
        let last = match step {
            Step::Key(_) | Step::Value(_) => self.key.take(),
            _ => None,
        };
        let steps = self.path.len().saturating_add(1);
        let key = last.filter(|(at, _)| matches!(step, Step::Value(_)) && *at == steps);
        self.path.push((step, key.map(|(_, key)| key)));
        Ok(Flow::Enter)
    }

    fn back(&mut self) {
        self.path.pop();
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()> {
        if self.is_key() {
            self.key = key_text(scalar, shown_key).map(|key| (self.path.len(), key));
        }
        Ok(())
    }

    fn array(&mut self, walk: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()> {
        let elements_at = match &array.head {
            ArrayHead::Block(block)
                if self.place.section == crate::error::Section::Block(block.number()) =>
            {
                0
            }
            ArrayHead::InPlace(bytes)
                if array.end.section() == self.place.section
                    && offset(&array.end) > self.place.offset =>
            {
                let len = to_u64(bytes.len());
                offset(&array.end).saturating_sub(len)
            }
            _ => return self.read(&array.end),
        };
        if let Some(within) = self.place.offset.checked_sub(elements_at)
            && self.place.exact
        {
            let stride = to_u64(array.stride).max(1);
            let index = (within / stride).try_into().unwrap_or(usize::MAX);
            self.path.push((Step::Index(index), None));
            self.descend(walk, array.element, within % stride);
        }
        Err(self.stop())
    }

    fn read(&mut self, r: &Reader<'_>) -> Result<()> {
        let passed = r.section() == self.place.section && offset(r) > self.place.offset;
        if passed && self.place.type_name.is_none() { Err(self.stop()) } else { Ok(()) }
    }
}

impl<'s> Locate<'s> {
    /// Follows an offset within a fixed layout to the innermost value, or to the one that is asked for.
    fn descend(&mut self, walk: &Walk<'s>, ty: &'s Type, offset: u64) {
        let (mut ty, mut offset) = (ty, offset);
        loop {
            if let (Some(name), Some(def)) = (self.place.type_name, walk.def(ty))
                && name == def.name
                && offset == 0
            {
                return;
            }
            let mut start = 0u64;
            let part = walk.fixed_parts(ty).find_map(|(step, part)| {
                let size = walk.fixed_size(part).map_or(0, u64::from);
                let within = offset.checked_sub(start).filter(|within| *within < size);
                start = start.saturating_add(size);
                within.map(|within| (step, part, within))
            });
            let Some((step, part, within)) = part else { return };
            self.path.push((step, None));
            (ty, offset) = (part, within);
        }
    }
}

/// What a path says of a key, strings as `shown` writes them; `None` for those that it cannot name.
pub(crate) fn key_text(key: Scalar<'_>, shown: impl FnOnce(&str) -> String) -> Option<String> {
    match key {
        Scalar::Str(text) => Some(shown(text)),
        Scalar::Unsigned(number) => Some(number.to_string()),
        Scalar::Signed(number) => Some(number.to_string()),
        Scalar::Char(only) => Some(format!("{only:?}")),
        _ => None,
    }
}

/// A key as it stands in a path: paths are for people.
pub(super) fn shown_key(text: &str) -> String {
    match text.char_indices().nth(SHOWN_KEY) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
    }
}

fn offset(r: &Reader<'_>) -> u64 {
    to_u64(r.offset())
}

/// A path as text: from the root's name over steps, those behind a key with that key.
pub(super) fn render(root: &str, path: &[(Step<'_>, Option<String>)]) -> String {
    let mut text = root.to_owned();
    let half = SHOWN_STEPS / 2;
    for (number, (step, key)) in path.iter().enumerate() {
        let hidden = path.len().saturating_sub(SHOWN_STEPS);
        if hidden > 0 && number >= half && number < half.saturating_add(hidden) {
            if number == half {
                let _ = write!(text, " … {hidden} steps … ");
            }
            continue;
        }
        // Writing to a string cannot fail.
        let _ = match (step, key) {
            (Step::Content, _) => Ok(()),
            (Step::Index(index), _) => write!(text, "[{index}]"),
            (Step::Key(index), _) => write!(text, "{{key {index}}}"),
            (Step::Value(_), Some(key)) => write!(text, "[{}]", key),
            (Step::Value(number), None) => write!(text, "{{{number}}}"),
            (Step::Field(name) | Step::Variant(name), _) => {
                write!(text, ".{}", name.escape_debug())
            }
        };
    }
    text
}
