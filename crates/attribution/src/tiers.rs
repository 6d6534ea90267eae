use std::collections::BTreeMap;

use serde::Serialize;

use crate::tradecraft::{Grounds, sum};
use crate::{FeatureClass, Subject, Who};

/// What it costs an intruder to make a feature point to somebody else.
///
/// After Rid and Buchanan, Attributing Cyber Attacks, Journal of Strategic Studies 38 (2015), and Steffens, Attribution of
/// Advanced Persistent Threats (2020), on false flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Anybody who reads reports can do it: behaviour, common tools.
    Imitable,
    /// It takes work or another's code: malware that is not sold, traces of an earlier incident.
    HardToImitate,
    /// It takes the other's secrets: private keys, unreleased code, control of its servers. No class of feature reaches it, because
    /// published data do not hold such things.
    Secret,
}

impl FeatureClass {
    /// What it costs to forge a feature of this class.
    ///
    /// The deduction for possible imitation takes back what rare features give, and stands with them; those for chance and for the
    /// cap on imitable evidence stand with what they limit.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::Technique
            | Self::Tool
            | Self::Resemblance
            | Self::Wording
            | Self::Chance
            | Self::Cap
            | Self::Planted
            | Self::Rest => Tier::Imitable,
            Self::Malware
            | Self::SoftwareResemblance
            | Self::Exclusivity
            | Self::Association
            | Self::Indicator
            | Self::Imitation => Tier::HardToImitate,
        }
    }
}

/// How much of each ratio rests on what, by the cost of forging it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tiers {
    /// Of each listed actor, in the order of the hypotheses.
    pub totals: Vec<TierTotals>,
    /// Whether what anyone can imitate and what is hard to imitate lead to two actors.
    pub disagreement: Option<TierDisagreement>,
}

/// The log likelihood ratio of one actor, by tier; sums to the whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierTotals {
    /// Who.
    pub who: Who,
    /// From what anyone can have or imitate.
    pub imitable: f64,
    /// From what takes work or another's code.
    pub hard_to_imitate: f64,
    /// From what takes the other's secrets; always 0, see [`Tier::Secret`].
    pub secret: f64,
}

/// What anyone can imitate leads to one actor and what is hard to imitate to another: what a false flag would look like, and also what two
/// actors with like behaviour would.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierDisagreement {
    /// The actor whom imitable evidence speaks for most.
    pub imitable: TierTotals,
    /// The actor whom evidence that is hard to imitate speaks for most.
    pub hard_to_imitate: TierTotals,
}

/// How many times more probable a tier must make its first actor, both than an actor of whom nothing is known and than the other
/// tier's first, before the two are said to disagree.
const MEANINGFUL: f64 = 3.0;

impl Grounds<'_> {
    pub(crate) fn tiers(&self) -> Tiers {
        let all: Vec<TierTotals> = (0..self.index.candidates.len()).map(|at| self.totals(at)).collect();
        let listed = self.hypotheses.iter().filter_map(|hypothesis| match &hypothesis.subject {
            Subject::Actor { id, .. } => all.iter().find(|totals| totals.who.id.as_ref() == Some(id)).cloned(),
            Subject::Imitator { .. } | Subject::Unknown => None,
        });
        Tiers { totals: listed.collect(), disagreement: disagreement(&all) }
    }

    fn totals(&self, at: usize) -> TierTotals {
        let mut by_tier: BTreeMap<Tier, Vec<f64>> = BTreeMap::new();
        for part in self.scorer.parts(at, &[]) {
            by_tier.entry(part.class.tier()).or_default().push(part.value);
        }
        let total = |tier| sum(by_tier.get(&tier).into_iter().flatten().copied());
        TierTotals {
            who: self.who(at),
            imitable: total(Tier::Imitable),
            hard_to_imitate: total(Tier::HardToImitate),
            secret: total(Tier::Secret),
        }
    }
}

fn disagreement(all: &[TierTotals]) -> Option<TierDisagreement> {
    let first =
        |of: fn(&TierTotals) -> f64| all.iter().max_by(|a, b| of(a).total_cmp(&of(b)).then_with(|| b.who.cmp(&a.who)));
    let easy = first(|totals| totals.imitable)?;
    let hard = first(|totals| totals.hard_to_imitate)?;
    let least = MEANINGFUL.ln();
    let clear = |own: f64, other: f64| own >= least && own - other >= least;
    (clear(easy.imitable, hard.imitable) && clear(hard.hard_to_imitate, easy.hard_to_imitate))
        .then(|| TierDisagreement { imitable: easy.clone(), hard_to_imitate: hard.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(name: &str, imitable: f64, hard_to_imitate: f64) -> TierTotals {
        TierTotals { who: Who { id: Some(name.into()), name: name.into() }, imitable, hard_to_imitate, secret: 0.0 }
    }

    #[test]
    fn imitable_and_hard_evidence_that_lead_to_two_actors_are_said_to() {
        let found = disagreement(&[totals("a", 4.0, -0.2), totals("b", 0.5, 5.0)]).unwrap();
        assert_eq!((found.imitable.who.name.as_str(), found.hard_to_imitate.who.name.as_str()), ("a", "b"));
    }

    #[test]
    fn a_narrow_lead_in_one_tier_is_no_disagreement() {
        assert_eq!(disagreement(&[totals("a", 4.0, -0.2), totals("b", 3.5, 5.0)]), None);
        assert_eq!(disagreement(&[totals("a", 0.9, -0.2), totals("b", -2.0, 5.0)]), None);
        assert_eq!(disagreement(&[]), None);
    }
}
