//! A log whose checkpoints are public only once a quorum of witnesses over HTTP has cosigned them.

use std::sync::Arc;
use std::time::Duration;

use dunant_log::storage::PosixStorage;
use dunant_log::witnesses::{HttpTransport, Witnesses};
use dunant_log::{Log as Writer, LogDirectory, NotAppended, StartError};
use tempfile::TempDir;

use crate::world::{Log, Running, policy};

fn open(directory: &LogDirectory) -> Result<Writer, StartError> {
    let storage = PosixStorage::open(directory.public()).unwrap();
    let transport = Arc::new(HttpTransport::new(Duration::from_secs(5)));
    let witnesses = Witnesses::new(directory.policy().unwrap(), transport, Box::new(storage)).unwrap();
    Writer::open(directory, Box::new(witnesses.with_deadline(Duration::from_secs(2))))
}

#[test]
fn an_entry_is_acknowledged_with_a_proof_that_a_quorum_vouches_for() {
    let place = TempDir::new().unwrap();
    let log = Log::new();
    let mut running: Vec<Running> =
        (1..=3).map(|n| Running::start(n, &place.path().join(n.to_string()), &log)).collect();
    let urls: Vec<String> = running.iter().map(Running::url).collect();
    let policy = policy(&log, &urls, 2);
    let directory = LogDirectory::new(place.path().join("log"));
    Writer::create(&directory, &log.key, &policy).unwrap();
    let writer = open(&directory).unwrap();
    for number in 0..30_u64 {
        let entry = format!("entry {number}").into_bytes();
        writer.append(entry.clone()).wait().unwrap();
        writer.prove(number).unwrap().verify(&policy, &entry).unwrap();
    }
    drop(writer);
    // One may be gone; two may not.
    running.pop();
    let writer = open(&directory).unwrap();
    writer.append(b"with two".to_vec()).wait().unwrap();
    running.pop();
    let refused = writer.append(b"with one".to_vec()).wait().unwrap_err();
    assert!(matches!(&refused, NotAppended::NotWitnessed(said) if said.contains("`w2`")), "{refused:?}");
}
