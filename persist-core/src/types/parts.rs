//! What a type asks of the types that it holds, each looked at once: sizes, and what they need defined.

use std::any::TypeId;
use std::marker::PhantomData;

use crate::persist::Persist;
use crate::schema::{Def, Layout, Registry};
use crate::wire::{Appender, Facts};

/// A run of so many bytes; 0 where none is so long.
pub(super) const fn short_enough(len: usize) -> usize {
    if len <= Appender::RUN { len } else { 0 }
}

/// [`Persist::__PERSIST_RUN`] of a type with fields of these, be they those of a struct or of an enum's variants.
///
/// Not by way of [`Part`]: a box has the layout of its content, which asks that for its parts, and an enum's fields can
/// be boxes of what holds the enum.
pub const fn run(fields: &[usize]) -> usize {
    /// The index of a variant, which no struct has: it makes no difference.
    const INDEX: usize = 5;
    let mut len = INDEX;
    let mut rest = fields;
    while let [first, tail @ ..] = rest {
        len = len.saturating_add(*first);
        rest = tail;
    }
    short_enough(len)
}

/// A type that another one holds.
///
/// A list of them stands in the place of one list for each question: a derive emits every type of a field once.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    layout: Option<Layout>,
    min_size: usize,
    register: fn(&mut Registry),
    /// That memory is the fixed layout, where it is so.
    plain: Option<Facts>,
}

/// The part that a type is, and no other one: what is known of its memory has been said by unsafe code, of this very
/// type.
#[derive(Debug)]
pub struct PartOf<T> {
    part: Part,
    of: PhantomData<fn(T) -> T>,
}

impl<T: Persist> PartOf<T> {
    /// What the type says of itself.
    pub const fn itself() -> Self {
        let part = Part {
            layout: T::LAYOUT,
            min_size: T::MIN_SIZE,
            register: T::register,
            plain: match T::__PERSIST_PLAIN {
                Some(plain) => Some(plain.facts()),
                None => None,
            },
        };
        PartOf { part, of: PhantomData }
    }
}

// Of any type: that one is not stored is said once, where its part is asked for.
impl<T> PartOf<T> {
    /// The same without the type.
    pub const fn part(self) -> Part {
        self.part
    }
}

impl Part {
    /// The layout of values one behind the other, where all of them have one.
    pub const fn layout(parts: &[Part]) -> Option<Layout> {
        let mut size = 0u32;
        let mut rest = parts;
        while let [first, tail @ ..] = rest {
            let Some(layout) = first.layout else { return None };
            size = match size.checked_add(layout.size) {
                Some(size) => size,
                None => return None,
            };
            rest = tail;
        }
        Layout::of_size(size)
    }

    /// What is known of the memory of fields at these offsets, where each one's is its fixed layout and they lie one
    /// behind the other.
    pub const fn plain(parts: &[Part], offsets: &[usize]) -> Option<Facts> {
        let mut facts = Facts::NONE;
        let (mut parts, mut offsets) = (parts, offsets);
        while let ([part, parts_left @ ..], [offset, offsets_left @ ..]) = (parts, offsets) {
            facts = match facts.and(part.plain, *offset) {
                Some(facts) => facts,
                None => return None,
            };
            (parts, offsets) = (parts_left, offsets_left);
        }
        if parts.is_empty() && offsets.is_empty() { Some(facts) } else { None }
    }

    /// Bytes that values one behind the other take at least.
    pub const fn min_size(parts: &[Part]) -> usize {
        let mut size = 0usize;
        let mut rest = parts;
        while let [first, tail @ ..] = rest {
            size = size.saturating_add(first.min_size);
            rest = tail;
        }
        size
    }

    /// Registers a type: its definition, where the type is new then its parts, and for later what only reading needs.
    ///
    /// A type that is known has had its parts registered: so recursive types end.
    #[inline]
    pub fn register<T: Persist>(registry: &mut Registry, later: &[fn(&mut Registry)]) {
        register(registry, typeid::of::<T>(), T::DEF, T::__PERSIST_PARTS, later);
    }
}

/// One function for all types.
fn register(
    registry: &mut Registry,
    id: TypeId,
    def: Option<&'static Def>,
    parts: &[Part],
    later: &[fn(&mut Registry)],
) {
    if def.is_some_and(|def| registry.insert_of(id, def)) {
        parts.iter().for_each(|part| (part.register)(registry));
        later.iter().for_each(|register| registry.later(*register));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part<T: Persist>() -> Part {
        PartOf::<T>::itself().part()
    }

    fn layout(parts: &[Part]) -> Option<u32> {
        Part::layout(parts).map(|layout| layout.size)
    }

    #[test]
    fn values_have_a_layout_where_all_of_their_parts_have_one() {
        assert_eq!(layout(&[part::<u8>(), part::<f64>(), part::<[u16; 3]>()]), Some(15));
        for without in [part::<String>(), part::<Vec<u8>>(), part::<Option<u8>>()] {
            assert_eq!(layout(&[part::<u8>(), without]), None);
        }
        // No value takes no bytes, and none more than a layout can count.
        assert_eq!(layout(&[]), None);
        let most = part::<[[u8; 1 << 16]; 0xffff]>();
        assert_eq!(layout(&[most, part::<[u8; 0xffff]>()]), Some(u32::MAX));
        assert_eq!(layout(&[most, part::<[u8; 1 << 16]>()]), None);
    }

    #[test]
    fn values_take_as_many_bytes_as_their_parts_do_at_least() {
        assert_eq!(Part::min_size(&[]), 0);
        assert_eq!(Part::min_size(&[part::<u64>(), part::<String>(), part::<f64>()]), 10);
        let most = Part { min_size: usize::MAX, ..part::<u8>() };
        assert_eq!(Part::min_size(&[part::<u8>(), most]), usize::MAX);
    }

    /// Memory is the layout where fields lie one behind the other without gaps, in their order.
    #[cfg(target_endian = "little")]
    #[test]
    fn memory_is_the_layout_of_fields_without_gaps() {
        let parts = [part::<u32>(), part::<u16>(), part::<u16>()];
        let is_plain = |offsets: &[usize]| Part::plain(&parts, offsets).is_some();
        assert!(is_plain(&[0, 4, 6]));
        for otherwise in [&[0, 4, 8][..], &[4, 0, 2], &[0, 6, 4], &[0, 4], &[0, 4, 6, 8]] {
            assert!(!is_plain(otherwise), "{otherwise:?}");
        }
        assert!(Part::plain(&[part::<u32>(), part::<String>()], &[0, 8]).is_none());
    }

    #[test]
    fn runs_are_as_long_as_their_fields_and_an_index() {
        assert_eq!(run(&[]), 5);
        assert_eq!(run(&[3, 4]), 12);
        assert_eq!(run(&[Appender::RUN - 5]), Appender::RUN);
        assert_eq!(run(&[Appender::RUN - 4]), 0);
        assert_eq!(run(&[usize::MAX, usize::MAX]), 0);
    }
}
