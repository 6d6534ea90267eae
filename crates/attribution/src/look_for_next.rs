use std::collections::{BTreeMap, BTreeSet};

use dunant_knowledge::SoftwareKind;
use dunant_vocabulary::DateRange;
use serde::Serialize;

use crate::tradecraft::{Grounds, sum, value};
use crate::{Candidate, FeatureClass, FeatureKey, Ranking, ReportReference, Scorer, Shown, Who};

/// Actors told apart, the unknown actor besides.
const APART: usize = 3;
/// Observations of each of these actors that are weighed with the scorer.
const WEIGHED: usize = 8;
/// Observations listed.
const LISTED: usize = 8;
/// Ratio from which an observation speaks for or against somebody.
const SPEAKS: f64 = 1.1;
/// What a tool counts against malware: many use it, and its traces are often an administrator's.
const TOOL: f64 = 0.2;
/// Software that was first described so many years after the incident is not looked for: it was hardly in use.
const YEARS_LATER: i16 = 2;

/// Something that the evidence does not hold, and what it would say if it were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextObservation {
    /// The observation, for people: `T1003.001 LSASS Memory`, `Destover`.
    pub feature: String,
    /// Its ATT&CK identifier, where it has one.
    pub attack_id: Option<String>,
    /// What kind.
    pub class: FeatureClass,
    /// In how many actors it is known, of how many.
    pub known_in: (u32, u32),
    /// Expected gain in natural logarithms: by how much the probability of whoever did it rises, on average over the leading
    /// hypotheses and how often reports about each show the thing. Looking and not finding it is counted as nothing. Half of each
    /// hypothesis's weight is its posterior, half is even: a lead held for sure is what most needs testing.
    ///
    /// After Good's expected weight of evidence (Weight of Evidence: A Brief Survey, Bayesian Statistics 2, 1985).
    pub expected_gain: f64,
    /// What it would do to the log likelihood ratio of each leading hypothesis, most probable actor first, the unknown actor last.
    pub effects: Vec<NextEffect>,
    /// Of a technique: the tactics, by ATT&CK's short names, that a responder can look for at the victim's.
    pub tactics: Vec<String>,
    /// Where at the victim's it would leave traces.
    pub look_in: Vec<LookIn>,
    /// Reports that describe it of the actors it would speak for, newest first.
    pub reports: Vec<ReportReference>,
}

/// What a victim has in which something can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookIn {
    /// Mails and their gateway's logs.
    Mail,
    /// Logs of hosts: processes, services, scheduled tasks, the registry.
    HostLogs,
    /// Logs of sign-ins and directory services.
    SignInLogs,
    /// Logs of proxies, name servers and firewalls, and captured traffic.
    NetworkLogs,
    /// Samples of the intruders' files.
    Samples,
    /// Images of memory.
    Memory,
    /// Images of disks.
    DiskImages,
}

/// What an observation would do to one hypothesis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextEffect {
    /// Who.
    pub who: Who,
    /// The change of its log likelihood ratio.
    pub log_likelihood_ratio: f64,
}

impl NextObservation {
    /// The hypotheses that it would speak for, by a factor of at least 1.1, strongest first.
    #[must_use]
    pub fn speaks_for(&self) -> Vec<&NextEffect> {
        let mut found: Vec<&NextEffect> =
            self.effects.iter().filter(|effect| effect.log_likelihood_ratio >= SPEAKS.ln()).collect();
        found.sort_by(|a, b| b.log_likelihood_ratio.total_cmp(&a.log_likelihood_ratio));
        found
    }

    /// Whom it would speak for most.
    fn strongest(&self) -> Option<&Who> {
        self.speaks_for().first().map(|effect| &effect.who)
    }

    /// The hypotheses that it would speak against, by a factor of at least 1.1, strongest first.
    #[must_use]
    pub fn speaks_against(&self) -> Vec<&NextEffect> {
        let mut found: Vec<&NextEffect> =
            self.effects.iter().filter(|effect| effect.log_likelihood_ratio <= -SPEAKS.ln()).collect();
        found.sort_by(|a, b| a.log_likelihood_ratio.total_cmp(&b.log_likelihood_ratio));
        found
    }
}

/// A leading actor, with how many of its reports show each feature.
struct Leading<'i> {
    at: usize,
    candidate: &'i Candidate,
    shown: BTreeMap<FeatureKey, u32>,
    posterior: f64,
}

impl Leading<'_> {
    /// How often a report about the actor shows the feature, as far as its reports tell.
    fn rate(&self, key: FeatureKey) -> f64 {
        let shown = self.shown.get(&key).copied().unwrap_or(0);
        (f64::from(shown) + 0.5) / (self.candidate.report_count() as f64 + 1.0)
    }
}

impl Grounds<'_> {
    pub(crate) fn look_for_next(&self) -> Vec<NextObservation> {
        let leading: Vec<Leading<'_>> = (self.order.iter().take(APART))
            .filter_map(|at| {
                let candidate = self.index.candidates.get(*at)?;
                let shown = candidate.counts().into_iter().collect();
                Some(Leading { at: *at, candidate, shown, posterior: value(&self.ranking.posteriors, *at) })
            })
            .collect();
        let wanted = self.shortlist(&leading);
        let mut query = self.scorer.query.clone();
        query.features.extend(wanted.iter().map(|key| Shown { key: *key, certainty: 1.0, listed: false }));
        let places: Vec<usize> = (self.keys.len()..query.features.len()).collect();
        let scorer = Scorer::in_case(self.index, self.model, query, self.scorer.circumstances.clone());
        let before = scorer.rank(&places);
        let mut found: Vec<NextObservation> = Vec::new();
        for (key, place) in wanted.into_iter().zip(&places) {
            let others: Vec<usize> = places.iter().copied().filter(|other| other != place).collect();
            found.extend(self.weighed(key, &leading, &before, &scorer.rank(&others)));
        }
        varied(found)
    }

    /// What each leading actor is known to show and the evidence does not, those first that few actors show, that reports often
    /// show of it, and that the other leading ones are not known for.
    fn shortlist(&self, leading: &[Leading<'_>]) -> Vec<FeatureKey> {
        let held: BTreeSet<FeatureKey> = self.keys.iter().copied().collect();
        let candidates = self.index.candidates.len() as f64;
        let mut wanted: BTreeSet<FeatureKey> = BTreeSet::new();
        for one in leading {
            let mut scored: Vec<(f64, FeatureKey)> = Vec::new();
            for key in one.shown.keys().copied().filter(|key| !held.contains(key) && self.can_be_looked_for(*key, one))
            {
                let rarity = ((candidates + 1.0) / (f64::from(self.index.known_in(key)) + 1.0)).ln();
                let others =
                    leading.iter().filter(|other| other.at != one.at && other.shown.contains_key(&key)).count();
                let kind = match self.class_of(key) {
                    FeatureClass::Tool => TOOL,
                    FeatureClass::Technique => 0.5,
                    _ => 1.0,
                };
                scored.push((kind * rarity * one.rate(key) / (1.0 + others as f64), key));
            }
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            wanted.extend(scored.into_iter().take(WEIGHED).map(|(_, key)| key));
        }
        wanted.into_iter().collect()
    }

    /// Traces are for machines to look for, what happens before an intrusion is not seen at the victim's, and software that was
    /// first described long after the incident was hardly used in it.
    fn can_be_looked_for(&self, key: FeatureKey, of: &Leading<'_>) -> bool {
        match key {
            FeatureKey::Technique(_) => self.tactics(key).iter().any(|tactic| is_seen_at_the_victim(tactic)),
            FeatureKey::Software(_) => {
                // What one report alone shows of the actor is the malware of that incident, and hardly of another.
                let of_one_incident = of.shown.get(&key).copied().unwrap_or(0) < 2;
                if of_one_incident && self.class_of(key) != FeatureClass::Tool {
                    return false;
                }
                let published = |at: &u32| self.pack.report(*at).and_then(|report| report.published);
                let described = of.candidate.sources.get(&key).into_iter().flatten().filter_map(published);
                match (described.map(DateRange::earliest).min(), self.reference) {
                    (Some(first), Some(day)) => first.year() <= day.year().saturating_add(YEARS_LATER),
                    _ => true,
                }
            }
            FeatureKey::Indicator(_) => false,
        }
    }

    fn weighed(
        &self,
        key: FeatureKey,
        leading: &[Leading<'_>],
        before: &Ranking,
        with: &Ranking,
    ) -> Option<NextObservation> {
        let effect = |at: usize| value(&with.log_likelihood_ratios, at) - value(&before.log_likelihood_ratios, at);
        // Every ratio is against the unknown actor, so that nothing moves its own.
        let on_unknown = 0.0;
        let (known, candidates) = self.known_in(key);
        let common = (f64::from(known) + 0.5) / (f64::from(candidates) + 1.0);
        let total = sum(leading.iter().map(|one| one.posterior)) + self.ranking.unknown_posterior;
        let even = 1.0 / (leading.len() as f64 + 1.0);
        let weight = |posterior: f64| 0.5 * posterior / total + 0.5 * even;
        let mut weighed: Vec<(f64, f64, f64)> =
            leading.iter().map(|one| (weight(one.posterior), one.rate(key), effect(one.at))).collect();
        weighed.push((weight(self.ranking.unknown_posterior), common, on_unknown));
        let average = sum(weighed.iter().map(|(weight, _, effect)| weight * effect.exp())).ln();
        let expected_gain = sum(weighed.iter().map(|(weight, rate, effect)| weight * rate * (effect - average)));
        let tells_of_an_actor = leading.iter().any(|one| effect(one.at) >= SPEAKS.ln());
        if !tells_of_an_actor || expected_gain.is_nan() || expected_gain <= 0.0 {
            return None;
        }
        let mut effects: Vec<NextEffect> = (leading.iter())
            .map(|one| NextEffect { who: self.who(one.at), log_likelihood_ratio: effect(one.at) })
            .collect();
        effects.push(NextEffect { who: Who::unknown(), log_likelihood_ratio: on_unknown });
        let describing: BTreeSet<u32> = (leading.iter())
            .filter(|one| effect(one.at) >= SPEAKS.ln())
            .flat_map(|one| one.candidate.sources.get(&key).into_iter().flatten().copied())
            .collect();
        let reports = (self.cite)(describing.into_iter().collect());
        Some(NextObservation {
            feature: (self.name)(key),
            attack_id: self.attack_id(key),
            class: self.class_of(key),
            known_in: (known, candidates),
            expected_gain,
            effects,
            look_in: self.look_in(key),
            tactics: self.tactics(key).iter().filter(|tactic| is_seen_at_the_victim(tactic)).cloned().collect(),
            reports,
        })
    }

    fn look_in(&self, key: FeatureKey) -> Vec<LookIn> {
        let places: BTreeSet<LookIn> = match self.class_of(key) {
            FeatureClass::Technique => self.tactics(key).iter().flat_map(|tactic| traces_of(tactic)).copied().collect(),
            FeatureClass::Tool => BTreeSet::from([LookIn::HostLogs, LookIn::DiskImages]),
            _ => BTreeSet::from([LookIn::Samples, LookIn::Memory, LookIn::NetworkLogs]),
        };
        places.into_iter().collect()
    }

    fn class_of(&self, key: FeatureKey) -> FeatureClass {
        match key {
            FeatureKey::Technique(_) => FeatureClass::Technique,
            FeatureKey::Indicator(_) => FeatureClass::Indicator,
            FeatureKey::Software(at) => match self.pack.software.get(at as usize).map(|software| software.kind) {
                Some(SoftwareKind::Tool) => FeatureClass::Tool,
                Some(SoftwareKind::Malware) | None => FeatureClass::Malware,
            },
        }
    }

    fn attack_id(&self, key: FeatureKey) -> Option<String> {
        match key {
            FeatureKey::Technique(at) => {
                self.pack.techniques.get(at as usize).map(|technique| technique.id.to_string())
            }
            FeatureKey::Software(at) => {
                let id = &self.pack.software.get(at as usize)?.id;
                id.parse::<dunant_vocabulary::AttackId>().ok().map(|id| id.to_string())
            }
            FeatureKey::Indicator(_) => None,
        }
    }

    fn tactics(&self, key: FeatureKey) -> &[String] {
        match key {
            FeatureKey::Technique(at) => self.pack.techniques.get(at as usize).map_or(&[], |t| t.tactics.as_slice()),
            FeatureKey::Software(_) | FeatureKey::Indicator(_) => &[],
        }
    }
}

/// The best of `found`, best first, so that no hypothesis fills the list: what speaks most for the same hypothesis as `n` that stand
/// before it counts `1 + n` times less.
fn varied(mut found: Vec<NextObservation>) -> Vec<NextObservation> {
    found.sort_by(|a, b| a.feature.cmp(&b.feature));
    let mut chosen: Vec<NextObservation> = Vec::new();
    let mut taken: BTreeMap<Who, f64> = BTreeMap::new();
    while chosen.len() < LISTED {
        let worth = |next: &NextObservation| {
            let before = next.strongest().and_then(|who| taken.get(who)).copied().unwrap_or(0.0);
            let common = if next.class == FeatureClass::Tool { TOOL } else { 1.0 };
            common * next.expected_gain / (1.0 + before)
        };
        let best = found.iter().enumerate().max_by(|a, b| worth(a.1).total_cmp(&worth(b.1)).then(b.0.cmp(&a.0)));
        let Some(at) = best.map(|(at, _)| at) else { break };
        let next = found.remove(at);
        if let Some(who) = next.strongest() {
            *taken.entry(who.clone()).or_default() += 1.0;
        }
        chosen.push(next);
    }
    chosen
}

/// Whether a tactic of ATT&CK is carried out within the victim's sight.
fn is_seen_at_the_victim(tactic: &str) -> bool {
    !matches!(tactic, "reconnaissance" | "resource-development")
}

/// Where a tactic of ATT&CK leaves traces at the victim's.
fn traces_of(tactic: &str) -> &'static [LookIn] {
    match tactic {
        "initial-access" => &[LookIn::Mail, LookIn::NetworkLogs, LookIn::SignInLogs],
        "credential-access" => &[LookIn::SignInLogs, LookIn::HostLogs, LookIn::Memory],
        "lateral-movement" => &[LookIn::SignInLogs, LookIn::HostLogs],
        "command-and-control" | "exfiltration" => &[LookIn::NetworkLogs],
        "impact" => &[LookIn::HostLogs, LookIn::DiskImages],
        _ if is_seen_at_the_victim(tactic) => &[LookIn::HostLogs],
        _ => &[],
    }
}
