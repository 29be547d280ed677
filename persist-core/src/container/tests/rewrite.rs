use super::*;

/// Opens a file, and writes it anew with other metadata: to an output, and to a writer that only goes forward.
fn rewritten(
    bytes: &[u8],
    metadata: &[(&str, &str)],
    options: Option<&WriteOptions>,
) -> Result<Vec<u8>> {
    let container = Container::open(bytes, &Limits::new())?;
    let default = WriteOptions::default();
    container.rewritten(metadata.iter().copied(), options.is_some(), |rewrite| {
        let (mut bytes, mut forward) = (Vec::new(), Vec::new());
        let written = rewrite.write(options.unwrap_or(&default), &mut bytes);
        let sent = rewrite.write_forward(options.unwrap_or(&default), &mut forward);
        assert_eq!(written.is_ok(), sent.is_ok());
        written?;
        assert!(bytes == forward);
        assert!(bytes.len() as u64 <= rewrite.encoded_len());
        Ok(bytes)
    })
}

#[test]
fn a_header_of_any_length_moves_the_sections_as_a_save_places_them() {
    let mut model = Model {
        blocks: vec![(4, vec![7; 20]), (1, vec![]), (2, vec![9; 3 << 20])],
        ..Model::small()
    };
    let bytes = model.to_bytes();
    for len in 0..=130 {
        let value = "v".repeat(len);
        model.metadata = [("key".into(), value.clone())].into();
        let expected = model.to_bytes();
        for options in [None, Some(&WriteOptions::default())] {
            assert!(rewritten(&bytes, &[("key", &value)], options).unwrap() == expected, "{len}");
        }
    }
}

#[test]
fn every_flipped_bit_is_damage_to_a_rewrite_too() {
    let bytes = Model::small().to_bytes();
    for options in [None, Some(&WriteOptions::default())] {
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 0x40;
            let error = rewritten(&damaged, &[], options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Damaged, "byte {index}: {error}");
        }
    }
}

/// As of a codec that the program is built without: the block's bytes are none that any codec restores.
#[test]
fn what_cannot_be_restored_is_copied_all_the_same() {
    let model = Model::small();
    let mut bytes = model.to_bytes();
    let container = Container::open(&*bytes, &Limits::new()).unwrap();
    let header_len = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let tables = 24 + header_len - container.header.tables().len();
    // Behind their number, and the records of body, shared values and probes.
    let record = tables + 1 + 3 * 24;
    assert_eq!(bytes[record], 2);
    bytes[record + 1] = 1;
    bytes[record + 8] += 4;
    let bytes = with_checksum(bytes);

    let copy = rewritten(&bytes, &[("key", "value")], None).unwrap();
    let container = Container::open(&*copy, &Limits::new()).unwrap();
    assert_eq!(container.codec_name(), Some("zstd"));
    assert_eq!(container.metadata().collect::<Vec<_>>(), [("key", "value")]);
    let block = container.section(SectionKind::Block, 0).unwrap();
    assert_eq!((block.raw_len, block.stored_len), (24, 20));
    assert_eq!(copy[block.offset as usize..][..20], [7; 20]);

    let error = rewritten(&bytes, &[], Some(&WriteOptions::default())).unwrap_err();
    #[cfg(feature = "zstd")]
    assert_says(&error, ErrorKind::Damaged, "chunk 0 of block 0 is not what zstd writes");
    #[cfg(not(feature = "zstd"))]
    assert_says(&error, ErrorKind::Unsupported, "build it with the feature `zstd`");
}

#[test]
fn a_header_that_no_reader_takes_is_refused_before_anything_is_written() {
    let bytes = Model::small().to_bytes();
    let container = Container::open(&*bytes, &Limits::new()).unwrap();
    let value = "v".repeat(64 << 20);
    for recoded in [false, true] {
        let metadata = [("key", &*value)].into_iter();
        let refused =
            container.rewritten(metadata, recoded, |_| -> Result<()> { panic!("planned") });
        assert_says(&refused.unwrap_err(), ErrorKind::Limit, "the header takes 67109");
    }
}

/// Sections without content take bytes of the header alone.
#[test]
fn a_file_of_sections_without_end_is_not_given_memory_without_end() {
    let bytes = Model { blocks: vec![(1, vec![]); 40_000], ..Model::default() }.to_bytes();
    let strict = Limits::new().allocation(2 << 20);
    let container = Container::open(&*bytes, &strict).unwrap();
    let recode = |recoded| container.rewritten([].into_iter(), recoded, |_| Ok(()));
    assert_says(&recode(true).unwrap_err(), ErrorKind::Limit, "the list of sections");
    recode(false).unwrap();
}
