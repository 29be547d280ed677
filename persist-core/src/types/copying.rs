//! Following a copy plan: the elements of an array from another fixed layout, a batch at a time.

use super::array::fixed_size;
use super::resolve::resolve;
use crate::error::Result;
use crate::evolution::{CopyId, CopyPlan, Node, Plan};
use crate::persist::Persist;
use crate::wire::raw::{try_append_fixed, try_extend};
use crate::wire::{Reader, to_u64};

/// Elements of one array, whose layout a copy plan converts into that of the program's type.
pub(super) struct Copying<'p> {
    plan: &'p Plan,
    copy: &'p CopyPlan,
    element: Node,
    /// Elements of the program's type: what the file lacks is as in the first element.
    batch: Vec<u8>,
}

impl<'p> Copying<'p> {
    /// Elements for which it is worth while.
    const MIN_LEN: usize = 16;

    /// `None` where elements are read one by one.
    pub(super) fn new(plan: &'p Plan, element: Node, copy: CopyId, len: usize) -> Option<Self> {
        let copy = plan.copy_plan(copy).filter(|_| len >= Self::MIN_LEN)?;
        Some(Copying { plan, copy, element, batch: Vec::new() })
    }

    /// Reads `count` elements.
    pub(super) fn run<T: Persist>(
        &mut self,
        r: &mut Reader<'_>,
        mut count: usize,
        elements: &mut Vec<T>,
    ) -> Result<()> {
        if self.batch.is_empty() && count > 0 {
            count = count.saturating_sub(1);
            let first: T = resolve(r, self.plan, self.element)?;
            self.prepare(&first);
            elements.push(first);
        }
        while count > 0 {
            let batch = count.min(CopyPlan::BATCH);
            count -= batch;
            if self.batch(r, batch, elements).is_none() {
                for _ in 0..batch {
                    elements.push(resolve(r, self.plan, self.element)?);
                }
            }
        }
        Ok(())
    }

    /// Fills the batch with the first element; it stays empty where its type has another layout than the plan knows.
    fn prepare<T: Persist>(&mut self, first: &T) {
        let size = self.copy.size();
        if T::LAYOUT.is_none() || fixed_size::<T>() != size {
            return;
        }
        let mut batch = Vec::new();
        let mut first = std::iter::once(first);
        if try_append_fixed(&mut batch, size, 1, &mut first, T::encode_fixed).is_ok() {
            self.batch = batch.repeat(CopyPlan::BATCH);
        }
    }

    /// Reads a batch; or nothing where an element of it has an error, which reading it one by one then finds.
    fn batch<T: Persist>(
        &mut self,
        r: &mut Reader<'_>,
        count: usize,
        elements: &mut Vec<T>,
    ) -> Option<()> {
        let size = self.copy.size();
        let into = self.batch.get_mut(..count.checked_mul(size)?)?;
        let mut behind = r.clone();
        let bytes = behind.bytes(count.checked_mul(self.copy.stride())?).ok()?;
        self.copy.run(bytes, into)?;
        match const { T::__PERSIST_PLAIN } {
            Some(plain) if plain.readable() => plain.extend(elements, into),
            _ => decode(into, size, elements)?,
        }
        *r = behind;
        self.plan.count_copied(self.copy, to_u64(count));
        Some(())
    }
}

/// Decodes elements of `size` bytes; none where one of them is refused.
fn decode<T: Persist>(bytes: &[u8], size: usize, elements: &mut Vec<T>) -> Option<()> {
    let before = elements.len();
    let mut next = bytes.chunks_exact(size);
    let count = next.len();
    let decoded = try_extend(elements, count, || match next.next() {
        Some(element) => T::decode_fixed(element).map_err(|_| ()),
        None => Err(()),
    });
    if decoded.is_err() {
        elements.truncate(before);
    }
    decoded.ok()
}
