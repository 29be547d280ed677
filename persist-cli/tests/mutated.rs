//! Every command on files that were changed at random: no panic, and an exit code that scripts know.
//!
//! `PERSIST_FULL=1 cargo test --release -p persist-cli --test mutated` takes 10,000 files.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod support;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use persist_cli::{Code, Io};
use persist_core::{Archive, Compression, Probes};
use persist_tests::support::craft::File;
use persist_tests::support::random::{Random, break_bytes};

/// The commands; `FILE` is the changed file, `OTHER` a whole one of the same type, and `OUT` is written to.
const COMMANDS: &[&str] = &[
    "inspect FILE",
    "inspect FILE --json",
    "inspect FILE --schema",
    "inspect FILE --arrays",
    "inspect FILE --tree",
    "inspect FILE --head 2",
    "inspect FILE --html OUT",
    "dump FILE --all",
    "dump FILE --format ron --head 2",
    "dump FILE layers[0].weights --compact",
    "dump FILE rows --format csv",
    "verify FILE",
    "verify FILE --json",
    "diff FILE OTHER",
    "diff OTHER FILE --json --metadata --bits",
    "compat FILE OTHER",
    "compat OTHER FILE --json",
    "compat FILE OTHER --markdown --require bump",
    "set FILE a=b",
    "recompress FILE --codec lz4 -o OUT",
    "salvage FILE -o OUT",
    "salvage FILE --dry-run --partial --json",
    "export FILE --to safetensors -o OUT",
    "export FILE --to npz -o OUT --json",
    "export FILE --to json -o OUT",
    "import FILE -o OUT",
];

/// The commands on a package whose histories are changed.
const COMMANDS_ON_HISTORIES: &[&str] = &[
    "history OUT",
    "history OUT --json",
    "history OUT --log Forest",
    "history OUT --log Sensor --markdown",
    "compat FILE OTHER --all",
    "compat OTHER FILE --json",
];

/// Longer than any of them takes on a small file: a hang is what this finds.
const AT_ONCE: Duration = Duration::from_secs(10);

#[test]
fn no_command_panics_on_a_changed_file() {
    let folder = tempfile::tempdir().unwrap();
    let [file, other, out] =
        ["changed.persist", "other.persist", "out"].map(|name| folder.path().join(name));
    let wholes = wholes();
    let count = if env::var_os("PERSIST_FULL").is_some() { 10_000 } else { 400 };
    let mut met = [0u32; Code::ALL.len()];
    for seed in 0..count {
        let mut random = Random(seed);
        let whole = wholes.get(random.below(wholes.len())).unwrap();
        fs::write(&other, whole).unwrap();
        let changed = changed(whole, &mut random);
        for command in COMMANDS {
            fs::write(&file, &changed).unwrap();
            let args = args(command, [&file, &other, &out]);
            let code = run(args, &file, &format!("seed {seed}: {command}"));
            *met.get_mut(usize::from(code.number())).unwrap() += 1;
        }
    }
    // Changes reach beyond checksums: values are read, refused, and found to be damaged.
    for code in [Code::Done, Code::Usage, Code::Damaged] {
        assert!(*met.get(usize::from(code.number())).unwrap() > 0, "{code:?}: {met:?}");
    }
}

#[test]
fn no_command_panics_on_a_changed_history() {
    let package = tempfile::tempdir().unwrap();
    let histories = support::histories::project();
    support::histories::write(package.path(), &histories);
    let count = if env::var_os("PERSIST_FULL").is_some() { 10_000 } else { 200 };
    let mut met = [0u32; Code::ALL.len()];
    for seed in 0..count {
        let mut random = Random(seed);
        let (name, text) = histories.get(random.below(histories.len())).unwrap();
        let file = package.path().join(format!("persist/{name}.history"));
        fs::write(&file, changed_text(text, &mut random)).unwrap();
        let other = package.path().join("persist/Tree.history");
        for command in COMMANDS_ON_HISTORIES {
            let args = args(command, [&file, &other, package.path()]);
            let code = run(args, &file, &format!("seed {seed}: {command}"));
            *met.get_mut(usize::from(code.number())).unwrap() += 1;
        }
        fs::write(&file, text).unwrap();
    }
    for code in [Code::Done, Code::No, Code::Damaged] {
        assert!(*met.get(usize::from(code.number())).unwrap() > 0, "{code:?}: {met:?}");
    }
}

/// A text in which bytes are changed, or lines stand elsewhere, twice or not at all.
fn changed_text(whole: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.as_bytes().to_vec();
    if random.below(2) == 0 {
        break_bytes(&mut bytes, random);
        return bytes;
    }
    let mut lines: Vec<&str> = whole.lines().collect();
    for _ in 0..=random.below(3) {
        let line = lines.remove(random.below(lines.len()));
        for _ in 0..random.below(3) {
            lines.insert(random.below(lines.len() + 1), line);
        }
    }
    lines.join("\n").into_bytes()
}

/// The arguments of a command, with the files that it names.
fn args(command: &str, [file, other, out]: [&Path; 3]) -> Vec<OsString> {
    let args = command.split(' ').map(|arg| match arg {
        "FILE" => file.into(),
        "OTHER" => other.into(),
        "OUT" => out.into(),
        arg => arg.into(),
    });
    args.collect()
}

/// Files of all that files can hold: compressed and not, with probes, shared values and blocks.
fn wholes() -> Vec<Vec<u8>> {
    let (iris, shapes) = (support::iris(), support::shapes());
    let probes = Probes::new(vec![0.5, 1.5]);
    let predict = |iris: &support::Iris, inputs: &Vec<f64>| -> Vec<f64> {
        inputs.iter().map(|input| input * f64::from(*iris.scale.first().unwrap_or(&1.0))).collect()
    };
    vec![
        support::options().to_bytes(&iris).unwrap(),
        support::options().to_bytes(&shapes).unwrap(),
        support::options().to_bytes(&support::old_iris()).unwrap(),
        support::options().to_bytes(&support::tensors::one_of_each()).unwrap(),
        support::options().to_bytes(&support::tensors::cloud()).unwrap(),
        support::options().compression(Compression::zstd(3)).to_bytes(&iris).unwrap(),
        support::options().to_bytes_with_probes(&iris, &probes, predict).unwrap(),
    ]
}

/// A file that is changed somewhere, often under checksums that fit.
fn changed(whole: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let is_compressed = Archive::from_bytes(whole).unwrap().codec() != "none";
    if is_compressed || random.below(4) == 0 {
        match random.below(3) {
            0 => bytes.truncate(random.below(bytes.len())),
            _ => break_bytes(&mut bytes, random),
        }
        return bytes;
    }
    let mut file = File::parse(whole);
    for _ in 0..=random.below(2) {
        let part = match random.below(5) {
            0 | 1 => &mut file.body,
            2 => &mut file.schema,
            3 => match &mut file.shared {
                Some(shared) => shared,
                None => &mut file.body,
            },
            _ => match file.blocks.first_mut() {
                Some((_, block)) => block,
                None => &mut file.body,
            },
        };
        break_bytes(part, random);
    }
    file.to_bytes()
}

fn run(args: Vec<OsString>, file: &Path, what: &str) -> Code {
    let (mut out, mut err, start) = (Vec::new(), Vec::new(), Instant::now());
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut input = io::empty();
        let mut io = Io::plain(&mut input, &mut out, &mut err);
        persist_cli::run([OsString::from("persist")].into_iter().chain(args), &mut io)
    }));
    let Ok(code) = ran else {
        let kept = env::temp_dir().join("persist-mutated.persist");
        fs::copy(file, &kept).unwrap();
        unreachable!("{what}: a panic; the file is {}", kept.display());
    };
    assert!(start.elapsed() < AT_ONCE, "{what}: {:?}", start.elapsed());
    // Who is told no is told why.
    assert!(
        code == Code::Done || !out.is_empty() || !err.is_empty(),
        "{what}: {code:?} without a word"
    );
    code
}
