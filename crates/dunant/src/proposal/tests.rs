use dunant_evidence::{Bearing, Mention};
use dunant_vocabulary::Span;

use super::*;

/// One item, in which all is read.
fn item() -> Sha256Digest {
    Sha256Digest::of(b"item")
}

fn observation(observed: Observed) -> Observation {
    Observation {
        item: item(),
        span: Span::item(3, 9),
        path: "objects[1].name".into(),
        observed,
        when: None,
        bearing: Bearing::Stated,
    }
}

fn technique(id: &str) -> Observation {
    observation(Observed::Technique(Mention::identified(id.parse().unwrap())))
}

fn software(name: &str) -> Observation {
    observation(Observed::Software(Mention::named(name)))
}

fn facts(text: &str) -> CaseFacts {
    CaseFacts::parse(text).unwrap()
}

/// What one case suggests.
#[derive(Default)]
struct Case {
    incident: Option<&'static str>,
    victim: Option<Victim>,
    facts: CaseFacts,
    observations: Vec<Observation>,
    public: Option<&'static str>,
    as_of: Option<Date>,
}

impl Case {
    fn of(observations: Vec<Observation>) -> Self {
        Self { observations, ..Self::default() }
    }

    fn proposed(&self) -> Vec<ProposedFact> {
        use std::sync::LazyLock;
        static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::shipped().unwrap());
        let material = Material {
            incident: self.incident.map(|text| text.parse().unwrap()),
            victim: self.victim.as_ref(),
            facts: &self.facts,
            observations: self.observations.iter().collect(),
            public: self.public.map(|text| (item(), text.parse().unwrap())).into_iter().collect(),
            as_of: self.as_of,
        };
        propose(&material, &PACK)
    }

    /// Each proposed fact as `name: words`.
    fn lines(&self) -> Vec<String> {
        self.proposed().iter().map(|fact| format!("{}: {}", fact.name, fact.in_words())).collect()
    }
}

fn victim(country: Option<&str>, sector: Option<&str>, kind: Option<&str>) -> Option<Victim> {
    Some(Victim {
        name: None,
        country: country.map(|code| code.parse().unwrap()),
        sector: sector.map(|key| key.parse().unwrap()),
        kind: kind.map(str::to_owned),
    })
}

/// A case that shows the sign, and nothing else.
fn showing(sign: &Sign) -> Case {
    let targeted = |observed| Case::of(vec![observation(observed)]);
    match sign {
        Sign::CaseIncident => Case { incident: Some("2014-11-24"), ..Case::default() },
        Sign::CaseCountry => Case { victim: victim(Some("FR"), None, None), ..Case::default() },
        Sign::CaseSector => Case { victim: victim(None, Some("energy"), None), ..Case::default() },
        Sign::CaseKind(kinds) => Case { victim: victim(None, None, Some(kinds[0])), ..Case::default() },
        Sign::TargetedCountry => targeted(Observed::Country { country: "FR".parse().unwrap(), role: Role::Targeted }),
        Sign::TargetedSector => targeted(Observed::Sector { sector: "energy".parse().unwrap(), role: Role::Targeted }),
        Sign::Technique(id) => Case::of(vec![technique(id)]),
        Sign::MalwareThatUses(_) => Case::of(vec![software("NotPetya")]),
        Sign::SoftwareListedAs(_) => Case::of(vec![software("LockBit")]),
        Sign::PublicVulnerability => Case {
            incident: Some("2017-05-12"),
            public: Some("2017-03-14"),
            ..Case::of(vec![observation(Observed::Vulnerability("CVE-2017-0144".parse().unwrap()))])
        },
    }
}

#[test]
fn every_rule_proposes_its_words_with_why_and_where() {
    for rule in RULES {
        let proposed = showing(&rule.sign).proposed();
        let fact = proposed.iter().find(|fact| fact.name == rule.fact).unwrap_or_else(|| panic!("{}", rule.fact));
        let ground = fact.grounds.iter().find(|ground| ground.because == rule.because).unwrap();
        assert_eq!(fact.standard, StandardOfProof::Reported);
        assert!(fact.is_open() && ground.suggests.iter().all(|word| fact.value.contains(word)));
        if let Words::These(words) = rule.words {
            assert_eq!(ground.suggests, words);
        }
        let of_the_case =
            matches!(rule.sign, Sign::CaseIncident | Sign::CaseCountry | Sign::CaseSector | Sign::CaseKind(_));
        assert_eq!(ground.places.is_empty(), of_the_case);
        if let [place] = ground.places.as_slice() {
            assert_eq!((place.item, place.span, place.path.as_str()), (item(), Span::item(3, 9), "objects[1].name"));
        }
    }
}

#[test]
fn signs_of_one_fact_make_one_proposal_in_the_vocabularys_order() {
    let case = Case::of(vec![technique("T1498.001"), technique("T1561.002"), technique("T1041")]);
    assert_eq!(
        case.lines(),
        ["incident.type: data-theft, disruption", "effect.kind: disclosure, destruction, interruption"]
    );
}

#[test]
fn software_says_what_the_tool_is_like_and_not_what_was_done() {
    assert_eq!(
        Case::of(vec![software("NotPetya")]).lines(),
        ["incident.type: ransomware", "tool.properties: destructive, self-spreading"]
    );
    assert_eq!(Case::of(vec![software("Shamoon")]).lines(), ["tool.properties: destructive"]);
    assert!(Case::of(vec![software("PsExec"), software("Mimikatz"), software("no such thing")]).lines().is_empty());
}

#[test]
fn a_sub_technique_is_a_sign_of_its_technique_and_not_the_other_way_round() {
    assert!(Case::of(vec![technique("T1491.002")]).lines().contains(&"system.kind: web-site".to_owned()));
    assert_eq!(Case::of(vec![technique("T1491")]).lines(), ["effect.kind: alteration"]);
    assert!(Case::of(vec![technique("T1195")]).lines().is_empty(), "it does not say how a supplier was used");
    assert!(Case::of(vec![technique("T1210")]).lines().is_empty(), "a person may have done it by hand");
}

#[test]
fn what_is_denied_advised_or_told_of_others_is_no_sign() {
    let aside = Observation { bearing: Bearing::Aside, ..technique("T1485") };
    assert!(Case::of(vec![aside]).lines().is_empty());
    let mentioned = Observed::Country { country: "FR".parse().unwrap(), role: Role::Mentioned };
    assert!(Case::of(vec![observation(mentioned)]).lines().is_empty());
}

#[test]
fn whom_an_item_names_as_the_actor_suggests_nothing() {
    let claim = Observed::ActorClaim(Mention::named("Sandworm Team"));
    assert!(Case::of(vec![observation(claim)]).lines().is_empty());
}

#[test]
fn a_fact_that_the_case_states_is_proposed_only_where_it_says_otherwise() {
    let stated = |text: &str| Case { facts: facts(text), ..Case::of(vec![technique("T1561")]) };
    let agrees = stated(
        "[[fact]]\nname = 'effect.kind'\nvalue = ['destruction', 'interruption']\nsource = 's'\n\
         [[fact]]\nname = 'incident.type'\nvalue = ['disruption']\nsource = 's'",
    );
    assert!(agrees.lines().is_empty());
    let says = |text: &str| {
        let proposed = stated(text).proposed();
        let effect = proposed.into_iter().find(|fact| fact.name == FactName::EffectKind).unwrap();
        assert!(!effect.is_open() && effect.value == ["destruction"]);
        effect.case_says.unwrap()
    };
    assert_eq!(says("[[fact]]\nname = 'effect.kind'\nvalue = ['interruption']\nsource = 's'"), "interruption");
    assert_eq!(says("[[fact]]\nname = 'effect.kind'\nstatus = 'unknown'"), "that it is not known");
    let none = "[[fact]]\nname = 'effect.kind'\nstatus = 'not-applicable'\nsource = 's'";
    assert_eq!(says(none), "that it does not apply");
    let disputed = "[[fact]]\nname = 'effect.kind'\nstatus = 'disputed'\n\
        values = [{ value = ['none'], source = 'a' }, { value = ['disclosure'], source = 'b' }]";
    assert_eq!(says(disputed), "that it is disputed (disclosure; against that: none)");
}

#[test]
fn a_date_that_differs_from_the_cases_own_description_is_said() {
    let fact = "[[fact]]\nname = 'incident.date'\nvalue = '2014-11-23'\nsource = 's'";
    let case = Case { incident: Some("2014-11-24"), facts: facts(fact), ..Case::default() };
    assert_eq!(case.proposed()[0].case_says.as_deref(), Some("2014-11-23"));
    let same = Case { incident: Some("2014-11-23"), facts: facts(fact), ..Case::default() };
    assert!(same.lines().is_empty());
}

#[test]
fn a_vulnerability_was_public_only_where_an_item_from_before_the_incident_shows_it() {
    let named = || vec![observation(Observed::Vulnerability("CVE-2017-0144".parse().unwrap()))];
    let case = |incident, public| Case { incident, public, ..Case::of(named()) }.lines().len();
    assert_eq!(case(Some("2017-05-12"), Some("2017-03-14")), 2, "and the date itself");
    assert_eq!(case(Some("2017-05-12"), Some("2017-05")), 1);
    assert_eq!(case(Some("2017-05-12"), None), 1);
    assert_eq!(case(None, Some("2017-03-14")), 0);
}

#[test]
fn as_of_a_day_what_sources_said_of_software_later_is_no_sign() {
    let on = |day: &str| Case { as_of: Some(day.parse().unwrap()), ..Case::of(vec![software("NotPetya")]) }.lines();
    assert!(on("2016-01-01").is_empty());
    assert_eq!(on("2020-01-01"), ["tool.properties: destructive, self-spreading"], "lists of a galaxy have no date");
}

#[test]
fn an_unknown_kind_of_victim_suggests_nothing() {
    let kind = |text| Case { victim: victim(None, None, Some(text)), ..Case::default() }.lines();
    assert!(kind("organising committee").is_empty());
    assert_eq!(kind("Political party"), ["victim.kind: political-organisation"]);
}
