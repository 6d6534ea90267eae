//! Histories of a chain through a heads log, honest and forged with the log's own key.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that fails says where"
)]

use dunant_heads::{
    ChainLinks, Epoch, EpochProof, Head, History, HistoryError, Logs, Node, Nonce, Path, Position, PrefixTree,
    Succession,
};
use dunant_record::merkle::Frontier;
use dunant_record::note::KeyName;
use dunant_record::{Checkpoint, CosignerSecretKey, Policy, SignedCheckpoint, SignerKey, Timestamp};
use dunant_vocabulary::Sha256Digest;
use proptest::prelude::*;

const SUBJECT: &str = "case/2026-1";

fn body() -> KeyName {
    "example.org".parse().unwrap()
}

fn log() -> SignerKey {
    SignerKey::from_seed("example.org/heads".parse().unwrap(), &[1; 32])
}

fn witnesses() -> Vec<CosignerSecretKey> {
    (0..4)
        .map(|n| CosignerSecretKey::from_seed(format!("witness.example/{n}").parse().unwrap(), &[10 + n; 32]))
        .collect()
}

fn policy() -> Policy {
    let witnesses = witnesses();
    let lines: String =
        (witnesses.iter().enumerate()).map(|(n, key)| format!("witness w{n} {}\n", key.public())).collect();
    Policy::parse(format!("log {}\n{lines}group g 3 w0 w1 w2 w3\nquorum g\n", log().public()).as_bytes()).unwrap()
}

fn link(n: u64) -> Sha256Digest {
    Sha256Digest::of(format!("link {n}").as_bytes())
}

fn position() -> Position {
    Position::of(&body(), &SUBJECT)
}

fn nonce() -> Nonce {
    Nonce::from_bytes(&[42; 32])
}

/// What the secretariat enters for the chain in each epoch, beside `others` chains that never move.
fn history_of(heads: &[Option<Head>], others: u64, before: u64) -> History {
    let mut frontier = Frontier::new();
    for number in 0..before {
        frontier.push(Epoch { body: body(), number, chains: Node::EMPTY, succession: None }.leaf());
    }
    let mut history = History {
        origin: log().name().clone(),
        first: before,
        left: frontier.clone(),
        epochs: Vec::new(),
        checkpoints: Vec::new(),
    };
    for head in heads {
        let epoch = frontier.head().size;
        let beside = (0..others).map(|n| {
            let position = Position::of(&body(), &format!("case/other-{n}"));
            (
                position,
                Head { number: n, digest: link(1_000 + n) }.leaf(&position, &Nonce::from_bytes(&[n as u8; 32]), epoch),
            )
        });
        let own = head.map(|head| (position(), head.leaf(&position(), &nonce(), epoch)));
        let tree = PrefixTree::new(beside.chain(own)).unwrap();
        let (chains, path) = (tree.root(), tree.path(&position()));
        frontier.push(Epoch { body: body(), number: epoch, chains, succession: None }.leaf());
        history.epochs.push(EpochProof { chains, path, number: head.map(|head| head.number), succession: None });
        let mut signed =
            SignedCheckpoint::sign(Checkpoint::new(log().name().clone(), frontier.head()).unwrap(), &log()).unwrap();
        for (n, witness) in witnesses().iter().take(3).enumerate() {
            let time = Timestamp::from_seconds(1_800_000_000 + 21_600 * epoch + n as u64).unwrap();
            signed.push(witness.cosign(signed.checkpoint(), time)).unwrap();
        }
        history.checkpoints.push(signed);
    }
    history
}

fn heads(numbers: &[Option<u64>]) -> Vec<Option<Head>> {
    numbers.iter().map(|number| number.map(|number| Head { number, digest: link(number) })).collect()
}

fn verify(history: &History, links: &[Sha256Digest]) -> Result<dunant_heads::VerifiedHistory, HistoryError> {
    let chain = ChainLinks { body: &body(), position: position(), nonce: &nonce(), links };
    history.verify(&chain, &policy(), &Logs::one(log().public()), 1)
}

const NUMBERS: [Option<u64>; 6] = [None, Some(0), Some(0), Some(2), Some(2), Some(3)];

fn links() -> Vec<Sha256Digest> {
    (0..4).map(link).collect()
}

#[test]
fn an_honest_course_holds_and_says_when_each_link_was_there() {
    for (others, before) in [(0, 0), (1, 0), (7, 5), (60, 1)] {
        let verified = verify(&history_of(&heads(&NUMBERS), others, before), &links()).unwrap();
        assert_eq!(verified.numbers, NUMBERS);
        assert_eq!(verified.epoch_of(0), Some(before + 1));
        assert_eq!(verified.epoch_of(1), Some(before + 3));
        assert_eq!(verified.epoch_of(3), Some(before + 5));
        assert_eq!(verified.epoch_of(4), None);
        let bounds = verified.bounds_of(before + 3).unwrap();
        let second = |offset: u64| Timestamp::from_seconds(1_800_000_000 + 21_600 * (before + 3) + offset);
        assert_eq!((bounds.not_after, bounds.at_least), (second(1), second(1)));
    }
}

#[test]
fn a_checkpoint_is_needed_only_where_the_chain_grew_and_at_both_ends() {
    let mut history = history_of(&heads(&NUMBERS), 3, 2);
    history.checkpoints.remove(4);
    history.checkpoints.remove(2);
    assert_eq!(verify(&history, &links()).unwrap().numbers, NUMBERS);
    for (at, epoch) in [(0, 2), (1, 3), (2, 5), (3, 7)] {
        let mut history = history.clone();
        history.checkpoints.remove(at);
        assert_eq!(verify(&history, &links()), Err(HistoryError::Unseen { epoch }));
    }
}

#[test]
fn a_link_left_out_changed_or_reordered_is_told_by_the_epoch_in_which_it_stood() {
    let history = history_of(&heads(&NUMBERS), 3, 2);
    let (honest, last) = (links(), 7);
    // The last link is dropped.
    assert_eq!(verify(&history, &honest[..3]), Err(HistoryError::NoLink { epoch: last, number: 3 }));
    // Link 2 is dropped, and link 3 takes its number.
    let dropped = [honest[0], honest[1], honest[3]];
    assert_eq!(verify(&history, &dropped), Err(HistoryError::Path { epoch: 5, number: Some(2) }));
    // Two links change places; each stood as the newest in some epoch.
    let reordered = [honest[0], honest[1], honest[3], honest[2]];
    assert_eq!(verify(&history, &reordered), Err(HistoryError::Path { epoch: 5, number: Some(2) }));
    // A history that says other numbers than the log has.
    for (at, number) in [(1, None), (3, Some(1)), (3, Some(3)), (5, Some(2))] {
        let mut history = history.clone();
        history.epochs[at].number = number;
        assert!(matches!(verify(&history, &honest), Err(HistoryError::Path { .. })), "{at}");
    }
}

#[test]
fn a_second_course_of_one_epoch_needs_a_second_checkpoint() {
    // The log's operator makes another tree for epochs that witnesses saw already.
    let honest = history_of(&heads(&NUMBERS), 3, 2);
    let forked = history_of(&heads(&[None, Some(0), Some(0), Some(0), Some(0), Some(1)]), 3, 2);
    let mut mixed = forked.clone();
    mixed.checkpoints.clone_from(&honest.checkpoints);
    assert_eq!(verify(&mixed, &links()), Err(HistoryError::Root { epoch: 5 }));
    // Alone it holds: that the same witnesses saw two is what a monitor tells, and what they do not do.
    assert!(verify(&forked, &links()).is_ok());
}

#[test]
fn an_epoch_left_out_told_twice_or_cut_does_not_hold() {
    let history = history_of(&heads(&NUMBERS), 3, 2);
    for at in 0..6 {
        let mut short = history.clone();
        short.epochs.remove(at);
        assert!(verify(&short, &links()).is_err(), "{at} left out");
        let mut twice = history.clone();
        twice.epochs.insert(at, history.epochs[at].clone());
        assert!(verify(&twice, &links()).is_err(), "{at} twice");
    }
    let mut cut = history.clone();
    cut.checkpoints.pop();
    cut.epochs.pop();
    // It holds as far as it goes; that it has to end with the decision is the finding's to ask.
    assert_eq!(verify(&cut, &links()).unwrap().numbers, NUMBERS[..5]);
    let empty = History { epochs: Vec::new(), checkpoints: Vec::new(), ..history.clone() };
    assert_eq!(verify(&empty, &links()), Err(HistoryError::Length(0)));
    let mut other = history;
    other.left = Frontier::new();
    assert!(verify(&other, &links()).is_err());
}

#[test]
fn a_chain_that_becomes_shorter_was_cut() {
    let fell = history_of(&heads(&[None, Some(2), Some(1)]), 3, 0);
    assert_eq!(verify(&fell, &links()), Err(HistoryError::Shortened { epoch: 2 }));
    let vanished = history_of(&heads(&[None, Some(2), None]), 3, 0);
    assert_eq!(verify(&vanished, &links()), Err(HistoryError::Shortened { epoch: 2 }));
}

#[test]
fn an_entry_that_joins_a_log_that_the_body_does_not_have_is_no_epoch() {
    let next = || Some(Succession::Next(log().public()));
    let follows = |size| {
        let head = dunant_record::merkle::TreeHead { size, root: Frontier::new().head().root };
        Some(Succession::Follows { origin: log().name().clone(), head })
    };
    for (at, succession) in [(0, next()), (4, next()), (5, next()), (0, follows(0)), (1, follows(1)), (5, follows(5))] {
        let mut history = history_of(&heads(&NUMBERS), 3, 0);
        history.epochs[at].succession = succession;
        assert_eq!(verify(&history, &links()), Err(HistoryError::Succession { epoch: at as u64 }));
    }
}

#[test]
fn too_few_witnesses_another_log_and_a_foreign_key_are_not_believed() {
    let history = history_of(&heads(&NUMBERS), 3, 0);
    let resigned = |key: &SignerKey, cosigners: usize| {
        let mut history = history.clone();
        let checkpoint = Checkpoint::new(key.name().clone(), *history.checkpoints[0].checkpoint().head()).unwrap();
        let mut signed = SignedCheckpoint::sign(checkpoint, key).unwrap();
        for witness in witnesses().iter().take(cosigners) {
            signed.push(witness.cosign(signed.checkpoint(), Timestamp::from_seconds(1).unwrap())).unwrap();
        }
        history.checkpoints[0] = signed;
        verify(&history, &links())
    };
    assert!(resigned(&log(), 3).is_ok());
    assert!(matches!(resigned(&log(), 2), Err(HistoryError::Distrusted { epoch: 0, .. })));
    let record = SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32]);
    assert!(matches!(resigned(&record, 3), Err(HistoryError::OtherLog { epoch: 0, .. })));
    let forged = SignerKey::from_seed("example.org/heads".parse().unwrap(), &[2; 32]);
    assert!(matches!(resigned(&forged, 3), Err(HistoryError::Distrusted { epoch: 0, .. })));
}

#[test]
fn the_python_reference_has_the_same_tree() {
    // heads.py: position, leaf and root of two chains in epoch 5, and the path of the first.
    let body: KeyName = "example.org".parse().unwrap();
    let (one, two) = (Position::of(&body, &"members"), Position::of(&body, &"case/2026-1"));
    let (first, second) = (Nonce::from_bytes(&[7; 32]), Nonce::from_bytes(&[8; 32]));
    let leaves = [
        (one, Head { number: 3, digest: link(3) }.leaf(&one, &first, 5)),
        (two, Head { number: 0, digest: link(0) }.leaf(&two, &second, 5)),
    ];
    let tree = PrefixTree::new(leaves).unwrap();
    assert_eq!(leaves[0].1.to_string(), "ec4f901fc6ed3f82170cb4c338ba7a73596cbbc6604ce2b6a212350e9ff414d1");
    assert_eq!(tree.root().to_string(), "fbb594759b44e4a371c57082486fa1e70de280c50afc17b9d1ca090148cd040e");
    assert_eq!(tree.path(&one).to_string(), "APd+Z6Yrf2HglmwEUVUhm1HC1MRLJQRhBNlDwbjeTHp1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever chains there are, each place has one value that its path leads to the root from, and absence is one as well.
    #[test]
    fn a_path_shows_one_leaf_and_no_other(names in proptest::collection::btree_set(0_u32..5_000, 0..40), asked in 0_u32..5_000) {
        let place = |name: u32| Position::of(&body(), &format!("case/{name}"));
        let leaf = |name: u32, epoch: u64| Head { number: u64::from(name), digest: link(u64::from(name)) }.leaf(&place(name), &nonce(), epoch);
        let tree = PrefixTree::new(names.iter().map(|name| (place(*name), leaf(*name, 9)))).unwrap();
        let path = tree.path(&place(asked));
        let (there, absent, of_before) = (leaf(asked, 9), Node::EMPTY, leaf(asked, 8));
        let (is, others) = if names.contains(&asked) { (there, [absent, of_before]) } else { (absent, [there, of_before]) };
        prop_assert_eq!(path.root(&place(asked), is), tree.root());
        for other in others {
            prop_assert_ne!(path.root(&place(asked), other), tree.root());
        }
        let text = path.to_string();
        prop_assert_eq!(text.parse::<Path>(), Ok(path));
    }

    /// A text that is no path as paths are written is refused, and none is read as another.
    #[test]
    fn a_path_has_one_spelling(bytes in proptest::collection::vec(any::<u8>(), 0..140)) {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(bytes);
        if let Ok(path) = text.parse::<Path>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }
}

#[test]
fn an_entry_has_one_spelling() {
    let entry = Epoch { body: body(), number: 1234, chains: [0x5f; 32].into(), succession: None };
    let text = format!("dunant-heads/v1 example.org\nepoch 1234\nchains {}\n", "5f".repeat(32));
    assert_eq!(entry.to_string(), text);
    assert_eq!(Epoch::parse(text.as_bytes()), Ok(entry));
    let next = format!("{text}next {}\n", log().public());
    assert_eq!(Epoch::parse(next.as_bytes()).unwrap().to_string(), next);
    let follows = format!("{text}follows example.org/heads 1234 {}\n", Frontier::new().head().root);
    assert_eq!(Epoch::parse(follows.as_bytes()).unwrap().to_string(), follows);
    // What a third log follows on has fewer entries than there were epochs.
    let third = follows.replace("heads 1234", "heads-2 1");
    assert_eq!(Epoch::parse(third.as_bytes()).unwrap().to_string(), third);
    for wrong in [
        text.trim_end().to_owned(),
        text.replace("v1", "v2"),
        text.replace("1234", "01234"),
        text.replace("1234", "+1234"),
        text.replace("1234", "9223372036854775808"),
        text.replace("5f", "5F"),
        text.replace("chains", "chains "),
        format!("{text}\n"),
        format!("{text}more\n"),
        follows.replace("epoch 1234", "epoch 1233"),
        follows.replace("heads 1234", "heads 0"),
        follows.replace("heads 1234", "heads 01234"),
        next.clone() + &next[text.len()..],
    ] {
        assert!(Epoch::parse(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_chain_is_entered_once() {
    let leaf = (position(), Head { number: 0, digest: link(0) }.leaf(&position(), &nonce(), 0));
    assert!(PrefixTree::new([leaf, leaf]).is_err());
    assert_eq!(PrefixTree::new([]).unwrap().root(), Node::EMPTY);
}
