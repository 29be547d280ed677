//! The real libraries of Python read what is exported, and what they write is imported: `tests/python/formats.py`
//! compares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use persist_cli::Code;
use persist_core::{Archive, Persist, TensorType, Tensors};
use serde_json::{Value, json};

use super::support::tensors::{cloud, one_of_each};
use super::{exported, run};

/// The script, run by the Python of this machine.
fn script(args: &[&str]) -> Command {
    let python = env::var_os("PERSIST_PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/formats.py")).args(args);
    command
}

/// Whether Python has a module; says so where it has not.
fn has(module: &str) -> bool {
    match script(&["has", module]).status() {
        Ok(status) if status.success() => true,
        Ok(_) => {
            println!("skipped: python module {module} is missing");
            false
        }
        Err(error) => {
            println!("skipped: python is missing: {error}");
            false
        }
    }
}

#[track_caller]
fn run_script(command: &str, module: &str, folder: &Path) {
    let ran = script(&[command, module, folder.to_str().unwrap()]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// What NumPy calls a type, or safetensors.
fn dtype(ty: TensorType, numpy: bool) -> &'static str {
    let (of_numpy, of_safetensors) = match ty {
        TensorType::Bool => ("bool", "BOOL"),
        TensorType::U8 => ("uint8", "U8"),
        TensorType::U16 => ("uint16", "U16"),
        TensorType::U32 => ("uint32", "U32"),
        TensorType::U64 => ("uint64", "U64"),
        TensorType::I8 => ("int8", "I8"),
        TensorType::I16 => ("int16", "I16"),
        TensorType::I32 => ("int32", "I32"),
        TensorType::I64 => ("int64", "I64"),
        TensorType::F16 => ("float16", "F16"),
        TensorType::Bf16 => ("float32", "BF16"),
        TensorType::F32 => ("float32", "F32"),
        TensorType::F64 => ("float64", "F64"),
        TensorType::ComplexF32 => ("complex64", "C64"),
        TensorType::ComplexF64 => ("complex128", ""),
        TensorType::F8E4M3 => ("", "F8_E4M3"),
        TensorType::F8E5M2 => ("", "F8_E5M2"),
        TensorType::F8E8M0 => ("", "F8_E8M0"),
        TensorType::F8E4M3Fnuz => ("", "F8_E4M3FNUZ"),
        TensorType::F8E5M2Fnuz => ("", "F8_E5M2FNUZ"),
        _ => ("", ""),
    };
    if numpy { of_numpy } else { of_safetensors }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tensors of a value as the script expects them; none of types that the format lacks.
fn expected<T: Persist>(value: &T, path: &str, numpy: bool) -> Value {
    let archive = Archive::from_bytes(value.to_bytes().unwrap()).unwrap();
    let found = archive.tensors(path).unwrap();
    let parts = found.tensors.iter().filter(|part| !dtype(part.ty(), numpy).is_empty());
    let tensors: BTreeMap<_, _> = parts
        .map(|part| {
            let mut bytes = Vec::new();
            part.pieces_in_c_order(&mut |piece| {
                if numpy && part.ty() == TensorType::Bf16 {
                    bytes.extend(piece.chunks(2).flat_map(|half| [0, 0, half[0], half[1]]));
                } else {
                    bytes.extend_from_slice(piece);
                }
                Ok(())
            })
            .unwrap();
            let dtype = dtype(part.ty(), numpy);
            let tensor = json!({ "dtype": dtype, "shape": part.shape(), "hex": hex(&bytes) });
            (part.name().to_owned(), tensor)
        })
        .collect();
    json!(tensors)
}

/// Exports to a folder, and has the script look at it.
#[track_caller]
fn assert_reads(module: &str, exports: Vec<(&str, Vec<u8>, Value, Option<Value>)>) {
    let folder = tempfile::tempdir().unwrap();
    let mut list = Vec::new();
    for (file, bytes, tensors, metadata) in exports {
        fs::write(folder.path().join(file), bytes).unwrap();
        list.push(json!({ "file": file, "tensors": tensors, "metadata": metadata }));
    }
    fs::write(folder.path().join("expected.json"), json!(list).to_string()).unwrap();
    run_script("read", module, folder.path());
}

fn metadata_of_cloud() -> Value {
    json!({ "data": "iris", "persist.type": "Cloud", "persist.version": "1.0.0", "rows": "150" })
}

#[test]
fn numpy_reads_what_is_exported() {
    if !has("numpy") {
        return;
    }
    let (all, cloud) = (one_of_each(), cloud());
    let value = |path: &str| {
        let tensors = expected(&cloud, path, true);
        json!({ "value": tensors.get(path).unwrap() })
    };
    assert_reads(
        "numpy",
        vec![
            (
                "all.npz",
                exported(&all, "", "npz").0,
                expected(&all, "", true),
                Some(json!({ "data": "iris", "rows": "150" })),
            ),
            (
                "cloud.npz",
                exported(&cloud, "", "npz").0,
                expected(&cloud, "", true),
                Some(metadata_of_cloud()),
            ),
            ("grid.npy", exported(&cloud, "grid", "npy").0, value("grid"), None),
            ("steps.npy", exported(&cloud, "steps", "npy").0, value("steps"), None),
        ],
    );
}

#[test]
fn safetensors_reads_what_is_exported() {
    if !has("safetensors") || !has("numpy") {
        return;
    }
    let (all, cloud) = (one_of_each(), cloud());
    assert_reads(
        "safetensors",
        vec![
            (
                "all.safetensors",
                exported(&all, "", "safetensors").0,
                expected(&all, "", false),
                Some(json!({ "data": "iris", "rows": "150" })),
            ),
            (
                "cloud.safetensors",
                exported(&cloud, "", "safetensors").0,
                expected(&cloud, "", false),
                Some(metadata_of_cloud()),
            ),
        ],
    );
}

#[cfg(feature = "arrow")]
#[test]
fn pyarrow_reads_what_is_exported() {
    if !has("pyarrow") || !has("numpy") {
        return;
    }
    // Parts of complex numbers are lists; more rows than a batch has.
    use persist_core::Tensor;
    let mut all: Tensors = one_of_each()
        .into_iter()
        .filter(|(name, tensor)| tensor.shape() == [2, 3] && !name.contains("complex"))
        .collect();
    let cloud = cloud();
    let long = Tensors::from_iter([
        ("a".to_owned(), Tensor::new([1_100_000], (0..1_100_000u32).collect::<Vec<_>>()).unwrap()),
        ("b".to_owned(), Tensor::new([1_100_000], vec![true; 1_100_000]).unwrap()),
    ]);
    // Rows of nothing are rows.
    let empty = Tensors::from_iter([
        ("a".to_owned(), Tensor::new([6, 3, 0], Vec::<f32>::new()).unwrap()),
        ("b".to_owned(), Tensor::new([6, 0, 3], Vec::<f32>::new()).unwrap()),
        ("c".to_owned(), Tensor::new([6], vec![1u8; 6]).unwrap()),
    ]);
    let file = exported(&all, "", "arrow").0;
    for name in [
        "layer.f8_e4m3",
        "layer.f8_e5m2",
        "layer.f8_e8m0",
        "layer.f8_e4m3fnuz",
        "layer.f8_e5m2fnuz",
    ] {
        all.remove(name).unwrap();
    }
    assert_reads(
        "pyarrow",
        vec![
            (
                "all.arrow",
                file,
                expected(&all, "", true),
                Some(json!({ "data": "iris", "rows": "150" })),
            ),
            (
                "points.arrow",
                exported(&cloud, "points", "arrow").0,
                expected(&cloud, "points", true),
                Some(metadata_of_cloud()),
            ),
            (
                "grid.arrow",
                exported(&cloud, "grid", "arrow").0,
                expected(&cloud, "grid", true),
                None,
            ),
            ("empty.arrow", exported(&empty, "", "arrow").0, expected(&empty, "", true), None),
            ("long.arrow", exported(&long, "", "arrow").0, expected(&long, "", true), None),
        ],
    );
}

/// What the script wrote is imported, and compared.
#[track_caller]
fn assert_imports(module: &str) {
    let folder = tempfile::tempdir().unwrap();
    run_script("write", module, folder.path());
    let list = fs::read(folder.path().join("expected.json")).unwrap();
    let list: Vec<Value> = serde_json::from_slice(&list).unwrap();
    assert!(!list.is_empty());
    for written in list {
        let file: PathBuf = folder.path().join(written["file"].as_str().unwrap());
        let out = file.with_extension("persist");
        let (code, _, err) = run(["import".into(), file, "-o".into(), out.clone()], &[]);
        assert_eq!(code, Code::Done, "{err}");
        let tensors = Tensors::load(&out).unwrap();
        assert_eq!(expected(&tensors, "", true), written["tensors"], "{}", written["file"]);
        let metadata: BTreeMap<_, _> = Archive::open(&out)
            .unwrap()
            .metadata()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        match &written["metadata"] {
            Value::Null => assert!(metadata.is_empty()),
            said => assert_eq!(json!(metadata), *said),
        }
    }
}

#[test]
fn what_numpy_writes_is_imported() {
    if has("numpy") {
        assert_imports("numpy");
    }
}

#[test]
fn what_safetensors_writes_is_imported() {
    if has("safetensors") && has("numpy") {
        assert_imports("safetensors");
    }
}
