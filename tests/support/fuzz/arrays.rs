//! Arrays: where they are, ranges of them, their bytes, and the tensors that they are.
//!
//! The first byte chooses the type; then come blocks with their strides, and the body.

use persist_core::{Archive, ArrayPart, TensorPart};

use super::input::{Input, part};
use super::{is_limit, open, sound, types, within};
use crate::support::craft::File;
use crate::support::programs::Program;

/// Types whose files have arrays.
fn all() -> impl Iterator<Item = &'static Program> + Clone {
    types().iter().filter(|program| has_array(&File::parse(&program.file).schema))
}

/// Whether a type of the schema may be one of fixed layout: by the bytes that stand for it.
fn has_array(schema: &[u8]) -> bool {
    schema.iter().any(|code| matches!(code, 34 | 36))
}

pub(super) fn run(bytes: &[u8]) {
    thread_local! {
        static SCHEMAS: Vec<(&'static Program, Vec<u8>)> =
            all().map(|program| (program, File::parse(&program.file).schema)).collect();
    }
    let mut input = Input(bytes);
    let (program, schema) = SCHEMAS.with(|all| input.one_of(all).clone());
    let way = input.byte();
    let count = input.byte() % 4;
    let blocks = (0..count).map(|_| (input.byte().into(), input.part().to_vec())).collect();
    let file = File { schema, blocks, body: input.0.to_vec(), ..File::default() }.to_bytes();
    let Some(archive) = open(&file) else { return };
    match way % 3 {
        0 => parts(&archive),
        1 => tensors(&archive),
        _ => super::body::agree(program, &file),
    }
}

fn parts(archive: &Archive) {
    let Ok(arrays) = archive.arrays() else { return };
    let _: String = arrays.iter().map(ToString::to_string).collect();
    for array in arrays.iter().take(4) {
        let again = sound(archive.array(array.path()), "an array that is listed");
        assert_eq!(
            (again.len(), again.block(), again.element()),
            (array.len(), array.block(), array.element())
        );
        one(array);
    }
}

/// Bytes of ranges are those of the whole, piece by piece and as elements.
fn one(array: &ArrayPart<'_>) {
    let Ok(whole) = array.bytes(..) else { return };
    let (size, middle) = (array.element_size(), array.len() / 2);
    assert_eq!(whole.len() as u64, array.byte_len());
    let (front, back) =
        (sound(array.bytes(..middle), "its front"), sound(array.bytes(middle..), "its back"));
    assert!([&front[..], &back].concat() == whole, "its halves are not the whole");
    assert_eq!(front.len(), middle * size);
    assert!(array.bytes(..array.len() + 1).is_err(), "there is more than the whole");
    let mut pieces = Vec::new();
    let pieced = array.pieces(.., &mut |piece: &[u8]| {
        pieces.extend_from_slice(piece);
        Ok(())
    });
    sound(pieced, "its pieces");
    assert!(pieces == whole, "its pieces are not the whole");
    match array.element().as_str() {
        "f64" => numbers::<f64, 8>(array, &whole, f64::from_le_bytes),
        "u8" => numbers::<u8, 1>(array, &whole, u8::from_le_bytes),
        "u32" => numbers::<u32, 4>(array, &whole, u32::from_le_bytes),
        _ => _ = array.verify(),
    }
}

fn numbers<T: persist_core::Persist, const N: usize>(
    array: &ArrayPart<'_>,
    bytes: &[u8],
    of: fn([u8; N]) -> T,
) {
    let expected: Vec<T> = bytes.as_chunks().0.iter().map(|bytes| of(*bytes)).collect();
    let read = array.read::<T>();
    let Some(read) = within(read, "its elements") else { return };
    // Their bits: no NaN equals itself.
    assert!(persist_core::to_bytes(&read).unwrap() == persist_core::to_bytes(&expected).unwrap());
    sound(array.read_range::<T>(array.len() / 2..), "a part of its elements");
}

fn tensors(archive: &Archive) {
    let Ok(found) = archive.tensors("") else { return };
    let mut names: Vec<_> = found.tensors.iter().map(TensorPart::name).collect();
    names.sort_unstable();
    assert!(names.is_sorted_by(|a, b| a < b), "two tensors have one name");
    for tensor in found.tensors.iter().take(4) {
        let lens = match tensor.shape().contains(&0) {
            true => Some(0),
            false => tensor.shape().iter().try_fold(1u64, |all, len| all.checked_mul(*len)),
        };
        assert_eq!(lens, Some(tensor.len()), "{}", tensor.name());
        let (mut stored, mut in_c_order) = (0u64, 0u64);
        let pieces = tensor.pieces(&mut |piece| {
            stored += piece.len() as u64;
            Ok(())
        });
        let arranged = tensor.pieces_in_c_order(&mut |piece| {
            in_c_order += piece.len() as u64;
            Ok(())
        });
        assert_eq!(pieces.is_ok(), arranged.is_ok(), "{pieces:?} {arranged:?}");
        if pieces.is_err() {
            continue;
        }
        assert_eq!(
            (stored, in_c_order),
            (tensor.byte_len(), tensor.byte_len()),
            "{}",
            tensor.name()
        );
        let read = tensor.read();
        assert!(read.is_ok() || read.is_err_and(|error| is_limit(&error)), "{}", tensor.name());
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let some = all().enumerate().filter(|(_, program)| program.file.len() < 4000);
    let all = some.flat_map(|(index, program)| {
        let file = File::parse(&program.file);
        let blocks = file
            .blocks
            .iter()
            .take(3)
            .map(|(stride, bytes)| [vec![*stride as u8], part(bytes)].concat());
        let blocks = blocks.collect::<Vec<_>>().concat();
        let count = file.blocks.len().min(3) as u8;
        [0, 1, 2].map(|way| [&[index as u8, way, count], &blocks[..], &file.body].concat())
    });
    // A list of numbers in a block.
    let block = [&[1u8, 1][..], &part(&[7; 16]), &[0x21, 0]].concat();
    all.chain((0..8).map(|index| [&[index, 0], &block[..]].concat())).collect()
}
