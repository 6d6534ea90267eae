//! Heads logs that follow one another: a history goes on from one to the next, and no entry that somebody adds, cuts off or puts elsewhere is an epoch.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use dunant_heads::{
    ChainPlace, Epoch, EpochProof, Head, HeadsLog, History, HistoryError, InvalidLogs, LogEnd, Logs, Nonce, Position,
    PrefixTree, Succession, VerifiedHistory, believed_by,
};
use dunant_record::merkle::{Frontier, Hash, TreeHead};
use dunant_record::note::KeyName;
use dunant_record::{Checkpoint, CosignerSecretKey, Policy, SignedCheckpoint, SignerKey, Timestamp};
use dunant_vocabulary::Sha256Digest;
use proptest::prelude::*;

fn body() -> KeyName {
    "example.org".parse().unwrap()
}

/// Log 1, 2 or 3 of the body.
fn log(number: u8) -> SignerKey {
    SignerKey::from_seed(format!("example.org/heads-{number}").parse().unwrap(), &[number; 32])
}

fn witnesses() -> Vec<CosignerSecretKey> {
    (0..4)
        .map(|n| CosignerSecretKey::from_seed(format!("witness.example/{n}").parse().unwrap(), &[10 + n; 32]))
        .collect()
}

fn policy() -> Policy {
    let lines: String =
        witnesses().iter().enumerate().map(|(n, key)| format!("witness w{n} {}\n", key.public())).collect();
    let logs: String = (1..=3).map(|number| format!("log {}\n", log(number).public())).collect();
    Policy::parse(format!("{logs}{lines}group g 3 w0 w1 w2 w3\nquorum g\n").as_bytes()).unwrap()
}

fn position() -> Position {
    Position::of(&body(), &"case/2026-1")
}

fn nonce() -> Nonce {
    Nonce::from_bytes(&[42; 32])
}

fn links() -> Vec<Sha256Digest> {
    (0..12).map(|n| Sha256Digest::of(format!("link {n}").as_bytes())).collect()
}

/// The logs of the body, each from this epoch on.
fn logs(begins: &[u64]) -> Logs {
    let log = |(number, begins): (u8, &u64)| HeadsLog { key: log(number).public(), begins: *begins };
    Logs::try_new((1..).zip(begins).map(log).collect()).unwrap()
}

/// What the log's operator enters.
#[derive(Clone)]
struct Entered {
    log: u8,
    number: Option<u64>,
    succession: Option<Succession>,
    /// The number of the epoch that the entry says to be.
    epoch: u64,
}

/// An operator that may enter what it likes, and three witnesses that cosign every tree, each log being one tree.
#[derive(Default)]
struct Operator {
    frontiers: [Frontier; 3],
    made: Vec<(EpochProof, SignedCheckpoint)>,
}

impl Operator {
    fn enter(&mut self, entered: Entered) {
        let Entered { log: number, number: newest, succession, epoch } = entered;
        let head = |number: u64| Head { number, digest: links()[usize::try_from(number).unwrap()] };
        let other = Position::of(&body(), &"members");
        let beside = (other, head(7).leaf(&other, &Nonce::from_bytes(&[3; 32]), epoch));
        let own = newest.map(|number| (position(), head(number).leaf(&position(), &nonce(), epoch)));
        let tree = PrefixTree::new([beside].into_iter().chain(own)).unwrap();
        let (chains, paths) = (tree.root(), tree.paths([position()]));
        let frontier = &mut self.frontiers[usize::from(number) - 1];
        frontier.push(Epoch { body: body(), number: epoch, chains, succession: succession.clone() }.leaf());
        let key = log(number);
        let checkpoint = Checkpoint::new(key.name().clone(), frontier.head()).unwrap();
        let mut signed = SignedCheckpoint::sign(checkpoint, &key).unwrap();
        for witness in witnesses().iter().take(3) {
            let time = Timestamp::from_seconds(1_800_000_000 + 21_600 * epoch).unwrap();
            signed.push(witness.cosign(signed.checkpoint(), time)).unwrap();
        }
        self.made.push((EpochProof { chains, paths, moved: vec![newest.map(head)], succession }, signed));
    }

    /// The tree of a log as it is.
    fn head(&self, number: u8) -> TreeHead {
        self.frontiers[usize::from(number) - 1].head()
    }

    /// The history of all that was entered.
    fn history(&self) -> History {
        History {
            epochs: self.made.iter().map(|(epoch, _)| epoch.clone()).collect(),
            checkpoints: self.made.iter().map(|(_, checkpoint)| checkpoint.clone()).collect(),
        }
    }
}

fn verify(history: &History, logs: &Logs) -> Result<VerifiedHistory, HistoryError> {
    let chain = ChainPlace { position: position(), nonce: &nonce(), is_dated: true };
    history.verify(&LogEnd::default(), &body(), &[chain], logs, believed_by(&policy(), 1))
}

/// The numbers to which the chain moved, and in which epochs.
fn moves(verified: &VerifiedHistory) -> Vec<(u64, u64)> {
    verified.moves[0].iter().map(|moved| (moved.epoch, moved.head.number)).collect()
}

/// A body that keeps to its logs: these numbers of the case in its epochs, from 0 on.
fn honest(numbers: &[Option<u64>], logs: &Logs) -> Operator {
    entered_by(numbers, logs, |_| {})
}

/// The same, but for what `change` does to an entry before it is entered.
fn entered_by(numbers: &[Option<u64>], logs: &Logs, change: impl Fn(&mut Entered)) -> Operator {
    let mut operator = Operator::default();
    for (epoch, number) in (0..).zip(numbers) {
        let at = logs.all().iter().filter(|log| log.begins <= epoch).count();
        let at = u8::try_from(at).unwrap();
        let before = logs.joint(epoch).map(|_| operator.head(at - 1));
        let succession = logs.succession(epoch, before);
        let mut entered = Entered { log: at, number: *number, succession, epoch };
        change(&mut entered);
        operator.enter(entered);
    }
    operator
}

const NUMBERS: [Option<u64>; 9] = [None, None, Some(0), Some(2), None, Some(3), None, Some(4), None];

#[test]
fn a_case_that_began_in_one_log_and_ends_in_another_has_one_course() {
    let logs = logs(&[0, 4, 6]);
    let history = honest(&NUMBERS, &logs).history();
    let verified = verify(&history, &logs).unwrap();
    assert_eq!(moves(&verified), [(2, 0), (3, 2), (5, 3), (7, 4)]);
    assert_eq!([0, 2, 3, 4].map(|link| verified.epoch_of(0, link)), [2, 3, 5, 7].map(Some));
    assert_eq!(verified.bounds.iter().map(|(epoch, _)| *epoch).collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
    // In two parts, which part at every place.
    for at in 1..9 {
        let part = |epochs: std::ops::Range<usize>| History {
            epochs: history.epochs[epochs.clone()].to_vec(),
            checkpoints: history.checkpoints[epochs].to_vec(),
        };
        let chain = ChainPlace { position: position(), nonce: &nonce(), is_dated: true };
        let first = verify(&part(0..at), &logs).unwrap();
        let rest = part(at..9).verify(&first.end, &body(), &[chain], &logs, believed_by(&policy(), 1)).unwrap();
        assert_eq!(rest.end, verified.end);
    }
}

#[test]
fn where_one_log_follows_on_another_both_entries_must_be_cosigned_while_the_case_is_there() {
    let logs = logs(&[0, 4]);
    let history = honest(&[None, Some(0), None, None, None, None, Some(1)], &logs).history();
    // Every other epoch that the chain did not move in may be left out.
    let mut least = history.clone();
    least.checkpoints = [1, 3, 4, 6].map(|at| history.checkpoints[at].clone()).to_vec();
    assert!(verify(&least, &logs).is_ok());
    for (at, epoch) in [(1, 3), (2, 4)] {
        let mut short = least.clone();
        short.checkpoints.remove(at);
        assert_eq!(verify(&short, &logs), Err(HistoryError::Unseen { epoch }));
    }
    // A case that is wholly under the second: its first entry fixes the tree of the first.
    let mut later = honest(&[None, None, None, None, None, Some(0), Some(1)], &logs).history();
    later.checkpoints.drain(..5);
    assert!(verify(&later, &logs).is_ok());
}

#[test]
fn a_successor_that_names_another_size_or_root_or_log_is_none() {
    let logs = logs(&[0, 4]);
    let real = honest(&NUMBERS[..4], &logs).head(1);
    let earlier = honest(&NUMBERS[..3], &logs).head(1);
    let forged = TreeHead { size: 4, root: Hash::of_leaf(b"another tree of the same size") };
    let origin = |number: u8| log(number).name().clone();
    let follows = |number: u8, head: TreeHead| Some(Succession::Follows { origin: origin(number), head });
    // An epoch cut off, a tree of the same size, another log, no word of it, a log that names itself.
    let wrong = [follows(1, earlier), follows(1, forged), follows(3, real), None, follows(2, real)];
    for wrong in wrong.into_iter().chain([Some(Succession::Next(log(3).public()))]) {
        let operator = entered_by(&NUMBERS, &logs, |entered| {
            if entered.epoch == 4 {
                entered.succession.clone_from(&wrong);
            }
        });
        assert_eq!(verify(&operator.history(), &logs), Err(HistoryError::Succession { epoch: 4 }), "{wrong:?}");
    }
    let honest = entered_by(&NUMBERS, &logs, |_| {});
    assert_eq!(honest.made[4].0.succession, follows(1, real));
}

#[test]
fn a_log_ends_where_the_trust_file_says_and_names_the_log_that_it_has() {
    let right = logs(&[0, 4]);
    for wrong in [None, Some(Succession::Next(log(3).public())), Some(Succession::Next(log(1).public()))] {
        let operator = entered_by(&NUMBERS, &right, |entered| {
            if entered.epoch == 3 {
                entered.succession.clone_from(&wrong);
            }
        });
        assert_eq!(verify(&operator.history(), &right), Err(HistoryError::Succession { epoch: 3 }), "{wrong:?}");
    }
    // A trust file that has no successor, another, or has it begin elsewhere.
    let operator = honest(&NUMBERS, &right);
    assert_eq!(verify(&operator.history(), &logs(&[0])), Err(HistoryError::Succession { epoch: 3 }));
    assert_eq!(verify(&operator.history(), &logs(&[0, 3])), Err(HistoryError::Succession { epoch: 2 }));
    assert_eq!(verify(&operator.history(), &logs(&[0, 5])), Err(HistoryError::Succession { epoch: 3 }));
    let third =
        Logs::try_new(vec![HeadsLog { key: log(1).public(), begins: 0 }, HeadsLog { key: log(3).public(), begins: 4 }]);
    assert_eq!(verify(&operator.history(), &third.unwrap()), Err(HistoryError::Succession { epoch: 3 }));
}

#[test]
fn a_log_that_goes_on_behind_its_end_has_no_epoch_there() {
    let logs = logs(&[0, 4]);
    let mut operator = honest(&NUMBERS[..4], &logs);
    // The first log goes on, with a vote that the second does not have.
    for epoch in 4..7 {
        operator.enter(Entered { log: 1, number: Some(5), succession: None, epoch });
    }
    let went_on = operator.history();
    assert_eq!(verify(&went_on, &logs), Err(HistoryError::Succession { epoch: 4 }));
    // A second last entry, which names a third log, in place of the first.
    let mut operator = honest(&NUMBERS[..4], &logs);
    operator.enter(Entered { log: 1, number: Some(5), succession: Some(Succession::Next(log(3).public())), epoch: 4 });
    let head = operator.head(1);
    let follows = Succession::Follows { origin: log(1).name().clone(), head };
    operator.enter(Entered { log: 3, number: Some(5), succession: Some(follows), epoch: 5 });
    assert_eq!(verify(&operator.history(), &logs), Err(HistoryError::Succession { epoch: 4 }));
}

#[test]
fn two_logs_cannot_both_follow_on_one() {
    // Both are witnessed, and both name the first rightly; the trust file has one.
    let mut operator = honest(&NUMBERS[..4], &logs(&[0, 4]));
    let follows = Succession::Follows { origin: log(1).name().clone(), head: operator.head(1) };
    operator.enter(Entered { log: 3, number: Some(5), succession: Some(follows), epoch: 4 });
    assert_eq!(
        verify(&operator.history(), &logs(&[0, 4])),
        Err(HistoryError::OtherLog { epoch: 4, origin: log(3).name().clone() })
    );
    // A trust file that names both in a row has them one after the other.
    assert!(verify(&operator.history(), &logs(&[0, 4, 6])).is_err());
}

#[test]
fn an_epoch_is_not_counted_anew_in_the_next_log() {
    let logs = logs(&[0, 4]);
    let operator = entered_by(&NUMBERS, &logs, |entered| {
        if entered.epoch >= 4 {
            entered.epoch -= 4;
        }
    });
    assert!(matches!(verify(&operator.history(), &logs), Err(HistoryError::Root { epoch: 4 })));
}

#[test]
fn logs_follow_one_another_and_say_which_has_which_epoch() {
    let three = logs(&[0, 4, 6]);
    let name = |number: u8| log(number).name().clone();
    assert_eq!([0, 3, 4, 5, 6, 99].map(|epoch| three.index(epoch)), [0, 3, 0, 1, 0, 93].map(Some));
    assert_eq!(three.epoch(&name(2), 1), Some(5));
    assert_eq!(three.epoch(&name(2), 2), None, "it ended");
    assert_eq!(three.epoch(&name(3), 2), Some(8));
    assert_eq!(three.epoch(&"example.org/other".parse().unwrap(), 0), None);
    let head = TreeHead { size: 4, root: Hash::of_empty_tree() };
    assert_eq!(three.succession(2, None), None);
    assert_eq!(three.succession(3, None), Some(Succession::Next(log(2).public())));
    assert_eq!(three.succession(4, Some(head)), Some(Succession::Follows { origin: name(1), head }));
    let made = |begins: &[(u8, u64)]| {
        let log = |(number, begins): &(u8, u64)| HeadsLog { key: log(*number).public(), begins: *begins };
        Logs::try_new(begins.iter().map(log).collect()).map_err(|error| error.to_string())
    };
    assert!(made(&[(1, 0), (2, 1), (3, 3)]).is_ok());
    assert_eq!(Logs::try_new(Vec::new()), Err(InvalidLogs::None));
    for (wrong, why) in [
        (made(&[(1, 1)]), "begins with epoch 1"),
        (made(&[(1, 0), (2, 0)]), "can begin with 1 at the earliest"),
        (made(&[(1, 0), (2, 4), (3, 5)]), "can begin with 6 at the earliest"),
        (made(&[(1, 0), (2, u64::MAX)]), "begins with epoch"),
        (made(&[(1, 0), (1, 4)]), "share the name or the key"),
    ] {
        let wrong = wrong.unwrap_err();
        assert!(wrong.contains(why), "{wrong}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the operator enters in place of one entry, the history holds only where it is the entry that the logs ask for.
    #[test]
    fn no_other_entry_at_any_place_is_taken(
        (second, third) in (1_u64..4).prop_flat_map(|second| (Just(second), second + 2..8)),
        at in 0_u64..9,
        kind in 0_usize..6,
        whom in 1_u8..4,
        size in 0_u64..9,
    ) {
        let logs = logs(&[0, second, third]);
        let right = honest(&NUMBERS, &logs);
        let head = |right: &Operator| TreeHead { size, ..right.head(whom) };
        let said = match kind {
            0 => None,
            1 => Some(Succession::Next(log(whom).public())),
            _ => Some(Succession::Follows { origin: log(whom).name().clone(), head: head(&right) }),
        };
        let operator = entered_by(&NUMBERS, &logs, |entered| {
            if entered.epoch == at {
                entered.succession.clone_from(&said);
            }
        });
        let same = operator.made[usize::try_from(at).unwrap()].0.succession == right.made[usize::try_from(at).unwrap()].0.succession;
        prop_assert_eq!(verify(&operator.history(), &logs).is_ok(), same);
        prop_assert!(verify(&right.history(), &logs).is_ok());
    }
}
