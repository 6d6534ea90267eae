//! `dunant record serve` as its users meet it: writers that wait for their turn, tokens, and a service that is killed under load.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use dunant::vocabulary::Sha256Digest;
use dunant_log::service::Client;
use dunant_record::entry::{Entry, KnownEntry, Statement};
use tempfile::TempDir;

fn dunant(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant")).args(arguments).current_dir(place).output().unwrap()
}

fn done(place: &Path, arguments: &[&str]) -> String {
    let output = dunant(place, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn broke(place: &Path, arguments: &[&str]) -> String {
    let output = dunant(place, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// A log without witnesses, a token to write to it, and a document.
fn log() -> TempDir {
    let place = TempDir::new().unwrap();
    done(place.path(), &["record", "init", "log", "--origin", "example.org/record"]);
    fs::write(place.path().join("token"), done(place.path(), &["record", "token", "add", "log", "panel"])).unwrap();
    fs::write(place.path().join("log.policy"), done(place.path(), &["record", "log-policy", "log"])).unwrap();
    fs::write(place.path().join("pledge.txt"), "we will not attack civilians").unwrap();
    place
}

struct Serving(Child, String);

impl Serving {
    fn start(place: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dunant"))
            .args(["record", "serve", "log", "--listen", "127.0.0.1:0"])
            .current_dir(place)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        assert!(url.starts_with("http://"), "{line}");
        Self(child, url)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // SIGKILL: nothing is finished.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_entry_is_handed_to_a_service_and_its_proof_is_believed() {
    let place = log();
    let place = place.path();
    let serving = Serving::start(place);
    let add = ["record", "append", &serving.1, "pledge", "--document", "pledge.txt", "--log-policy", "log.policy"];
    assert!(broke(place, &add).contains("needs the token that its operator gave you"));
    let add = [&add[..], &["--token", "token"]].concat();
    let said = done(place, &[&add[..], &["--proof", "pledge.proof"]].concat());
    assert!(said.starts_with("It is entry 0 of 1.\n"), "{said}");
    done(place, &["record", "verify", "pledge.proof", "--log-policy", "log.policy", "--document", "pledge.txt"]);
    assert!(done(place, &add).starts_with("It stood in the log already, as entry 0 of 1.\n"));

    // A policy of another log believes nothing of this one.
    done(place, &["record", "init", "other", "--origin", "example.org/record"]);
    fs::write(place.join("log.policy"), done(place, &["record", "log-policy", "other"])).unwrap();
    let said = broke(place, &add);
    assert!(said.contains("no trusted key of the log `example.org/record` signed the checkpoint"), "{said}");

    let turn = ["record", "append", "log", "heartbeat", "--wait", "0s"];
    assert!(broke(place, &turn).contains("hand entries in to its service"));
    done(place, &["record", "token", "revoke", "log", "panel"]);
    assert_eq!(done(place, &["record", "token", "list", "log"]), "");
    assert!(broke(place, &["record", "token", "revoke", "log", "panel"]).contains("nobody named `panel`"));
}

#[test]
fn sixty_four_processes_each_wait_for_their_turn() {
    let place = log();
    let said: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..64)
            .map(|number| {
                let place = place.path();
                scope.spawn(move || {
                    let document = format!("{number}.txt");
                    fs::write(place.join(&document), &document).unwrap();
                    done(place, &["record", "append", "log", "pledge", "--document", &document, "--format", "json"])
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let mut places: Vec<u64> = said
        .iter()
        .map(|said| serde_json::from_str::<serde_json::Value>(said).unwrap()["index"].as_u64().unwrap())
        .collect();
    places.sort_unstable();
    assert_eq!(places, (0..64).collect::<Vec<_>>());
    done(place.path(), &["record", "fsck", "log"]);
}

fn entry(number: u64) -> Vec<u8> {
    let document = Sha256Digest::of(&number.to_be_bytes());
    Entry::Known(Box::new(KnownEntry::new(Statement::Pledge { document }))).to_bytes()
}

/// `DUNANT_KILLS=200` for as many kills; a few by default.
#[test]
fn nothing_acknowledged_is_lost_when_the_service_is_killed_under_load() {
    let kills: u64 = std::env::var("DUNANT_KILLS").ok().map_or(6, |kills| kills.parse().unwrap());
    let place = log();
    let place = place.path();
    let token = fs::read_to_string(place.join("token")).unwrap();
    let acknowledged: Mutex<BTreeMap<u64, u64>> = Mutex::default();
    for kill in 0..kills {
        let serving = Serving::start(place);
        let url = serving.1.clone();
        std::thread::scope(|scope| {
            for client in 0..64 {
                let (url, token, acknowledged) = (&url, token.trim(), &acknowledged);
                scope.spawn(move || {
                    let handing_in = Client::new(url, token);
                    // Half of the clients hand in what others hand in too.
                    for turn in 0..1_000_000 {
                        let number = kill * 1_000_000_000 + (client / 2) * 1_000_000 + turn;
                        let Ok(added) = handing_in.add(&entry(number), Duration::ZERO) else { return };
                        if let Some(before) = acknowledged.lock().unwrap().insert(number, added.index) {
                            assert_eq!(before, added.index, "one entry, one place");
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(20 + kill * 37 % 200));
            drop(serving);
        });
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() as u64 > kills, "{}", acknowledged.len());
    let serving = Serving::start(place);
    let client = Client::new(&serving.1, token.trim());
    for (number, index) in &acknowledged {
        let again = client.add(&entry(*number), Duration::from_secs(10)).unwrap();
        assert!(again.known, "entry {number} at {index} was acknowledged and is lost");
        assert_eq!(again.index, *index);
    }
    drop(serving);
    done(place, &["record", "fsck", "log"]);
}
