use std::cell::Cell;
use std::io::Write as _;

use super::*;
use crate::container::layout::CHUNK_LEN;
use crate::wire::ArraySource;
use crate::wire::raw::Room;

#[test]
fn what_is_written_is_read_back() {
    let model = Model::small();
    let bytes = model.to_bytes();
    let read = read_all(&bytes).unwrap();
    assert_eq!(read.metadata, model.metadata);
    assert_eq!(read.schema, model.schema);
    assert_eq!(read.body, model.body);
    assert_eq!(read.shared, model.shared);
    assert_eq!(read.probes, model.probes);
    assert_eq!(read.blocks, model.blocks);
    let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    assert_eq!(container.producer(), model.producer);
    assert_eq!(container.file_len(), bytes.len() as u64);
    assert_eq!(container.raw_len(), 70 + 4 + 6 + 20 + 5);
    container.verify().unwrap();
}

#[test]
fn a_file_of_nothing_has_an_empty_body_and_ends_where_it_would_start() {
    let bytes = Model::default().to_bytes();
    assert_eq!(bytes.len(), 64);
    let read = read_all(&bytes).unwrap();
    assert!(read.body.is_empty() && read.shared.is_none() && read.blocks.is_empty());
}

#[test]
fn empty_sections_have_a_place_and_no_chunks() {
    let model = Model {
        shared: Some(Vec::new()),
        blocks: vec![(8, Vec::new()), (1, vec![1; 65]), (2, Vec::new())],
        ..Model::default()
    };
    let bytes = model.to_bytes();
    let read = read_all(&bytes).unwrap();
    assert_eq!(read.shared, model.shared);
    assert_eq!(read.blocks, model.blocks);
    assert_eq!(bytes.len() % 64, 0, "the last section is empty, and has its place");
}

#[test]
fn every_section_starts_at_a_multiple_of_64_and_all_between_them_is_zero() {
    let bytes = Model::small().to_bytes();
    let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    for section in container.sections() {
        assert_eq!(section.offset % 64, 0);
        let padding = &bytes[section.padding as usize..section.offset as usize];
        assert!(padding.len() < 64 && padding.iter().all(|byte| *byte == 0));
    }
}

/// An array that is handed out in pieces of one length.
struct Pieces(Vec<u8>, usize);

impl ArraySource for Pieces {
    fn byte_len(&self) -> u64 {
        self.0.len() as u64
    }

    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.0.chunks(self.1).try_for_each(sink)
    }
}

fn long_array() -> Vec<u8> {
    let len = 12 * (2 * CHUNK_LEN / 12 + 3);
    (0..len).map(|index| (index / 7 % 251) as u8).collect()
}

fn file_of(array: impl ArraySource, stride: u32) -> Result<Vec<u8>> {
    with_file_of(array, stride, |contents| {
        let mut bytes = Vec::new();
        write(contents, &WriteOptions::default(), &mut bytes)?;
        Ok(bytes)
    })
}

fn with_file_of<R>(
    array: impl ArraySource,
    stride: u32,
    use_it: impl FnOnce(&Contents<'_>) -> Result<R>,
) -> Result<R> {
    let blocks = [Block { stride, source: Box::new(array) }];
    let contents = Contents {
        producer: None,
        metadata: &BTreeMap::new(),
        schema: b"",
        body: b"body",
        shared: None,
        probes: None,
        blocks: &blocks,
    };
    use_it(&contents)
}

#[test]
fn chunks_end_inside_elements_and_pieces_and_the_bytes_do_not_depend_on_the_pieces() {
    let array = long_array();
    let whole = file_of(OwnedArray(array.clone()), 12).unwrap();
    for len in [12, 4095, CHUNK_LEN - 1, CHUNK_LEN, CHUNK_LEN + 1] {
        assert!(file_of(Pieces(array.clone(), len), 12).unwrap() == whole, "{len}");
    }
    let container = Container::open(whole.as_slice(), &Limits::new()).unwrap();
    let blocks = container.blocks();
    assert_eq!(blocks.shape(0), Some((array.len() as u64, 12)));
    assert_eq!(blocks.shape(1), None);
    let mut read = vec![0; array.len()];
    Room::over(&mut read, |room| blocks.read(0, room)).unwrap();
    assert!(read == array);
    let mut read = Vec::new();
    blocks
        .pieces(0, &mut |piece| {
            read.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
    assert!(read == array);
}

#[test]
fn a_file_on_disk_reads_as_the_same_file_in_memory() {
    let bytes = file_of(OwnedArray(long_array()), 12).unwrap();
    let path = std::env::temp_dir().join(format!("persist-container-{}", std::process::id()));
    std::fs::File::create_new(&path).unwrap().write_all(&bytes).unwrap();
    let file = std::fs::File::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let container = Container::open(file, &Limits::new()).unwrap();
    container.verify().unwrap();
    assert_eq!(*container.body().unwrap(), *b"body");
    let mut read = Vec::new();
    container
        .blocks()
        .pieces(0, &mut |piece| {
            read.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
    assert!(read == long_array());
    let mut whole = vec![0; read.len()];
    Room::over(&mut whole, |room| container.blocks().read(0, room)).unwrap();
    assert!(whole == read);
}

#[test]
fn damage_of_a_chunk_is_named_by_block_chunk_and_bytes_of_the_file() {
    let mut bytes = file_of(OwnedArray(long_array()), 12).unwrap();
    let offset = Container::open(bytes.as_slice(), &Limits::new())
        .unwrap()
        .sections()
        .nth(1)
        .unwrap()
        .offset as usize;
    bytes[offset + CHUNK_LEN + 5] ^= 1;
    let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    assert_eq!(*container.body().unwrap(), *b"body");
    let start = offset + CHUNK_LEN;
    let message = format!(
        "chunk 1 of block 0 does not match its checksum: there is damage in bytes {start}..{} of the \
         file; help: take another copy of the file",
        start + CHUNK_LEN
    );
    let mut out = vec![0; long_array().len()];
    let errors = [
        container.verify().unwrap_err(),
        Room::over(&mut out, |room| container.blocks().read(0, room)).unwrap_err(),
        container.blocks().pieces(0, &mut |_| Ok(())).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.to_string(), message);
        assert_eq!(error.kind(), ErrorKind::Damaged);
    }
}

/// An array whose bytes differ each time that they are asked for.
struct Changing {
    len: u64,
    calls: Cell<u8>,
    lengths: [usize; 2],
}

impl ArraySource for Changing {
    fn byte_len(&self) -> u64 {
        self.len
    }

    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let call = self.calls.replace(self.calls.get() + 1);
        sink(&vec![call; self.lengths[usize::from(call)]])
    }
}

#[test]
fn an_array_is_looked_at_once() {
    let array = Changing { len: 8, calls: Cell::new(0), lengths: [8, 0] };
    assert!(file_of(array, 4).is_ok_and(|file| read_all(&file).is_ok()));
}

#[test]
fn an_array_of_another_length_than_it_said_is_an_error_of_the_caller() {
    for len in [0, 4, 7, 9, 12] {
        let array = Changing { len: 8, calls: Cell::new(0), lengths: [len, 8] };
        let error = file_of(array, 4).unwrap_err();
        assert_says(&error, ErrorKind::Caller, "an array changed while it was saved");
    }
}

#[test]
fn an_array_that_changes_between_two_passes_is_an_error_of_the_caller() {
    for lengths in [[8, 8], [8, 4], [8, 12], [4, 8], [12, 8], [4, 4], [0, 0], [12, 12]] {
        let array = Changing { len: 8, calls: Cell::new(0), lengths };
        let error = with_file_of(array, 4, |contents| {
            write_forward(contents, &WriteOptions::default(), &mut Vec::new())
        })
        .unwrap_err();
        assert_says(&error, ErrorKind::Caller, "an array changed while it was saved");
    }
}

#[test]
fn a_block_of_no_whole_number_of_elements_is_an_error_of_the_caller() {
    for (stride, len) in [(0, 0), (0, 4), (3, 4), (8, 4)] {
        let error = file_of(OwnedArray(vec![0; len]), stride).unwrap_err();
        assert_says(&error, ErrorKind::Caller, "block 0 has");
    }
}

#[test]
fn what_the_writer_refuses_is_a_system_error() {
    let blocks = [];
    let contents = Contents {
        producer: None,
        metadata: &BTreeMap::new(),
        schema: b"",
        body: b"body",
        shared: None,
        probes: None,
        blocks: &blocks,
    };
    let mut file = [0; 66];
    for len in [0, 63, 64, 66] {
        let error =
            write_forward(&contents, &WriteOptions::default(), &mut &mut file[..len]).unwrap_err();
        assert_says(&error, ErrorKind::System, "the file could not be written");
    }
}
