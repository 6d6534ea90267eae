use std::collections::BTreeMap;

use dunant_heads::VerifiedHistory;
use dunant_record::Timestamp;
use dunant_vocabulary::Moment;

use super::check::{Links, Trusted};
use super::course::CASE;
use crate::finding::{Code, Report};
use crate::proceeding::Proceeding;

/// By when each link existed, as witnesses bound the first epoch in which it stood.
pub(super) fn bounds(links: &Links, history: &VerifiedHistory) -> BTreeMap<u64, Moment> {
    let bound = |number: u64| Some((number, not_after(history, history.epoch_of(CASE, number)?)?));
    (0..links.digests.len() as u64).filter_map(bound).collect()
}

fn not_after(history: &VerifiedHistory, epoch: u64) -> Option<Moment> {
    history.bounds_of(epoch)?.not_after.map(Timestamp::seconds).and_then(Moment::from_seconds)
}

/// Whether the reader's clock could tell that a trust file has ended: one that is behind what witnesses saw could not.
pub(super) fn of_the_reader(now: Moment, trusted: Trusted<'_>, history: &VerifiedHistory, report: &mut Report) {
    let seen = history.bounds_of(history.last()).and_then(|bounds| bounds.at_least).map_or(0, Timestamp::seconds);
    if now.seconds().saturating_add(trusted.then.skew()) < seen {
        let because = format!("it is {now} by this machine, and witnesses saw the case at {}: set the clock", at(seen));
        report.skip("this machine's clock can tell whether the trust file has ended", because);
    }
}

/// Whether each link is dated near to when witnesses saw it: at most the lag before, and not after, but for the skew of clocks (panel protocol, section
/// 8, check 10).
///
/// A link that stands in the first epoch after a pause of the log cannot be held to the lag. Where a checkpoint of the epoch before shows that
/// there was a pause, its date is unchecked, and not wrong.
pub(super) fn check(
    trusted: Trusted<'_>,
    history: &VerifiedHistory,
    bounds: &BTreeMap<u64, Moment>,
    proceeding: &Proceeding,
    report: &mut Report,
) {
    let (lag, skew) = (trusted.then.lag(), trusted.then.skew());
    let what = format!(
        "each link is dated within {lag} seconds before witnesses saw it, and not after ({skew} seconds of skew)"
    );
    let (mut unbound, mut paused, mut mended) = (Vec::new(), Vec::new(), Vec::new());
    for link in proceeding.chain().links() {
        let (number, stated) = (link.number, link.time.seconds());
        let Some(seen) = bounds.get(&number).map(|bound| bound.seconds()) else {
            unbound.push(number);
            continue;
        };
        if proceeding.chain().is_misdated(number) {
            mended.push(number);
        } else if stated > seen.saturating_add(skew) {
            let because = format!("link {number} is dated {}, and witnesses saw it by {}", link.time, at(seen));
            return report.under(Code::Date, |report| report.fail(what, because));
        } else if stated.saturating_add(lag).saturating_add(skew) < seen {
            let before = history.epoch_of(CASE, number).and_then(|epoch| not_after(history, epoch.checked_sub(1)?));
            if before.is_some_and(|before| before.seconds() <= stated.saturating_add(skew)) {
                paused.push(number);
                continue;
            }
            let because = format!("link {number} is dated {}, and stood in no epoch before {}", link.time, at(seen));
            return report.under(Code::Date, |report| report.fail(what, because));
        }
    }
    report.under(Code::Date, |report| {
        let unchecked = [
            (&unbound, "no witness says when it saw"),
            (&paused, "the heads log made no epoch for longer than the lag around"),
            (&mended, "a clock ran wrong, and what witnesses saw counts in place of the dates of"),
        ];
        let mut all = true;
        for (links, why) in unchecked.into_iter().filter(|(links, _)| !links.is_empty()) {
            all = false;
            let numbers: Vec<String> = links.iter().map(ToString::to_string).collect();
            let links = if numbers.len() == 1 { "link" } else { "links" };
            report.skip(&what, format!("{why} {links} {}", numbers.join(", ")));
        }
        if all {
            report.hold(&what);
        }
    });
}

fn at(seconds: u64) -> String {
    Moment::from_seconds(seconds).map_or_else(|| seconds.to_string(), |moment| moment.to_string())
}
