use super::row::{MALWARE, Row};
use super::{Held, Scorer};
use crate::candidate::ReportKey;

/// The report about a candidate that is most like the evidence.
pub(super) struct NearestReport {
    pub(super) report: ReportKey,
    /// From 0 to 1.
    pub(super) likeness: f64,
    /// How much of it malware in common makes.
    pub(super) in_software: f64,
}

impl Scorer<'_> {
    /// The report about the candidate that is most like the evidence, by the cosine of rarity weights.
    pub(super) fn nearest_report(&self, row: &Row, held: &Held<'_>) -> Option<NearestReport> {
        let present = |place: &usize| !held.removed.contains(place);
        let mut best: Option<NearestReport> = None;
        for (report, places, total) in &row.reports {
            let shared: f64 = places.iter().filter(|place| present(place)).map(|place| self.rarity(*place)).sum();
            if shared <= 0.0 {
                continue;
            }
            let likeness = shared / (held.rarity * total).sqrt();
            if best.as_ref().is_none_or(|best| likeness > best.likeness) {
                let malware = |place: &usize| matches!(self.layout.classes.get(*place), Some(Some((MALWARE, _))));
                let programs = places.iter().filter(|place| present(place) && malware(place));
                let in_software = likeness * programs.map(|place| self.rarity(*place)).sum::<f64>() / shared;
                best = Some(NearestReport { report: *report, likeness, in_software });
            }
        }
        best
    }
}
