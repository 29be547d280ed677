//! `smallvec`: a list, as a `Vec` is.

use smallvec::{Array, SmallVec};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::resolve::elements;
use crate::wire::{Reader, Writer};

impl<A: Array> Persist for SmallVec<A>
where
    A::Item: Persist,
{
    const TY: &'static Ty = <Vec<A::Item>>::TY;
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        A::Item::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        A::Item::encode_slice(self, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        A::Item::decode_vec(r).map(SmallVec::from_vec)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        elements(r, plan, node).map(SmallVec::from_vec)
    }
}
