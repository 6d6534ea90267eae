//! The log against witnesses that are slow, dead or lying.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dunant_log::witnesses::{HttpResponse, QuorumFailed, Refusal, TransportError, Witnesses};
use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::note::{CosignerSecretKey, SignerKey, VerifyError};
use dunant_record::policy::Policy;
use dunant_record::witness::AddCheckpoint;

use crate::world::{Log, Scripted, credulous, now, plain, policy, stale, witness_key};

const URLS: [&str; 3] = ["http://w1", "http://w2/", "http://w3/prefix"];

/// Three witnesses that answer by `script`, which gets their number, of which `threshold` must cosign.
fn three(
    log: &Log,
    threshold: usize,
    script: impl Fn(u8, &str) -> Result<HttpResponse, TransportError> + Send + Sync + 'static,
) -> Witnesses {
    let transport = Scripted(move |url: &str, body: &str| {
        let number = match url {
            "http://w1/add-checkpoint" => 1,
            "http://w2/add-checkpoint" => 2,
            "http://w3/prefix/add-checkpoint" => 3,
            other => panic!("{other}"),
        };
        script(number, body)
    });
    Witnesses::new(policy(log, &URLS.map(str::to_owned), threshold), Arc::new(transport), log.storage()).unwrap()
}

/// Refusals of a gathering that all three must cosign, where the first answers by `script` and the others cosign.
fn refusal(log: &Log, size: u64, script: impl Fn(&str) -> HttpResponse + Send + Sync + 'static) -> Refusal {
    let answer = move |number, body: &str| Ok(if number == 1 { script(body) } else { credulous(number, body) });
    match three(log, 3, answer).gather(&log.checkpoint(size)) {
        Err(QuorumFailed::TooFew(refusals)) => refusals.0.into_iter().find(|(name, _)| name == "w1").unwrap().1,
        other => panic!("{other:?}"),
    }
}

fn dead() -> Result<HttpResponse, TransportError> {
    Err(TransportError("connection refused".to_owned()))
}

#[test]
fn a_slow_witness_outside_the_quorum_does_not_delay() {
    let mut log = Log::new();
    let mut witnesses = three(&log, 2, |number, body| {
        if number == 2 {
            std::thread::sleep(Duration::from_secs(3));
        }
        Ok(credulous(number, body))
    });
    let start = Instant::now();
    for signed in [log.checkpoint(300), log.grow(), log.grow()] {
        let cosigned = witnesses.gather(&signed).unwrap();
        assert_eq!(cosigned.note().signatures().len(), 3);
    }
    assert!(start.elapsed() < Duration::from_millis(1500), "{:?}", start.elapsed());
}

#[test]
fn a_dead_quorum_fails_at_once_and_says_why() {
    let log = Log::new();
    let mut witnesses = three(&log, 2, |number, body| if number == 3 { Ok(credulous(number, body)) } else { dead() });
    let start = Instant::now();
    let failed = witnesses.gather(&log.checkpoint(7)).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let said = failed.to_string();
    for witness in ["w1", "w2"] {
        assert!(said.contains(&format!("`{witness}`: cannot be reached: connection refused")), "{said}");
    }
}

#[test]
fn a_silent_quorum_fails_at_the_deadline() {
    let log = Log::new();
    let silent = three(&log, 2, |number, body| {
        if number != 3 {
            std::thread::sleep(Duration::from_secs(3));
        }
        Ok(credulous(number, body))
    });
    let start = Instant::now();
    let failed = silent.with_deadline(Duration::from_millis(200)).gather(&log.checkpoint(7)).unwrap_err();
    assert!((Duration::from_millis(200)..Duration::from_secs(2)).contains(&start.elapsed()), "{:?}", start.elapsed());
    let QuorumFailed::TooFew(refusals) = failed else { panic!("{failed:?}") };
    assert_eq!(refusals.0, [("w1".to_owned(), Refusal::Silent), ("w2".to_owned(), Refusal::Silent)]);
}

#[test]
fn a_late_answer_to_an_earlier_checkpoint_is_not_mixed_into_a_later_one() {
    let log = Log::new();
    let mut witnesses = three(&log, 3, |number, body| {
        // The first answers to the first checkpoint only after the deadline, and before anybody answers to the second.
        let size = AddCheckpoint::parse(body.as_bytes()).unwrap().checkpoint.checkpoint().head().size;
        match (number, size) {
            (1, 7) => std::thread::sleep(Duration::from_millis(400)),
            (_, 20) => std::thread::sleep(Duration::from_millis(600)),
            _ => {}
        }
        Ok(credulous(number, body))
    })
    .with_deadline(Duration::from_millis(200));
    assert!(matches!(witnesses.gather(&log.checkpoint(7)), Err(QuorumFailed::TooFew(_))));
    let mut witnesses = witnesses.with_deadline(Duration::from_secs(5));
    let cosigned = witnesses.gather(&log.checkpoint(20)).unwrap();
    let signatures = cosigned.note().signatures();
    assert_eq!(signatures.len(), 4);
    for line in &signatures[1..] {
        let key = (1..=3).map(|number| witness_key(number).public()).find(|key| key.signs(line)).unwrap();
        assert_eq!(key.verify(cosigned.note().text(), line), Ok(now()));
    }
}

#[test]
fn a_busy_witness_is_asked_about_the_newest_checkpoint_only() {
    let mut log = Log::new();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let mut witnesses = three(&log, 2, move |number, body| {
        if number == 1 {
            let size = AddCheckpoint::parse(body.as_bytes()).unwrap().checkpoint.checkpoint().head().size;
            noted.lock().unwrap().push(size);
            std::thread::sleep(Duration::from_millis(500));
        }
        Ok(credulous(number, body))
    });
    for _ in 0..5 {
        witnesses.gather(&log.grow()).unwrap();
    }
    let said = witnesses.probe(&log.grow());
    assert!(said.iter().all(|(_, said)| said.is_ok()), "{said:?}");
    assert_eq!(*asked.lock().unwrap(), [301, 306]);
}

#[test]
fn a_replayed_cosignature_of_another_checkpoint_is_refused() {
    let log = Log::new();
    let earlier = witness_key(1).cosign(log.checkpoint(3).checkpoint(), now());
    let refused = refusal(&log, 7, move |_| plain(200, &format!("{earlier}\n")));
    assert!(matches!(refused, Refusal::Cosignature(VerifyError::BadSignature { .. })), "{refused:?}");
}

#[test]
fn a_cosignature_by_another_key_of_the_same_name_is_refused() {
    let log = Log::new();
    let impostor = CosignerSecretKey::from_seed(witness_key(1).name().clone(), &[7; 32]);
    let line = impostor.cosign(log.checkpoint(7).checkpoint(), now());
    let refused = refusal(&log, 7, move |_| plain(200, &format!("{line}\n")));
    assert_eq!(refused, Refusal::Cosignature(VerifyError::NoKnownKey));
}

#[test]
fn a_forged_line_with_the_id_of_the_witness_is_refused() {
    let log = Log::new();
    let genuine = witness_key(1).cosign(log.checkpoint(7).checkpoint(), now()).to_string();
    // Another signature under the same name and key ID: the last bytes are changed.
    let forged = format!("{}AAAAAA==\n", &genuine[..genuine.len() - 8]);
    let refused = refusal(&log, 7, move |_| plain(200, &forged));
    assert!(matches!(refused, Refusal::Cosignature(VerifyError::BadSignature { .. })), "{refused:?}");
}

#[test]
fn a_witness_cannot_answer_for_another() {
    let log = Log::new();
    assert_eq!(refusal(&log, 7, |body| credulous(2, body)), Refusal::Cosignature(VerifyError::NoKnownKey));
    // Of the same name: each is asked with its own key, and only that counts.
    let name = witness_key(1).name().clone();
    let namesake = CosignerSecretKey::from_seed(name, &[7; 32]);
    let text = format!(
        "log {}\nwitness w1 {} http://w1\nwitness w2 {} http://w2\ngroup both all w1 w2\nquorum both\n",
        log.key.public(),
        witness_key(1).public(),
        namesake.public()
    );
    let transport = Arc::new(Scripted(|_: &str, body: &str| Ok(credulous(1, body))));
    let mut witnesses = Witnesses::new(Policy::parse(text.as_bytes()).unwrap(), transport, log.storage()).unwrap();
    let failed = witnesses.gather(&log.checkpoint(7)).unwrap_err();
    let QuorumFailed::TooFew(refusals) = failed else { panic!("{failed:?}") };
    assert_eq!(refusals.0, [("w2".to_owned(), Refusal::Cosignature(VerifyError::NoKnownKey))]);
}

#[test]
fn lines_of_unknown_keys_beside_the_cosignature_are_left_out() {
    let log = Log::new();
    let mut witnesses = three(&log, 3, |number, body| {
        let (own, other) = (credulous(number, body), credulous(9, body));
        Ok(HttpResponse { body: [other.body, own.body].concat(), ..own })
    });
    let cosigned = witnesses.gather(&log.checkpoint(7)).unwrap();
    assert_eq!(cosigned.note().signatures().len(), 4);
    assert!(cosigned.note().signatures().iter().all(|line| *line.name() != *witness_key(9).name()));
}

#[test]
fn a_witness_that_asks_for_ever_other_sizes_is_refused() {
    let log = Log::new();
    let asked = Arc::new(AtomicU64::new(0));
    let counting = Arc::clone(&asked);
    let refused = refusal(&log, 300, move |_| stale(counting.fetch_add(1, Ordering::Relaxed) + 3));
    assert!(matches!(refused, Refusal::Unsteady(_)), "{refused:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[test]
fn a_witness_that_asks_for_the_size_that_it_was_given_is_refused() {
    let log = Log::new();
    assert_eq!(refusal(&log, 20, |_| stale(0)), Refusal::Unsteady(0));
    assert_eq!(refusal(&log, 20, |_| stale(7)), Refusal::Unsteady(7));
}

#[test]
fn a_witness_that_is_ahead_raises_an_alarm_of_its_own() {
    let log = Log::new();
    let mut witnesses = three(&log, 1, |number, body| {
        if number != 1 {
            std::thread::sleep(Duration::from_millis(500));
            return Ok(credulous(number, body));
        }
        Ok(stale(21))
    });
    let alarm = witnesses.gather(&log.checkpoint(20));
    assert_eq!(alarm, Err(QuorumFailed::Ahead { witness: "w1".to_owned(), size: 21, promised: 20 }));
}

#[test]
fn an_alarm_that_comes_late_is_still_raised() {
    let log = Log::new();
    let mut witnesses = three(&log, 2, |number, body| {
        if number != 1 {
            return Ok(credulous(number, body));
        }
        std::thread::sleep(Duration::from_millis(200));
        Ok(stale(21))
    });
    assert!(witnesses.gather(&log.checkpoint(20)).is_ok());
    std::thread::sleep(Duration::from_millis(600));
    let alarm = witnesses.gather(&log.checkpoint(300));
    assert_eq!(alarm, Err(QuorumFailed::Ahead { witness: "w1".to_owned(), size: 21, promised: 20 }));
}

#[test]
fn an_alarm_is_raised_also_where_nobody_is_waited_for() {
    let log = Log::new();
    let text = format!("log {}\nwitness w1 {} http://w1\nquorum none\n", log.key.public(), witness_key(1).public());
    let transport = Arc::new(Scripted(|_: &str, _: &str| Ok(stale(21))));
    let mut witnesses = Witnesses::new(Policy::parse(text.as_bytes()).unwrap(), transport, log.storage()).unwrap();
    let _ = witnesses.gather(&log.checkpoint(20));
    std::thread::sleep(Duration::from_millis(500));
    let alarm = witnesses.gather(&log.checkpoint(300));
    assert_eq!(alarm, Err(QuorumFailed::Ahead { witness: "w1".to_owned(), size: 21, promised: 20 }));
}

#[test]
fn answers_that_are_no_answers_are_refusals() {
    let log = Log::new();
    for status in [302, 400, 403, 404, 409, 422, 500] {
        assert_eq!(refusal(&log, 7, move |_| plain(status, "")), Refusal::Status(status));
    }
    assert!(matches!(refusal(&log, 7, |_| plain(200, "<html>\n")), Refusal::Reply(_)));
    assert!(matches!(refusal(&log, 7, |_| plain(200, "")), Refusal::Reply(_)));
    let no_size = HttpResponse { body: b"seven\n".to_vec(), ..stale(7) };
    assert!(matches!(refusal(&log, 7, move |_| no_size.clone()), Refusal::Reply(_)));
}

#[test]
fn a_witness_without_url_is_not_asked() {
    let log = Log::new();
    let policy = |threshold| {
        let text = format!(
            "log {}\nwitness w1 {}\nwitness w2 {} http://w2\ngroup g {threshold} w1 w2\nquorum g\n",
            log.key.public(),
            witness_key(1).public(),
            witness_key(2).public()
        );
        Policy::parse(text.as_bytes()).unwrap()
    };
    let transport = || Arc::new(Scripted(|_: &str, body: &str| Ok(credulous(2, body))));
    let gather = |threshold| -> Result<SignedCheckpoint, QuorumFailed> {
        Witnesses::new(policy(threshold), transport(), log.storage()).unwrap().gather(&log.checkpoint(7))
    };
    assert!(gather("any").is_ok());
    let failed = gather("all").unwrap_err();
    let QuorumFailed::TooFew(refusals) = failed else { panic!("{failed:?}") };
    assert_eq!(refusals.0, [("w1".to_owned(), Refusal::NoUrl)]);
}

#[test]
fn without_a_quorum_nobody_is_waited_for() {
    let log = Log::new();
    let text = format!("log {}\nwitness w1 {} http://w1\nquorum none\n", log.key.public(), witness_key(1).public());
    let transport = Arc::new(Scripted(|_: &str, body: &str| {
        std::thread::sleep(Duration::from_secs(2));
        Ok(credulous(1, body))
    }));
    let mut witnesses = Witnesses::new(Policy::parse(text.as_bytes()).unwrap(), transport, log.storage()).unwrap();
    let start = Instant::now();
    assert_eq!(witnesses.gather(&log.checkpoint(7)).unwrap(), log.checkpoint(7));
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_checkpoint_that_the_log_s_own_policy_does_not_believe_is_not_given_back() {
    let log = Log::new();
    let stranger = Log::signed_by(SignerKey::from_seed(log.key.name().clone(), &[8; 32]));
    let mut witnesses = three(&log, 2, |number, body| Ok(credulous(number, body)));
    let failed = witnesses.gather(&stranger.checkpoint(7)).unwrap_err();
    assert!(matches!(failed, QuorumFailed::Distrust(_)), "{failed:?}");
}
