//! US Office of Personnel Management, 2015: espionage against a government, before the US-China text.

use dunant_convention::{ApplicabilityPart, CaseFacts, Convention, FactState, Outcome};

use super::{clause, facts, table, verdicts};

#[test]
fn verdicts_on_the_office_of_personnel_management() {
    insta::assert_snapshot!(table("opm-2015"), @r"
    digital-geneva-convention/civilian-safety: undetermined (not a breach, not applicable)
    digital-geneva-convention/global-economy: undetermined (not a breach, not applicable)
    digital-geneva-convention/elections-and-press: undetermined (not a breach, not applicable)
    digital-geneva-convention/ip-theft: undetermined (not a breach, not applicable)
    digital-geneva-convention/backdoors: undetermined (not a breach, not applicable)
    digital-geneva-convention/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: undetermined (not a breach, not applicable)
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach)
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: nothing to refer
    budapest-convention/systems: nothing to refer
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    us-china-2015/ip-theft: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-09-25)
    un-norms-2015/cooperation: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/all-information: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/territory: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/crime-and-terrorism: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/human-rights: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/critical-infrastructure: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/own-infrastructure: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/requests: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/supply-chain: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/vulnerabilities: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    un-norms-2015/response-teams: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-12-23)
    paris-call/people-and-infrastructure: not applicable: this party (China is not a party)
    paris-call/internet: not applicable: this party (China is not a party)
    paris-call/elections: not applicable: this party (China is not a party)
    paris-call/ip-theft: not applicable: this party (China is not a party)
    paris-call/proliferation: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-11-12)
    paris-call/lifecycle: not applicable: this party (China is not a party)
    paris-call/hygiene: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-11-12)
    paris-call/hack-back: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-11-12)
    paris-call/norms: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-11-12)
    tech-accord/protection: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-04-17)
    tech-accord/no-attacks: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-04-17)
    tech-accord/empowerment: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-04-17)
    tech-accord/partnership: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2018-04-17)
    g20-2015/ip-theft: not applicable: this date (nobody named was bound on 2014-05-07..2015-04-30; the first party is bound since 2015-11-16)
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
fn espionage_at_opm_is_no_breach_of_a_promise_made_five_months_later() {
    let verdicts = verdicts("opm-2015");
    let promise = clause(&verdicts, "us-china-2015/ip-theft");
    assert_eq!(promise.outcome, Outcome::NotApplicable);
    let because: Vec<_> = promise.not_applicable_because().iter().map(|reason| reason.this).collect();
    assert_eq!(because, [ApplicabilityPart::Date]);
    assert!(verdicts.iter().all(|one| one.outcome != Outcome::ConsistentWithBreach));
}

#[test]
fn after_that_day_too_the_files_of_a_government_would_be_no_business_secrets() {
    let case = include_str!("../../../../examples/opm-2015/case.toml");
    let later = CaseFacts::parse(&case.replace("value = \"2014-05-07..2015-04\"", "value = \"2016\"")).unwrap();
    let verdicts = Convention::shipped().unwrap().evaluate(&later);
    for promise in ["us-china-2015/ip-theft", "g20-2015/ip-theft", "digital-geneva-convention/ip-theft"] {
        // Whether a state acted is disputed, so whether the promise applies is open; a breach is not.
        let verdict = clause(&verdicts, promise);
        assert_eq!(verdict.still_possible, [Outcome::NotABreach, Outcome::NotApplicable], "{promise}");
    }
}

#[test]
fn whether_a_state_or_criminals_did_it_is_disputed_and_where_they_belong_is_not() {
    let facts = facts("opm-2015");
    let disputed: Vec<_> = facts.iter().filter(|(_, state)| matches!(state, FactState::Disputed { .. })).collect();
    let disputed: Vec<_> = disputed.iter().map(|(name, _)| name.key()).collect();
    assert_eq!(disputed, ["actor.category", "actor.state-responsibility"]);
    let verdicts = verdicts("opm-2015");
    let safety = clause(&verdicts, "digital-geneva-convention/civilian-safety");
    let shown: Vec<_> = safety.disputed().iter().map(|fact| fact.name.key()).collect();
    assert_eq!(shown, ["actor.state-responsibility"]);
}
