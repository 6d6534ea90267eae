use dunant_panel::step::{ArticleView, Rejected};
use dunant_vocabulary::{Confidence, Likelihood};
use serde_json::{Value, json};

use super::*;

/// An assessment that names `Sandworm Team`, or nobody, and decides three clauses.
fn assessment(is_named: bool) -> Value {
    let conclusion = match is_named {
        true => json!({"result": "supported", "actor": "Sandworm Team", "id": "G0034", "measured": {}}),
        false => json!({"result": "inconclusive", "reasons": []}),
    };
    let actor = |id: &str, name: &str, likelihood: &str| json!({"subject": {"kind": "actor", "id": id, "name": name, "linked": []}, "likelihood": likelihood});
    let verdict = |instrument: &str, clause: &str, outcome: &str, still: &[&str]| {
        let clause = json!({"id": clause, "locator": "13 (c)", "title": "About it"});
        json!({"instrument": {"id": instrument}, "clause": clause, "outcome": outcome, "still_possible": still})
    };
    json!({
        "assessments": [{"intrusion": null, "assessment": {
            "conclusion": conclusion,
            "confidence": {"level": "moderate", "reasons": []},
            "hypotheses": [
                actor("G0034", "Sandworm Team", "very-likely"),
                {"subject": {"kind": "unknown"}, "likelihood": "unlikely"},
                {"subject": {"kind": "imitator", "name": "somebody who imitates it"}, "likelihood": "unlikely"},
                actor("G0007", "APT28", "unlikely"),
            ],
        }}],
        "verdicts": [
            verdict("un-norms-2015", "territory", "undetermined", &["consistent-with-breach", "not-a-breach"]),
            verdict("budapest-convention", "access", "for-referral", &[]),
            verdict("us-china-2015", "ip-theft", "not-applicable", &[]),
        ],
    })
}

fn computation(is_named: bool) -> Computation {
    Computation::of(&assessment(is_named)).unwrap()
}

fn nobody() -> Position {
    Position {
        answer: Answer::Insufficient { reasons: "Nothing names anybody.".into() },
        articles: vec![],
        reasons: "Reasons.".into(),
        rejected: vec![],
    }
}

fn names(actor: &str, likelihood: Likelihood) -> Position {
    let answer = Answer::Attributed { actor: actor.into(), likelihood, confidence: Confidence::Moderate };
    Position { answer, ..nobody() }
}

fn cites(article: &str, verdict: ArticleVerdict) -> Position {
    Position { articles: vec![ArticleView { article: article.into(), verdict }], ..nobody() }
}

fn rejects(mut position: Position, hypothesis: &str) -> Position {
    position.rejected.push(Rejected { hypothesis: hypothesis.into(), why: "It is planted.".into() });
    position
}

/// What differs, each as what is computed.
fn computed(is_named: bool, conclusion: &Position) -> Vec<String> {
    let differing = computation(is_named).differences(conclusion).unwrap();
    assert!(differing.iter().all(|one| one.because.is_none()));
    differing.into_iter().map(|one| one.computed).collect()
}

#[test]
fn a_conclusion_that_says_what_is_computed_differs_in_nothing() {
    assert!(computed(false, &nobody()).is_empty());
    assert!(computed(true, &names("Sandworm Team", Likelihood::VeryLikely)).is_empty());
    assert!(computed(false, &cites("budapest-convention/access", ArticleVerdict::ForReferral)).is_empty());
}

#[test]
fn a_clause_that_does_not_exist_is_answered_with_those_that_do() {
    let unlisted = |article: &str| computation(false).differences(&cites(article, ArticleVerdict::Undetermined));
    for (article, near) in [
        ("un-norms-2015/c", &["un-norms-2015/territory (13 (c): About it)"][..]),
        ("un-norms-2015", &["un-norms-2015/territory (13 (c): About it)"]),
        ("paris-call/ip-theft", &["us-china-2015/ip-theft (13 (c): About it)"]),
        ("no-such/clause", &["budapest-convention/…", "un-norms-2015/…", "us-china-2015/…"]),
    ] {
        let Err(Unlisted::Clause { article: named, near: found }) = unlisted(article) else { panic!("{article}") };
        assert_eq!((named.as_str(), found), (article, near.iter().map(|one| (*one).to_owned()).collect()));
    }
}

#[test]
fn a_clause_comes_to_nothing_but_what_it_describes() {
    let found = |article: &str, verdict| computation(false).differences(&cites(article, verdict));
    assert!(found("un-norms-2015/territory", ArticleVerdict::ConsistentWithBreach).is_ok());
    assert!(found("us-china-2015/ip-theft", ArticleVerdict::ForReferral).is_ok(), "it is not known what it describes");
    for (article, verdict) in [
        ("un-norms-2015/territory", ArticleVerdict::ForReferral),
        ("budapest-convention/access", ArticleVerdict::ConsistentWithBreach),
    ] {
        assert!(matches!(found(article, verdict), Err(Unlisted::Outcome { .. })), "{article}");
    }
}

#[test]
fn an_actor_is_one_that_is_ranked_or_said_to_be_another() {
    let named = |actor: &str| computation(false).differences(&names(actor, Likelihood::Likely));
    for actor in ["APT28", "another actor: the tenant of the server"] {
        assert!(named(actor).is_ok(), "{actor}");
    }
    for actor in ["APT29", "apt28", "unknown actor", "somebody who imitates it", "another actor: ", "another actor"] {
        assert!(matches!(named(actor), Err(Unlisted::Actor { .. })), "{actor}");
    }
}

#[test]
fn whatever_differs_is_told_with_what_is_computed() {
    assert_eq!(computed(true, &nobody()), ["Sandworm Team"]);
    assert_eq!(computed(true, &names("APT28", Likelihood::Likely)), ["Sandworm Team"]);
    assert_eq!(computed(false, &names("APT28", Likelihood::Likely)), ["nobody can be named"]);
    assert_eq!(computed(true, &names("another actor: x", Likelihood::Likely)), ["Sandworm Team"]);
    let likely = names("Sandworm Team", Likelihood::Likely);
    assert_eq!(computed(true, &likely), ["Sandworm Team: likelihood very likely"]);
    let breach = cites("un-norms-2015/territory", ArticleVerdict::ConsistentWithBreach);
    assert_eq!(computed(false, &breach), ["un-norms-2015/territory: undetermined"]);
}

#[test]
fn a_difference_is_explained_by_the_hypothesis_that_the_panel_rejected() {
    let because = |position: &Position| {
        computation(true).differences(position).unwrap().into_iter().map(|one| one.because).collect::<Vec<_>>()
    };
    let why = Some("It is planted.".to_owned());
    for hypothesis in ["Sandworm Team", "Sandworm Team, which is what is computed"] {
        assert_eq!(because(&rejects(nobody(), hypothesis)), std::slice::from_ref(&why), "{hypothesis}");
    }
    for other in ["Sandworm Teams", "It was Sandworm Team", "sandworm team"] {
        assert_eq!(because(&rejects(nobody(), other)), [None], "{other}");
    }
}

#[test]
fn a_computed_breach_that_the_conclusion_leaves_out_is_told() {
    assert_eq!(computation(true).not_taken_up(&nobody()), ["budapest-convention/access: for referral"]);
    let cited = cites("budapest-convention/access", ArticleVerdict::ForReferral);
    assert!(computation(true).not_taken_up(&cited).is_empty());
}

#[test]
fn what_is_no_computation_is_none() {
    for other in [json!({"ranked": []}), json!(null), json!([]), json!({"assessments": [], "verdicts": [{"id": 1}]})] {
        assert_eq!(Computation::of(&other), None);
    }
}
