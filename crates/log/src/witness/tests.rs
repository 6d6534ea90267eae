use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::merkle::{Frontier, Hash, Leaves, TreeHead, prove_consistency};
use dunant_record::note::SignerKey;
use std::fs;
use tempfile::TempDir;

use super::*;

fn leaves() -> Vec<Hash> {
    (0..20_u8).map(|number| Hash::of_leaf(&[number])).collect()
}

fn log() -> SignerKey {
    SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32])
}

fn head(size: u64) -> TreeHead {
    Frontier::read(&mut Leaves(&leaves()), size).unwrap().head()
}

fn request(older: u64, newer: u64) -> AddCheckpoint {
    let proof = prove_consistency(&mut Leaves(&leaves()), older, newer).unwrap();
    let checkpoint = Checkpoint::new(log().name().clone(), head(newer)).unwrap();
    AddCheckpoint { older_size: older, proof, checkpoint: SignedCheckpoint::sign(checkpoint, &log()).unwrap() }
}

fn key() -> CosignerSecretKey {
    CosignerSecretKey::from_seed("witness.example".parse().unwrap(), &[2; 32])
}

fn now() -> Timestamp {
    Timestamp::from_seconds(1_800_000_000).unwrap()
}

async fn open(directory: &Path) -> Result<WitnessServer, WitnessError> {
    WitnessServer::open(directory, key(), vec![log().public()], now).await
}

async fn new(directory: &TempDir) -> WitnessServer {
    WitnessServer::create(directory.path()).await.unwrap();
    open(directory.path()).await.unwrap()
}

async fn ask(witness: &WitnessServer, older: u64, newer: u64) -> Answer {
    witness.answer(request(older, newer).to_string().as_bytes()).await.unwrap()
}

#[tokio::test]
async fn of_two_requests_judged_on_one_state_the_second_to_be_stored_is_judged_again() {
    let directory = TempDir::new().unwrap();
    let witness = new(&directory).await;
    assert_eq!(ask(&witness, 0, 5).await.status(), 200);
    let delayed = witness.judge(&request(5, 7)).await.unwrap().unwrap();
    let prompt = witness.judge(&request(5, 20)).await.unwrap().unwrap();
    assert_eq!(witness.settle(&prompt).await.unwrap().unwrap().status(), 200);
    // Stored now, the delayed one would roll the log back.
    assert_eq!(witness.settle(&delayed).await.unwrap(), None);
    assert_eq!(witness.heads.stored(log().name()).await.unwrap(), Some(head(20)));
    assert_eq!(ask(&witness, 5, 7).await, Answer::StaleSize(20));
}

#[tokio::test]
async fn of_two_first_requests_only_one_is_stored_unjudged() {
    let directory = TempDir::new().unwrap();
    let witness = new(&directory).await;
    let delayed = witness.judge(&request(0, 7)).await.unwrap().unwrap();
    assert_eq!(ask(&witness, 0, 20).await.status(), 200);
    assert_eq!(witness.settle(&delayed).await.unwrap(), None);
    assert_eq!(witness.heads.stored(log().name()).await.unwrap(), Some(head(20)));
}

#[tokio::test]
async fn the_stored_head_is_not_cosigned_again_once_a_larger_one_is_stored() {
    let directory = TempDir::new().unwrap();
    let witness = new(&directory).await;
    assert_eq!(ask(&witness, 0, 7).await.status(), 200);
    let again = witness.judge(&request(7, 7)).await.unwrap().unwrap();
    assert_eq!(ask(&witness, 7, 20).await.status(), 200);
    assert_eq!(witness.settle(&again).await.unwrap(), None);
}

#[tokio::test(flavor = "current_thread")]
async fn requests_that_race_never_make_the_tree_smaller() {
    let directory = TempDir::new().unwrap();
    let witness = std::sync::Arc::new(new(&directory).await);
    let racing: Vec<_> = (1..=20)
        .map(|size| {
            let witness = std::sync::Arc::clone(&witness);
            tokio::spawn(async move { ask(&witness, 0, size).await })
        })
        .collect();
    let mut cosigned = Vec::new();
    for (size, answer) in (1..).zip(racing) {
        match answer.await.unwrap() {
            Answer::Cosigned(_) => cosigned.push(size),
            answer => assert!(matches!(answer, Answer::StaleSize(_)), "{answer:?}"),
        }
    }
    // All said `old 0`, which is true once.
    assert_eq!(cosigned.len(), 1);
    assert_eq!(witness.heads.stored(log().name()).await.unwrap(), Some(head(cosigned[0])));
}

#[tokio::test]
async fn a_restart_keeps_what_was_cosigned() {
    let directory = TempDir::new().unwrap();
    let witness = new(&directory).await;
    assert_eq!(ask(&witness, 0, 7).await.status(), 200);
    drop(witness);
    let witness = open(directory.path()).await.unwrap();
    assert_eq!(ask(&witness, 0, 20).await, Answer::StaleSize(7));
    assert_eq!(ask(&witness, 7, 20).await.status(), 200);
}

#[tokio::test]
async fn a_log_that_was_not_followed_for_a_while_is_remembered() {
    let directory = TempDir::new().unwrap();
    let witness = new(&directory).await;
    assert_eq!(ask(&witness, 0, 7).await.status(), 200);
    drop(witness);
    let forgetful = WitnessServer::open(directory.path(), key(), Vec::new(), now).await.unwrap();
    assert_eq!(ask(&forgetful, 7, 20).await, Answer::UnknownLog);
    drop(forgetful);
    assert_eq!(ask(&open(directory.path()).await.unwrap(), 0, 5).await, Answer::StaleSize(7));
}

#[tokio::test]
async fn a_state_is_opened_by_one_process_at_a_time() {
    let directory = TempDir::new().unwrap();
    let witness = new(&directory).await;
    assert!(matches!(open(directory.path()).await, Err(WitnessError::Claimed { .. })));
    drop(witness);
    assert!(open(directory.path()).await.is_ok());
}

#[tokio::test]
async fn a_missing_state_is_never_taken_for_that_of_a_witness_that_has_seen_nothing() {
    let directory = TempDir::new().unwrap();
    assert!(matches!(open(directory.path()).await, Err(WitnessError::Missing { .. })));
    drop(new(&directory).await);
    assert!(matches!(WitnessServer::create(directory.path()).await, Err(WitnessError::Exists { .. })));
    // What a crash in `create` leaves.
    fs::write(directory.path().join(STATE), b"").unwrap();
    for rest in ["witness.sqlite-wal", "witness.sqlite-shm"] {
        let _ = fs::remove_file(directory.path().join(rest));
    }
    assert!(matches!(open(directory.path()).await, Err(WitnessError::Format(0))));
}

#[tokio::test]
async fn a_log_may_have_several_keys_but_none_that_a_signature_cannot_tell_apart() {
    let name: KeyName = "example.org/record".parse().unwrap();
    let other = SignerKey::from_seed(name.clone(), &[3; 32]).public();
    let directory = TempDir::new().unwrap();
    WitnessServer::create(directory.path()).await.unwrap();
    let keys = vec![log().public(), other, log().public()];
    assert!(WitnessServer::open(directory.path(), key(), keys, now).await.is_ok());
    let (one, another) = colliding_keys(&name);
    assert!(one.id() == another.id() && one != another);
    let opened = WitnessServer::open(directory.path(), key(), vec![one, another], now).await;
    assert!(matches!(opened, Err(WitnessError::AmbiguousKey { .. })));
}

/// Two keys with one name and one ID: an ID has 32 bits, so some hundred thousand keys hold a pair.
fn colliding_keys(name: &KeyName) -> (VerifierKey, VerifierKey) {
    let mut seen = BTreeMap::new();
    for number in 0_u64.. {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let key = SignerKey::from_seed(name.clone(), &seed).public();
        if let Some(earlier) = seen.insert(key.id(), seed) {
            return (SignerKey::from_seed(name.clone(), &earlier).public(), key);
        }
    }
    unreachable!()
}
