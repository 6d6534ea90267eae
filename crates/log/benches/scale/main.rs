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

/// How often each is measured. Other work on the machine makes a measure slower, never faster: the picture shows the lowest.
const RUNS: usize = 3;

/// What was measured of the log of one size.
struct Growth {
    size: u64,
    /// In the order of [`MEASURES`], each with its runs from the lowest to the highest.
    values: Vec<[f64; RUNS]>,
}

impl Growth {
    fn lowest(&self, measure: usize) -> f64 {
        *self.values.get(measure).unwrap().first().unwrap()
    }
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
    // The children that append come last, so that no other measures what they added.
    let values: Vec<[f64; RUNS]> = measure::CHILDREN.iter().flat_map(|child| measured(&directory, child)).collect();
    assert_eq!(values.len(), MEASURES.len());
    Growth { size, values }
}

/// What one of the children prints, in all runs.
fn measured(directory: &LogDirectory, child: &str) -> Vec<[f64; RUNS]> {
    let mut values: Vec<[f64; RUNS]> = Vec::new();
    for run in 0..RUNS {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([measure::ARGUMENT, directory.root().to_str().unwrap(), child])
            .output()
            .unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        let printed = String::from_utf8(child.stdout).unwrap();
        eprint!("{printed}");
        let seen: Vec<f64> = printed.lines().map(|line| line.split_once(' ').unwrap().0.parse().unwrap()).collect();
        values.resize(seen.len(), [0.0; RUNS]);
        values.iter_mut().zip(seen).for_each(|(value, seen)| *value.get_mut(run).unwrap() = seen);
    }
    values.iter_mut().for_each(|runs| runs.sort_unstable_by(f64::total_cmp));
    values
}

/// Of each measure the median, and the lowest and the highest beside it.
fn print_table(growth: &[Growth]) {
    let sizes: String = growth.iter().map(|of| format!(" {} |", of.size)).collect();
    println!("| entries |{sizes}\n|---|{}", "---:|".repeat(growth.len()));
    for (place, Measure { name, unit }) in MEASURES.iter().enumerate() {
        let cell = |of: &Growth| {
            let [low, median, high] = of.values.get(place).unwrap().map(round);
            format!(" {median} ({low} to {high}) |")
        };
        println!("| {name}, {unit} |{}", growth.iter().map(cell).collect::<String>());
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
