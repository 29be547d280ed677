//! The page of `persist inspect --html`: in a browser it shows all, runs nothing that a file says, and fits its window.
//!
//! The browser is a Chromium: the one that `PERSIST_CHROMIUM` names, or the first on the path. Without one, its tests say
//! that they are skipped.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test that fails panics, and says what it skips; its files are shared with other tests"
)]

mod forest;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use persist_core::{Persist, save};

/// Longer than a browser takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Tells the frame around the page, when all is drawn, what it has drawn, how wide it may be, and whether anything is wider.
const MEASURE: &str = "<script>addEventListener('load', () => parent.postMessage({
    ...document.documentElement.dataset,
    width: innerWidth,
    overflow: document.documentElement.scrollWidth > innerWidth,
    body: document.body.id,
    images: document.images.length,
}, '*'))</script></body>";

/// The page around a page: no window of a browser is as narrow as that of a phone, but a frame in it is.
const FRAME: &str = "<!DOCTYPE html><html><body><script>addEventListener('message', (event) =>
    Object.assign(document.documentElement.dataset, event.data))</script></body></html>";

/// The page of a file.
fn page_of(file: &Path) -> String {
    let out = file.with_extension("html");
    let inspect = Command::new(env!("CARGO_BIN_EXE_persist"))
        .arg("inspect")
        .arg(file)
        .arg("--html")
        .arg(&out)
        .output()
        .unwrap();
    assert!(inspect.status.success(), "{}", String::from_utf8_lossy(&inspect.stderr));
    fs::read_to_string(out).unwrap()
}

fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("PERSIST_CHROMIUM") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let mut files = names.iter().flat_map(|name| folders.iter().map(move |at| at.join(name)));
    files.find(|file| file.is_file())
}

/// What the browser made of a page: its elements when all scripts have run, and what it logged.
struct Seen {
    dom: String,
    log: String,
}

impl Seen {
    /// A value that a script left at the root element.
    fn value(&self, name: &str) -> Option<&str> {
        let (root, _) = self.dom.get(self.dom.find("<html")?..)?.split_once('>')?;
        root.split_once(&format!("data-{name}=\""))?.1.split_once('"').map(|(value, _)| value)
    }

    fn console(&self) -> Vec<&str> {
        self.log.lines().filter(|line| line.contains("CONSOLE")).collect()
    }
}

/// Opens a page in a frame of so many pixels.
fn open(chromium: &Path, folder: &Path, page: &str, width: u32) -> Seen {
    let [file, dom, log] = ["frame.html", "dom", "log"].map(|name| folder.join(name));
    fs::write(folder.join("page.html"), page.replace("</body>", MEASURE)).unwrap();
    let frame =
        format!("<iframe src=\"page.html\" width=\"{width}\" height=\"1600\"></iframe></body>");
    fs::write(&file, FRAME.replace("</body>", &frame)).unwrap();
    let mut browser = Command::new(chromium)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"])
        .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg("--window-size=1600,1600")
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .stdout(File::create(&dom).unwrap())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while browser.try_wait().unwrap().is_none() {
        if start.elapsed() > PATIENCE {
            browser.kill().unwrap();
            browser.wait().unwrap();
            let log = fs::read_to_string(&log).unwrap_or_default();
            assert!(start.elapsed() <= PATIENCE, "the browser does not end: {log}");
        }
        thread::sleep(Duration::from_millis(20));
    }
    let read = |file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    Seen { dom: read(dom), log: read(log) }
}

#[test]
fn a_browser_shows_all_of_the_page() {
    let Some(chromium) = chromium() else {
        eprintln!("skipped: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    support::write_files(at);
    forest::write(&at.join("forest.persist"));
    forest::write_hostile(&at.join("hostile.persist"));
    save(&7u8, at.join("number.persist")).unwrap();
    save(&Vec::<f32>::new(), at.join("empty.persist")).unwrap();
    save(&vec![Some(f64::NAN); 3], at.join("options.persist")).unwrap();
    // Rows of parts, rows of arrays, histograms: those that are shown at first.
    let files = [
        ("iris", ["17", "4", "4"]),
        ("damaged", ["17", "4", "4"]),
        ("forest", ["15", "20", "12"]),
        ("hostile", ["7", "2", "2"]),
        ("number", ["1", "0", "0"]),
        ("empty", ["1", "1", "1"]),
        ("options", ["1", "0", "0"]),
    ];
    for (name, shown) in files {
        let page = page_of(&at.join(name).with_extension("persist"));
        for width in [400, 1400] {
            let seen = open(&chromium, at, &page, width);
            assert_eq!(seen.console(), Vec::<&str>::new(), "{name} at {width}");
            let size = width.to_string();
            assert_eq!(seen.value("filled"), Some("yes"), "{name} at {width}: {}", seen.log);
            assert_eq!(seen.value("width"), Some(size.as_str()), "{name}");
            assert_eq!(seen.value("overflow"), Some("false"), "{name} at {width}");
            let counts = ["rows", "arrays", "spreads"].map(|what| seen.value(what).unwrap());
            assert_eq!(counts, shown, "{name} at {width}");
            let cells: usize = seen.value("cells").unwrap().parse().unwrap();
            assert!(cells > 0, "{name} at {width}");
            assert_eq!(["body", "images"].map(|what| seen.value(what)), [Some(""), Some("0")]);
        }
    }
}

/// What the test above relies on: markup runs where it is not escaped, errors are logged, and what is too wide is told.
#[test]
fn a_browser_tells_of_what_is_wrong() {
    let Some(chromium) = chromium() else {
        eprintln!("skipped: no Chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let image = "<img src=x onerror=\"document.body.id='broken'\">";
    let page =
        format!("<html><body><p style='width: 500px'>{image}<script>f()</script></body></html>");
    let seen = open(&chromium, folder.path(), &page, 400);
    assert!(seen.console()[0].contains("f is not defined"), "{}", seen.log);
    assert_eq!(seen.value("overflow"), Some("true"));
    assert_eq!(["body", "images"].map(|what| seen.value(what)), [Some("broken"), Some("1")]);
}

#[test]
fn a_page_stands_alone_and_no_text_of_a_file_is_markup() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.persist");
    forest::write_hostile(&file);
    let page = page_of(&file);
    assert!(!page.contains("<img") && !page.contains(forest::HOSTILE));
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(!page.contains('\u{202e}'));
    let addresses: Vec<_> = page.split("http").skip(1).map(|rest| &rest[..27]).collect();
    let allowed = ["-equiv=\"Content-Security-Po", "://www.w3.org/2000/svg\", na"];
    assert_eq!(addresses, allowed, "the page asks for what is elsewhere");
}

#[derive(Persist)]
struct Many {
    arrays: BTreeMap<String, Vec<u8>>,
    texts: BTreeMap<String, String>,
}

#[test]
fn the_page_of_a_large_file_says_what_it_leaves_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.persist");
    let long = "long ".repeat(200);
    let key = |n: u32| format!("{n} {long}");
    let arrays = (0..5000).map(|n| (key(n), vec![1; 1 + usize::from(n == 7)])).collect();
    let texts = (0..5000).map(|n| (key(n), long.clone())).collect();
    save(&Many { arrays, texts }, &file).unwrap();
    let page = page_of(&file);
    assert!(page.len() < 2 << 20, "{} bytes", page.len());
    assert!(page.contains("\"more_arrays\":[3000,3000],\"more_histograms\":1800"));
}
