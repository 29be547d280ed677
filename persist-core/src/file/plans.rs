//! Plans that loads have followed, for the next file of the same writer: a program that reads one old file often
//! reads many.

use std::any::TypeId;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::resolve::Resolved;
use crate::wire::{Limits, to_u64};

/// Memory that idle plans take at most, as limits count it, whatever files say.
const MAX_MEMORY: u64 = 4 << 20;

/// Idle plans at most: each is compared with what is looked for.
const MAX_COUNT: usize = 32;

/// Of the bytes of a schema, how much memory its types take.
const SCHEMA_FACTOR: u64 = 16;

/// What decides whether there is a plan between two schemas, and which.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Way<'a> {
    /// The program's type.
    pub(super) reader: TypeId,
    /// The file's schema.
    pub(super) writer: &'a [u8],
    /// Those that the schema was read within.
    pub(super) limits: Limits,
    pub(super) deny_unknown: bool,
}

impl Way<'_> {
    /// A plan that leads this way and takes no more memory than `memory`, for the caller alone: it counts while it is
    /// followed.
    pub(super) fn take(&self, memory: u64) -> Option<Resolved> {
        idle().take(self, memory)
    }

    /// Keeps a plan that has been followed.
    pub(super) fn keep(&self, resolved: Resolved) {
        resolved.forget_counts();
        idle().keep(self, resolved);
    }
}

static IDLE: Mutex<Idle> = Mutex::new(Idle { plans: VecDeque::new(), memory: 0 });

fn idle() -> MutexGuard<'static, Idle> {
    // No code of others runs under the lock: it is never poisoned halfway.
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Plans that nobody follows.
struct Idle {
    /// Those that were followed last are the last.
    plans: VecDeque<Plan>,
    memory: u64,
}

struct Plan {
    reader: TypeId,
    writer: Box<[u8]>,
    limits: Limits,
    deny_unknown: bool,
    memory: u64,
    resolved: Resolved,
}

impl Plan {
    fn way(&self) -> Way<'_> {
        let (reader, limits, deny_unknown) = (self.reader, self.limits, self.deny_unknown);
        Way { reader, writer: &self.writer, limits, deny_unknown }
    }
}

impl Idle {
    fn take(&mut self, way: &Way<'_>, memory: u64) -> Option<Resolved> {
        let fits = |plan: &Plan| plan.way() == *way && plan.resolved.memory() <= memory;
        let found = self.plans.iter().rposition(fits)?;
        let plan = self.plans.remove(found)?;
        self.memory = self.memory.saturating_sub(plan.memory);
        Some(plan.resolved)
    }

    fn keep(&mut self, way: &Way<'_>, resolved: Resolved) {
        let Way { reader, writer, limits, deny_unknown } = *way;
        let schema = to_u64(writer.len()).saturating_mul(SCHEMA_FACTOR);
        let memory =
            schema.saturating_add(resolved.memory()).saturating_add(resolved.findings_size());
        if memory > MAX_MEMORY {
            return;
        }
        self.memory = self.memory.saturating_add(memory);
        let writer = writer.into();
        self.plans.push_back(Plan { reader, writer, limits, deny_unknown, memory, resolved });
        while self.memory > MAX_MEMORY || self.plans.len() > MAX_COUNT {
            let Some(oldest) = self.plans.pop_front() else { return };
            self.memory = self.memory.saturating_sub(oldest.memory);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]
mod tests {
    use super::super::explain::Origin;
    use super::*;
    use crate::evolution::Options;
    use crate::schema::Schema;

    fn plan() -> Resolved {
        let [writer, reader] = [Schema::of::<Vec<u8>>(), Schema::of::<Vec<u16>>()];
        let (writer, reader) = (writer.unwrap(), reader.unwrap());
        Resolved::new(writer, &reader, Origin::RECORD, &Options::default(), false).unwrap()
    }

    fn way(writer: &[u8]) -> Way<'_> {
        let (reader, limits) = (TypeId::of::<u8>(), Limits::new());
        Way { reader, writer, limits, deny_unknown: false }
    }

    fn none() -> Idle {
        Idle { plans: VecDeque::new(), memory: 0 }
    }

    #[test]
    fn a_plan_is_found_by_all_that_decides_over_it_and_by_one_at_a_time() {
        let mut idle = none();
        idle.keep(&way(b"one"), plan());
        let others = [
            way(b"two"),
            Way { reader: TypeId::of::<u16>(), ..way(b"one") },
            Way { limits: Limits::new().allocation(1000), ..way(b"one") },
            Way { deny_unknown: true, ..way(b"one") },
        ];
        for other in others {
            assert!(idle.take(&other, u64::MAX).is_none());
        }
        assert!(idle.take(&way(b"one"), 1).is_none(), "it takes more memory than that");
        assert!(idle.take(&way(b"one"), u64::MAX).is_some());
        assert!(idle.take(&way(b"one"), u64::MAX).is_none(), "somebody follows it");
        assert_eq!(idle.memory, 0);
    }

    #[test]
    fn those_that_were_not_followed_for_long_make_room() {
        let mut idle = none();
        let schemas: Vec<[u8; 1]> = (0..u8::MAX).map(|number| [number]).collect();
        for schema in &schemas {
            idle.keep(&way(schema), plan());
            let first = idle.take(&way(&schemas[0]), u64::MAX).unwrap();
            idle.keep(&way(&schemas[0]), first);
        }
        assert_eq!(idle.plans.len(), MAX_COUNT);
        assert!(idle.take(&way(&schemas[1]), u64::MAX).is_none());
        assert!(idle.take(&way(&schemas[254]), u64::MAX).is_some());
    }

    #[test]
    fn large_schemas_take_no_more_memory_than_is_set() {
        let mut idle = none();
        let large = vec![0; 100_000];
        for number in 0..10 {
            idle.keep(&way(&large[number..]), plan());
            assert!(idle.memory <= MAX_MEMORY);
        }
        assert_eq!(idle.plans.len(), 2);
        idle.keep(&way(&vec![0; 1 << 20]), plan());
        assert_eq!(idle.plans.len(), 2, "one that is too large by itself moves nothing");
    }
}
