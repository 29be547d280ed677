//! Tells the library which compiler builds it, and for what: `Provenance` writes both into files. Nothing else can:
//! while a crate is compiled, nobody knows the compiler's version.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Ok(target) = env::var("TARGET") {
        println!("cargo::rustc-env=PERSIST_BUILD_TARGET={target}");
    }
    // A build without it is none that fails: files say less then.
    let Some(rustc) = env::var_os("RUSTC") else { return };
    if let Ok(output) = Command::new(rustc).arg("--version").output()
        && let Ok(version) = String::from_utf8(output.stdout)
        && let Some(version) = version.lines().next()
    {
        println!("cargo::rustc-env=PERSIST_BUILD_RUSTC={version}");
    }
}
