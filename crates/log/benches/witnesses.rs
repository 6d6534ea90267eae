//! One checkpoint of a growing log cosigned by two of three witnesses over loopback, each of which syncs its state before it
//! answers; and the sync alone, for comparison.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench that fails says where")]

#[path = "../tests/witness/world.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod world;

use std::io::{Seek as _, Write as _};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;
use world::{Log, Running, witnesses};

fn gather(criterion: &mut Criterion) {
    let mut log = Log::new();
    let directory = TempDir::new().unwrap();
    let running: Vec<Running> =
        (1..=3).map(|n| Running::start(n, &directory.path().join(n.to_string()), &log)).collect();
    let urls: Vec<String> = running.iter().map(Running::url).collect();
    for threshold in [1, 2, 3] {
        let mut witnesses = witnesses(&log, &urls, threshold);
        witnesses.gather(&log.grow()).unwrap();
        criterion.bench_function(&format!("{threshold} of 3 witnesses cosign"), |bencher| {
            bencher.iter_custom(|times| {
                let mut spent = Duration::ZERO;
                for _ in 0..times {
                    let signed = log.grow();
                    let start = Instant::now();
                    witnesses.gather(&signed).unwrap();
                    spent += start.elapsed();
                }
                spent
            });
        });
    }
}

fn sync(criterion: &mut Criterion) {
    let mut file = tempfile::tempfile().unwrap();
    criterion.bench_function("a page is written and synced", |bencher| {
        bencher.iter(|| {
            file.rewind().unwrap();
            file.write_all(&[1; 4096]).unwrap();
            file.sync_data().unwrap();
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = gather, sync
}
criterion_main!(benches);
