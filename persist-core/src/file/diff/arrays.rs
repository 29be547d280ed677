//! Two arrays beside each other, chunk by chunk: nothing of them is kept but sums.

use std::borrow::Cow;
use std::rc::Rc;

use super::build::Build;
use super::compare::Compare;
use super::elements::{Pairs, Plan, Planned, Trail};
use super::judge::{Judge, Judged};
use super::outcome::{ArrayDifference, DifferenceKind, LargestDifference};
use super::tree::{At, Elements, ElementsPlace, Node, Tree};
use super::{in_new, in_old};
use crate::error::{Error, Result};
use crate::schema::{Primitive, Type};
use crate::wire::to_u64;

/// Bytes that are read of a block at once: a chunk of the format, so that each is checked once.
const CHUNK: u64 = 1 << 20;

impl<'a> Compare<'_, 'a> {
    pub(super) fn arrays(&mut self, [(old, a), (new, b)]: [(At<'_, 'a>, u32); 2]) -> Result<()> {
        let arrays = old.tree.array(a).zip(new.tree.array(b));
        let Some((a, b)) = arrays else { return Ok(()) };
        self.time.charge(a.byte_len().min(b.byte_len()))?;
        let key = [std::ptr::from_ref(a.element), std::ptr::from_ref(b.element)];
        let planned = match self.plans.get(&key) {
            Some(planned) => planned.clone(),
            None => {
                let planned = Rc::new(self.planner.plan(a.element, b.element)?);
                self.plans.insert(key, planned.clone());
                planned
            }
        };
        let tally = compare([(old.tree, a), (new.tree, b)], &planned, self.judge)
            .map_err(|error| self.placed(error))?;
        let Some(tally) = tally else { return Ok(()) };
        self.differ(|compare| {
            let [old, new] = compare.schemas;
            let types = [old.type_name(a.element), new.type_name(b.element)];
            let array = tally.told(types, [a.count, b.count], planned.only.clone());
            DifferenceKind::Array(Box::new(array))
        })
    }

    /// An array as the list that it is; nothing of what is none.
    pub(super) fn listed(&mut self, side: usize, at: At<'_, 'a>) -> Result<Tree<'a>> {
        let array = match at.node() {
            Node::Array(number) => at.tree.array(number),
            _ => None,
        };
        let [old, new] = self.schemas;
        let schema = if side == 0 { old } else { new };
        let mut build = Build::detached(&mut self.names, &mut self.budget);
        if let Some(array) = array {
            build.list(schema, array.element, each_element(at.tree, array, blame(side)))?;
        }
        Ok(build.tree)
    }

    /// An array of bytes, on that side, and a string.
    pub(super) fn text(
        &mut self,
        sides: [At<'_, 'a>; 2],
        side: usize,
        (array, text): (u32, u32),
    ) -> Result<()> {
        let [old, new] = sides;
        let (of_array, of_text) = if side == 0 { (old, new) } else { (new, old) };
        let text = of_text.tree.text(text);
        self.budget.charge(to_u64(text.len()))?;
        let is_text = match of_array.tree.array(array) {
            Some(elements) => is_text(Feed::new(of_array.tree, elements, blame(side)), text)?,
            None => false,
        };
        if is_text { Ok(()) } else { self.changed(old, new, None) }
    }

    /// Says of an error of an array where it is.
    fn placed(&self, error: Error) -> Error {
        match error.path() {
            Some(_) => error,
            None => error.with_path(self.path.clone()),
        }
    }
}

/// Compares two arrays; `None` where they are the same.
///
/// # Errors
///
/// Damage, and a file that cannot be read.
fn compare<'a>(
    [(old_tree, old), (new_tree, new)]: [(&Tree<'a>, &Elements<'a>); 2],
    planned: &Planned,
    judge: Judge,
) -> Result<Option<Tally>> {
    let mut tally = Tally::default();
    let mut sides = [Feed::new(old_tree, old, in_old), Feed::new(new_tree, new, in_new)];
    let count = old.count.min(new.count);
    while tally.index < count {
        let [a, b] = &mut sides;
        let (have_a, have_b) = (a.whole(), b.whole());
        match have_a.min(have_b).min(count.saturating_sub(tally.index)) {
            0 => {
                // Whichever has run out; each call brings a chunk or fails.
                if have_a == 0 {
                    a.fill()?;
                }
                if have_b == 0 {
                    b.fill()?;
                }
            }
            rows => {
                run(a.take(rows), b.take(rows), planned, judge, &mut tally)?;
            }
        }
    }
    let is_same = tally.differing == 0
        && old.count == new.count
        && (count == 0 || planned.only.iter().all(Vec::is_empty));
    Ok((!is_same).then_some(tally))
}

/// Compares some elements: as many of both.
fn run(
    (old, old_stride): (&[u8], usize),
    (new, new_stride): (&[u8], usize),
    planned: &Planned,
    judge: Judge,
    tally: &mut Tally,
) -> Result<()> {
    /// Bytes that are compared at once: if they are alike, no value in them is looked at.
    const ALIKE: usize = 4096;
    if !planned.is_same {
        return each(
            old.chunks_exact(old_stride),
            new.chunks_exact(new_stride),
            &planned.plan,
            judge,
            tally,
        );
    }
    let run = (ALIKE / old_stride).max(1).saturating_mul(old_stride);
    for (old, new) in old.chunks(run).zip(new.chunks(run)) {
        match old == new {
            true => tally.alike(old.len() / old_stride, planned.plan.numbers()),
            false => {
                let (old, new) = (old.chunks_exact(old_stride), new.chunks_exact(new_stride));
                each(old, new, &planned.plan, judge, tally)?;
            }
        }
    }
    Ok(())
}

fn each<'b>(
    old: impl Iterator<Item = &'b [u8]>,
    new: impl Iterator<Item = &'b [u8]>,
    plan: &Plan,
    judge: Judge,
    tally: &mut Tally,
) -> Result<()> {
    for (old, new) in old.zip(new) {
        plan.run(old, new, judge, &Trail::Start, tally)?;
        tally.next();
    }
    Ok(())
}

/// What has been found of two arrays.
#[derive(Debug, Default)]
struct Tally {
    /// Elements before the one that is compared.
    index: usize,
    /// Whether that one differs so far.
    differs: bool,
    differing: u64,
    first: Option<usize>,
    /// Numbers whose distance is known, and the sum of it.
    numbers: u64,
    sum: f64,
    largest: Option<LargestDifference>,
    not_finite: u64,
}

impl Pairs for Tally {
    fn pair(&mut self, judged: Judged, values: impl Fn() -> [f64; 2], path: &Trail<'_>) {
        self.differs |= judged.differs;
        match judged.by {
            Some(by) if by.is_finite() => {
                self.numbers = self.numbers.saturating_add(1);
                self.sum += by;
                if by > self.largest.as_ref().map_or(0.0, |largest| largest.by) {
                    let ([old, new], index) = (values(), to_u64(self.index));
                    let part = path.to_string();
                    self.largest = Some(LargestDifference { index, part, old, new, by });
                }
            }
            Some(_) => self.not_finite = self.not_finite.saturating_add(u64::from(judged.differs)),
            None => {}
        }
    }
}

impl Tally {
    /// Takes note of elements of the same bytes, each with so many numbers.
    fn alike(&mut self, elements: usize, numbers: u64) {
        self.index = self.index.saturating_add(elements);
        self.numbers = self.numbers.saturating_add(to_u64(elements).saturating_mul(numbers));
    }

    fn next(&mut self) {
        if std::mem::take(&mut self.differs) {
            self.differing = self.differing.saturating_add(1);
            self.first = self.first.or(Some(self.index));
        }
        self.index = self.index.saturating_add(1);
    }

    fn told(self, types: [String; 2], lens: [usize; 2], only: [Vec<String>; 2]) -> ArrayDifference {
        let [removed, added] = only;
        let [old_element, new_element] = types;
        let [old_len, new_len] = lens.map(to_u64);
        #[expect(clippy::as_conversions, reason = "a mean is told to 16 digits")]
        let mean = (self.numbers > 0).then(|| self.sum / self.numbers as f64);
        ArrayDifference {
            old_element,
            new_element,
            old_len,
            new_len,
            compared: to_u64(self.index),
            differing: self.differing,
            first: self.first.map(to_u64),
            largest: self.largest,
            mean,
            not_finite: self.not_finite,
            removed,
            added,
        }
    }
}

/// Says of an error which file it is of.
type Blame = fn(Error) -> Error;

fn blame(side: usize) -> Blame {
    if side == 0 { in_old } else { in_new }
}

/// The elements of an array, as they are read.
struct Feed<'t, 'a> {
    blame: Blame,
    elements: &'t Elements<'a>,
    stride: usize,
    /// Bytes of the block that have been read, and of those in memory the ones that were taken.
    read: u64,
    taken: usize,
    bytes: Cow<'t, [u8]>,
}

impl<'t, 'a> Feed<'t, 'a> {
    fn new(tree: &'t Tree<'a>, elements: &'t Elements<'a>, blame: Blame) -> Self {
        let bytes = match &elements.place {
            ElementsPlace::Tree(range) => tree.bytes(range),
            ElementsPlace::Block(_) => &[],
        };
        let stride = usize::try_from(elements.stride).unwrap_or(usize::MAX).max(1);
        Feed { blame, elements, stride, read: 0, taken: 0, bytes: bytes.into() }
    }

    /// Whole elements in memory.
    fn whole(&self) -> usize {
        self.bytes.len().saturating_sub(self.taken) / self.stride
    }

    fn take(&mut self, rows: usize) -> (&[u8], usize) {
        let start = self.taken;
        self.taken = start.saturating_add(rows.saturating_mul(self.stride));
        (self.bytes.get(start..self.taken).unwrap_or_default(), self.stride)
    }

    /// Reads the next chunk.
    fn fill(&mut self) -> Result<()> {
        let left = self.elements.byte_len().saturating_sub(self.read).min(CHUNK);
        let ElementsPlace::Block(part) = &self.elements.place else { return Err(short()) };
        let size = u32::try_from(left).ok().filter(|size| *size > 0).ok_or_else(short)?;
        let chunk =
            part.layout_at(self.read, size).map_err(|error| (self.blame)(part.with_path(error)))?;
        self.read = self.read.saturating_add(left);
        let bytes = self.bytes.to_mut();
        bytes.drain(..self.taken.min(bytes.len()));
        self.taken = 0;
        match bytes.is_empty() {
            true => *bytes = chunk,
            false => bytes.extend_from_slice(&chunk),
        }
        Ok(())
    }
}

#[cold]
fn short() -> Error {
    Error::damaged("an array has fewer bytes than it says")
}

/// Whether an array holds the bytes of a string.
///
/// # Errors
///
/// As [`compare`].
fn is_text(mut feed: Feed<'_, '_>, text: &[u8]) -> Result<bool> {
    let elements = feed.elements;
    if *elements.element != Type::Primitive(Primitive::U8) || elements.count != text.len() {
        return Ok(false);
    }
    let mut rest = text;
    while !rest.is_empty() {
        let count = feed.whole().min(rest.len());
        let (front, behind) = rest.split_at(count);
        if feed.take(count).0 != front {
            return Ok(false);
        }
        rest = behind;
        if !rest.is_empty() {
            feed.fill()?;
        }
    }
    Ok(true)
}

/// The elements of an array one by one, as bytes.
fn each_element<'t>(
    tree: &'t Tree<'_>,
    elements: &'t Elements<'_>,
    blame: Blame,
) -> impl Iterator<Item = Result<Vec<u8>>> + 't {
    let mut feed = Feed::new(tree, elements, blame);
    (0..elements.count).map(move |_| {
        while feed.whole() == 0 {
            feed.fill()?;
        }
        Ok(feed.take(1).0.to_vec())
    })
}
