//! A witness that is killed between storing a head and answering.

use std::path::PathBuf;
use std::process::Command;

use dunant_log::witness::WitnessServer;
use dunant_record::witness::Answer;
use tempfile::TempDir;
use tokio::runtime::Builder;

use crate::world::{Log, now, witness_key};

const STATE: &str = "DUNANT_TEST_WITNESS_STATE";

/// Not a test by itself: the process that is killed. The clock is read after the head is stored, and before it is cosigned.
#[test]
fn killed_once_it_has_stored() {
    let Some(state) = std::env::var_os(STATE).map(PathBuf::from) else { return };
    let log = Log::new();
    let clock = || {
        let killed = Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
        panic!("survived: {killed:?}")
    };
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        WitnessServer::create(&state).await.unwrap();
        let witness = WitnessServer::open(&state, witness_key(1), vec![log.key.public()], clock).await.unwrap();
        let _ = witness.answer(log.request(0, 7).to_string().as_bytes()).await;
    });
}

#[test]
fn a_witness_killed_between_storing_and_answering_cosigns_when_it_is_asked_again() {
    let (log, state) = (Log::new(), TempDir::new().unwrap());
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "crashing::killed_once_it_has_stored", "--nocapture"]).env(STATE, state.path());
    let ended = child.output().unwrap();
    assert_eq!(ended.status.code(), None, "killed, so without exit code: {ended:?}");
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let witness = WitnessServer::open(state.path(), witness_key(1), vec![log.key.public()], now).await.unwrap();
        let answer =
            async |older, newer| witness.answer(log.request(older, newer).to_string().as_bytes()).await.unwrap();
        // It is ahead of what anybody was told, and says so to whoever thinks it new.
        assert_eq!(answer(0, 7).await, Answer::StaleSize(7));
        assert_eq!(answer(0, 3).await, Answer::StaleSize(7));
        assert_eq!(answer(7, 7).await.status(), 200);
        assert_eq!(answer(7, 20).await.status(), 200);
    });
}
