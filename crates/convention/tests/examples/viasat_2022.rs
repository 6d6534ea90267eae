//! Viasat KA-SAT, 2022: armed conflict, and civilians of other countries.

use dunant_convention::{Outcome, Standing};

use super::{clause, table, verdicts};

#[test]
fn the_verdicts_are_these() {
    insta::assert_snapshot!(table("viasat-2022"), @"
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: not a breach
    un-norms-2015/critical-infrastructure: undetermined (consistent with breach, not a breach)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: not a breach
    un-norms-2015/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/response-teams: undetermined (consistent with breach, not a breach)
    paris-call/proliferation: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/hygiene: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/hack-back: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/norms: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/protection: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/no-attacks: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/empowerment: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/partnership: undetermined (consistent with breach, not a breach, not applicable)
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    g20-2015/ip-theft: not a breach
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: undetermined (for referral, nothing to refer)
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    geneva-convention-4/hospitals: undetermined (consistent with breach, not a breach)
    geneva-convention-4/hospital-staff: not a breach
    geneva-convention-4/occupied-property: undetermined (consistent with breach, not a breach)
    additional-protocol-1/civilians: not a breach
    additional-protocol-1/indiscriminate: undetermined (consistent with breach, not a breach)
    additional-protocol-1/civilian-objects: undetermined (consistent with breach, not a breach)
    additional-protocol-1/indispensable-objects: undetermined (consistent with breach, not a breach)
    additional-protocol-1/environment: undetermined (consistent with breach, not a breach)
    additional-protocol-1/dangerous-forces: undetermined (consistent with breach, not a breach)
    digital-geneva-convention/civilian-safety: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/global-economy: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/elections-and-press: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/ip-theft: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/backdoors: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/vulnerabilities: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/weapons-restraint: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/weapons-proliferation: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/mass-damage: not applicable: this context (`context` is armed-conflict)
    digital-geneva-convention/assistance: not applicable: this context (`context` is armed-conflict)
    us-china-2015/ip-theft: not applicable: this party (Russia is not a party)
    paris-call/people-and-infrastructure: not applicable: this party (Russia is not a party)
    paris-call/internet: not applicable: this party (Russia is not a party)
    paris-call/elections: not applicable: this party (Russia is not a party)
    paris-call/ip-theft: not applicable: this party (Russia is not a party)
    paris-call/lifecycle: not applicable: this party (Russia is not a party)
    ");
}

#[test]
fn in_armed_conflict_the_promises_for_peacetime_fall_away_and_the_protocol_applies() {
    for one in verdicts("viasat-2022") {
        match one.instrument.id.as_str() {
            "digital-geneva-convention" => {
                assert!(one.sentence().contains("this context (`context` is armed-conflict)"), "{}", one.sentence());
            }
            "additional-protocol-1" | "geneva-convention-4" => {
                assert_ne!(one.outcome, Outcome::NotApplicable, "{}", one.sentence());
                assert_eq!(one.parties()[0].standing, Standing::Bound, "{}", one.sentence());
            }
            _ => {}
        }
    }
}

#[test]
fn that_civilians_abroad_were_hit_does_not_make_it_indiscriminate_until_a_person_says_so() {
    let verdicts = verdicts("viasat-2022");
    let indiscriminate = clause(&verdicts, "additional-protocol-1/indiscriminate");
    assert_eq!(
        indiscriminate.missing[0].words(),
        "would be consistent with breach if `target.status` includes without-distinction"
    );
    let objects = clause(&verdicts, "additional-protocol-1/civilian-objects");
    assert_eq!(
        objects.missing[0].words(),
        "would be consistent with breach if `intent` is intended and `target.status` includes civilian-object"
    );
}

#[test]
fn nobody_is_told_to_have_been_hurt_so_civilians_as_such_were_not_attacked() {
    let verdicts = verdicts("viasat-2022");
    assert_eq!(clause(&verdicts, "additional-protocol-1/civilians").outcome, Outcome::NotABreach);
    assert_eq!(clause(&verdicts, "geneva-convention-4/hospital-staff").outcome, Outcome::NotABreach);
}
