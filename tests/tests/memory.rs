//! Big arrays: they are borrowed on save, read into place on load, or left in the file.
//!
//! The model has 64 MiB, or a whole GiB with `PERSIST_FULL=1`.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::VecDeque;
use std::fmt::Debug;
use std::num::{NonZero, Wrapping};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::{env, fs};

use persist_core::{Buffer, Durability, ErrorKind, LoadOptions, Persist, SaveOptions, Verify};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::File;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MIB: usize = 1 << 20;

/// Arrays of the model.
const TENSORS: usize = 200;

#[derive(Persist, PartialEq, Debug)]
struct Model {
    tensors: Vec<Tensor>,
}

#[derive(Persist, PartialEq, Debug)]
struct Tensor {
    name: String,
    values: Vec<f32>,
}

/// [`Model`] as a program has it that leaves arrays in their file.
#[derive(Persist)]
#[persist(name = "Model")]
struct MappedModel {
    tensors: Vec<MappedTensor>,
}

#[derive(Persist)]
#[persist(name = "Tensor")]
struct MappedTensor {
    name: String,
    values: Buffer<f32>,
}

fn model_bytes() -> usize {
    if env::var_os("PERSIST_FULL").is_some() { 1 << 30 } else { 64 * MIB }
}

fn model(bytes: usize) -> Model {
    let tensor = |number: usize| Tensor {
        name: format!("layers.{number}.weight"),
        values: (0..bytes / TENSORS / 4).map(|place| (place * 31 + number) as f32).collect(),
    };
    Model { tensors: (0..TENSORS).map(tensor).collect() }
}

fn save<T: Persist>(value: &T, path: &Path) {
    SaveOptions::new().durability(Durability::Fast).save(value, path).unwrap();
}

fn mapping() -> LoadOptions {
    // SAFETY: these tests write to no file that they have mapped, they replace it.
    unsafe { LoadOptions::new().map() }
}

/// Where the first block of a file starts.
fn first_block(bytes: &[u8]) -> usize {
    let (_, block) = &File::parse(bytes).blocks[0];
    bytes.chunks(64).position(|piece| piece == &block[..64]).unwrap() * 64
}

#[test]
fn a_save_borrows_the_arrays_and_a_load_reads_them_into_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let saved = model(model_bytes());
    let ((), of_save) = cost(|| save(&saved, &path));
    assert!(of_save.peak < 8 * MIB, "{of_save:?}");

    let (loaded, of_load) = cost(|| Model::load(&path).unwrap());
    assert!(of_load.peak < model_bytes() + 8 * MIB, "{of_load:?}");
    assert_eq!(loaded, saved);
}

#[test]
fn a_model_that_is_mapped_takes_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let saved = model(model_bytes());
    save(&saved, &path);
    for verify in [Verify::Lazy, Verify::All] {
        let (mapped, of_load) =
            cost(|| mapping().verify(verify).load::<MappedModel>(&path).unwrap());
        assert!(of_load.peak < 2 * MIB, "{of_load:?}");
        for (mapped, saved) in mapped.tensors.iter().zip(&saved.tensors) {
            assert!(mapped.values.is_mapped());
            assert_eq!((&mapped.name, &mapped.values[..]), (&saved.name, &saved.values[..]));
            mapped.values.verify().unwrap();
        }
    }
}

/// The name of the variable that tells a child process of these tests what to load.
const CHILD: &str = "PERSIST_TEST_CHILD";

/// What the process takes in memory at most, from its start on, in bytes.
fn peak_resident() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? << 10)
}

#[test]
fn the_system_counts_no_more_than_the_allocator() {
    if let Some(path) = env::var_os(CHILD) {
        let before = peak_resident().unwrap();
        let model = Model::load(Path::new(&path)).unwrap();
        let owned = peak_resident().unwrap() - before;
        println!("resident {owned}");
        drop(model);
        return;
    }
    if peak_resident().is_none() {
        eprintln!("left out: this system does not tell a process's peak in memory");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    save(&model(model_bytes()), &path);
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "the_system_counts_no_more_than_the_allocator", "--nocapture"])
        .env(CHILD, &path)
        .output()
        .unwrap();
    let output = String::from_utf8(child.stdout).unwrap();
    let resident = output.split_once("resident ").expect("a line of the child").1;
    let resident: usize = resident.lines().next().unwrap().parse().unwrap();
    assert!(resident < model_bytes() + 8 * MIB, "{} MiB", resident / MIB);
}

#[test]
fn a_mapped_file_that_is_replaced_keeps_its_values() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.persist");
    let (first, second) = (vec![1.0f32; 100_000], vec![2.0f32; 50_000]);
    save(&first, &path);
    let before: Buffer<f32> = mapping().load(&path).unwrap();
    save(&second, &path);
    let after: Buffer<f32> = mapping().load(&path).unwrap();
    assert!(before.is_mapped() && after.is_mapped());
    assert_eq!((&before[..], &after[..]), (&first[..], &second[..]));
    fs::remove_file(&path).unwrap();
    assert_eq!(before[..], first);
    before.verify().unwrap();
}

#[test]
fn damage_in_a_mapped_array_is_found_at_once_or_when_it_is_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pair.persist");
    save(&(vec![1u32; 400_000], vec![2u64; 10_000]), &path);
    let mut bytes = fs::read(&path).unwrap();
    let place = first_block(&bytes) + MIB + 7;
    bytes[place] ^= 1;
    fs::write(&path, bytes).unwrap();

    type Pair = (Buffer<u32>, Buffer<u64>);
    let error = mapping().load::<Pair>(&path).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert_eq!(error.path(), Some("([u32], [u64])[0]"), "{error}");
    let (first, second) = mapping().verify(Verify::Lazy).load::<Pair>(&path).unwrap();
    second.verify().unwrap();
    let error = first.verify().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert!(error.to_string().contains("block 0"), "{error}");
}

#[derive(Persist, Clone, Copy, PartialEq, Debug)]
struct Point {
    x: f32,
    y: f32,
}

/// Seven bytes in files, eight in memory.
#[derive(Persist, Clone, Copy, PartialEq, Debug)]
struct Padded {
    weight: f32,
    class: u16,
    flag: u8,
}

#[derive(Persist, Clone, Copy, PartialEq, Debug)]
struct Checked {
    flag: bool,
    sign: i8,
}

#[derive(Persist, Clone, Copy, PartialEq, Debug)]
#[persist(transparent)]
struct Celsius(f64);

/// Without the representation, the compiler may put the longer field first.
#[derive(Persist, Clone, Copy, PartialEq, Debug)]
#[repr(C)]
struct Grid<T, const N: usize> {
    first: T,
    rest: [[T; N]; 2],
}

#[derive(Persist, Clone, Copy, PartialEq, Debug)]
#[persist(validate = Even::check)]
struct Even {
    number: u32,
}

impl Even {
    fn check(&self) -> Result<(), &'static str> {
        if self.number.is_multiple_of(2) { Ok(()) } else { Err("odd") }
    }
}

/// Saves a list that is read as bytes where that is possible, and one that never is.
fn same_bytes<T: Persist + Clone + PartialEq + Debug>(elements: &[T], mapped: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.persist");
    let list: Vec<T> = elements.iter().cycle().take(5000).cloned().collect();
    for list in [&list[..], &list[..3], &list[..0]] {
        let whole = persist_core::to_bytes(&list.to_vec()).unwrap();
        let one_by_one: VecDeque<T> = list.iter().cloned().collect();
        assert_eq!(whole, persist_core::to_bytes(&one_by_one).unwrap());
        assert_eq!(persist_core::from_bytes::<Vec<T>>(&whole).unwrap(), list);
        assert_eq!(persist_core::from_bytes::<VecDeque<T>>(&whole).unwrap(), list);
        assert_eq!(persist_core::from_bytes::<Buffer<T>>(&whole).unwrap()[..], *list);
        fs::write(&path, &whole).unwrap();
        let buffer: Buffer<T> = mapping().load(&path).unwrap();
        assert_eq!(buffer[..], *list);
        let name = std::any::type_name::<T>();
        assert_eq!(buffer.is_mapped(), mapped && list.len() == 5000, "{name}");
        assert_eq!(persist_core::to_bytes(&buffer).unwrap(), whole);
    }
}

#[test]
fn a_list_that_is_copied_whole_is_that_of_its_elements_one_by_one() {
    let little = cfg!(target_endian = "little");
    same_bytes(&[1u8, 255], true);
    same_bytes(&[1u16, 0xfffe], little);
    same_bytes(&[-1i32, i32::MIN], little);
    same_bytes(&[u64::MAX, 2], little);
    same_bytes(&[u128::MAX, 2], little);
    same_bytes(&[usize::MAX, 2], little && size_of::<usize>() == 8);
    same_bytes(&[f32::MIN_POSITIVE, -0.0], little);
    same_bytes(&[f64::INFINITY, 1e-310], little);
    same_bytes(&[Wrapping(3u32)], little);
    same_bytes(&[[1.0f32, 2.0, 3.0]], little);
    same_bytes(&[(1u32, -1i32)], little);
    same_bytes(&[Point { x: 1.0, y: -2.0 }], little);
    same_bytes(&[Celsius(21.5)], little);
    same_bytes(&[Grid { first: 1u16, rest: [[2, 3, 4], [5, 6, 7]] }], little);
}

#[test]
fn values_that_not_all_bytes_are_or_that_have_padding_are_copied_and_checked() {
    same_bytes(&[true, false], false);
    same_bytes(&['a', 'ß', '\u{10ffff}'], false);
    same_bytes(&[NonZero::<u32>::MAX], false);
    same_bytes(&[Padded { weight: 0.5, class: 7, flag: 1 }], false);
    same_bytes(&[Checked { flag: true, sign: -1 }], false);
    same_bytes(&[(1u8, 2u32)], false);
    same_bytes(&[Even { number: 4 }], false);
    let odd = persist_core::to_bytes(&vec![Even { number: 3 }; 2000]).unwrap_err();
    assert_eq!(odd.kind(), ErrorKind::Invalid);
}

#[test]
fn a_buffer_is_changed_in_a_copy_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.persist");
    save(&vec![7u32; 10_000], &path);
    let mapped: Buffer<u32> = mapping().load(&path).unwrap();
    let mut changed = mapped.clone();
    assert!(changed.is_mapped() && std::ptr::eq(&changed[0], &mapped[0]));
    changed.to_mut()[0] = 8;
    assert!(!changed.is_mapped());
    assert_eq!((changed[0], changed[1], mapped[0]), (8, 7, 7));
    let shared = changed.clone();
    assert!(std::ptr::eq(&changed[0], &shared[0]));
    changed.to_mut().push(9);
    assert_eq!((changed.len(), shared.len()), (10_001, 10_000));
    assert_eq!(shared.into_vec()[..2], [8, 7]);
    assert_eq!(Buffer::from_iter([1u8, 2]), Buffer::from(&[1u8, 2][..]));
}

#[test]
fn a_buffer_of_a_file_with_other_numbers_has_a_copy_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.persist");
    save(&vec![0.25f32; 10_000], &path);
    let wider: Buffer<f64> = mapping().load(&path).unwrap();
    assert!(!wider.is_mapped());
    assert_eq!(wider[..], vec![0.25f64; 10_000]);
}

#[test]
fn any_number_of_threads_reads_the_same_and_tells_of_all_bytes_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let saved: Vec<u32> = (0..6_000_000).collect();
    save(&saved, &path);
    for threads in [0, 1, 2, 7] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let teller = Arc::clone(&told);
        let options = LoadOptions::new()
            .threads(threads)
            .progress(move |progress| teller.lock().unwrap().push(progress));
        assert_eq!(options.load::<Vec<u32>>(&path).unwrap(), saved);
        let told = told.lock().unwrap();
        assert!(told.is_sorted_by(|one, next| one.done < next.done));
        let last = told.last().unwrap();
        assert_eq!((last.done, last.share()), (last.total, 1.0));
        assert!(last.total > 24_000_000 && told.len() > 80, "{last:?}");
    }
}

#[test]
fn the_first_damage_is_told_whatever_number_of_threads_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    save(&(0..6_000_000).collect::<Vec<u32>>(), &path);
    let mut bytes = fs::read(&path).unwrap();
    let start = first_block(&bytes);
    for chunk in [3, 4, 17, 22] {
        bytes[start + chunk * MIB + 5] ^= 0x40;
    }
    fs::write(&path, bytes).unwrap();
    let messages = [1, 2, 3, 8].map(|threads| {
        let error = LoadOptions::new().threads(threads).load::<Vec<u32>>(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        error.to_string()
    });
    assert!(messages.iter().all(|message| *message == messages[0]), "{messages:#?}");
    assert!(messages[0].contains("chunk 3"), "{}", messages[0]);
}
