//! Files of other programs, as `persist import` reads them: safetensors, npz and npy.

use persist_core::Tensors;

use super::{limits, load_options, sound};

pub(super) fn run(bytes: &[u8]) {
    let Ok(tensors) = persist_cli::imported(bytes, &limits()) else { return };
    for (name, tensor) in tensors.iter() {
        let lens = tensor.shape().iter().try_fold(1u64, |all, len| all.checked_mul(*len));
        assert_eq!(lens, Some(tensor.data().len() as u64), "{name}");
    }
    let file = sound(persist_core::to_bytes(&tensors), "what was read can be saved");
    let loaded: Tensors = sound(load_options().from_bytes(&file), "what was saved");
    assert!(
        sound(persist_core::to_bytes(&loaded), "what was loaded") == file,
        "other tensors come back"
    );
}

fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(header.len()).unwrap().to_le_bytes();
    [&b"\x93NUMPY\x01\0"[..], &len, header.as_bytes(), data].concat()
}

fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}

/// A zip archive of files that are stored as they are.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, bytes) as u32;
        let len = bytes.len() as u32;
        let offset = out.len() as u32;
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        [crc, len, len].iter().for_each(|number| common.extend(number.to_le_bytes()));
        common.extend([name.len() as u8, 0, 0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend(name.as_bytes());
        out.extend_from_slice(bytes);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, start, len) = (files.len() as u8, out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, 0, count, 0]);
    out.extend(len.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let array = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n", &[0; 8]);
    let text = npy("{'descr': '<U2', 'fortran_order': False, 'shape': (), }\n", b"{\0\0\0}\0\0\0");
    vec![
        npy("{'descr': '>i2', 'fortran_order': True, 'shape': (3,), }\n", &[0, 1, 0, 2, 0, 3]),
        npy("{'descr': '|b1', 'fortran_order': False, 'shape': (), }\n", &[1]),
        npy("{'descr': '<c16', 'fortran_order': False, 'shape': (1, 0), }\n", &[]),
        npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }\n", &[0; 4]),
        zip(&[("a.npy", &array), ("__metadata__.npy", &text)]),
        zip(&[("b.npy", &array)]),
        safetensors(r#"{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#, &[0; 8]),
        safetensors(
            r#"{"__metadata__":{"k":"v"},"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[4,5]}}"#,
            &[1; 5],
        ),
        array,
    ]
}
