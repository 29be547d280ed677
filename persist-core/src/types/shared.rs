//! `Rc` and `Arc`: stored once however many of them point at a value, and loaded so that they do again.

use std::rc::Rc;
use std::sync::Arc;

use crate::error::Result;
use crate::evolution::{Kind, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Primitive, Registry, Ty};
use crate::types::forward::LARGE;
use crate::types::{misfit, resolve};
use crate::wire::{Reader, SharedKey, Writer};

/// Reads a shared pointer, of a value that the file shares, or of one that it does not: `read` makes one of the
/// content.
fn pointer_as<P: Clone + 'static>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
    read: impl FnOnce(&mut Reader<'_>, &Plan, Node) -> Result<P>,
) -> Result<P> {
    match plan.kind(node) {
        Kind::Shared(content) => r.shared(|r| read(r, plan, content)),
        // A level of depth, as shared values take: a type can recur through it.
        Kind::Share(content) => r.nested(|r| read(r, plan, content)),
        _ => Err(misfit()),
    }
}

/// The same implementation for both pointers.
///
/// Content has to be `'static`: the writer and the reader tell values apart by address and type.
macro_rules! shared {
    ($pointer:ident) => {
        /// Identity is kept: pointers to one value are loaded as pointers to one value. A value that
        /// contains itself, through a cell, cannot be saved.
        impl<T: Persist + 'static> Persist for $pointer<T> {
            const TY: &'static Ty = &Ty::Shared(T::TY);

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let key = SharedKey::new($pointer::as_ptr(self));
                w.shared(key, || Box::new($pointer::clone(self)), |w| T::encode(self, w))
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                // Large ones go through the heap, which takes a copy. In functions of their own: room for a value is
                // made where it may be needed, needed or not.
                fn through_heap<T: Persist>(r: &mut Reader<'_>) -> Result<$pointer<T>> {
                    T::decode_boxed(r).map($pointer::from)
                }
                fn through_stack<T: Persist>(r: &mut Reader<'_>) -> Result<$pointer<T>> {
                    r.allocate(1, size_of::<T>())?;
                    T::decode(r).map($pointer::new)
                }
                r.shared(if size_of::<T>() >= LARGE { through_heap } else { through_stack })
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                fn through_heap<T: Persist>(
                    r: &mut Reader<'_>,
                    plan: &Plan,
                    content: Node,
                ) -> Result<$pointer<T>> {
                    T::decode_boxed_as(r, plan, content).map($pointer::from)
                }
                fn through_stack<T: Persist>(
                    r: &mut Reader<'_>,
                    plan: &Plan,
                    content: Node,
                ) -> Result<$pointer<T>> {
                    r.allocate(1, size_of::<T>())?;
                    resolve(r, plan, content).map($pointer::new)
                }
                let read = if size_of::<T>() >= LARGE { through_heap } else { through_stack };
                pointer_as(r, plan, node, read)
            }
        }

        impl<T: Persist + 'static> Persist for $pointer<[T]> {
            const TY: &'static Ty = &Ty::Shared(<Vec<T>>::TY);

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let key = SharedKey::new($pointer::as_ptr(self));
                w.shared(key, || Box::new($pointer::clone(self)), |w| T::encode_slice(self, w))
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.shared(|r| T::decode_vec(r).map($pointer::from))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                pointer_as(r, plan, node, |r, plan, content| {
                    resolve::<Vec<T>>(r, plan, content).map($pointer::from)
                })
            }
        }

        impl Persist for $pointer<str> {
            const TY: &'static Ty = &Ty::Shared(&Ty::Primitive(Primitive::Str));

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let key = SharedKey::new($pointer::as_ptr(self));
                w.shared(
                    key,
                    || Box::new($pointer::clone(self)),
                    |w| {
                        w.str(self);
                        Ok(())
                    },
                )
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.shared(|r| r.str().map($pointer::from))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                pointer_as(r, plan, node, |r, plan, content| {
                    resolve::<String>(r, plan, content).map($pointer::from)
                })
            }
        }
    };
}

shared!(Rc);
shared!(Arc);
