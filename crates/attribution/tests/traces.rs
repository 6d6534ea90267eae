//! What exact traces of earlier incidents say, and what they must not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::sync::LazyLock;

use dunant_attribution::{
    Assessment, Contribution, FeatureClass, Hypothesis, Material, Model, Note, Profiles, Question, WhyDiscounted,
    assess_with,
};
use dunant_evidence::{Bearing, HashAlgorithm, Mention, Observable, ObservableKind, Observation, Observed};
use dunant_knowledge::{Dating, Indicator, Pack, Report};
use dunant_vocabulary::{Sha256Digest, Span};
use proptest::prelude::*;

const OWN_MUTEX: &str = "Global\\wardlock-7f";
const OLD_ADDRESS: &str = "45.9.148.30";
const SHARED: &str = "cdn-of-three.net";
const OF_TWO: &str = "cdn-of-two.net";
const PUBLIC: [(ObservableKind, &str); 5] = [
    (ObservableKind::Ipv4Addr, "8.8.8.8"),
    (ObservableKind::DomainName, "github.com"),
    (ObservableKind::Url, "https://pastebin.com/"),
    (ObservableKind::FileHash(HashAlgorithm::Md5), "d41d8cd98f00b204e9800998ecf8427e"),
    (ObservableKind::DomainName, "ns1.sinkhole.shadowserver.org"),
];

/// The shipped pack, and a report of 1 June 2010 that lays traces to three actors.
static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let mut pack = Pack::shipped().unwrap();
    pack.reports.push(Report {
        key: "invented".into(),
        citation: "Example Labs. (2010, June 1). Traces.".into(),
        url: None,
        published: Some("2010-06-01".parse().unwrap()),
        dating: Dating::Given,
    });
    let report = u32::try_from(pack.reports.len() - 1).unwrap();
    let actor = |name: &str| u32::try_from(pack.actors.iter().position(|actor| actor.name == name).unwrap()).unwrap();
    let three = [actor("Sandworm Team"), actor("APT29"), actor("Wizard Spider")];
    let mut lay = |kind: ObservableKind, value: &str, actor| {
        let kind = kind.stix_path().to_owned();
        pack.indicators.push(Indicator { kind, value: value.into(), actor, report });
    };
    lay(ObservableKind::Mutex, OWN_MUTEX, three[0]);
    lay(ObservableKind::Ipv4Addr, OLD_ADDRESS, three[0]);
    three.iter().for_each(|actor| lay(ObservableKind::DomainName, SHARED, *actor));
    three[..2].iter().for_each(|actor| lay(ObservableKind::DomainName, OF_TWO, *actor));
    PUBLIC.iter().for_each(|(kind, value)| lay(*kind, value, three[0]));
    pack
});
static MODEL: LazyLock<Model> = LazyLock::new(Model::shipped);
static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::build(&PACK, &MODEL, None));

fn at(place: usize, observed: Observed, when: Option<&str>) -> Observation {
    let span = Span::item(place, place + 1);
    let when = when.map(|when| when.parse().unwrap());
    Observation { item: Sha256Digest::of(b"item"), span, path: "".into(), observed, when, bearing: Bearing::Stated }
}

fn trace(kind: ObservableKind, value: &str) -> Observed {
    Observed::Observable(Observable::parse(kind, value).unwrap())
}

fn assessed(observations: &[Observation], day: &str) -> Assessment {
    let material = Material { observations: observations.iter().collect(), passages: Vec::new() };
    let question = Question { incident: Some(day.parse().unwrap()), ..Question::default() };
    assess_with(&material, &PACK, &PROFILES, &MODEL, &question)
}

fn numbers(assessment: &Assessment) -> Vec<(String, u64)> {
    let number = |h: &Hypothesis| (h.subject.name().to_owned(), h.posterior.get().to_bits());
    assessment.hypotheses.iter().map(number).collect()
}

/// What `value` adds for Sandworm Team.
fn contribution(assessment: &Assessment, value: &str) -> Option<Contribution> {
    let lead = assessment.hypotheses.iter().find(|h| h.subject.name() == "Sandworm Team")?;
    let own = |c: &&Contribution| c.class == FeatureClass::Indicator && c.feature.as_deref() == Some(value);
    lead.contributions.iter().find(own).cloned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_trace_of_a_public_service_changes_no_posterior(
        which in 0..PUBLIC.len(),
        techniques in proptest::collection::vec(0..PACK.techniques.len(), 0..12),
        with_own in proptest::bool::ANY,
    ) {
        let technique = |(n, which): (usize, &usize)| at(n, Observed::Technique(Mention::identified(PACK.techniques[*which].id)), None);
        let mut evidence: Vec<Observation> = techniques.iter().enumerate().map(technique).collect();
        if with_own {
            evidence.push(at(50, trace(ObservableKind::Mutex, OWN_MUTEX), None));
        }
        let without = assessed(&evidence, "2014-11-24");
        evidence.push(at(60, trace(PUBLIC[which].0, PUBLIC[which].1), None));
        let with = assessed(&evidence, "2014-11-24");
        prop_assert_eq!(numbers(&with), numbers(&without));
        prop_assert_eq!(with.basis.discounted.len(), 1);
        prop_assert_eq!(with.basis.items, without.basis.items);
    }
}

#[test]
fn a_public_service_is_shown_with_where_it_was_read_and_why_it_counts_for_nothing() {
    let assessment = assessed(&[at(7, trace(ObservableKind::Ipv4Addr, "8.8.8.8"), None)], "2014-11-24");
    let discounted = &assessment.basis.discounted[0];
    assert_eq!((discounted.value.as_str(), discounted.kind.as_str()), ("8.8.8.8", "ipv4-addr:value"));
    assert_eq!(discounted.why, WhyDiscounted::PublicService { what: "a public resolver".into() });
    assert_eq!(discounted.places.len(), 1);
    assert_eq!(assessment.basis.indicators, 0);
}

#[test]
fn what_three_actors_share_counts_for_nothing_and_what_two_share_counts_half() {
    let evidence = [
        at(0, trace(ObservableKind::DomainName, SHARED), None),
        at(1, trace(ObservableKind::DomainName, OF_TWO), None),
    ];
    let assessment = assessed(&evidence, "2010-06-01");
    assert_eq!(assessment.basis.discounted[0].why, WhyDiscounted::Shared { actors: 3 });
    let shared = contribution(&assessment, OF_TWO).unwrap();
    assert!((shared.log_likelihood_ratio - MODEL.traces.weight / 2.0).abs() < 1e-12);
    assert!(shared.notes.contains(&Note::Shared { actors: 2 }), "{:?}", shared.notes);
}

#[test]
fn an_old_address_counts_little_and_an_old_mutex_in_full() {
    let evidence = [
        at(0, trace(ObservableKind::Ipv4Addr, OLD_ADDRESS), None),
        at(1, trace(ObservableKind::Mutex, OWN_MUTEX), None),
    ];
    let assessment = assessed(&evidence, "2014-06-01");
    let address = contribution(&assessment, OLD_ADDRESS).unwrap();
    assert!(address.log_likelihood_ratio < 0.01);
    assert!(matches!(address.notes[..], [Note::Faded { days: 1_400..1_500, .. }]), "{address:?}");
    let mutex = contribution(&assessment, OWN_MUTEX).unwrap();
    assert!((mutex.log_likelihood_ratio - MODEL.traces.weight).abs() < 1e-12);
    assert_eq!(mutex.notes, []);
    assert_eq!(mutex.reports[0].citation, "Example Labs. (2010, June 1). Traces.");
}

#[test]
fn when_an_item_saw_a_trace_goes_before_the_day_of_the_incident() {
    let seen = |when| {
        // The mutex is there so that the actor is listed.
        let own = at(1, trace(ObservableKind::Mutex, OWN_MUTEX), None);
        let evidence = [at(0, trace(ObservableKind::Ipv4Addr, OLD_ADDRESS), when), own];
        contribution(&assessed(&evidence, "2014-06-01"), OLD_ADDRESS).unwrap().log_likelihood_ratio
    };
    assert!((seen(Some("2010-05")) - MODEL.traces.weight).abs() < 0.1);
    assert!(seen(None) < 0.01);
}

#[test]
fn traces_together_count_only_up_to_the_cap_and_say_so() {
    let mut pack = PACK.clone();
    let own = pack.indicators[0].clone();
    let values: Vec<String> = (0..6).map(|n| format!("Global\\mutex-{n}")).collect();
    pack.indicators.extend(values.iter().map(|value| Indicator { value: value.clone(), ..own.clone() }));
    let evidence: Vec<Observation> =
        values.iter().enumerate().map(|(n, value)| at(n, trace(ObservableKind::Mutex, value), None)).collect();
    let material = Material { observations: evidence.iter().collect(), passages: Vec::new() };
    let assessment = assess_with(&material, &pack, &Profiles::build(&pack, &MODEL, None), &MODEL, &Question::default());
    let parts: Vec<Contribution> = values.iter().map(|value| contribution(&assessment, value).unwrap()).collect();
    let sum: f64 = parts.iter().map(|part| part.log_likelihood_ratio).sum();
    assert!((sum - MODEL.traces.cap).abs() < 1e-12);
    assert_eq!(parts.iter().filter(|part| part.notes.contains(&Note::TraceLimit)).count(), 4);
}

#[test]
fn software_that_is_shown_less_certainly_speaks_less() {
    use dunant_attribution::{FeatureKey, Query, Scorer, Shown};
    let software = PACK.software.iter().position(|software| software.name == "Industroyer").unwrap();
    let key = FeatureKey::Software(u32::try_from(software).unwrap());
    let actor = PACK.actors.iter().find(|actor| actor.name == "Sandworm Team").unwrap();
    let candidate = PROFILES.index.position(&PACK, &actor.id).unwrap();
    let named = |certainty| {
        let query = Query { features: vec![Shown { key, certainty, listed: false }], ..Query::default() };
        Scorer::new(&PROFILES.index, &MODEL, query).terms(candidate, &[]).named_malware
    };
    assert!(named(1.0) > 1.0);
    assert!((named(0.4) - 0.4 * named(1.0)).abs() < 1e-12);
}
