//! What stands at the edges: the longest that is read, the time zero, what errors and debug output say.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunant_heads::{
    Bounds, ChainLinks, EpochProof, Head, History, HistoryError, LEVELS, Logs, MAX_EPOCHS, Node, Nonce, Path, Position,
    PrefixTree,
};
use dunant_record::merkle::Frontier;
use dunant_record::note::KeyName;
use dunant_record::{Checkpoint, CosignerSecretKey, Policy, SignedCheckpoint, SignerKey, Timestamp};
use dunant_vocabulary::Sha256Digest;

fn body() -> KeyName {
    "example.org".parse().unwrap()
}

fn log() -> SignerKey {
    SignerKey::from_seed("example.org/heads".parse().unwrap(), &[1; 32])
}

/// A path as text: these levels, each with the node of these bytes.
fn written(siblings: impl IntoIterator<Item = (u8, [u8; 32])>) -> String {
    STANDARD.encode(
        siblings.into_iter().flat_map(|(level, node)| [vec![level], node.to_vec()].concat()).collect::<Vec<_>>(),
    )
}

#[test]
fn a_path_has_a_sibling_a_level_at_most_each_below_the_one_before_and_none_empty() {
    let full = written((0..=255).rev().map(|level| (level, [7; 32])));
    let path: Path = full.parse().unwrap();
    assert_eq!((path.len(), path.is_empty(), path.to_string()), (usize::from(LEVELS), false, full));
    let none: Path = String::new().parse().unwrap();
    assert_eq!((none.len(), none.is_empty()), (0, true));
    let one: Path = written([(3, [7; 32])]).parse().unwrap();
    assert_eq!((one.len(), one.is_empty()), (1, false));
    for wrong in [vec![(3, [7; 32]), (3, [7; 32])], vec![(3, [7; 32]), (4, [7; 32])], vec![(3, [0; 32])]] {
        assert!(written(wrong.clone()).parse::<Path>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_history_has_as_many_epochs_as_are_read_and_no_more() {
    let policy = Policy::parse(format!("log {}\nquorum none\n", log().public()).as_bytes()).unwrap();
    let (position, nonce) = (Position::of(&body(), &"case/1"), Nonce::from_bytes(&[2; 32]));
    let (links, body) = ([Sha256Digest::of(b"a link")], body());
    let chain = ChainLinks { body: &body, position, nonce: &nonce, links: &links };
    let place = EpochProof { chains: Node::from([1; 32]), path: Path::default(), number: None, succession: None };
    let verified = |count: usize| {
        let epochs = vec![place.clone(); count];
        let (origin, left) = (log().name().clone(), Frontier::new());
        let history = History { origin, first: 0, left, epochs, checkpoints: Vec::new() };
        history.verify(&chain, &policy, &Logs::one(log().public()), 0).unwrap_err()
    };
    assert_eq!(verified(0), HistoryError::Length(0));
    assert_eq!(verified(MAX_EPOCHS), HistoryError::Path { epoch: 0, number: None });
    assert_eq!(verified(MAX_EPOCHS + 1), HistoryError::Length(MAX_EPOCHS + 1));
    assert_eq!(
        verified(1).to_string(),
        "in epoch 0 the heads log does not have nothing for this chain: a link was changed, moved or left out"
    );
    let newest = HistoryError::Path { epoch: 4, number: Some(7) }.to_string();
    assert!(newest.contains("does not have link 7 as the newest for this chain"), "{newest}");
}

#[test]
fn the_time_zero_bounds_nothing() {
    let witness = CosignerSecretKey::from_seed("witness.example/1".parse().unwrap(), &[9; 32]);
    let policy = format!("log {}\nwitness w {}\ngroup g 1 w\nquorum g\n", log().public(), witness.public());
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let mut frontier = Frontier::new();
    frontier.push(dunant_record::Hash::of_leaf(b"an entry"));
    let bounds = |seconds: u64| {
        let checkpoint = Checkpoint::new(log().name().clone(), frontier.head()).unwrap();
        let mut signed = SignedCheckpoint::sign(checkpoint, &log()).unwrap();
        let line = witness.cosign(signed.checkpoint(), Timestamp::from_seconds(seconds).unwrap());
        signed.push(line).unwrap();
        Bounds::of(&policy.verify(&signed).unwrap(), 0)
    };
    assert_eq!(bounds(0), Bounds::default());
    assert_eq!(bounds(1).not_after, Timestamp::from_seconds(1));
}

#[test]
fn debug_output_shows_a_node_and_hides_a_nonce() {
    assert_eq!(format!("{:?}", Node::from([0xab; 32])), format!("Node({})", "ab".repeat(32)));
    assert_eq!(format!("{:?}", Nonce::from_bytes(&[7; 32])), "Nonce(…)");
    // A tree of one chain has nothing beside it.
    let (place, nonce) = (Position::of(&body(), &"case/1"), Nonce::from_bytes(&[2; 32]));
    let leaf = Head { number: 0, digest: Sha256Digest::of(b"a link") }.leaf(&place, &nonce, 0);
    assert!(PrefixTree::new([(place, leaf)]).unwrap().path(&place).is_empty());
}
