use std::collections::{BTreeMap, BTreeSet};

use dunant_evidence::{Observable, ObservableKind, Observed, Role};
use serde::Serialize;

use crate::FeatureKey;
use crate::removal::Removals;
use crate::tradecraft::{Grounds, sum};

/// The aspects of an intrusion that attribution can draw on: MICTIC, after Steffens, Attribution of Advanced Persistent Threats
/// (2020). The fewer aspects agree, the less an attribution is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Malware and tools: names, hashes, names that the code carries, the vulnerabilities it uses.
    Malware,
    /// Domains, addresses, certificates, accounts that were rented or taken over; techniques of preparing them.
    Infrastructure,
    /// What stands on the attacker's own servers. Never in published evidence.
    ControlServer,
    /// What was seen of the attackers at work at their victims. A technique counts here where it serves a tactic that is carried
    /// out at the victim's, and so do traces that a host keeps. It is second hand: somebody's summary of telemetry, not the log.
    Telemetry,
    /// What intelligence services know. Never in published evidence.
    Intelligence,
    /// Who gains: the victim's sector and country, where an item's structure says that they were targeted.
    WhoGains,
}

impl Aspect {
    /// All of them, in the order of the acronym.
    pub const ALL: [Self; 6] =
        [Self::Malware, Self::Infrastructure, Self::ControlServer, Self::Telemetry, Self::Intelligence, Self::WhoGains];
}

/// What the evidence says to one aspect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AspectCoverage {
    /// Which.
    pub aspect: Aspect,
    /// Distinct things observed: techniques and software that the pack knows, traces, vulnerabilities, targets.
    pub observations: u32,
    /// Which share of all that speaks for the lead it carries, from 0 to 1: the positive effects of its features on the lead's log
    /// likelihood ratio, over those of all features. 0 in every aspect where nothing speaks for the lead.
    pub share: f64,
}

/// Share from which one aspect carries everything.
const EVERYTHING: f64 = 0.95;

/// The aspect that carries all that speaks for the lead (at least 95 %), if one does: then nothing of another kind corroborates it.
#[must_use]
pub fn one_aspect_carries_everything(aspects: &[AspectCoverage]) -> Option<Aspect> {
    aspects.iter().find(|coverage| coverage.share >= EVERYTHING).map(|coverage| coverage.aspect)
}

impl Grounds<'_> {
    pub(crate) fn aspects(&self, removals: &Removals) -> Vec<AspectCoverage> {
        let mut observed: BTreeMap<Aspect, u32> = BTreeMap::new();
        let distinct: BTreeSet<&Observed> = self.observations.iter().map(|observation| &observation.observed).collect();
        for aspect in distinct.into_iter().filter_map(aspect_of_observed) {
            *observed.entry(aspect).or_default() += 1;
        }
        for key in self.keys.iter().filter(|key| !matches!(key, FeatureKey::Indicator(_))) {
            *observed.entry(self.aspect_of(*key)).or_default() += 1;
        }
        let lead = self.order.first().copied().unwrap_or_default();
        let speaking = |aspect: Option<Aspect>| {
            let own =
                removals.each.iter().filter(|removal| aspect.is_none_or(|a| a == self.aspect_of(removal.feature)));
            sum(own.map(|removal| removal.effect(self.ranking, lead).max(0.0)))
        };
        let all = speaking(None);
        let share = |aspect| if all > 0.0 { speaking(Some(aspect)) / all } else { 0.0 };
        let coverage = |aspect: Aspect| AspectCoverage {
            aspect,
            observations: observed.get(&aspect).copied().unwrap_or(0),
            share: share(aspect),
        };
        Aspect::ALL.map(coverage).into_iter().collect()
    }

    fn aspect_of(&self, key: FeatureKey) -> Aspect {
        match key {
            FeatureKey::Technique(at) => {
                let tactics = self.pack.techniques.get(at as usize).map(|technique| technique.tactics.as_slice());
                let before = |tactic: &String| matches!(tactic.as_str(), "reconnaissance" | "resource-development");
                match tactics {
                    Some(tactics) if !tactics.is_empty() && tactics.iter().all(before) => Aspect::Infrastructure,
                    _ => Aspect::Telemetry,
                }
            }
            FeatureKey::Software(_) => Aspect::Malware,
            FeatureKey::Indicator(at) => {
                let kind = self.pack.indicators.get(at as usize).map_or("", |indicator| indicator.kind.as_str());
                if kind.starts_with("file:") || kind.starts_with("mutex:") {
                    Aspect::Malware
                } else {
                    Aspect::Infrastructure
                }
            }
        }
    }
}

/// The aspect that a trace, a vulnerability or a target belongs to. Techniques and software count as features, names of actors
/// not at all, and a country that is merely mentioned says nothing of who was targeted.
fn aspect_of_observed(observed: &Observed) -> Option<Aspect> {
    match observed {
        Observed::Observable(observable) => Some(aspect_of_trace(observable)),
        Observed::Vulnerability(_) => Some(Aspect::Malware),
        Observed::Country { role: Role::Targeted, .. } | Observed::Sector { role: Role::Targeted, .. } => {
            Some(Aspect::WhoGains)
        }
        Observed::Country { .. } | Observed::Sector { .. } => None,
        Observed::Software(_) | Observed::Technique(_) | Observed::ActorClaim(_) => None,
    }
}

fn aspect_of_trace(observable: &Observable) -> Aspect {
    match observable.kind() {
        ObservableKind::FileHash(_) | ObservableKind::FileName | ObservableKind::Mutex | ObservableKind::PdbPath => {
            Aspect::Malware
        }
        ObservableKind::Ipv4Addr
        | ObservableKind::Ipv6Addr
        | ObservableKind::DomainName
        | ObservableKind::Url
        | ObservableKind::EmailAddr
        | ObservableKind::X509Certificate
        | ObservableKind::AutonomousSystem
        | ObservableKind::CryptocurrencyAddress
        | ObservableKind::NetworkFingerprint(_) => Aspect::Infrastructure,
        ObservableKind::FilePath
        | ObservableKind::WindowsRegistryKey
        | ObservableKind::UserAgent
        | ObservableKind::Process
        | ObservableKind::UserAccount
        | ObservableKind::MacAddr
        | ObservableKind::WindowsService => Aspect::Telemetry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_aspect_carries_everything_only_where_it_nearly_does() {
        let of = |malware: f64, telemetry: f64| {
            let one = |aspect, share| AspectCoverage { aspect, observations: 1, share };
            one_aspect_carries_everything(&[one(Aspect::Malware, malware), one(Aspect::Telemetry, telemetry)])
        };
        assert_eq!(of(0.97, 0.03), Some(Aspect::Malware));
        assert_eq!(of(0.9, 0.1), None);
        assert_eq!(of(0.0, 0.0), None);
    }
}
