//! The processes that measure: each prints a line per measure, the number first.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dunant_log::fsck::check_log;
use dunant_log::{Log, LogDirectory, NoCosigners};

use crate::grown::entry;

/// Tells a process that it measures; the log's directory and one of [`CHILDREN`] follow.
pub const ARGUMENT: &str = "measure";

/// The processes, in their order: what they print is in the order of [`MEASURES`].
pub const CHILDREN: [&str; 5] = ["disk", "read", "check", "append", "clients"];

pub struct Measure {
    pub name: &'static str,
    pub unit: &'static str,
}

pub const MEASURES: [Measure; 11] = [
    Measure { name: "tiles on disk", unit: "MiB" },
    Measure { name: "lock on disk", unit: "MiB" },
    Measure { name: "start-up, median", unit: "ms" },
    Measure { name: "a proof, median", unit: "ms" },
    Measure { name: "a proof, 99 of 100", unit: "ms" },
    Measure { name: "memory after 1,000 proofs", unit: "MiB" },
    Measure { name: "fsck", unit: "s" },
    Measure { name: "memory of fsck", unit: "MiB" },
    Measure { name: "an append alone, median", unit: "ms" },
    Measure { name: "1,024 clients", unit: "entries/s" },
    Measure { name: "memory under 1,024 clients", unit: "MiB" },
];

pub fn run(directory: &LogDirectory, what: &str) {
    match what {
        "disk" => disk(directory),
        "read" => read(directory),
        "check" => check(directory),
        "append" => append(directory),
        "clients" => clients(directory),
        other => unreachable!("no measure `{other}`"),
    }
}

fn disk(directory: &LogDirectory) {
    println!("{} MiB of tiles", mebibytes(blocks_below(&directory.public())));
    println!("{} MiB of lock", mebibytes(blocks_below(&directory.root().join("lock.sqlite"))));
}

fn read(directory: &LogDirectory) {
    let mut times: Vec<Duration> = (0..5).map(|_| timed(|| drop(open(directory)))).collect();
    println!("{} ms to start, median", milliseconds(part(&mut times, 0.5)));
    let log = open(directory);
    let size = log.checkpoint().checkpoint().head().size;
    let mut times = Vec::new();
    // SplitMix64, from a fixed seed.
    let mut state = 1_u64;
    for _ in 0..1_000 {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let index = (mixed ^ (mixed >> 27)) % size;
        times.push(timed(|| drop(log.prove(index).unwrap())));
    }
    println!("{} ms a proof, median", milliseconds(part(&mut times, 0.5)));
    println!("{} ms a proof, 99 of 100", milliseconds(part(&mut times, 0.99)));
    println!("{} MiB at most", peak_memory());
}

fn check(directory: &LogDirectory) {
    let start = Instant::now();
    let report = check_log(directory);
    println!("{} s to check", start.elapsed().as_secs_f64());
    assert!(report.is_sound(), "{:?}", report.findings.first());
    println!("{} MiB at most", peak_memory());
}

fn append(directory: &LogDirectory) {
    let log = open(directory);
    let next = log.checkpoint().checkpoint().head().size;
    let one = |number| timed(|| drop(log.append(entry(number)).wait().unwrap()));
    let mut times: Vec<Duration> = (next..next + 500).map(one).collect();
    println!("{} ms an append, median", milliseconds(part(&mut times, 0.5)));
}

fn clients(directory: &LogDirectory) {
    let log = Arc::new(open(directory));
    let next = Arc::new(AtomicU64::new(log.checkpoint().checkpoint().head().size));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let start = Instant::now();
    let appended: u64 = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..1_024 {
            let (log, next) = (Arc::clone(&log), Arc::clone(&next));
            tasks.spawn(async move {
                let mut appended = 0;
                while start.elapsed() < Duration::from_secs(8) {
                    log.append(entry(next.fetch_add(1, Ordering::Relaxed))).await.unwrap();
                    appended += 1;
                }
                appended
            });
        }
        tasks.join_all().await.into_iter().sum()
    });
    println!("{} entries/s of 1,024 clients", appended as f64 / start.elapsed().as_secs_f64());
    println!("{} MiB at most", peak_memory());
}

fn open(directory: &LogDirectory) -> Log {
    Log::open(directory, Box::new(NoCosigners)).unwrap()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn part(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    *times.get(((times.len() - 1) as f64 * part) as usize).unwrap()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// The most memory that this process ever had resident, in MiB (proc(5), `VmHWM`).
fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    kibibytes.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// The bytes that a file, or all files below a directory and the directories themselves, take on the disk.
fn blocks_below(path: &Path) -> u64 {
    let about = fs::symlink_metadata(path).unwrap();
    let below = if about.is_dir() {
        fs::read_dir(path).unwrap().map(|entry| blocks_below(&entry.unwrap().path())).sum()
    } else {
        0
    };
    // stat(2): blocks of 512 bytes, whatever the file system's.
    about.blocks() * 512 + below
}
