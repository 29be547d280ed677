//! A walk over a body that adds up what each part of the schema takes. Of blocks nothing is read.

use std::collections::{HashMap, HashSet};

use super::super::scalar::Scalar;
use super::super::visitor::{ArrayView, Flow, Node, Step, Visitor};
use super::super::walk::Walk;
use super::part::{Key, Named, Part, PartId, content, key_of, no_part};
use super::{OutlinePart, OutlineStep};
use crate::error::{Result, Section};
use crate::schema::{Schema, Shape, Type, TypeDef};
use crate::wire::{ArrayHead, Context, Reader, to_u64};

/// Bytes that a block takes in the file, by its number.
pub(crate) type StoredLen<'f> = dyn Fn(u64) -> u64 + 'f;

/// The outline of the value in `body`.
///
/// # Errors
///
/// Damage, and more parts than memory is allowed for.
pub(crate) fn outline(
    schema: &Schema,
    context: &Context<'_>,
    body: &[u8],
    stored: &StoredLen<'_>,
) -> Result<OutlinePart> {
    context.read(body, |r| {
        let mut gather = Gather::new(schema, stored);
        Walk::new(schema).root(r, &mut gather)?;
        gather.finish(r)
    })
}

struct Gather<'s, 'f> {
    schema: &'s Schema,
    stored: &'f StoredLen<'f>,
    /// Each behind the one that holds it.
    parts: Vec<Part<'s>>,
    /// Where each part is among those of the one that holds it: an enum can have thousands of variants.
    places: HashMap<(PartId, Key<'s>), (usize, PartId)>,
    current: PartId,
    /// Parts of the values that the current one is in; and where their section was left, if it is in another one.
    around: Vec<(PartId, Option<At>)>,
    /// Up to where bytes are counted.
    at: At,
    /// The shared value whose pointer was met last.
    shared: Option<u64>,
    blocks: HashSet<u64>,
    /// Memory that is taken, and not yet charged.
    uncharged: usize,
}

type At = (Section, u64);

impl<'s, 'f> Gather<'s, 'f> {
    fn new(schema: &'s Schema, stored: &'f StoredLen<'f>) -> Self {
        let mut root = Part::new(Key::Root, 0, schema.root(), None);
        root.count = 1;
        Gather {
            schema,
            stored,
            parts: vec![root],
            places: HashMap::new(),
            current: 0,
            around: Vec::new(),
            at: (Section::Body, 0),
            shared: None,
            blocks: HashSet::new(),
            uncharged: 0,
        }
    }

    fn with(&mut self, id: PartId, change: impl FnOnce(&mut Part<'s>)) {
        if let Some(part) = self.parts.get_mut(id) {
            change(part);
        }
    }

    /// The part that a key leads to from another one, with `count` more values.
    fn child(&mut self, parent: PartId, key: Key<'s>, count: u64) -> Result<PartId> {
        let likely = self.parts.get(parent).and_then(|part| {
            let next = if part.last.saturating_add(1) < part.children.len() {
                part.last.saturating_add(1)
            } else {
                0
            };
            [next, part.last].into_iter().find_map(|place| {
                let id = *part.children.get(place)?;
                (self.parts.get(id)?.key == key).then_some((place, id))
            })
        });
        let known = likely.or_else(|| self.places.get(&(parent, key)).copied());
        let (place, id) = match known {
            Some(known) => known,
            None => self.add(parent, key)?,
        };
        self.with(parent, |part| part.last = place);
        self.with(id, |part| part.count = part.count.saturating_add(count));
        Ok(id)
    }

    /// A part that was not met before, behind all others of its parent.
    fn add(&mut self, parent: PartId, key: Key<'s>) -> Result<(usize, PartId)> {
        let (id, schema) = (self.parts.len(), self.schema);
        let Some(holder) = self.parts.get_mut(parent) else { return Err(no_part()) };
        let (ty, fields) = holder.inner(key, schema).ok_or_else(no_part)?;
        let place = holder.children.len();
        holder.children.push(id);
        let part = Part { in_element: holder.in_element, ..Part::new(key, parent, ty, fields) };
        let name = match key {
            Key::Field(name) | Key::Variant(name) => name.len(),
            _ => 0,
        };
        let size = 2 * (size_of::<Part<'_>>() + size_of::<OutlinePart>());
        self.uncharged = self.uncharged.saturating_add(size).saturating_add(name);
        self.parts.push(part);
        self.places.insert((parent, key), (place, id));
        Ok((place, id))
    }

    /// Charges the parts that are new.
    fn charge(&mut self, r: &Reader<'_>) -> Result<()> {
        match std::mem::take(&mut self.uncharged) {
            0 => Ok(()),
            bytes => r.allocate(1, bytes),
        }
    }

    /// Counts bytes up to where `r` stands, but for `elsewhere` of them, as the current part's own.
    fn count_up_to(&mut self, r: &Reader<'_>, elsewhere: u64) {
        let (section, offset) = (r.section(), to_u64(r.offset()));
        let before = if self.at.0 == section { self.at.1 } else { 0 };
        let len = offset.saturating_sub(before).saturating_sub(elsewhere);
        self.at = (section, offset);
        self.with(self.current, |part| part.body_len = part.body_len.saturating_add(len));
    }

    /// Takes apart `count` values in their fixed layout, which are all of the same length.
    fn fixed(
        &mut self,
        walk: &Walk<'s>,
        id: PartId,
        (count, is_block, depth): (u64, bool, u32),
        r: &Reader<'_>,
    ) -> Result<()> {
        self.charge(r)?;
        if depth >= r.depth_limit() {
            return Err(r.too_deep());
        }
        let Some(ty) = self.parts.get(id).map(|part| part.ty) else { return Err(no_part()) };
        let depth = depth.saturating_add(1);
        match ty {
            Type::Primitive(_) => {
                let size = u64::from(walk.fixed_size(ty).unwrap_or(0)).saturating_mul(count);
                self.with(id, |part| {
                    let len = if is_block { &mut part.block_len } else { &mut part.body_len };
                    *len = len.saturating_add(size);
                });
            }
            Type::Array { len, .. } => {
                let count = count.saturating_mul(*len);
                let element = self.child(id, Key::Elements, count)?;
                self.fixed(walk, element, (count, is_block, depth), r)?;
            }
            _ => {
                self.with(id, |part| {
                    if let Some(def) = walk.def(ty) {
                        part.named = Named::Of(def);
                    }
                });
                for (step, _) in walk.fixed_parts(ty) {
                    let part = self.child(id, key_of(step, ty), count)?;
                    self.fixed(walk, part, (count, is_block, depth), r)?;
                }
            }
        }
        Ok(())
    }

    /// The definition of a part's type.
    fn def_of(&self, id: PartId) -> Option<&'s TypeDef> {
        match content(self.parts.get(id)?.ty) {
            Type::Named(id) => self.schema.def(*id),
            _ => None,
        }
    }

    /// The part above `id` that is of a definition.
    fn above(&self, id: PartId, def: &TypeDef) -> Option<PartId> {
        let mut at = id;
        while at > 0 {
            at = self.parts.get(at)?.parent;
            if matches!(self.parts.get(at)?.named, Named::Of(above) if std::ptr::eq(above, def)) {
                return Some(at);
            }
        }
        None
    }

    /// All parts in their places, with the bytes of those within them.
    fn finish(mut self, r: &Reader<'_>) -> Result<OutlinePart> {
        self.charge(r)?;
        let mut done: Vec<Option<OutlinePart>> = self.parts.iter().map(|_| None).collect();
        // Whatever a part holds stands behind it.
        for id in (0..self.parts.len()).rev() {
            let mut within: Vec<(usize, OutlinePart)> = Vec::new();
            let Some(part) = self.parts.get(id) else { continue };
            for child in &part.children {
                let place = self.parts.get(*child).map_or(0, |child| self.place(part, child.key));
                within.extend(done.get_mut(*child).and_then(Option::take).map(|c| (place, c)));
            }
            within.sort_by_key(|(place, _)| *place);
            let whole = self.close(id, part, within.into_iter().map(|(_, part)| part).collect());
            r.allocate(1, whole.ty.len())?;
            if let Some(slot) = done.get_mut(id) {
                *slot = Some(whole);
            }
        }
        done.into_iter().next().flatten().ok_or_else(no_part)
    }

    /// Where a part stands among those of the same one: variants are met in any order.
    fn place(&self, holder: &Part<'s>, key: Key<'_>) -> usize {
        let (Key::Variant(name), Named::Of(def)) = (key, holder.named) else { return 0 };
        match &def.shape {
            Shape::Enum(variants) => {
                variants.iter().position(|variant| variant.name == name).unwrap_or(0)
            }
            Shape::Struct(_) => 0,
        }
    }

    fn close(&self, id: PartId, part: &Part<'s>, parts: Vec<OutlinePart>) -> OutlinePart {
        let sum = |own: u64, of: fn(&OutlinePart) -> u64| {
            parts.iter().fold(own, |sum, part| sum.saturating_add(of(part)))
        };
        let recurs = match part.named {
            Named::Recurs(above) => Some(self.steps_up(id, above)),
            _ => None,
        };
        OutlinePart {
            step: match part.key {
                Key::Root => OutlineStep::Root,
                Key::Index(index) => OutlineStep::Field(index.to_string()),
                Key::Elements => OutlineStep::Elements,
                Key::Keys => OutlineStep::Keys,
                Key::Values => OutlineStep::Values,
                Key::Field(name) => OutlineStep::Field(name.to_owned()),
                Key::Variant(name) => OutlineStep::Variant(name.to_owned()),
            },
            ty: self.schema.type_name(part.ty),
            count: part.count,
            body_len: sum(part.body_len, |part| part.body_len),
            block_len: sum(part.block_len, |part| part.block_len),
            stored_len: (!part.in_element)
                .then(|| sum(part.stored_len, |part| part.stored_len.unwrap_or(0))),
            recurs,
            parts,
        }
    }

    fn steps_up(&self, id: PartId, above: PartId) -> usize {
        let (mut at, mut steps) = (id, 0usize);
        while at > above {
            at = self.parts.get(at).map_or(0, |part| part.parent);
            steps = steps.saturating_add(1);
        }
        steps
    }
}

impl<'s> Visitor<'s> for Gather<'s, '_> {
    /// Values are passed by, not kept; but even those of no size take time.
    fn size(_: Step<'_>) -> usize {
        8
    }

    fn named(&mut self, def: &TypeDef, r: &Reader<'_>) -> Result<()> {
        self.charge(r)?;
        let named = match self.parts.get(self.current).map(|part| part.named) {
            Some(Named::Unmet) => {
                let named = match self.above(self.current, def) {
                    Some(above) => Named::Recurs(above),
                    None => self.def_of(self.current).map_or(Named::Unmet, Named::Of),
                };
                self.with(self.current, |part| part.named = named);
                named
            }
            Some(named) => named,
            None => return Err(no_part()),
        };
        if let Named::Recurs(above) = named {
            self.with(above, |part| part.count = part.count.saturating_add(1));
            self.current = above;
        }
        Ok(())
    }

    fn begin(&mut self, node: Node<'s>) -> Result<()> {
        self.shared = match node {
            Node::Shared(number, _) => number,
            _ => None,
        };
        Ok(())
    }

    fn step(&mut self, step: Step<'s>) -> Result<Flow> {
        let from = self.current;
        let left = match (step, self.shared.take()) {
            (Step::Content, Some(number)) => {
                Some(std::mem::replace(&mut self.at, (Section::Shared(number), 0)))
            }
            _ => None,
        };
        self.around.push((from, left));
        if !matches!(step, Step::Content) {
            let Some(part) = self.parts.get(from) else { return Err(no_part()) };
            let key = key_of(step, content(part.ty));
            self.current = self.child(from, key, 1)?;
        }
        Ok(Flow::Enter)
    }

    fn back(&mut self) {
        if let Some((part, left)) = self.around.pop() {
            self.current = part;
            self.at = left.unwrap_or(self.at);
        }
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn scalar(&mut self, _: Scalar<'_>) -> Result<()> {
        Ok(())
    }

    fn array(&mut self, walk: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()> {
        let stride = u32::try_from(array.stride).unwrap_or(u32::MAX);
        let (count, list) = (to_u64(array.head.count(stride)), self.current);
        let is_block = match &array.head {
            ArrayHead::InPlace(bytes) => {
                self.count_up_to(&array.end, to_u64(bytes.len()));
                false
            }
            ArrayHead::Block(block) => {
                self.count_up_to(&array.end, 0);
                if !self.blocks.insert(block.number()) {
                    return Ok(());
                }
                self.uncharged = self.uncharged.saturating_add(size_of::<u64>() * 2);
                let stored = (self.stored)(block.number());
                self.with(list, |part| part.stored_len = part.stored_len.saturating_add(stored));
                true
            }
        };
        if count > 0 {
            let elements = self.child(list, Key::Elements, count)?;
            self.with(elements, |part| part.in_element = true);
            self.fixed(walk, elements, (count, is_block, 0), &array.end)?;
        }
        self.charge(&array.end)
    }

    fn read(&mut self, r: &Reader<'_>) -> Result<()> {
        self.count_up_to(r, 0);
        self.charge(r)
    }
}
