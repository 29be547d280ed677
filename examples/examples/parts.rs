//! One file, many arrays: what a program needs of a large model, without loading the rest, and what damage leaves of it.
//!
//! ```text
//! cargo run --example parts
//! ```

use std::path::Path;
use std::{env, fs};

use persist_core::{Archive, ErrorKind, Persist, Result};

/// A small language model, as such things go.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Model {
    vocabulary: Vec<String>,
    embeddings: Vec<[f32; 64]>,
    layers: Vec<Layer>,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Layer {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

fn main() -> Result<()> {
    let path = env::temp_dir().join("persist-parts.persist");
    model().save(&path)?;

    list(&path)?;
    look_up(&path, "iris")?;
    damage(&path)
}

/// All arrays of a file. Only its header and body are read, no array.
fn list(path: &Path) -> Result<()> {
    let archive = Archive::open(path)?;
    println!("{} bytes, of {}:", archive.file_len(), archive.type_name());
    for array in archive.arrays()? {
        println!("  {array}");
    }
    Ok(())
}

/// One vector of many: of the table, one chunk of 1 MiB is read.
fn look_up(path: &Path, word: &str) -> Result<()> {
    let archive = Archive::open(path)?;
    let vocabulary: Vec<String> = archive.get("vocabulary")?;
    let Some(row) = vocabulary.iter().position(|known| known == word) else { return Ok(()) };
    let embeddings = archive.array("embeddings")?;
    // Stored as `f32`; wider types take them, by the same rules as in a load.
    let vectors = embeddings.read_range::<[f64; 64]>(row..=row)?;
    if let [[first, .., last]] = &vectors[..] {
        println!("\n`{word}` is row {row} of {}: {first} … {last}", embeddings.len());
    }
    // A path that leads nowhere says what there is.
    if let Err(error) = archive.get::<Vec<f32>>("layers[1].wieghts") {
        println!("{error}");
    }
    Ok(())
}

/// A byte rots. Everything else is still there.
fn damage(path: &Path) -> Result<()> {
    let place = Archive::open(path)?.array("layers[0].weights")?.file_range();
    let mut bytes = fs::read(path)?;
    let byte = place.and_then(|range| usize::try_from(range.start + 100).ok());
    if let Some(byte) = byte.and_then(|index| bytes.get_mut(index)) {
        *byte ^= 1;
    }
    fs::write(path, bytes)?;

    match Model::load(path) {
        Err(error) if error.kind() == ErrorKind::Damaged => println!("\n{error}"),
        other => return other.map(drop),
    }
    let archive = Archive::open(path)?;
    println!("\n{}", archive.damage()?);
    let layer: Layer = archive.get("layers[1]")?;
    println!("\nlayer 1 is read: {} weights, {} biases", layer.weights.len(), layer.bias.len());
    Ok(())
}

fn model() -> Model {
    let mut vocabulary: Vec<String> = (0..20_000).map(|n| format!("word {n}")).collect();
    vocabulary.push("iris".to_owned());
    let embeddings = (0..20_001u16).map(|row| [f32::from(row) / 16.0; 64]).collect();
    let layer = |size: usize| Layer { weights: vec![0.5; size * size], bias: vec![0.0; size] };
    Model { vocabulary, embeddings, layers: vec![layer(512), layer(256)] }
}
