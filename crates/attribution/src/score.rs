use std::collections::{BTreeMap, HashMap};

use dunant_vocabulary::Date;

use crate::index::ReportKey;
use crate::model::Mixture;
use crate::{Candidate, FeatureClass, FeatureKey, Index, Model};

/// Scores one set of features against every candidate, whole or with some features removed.
///
/// What does not depend on which features are removed is computed once, when the scorer is made.
#[derive(Debug)]
pub struct Scorer<'i> {
    index: &'i Index,
    model: &'i Model,
    features: Vec<FeatureKey>,
    /// The features that some candidate is known to show.
    known: Vec<bool>,
    /// Of each candidate and feature: the logarithm of the bounded mixture, unweighted.
    mixtures: Vec<Vec<f64>>,
    /// Of each feature: its weight in the likeness of two reports.
    likeness: Vec<f64>,
    /// Of each candidate: its reports as positions in `features`, with the weight of all that the report shows.
    reports: Vec<Vec<(ReportKey, Vec<usize>, f64)>>,
    /// Logarithm of each candidate's prior before normalisation.
    activity: Vec<f64>,
}

/// The candidates' and the unknown actor's probabilities, and what they come from.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Logarithm of the likelihood ratio of each candidate, in the order of the index.
    pub log_likelihood_ratios: Vec<f64>,
    /// The same of the unknown actor.
    pub unknown_log_likelihood_ratio: f64,
    /// Prior probability of each candidate.
    pub priors: Vec<f64>,
    /// Prior probability of the unknown actor.
    pub unknown_prior: f64,
    /// Posterior probability of each candidate.
    pub posteriors: Vec<f64>,
    /// Posterior probability of the unknown actor.
    pub unknown_posterior: f64,
}

/// One term of a candidate's log likelihood ratio.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What kind of term.
    pub class: FeatureClass,
    /// The feature it comes from; none for what is judged as a whole.
    pub feature: Option<FeatureKey>,
    /// Its value.
    pub value: f64,
    /// The report it comes from, for resemblance.
    pub(crate) report: Option<ReportKey>,
}

impl Scorer<'_> {
    /// Prepares to score `features`; `reference` is the day around which activity counts.
    #[must_use]
    pub fn new<'i>(index: &'i Index, model: &'i Model, features: &[FeatureKey], reference: Option<Date>) -> Scorer<'i> {
        let known: Vec<bool> = features.iter().map(|feature| index.known_in(*feature) > 0).collect();
        let candidates = &index.candidates;
        let mixtures = candidates
            .iter()
            .map(|candidate| features.iter().map(|feature| mixture(index, model, candidate, *feature)).collect())
            .collect();
        let weight = |feature: FeatureKey| likeness_weight(index, model, feature);
        let place: HashMap<FeatureKey, usize> =
            features.iter().enumerate().map(|(at, feature)| (*feature, at)).collect();
        let shared = |candidate: &Candidate| {
            let overlaps = candidate.reports.iter().filter_map(|(key, shown)| {
                let held: Vec<usize> = shown.iter().filter_map(|feature| place.get(feature)).copied().collect();
                let total: f64 = shown.iter().map(|feature| weight(*feature)).sum();
                (!held.is_empty()).then_some((*key, held, total))
            });
            overlaps.collect()
        };
        Scorer {
            index,
            model,
            features: features.to_vec(),
            known,
            mixtures,
            likeness: features.iter().map(|feature| weight(*feature)).collect(),
            reports: candidates.iter().map(shared).collect(),
            activity: candidates.iter().map(|candidate| activity(model, candidate, reference)).collect(),
        }
    }

    /// Ranks the candidates by all features but those at the positions `removed`.
    #[must_use]
    pub fn rank(&self, removed: &[usize]) -> Ranking {
        let log_likelihood_ratios: Vec<f64> = (0..self.index.candidates.len())
            .map(|at| self.parts(at, removed).iter().map(|part| part.value).sum())
            .collect();
        let unknown_log_likelihood_ratio = self.unknown(removed);
        let unknown_prior = self.model.prior.unknown.get();
        let known_mass = 1.0 - unknown_prior;
        let highest = self.activity.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let raw: Vec<f64> = self.activity.iter().map(|value| (value - highest).exp()).collect();
        let total: f64 = raw.iter().sum();
        let priors: Vec<f64> = raw.iter().map(|value| known_mass * value / total).collect();
        let top = log_likelihood_ratios.iter().copied().fold(unknown_log_likelihood_ratio, f64::max);
        let weigh = |prior: f64, ratio: f64| prior * (ratio - top).exp();
        let joint: Vec<f64> = priors.iter().zip(&log_likelihood_ratios).map(|(p, ratio)| weigh(*p, *ratio)).collect();
        let unknown_joint = weigh(unknown_prior, unknown_log_likelihood_ratio);
        let evidence: f64 = joint.iter().sum::<f64>() + unknown_joint;
        Ranking {
            log_likelihood_ratios,
            unknown_log_likelihood_ratio,
            priors,
            unknown_prior,
            posteriors: joint.iter().map(|value| value / evidence).collect(),
            unknown_posterior: unknown_joint / evidence,
        }
    }

    /// The terms of the log likelihood ratio of the candidate at `at`, without the features at the positions `removed`.
    #[must_use]
    pub fn parts(&self, at: usize, removed: &[usize]) -> Vec<Part> {
        let (Some(mixtures), Some(candidate)) = (self.mixtures.get(at), self.index.candidates.get(at)) else {
            return Vec::new();
        };
        let model = self.model;
        let held = || {
            let all = self.features.iter().zip(mixtures).zip(&self.known).enumerate();
            all.filter(|(place, ((_, _), known))| **known && !removed.contains(place)).map(|(_, ((f, m), _))| (*f, *m))
        };
        let mut parts = Vec::new();
        let mut families: BTreeMap<u32, (FeatureKey, f64)> = BTreeMap::new();
        let (mut rare, mut ordinary, mut traces) = (0.0, 0.0, 0.0_f64);
        let mut exclusive = None;
        let mut add = |feature: FeatureKey, class, value: f64| {
            parts.push(Part { class, feature: Some(feature), value, report: None });
        };
        for (feature, value) in held() {
            match feature {
                FeatureKey::Technique(technique) => {
                    let best = families.entry(self.index.family(technique)).or_insert((feature, value));
                    if value > best.1 {
                        *best = (feature, value);
                    }
                }
                FeatureKey::Software(software) => {
                    let tool = self.index.tools.contains(&software);
                    let (class, weight) = if tool {
                        (FeatureClass::Tool, model.tool.weight)
                    } else {
                        (FeatureClass::Malware, model.malware.weight)
                    };
                    add(feature, class, weight * value);
                    if self.index.is_rare(feature, model) {
                        rare += value
                    } else {
                        ordinary += value
                    }
                    if self.index.known_in(feature) == 1 && candidate.shows(feature) {
                        exclusive.get_or_insert(feature);
                    }
                }
                FeatureKey::Indicator(_) if candidate.shows(feature) => {
                    let room = (model.indicator.cap - traces).max(0.0);
                    let shared = f64::from(self.index.known_in(feature).max(1));
                    let value = (model.indicator.weight / shared).min(room);
                    traces += value;
                    add(feature, FeatureClass::Indicator, value);
                }
                FeatureKey::Indicator(_) => {}
            }
        }
        for (feature, value) in families.into_values() {
            add(feature, FeatureClass::Technique, model.technique.weight * value);
            if self.index.is_rare(feature, model) { rare += value } else { ordinary += value }
        }
        if let Some((report, likeness)) = self.nearest_report(at, removed) {
            let value = model.whole.resemblance * likeness;
            parts.push(Part { class: FeatureClass::Resemblance, feature: None, value, report: Some(report) });
        }
        if let Some(feature) = exclusive {
            let value = model.whole.exclusivity;
            parts.push(Part { class: FeatureClass::Exclusivity, feature: Some(feature), value, report: None });
        }
        let alone = rare - (model.whole.imitation_slack + model.whole.imitation_share * ordinary);
        if alone > 0.0 {
            let value = -model.whole.imitation * alone;
            parts.push(Part { class: FeatureClass::Imitation, feature: None, value, report: None });
        }
        parts
    }

    /// The report about the candidate that is most like the evidence, and how like, from 0 to 1 (cosine of rarity weights).
    fn nearest_report(&self, at: usize, removed: &[usize]) -> Option<(ReportKey, f64)> {
        let weight = |place: &usize| self.likeness.get(*place).copied().unwrap_or(0.0);
        let present = |place: &usize| !removed.contains(place);
        let query: f64 = (0..self.features.len()).filter(present).map(|place| weight(&place)).sum();
        let mut best: Option<(ReportKey, f64)> = None;
        for (key, held, total) in self.reports.get(at)? {
            let shared: f64 = held.iter().filter(|place| present(place)).map(weight).sum();
            if shared > 0.0 {
                let likeness = shared / (query * total).sqrt();
                if best.is_none_or(|(_, held)| likeness > held) {
                    best = Some((*key, likeness));
                }
            }
        }
        best
    }

    /// How well an actor that the pack does not know explains the evidence; see `[unknown]` in model.toml.
    fn unknown(&self, removed: &[usize]) -> f64 {
        let fit = &self.model.unknown;
        let held = self.known.iter().enumerate().filter(|(place, _)| !removed.contains(place));
        let (mut count, mut novel) = (0_u32, 0_u32);
        for (_, known) in held {
            count += 1;
            novel += u32::from(!known);
        }
        if count == 0 {
            return 0.0;
        }
        let candidates = self.index.candidates.len().max(1) as f64;
        fit.base
            + fit.features * (f64::from(count) / 15.0).ln()
            + fit.novelty * f64::from(novel) / f64::from(count)
            + fit.candidates * (candidates / 100.0).ln()
    }
}

impl Candidate {
    /// The features that usable reports say the actor shows, with how many reports say so; in the order of the pack.
    #[must_use]
    pub fn counts(&self) -> Vec<(FeatureKey, u32)> {
        let mut counts: BTreeMap<FeatureKey, u32> = BTreeMap::new();
        for feature in self.reports.values().flatten() {
            *counts.entry(*feature).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// How many usable reports speak of the actor.
    #[must_use]
    pub fn report_count(&self) -> usize {
        self.reports.len()
    }

    /// Whether some usable report says that the actor shows the feature.
    #[must_use]
    pub fn shows(&self, feature: FeatureKey) -> bool {
        self.reports.values().any(|shown| shown.contains(&feature))
    }
}

/// ln(1 - λ + λ·p_actor/p_background), with p_actor shrunk towards the background.
fn mixture(index: &Index, model: &Model, candidate: &Candidate, feature: FeatureKey) -> f64 {
    let (Mixture { mixture, shrinkage, .. }, total) = match feature {
        FeatureKey::Technique(_) => (model.technique, candidate.technique_total),
        FeatureKey::Software(at) if index.tools.contains(&at) => (model.tool, candidate.tool_total),
        FeatureKey::Software(_) => (model.malware, candidate.malware_total),
        FeatureKey::Indicator(_) => return 0.0,
    };
    let Some(background) = index.background.get(&feature).copied() else { return 0.0 };
    let strength = candidate.strength.get(&feature).copied().unwrap_or(0.0);
    let rate = (strength + shrinkage * background) / (total + shrinkage);
    (1.0 - mixture + mixture * rate / background).ln()
}

fn likeness_weight(index: &Index, model: &Model, feature: FeatureKey) -> f64 {
    let known_in = index.known_in(feature);
    if known_in == 0 || matches!(feature, FeatureKey::Indicator(_)) {
        return 0.0;
    }
    let candidates = index.candidates.len() as f64;
    let rarity = ((1.0 + candidates) / f64::from(1 + known_in)).ln().powi(2);
    if matches!(feature, FeatureKey::Software(_)) { rarity * model.whole.software_factor } else { rarity }
}

/// Logarithm of the prior before normalisation: activity around the reference day, against the sheer number of reports.
fn activity(model: &Model, candidate: &Candidate, reference: Option<Date>) -> f64 {
    let years = |day: &Date| {
        let reference = reference?;
        let days = (reference - *day).get_days();
        Some(f64::from(days.abs()) / 365.25)
    };
    let recent: f64 = match reference {
        Some(_) => candidate.days.iter().filter_map(years).map(|age| (-age / model.prior.activity_years).exp()).sum(),
        None => 0.0,
    };
    let reports = candidate.reports.len() as f64;
    model.prior.activity * recent.ln_1p() - model.prior.reports * reports.ln_1p()
}
