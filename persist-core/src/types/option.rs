//! `Option` and `PhantomData`.

use std::marker::PhantomData;

use crate::error::Result;
use crate::evolution::{Kind, Node, Plan, Step, Take};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::parts::short_enough;
use crate::types::{self, keep, misfit, resolve};
use crate::wire::{Appender, Reader, Writer};

impl<T: Persist> Persist for Option<T> {
    const TY: &'static Ty = &Ty::Option(T::TY);
    const MIN_SIZE: usize = 1;
    const __PERSIST_RUN: usize = short_enough(T::__PERSIST_RUN.saturating_add(1));

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    #[inline]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.bool(self.is_some());
        match self {
            Some(value) => value.encode(w),
            None => Ok(()),
        }
    }

    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
        to.raw([u8::from(self.is_some())]);
        match self {
            Some(value) => value.__persist_append(to),
            None => Ok(()),
        }
    }

    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Self::__persist_take(r)
    }

    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
        Ok(if r.bool()? { Some(T::__persist_take(r)?) } else { None })
    }

    #[inline]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        match plan.kind(node) {
            Kind::Option(content) => match r.bool()? {
                true => resolve(r, plan, content).map(Some),
                false => Ok(None),
            },
            Kind::Some(content) => resolve(r, plan, content).map(Some),
            _ => Err(misfit()),
        }
    }

    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_field(
        field: &mut Option<Self>,
        r: &mut Reader<'_>,
        plan: &Plan,
        step: &Step,
    ) -> Result<()> {
        match step.take {
            // What has become optional is itself what it was.
            Take::Value(node) if plan.kind(node) == Kind::Some(Node::SAME) => {
                keep(field, T::__persist_take(r).map(Some))
            }
            _ => types::field(field, r, plan, step),
        }
    }
}

/// Takes no bytes, and asks nothing of `T`.
impl<T: ?Sized> Persist for PhantomData<T> {
    const TY: &'static Ty = <()>::TY;

    fn register(_: &mut Registry) {}

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode<'a>(&'a self, _: &mut Writer<'a>) -> Result<()> {
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(_: &mut Reader<'_>) -> Result<Self> {
        Ok(PhantomData)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        resolve(r, plan, node).map(|()| PhantomData)
    }
}
