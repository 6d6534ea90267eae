//! WannaCry, 2017: hospitals, and an exploit whose maker is another than its user.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn verdicts_on_wannacry() {
    insta::assert_snapshot!(table("wannacry-2017"), @r"
    digital-geneva-convention/civilian-safety: consistent with breach
    digital-geneva-convention/global-economy: consistent with breach
    digital-geneva-convention/elections-and-press: not a breach
    digital-geneva-convention/ip-theft: not a breach
    digital-geneva-convention/backdoors: not a breach
    digital-geneva-convention/vulnerabilities: undetermined (consistent with breach, not a breach)
    digital-geneva-convention/weapons-restraint: consistent with breach
    digital-geneva-convention/weapons-proliferation: not a breach
    digital-geneva-convention/mass-damage: consistent with breach
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: undetermined (consistent with breach, not a breach)
    un-norms-2015/critical-infrastructure: undetermined (consistent with breach, not a breach)
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: not a breach
    un-norms-2015/vulnerabilities: undetermined (consistent with breach, not a breach)
    un-norms-2015/response-teams: not a breach
    neutral-technology-2017/no-aid: undetermined (consistent with breach, not a breach)
    budapest-convention/access: undetermined (for referral, nothing to refer)
    budapest-convention/interception: undetermined (for referral, nothing to refer)
    budapest-convention/data: undetermined (for referral, nothing to refer)
    budapest-convention/systems: undetermined (for referral, nothing to refer)
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    us-china-2015/ip-theft: not applicable: this party (North Korea is not a party)
    paris-call/people-and-infrastructure: not applicable: this party (North Korea is not a party)
    paris-call/internet: not applicable: this party (North Korea is not a party)
    paris-call/elections: not applicable: this party (North Korea is not a party)
    paris-call/ip-theft: not applicable: this party (North Korea is not a party)
    paris-call/proliferation: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-11-12)
    paris-call/lifecycle: not applicable: this party (North Korea is not a party)
    paris-call/hygiene: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-11-12)
    paris-call/hack-back: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-11-12)
    paris-call/norms: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-11-12)
    tech-accord/protection: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-04-17)
    tech-accord/no-attacks: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-04-17)
    tech-accord/empowerment: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-04-17)
    tech-accord/partnership: not applicable: this date (nobody named was bound on 2017-05-12; the first party is bound since 2018-04-17)
    g20-2015/ip-theft: not applicable: this party (North Korea is not a party)
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
fn who_used_the_worm_and_who_had_lost_its_exploit_are_two_parties() {
    let verdicts = verdicts("wannacry-2017");
    let state = |name: &str| {
        let parties = &clause(&verdicts, name).parties();
        parties.iter().map(|party| party.country.unwrap().code().to_owned()).collect::<Vec<_>>()
    };
    for harm in ["civilian-safety", "global-economy", "mass-damage"] {
        assert_eq!(state(&format!("digital-geneva-convention/{harm}")), ["KP"], "{harm}");
    }
    assert_eq!(state("un-norms-2015/critical-infrastructure"), ["KP"]);
    for origin in ["vulnerabilities", "weapons-restraint", "weapons-proliferation"] {
        assert_eq!(state(&format!("digital-geneva-convention/{origin}")), ["US"], "{origin}");
    }
    assert_eq!(state("un-norms-2015/vulnerabilities"), ["US"]);
    let lost = clause(&verdicts, "digital-geneva-convention/weapons-restraint").parties();
    assert_eq!(lost[0].words, "nobody is bound: a proposal, not law in force; it would speak to United States");
    for found in ["civilian-safety", "weapons-restraint"] {
        let verdict = clause(&verdicts, &format!("digital-geneva-convention/{found}"));
        assert_eq!(verdict.outcome, Outcome::ConsistentWithBreach, "{found}");
    }
}

#[test]
fn hospitals_are_protected_by_name_so_nobody_need_say_that_they_were_critical() {
    let verdicts = verdicts("wannacry-2017");
    let safety = clause(&verdicts, "digital-geneva-convention/civilian-safety");
    assert!(safety.facts().iter().any(|fact| fact.name.key() == "victim.protected"));
    assert!(safety.facts().iter().all(|fact| fact.name.key() != "victim.critical"));
    // The denial stands beside the fact it denies.
    let actor = safety.facts().into_iter().find(|fact| fact.name.key() == "actor.state-responsibility").unwrap();
    assert!(actor.state.sources().all(|source| source.contested.is_some()));
    // The UN norm does not name hospitals: there a person must say it.
    let norm = clause(&verdicts, "un-norms-2015/critical-infrastructure");
    assert!(norm.missing[0].words().contains("`victim.critical` is yes"));
}

#[test]
fn a_flaw_told_late_hangs_on_the_policy_and_a_stolen_tool_was_not_handed_on() {
    let verdicts = verdicts("wannacry-2017");
    for late in ["un-norms-2015/vulnerabilities", "digital-geneva-convention/vulnerabilities"] {
        let disputed: Vec<_> = clause(&verdicts, late).disputed().iter().map(|fact| fact.name.key()).collect();
        assert_eq!(disputed, ["vulnerability.policy"], "{late}");
    }
    let spread = clause(&verdicts, "digital-geneva-convention/weapons-proliferation");
    assert_eq!(spread.outcome, Outcome::NotABreach);
}
