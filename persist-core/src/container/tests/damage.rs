use std::io;

use super::*;
use crate::container::Source;
use crate::wire::raw::Room;

/// Reads everything, through memory and through the interface that files have.
fn fails(bytes: &[u8]) -> Error {
    let error = read_all(bytes).err();
    let verified = Container::open(bytes, &Limits::new()).and_then(|container| container.verify());
    assert_eq!(error.is_some(), verified.is_err());
    error.unwrap_or_else(|| panic!("read {bytes:x?}"))
}

#[test]
fn every_flipped_bit_is_damage() {
    let bytes = Model::small().to_bytes();
    read_all(&bytes).unwrap();
    for index in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[index] ^= 1 << bit;
            let error = fails(&damaged);
            assert_eq!(error.kind(), ErrorKind::Damaged, "byte {index}: {error}");
        }
    }
}

#[test]
fn every_run_of_one_to_nine_bytes_of_ones_is_damage_or_foreign() {
    let bytes = Model::small().to_bytes();
    for len in 1..=9 {
        for start in 0..=bytes.len() - len {
            let mut damaged = bytes.clone();
            damaged[start..start + len].fill(0xff);
            let error = fails(&damaged);
            let kinds = match start {
                0..8 => &[ErrorKind::Damaged, ErrorKind::NotPersist][..],
                _ => &[ErrorKind::Damaged],
            };
            assert!(kinds.contains(&error.kind()), "bytes {start}+{len}: {error}");
        }
    }
}

#[test]
fn every_shorter_file_is_cut_short() {
    let bytes = Model::small().to_bytes();
    let header_end = 24 + u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    for len in 0..bytes.len() {
        let error = fails(&bytes[..len]);
        let message = match len {
            0 => "the file is empty".into(),
            _ if len < 24 => format!("expected 24 bytes in front of the header, found {len}"),
            _ if len < header_end => {
                format!("expected {header_end} bytes up to the header's end, found {len}")
            }
            _ => format!("expected {} bytes, found {len}", bytes.len()),
        };
        assert_says(&error, ErrorKind::Damaged, &message);
    }
}

#[test]
fn every_longer_file_has_bytes_behind_its_end() {
    let bytes = Model::small().to_bytes();
    for extra in 1..=4096 {
        for fill in [0, 0xff] {
            let mut longer = bytes.clone();
            longer.resize(bytes.len() + extra, fill);
            let expected = format!(
                "bytes follow the file's end: expected {} bytes, found {}",
                bytes.len(),
                longer.len()
            );
            assert_says(&fails(&longer), ErrorKind::Damaged, &expected);
        }
    }
}

#[test]
fn damage_of_one_section_leaves_the_others_readable() {
    let model = Model::small();
    let bytes = model.to_bytes();
    let sections: Vec<_> =
        Container::open(bytes.as_slice(), &Limits::new()).unwrap().sections().collect();
    let names = ["the body", "the shared values", "the probes", "block 0", "block 1"];
    for (section, name) in sections.iter().zip(names) {
        let mut damaged = bytes.clone();
        damaged[section.offset as usize] ^= 0x80;
        let container = Container::open(damaged.as_slice(), &Limits::new()).unwrap();
        let mut block = [vec![0; 20], vec![0; 5]];
        let [first, second] = &mut block;
        let results = [
            container.body().map(drop),
            container.shared().map(drop),
            container.probes().map(drop),
            Room::over(first, |room| container.blocks().read(0, room)),
            Room::over(second, |room| container.blocks().read(1, room)),
        ];
        for (result, other) in results.into_iter().zip(names) {
            match result {
                Ok(()) => assert_ne!(name, other),
                Err(error) => {
                    assert_eq!(name, other);
                    let message = format!("chunk 0 of {name} does not match its checksum");
                    assert_says(&error, ErrorKind::Damaged, &message);
                }
            }
        }
    }
}

#[test]
fn padding_that_is_not_zero_is_named_by_its_byte() {
    let bytes = Model::small().to_bytes();
    let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    for section in container.sections() {
        for offset in section.padding..section.offset {
            let mut damaged = bytes.clone();
            damaged[offset as usize] = 1;
            let message = format!(
                "the padding in front of {section} is not zero, at byte {offset} of the file"
            );
            assert_says(&fails(&damaged), ErrorKind::Damaged, &message);
        }
    }
}

/// A file whose header can be read, and its sections cannot.
struct Failing(Vec<u8>, u64, io::ErrorKind);

impl Source for Failing {
    fn byte_len(&self) -> io::Result<u64> {
        self.0.as_slice().byte_len()
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        match offset < self.1 {
            true => self.0.as_slice().read_exact_at(offset, out),
            false => Err(self.2.into()),
        }
    }
}

#[test]
fn what_the_disk_does_not_give_is_a_fault_of_the_file_and_no_memory_is_not() {
    let bytes = Model::small().to_bytes();
    let sound = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    let sections = sound.sections().next().unwrap().offset;
    let survey = |kind| {
        let source = Failing(bytes.clone(), sections, kind);
        Container::open_damaged(source, &Limits::new()).unwrap().survey()
    };
    assert_eq!(survey(io::ErrorKind::Other).unwrap().len(), sound.sections().count());
    assert_eq!(survey(io::ErrorKind::OutOfMemory).unwrap_err().kind(), ErrorKind::System);
}
