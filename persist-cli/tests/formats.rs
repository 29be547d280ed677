//! Files of other programs: what is exported comes back equal, what is malformed is refused, and the real libraries,
//! where there are any, read and write the same.
//!
//! Python is the program that `PERSIST_PYTHON` names, else `python3`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test that fails panics, and some fixtures are for others"
)]

#[path = "formats/malformed.rs"]
mod malformed;
#[path = "formats/python.rs"]
mod python;
mod support;

use std::ffi::OsString;
use std::path::Path;
use std::{fs, io};

use persist_cli::{Code, Io};
use persist_core::{Archive, Persist, Tensor, TensorData, TensorType, Tensors};
use support::tensors::{cloud, one_of_each};

/// Runs the program; what it wrote to its outputs.
fn run<A: Into<OsString>>(
    args: impl IntoIterator<Item = A>,
    input: &[u8],
) -> (Code, Vec<u8>, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = io::Cursor::new(input);
    let mut io = Io::plain(&mut input, &mut out, &mut err);
    let args = args.into_iter().map(Into::into);
    let code = persist_cli::run([OsString::from("persist")].into_iter().chain(args), &mut io);
    (code, out, String::from_utf8(err).unwrap())
}

/// The bytes that a value is exported as.
#[track_caller]
fn exported<T: Persist>(value: &T, path: &str, format: &str) -> (Vec<u8>, String) {
    let file = support::options().to_bytes(value).unwrap();
    let (code, out, err) = run(["export", "-", path, "--to", format, "-o", "-"], &file);
    assert_eq!(code, Code::Done, "{err}");
    (out, err)
}

/// What a file of another format is imported as.
#[track_caller]
fn imported(bytes: &[u8]) -> Archive {
    let (code, out, err) = run(["import", "-", "-o", "-"], bytes);
    assert_eq!(code, Code::Done, "{err}");
    Archive::from_bytes(out).unwrap()
}

/// Compares bits: NaNs are equal.
#[track_caller]
fn assert_same(found: &Archive, expected: &Tensors) {
    let found: Tensors = found.get("").unwrap();
    assert_eq!(
        found.iter().map(|one| one.0).collect::<Vec<_>>(),
        expected.iter().map(|one| one.0).collect::<Vec<_>>()
    );
    for ((name, found), (_, expected)) in found.iter().zip(expected.iter()) {
        assert_eq!(found.to_bytes().unwrap(), expected.to_bytes().unwrap(), "{name}");
    }
}

#[test]
fn safetensors_give_back_all_types_but_one_bit_by_bit() {
    let mut tensors = one_of_each();
    let (file, left_out) = exported(&tensors, "", "safetensors");
    assert_eq!(
        left_out,
        "left out: layer.complex<f64>: safetensors has no complex numbers of two f64\n"
    );
    tensors.remove("layer.complex<f64>").unwrap();
    let archive = imported(&file);
    assert_same(&archive, &tensors);
    let metadata: Vec<_> = archive.metadata().collect();
    assert_eq!(metadata, [("data", "iris"), ("rows", "150")]);
    // The crate of the format reads them, too.
    let parsed = safetensors::SafeTensors::deserialize(&file).unwrap();
    assert_eq!(parsed.len(), tensors.len());
    for (name, view) in parsed.iter() {
        let offset = view.data().as_ptr().addr() - file.as_ptr().addr();
        let size = view.data().len() / view.shape().iter().product::<usize>().max(1);
        assert_eq!(offset % size.max(1), 0, "{name} is aligned");
    }
    // And what was imported goes back byte for byte.
    let (code, again, _) = run(["export", "-", "--to", "safetensors", "-o", "-"], &{
        let (_, persist, _) = run(["import", "-", "-o", "-"], &file);
        persist
    });
    assert_eq!((code, again), (Code::Done, file));
}

#[test]
fn npz_gives_back_all_types_that_numpy_has_bit_by_bit() {
    let mut tensors = one_of_each();
    let (file, err) = exported(&tensors, "", "npz");
    let (notes, left_out): (Vec<_>, Vec<_>) =
        err.lines().partition(|line| line.starts_with("note: "));
    assert_eq!(notes, ["note: layer.bf16: bf16 is written as f32"]);
    assert_eq!(left_out.len(), 5);
    let lacks = ": NumPy has no floats of 8 bits";
    assert!(left_out.iter().all(|line| line.ends_with(lacks)), "{left_out:?}");
    for (name, _) in one_of_each().iter().filter(|(name, _)| name.starts_with("layer.f8")) {
        tensors.remove(name).unwrap();
    }
    // `bf16` is widened.
    let wide = tensors.remove("layer.bf16").unwrap();
    let wide = wide
        .data()
        .as_bf16_bits()
        .unwrap()
        .iter()
        .map(|bits| f32::from_bits(u32::from(*bits) << 16));
    tensors.insert("layer.bf16", Tensor::new([2, 3], wide.collect::<Vec<_>>()).unwrap());
    let archive = imported(&file);
    assert_same(&archive, &tensors);
    assert_eq!(archive.metadata().count(), 2);
}

#[test]
fn the_name_of_the_metadata_is_no_tensor_s() {
    let tensor = || Tensor::new([1], vec![1u8]).unwrap();
    let names = ["__metadata__", "other"].map(str::to_owned);
    let tensors = Tensors::from_iter(names.map(|name| (name, tensor())));
    for format in ["npz", "safetensors"] {
        let (file, err) = exported(&tensors, "", format);
        assert_eq!(
            err,
            format!("left out: __metadata__: the name is that of the metadata in {format}\n")
        );
        assert_eq!(imported(&file).get::<Tensors>("").unwrap().len(), 1);
    }
}

#[test]
fn npy_gives_back_each_type_that_numpy_has() {
    for (name, tensor) in one_of_each() {
        if name.starts_with("layer.f8") || name == "layer.bf16" {
            continue;
        }
        let (file, _) = exported(&one_of_each(), &name, "npy");
        let expected = Tensors::from_iter([("value".to_owned(), tensor)]);
        assert_same(&imported(&file), &expected);
    }
}

#[test]
fn values_of_types_go_out_as_their_numbers() {
    let (file, err) = exported(&cloud(), "", "safetensors");
    assert_eq!(
        err,
        "left out: kind: variants without fields are no numbers\nleft out: name: strings are no numbers\n"
    );
    let archive = imported(&file);
    let expected = [
        ("points.at", Tensor::new([2, 2], vec![0.5f32, 1.5, f32::NAN, -0.0])),
        ("points.label", Tensor::new([2], vec![1u8, 2])),
        ("grid", Tensor::new([2, 3], vec![1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0])),
        ("mean", Tensor::new([3], vec![0.1, 0.2, 0.3])),
        ("steps", Tensor::new([], vec![1000u32])),
    ];
    let expected = expected.map(|(name, tensor)| (name.to_owned(), tensor.unwrap()));
    assert_same(&archive, &Tensors::from_iter(expected));
    let metadata: Vec<_> = archive.metadata().collect();
    let says = [
        ("data", "iris"),
        ("persist.type", "Cloud"),
        ("persist.version", "1.0.0"),
        ("rows", "150"),
    ];
    assert_eq!(metadata, says);
    // NumPy is told of Fortran's order instead.
    let (grid, _) = exported(&cloud(), "grid", "npy");
    assert!(String::from_utf8_lossy(&grid).contains("'fortran_order': True, 'shape': (2, 3)"));
    assert!(grid.ends_with(&[1.0f32, 4.0, 2.0, 5.0, 3.0, 6.0].map(f32::to_le_bytes).concat()));
}

#[test]
fn elements_of_other_systems_are_turned_round() {
    let file = |descr: &str, fortran: &str, shape: &str, elements: &[u8]| {
        let says = format!("'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}");
        let tensors: Tensors = imported(&support::tensors::npy(&says, elements)).get("").unwrap();
        tensors.get("value").unwrap().clone()
    };
    let big = [1.5f64, -2.0].map(f64::to_be_bytes).concat();
    assert_eq!(file(">f8", "False", "(2,)", &big), Tensor::new([2], vec![1.5, -2.0]).unwrap());
    let complex = TensorData::ComplexF64(vec![[1.5, -2.0]].into());
    assert_eq!(file(">c16", "False", "(1,)", &big), Tensor::new([1], complex).unwrap());
    let columns = file("|u1", "True", "(2, 1, 3)", &[1, 4, 2, 5, 3, 6]);
    assert_eq!(columns, Tensor::new([2, 1, 3], vec![1u8, 2, 3, 4, 5, 6]).unwrap());
    assert_eq!(file("<f2", "True", "()", &[0, 0x3c]).data().as_f16_bits(), Some(&[0x3c00][..]));
    assert_eq!(file("|b1", "False", "(0, 5)", &[]).ty(), TensorType::Bool);
}

#[cfg(not(feature = "arrow"))]
#[test]
fn a_format_that_the_program_lacks_is_named_with_its_feature() {
    let file = support::options().to_bytes(&cloud()).unwrap();
    let (code, _, err) = run(["export", "-", "points", "--to", "arrow", "-o", "-"], &file);
    assert_eq!(code, Code::Usage);
    assert!(err.contains("--features arrow"), "{err}");
}

#[cfg(feature = "arrow")]
#[test]
fn columns_of_a_table_have_as_many_rows_each() {
    let file = support::options().to_bytes(&cloud()).unwrap();
    let (code, _, err) = run(["export", "-", "--to", "arrow", "-o", "-"], &file);
    assert_eq!(code, Code::Usage);
    assert!(err.contains("`points.at` has 2 rows, `mean` has 3"), "{err}");
    let (code, table, err) = run(["export", "-", "points", "--to", "arrow", "-o", "-"], &file);
    assert_eq!((code, err.as_str()), (Code::Done, ""));
    assert!(table.starts_with(b"ARROW1"));
}

#[test]
fn a_tensor_is_found_by_the_name_that_it_came_with() {
    let name = "a.\"b\"[0]\\";
    let tensor = |element: u8| Tensor::new([1], vec![element]).unwrap();
    let all = Tensors::from_iter([(name.to_owned(), tensor(1)), ("a".to_owned(), tensor(2))]);
    let (file, _) = exported(&all, name, "npy");
    assert!(file.ends_with(&[b'\n', 1]));
    let file = all.to_bytes().unwrap();
    let (code, _, err) = run(["export", "-", "b", "--to", "npy", "-o", "-"], &file);
    assert_eq!(code, Code::Usage);
    assert!(err.contains("there is no `b`"), "{err}");
}

/// Python ends the name of a file in an archive at a zero, so that one array would stand for another.
#[test]
fn names_that_zip_archives_cannot_hold_are_left_out() {
    let (long, cut) = ("n".repeat(70_000), "a\0b".to_owned());
    let tensor = |element: u8| Tensor::new([1], vec![element]).unwrap();
    let all = [("a".to_owned(), tensor(1)), (cut, tensor(2)), (long, tensor(3))];
    let (file, err) = exported(&Tensors::from_iter(all), "", "npz");
    assert!(err.contains("names in zip archives end at a zero"), "{err}");
    assert!(err.contains("the name is too long for a zip archive"), "{err}");
    assert_same(&imported(&file), &Tensors::from_iter([("a".to_owned(), tensor(1))]));
}

#[test]
fn a_failed_export_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    let out = folder.path().join("out.npz");
    fs::write(&out, "what was there").unwrap();
    let export = |file: &str| {
        let file = folder.path().join(file);
        run(["export".into(), file, "-o".into(), out.clone()], &[]).0
    };
    assert_eq!(export("damaged.persist"), Code::Damaged);
    assert_eq!(fs::read(&out).unwrap(), b"what was there");
    assert_eq!(export("iris.persist"), Code::Done);
    assert!(fs::read(&out).unwrap().starts_with(b"PK"));
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".persist-")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn an_export_keeps_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    let [file, link, target] =
        ["iris.persist", "link.npz", "target.npz"].map(|name| folder.path().join(name));
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&target, &link).unwrap();
    let args =
        |out: &Path| [OsString::from("export"), file.clone().into(), "-o".into(), out.into()];
    assert_eq!(run(args(&link), &[]).0, Code::Done);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read(&target).unwrap().starts_with(b"PK"));
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
    let null = [
        OsString::from("export"),
        file.into(),
        "--to".into(),
        "npz".into(),
        "-o".into(),
        "/dev/null".into(),
    ];
    assert_eq!(run(null, &[]).0, Code::Done);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}
