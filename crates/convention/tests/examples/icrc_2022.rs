//! International Committee of the Red Cross, 2022: nobody is named, and the victim is protected.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn the_verdicts_are_these() {
    insta::assert_snapshot!(table("icrc-2022"), @"
    digital-geneva-convention/civilian-safety: undetermined (not a breach, not applicable)
    digital-geneva-convention/global-economy: undetermined (not a breach, not applicable)
    digital-geneva-convention/elections-and-press: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/ip-theft: undetermined (not a breach, not applicable)
    digital-geneva-convention/backdoors: undetermined (not a breach, not applicable)
    digital-geneva-convention/vulnerabilities: undetermined (not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: undetermined (not a breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach, not applicable)
    us-china-2015/ip-theft: undetermined (not a breach, not applicable)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/critical-infrastructure: undetermined (not a breach, not applicable)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: undetermined (not a breach, not applicable)
    un-norms-2015/vulnerabilities: undetermined (not a breach, not applicable)
    un-norms-2015/response-teams: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/people-and-infrastructure: undetermined (not a breach, not applicable)
    paris-call/internet: undetermined (not a breach, not applicable)
    paris-call/elections: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/ip-theft: undetermined (not a breach, not applicable)
    paris-call/proliferation: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/lifecycle: undetermined (not a breach, not applicable)
    paris-call/hygiene: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/hack-back: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/norms: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/protection: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/no-attacks: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/empowerment: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/partnership: undetermined (consistent with breach, not a breach, not applicable)
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    g20-2015/ip-theft: undetermined (not a breach, not applicable)
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: nothing to refer
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    geneva-convention-4/hospitals: undetermined (not a breach, not applicable)
    geneva-convention-4/hospital-staff: undetermined (not a breach, not applicable)
    geneva-convention-4/occupied-property: undetermined (not a breach, not applicable)
    additional-protocol-1/civilians: undetermined (not a breach, not applicable)
    additional-protocol-1/indiscriminate: undetermined (not a breach, not applicable)
    additional-protocol-1/civilian-objects: undetermined (not a breach, not applicable)
    additional-protocol-1/indispensable-objects: undetermined (not a breach, not applicable)
    additional-protocol-1/environment: undetermined (consistent with breach, not a breach, not applicable)
    additional-protocol-1/dangerous-forces: undetermined (not a breach, not applicable)
    ");
}

#[test]
fn where_nobody_has_said_who_did_it_no_clause_about_a_state_is_decided() {
    for one in verdicts("icrc-2022") {
        let decided = [Outcome::ConsistentWithBreach, Outcome::NotABreach, Outcome::ForReferral];
        assert!(!decided.contains(&one.outcome), "{}", one.sentence());
    }
}

#[test]
fn data_that_was_read_is_neither_mass_damage_nor_an_attack_whoever_did_it() {
    let verdicts = verdicts("icrc-2022");
    for name in [
        "digital-geneva-convention/mass-damage",
        "un-norms-2015/critical-infrastructure",
        "geneva-convention-4/hospitals",
        "additional-protocol-1/civilian-objects",
        "additional-protocol-1/indiscriminate",
    ] {
        assert_eq!(clause(&verdicts, name).still_possible, [Outcome::NotABreach, Outcome::NotApplicable], "{name}");
    }
}

#[test]
fn privacy_of_people_and_the_offence_of_entry_stay_open() {
    let verdicts = verdicts("icrc-2022");
    let privacy = clause(&verdicts, "un-norms-2015/human-rights");
    assert!(privacy.concerned() && privacy.still_possible.contains(&Outcome::ConsistentWithBreach));
    let entry = clause(&verdicts, "budapest-convention/access");
    assert_eq!(
        entry.missing[0].words(),
        "would be for referral if `intent` is intended and `act.without-right` is yes"
    );
}
