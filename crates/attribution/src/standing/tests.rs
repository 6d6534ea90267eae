use std::cell::RefCell;
use std::collections::BTreeSet;

use dunant_knowledge::{Dating, Indicator, Object, Pack, Report, SoftwareKind};
use dunant_vocabulary::{Probability, Sha256Digest};

use super::*;
use crate::invented::{self, Case, TECHNIQUES};
use crate::tradecraft::Grounds;
use crate::{Model, Weights};

/// A model of which only programs, traces and techniques say anything.
fn model() -> Model {
    let mut model = Model::shipped();
    let weights = Weights { technique: 1.0, malware: 1.0, tool: 1.0, ..invented::mute_weights() };
    model.structured = weights;
    model.naming.posterior = Probability::try_new(0.5).unwrap();
    model.naming.margin = 3.0;
    model.naming.features = 1;
    model.naming.hard_to_imitate = 0.0;
    model.naming.survive_one_rank = 1;
    model.naming.survive_one_ratio = -100.0;
    model
}

/// A model of which nothing says anything.
fn mute() -> Model {
    let mut model = model();
    model.structured = invented::mute_weights();
    model
}

/// Adds malware that these actors use, and gives its identifier.
fn malware(pack: &mut Pack, users: &[u32]) -> (String, FeatureKey) {
    software(pack, SoftwareKind::Malware, users)
}

fn software(pack: &mut Pack, kind: SoftwareKind, users: &[u32]) -> (String, FeatureKey) {
    let program = invented::program(pack, kind);
    users.iter().for_each(|user| invented::uses(pack, *user, program));
    let Object::Software(at) = program else { unreachable!("it is a program") };
    (pack.software[at as usize].id.clone(), FeatureKey::Software(at))
}

/// What `look` sees of a case whose one item names `ids`.
fn seen<T>(pack: &Pack, model: Model, ids: &[&str], posteriors: &[f64], look: impl FnOnce(&Grounds<'_>) -> T) -> T {
    Case { model, observations: invented::observed("a", ids), ..Case::of(pack, posteriors) }.look(look)
}

fn of(grounds: &Grounds<'_>, lead: usize, effort: Effort) -> Standing {
    let without = |keys: &[FeatureKey]| grounds.inquiry.without(keys);
    standing(lead, grounds.ranking, grounds.scorer, Support::ONE_GRADED, &without, effort)
}

#[test]
fn what_is_known_is_counted_without_public_tools_and_without_what_nobody_is_known_for() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    let (program, _) = malware(&mut pack, &[0]);
    let (tool, _) = software(&mut pack, SoftwareKind::Tool, &[0]);
    invented::uses(&mut pack, 1, Object::Technique(0));
    let ids = [program.as_str(), &tool, TECHNIQUES[0], TECHNIQUES[3]];
    seen(&pack, model(), &ids, &[0.5, 0.2, 0.3], |grounds| {
        let lead = of(grounds, 0, Effort::AsNeeded);
        assert_eq!((lead.known, lead.actors), (2, 3));
        assert_eq!((lead.posterior.to_bits(), lead.rival.to_bits()), (0.5_f64.to_bits(), 0.3_f64.to_bits()));
        assert_eq!(of(grounds, 2, Effort::AsNeeded).rival.to_bits(), 0.5_f64.to_bits());
    });
}

#[test]
fn a_program_that_is_only_listed_is_not_counted() {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    let (stated, _) = malware(&mut pack, &[0]);
    let (listed, _) = malware(&mut pack, &[0]);
    let mut observations = invented::observed("a", &[&stated, &listed]);
    observations[1].bearing = dunant_evidence::Bearing::Listed;
    let case = Case { model: model(), observations, ..Case::of(&pack, &[0.5, 0.3]) };
    case.look(|grounds| {
        assert_eq!(grounds.keys.len(), 2, "both programs are features");
        assert_eq!(of(grounds, 0, Effort::AsNeeded).known, 1);
    });
}

#[test]
fn what_costs_rankings_is_computed_where_the_answer_needs_it_or_where_it_is_wanted() {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    let (program, _) = malware(&mut pack, &[0]);
    let computed = |posteriors: &[f64], survive_one_ratio, effort| {
        let mut model = model();
        model.naming.survive_one_ratio = survive_one_ratio;
        let standing = seen(&pack, model, &[&program], posteriors, |grounds| of(grounds, 0, effort));
        (standing.losses.is_some(), standing.without_strongest.is_some())
    };
    let (leads, trails) = ([0.6, 0.1], [0.4, 0.1]);
    assert_eq!(computed(&leads, -100.0, Effort::AsNeeded), (true, true));
    assert_eq!(computed(&trails, -100.0, Effort::AsNeeded), (false, false), "it is too improbable to be named");
    assert_eq!(computed(&leads, 100.0, Effort::AsNeeded), (true, false), "it does not survive a loss");
    assert_eq!(computed(&trails, 100.0, Effort::Full), (true, true));
}

#[test]
fn what_is_hard_to_imitate_and_speaks_for_the_lead_is_tried_what_says_most_first() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    let (shared, of_two) = malware(&mut pack, &[0, 1]);
    let (own, alone) = malware(&mut pack, &[0]);
    let (strange, _) = malware(&mut pack, &[1]);
    let (tool, _) = software(&mut pack, SoftwareKind::Tool, &[0]);
    let _ = software(&mut pack, SoftwareKind::Tool, &[1]);
    invented::uses(&mut pack, 0, Object::Technique(0));
    invented::uses(&mut pack, 1, Object::Technique(1));
    let ids = [shared.as_str(), &own, &strange, &tool, TECHNIQUES[0]];
    seen(&pack, model(), &ids, &[0.5, 0.2, 0.3], |grounds| {
        let parts = grounds.scorer.parts(0, &[]);
        let imitable = parts.iter().filter(|part| part.class.tier() == Tier::Imitable && part.value > 0.0);
        assert_eq!(
            imitable.filter(|part| part.feature.is_some()).count(),
            2,
            "the tool and the technique speak as well"
        );
        assert_eq!(hard_things(0, grounds.scorer), [alone, of_two]);
        assert_eq!(hard_things(2, grounds.scorer), []);
        assert_eq!(speaking(0, grounds.scorer).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([of_two, alone]));
        assert_eq!(speaking(2, grounds.scorer), []);
    });
}

#[test]
fn all_that_one_thing_says_counts_together() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    let (first, exclusive) = malware(&mut pack, &[0]);
    let (second, other) = malware(&mut pack, &[0, 1]);
    // Two actors use the second program, so that the first alone stands for exclusivity.
    let mut model = model();
    model.structured.exclusivity = 0.5;
    let ids = [first.as_str(), &second];
    seen(&pack, model, &ids, &[0.5, 0.2, 0.3], |grounds| {
        assert_eq!(hard_things(0, grounds.scorer), [exclusive, other]);
        let parts = grounds.scorer.parts(0, &[]);
        assert_eq!(parts.iter().filter(|part| part.feature == Some(exclusive)).count(), 2, "as program, as its own");
    });
}

#[test]
fn at_most_twelve_things_are_tried() {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    let programs: Vec<String> = (0..13).map(|_| malware(&mut pack, &[0]).0).collect();
    let tried = |count: usize| {
        let ids: Vec<&str> = programs.iter().take(count).map(String::as_str).collect();
        seen(&pack, model(), &ids, &[0.5, 0.2], |grounds| of(grounds, 0, Effort::Full).losses.unwrap().len())
    };
    assert_eq!([11, 12, 13].map(tried), [11, 12, 12]);
}

#[test]
fn a_trace_that_adds_nothing_because_others_fill_the_cap_is_no_thing_to_lose() {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    let key = "invented".into();
    pack.reports.push(Report { key, citation: String::new(), url: None, published: None, dating: Dating::Unknown });
    let mut model = model();
    (model.traces.weight, model.traces.cap) = (2.0, 2.0);
    let value = |name: &str| Sha256Digest::of(name.as_bytes()).to_string();
    let observed = ["one", "two"].map(|name| {
        let algorithm = dunant_evidence::HashAlgorithm::Sha256;
        let kind = dunant_evidence::ObservableKind::FileHash(algorithm);
        let path = kind.stix_path().to_owned();
        pack.indicators.push(Indicator { kind: path, value: value(name), actor: 0, report: 0 });
        dunant_evidence::Observed::Observable(dunant_evidence::Observable::parse(kind, &value(name)).unwrap())
    });
    let template = invented::observed("a", &TECHNIQUES[..1]);
    let observations = observed.map(|observed| dunant_evidence::Observation { observed, ..template[0].clone() });
    let case = Case { model, observations: observations.to_vec(), ..Case::of(&pack, &[0.5, 0.2]) };
    case.look(|grounds| {
        assert_eq!(grounds.keys.len(), 2, "both traces matched");
        assert_eq!(hard_things(0, grounds.scorer), [grounds.keys[0]]);
        assert_eq!(speaking(0, grounds.scorer), [grounds.keys[0]]);
    });
}

/// Alder is known for one telling program and for two techniques; Birch for one of them and little else; the others for others.
fn hangs_on_one_program() -> (Pack, String) {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar", "Dogwood"]);
    let (program, _) = malware(&mut pack, &[0]);
    invented::uses(&mut pack, 0, Object::Technique(0));
    invented::uses(&mut pack, 0, Object::Technique(1));
    invented::uses(&mut pack, 1, Object::Technique(0));
    for technique in [2, 3] {
        invented::uses(&mut pack, 2, Object::Technique(technique));
        invented::uses(&mut pack, 3, Object::Technique(technique));
    }
    (pack, program)
}

#[test]
fn the_strongest_features_are_those_that_cost_the_lead_most() {
    let (pack, program) = hangs_on_one_program();
    let strongest = |survive| {
        let mut model = model();
        model.naming.survive = survive;
        let ids = [program.as_str(), TECHNIQUES[0]];
        let without =
            |grounds: &Grounds<'_>| without_the_strongest(0, grounds.scorer, &|keys| grounds.inquiry.without(keys));
        seen(&pack, model, &ids, &[0.5, 0.2, 0.1, 0.1], without)
    };
    assert_eq!(strongest(0), Strongest { removed: 0, rank: 1 });
    assert_eq!(strongest(1), Strongest { removed: 1, rank: 2 }, "without the program Birch fits the technique better");
    assert_eq!(strongest(2).removed, 2);
    assert_eq!(strongest(3).removed, 2, "no more than it has");
}

#[test]
fn of_features_whose_loss_costs_the_lead_alike_the_first_of_the_rarest_goes_first() {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    invented::uses(&mut pack, 0, Object::Technique(1));
    invented::uses(&mut pack, 0, Object::Technique(2));
    for technique in [0, 3] {
        invented::uses(&mut pack, 0, Object::Technique(technique));
        invented::uses(&mut pack, 1, Object::Technique(technique));
    }
    let mut model = mute();
    model.naming.survive = 3;
    let gone = RefCell::new(Vec::new());
    seen(&pack, model, &TECHNIQUES, &[0.5, 0.2], |grounds| {
        let without = |keys: &[FeatureKey]| {
            gone.borrow_mut().extend_from_slice(keys);
            grounds.inquiry.without(keys)
        };
        assert_eq!(without_the_strongest(0, grounds.scorer, &without).removed, 3);
    });
    assert_eq!(gone.into_inner(), [1, 2, 0].map(FeatureKey::Technique));
}
