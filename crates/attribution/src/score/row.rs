use std::collections::BTreeMap;

use crate::candidate::ReportKey;
use crate::model::Mixture;
use crate::traces::Trace;
use crate::{Candidate, FeatureKey, Index, Model};

/// Classes of features whose absence has a weight: positions in [`Row::lacks`].
pub(super) const TECHNIQUE: usize = 0;
pub(super) const MALWARE: usize = 1;
pub(super) const TOOL: usize = 2;

/// What of a query concerns one candidate.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Logarithms of the bounded mixture of the features that the candidate has, by place, ascending.
    pub(super) has: Vec<(usize, f64)>,
    /// The same for a technique, malware and tool that it has not.
    pub(super) lacks: [f64; 3],
    /// Places of the features that a report shows directly.
    pub(super) shows: Vec<usize>,
    /// Of the traces that a report ties to it, by place: what each weighs.
    pub(super) traces: BTreeMap<usize, Trace>,
    /// Its reports that share features with the query: report, places, weight of all that it shows.
    pub(super) reports: Vec<(ReportKey, Vec<usize>, f64)>,
}

impl Row {
    pub(super) fn of(candidate: &Candidate, model: &Model) -> Self {
        let lacks = |Mixture { mixture, shrinkage }: Mixture, total: f64| {
            (1.0 - mixture + mixture * shrinkage / (total + shrinkage)).ln()
        };
        let lacks = [
            lacks(model.technique, candidate.technique_total),
            lacks(model.malware, candidate.malware_total),
            lacks(model.tool, candidate.tool_total),
        ];
        Self { lacks, ..Self::default() }
    }

    pub(super) fn value(&self, place: usize, class: usize) -> f64 {
        match self.has.binary_search_by_key(&place, |(place, _)| *place) {
            Ok(at) => self.has.get(at).map_or(0.0, |(_, value)| *value),
            Err(_) => self.lacks(class),
        }
    }

    pub(super) fn lacks(&self, class: usize) -> f64 {
        self.lacks.get(class).copied().unwrap_or(0.0)
    }
}

/// ln(1 - λ + λ·p_actor/p_background) of one feature, with p_actor shrunk towards the background, for candidates that have it.
pub(super) struct MixtureOf {
    numbers: Mixture,
    background: Option<f64>,
    total: fn(&Candidate) -> f64,
}

impl MixtureOf {
    pub(super) fn new(index: &Index, model: &Model, feature: FeatureKey) -> Self {
        let (numbers, total): (Mixture, fn(&Candidate) -> f64) = match feature {
            FeatureKey::Technique(_) => (model.technique, |candidate| candidate.technique_total),
            FeatureKey::Software(at) if index.tools.contains(&at) => (model.tool, |candidate| candidate.tool_total),
            FeatureKey::Software(_) | FeatureKey::Indicator(_) => (model.malware, |candidate| candidate.malware_total),
        };
        let background = match feature {
            FeatureKey::Indicator(_) => None,
            _ => index.background.get(&feature).copied(),
        };
        Self { numbers, background, total }
    }

    pub(super) fn value(&self, candidate: &Candidate, strength: f64) -> f64 {
        let Some(background) = self.background else { return 0.0 };
        let Mixture { mixture, shrinkage } = self.numbers;
        let rate = (strength + shrinkage * background) / ((self.total)(candidate) + shrinkage);
        (1.0 - mixture + mixture * rate / background).ln()
    }
}
