use std::collections::BTreeSet;

use dunant_knowledge::{Pack, Sentence};
use dunant_vocabulary::Date;

/// The reports of a sentence that may be used, none where its source speaks for itself; `None` where it may not be used at all.
///
/// A sentence counts where some report that it cites was published before `as_of`, and never where it cites a report that is
/// left out: it may be drawn from that report alone.
pub(crate) fn usable(
    pack: &Pack,
    sentence: &Sentence,
    as_of: Option<Date>,
    left_out: &BTreeSet<u32>,
) -> Option<Vec<u32>> {
    if sentence.reports.is_empty() {
        let recorded = pack.relations.get(sentence.relation as usize).and_then(|relation| relation.recorded);
        return as_of.is_none_or(|day| recorded.is_some_and(|recorded| recorded < day)).then(Vec::new);
    }
    if sentence.reports.iter().any(|at| left_out.contains(at)) {
        return None;
    }
    let published = |at: u32| pack.report(at).and_then(|report| report.published);
    let in_time = |at: &u32| as_of.is_none_or(|day| published(*at).is_some_and(|dates| dates.latest() < day));
    let reports: Vec<u32> = sentence.reports.iter().copied().filter(in_time).collect();
    (!reports.is_empty()).then_some(reports)
}
