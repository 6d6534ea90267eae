//! Which sign in a case suggests which fact, and why. A sign never suggests who did it, what for, or what anybody knew or meant.

use dunant_convention::FactName;

/// A line of the registry.
pub(super) struct Rule {
    pub(super) sign: Sign,
    pub(super) fact: FactName,
    pub(super) words: Words,
    /// Why the sign suggests the words, a clause without a full stop.
    pub(super) because: &'static str,
    /// What a person must see to before accepting, after "check".
    pub(super) check: &'static str,
}

/// What a rule looks for.
pub(super) enum Sign {
    /// `incident` of the case file.
    CaseIncident,
    /// `country` of its `[victim]`.
    CaseCountry,
    /// `sector` of its `[victim]`.
    CaseSector,
    /// `kind` of its `[victim]`, one of these.
    CaseKind(&'static [&'static str]),
    /// The structure of an item says that a country was targeted.
    TargetedCountry,
    /// The structure of an item says that a sector was targeted.
    TargetedSector,
    /// An item names the ATT&CK technique, or one of its sub-techniques, as something that was done.
    Technique(&'static str),
    /// An item names malware of which sources of the pack say that it uses one of these techniques or their sub-techniques.
    MalwareThatUses(&'static [&'static str]),
    /// An item names software that a galaxy of this name lists.
    SoftwareListedAs(&'static str),
    /// An item that was public before the incident names a vulnerability.
    PublicVulnerability,
}

/// What a rule suggests.
pub(super) enum Words {
    /// These words.
    These(&'static [&'static str]),
    /// The date, country or sector that was read.
    AsRead,
}

macro_rules! rules {
    ($($sign:expr => $fact:ident $words:expr, $because:literal, check $check:literal;)*) => {
        /// The registry.
        pub(super) static RULES: &[Rule] = &[$(Rule {
            sign: { use Sign::*; $sign },
            fact: FactName::$fact,
            words: { use Words::*; $words },
            because: $because,
            check: $check,
        }),*];
    };
}

rules! {
    // The case file's own description. It is nobody's statement yet: who accepts it says that it is right.
    CaseIncident => IncidentDate AsRead,
        "the case describes itself so", check "which source says so, and put it into `source`";
    CaseCountry => VictimCountry AsRead,
        "the case describes itself so", check "whether there were victims elsewhere";
    CaseSector => VictimSector AsRead,
        "the case describes itself so", check "whether other sectors were hit";
    CaseKind(&["person", "individual", "people"]) => VictimKind These(&["person"]),
        "the case file calls the victim a person", check "whether others were hit";
    CaseKind(&["company", "business"]) => VictimKind These(&["company"]),
        "the case file calls the victim a company", check "whether people were hit as such";
    CaseKind(&["government", "ministry", "agency", "municipality"]) => VictimKind These(&["government"]),
        "the case file calls the victim an organ of a state", check "whether others were hit";
    CaseKind(&["ngo", "non-profit", "charity", "association"]) => VictimKind These(&["non-profit"]),
        "the case file calls the victim a non-profit", check "whether people were hit as such";
    CaseKind(&["political-party", "party", "campaign"]) => VictimKind These(&["political-organisation"]),
        "the case file calls the victim a party or a campaign", check "whether people were hit as such";
    CaseKind(&["media", "newspaper", "broadcaster"]) => VictimKind These(&["media"]),
        "the case file calls the victim a medium", check "whether people were hit as such";
    CaseKind(&["university", "school", "research-institute"]) => VictimKind These(&["research-education"]),
        "the case file calls the victim a place of research or education", check "whether others were hit";
    CaseKind(&["hospital", "clinic", "ambulance-service"]) => VictimProtected These(&["medical"]),
        "the case file calls the victim a medical service", check "that it treats the wounded and sick, and not only trades with those who do";

    // What an item's structure says of the victims.
    TargetedCountry => VictimCountry AsRead,
        "an item marks the country as targeted", check "whether it speaks of this incident, or of what an actor targets at large";
    TargetedSector => VictimSector AsRead,
        "an item marks the sector as targeted", check "whether it speaks of this incident, or of what an actor targets at large";

    // What was done makes data or systems unusable.
    Technique("T1485") => EffectKind These(&["destruction"]),
        "data was destroyed", check "that it was done here, and not only that it could be";
    Technique("T1485") => IncidentType These(&["disruption"]),
        "systems were harmed", check "that it was done here, and not only that it could be";
    Technique("T1486") => EffectKind These(&["destruction"]),
        "data was encrypted so that it could not be used", check "that it was done here, and not only that it could be";
    Technique("T1486") => IncidentType These(&["disruption"]),
        "systems were harmed", check "whether payment was asked, which makes it `ransomware` as well";
    Technique("T1495") => EffectKind These(&["destruction"]),
        "firmware was corrupted", check "that it was done here, and not only that it could be";
    Technique("T1495") => IncidentType These(&["disruption"]),
        "systems were harmed", check "that it was done here, and not only that it could be";
    Technique("T1561") => EffectKind These(&["destruction"]),
        "disks were wiped", check "that it was done here, and not only that it could be";
    Technique("T1561") => IncidentType These(&["disruption"]),
        "systems were harmed", check "that it was done here, and not only that it could be";

    // What was done stops a service or alters what is shown.
    Technique("T1498") => EffectKind These(&["interruption"]),
        "a network was flooded", check "that a service did stop or slow down";
    Technique("T1498") => IncidentType These(&["disruption"]),
        "a service was attacked so that it stops", check "that a service did stop or slow down";
    Technique("T1499") => EffectKind These(&["interruption"]),
        "a service was exhausted", check "that a service did stop or slow down";
    Technique("T1499") => IncidentType These(&["disruption"]),
        "a service was attacked so that it stops", check "that a service did stop or slow down";
    Technique("T1531") => EffectKind These(&["interruption"]),
        "people were locked out of their accounts", check "that they could not work";
    Technique("T1491") => EffectKind These(&["alteration"]),
        "pages or screens were defaced", check "what was changed";
    Technique("T1491.002") => SystemKind These(&["web-site"]),
        "pages shown to the public were defaced", check "which other systems were hit";
    Technique("T1565") => EffectKind These(&["alteration"]),
        "data was manipulated", check "what was changed";
    Technique("T1496") => IncidentType These(&["hijacking-with-misuse"]),
        "computing power was used by others", check "that it was done here, and not only that it could be";
    Technique("T1657") => EffectKind These(&["financial-loss"]),
        "money was taken or extorted", check "that money was lost, and not only asked for";

    // Data left the victim.
    Technique("T1020") => IncidentType These(&["data-theft"]),
        "data was sent out", check "that data did leave, and which";
    Technique("T1020") => EffectKind These(&["disclosure"]),
        "others got data that was not theirs", check "that data did leave, and which";
    Technique("T1041") => IncidentType These(&["data-theft"]),
        "data was sent out over the channel of control", check "that data did leave, and which";
    Technique("T1041") => EffectKind These(&["disclosure"]),
        "others got data that was not theirs", check "that data did leave, and which";
    Technique("T1048") => IncidentType These(&["data-theft"]),
        "data was sent out over another protocol", check "that data did leave, and which";
    Technique("T1048") => EffectKind These(&["disclosure"]),
        "others got data that was not theirs", check "that data did leave, and which";
    Technique("T1537") => IncidentType These(&["data-theft"]),
        "data was moved to another cloud account", check "that data did leave, and which";
    Technique("T1537") => EffectKind These(&["disclosure"]),
        "others got data that was not theirs", check "that data did leave, and which";
    Technique("T1567") => IncidentType These(&["data-theft"]),
        "data was sent to a web service", check "that data did leave, and which";
    Technique("T1567") => EffectKind These(&["disclosure"]),
        "others got data that was not theirs", check "that data did leave, and which";

    // A supplier was the way in.
    Technique("T1195.001") => SupplyChain These(&["backdoor-inserted"]),
        "a dependency or a development tool was tampered with", check "whether an update carried it, which makes it `update-tampered` as well";
    Technique("T1195.002") => SupplyChain These(&["backdoor-inserted"]),
        "software was tampered with before it was delivered", check "whether an update carried it, which makes it `update-tampered` as well";
    Technique("T1195.003") => SupplyChain These(&["backdoor-inserted"]),
        "hardware was tampered with before it was delivered", check "that it was, and where";
    Technique("T1199") => SupplyChain These(&["provider-compromised"]),
        "the access of a partner was used", check "that the partner is a provider of the victim, and was entered itself";

    // What the malware is like, by what sources say of it wherever it was used.
    Technique("T1091") => ToolProperties These(&["self-spreading"]),
        "it spread over removable media", check "that it spread by itself";
    MalwareThatUses(&["T1091", "T1210"]) => ToolProperties These(&["self-spreading"]),
        "sources say that it exploits remote services or spreads over removable media", check "that it spread by itself, and not by hand";
    MalwareThatUses(&["T1485", "T1486", "T1495", "T1561"]) => ToolProperties These(&["destructive"]),
        "sources say that it destroys, encrypts or wipes", check "that this is what was used here";
    SoftwareListedAs("ransomware") => IncidentType These(&["ransomware"]),
        "a source lists it as ransomware", check "that data was locked against payment, and not only locked";

    // The date of an item that names a vulnerability is a bound on when it was public.
    PublicVulnerability => VulnerabilityHandling These(&["already-public"]),
        "an item from before the incident names it", check "that it is the vulnerability that was used";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use dunant_convention::EnteredBy;
    use dunant_vocabulary::AttackId;

    use super::*;

    #[test]
    fn no_rule_says_who_did_it_what_for_or_what_anybody_knew_or_meant() {
        for rule in RULES {
            assert_eq!(rule.fact.entered_by(), EnteredBy::Anyone, "{}", rule.fact);
            let of_the_actor = ["actor.", "purpose", "beneficiary", "territory.", "conduct.", "context"];
            assert!(!of_the_actor.iter().any(|start| rule.fact.key().starts_with(start)), "{}", rule.fact);
        }
    }

    #[test]
    fn the_guide_to_the_case_file_names_every_sign_and_every_word() {
        let guide = include_str!("../../../../docs/case-file.md");
        for rule in RULES {
            let signs: &[&str] = match &rule.sign {
                Sign::Technique(id) => &[*id],
                Sign::MalwareThatUses(ids) => ids,
                _ => &[],
            };
            assert!(signs.iter().all(|id| guide.contains(id)), "{signs:?}");
            assert!(guide.contains(&format!("`{}`", rule.fact)), "{}", rule.fact);
            if let (Words::These(words), false) = (&rule.words, matches!(rule.sign, Sign::CaseKind(_))) {
                assert!(words.iter().all(|word| guide.contains(word)), "{words:?}");
            }
        }
    }

    #[test]
    fn every_rule_suggests_words_of_its_fact_and_looks_for_what_there_is() {
        let pack = dunant_knowledge::Pack::shipped().unwrap();
        let known: BTreeSet<String> = pack.techniques.iter().map(|technique| technique.id.to_string()).collect();
        for rule in RULES {
            if let Words::These(words) = rule.words {
                assert!(!words.is_empty() && words.iter().all(|word| rule.fact.words().contains(word)), "{words:?}");
            }
            let techniques: &[&str] = match &rule.sign {
                Sign::Technique(id) => &[*id],
                Sign::MalwareThatUses(ids) => ids,
                Sign::SoftwareListedAs(galaxy) => {
                    assert!(pack.software.iter().any(|software| software.id.starts_with(&format!("{galaxy}:"))));
                    &[]
                }
                _ => &[],
            };
            for id in techniques {
                assert!(id.parse::<AttackId>().is_ok() && known.contains(*id), "{id}");
            }
        }
    }
}
