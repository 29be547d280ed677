//! Numbers outside of arrays: the bytes of each, and one tensor of those that stand side by side.

use super::columns::{complex, type_of};
use super::find::Find;
use super::part::{Source, TensorPart};
use crate::error::Result;
use crate::schema::Primitive;
use crate::types::TensorType;
use crate::value::Leaf;
use crate::wire::{bf16_bits, f16_bits, memory, to_u64};

/// The bytes of a number in its fixed layout; else the reason why it is no tensor.
pub(super) fn bytes_of(
    ty: Option<Primitive>,
    leaf: &Leaf<'_>,
) -> std::result::Result<(TensorType, Vec<u8>), &'static str> {
    let ty = match ty {
        Some(primitive) => type_of(primitive)?,
        None if *leaf == Leaf::None => return Err("there is no value"),
        None => return Err("pointers are no numbers"),
    };
    let wide = match leaf {
        Leaf::Bool(value) => [u8::from(*value)].to_vec(),
        Leaf::Unsigned(value) => value.to_le_bytes().to_vec(),
        Leaf::Signed(value) => value.to_le_bytes().to_vec(),
        Leaf::F32(value) => match ty {
            TensorType::F16 => f16_bits(*value).unwrap_or_default().to_le_bytes().to_vec(),
            TensorType::Bf16 => bf16_bits(*value).unwrap_or_default().to_le_bytes().to_vec(),
            _ => value.to_le_bytes().to_vec(),
        },
        Leaf::F64(value) => value.to_le_bytes().to_vec(),
        _ => return Err("it is no number"),
    };
    Ok((ty, wide.get(..ty.size()).unwrap_or_default().to_vec()))
}

impl Find<'_, '_, '_> {
    /// Makes one tensor of those of an array or a tuple, if they are alike.
    pub(super) fn join(&mut self, start: usize, len: usize) -> Result<()> {
        let parts = self.entries.get(start..).unwrap_or_default();
        let alike = |part: &TensorPart<'_>, other: &TensorPart<'_>| {
            part.ty == other.ty && part.shape == other.shape
        };
        let joined = match parts {
            [first, rest @ ..] if parts.len() == len => {
                first.joins && rest.iter().all(|one| one.joins && alike(&one.part, &first.part))
            }
            _ => false,
        };
        if joined {
            return self.replace(start, '[', |shape| shape.insert(0, to_u64(len)), |ty| ty);
        }
        self.separate(start);
        Ok(())
    }

    /// Makes one number of the two of a complex one.
    pub(super) fn join_complex(&mut self, start: usize) -> Result<()> {
        let number = match self.entries.get(start..) {
            Some([re, im]) if re.part.ty == im.part.ty && re.part.shape.is_empty() => {
                complex(re.part.ty).filter(|_| re.joins && im.joins)
            }
            _ => None,
        };
        match number {
            Some(number) => self.replace(start, '.', |_| {}, |_| number),
            None => {
                self.separate(start);
                Ok(())
            }
        }
    }

    /// Puts one tensor in the place of those from `start` on, at the path in front of `step`.
    fn replace(
        &mut self,
        start: usize,
        step: char,
        shape: impl FnOnce(&mut Vec<u64>),
        ty: impl FnOnce(TensorType) -> TensorType,
    ) -> Result<()> {
        let mut parts = self.entries.drain(start.min(self.entries.len())..);
        let count = parts.len();
        let Some(mut first) = parts.next() else { return Ok(()) };
        let mut bytes = first.part.source.into_bytes();
        for part in parts {
            memory::append(&mut bytes, &part.part.source.into_bytes())?;
        }
        if let Some(before) = self.counts.get_mut(&first.shared_path) {
            *before = before.saturating_sub(count);
        }
        let path = first.part.path.rsplit_once(step).map_or("", |(path, _)| path).to_owned();
        first.part.name = self.name(&path, "");
        first.part.path = path;
        shape(&mut first.part.shape);
        first.part.order = (0..first.part.shape.len()).collect();
        first.part.ty = ty(first.part.ty);
        first.part.source = Source::Here(bytes);
        first.shared_path.clone_from(&self.shared_path);
        let of_path = self.count(first.shared_path.clone())?;
        *of_path = of_path.saturating_add(1);
        self.entries.push(first);
        Ok(())
    }

    /// Tensors from `start` on stay what they are.
    pub(super) fn separate(&mut self, start: usize) {
        self.entries.iter_mut().skip(start).for_each(|entry| entry.joins = false);
    }
}

impl Source<'_> {
    /// The bytes of numbers outside of arrays.
    fn into_bytes(self) -> Vec<u8> {
        match self {
            Source::Here(bytes) => bytes,
            Source::Array(..) => Vec::new(),
        }
    }
}
