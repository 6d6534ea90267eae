//! A queue that is full, and witnesses that do not answer: what is refused is told so, and nothing is lost.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dunant_log::service::NotAdded;
use dunant_log::{Cosigners, GatherError};
use dunant_record::checkpoint::SignedCheckpoint;

use crate::house::{Place, entry};

const PATIENCE: Duration = Duration::from_secs(20);

/// A witness that waits for a word each time; says yes, or has nothing to say.
struct Held(Mutex<Receiver<bool>>);

impl Held {
    fn with_word() -> (Box<dyn Cosigners>, Sender<bool>) {
        let (word, words) = channel();
        (Box::new(Self(Mutex::new(words))), word)
    }
}

impl Cosigners for Held {
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError> {
        match self.0.get_mut().unwrap().recv() {
            Ok(true) => Ok(signed.clone()),
            _ => Err(GatherError::TooFew("the witness is away".to_owned())),
        }
    }
}

#[test]
fn a_full_queue_says_so_before_anything_is_handed_in() {
    let place = Place::with_log();
    let token = place.token("panel", None);
    let (held, word) = Held::with_word();
    // The first checkpoint of a log is published at its start.
    word.send(true).unwrap();
    let running = Arc::new(place.serve_with(held, 2));
    let waiting: Vec<_> = (0..2)
        .map(|number| {
            let (running, token) = (Arc::clone(&running), token.clone());
            std::thread::spawn(move || running.client(&token).add(&entry(number), Duration::ZERO))
        })
        .collect();
    let is_full = |metrics: &str| metrics.contains("dunant_log_queue_entries 2\n");
    while !is_full(&running.get("/metrics").text()) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let full = running.post("/add-entry", &token, &entry(9));
    assert_eq!(full.status, 503, "{full:?}");
    assert_eq!(full.header("retry-after"), Some("1"));
    assert_eq!(full.text(), "the queue is full: nothing was taken; try again\n");
    // Whoever reads is not held up.
    assert_eq!(running.get("/checkpoint").status, 200);

    for _ in 0..3 {
        word.send(true).unwrap();
    }
    for handed_in in waiting {
        assert!(!handed_in.join().unwrap().unwrap().known);
    }
    // What was refused is new to the log: none of it was taken.
    let added = running.client(&token).add(&entry(9), PATIENCE).unwrap();
    assert!(!added.known);
    assert_eq!(added.index, 2);
}

#[test]
fn an_entry_that_too_few_witnessed_is_not_acknowledged_and_health_says_why() {
    let place = Place::with_log();
    let token = place.token("panel", None);
    let (held, word) = Held::with_word();
    word.send(true).unwrap();
    let running = place.serve_with(held, 10);
    assert_eq!(running.get("/healthz").status, 200);
    word.send(false).unwrap();
    let refused = running.client(&token).add(&entry(0), Duration::ZERO).unwrap_err();
    assert!(matches!(refused, NotAdded::Busy { status: 503, .. }), "{refused}");
    assert!(refused.to_string().contains("the witness is away"), "{refused}");
    let health = running.get("/healthz");
    assert_eq!(health.status, 503);
    assert!(health.text().contains("the witness is away"), "{health:?}");
    // Readers see nothing that was not witnessed.
    assert!(running.get("/checkpoint").text().contains("\n0\n"));
    assert_eq!(running.get("/tile/0/000.p/1").status, 404);
    assert_eq!(running.get("/tile/entries/000.p/1").status, 404);

    word.send(true).unwrap();
    let added = running.client(&token).add(&entry(0), PATIENCE).unwrap();
    assert_eq!(added.index, 0);
    assert_eq!(running.get("/healthz").status, 200);
    assert_eq!(running.get("/tile/entries/000.p/1").status, 200);
}

#[test]
fn a_writer_that_stops_ends_the_service() {
    let place = Place::with_log();
    let token = place.token("panel", None);
    let running = place.serve();
    running.client(&token).add(&entry(0), PATIENCE).unwrap();
    // The public files are lost under it: what it would publish cannot be known to stand.
    std::fs::remove_dir_all(place.directory().public()).unwrap();
    std::fs::write(place.directory().public(), "in the way").unwrap();
    let refused = running.client(&token).add(&entry(1), Duration::ZERO).unwrap_err();
    assert!(matches!(refused, NotAdded::Busy { status: 503, .. }), "{refused}");
    let ended = running.ended().unwrap_err().to_string();
    assert!(ended.contains("the log has stopped") && ended.contains("start it again"), "{ended}");
}
