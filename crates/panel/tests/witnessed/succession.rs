//! A heads log that follows on another while a case is before the panel: one finding shows the case in both, and whatever its operator does at the
//! joint fails.

use std::collections::BTreeMap;

use dunant_heads::Succession;
use dunant_panel::TrustFile;
use dunant_panel::finding::witnessed::{Outcome, Reader};
use dunant_panel::finding::{Checked, Code, WitnessedFinding};
use dunant_record::merkle::{Hash, TreeHead};

use crate::house::*;

/// How many epochs the honest case has: 0, without it, to 6, which has the decision.
const EPOCHS: u64 = 7;

fn decided(begins: u64) -> House {
    House::succeeded_at(begins).comes_to_a_decision(House::vote_all)
}

/// What an operator that enters this at the joint is caught at.
fn with_lies(begins: u64, lies: impl IntoIterator<Item = (u64, Option<Succession>)>) -> Outcome {
    let mut house = House::succeeded_at(begins);
    house.log.lies = BTreeMap::from_iter(lies);
    let house = house.comes_to_a_decision(House::vote_all);
    house.check(&house.finding())
}

/// The lines of all epochs.
fn lines(finding: &WitnessedFinding) -> Vec<String> {
    finding.heads.before.iter().chain(&finding.heads.epochs).cloned().collect()
}

fn because(outcome: &Outcome) -> (Option<Code>, String) {
    let failed = outcome.report.checks.iter().find(|check| check.result == Checked::Fails);
    failed.map(|check| (check.code, check.because.clone().unwrap_or_default())).unwrap_or_default()
}

/// The next version of a trust file, changed so.
fn next_version(before: &TrustFile, change: impl Fn(String) -> String) -> TrustFile {
    let text = before.trust().text().replace("version = 1\n", "version = 2\n");
    let text = text.replace("earlier = []", &format!("earlier = [\"{}\"]", before.trust().digest()));
    before.followed_by(signed_trust(&change(text))).unwrap()
}

#[test]
fn a_case_that_began_under_one_log_and_is_decided_under_the_next_has_a_finding_that_holds() {
    let alone = House::decided();
    assert_eq!(alone.log.ticks.len() as u64, EPOCHS);
    for begins in 2..EPOCHS {
        let house = decided(begins);
        let finding = house.finding();
        let outcome = house.check(&finding);
        assert_eq!(outcome.report.failure(), None, "from epoch {begins} on: {:?}", because(&outcome));
        assert!(outcome.report.is_shown(Code::HeadsLog) && outcome.report.is_shown(Code::EpochHead));
        // The links between the logs stand in it: the last entry of one with the next log's key, the first of the other with the size of the one.
        let place = usize::try_from(begins).unwrap();
        let lines = lines(&finding);
        let (last, first) = (&lines[place - 1], &lines[place]);
        assert!(last.ends_with(&format!(" next {}", second_heads_log().public())), "{last}");
        assert!(first.contains(&format!(" follows example.org/heads {begins} ")), "{first}");
        assert_eq!(lines.iter().filter(|line| line.split(' ').count() > 3).count(), 2);
    }
}

#[test]
fn a_case_that_began_under_the_second_log_has_its_epochs_numbered_on() {
    let mut house = House::succeeded_at(3);
    house.ticks(5);
    let house = house.comes_to_a_decision(House::vote_all);
    let finding = house.finding();
    // From the first entry of the first log on, which shows that it stood in none of them.
    assert_eq!(finding.heads.before.len(), 6);
    assert_eq!(house.check(&finding).report.failure(), None);
    // The last entry of the first log is one of its epochs, and needs no checkpoint: the second fixes its tree.
    let of_first = |note: &&String| note.starts_with("example.org/heads\n");
    assert_eq!(finding.heads.checkpoints.iter().filter(of_first).count(), 0);
}

#[test]
fn a_successor_that_cuts_off_an_epoch_or_follows_on_another_tree_fails() {
    let begins = 4;
    let (real, earlier) = (decided(begins), decided(begins - 1));
    let head = |house: &House, place: u64| {
        let (line, place) = (&lines(&house.finding())[usize::try_from(place).unwrap()], place);
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[3], "follows", "epoch {place}");
        TreeHead { size: words[5].parse().unwrap(), root: words[6].parse().unwrap() }
    };
    let follows = |head: TreeHead| Some(Succession::Follows { origin: heads_log().name().clone(), head });
    let (right, cut) = (head(&real, begins), head(&earlier, begins - 1));
    assert_eq!(with_lies(begins, [(begins, follows(right))]).report.failure(), None, "as it should be");
    let other_root = TreeHead { root: Hash::of_leaf(b"another tree"), ..right };
    let other_log = Succession::Follows { origin: third_heads_log().name().clone(), head: right };
    for lie in [follows(cut), follows(other_root), Some(other_log), None] {
        let (code, because) = because(&with_lies(begins, [(begins, lie)]));
        assert_eq!(code, Some(Code::HeadsLog));
        assert!(because.contains("epoch 4 does not join the heads logs"), "{because}");
    }
}

#[test]
fn a_log_that_names_another_successor_or_none_fails() {
    for lie in [None, Some(Succession::Next(third_heads_log().public()))] {
        let (code, because) = because(&with_lies(4, [(3, lie)]));
        assert_eq!(code, Some(Code::HeadsLog));
        assert!(because.contains("epoch 3 does not join the heads logs"), "{because}");
    }
    // No entry but the last names one, and none but the first says what it follows on.
    let next = || Some(Succession::Next(second_heads_log().public()));
    assert_eq!(with_lies(4, [(2, next())]).report.failure(), Some(Code::HeadsLog));
    assert_eq!(with_lies(4, [(5, next())]).report.failure(), Some(Code::HeadsLog));
}

#[test]
fn a_successor_that_the_trust_file_does_not_have_fails() {
    let house = decided(4);
    let mut finding = house.finding();
    let believed = |finding: &mut WitnessedFinding, text: &str| {
        let trust = signed_trust(text);
        finding.trust.digest = trust.trust().digest();
        let (code, because) = because(&check(finding, &[trust]));
        (code.unwrap(), because)
    };
    let one = trust_text(&policy());
    let (code, why) = believed(&mut finding, &one);
    assert!(code == Code::HeadsLog && why.contains("epoch 3 does not join"), "{why}");
    // Another in its place: two logs that both name the first, of which the trust file has one.
    let (code, why) = believed(&mut finding, &two_logs(&one, &third_heads_log(), 4));
    assert!(code == Code::HeadsLog && why.contains("epoch 3 does not join"), "{why}");
    // It has it from another epoch on.
    for begins in [3, 5] {
        let (code, why) = believed(&mut finding, &two_logs(&one, &second_heads_log(), begins));
        assert!(code == Code::HeadsLog && why.contains("does not join"), "{why}");
    }
}

#[test]
fn a_first_log_that_goes_on_behind_its_end_has_no_finding_there() {
    // Its operator goes on in it, as if there were no second: every epoch is cosigned, and the finding goes by the first version.
    let went_on = House::decided();
    let finding = went_on.finding();
    let first = &went_on.trust;
    assert_eq!(check(&finding, std::slice::from_ref(first)).report.failure(), None);
    // Whoever has the second version knows where the log ended.
    for (begins, holds) in [(1, false), (4, false), (6, false), (7, false), (8, true)] {
        let second = next_version(first, |text| two_logs(&text, &second_heads_log(), begins));
        let outcome = check(&finding, &[first.clone(), second]);
        assert_eq!(outcome.report.failure(), (!holds).then_some(Code::HeadsLog), "{begins}: {:?}", because(&outcome));
    }
    // A case that is wholly behind its end.
    let mut late = House::new();
    late.ticks(6);
    let late = late.comes_to_a_decision(House::vote_all);
    let second = next_version(&late.trust, |text| two_logs(&text, &second_heads_log(), 4));
    let outcome = check(&late.finding(), &[late.trust.clone(), second]);
    let (code, why) = because(&outcome);
    assert!(code == Some(Code::HeadsLog) && why.contains("epoch 3 does not join"), "{code:?} {why}");
}

#[test]
fn a_finding_from_before_the_succession_still_holds_after_it() {
    let house = House::decided();
    let second = next_version(&house.trust, |text| two_logs(&text, &second_heads_log(), 9));
    let trust = [house.trust.clone(), second.clone()];
    let finding = house.finding();
    assert_eq!(check(&finding, &trust).report.failure(), None);
    // Where the case stands now, the second log says, which the finding's own trust file does not have.
    let mut later = house;
    later.log.logs = second.trust().logs().clone();
    later.ticks(4);
    let standing = later.log.standing(6);
    let json = finding.to_json().unwrap();
    let reader = Reader { latest: Some((&standing, 86_400)), ..Reader::new(&trust, later.now()) };
    let outcome = finding.check(json.as_bytes(), &reader);
    let latest = outcome.report.checks.last().unwrap();
    assert_eq!((latest.code, latest.result), (Some(Code::Latest), Checked::Holds), "{:?}", latest.because);
    // The first log gone on is no place where it stands.
    let mut went_on = House::decided();
    went_on.ticks(4);
    let standing = went_on.log.standing(6);
    let reader = Reader { latest: Some((&standing, 86_400)), ..Reader::new(&trust, later.now()) };
    let outcome = finding.check(json.as_bytes(), &reader);
    assert_eq!(outcome.report.checks.last().unwrap().result, Checked::NotChecked);
}
