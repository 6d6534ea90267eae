use std::collections::{BTreeMap, BTreeSet};

use dunant_knowledge::SoftwareKind;
use dunant_vocabulary::{Likelihood, Probability};
use serde::Serialize;

use crate::removal::Removals;
use crate::tradecraft::{Grounds, count, probability, sum, value};
use crate::{FeatureKey, Kinship, Ranking, StateClaim, Subject, Who};

/// Actors whose families are shown.
const LEADING: usize = 5;
/// Programs that two actors must share, and the share of each one's malware that these must be, to count as one family.
const SHARED: usize = 2;
const SHARED_PART: f64 = 0.5;
/// Actors that may show a program for it to count as shared: one that more use is for sale, or open to all, and makes no family.
const SHARED_BY: u32 = 4;

/// Three claims that an attribution can make, each apart: this cluster; one of a family of clusters; for this state.
///
/// A hypothesis is the first. The other two are sums over hypotheses: nothing is merged, and no state is inferred.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Levels {
    /// Families of the leading actors, the lead's first where it has one.
    pub families: Vec<Family>,
    /// States to which sources tie leading actors, most probable first.
    pub states: Vec<StateLevel>,
}

/// An actor and those that some source links to it, or that share much of its malware: at least two programs that at most four
/// actors show, and these half of what either is known to use. Links of links are left out: that A is
/// like B, and B like C, does not make A like C.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Family {
    /// The actor.
    pub of: Who,
    /// Its posterior alone.
    pub alone: Probability,
    /// The others, most probable first.
    pub members: Vec<FamilyMember>,
    /// Posterior that it was one of them all.
    pub posterior: Probability,
    /// Whether it can be said that one of the family did it, although no one actor can be named: the actor is too improbable to
    /// be named alone; the family reaches the posterior that naming takes, and its margin over all other actors together; both
    /// still hold when any one feature is removed. Only ever said of the lead's family.
    pub supported: bool,
}

/// A member of a [`Family`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyMember {
    /// Who.
    pub who: Who,
    /// Its posterior.
    pub posterior: Probability,
    /// Why it belongs.
    pub because: Vec<Kinship>,
}

/// A state, and the leading actors that sources tie to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateLevel {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Posterior of these actors together. It is the probability that an actor did it whom somebody ties to the state, not that
    /// the state did it.
    pub posterior: Probability,
    /// The actors, most probable first, each with who ties it to the state.
    pub actors: Vec<StateTie>,
}

/// An actor that sources tie to a state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateTie {
    /// Who.
    pub who: Who,
    /// Who says so, and as what.
    pub claims: Vec<StateClaim>,
}

impl Grounds<'_> {
    pub(crate) fn levels(&self, removals: &Removals) -> Levels {
        Levels { families: self.families(removals), states: self.states() }
    }

    fn families(&self, removals: &Removals) -> Vec<Family> {
        let ties = self.ties();
        let posterior = |at: usize| value(&self.ranking.posteriors, at);
        let mut told: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
        let mut families = Vec::new();
        for (rank, at) in self.order.iter().copied().take(LEADING).enumerate() {
            if Likelihood::of(probability(posterior(at))) == Likelihood::AlmostNoChance && rank > 0 {
                break;
            }
            let mut members: Vec<(usize, Vec<Kinship>)> = Vec::new();
            for ((one, other), because) in &ties {
                let member = if *one == at { *other } else { *one };
                if *one == at || *other == at {
                    members.push((member, because.iter().cloned().collect()));
                }
            }
            let all: BTreeSet<usize> = members.iter().map(|(member, _)| *member).chain([at]).collect();
            if members.is_empty() || !told.insert(all.clone()) {
                continue;
            }
            members.sort_by(|a, b| posterior(b.0).total_cmp(&posterior(a.0)).then(a.0.cmp(&b.0)));
            families.push(Family {
                of: self.who(at),
                alone: probability(posterior(at)),
                posterior: probability(mass(self.ranking, &all)),
                supported: rank == 0 && self.family_is_supported(at, &all, removals),
                members: (members.into_iter())
                    .map(|(member, because)| FamilyMember {
                        who: self.who(member),
                        posterior: probability(posterior(member)),
                        because,
                    })
                    .collect(),
            });
        }
        families
    }

    fn family_is_supported(&self, lead: usize, family: &BTreeSet<usize>, removals: &Removals) -> bool {
        let naming = &self.model.naming;
        let (least, margin) = (naming.posterior.get(), naming.margin);
        let standing = self.inquiry.standing(lead, self.ranking, self.scorer, self.question);
        let holds = |ranking: &Ranking| carries(&ranking.posteriors, family, least, margin);
        standing.known >= naming.features
            && standing.support.suffices(naming)
            && !carries_alone(&self.ranking.posteriors, lead, least, margin)
            && holds(self.ranking)
            && removals.each.iter().all(|removal| holds(&removal.without))
    }

    /// The pairs of candidates that belong together, and why.
    fn ties(&self) -> BTreeMap<(usize, usize), BTreeSet<Kinship>> {
        let mut home: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, candidate) in self.index.candidates.iter().enumerate() {
            for actor in std::iter::once(candidate.actor).chain(candidate.pooled.iter().copied()) {
                home.insert(actor, at);
            }
        }
        let mut ties: BTreeMap<(usize, usize), BTreeSet<Kinship>> = BTreeMap::new();
        for (actor, from) in &home {
            for link in self.pack.actor(*actor).into_iter().flat_map(|actor| &actor.links) {
                let told = matches!(link.kind.as_str(), "similar" | "same identifier" | "overlaps");
                if let Some(to) = home.get(&link.to).filter(|to| told && *to != from) {
                    let by = self.pack.source_name(link.by).to_owned();
                    let because = Kinship::Linked { kind: link.kind.clone(), by };
                    ties.entry((*from.min(to), *from.max(to))).or_default().insert(because);
                }
            }
        }
        let arsenals: Vec<BTreeSet<FeatureKey>> = self.index.candidates.iter().map(|c| self.malware(c)).collect();
        for (one, own) in arsenals.iter().enumerate() {
            for (other, others) in arsenals.iter().enumerate().skip(one + 1) {
                if let Some(because) = shared_malware(own, others, &|key| self.index.known_in(key)) {
                    ties.entry((one, other)).or_default().insert(because);
                }
            }
        }
        ties
    }

    fn malware(&self, candidate: &crate::Candidate) -> BTreeSet<FeatureKey> {
        let malware = |key: &FeatureKey| match key {
            FeatureKey::Software(at) => {
                self.pack.software.get(*at as usize).is_some_and(|software| software.kind == SoftwareKind::Malware)
            }
            FeatureKey::Technique(_) | FeatureKey::Indicator(_) => false,
        };
        candidate.counts().into_iter().map(|(key, _)| key).filter(malware).collect()
    }

    /// A page is no place to tie a state to an actor that hardly comes into question: those with almost no chance are left out.
    fn states(&self) -> Vec<StateLevel> {
        let mut states: BTreeMap<&str, (Vec<f64>, Vec<StateTie>)> = BTreeMap::new();
        let in_question = self.hypotheses.iter().filter(|h| h.likelihood != Likelihood::AlmostNoChance);
        let leading = in_question.filter_map(|hypothesis| match &hypothesis.subject {
            Subject::Actor { id, name, state_claims, .. } => Some((hypothesis.posterior, id, name, state_claims)),
            Subject::Imitator { .. } | Subject::Unknown => None,
        });
        for (posterior, id, name, claims) in leading.take(LEADING) {
            let countries: BTreeSet<&str> = claims.iter().map(|claim| claim.country.as_str()).collect();
            for country in countries {
                let (posteriors, actors) = states.entry(country).or_default();
                posteriors.push(posterior.get());
                actors.push(StateTie {
                    who: Who { id: Some(id.clone()), name: name.clone() },
                    claims: claims.iter().filter(|claim| claim.country == country).cloned().collect(),
                });
            }
        }
        let mut states: Vec<StateLevel> = (states.into_iter())
            .map(|(country, (posteriors, actors))| StateLevel {
                country: country.to_owned(),
                posterior: probability(sum(posteriors)),
                actors,
            })
            .collect();
        states.sort_by(|a, b| b.posterior.get().total_cmp(&a.posterior.get()).then_with(|| a.country.cmp(&b.country)));
        states
    }
}

/// That two actors share enough malware that few others show: at least two programs, and half of what either has.
fn shared_malware(
    own: &BTreeSet<FeatureKey>,
    others: &BTreeSet<FeatureKey>,
    known_in: &dyn Fn(FeatureKey) -> u32,
) -> Option<Kinship> {
    let shared = own.intersection(others).filter(|key| known_in(**key) <= SHARED_BY).count();
    let most = own.len().max(others.len());
    (shared >= SHARED && shared as f64 >= SHARED_PART * most as f64).then(|| Kinship::SharedMalware {
        shared: count(shared),
        of: count(own.len()),
        and: count(others.len()),
    })
}

/// Whether the lead has the posterior and the margin over the next actor that naming takes.
fn carries_alone(posteriors: &[f64], lead: usize, least: f64, margin: f64) -> bool {
    let own = value(posteriors, lead);
    let rivals = posteriors.iter().enumerate().filter(|(at, _)| *at != lead).map(|(_, posterior)| *posterior);
    own >= least && own >= margin * rivals.fold(0.0, f64::max)
}

/// Whether the family has the posterior that naming takes, and the margin over all other actors together.
fn carries(posteriors: &[f64], family: &BTreeSet<usize>, least: f64, margin: f64) -> bool {
    let inside = sum(family.iter().map(|at| value(posteriors, *at)));
    let outside = sum(posteriors.iter().copied()) - inside;
    inside >= least && inside >= margin * outside
}

/// The posterior of `members` together.
fn mass(ranking: &Ranking, members: &BTreeSet<usize>) -> f64 {
    sum(members.iter().map(|at| value(&ranking.posteriors, *at)))
}

impl Levels {
    /// The lead's family, where it can be said that one of it did it although no one actor can be named.
    #[must_use]
    pub fn supported_family(&self) -> Option<&Family> {
        self.families.iter().find(|family| family.supported)
    }
}

#[cfg(test)]
#[path = "levels/tests.rs"]
mod tests;
