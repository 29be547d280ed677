//! Model cards: what is in a file, for people, as whole texts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::ptr_arg, reason = "a test that fails panics")]

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use persist_core::{Archive, Compression, Persist, Probes, SaveOptions, Tolerance, provenance};
use persist_tests::support::craft::File;

#[derive(Persist)]
#[persist(name = "card::Network", version = "2.1.0")]
struct Network {
    labels: Vec<String>,
    layers: Vec<Layer>,
}

#[derive(Persist)]
#[persist(name = "card::Layer")]
struct Layer {
    weights: Vec<[f32; 50]>,
    bias: Vec<f32>,
}

fn network() -> Network {
    let layer = |rows: u8| Layer {
        weights: (0..rows).map(|n| [f32::from(n); 50]).collect(),
        bias: vec![0.5; rows.into()],
    };
    Network { labels: vec!["no".into(), "yes".into()], layers: vec![layer(30), layer(2)] }
}

fn predict(network: &Network, inputs: &Vec<Vec<f64>>) -> BTreeMap<String, Vec<f64>> {
    let score = |factor: f64| inputs.iter().map(|row| row.iter().sum::<f64>() * factor).collect();
    network.labels.iter().zip([0.5, 2.0]).map(|(label, f)| (label.clone(), score(f))).collect()
}

fn saved() -> Vec<u8> {
    // The machine that the tests run on is in no text of theirs.
    let provenance = provenance!()
        .commit("4b825dc")
        .saved_at(UNIX_EPOCH + Duration::from_secs(1_000_000_000))
        .crate_version("linfa", "0.8.0");
    let probes = Probes::new(vec![vec![1.0, 2.0]; 3]).tolerance(Tolerance::relative(1e-9));
    SaveOptions::new()
        .provenance(provenance)
        .metadata("provenance.rustc", "rustc 1.95.0")
        .metadata("provenance.target", "x86_64-unknown-linux-gnu")
        .metadata("provenance.program", "trainer 1.4.0")
        .metadata("provenance.persist", "0.1.0")
        .metadata("zeal", "high")
        .metadata("licence", "CC-BY-4.0")
        .metadata("metrics.f1", 0.91)
        .metadata("metrics.accuracy", 0.98)
        .metadata("dataset", "iris | *150* rows\nof Fisher's")
        .producer("trainer", "1.4.0")
        .to_bytes_with_probes(&network(), &probes, predict)
        .unwrap()
}

const CARD: &str = r#"# card::Network 2.1.0

A file of persist, which holds one value of this type.

| | |
|---|---|
| type | card::Network |
| version | 2.1.0 |
| written by | trainer 1.4.0 |
| fingerprint | e4dd20eec2accfc4 |
| size | 7472 bytes |

## Metadata

| | |
|---|---|
| dataset | iris \| \*150\* rows<br>of Fisher's |
| metrics.accuracy | 0.98 |
| metrics.f1 | 0.91 |
| licence | CC-BY-4.0 |
| zeal | high |

## Provenance

| | |
|---|---|
| commit | 4b825dc |
| crate.linfa | 0.8.0 |
| persist | 0.1.0 |
| program | trainer 1.4.0 |
| rustc | rustc 1.95.0 |
| saved | 2001-09-09T01:46:40Z |
| target | x86\_64-unknown-linux-gnu |

## Arrays

| path | shape | elements | bytes | stored |
|---|---|---|---|---|
| layers\[0\].weights | 30 × 50 | f32 | 6000 | block 0 |
| layers\[0\].bias | 30 | f32 | 120 | in place |
| layers\[1\].weights | 2 × 50 | f32 | 400 | in place |
| layers\[1\].bias | 2 | f32 | 8 | in place |

## Probes

| | |
|---|---|
| inputs | \[\[f64\]\] |
| outputs | {str: \[f64\]} |
| rows | 3 |
| compared | within 1e-9 of each number |
| size | 318 bytes |

## Schema

```text
struct card::Network 2.1.0 {
    labels: [str],
    layers: [card::Layer],
}

struct card::Layer {
    weights: [[f32; 50]],
    bias: [f32],
}
```
"#;

#[test]
fn a_card_says_all_that_is_to_know_of_a_model() {
    let archive = Archive::from_bytes(saved()).unwrap();
    assert_eq!(archive.card().to_string(), CARD);
    assert_eq!(archive.card(), Archive::from_bytes(saved()).unwrap().card());
}

#[test]
fn a_card_of_a_value_has_what_there_is() {
    let expected = "\
# \\[f64\\]

A file of persist, which holds one value of this type.

| | |
|---|---|
| type | \\[f64\\] |
| fingerprint | 3205ebd42877c39c |
| size | 145 bytes |

## Arrays

| path | shape | elements | bytes | stored |
|---|---|---|---|---|
| the value | 2 | f64 | 16 | in place |

## Schema

```text
[f64]
```
";
    assert_eq!(card(vec![0.5f64, 1.0].to_bytes().unwrap()), expected);
}

fn card(bytes: Vec<u8>) -> String {
    Archive::from_bytes(bytes).unwrap().card().to_string()
}

#[test]
fn the_bytes_that_arrays_and_files_take_are_those_before_and_after_compression() {
    let options = SaveOptions::new().compression(Compression::lz4());
    let text = card(options.to_bytes(&network()).unwrap());
    assert!(text.contains("\n| compression | lz4, of 6542 bytes |\n"), "{text}");
    assert!(
        text.contains("| layers\\[0\\].weights | 30 × 50 | f32 | 6000 | block 0, lz4 |"),
        "{text}"
    );
}

#[test]
fn of_many_arrays_the_first_are_listed() {
    let text = card(vec![vec![1u8]; 100].to_bytes().unwrap());
    assert!(text.contains("| \\[63\\] | 1 | u8 | 1 | in place |\n\nAnd 36 more.\n"), "{text}");
    assert!(!text.contains("\\[64\\]"));
}

#[test]
fn a_damaged_file_has_a_card_of_what_is_left() {
    let bytes = saved();
    let probes = File::parse(&bytes).probes.unwrap();
    let at = bytes.windows(probes.len()).position(|window| window == probes).unwrap();
    let damaged = |at: usize| {
        let mut bytes = bytes.clone();
        *bytes.get_mut(at).unwrap() ^= 1;
        card(bytes)
    };
    let text = damaged(at + 100);
    assert!(
        text.contains("## Probes\n\nThey cannot be read: chunk 0 of the probes does not match")
    );
    assert!(text.contains("| layers\\[0\\].bias | 30 |"));
    let body = bytes.windows(4).position(|window| window == b"\x02\x02no").unwrap();
    let text = damaged(body);
    assert!(
        text.contains("## Arrays\n\nThey cannot be listed: chunk 0 of the body does not match")
    );
    assert!(text.contains("| rows | 3 |"));
    let lie = File { probes: Some(5u8.to_bytes().unwrap()), ..File::parse(&bytes) };
    let text = card(lie.to_bytes());
    assert!(text.contains("## Probes\n\nThey cannot be read: "), "{text}");
}

#[test]
fn no_file_can_write_markdown() {
    let text = "</td><script>\n# x\n```\n[a](b) | c";
    let file = SaveOptions::new()
        .producer(text, text)
        .metadata(text, text)
        .metadata("provenance.x", text)
        .to_bytes(&5u8)
        .unwrap();
    let text = card(file);
    for line in text.lines() {
        let inside = line.starts_with("| ") && line.ends_with(" |");
        assert!(inside || !(line.contains("script") || line.contains("[a]")), "{line}");
        let bare = line.replace("\\]", "");
        assert!(!bare.contains("<script") && !bare.contains("](") && bare != "# x", "{line}");
    }
}
