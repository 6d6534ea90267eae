//! What stands at the edges: the longest that is read, the time zero, what errors and debug output say.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunant_heads::{
    Bounds, ChainPlace, EpochProof, Head, History, HistoryError, LogEnd, Logs, MAX_EPOCHS, Node, Nonce, Paths,
    Position, PrefixTree, believed_by,
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

/// Paths as text: stretches of these levels, each with the node of these bytes.
fn written(stretches: &[Vec<(u8, [u8; 32])>]) -> String {
    let mut bytes = Vec::new();
    for stretch in stretches {
        bytes.push(u8::try_from(stretch.len()).unwrap());
        stretch.iter().for_each(|(level, node)| bytes.extend([&[*level], node.as_slice()].concat()));
    }
    STANDARD.encode(bytes)
}

#[test]
fn a_stretch_has_siblings_each_below_the_one_before_and_none_empty() {
    let full = written(&[(0..255).map(|level| (level, [7; 32])).collect()]);
    let paths: Paths = full.parse().unwrap();
    assert_eq!((paths.siblings(), paths.to_string()), (255, full.clone()));
    let none: Paths = written(&[vec![]]).parse().unwrap();
    assert_eq!(none.siblings(), 0);
    let three: Paths = written(&[vec![(3, [7; 32])], vec![], vec![(3, [7; 32]), (9, [1; 32])]]).parse().unwrap();
    assert_eq!(three.siblings(), 3);
    for wrong in [vec![(3, [7; 32]), (3, [7; 32])], vec![(4, [7; 32]), (3, [7; 32])], vec![(3, [0; 32])]] {
        assert!(written(std::slice::from_ref(&wrong)).parse::<Paths>().is_err(), "{wrong:?}");
    }
    for wrong in [String::new(), "AQ==".into(), "AA".into(), STANDARD.encode([1, 0, 1]), full.replacen('/', "", 1)] {
        assert!(wrong.parse::<Paths>().is_err(), "{wrong}");
    }
}

#[test]
fn a_stretch_that_reaches_beyond_its_end_or_is_too_many_leads_nowhere() {
    let place = Position::of(&body(), &"case/1");
    let other = Position::of(&body(), &"case/2");
    let leaf = |at| (at, Node::from([5; 32]));
    let mut both = [leaf(place), leaf(other)];
    both.sort_unstable_by_key(|(place, _)| *place);
    let root = |stretches: &[Vec<(u8, [u8; 32])>], leaves: &[(Position, Node)]| {
        written(stretches).parse::<Paths>().unwrap().root(leaves)
    };
    assert!(root(&[vec![(0, [7; 32])]], &both[..1]).is_some());
    assert!(root(&[vec![], vec![], vec![]], &both).is_some());
    assert_eq!(root(&[vec![], vec![]], &both), None);
    assert_eq!(root(&[vec![], vec![], vec![], vec![]], &both), None);
    assert_eq!(root(&[vec![(255, [7; 32])], vec![], vec![]], &both), None, "below where the ways part");
    assert_eq!(root(&[vec![], vec![(0, [7; 32])], vec![]], &both), None, "above where they parted");
    both.reverse();
    assert_eq!(root(&[vec![], vec![], vec![]], &both), None, "not in their order");
}

#[test]
fn a_history_has_as_many_epochs_as_are_read_and_no_more() {
    let policy = Policy::parse(format!("log {}\nquorum none\n", log().public()).as_bytes()).unwrap();
    let (position, nonce) = (Position::of(&body(), &"case/1"), Nonce::from_bytes(&[2; 32]));
    let chain = ChainPlace { position, nonce: &nonce, is_dated: true };
    let paths: Paths = "AA==".parse().unwrap();
    let place = EpochProof { chains: Node::from([1; 32]), paths, moved: vec![None], succession: None };
    let verified = |count: usize| {
        let epochs = vec![place.clone(); count];
        let history = History { epochs, checkpoints: Vec::new() };
        let (start, logs) = (LogEnd::default(), Logs::one(log().public()));
        history.verify(&start, &body(), &[chain], &logs, believed_by(&policy, 0)).unwrap_err()
    };
    assert_eq!(verified(0), HistoryError::Length(0));
    assert_eq!(verified(MAX_EPOCHS), HistoryError::Path { epoch: 0, moved: vec![None] });
    assert_eq!(verified(MAX_EPOCHS + 1), HistoryError::Length(MAX_EPOCHS + 1));
    assert_eq!(
        verified(1).to_string(),
        "in epoch 0 the heads log has a move where none is shown: a link was left out, or a chain was begun anew"
    );
    let newest = HistoryError::Path { epoch: 4, moved: vec![None, Some(7)] }.to_string();
    assert!(newest.contains("does not have link 7 as the newest:"), "{newest}");
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
    assert_eq!(PrefixTree::new([(place, leaf)]).unwrap().paths([place]).siblings(), 0);
}
