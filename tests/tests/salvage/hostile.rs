//! Files of nobody: their headers fit their checksums, and nothing else of them need be right.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use persist_core::{Archive, Limits, Persist, SalvageOptions};
use persist_tests::support::craft::{self, File, push_varint};
use persist_tests::support::random::{Random, break_bytes};

use crate::{Patient, file_of};

#[derive(Persist)]
struct Tree {
    weights: Vec<f32>,
    shared: Rc<Vec<u8>>,
    children: Vec<Tree>,
    by_name: BTreeMap<String, Option<Vec<u16>>>,
}

fn tree(depth: u8) -> Tree {
    let children = (0..2).filter(|_| depth > 0).map(|_| tree(depth - 1)).collect();
    let shared = Rc::new(vec![depth; 100]);
    let by_name = BTreeMap::from([("a".into(), Some(vec![7; 100])), ("b".into(), None)]);
    Tree { weights: vec![0.5; 40], shared, children, by_name }
}

/// Breaks the schema, the body, the shared values or what a block is, under checksums that fit.
fn lie(file: &mut File, random: &mut Random) {
    match random.below(5) {
        0 => break_bytes(&mut file.schema, random),
        1 => break_bytes(&mut file.body, random),
        2 => break_bytes(file.shared.as_mut().unwrap(), random),
        3 => {
            let at = random.below(file.blocks.len());
            file.blocks[at].0 = 1;
            break_bytes(&mut file.blocks[at].1, random);
        }
        _ => {}
    }
}

#[test]
fn a_thousand_mutated_files_give_a_file_that_is_whole_or_an_error() {
    let file = File::parse(&file_of(&tree(2)));
    let limits = Limits::new().allocation(10_000_000);
    let patient = Patient::new(&[]);
    let (mut random, mut salvaged, mut values) = (Random(7), 0, 0);
    for round in 0..1000 {
        let mut file = file.clone();
        lie(&mut file, &mut random);
        let mut bytes = file.to_bytes();
        let header = bytes.len() - file.blocks.iter().map(|block| block.1.len()).sum::<usize>();
        for _ in 0..random.below(4) {
            // Behind the header, mostly.
            let at = header / 2 + random.below(bytes.len() - header / 2);
            bytes[at] ^= random.byte() | 1;
        }
        if random.below(4) == 0 {
            bytes.truncate(random.below(bytes.len()));
        }
        patient.put(&bytes);
        let options = SalvageOptions::new().limits(limits).partial(random.below(2) == 0);
        match options
            .durability(persist_core::Durability::Fast)
            .salvage(patient.path(), patient.out())
        {
            Ok(report) => {
                let _: String = report.to_string();
                let archive = Archive::open(patient.out()).unwrap();
                archive.verify().unwrap();
                archive.value().unwrap_or_else(|error| panic!("round {round}: {report}: {error}"));
                salvaged += 1;
                values += usize::from(report.has_value());
            }
            Err(error) => assert!(error.to_string().len() < 10_000),
        }
    }
    assert!(salvaged > 200 && values > 80, "{salvaged} {values}");
}

#[test]
fn a_header_that_claims_what_is_not_there_costs_nothing() {
    // A block of a terabyte, and a body as long, of which the file has nothing.
    for (kind, stride) in [(0u8, 0u32), (2, 8)] {
        let len = 1u64 << 40;
        let mut header = vec![0, 0];
        let schema = craft::schema::schema(&craft::schema::list_fixed(craft::schema::F64), &[]);
        push_varint(&mut header, schema.len() as u128);
        header.extend(schema);
        let body = [craft::varint((len as u128 / 8) << 1 | 1), vec![0]].concat();
        let claimed = if kind == 0 { len } else { body.len() as u64 };
        let mut sections = vec![(0u8, 0u32, claimed)];
        sections.extend((kind == 2).then_some((kind, stride, len)));
        push_varint(&mut header, sections.len() as u128);
        for (kind, stride, len) in &sections {
            header.extend([*kind, 0, 0, 0]);
            header.extend(stride.to_le_bytes());
            header.extend(len.to_le_bytes());
            header.extend(len.to_le_bytes());
        }
        let checksum = craft::crc(&body).to_le_bytes();
        for (_, _, len) in &sections {
            for chunk in 0..len.div_ceil(1 << 20) {
                let stored = (len - (chunk << 20)).min(1 << 20);
                header.extend(u32::try_from(stored).unwrap().to_le_bytes());
                header.extend(checksum);
            }
        }
        let mut bytes = b"\x89PRS\r\n\x1a\n\x01\0\0\0".to_vec();
        bytes.extend(u32::try_from(header.len()).unwrap().to_le_bytes());
        bytes.extend(craft::crc(&[&bytes[..], &header].concat()).to_le_bytes());
        bytes.extend(header);
        bytes.resize(bytes.len().next_multiple_of(64), 0);
        bytes.extend(body);
        let patient = Patient::new(&bytes);
        let start = Instant::now();
        let result = SalvageOptions::new().salvage(patient.path(), patient.out());
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        match kind {
            0 => assert!(result.unwrap_err().to_string().contains("can be salvaged")),
            _ => assert_eq!(result.unwrap().lost()[0].path(), Some("[f64]")),
        }
    }
}

#[test]
fn an_array_of_bytes_that_no_element_is_is_lost_alone() {
    type Model = (Vec<f32>, Vec<char>, Vec<bool>);
    let value: Model = (vec![0.5; 100], vec!['é'; 100], vec![true; 100]);
    let mut file = File::parse(&file_of(&value));
    file.blocks[1].1[43] = 0xff;
    let mut bytes = file.to_bytes();
    crate::hit(&mut bytes, "[0]");
    let patient = Patient::new(&bytes);
    let survey = SalvageOptions::new().survey(patient.path()).unwrap();
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    assert_eq!(survey.to_string(), salvaged.to_string());
    let lost: Vec<_> = salvaged.lost().iter().map(|part| part.path().unwrap()).collect();
    assert_eq!(lost, ["([f32], [char], [bool])[0]", "([f32], [char], [bool])[1]"]);
    assert!(salvaged.to_string().contains("expected a char"), "{salvaged}");
    type Left = (Option<Vec<f32>>, Option<Vec<char>>, Vec<bool>);
    assert_eq!(patient.load::<Left>(), (None, None, vec![true; 100]));
    patient.archive().verify_values().unwrap();

    // In the body, it takes the value along.
    let mut file = File::parse(&file_of(&(vec![0.5f32; 100], vec!['a'; 3])));
    *file.body.last_mut().unwrap() = 0xff;
    let mut bytes = file.to_bytes();
    *bytes.last_mut().unwrap() ^= 1;
    let patient = Patient::new(&bytes);
    let survey = SalvageOptions::new().survey(patient.path()).unwrap_err();
    let salvage = patient.salvage_with(&SalvageOptions::new()).unwrap_err();
    assert_eq!(survey.to_string(), salvage.to_string());
    assert!(salvage.to_string().contains("nothing of the file can be salvaged"), "{salvage}");
}
