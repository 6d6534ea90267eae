use dunant_attribution::{
    Aspect, AspectCoverage, BeforeIncident, Consistency, Family, FamilyMember, FeatureClass, Kinship, Levels, LookIn,
    Matrix, MatrixCell, MatrixColumn, MatrixRow, NextEffect, NextObservation, Outcome, Pivotal, PivotalFeature,
    ReportReference, StateClaim, StateLevel, StateTie, TierDisagreement, TierTotals, Tiers, Tradecraft, Who,
    WithoutItem, WithoutSource,
};
use dunant_vocabulary::{Probability, Sha256Digest};

/// The reasoning about the hospital's case; `outside` is put behind every text that comes from outside.
pub fn tradecraft(outside: &dyn Fn(&str) -> String) -> Tradecraft {
    let heron = Who { id: Some("G9001".into()), name: outside("Grey Heron") };
    let kestrel = Who { id: Some("G9002".into()), name: outside("Night Kestrel") };
    let p = |value: f64| Probability::try_new(value).unwrap();
    let column = |who: &Who, posterior, inconsistency, place| MatrixColumn {
        who: who.clone(),
        posterior: p(posterior),
        log_likelihood_ratio: 1.5,
        inconsistency,
        place,
    };
    let row = |feature: &str, known_in, values: [f64; 3]| MatrixRow {
        feature: Some(outside(feature)),
        class: FeatureClass::Technique,
        known_in,
        cells: values.map(|v| MatrixCell { log_likelihood_ratio: v, consistency: Consistency::of(v) }).to_vec(),
        diagnosticity: values.iter().copied().fold(f64::MIN, f64::max)
            - values.iter().copied().fold(f64::MAX, f64::min),
    };
    let outcome = |named: Option<&Who>, lead: &Who, posterior, of_lead: Option<f64>| Outcome {
        named: named.cloned(),
        lead: Some(lead.clone()),
        posterior: Some(p(posterior)),
        lead_posterior: of_lead.map(p),
    };
    let totals =
        |who: &Who, imitable, hard_to_imitate| TierTotals { who: who.clone(), imitable, hard_to_imitate, secret: 0.0 };
    let effect = |who: Who, log_likelihood_ratio| NextEffect { who, log_likelihood_ratio };
    let claim = StateClaim {
        country: "BV".into(),
        by: outside("Example Galaxy"),
        role: "suspected state sponsor".into(),
        of: "G9001".into(),
        link: None,
    };
    Tradecraft {
        matrix: Matrix {
            columns: vec![
                column(&heron, 0.828, -0.4, Some(1)),
                column(&kestrel, 0.031, -0.9, Some(2)),
                column(&Who::unknown(), 0.117, 0.0, None),
            ],
            rows: vec![
                row("Reedcutter", (1, 162), [3.9, -1.2, 0.0]),
                row("T1485 Data Destruction", (14, 162), [1.0, 1.05, 0.02]),
                row("T1000 Technique 0", (40, 162), [-0.4, 0.01, 0.0]),
            ],
            rest: vec![0.1, 0.2, 0.0],
            left_out: 4,
        },
        pivotal: Pivotal {
            lead: Some(heron.clone()),
            items: vec![WithoutItem {
                item: Sha256Digest::of(b"cert-report-7.json"),
                outcome: outcome(None, &kestrel, 0.2, Some(0.04)),
            }],
            sources: vec![WithoutSource {
                items: vec![Sha256Digest::of(b"cert-report-7.json"), Sha256Digest::of(b"memo.pdf")],
                outcome: outcome(None, &kestrel, 0.2, Some(0.04)),
            }],
            items_left_out: 1,
            before_incident: Some(BeforeIncident {
                day: "2019-03-04".parse().unwrap(),
                outcome: outcome(None, &heron, 0.31, None),
            }),
            features: vec![PivotalFeature { feature: outside("Reedcutter"), then: None, lead_posterior: p(0.11) }],
            features_tried: 13,
            features_left_out: 0,
        },
        look_for_next: vec![
            NextObservation {
                feature: outside("Mudlark"),
                attack_id: Some("S9007".into()),
                class: FeatureClass::Malware,
                known_in: (1, 162),
                expected_gain: 0.41,
                effects: vec![effect(heron.clone(), 2.3), effect(kestrel.clone(), -0.4), effect(Who::unknown(), 0.01)],
                tactics: Vec::new(),
                look_in: vec![LookIn::Samples, LookIn::Memory],
                reports: vec![ReportReference {
                    citation: outside("Example Labs. (2017, June). Wading birds."),
                    url: Some("https://example.com/wading".into()),
                    published: Some("2017-06".parse().unwrap()),
                }],
            },
            NextObservation {
                feature: outside("T1003.001 LSASS Memory"),
                attack_id: Some("T1003.001".into()),
                class: FeatureClass::Technique,
                known_in: (31, 162),
                expected_gain: 0.07,
                effects: vec![effect(heron.clone(), -0.2), effect(kestrel.clone(), 0.9), effect(Who::unknown(), 0.0)],
                tactics: vec!["credential-access".into()],
                look_in: vec![LookIn::SignInLogs],
                reports: Vec::new(),
            },
        ],
        aspects: Aspect::ALL
            .into_iter()
            .zip([(61, 0.7), (12, 0.0), (0, 0.0), (9, 0.3), (0, 0.0), (0, 0.0)])
            .map(|(aspect, (observations, share))| AspectCoverage { aspect, observations, share })
            .collect(),
        tiers: Tiers {
            totals: vec![totals(&heron, 1.9, 4.9), totals(&kestrel, 3.8, -2.6)],
            disagreement: Some(TierDisagreement {
                imitable: totals(&kestrel, 3.8, -2.6),
                hard_to_imitate: totals(&heron, 1.9, 4.9),
            }),
        },
        levels: Levels {
            families: vec![Family {
                of: heron.clone(),
                alone: p(0.828),
                members: vec![FamilyMember {
                    who: kestrel,
                    posterior: p(0.031),
                    because: vec![
                        Kinship::Linked { kind: "similar".into(), by: outside("Example Galaxy") },
                        Kinship::SharedMalware { shared: 2, of: 3, and: 4 },
                    ],
                }],
                posterior: p(0.859),
                supported: false,
            }],
            states: vec![StateLevel {
                country: "BV".into(),
                posterior: p(0.828),
                actors: vec![StateTie { who: heron, claims: vec![claim] }],
            }],
        },
    }
}
