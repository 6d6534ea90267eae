//! Ukraine's power grid, December 2016.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn verdicts_on_the_ukrainian_grid_in_2016() {
    insta::assert_snapshot!(table("ukraine-grid-2016"), @r"
    digital-geneva-convention/civilian-safety: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/global-economy: undetermined (not a breach, not applicable)
    digital-geneva-convention/elections-and-press: undetermined (not a breach, not applicable)
    digital-geneva-convention/ip-theft: undetermined (not a breach, not applicable)
    digital-geneva-convention/backdoors: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/vulnerabilities: undetermined (not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: undetermined (not a breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: not a breach
    un-norms-2015/critical-infrastructure: undetermined (consistent with breach, not a breach)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: undetermined (consistent with breach, not a breach)
    un-norms-2015/vulnerabilities: undetermined (not a breach, not applicable)
    un-norms-2015/response-teams: not a breach
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    g20-2015/ip-theft: not a breach
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: undetermined (for referral, nothing to refer)
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    geneva-convention-4/hospitals: undetermined (not a breach, not applicable)
    geneva-convention-4/hospital-staff: undetermined (not a breach, not applicable)
    geneva-convention-4/occupied-property: undetermined (consistent with breach, not a breach, not applicable)
    additional-protocol-1/civilians: undetermined (not a breach, not applicable)
    additional-protocol-1/indiscriminate: undetermined (consistent with breach, not a breach, not applicable)
    additional-protocol-1/civilian-objects: undetermined (consistent with breach, not a breach, not applicable)
    additional-protocol-1/indispensable-objects: undetermined (consistent with breach, not a breach, not applicable)
    additional-protocol-1/environment: undetermined (consistent with breach, not a breach, not applicable)
    additional-protocol-1/dangerous-forces: undetermined (not a breach, not applicable)
    us-china-2015/ip-theft: not applicable: this party (Russia is not a party)
    paris-call/people-and-infrastructure: not applicable: this party (Russia is not a party)
    paris-call/internet: not applicable: this party (Russia is not a party)
    paris-call/elections: not applicable: this party (Russia is not a party)
    paris-call/ip-theft: not applicable: this party (Russia is not a party)
    paris-call/proliferation: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-11-12)
    paris-call/lifecycle: not applicable: this party (Russia is not a party)
    paris-call/hygiene: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-11-12)
    paris-call/hack-back: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-11-12)
    paris-call/norms: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-11-12)
    tech-accord/protection: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-04-17)
    tech-accord/no-attacks: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-04-17)
    tech-accord/empowerment: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-04-17)
    tech-accord/partnership: not applicable: this date (nobody named was bound on 2016-12-17..2016-12-18; the first party is bound since 2018-04-17)
    ");
}

#[test]
fn one_substation_is_no_mass_damage_and_whether_the_attack_kept_to_an_objective_is_for_a_person() {
    let verdicts = verdicts("ukraine-grid-2016");
    let mass = clause(&verdicts, "digital-geneva-convention/mass-damage");
    assert_eq!(mass.still_possible, [Outcome::NotABreach, Outcome::NotApplicable]);
    // That the tool did nothing outside its target does not say what the target was.
    let indiscriminate = clause(&verdicts, "additional-protocol-1/indiscriminate");
    assert!(indiscriminate.missing[0].words().contains("`target.status` includes without-distinction"));
}

#[test]
fn an_hour_without_power_leaves_the_same_three_questions_to_a_person_as_the_year_before() {
    let norm = |case: &str| clause(&verdicts(case), "un-norms-2015/critical-infrastructure").missing.clone();
    let missing = norm("ukraine-grid-2016");
    assert!(!missing.is_empty());
    assert_eq!(missing, norm("ukraine-grid-2015"));
}
