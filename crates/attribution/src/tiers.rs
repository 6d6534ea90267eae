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
    Cheap,
    /// It takes work or another's code: malware that is not sold, traces of an earlier incident.
    Medium,
    /// It takes the other's secrets: private keys, unreleased code, control of its servers. No class of feature reaches it, because
    /// published data do not hold such things.
    Costly,
}

impl FeatureClass {
    /// What it costs to forge a feature of this class.
    ///
    /// The deduction for possible imitation takes back what rare features give, and stands with them; those for chance and for the
    /// cap on cheap evidence stand with what they limit.
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
            | Self::Rest => Tier::Cheap,
            Self::Malware
            | Self::SoftwareResemblance
            | Self::Exclusivity
            | Self::Association
            | Self::Indicator
            | Self::Imitation => Tier::Medium,
        }
    }
}

/// How much of each ratio rests on what, by the cost of forging it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tiers {
    /// Of each listed actor, in the order of the hypotheses.
    pub totals: Vec<TierTotals>,
    /// Whether what is cheap to forge and what is dearer lead to two actors.
    pub disagreement: Option<TierDisagreement>,
}

/// The log likelihood ratio of one actor, by tier; sums to the whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierTotals {
    /// Who.
    pub who: Who,
    /// From what is cheap to forge.
    pub cheap: f64,
    /// From what takes work.
    pub medium: f64,
    /// From what takes secrets; always 0, see [`Tier::Costly`].
    pub costly: f64,
}

/// Cheap evidence leads to one actor and dearer evidence to another: what a false flag would look like, and also what two
/// actors with like behaviour would.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierDisagreement {
    /// The actor whom cheap evidence speaks for most.
    pub cheap: TierTotals,
    /// The actor whom dearer evidence speaks for most.
    pub medium: TierTotals,
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
            cheap: total(Tier::Cheap),
            medium: total(Tier::Medium),
            costly: total(Tier::Costly),
        }
    }
}

fn disagreement(all: &[TierTotals]) -> Option<TierDisagreement> {
    let first =
        |of: fn(&TierTotals) -> f64| all.iter().max_by(|a, b| of(a).total_cmp(&of(b)).then_with(|| b.who.cmp(&a.who)));
    let cheap = first(|totals| totals.cheap)?;
    let medium = first(|totals| totals.medium)?;
    let least = MEANINGFUL.ln();
    let clear = |own: f64, other: f64| own >= least && own - other >= least;
    (clear(cheap.cheap, medium.cheap) && clear(medium.medium, cheap.medium))
        .then(|| TierDisagreement { cheap: cheap.clone(), medium: medium.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(name: &str, cheap: f64, medium: f64) -> TierTotals {
        TierTotals { who: Who { id: Some(name.into()), name: name.into() }, cheap, medium, costly: 0.0 }
    }

    #[test]
    fn cheap_and_dear_evidence_that_lead_to_two_actors_are_said_to() {
        let found = disagreement(&[totals("a", 4.0, -0.2), totals("b", 0.5, 5.0)]).unwrap();
        assert_eq!((found.cheap.who.name.as_str(), found.medium.who.name.as_str()), ("a", "b"));
    }

    #[test]
    fn a_narrow_lead_in_one_tier_is_no_disagreement() {
        assert_eq!(disagreement(&[totals("a", 4.0, -0.2), totals("b", 3.5, 5.0)]), None);
        assert_eq!(disagreement(&[totals("a", 0.9, -0.2), totals("b", -2.0, 5.0)]), None);
        assert_eq!(disagreement(&[]), None);
    }
}
