//! The types of a tensor's elements, as one table: what each is named, what it takes, and what holds many of them.

use std::fmt;
use std::io::Read;

use super::bits::{BfloatBits, FloatBits};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, DefShape, Field, Registry, Ty, Variant};
use crate::types::Buffer;
use crate::types::named::{def, payload, register_def, variant};
use crate::types::{arm, misfit};
use crate::wire::{Reader, Writer, to_u64};

/// What the enum of elements is called in files.
const NAME: &str = "std::TensorData";

/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;

macro_rules! elements {
    ($(
        $index:literal $variant:ident: $element:ty as $stored:ty, $size:literal, $name:literal,
        $doc:literal, $get:ident;
    )+) => {
        /// The type of a tensor's elements.
        ///
        /// `Display` shows it as Rust and this library name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum TensorType {
            $(#[doc = $doc] $variant,)+
        }

        impl TensorType {
            /// All of them.
            pub const ALL: &'static [TensorType] = &[$(TensorType::$variant),+];

            /// The name, as `f32` or `complex<f64>`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(TensorType::$variant => $name,)+
                }
            }

            /// Bytes of an element.
            pub const fn size(self) -> usize {
                match self {
                    $(TensorType::$variant => $size,)+
                }
            }

            /// The one whose elements a variant of [`TensorData`] holds.
            pub(crate) fn of_variant(variant: &str) -> Option<Self> {
                match variant {
                    $(stringify!($variant) => Some(TensorType::$variant),)+
                    _ => None,
                }
            }
        }

        /// The elements of a [`Tensor`](super::Tensor), one after the other.
        ///
        /// Loaded with `LoadOptions::map`, large ones stay in their file, as those of any [`Buffer`] do.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum TensorData {
            $(#[doc = $doc] $variant(Buffer<$element>),)+
        }

        impl TensorData {
            /// The type of the elements.
            pub const fn ty(&self) -> TensorType {
                match self {
                    $(TensorData::$variant(_) => TensorType::$variant,)+
                }
            }

            /// How many elements there are.
            pub fn len(&self) -> usize {
                match self {
                    $(TensorData::$variant(elements) => elements.len(),)+
                }
            }

            /// Whether there are none.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// Reads `count` little-endian elements, and leaves what follows them unread.
            ///
            /// Memory is taken as bytes come, not for as many as `count` claims.
            ///
            /// # Errors
            ///
            /// Bytes that end too early, errors of the reader, a `bool` that is neither 0 nor 1, and more elements than
            /// there is memory for.
            ///
            /// # Example
            ///
            /// ```
            /// use persist_core::{TensorData, TensorType};
            ///
            /// let bytes = [1, 0, 255, 255];
            /// let data = TensorData::read_from(TensorType::I16, 2, &mut &bytes[..])?;
            /// assert_eq!(data, TensorData::I16(vec![1, -1].into()));
            /// # Ok::<(), persist_core::Error>(())
            /// ```
            pub fn read_from(ty: TensorType, count: u64, reader: &mut dyn Read) -> Result<Self> {
                Ok(match ty {
                    $(TensorType::$variant => {
                        TensorData::$variant(read::<$element>(count, reader)?.into())
                    })+
                })
            }

            /// The elements in C's order, which are in Fortran's.
            pub(super) fn into_c_order(self, shape: &[u64]) -> Result<Self> {
                Ok(match self {
                    $(TensorData::$variant(elements) => {
                        TensorData::$variant(in_c_order(&elements, shape)?.into())
                    })+
                })
            }

            $(
                #[doc = concat!("The elements, if they are of the type [`", stringify!($variant), "`](TensorType::",
                    stringify!($variant), ").")]
                pub fn $get(&self) -> Option<&[$element]> {
                    match self {
                        TensorData::$variant(elements) => Some(elements),
                        _ => None,
                    }
                }
            )+
        }

        impl Persist for TensorData {
            const TY: &'static Ty = &Ty::Named { name: NAME, args: &[] };
            const DEF: Option<&'static Def> = Some(&def(NAME, &[], DefShape::Enum(VARIANTS)));
            const MIN_SIZE: usize = 2;

            fn register(registry: &mut Registry) {
                register_def::<Self>(registry, |_| {});
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                match self {
                    $(TensorData::$variant(elements) => {
                        w.varint($index);
                        elements.encode(w)
                    })+
                }
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                match r.variant(VARIANTS.len().try_into().unwrap_or(0))? {
                    $($index => Buffer::decode(r).map(TensorData::$variant),)+
                    _ => Err(misfit()),
                }
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let arm = arm(r, plan, node)?;
                match arm.slot() {
                    $($index => payload::<$stored>(r, plan, arm)
                        .map(|elements| TensorData::$variant(elements.into())),)+
                    _ => Err(misfit()),
                }
            }
        }

        const VARIANTS: &[Variant] =
            &[$(variant(stringify!($variant), &[Field::new("0", <$stored as Persist>::TY)])),+];
    };
}

elements! {
    0 Bool: bool as Buffer<bool>, 1, "bool", "`bool`", as_bool;
    1 U8: u8 as Buffer<u8>, 1, "u8", "`u8`", as_u8;
    2 U16: u16 as Buffer<u16>, 2, "u16", "`u16`", as_u16;
    3 U32: u32 as Buffer<u32>, 4, "u32", "`u32`", as_u32;
    4 U64: u64 as Buffer<u64>, 8, "u64", "`u64`", as_u64;
    5 I8: i8 as Buffer<i8>, 1, "i8", "`i8`", as_i8;
    6 I16: i16 as Buffer<i16>, 2, "i16", "`i16`", as_i16;
    7 I32: i32 as Buffer<i32>, 4, "i32", "`i32`", as_i32;
    8 I64: i64 as Buffer<i64>, 8, "i64", "`i64`", as_i64;
    9 F16: u16 as FloatBits, 2, "f16", "The bits of IEEE 754's binary16: `half::f16` of the crate `half`", as_f16_bits;
    10 Bf16: u16 as BfloatBits, 2, "bf16", "The upper 16 bits of an `f32`: `half::bf16` of the crate `half`", as_bf16_bits;
    11 F32: f32 as Buffer<f32>, 4, "f32", "`f32`", as_f32;
    12 F64: f64 as Buffer<f64>, 8, "f64", "`f64`", as_f64;
    13 ComplexF32: [f32; 2] as Buffer<[f32; 2]>, 8, "complex<f32>", "Real and imaginary part, `f32` each", as_complex_f32;
    14 ComplexF64: [f64; 2] as Buffer<[f64; 2]>, 16, "complex<f64>", "Real and imaginary part, `f64` each", as_complex_f64;
    15 F8E4M3: u8 as Buffer<u8>, 1, "f8_e4m3", "The bits of OCP's 8-bit float E4M3", as_f8_e4m3_bits;
    16 F8E5M2: u8 as Buffer<u8>, 1, "f8_e5m2", "The bits of OCP's 8-bit float E5M2", as_f8_e5m2_bits;
    17 F8E8M0: u8 as Buffer<u8>, 1, "f8_e8m0", "The bits of OCP's 8-bit scale E8M0", as_f8_e8m0_bits;
    18 F8E4M3Fnuz: u8 as Buffer<u8>, 1, "f8_e4m3fnuz", "The bits of an 8-bit float E4M3 without infinities and -0", as_f8_e4m3fnuz_bits;
    19 F8E5M2Fnuz: u8 as Buffer<u8>, 1, "f8_e5m2fnuz", "The bits of an 8-bit float E5M2 without infinities and -0", as_f8_e5m2fnuz_bits;
}

impl fmt::Display for TensorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Elements of types that say by themselves what they are.
macro_rules! from_vec {
    ($($variant:ident: $element:ty),+) => {$(
        impl From<Vec<$element>> for TensorData {
            fn from(elements: Vec<$element>) -> Self {
                TensorData::$variant(elements.into())
            }
        }
    )+};
}

from_vec!(Bool: bool, U8: u8, U16: u16, U32: u32, U64: u64, I8: i8, I16: i16, I32: i32, I64: i64, F32: f32, F64: f64);

/// Reads so many elements in their fixed layout.
fn read<T: Persist>(count: u64, reader: &mut dyn Read) -> Result<Vec<T>> {
    let (mut elements, mut piece) = (Vec::new(), vec![0; PIECE]);
    let size = size_of::<T>();
    let mut left = count;
    while left > 0 {
        let some = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE / size.max(1));
        let bytes = piece.get_mut(..some.saturating_mul(size)).unwrap_or_default();
        reader.read_exact(bytes)?;
        elements.try_reserve(some).map_err(|_| too_many(count))?;
        for element in bytes.chunks_exact(size) {
            elements.push(T::decode_fixed(element)?);
        }
        left = left.saturating_sub(to_u64(some));
    }
    Ok(elements)
}

/// From Fortran's order to C's.
fn in_c_order<T: Copy>(elements: &[T], shape: &[u64]) -> Result<Vec<T>> {
    // Axes of one step change nothing.
    let len = |len: &u64| usize::try_from(*len).ok().filter(|len| *len != 1);
    let mut stride = 1usize;
    let axes = shape.iter().filter_map(len).map(|len| {
        let before = stride;
        stride = stride.saturating_mul(len);
        (len, before)
    });
    let axes: Vec<(usize, usize)> = axes.collect();
    let mut ordered = Vec::new();
    ordered.try_reserve_exact(elements.len()).map_err(|_| too_many(to_u64(elements.len())))?;
    let (mut index, mut at) = (vec![0usize; axes.len()], 0usize);
    while let Some(element) = elements.get(at).filter(|_| ordered.len() < elements.len()) {
        ordered.push(*element);
        // The next index, the last axis the fastest.
        for (step, (len, stride)) in index.iter_mut().zip(&axes).rev() {
            *step = step.saturating_add(1);
            at = at.saturating_add(*stride);
            if *step < *len {
                break;
            }
            at = at.saturating_sub(step.saturating_mul(*stride));
            *step = 0;
        }
    }
    Ok(ordered)
}

#[cold]
fn too_many(count: u64) -> Error {
    Error::new(ErrorKind::Limit, format!("there is no memory for {count} elements of a tensor"))
}
