use dunant_evidence::Observation;
use dunant_knowledge::Pack;
use dunant_vocabulary::{Date, Probability};
use serde::Serialize;

use crate::removal::Removals;
use crate::{
    AspectCoverage, Evidence, FeatureKey, Hypothesis, Index, Inquiry, Levels, Matrix, Model, NextObservation, Pivotal,
    Question, Ranking, ReportReference, Scorer, Tiers,
};

/// What helps people reason about an assessment, and doubt it: structured techniques of analysis, computed.
///
/// Nothing here is scored. All of it follows from the evidence, the index and the scorer that the ranking came from.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tradecraft {
    /// Analysis of competing hypotheses: which observation tells which hypotheses apart.
    pub matrix: Matrix,
    /// What would be said without single items, sources and features.
    pub pivotal: Pivotal,
    /// Observations that the evidence does not hold and that would best tell the leading hypotheses apart, best first.
    pub look_for_next: Vec<NextObservation>,
    /// What the evidence covers, by aspect.
    pub aspects: Vec<AspectCoverage>,
    /// How much of each ratio rests on what anyone can imitate.
    pub tiers: Tiers,
    /// Clusters, families of linked clusters, states: three claims kept apart.
    pub levels: Levels,
}

/// Whom a hypothesis names, in short.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Who {
    /// Identifier in the pack; none for the unknown actor.
    pub id: Option<String>,
    /// The name to show.
    pub name: String,
}

impl Who {
    /// The actor that the pack does not know.
    #[must_use]
    pub fn unknown() -> Self {
        Self { id: None, name: "unknown actor".into() }
    }
}

/// What an assessment was computed from and came to, as tradecraft needs it.
pub(crate) struct Grounds<'a> {
    pub pack: &'a Pack,
    pub index: &'a Index,
    pub model: &'a Model,
    pub observations: &'a [&'a Observation],
    pub evidence: &'a Evidence,
    /// The features of `evidence`, in its order.
    pub keys: &'a [FeatureKey],
    /// What is asked.
    pub question: &'a Question,
    /// What the ranking was computed from.
    pub inquiry: &'a Inquiry<'a>,
    /// The day around which activity counts.
    pub reference: Option<Date>,
    pub scorer: &'a Scorer<'a>,
    pub ranking: &'a Ranking,
    /// Positions of the candidates, most probable first.
    pub order: &'a [usize],
    /// The hypotheses that the assessment lists.
    pub hypotheses: &'a [Hypothesis],
    /// The name of a feature.
    pub name: &'a dyn Fn(FeatureKey) -> String,
    /// Reports, by position in the pack, as people cite them.
    pub cite: &'a dyn Fn(Vec<u32>) -> Vec<ReportReference>,
}

impl Grounds<'_> {
    /// All of it; nothing where the evidence holds no feature that some actor is known to show.
    pub(crate) fn tradecraft(&self) -> Tradecraft {
        let aspects_of_nothing = || Tradecraft { aspects: self.aspects(&Removals::none()), ..Tradecraft::default() };
        if self.order.is_empty() || !self.keys.iter().any(|key| self.index.known_in(*key) > 0) {
            return aspects_of_nothing();
        }
        let removals = self.removals();
        Tradecraft {
            matrix: self.matrix(),
            pivotal: self.pivotal(&removals),
            look_for_next: self.look_for_next(),
            aspects: self.aspects(&removals),
            tiers: self.tiers(),
            levels: self.levels(&removals),
        }
    }

    /// The candidate at `at` in short.
    pub(crate) fn who(&self, at: usize) -> Who {
        let actor = self.index.candidates.get(at).and_then(|candidate| self.pack.actor(candidate.actor));
        actor.map_or_else(Who::unknown, |actor| Who { id: Some(actor.id.clone()), name: actor.name.clone() })
    }

    /// In how many actors a feature is known, of how many compared.
    pub(crate) fn known_in(&self, key: FeatureKey) -> (u32, u32) {
        (self.index.known_in(key), count(self.index.candidates.len()))
    }
}

/// The most probable candidate of a ranking and its posterior; of two alike the first.
pub(crate) fn first(ranking: &Ranking) -> Option<(usize, f64)> {
    let each = ranking.posteriors.iter().copied().enumerate();
    each.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

/// The value at `at`; nothing weighs nothing.
pub(crate) fn value(of: &[f64], at: usize) -> f64 {
    of.get(at).copied().unwrap_or(0.0)
}

/// A sum in the order given, from plain zero: an empty sum of floats is otherwise minus zero, which would be printed.
pub(crate) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |total, value| total + value)
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A share of one, with what rounding may have added or taken removed.
pub(crate) fn probability(value: f64) -> Probability {
    Probability::try_new(value.clamp(0.0, 1.0)).unwrap_or(Probability::ZERO)
}
