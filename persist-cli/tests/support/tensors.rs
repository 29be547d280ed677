//! Tensors in files of this library and of others.

use std::fs;
use std::path::Path;

use ndarray::{Array2, ShapeBuilder, array};
use persist_core::{Persist, Tensor, TensorData, TensorType, Tensors};

/// Points, and all that is no array of numbers around them.
#[derive(Persist)]
#[persist(version = "1.0.0")]
pub struct Cloud {
    pub name: String,
    pub points: Vec<Point>,
    /// In Fortran's order.
    pub grid: Array2<f32>,
    pub mean: [f64; 3],
    pub kind: Kind,
    pub steps: u32,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub struct Point {
    pub at: [f32; 2],
    pub label: u8,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub enum Kind {
    Sparse,
}

pub fn cloud() -> Cloud {
    let grid = Array2::from_shape_vec((2, 3).f(), vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]).unwrap();
    assert_eq!(grid, array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    Cloud {
        name: "iris".into(),
        points: vec![Point { at: [0.5, 1.5], label: 1 }, Point { at: [f32::NAN, -0.0], label: 2 }],
        grid,
        mean: [0.1, 0.2, 0.3],
        kind: Kind::Sparse,
        steps: 1000,
    }
}

/// One tensor of each type, with elements that only their bits tell apart; an empty one, and numbers by themselves.
pub fn one_of_each() -> Tensors {
    let mut tensors = Tensors::new();
    for ty in TensorType::ALL {
        let bytes: Vec<u8> = match ty {
            TensorType::Bool => vec![1, 0, 1, 1, 0, 0],
            // Signalling NaNs with payloads, among others.
            TensorType::F32 => {
                [0x7fa0_0001u32, 0xff80_0000, 1, 0x8000_0000, 0x7fc1_2345, 0x3f80_0000]
                    .map(u32::to_le_bytes)
                    .concat()
            }
            _ => (0..6 * ty.size()).map(|n| u8::try_from(n * 41 % 256).unwrap()).collect(),
        };
        let data = TensorData::read_from(*ty, 6, &mut bytes.as_slice()).unwrap();
        tensors.insert(format!("layer.{ty}"), Tensor::new([2, 3], data).unwrap());
    }
    tensors.insert("empty", Tensor::new([0, 7], Vec::<u8>::new()).unwrap());
    tensors.insert("a/number", Tensor::new([], vec![-0.0f64]).unwrap());
    tensors.insert("flag", Tensor::new([1], vec![true]).unwrap());
    tensors.insert("größe", Tensor::new([1], vec![7i64]).unwrap());
    tensors
}

/// An array of NumPy's, whose header says this of it.
pub fn npy(says: &str, elements: &[u8]) -> Vec<u8> {
    let text = format!("{{{says}, }}\n");
    let len = u16::try_from(text.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\0", &len[..], text.as_bytes(), elements].concat()
}

/// A file of safetensors with this header.
pub fn safetensors(header: &str, elements: &[u8]) -> Vec<u8> {
    [&u64::try_from(header.len()).unwrap().to_le_bytes()[..], header.as_bytes(), elements].concat()
}

pub fn write_files(folder: &Path) {
    super::options().save(&cloud(), folder.join("cloud.persist")).unwrap();
    let header = concat!(
        r#"{"__metadata__":{"format":"pt"},"#,
        r#""encoder.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#,
        r#""encoder.bias":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]}}"#,
    );
    let weights = [1.0f32, 2.0, 3.0, 4.0].map(f32::to_le_bytes).concat();
    let elements = [weights.as_slice(), &[0x80, 0x3f, 0, 0xc0]].concat();
    let file = safetensors(header, &elements);
    fs::write(folder.join("encoder.safetensors"), &file).unwrap();
    fs::write(folder.join("short.safetensors"), &file[..file.len() - 3]).unwrap();

    let columns = [1i16, 4, 2, 5, 3, 6].map(i16::to_be_bytes).concat();
    let says = "'descr': '>i2', 'fortran_order': True, 'shape': (2, 3)";
    fs::write(folder.join("counts.npy"), npy(says, &columns)).unwrap();
    let says = "'descr': '|O', 'fortran_order': False, 'shape': (1,)";
    fs::write(folder.join("objects.npy"), npy(says, b"\x80\x04}\x94.")).unwrap();
}
