//! Ukraine's power grid, December 2015.

use dunant_convention::{ApplicabilityPart, CaseFacts, Convention, Outcome, Standing};

use super::{clause, table, verdicts};

#[test]
fn verdicts_on_the_ukrainian_grid_in_2015() {
    insta::assert_snapshot!(table("ukraine-grid-2015"), @r"
    digital-geneva-convention/civilian-safety: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/global-economy: undetermined (not a breach, not applicable)
    digital-geneva-convention/elections-and-press: undetermined (not a breach, not applicable)
    digital-geneva-convention/ip-theft: undetermined (not a breach, not applicable)
    digital-geneva-convention/backdoors: undetermined (not a breach, not applicable)
    digital-geneva-convention/vulnerabilities: undetermined (not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: undetermined (not a breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: not a breach
    un-norms-2015/critical-infrastructure: undetermined (consistent with breach, not a breach)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: not a breach
    un-norms-2015/supply-chain: not a breach
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
    paris-call/proliferation: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-11-12)
    paris-call/lifecycle: not applicable: this party (Russia is not a party)
    paris-call/hygiene: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-11-12)
    paris-call/hack-back: not applicable: this party (Russia is not a party)
    paris-call/norms: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-11-12)
    tech-accord/protection: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-04-17)
    tech-accord/no-attacks: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-04-17)
    tech-accord/empowerment: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-04-17)
    tech-accord/partnership: not applicable: this date (nobody named was bound on 2015-12-23; the first party is bound since 2018-04-17)
    ");
}

#[test]
fn the_power_failed_on_the_first_day_on_which_the_norms_are_held_against_states() {
    let norm = "un-norms-2015/critical-infrastructure";
    let on_the_day = verdicts("ukraine-grid-2015");
    assert_eq!(clause(&on_the_day, norm).parties()[0].standing, Standing::Bound);
    let case = include_str!("../../../../examples/ukraine-grid-2015/case.toml");
    let a_day_before = CaseFacts::parse(&case.replace("value = \"2015-12-23\"", "value = \"2015-12-22\"")).unwrap();
    let a_day_before = Convention::shipped().unwrap().evaluate(&a_day_before);
    assert_eq!(clause(&a_day_before, norm).outcome, Outcome::NotApplicable);
}

#[test]
fn a_person_must_say_whether_the_companies_were_critical_and_the_harm_meant_and_unlawful() {
    let verdicts = verdicts("ukraine-grid-2015");
    let norm = clause(&verdicts, "un-norms-2015/critical-infrastructure");
    assert_eq!(
        norm.missing[0].words(),
        "would be consistent with breach if `victim.critical` is yes and `intent` is intended and \
         `act.contrary-to-obligations` is yes"
    );
    assert_eq!(norm.still_possible, [Outcome::ConsistentWithBreach, Outcome::NotABreach]);
    // A team of the United States went there and helped.
    assert_eq!(clause(&verdicts, "un-norms-2015/requests").outcome, Outcome::NotABreach);
}

#[test]
fn whether_it_belongs_to_a_war_is_disputed_and_neither_the_law_of_peace_nor_that_of_war_decides() {
    let verdicts = verdicts("ukraine-grid-2015");
    let peace = clause(&verdicts, "digital-geneva-convention/civilian-safety");
    assert_eq!(
        peace.missing[0].words(),
        "would be consistent with breach if `victim.critical` is yes and `context` is peace"
    );
    let war = clause(&verdicts, "additional-protocol-1/civilian-objects");
    assert_eq!(
        war.missing[0].words(),
        "would be consistent with breach if `intent` is intended and `target.status` includes civilian-object and \
         `context` is armed-conflict"
    );
    for verdict in [peace, war] {
        let disputed: Vec<_> = verdict.disputed().iter().map(|fact| fact.name.key()).collect();
        assert_eq!(disputed, ["context"]);
        assert!(verdict.still_possible.contains(&Outcome::NotApplicable));
    }
}

#[test]
fn once_somebody_settles_whether_it_was_peace_one_of_the_two_laws_falls_silent() {
    let case = include_str!("../../../../examples/ukraine-grid-2015/case.toml");
    let (before, rest) = case.split_once("[[fact]]\nname = \"context\"").unwrap();
    let (_, after) = rest.split_once("[[fact]]").unwrap();
    let settled = |context: &str| {
        let fact = format!("[[fact]]\nname = \"context\"\nvalue = \"{context}\"\nsource = \"a court\"\n\n[[fact]]");
        let facts = CaseFacts::parse(&format!("{before}{fact}{after}")).unwrap();
        Convention::shipped().unwrap().evaluate(&facts)
    };
    for (context, silent) in [
        ("peace", &["geneva-convention-4", "additional-protocol-1"][..]),
        ("armed-conflict", &["digital-geneva-convention"]),
    ] {
        for verdict in settled(context) {
            let law_of_the_other = silent.contains(&verdict.instrument.id.as_str());
            let war_or_peace =
                verdict.not_applicable_because().iter().any(|why| why.this == ApplicabilityPart::Context);
            assert_eq!(war_or_peace, law_of_the_other, "{context}: {}", verdict.sentence());
        }
    }
}
