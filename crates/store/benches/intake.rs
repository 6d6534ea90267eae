//! Intake, durable: 10,000 items of 10 KiB, each encrypted to three recipients and put as a blob, then entered in the store with a link
//! of 600 bytes, 256 a transaction; and what its parts take alone.
//!
//! `cargo bench -p dunant-store --bench intake`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints what it saw and stops where it cannot go on"
)]

use std::time::{Duration, Instant};

use dunant_store::sealing::{Identities, Recipients, encrypt_many};
use dunant_store::{Blobs, Location, NewItem, NewLink, PosixBlobs, Store, Transaction};
use dunant_vocabulary::Sha256Digest;

const ITEMS: usize = 10_000;
const SIZE: usize = 10 << 10;
const BATCH: usize = 256;
const RUNS: usize = 3;

/// What each part of an intake took.
#[derive(Default)]
struct Spent {
    encrypting: Duration,
    putting: Duration,
    committing: Duration,
}

impl Spent {
    fn all(&self) -> Duration {
        self.encrypting + self.putting + self.committing
    }
}

fn main() {
    let items: Vec<Vec<u8>> = (0..ITEMS).map(content).collect();
    let identities = [(); 3].map(|()| Identities::generate());
    let recipients = identities.iter().flat_map(|identity| identity.recipients().iter().cloned().collect::<Vec<_>>());
    let recipients = Recipients::try_new(recipients).unwrap();
    let mut runs: Vec<Spent> = (0..RUNS).map(|_| run(&items, &recipients)).collect();
    runs.sort_by_key(Spent::all);
    for spent in &runs {
        println!(
            "{:.0} items/s: {:.2} s, of which encrypting {:.2} s, blobs {:.2} s, commits {:.2} s",
            ITEMS as f64 / spent.all().as_secs_f64(),
            spent.all().as_secs_f64(),
            spent.encrypting.as_secs_f64(),
            spent.putting.as_secs_f64(),
            spent.committing.as_secs_f64(),
        );
    }
    let median = runs.get(RUNS / 2).unwrap().all();
    println!("median of {RUNS} runs: {:.0} items/s", ITEMS as f64 / median.as_secs_f64());
}

fn run(items: &[Vec<u8>], recipients: &Recipients) -> Spent {
    let place = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = runtime.block_on(Store::open(&Location::Sqlite(place.path().join("cases.sqlite")))).unwrap();
    let blobs = PosixBlobs::open(place.path().join("blobs")).unwrap();
    let mut spent = Spent::default();
    for batch in items.chunks(BATCH) {
        let start = Instant::now();
        let sealed = encrypt_many(batch, recipients).unwrap();
        spent.encrypting += start.elapsed();

        let start = Instant::now();
        let names = blobs.put_many(&sealed).unwrap();
        spent.putting += start.elapsed();

        let start = Instant::now();
        let mut transaction = Transaction::default();
        for (bytes, blob) in batch.iter().zip(names) {
            let digest = Sha256Digest::of(bytes);
            let subject = format!("case/2026-001/item/{digest}");
            transaction.links.push(NewLink { subject, number: 0, note: "x".repeat(600) });
            transaction.items.push(NewItem { case: "2026-001".to_owned(), digest, blob, size: bytes.len() as u64 });
        }
        runtime.block_on(store.commit(&transaction)).unwrap();
        spent.committing += start.elapsed();
    }
    assert_eq!(runtime.block_on(store.items("2026-001")).unwrap().len(), items.len());
    assert_eq!(blobs.list().unwrap().len(), items.len());
    spent
}

/// Each item differs from the others.
fn content(number: usize) -> Vec<u8> {
    number.to_le_bytes().into_iter().cycle().take(SIZE).collect()
}
