use dunant_attribution::{
    AmongKnown, Aspect, Assessment, Basis, Caution, Conclusion, ConfidenceReason, ConfidenceStatement, Context,
    Contribution, Discounted, DissentingItem, FeatureClass, Hypothesis, Linked, Measured, Mentioned, NamingReport,
    NamingRule, NamingTest, Note, Place, PriorBasis, PriorContribution, PriorNote, PriorPart, PriorRemark,
    ReportReference, SourceClaim, StateClaim, Subject, Tradecraft, Trial, Unlisted, UnmetRule, WhyDiscounted,
};
use dunant_convention::{CaseFacts, Convention, FactName, StandardOfProof};
use dunant_evidence::{
    Bearing, Loss, Mention, Observable, ObservableKind, Observation, Observed, Reason, Refusal, Role, SameSource,
    SetAside, SourceGroup,
};
use dunant_exchange::{
    CaseSummary, Digests, Document, Ground, IntrusionAssessment, ItemSummary, ProposedFact, PublicClaim, SCHEMA,
    Settings, Victim,
};
use dunant_vocabulary::{Confidence, Likelihood, Probability, Sha256Digest, Space, Span, Tlp};

use crate::tradecraft::tradecraft;

/// What evidence may hold: markup that closes what is open, a handler, an override that turns the line around, a terminal's
/// commands, and letters two columns wide.
pub const HOSTILE: &str =
    "\"'></title></style></svg></bdi><script>alert(1)</script><img src=x onerror=y>&lt;\u{202e}\u{1b}[2J\u{9b}病院";

/// A case of a hospital whose lead can be named.
pub fn named() -> Document {
    Case { outside: str::to_owned }.document()
}

/// The same, with [`HOSTILE`] behind every text that comes from outside.
pub fn hostile() -> Document {
    Case { outside: |text: &str| format!("{text}{HOSTILE}") }.document()
}

/// The same evidence, but nobody can be named.
pub fn inconclusive() -> Document {
    let mut document = named();
    document.assessments[0].assessment.conclusion = Conclusion::Inconclusive {
        reasons: vec![
            UnmetRule::PosteriorTooLow { posterior: 0.64, needed: 0.8 },
            UnmetRule::HangsOnFew { removed: 2, rank: 9, of: 162, needed: 5 },
        ],
    };
    document.assessments[0].assessment.confidence.level = Confidence::Low;
    let tradecraft = &mut document.assessments[0].assessment.tradecraft;
    tradecraft.levels.families[0].supported = true;
    tradecraft.tiers.disagreement = None;
    tradecraft.pivotal.items.clear();
    tradecraft.pivotal.sources.clear();
    tradecraft.pivotal.features.clear();
    document
}

/// Nothing but what cannot be left out.
pub fn bare() -> Document {
    let mut document = named();
    document.case = CaseSummary { title: "note.txt".into(), ..CaseSummary::default() };
    document.items.clear();
    document.verdicts.clear();
    document.proposed_facts.clear();
    document.public_claims.clear();
    document.digests.case = None;
    document.assessments[0].assessment.conclusion = Conclusion::Inconclusive { reasons: vec![UnmetRule::NoKnownActor] };
    document.assessments[0].assessment.hypotheses.clear();
    document.assessments[0].assessment.tradecraft = Tradecraft::default();
    document.assessments[0].assessment.claims.clear();
    document.assessments[0].assessment.cautions.clear();
    document
}

struct Case<F> {
    outside: F,
}

impl<F: Fn(&str) -> String> Case<F> {
    fn document(&self) -> Document {
        let digests = Digests {
            evidence: Sha256Digest::of(b"evidence"),
            case: Some(Sha256Digest::of(b"case")),
            pack: Sha256Digest::of(b"pack"),
            model: Sha256Digest::of(b"model"),
            instruments: Sha256Digest::of(b"instruments"),
            settings: Sha256Digest::of(b"settings"),
        };
        let convention = Convention::parse([("instrument.toml", include_str!("instrument.toml"))]).unwrap();
        let facts = CaseFacts::parse(include_str!("facts.toml")).unwrap();
        Document {
            schema: SCHEMA,
            digests,
            settings: Settings::default(),
            case: CaseSummary {
                title: self.text("The wards of Example Hospital"),
                summary: Some(self.text(
                    "On the night of 4 March 2019 the ward systems of a teaching hospital were wiped. Surgery stopped for \
                     nine days; records of patients were later offered for sale.",
                )),
                incident: Some("2019-03-04".parse().unwrap()),
                victim: Some(Victim {
                    name: Some(self.text("Example Hospital")),
                    country: Some("BV".parse().unwrap()),
                    sector: Some("healthcare".parse().unwrap()),
                    kind: Some(self.text("hospital")),
                }),
            },
            items: self.items(),
            left_out: Vec::new(),
            assessments: vec![IntrusionAssessment { intrusion: None, assessment: self.assessment() }],
            verdicts: convention.evaluate(&facts),
            proposed_facts: self.proposed_facts(),
            public_claims: vec![PublicClaim {
                by: self.text("Ministry of the Interior of Example"),
                names: self.text("Grey Heron"),
                date: Some("2019-06-30".parse().unwrap()),
                basis: Some(self.text("intelligence that was not published")),
                url: Some(self.text("ftp://example.com/statement")),
                contested: Some(self.text("the accused state denies it")),
            }],
        }
    }

    fn proposed_facts(&self) -> Vec<ProposedFact> {
        let fact = |name: FactName, value: &str, case_says: Option<&str>, grounds| ProposedFact {
            name,
            meaning: name.meaning(),
            value: vec![value.to_owned()],
            standard: StandardOfProof::Reported,
            case_says: case_says.map(str::to_owned),
            grounds,
        };
        let wiped = Ground {
            read: "T1561.002 Disk Structure Wipe".into(),
            suggests: vec!["destruction".into()],
            because: "disks were wiped",
            check: "that it was done here, and not only that it could be",
            places: vec![
                Place { path: self.text("objects[3].name"), ..place("cert-report-7.json", 61, 4_100, 4_110) },
                place("cert-report-7.json", 70, 4_400, 4_410),
                place("cert-report-7.json", 71, 4_500, 4_510),
            ],
        };
        let given = Ground {
            read: "`victim.country` of the case file".into(),
            suggests: vec!["BV".into()],
            because: "the case describes itself so",
            check: "whether there were victims elsewhere",
            places: Vec::new(),
        };
        vec![
            fact(FactName::VictimCountry, "BV", None, vec![given]),
            fact(FactName::EffectKind, "destruction", Some("interruption"), vec![wiped]),
        ]
    }

    fn text(&self, text: &str) -> String {
        (self.outside)(text)
    }

    fn items(&self) -> Vec<ItemSummary> {
        let item = |name: &str, size, format| ItemSummary {
            digest: Sha256Digest::of(name.as_bytes()),
            name: self.text(name),
            size,
            format,
            source: None,
            title: None,
            published: None,
            tlp: None,
            pap: None,
            admiralty: None,
            records: Vec::new(),
            observed: Vec::new(),
            observations: Vec::new(),
            set_aside: Vec::new(),
            losses: Vec::new(),
            refusal: None,
        };
        let loss = |what: &str, span, help: Option<&str>| Loss {
            what: self.text(what),
            span,
            help: help.map(|h| self.text(h)),
            count: 1,
        };
        vec![
            ItemSummary {
                source: Some(self.text("Example CERT")),
                title: Some(self.text("Report 7: wiping of ward systems")),
                published: Some("2019-05-02".parse().unwrap()),
                tlp: Some(Tlp::Amber),
                pap: None,
                admiralty: Some("B2".parse().unwrap()),
                records: vec![("indicator".into(), 61), ("malware".into(), 3)],
                observed: vec![("observable".into(), 61), ("software".into(), 12), ("technique".into(), 9)],
                observations: self.observations("cert-report-7.json"),
                set_aside: vec![self.set_aside("203.0.113.0/24", Reason::NotATrace)],
                losses: vec![loss(
                    "object 14 has no `type`",
                    Some(Span { line: 306, ..Span::item(20_481, 20_655) }),
                    Some("13 objects were kept; pass --strict to refuse the file"),
                )],
                ..item("cert-report-7.json", 81_234, Some("stix2"))
            },
            ItemSummary {
                source: Some(self.text("the hospital's own responders")),
                published: Some("2019-03".parse().unwrap()),
                tlp: Some(Tlp::Green),
                observed: vec![("observable".into(), 1_204), ("technique".into(), 4)],
                losses: (0_usize..8)
                    .map(|n| loss(&format!("row {n} has no value"), Some(Span::item(n * 10, n * 10 + 9)), None))
                    .collect(),
                ..item(
                    "responders.zip!night/a-long-name-of-a-log-that-somebody-exported-twice-(final).csv",
                    3_400_000,
                    Some("table"),
                )
            },
            ItemSummary {
                refusal: Some(Refusal {
                    reason: self.text("the document is encrypted"),
                    help: Some(self.text("remove the password and give it again")),
                }),
                ..item("memo.pdf", 912, None)
            },
        ]
    }

    fn observations(&self, item: &str) -> Vec<Observation> {
        let observation = |line: u32, observed: Observed| Observation {
            item: Sha256Digest::of(item.as_bytes()),
            span: Span { line, ..Span::item(100, 110) },
            path: self.text("objects[3].name").into(),
            observed,
            when: Some("2019-03-04".parse().unwrap()),
            bearing: if line == 9 { Bearing::Aside } else { Bearing::Stated },
        };
        let technique = Mention { name: self.text("Disk Structure Wipe"), id: Some("T1561.002".parse().unwrap()) };
        vec![
            observation(
                7,
                Observed::Observable(Observable::parse(ObservableKind::DomainName, "clinic.example").unwrap()),
            ),
            observation(8, Observed::Technique(technique)),
            observation(9, Observed::Country { country: "BV".parse().unwrap(), role: Role::Targeted }),
        ]
    }

    fn set_aside(&self, what: &str, reason: Reason) -> SetAside {
        SetAside {
            what: self.text(what),
            reason,
            span: Span { line: 10, ..Span::item(120, 134) },
            path: self.text("objects[4].pattern").into(),
            count: 2,
        }
    }

    fn assessment(&self) -> Assessment {
        let probability = |p: f64| Probability::try_new(p).unwrap();
        let hypothesis = |subject, prior: f64, posterior: f64, contributions: Vec<Contribution>| Hypothesis {
            subject,
            log_likelihood_ratio: contributions.iter().map(|part| part.log_likelihood_ratio).sum(),
            prior: probability(prior),
            prior_contributions: Vec::new(),
            posterior: probability(posterior),
            likelihood: Likelihood::of(probability(posterior)),
            among_known: None,
            contributions,
        };
        let among = |share: f64, rank| Some(AmongKnown { share: probability(share), rank, of: 162 });
        let before = |what, log_factor, note| PriorContribution { what, log_factor, note };
        let targets = |same, all, name: &str| PriorNote::Targets { same, all, name: self.text(name) };
        let near = PriorNote::NearestReport { days: 41, day: "2019-03-04".parse().unwrap() };
        let before_heron = vec![
            before(PriorPart::Activity, 1.2, near),
            before(PriorPart::Reports, -0.8, PriorNote::Reports { reports: 11 }),
            before(PriorPart::VictimCountry, 0.3, targets(2, 9, "Bouvet Island")),
            before(PriorPart::VictimSector, 0.0, targets(0, 0, "healthcare")),
        ];
        let heron = Subject::Actor {
            id: "G9001".into(),
            name: self.text("Grey Heron"),
            linked: vec![Linked { id: "x-77".into(), name: self.text("TEMP.Stork"), by: self.text("Example Galaxy") }],
            state_claims: vec![StateClaim {
                country: "BV".into(),
                by: self.text("Example Galaxy"),
                role: "suspected state sponsor".into(),
                of: "G9001".into(),
                link: None,
            }],
        };
        let kestrel = Subject::Actor {
            id: "G9002".into(),
            name: self.text("Night Kestrel"),
            linked: Vec::new(),
            state_claims: Vec::new(),
        };
        Assessment {
            tradecraft: tradecraft(&self.outside),
            dissenting_items: vec![DissentingItem {
                item: Sha256Digest::of(b"report.md"),
                id: "G9002".into(),
                name: "Sample Jackal".into(),
                posterior: Probability::try_new(0.61).unwrap(),
            }],
            conclusion: Conclusion::Supported {
                actor: self.text("Grey Heron"),
                id: "G9001".into(),
                measured: Measured { reports: trial(374, 30, 27), texts: trial(373, 77, 70) },
            },
            naming: NamingReport {
                graded_source: true,
                tests: vec![NamingTest { code: NamingRule::Posterior, value: Some(0.828), needed: 0.5, met: true }],
            },
            confidence: ConfidenceStatement {
                level: Confidence::Moderate,
                reasons: vec![
                    ConfidenceReason::OneAspect { aspect: Aspect::Malware },
                    ConfidenceReason::PublishedKnowledgeOnly,
                ],
            },
            hypotheses: vec![
                Hypothesis {
                    prior_contributions: before_heron,
                    among_known: among(0.94, 1),
                    ..hypothesis(heron, 0.031, 0.828, self.for_heron())
                },
                hypothesis(Subject::Unknown, 0.35, 0.117, Vec::new()),
                Hypothesis { among_known: among(0.035, 2), ..hypothesis(kestrel, 0.012, 0.031, self.for_kestrel()) },
            ],
            unlisted: Unlisted { count: 160, posterior: probability(0.024) },
            basis: Basis {
                techniques: 9,
                software: 3,
                indicators: 1,
                discounted: vec![Discounted {
                    kind: "ipv4-addr:value".into(),
                    value: self.text("8.8.8.8"),
                    why: WhyDiscounted::PublicService { what: self.text("a public resolver") },
                    places: vec![place("cert-report-7.json", 19, 1_012, 1_019)],
                }],
                novel: vec![self.text("T1561.002 Disk Structure Wipe")],
                unrecognised: vec![self.text("wardlock"), self.text("nurse.dll loader")],
                mentioned: vec![Mentioned {
                    name: self.text("Mudlark"),
                    bearing: Bearing::Denied,
                    places: vec![place("cert-report-7.json", 20, 1_100, 1_107)],
                }],
                candidates: 162,
                items: 2,
                items_given: 3,
                same_source: vec![SourceGroup {
                    items: vec![Sha256Digest::of(b"cert-report-7.json"), Sha256Digest::of(b"memo.pdf")],
                    reasons: vec![SameSource::SameAddress],
                    is_stated: true,
                }],
                as_of: Some("2019-03-04".parse().unwrap()),
            },
            prior_basis: PriorBasis {
                context: Context::Used,
                day: Some("2019-03-04".parse().unwrap()),
                victim: dunant_attribution::Victim {
                    country: Some("BV".parse().unwrap()),
                    sector: Some("healthcare".parse().unwrap()),
                },
                remarks: vec![PriorRemark::TargetsMayCountThisIncident],
            },
            claims: vec![SourceClaim {
                name: self.text("Grey Heron"),
                bearing: dunant_evidence::Bearing::Stated,
                places: vec![
                    place("cert-report-7.json", 14, 812, 822),
                    place("cert-report-7.json", 900, 61_000, 61_010),
                ],
            }],
            cautions: vec![Caution::ItemsNameActors],
        }
    }

    fn for_heron(&self) -> Vec<Contribution> {
        let reports = vec![
            self.report(
                "Example Labs. (2020, January 9). Herons at night.",
                Some("https://example.com/herons"),
                Some("2020-01-09"),
            ),
            self.report("Example Labs. (2017, June). Wading birds.", Some("javascript:alert(1)"), Some("2017-06")),
            self.report("An undated talk.", None, None),
        ];
        let mut parts = vec![
            Contribution {
                notes: vec![Note::StrongestTerms { terms: vec![self.text("reed"), self.text("cutter")] }],
                ..self.part("Reedcutter", FeatureClass::Malware, 3.9, (1, 162), reports.clone())
            },
            self.part("T1485 Data Destruction", FeatureClass::Technique, 1.62, (14, 162), reports.clone()),
            self.part("203.0.113.77", FeatureClass::Indicator, 1.1, (1, 162), reports[..1].to_vec()),
            self.part("rare features stand alone", FeatureClass::Imitation, -0.9, (0, 0), Vec::new()),
            self.part(
                "likeness to the nearest earlier report",
                FeatureClass::Resemblance,
                0.7,
                (0, 0),
                reports[1..2].to_vec(),
            ),
        ];
        for number in 0..11 {
            let name = format!("T10{number:02} Technique {number}");
            let weight = if number % 3 == 0 { -0.11 } else { 0.12 };
            parts.push(self.part(&name, FeatureClass::Technique, weight, (40 + number, 162), Vec::new()));
        }
        parts
    }

    fn for_kestrel(&self) -> Vec<Contribution> {
        vec![
            self.part("T1485 Data Destruction", FeatureClass::Technique, 1.8, (14, 162), Vec::new()),
            self.part("Reedcutter", FeatureClass::Malware, -0.6, (1, 162), Vec::new()),
        ]
    }

    fn part(
        &self,
        feature: &str,
        class: FeatureClass,
        log_likelihood_ratio: f64,
        known_in: (u32, u32),
        reports: Vec<ReportReference>,
    ) -> Contribution {
        let places = vec![
            place("cert-report-7.json", 14, 812, 830),
            Place { path: self.text("objects[3].name"), ..place("cert-report-7.json", 61, 4_100, 4_110) },
            Place {
                item: Sha256Digest::of(b"nowhere"),
                span: Span::within(Space::Page(3), 10, 20),
                path: String::new(),
            },
        ];
        Contribution {
            feature: class.is_one_feature().then(|| self.text(feature)),
            class,
            log_likelihood_ratio,
            known_in,
            places,
            public_since: reports.first().and_then(|report| report.published).map(|published| published.latest()),
            reports,
            notes: Vec::new(),
        }
    }

    fn report(&self, citation: &str, url: Option<&str>, published: Option<&str>) -> ReportReference {
        ReportReference {
            citation: self.text(citation),
            url: url.map(str::to_owned),
            published: published.map(|date| date.parse().unwrap()),
        }
    }
}

fn trial(asked: u32, named: u32, right: u32) -> Trial {
    Trial { asked, named, right, new_groups: 96, new_groups_named: 2 }
}

fn place(item: &str, line: u32, start: usize, end: usize) -> Place {
    Place {
        item: Sha256Digest::of(item.as_bytes()),
        span: Span { line, ..Span::item(start, end) },
        path: String::new(),
    }
}
