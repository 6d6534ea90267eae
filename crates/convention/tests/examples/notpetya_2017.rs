//! NotPetya, 2017: a supply chain, indiscriminate, beside a conflict.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn verdicts_on_notpetya() {
    insta::assert_snapshot!(table("notpetya-2017"), @r"
    digital-geneva-convention/civilian-safety: undetermined (consistent with breach, not applicable)
    digital-geneva-convention/global-economy: undetermined (consistent with breach, not applicable)
    digital-geneva-convention/elections-and-press: undetermined (not a breach, not applicable)
    digital-geneva-convention/ip-theft: undetermined (not a breach, not applicable)
    digital-geneva-convention/backdoors: undetermined (consistent with breach, not applicable)
    digital-geneva-convention/vulnerabilities: undetermined (not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: undetermined (consistent with breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: not a breach
    un-norms-2015/critical-infrastructure: undetermined (consistent with breach, not a breach)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: consistent with breach
    un-norms-2015/vulnerabilities: undetermined (not a breach, not applicable)
    un-norms-2015/response-teams: not a breach
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    g20-2015/ip-theft: not a breach
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: undetermined (for referral, nothing to refer)
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    geneva-convention-4/hospitals: undetermined (consistent with breach, not a breach, not applicable)
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
    paris-call/proliferation: not applicable: this party (Russia is not a party)
    paris-call/lifecycle: not applicable: this party (Russia is not a party)
    paris-call/hygiene: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-11-12)
    paris-call/hack-back: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-11-12)
    paris-call/norms: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-11-12)
    tech-accord/protection: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-04-17)
    tech-accord/no-attacks: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-04-17)
    tech-accord/empowerment: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-04-17)
    tech-accord/partnership: not applicable: this date (nobody named was bound on 2017-06-27; the first party is bound since 2018-04-17)
    ");
}

#[test]
fn tampering_with_an_update_is_against_the_norms_in_peace_and_in_war() {
    let verdicts = verdicts("notpetya-2017");
    let norm = clause(&verdicts, "un-norms-2015/supply-chain");
    assert_eq!(norm.outcome, Outcome::ConsistentWithBreach);
    assert!(norm.disputed().is_empty());
    // The proposal was written for peace, so there the same fact waits.
    let proposal = clause(&verdicts, "digital-geneva-convention/backdoors");
    assert_eq!(proposal.missing[0].words(), "would be consistent with breach if `context` is peace");
}

#[test]
fn in_peace_the_breadth_of_the_harm_decides_and_in_war_a_person_must_say_what_was_struck() {
    let verdicts = verdicts("notpetya-2017");
    for of_peace in ["digital-geneva-convention/weapons-restraint", "digital-geneva-convention/mass-damage"] {
        let verdict = clause(&verdicts, of_peace);
        assert_eq!(verdict.outcome, Outcome::Undetermined);
        assert_eq!(verdict.still_possible, [Outcome::ConsistentWithBreach, Outcome::NotApplicable]);
        assert_eq!(verdict.missing[0].words(), "would be consistent with breach if `context` is peace", "{of_peace}");
        let disputed: Vec<_> = verdict.disputed().iter().map(|fact| fact.name.key()).collect();
        assert_eq!(disputed, ["context"]);
    }
    let of_war = clause(&verdicts, "additional-protocol-1/indiscriminate");
    assert_eq!(
        of_war.missing[0].words(),
        "would be consistent with breach if `target.status` includes without-distinction and `context` is armed-conflict"
    );
}

#[test]
fn flaws_that_everybody_knew_were_withheld_by_nobody() {
    let verdicts = verdicts("notpetya-2017");
    // Who had held them is not stated, so whether the norm speaks to anybody is open; a breach is not.
    let norm = clause(&verdicts, "un-norms-2015/vulnerabilities");
    assert_eq!(norm.still_possible, [Outcome::NotABreach, Outcome::NotApplicable]);
}
