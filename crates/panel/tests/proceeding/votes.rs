//! Quorum, threshold and balance at their exact borders.

use dunant_panel::step::{Choice, Outcome};
use dunant_panel::{Policy, Tally};

use crate::institution::*;

/// Votes of members from these countries; the rest of `eligible` did not vote.
fn tally(eligible: u32, votes: &[(&str, Choice)]) -> Tally {
    let members: Vec<_> =
        votes.iter().enumerate().map(|(place, (country, _))| somebody(place as u8 + 1, country)).collect();
    Tally::count(eligible, members.iter().zip(votes).map(|(member, (_, choice))| (member, *choice)))
}

/// Which measures are not reached.
fn missed(tally: &Tally, policy: &Policy) -> Vec<&'static str> {
    let measures = tally.measures(policy);
    let missed: Vec<&str> =
        measures.all().iter().filter(|measure| !measure.reached).map(|measure| measure.name).collect();
    assert_eq!(measures.outcome() == Outcome::Adopted, missed.is_empty());
    missed
}

fn with(changes: &[(&str, &str)]) -> Policy {
    policy_with(|text| {
        changes.iter().fold(text, |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        })
    })
}

use Choice::{Abstain, Against, For};

#[test]
fn a_quorum_is_reached_at_its_fraction_and_not_below() {
    let policy = policy();
    let four = [("CH", For), ("KE", For), ("BR", For), ("JP", Abstain)];
    assert_eq!(missed(&tally(6, &four), &policy), [""; 0], "4 of 6 are 2/3");
    assert_eq!(missed(&tally(7, &four), &policy), ["quorum"], "4 of 7 are less");
    assert_eq!(missed(&tally(6, &four[..3]), &policy), ["quorum"], "3 of 6 are less");
    let half = with(&[("quorum = \"2/3\"", "quorum = \"more than 1/2\"")]);
    assert_eq!(missed(&tally(6, &four[..3]), &half), ["quorum"], "exactly half is too few");
    assert_eq!(missed(&tally(7, &four), &half), [""; 0]);
}

#[test]
fn a_threshold_counts_those_who_took_a_side() {
    let policy = policy();
    assert_eq!(
        missed(&tally(4, &[("CH", For), ("KE", For), ("BR", Against), ("JP", Abstain)]), &policy),
        [""; 0],
        "2 of 3"
    );
    assert_eq!(
        missed(&tally(4, &[("CH", For), ("KE", For), ("BR", Against), ("JP", Against)]), &policy),
        ["threshold"]
    );
    assert_eq!(
        missed(&tally(4, &[("CH", For), ("KE", Abstain), ("BR", Abstain), ("JP", Abstain)]), &policy),
        [""; 0],
        "1 of 1"
    );
    let nobody = [("CH", Abstain), ("KE", Abstain), ("BR", Abstain), ("JP", Abstain)];
    assert_eq!(missed(&tally(4, &nobody), &policy), ["threshold"], "nobody was for it");
    let half = with(&[("threshold = \"2/3\"", "threshold = \"1/2\"")]);
    let even = [("CH", For), ("KE", For), ("BR", Against), ("JP", Against)];
    assert_eq!(missed(&tally(4, &even), &half), [""; 0], "exactly half reaches it");
    let more = with(&[("threshold = \"2/3\"", "threshold = \"more than 1/2\"")]);
    assert_eq!(missed(&tally(4, &even), &more), ["threshold"]);
}

#[test]
fn balance_counts_regions_and_the_largest_share() {
    let policy = policy();
    let two_regions = [("CH", For), ("FR", For), ("KE", For), ("ZA", For)];
    assert_eq!(missed(&tally(4, &two_regions), &policy), [""; 0], "2 of 4 are 1/2");
    let three_of_four = [("CH", For), ("FR", For), ("DE", For), ("ZA", For)];
    assert_eq!(missed(&tally(4, &three_of_four), &policy), ["share"]);
    let abstaining = [("CH", For), ("FR", For), ("DE", Abstain), ("ZA", For)];
    assert_eq!(missed(&tally(4, &abstaining), &policy), ["share"], "an abstention is cast too");
    let one_region = [("CH", For), ("FR", For), ("DE", For), ("PL", For)];
    assert_eq!(missed(&tally(4, &one_region), &policy), ["regions", "share"]);
    let three = with(&[("regions-least = 2", "regions-least = 3")]);
    assert_eq!(missed(&tally(4, &two_regions), &three), ["regions"]);
    let whole = with(&[("share = \"1/2\"", "share = \"1/1\""), ("regions-least = 2", "regions-least = 1")]);
    assert_eq!(missed(&tally(4, &one_region), &whole), [""; 0]);
}

#[test]
fn a_vote_that_nobody_casts_adopts_nothing() {
    assert_eq!(missed(&tally(4, &[]), &policy()), ["quorum", "threshold", "regions"]);
    assert_eq!(missed(&tally(0, &[]), &policy()), ["panel", "quorum", "threshold", "regions"]);
}

#[test]
fn a_finding_is_not_adopted_by_what_is_left_of_a_panel() {
    assert_eq!(missed(&tally(2, &[("CH", For), ("KE", For)]), &policy()), ["panel"]);
    assert_eq!(missed(&tally(3, &[("CH", For), ("KE", For), ("BR", For)]), &policy()), [""; 0]);
}

#[test]
fn each_measure_is_said_with_its_numbers() {
    let tally = tally(5, &[("CH", For), ("FR", For), ("DE", Against), ("KE", Abstain)]);
    let measures = tally.measures(&policy());
    assert_eq!(
        measures.all().map(ToString::to_string),
        [
            "panel reached: 5 members eligible, at least 3 needed",
            "quorum reached: 4 of 5 eligible members voted, at least 2/3 needed",
            "threshold reached: 2 for, 1 against, 1 abstained; at least 2/3 of those for or against needed",
            "regions reached: members of 2 regions voted, at least 2 needed",
            "share not reached: Europe cast 3 of 4 votes, no more than 1/2 allowed",
        ]
    );
}
