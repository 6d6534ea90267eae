use dunant_vocabulary::Confidence;
use serde::Serialize;

use crate::model::Naming;
use crate::{Aspect, ConfidenceReason, ConfidenceStatement, FeatureKey, Support, UnmetRule};

/// The numbers that decide whether the lead may be named.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Distinct features that some actor is known to show, public tools not counted.
    pub known: u32,
    /// The lead's posterior.
    pub posterior: f64,
    /// The next actor's posterior.
    pub rival: f64,
    /// Natural logarithm of the likelihood ratio of what is hard to imitate, for the lead.
    pub hard_to_imitate: f64,
    /// The sources that speak for the lead.
    pub support: Support,
    /// What is left of the lead without each single thing that is hard to imitate; none where the rules before do not hold, and it
    /// was not computed.
    pub losses: Option<Vec<Loss>>,
    /// The lead's rank without its strongest features together; none where it was not computed.
    pub without_strongest: Option<Strongest>,
    /// Actors ranked.
    pub actors: u32,
}

/// The lead without one thing that is hard to imitate, and without all that rests on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// What was removed.
    pub feature: FeatureKey,
    /// The lead's rank among actors without it.
    pub rank: u32,
    /// The lead's posterior without it.
    pub posterior: f64,
    /// Natural logarithm of the likelihood ratio of all that is left, for the lead against an unknown actor.
    pub log_likelihood_ratio: f64,
}

/// The lead without its strongest features, and without all that rests on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strongest {
    /// Features removed.
    pub removed: u32,
    /// The lead's rank among actors without them.
    pub rank: u32,
}

/// A rule of naming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamingRule {
    /// Enough distinct features are known of some actor, public tools not counted.
    Features,
    /// The lead is probable enough.
    Posterior,
    /// It is far enough ahead of the next actor.
    Margin,
    /// Two independent sources speak for it, or one that somebody graded as reliable and credible enough.
    Sources,
    /// What is hard to imitate says enough for it.
    HardToImitate,
    /// Without any one thing that is hard to imitate it still ranks well enough.
    RankWithoutOne,
    /// Without any one of these, all that is left still says enough for it.
    RatioWithoutOne,
    /// Without its strongest features together it still ranks well enough.
    RankWithoutStrongest,
}

/// A rule of naming, and what it was held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NamingTest {
    /// Which rule.
    pub code: NamingRule,
    /// What the evidence has; none where it was not computed, because a rule before is not met.
    pub value: Option<f64>,
    /// What naming takes: at least so much, of a rank at most.
    pub needed: f64,
    /// Whether the rule is met.
    pub met: bool,
}

impl Standing {
    /// Whether the rules hold that need no second look at the evidence.
    pub(crate) fn holds_at_first_sight(&self, naming: &Naming) -> bool {
        self.known >= naming.features
            && self.posterior >= naming.posterior.get()
            && self.posterior >= naming.margin * self.rival
            && self.support.suffices(naming)
            && self.hard_to_imitate >= naming.hard_to_imitate
    }

    /// The first loss that costs too much.
    fn fatal_loss(&self, naming: &Naming) -> Option<&Loss> {
        let losses = self.losses.as_ref()?;
        losses.iter().find(|loss| !loss.is_survived(naming))
    }

    /// Each rule with its numbers.
    #[must_use]
    pub fn tests(&self, naming: &Naming) -> Vec<NamingTest> {
        let at_least =
            |code, value: f64, needed: f64| NamingTest { code, value: Some(value), needed, met: value >= needed };
        let margin = if self.rival > 0.0 { self.posterior / self.rival } else { f64::MAX };
        let losses = self.losses.as_ref();
        let worst = losses.map(|losses| losses.iter().map(|loss| loss.rank).max().unwrap_or(self.actors));
        let least = losses.map(|all| all.iter().map(|loss| loss.log_likelihood_ratio).reduce(f64::min).unwrap_or(0.0));
        let rank = |code, value: Option<u32>, needed: u32| NamingTest {
            code,
            value: value.map(f64::from),
            needed: f64::from(needed),
            met: value.is_some_and(|rank| rank <= needed),
        };
        vec![
            at_least(NamingRule::Features, f64::from(self.known), f64::from(naming.features)),
            at_least(NamingRule::Posterior, self.posterior, naming.posterior.get()),
            at_least(NamingRule::Margin, margin, naming.margin),
            NamingTest {
                met: self.support.suffices(naming),
                ..at_least(NamingRule::Sources, f64::from(self.support.sources), f64::from(naming.sources))
            },
            at_least(NamingRule::HardToImitate, self.hard_to_imitate, naming.hard_to_imitate),
            rank(NamingRule::RankWithoutOne, worst, naming.survive_one_rank),
            NamingTest {
                code: NamingRule::RatioWithoutOne,
                value: least,
                needed: naming.survive_one_ratio,
                met: least.is_some_and(|least| least >= naming.survive_one_ratio),
            },
            rank(
                NamingRule::RankWithoutStrongest,
                self.without_strongest.map(|strongest| strongest.rank),
                naming.survive_rank,
            ),
        ]
    }

    /// The rules that are not met; empty when the lead may be named. `name` gives the name of a feature.
    #[must_use]
    pub fn unmet(&self, naming: &Naming, name: &dyn Fn(FeatureKey) -> String) -> Vec<UnmetRule> {
        let mut unmet = Vec::new();
        if self.known < naming.features {
            return vec![UnmetRule::TooFewFeatures { known: self.known, needed: naming.features }];
        }
        if self.posterior < naming.posterior.get() {
            unmet.push(UnmetRule::PosteriorTooLow { posterior: self.posterior, needed: naming.posterior.get() });
        }
        if self.posterior < naming.margin * self.rival {
            unmet.push(UnmetRule::MarginTooNarrow { ratio: self.posterior / self.rival, needed: naming.margin });
        }
        if !self.support.suffices(naming) {
            unmet.push(UnmetRule::UngradedSources { sources: self.support.sources, needed: naming.sources });
        }
        // What is hard to imitate is then a likeness in programs, none of which speaks for the lead by itself.
        let nothing_to_lose = self.losses.as_ref().is_some_and(Vec::is_empty);
        if self.hard_to_imitate < naming.hard_to_imitate || nothing_to_lose {
            let log_likelihood_ratio = if nothing_to_lose { 0.0 } else { self.hard_to_imitate };
            let needed = naming.hard_to_imitate;
            unmet.push(UnmetRule::TooLittleHardToImitate { log_likelihood_ratio, needed });
        }
        if let Some(loss) = self.fatal_loss(naming) {
            unmet.push(UnmetRule::HangsOnOne {
                feature: name(loss.feature),
                rank: loss.rank,
                log_likelihood_ratio: loss.log_likelihood_ratio,
                needed_rank: naming.survive_one_rank,
                needed: naming.survive_one_ratio,
            });
        }
        if let Some(Strongest { removed, rank }) = self.without_strongest
            && rank > naming.survive_rank
        {
            unmet.push(UnmetRule::HangsOnFew { removed, rank, of: self.actors, needed: naming.survive_rank });
        }
        unmet
    }
}

impl Loss {
    /// Whether the lead survives it.
    pub(crate) fn is_survived(&self, naming: &Naming) -> bool {
        self.rank <= naming.survive_one_rank && self.log_likelihood_ratio >= naming.survive_one_ratio
    }
}

/// What confidence is judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Foundation {
    /// Independent sources that carry a feature.
    pub sources: u32,
    /// Whether any part of the ratio speaks for the lead.
    pub speaks: bool,
    /// The aspect that alone carries the lead.
    pub one_aspect: Option<Aspect>,
    /// Sum of the parts that are hard to imitate.
    pub hard_to_imitate: f64,
    /// Whether the lead falls without one thing or a few.
    pub hangs_on_few: bool,
    /// Whether most of it was published after the incident.
    pub postdated: bool,
}

/// Analytic confidence: how good the basis is, whatever it points at.
pub(crate) fn confidence(foundation: &Foundation) -> ConfidenceStatement {
    let mut low = Vec::new();
    match foundation.sources {
        0 => low.push(ConfidenceReason::NothingKnown),
        1 => low.push(ConfidenceReason::OneSource),
        _ => {}
    }
    if !foundation.speaks {
        low.push(ConfidenceReason::NothingSpeaksForLead);
    } else if let Some(aspect) = foundation.one_aspect {
        low.push(ConfidenceReason::OneAspect { aspect });
    }
    if foundation.hard_to_imitate <= 0.0 {
        low.push(ConfidenceReason::OnlyImitable);
    }
    if foundation.hangs_on_few {
        low.push(ConfidenceReason::HangsOnFew);
    }
    if foundation.postdated {
        low.push(ConfidenceReason::MostlyPostdated);
    }
    let level = if low.is_empty() { Confidence::Moderate } else { Confidence::Low };
    let reasons = low.into_iter().chain([ConfidenceReason::PublishedKnowledgeOnly]).collect();
    ConfidenceStatement { level, reasons }
}

#[cfg(test)]
#[path = "conclude/tests.rs"]
mod tests;
