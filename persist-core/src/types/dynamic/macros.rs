//! What users write beside their traits and beside what implements them.

/// Has the values behind a `Box<dyn Trait>` stored: see [`Dynamic`](trait@crate::Dynamic).
///
/// It stands beside the trait. The type is the one that fields hold: `dyn Step + Send + Sync`, where it is that. Traits
/// are stored as `dyn::` and their name, auto traits not included; `as` gives another name, which is to stay when the
/// trait is renamed, and which a trait with a path or with arguments needs.
///
/// ```
/// use persist_core::{Dynamic, Persist, Schema};
///
/// trait Kernel: Dynamic {}
/// persist_core::dynamic!(dyn Kernel + Send + Sync);
///
/// trait Loss<T>: Dynamic {}
/// persist_core::dynamic!(dyn Loss<f64> as "Loss");
///
/// let schema = Schema::of::<(Box<dyn Kernel + Send + Sync>, Box<dyn Loss<f64>>)>()?;
/// assert!(schema.to_string().starts_with("(dyn::Kernel, dyn::Loss)\n"));
/// # Ok::<(), persist_core::Error>(())
/// ```
#[macro_export]
macro_rules! dynamic {
    (dyn $name:ident $(+ $bound:tt)*) => {
        $crate::__dynamic! { (dyn $name $(+ $bound)*) $crate::__private::core::stringify!($name) }
    };
    ($object:ty as $name:literal) => {
        $crate::__dynamic! { ($object) $name }
    };
    ($object:ty) => {
        $crate::__private::core::compile_error!(
            "a trait with a path or with arguments takes a name: `dynamic!(dyn … as \"…\")`"
        );
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __dynamic {
    (($object:ty) $name:expr) => {
        const _: () = {
            use $crate::__private as __persist;
            #[automatically_derived]
            impl __persist::dynamic::TraitObject for $object {
                const NAME: &'static __persist::str = __persist::concat!("dyn::", $name);
                const WRITTEN: &'static __persist::str = __persist::core::stringify!($object);
                fn implementations() -> &'static __persist::dynamic::Implementations {
                    static REGISTERED: __persist::dynamic::Implementations =
                        __persist::dynamic::Implementations::new();
                    &REGISTERED
                }
            }
            #[automatically_derived]
            impl __persist::Persist for __persist::dynamic::Box<$object> {
                const TY: &'static __persist::Ty = &__persist::Ty::Named {
                    name: <$object as __persist::dynamic::TraitObject>::NAME,
                    args: &[],
                };
                const MIN_SIZE: __persist::usize = 1;
                fn register(registry: &mut __persist::Registry) {
                    __persist::dynamic::register::<$object>(registry)
                }
                fn encode<'a>(
                    &'a self,
                    writer: &mut __persist::Writer<'a>,
                ) -> __persist::Result<()> {
                    __persist::dynamic::encode::<$object>(&**self, writer)
                }
                fn decode(reader: &mut __persist::Reader<'_>) -> __persist::Result<Self> {
                    __persist::dynamic::decode::<$object>(reader)
                }
                fn decode_as(
                    reader: &mut __persist::Reader<'_>,
                    plan: &__persist::Plan,
                    node: __persist::Node,
                ) -> __persist::Result<Self> {
                    __persist::dynamic::decode_as::<$object>(reader, plan, node)
                }
            }
        };
    };
}

/// Registers types that implement a trait of which values are stored: see [`Dynamic`](trait@crate::Dynamic).
///
/// It stands beside the types, in any crate. In files, an implementation is known by the name of its type, without
/// generic arguments; where two of a trait have one name, or a type has none, `as` gives another:
///
/// ```
/// use persist_core::{Dynamic, Persist};
///
/// trait Step: Dynamic {}
/// persist_core::dynamic!(dyn Step);
///
/// #[derive(Persist)]
/// struct Scale<T> { mean: Vec<T> }
/// impl Step for Scale<f32> {}
/// impl Step for Scale<f64> {}
///
/// /// The identity.
/// impl Step for () {}
///
/// persist_core::implementation!(dyn Step: Scale<f64>, Scale<f32> as "ScaleF32", () as "Pass");
///
/// let steps: Vec<Box<dyn Step>> = vec![Box::new(()), Box::new(Scale { mean: vec![0.5f32] })];
/// let steps = persist_core::from_bytes::<Vec<Box<dyn Step>>>(&steps.to_bytes()?)?;
/// assert_eq!(steps.len(), 2);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[macro_export]
macro_rules! implementation {
    ($object:ty: $($ty:ty $(as $name:literal)?),+ $(,)?) => {
        $crate::__implementations! { ($object) $({ $ty, $($name)? })+ }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implementations {
    ($object:tt $($one:tt)+) => {
        $($crate::__implementation! { $object $one })+
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implementation {
    (($object:ty) { $ty:ty, $($name:literal)? }) => {
        const _: () = {
            use $crate::__private as __persist;
            #[automatically_derived]
            impl __persist::dynamic::Holds<$ty> for $object {
                fn holding(
                    value: __persist::dynamic::Box<$ty>,
                ) -> __persist::dynamic::Box<Self> {
                    value
                }
            }
            __persist::dynamic::submit! {
                __persist::dynamic::Implementation::of::<$object, $ty>(&[$($name)?])
            }
        };
    };
}
