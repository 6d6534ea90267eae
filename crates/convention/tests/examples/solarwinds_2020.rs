//! SolarWinds Orion, 2020: a product was tampered with, and nothing was damaged.

use dunant_convention::Outcome;

use super::{clause, table, verdicts};

#[test]
fn verdicts_on_solarwinds() {
    insta::assert_snapshot!(table("solarwinds-2020"), @r"
    digital-geneva-convention/civilian-safety: not a breach
    digital-geneva-convention/global-economy: not a breach
    digital-geneva-convention/elections-and-press: not a breach
    digital-geneva-convention/ip-theft: not a breach
    digital-geneva-convention/backdoors: consistent with breach
    digital-geneva-convention/vulnerabilities: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-restraint: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/weapons-proliferation: undetermined (consistent with breach, not a breach, not applicable)
    digital-geneva-convention/mass-damage: not a breach
    digital-geneva-convention/assistance: undetermined (consistent with breach, not a breach)
    un-norms-2015/cooperation: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/all-information: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/territory: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/crime-and-terrorism: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/human-rights: not a breach
    un-norms-2015/critical-infrastructure: not a breach
    un-norms-2015/own-infrastructure: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/requests: undetermined (consistent with breach, not a breach, not applicable)
    un-norms-2015/supply-chain: consistent with breach
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
    budapest-convention/systems: nothing to refer
    budapest-convention/tools: undetermined (for referral, nothing to refer, not applicable)
    us-china-2015/ip-theft: not applicable: this party (Russia is not a party)
    paris-call/people-and-infrastructure: not applicable: this party (Russia is not a party)
    paris-call/internet: not applicable: this party (Russia is not a party)
    paris-call/elections: not applicable: this party (Russia is not a party)
    paris-call/ip-theft: not applicable: this party (Russia is not a party)
    paris-call/lifecycle: not applicable: this party (Russia is not a party)
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
fn a_product_for_everyone_was_tampered_with_and_nothing_was_damaged() {
    let verdicts = verdicts("solarwinds-2020");
    for tampering in ["digital-geneva-convention/backdoors", "un-norms-2015/supply-chain"] {
        assert_eq!(clause(&verdicts, tampering).outcome, Outcome::ConsistentWithBreach, "{tampering}");
    }
    for damage in [
        "digital-geneva-convention/global-economy",
        "digital-geneva-convention/mass-damage",
        "un-norms-2015/critical-infrastructure",
    ] {
        assert_eq!(clause(&verdicts, damage).outcome, Outcome::NotABreach, "{damage}");
    }
    assert_eq!(clause(&verdicts, "budapest-convention/systems").outcome, Outcome::NothingToRefer);
}

#[test]
fn altered_code_in_a_product_and_mail_read_in_a_cloud_harm_neither_safety_nor_the_economy() {
    let verdicts = verdicts("solarwinds-2020");
    for harm in ["digital-geneva-convention/civilian-safety", "digital-geneva-convention/global-economy"] {
        let verdict = clause(&verdicts, harm);
        assert_eq!(verdict.outcome, Outcome::NotABreach, "{harm}");
        let systems = verdict.facts().into_iter().find(|fact| fact.name.key() == "system.kind");
        assert!(systems.is_some(), "{harm} looked at what was hit");
    }
}

#[test]
fn source_code_was_read_and_no_company_was_to_gain_by_it() {
    let verdicts = verdicts("solarwinds-2020");
    for theft in ["digital-geneva-convention/ip-theft", "g20-2015/ip-theft"] {
        assert_eq!(clause(&verdicts, theft).outcome, Outcome::NotABreach, "{theft}");
    }
    // Russia supported the call of 2018 at no time.
    assert_eq!(clause(&verdicts, "paris-call/lifecycle").outcome, Outcome::NotApplicable);
}
