//! How many entries a second become durable, part of the tree and public, and how long one takes: entries of 200 bytes, 1,024 and
//! 64 clients that each hand in the next entry when the last is acknowledged, and one client alone. The clients run on the same cores.
//!
//! `cargo bench -p dunant-log --bench sequencer`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints what it saw and stops where it cannot go on"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;

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
    latencies.sort();
    let at = |part: f64| *latencies.get(((latencies.len() - 1) as f64 * part) as usize).unwrap();
    println!(
        "{clients:>5} clients: {rate:>7.0} entries/s, p50 {:>6.1} ms, p99 {:>6.1} ms",
        at(0.5).as_secs_f64() * 1e3,
        at(0.99).as_secs_f64() * 1e3
    );
}

fn main() {
    for clients in [1, 64, 1_024] {
        run(clients, Duration::from_secs(8));
    }
}
