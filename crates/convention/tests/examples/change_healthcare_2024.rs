//! Change Healthcare, United States, 2024: criminals, a whole country's pharmacies and hospitals.

use dunant_convention::{Outcome, Verdict};

use super::{clause, table, verdicts};

#[test]
fn the_verdicts_are_these() {
    insta::assert_snapshot!(table("change-healthcare-2024"), @"
    digital-geneva-convention/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/proliferation: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/hygiene: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/hack-back: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/norms: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/protection: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/no-attacks: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/empowerment: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/partnership: undetermined (consistent with breach, not a breach, not applicable)
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: undetermined (for referral, nothing to refer)
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    digital-geneva-convention/civilian-safety: not applicable: this actor (`actor.state-responsibility` is none)
    digital-geneva-convention/global-economy: not applicable: this actor (`actor.state-responsibility` is none)
    digital-geneva-convention/elections-and-press: not applicable: this actor (`actor.state-responsibility` is none)
    digital-geneva-convention/ip-theft: not applicable: this actor (`actor.state-responsibility` is none)
    digital-geneva-convention/backdoors: not applicable: this actor (`actor.state-responsibility` is none)
    digital-geneva-convention/mass-damage: not applicable: this actor (`actor.state-responsibility` is none)
    us-china-2015/ip-theft: not applicable: this actor (`actor.state-responsibility` is none)
    un-norms-2015/human-rights: not applicable: this actor (`actor.state-responsibility` is none)
    un-norms-2015/critical-infrastructure: not applicable: this actor (`actor.state-responsibility` is none)
    un-norms-2015/supply-chain: not applicable: this actor (`actor.state-responsibility` is none)
    un-norms-2015/response-teams: not applicable: this actor (`actor.state-responsibility` is none)
    paris-call/people-and-infrastructure: not applicable: this actor (`actor.state-responsibility` is none)
    paris-call/internet: not applicable: this actor (`actor.state-responsibility` is none)
    paris-call/elections: not applicable: this actor (`actor.state-responsibility` is none)
    paris-call/ip-theft: not applicable: this actor (`actor.state-responsibility` is none)
    paris-call/lifecycle: not applicable: this actor (`actor.state-responsibility` is none)
    g20-2015/ip-theft: not applicable: this actor (`actor.state-responsibility` is none)
    geneva-convention-4/hospitals: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    geneva-convention-4/hospital-staff: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    geneva-convention-4/occupied-property: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    additional-protocol-1/civilians: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    additional-protocol-1/indiscriminate: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    additional-protocol-1/civilian-objects: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    additional-protocol-1/indispensable-objects: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    additional-protocol-1/environment: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    additional-protocol-1/dangerous-forces: not applicable: this actor (`actor.state-responsibility` is none); this context (`context` is peace)
    ");
}

#[test]
fn a_person_who_says_that_it_was_meant_and_without_right_makes_it_a_matter_for_referral() {
    let verdicts = verdicts("change-healthcare-2024");
    for id in ["access", "data", "systems"] {
        let offence = clause(&verdicts, &format!("budapest-convention/{id}"));
        assert_eq!(
            offence.missing[0].words(),
            "would be for referral if `intent` is intended and `act.without-right` is yes",
            "{id}"
        );
        assert_eq!(offence.still_possible, [Outcome::ForReferral, Outcome::NothingToRefer], "{id}");
    }
}

#[test]
fn no_clause_about_a_states_own_acts_applies_to_criminals() {
    let verdicts = verdicts("change-healthcare-2024");
    let about_acts = verdicts.iter().filter(|one| one.explanation().actor.is_some());
    let open: Vec<_> = about_acts.filter(|one| one.outcome != Outcome::NotApplicable).collect();
    // What stays open asks who made the tool or held the flaw, and not who used it.
    let asks = |one: &Verdict, fact: &str| one.missing.iter().any(|set| set.words().contains(fact));
    let of_others = |one: &&Verdict| asks(one, "`tool.maker`") || asks(one, "`vulnerability.holder`");
    assert!(open.iter().all(of_others), "{}", open.len());
}
