//! Lists in all their owners.

use std::borrow::Cow;
use std::collections::{BinaryHeap, LinkedList, VecDeque};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::array::encode_iter;
use crate::types::resolve;
use crate::types::resolve::elements;
use crate::wire::{Appender, Reader, Writer};

/// A list: same schema and bytes for all that hold elements in order.
macro_rules! list {
    ($list:ty where [$($bound:path)?], |$value:ident, $to:ident| $append:expr, $from_vec:expr) => {
        impl<T: Persist $(+ $bound)?> Persist for $list {
            const TY: &'static Ty =
                &Ty::List { element: T::TY, fixed: T::LAYOUT.is_some() };
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            #[inline]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                Appender::over(w, |to| self.__persist_append(to))
            }

            #[cfg_attr(debug_assertions, inline)]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, $to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                let $value = self;
                $append
            }

            #[inline]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                T::decode_vec(r).map($from_vec)
            }

            #[inline]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                elements(r, plan, node).map($from_vec)
            }
        }
    };
}

list!(Vec<T> where [], |list, to| T::append_slice(list, to), |list| list);
list!(Box<[T]> where [], |list, to| T::append_slice(list, to), Vec::into_boxed_slice);
list!(Cow<'_, [T]> where [Clone], |list, to| T::append_slice(list, to), Cow::Owned);
list!(
    VecDeque<T> where [],
    |list, to| to.outside(|w| encode_iter(list.iter(), list.len(), w)),
    VecDeque::from
);
// A heap's own order is a heap already: `from` leaves it as it is, and makes one anew of what a plan changed.
list!(BinaryHeap<T> where [Ord], |list, to| T::append_slice(list.as_slice(), to), BinaryHeap::from);

/// Two pointers stand in the node of each element of a `LinkedList`.
const LINKS: usize = 2 * size_of::<usize>();

impl<T: Persist> Persist for LinkedList<T> {
    const TY: &'static Ty = <Vec<T>>::TY;
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        encode_iter(self.iter(), self.len(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        linked(&start, T::decode_vec(r)?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        linked(&start, elements(r, plan, node)?)
    }
}

fn linked<T>(start: &Reader<'_>, elements: Vec<T>) -> Result<LinkedList<T>> {
    start.allocate(elements.len(), size_of::<T>().saturating_add(LINKS))?;
    Ok(LinkedList::from_iter(elements))
}

/// A borrowed value is stored as an owned one, and loaded as one.
impl<T: Persist + Clone> Persist for Cow<'_, T> {
    const TY: &'static Ty = T::TY;
    const MIN_SIZE: usize = T::MIN_SIZE;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode(self, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        T::decode(r).map(Cow::Owned)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        resolve(r, plan, node).map(Cow::Owned)
    }
}
