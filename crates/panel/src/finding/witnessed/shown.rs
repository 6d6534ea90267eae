//! What somebody shows beside a finding: a receipt, a lodged step, where the case stands now (panel protocol, section 8, checks 15 to 17).

use dunant_custody::{CaseId, Link, Subject};
use dunant_heads::{ChainPlace, Nonce, Position, VerifiedHistory, believed_by};
use dunant_record::{Note, SignedCheckpoint};
use dunant_vocabulary::{Moment, Sha256Digest};

use super::WitnessedFinding;
use super::check::{Latest, Links, Trusted};
use crate::finding::{Code, Report};
use crate::lodging::Bundle;
use crate::proceeding::{PanelEvent, Proceeding, Refused};
use crate::receipt::Receipt;
use crate::step::SignedStep;
use crate::trust::Trust;

/// The case up to and without the link `number`, as the finding has it.
type Before<'b> = &'b dyn Fn(usize) -> Option<Proceeding>;

/// Link *n* of the receipt is link *n* of the finding; a refusal is one that the rules give.
pub(super) fn receipt(
    finding: &WitnessedFinding,
    receipt: &Receipt,
    trusted: Trusted<'_>,
    before: Before<'_>,
    report: &mut Report,
) {
    let what = "the finding has the link of the receipt";
    let receipt = match receipt.verify(&trusted.office()) {
        Ok(receipt) => receipt,
        Err(error) => return report.under(Code::Equivocation, |report| report.skip(what, error)),
    };
    let number = receipt.link.number;
    if receipt.link.subject != Subject::Case(finding.body.case.clone()) {
        let because = format!("the receipt is of `{}`", receipt.link.subject);
        return report.under(Code::Equivocation, |report| report.skip(what, because));
    }
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    let Some(here) = finding.steps.get(place).and_then(|note| Note::parse(note.as_bytes()).ok()) else {
        // Dates of one chain do not go back: what stands behind the decision is dated behind it.
        let decision = finding.steps.last().and_then(|note| dated(note));
        if decision.is_some_and(|decision| receipt.link.time < decision) {
            let because = format!(
                "the secretariat signed link {number} of another chain, dated {}, and this one ends with link {} then: `{}`",
                receipt.link.time,
                finding.steps.len().saturating_sub(1),
                shortened(receipt.link.text().unwrap_or_default().lines().last().unwrap_or_default()),
            );
            return report.under(Code::Equivocation, |report| report.fail(what, because));
        }
        let more = format!("link {number} comes after the decision, and is no part of the finding");
        return report.under(Code::Equivocation, |report| report.hold_so_far(what, more));
    };
    let found = Sha256Digest::of(here.text().as_bytes());
    if found != receipt.digest {
        // Both signed texts are at hand, and the report repeats the lines that differ.
        let differ = receipt.link.text().unwrap_or_default();
        let mut lines = (differ.lines(), here.text().lines());
        // The shorter one ends before it differs.
        let pairs = std::iter::from_fn(|| match (lines.0.next(), lines.1.next()) {
            (None, None) => None,
            (one, other) => Some((one.unwrap_or("(ends)"), other.unwrap_or("(ends)"))),
        });
        let (one, other) = pairs.into_iter().find(|(one, other)| one != other).unwrap_or_default();
        let because = format!(
            "the secretariat signed two links {number}, {} in the receipt and {found} here: `{}` and `{}`",
            receipt.digest,
            shortened(one),
            shortened(other),
        );
        return report.under(Code::Equivocation, |report| report.fail(what, because));
    }
    report.under(Code::Equivocation, |report| report.hold(format!("{what}, link {number}")));
    let PanelEvent::Refused { code, .. } = &receipt.link.event else { return };
    let what = "the refusal is one that the rules give";
    let considered = before(place).map(|case| case.consider(&receipt.step.to_string(), receipt.link.time).map(|_| ()));
    report.under(Code::RefusedWrongly, |report| match considered {
        None => report.skip(what, "the case up to it does not hold"),
        Some(Ok(())) => {
            let (by, kind) = (receipt.step.by(), receipt.step.step().kind());
            report
                .fail(what, format!("link {number} refuses the {kind} of `{by}` as `{code}`, and no rule forbids it"));
        }
        Some(Err(refused)) if refused.code() == code => report.hold(format!("{what}: `{code}`")),
        Some(Err(refused)) => {
            report.hold_so_far(what, format!("link {number} says `{code}`, and the rules `{}`", refused.code()));
        }
    });
}

/// When a link is dated.
fn dated(note: &str) -> Option<Moment> {
    let note = Note::parse(note.as_bytes()).ok()?;
    Link::<PanelEvent>::parse(note.text()).ok().map(|link| link.time)
}

fn shortened(line: &str) -> String {
    line.chars().take(120).collect()
}

/// A step that was lodged in time and is good counts in the finding.
pub(super) fn lodged(
    finding: &WitnessedFinding,
    bundle: &Bundle,
    trusted: Trusted<'_>,
    proceeding: &Proceeding,
    before: Before<'_>,
    report: &mut Report,
) {
    let what = "the lodged step is not left out";
    let lodged = bundle
        .lodged_by(trusted.then.lodging(), trusted.liars())
        .map_err(|error| error.to_string())
        .and_then(|by| Ok((by, SignedStep::parse(&bundle.step).map_err(|error| error.to_string())?)));
    let (by, step) = match lodged {
        Ok(lodged) => lodged,
        Err(because) => return report.skip(what, because),
    };
    if step.statement().case != finding.body.case {
        return report.skip(what, format!("it is of the case `{}`", step.statement().case));
    }
    if let Some(taken) = proceeding.steps().iter().find(|taken| taken.signed.digest() == step.digest()) {
        return report.hold(format!("{what}: it counts, as link {}", taken.link));
    }
    let (kind, author) = (step.step().kind(), step.by());
    match bundle.fork(&finding.body.case, &trusted.office(), &finding.steps) {
        Ok(None) => {}
        Ok(Some(fork)) => {
            return report.under(Code::Equivocation, |report| {
                let what = "the author was shown the chain that the finding has";
                report.fail(
                    what,
                    format!("the secretariat signed two links {}; the author was shown: {}", fork.number, fork.shown),
                );
                report.fail(what, format!("and the finding has as link {}: {}", fork.number, fork.here));
            });
        }
        Err(error) => return report.skip(what, error),
    }
    // What its author saw is fixed; whatever stands behind that may not have been known to it.
    let seen = step.statement().place.as_ref().and_then(|place| place.seen);
    let prefix = seen.and_then(|seen| usize::try_from(seen.number).ok()).and_then(|seen| before(seen.checked_add(1)?));
    let Some(prefix) = prefix else {
        return report
            .skip(what, "its author saw a link that this case does not have: hold both chains against the heads log");
    };
    match prefix.consider_lodged(&bundle.step, by, by.max(prefix.last().unwrap_or(by))) {
        Err(Refused::SeenElsewhere { number }) => {
            let because = format!("its author saw another link {number}: hold both chains against the heads log");
            report.skip(what, because);
        }
        Err(refused) => report.hold_so_far(what, format!("lodged by {by}, it does not count: {refused}")),
        Ok(_) => {
            let round = step.statement().place.as_ref().and_then(|place| place.round);
            let other = proceeding.steps().iter().find(|taken| {
                let same = taken.kind() == kind && taken.signed.by() == author;
                same && taken.signed.statement().place.as_ref().and_then(|place| place.round) == round
            });
            match other.filter(|_| kind.is_once_a_round()) {
                Some(other) => {
                    let more = format!("its author's {kind} is another, link {}, and one counts", other.link);
                    report.hold_so_far(what, more);
                }
                None => report.fail(
                    what,
                    format!("the {kind} of `{author}` was lodged by {by}, is valid and in time, and is missing from the finding"),
                ),
            }
        }
    }
}

/// Whether the case went on since its finding, by a standing that is fresh enough (check 17): in every epoch since the decision's.
pub(super) fn latest(
    links: &Links,
    latest: Latest<'_>,
    case: &CaseId,
    history: &VerifiedHistory,
    trusted: Trusted<'_>,
    report: &mut Report,
) {
    let what = "nothing has followed on the finding";
    let Latest { standing, max_age, now } = latest;
    let (_, body, nonce) = &links.begun;
    let nonce = Nonce::from_bytes(nonce.as_bytes());
    let position = Position::of(body, &Subject::Case(case.clone()));
    let place = ChainPlace { position, nonce: &nonce, is_dated: false };
    // It is newer than the finding: the newest trust file may have a log or witnesses that the finding's does not.
    let by = |trust: &Trust, signed: &SignedCheckpoint| believed_by(trust.heads(), trust.liars().unwrap_or(0))(signed);
    let believe = |signed: &SignedCheckpoint| {
        by(trusted.newest, signed).or_else(|error| by(trusted.then, signed).map_err(|_| error))
    };
    let stood = match standing.verify(history, body, place, trusted.newest.logs(), believe) {
        Ok(stood) => stood,
        Err(error) => return report.skip(what, error),
    };
    let Some(seen) = stood.bounds.at_least else { return report.skip(what, "no witness says when the standing was") };
    if seen.seconds().saturating_add(max_age) < now.seconds() {
        return report.skip(what, format!("the standing is older than {max_age} seconds: get a newer one"));
    }
    let since = format!("in every epoch from {} to {}", history.last(), stood.epoch);
    let decision = links.digests.len() as u64 - 1;
    // A verified move goes on from where the chain stood.
    match stood.moves.last().and_then(|moved| moved.head.number.checked_sub(decision)) {
        None => report.hold_so_far(what, since),
        Some(1) => report.hold_so_far(what, format!("but for one link, as the publication is, {since}")),
        Some(more) => report
            .skip(what, format!("the case goes on: {more} links follow its decision; read what was published since")),
    }
}
