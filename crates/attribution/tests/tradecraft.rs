//! What helps people doubt an assessment says what the assessment's own numbers say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::sync::LazyLock;

use dunant_attribution::{Aspect, Assessment, FeatureClass, Material, Model, Profiles, Question, Subject, assess_with};
use dunant_evidence::{Bearing, Mention, Observation, Observed, Role};
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
fn a_cell_of_the_matrix_is_what_removing_the_observation_does() {
    let all = [techniques("a", &WIPING), software("b", &["Industroyer"])].concat();
    let with = assessed(&all);
    let without = assessed(&all[..all.len() - 1]);
    let row = with.tradecraft.matrix.rows.iter().find(|row| row.feature == "Industroyer").unwrap();
    let (name, ratio, _) = first_actor(&with);
    assert_eq!(with.tradecraft.matrix.columns[0].who.name, name);
    let before = without.hypotheses.iter().find(|h| h.subject.name() == name).unwrap().log_likelihood_ratio;
    assert!((row.cells[0].log_likelihood_ratio - (ratio - before)).abs() < 1e-9);
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
fn a_source_is_pivotal_exactly_when_its_loss_changes_who_is_first() {
    let (a, b) = (techniques("a", &WIPING), software("b", &["Seasalt", "Calendar", "GLOOXMAIL"]));
    let assessment = assessed(&[a.clone(), b].concat());
    let (lead, ..) = first_actor(&assessment);
    let (alone, _, posterior) = first_actor(&assessed(&a));
    assert_ne!(lead, alone, "the sample is of two actors");
    let pivotal = &assessment.tradecraft.pivotal;
    let item = pivotal.items.iter().find(|item| item.items == [Sha256Digest::of(b"b")]).unwrap();
    assert_eq!(item.then.as_ref().unwrap().name, alone);
    assert!(item.lead_posterior.get() < posterior);
}

#[test]
fn without_its_only_source_nothing_is_left_to_compare() {
    let assessment = assessed(&software("a", &["Industroyer"]));
    assert!(assessment.tradecraft.pivotal.items.iter().all(|item| item.then.is_none()));
}

#[test]
fn what_to_look_for_is_new_and_speaks_as_it_says() {
    let all = [techniques("a", &WIPING), software("b", &["KillDisk"])].concat();
    let assessment = assessed(&all);
    let next = &assessment.tradecraft.look_for_next;
    assert!(!next.is_empty() && next.len() <= 8);
    let held: Vec<&str> = assessment.tradecraft.matrix.rows.iter().map(|row| row.feature.as_str()).collect();
    assert!(next.iter().all(|next| !held.contains(&next.feature.as_str())));
    let found = next.iter().find(|next| next.class == FeatureClass::Malware).unwrap();
    let effect = found.speaks_for()[0];
    let ratio = |assessment: &Assessment| {
        let of = |h: &&dunant_attribution::Hypothesis| h.subject.name() == effect.who.name;
        assessment.hypotheses.iter().find(of).map(|h| h.log_likelihood_ratio)
    };
    let after = assessed(&[all, software("c", &[found.feature.as_str()])].concat());
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
