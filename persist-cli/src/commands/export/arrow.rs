//! Arrow's IPC file format: tensors of as many rows each, as columns of one table, in batches of rows.
//!
//! Further axes are lists of a fixed length, and so are complex numbers. `bf16`, which Arrow lacks, goes as `f32`.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, make_array};
use arrow_buffer::Buffer;
use arrow_data::ArrayData;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use persist_core::{TensorPart, TensorType};

use super::Export;
use crate::failure::Failure;

/// Bytes of the widest column in a batch, unless a row is longer.
const BATCH: u64 = 4 << 20;

/// The type of a number; of a complex one, that of its parts.
fn number(ty: TensorType) -> Option<DataType> {
    Some(match ty {
        TensorType::Bool => DataType::Boolean,
        TensorType::U8 => DataType::UInt8,
        TensorType::U16 => DataType::UInt16,
        TensorType::U32 => DataType::UInt32,
        TensorType::U64 => DataType::UInt64,
        TensorType::I8 => DataType::Int8,
        TensorType::I16 => DataType::Int16,
        TensorType::I32 => DataType::Int32,
        TensorType::I64 => DataType::Int64,
        TensorType::F16 => DataType::Float16,
        TensorType::Bf16 | TensorType::F32 | TensorType::ComplexF32 => DataType::Float32,
        TensorType::F64 | TensorType::ComplexF64 => DataType::Float64,
        _ => return None,
    })
}

/// Lengths of the lists within a row, from the outside in.
fn lens(tensor: &TensorPart<'_>) -> Option<Vec<i32>> {
    let axes = tensor.shape().iter().skip(1).map(|len| i32::try_from(*len).ok());
    let parts = match tensor.ty() {
        TensorType::ComplexF32 | TensorType::ComplexF64 => Some(Some(2)),
        _ => None,
    };
    axes.chain(parts).collect()
}

/// Why a tensor has no place in the format.
pub(super) fn refusal(tensor: &TensorPart<'_>) -> Option<&'static str> {
    match (number(tensor.ty()), lens(tensor)) {
        (None, _) => Some("Arrow has no floats of 8 bits"),
        (_, None) => Some("lists of Arrow have fewer than 2^31 elements"),
        _ if tensor.shape().is_empty() => Some("a number by itself is no column"),
        _ => None,
    }
}

/// A list of a fixed length.
fn list(element: DataType, len: i32) -> DataType {
    DataType::FixedSizeList(Arc::new(Field::new("item", element, false)), len)
}

/// A column to be.
struct Column<'t, 'a> {
    tensor: &'t TensorPart<'a>,
    number: DataType,
    lens: Vec<i32>,
    /// Bytes of a row.
    row: u64,
    /// All bytes, of a tensor that lies in its file in another order than the table.
    whole: Option<Vec<u8>>,
}

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let rows = rows(export)?;
    let columns = export.tensors.iter().map(|tensor| column(tensor, rows));
    let columns: Vec<Column<'_, '_>> = columns.collect::<Result<_, _>>()?;
    let fields = columns.iter().map(|column| {
        let ty = column.lens.iter().rev().fold(column.number.clone(), |ty, len| list(ty, *len));
        Field::new(column.tensor.name(), ty, false)
    });
    let metadata: HashMap<_, _> = export.metadata.clone().into_iter().collect();
    let schema = Schema::new(fields.collect::<Vec<_>>()).with_metadata(metadata);
    let schema = Arc::new(schema);
    let mut writer = FileWriter::try_new(out, &schema).map_err(failed)?;
    let widest = columns.iter().map(|column| column.row).max().unwrap_or_default().max(1);
    let step = BATCH.checked_div(widest).unwrap_or_default().max(1);
    let mut row = 0;
    while row < rows {
        let end = row.saturating_add(step).min(rows);
        let arrays = columns.iter().map(|column| {
            let bytes = column.rows(row..end)?;
            export.bar.inc(u64::try_from(bytes.len()).unwrap_or_default());
            column.array(bytes, end.saturating_sub(row))
        });
        let arrays = arrays.collect::<Result<Vec<_>, Failure>>()?;
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(failed)?;
        writer.write(&batch).map_err(failed)?;
        row = end;
    }
    writer.finish().map_err(failed)
}

/// How many rows the table has: as many as each tensor.
fn rows(export: &Export<'_>) -> Result<u64, Failure> {
    let rows = |tensor: &TensorPart<'_>| tensor.shape().first().copied().unwrap_or_default();
    let first = export.tensors.first().map(rows).unwrap_or_default();
    match export.tensors.iter().find(|tensor| rows(tensor) != first) {
        None => Ok(first),
        Some(other) => {
            let name = export.tensors.first().map(TensorPart::name).unwrap_or_default();
            Err(Failure::usage(format!(
                "these are no columns of one table: `{name}` has {first} rows, `{}` has {}",
                other.name(),
                rows(other)
            ))
            .with_help("export one part of the value, by its path"))
        }
    }
}

fn column<'t, 'a>(tensor: &'t TensorPart<'a>, rows: u64) -> Result<Column<'t, 'a>, Failure> {
    let mut whole = None;
    if !tensor.order().is_sorted() {
        let mut bytes = Vec::new();
        tensor.pieces_in_c_order(&mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        whole = Some(bytes);
    }
    let row = tensor.byte_len().checked_div(rows).unwrap_or_default();
    let number = number(tensor.ty()).unwrap_or(DataType::Null);
    Ok(Column { tensor, number, lens: lens(tensor).unwrap_or_default(), row, whole })
}

impl Column<'_, '_> {
    fn rows(&self, rows: std::ops::Range<u64>) -> Result<Vec<u8>, Failure> {
        let at = |row: u64| usize::try_from(row.saturating_mul(self.row)).unwrap_or(usize::MAX);
        Ok(match &self.whole {
            Some(bytes) => bytes.get(at(rows.start)..at(rows.end)).unwrap_or_default().to_vec(),
            None => self.tensor.rows(rows)?,
        })
    }

    fn array(&self, bytes: Vec<u8>, rows: u64) -> Result<ArrayRef, Failure> {
        let lens = self.lens.iter().map(|len| usize::try_from(*len).unwrap_or_default());
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        // Of the lists on each level, and of the numbers in the last ones.
        let mut counts = vec![rows];
        for len in lens {
            counts.push(counts.last().copied().unwrap_or_default().saturating_mul(len));
        }
        let count = counts.pop().unwrap_or_default();
        let mut data = match self.tensor.ty() {
            TensorType::Bool => {
                BooleanArray::from_iter(bytes.iter().map(|byte| Some(*byte != 0))).into()
            }
            ty => {
                let bytes = match ty {
                    TensorType::Bf16 => crate::npy::widened(&bytes),
                    _ => bytes,
                };
                let built = ArrayData::builder(self.number.clone()).len(count);
                built
                    .add_buffer(Buffer::from_vec(bytes))
                    .align_buffers(true)
                    .build()
                    .map_err(failed)?
            }
        };
        for (count, len) in counts.into_iter().zip(&self.lens).rev() {
            let ty = list(data.data_type().clone(), *len);
            data =
                ArrayData::builder(ty).len(count).add_child_data(data).build().map_err(failed)?;
        }
        Ok(make_array(data))
    }
}

fn failed(error: ArrowError) -> Failure {
    match error {
        ArrowError::IoError(_, error) => error.into(),
        other => std::io::Error::other(other).into(),
    }
}
