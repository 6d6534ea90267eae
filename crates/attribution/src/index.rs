use std::collections::{BTreeMap, BTreeSet, HashMap};

use dunant_knowledge::{Object, Pack, PublicServices, Relation, SoftwareKind, Subject};
use dunant_vocabulary::{AttackId, Date};

use crate::candidate::ReportKey;
use crate::homes::homes;
use crate::traces::Lasting;
use crate::{Candidate, FeatureKey, Model, WhyDiscounted};

/// What a pack says of each actor, counted for comparison; only claims published before a day, where one is set.
#[derive(Debug)]
pub struct Index {
    /// The actors that can be compared: those of which something is known.
    pub candidates: Vec<Candidate>,
    /// How strongly each feature is known over all candidates, by class.
    pub(crate) background: HashMap<FeatureKey, f64>,
    /// In how many candidates each feature is known.
    pub(crate) known_in: HashMap<FeatureKey, u32>,
    /// Of each feature: the candidates that have it, by position, and how strongly.
    pub(crate) postings: HashMap<FeatureKey, Vec<(u32, f64)>>,
    /// Of each feature: the reports that show it, by position of the candidate and of the report within it.
    pub(crate) reports_with: HashMap<FeatureKey, Vec<(u32, u32)>>,
    /// Of each program: the candidates that a usable report speaks of together with it, by position.
    pub(crate) associated: HashMap<u32, BTreeSet<u32>>,
    /// Of each technique, the technique it is a part of.
    pub(crate) families: Vec<u32>,
    pub(crate) tools: BTreeSet<u32>,
    /// Programs that some candidate is known to use, and uses altogether.
    pub(crate) programs_used: u32,
    pub(crate) program_uses: u32,
    /// Of each trace: how long it stays with whoever left it.
    pub(crate) lasting: HashMap<u32, Lasting>,
    indicators: HashMap<(String, String), u32>,
    /// Traces that count for nothing, whoever left them; they are no feature of anybody.
    discounted: HashMap<(String, String), WhyDiscounted>,
}

impl Index {
    /// Counts what `pack` says, leaving out claims that were not published before `as_of`.
    ///
    /// A report counts as published on the latest day it may have been; one without any date counts only where `as_of` is not
    /// set. A relation without reports is dated by the day on which its source recorded it, and one that a later release of the
    /// source added counts only from that release on ([`Pack::known_since`]).
    #[must_use]
    pub fn build(pack: &Pack, model: &Model, as_of: Option<Date>) -> Self {
        Self::build_without(pack, model, as_of, &BTreeSet::new())
    }

    /// The same, without the reports at the positions `left_out`: what a leave-one-out measurement needs.
    #[must_use]
    pub fn build_without(pack: &Pack, model: &Model, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> Self {
        let in_time = |relation: &Relation| usable_reports(pack, relation, as_of, left_out);
        let homes = homes(pack);
        let mut candidates: BTreeMap<u32, Candidate> = BTreeMap::new();
        let mut of_software: HashMap<u32, BTreeSet<u32>> = HashMap::new();
        let mut reports_on: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for relation in &pack.relations {
            let Some(reports) = in_time(relation) else { continue };
            let feature = feature_of(pack, relation.object);
            for actor in users(pack, relation.subject) {
                let Some(home) = homes.get(actor as usize).copied() else { continue };
                let candidate = candidates.entry(home).or_default();
                for report in &reports {
                    candidate.reports.entry(*report).or_default().insert(feature);
                    if let ReportKey::Report(at) = report {
                        candidate.sources.entry(feature).or_default().insert(*at);
                    }
                }
            }
            if let (Subject::Software(software), FeatureKey::Technique(technique)) = (relation.subject, feature) {
                let stands_for = pack.software.get(software as usize).and_then(|s| s.same_as).unwrap_or(software);
                of_software.entry(stands_for).or_default().insert(technique);
                let cited = reports.iter().filter_map(ReportKey::report);
                reports_on.entry(stands_for).or_default().extend(cited);
            }
        }
        let mut index = Self {
            candidates: Vec::new(),
            background: HashMap::new(),
            known_in: HashMap::new(),
            postings: HashMap::new(),
            reports_with: HashMap::new(),
            associated: HashMap::new(),
            programs_used: 0,
            program_uses: 0,
            families: families(pack),
            tools: (0_u32..)
                .zip(&pack.software)
                .filter(|(_, s)| s.kind == SoftwareKind::Tool)
                .map(|(at, _)| at)
                .collect(),
            lasting: HashMap::new(),
            indicators: HashMap::new(),
            discounted: HashMap::new(),
        };
        index.add_traces(pack, model, (as_of, left_out), &homes, &mut candidates);
        for (home, mut candidate) in candidates {
            candidate.actor = home;
            candidate.pooled =
                (0_u32..).zip(&homes).filter(|(at, to)| **to == home && *at != home).map(|(at, _)| at).collect();
            candidate.targets = (std::iter::once(home).chain(candidate.pooled.iter().copied()))
                .filter_map(|at| pack.actor(at))
                .flat_map(|actor| actor.targets.iter().copied())
                .collect();
            index.count(&mut candidate, pack, model, &of_software);
            index.candidates.push(candidate);
        }
        index.spread(pack);
        index.invert(model);
        index.associate(&reports_on);
        index
    }

    /// The first indicator of the pack with this kind and value, if any usable one has them.
    #[must_use]
    pub fn indicator(&self, kind: &str, value: &str) -> Option<u32> {
        self.indicators.get(&(kind.to_owned(), value.to_owned())).copied()
    }

    /// Why a trace that the pack knows counts for nothing, where it does.
    pub(crate) fn discount(&self, kind: &str, value: &str) -> Option<&WhyDiscounted> {
        self.discounted.get(&(kind.to_owned(), value.to_owned()))
    }

    /// The place among the candidates of the actor with the identifier `id` in `pack`.
    #[must_use]
    pub fn position(&self, pack: &Pack, id: &str) -> Option<usize> {
        self.candidates.iter().position(|candidate| pack.actor(candidate.actor).is_some_and(|actor| actor.id == id))
    }

    /// In how many candidates a feature is known.
    #[must_use]
    pub fn known_in(&self, feature: FeatureKey) -> u32 {
        self.known_in.get(&feature).copied().unwrap_or(0)
    }

    /// Whether a feature is a tool that many have: it tells of nobody.
    #[must_use]
    pub fn is_public_tool(&self, feature: FeatureKey) -> bool {
        matches!(feature, FeatureKey::Software(at) if self.tools.contains(&at))
    }

    /// Whether so few candidates show a feature that showing it may be somebody else's imitation.
    pub(crate) fn is_rare(&self, feature: FeatureKey, model: &Model) -> bool {
        self.known_in(feature) <= model.rare.in_at_most
    }

    /// How much a feature weighs in the likeness of two reports: the square of its rarity, software more.
    pub(crate) fn likeness_weight(&self, feature: FeatureKey, model: &Model) -> f64 {
        let known_in = self.known_in(feature);
        if known_in == 0 || matches!(feature, FeatureKey::Indicator(_)) {
            return 0.0;
        }
        let candidates = self.candidates.len() as f64;
        let rarity = ((1.0 + candidates) / f64::from(1 + known_in)).ln().powi(2);
        if matches!(feature, FeatureKey::Software(_)) { rarity * model.resemblance.software_factor } else { rarity }
    }

    pub(crate) fn family(&self, technique: u32) -> u32 {
        self.families.get(technique as usize).copied().unwrap_or(technique)
    }

    /// Gives each candidate the traces that reports tie to it, but those that count for nothing. The report counts either way.
    fn add_traces(
        &mut self,
        pack: &Pack,
        model: &Model,
        (as_of, left_out): (Option<Date>, &BTreeSet<u32>),
        homes: &[u32],
        candidates: &mut BTreeMap<u32, Candidate>,
    ) {
        let mut traces: BTreeMap<(&str, &str), (u32, Tied)> = BTreeMap::new();
        for (at, indicator) in (0_u32..).zip(&pack.indicators) {
            let published = pack.report(indicator.report).and_then(|report| report.published);
            let late = as_of.is_some_and(|day| published.is_none_or(|published| published.latest() >= day));
            if late || left_out.contains(&indicator.report) {
                continue;
            }
            let Some(home) = homes.get(indicator.actor as usize).copied() else { continue };
            candidates.entry(home).or_default().reports.entry(ReportKey::Report(indicator.report)).or_default();
            let trace = (indicator.kind.as_str(), indicator.value.as_str());
            let (_, tied) = traces.entry(trace).or_insert_with(|| (at, Tied::new()));
            tied.entry(home).or_default().insert(indicator.report);
        }
        if traces.is_empty() {
            return;
        }
        let services = PublicServices::shipped();
        for ((kind, value), (first, tied)) in traces {
            let key = (kind.to_owned(), value.to_owned());
            let shared = u32::try_from(tied.len()).unwrap_or(u32::MAX);
            if let Some(discount) = WhyDiscounted::of(kind, value, shared, &services, &model.traces) {
                self.discounted.insert(key, discount);
                continue;
            }
            self.indicators.insert(key, first);
            self.lasting.insert(first, Lasting::of(kind, value));
            let feature = FeatureKey::Indicator(first);
            for (home, reports) in tied {
                let candidate = candidates.entry(home).or_default();
                let published = |at: &u32| Some(pack.report(*at)?.published?.latest());
                candidate.tied.insert(first, reports.iter().filter_map(published).collect());
                for report in &reports {
                    candidate.reports.entry(ReportKey::Report(*report)).or_default().insert(feature);
                }
                candidate.sources.entry(feature).or_default().extend(reports);
            }
        }
    }

    fn count(&self, candidate: &mut Candidate, pack: &Pack, model: &Model, of_software: &HashMap<u32, BTreeSet<u32>>) {
        let mut shown: BTreeMap<FeatureKey, u32> = BTreeMap::new();
        for features in candidate.reports.values() {
            for feature in features {
                *shown.entry(*feature).or_default() += 1;
            }
        }
        let mut strength: BTreeMap<FeatureKey, f64> =
            shown.iter().map(|(feature, reports)| (*feature, f64::from(1 + reports).log2())).collect();
        let mut inherited: BTreeMap<u32, f64> = BTreeMap::new();
        for feature in shown.keys() {
            let FeatureKey::Software(software) = feature else { continue };
            for technique in of_software.get(software).into_iter().flatten() {
                *inherited.entry(*technique).or_default() += 1.0;
            }
        }
        for (technique, programs) in inherited {
            *strength.entry(FeatureKey::Technique(technique)).or_default() +=
                model.inherited.share * programs.min(model.inherited.programs);
        }
        for (feature, value) in &strength {
            match feature {
                FeatureKey::Technique(_) => candidate.technique_total += value,
                FeatureKey::Software(at) if self.tools.contains(at) => candidate.tool_total += value,
                FeatureKey::Software(_) => candidate.malware_total += value,
                FeatureKey::Indicator(_) => {}
            }
        }
        candidate.programs = u32::try_from(shown.keys().filter(|key| matches!(key, FeatureKey::Software(_))).count())
            .unwrap_or(u32::MAX);
        candidate.strength = strength.into_iter().collect();
        candidate.public_since = (candidate.sources.iter())
            .filter_map(|(feature, reports)| {
                let published = reports.iter().filter_map(|at| pack.report(*at)?.published);
                Some((*feature, published.map(|published| published.latest()).min()?))
            })
            .collect();
        candidate.days = (candidate.reports.keys())
            .filter_map(|key| match key {
                ReportKey::Report(at) => pack.report(*at)?.published.map(|published| published.latest()),
                ReportKey::Source(_) => None,
            })
            .collect();
    }

    /// How features are spread over all candidates: the background rate of each, and in how many it is known directly.
    fn spread(&mut self, pack: &Pack) {
        let mut totals: BTreeMap<FeatureKey, f64> = BTreeMap::new();
        for candidate in &self.candidates {
            let direct: BTreeSet<FeatureKey> = candidate.reports.values().flatten().copied().collect();
            for feature in direct {
                *self.known_in.entry(feature).or_default() += 1;
            }
            for (feature, value) in candidate.strength.iter().collect::<BTreeMap<_, _>>() {
                *totals.entry(*feature).or_default() += value;
            }
        }
        let class = |feature: &FeatureKey| match feature {
            FeatureKey::Technique(_) => 0,
            FeatureKey::Software(at) if self.tools.contains(at) => 1,
            FeatureKey::Software(_) => 2,
            FeatureKey::Indicator(_) => 3,
        };
        let mut sums = [0.0; 4];
        let mut kinds = [0.0; 4];
        for (feature, value) in &totals {
            if let (Some(sum), Some(kind)) = (sums.get_mut(class(feature)), kinds.get_mut(class(feature))) {
                *sum += value;
                *kind += 1.0;
            }
        }
        debug_assert!(self.candidates.iter().all(|candidate| (candidate.actor as usize) < pack.actors.len()));
        for (feature, value) in totals {
            let sum = sums.get(class(&feature)).copied().unwrap_or(0.0);
            let kind = kinds.get(class(&feature)).copied().unwrap_or(0.0);
            self.background.insert(feature, (value + 0.5) / (sum + 0.5 * kind));
        }
    }
}

impl Index {
    /// The way back from features to candidates and reports.
    fn invert(&mut self, model: &Model) {
        let mut weighed = Vec::new();
        for candidate in &self.candidates {
            let weight =
                |shown: &BTreeSet<FeatureKey>| shown.iter().map(|feature| self.likeness_weight(*feature, model)).sum();
            weighed.push(candidate.reports.iter().map(|(key, shown)| (*key, weight(shown))).collect());
        }
        for (candidate, weighed) in self.candidates.iter_mut().zip(weighed) {
            candidate.weighed = weighed;
        }
        for (at, candidate) in (0_u32..).zip(&self.candidates) {
            for (feature, strength) in candidate.strength.iter().collect::<BTreeMap<_, _>>() {
                self.postings.entry(*feature).or_default().push((at, *strength));
            }
            for (place, shown) in (0_u32..).zip(candidate.reports.values()) {
                for feature in shown {
                    self.reports_with.entry(*feature).or_default().push((at, place));
                }
            }
        }
        let programs: BTreeSet<FeatureKey> =
            self.known_in.keys().filter(|key| matches!(key, FeatureKey::Software(_))).copied().collect();
        self.programs_used = u32::try_from(programs.len()).unwrap_or(u32::MAX);
        self.program_uses = self.candidates.iter().map(|candidate| candidate.programs).sum();
    }

    /// Whom the reports on a program's behaviour speak of: a report that several sources' relations cite for a program and for
    /// an actor ties the two, before anybody records that the one uses the other.
    fn associate(&mut self, reports_on: &BTreeMap<u32, BTreeSet<u32>>) {
        let mut speak_of: HashMap<u32, BTreeSet<u32>> = HashMap::new();
        for (at, candidate) in (0_u32..).zip(&self.candidates) {
            for report in candidate.reports.keys().filter_map(ReportKey::report) {
                speak_of.entry(report).or_default().insert(at);
            }
        }
        for (software, reports) in reports_on {
            let found: BTreeSet<u32> = reports.iter().filter_map(|at| speak_of.get(at)).flatten().copied().collect();
            if !found.is_empty() {
                self.associated.insert(*software, found);
            }
        }
    }
}

/// Of the actors that a trace is tied to, by home: the reports that tie it.
type Tied = BTreeMap<u32, BTreeSet<u32>>;

/// The reports of a relation that may be used; `None` where it may not be used at all.
pub(crate) fn usable_reports(
    pack: &Pack,
    relation: &Relation,
    as_of: Option<Date>,
    left_out: &BTreeSet<u32>,
) -> Option<Vec<ReportKey>> {
    if as_of.is_some_and(|day| pack.known_since(relation).is_some_and(|since| since >= day)) {
        return None;
    }
    if relation.reports.is_empty() {
        let late = as_of.is_some_and(|day| relation.recorded.is_none_or(|recorded| recorded >= day));
        return (!late).then(|| vec![ReportKey::Source(relation.by)]);
    }
    let usable = |at: &u32| {
        let published = pack.report(*at).and_then(|report| report.published);
        !left_out.contains(at) && as_of.is_none_or(|day| published.is_some_and(|published| published.latest() < day))
    };
    let reports: Vec<ReportKey> =
        relation.reports.iter().filter(|at| usable(at)).map(|at| ReportKey::Report(*at)).collect();
    (!reports.is_empty()).then_some(reports)
}

pub(crate) fn users(pack: &Pack, subject: Subject) -> Vec<u32> {
    match subject {
        Subject::Actor(at) => vec![at],
        Subject::Campaign(at) => {
            let campaign = pack.campaigns.get(at as usize);
            campaign.map(|campaign| campaign.attributed_to.iter().map(|a| a.actor).collect()).unwrap_or_default()
        }
        Subject::Software(_) => Vec::new(),
    }
}

fn feature_of(pack: &Pack, object: Object) -> FeatureKey {
    match object {
        Object::Technique(at) => FeatureKey::Technique(at),
        Object::Software(at) => {
            let stands_for = pack.software.get(at as usize).and_then(|software| software.same_as);
            FeatureKey::Software(stands_for.unwrap_or(at))
        }
    }
}

/// Of each technique, the technique it is part of, itself where it is part of none.
pub(crate) fn families(pack: &Pack) -> Vec<u32> {
    let by_id: HashMap<AttackId, u32> =
        (0_u32..).zip(&pack.techniques).map(|(at, technique)| (technique.id, at)).collect();
    let parent = |(at, id): (u32, AttackId)| by_id.get(&id.parent()).copied().unwrap_or(at);
    (0_u32..).zip(pack.techniques.iter().map(|technique| technique.id)).map(parent).collect()
}
