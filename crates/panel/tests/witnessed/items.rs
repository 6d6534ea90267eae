//! The chains of items in the heads log: what a custody document shows of them, and what a secretariat that changes them afterwards is caught at.

use dunant_custody::{Custody, CustodyDocument, CustodyEvent, ItemChain, ItemHeads, Submitter, TakenIn};
use dunant_heads::{Epoch, Head, HeadsLog, Logs, Node, Nonce, Position as Place, PrefixTree};
use dunant_panel::finding::{CaseCustody, Checked, Code, PublishedFinding, Report};
use dunant_panel::heads_line::EpochLine;
use dunant_panel::step::Salt;
use dunant_record::merkle::{Frontier, TreeHead};
use dunant_record::{Checkpoint, Note, SignedCheckpoint, Timestamp};
use dunant_vocabulary::{AdmiraltyGrade, Pap, Sha256Digest, Tlp};

use crate::house::*;

const NONCE: [u8; 32] = [77; 32];

/// One item as its secretariat writes it, and the heads logs that have it.
struct Item {
    logs: Logs,
    custody: Custody,
    links: Vec<String>,
    epochs: Vec<Epoch>,
    lines: Vec<String>,
    moves: Vec<String>,
    stood: usize,
    seen: Vec<u64>,
}

fn place() -> Place {
    Place::of(&body(), &format!("case/{}/item/{}", case(), digest("item")))
}

fn accessed() -> CustodyEvent {
    CustodyEvent::Accessed { by: "registrar".into(), purpose: "reading".into() }
}

impl Item {
    /// Taken in at this second.
    fn taken_in(second: u64) -> Self {
        let receipt = TakenIn {
            size: 1,
            name: "item.txt".into(),
            from: Submitter::Pseudonym("submitter-1".into()),
            tlp: Tlp::Clear,
            pap: Pap::Clear,
            admiralty: AdmiraltyGrade::UNGRADED,
            handed: None,
        };
        let (custody, note) = Custody::take_in(case(), digest("item"), receipt, at(second), &secretariat()).unwrap();
        let logs = Logs::one(heads_log().public());
        let (epochs, lines, moves, seen) = (vec![], vec![], vec![], vec![]);
        Self { logs, custody, links: vec![note], epochs, lines, moves, stood: 0, seen }
    }

    /// Something happens to it, and is dated so.
    fn record(&mut self, second: u64) {
        self.links.push(self.custody.record(accessed(), at(second), &secretariat()).unwrap());
    }

    /// An epoch at this second, with the first `links` of the chain in it.
    fn tick(&mut self, second: u64, links: usize) {
        let moved = (links != self.stood).then_some(links);
        self.stood = links;
        self.enter(second, moved);
    }

    /// An epoch in which its leaf is of so many links, whatever it was before.
    fn enter(&mut self, second: u64, links: Option<usize>) {
        let number = self.epochs.len() as u64;
        let head = links.and_then(|links| links.checked_sub(1)).map(|newest| {
            let note = Note::parse(self.links[newest].as_bytes()).unwrap();
            Head { number: newest as u64, digest: Sha256Digest::of(note.text().as_bytes()) }
        });
        let own = head.map(|head| (place(), head.leaf(&place(), &Nonce::from_bytes(&NONCE), number)));
        let tree = PrefixTree::padded(own, digest(&format!("padding {number}")).as_bytes()).unwrap();
        let before = self.logs.joint(number).map(|(ended, _)| self.tree(ended, number));
        let succession = self.logs.succession(number, before);
        let (chains, paths) = (tree.root(), tree.paths([place()]));
        self.lines.push(EpochLine { chains, paths, succession: succession.clone() }.to_string());
        self.epochs.push(Epoch { body: body(), number, chains, succession });
        self.moves.extend(head.map(|head| format!("{number} {}", head.number)));
        self.seen.push(second);
    }

    /// The tree of a log before the epoch `until`.
    fn tree(&self, log: &HeadsLog, until: u64) -> TreeHead {
        let mut frontier = Frontier::new();
        let of_log = self.epochs.iter().filter(|epoch| (log.begins..until).contains(&epoch.number));
        of_log.for_each(|epoch| frontier.push(epoch.leaf()));
        frontier.head()
    }

    /// The checkpoint that `signers` witnesses gave an epoch.
    fn checkpoint(&self, epoch: usize, signers: usize) -> String {
        let log = self.logs.of(epoch as u64).unwrap();
        let key = if log.begins == 0 { heads_log() } else { second_heads_log() };
        let checkpoint = Checkpoint::new(key.name().clone(), self.tree(log, epoch as u64 + 1)).unwrap();
        let mut checkpoint = SignedCheckpoint::sign(checkpoint, &key).unwrap();
        for witness in witnesses().iter().take(signers) {
            let time = Timestamp::from_seconds(at(self.seen[epoch]).seconds()).unwrap();
            checkpoint.push(witness.cosign(checkpoint.checkpoint(), time)).unwrap();
        }
        checkpoint.to_string()
    }

    /// The document that shows all epochs.
    fn document(&self) -> CustodyDocument {
        self.document_of(self.links.clone(), self.moves.clone(), self.epochs.len(), 3)
    }

    /// The document of these links and moves that shows so many epochs.
    fn document_of(&self, links: Vec<String>, moves: Vec<String>, until: usize, signers: usize) -> CustodyDocument {
        let heads = Some(ItemHeads { nonce: Salt::new(NONCE).to_string(), moves });
        let checkpoints = (0..until).map(|epoch| self.checkpoint(epoch, signers)).collect();
        let chain = ItemChain { digest: digest("item"), links, heads };
        CustodyDocument::witnessed(case(), [chain], self.lines[..until].to_vec(), checkpoints).unwrap()
    }
}

/// What comes of the places of a document: code and result, and why where it does not hold.
fn checked(document: &CustodyDocument) -> Vec<(Code, Checked, String)> {
    checked_by(document, |text| text)
}

/// The same by a trust file that says something else.
fn checked_by(document: &CustodyDocument, changed: impl Fn(String) -> String) -> Vec<(Code, Checked, String)> {
    let house = House::decided();
    let finding = PublishedFinding::Witnessed(Box::new(house.finding()));
    let trust = [signed_trust(&changed(trust_text(&policy())))];
    let chains = document.verify(&[secretariat().public()]).unwrap();
    let mut report = Report::default();
    finding.check_custody(CaseCustody { document, chains: &chains, trust: &trust }, None, &mut report);
    let of_heads = [Code::HeadsLog, Code::EpochHead, Code::KeyUnknown, Code::Date];
    let of_heads = report.checks.into_iter().filter(|check| of_heads.contains(&check.code.unwrap()));
    of_heads.map(|check| (check.code.unwrap(), check.result, check.because.unwrap_or_default())).collect()
}

#[track_caller]
fn fails(document: &CustodyDocument, code: Code, why: &str) {
    let checks = checked(document);
    let last = checks.last().unwrap();
    assert!(last.0 == code && last.1 == Checked::Fails && last.2.contains(why), "{checks:#?}");
}

fn results(document: &CustodyDocument) -> Vec<(Code, Checked)> {
    checked(document).into_iter().map(|(code, result, _)| (code, result)).collect()
}

/// Six hours, in which an item is taken in, opened, and opened again; every epoch from before it to after.
fn honest() -> Item {
    honest_in(Logs::one(heads_log().public()))
}

fn honest_in(logs: Logs) -> Item {
    let mut item = Item { logs, ..Item::taken_in(EVERY + 60) };
    item.tick(EVERY, 0);
    item.tick(2 * EVERY, 1);
    item.record(2 * EVERY + 60);
    item.tick(3 * EVERY, 2);
    item.tick(4 * EVERY, 2);
    item.record(4 * EVERY + 60);
    for epoch in 5..30 {
        item.tick(epoch * EVERY, 3);
    }
    item
}

#[test]
fn the_chain_of_an_item_is_dated_by_the_epochs_in_which_it_moved() {
    use {Checked::*, Code::*};
    let item = honest();
    assert_eq!(results(&item.document()), [(HeadsLog, Holds), (EpochHead, Holds), (Date, Holds)]);
    // What has happened since the newest epoch is in none, and is said.
    let mut later = honest();
    later.record(30 * EVERY);
    assert_eq!(results(&later.document()), [(HeadsLog, Holds), (EpochHead, Holds), (Date, NotChecked)]);
    // A document that ends before the finding was decided shows less than it could.
    let early = item.document_of(item.links.clone(), item.moves.clone(), 5, 3);
    assert_eq!(results(&early)[0], (HeadsLog, NotChecked));
    // The first form has no places: its dates are the secretariat's word.
    let chain = ItemChain { digest: digest("item"), links: item.links, heads: None };
    assert_eq!(results(&CustodyDocument::new(case(), [chain]).unwrap()), [(Date, NotChecked)]);
}

#[test]
fn no_entry_is_dropped_or_dated_anew_once_it_stood_in_an_epoch() {
    let item = honest();
    let (moves, all) = (item.moves.clone(), item.epochs.len());
    let cut = item.links[..2].to_vec();
    fails(
        &item.document_of(cut.clone(), moves.clone(), all, 3),
        Code::EpochHead,
        "a link that is not there: it was cut",
    );
    fails(&item.document_of(cut, moves[..2].to_vec(), all, 3), Code::EpochHead, "a move where none is shown");
    // The same events again, the last dated otherwise, or the one in the middle left out.
    let mut redated = Item::taken_in(EVERY + 60);
    redated.record(2 * EVERY + 60);
    redated.record(4 * EVERY + 61);
    let why = "a link was changed, moved or left out";
    fails(&item.document_of(redated.links, moves.clone(), all, 3), Code::EpochHead, why);
    let mut without = Item::taken_in(EVERY + 60);
    without.record(4 * EVERY + 60);
    without.record(4 * EVERY + 60);
    fails(&item.document_of(without.links, moves.clone(), all, 3), Code::EpochHead, why);
    // Moves that are out of order, of no epoch, or in another spelling.
    for (wrong, why) in [
        (vec!["2 1", "1 0"], "not in the order"),
        (vec!["1 0", "1 0"], "not in the order"),
        (vec!["1 0", "99 1"], "an epoch that the document does not have"),
        (vec!["1 00"], "in its one spelling"),
        (vec!["1"], "in its one spelling"),
    ] {
        let wrong = wrong.into_iter().map(str::to_owned).collect();
        fails(&item.document_of(item.links.clone(), wrong, all, 3), Code::EpochHead, why);
    }
}

#[test]
fn an_export_that_stood_in_an_epoch_does_not_vanish_by_putting_the_chain_back() {
    // The third link is an export. Some epochs later the secretariat enters the head before it again, and goes on from there.
    let exported = honest();
    for back in [Some(2), None] {
        let mut put_back = honest();
        put_back.enter(30 * EVERY, back);
        put_back.links.truncate(2);
        let mut other = Item::taken_in(EVERY + 60);
        other.record(2 * EVERY + 60);
        other.record(30 * EVERY + 60);
        put_back.links.clone_from(&other.links);
        put_back.enter(31 * EVERY, Some(3));
        let all = put_back.epochs.len();
        // Whatever moves it says to have had.
        let moved = exported.moves[..2].to_vec();
        for moves in [
            put_back.moves.clone(),
            [moved.clone(), vec![format!("{} 2", all - 1)]].concat(),
            [moved.clone(), vec![format!("{} 1", all - 2), format!("{} 2", all - 1)]].concat(),
            moved.clone(),
        ] {
            let document = put_back.document_of(put_back.links.clone(), moves.clone(), all, 3);
            fails(&document, Code::EpochHead, "in epoch 4 the heads log");
        }
    }
    // The same head again is no move either.
    let mut again = honest();
    again.enter(30 * EVERY, Some(3));
    fails(&again.document(), Code::EpochHead, "at which it stood before");
}

#[test]
fn a_key_of_the_secretariat_that_ended_signs_no_entry_of_a_later_epoch() {
    // The last entry came in the fourth epoch, under the key that all were signed by.
    let document = honest().document();
    let next = key("example.org/secretariat", 2).public();
    let ended = |epoch: u64| {
        let first = format!("first = 0\nlast = {epoch}\n[[secretariat]]\nkey = \"{next}\"\nfirst = 3\n[[rules]]");
        checked_by(&document, |text| text.replace("first = 0\n[[rules]]", &first))
    };
    let (code, result, because) = ended(3).pop().unwrap();
    assert_eq!((code, result), (Code::KeyUnknown, Checked::Fails), "{because}");
    assert!(because.contains("link 2 first appears in epoch 4"), "{because}");
    assert!(ended(4).iter().all(|(_, result, _)| *result == Checked::Holds), "{:?}", ended(4));
}

#[test]
fn the_chain_of_an_item_is_dated_across_heads_logs_and_not_behind_the_end_of_one() {
    let two = |text: String, begins: u64| two_logs(&text, &second_heads_log(), begins);
    for begins in [1, 2, 3, 4, 28] {
        let logs = signed_trust(&two(trust_text(&policy()), begins)).trust().logs().clone();
        let document = honest_in(logs).document();
        let checks = checked_by(&document, |text| two(text, begins));
        assert!(checks.iter().all(|(_, result, _)| *result == Checked::Holds), "{begins}: {checks:#?}");
        // By a trust file that has the second log from another epoch on, or the first alone.
        for other in [begins + 1, begins + 3] {
            let checks = checked_by(&document, |text| two(text, other));
            assert_eq!((checks[0].0, checks[0].1), (Code::HeadsLog, Checked::Fails), "{checks:#?}");
        }
        fails(&document, Code::HeadsLog, "does not join");
    }
    // The first log goes on behind its end.
    let checks = checked_by(&honest().document(), |text| two(text, 20));
    let (code, result, because) = checks.last().unwrap();
    assert_eq!((*code, *result), (Code::HeadsLog, Checked::Fails));
    assert!(because.contains("epoch 19 does not join"), "{because}");
}

#[test]
fn nothing_is_dated_back_or_forward_though_it_was_written_so_from_the_start() {
    // Opened at the end, and dated as if soon after it came in.
    let mut back = Item::taken_in(EVERY + 60);
    back.tick(EVERY, 0);
    (2..20).for_each(|epoch| back.tick(epoch * EVERY, 1));
    back.record(2 * EVERY);
    (20..30).for_each(|epoch| back.tick(epoch * EVERY, 2));
    fails(&back.document(), Code::Date, "stood in no epoch before");
    let mut forward = Item::taken_in(EVERY + 60);
    forward.tick(EVERY, 0);
    forward.record(20 * EVERY);
    (2..30).for_each(|epoch| forward.tick(epoch * EVERY, 2));
    fails(&forward.document(), Code::Date, "witnesses saw it by");
}

/// Says that these links are dated wrongly.
fn clock(links: &[u64]) -> CustodyEvent {
    CustodyEvent::Clock { by: "registrar".into(), links: links.to_vec(), because: "The clock stood at 2036.".into() }
}

#[test]
fn what_was_dated_under_a_wrong_clock_is_unchecked_and_bounded_by_what_witnesses_saw() {
    use {Checked::*, Code::*};
    // Opened in the second epoch, under a clock that ran ten years ahead, which held up everything after it.
    let mut item = Item::taken_in(EVERY + 60);
    item.tick(EVERY, 0);
    item.tick(2 * EVERY, 1);
    item.record(320_000_000);
    item.tick(3 * EVERY, 2);
    assert!(item.custody.record(accessed(), at(3 * EVERY + 60), &secretariat()).is_err());
    fails(&item.document(), Code::Date, "witnesses saw it by");
    item.links.push(item.custody.record(clock(&[1]), at(3 * EVERY + 60), &secretariat()).unwrap());
    item.record(3 * EVERY + 120);
    (4..30).for_each(|epoch| item.tick(epoch * EVERY, 4));
    let document = item.document();
    let checks = checked(&document);
    let codes: Vec<_> = checks.iter().map(|(code, result, _)| (*code, *result)).collect();
    assert_eq!(codes, [(HeadsLog, Holds), (EpochHead, Holds), (Date, NotChecked)]);
    let bounds = format!("(in no epoch by {}, and there by {})", at(2 * EVERY), at(3 * EVERY));
    assert!(checks[2].2.contains("a clock ran wrong") && checks[2].2.contains(&bounds), "{}", checks[2].2);
    // A link that nothing says to be wrong is held to its date as ever.
    let mut redated = Item::taken_in(EVERY + 60);
    redated.tick(EVERY, 0);
    redated.tick(2 * EVERY, 1);
    redated.record(320_000_000);
    redated.record(320_000_000);
    redated.tick(3 * EVERY, 3);
    redated.links.push(redated.custody.record(clock(&[1]), at(320_000_001), &secretariat()).unwrap());
    (4..30).for_each(|epoch| redated.tick(epoch * EVERY, 4));
    fails(&redated.document(), Code::Date, "link 2 is dated");
    // And one that came before it says so is not said to be wrong by it.
    assert!(item.custody.is_misdated(1) && !item.custody.is_misdated(2));
}

#[test]
fn an_item_that_was_left_off_the_list_is_not_excused_by_a_clock() {
    // Taken in before the freeze, left off the list, and said to have been dated wrongly.
    let added = |frozen: u64| {
        let mut item = Item::taken_in(EVERY + 60);
        item.tick(EVERY, 0);
        item.tick(2 * EVERY, 1);
        item.links.push(item.custody.record(clock(&[0]), at(2 * EVERY + 60), &secretariat()).unwrap());
        (3..30).for_each(|epoch| item.tick(epoch * EVERY, 2));
        let document = item.document();
        let house = House::decided();
        let mut finding = house.finding();
        finding.body.evidence = dunant_panel::finding::Manifest::new(vec![]);
        let finding = PublishedFinding::Witnessed(Box::new(finding));
        let chains = document.verify(&[secretariat().public()]).unwrap();
        let trust = [signed_trust(&trust_text(&policy()))];
        let mut report = Report::default();
        let custody = CaseCustody { document: &document, chains: &chains, trust: &trust };
        finding.check_custody(custody, Some(at(frozen)), &mut report);
        let of_it = report.checks.iter().filter(|check| check.code == Some(Code::ItemAdded));
        of_it.map(|check| check.result).collect::<Vec<_>>()
    };
    assert_eq!(added(3 * EVERY), [Checked::NotChecked, Checked::Fails], "witnesses saw it before the freeze");
    assert_eq!(added(EVERY), [Checked::NotChecked], "it came in after the freeze");
}

#[test]
fn what_cannot_be_told_from_an_honest_pause_is_unchecked() {
    use {Checked::*, Code::*};
    // The machine was off: witnesses say so.
    let mut paused = Item::taken_in(EVERY + 60);
    paused.tick(EVERY, 0);
    paused.tick(2 * EVERY, 1);
    paused.record(2 * EVERY + 60);
    (20..50).for_each(|epoch| paused.tick(epoch * EVERY, 2));
    assert_eq!(results(&paused.document()), [(HeadsLog, Holds), (EpochHead, Holds), (Date, NotChecked)]);
    // Its chain is older than the log's knowledge of it, or was dated back.
    let mut older = Item::taken_in(60);
    (1..20).for_each(|epoch| older.tick(epoch * EVERY, 0));
    (20..50).for_each(|epoch| older.tick(epoch * EVERY, 1));
    assert_eq!(results(&older.document()), [(HeadsLog, Holds), (EpochHead, Holds), (Date, NotChecked)]);
}

#[test]
fn epochs_that_too_few_witnesses_saw_or_of_another_tree_date_nothing() {
    let item = honest();
    let (links, moves, all) = (item.links.clone(), item.moves.clone(), item.epochs.len());
    fails(&item.document_of(links.clone(), moves.clone(), all, 2), Code::HeadsLog, "is not believed");
    let of = |lines: Vec<String>, checkpoints: Vec<String>, nonce: [u8; 32]| {
        let heads = Some(ItemHeads { nonce: Salt::new(nonce).to_string(), moves: moves.clone() });
        let chain = ItemChain { digest: digest("item"), links: links.clone(), heads };
        CustodyDocument::witnessed(case(), [chain], lines, checkpoints).unwrap()
    };
    let (lines, checkpoints) = (item.lines.clone(), item.document().checkpoints().to_vec());
    let mut fewer = lines.clone();
    fewer.remove(7);
    fails(&of(fewer, checkpoints.clone(), NONCE), Code::HeadsLog, "an epoch was changed or left out");
    fails(&of(lines.clone(), checkpoints[..all - 1].to_vec(), NONCE), Code::HeadsLog, "has no checkpoint");
    fails(&of(lines.clone(), vec!["no note".into()], NONCE), Code::HeadsLog, "a checkpoint is none");
    fails(&of(vec!["5f -".into(); all], checkpoints.clone(), NONCE), Code::HeadsLog, "the line of epoch 0");
    // Epochs of another body, in a log that has them.
    let mut strange = honest();
    strange.epochs[28].body = "another.example".parse().unwrap();
    fails(&strange.document(), Code::HeadsLog, "over other entries");
    // A root that the log does not have, and leaves of another nonce.
    let mut other = lines.clone();
    other[28] = other[28].replacen(&item.epochs[28].chains.to_string(), &Node::from([1; 32]).to_string(), 1);
    fails(&of(other, checkpoints.clone(), NONCE), Code::EpochHead, "a move where none is shown");
    fails(&of(lines, checkpoints, [78; 32]), Code::EpochHead, "does not have link 0");
}
