//! How many entries a second become durable, part of the tree and public, and how long one takes: entries of 200 bytes, 1,024 and
//! 64 clients that each hand in the next entry when the last is acknowledged, and one client alone. The clients run on the same cores.
//!
//! Then one client alone with three witnesses, from handing an entry in to a proof, read from its text and verified offline under
//! the policy. The witnesses answer over HTTP on loopback, each in a thread of this process with its own state on the disk.
//!
//! `cargo bench -p dunant-log --bench sequencer`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints what it saw and stops where it cannot go on"
)]

#[path = "../tests/witness/world.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dunant_log::storage::PosixStorage;
use dunant_log::witnesses::{HttpTransport, Witnesses};
use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_record::proof::TlogProof;
use world::Running;

fn open(place: &std::path::Path) -> Log {
    let key = SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32]);
    let policy = Policy::parse(format!("log {}\nquorum none\n", key.public()).as_bytes()).unwrap();
    let directory = LogDirectory::new(place.join("log"));
    Log::create(&directory, &key, &policy).unwrap();
    Log::open(&directory, Box::new(NoCosigners)).unwrap()
}

fn entry(number: u64) -> Vec<u8> {
    let mut entry = vec![0; 200];
    entry.iter_mut().zip(number.to_le_bytes()).for_each(|(byte, from)| *byte = from);
    entry
}

fn run(clients: u64, time: Duration) {
    let place = tempfile::tempdir().unwrap();
    let log = Arc::new(open(place.path()));
    let next = Arc::new(AtomicU64::new(0));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let start = Instant::now();
    let mut latencies: Vec<Duration> = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..clients {
            let (log, next) = (Arc::clone(&log), Arc::clone(&next));
            tasks.spawn(async move {
                let mut latencies = Vec::new();
                while start.elapsed() < time {
                    let handed_in = Instant::now();
                    log.append(entry(next.fetch_add(1, Ordering::Relaxed))).await.unwrap();
                    latencies.push(handed_in.elapsed());
                }
                latencies
            });
        }
        tasks.join_all().await.into_iter().flatten().collect()
    });
    let rate = latencies.len() as f64 / start.elapsed().as_secs_f64();
    print(&format!("{clients:>5} clients: {rate:>7.0} entries/s"), &mut latencies);
}

/// From `append` to a proof that verifies under the policy, with cosignatures of `threshold` of three witnesses.
fn witnessed(threshold: usize, time: Duration) {
    let place = tempfile::tempdir().unwrap();
    let keys = world::Log::new();
    let running: Vec<Running> =
        (1..=3).map(|n| Running::start(n, &place.path().join(format!("witness{n}")), &keys)).collect();
    let urls: Vec<String> = running.iter().map(Running::url).collect();
    let policy = world::policy(&keys, &urls, threshold);
    let directory = LogDirectory::new(place.path().join("log"));
    Log::create(&directory, &keys.key, &policy).unwrap();
    let storage = PosixStorage::open(directory.public()).unwrap();
    let transport = Arc::new(HttpTransport::new(Duration::from_secs(5)));
    let witnesses = Witnesses::new(policy.clone(), transport, Box::new(storage)).unwrap();
    let log = Log::open(&directory, Box::new(witnesses)).unwrap();
    let start = Instant::now();
    let mut latencies = Vec::new();
    for number in 0.. {
        if start.elapsed() >= time {
            break;
        }
        let handed_in = Instant::now();
        let receipt = log.append(entry(number)).wait().unwrap();
        let proof = log.prove(receipt.index).unwrap().to_string();
        let verified = TlogProof::parse(proof.as_bytes()).unwrap().verify(&policy, &entry(number)).unwrap();
        latencies.push(handed_in.elapsed());
        assert!(verified.witnessed().len() >= threshold);
    }
    print(&format!("one client, offline proof with {threshold} of 3 witnesses"), &mut latencies);
}

fn print(what: &str, latencies: &mut [Duration]) {
    latencies.sort_unstable();
    let at = |part: f64| latencies.get(((latencies.len() - 1) as f64 * part) as usize).unwrap().as_secs_f64() * 1e3;
    println!("{what}, p50 {:>6.1} ms, p99 {:>6.1} ms", at(0.5), at(0.99));
}

fn main() {
    for clients in [1, 64, 1_024] {
        run(clients, Duration::from_secs(8));
    }
    for threshold in [2, 3] {
        witnessed(threshold, Duration::from_secs(8));
    }
}
