//! safetensors: a header in JSON, and the elements behind it, little-endian and in C's order.
//!
//! The format is that of <https://github.com/huggingface/safetensors>, and so is the order of tensors: the types of the
//! longest elements first, so that each is aligned, and names within them.

use std::collections::BTreeMap;
use std::io::Write;

use persist_core::{TensorPart, TensorType};
use safetensors::Dtype;
use safetensors::tensor::TensorInfo;
use serde_json::{Map, Value};

use super::Export;
use crate::failure::Failure;

/// The key of the metadata, which no tensor can have.
const METADATA: &str = "__metadata__";

/// Longest header that readers of the format take.
pub(crate) const MOST_HEADER: usize = 100_000_000;

fn dtype(ty: TensorType) -> Option<Dtype> {
    Some(match ty {
        TensorType::Bool => Dtype::BOOL,
        TensorType::U8 => Dtype::U8,
        TensorType::U16 => Dtype::U16,
        TensorType::U32 => Dtype::U32,
        TensorType::U64 => Dtype::U64,
        TensorType::I8 => Dtype::I8,
        TensorType::I16 => Dtype::I16,
        TensorType::I32 => Dtype::I32,
        TensorType::I64 => Dtype::I64,
        TensorType::F16 => Dtype::F16,
        TensorType::Bf16 => Dtype::BF16,
        TensorType::F32 => Dtype::F32,
        TensorType::F64 => Dtype::F64,
        TensorType::ComplexF32 => Dtype::C64,
        TensorType::F8E4M3 => Dtype::F8_E4M3,
        TensorType::F8E5M2 => Dtype::F8_E5M2,
        TensorType::F8E8M0 => Dtype::F8_E8M0,
        TensorType::F8E4M3Fnuz => Dtype::F8_E4M3FNUZ,
        TensorType::F8E5M2Fnuz => Dtype::F8_E5M2FNUZ,
        _ => return None,
    })
}

/// Why a tensor has no place in the format.
pub(super) fn refusal(tensor: &TensorPart<'_>) -> Option<&'static str> {
    match (dtype(tensor.ty()), tensor.name()) {
        (None, _) => Some("safetensors has no complex numbers of two f64"),
        (_, METADATA) => Some("the name is that of the metadata in safetensors"),
        _ => None,
    }
}

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let typed = export.tensors.iter().filter_map(|tensor| Some((dtype(tensor.ty())?, tensor)));
    let mut tensors: Vec<_> = typed.collect();
    tensors.sort_by(|(left_ty, left), (right_ty, right)| {
        right_ty.cmp(left_ty).then_with(|| left.name().cmp(right.name()))
    });
    let header = header(&tensors, &export.metadata)?;
    out.write_all(&u64::try_from(header.len()).unwrap_or(u64::MAX).to_le_bytes())?;
    out.write_all(&header)?;
    for (_, tensor) in tensors {
        tensor.pieces_in_c_order(&mut |piece| {
            export.bar.inc(u64::try_from(piece.len()).unwrap_or_default());
            Ok(out.write_all(piece)?)
        })?;
    }
    Ok(())
}

fn header(
    tensors: &[(Dtype, &TensorPart<'_>)],
    metadata: &BTreeMap<String, String>,
) -> Result<Vec<u8>, Failure> {
    let json = |error| Failure::from(std::io::Error::from(error));
    let mut header = Map::new();
    if !metadata.is_empty() {
        header.insert(METADATA.into(), serde_json::to_value(metadata).map_err(json)?);
    }
    let len = |len: u64| usize::try_from(len).unwrap_or(usize::MAX);
    let mut end = 0usize;
    for (dtype, tensor) in tensors {
        let start = end;
        end = start.saturating_add(len(tensor.byte_len()));
        let shape = tensor.shape().iter().map(|axis| len(*axis)).collect();
        let info = TensorInfo { dtype: *dtype, shape, data_offsets: (start, end) };
        header.insert(tensor.name().into(), serde_json::to_value(info).map_err(json)?);
    }
    let mut bytes = serde_json::to_vec(&Value::Object(header)).map_err(json)?;
    bytes.resize(bytes.len().next_multiple_of(8), b' ');
    match bytes.len() {
        ..=MOST_HEADER => Ok(bytes),
        len => Err(Failure::usage(format!(
            "the header would take {len} bytes, and readers of safetensors take {MOST_HEADER} at most"
        ))
        .with_help("export a part of the value, by its path")),
    }
}
