//! Maps and sets beside each other, whatever the order of their entries: keys are the same if their text is.

use std::collections::HashMap;

use super::compare::Compare;
use super::judge::number_key;
use super::todo::{Held, Step, Task, Todo};
use super::tree::{At, Node};
use crate::error::Result;
use crate::value::{Scalar, key_text};
use crate::wire::to_u64;

/// What is charged for a key that is kept, beside its bytes.
const KEPT: u64 = 96;

impl<'a> Compare<'_, 'a> {
    /// Two maps, of which one may be a list of pairs.
    pub(super) fn maps<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        todo: &mut Todo<'t, 'a>,
    ) -> Result<()> {
        let [Some(old_entries), Some(new_entries)] = [old, new].map(entries) else {
            return self.changed(old, new, None);
        };
        let mut free = self.by_key(1, new_entries.iter().map(|(key, _)| *key))?;
        let (mut taken, mut tasks) = (vec![false; new_entries.len()], Vec::new());
        for (number, (key, value)) in old_entries.into_iter().enumerate() {
            let found = free.get_mut(&self.key(0, key)?).and_then(Vec::pop);
            let other = found.and_then(|found| {
                taken.iter_mut().skip(found).take(1).for_each(|taken| *taken = true);
                new_entries.get(found)
            });
            let held = other.map_or(Held::Old(value), |(_, other)| Held::Both(value, *other));
            tasks.push(Task::Entry(entry(key, number), held));
        }
        let left = new_entries.into_iter().enumerate().zip(taken).filter(|(_, taken)| !taken);
        tasks.extend(
            left.map(|((number, (key, value)), _)| {
                Task::Entry(entry(key, number), Held::New(value))
            }),
        );
        todo.extend(tasks.into_iter().rev());
        Ok(())
    }

    /// Two sets, of which one may be a list.
    pub(super) fn sets(&mut self, old: At<'_, 'a>, new: At<'_, 'a>) -> Result<()> {
        let new_parts: Vec<_> = new.parts().collect();
        let mut free = self.by_key(1, new_parts.iter().copied())?;
        let mut taken = vec![false; new_parts.len()];
        for part in old.parts() {
            match free.get_mut(&self.key(0, part)?).and_then(Vec::pop) {
                Some(found) => taken.iter_mut().skip(found).take(1).for_each(|taken| *taken = true),
                None => self.element(|compare| compare.removed(part))?,
            }
        }
        let mut left = new_parts.into_iter().zip(taken).filter(|(_, taken)| !taken);
        left.try_for_each(|(part, _)| self.element(|compare| compare.added(part)))
    }

    /// Tells of an element of a set.
    fn element(&mut self, tell: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let before = self.path.len();
        self.go(&Step::Element);
        tell(self)?;
        self.path.truncate(before);
        Ok(())
    }

    /// Numbers of values by their keys; of several, the first comes last.
    fn by_key<'t>(
        &mut self,
        side: usize,
        keys: impl DoubleEndedIterator<Item = At<'t, 'a>> + ExactSizeIterator,
    ) -> Result<HashMap<Vec<u8>, Vec<usize>>>
    where
        'a: 't,
    {
        let mut numbers: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, key) in keys.enumerate().rev() {
            self.budget.charge(KEPT)?;
            numbers.entry(self.key(side, key)?).or_default().push(number);
        }
        Ok(numbers)
    }

    /// What tells a key from all others, be they of other types.
    fn key(&mut self, side: usize, at: At<'_, 'a>) -> Result<Vec<u8>> {
        let mut key = Vec::new();
        self.write_key(side, at, &mut key)?;
        self.budget.charge(to_u64(key.len()))?;
        Ok(key)
    }

    /// Writes what tells a key from others: each begins with its kind, and says how long it is.
    fn write_key(&mut self, side: usize, at: At<'_, 'a>, out: &mut Vec<u8>) -> Result<()> {
        let at = unwrapped(at);
        let mut bytes = |kind: u8, bytes: &[u8]| {
            out.push(kind);
            out.extend_from_slice(&to_u64(bytes.len()).to_le_bytes());
            out.extend_from_slice(bytes);
        };
        match (at.node(), at.scalar()) {
            (_, Some(Scalar::Str(text))) => bytes(b's', text.as_bytes()),
            (_, Some(Scalar::Char(only))) => bytes(b'c', only.to_string().as_bytes()),
            (_, Some(scalar)) => bytes(b'n', number_key(scalar).unwrap_or_default().as_bytes()),
            (Node::Bytes(text), _) => bytes(b'b', at.tree.text(text)),
            (Node::Foreign(number), _) => {
                bytes(b'f', at.tree.foreign(number).map_or(&[], |value| value.bytes()));
            }
            (Node::Shared(number) | Node::Weak(Some(number)), _) => {
                bytes(b'p', &number.to_le_bytes());
            }
            (Node::Variant(_, variant), _) => {
                let name = self.names.text(variant);
                // A few bytes of a file can stand for any number of names.
                self.budget.charge(to_u64(name.len()))?;
                bytes(b'v', name.as_bytes());
                self.write_fields(side, at, out)?;
            }
            (Node::Struct(_), _) => self.write_fields(side, at, out)?,
            (Node::Array(_), _) => {
                let list = self.listed(side, at)?;
                self.write_key(side, list.root(), out)?;
            }
            (Node::List | Node::Tuple | Node::Set | Node::Map, _) => {
                out.push(b'[');
                at.parts().try_for_each(|part| self.write_key(side, part, out))?;
                out.push(b']');
            }
            (Node::Some, _) => {
                out.push(b'o');
                at.parts().try_for_each(|part| self.write_key(side, part, out))?;
            }
            // What holds nothing.
            _ => out.push(b'0'),
        }
        Ok(())
    }

    /// Fields in the order of their names.
    fn write_fields(&mut self, side: usize, at: At<'_, 'a>, out: &mut Vec<u8>) -> Result<()> {
        let mut fields: Vec<_> = at.parts().collect();
        fields.sort_by_key(|field| self.names.text(field.name()));
        out.push(b'{');
        for field in fields {
            let name = self.names.text(field.name());
            self.budget.charge(to_u64(name.len()))?;
            out.extend_from_slice(&to_u64(name.len()).to_le_bytes());
            out.extend_from_slice(name.as_bytes());
            self.write_key(side, field, out)?;
        }
        out.push(b'}');
        Ok(())
    }
}

/// The step to an entry of a map; one whose key cannot be named has its number.
fn entry(key: At<'_, '_>, number: usize) -> Step {
    let key = key.scalar().filter(is_named);
    match key.and_then(|key| key_text(key, |text| format!("{text:?}"))) {
        Some(key) => Step::Key(key.into()),
        None => Step::Entry(number),
    }
}

/// Whether paths can hold a number.
fn is_named(key: &Scalar<'_>) -> bool {
    !matches!(key, Scalar::Unsigned(number) if i128::try_from(*number).is_err())
}

/// The entries of a map, or of a list of pairs.
fn entries<'t, 'a>(at: At<'t, 'a>) -> Option<Vec<(At<'t, 'a>, At<'t, 'a>)>> {
    if let Node::Map = at.node() {
        return Some(at.entries().collect());
    }
    let pairs = at.parts().map(|part| {
        let (mut parts, is_pair) = (part.parts(), matches!(part.node(), Node::Tuple));
        let pair = parts.next().zip(parts.next());
        pair.filter(|_| is_pair && parts.next().is_none())
    });
    pairs.collect()
}

/// A key without what rules wrap values in. A `Some` that holds nothing in the end is not what it holds.
fn unwrapped<'t, 'a>(mut at: At<'t, 'a>) -> At<'t, 'a> {
    let mut some = None;
    loop {
        if let Node::Some = at.node() {
            some = some.or(Some(at));
        }
        let content = match at.node() {
            Node::Some | Node::Struct(_) => at.only(),
            // One that holds others may hold itself, or one value many times.
            Node::Shared(_) => at.content().filter(|content| content.scalar().is_some()),
            _ => None,
        };
        match content {
            Some(content) => at = content,
            None => return some.filter(|_| matches!(at.node(), Node::None)).unwrap_or(at),
        }
    }
}
