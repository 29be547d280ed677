//! `arrayvec`: a list and a string, as `Vec` and `String` are. What is longer than the program's capacity is refused.

use arrayvec::{ArrayString, ArrayVec};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::resolve;
use crate::types::resolve::elements;
use crate::wire::{Reader, Writer};

impl<T: Persist, const CAP: usize> Persist for ArrayVec<T, CAP> {
    const TY: &'static Ty = <Vec<T>>::TY;
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode_slice(self, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        array_vec(&start, T::decode_vec(r)?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        array_vec(&start, elements(r, plan, node)?)
    }
}

fn array_vec<T, const CAP: usize>(
    start: &Reader<'_>,
    elements: Vec<T>,
) -> Result<ArrayVec<T, CAP>> {
    let found = elements.len();
    let mut list = ArrayVec::new();
    match elements.into_iter().try_for_each(|element| list.try_push(element)) {
        Ok(()) => Ok(list),
        Err(_) => Err(start.mismatch(format_args!(
            "the file has a list of {found} elements, this program's `ArrayVec` takes {CAP}"
        ))),
    }
}

impl<const CAP: usize> Persist for ArrayString<CAP> {
    const TY: &'static Ty = String::TY;
    const MIN_SIZE: usize = 1;

    fn register(_: &mut Registry) {}

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.str(self);
        Ok(())
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        array_string(&start, r.str()?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        array_string(&start, &resolve::<String>(r, plan, node)?)
    }
}

fn array_string<const CAP: usize>(start: &Reader<'_>, text: &str) -> Result<ArrayString<CAP>> {
    ArrayString::from(text).map_err(|_| {
        start.mismatch(format_args!(
            "the file has a string of {} bytes, this program's `ArrayString` takes {CAP}",
            text.len()
        ))
    })
}
