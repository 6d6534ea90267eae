//! What a log costs as it grows: start-up, memory, a proof, an append, many clients, a check, bytes on disk. Each is measured in a
//! process of its own on a log of entries of 200 bytes, the last 1,024 of which went through the log itself.
//!
//! `cargo bench -p dunant-log --bench scale -- 10000 100000 1000000 10000000 [--plot docs/record-growth.svg]`
//!
//! A log of ten million entries takes 4 gigabytes below the directory for temporary files, and is deleted afterwards.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints what it saw and stops where it cannot go on"
)]

mod grown;
mod measure;
mod plot;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use dunant_log::LogDirectory;

use measure::{MEASURES, Measure};

/// What was measured of the log of one size, in the order of [`MEASURES`].
struct Growth {
    size: u64,
    values: Vec<f64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [first, root, what] = arguments.as_slice()
        && first == measure::ARGUMENT
    {
        return measure::run(&LogDirectory::new(root), what);
    }
    let mut sizes: Vec<u64> = Vec::new();
    let mut plot: Option<PathBuf> = None;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--plot" => plot = arguments.next().map(from_workspace),
            size => sizes.push(size.parse().unwrap()),
        }
    }
    if sizes.is_empty() {
        return println!("name the sizes: cargo bench -p dunant-log --bench scale -- 10000 100000 1000000");
    }
    let growth: Vec<Growth> = sizes.into_iter().map(of_size).collect();
    print_table(&growth);
    if let Some(file) = plot {
        std::fs::write(file, plot::svg(&growth)).unwrap();
    }
}

/// A bench runs in the directory of its crate; who calls it stands in that of the workspace.
fn from_workspace(file: String) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)
}

fn of_size(size: u64) -> Growth {
    let place = tempfile::tempdir().unwrap();
    let directory = LogDirectory::new(place.path().join("log"));
    let start = Instant::now();
    grown::build(&directory, size);
    eprintln!("{size} entries: built in {:.1} s", start.elapsed().as_secs_f64());
    let mut values = Vec::new();
    for child in measure::CHILDREN {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([measure::ARGUMENT, directory.root().to_str().unwrap(), child])
            .output()
            .unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        let printed = String::from_utf8(child.stdout).unwrap();
        eprint!("{printed}");
        values.extend(printed.lines().map(|line| line.split_once(' ').unwrap().0.parse::<f64>().unwrap()));
    }
    assert_eq!(values.len(), MEASURES.len());
    Growth { size, values }
}

fn print_table(growth: &[Growth]) {
    let sizes: String = growth.iter().map(|of| format!(" {} |", of.size)).collect();
    println!("| entries |{sizes}\n|---|{}", "---:|".repeat(growth.len()));
    for (place, Measure { name, unit }) in MEASURES.iter().enumerate() {
        let values: String = growth.iter().map(|of| format!(" {} |", round(*of.values.get(place).unwrap()))).collect();
        println!("| {name}, {unit} |{values}");
    }
}

/// Three digits that count.
fn round(value: f64) -> String {
    match value.abs() {
        ..1.0 => format!("{value:.3}"),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
