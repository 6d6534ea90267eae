use std::collections::BTreeMap;

use dunant_panel::step::ArticleVerdict;
use dunant_vocabulary::{Confidence, Likelihood};
use serde::Deserialize;
use serde_json::Value;

/// What a published assessment computes, as far as a conclusion can be held against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computation {
    /// Whom each assessment names; nobody where it is inconclusive.
    named: Vec<Attribution>,
    /// The names of all actors that it ranks.
    ranked: Vec<String>,
    /// By the clause's name, as in `un-norms-2015/territory`.
    verdicts: BTreeMap<String, ComputedVerdict>,
}

/// An actor that an assessment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribution {
    pub(super) actor: String,
    pub(super) likelihood: Option<&'static str>,
    pub(super) confidence: Option<&'static str>,
}

/// What is computed of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ComputedVerdict {
    pub(super) outcome: ArticleVerdict,
    /// What the clause can come to.
    pub(super) possible: Vec<ArticleVerdict>,
    /// Its place and title.
    about: String,
}

/// The part of the document (`docs/schema/assessment-2.md`) that is read here.
#[derive(Deserialize)]
struct Document {
    assessments: Vec<OfIntrusion>,
    verdicts: Vec<Verdict>,
}

#[derive(Deserialize)]
struct OfIntrusion {
    assessment: Assessment,
}

#[derive(Deserialize)]
struct Assessment {
    conclusion: Conclusion,
    confidence: Stated,
    hypotheses: Vec<Hypothesis>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", tag = "result")]
enum Conclusion {
    Supported { actor: String },
    Inconclusive {},
}

#[derive(Deserialize)]
struct Stated {
    level: Confidence,
}

#[derive(Deserialize)]
struct Hypothesis {
    subject: Subject,
    likelihood: Likelihood,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum Subject {
    Actor { name: String },
    Imitator {},
    Unknown,
}

#[derive(Deserialize)]
struct Verdict {
    instrument: Named,
    clause: Clause,
    outcome: ArticleVerdict,
    #[serde(default)]
    still_possible: Vec<ArticleVerdict>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Clause {
    id: String,
    #[serde(default)]
    locator: String,
    #[serde(default)]
    title: String,
}

/// What a clause can come to whatever it describes.
const UNDECIDED: [ArticleVerdict; 2] = [ArticleVerdict::Undetermined, ArticleVerdict::NotApplicable];
/// What a promise can come to, and what an offence can.
const PROMISE: [ArticleVerdict; 2] = [ArticleVerdict::ConsistentWithBreach, ArticleVerdict::NotABreach];
const OFFENCE: [ArticleVerdict; 2] = [ArticleVerdict::ForReferral, ArticleVerdict::NothingToRefer];

impl Computation {
    /// What the assessment in a finding's body computes; nothing where it is of another form.
    #[must_use]
    pub fn of(assessment: &Value) -> Option<Self> {
        let Document { assessments, verdicts } = Document::deserialize(assessment).ok()?;
        let (mut named, mut ranked) = (Vec::new(), Vec::new());
        for OfIntrusion { assessment } in assessments {
            let Assessment { conclusion, confidence, hypotheses } = assessment;
            let of = |wanted: &str| {
                let is_it = |one: &&Hypothesis| matches!(&one.subject, Subject::Actor { name } if name == wanted);
                hypotheses.iter().find(is_it).map(|one| one.likelihood.word())
            };
            if let Conclusion::Supported { actor } = conclusion {
                let (likelihood, confidence) = (of(&actor), Some(confidence.level.word()));
                named.push(Attribution { actor, likelihood, confidence });
            }
            ranked.extend(hypotheses.into_iter().filter_map(|one| match one.subject {
                Subject::Actor { name } => Some(name),
                Subject::Imitator {} | Subject::Unknown => None,
            }));
        }
        let verdicts = verdicts.into_iter().map(|verdict| {
            let Verdict { instrument, clause, outcome, still_possible } = verdict;
            let name = format!("{}/{}", instrument.id, clause.id);
            let about = format!("{name} ({}: {})", clause.locator, clause.title);
            (name, ComputedVerdict { outcome, possible: possible(outcome, &still_possible), about })
        });
        Some(Self { named, ranked, verdicts: verdicts.collect() })
    }

    pub(super) fn named(&self) -> impl Iterator<Item = &Attribution> {
        self.named.iter()
    }

    pub(super) fn ranked(&self) -> impl Iterator<Item = &str> {
        self.ranked.iter().map(String::as_str)
    }

    pub(super) fn ranks(&self, actor: &str) -> bool {
        self.ranked().any(|ranked| ranked == actor)
    }

    pub(super) fn verdict(&self, clause: &str) -> Option<&ComputedVerdict> {
        self.verdicts.get(clause)
    }

    pub(super) fn verdicts(&self) -> impl Iterator<Item = (&str, ArticleVerdict)> {
        self.verdicts.iter().map(|(name, verdict)| (name.as_str(), verdict.outcome))
    }

    /// What is computed of a clause, in words.
    #[must_use]
    pub fn outcome_of(&self, clause: &str) -> Option<&'static str> {
        self.verdict(clause).map(|verdict| verdict.outcome.words())
    }

    /// The names of clauses by what is computed of them, what may be a breach first.
    #[must_use]
    pub fn by_outcome(&self) -> Vec<(&'static str, Vec<&str>)> {
        let mut all: BTreeMap<ArticleVerdict, Vec<&str>> = BTreeMap::new();
        for (name, outcome) in self.verdicts() {
            all.entry(outcome).or_default().push(name);
        }
        all.into_iter().map(|(outcome, names)| (outcome.words(), names)).collect()
    }

    /// Who is computed to have done it, in sentences without their last full stop: likelihood and confidence never stand in one.
    #[must_use]
    pub fn answer(&self) -> String {
        let one = |one: &Attribution| {
            let of = |what: &str, word: Option<&str>| word.map(|word| format!(". {what}: {word}")).unwrap_or_default();
            format!("{}{}{}", one.actor, of("Likelihood", one.likelihood), of("Confidence", one.confidence))
        };
        match self.named.as_slice() {
            [] => "nobody can be named".to_owned(),
            named => named.iter().map(one).collect::<Vec<_>>().join(". "),
        }
    }

    /// Clauses that may be meant by a name that none has: those of the same instrument, else those of the same name elsewhere, else one
    /// of each instrument.
    pub(super) fn near(&self, name: &str) -> Vec<String> {
        let (instrument, clause) = name.split_once('/').unwrap_or((name, name));
        let of = |name: &str| {
            name.split_once('/').map_or((String::new(), String::new()), |(one, other)| (one.into(), other.into()))
        };
        let all = || self.verdicts.iter().map(|(name, verdict)| (of(name), verdict.about.clone()));
        let same: Vec<String> = all().filter(|((id, _), _)| id == instrument).map(|(_, about)| about).collect();
        if !same.is_empty() {
            return same;
        }
        let same: Vec<String> = all().filter(|((_, id), _)| id == clause).map(|(_, about)| about).collect();
        if !same.is_empty() {
            return same;
        }
        let mut firsts: Vec<String> = Vec::new();
        let mut last = String::new();
        for ((id, _), _) in all() {
            if id != last {
                firsts.push(format!("{id}/…"));
                last = id;
            }
        }
        firsts
    }
}

/// What a clause can come to, by what it came to and may still: one that describes a promise is never for referral, and one that describes
/// an offence never a breach. Of a clause that does not apply it is not known which it describes.
fn possible(outcome: ArticleVerdict, still: &[ArticleVerdict]) -> Vec<ArticleVerdict> {
    let is_one_of = |kind: &[ArticleVerdict]| kind.contains(&outcome) || still.iter().any(|one| kind.contains(one));
    let mut all = UNDECIDED.to_vec();
    match (is_one_of(&PROMISE), is_one_of(&OFFENCE)) {
        (true, false) => all.extend(PROMISE),
        (false, true) => all.extend(OFFENCE),
        _ => all.extend(PROMISE.into_iter().chain(OFFENCE)),
    }
    all
}
