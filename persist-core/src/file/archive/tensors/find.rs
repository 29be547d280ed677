//! Finding the tensors of a file: a walk that takes note of each array and each number.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::super::Archive;
use super::arranged::{Arranged, MOST_AXES, Shaped, Slot};
use super::columns::{COMPLEX, Column, Columns, TOO_MANY, lens};
use super::join::bytes_of;
use super::part::{Source, TensorPart};
use super::{LeftOut, TensorParts};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Layouts, Primitive};
use crate::types::{TensorType, count_of};
use crate::value::{Flow, FoundArray, Group, Leaf, Sink, Step, key_of, visit};
use crate::wire::{Context, memory, to_u64};

/// Most tensors of lists and maps on one path, unless they have names of their own. An embedding is one array; a list of
/// so many numbers is none of a model's.
const MOST_OF_A_PATH: usize = 10_000;

/// Most tensors of a file, of which each takes memory and a line of an export's header.
const MOST: usize = 200_000;

pub(super) fn find<'a>(archive: &'a Archive, path: &str) -> Result<TensorParts<'a>> {
    archive.within(|context, body| {
        let mut find = Find::new(archive, context, path);
        let blocks = |at, range, sink: &mut dyn FnMut(&[u8]) -> Result<()>| {
            archive.block_range(at, range, sink)
        };
        visit(&archive.schema, context, body, path, &blocks, &mut find)?;
        find.found()
    })
}

/// A tensor, and what is to know of it until all are found.
pub(super) struct Entry<'a> {
    pub(super) part: TensorPart<'a>,
    /// The path that it shares with others.
    pub(super) shared_path: String,
    /// A number, or an array of such, whose neighbours may be of one tensor with it.
    pub(super) joins: bool,
}

/// A value that holds others, and has not ended.
struct Open {
    /// Entries in front of it.
    start: usize,
    /// The shared path's length, up to this value.
    base: usize,
    kind: Kind,
    /// The step that was taken last leads to a key.
    key: bool,
}

enum Kind {
    /// A list, an array or a tuple of so many elements.
    List(usize),
    Complex,
    Other,
}

pub(super) struct Find<'a, 'c, 'b> {
    archive: &'a Archive,
    context: &'c Context<'b>,
    layouts: Arc<Layouts>,
    pub(super) entries: Vec<Entry<'a>>,
    left_out: BTreeMap<(String, &'static str), u64>,
    /// How many entries share a path.
    pub(super) counts: HashMap<String, usize>,
    open: Vec<Open>,
    pub(super) shared_path: String,
    shaped: Vec<Shaped>,
    /// The shared value that has just begun was met before.
    again: bool,
    /// Tensors have names of their own.
    named: bool,
}

impl<'a, 'c, 'b> Find<'a, 'c, 'b> {
    fn new(archive: &'a Archive, context: &'c Context<'b>, path: &str) -> Self {
        let root = archive.schema.root_def();
        Find {
            archive,
            context,
            layouts: Layouts::of(&archive.schema),
            entries: Vec::new(),
            left_out: BTreeMap::new(),
            counts: HashMap::new(),
            open: Vec::new(),
            shared_path: path.to_owned(),
            shaped: Vec::new(),
            again: false,
            named: root.is_some_and(|def| def.name == "std::Tensors"),
        }
    }

    fn found(mut self) -> Result<TensorParts<'a>> {
        let entries = std::mem::take(&mut self.entries);
        let mut names = HashSet::<String>::new();
        let room = names.try_reserve(entries.len());
        room.map_err(|_| memory::no_memory(entries.len(), size_of::<String>()))?;
        // In the memory of the entries.
        let tensors = entries.into_iter().filter_map(|entry| {
            match self.left_out.get_mut(&(entry.shared_path.clone(), TOO_MANY)) {
                Some(count) => *count = count.saturating_add(1),
                // As of the fields `a.b`, and `b` of the struct `a`.
                None if !names.insert(entry.part.name.clone()) => {
                    self.leave_out(entry.shared_path, "another tensor has the same name");
                }
                None => return Some(entry.part),
            }
            None
        });
        let tensors = tensors.collect();
        let left_out = self.left_out.into_iter();
        let left_out = left_out.map(|((path, reason), count)| LeftOut { path, count, reason });
        Ok(TensorParts { tensors, left_out: left_out.collect() })
    }

    /// Whether the walk is in a key, to which no path leads.
    fn in_key(&self) -> bool {
        self.open.iter().any(|open| open.key)
    }

    fn leave_out(&mut self, path: String, reason: &'static str) {
        self.leave_all_out(path, 1, reason);
    }

    fn leave_all_out(&mut self, path: String, count: usize, reason: &'static str) {
        let all = self.left_out.entry((path, reason)).or_default();
        *all = all.saturating_add(to_u64(count));
    }

    /// How many entries share a path.
    pub(super) fn count(&mut self, shared_path: String) -> Result<&mut usize> {
        let room = self.counts.try_reserve(1);
        room.map_err(|_| memory::no_memory(self.counts.len(), size_of::<(String, usize)>()))?;
        Ok(self.counts.entry(shared_path).or_default())
    }

    /// Adds a tensor, unless there are too many on its path.
    fn push(&mut self, part: TensorPart<'a>, shared_path: String, joins: bool) -> Result<()> {
        let count = self.count(shared_path.clone())?;
        *count = count.saturating_add(1);
        if *count > MOST_OF_A_PATH && !self.named {
            self.leave_out(shared_path, TOO_MANY);
            return Ok(());
        }
        if self.entries.len() >= MOST {
            let message = format!("the value has more than {MOST} tensors");
            return Err(Error::new(ErrorKind::Limit, message)
                .with_help("ask for a part of the value, by its path"));
        }
        // Names are kept to tell them apart, and shared paths to count them.
        let names = [&part.name, &part.name, &part.path, &shared_path, &shared_path];
        let names = names.iter().fold(0usize, |len, name| len.saturating_add(name.len()));
        self.context.charge(names.saturating_add(size_of::<Entry<'_>>()))?;
        memory::grow(&mut self.entries)?;
        self.entries.push(Entry { part, shared_path, joins });
        Ok(())
    }

    /// Adds a number outside of arrays.
    fn number(&mut self, path: &str, ty: TensorType, bytes: Vec<u8>) -> Result<()> {
        let part = TensorPart {
            name: self.name(path, ""),
            path: path.to_owned(),
            ty,
            shape: Vec::new(),
            order: Vec::new(),
            source: Source::Here(bytes),
        };
        self.push(part, self.shared_path.clone(), true)
    }

    /// The name of what is at a path, and a column of it.
    pub(super) fn name(&self, path: &str, column: &str) -> String {
        let key = if self.named { key_of(path, "tensors") } else { None };
        match (key, path, column) {
            (Some(key), _, _) => key.into_owned(),
            (None, "", "") => "value".into(),
            (None, "", column) => column.into(),
            (None, path, "") => path.into(),
            (None, path, column) => format!("{path}.{column}"),
        }
    }

    /// The struct that arranges what comes next, if it is its elements.
    fn arranges(&self) -> Option<&Shaped> {
        self.shaped.last().filter(|shaped| {
            let within = if shaped.of == Arranged::Tensor { 1 } else { 0 };
            shaped.field == Slot::Elements && self.open.len() == shaped.depth.saturating_add(within)
        })
    }

    /// Adds the columns of an array.
    fn columns(&mut self, array: FoundArray<'a>) -> Result<()> {
        let part = self.archive.array_part(array, self.context)?;
        let count = to_u64(part.len());
        let (path, shape, order, ty) = match self.arranges() {
            None => (part.path().to_owned(), vec![count], vec![0], None),
            Some(shaped) => {
                let (shape, order) = shaped.arrangement(count, part.path())?;
                (shaped.path_of(part.path()), shape, order, shaped.ty)
            }
        };
        let columns = Columns::of(&self.archive.schema, &self.layouts, part.element_type());
        let (list, left_out) = (columns.list, columns.left_out);
        let list = match ty {
            None => list,
            Some(ty) if ty.size() == part.element_size() => vec![Column::whole(ty)],
            Some(ty) => {
                let message = format!("elements of {} bytes are no {ty}", part.element_size());
                return Err(Error::damaged(message).with_path(path));
            }
        };
        for (column, reason) in left_out {
            let dot = if column.is_empty() { "" } else { "." };
            self.leave_out(format!("{}[]{dot}{column}", self.shared_path), reason);
        }
        for column in list {
            let inner = shape.len()..shape.len().saturating_add(column.axes.len());
            let dot = if column.name.is_empty() { "" } else { "." };
            let shared_path = format!("{}{dot}{}", self.shared_path, column.name);
            let tensor = TensorPart {
                name: self.name(&path, &column.name),
                path: part.path().to_owned(),
                ty: column.ty,
                shape: shape.iter().copied().chain(lens(&column.axes)).collect(),
                order: order.iter().copied().chain(inner).collect(),
                source: Source::Array(part.clone(), column),
            };
            if count_of(&tensor.shape).is_none() {
                let message = format!("{:?} is the shape of no array", tensor.shape);
                return Err(Error::damaged(message).with_path(path));
            }
            self.push(tensor, shared_path, false)?;
        }
        Ok(())
    }
}

impl<'a> Sink<'a> for Find<'a, '_, '_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        let mut kind = Kind::Other;
        self.again = false;
        match group {
            Group::List { len, .. } | Group::Tuple { len } => kind = Kind::List(len),
            Group::Struct { name: COMPLEX, len: 2, .. } => kind = Kind::Complex,
            Group::Struct { name, .. } if !self.in_key() => {
                self.shaped.extend(Shaped::of(name, self.open.len().saturating_add(1)));
            }
            Group::Variant { name, variant, len, .. } => {
                if let Some(shaped) = self.shaped.last_mut()
                    && name == "std::TensorData"
                {
                    shaped.ty = TensorType::of_variant(variant);
                }
                if len == 0 && !self.in_key() {
                    self.leave_out(
                        self.shared_path.clone(),
                        "variants without fields are no numbers",
                    );
                }
            }
            Group::Set { len } if len > 0 && !self.in_key() => {
                let path = format!("{}[]", self.shared_path);
                self.leave_all_out(path, len, "elements of sets have no order");
            }
            Group::Map { len, named: false } if len > 0 && !self.in_key() => {
                let path = format!("{}[]", self.shared_path);
                self.leave_all_out(path, len, "the keys are no names");
            }
            Group::Shared { met, .. } => self.again = met,
            _ => {}
        }
        let (start, base) = (self.entries.len(), self.shared_path.len());
        self.open.push(Open { start, base, kind, key: false });
        if let Group::Variant { variant, .. } = group {
            self.field(variant);
        }
        if let Some(open) = self.open.last_mut() {
            open.base = self.shared_path.len();
        }
        Ok(())
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        let depth = self.open.len();
        if let Some(open) = self.open.last_mut() {
            open.key = matches!(step, Step::Key(_));
            self.shared_path.truncate(open.base);
        }
        match step {
            Step::Content if self.again => {
                self.leave_out(
                    self.shared_path.clone(),
                    "the shared value is here under another path",
                );
                return Ok(Flow::Skip);
            }
            Step::Content | Step::Key(_) => {}
            Step::Index(_) | Step::Entry(_) => self.shared_path.push_str("[]"),
            Step::Field(name) => {
                if let Some(shaped) = self.shaped.last_mut().filter(|shaped| shaped.depth == depth)
                {
                    shaped.field = shaped.slot(name);
                }
                self.field(name);
            }
        }
        Ok(Flow::Enter)
    }

    fn end(&mut self) -> Result<()> {
        if self.shaped.last().is_some_and(|shaped| shaped.depth == self.open.len()) {
            self.shaped.pop();
        }
        let Some(Open { start, base, kind, .. }) = self.open.pop() else { return Ok(()) };
        self.shared_path.truncate(base);
        match kind {
            // Of an array there are no numbers, nor of a list of none.
            Kind::List(0) => {}
            Kind::List(len) => self.join(start, len)?,
            Kind::Complex => self.join_complex(start)?,
            Kind::Other => self.separate(start),
        }
        Ok(())
    }

    fn leaf(&mut self, _: Leaf<'_>) -> Result<()> {
        Ok(())
    }

    fn leaf_at(&mut self, path: &str, ty: Option<Primitive>, leaf: Leaf<'_>) -> Result<()> {
        if self.in_key() || leaf == Leaf::Unit {
            return Ok(());
        }
        if let Some(numbers) = self.shaped.last_mut().and_then(Shaped::numbers) {
            if let Leaf::Unsigned(number) = leaf
                && numbers.len() < MOST_AXES
            {
                numbers.push(u64::try_from(number).unwrap_or(u64::MAX));
            }
            return Ok(());
        }
        match bytes_of(ty, &leaf) {
            Ok((ty, bytes)) => self.number(path, ty, bytes),
            Err(reason) => {
                self.leave_out(self.shared_path.clone(), reason);
                Ok(())
            }
        }
    }

    fn array(&mut self, array: FoundArray<'a>) -> Result<Range<usize>> {
        if self.in_key() {
            return Ok(0..0);
        }
        if self.shaped.last_mut().is_some_and(|shaped| shaped.numbers().is_some()) {
            return Ok(0..array.at.count.min(MOST_AXES));
        }
        self.columns(array)?;
        Ok(0..0)
    }
}

impl Find<'_, '_, '_> {
    /// Adds a name to the shared path.
    fn field(&mut self, name: &str) {
        if !self.shared_path.is_empty() {
            self.shared_path.push('.');
        }
        self.shared_path.push_str(name);
    }
}
