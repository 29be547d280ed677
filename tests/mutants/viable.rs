//! Builds the tree with all mutants that compile.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::list::Mutant;
use crate::record::{Outcome, Record};
use crate::rewrite::{Rewritten, rewrite};

/// A test binary.
pub struct Binary {
    pub name: String,
    pub executable: String,
    /// Where its tests run.
    pub package: String,
}

/// Mutants that are in no build, by their ids.
#[derive(Default)]
struct LeftOut {
    unviable: BTreeSet<u32>,
    alone: BTreeSet<u32>,
}

/// Writes `pristine` with all mutants to `tree`, builds its tests, and leaves out the mutants that the compiler refuses
/// until it refuses nothing. Those are put down in `record`, and left out from the beginning the next time.
pub fn build(
    pristine: &Path,
    tree: &Path,
    mutants: &[Mutant],
    record: &mut Record,
    targets: &str,
) -> io::Result<Vec<Binary>> {
    let mut left_out = LeftOut::default();
    for mutant in mutants {
        match record.get(&mutant.name) {
            Some(Outcome::Unviable) => left_out.unviable.insert(mutant.id),
            Some(Outcome::Alone) => left_out.alone.insert(mutant.id),
            _ if mutant.alone => left_out.alone.insert(mutant.id),
            _ => continue,
        };
    }
    loop {
        let files = write(pristine, tree, mutants, &mut left_out)?;
        let (binaries, errors) = cargo(tree, targets)?;
        if errors.is_empty() {
            for mutant in mutants {
                if left_out.unviable.contains(&mutant.id) {
                    record.set(&mutant.name, Outcome::Unviable)?;
                } else if left_out.alone.contains(&mutant.id) {
                    record.set(&mutant.name, Outcome::Alone)?;
                }
            }
            return Ok(binaries);
        }
        let before = left_out.unviable.len() + left_out.alone.len();
        for error in &errors {
            leave_out(error, &files, &mut left_out);
        }
        let now = left_out.unviable.len() + left_out.alone.len();
        eprintln!("{} errors, {now} mutants left out in all", errors.len());
        if now == before {
            let errors: Vec<_> =
                errors.iter().filter_map(|error| error["rendered"].as_str()).collect();
            return Err(io::Error::other(format!(
                "errors outside of mutants:\n{}",
                errors.concat()
            )));
        }
    }
}

fn write(
    pristine: &Path,
    tree: &Path,
    mutants: &[Mutant],
    left_out: &mut LeftOut,
) -> io::Result<HashMap<String, Rewritten>> {
    let mut by_file = BTreeMap::<_, Vec<_>>::new();
    for mutant in mutants {
        let inside = by_file.entry(mutant.file.as_str()).or_default();
        if !left_out.unviable.contains(&mutant.id) && !left_out.alone.contains(&mutant.id) {
            inside.push(mutant);
        }
    }
    let mut files = HashMap::new();
    for (file, mutants) in by_file {
        let (rewritten, unfit) = rewrite(&fs::read_to_string(pristine.join(file))?, &mutants);
        left_out.unviable.extend(unfit);
        let target = tree.join(file);
        if fs::read_to_string(&target).unwrap_or_default() != rewritten.text {
            fs::write(&target, &rewritten.text)?;
        }
        files.insert(file.to_owned(), rewritten);
    }
    Ok(files)
}

/// Runs cargo: the test binaries, and the errors of the compiler.
fn cargo(tree: &Path, targets: &str) -> io::Result<(Vec<Binary>, Vec<Value>)> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(tree).args(["test", "--no-run", "--message-format=json"]);
    cargo.args(targets.split_whitespace());
    let mut child = cargo.stdout(Stdio::piped()).spawn()?;
    let (mut binaries, mut errors) = (Vec::new(), Vec::new());
    for line in BufReader::new(child.stdout.take().expect("it is piped")).lines() {
        let message: Value = serde_json::from_str(&line?)?;
        if message["message"]["level"] == "error"
            && message["message"]["spans"] != Value::Array(Vec::new())
        {
            errors.push(message["message"].clone());
        }
        if let (Some(executable), Some(true)) =
            (message["executable"].as_str(), message["profile"]["test"].as_bool())
        {
            let manifest = message["manifest_path"].as_str().unwrap_or_default();
            let package = Path::new(manifest).parent().unwrap_or(tree);
            binaries.push(Binary {
                name: message["target"]["name"].as_str().unwrap_or_default().to_owned(),
                executable: executable.to_owned(),
                package: package.display().to_string(),
            });
        }
    }
    if !child.wait()?.success() && errors.is_empty() {
        return Err(io::Error::other("cargo failed for another reason than an error in the code"));
    }
    Ok((binaries, errors))
}

/// Leaves out the mutants that an error is about: those that it points at, else those of the innermost choice there.
fn leave_out(error: &Value, files: &HashMap<String, Rewritten>, left_out: &mut LeftOut) {
    let empty = Vec::new();
    let spans = error["spans"].as_array().unwrap_or(&empty);
    for primary in [true, false] {
        let places = spans
            .iter()
            .filter(|span| span["is_primary"] == primary)
            .filter_map(|span| place(span, files));
        let guilty: Vec<_> = places
            .filter_map(|(file, at)| file.mutants.iter().find(|(range, _)| range.contains(&at)))
            .map(|(_, id)| *id)
            .collect();
        if !guilty.is_empty() {
            left_out.unviable.extend(guilty);
            return;
        }
    }
    let choices = spans.iter().filter_map(|span| place(span, files)).filter_map(|(file, at)| {
        file.choices
            .iter()
            .filter(|(range, _)| range.contains(&at))
            .min_by_key(|(range, _)| range.len())
    });
    if let Some((_, ids)) = choices.min_by_key(|(range, _)| range.len()) {
        left_out.alone.extend(ids);
    }
}

/// Where a span lies in a file with mutants, however many macros it comes out of.
fn place<'a>(
    mut span: &Value,
    files: &'a HashMap<String, Rewritten>,
) -> Option<(&'a Rewritten, usize)> {
    loop {
        if let Some(file) = span["file_name"].as_str().and_then(|name| files.get(name)) {
            return Some((file, usize::try_from(span["byte_start"].as_u64()?).ok()?));
        }
        span = &span["expansion"];
        if span.is_null() {
            return None;
        }
        span = &span["span"];
    }
}
