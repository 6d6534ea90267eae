//! The log and three witnesses over loopback HTTP.

use std::time::{Duration, Instant};

use dunant_log::witnesses::{QuorumFailed, Refusal};
use tempfile::TempDir;

use crate::world::{Log, Running, policy, witnesses};

struct Three {
    directory: TempDir,
    running: Vec<Running>,
}

impl Three {
    fn start(log: &Log) -> Self {
        let directory = TempDir::new().unwrap();
        let running = (1..=3).map(|n| Running::start(n, &directory.path().join(n.to_string()), log)).collect();
        Self { directory, running }
    }

    fn urls(&self) -> Vec<String> {
        self.running.iter().map(Running::url).collect()
    }
}

#[test]
fn a_log_gathers_a_quorum_checkpoint_after_checkpoint() {
    let mut log = Log::new();
    let three = Three::start(&log);
    let mut witnesses = witnesses(&log, &three.urls(), 2);
    let policy = policy(&log, &three.urls(), 2);
    for signed in [log.checkpoint(0), log.checkpoint(1), log.checkpoint(7), log.checkpoint(300), log.grow(), log.grow()]
    {
        let cosigned = witnesses.gather(&signed).unwrap();
        assert_eq!(cosigned.checkpoint(), signed.checkpoint());
        assert!(policy.verify(&cosigned).unwrap().witnessed().len() >= 2);
    }
}

#[test]
fn a_log_that_starts_again_is_told_where_to_prove_from() {
    let log = Log::new();
    let three = Three::start(&log);
    witnesses(&log, &three.urls(), 3).gather(&log.checkpoint(7)).unwrap();
    // The new client knows of no size.
    let cosigned = witnesses(&log, &three.urls(), 3).gather(&log.checkpoint(300)).unwrap();
    assert_eq!(policy(&log, &three.urls(), 3).verify(&cosigned).unwrap().witnessed().len(), 3);
}

#[test]
fn a_restored_backup_is_noticed_at_the_start() {
    let log = Log::new();
    let three = Three::start(&log);
    witnesses(&log, &three.urls(), 3).gather(&log.checkpoint(20)).unwrap();
    let mut restored = witnesses(&log, &three.urls(), 3);
    let said = restored.probe(&log.checkpoint(7));
    assert_eq!(said.len(), 3);
    for (witness, said) in said {
        assert_eq!(said, Err(Refusal::Ahead { size: 20, promised: 7 }), "{witness}");
    }
    let alarm = restored.gather(&log.checkpoint(7));
    assert!(matches!(alarm, Err(QuorumFailed::Ahead { size: 20, promised: 7, .. })), "{alarm:?}");
    // The true log, started again.
    let said = witnesses(&log, &three.urls(), 3).probe(&log.checkpoint(20));
    assert!(said.iter().all(|(_, said)| said.is_ok()), "{said:?}");
}

#[test]
fn a_witness_that_is_started_again_keeps_its_state_and_is_asked_again() {
    let log = Log::new();
    let mut three = Three::start(&log);
    let mut witnesses = witnesses(&log, &three.urls(), 3);
    witnesses.gather(&log.checkpoint(7)).unwrap();
    let stopped = three.running.remove(0);
    let address = stopped.address;
    drop(stopped);
    let failed = witnesses.gather(&log.checkpoint(20)).unwrap_err();
    let QuorumFailed::TooFew(refusals) = failed else { panic!("{failed:?}") };
    assert!(matches!(&refusals.0[..], [(name, Refusal::Unreachable(_))] if name == "w1"), "{refusals:?}");
    three.running.push(Running::start_at(address, 1, &three.directory.path().join("1"), &log));
    witnesses.gather(&log.checkpoint(20)).unwrap();
    witnesses.gather(&log.checkpoint(300)).unwrap();
}

#[test]
fn a_fork_that_a_witness_has_seen_is_not_cosigned_by_it() {
    let (log, fork) = (Log::new(), Log::fork());
    let three = Three::start(&log);
    witnesses(&log, &three.urls(), 3).gather(&log.checkpoint(7)).unwrap();
    let mut forking = witnesses(&fork, &three.urls(), 1);
    for (size, status) in [(7, 409), (20, 422)] {
        let failed = forking.gather(&fork.checkpoint(size)).unwrap_err();
        let QuorumFailed::TooFew(refusals) = failed else { panic!("{failed:?}") };
        assert_eq!(refusals.0.len(), 3);
        assert!(refusals.0.iter().all(|(_, refusal)| *refusal == Refusal::Status(status)), "{refusals:?}");
    }
}

#[test]
fn missing_tiles_are_reported_and_nothing_is_sent_unproven() {
    let log = Log::new();
    let three = Three::start(&log);
    let mut witnesses = witnesses(&log, &three.urls(), 3);
    witnesses.gather(&log.checkpoint(7)).unwrap();
    std::fs::remove_dir_all(log.tiles().join("tile/0")).unwrap();
    let failed = witnesses.gather(&log.checkpoint(20)).unwrap_err();
    let QuorumFailed::TooFew(refusals) = failed else { panic!("{failed:?}") };
    assert!(matches!(refusals.0[0].1, Refusal::Unprovable { size: 7, .. }), "{refusals:?}");
}

#[test]
fn a_gathering_takes_little_more_than_one_sync() {
    let mut log = Log::new();
    let three = Three::start(&log);
    let mut witnesses = witnesses(&log, &three.urls(), 2);
    witnesses.gather(&log.checkpoint(300)).unwrap();
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let signed = log.grow();
            let start = Instant::now();
            witnesses.gather(&signed).unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    // Twenty times what it takes on two cores that do nothing else; Nagle's delay with delayed acknowledgements would be 40 ms.
    assert!(times[10] < Duration::from_millis(200), "median {:?}", times[10]);
}
