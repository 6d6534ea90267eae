use std::collections::BTreeMap;

use dunant_evidence::{Observation, Observed, Passage};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Date, DateRange, Likelihood};

use crate::candidate::ReportKey;
use crate::homes::{linked, state_claims};
use crate::sources::{apart, same_source};
use crate::traces::Trace;
use crate::tradecraft::{count, probability};
use crate::{
    AmongKnown, Basis, Candidate, Caution, Contribution, Discounted, Evidence, FeatureClass, FeatureKey, Hypothesis,
    Imitation, Index, Model, Note, ObservedFeature, Part, Place, Question, Ranking, ReportReference, Scorer, Showing,
    SourceClaim, Subject, WhyDiscounted, WordingPart, WordingParts,
};

/// How many terms of its wording an explanation lists, and how many passages.
const TERMS: usize = 8;
const PASSAGES: usize = 20;

/// How many reports a contribution cites.
const CITED: usize = 5;

/// Puts what a scorer computed into the words, places and sources of an assessment.
pub(crate) struct Describe<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) index: &'a Index,
    pub(crate) model: &'a Model,
    pub(crate) evidence: &'a Evidence,
    /// Those whose wording was compared.
    pub(crate) passages: &'a [&'a Passage],
    pub(crate) incident: Option<DateRange>,
}

impl Describe<'_> {
    pub(crate) fn hypothesis(
        &self,
        candidate: &Candidate,
        at: usize,
        ranking: &Ranking,
        scorer: &Scorer<'_>,
    ) -> Option<Hypothesis> {
        let posterior = probability(*ranking.posteriors.get(at)?);
        let parts = scorer.parts(at, &[]);
        let mut contributions: Vec<Contribution> = parts
            .iter()
            .map(|part| match (part.class, &scorer.query.wording) {
                (FeatureClass::Wording, Some(wording)) => self.wording(&wording.explain(at, TERMS), part),
                _ => self.contribution(candidate, part, part.feature.and_then(|key| scorer.trace(at, key))),
            })
            .collect();
        contributions.sort_by(|a, b| {
            let size = |c: &Contribution| c.log_likelihood_ratio.abs();
            size(b).total_cmp(&size(a)).then_with(|| a.feature.cmp(&b.feature))
        });
        Some(Hypothesis {
            subject: self.subject(candidate)?,
            log_likelihood_ratio: *ranking.log_likelihood_ratios.get(at)?,
            prior: probability(*ranking.priors.get(at)?),
            prior_contributions: scorer.prior_contributions(at),
            posterior,
            likelihood: Likelihood::of(posterior),
            among_known: among_known(ranking, at),
            contributions,
        })
    }

    /// The hypothesis that an actor was imitated: what would have been planted, and how well somebody else explains the rest.
    pub(crate) fn imitator(&self, imitation: &Imitation, scorer: &Scorer<'_>) -> Option<Hypothesis> {
        let actor = |at: usize| self.pack.actor(self.index.candidates.get(at)?.actor);
        let of = actor(imitation.of)?;
        let features: Vec<&ObservedFeature> =
            imitation.planted.iter().filter_map(|place| self.evidence.features.get(*place)).collect();
        let names: Vec<String> = features.iter().map(|feature| self.name(feature.key)).collect();
        let most_like = imitation.by.and_then(actor).map(|actor| actor.name.clone());
        let part = |feature, class, value: f64, places, note| Contribution {
            feature,
            class,
            log_likelihood_ratio: value,
            known_in: (0, 0),
            places,
            reports: Vec::new(),
            public_since: None,
            notes: vec![note],
        };
        let planted = features.iter().filter_map(|feature| feature.places.first().cloned()).collect();
        let could_be_planted = Note::CouldBePlanted { actor: of.name.clone() };
        let rest_fits = Note::RestFits { actor: most_like.clone() };
        let posterior = probability(imitation.posterior);
        Some(Hypothesis {
            subject: Subject::Imitator {
                name: format!("somebody who imitates {}", of.name),
                of: of.id.clone(),
                most_like,
            },
            log_likelihood_ratio: imitation.planted_ratio + imitation.rest_ratio,
            prior: probability(imitation.prior),
            prior_contributions: scorer.prior_contributions(imitation.of),
            posterior,
            likelihood: Likelihood::of(posterior),
            among_known: None,
            contributions: vec![
                part(Some(names.join(", ")), FeatureClass::Planted, imitation.planted_ratio, planted, could_be_planted),
                part(None, FeatureClass::Rest, imitation.rest_ratio, Vec::new(), rest_fits),
            ],
        })
    }

    pub(crate) fn subject(&self, candidate: &Candidate) -> Option<Subject> {
        let actor = self.pack.actor(candidate.actor)?;
        Some(Subject::Actor {
            id: actor.id.clone(),
            name: actor.name.clone(),
            linked: linked(self.pack, candidate),
            state_claims: state_claims(self.pack, candidate),
        })
    }

    /// What the wording adds, with the terms that add most and the passages that hold them.
    pub(crate) fn wording(&self, parts: &WordingParts, part: &Part) -> Contribution {
        let term = |part: &WordingPart| self.pack.wording.terms.get(part.term as usize).map(|term| term.text.clone());
        let terms: Vec<String> = parts.parts.iter().filter_map(term).collect();
        let mut passages: Vec<usize> = parts.best_passages.first().cloned().into_iter().flatten().collect();
        if passages.is_empty() {
            passages = parts.parts.iter().flat_map(|part| part.passages.iter().take(1)).copied().collect();
        }
        passages.sort_unstable();
        passages.dedup();
        let place = |at: usize| {
            let passage = self.passages.get(at)?;
            Some(Place { item: passage.item, span: passage.span, path: String::new() })
        };
        let notes = if terms.is_empty() { Vec::new() } else { vec![Note::StrongestTerms { terms }] };
        Contribution {
            feature: None,
            class: part.class,
            log_likelihood_ratio: part.value,
            known_in: (0, 0),
            places: passages.into_iter().take(PASSAGES).filter_map(place).collect(),
            reports: Vec::new(),
            public_since: None,
            notes,
        }
    }

    pub(crate) fn contribution(&self, candidate: &Candidate, part: &Part, trace: Option<&Trace>) -> Contribution {
        let notes = match (trace, part.feature) {
            (Some(trace), _) => trace.notes(part.value, &self.model.traces),
            (None, Some(key)) if part.class.is_one_feature() => self.notes(candidate, key),
            (None, _) => Vec::new(),
        };
        let reports = match part.report {
            Some(ReportKey::Report(at)) => vec![at],
            Some(ReportKey::Source(_)) | None => {
                part.feature.and_then(|key| candidate.sources.get(&key)).into_iter().flatten().copied().collect()
            }
        };
        let candidates = u32::try_from(self.index.candidates.len()).unwrap_or(u32::MAX);
        Contribution {
            feature: part.feature.map(|key| self.name(key)),
            class: part.class,
            log_likelihood_ratio: part.value,
            known_in: part.feature.map_or((0, 0), |key| (self.index.known_in(key), candidates)),
            places: self.places(candidate, part),
            reports: self.references(reports),
            public_since: part.feature.and_then(|key| candidate.public_since.get(&key)).copied(),
            notes,
        }
    }

    /// Where the evidence holds what a part rests on. A part that is judged as a whole rests on several features; each gives its
    /// first place.
    pub(crate) fn places(&self, candidate: &Candidate, part: &Part) -> Vec<Place> {
        let rests_on = |feature: &&ObservedFeature| match (part.class, part.report) {
            (FeatureClass::Resemblance | FeatureClass::SoftwareResemblance, Some(report)) => {
                candidate.reports.get(&report).is_some_and(|shown| shown.contains(&feature.key))
            }
            (FeatureClass::Imitation, _) => self.index.is_rare(feature.key, self.model) && candidate.shows(feature.key),
            _ => part.feature == Some(feature.key),
        };
        let features = self.evidence.features.iter().filter(rests_on);
        if part.feature.is_some() {
            return features.flat_map(|feature| feature.places.clone()).collect();
        }
        features.filter_map(|feature| feature.places.first().cloned()).collect()
    }

    pub(crate) fn name(&self, key: FeatureKey) -> String {
        let found = match key {
            FeatureKey::Technique(at) => {
                self.pack.techniques.get(at as usize).map(|technique| format!("{} {}", technique.id, technique.name))
            }
            FeatureKey::Software(at) => self.pack.software.get(at as usize).map(|software| software.name.clone()),
            FeatureKey::Indicator(at) => self.pack.indicators.get(at as usize).map(|indicator| indicator.value.clone()),
        };
        found.unwrap_or_else(|| "a feature that is not in the pack".into())
    }

    fn notes(&self, candidate: &Candidate, key: FeatureKey) -> Vec<Note> {
        let feature = self.evidence.features.iter().find(|feature| feature.key == key);
        let shown = feature.and_then(|feature| match feature.showing {
            Showing::Named => None,
            Showing::NamedOnce => Some(Note::NamedOnce { certainty: feature.certainty }),
            Showing::Listed => Some(Note::Listed),
            Showing::ReadOut => Some(Note::ReadOut { certainty: feature.certainty }),
        });
        let known = match (candidate.shows(key), candidate.strength.contains_key(&key)) {
            (true, _) => None,
            (false, true) => Some(Note::OfItsSoftware),
            (false, false) => Some(Note::NotKnownOfActor),
        };
        shown.into_iter().chain(known).collect()
    }

    pub(crate) fn references(&self, mut reports: Vec<u32>) -> Vec<ReportReference> {
        let date =
            |at: &u32| self.pack.report(*at).and_then(|report| report.published).map(|published| published.latest());
        reports.sort_by(|a, b| date(b).cmp(&date(a)).then(a.cmp(b)));
        let held = reports.iter().take(CITED).filter_map(|at| self.pack.report(*at));
        held.map(|report| ReportReference {
            citation: if report.citation.is_empty() { report.key.clone() } else { report.citation.clone() },
            url: report.url.clone(),
            published: report.published,
        })
        .collect()
    }

    pub(crate) fn basis(&self, question: &Question, observations: &[&Observation]) -> Basis {
        let items = self.evidence.items();
        let known = |feature: &&ObservedFeature| self.index.known_in(feature.key) > 0;
        let count = |of: fn(&FeatureKey) -> bool| {
            u32::try_from(self.evidence.features.iter().filter(|feature| of(&feature.key)).count()).unwrap_or(u32::MAX)
        };
        Basis {
            techniques: count(|key| matches!(key, FeatureKey::Technique(_))),
            software: count(|key| matches!(key, FeatureKey::Software(_))),
            indicators: count(|key| matches!(key, FeatureKey::Indicator(_))),
            discounted: self.discounted(observations),
            novel: self.evidence.features.iter().filter(|f| !known(f)).map(|feature| self.name(feature.key)).collect(),
            unrecognised: self.evidence.unrecognised.clone(),
            mentioned: self.evidence.mentioned.clone(),
            candidates: u32::try_from(self.index.candidates.len()).unwrap_or(u32::MAX),
            items: apart(&items, &question.sources),
            items_given: u32::try_from(items.len()).unwrap_or(u32::MAX),
            same_source: same_source(&items, &question.sources),
            as_of: question.as_of,
        }
    }

    /// The traces of the evidence that match the pack and count for nothing.
    pub(crate) fn discounted(&self, observations: &[&Observation]) -> Vec<Discounted> {
        let mut found: BTreeMap<(&str, &str), (WhyDiscounted, Vec<Place>)> = BTreeMap::new();
        for observation in observations {
            let Observed::Observable(observable) = &observation.observed else { continue };
            let (kind, value) = (observable.kind().stix_path(), observable.value());
            let Some(discount) = self.index.discount(kind, value) else { continue };
            let (_, places) = found.entry((kind, value)).or_insert_with(|| (discount.clone(), Vec::new()));
            places.push(Place { item: observation.item, span: observation.span, path: observation.path.to_string() });
        }
        let listed = |((kind, value), (why, places)): ((&str, &str), (WhyDiscounted, Vec<Place>))| Discounted {
            kind: kind.to_owned(),
            value: value.to_owned(),
            why,
            places,
        };
        found.into_iter().map(listed).collect()
    }

    /// Whether more than half of what speaks for the candidate rests only on reports published after the incident.
    pub(crate) fn mostly_postdated(&self, candidate: &Candidate, parts: &[Part]) -> bool {
        let Some(incident) = self.incident else { return false };
        let before = |at: &u32| {
            let published = self.pack.report(*at).and_then(|report| report.published);
            published.is_some_and(|published| published.latest() < incident.earliest())
        };
        let (mut speaking, mut postdated) = (0.0, 0.0);
        for part in parts.iter().filter(|part| part.value > 0.0) {
            let Some(reports) = part.feature.and_then(|key| candidate.sources.get(&key)) else { continue };
            speaking += part.value;
            if !reports.iter().any(before) {
                postdated += part.value;
            }
        }
        postdated * 2.0 > speaking
    }

    pub(crate) fn cautions(&self, postdated: bool, as_of: Option<Date>) -> Vec<Caution> {
        let incident = self.incident.filter(|_| postdated);
        let circular = incident.map(|incident| Caution::MostlyPostdated { incident });
        let is_named = self.evidence.claims.iter().any(SourceClaim::is_made);
        let named = is_named.then_some(Caution::ItemsNameActors);
        let mentioned = count(self.evidence.mentioned.len());
        let unstated = (mentioned > 0).then_some(Caution::NamedButNotStated { names: mentioned });
        let sentences = count(self.evidence.unread);
        let unread = (sentences > 0).then_some(Caution::SentencesNotRead { sentences });
        let nothing = self.evidence.features.is_empty().then_some(Caution::NothingRecognised);
        let later = as_of.map(|as_of| Caution::TiedPerhapsLater { as_of });
        circular.into_iter().chain(later).chain(named).chain(unstated).chain(unread).chain(nothing).collect()
    }
}

/// The unknown actor: every ratio is against it, so its own is one, and there is nothing to explain.
pub(crate) fn unknown_hypothesis(ranking: &Ranking) -> Hypothesis {
    let posterior = probability(ranking.unknown_posterior);
    Hypothesis {
        subject: Subject::Unknown,
        log_likelihood_ratio: 0.0,
        prior: probability(ranking.unknown_prior),
        prior_contributions: Vec::new(),
        posterior,
        likelihood: Likelihood::of(posterior),
        among_known: None,
        contributions: Vec::new(),
    }
}

/// Where the candidate at `at` stands among the known actors alone.
fn among_known(ranking: &Ranking, at: usize) -> Option<AmongKnown> {
    let known: f64 = ranking.posteriors.iter().sum();
    (known > 0.0).then(|| AmongKnown {
        share: probability(ranking.posteriors.get(at).copied().unwrap_or(0.0) / known),
        rank: count(ranking.rank_of(at)),
        of: count(ranking.posteriors.len()),
    })
}
