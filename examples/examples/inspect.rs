//! Shows any persist file, without the types that wrote it.
//!
//! ```text
//! cargo run --example inspect -- PATH    shows the file
//! cargo run --example inspect            makes a small file first, and shows that
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use persist_core::{Archive, Error, ErrorKind, Persist, Result, SaveOptions};

fn main() -> ExitCode {
    let shown = match env::args_os().nth(1) {
        Some(path) => show(Path::new(&path)),
        None => sample().and_then(|path| show(&path)).and_then(|()| show_foreign()),
    };
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            // Scripts want to know whether to fetch another copy or to use another program.
            match error.kind() {
                ErrorKind::Damaged => ExitCode::from(3),
                ErrorKind::NotPersist => ExitCode::from(4),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// All that a file tells.
fn show(path: &Path) -> Result<()> {
    // Reads the header only, so it takes no longer for a large file.
    let archive = Archive::open(path)?;
    println!("{}", path.display());
    println!("{archive}");

    // Reads the whole file.
    archive.verify()?;
    println!("every byte matches its checksum\n");

    // The value as a tree, read by the schema in the file. Without the `#` it stands in one line.
    println!("{:#}", archive.value()?);
    Ok(())
}

#[derive(Persist)]
#[persist(version = "1.2.0")]
struct Expedition {
    leader: Option<String>,
    depths: Vec<f64>,
    finds: BTreeMap<String, Find>,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
enum Find {
    Shell { length_mm: u32 },
    Coin(i32),
    Unknown,
}

/// A small file to look at.
fn sample() -> Result<PathBuf> {
    let path = env::temp_dir().join("persist-inspect.persist");
    let expedition = Expedition {
        leader: Some("Marie".into()),
        depths: (0..100).map(|step| f64::from(step) / 2.0).collect(),
        finds: BTreeMap::from([
            ("A1".into(), Find::Shell { length_mm: 31 }),
            ("A2".into(), Find::Coin(-44)),
            ("B1".into(), Find::Unknown),
        ]),
    };
    SaveOptions::new().metadata("place", "Antikythera").save(&expedition, &path)?;
    Ok(path)
}

/// Files of other programs are named by their first bytes.
fn show_foreign() -> Result<()> {
    let path = env::temp_dir().join("persist-inspect.pkl");
    // What Python's `pickle.dumps([1, 2, 3])` gives.
    let pickle = b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02K\x03e.";
    fs::write(&path, pickle).map_err(Error::invalid)?;
    if let Err(error) = Archive::open(&path) {
        println!("\nand a file of another program:\n{error}");
    }
    Ok(())
}
