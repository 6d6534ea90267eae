use dunant_evidence::SourceGroup;
use dunant_knowledge::{Object, Pack};
use dunant_vocabulary::Sha256Digest;

use super::*;
use crate::invented::{self, Case};
use crate::removal::Removal;
use crate::{Hypothesis, Model, Question};

#[test]
fn a_lead_carries_alone_from_the_posterior_and_the_margin_on() {
    let alone = |posteriors: &[f64]| carries_alone(posteriors, 0, 0.5, 3.0);
    assert!(alone(&[0.5, 0.1]) && alone(&[0.75, 0.25]) && alone(&[0.6]));
    assert!(!alone(&[0.49, 0.1]) && !alone(&[0.74, 0.25]) && !alone(&[0.6, 0.1, 0.21]));
    assert!(!carries_alone(&[0.1, 0.8], 0, 0.05, 3.0) && carries_alone(&[0.1, 0.8], 1, 0.05, 3.0));
}

#[test]
fn a_family_carries_what_none_of_its_members_carries_alone() {
    let family = BTreeSet::from([0, 1]);
    assert!(!carries_alone(&[0.45, 0.40, 0.05], 0, 0.5, 3.0));
    assert!(carries(&[0.45, 0.40, 0.05], &family, 0.5, 3.0));
    assert!(carries(&[0.25, 0.25, 0.0], &family, 0.5, 3.0), "one half is enough");
    assert!(carries(&[0.5, 0.25, 0.25], &family, 0.5, 3.0), "three times the others is enough");
}

#[test]
fn a_family_is_refused_where_others_together_come_near_or_it_is_improbable() {
    let family = BTreeSet::from([0, 1]);
    assert!(!carries(&[0.40, 0.25, 0.12, 0.12], &family, 0.5, 3.0), "others together have a third of it");
    assert!(!carries(&[0.25, 0.20, 0.01], &family, 0.5, 3.0), "the unknown actor has the rest");
}

#[test]
fn the_mass_of_a_family_is_the_sum_of_its_members() {
    let ranking = Ranking {
        log_likelihood_ratios: vec![],
        priors: vec![],
        unknown_prior: 0.5,
        posteriors: vec![0.5, 0.125, 0.25],
        unknown_posterior: 0.125,
        imitations: vec![],
    };
    assert_eq!(mass(&ranking, &BTreeSet::from([0, 2])).to_bits(), 0.75_f64.to_bits());
}

#[test]
fn malware_ties_two_actors_where_it_is_two_programs_half_of_either_and_hardly_others() {
    let keys = |from: u32, to: u32| (from..to).map(FeatureKey::Software).collect::<BTreeSet<_>>();
    let tie = |own: &BTreeSet<_>, others: &BTreeSet<_>, users| shared_malware(own, others, &|_| users);
    let of = |shared, of, and| Some(Kinship::SharedMalware { shared, of, and });
    assert_eq!(tie(&keys(0, 3), &keys(1, 5), 4), of(2, 3, 4));
    assert_eq!(tie(&keys(0, 3), &keys(1, 5), 5), None, "five actors use them: they are for sale");
    assert_eq!(tie(&keys(0, 1), &keys(0, 1), 1), None, "one program");
    assert_eq!(tie(&keys(0, 3), &keys(1, 6), 2), None, "two of five are not half");
    assert_eq!(tie(&keys(0, 2), &keys(0, 4), 2), of(2, 2, 4));
}

#[test]
fn only_a_family_that_is_supported_is_told_as_such() {
    let family = |supported| Family {
        of: Who::unknown(),
        alone: Probability::ZERO,
        members: vec![],
        posterior: Probability::ONE,
        supported,
    };
    let levels = |supported| Levels { families: vec![family(false), family(supported)], states: vec![] };
    assert!(levels(true).supported_family().is_some_and(|family| family.supported));
    assert_eq!(levels(false).supported_family(), None);
}

const NO_REMOVALS: Removals = Removals { each: Vec::new(), left_out: 0 };

fn families(pack: &Pack, posteriors: &[f64]) -> Vec<Family> {
    Case::of(pack, posteriors).look(|grounds| grounds.families(&NO_REMOVALS))
}

/// Each family by the names of its members, the actor it is told of first.
fn names(families: &[Family]) -> Vec<Vec<String>> {
    let of = |family: &Family| -> Vec<String> {
        let whole = std::iter::once(&family.of).chain(family.members.iter().map(|member| &member.who));
        whole.map(|who| who.name.clone()).collect()
    };
    families.iter().map(of).collect()
}

fn is_close(one: Probability, other: f64) -> bool {
    (one.get() - other).abs() < 1e-9
}

#[test]
fn a_family_is_an_actor_and_whom_a_source_links_it_to_but_no_link_of_links() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar", "Dogwood"]);
    invented::link(&mut pack, 0, 1, "similar");
    invented::link(&mut pack, 2, 1, "overlaps");
    let families = families(&pack, &[0.5, 0.125, 0.25, 0.0625]);
    assert_eq!(names(&families), [vec!["Alder", "Birch"], vec!["Cedar", "Birch"], vec!["Birch", "Alder", "Cedar"]]);
    let [alder, cedar, birch] = &families[..] else { unreachable!("three families") };
    assert!(is_close(alder.alone, 0.5) && is_close(cedar.alone, 0.25) && is_close(birch.alone, 0.125));
    assert!(is_close(alder.posterior, 0.625) && is_close(cedar.posterior, 0.375) && is_close(birch.posterior, 0.875));
    let linked = |kind: &str| [Kinship::Linked { kind: kind.into(), by: "Example Labs".into() }];
    assert!(is_close(alder.members[0].posterior, 0.125));
    assert_eq!(alder.members[0].because, linked("similar"));
    assert_eq!(cedar.members[0].because, linked("overlaps"));
}

#[test]
fn a_family_is_told_once_and_an_actor_without_kin_has_none() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    invented::link(&mut pack, 1, 0, "similar");
    let families = families(&pack, &[0.25, 0.5, 0.2]);
    assert_eq!(names(&families), [["Birch", "Alder"]]);
}

#[test]
fn of_members_that_are_equally_probable_the_first_of_the_index_is_told_first() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    invented::link(&mut pack, 0, 2, "similar");
    invented::link(&mut pack, 1, 2, "similar");
    let families = families(&pack, &[0.25, 0.25, 0.5]);
    assert_eq!(names(&families)[0], ["Cedar", "Alder", "Birch"]);
}

#[test]
fn families_are_told_of_the_five_most_probable_actors() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse"]);
    let posteriors = [0.2, 0.15, 0.14, 0.13, 0.12, 0.11, 0.10];
    invented::link(&mut pack, 5, 6, "similar");
    assert_eq!(families(&pack, &posteriors), []);
    invented::link(&mut pack, 4, 6, "similar");
    assert_eq!(names(&families(&pack, &posteriors)), [["Elm", "Gorse"]]);
}

#[test]
fn an_actor_with_almost_no_chance_has_a_family_only_where_it_leads() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    invented::link(&mut pack, 1, 2, "similar");
    assert_eq!(families(&pack, &[0.5, 0.05, 0.01]), []);
    assert_eq!(names(&families(&pack, &[0.5, 0.06, 0.01])), [["Birch", "Cedar"]]);
    assert_eq!(names(&families(&pack, &[0.01, 0.05, 0.01])), [["Birch", "Cedar"]]);
}

#[test]
fn a_source_ties_two_actors_by_likeness_overlap_or_one_identifier_and_by_no_other_word() {
    for (kind, ties) in [("similar", 1), ("overlaps", 1), ("same identifier", 1), ("uses", 0), ("targets", 0)] {
        // Under another identifier than a group's of ATT&CK, no link makes two clusters one.
        let mut pack = invented::pack(&["Alder", "Birch"]);
        pack.actors.iter_mut().for_each(|actor| actor.id = format!("example:{}", actor.name));
        invented::link(&mut pack, 0, 1, kind);
        assert_eq!(families(&pack, &[0.5, 0.25]).len(), ties, "{kind}");
    }
}

#[test]
fn a_link_of_a_cluster_that_is_counted_with_an_actor_is_the_actors_and_never_ties_it_to_itself() {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
    let cluster = invented::actor(&mut pack, "example:alder", "Alder of the galaxy");
    invented::link(&mut pack, cluster, 0, "same actor");
    invented::link(&mut pack, cluster, 0, "similar");
    assert_eq!(families(&pack, &[0.5, 0.25, 0.125]), [], "a cluster is no kin of the actor that it is");
    invented::link(&mut pack, cluster, 2, "similar");
    assert_eq!(names(&families(&pack, &[0.5, 0.25, 0.125])), [["Alder", "Cedar"]]);
}

#[test]
fn two_actors_that_share_malware_are_kin_and_two_that_share_tools_are_not() {
    for (kind, kin) in [(SoftwareKind::Malware, true), (SoftwareKind::Tool, false)] {
        let mut pack = invented::pack(&["Alder", "Birch", "Cedar"]);
        for _ in 0..2 {
            let program = invented::program(&mut pack, kind);
            invented::uses(&mut pack, 0, program);
            invented::uses(&mut pack, 2, program);
        }
        let families = families(&pack, &[0.5, 0.25, 0.125]);
        if kin {
            assert_eq!(names(&families), [["Alder", "Cedar"]]);
            let because = Kinship::SharedMalware { shared: 2, of: 3, and: 3 };
            assert_eq!(families[0].members[0].because, [because]);
        } else {
            assert_eq!(families, []);
        }
    }
}

/// What Alder and Birch both use and nobody else.
const PROGRAMS: [&str; 3] = ["S9004", "S9005", "S9006"];

/// Alder and Birch both use three programs that nobody else is known for; the others use a technique.
fn two_alike() -> Pack {
    let mut pack = invented::pack(&["Alder", "Birch", "Cedar", "Dogwood"]);
    invented::link(&mut pack, 0, 1, "similar");
    let shared: Vec<Object> = PROGRAMS.iter().map(|_| invented::program(&mut pack, SoftwareKind::Malware)).collect();
    for actor in [0, 1] {
        for program in &shared {
            invented::uses(&mut pack, actor, *program);
        }
        invented::uses(&mut pack, actor + 2, Object::Technique(3));
    }
    pack
}

/// Rules with the numbers that these tests try from both sides.
fn model() -> Model {
    let mut model = Model::shipped();
    model.naming.posterior = Probability::try_new(0.5).unwrap();
    model.naming.margin = 3.0;
    model.naming.sources = 2;
    model.naming.features = 3;
    model
}

fn removals(left: &[&[f64]]) -> Removals {
    let each = left.iter().map(|left| Removal { feature: FeatureKey::Technique(0), without: invented::ranking(left) });
    Removals { each: each.collect(), left_out: 0 }
}

/// Whether each family of a case that names `items`, each with the techniques it shows, is supported.
fn supported(pack: &Pack, items: &[(&str, &[&str])], posteriors: &[f64], removals: &Removals) -> Vec<bool> {
    let observations = items.iter().flat_map(|(item, ids)| invented::observed(item, ids)).collect();
    let of_its_own = |(item, _): &(&str, &[&str])| SourceGroup {
        items: vec![Sha256Digest::of(item.as_bytes())],
        reasons: Vec::new(),
        is_stated: true,
    };
    let question = Question { sources: items.iter().map(of_its_own).collect(), ..Question::default() };
    let case = Case { model: model(), observations, question, ..Case::of(pack, posteriors) };
    let families = case.look(|grounds| grounds.levels(removals).families);
    families.iter().map(|family| family.supported).collect()
}

#[test]
fn a_family_is_supported_where_it_meets_the_rules_that_its_lead_fails_alone() {
    let pack = two_alike();
    let [one, two, three] = PROGRAMS;
    let items: [(&str, &[&str]); 2] = [("a", &[one, two]), ("b", &[three])];
    let near = [0.45, 0.40, 0.05, 0.01];
    let holds = removals(&[&near, &[0.30, 0.35, 0.05, 0.01]]);
    assert_eq!(supported(&pack, &items, &near, &holds), [true]);
    // Each reason against it alone.
    assert_eq!(supported(&pack, &[("a", &[one]), ("b", &[three])], &near, &holds), [false], "two features");
    assert_eq!(supported(&pack, &[("a", &[one, two, three])], &near, &holds), [false], "one source");
    assert_eq!(supported(&pack, &items, &[0.80, 0.05, 0.05, 0.01], &holds), [false], "the lead can be named alone");
    assert_eq!(supported(&pack, &items, &[0.25, 0.20, 0.05, 0.01], &holds), [false], "too improbable together");
    assert_eq!(supported(&pack, &items, &[0.40, 0.25, 0.15, 0.15], &holds), [false], "others are too near");
    let falls = removals(&[&near, &[0.25, 0.20, 0.05, 0.01]]);
    assert_eq!(supported(&pack, &items, &near, &falls), [false], "it hangs on one feature");
}

#[test]
fn only_the_leads_family_is_ever_supported() {
    let mut pack = two_alike();
    invented::link(&mut pack, 1, 2, "similar");
    let items: [(&str, &[&str]); 2] = [("a", &PROGRAMS[..2]), ("b", &PROGRAMS[2..])];
    // Alder's family leaves Cedar outside, which comes too near; Birch's holds all three.
    assert_eq!(supported(&pack, &items, &[0.34, 0.30, 0.30, 0.01], &NO_REMOVALS), [false, false, false]);
}

fn claim(country: &str, role: &str) -> StateClaim {
    let (by, of) = ("Example Labs".into(), "G9000".into());
    StateClaim { country: country.into(), by, role: role.into(), of, link: None }
}

fn hypothesis(subject: Subject, posterior: f64) -> Hypothesis {
    let posterior = probability(posterior);
    Hypothesis {
        subject,
        log_likelihood_ratio: 0.0,
        prior: Probability::ZERO,
        prior_contributions: Vec::new(),
        posterior,
        likelihood: Likelihood::of(posterior),
        among_known: None,
        contributions: Vec::new(),
    }
}

fn tied(name: &str, posterior: f64, state_claims: &[StateClaim]) -> Hypothesis {
    let (id, state_claims) = (format!("id of {name}"), state_claims.to_vec());
    hypothesis(Subject::Actor { id, name: name.into(), linked: Vec::new(), state_claims }, posterior)
}

fn states(hypotheses: Vec<Hypothesis>) -> Vec<StateLevel> {
    let pack = invented::pack(&["Alder"]);
    let case = Case { hypotheses, ..Case::of(&pack, &[0.5]) };
    case.look(|grounds| grounds.levels(&NO_REMOVALS).states)
}

#[test]
fn a_state_has_the_posterior_of_the_actors_tied_to_it_each_with_its_own_claims() {
    let (one, again, other) = (claim("AA", "country"), claim("AA", "suspected state sponsor"), claim("BB", "country"));
    let found = states(vec![
        tied("Alder", 0.25, &[one.clone(), again.clone(), other.clone()]),
        tied("Birch", 0.125, std::slice::from_ref(&other)),
        tied("Cedar", 0.0625, &[]),
    ]);
    let told = |state: &StateLevel| (state.country.clone(), state.posterior.get());
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), [("BB".into(), 0.375), ("AA".into(), 0.25)]);
    let who = |name: &str| Who { id: Some(format!("id of {name}")), name: name.into() };
    let tie = |name, claims: &[StateClaim]| StateTie { who: who(name), claims: claims.to_vec() };
    assert_eq!(
        found[0].actors,
        [tie("Alder", std::slice::from_ref(&other)), tie("Birch", std::slice::from_ref(&other))]
    );
    assert_eq!(found[1].actors, [tie("Alder", &[one, again])], "an actor counts once however many tie it");
}

#[test]
fn states_that_are_equally_probable_are_told_by_their_code() {
    let found = states(vec![tied("Alder", 0.25, &[claim("BB", "country"), claim("AA", "country")])]);
    assert_eq!(found.iter().map(|state| state.country.as_str()).collect::<Vec<_>>(), ["AA", "BB"]);
}

#[test]
fn no_state_is_tied_to_an_actor_with_almost_no_chance_or_to_an_imitator_or_beyond_the_first_five() {
    let own = |country: &str| [claim(country, "country")];
    assert_eq!(states(vec![tied("Alder", 0.05, &own("AA"))]), []);
    assert_eq!(states(vec![tied("Alder", 0.06, &own("AA"))]).len(), 1);
    let imitator = Subject::Imitator { name: "somebody".into(), of: "G9000".into(), most_like: None };
    let mut listed = vec![hypothesis(imitator, 0.2), hypothesis(Subject::Unknown, 0.2)];
    for (at, country) in ["AA", "BB", "CC", "DD", "EE", "FF"].into_iter().enumerate() {
        listed.push(tied(&format!("actor {at}"), 0.1, &own(country)));
    }
    let countries: Vec<String> = states(listed).into_iter().map(|state| state.country).collect();
    assert_eq!(countries, ["AA", "BB", "CC", "DD", "EE"]);
}
