//! `Rc` and `Arc`: stored once however many of them point at a value, and loaded so that they do again; and `Weak`,
//! which points at such a value without storing it.

use std::rc::Rc;
use std::sync::Arc;

use crate::error::Result;
use crate::evolution::{Kind, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Primitive, Registry, Ty};
use crate::types::forward::LARGE;
use crate::types::{misfit, resolve};
use crate::wire::{Read, Reader, SharedKey, Writer};

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

/// A value that is to be moved behind a pointer. Large ones come from the heap.
fn content<T: Persist>(r: &mut Reader<'_>) -> Result<T> {
    if const { size_of::<T>() >= LARGE } {
        return T::decode_boxed(r).map(|boxed| *boxed);
    }
    r.allocate(1, size_of::<T>())?;
    T::decode(r)
}

/// [`content`], as a plan says.
fn content_as<T: Persist>(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<T> {
    if const { size_of::<T>() >= LARGE } {
        return T::decode_boxed_as(r, plan, node).map(|boxed| *boxed);
    }
    r.allocate(1, size_of::<T>())?;
    resolve(r, plan, node)
}

/// The same implementation for both pointers.
///
/// Content has to be `'static`: the writer and the reader tell values apart by address and type.
macro_rules! shared {
    ($pointer:ident, $weak:path, $read:ident) => {
        /// How a pointer of this kind to a `T` is read.
        mod $read {
            use super::{
                $pointer, LARGE, Node, Persist, Plan, Read, Reader, Result, content, content_as,
                resolve,
            };

            /// Large ones go through the heap, which takes a copy. In functions of their own: room for a value is made
            /// where it may be needed, needed or not.
            fn through_heap<T: Persist>(r: &mut Reader<'_>) -> Result<$pointer<T>> {
                T::decode_boxed(r).map($pointer::from)
            }

            fn through_stack<T: Persist>(r: &mut Reader<'_>) -> Result<$pointer<T>> {
                r.allocate(1, size_of::<T>())?;
                T::decode(r).map($pointer::new)
            }

            /// By the schema of the program.
            pub(super) fn as_is<T: Persist + 'static>() -> Read<'static, $pointer<T>> {
                Read {
                    pointer: if size_of::<T>() >= LARGE {
                        &through_heap::<T>
                    } else {
                        &through_stack::<T>
                    },
                    content: &content::<T>,
                }
            }

            /// Moves elements behind a pointer.
            pub(super) fn list<T>(r: &Reader<'_>, elements: Vec<T>) -> Result<$pointer<[T]>> {
                r.ask_for(size_of_val(&*elements))?;
                Ok(elements.into())
            }

            /// Copies a text behind a pointer.
            pub(super) fn text(r: &Reader<'_>, text: &str) -> Result<$pointer<str>> {
                r.ask_for(text.len())?;
                Ok(text.into())
            }

            /// By a plan.
            pub(super) fn pointer_as<T: Persist>(
                r: &mut Reader<'_>,
                plan: &Plan,
                node: Node,
            ) -> Result<$pointer<T>> {
                if const { size_of::<T>() >= LARGE } {
                    return T::decode_boxed_as(r, plan, node).map($pointer::from);
                }
                r.allocate(1, size_of::<T>())?;
                resolve(r, plan, node).map($pointer::new)
            }

            /// Hands out how it is read by a plan.
            pub(super) fn planned<T: Persist + 'static, R>(
                plan: &Plan,
                node: Node,
                then: impl FnOnce(&Read<'_, $pointer<T>>) -> R,
            ) -> R {
                then(&Read {
                    pointer: &|r| pointer_as::<T>(r, plan, node),
                    content: &|r| plan.uncounted(|| content_as::<T>(r, plan, node)),
                })
            }
        }

        /// Identity is kept: pointers to one value are loaded as pointers to one value. A value that
        /// contains itself, through a cell, cannot be saved, unless a `Weak` is on the way.
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
                r.shared_or_cyclic(&$read::as_is())
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                match plan.kind(node) {
                    Kind::Shared(content) => {
                        $read::planned(plan, content, |read| r.shared_or_cyclic(read))
                    }
                    // A level of depth, as shared values take: a type can recur through it.
                    Kind::Share(content) => r.nested(|r| $read::pointer_as(r, plan, content)),
                    _ => Err(misfit()),
                }
            }
        }

        /// Points at the value that it pointed at, if an `Rc` or an `Arc` that is saved with it holds that; else it is
        /// empty: a weak pointer brings nothing into a file. A value may so point at those that hold it, as a child at
        /// its parent.
        ///
        /// While such a value is put together the pointer cannot be upgraded: checks and upgrades of the values below
        /// it find it empty. They may run more than once, first with an empty pointer.
        ///
        /// A value that is pointed at before it is met is read where the pointer stands, a level deeper. Chains of such
        /// pointers are bounded by [`SaveOptions::depth`](crate::SaveOptions::depth), and a save refuses a pointer to a
        /// value that holds, by way of another, the one that is being put together.
        ///
        /// # Example
        ///
        /// ```
        #[doc = concat!("use std::cell::RefCell;\nuse std::", stringify!($read), "::{", stringify!($pointer), ", Weak};")]
        ///
        /// use persist_core::Persist;
        ///
        /// #[derive(Persist)]
        /// struct Node {
        ///     name: String,
        ///     parent: RefCell<Weak<Node>>,
        #[doc = concat!("    children: RefCell<Vec<", stringify!($pointer), "<Node>>>,")]
        /// }
        ///
        #[doc = concat!("fn node(name: &str) -> ", stringify!($pointer), "<Node> {")]
        #[doc = concat!("    ", stringify!($pointer), "::new(Node { name: name.into(), parent: RefCell::default(), children: RefCell::default() })")]
        /// }
        ///
        /// let (root, leaf) = (node("root"), node("leaf"));
        #[doc = concat!("*leaf.parent.borrow_mut() = ", stringify!($pointer), "::downgrade(&root);")]
        /// root.children.borrow_mut().push(leaf);
        ///
        #[doc = concat!("let loaded = ", stringify!($pointer), "::<Node>::from_bytes(&root.to_bytes()?)?;")]
        /// let leaf = loaded.children.borrow()[0].clone();
        /// let parent = leaf.parent.borrow().upgrade().expect("it is loaded with its parent");
        #[doc = concat!("assert!(", stringify!($pointer), "::ptr_eq(&parent, &loaded));")]
        ///
        /// // The leaf does not bring its parent along.
        #[doc = concat!("let alone = ", stringify!($pointer), "::<Node>::from_bytes(&leaf.to_bytes()?)?;")]
        /// assert!(alone.parent.borrow().upgrade().is_none());
        /// # Ok::<(), persist_core::Error>(())
        /// ```
        impl<T: Persist + 'static> Persist for $weak {
            const TY: &'static Ty = &Ty::Weak(T::TY);
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let target = self.upgrade().map(|target| SharedKey::new($pointer::as_ptr(&target)));
                w.weak(target, || Box::new(self.clone()));
                Ok(())
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.weak(&$read::as_is())
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                match plan.kind(node) {
                    Kind::Weak(content) => $read::planned(plan, content, |read| r.weak(read)),
                    _ => Err(misfit()),
                }
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
                r.shared(|r| T::decode_vec(r).and_then(|elements| $read::list(r, elements)))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                pointer_as(r, plan, node, |r, plan, content| {
                    resolve::<Vec<T>>(r, plan, content).and_then(|elements| $read::list(r, elements))
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
                r.shared(|r| r.str().and_then(|text| $read::text(r, text)))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                pointer_as(r, plan, node, |r, plan, content| {
                    resolve::<String>(r, plan, content).and_then(|text| $read::text(r, &text))
                })
            }
        }
    };
}

shared!(Rc, std::rc::Weak<T>, rc);
shared!(Arc, std::sync::Weak<T>, sync);
