//! What the files of this folder have in common: types that are stored as a few fields, and enums without fields.

/// A type that is stored as a struct of fields which it is taken apart into and put together from again:
///
/// ```text
/// record!(Uuid as "uuid::Uuid", { 0 => bytes: [u8; 16] }, |value| (*value.as_bytes(),), |bytes| Ok(Uuid::from_bytes(bytes)));
/// ```
///
/// The last function says why there is no such value, if there is none.
#[allow(unused_macros, reason = "not all features need it")]
macro_rules! record {
    (
        $(@[$($generics:tt)+])? $ty:ty as $name:literal $(<$($arg:ty),+>)?,
        { $($slot:literal => $field:ident: $field_ty:ty),+ $(,)? },
        |$value:ident| $get:expr,
        $make:expr $(,)?
    ) => {
        impl $(<$($generics)+>)? $crate::persist::Persist for $ty {
            const TY: &'static $crate::schema::Ty = &$crate::schema::Ty::Named {
                name: $name,
                args: &[$($($crate::schema::Arg::Type(<$arg as $crate::persist::Persist>::TY)),+)?],
            };
            const DEF: Option<&'static $crate::schema::Def> = Some(&$crate::types::named::def(
                $name,
                &[$($($crate::schema::Arg::Type(<$arg as $crate::persist::Persist>::TY)),+)?],
                $crate::types::named::named_fields(&[
                    $($crate::schema::Field::new(
                        stringify!($field),
                        <$field_ty as $crate::persist::Persist>::TY,
                    )),+
                ]),
            ));
            const LAYOUT: Option<$crate::schema::Layout> =
                <($($field_ty,)+) as $crate::persist::Persist>::LAYOUT;
            const MIN_SIZE: usize = <($($field_ty,)+) as $crate::persist::Persist>::MIN_SIZE;

            fn register(registry: &mut $crate::schema::Registry) {
                $crate::types::named::register_def::<Self>(registry, |registry| {
                    <($($field_ty,)+) as $crate::persist::Persist>::register(registry);
                });
            }

            fn encode<'a>(&'a self, w: &mut $crate::wire::Writer<'a>) -> $crate::error::Result<()> {
                let $value = self;
                let fields: ($($field_ty,)+) = $get;
                w.copied(|w| $crate::persist::Persist::encode(&fields, w))
            }

            fn decode(r: &mut $crate::wire::Reader<'_>) -> $crate::error::Result<Self> {
                let start = r.clone();
                let ($($field,)+) = <($($field_ty,)+) as $crate::persist::Persist>::decode(r)?;
                let make: fn($($field_ty),+) -> ::std::result::Result<Self, String> = $make;
                make($($field),+).map_err(|why| {
                    start.blame_at(0, $crate::error::Error::invalid(why).about($name))
                })
            }

            fn decode_as(
                r: &mut $crate::wire::Reader<'_>,
                plan: &$crate::evolution::Plan,
                node: $crate::evolution::Node,
            ) -> $crate::error::Result<Self> {
                let start = r.clone();
                $crate::types::resolve::fields!(r, plan, node, $($slot => $field: $field_ty),+);
                let make: fn($($field_ty),+) -> ::std::result::Result<Self, String> = $make;
                make($($field),+).map_err(|why| {
                    start.blame_at(0, $crate::error::Error::invalid(why).about($name))
                })
            }

            fn encode_fixed(&self, out: &mut $crate::wire::FixedRoom<'_>) -> $crate::error::Result<()> {
                let $value = self;
                let fields: ($($field_ty,)+) = $get;
                $crate::persist::Persist::encode_fixed(&fields, out)
            }

            fn decode_fixed(bytes: &[u8]) -> $crate::error::Result<Self> {
                let ($($field,)+) = <($($field_ty,)+) as $crate::persist::Persist>::decode_fixed(bytes)?;
                let make: fn($($field_ty),+) -> ::std::result::Result<Self, String> = $make;
                make($($field),+)
                    .map_err(|why| $crate::error::Error::invalid(why).about($name).in_fixed(bytes))
            }
        }
    };
}
#[allow(unused_imports, reason = "not all features need it")]
pub(super) use record;

/// An enum whose variants hold nothing: `unit_enum!(Weekday as "chrono::Weekday", { 0 => Mon, 1 => Tue })`.
#[allow(unused_macros, reason = "not all features need it")]
macro_rules! unit_enum {
    ($ty:ident as $name:literal, { $($index:literal => $variant:ident),+ $(,)? }) => {
        impl $crate::persist::Persist for $ty {
            const TY: &'static $crate::schema::Ty =
                &$crate::schema::Ty::Named { name: $name, args: &[] };
            const DEF: Option<&'static $crate::schema::Def> = Some(&$crate::types::named::def(
                $name,
                &[],
                $crate::schema::DefShape::Enum(&[
                    $($crate::types::named::variant(stringify!($variant), &[])),+
                ]),
            ));
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut $crate::schema::Registry) {
                $crate::types::named::register_def::<Self>(registry, |_| {});
            }

            fn encode<'a>(&'a self, w: &mut $crate::wire::Writer<'a>) -> $crate::error::Result<()> {
                w.varint(match self {
                    $($ty::$variant => $index,)+
                    #[allow(unreachable_patterns, reason = "some of these enums may grow")]
                    _ => {
                        return Err(w.refuse_whole(
                            Some($name),
                            format_args!("files have no variant for `{self:?}`"),
                        ));
                    }
                });
                Ok(())
            }

            fn decode(r: &mut $crate::wire::Reader<'_>) -> $crate::error::Result<Self> {
                const VARIANTS: &[&str] = &[$(stringify!($variant)),+];
                match r.variant(VARIANTS.len().try_into().unwrap_or(0))? {
                    $($index => Ok($ty::$variant),)+
                    _ => Err($crate::types::misfit()),
                }
            }

            fn decode_as(
                r: &mut $crate::wire::Reader<'_>,
                plan: &$crate::evolution::Plan,
                node: $crate::evolution::Node,
            ) -> $crate::error::Result<Self> {
                let arm = $crate::types::arm(r, plan, node)?;
                $crate::types::named::no_payload(r, plan, arm)?;
                match arm.slot() {
                    $($index => Ok($ty::$variant),)+
                    _ => Err($crate::types::misfit()),
                }
            }
        }
    };
}
#[allow(unused_imports, reason = "not all features need it")]
pub(super) use unit_enum;
