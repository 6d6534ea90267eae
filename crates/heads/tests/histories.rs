//! Histories of a chain through a heads log, honest and forged with the log's own key.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a test that fails says where"
)]

use dunant_heads::{
    ChainPlace, Epoch, EpochProof, Head, History, HistoryError, LogEnd, Logs, Move, Node, Nonce, Paths, Position,
    PrefixTree, Succession, VerifiedHistory, believed_by,
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

/// What the secretariat enters for the chain in each epoch from the first on, beside `others` chains.
fn history_of(moves: &[Option<Head>], others: u64) -> History {
    let mut frontier = Frontier::new();
    let mut history = History { epochs: Vec::new(), checkpoints: Vec::new() };
    for head in moves {
        let epoch = frontier.head().size;
        let beside = (0..others).map(|n| {
            let position = Position::of(&body(), &format!("case/other-{n}"));
            (
                position,
                Head { number: n, digest: link(1_000 + n) }.leaf(&position, &Nonce::from_bytes(&[n as u8; 32]), epoch),
            )
        });
        let own = head.map(|head| (position(), head.leaf(&position(), &nonce(), epoch)));
        let tree = PrefixTree::padded(beside.chain(own), &[epoch as u8; 32]).unwrap();
        let (chains, paths) = (tree.root(), tree.paths([position()]));
        frontier.push(Epoch { body: body(), number: epoch, chains, succession: None }.leaf());
        history.epochs.push(EpochProof { chains, paths, moved: vec![*head], succession: None });
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

fn head(number: u64) -> Head {
    Head { number, digest: link(number) }
}

fn heads(numbers: &[Option<u64>]) -> Vec<Option<Head>> {
    numbers.iter().map(|number| number.map(head)).collect()
}

fn verify(history: &History) -> Result<VerifiedHistory, HistoryError> {
    verify_from(&LogEnd::default(), history)
}

fn verify_from(from: &LogEnd, history: &History) -> Result<VerifiedHistory, HistoryError> {
    let chain = ChainPlace { position: position(), nonce: &nonce(), is_dated: true };
    history.verify(from, &body(), &[chain], &Logs::one(log().public()), believed_by(&policy(), 1))
}

fn moves(numbers: &[Option<u64>]) -> Vec<Move> {
    let moved = |(epoch, number): (u64, &Option<u64>)| number.map(|number| Move { epoch, head: head(number) });
    (0..).zip(numbers).filter_map(moved).collect()
}

/// In which epochs the chain moves, and where to.
const NUMBERS: [Option<u64>; 8] = [None, None, Some(0), None, Some(2), None, None, Some(3)];

#[test]
fn an_honest_course_holds_and_says_when_each_link_was_there() {
    for others in [0, 1, 7, 60] {
        let verified = verify(&history_of(&heads(&NUMBERS), others)).unwrap();
        assert_eq!(verified.moves, [moves(&NUMBERS)]);
        assert_eq!([0, 1, 3, 4].map(|link| verified.epoch_of(0, link)), [Some(2), Some(4), Some(7), None]);
        assert_eq!((verified.last(), verified.epoch_of(1, 0)), (7, None));
        let bounds = verified.bounds_of(4).unwrap();
        let second = |offset: u64| Timestamp::from_seconds(1_800_000_000 + 21_600 * 4 + offset);
        assert_eq!((bounds.not_after, bounds.at_least), (second(1), second(1)));
    }
}

#[test]
fn a_checkpoint_is_needed_only_where_the_chain_moved_and_at_the_end() {
    let mut history = history_of(&heads(&NUMBERS[..7]), 3);
    history.checkpoints = [2, 4, 6].map(|at| history.checkpoints[at].clone()).to_vec();
    assert_eq!(verify(&history).unwrap().moves, [moves(&NUMBERS[..7])]);
    for (at, epoch) in [(0, 2), (1, 4), (2, 6)] {
        let mut history = history.clone();
        history.checkpoints.remove(at);
        assert_eq!(verify(&history), Err(HistoryError::Unseen { epoch }));
    }
}

#[test]
fn a_history_goes_on_where_another_ended() {
    let whole = history_of(&heads(&NUMBERS), 3);
    for at in 1..8 {
        let part = |epochs: std::ops::Range<usize>| History {
            epochs: whole.epochs[epochs.clone()].to_vec(),
            checkpoints: whole.checkpoints[epochs].to_vec(),
        };
        let first = verify(&part(0..at)).unwrap();
        assert_eq!(first.end.next, at as u64);
        let rest = verify_from(&first.end, &part(at..8)).unwrap();
        assert_eq!([first.moves[0].clone(), rest.moves[0].clone()].concat(), moves(&NUMBERS));
        assert_eq!(rest.end, verify(&whole).unwrap().end);
        // An epoch between the two is left out, or shown twice.
        assert!(verify_from(&first.end, &part(at - 1..8)).is_err());
        assert!(at == 7 || verify_from(&first.end, &part(at + 1..8)).is_err());
    }
    // A number that the first part had already is no move of the second.
    let first = verify(&history_of(&heads(&NUMBERS[..5]), 3)).unwrap();
    let mut again = history_of(&heads(&[NUMBERS.as_slice(), &[Some(2)]].concat()), 3);
    again.epochs.drain(..5);
    again.checkpoints.drain(..5);
    assert_eq!(verify_from(&first.end, &again), Err(HistoryError::NotOn { epoch: 8, chain: 0, number: 2 }));
}

#[test]
fn a_link_that_was_changed_and_a_move_that_is_denied_or_invented_are_told_by_the_epoch() {
    let history = history_of(&heads(&NUMBERS), 3);
    let changed = Head { digest: link(99), ..head(2) };
    for (at, moved) in
        [(2, None), (4, Some(changed)), (4, Some(head(1))), (4, None), (3, Some(head(1))), (7, Some(head(4)))]
    {
        let mut history = history.clone();
        history.epochs[at].moved = vec![moved];
        let expected = HistoryError::Path { epoch: at as u64, moved: vec![moved.map(|head| head.number)] };
        assert_eq!(verify(&history), Err(expected), "{at}");
    }
}

#[test]
fn a_chain_that_was_cut_entered_again_or_begun_anew_has_no_history() {
    for wrong in [
        [None, Some(2), None, Some(1)],
        [None, Some(2), None, Some(2)],
        [None, Some(2), Some(0), Some(1)],
        [Some(2), None, None, Some(0)],
    ] {
        let history = history_of(&heads(&wrong), 3);
        let told = wrong.iter().skip(2).position(|number| number.is_some()).unwrap() + 2;
        let number = wrong[told].unwrap();
        assert_eq!(verify(&history), Err(HistoryError::NotOn { epoch: told as u64, chain: 0, number }));
        // Nor is there one that passes over what stood before, or over the rest.
        for denied in 0..4 {
            let mut history = history.clone();
            history.epochs[denied].moved = vec![None];
            assert!(verify(&history).is_err(), "{wrong:?} without {denied}");
        }
    }
}

#[test]
fn a_chain_that_is_shown_at_first_alone_is_not_shown_again() {
    let (other, its) = (Position::of(&body(), &"members"), Nonce::from_bytes(&[3; 32]));
    let mut frontier = Frontier::new();
    let mut history = History { epochs: Vec::new(), checkpoints: Vec::new() };
    for (epoch, shown) in [(0_u64, 2), (1, 2), (2, 1), (3, 1)] {
        let (own, members) = ((epoch == 2).then(|| head(0)), (epoch == 0).then(|| head(5)));
        let leaf =
            |at: Position, nonce: &Nonce, head: Option<Head>| head.map(|head| (at, head.leaf(&at, nonce, epoch)));
        let leaves = [leaf(position(), &nonce(), own), leaf(other, &its, members)];
        let tree = PrefixTree::padded(leaves.into_iter().flatten(), &[7; 32]).unwrap();
        let chains = tree.root();
        frontier.push(Epoch { body: body(), number: epoch, chains, succession: None }.leaf());
        let paths = tree.paths([position(), other].into_iter().take(shown));
        let moved = [own, members].into_iter().take(shown).collect();
        history.epochs.push(EpochProof { chains, paths, moved, succession: None });
        let checkpoint = Checkpoint::new(log().name().clone(), frontier.head()).unwrap();
        let mut signed = SignedCheckpoint::sign(checkpoint, &log()).unwrap();
        for witness in witnesses().iter().take(3) {
            signed.push(witness.cosign(signed.checkpoint(), Timestamp::from_seconds(1).unwrap())).unwrap();
        }
        history.checkpoints.push(signed);
    }
    let verify = |history: &History, chains: &[ChainPlace<'_>]| {
        history.verify(&LogEnd::default(), &body(), chains, &Logs::one(log().public()), believed_by(&policy(), 1))
    };
    let case = ChainPlace { position: position(), nonce: &nonce(), is_dated: true };
    let members = ChainPlace { position: other, nonce: &its, is_dated: false };
    let verified = verify(&history, &[case, members]).unwrap();
    assert_eq!((verified.epoch_of(0, 0), verified.epoch_of(1, 5)), (Some(2), Some(0)));
    // The undated chain needs no checkpoint.
    let mut least = history.clone();
    least.checkpoints.drain(..2);
    assert!(verify(&least, &[case, members]).is_ok());
    // Their paths are of these places, and in no other order.
    assert!(verify(&history, &[members, case]).is_err());
    assert!(verify(&history, &[case]).is_err());
    assert!(verify(&history, &[case, case]).is_err());
    let mut none = history.clone();
    none.epochs[3].moved.clear();
    assert_eq!(verify(&none, &[case, members]), Err(HistoryError::Shown { epoch: 3 }));
    let mut gap = history.clone();
    gap.epochs[0].moved.truncate(1);
    assert!(verify(&gap, &[case, members]).is_err());
}

#[test]
fn a_second_course_of_one_epoch_needs_a_second_checkpoint() {
    // The log's operator makes another tree for epochs that witnesses saw already.
    let honest = history_of(&heads(&NUMBERS), 3);
    let forked = history_of(&heads(&[None, None, Some(0), None, None, None, None, Some(1)]), 3);
    let mut mixed = forked.clone();
    mixed.checkpoints.clone_from(&honest.checkpoints);
    assert_eq!(verify(&mixed), Err(HistoryError::Root { epoch: 4 }));
    // Alone it holds: that the same witnesses saw two is what a monitor tells, and what they do not do.
    assert!(verify(&forked).is_ok());
}

#[test]
fn an_epoch_left_out_told_twice_or_cut_does_not_hold() {
    let history = history_of(&heads(&NUMBERS), 3);
    for at in 0..8 {
        let mut short = history.clone();
        short.epochs.remove(at);
        assert!(verify(&short).is_err(), "{at} left out");
        let mut twice = history.clone();
        twice.epochs.insert(at, history.epochs[at].clone());
        assert!(verify(&twice).is_err(), "{at} twice");
    }
    let mut cut = history;
    cut.checkpoints.pop();
    cut.epochs.pop();
    // It holds as far as it goes; that it has to end with the decision is the finding's to ask.
    assert_eq!(verify(&cut).unwrap().moves, [moves(&NUMBERS[..7])]);
    let empty = History { epochs: Vec::new(), checkpoints: Vec::new() };
    assert_eq!(verify(&empty), Err(HistoryError::Length(0)));
}

#[test]
fn an_entry_that_joins_a_log_that_the_body_does_not_have_is_no_epoch() {
    let next = || Some(Succession::Next(log().public()));
    let follows = |size| {
        let head = dunant_record::merkle::TreeHead { size, root: Frontier::new().head().root };
        Some(Succession::Follows { origin: log().name().clone(), head })
    };
    for (at, succession) in [(0, next()), (4, next()), (5, next()), (0, follows(0)), (1, follows(1)), (5, follows(5))] {
        let mut history = history_of(&heads(&NUMBERS), 3);
        history.epochs[at].succession = succession;
        assert_eq!(verify(&history), Err(HistoryError::Succession { epoch: at as u64 }));
    }
}

#[test]
fn a_path_tells_neither_whether_anything_happened_nor_how_much_but_to_a_factor_of_two() {
    let place = |n: u64| Position::of(&body(), &format!("case/other-{n}"));
    let leaves = |count: u64| (0..count).map(|n| (place(n), head(n).leaf(&place(n), &nonce(), 9))).collect::<Vec<_>>();
    let all = |count: u64, seed: u8| PrefixTree::padded(leaves(count), &[seed; 32]).unwrap();
    for count in [0, 1, 7, 8, 9, 30] {
        let (one, again, other) = (all(count, 1), all(count, 1), all(count, 2));
        assert_eq!(one.root(), again.root());
        assert_eq!(one.root() == other.root(), count == 8, "the padding changes with its seed");
        assert_ne!(one.root(), Node::EMPTY);
    }
    let mean = |count: u64| {
        let siblings = |seed: u8| all(count, seed).paths([place(1_000 + u64::from(seed))]).siblings();
        (0..64).map(siblings).sum::<usize>() as f64 / 64.0
    };
    let (idle, quiet, busy) = (mean(0), mean(6), mean(100));
    assert!((idle - quiet).abs() < 1.0 && busy > quiet + 2.0, "{idle} {quiet} {busy}");
}

#[test]
fn too_few_witnesses_another_log_and_a_foreign_key_are_not_believed() {
    let history = history_of(&heads(&NUMBERS), 3);
    let resigned = |key: &SignerKey, cosigners: usize| {
        let mut history = history.clone();
        let checkpoint = Checkpoint::new(key.name().clone(), *history.checkpoints[0].checkpoint().head()).unwrap();
        let mut signed = SignedCheckpoint::sign(checkpoint, key).unwrap();
        for witness in witnesses().iter().take(cosigners) {
            signed.push(witness.cosign(signed.checkpoint(), Timestamp::from_seconds(1).unwrap())).unwrap();
        }
        history.checkpoints[0] = signed;
        verify(&history)
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
    // heads.py: position, leaf and root of two chains in epoch 5, the path of the first, and those of both and of a place where nothing is.
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
    assert_eq!(tree.paths([one]).to_string(), "AQD3fmemK39h4JZsBFFVIZtRwtTESyUEYQTZQ8G43kx6dQ==");
    assert_eq!(tree.paths([two, one]).to_string(), "AAAA");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever chains there are, each place has one value that its path leads to the root from, and absence is one as well: of one place and of several.
    #[test]
    fn paths_show_these_leaves_and_no_others(
        names in proptest::collection::btree_set(0_u32..60, 0..40),
        asked in proptest::collection::btree_set(0_u32..60, 1..9),
        wrong in any::<prop::sample::Index>(),
    ) {
        let place = |name: u32| Position::of(&body(), &format!("case/{name}"));
        let leaf = |name: u32, epoch: u64| Head { number: u64::from(name), digest: link(u64::from(name)) }.leaf(&place(name), &nonce(), epoch);
        let tree = PrefixTree::new(names.iter().map(|name| (place(*name), leaf(*name, 9)))).unwrap();
        let paths = tree.paths(asked.iter().map(|name| place(*name)));
        let is = |name: u32| if names.contains(&name) { leaf(name, 9) } else { Node::EMPTY };
        let mut leaves: Vec<(Position, Node)> = asked.iter().map(|name| (place(*name), is(*name))).collect();
        leaves.sort_unstable_by_key(|(place, _)| *place);
        prop_assert_eq!(paths.root(&leaves), Some(tree.root()));
        let changed = wrong.index(leaves.len());
        let name = *asked.iter().find(|name| place(**name) == leaves[changed].0).unwrap();
        for other in [Node::EMPTY, leaf(name, 8), leaf(name, 9)] {
            let mut leaves = leaves.clone();
            if leaves[changed].1 != other {
                leaves[changed].1 = other;
                prop_assert_ne!(paths.root(&leaves), Some(tree.root()));
            }
        }
        // Of fewer places, or of one twice, they are no paths.
        prop_assert!(leaves.len() == 1 || paths.root(&leaves[1..]).is_none() || paths.root(&leaves[1..]) != Some(tree.root()));
        prop_assert_eq!(paths.root(&[]), None);
        let twice: Vec<_> = leaves.iter().flat_map(|leaf| [*leaf, *leaf]).collect();
        prop_assert_eq!(paths.root(&twice), None);
        prop_assert_eq!(paths.to_string().parse::<Paths>(), Ok(paths));
    }

    /// A text that is not as paths are written is refused, and none is read as another.
    #[test]
    fn paths_have_one_spelling(bytes in proptest::collection::vec(any::<u8>(), 0..140)) {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(bytes);
        if let Ok(path) = text.parse::<Paths>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }
}

#[test]
fn an_entry_has_one_spelling() {
    let entry = Epoch { body: body(), number: 1234, chains: [0x5f; 32].into(), succession: None };
    let text = format!("dunant-heads/v2 example.org\nepoch 1234\nchains {}\n", "5f".repeat(32));
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
        text.replace("v2", "v1"),
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
