//! Evidence that nothing can be compared with weighs for nobody and against nobody, and no page names anybody.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use dunant::attribution::{Conclusion, Subject, UnmetRule};
use dunant::exchange::{Detail, Look, to_html, to_text};
use dunant::{Case, Setup, examine};

fn one_line(page: &str) -> String {
    page.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_nothing_can_be_compared_with_ranks_nobody() {
    let setup = Setup::shipped().unwrap();
    for (name, bytes) in [
        ("letters.xml", "<a>abc</a>"),
        ("new.csv", "domain\nupdates.evil-one.com\n"),
        ("empty.json", r#"{"type":"bundle","id":"bundle--7d9e1bd6-3f0d-4f5a-8a54-0f5cc0a4bd0f","objects":[]}"#),
    ] {
        let document = examine(&Case::from_bytes(name, bytes), &setup).unwrap();
        let assessment = &document.assessments[0].assessment;
        let Conclusion::Inconclusive { reasons } = &assessment.conclusion else { panic!("{name} names somebody") };
        assert_eq!(*reasons, [UnmetRule::NothingCompared], "{name}");
        assert!(assessment.hypotheses.len() > 1, "the form of the document stays");
        for hypothesis in &assessment.hypotheses {
            let moved = (hypothesis.posterior.get() - hypothesis.prior.get()).abs();
            assert!(moved < 1e-12 && hypothesis.contributions.is_empty(), "{name}: {hypothesis:?}");
        }
        let look = Look::plain(80);
        for page in
            [to_text(&document, look, Detail::Brief), to_text(&document, look, Detail::Full), to_html(&document)]
        {
            let text = one_line(&page);
            assert!(
                text.contains("Nobody: nothing in the evidence can be compared with what is known"),
                "{name}: {page}"
            );
            assert!(!text.contains("÷") && !text.contains("chance"), "{name}: {page}");
            for hypothesis in &assessment.hypotheses {
                if let Subject::Actor { name: actor, .. } = &hypothesis.subject {
                    assert!(!text.contains(actor), "{name} names {actor}: {page}");
                }
            }
        }
    }
}

#[test]
fn one_known_program_is_compared_as_before() {
    let setup = Setup::shipped().unwrap();
    let bundle = r#"{"type":"bundle","id":"bundle--7d9e1bd6-3f0d-4f5a-8a54-0f5cc0a4bd0f","objects":[{"type":"malware","spec_version":"2.1",
        "id":"malware--7d9e1bd6-3f0d-4f5a-8a54-0f5cc0a4bd0f","name":"NotPetya","is_family":true}]}"#;
    let document = examine(&Case::from_bytes("one.json", bundle), &setup).unwrap();
    let assessment = &document.assessments[0].assessment;
    assert!(!assessment.compared_nothing());
    assert!(to_text(&document, Look::plain(80), Detail::Brief).contains("Sandworm Team"));
}

#[test]
fn an_actor_given_by_its_identifier_is_named_and_a_campaign_is_no_actor() {
    let setup = Setup::shipped().unwrap();
    let text = "The intrusion was the work of G0007. It was the work of C0024.\n";
    let document = examine(&Case::from_bytes("a.txt", text), &setup).unwrap();
    let claims = &document.assessments[0].assessment.claims;
    let names: Vec<&str> = claims.iter().map(|claim| claim.name.as_str()).collect();
    assert_eq!(names, ["APT28"]);
}
