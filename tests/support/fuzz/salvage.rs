//! What is left of damaged files: surveyed, and written where it is whole.
//!
//! The first byte says how; the rest is a file as it is, or one whose checksums are made to fit and that is damaged then.

use std::fs;
use std::path::PathBuf;

use persist_core::{Archive, Compression, Durability, SalvageOptions, SaveOptions};
use tempfile::TempDir;

use super::container::golden;
use super::input::Input;
use super::{limits, open, sound, types, within};

thread_local! {
    static FOLDER: TempDir = folder();
}

/// In memory, where the system has files there.
fn folder() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    }
    .unwrap()
}

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let way = input.byte();
    let place = usize::from(input.number());
    let mut file = input.file(way & 1 == 1);
    // Damage, once all fits.
    if let (true, Some(byte)) = (way & 2 == 2, file.get_mut(place)) {
        *byte ^= 1;
    }
    let options = SalvageOptions::new().limits(limits()).durability(Durability::Fast).threads(1);
    let options = options.partial(way & 4 == 4);
    let options = if way & 8 == 8 { options.compression(Compression::lz4()) } else { options };
    FOLDER.with(|folder| {
        let (path, out) = (folder.path().join("damaged"), folder.path().join("salvaged"));
        fs::write(&path, &file).unwrap();
        let surveyed = options.survey(&path);
        if way & 16 == 16 {
            let _: bool = surveyed.is_ok_and(|survey| survey.to_string().is_empty());
            return;
        }
        let salvaged = match options.salvage(&path, &out) {
            Err(_) => {
                // Surveys need no room for what would be written.
                assert!(!out.exists(), "a salvage failed, and left a file");
                return;
            }
            Ok(salvaged) => salvaged,
        };
        let surveyed = sound(surveyed, "what can be salvaged can be surveyed");
        assert_eq!(surveyed.to_string(), salvaged.to_string());
        let written = fs::read(&out).unwrap();
        fs::remove_file(&out).unwrap();
        let Some(archive) =
            within(Archive::from_bytes_with(written, &limits()), "what was salvaged")
        else {
            return;
        };
        sound(archive.verify(), "what was salvaged");
        within(archive.verify_values(), "what was salvaged");
        unharmed(&file, &archive, salvaged.lost().is_empty() && salvaged.filled().is_empty());
    });
}

/// Of a file that is whole, and holds values of its types, the value is what it was.
fn unharmed(file: &[u8], salvaged: &Archive, is_all: bool) {
    let Some(whole) = open(file) else { return };
    let is_sound = whole.verify().and_then(|()| whole.verify_values()).is_ok();
    if let (true, Ok(value)) = (is_sound, whole.value()) {
        assert!(is_all, "a part of a whole file is lost");
        let left = within(salvaged.value(), "a whole value");
        assert!(
            left.is_none_or(|left| format!("{left:?}") == format!("{value:?}")),
            "another value is left"
        );
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let some = types().iter().step_by(5).map(|program| program.file.clone());
    let forest = SaveOptions::new()
        .block_threshold(16)
        .to_bytes(&crate::support::model::Forest::small())
        .unwrap();
    let files =
        golden(3000).into_iter().chain(some).chain([forest]).filter(|file| file.len() < 3000);
    let damaged = files.enumerate().map(|(index, file)| {
        let place = (file.len() - 1 - index % 5 * 16 % file.len()) as u16;
        [&[3 | (index as u8 % 4) << 2], &place.to_le_bytes()[..], &file].concat()
    });
    damaged.collect()
}
