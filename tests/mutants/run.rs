//! Runs tests: once without a mutant, to see which mutants each of them comes across and how long it takes, and then
//! for each mutant those that come across it, quickest first, until one fails.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::list::Mutant;
use crate::record::Outcome::{self, Killed, NotReached, Survived, TimedOut};
use crate::record::Record;
use crate::viable::Binary;

/// Tests that pass, and what they come across.
pub struct Tests<'a> {
    binaries: &'a [Binary],
    /// Quickest first.
    tests: Vec<Test>,
    /// Whether they were run anew: then what survived before may not now.
    pub new: bool,
}

struct Test {
    binary: usize,
    name: String,
    time: Duration,
    /// Ids.
    reached: Vec<u32>,
}

/// What a test may take by itself.
const LONGEST: Duration = Duration::from_secs(60);

/// Runs each test by itself, without a mutant. Those that fail or take too long are left out.
pub fn baseline<'a>(
    folder: &Path,
    binaries: &'a [Binary],
    mutants: usize,
    jobs: usize,
) -> io::Result<Tests<'a>> {
    let record = folder.join("baseline");
    let built = binaries
        .iter()
        .filter_map(|binary| fs::metadata(&binary.executable).ok()?.modified().ok())
        .max();
    let new = !fs::metadata(&record).is_ok_and(|known| known.modified().ok() > built);
    if new {
        let mut names = Vec::new();
        for (number, binary) in binaries.iter().enumerate() {
            let list =
                Command::new(&binary.executable).args(["--list", "--format=terse"]).output()?;
            let list = String::from_utf8_lossy(&list.stdout).into_owned();
            let tests = list.lines().filter_map(|line| line.strip_suffix(": test"));
            names.extend(tests.map(|name| (number, name.to_owned())));
        }
        eprintln!("{} tests in {} binaries", names.len(), binaries.len());
        let out = Mutex::new(File::create(folder.join("baseline.new"))?);
        in_parallel(jobs, &names, |job, (number, name)| {
            let trace = folder.join(format!("reached.{job}"));
            fs::write(&trace, vec![0; mutants + 1])?;
            let variable = ("PERSIST_MUTANTS_REACHED", trace.display().to_string());
            let start = Instant::now();
            let status = test(folder, job, &binaries[*number], &[name], variable, LONGEST)?;
            let (time, reached) = (start.elapsed().as_millis(), fs::read(&trace)?);
            let ids = reached
                .iter()
                .zip(0..)
                .filter(|(byte, _)| **byte == 1)
                .map(|(_, id)| format!(" {id}"));
            let binary = &binaries[*number].name;
            match status.success() {
                true => writeln!(
                    out.lock().unwrap(),
                    "{binary}\t{name}\t{time}\t{}",
                    ids.collect::<String>()
                ),
                false => {
                    eprintln!("left out: {binary} {name}, after {time} ms");
                    Ok(())
                }
            }
        })?;
        fs::rename(folder.join("baseline.new"), &record)?;
    }
    let mut tests = Vec::new();
    for line in fs::read_to_string(&record)?.lines() {
        let [binary, name, time, ids] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let Some(binary) = binaries.iter().position(|known| known.name == binary) else { continue };
        tests.push(Test {
            binary,
            name: name.to_owned(),
            time: Duration::from_millis(time.parse().map_err(io::Error::other)?),
            reached: ids.split_whitespace().filter_map(|id| id.parse().ok()).collect(),
        });
    }
    tests.sort_by_key(|test| test.time);
    let total: Duration = tests.iter().map(|test| test.time).sum();
    eprintln!("{} tests pass, in {} s", tests.len(), total.as_secs());
    Ok(Tests { binaries, tests, new })
}

/// What becomes of each mutant when tests run that take up to `limit` seconds. What is known is not run again.
pub fn all<'a>(
    folder: &Path,
    tests: &Tests<'_>,
    mutants: &[&'a Mutant],
    record: &Record,
    jobs: usize,
    limit: u64,
) -> io::Result<Vec<(&'a Mutant, Outcome)>> {
    let outcomes = Mutex::new(Vec::new());
    in_parallel(jobs, mutants, |job, mutant| {
        let outcome = match record.get(&mutant.name) {
            Some(Survived(seconds)) if seconds < limit => None,
            known => known,
        };
        let outcome = match outcome {
            Some(outcome) => outcome,
            None => {
                let outcome = one(folder, job, tests, mutant, limit)?;
                record.add(&mutant.name, outcome)?;
                outcome
            }
        };
        outcomes.lock().unwrap().push((*mutant, outcome));
        Ok(())
    })?;
    let mut outcomes = outcomes.into_inner().unwrap();
    outcomes.sort_by_key(|(mutant, _)| mutant.id);
    Ok(outcomes)
}

/// Runs the tests that come across a mutant: those of a binary together, if they take about the same time.
fn one(
    folder: &Path,
    job: usize,
    tests: &Tests<'_>,
    mutant: &Mutant,
    limit: u64,
) -> io::Result<Outcome> {
    let reaching: Vec<_> =
        tests.tests.iter().filter(|test| test.reached.contains(&mutant.id)).collect();
    if reaching.is_empty() {
        return Ok(NotReached);
    }
    let mut groups: BTreeMap<_, (Duration, Vec<&String>)> = BTreeMap::new();
    for test in reaching.into_iter().filter(|test| test.time <= Duration::from_secs(limit)) {
        // Ten times as long is another class: up to 30 ms, 300 ms, 3 s, and more.
        let class = test.time.as_millis().max(4).ilog10().saturating_sub(1)
            + u32::from(test.time.as_millis() > 3000);
        let (time, names) = groups.entry((class, test.binary)).or_default();
        *time += test.time;
        names.push(&test.name);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|((class, _), (time, _))| (*class, *time));
    for ((_, binary), (time, names)) in groups {
        let most = Duration::from_secs(5) + time * 5;
        let start = Instant::now();
        let variable = ("PERSIST_MUTANT", mutant.id.to_string());
        if !test(folder, job, &tests.binaries[binary], &names, variable, most)?.success() {
            return Ok(if start.elapsed() >= most { TimedOut } else { Killed });
        }
    }
    Ok(Survived(limit))
}

/// Runs tests of one binary by their names, until one fails.
fn test(
    folder: &Path,
    job: usize,
    binary: &Binary,
    names: &[&String],
    variable: (&str, String),
    limit: Duration,
) -> io::Result<ExitStatus> {
    let temporary = folder.join(format!("tmp.{job}"));
    let _ = fs::remove_dir_all(&temporary);
    fs::create_dir_all(&temporary)?;
    // Ends all that a test starts, too.
    let mut command = Command::new("timeout");
    command.arg("--kill-after=1").arg(format!("{}", limit.as_secs_f32())).arg(&binary.executable);
    command.args(["-Zunstable-options", "--fail-fast", "--test-threads=1", "--exact"]).args(names);
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("TMPDIR", &temporary)
        .env("RUST_BACKTRACE", "0")
        .envs([variable]);
    command.env("CARGO_MANIFEST_DIR", &binary.package).current_dir(&binary.package);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()
}

/// Does something with each item, on as many threads as there are jobs; it is told which of them it is.
fn in_parallel<T: Sync>(
    jobs: usize,
    items: &[T],
    each: impl Fn(usize, &T) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let rest = Mutex::new(items.iter());
    let each = &each;
    let rest = &rest;
    std::thread::scope(|scope| {
        let work = move |job| {
            loop {
                let next = rest.lock().unwrap().next();
                match next {
                    Some(item) => each(job, item)?,
                    None => return Ok(()),
                }
            }
        };
        let threads: Vec<_> = (0..jobs).map(|job| scope.spawn(move || work(job))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })
}
