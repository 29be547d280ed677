//! safetensors: a header in JSON, and the elements behind it, in the order of their offsets.

use std::io::Read;

use persist_core::{Tensor, TensorType};
use safetensors::Dtype;
use safetensors::tensor::Metadata;

use super::super::export::MOST_HEADER;
use super::{Imported, at_end, count_of, damaged, elements, refused};
use crate::failure::Failure;
use crate::shown::Safe;

fn type_of(dtype: Dtype) -> Option<TensorType> {
    Some(match dtype {
        Dtype::BOOL => TensorType::Bool,
        Dtype::U8 => TensorType::U8,
        Dtype::U16 => TensorType::U16,
        Dtype::U32 => TensorType::U32,
        Dtype::U64 => TensorType::U64,
        Dtype::I8 => TensorType::I8,
        Dtype::I16 => TensorType::I16,
        Dtype::I32 => TensorType::I32,
        Dtype::I64 => TensorType::I64,
        Dtype::F16 => TensorType::F16,
        Dtype::BF16 => TensorType::Bf16,
        Dtype::F32 => TensorType::F32,
        Dtype::F64 => TensorType::F64,
        Dtype::C64 => TensorType::ComplexF32,
        Dtype::F8_E4M3 => TensorType::F8E4M3,
        Dtype::F8_E5M2 => TensorType::F8E5M2,
        Dtype::F8_E8M0 => TensorType::F8E8M0,
        Dtype::F8_E4M3FNUZ => TensorType::F8E4M3Fnuz,
        Dtype::F8_E5M2FNUZ => TensorType::F8E5M2Fnuz,
        _ => return None,
    })
}

pub(super) fn read(mut reader: impl Read) -> Result<Imported, Failure> {
    let header = header(&mut reader)?;
    let mut imported = Imported::default();
    imported.metadata.extend(header.metadata().clone().unwrap_or_default());
    for name in header.offset_keys() {
        let Some(info) = header.info(&name) else { continue };
        let Some(ty) = type_of(info.dtype) else {
            let message =
                format!("the elements of `{}`, {:?}, take no whole bytes", Safe(&name), info.dtype);
            return Err(refused(message));
        };
        let shape = info.shape.iter().map(|len| u64::try_from(*len).unwrap_or(u64::MAX));
        let shape: Vec<u64> = shape.collect();
        let data = elements(&name, ty, count_of(&shape), &mut reader)?;
        imported.tensors.insert(name, Tensor::new(shape, data)?);
    }
    at_end("", reader)?;
    Ok(imported)
}

/// The header, which says that tensors lie side by side, each as long as its shape and type say.
fn header(reader: &mut dyn Read) -> Result<Metadata, Failure> {
    let mut len = [0; 8];
    let short = |_| damaged("the file ends within its header");
    reader.read_exact(&mut len).map_err(short)?;
    let len = u64::from_le_bytes(len);
    if usize::try_from(len).map_or(true, |len| len > MOST_HEADER) {
        return Err(damaged(format!(
            "a header of {len} bytes is claimed, {MOST_HEADER} are allowed"
        )));
    }
    let mut json = Vec::new();
    reader.take(len).read_to_end(&mut json)?;
    if u64::try_from(json.len()).unwrap_or_default() < len {
        return Err(damaged("the file ends within its header"));
    }
    serde_json::from_slice(&json).map_err(|error| {
        damaged(format!("the header is none of safetensors: {}", Safe(&error.to_string())))
    })
}
