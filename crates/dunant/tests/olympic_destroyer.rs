//! The case of the PyeongChang Winter Olympics: traces that were planted to accuse others accuse nobody.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::path::Path;

use dunant::attribution::{Assessment, Conclusion, Subject};
use dunant::{Case, Setup, examine};

/// On whom the traces were to be blamed, by identifier in the pack.
const ACCUSED: [(&str, &str); 3] = [("Lazarus Group", "G0032"), ("APT3", "G0022"), ("APT10", "G0045")];
const SANDWORM: &str = "G0034";

fn case() -> Case {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/olympic-destroyer-2018");
    Case::from_paths([example]).unwrap()
}

fn assessed(as_of: Option<&str>) -> Assessment {
    let setup = Setup::builder().as_of(as_of.map(|day| day.parse().unwrap())).build().unwrap();
    examine(&case(), &setup).unwrap().assessments.remove(0).assessment
}

/// No more than this is the probability of the actor with this identifier: its own, or that of the last one listed.
fn at_most(assessment: &Assessment, wanted: &str) -> f64 {
    let is_wanted = |subject: &Subject| matches!(subject, Subject::Actor { id, .. } if id == wanted);
    let listed = assessment.hypotheses.iter().find(|one| is_wanted(&one.subject));
    listed.or(assessment.hypotheses.last()).unwrap().posterior.get()
}

#[test]
fn on_the_day_of_the_attack_nobody_is_named_but_possibly_sandworm_team() {
    match assessed(Some("2018-02-09")).conclusion {
        Conclusion::Inconclusive { .. } => {}
        Conclusion::Supported { id, actor, .. } => assert_eq!(id, SANDWORM, "{actor} is wrongly named"),
    }
}

#[test]
fn planted_traces_put_nobody_they_accuse_before_an_unknown_actor() {
    for as_of in [None, Some("2018-02-09"), Some("2018-03-31")] {
        let assessment = assessed(as_of);
        let unknown = assessment.hypotheses.iter().find(|one| one.subject == Subject::Unknown).unwrap().posterior.get();
        for (name, id) in ACCUSED {
            let accused = at_most(&assessment, id);
            assert!(accused < unknown / 5.0, "{name} has {accused}, an unknown actor {unknown}, as of {as_of:?}");
        }
    }
}

#[test]
fn everybody_whom_somebody_named_stays_visible_beside_who_contests_it() {
    let document = examine(&case(), &Setup::shipped().unwrap()).unwrap();
    for name in ACCUSED.map(|(name, _)| name).into_iter().chain(["Sandworm Team"]) {
        let claim = document.public_claims.iter().find(|claim| claim.names == name);
        let claim = claim.unwrap_or_else(|| panic!("no claim names {name}"));
        assert!(claim.contested.is_some() && claim.basis.is_some() && claim.date.is_some(), "{name}");
    }
}

#[test]
fn with_what_was_written_after_the_attack_the_page_warns_of_the_circle() {
    let assessment = assessed(None);
    let circular = |caution: &dunant::attribution::Caution| {
        matches!(caution, dunant::attribution::Caution::MostlyPostdated { .. })
    };
    assert!(assessment.cautions.iter().any(circular), "{:?}", assessment.cautions);
}

#[test]
fn the_evidence_names_no_actor() {
    use dunant::evidence::{Context, Lexicon, Limits, Observed, read_item};
    let lexicon: Lexicon = dunant::knowledge::lexicon(&dunant::knowledge::Pack::shipped().unwrap()).unwrap();
    let context = Context { lexicon: &lexicon, limits: &Limits::DEFAULT, ..Context::default() };
    for input in case().inputs {
        let bytes = std::fs::read(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../examples/olympic-destroyer-2018/evidence")
                .join(input.name()),
        )
        .unwrap();
        for item in read_item(input.name(), &bytes, &context) {
            let named = item.reading.observations().iter().find(|one| matches!(one.observed, Observed::ActorClaim(_)));
            assert!(named.is_none(), "{}: {named:?}", item.name);
        }
    }
}
