//! Microsoft Exchange servers, 2021: attributors differ in wording.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn the_verdicts_are_these() {
    insta::assert_snapshot!(table("exchange-2021"), @"
    digital-geneva-convention/civilian-safety: undetermined (not a breach, not applicable)
    digital-geneva-convention/global-economy: undetermined (not a breach, not applicable)
    digital-geneva-convention/elections-and-press: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/ip-theft: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/backdoors: undetermined (not a breach, not applicable)
    digital-geneva-convention/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: undetermined (not a breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach)
    us-china-2015/ip-theft: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/critical-infrastructure: undetermined (not a breach, not applicable)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: undetermined (not a breach, not applicable)
    un-norms-2015/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/response-teams: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/proliferation: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/hygiene: undetermined (consistent with breach, not a breach, not applicable)
    paris-call/norms: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/protection: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/no-attacks: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/empowerment: undetermined (consistent with breach, not a breach, not applicable)
    tech-accord/partnership: undetermined (consistent with breach, not a breach, not applicable)
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    g20-2015/ip-theft: undetermined (consistent with breach, not a breach, not applicable)
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: nothing to refer
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    paris-call/people-and-infrastructure: not applicable: this party (China is not a party)
    paris-call/internet: not applicable: this party (China is not a party)
    paris-call/elections: not applicable: this party (China is not a party)
    paris-call/ip-theft: not applicable: this party (China is not a party)
    paris-call/lifecycle: not applicable: this party (China is not a party)
    paris-call/hack-back: not applicable: this party (China is not a party)
    geneva-convention-4/hospitals: not applicable: this context (`context` is peace)
    geneva-convention-4/hospital-staff: not applicable: this context (`context` is peace)
    geneva-convention-4/occupied-property: not applicable: this context (`context` is peace)
    additional-protocol-1/civilians: not applicable: this context (`context` is peace)
    additional-protocol-1/indiscriminate: not applicable: this context (`context` is peace)
    additional-protocol-1/civilian-objects: not applicable: this context (`context` is peace)
    additional-protocol-1/indispensable-objects: not applicable: this context (`context` is peace)
    additional-protocol-1/environment: not applicable: this context (`context` is peace)
    additional-protocol-1/dangerous-forces: not applicable: this context (`context` is peace)
    ");
}

#[test]
fn three_governments_use_three_words_for_the_part_of_the_state_and_each_word_brings_another_verdict() {
    let verdicts = verdicts("exchange-2021");
    let theft = clause(&verdicts, "us-china-2015/ip-theft");
    assert_eq!(theft.disputed().len(), 1);
    assert_eq!(theft.disputed()[0].name.key(), "actor.state-responsibility");
    assert_eq!(theft.disputed()[0].state.sources().count(), 3);
    assert!(theft.disputed()[0].state.sources().all(|source| source.contested.is_some()));
    // Directed, or supported and known: a breach is possible. Tolerated: the commitment does not speak to it.
    use Outcome::{ConsistentWithBreach, NotABreach, NotApplicable};
    assert_eq!(theft.still_possible, [ConsistentWithBreach, NotABreach, NotApplicable]);
}

#[test]
fn the_norm_on_territory_does_not_ask_who_acted_and_waits_for_two_judgements_of_a_person() {
    let verdicts = verdicts("exchange-2021");
    let territory = clause(&verdicts, "un-norms-2015/territory");
    assert!(territory.concerned());
    assert!(territory.disputed().is_empty());
    assert_eq!(
        territory.missing[0].words(),
        "would be consistent with breach if `knowledge` is knew and `act.contrary-to-obligations` is yes"
    );
}

#[test]
fn mail_that_was_read_is_no_damage_to_critical_infrastructure() {
    let verdicts = verdicts("exchange-2021");
    let damage = clause(&verdicts, "un-norms-2015/critical-infrastructure");
    assert_eq!(damage.still_possible, [Outcome::NotABreach, Outcome::NotApplicable]);
}
