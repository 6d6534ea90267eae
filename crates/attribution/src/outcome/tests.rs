use dunant_evidence::SourceGroup;
use dunant_knowledge::{Object, SoftwareKind};
use dunant_vocabulary::Sha256Digest;

use super::*;
use crate::invented::{self, Case, TECHNIQUES};
use crate::{Model, Question};

fn who(name: &str) -> Who {
    Who { id: Some(name.into()), name: name.into() }
}

#[test]
fn an_outcome_changes_the_answer_where_another_is_named_or_leads_or_nobody_is() {
    let (alder, birch) = (who("Alder"), who("Birch"));
    let outcome = |named: Option<&Who>, lead: Option<&Who>| Outcome {
        named: named.cloned(),
        lead: lead.cloned(),
        posterior: None,
        lead_posterior: None,
    };
    let changes = |named, lead| outcome(named, lead).changes(Some(&alder), &alder);
    assert!(!changes(Some(&alder), Some(&alder)));
    assert!(changes(None, Some(&alder)), "the name is lost");
    assert!(changes(Some(&birch), Some(&alder)), "another is named");
    assert!(changes(Some(&alder), Some(&birch)), "another leads");
    assert!(changes(None, None), "nothing is left");
    assert!(!outcome(None, Some(&alder)).changes(None, &alder), "nobody was named before");
}

/// Rules of naming that everybody meets for whom two sources speak.
fn lenient() -> Model {
    let mut model = Model::shipped();
    let naming = &mut model.naming;
    (naming.features, naming.posterior, naming.margin, naming.sources) = (1, Probability::ZERO, 0.0, 2);
    (naming.hard_to_imitate, naming.survive_one_ratio) = (-100.0, -100.0);
    (naming.survive_one_rank, naming.survive, naming.survive_rank) = (100, 1, 100);
    model
}

/// The outcome of a case whose items name Alder's two programs (`S9002`, `S9003`) and its technique, and whose lead is Birch.
fn outcome(items: &[(&str, &[&str])]) -> Outcome {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    for _ in 0..2 {
        let program = invented::program(&mut pack, SoftwareKind::Malware);
        invented::uses(&mut pack, 0, program);
    }
    invented::uses(&mut pack, 0, Object::Technique(0));
    let observations = items.iter().flat_map(|(item, ids)| invented::observed(item, ids)).collect();
    let of_its_own = |(item, _): &(&str, &[&str])| SourceGroup {
        items: vec![Sha256Digest::of(item.as_bytes())],
        reasons: Vec::new(),
        is_stated: true,
    };
    let question = Question { sources: items.iter().map(of_its_own).collect(), ..Question::default() };
    let case = Case { model: lenient(), observations, question, ..Case::of(&pack, &[0.3, 0.4]) };
    case.look(|grounds| Outcome::of(grounds.inquiry, &pack, &case.question, Some(1)))
}

#[test]
fn an_outcome_names_the_lead_where_two_sources_hold_what_speaks_for_it() {
    let alder = Some(Who { id: Some("G9000".into()), name: "Alder".into() });
    let two = outcome(&[("a", &["S9002"]), ("b", &["S9003"])]);
    assert_eq!((&two.named, &two.lead), (&alder, &alder));
    let (leads, trails) = (two.posterior.unwrap(), two.lead_posterior.unwrap());
    assert!(
        leads.get() > trails.get() && trails.get() > 0.0,
        "it is computed again and not read off the ranking before"
    );
    let one = outcome(&[("a", &["S9002", "S9003"])]);
    assert_eq!((one.named, &one.lead), (None, &alder));
    let silent = outcome(&[("a", &["S9002", "S9003"]), ("b", &TECHNIQUES[..1])]);
    assert_eq!((silent.named, &silent.lead), (None, &alder), "a technique fits many and vouches for nobody");
}

#[test]
fn an_outcome_of_what_nobody_is_known_for_is_nothing() {
    let nothing = Outcome { named: None, lead: None, posterior: None, lead_posterior: None };
    assert_eq!(outcome(&[("a", &TECHNIQUES[3..])]), nothing);
    assert_eq!(outcome(&[]), nothing);
}
