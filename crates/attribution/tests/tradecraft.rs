//! What helps people doubt an assessment says what the assessment's own numbers say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::sync::LazyLock;

use dunant_attribution::{
    Aspect, Assessment, Conclusion, FeatureClass, Material, Model, Profiles, Question, Subject, assess_with,
};
use dunant_evidence::{Bearing, Mention, Observation, Observed, Role, SourceGroup};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Sha256Digest, Span};

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::shipped().unwrap());
static MODEL: LazyLock<Model> = LazyLock::new(Model::shipped);
static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::build(&PACK, &MODEL, None));

const WIPING: [&str; 5] = ["T1561.002", "T1485", "T1021.002", "T1078", "T1570"];

fn at(item: &str, place: usize, observed: Observed) -> Observation {
    let span = Span::item(place, place + 1);
    Observation {
        item: Sha256Digest::of(item.as_bytes()),
        span,
        path: "".into(),
        observed,
        when: None,
        bearing: Bearing::Stated,
    }
}

fn techniques(item: &str, ids: &[&str]) -> Vec<Observation> {
    let mention = |id: &&str| Observed::Technique(Mention::identified(id.parse().unwrap()));
    ids.iter().enumerate().map(|(n, id)| at(item, n, mention(id))).collect()
}

fn software(item: &str, names: &[&str]) -> Vec<Observation> {
    let mention = |name: &&str| Observed::Software(Mention::named(*name));
    names.iter().enumerate().map(|(n, name)| at(item, n, mention(name))).collect()
}

fn assessed(observations: &[Observation]) -> Assessment {
    let material = Material { observations: observations.iter().collect(), passages: Vec::new() };
    assess_with(&material, &PACK, &PROFILES, &MODEL, &Question::default())
}

fn first_actor(assessment: &Assessment) -> (String, f64, f64) {
    let actor = assessment.hypotheses.iter().find(|h| h.subject != Subject::Unknown).unwrap();
    (actor.subject.name().to_owned(), actor.log_likelihood_ratio, actor.posterior.get())
}

#[test]
fn the_rows_of_the_matrix_multiply_to_each_ratio_and_a_feature_has_one_row() {
    let many: Vec<String> = PACK.techniques.iter().step_by(9).take(60).map(|t| t.id.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for evidence in [
        [techniques("a", &WIPING), software("b", &["Industroyer", "KillDisk", "Mimikatz"])].concat(),
        [techniques("a", &many), software("b", &["Industroyer"])].concat(),
    ] {
        let assessment = assessed(&evidence);
        let matrix = &assessment.tradecraft.matrix;
        for (at, column) in matrix.columns.iter().enumerate() {
            let listed: f64 = matrix.rows.iter().map(|row| row.cells[at].log_likelihood_ratio).sum();
            assert!((listed + matrix.rest[at] - column.log_likelihood_ratio).abs() < 1e-9, "{}", column.who.name);
        }
        let mut names: Vec<_> =
            matrix.rows.iter().map(|row| (&row.feature, row.feature.is_none().then_some(row.class))).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "one feature, one row");
        assert!(matrix.rows.len() <= 25 && (matrix.left_out > 0) == (evidence.len() > 30));
    }
}

#[test]
fn rows_that_tell_most_stand_first_and_least_inconsistency_ranks_the_columns() {
    let matrix = assessed(&[techniques("a", &WIPING), software("a", &["KillDisk"])].concat()).tradecraft.matrix;
    assert!(matrix.rows.windows(2).all(|pair| pair[0].diagnosticity >= pair[1].diagnosticity));
    assert!(matrix.columns.last().unwrap().who.id.is_none(), "the unknown actor always has a column");
    assert_eq!(matrix.columns.last().unwrap().place, None);
    for one in matrix.columns.iter().filter(|column| column.place.is_some()) {
        assert!(one.inconsistency <= 0.0);
        for other in matrix.columns.iter().filter(|column| column.place.is_some()) {
            assert_eq!(one.inconsistency < other.inconsistency, one.place > other.place);
        }
    }
}

#[test]
fn leaving_an_item_out_is_assessing_the_others() {
    let (a, b) = (techniques("a", &WIPING), software("b", &["Seasalt", "Calendar", "GLOOXMAIL"]));
    let assessment = assessed(&[a.clone(), b.clone()].concat());
    let (lead, ..) = first_actor(&assessment);
    for (left_out, rest) in [("a", &b), ("b", &a)] {
        let (alone, _, posterior) = first_actor(&assessed(rest));
        let digest = Sha256Digest::of(left_out.as_bytes());
        let without = assessment.tradecraft.pivotal.items.iter().find(|without| without.item == digest).unwrap();
        assert_eq!(without.outcome.lead.as_ref().unwrap().name, alone);
        assert!((without.outcome.posterior.unwrap().get() - posterior).abs() < 1e-12);
        assert_eq!(without.outcome.changes(None, assessment.tradecraft.pivotal.lead.as_ref().unwrap()), alone != lead);
    }
    assert_eq!(assessment.tradecraft.pivotal.items.len(), 2);
    assert!(assessment.tradecraft.pivotal.sources.is_empty() && assessment.tradecraft.pivotal.is_complete());
}

#[test]
fn a_name_is_lost_without_one_of_the_two_sources_that_it_takes() {
    let telling = ["Industroyer", "GreyEnergy", "KillDisk", "Olympic Destroyer", "Cyclops Blink"];
    let both =
        [software("a", &telling), techniques("a", &WIPING), software("b", &telling), techniques("b", &WIPING)].concat();
    let stated = |name: &str| SourceGroup {
        items: vec![Sha256Digest::of(name.as_bytes())],
        reasons: Vec::new(),
        is_stated: true,
    };
    let question = Question { sources: vec![stated("a"), stated("b")], ..Question::default() };
    let material = Material { observations: both.iter().collect(), passages: Vec::new() };
    let assessment = assess_with(&material, &PACK, &PROFILES, &MODEL, &question);
    assert!(matches!(assessment.conclusion, Conclusion::Supported { .. }), "{:?}", assessment.conclusion);
    let lead = assessment.tradecraft.pivotal.lead.clone().unwrap();
    assert_eq!(assessment.tradecraft.pivotal.items.len(), 2);
    for without in &assessment.tradecraft.pivotal.items {
        assert_eq!((&without.outcome.named, without.outcome.lead.as_ref()), (&None, Some(&lead)));
        assert!(without.outcome.changes(Some(&lead), &lead));
    }
}

#[test]
fn a_source_of_several_items_is_left_out_as_a_whole() {
    let telling = ["Industroyer", "GreyEnergy", "KillDisk"];
    let all = [software("a", &telling), software("b", &telling), techniques("c", &WIPING)].concat();
    let digest = |name: &str| Sha256Digest::of(name.as_bytes());
    let group = SourceGroup { items: vec![digest("a"), digest("b")], reasons: Vec::new(), is_stated: true };
    let question = Question { sources: vec![group], ..Question::default() };
    let material = Material { observations: all.iter().collect(), passages: Vec::new() };
    let assessment = assess_with(&material, &PACK, &PROFILES, &MODEL, &question);
    let pivotal = &assessment.tradecraft.pivotal;
    let [source] = pivotal.sources.as_slice() else { panic!("{:?}", pivotal.sources) };
    let mut items = source.items.clone();
    items.sort();
    let mut expected = vec![digest("a"), digest("b")];
    expected.sort();
    assert_eq!(items, expected);
    let (alone, _, posterior) = first_actor(&assessed(&techniques("c", &WIPING)));
    assert_eq!(source.outcome.lead.as_ref().unwrap().name, alone);
    assert!((source.outcome.posterior.unwrap().get() - posterior).abs() < 1e-12);
}

#[test]
fn without_its_only_source_nothing_is_left_to_compare() {
    let assessment = assessed(&software("a", &["Industroyer"]));
    let [only] = assessment.tradecraft.pivotal.items.as_slice() else { panic!("one item") };
    assert_eq!((&only.outcome.lead, &only.outcome.named, only.outcome.posterior), (&None, &None, None));
}

#[test]
fn items_beyond_the_bound_are_counted() {
    let items: Vec<Observation> = (0..30).flat_map(|n| software(&format!("item {n}"), &["KillDisk"])).collect();
    let pivotal = assessed(&items).tradecraft.pivotal;
    assert_eq!((pivotal.items.len(), pivotal.items_left_out, pivotal.is_complete()), (24, 6, false));
}

#[test]
fn what_to_look_for_is_new_and_speaks_as_it_says() {
    let all = [techniques("a", &WIPING), software("b", &["KillDisk"])].concat();
    let assessment = assessed(&all);
    let next = &assessment.tradecraft.look_for_next;
    assert!(!next.is_empty() && next.len() <= 8);
    let held: Vec<&str> = assessment.tradecraft.matrix.rows.iter().filter_map(|row| row.feature.as_deref()).collect();
    assert!(next.iter().all(|next| !held.contains(&next.feature.as_str())));
    let found = &next[0];
    let effect = found.speaks_for()[0];
    let ratio = |assessment: &Assessment| {
        let of = |h: &&dunant_attribution::Hypothesis| h.subject.name() == effect.who.name;
        assessment.hypotheses.iter().find(of).map(|h| h.log_likelihood_ratio)
    };
    let found_now = match found.class {
        FeatureClass::Technique => techniques("c", &[found.attack_id.as_deref().unwrap()]),
        _ => software("c", &[found.feature.as_str()]),
    };
    let after = assessed(&[all, found_now].concat());
    let change = ratio(&after).unwrap() - ratio(&assessment).unwrap();
    assert!((change - effect.log_likelihood_ratio).abs() < 1e-9, "{change} is not {effect:?}");
}

#[test]
fn tiers_sum_to_the_ratio_and_nothing_reaches_the_secret_one() {
    let assessment = assessed(&[techniques("a", &WIPING), software("b", &["KillDisk", "Industroyer"])].concat());
    let (name, ratio, _) = first_actor(&assessment);
    let totals = assessment.tradecraft.tiers.totals.iter().find(|totals| totals.who.name == name).unwrap();
    assert!((totals.imitable + totals.hard_to_imitate - ratio).abs() < 1e-9);
    assert!(assessment.tradecraft.tiers.totals.iter().all(|totals| totals.secret == 0.0));
}

#[test]
fn published_evidence_never_covers_control_servers_or_intelligence() {
    let sector = Observed::Sector { sector: "healthcare".parse().unwrap(), role: Role::Targeted };
    let all = [techniques("a", &WIPING), software("a", &["KillDisk"]), vec![at("a", 99, sector)]].concat();
    let aspects = assessed(&all).tradecraft.aspects;
    let of = |aspect| aspects.iter().find(|coverage| coverage.aspect == aspect).unwrap();
    assert_eq!(of(Aspect::Telemetry).observations, 5);
    assert_eq!((of(Aspect::Malware).observations, of(Aspect::WhoGains).observations), (1, 1));
    assert_eq!((of(Aspect::ControlServer).observations, of(Aspect::Intelligence).observations), (0, 0));
    let shares: f64 = aspects.iter().map(|coverage| coverage.share).sum();
    assert!((shares - 1.0).abs() < 1e-9);
}

#[test]
fn a_family_sums_posteriors_and_says_why_each_belongs() {
    let families: Vec<_> = PACK.software.iter().step_by(7).filter(|s| s.id.starts_with('S')).take(60).collect();
    let mut seen = 0;
    for one in families {
        let assessment = assessed(&software("a", &[one.name.as_str()]));
        for family in &assessment.tradecraft.levels.families {
            let sum = family.alone.get() + family.members.iter().map(|member| member.posterior.get()).sum::<f64>();
            assert!((sum - family.posterior.get()).abs() < 1e-9);
            assert!(family.members.iter().all(|member| !member.because.is_empty()));
            assert!(!family.supported, "one feature supports no family");
            seen += 1;
        }
    }
    assert!(seen > 0, "no family was seen");
}

#[test]
fn a_state_is_only_ever_what_a_source_claims() {
    let telling = ["Industroyer", "GreyEnergy", "KillDisk", "Olympic Destroyer", "Cyclops Blink"];
    let assessment = assessed(&[software("a", &telling), techniques("b", &WIPING)].concat());
    let states = &assessment.tradecraft.levels.states;
    assert!(!states.is_empty());
    for tie in states.iter().flat_map(|state| &state.actors) {
        let claims = assessment.hypotheses.iter().find_map(|hypothesis| match &hypothesis.subject {
            Subject::Actor { id, state_claims, .. } if Some(id) == tie.who.id.as_ref() => Some(state_claims),
            _ => None,
        });
        assert!(!tie.claims.is_empty() && tie.claims.iter().all(|claim| claims.unwrap().contains(claim)));
    }
}
