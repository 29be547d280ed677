//! The numbers of a file as tensors, and the model that is nothing but tensors.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    dead_code,
    reason = "a test that fails panics, and fields are only looked at"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ndarray::ShapeBuilder;
use persist_core::{
    Archive, Compression, ErrorKind, Limits, LoadOptions, Persist, SaveOptions, Tensor, TensorData,
    TensorType, Tensors,
};
use persist_tests::support::craft;

#[derive(Persist, Clone, Copy)]
struct Point {
    x: f32,
    at: [u16; 2],
    y: f64,
}

#[derive(Persist, Clone, Copy)]
struct Metres(f32);

#[derive(Persist)]
enum Kernel {
    Linear,
    Rbf { gamma: f64 },
}

fn archive<T: Persist>(value: &T) -> Archive {
    Archive::from_bytes(value.to_bytes().unwrap()).unwrap()
}

/// What a value holds: each tensor on a line, and what is left out.
#[track_caller]
fn assert_found<T: Persist>(value: &T, tensors: &[&str], left_out: &[(&str, u64, &str)]) {
    let archive = archive(value);
    let found = archive.tensors("").unwrap();
    let lines: Vec<_> = found.tensors.iter().map(ToString::to_string).collect();
    assert_eq!(lines, tensors);
    let without: Vec<_> =
        found.left_out.iter().map(|l| (l.path.as_str(), l.count, l.reason)).collect();
    assert_eq!(without, left_out);
}

/// The only tensor of a value.
fn only<T: Persist>(value: &T) -> Tensor {
    let archive = archive(value);
    let found = archive.tensors("").unwrap();
    assert_eq!(found.tensors.len(), 1);
    found.tensors[0].read().unwrap()
}

#[test]
fn arrays_and_numbers_are_tensors_under_their_paths() {
    assert_found(&vec![1u8, 2], &["value: u8 [2]"], &[]);
    assert_found(&5i128, &[], &[("", 1, "tensors have no integers of 128 bits")]);
    assert_found(&(1.5f32, -1i64), &["[0]: f32 []", "[1]: i64 []"], &[]);
    assert_found(&[[1.0f64, 2.0], [3.0, 4.0]], &["value: f64 [2, 2]"], &[]);
    assert_found(&vec![(1u8, 2u8, 3u8); 2], &["value: u8 [2, 3]"], &[]);
    assert_found(&vec![(1u8, 2.0f32); 2], &["0: u8 [2]", "1: f32 [2]"], &[]);
    assert_found(&vec![vec![1usize], vec![]], &["[0]: u64 [1]", "[1]: u64 [0]"], &[]);
    assert_found(&vec![Metres(0.5); 3], &["value: f32 [3]"], &[]);
    let map = BTreeMap::from([("a.b".to_owned(), vec![true]), ("c".to_owned(), vec![])]);
    assert_found(&map, &[r#"[\"a.b\"]: bool [1]"#, r#"[\"c\"]: bool [0]"#], &[]);
}

#[test]
fn fields_of_structs_in_arrays_are_tensors_each() {
    let points = vec![Point { x: 1.0, at: [1, 2], y: 0.5 }, Point { x: 2.0, at: [3, 4], y: -0.5 }];
    let archive = archive(&points);
    let found = archive.tensors("").unwrap();
    let lines: Vec<_> = found.tensors.iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["x: f32 [2]", "at: u16 [2, 2]", "y: f64 [2]"]);
    let read = |n: usize| found.tensors[n].read().unwrap().into_data();
    assert_eq!(read(0), vec![1.0f32, 2.0].into());
    assert_eq!(read(1), vec![1u16, 2, 3, 4].into());
    assert_eq!(read(2), vec![0.5, -0.5].into());
    // An array around them is an axis in front of theirs.
    let grid = vec![[points[0], points[1]]; 3];
    let grid = archive_of(&grid);
    let at = &grid.tensors("").unwrap().tensors[1];
    assert_eq!(at.to_string(), "at: u16 [3, 2, 2]");
    assert_eq!(at.read().unwrap().data().as_u16().unwrap()[..4], [1, 2, 3, 4]);
}

fn archive_of<T: Persist>(value: &T) -> Archive {
    archive(value)
}

#[test]
fn what_is_no_number_is_listed_and_nothing_is_lost_silently() {
    assert_found(
        &(
            vec!["a".to_owned(), "b".to_owned()],
            vec![Kernel::Linear, Kernel::Rbf { gamma: 0.5 }],
            Some(1u8),
            None::<u8>,
            ('c', u128::MAX),
        ),
        &["[1][1].Rbf.gamma: f64 []", "[2]: u8 []"],
        &[
            ("[]", 1, "there is no value"),
            ("[][]", 1, "characters are no numbers"),
            ("[][]", 2, "strings are no numbers"),
            ("[][]", 1, "tensors have no integers of 128 bits"),
            ("[][]", 1, "variants without fields are no numbers"),
        ],
    );
    let sets = (BTreeSet::from([1u8, 2]), BTreeMap::from([((1u8, 2u8), 0.5f32)]));
    assert_found(
        &sets,
        &["[1]{0}: f32 []"],
        &[("[][]", 2, "elements of sets have no order"), ("[][]", 1, "the keys are no names")],
    );
    let shared = Rc::new(vec![1u8]);
    assert_found(
        &(shared.clone(), shared),
        &["[0]: u8 [1]"],
        &[("[]", 1, "the shared value is here under another path")],
    );
    let mixed = vec![('c', 1u8); 2];
    assert_found(&mixed, &["1: u8 [2]"], &[("[].0", 1, "characters are no numbers")]);
}

#[test]
fn numbers_join_only_where_each_of_an_array_is_there() {
    assert_found(&(1u8, 2u8), &["value: u8 [2]"], &[]);
    let options = [Some(1u8), Some(2)];
    assert_found(&options, &["[0]: u8 []", "[1]: u8 []"], &[]);
    assert_found(
        &[(1u8, "a".to_owned())],
        &["[0][0]: u8 []"],
        &[("[][]", 1, "strings are no numbers")],
    );
    assert_found(
        &vec![("a".to_owned(), [1.0f32, 2.0])],
        &["[0][1]: f32 [2]"],
        &[("[][]", 1, "strings are no numbers")],
    );
    let halves = [half::f16::from_bits(0x7c01), half::f16::ONE];
    assert_eq!(only(&halves).data().as_f16_bits(), Some(&[0x7c01, 0x3c00][..]));
    let wide = [half::bf16::from_bits(0x7f81); 2];
    assert_eq!(only(&wide).data().as_bf16_bits(), Some(&[0x7f81; 2][..]));
}

#[test]
fn too_many_numbers_on_a_path_are_left_out_all() {
    let few = |count: u32| (0..count).map(|n| ("w".to_owned() + &n.to_string(), n));
    assert_eq!(
        archive(&few(10_000).collect::<BTreeMap<_, _>>()).tensors("").unwrap().tensors.len(),
        10_000
    );
    let many = (few(10_001).collect::<BTreeMap<_, _>>(), 0.5f32);
    assert_found(
        &many,
        &["[1]: f32 []"],
        &[("[][]", 10_001, "there are more than 10,000 of them")],
    );
    // An array of so many is one.
    assert_found(&vec![[Some(1u8)]; 3], &["[0][0]: u8 []", "[1][0]: u8 []", "[2][0]: u8 []"], &[]);
    let rows = vec![("a".to_owned(), [0.5f32; 100]); 200];
    assert_eq!(archive(&rows).tensors("").unwrap().tensors.len(), 200);
}

/// A key of a few bytes more is in the name of each tensor behind it.
#[test]
fn names_of_tensors_are_charged() {
    let named = |name: &str| BTreeMap::from([(name.to_owned(), vec![("a".to_owned(), 1u8); 100])]);
    let find = |name: &str| {
        let bytes = named(name).to_bytes().unwrap();
        let limits = Limits::new().allocation(1_000_000);
        let archive = Archive::from_bytes_with(bytes, &limits).unwrap();
        archive.tensors("").map(|found| found.tensors.len())
    };
    assert_eq!(find("short").unwrap(), 100);
    assert_eq!(find(&"long".repeat(2000)).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn a_model_of_many_tensors_is_found_whole() {
    let tensor = Tensor::new([], vec![1u8]).unwrap();
    let many: Tensors = (0..10_001).map(|n| (format!("layer.{n}"), tensor.clone())).collect();
    let archive = archive(&many);
    let found = archive.tensors("").unwrap();
    assert_eq!((found.tensors.len(), found.left_out.len()), (10_001, 0));
}

/// Derives refuse names with dots, and files can have them.
#[test]
fn no_two_tensors_have_one_name() {
    #[derive(Persist)]
    struct Inner {
        b: u8,
    }
    #[derive(Persist)]
    struct Outer {
        a: Inner,
        a_b: u16,
    }
    let outer = || Outer { a: Inner { b: 1 }, a_b: 2 };
    for file in [outer().to_bytes().unwrap(), vec![outer()].to_bytes().unwrap()] {
        let mut file = craft::File::parse(&file);
        let at = file.schema.windows(3).position(|bytes| bytes == b"a_b").unwrap();
        file.schema[at + 1] = b'.';
        let archive = Archive::from_bytes(file.to_bytes()).unwrap();
        let found = archive.tensors("").unwrap();
        let names: Vec<_> = found.tensors.iter().map(|tensor| tensor.name()).collect();
        assert_eq!(names, ["a.b"]);
        let left_out: Vec<_> =
            found.left_out.iter().map(|left| (left.count, left.reason)).collect();
        assert_eq!(left_out, [(1, "another tensor has the same name")]);
    }
}

#[test]
fn arrays_of_other_crates_have_their_shape_and_are_read_in_c_order() {
    let numbers: Vec<u16> = (0..24).collect();
    let c = ndarray::Array3::from_shape_vec((2, 3, 4), numbers.clone()).unwrap();
    let f = ndarray::Array3::from_shape_vec((2, 3, 4).f(), numbers.clone()).unwrap();
    let other = c.clone().permuted_axes([1, 0, 2]);
    for array in [c, f, other] {
        let archive = archive(&(array.clone(), 0.5f32));
        let found = archive.tensors("").unwrap();
        let tensor = &found.tensors[0];
        assert_eq!((tensor.name(), tensor.path()), ("[0]", "[0].elements"));
        let shape: Vec<u64> = array.shape().iter().map(|len| *len as u64).collect();
        let expected = Tensor::new(shape, array.iter().copied().collect::<Vec<u16>>()).unwrap();
        assert_eq!(tensor.read().unwrap(), expected);
        assert_eq!(tensor.is_fortran(), array.t().is_standard_layout());
    }
    let matrix = nalgebra::DMatrix::from_row_slice(2, 3, &[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(only(&matrix), Tensor::new([2, 3], vec![1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap());
    let dynamic = ndarray::ArrayD::from_elem(vec![0, 3], 1u8);
    assert_eq!(only(&dynamic), Tensor::new([0, 3], Vec::<u8>::new()).unwrap());
    // Elements that are arrays have their axes behind those of the array, in C's order.
    let rows = ndarray::array![[[1u8, 2], [3, 4]], [[5, 6], [7, 8]]];
    let pairs = rows.map_axis(ndarray::Axis(2), |pair| [pair[0], pair[1]]).reversed_axes();
    let expected = Tensor::new([2, 2, 2], vec![1u8, 2, 5, 6, 3, 4, 7, 8]).unwrap();
    assert_eq!(only(&pairs), expected);
}

#[test]
fn complex_numbers_are_numbers() {
    let z = nalgebra::Complex { re: 1.0f32, im: -2.0 };
    let complex = TensorData::ComplexF32(vec![[1.0, -2.0]; 3].into());
    assert_eq!(only(&vec![z; 3]), Tensor::new([3], complex).unwrap());
    assert_eq!(only(&z).ty(), TensorType::ComplexF32);
    assert_eq!(only(&[z; 2]).shape(), [2]);
}

#[test]
fn one_part_of_a_value_is_looked_at_alone() {
    let value = BTreeMap::from([("a".to_owned(), (vec![1u8], "b".to_owned()))]);
    let archive = archive(&value);
    let found = archive.tensors("[\"a\"]").unwrap();
    assert_eq!(found.tensors[0].name(), "[\"a\"][0]");
    assert_eq!(found.left_out[0].path, "[\"a\"][]");
    assert_eq!(archive.tensors("[\"a\"][0]").unwrap().tensors[0].name(), "[\"a\"][0]");
    assert_eq!(archive.tensors("[\"b\"]").unwrap_err().kind(), ErrorKind::NoSuchPart);
}

#[test]
fn elements_across_chunks_are_whole() {
    // 5 bytes each: no chunk of 1 MiB ends with an element.
    let mixed: Vec<(u8, [u16; 2])> = (0..500_000u32).map(|n| (n as u8, [n as u16, 7])).collect();
    let numbers =
        Tensor::new([500_000], mixed.iter().map(|one| one.0).collect::<Vec<_>>()).unwrap();
    let pairs = mixed.iter().flat_map(|one| one.1).collect::<Vec<_>>();
    let pairs = Tensor::new([500_000, 2], pairs).unwrap();
    for compression in [Compression::none(), Compression::zstd(1)] {
        let bytes = SaveOptions::new().compression(compression).to_bytes(&mixed).unwrap();
        let archive = Archive::from_bytes(bytes).unwrap();
        let found = archive.tensors("").unwrap().tensors;
        assert_eq!(found.iter().map(|part| part.name()).collect::<Vec<_>>(), ["0", "1"]);
        assert!(found[0].read().unwrap() == numbers && found[1].read().unwrap() == pairs);
        let last = [(499_999u32 as u16).to_le_bytes(), 7u16.to_le_bytes()].concat();
        assert_eq!(found[1].rows(499_999..500_000).unwrap(), last);
        assert_eq!(found[0].rows(1..500_001).unwrap_err().kind(), ErrorKind::Caller);
    }
}

#[test]
fn a_byte_that_is_no_bool_is_no_tensor() {
    let mut file = craft::File::parse(&vec![true; 5000].to_bytes().unwrap());
    file.blocks[0].1[4321] = 2;
    let archive = Archive::from_bytes(file.to_bytes()).unwrap();
    let error = archive.tensors("").unwrap().tensors[0].read().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
}

/// One tensor of each type, with elements that only their bits tell apart.
fn one_of_each() -> Tensors {
    let mut tensors = Tensors::new();
    for ty in TensorType::ALL {
        let mut bytes: Vec<u8> = match ty {
            TensorType::Bool => vec![1, 0, 1, 1, 0, 0],
            _ => (0..6 * ty.size()).map(|n| 0xff - (n as u8).wrapping_mul(7)).collect(),
        };
        if *ty == TensorType::F32 {
            bytes[..4].copy_from_slice(&0x7fa0_0001u32.to_le_bytes());
        }
        let data = TensorData::read_from(*ty, 6, &mut bytes.as_slice()).unwrap();
        assert_eq!((data.ty(), data.len()), (*ty, 6));
        tensors.insert(format!("layer.{ty}"), Tensor::new([2, 3], data).unwrap());
    }
    tensors.insert("", Tensor::new([0, 7], Vec::<u8>::new()).unwrap());
    tensors.insert("a \"quoted\" name", Tensor::new([], vec![-0.0f64]).unwrap());
    tensors
}

#[test]
fn tensors_come_back_as_they_were_and_under_their_names() {
    let tensors = one_of_each();
    let bytes = SaveOptions::new().block_threshold(8).to_bytes(&tensors).unwrap();
    let again = Tensors::from_bytes(&bytes).unwrap();
    // NaNs are compared by their bits.
    assert_eq!(SaveOptions::new().block_threshold(8).to_bytes(&again).unwrap(), bytes);
    let archive = Archive::from_bytes(bytes).unwrap();
    let found = archive.tensors("").unwrap();
    assert_eq!(found.left_out, []);
    let names: Vec<_> = found.tensors.iter().map(|tensor| tensor.name()).collect();
    assert_eq!(names, tensors.iter().map(|(name, _)| name).collect::<Vec<_>>());
    let copies = found.tensors.iter().map(|part| (part.name().to_owned(), part.read().unwrap()));
    let copies: Tensors = copies.collect();
    assert_eq!(copies.to_bytes().unwrap(), tensors.to_bytes().unwrap());
    let one = archive.tensors("tensors[\"layer.f16\"]").unwrap();
    assert_eq!(one.tensors[0].to_string(), "layer.f16: f16 [2, 3]");
}

#[test]
fn a_tensor_may_stay_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let tensors: Tensors =
        [("w".to_owned(), Tensor::new([4096], vec![0.5f32; 4096]).unwrap())].into_iter().collect();
    tensors.save(&path).unwrap();
    #[expect(unsafe_code, reason = "nobody changes the file")]
    // SAFETY: the file is this test's own, and stays as it is.
    let mapped = unsafe { LoadOptions::new().map() }.load::<Tensors>(&path).unwrap();
    assert_eq!(mapped, tensors);
    let TensorData::F32(elements) = mapped.get("w").unwrap().data() else { unreachable!() };
    assert!(elements.is_mapped());
    let halves =
        Archive::open(&path).unwrap().get::<Vec<f64>>("tensors[\"w\"].data.F32.0").unwrap();
    assert_eq!(halves.len(), 4096);
}

#[test]
fn a_shape_that_is_not_that_of_its_elements_is_refused() {
    let error = Tensor::new([2, u64::MAX, 3], vec![1u8]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let tensors: Tensors =
        [("w".to_owned(), Tensor::new([3], vec![1u8, 2, 3]).unwrap())].into_iter().collect();
    let mut file = craft::File::parse(&tensors.to_bytes().unwrap());
    let at = file.body.windows(8).position(|bytes| bytes == 3u64.to_le_bytes()).unwrap();
    file.body[at] = 4;
    let bytes = file.to_bytes();
    let error = Tensors::from_bytes(&bytes).unwrap_err();
    assert!(error.to_string().starts_with("3 elements are no tensor of the shape [4]"), "{error}");
    assert_eq!(error.path(), Some("std::Tensors.tensors[\"w\"].shape"));
    let error = Archive::from_bytes(bytes).unwrap().tensors("").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert_eq!(error.path(), Some("tensors[\"w\"].data.U8.0"));
}
