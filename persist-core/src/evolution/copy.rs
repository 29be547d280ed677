//! Copy plans: elements in their fixed layout, whose bytes become those of another layout without a value in between.
//!
//! Field by field over a batch of elements, so that each loop does one thing to places of one distance.

use super::plan::Counter;
use crate::schema::Primitive;
use crate::wire::{bf16_bits, f16_bits, f32_of_bf16, f32_of_f16};

/// How elements of one fixed layout become elements of another.
#[derive(Debug)]
pub(crate) struct CopyPlan {
    /// Bytes of an element in the file.
    pub(super) stride: usize,
    /// Bytes of an element of the program's type.
    pub(super) size: usize,
    pub(super) copies: Vec<Copied>,
    /// How often the values of each element count.
    pub(super) counts: Vec<(Counter, u64)>,
}

/// One field of both, or several that lie side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copied {
    /// Where it begins in the file's elements.
    pub(super) from: usize,
    /// Where it begins in the program's.
    pub(super) to: usize,
    pub(super) how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// So many bytes as they are.
    Bytes(usize),
    /// A number of the file's type as one of the program's.
    Number(Primitive, Primitive),
}

impl CopyPlan {
    /// Elements that are converted at a time.
    pub(crate) const BATCH: usize = 128;

    /// Bytes of an element in the file.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Bytes of an element of the program's type.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Writes what becomes of whole elements, [`BATCH`](Self::BATCH) at most, into as many of the program's. What the
    /// file lacks stays as it is there. `None` where a number does not fit.
    pub(crate) fn run(&self, elements: &[u8], into: &mut [u8]) -> Option<()> {
        let mut table = Table { elements, stride: self.stride, into, size: self.size };
        self.copies.iter().try_for_each(|copied| table.copy(*copied))
    }
}

/// Elements of the file and of the program, side by side.
struct Table<'a> {
    elements: &'a [u8],
    stride: usize,
    into: &'a mut [u8],
    size: usize,
}

/// The numbers of one field: all types but the widest lead through this one.
type Column = [i64; CopyPlan::BATCH];

impl Table<'_> {
    fn copy(&mut self, Copied { from, to, how }: Copied) -> Option<()> {
        match how {
            How::Bytes(len) => self.bytes(from, to, len),
            How::Number(Primitive::F32, Primitive::F64) => {
                let widened = |bytes| Some(f64::from(f32::from_le_bytes(bytes)).to_le_bytes());
                self.each(from, to, widened)
            }
            How::Number(Primitive::F16, into) => self.widen(from, to, into, f32_of_f16),
            How::Number(Primitive::Bf16, into) => self.widen(from, to, into, f32_of_bf16),
            How::Number(of, into) => {
                let mut column = [0; CopyPlan::BATCH];
                self.load(from, of, &mut column)?;
                self.store(to, into, &column)
            }
        }
    }

    /// Floats of 16 bits as wider ones.
    fn widen(
        &mut self,
        from: usize,
        to: usize,
        into: Primitive,
        widened: impl Fn(u16) -> f32,
    ) -> Option<()> {
        let number = |bytes| widened(u16::from_le_bytes(bytes));
        match into {
            Primitive::F32 => self.each(from, to, |bytes| Some(number(bytes).to_le_bytes())),
            Primitive::F64 => {
                self.each(from, to, |bytes| Some(f64::from(number(bytes)).to_le_bytes()))
            }
            _ => None,
        }
    }

    /// Bytes as they are: few in pieces whose length the compiler knows, as a copy of another length is a call.
    fn bytes(&mut self, mut from: usize, mut to: usize, len: usize) -> Option<()> {
        const FEW: usize = 128;
        if len > FEW {
            return self.any(from, to, len);
        }
        let mut left = len;
        while left > 0 {
            let piece = match left {
                32.. => self.exactly::<32>(from, to),
                16.. => self.exactly::<16>(from, to),
                8.. => self.exactly::<8>(from, to),
                4.. => self.exactly::<4>(from, to),
                2.. => self.exactly::<2>(from, to),
                _ => self.exactly::<1>(from, to),
            }?;
            (from, to) = (from.checked_add(piece)?, to.checked_add(piece)?);
            left = left.saturating_sub(piece);
        }
        Some(())
    }

    fn exactly<const N: usize>(&mut self, from: usize, to: usize) -> Option<usize> {
        self.each(from, to, |bytes: [u8; N]| Some(bytes))?;
        Some(N)
    }

    fn any(&mut self, from: usize, to: usize, len: usize) -> Option<()> {
        let elements = self.elements.chunks_exact(self.stride);
        for (element, into) in elements.zip(self.into.chunks_exact_mut(self.size)) {
            into.get_mut(to..)?.get_mut(..len)?.copy_from_slice(element.get(from..)?.get(..len)?);
        }
        Some(())
    }

    fn each<const N: usize, const M: usize>(
        &mut self,
        from: usize,
        to: usize,
        become_: impl Fn([u8; N]) -> Option<[u8; M]>,
    ) -> Option<()> {
        let elements = self.elements.chunks_exact(self.stride);
        for (element, into) in elements.zip(self.into.chunks_exact_mut(self.size)) {
            let bytes = element.get(from..)?.first_chunk()?;
            *into.get_mut(to..)?.first_chunk_mut()? = become_(*bytes)?;
        }
        Some(())
    }

    fn load(&self, from: usize, of: Primitive, column: &mut Column) -> Option<()> {
        macro_rules! by_type {
            ($($primitive:ident: $ty:ty),+) => {
                match of {
                    Primitive::Bool => self.load_by(from, column, |[byte]| (byte < 2).then_some(byte.into())),
                    $(Primitive::$primitive => self.load_by(from, column, |bytes| {
                        i64::try_from(<$ty>::from_le_bytes(bytes)).ok()
                    }),)+
                    _ => None,
                }
            };
        }
        by_type!(
            U8: u8, U16: u16, U32: u32, U64: u64, U128: u128, Usize: u64,
            I8: i8, I16: i16, I32: i32, I64: i64, I128: i128, Isize: i64
        )
    }

    fn load_by<const N: usize>(
        &self,
        from: usize,
        column: &mut Column,
        number: impl Fn([u8; N]) -> Option<i64>,
    ) -> Option<()> {
        for (element, slot) in self.elements.chunks_exact(self.stride).zip(column) {
            *slot = number(*element.get(from..)?.first_chunk()?)?;
        }
        Some(())
    }

    fn store(&mut self, to: usize, into: Primitive, column: &Column) -> Option<()> {
        macro_rules! by_type {
            ($($primitive:ident: $ty:ty),+) => {
                match into {
                    $(Primitive::$primitive => self.store_by(to, column, |number| {
                        Some(<$ty>::try_from(number).ok()?.to_le_bytes())
                    }),)+
                    Primitive::F16 => self.store_by(to, column, |number| Some(f16_bits(single(number))?.to_le_bytes())),
                    Primitive::Bf16 => self.store_by(to, column, |number| Some(bf16_bits(single(number))?.to_le_bytes())),
                    Primitive::F32 => self.store_by(to, column, |number| Some(single(number).to_le_bytes())),
                    Primitive::F64 => self.store_by(to, column, |number| Some(double(number).to_le_bytes())),
                    _ => None,
                }
            };
        }
        by_type!(
            U8: u8, U16: u16, U32: u32, U64: u64, U128: u128, Usize: u64,
            I8: i8, I16: i16, I32: i32, I64: i64, I128: i128, Isize: i64
        )
    }

    fn store_by<const N: usize>(
        &mut self,
        to: usize,
        column: &Column,
        bytes: impl Fn(i64) -> Option<[u8; N]>,
    ) -> Option<()> {
        for (into, number) in self.into.chunks_exact_mut(self.size).zip(column) {
            *into.get_mut(to..)?.first_chunk_mut()? = bytes(*number)?;
        }
        Some(())
    }
}

#[expect(clippy::as_conversions, reason = "rules lead here from integers of 24 bits at most")]
fn single(number: i64) -> f32 {
    number as f32
}

#[expect(clippy::as_conversions, reason = "rules lead here from integers of 53 bits at most")]
fn double(number: i64) -> f64 {
    number as f64
}
