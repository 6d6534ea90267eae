use std::collections::{BTreeMap, BTreeSet, HashMap};

use dunant_knowledge::Target;
use dunant_vocabulary::Date;

use crate::FeatureKey;

/// An actor that can be compared, with what is known of it.
#[derive(Debug, Clone, Default)]
pub struct Candidate {
    /// Position of the actor in the pack.
    pub actor: u32,
    /// Positions of other sources' clusters whose claims are counted with it, because a source links them to it alone.
    pub pooled: Vec<u32>,
    /// How strongly each feature is known: log2(1 + reports), and for techniques what its software adds.
    pub(crate) strength: HashMap<FeatureKey, f64>,
    /// The sum of the strengths of each class.
    pub(crate) technique_total: f64,
    pub(crate) malware_total: f64,
    pub(crate) tool_total: f64,
    /// The features of each report about it.
    pub(crate) reports: BTreeMap<ReportKey, BTreeSet<FeatureKey>>,
    /// Of each report, in the order of `reports`: its key, and how much all that it shows weighs in a likeness.
    pub(crate) weighed: Vec<(ReportKey, f64)>,
    /// Programs that usable reports say it uses.
    pub(crate) programs: u32,
    /// Reports that count for its activity, with their days.
    pub(crate) days: Vec<Date>,
    /// Reports that tie each feature to it, by position in the pack.
    pub(crate) sources: HashMap<FeatureKey, BTreeSet<u32>>,
    /// Of each feature, the day by which some report that ties it to the actor had been published; none where no report has a date.
    pub(crate) public_since: HashMap<FeatureKey, Date>,
    /// Of each trace, the days of the reports that tie it to the actor.
    pub(crate) tied: BTreeMap<u32, Vec<Date>>,
    /// Whom sources say that the actor targets, once for each source that says so.
    pub(crate) targets: Vec<Target>,
}

/// A report, or a source that speaks for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ReportKey {
    Report(u32),
    Source(u32),
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

impl ReportKey {
    pub(crate) fn report(&self) -> Option<u32> {
        match self {
            Self::Report(at) => Some(*at),
            Self::Source(_) => None,
        }
    }
}
