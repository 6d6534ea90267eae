//! Health Service Executive, Ireland, 2021: criminals, a whole country's hospitals.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn the_verdicts_are_these() {
    insta::assert_snapshot!(table("hse-2021"), @"
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
    budapest-convention/access: not applicable: this party (Ireland is not a party; it signed on 2002-02-28 and was not bound by that)
    budapest-convention/interception: not applicable: this party (Ireland is not a party; it signed on 2002-02-28 and was not bound by that)
    budapest-convention/data: not applicable: this party (Ireland is not a party; it signed on 2002-02-28 and was not bound by that)
    budapest-convention/systems: not applicable: this party (Ireland is not a party; it signed on 2002-02-28 and was not bound by that)
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
fn criminals_break_no_promise_of_a_state() {
    for one in verdicts("hse-2021") {
        assert_ne!(one.outcome, Outcome::ConsistentWithBreach, "{}", one.sentence());
    }
    let verdicts = verdicts("hse-2021");
    let safety = clause(&verdicts, "digital-geneva-convention/civilian-safety");
    assert!(safety.sentence().contains("not applicable: this actor (`actor.state-responsibility` is none)"));
}

#[test]
fn ireland_had_signed_the_convention_on_cybercrime_and_was_not_bound_by_it() {
    let verdicts = verdicts("hse-2021");
    for id in ["access", "data", "systems"] {
        let offence = clause(&verdicts, &format!("budapest-convention/{id}"));
        let reason =
            "not applicable: this party (Ireland is not a party; it signed on 2002-02-28 and was not bound by that)";
        assert!(offence.sentence().contains(reason), "{id}");
        // The deed is the one that the article describes; only the party is not there.
        assert!(offence.concerned(), "{id}");
    }
}
