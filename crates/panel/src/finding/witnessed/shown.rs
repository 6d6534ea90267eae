//! What somebody shows beside a finding: a receipt, a lodged step, where the case stands now (panel protocol, section 8, checks 15 to 17).

use dunant_custody::{CaseId, Subject};
use dunant_heads::{Nonce, Position};
use dunant_record::Note;
use dunant_vocabulary::Sha256Digest;

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
            one.chars().take(120).collect::<String>(),
            other.chars().take(120).collect::<String>(),
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

/// Whether the case went on since its finding, by a standing that is fresh enough (check 17).
pub(super) fn latest(
    links: &Links,
    latest: Latest<'_>,
    case: &CaseId,
    last_epoch: u64,
    trusted: Trusted<'_>,
    report: &mut Report,
) {
    let what = "nothing has followed on the finding";
    let Latest { standing, max_age, now } = latest;
    let (_, body, nonce) = &links.begun;
    let place = Position::of(body, &Subject::Case(case.clone()));
    let nonce = Nonce::from_bytes(nonce.as_bytes());
    // It is newer than the finding: the newest trust file may have a log or witnesses that the finding's does not.
    let logs = trusted.newest.logs();
    let verify =
        |trust: &Trust| standing.verify(body, &place, &nonce, (trust.heads(), logs), trust.liars().unwrap_or(0));
    let (epoch, bounds) = match verify(trusted.newest).or_else(|error| verify(trusted.then).map_err(|_| error)) {
        Ok(verified) => verified,
        Err(error) => return report.skip(what, error),
    };
    let Some(seen) = bounds.at_least else { return report.skip(what, "no witness says when the standing was") };
    if seen.seconds().saturating_add(max_age) < now.seconds() {
        return report.skip(what, format!("the standing is older than {max_age} seconds: get a newer one"));
    }
    let decision = links.digests.len() as u64 - 1;
    let is_same = links.digests.last() == Some(&standing.head);
    match standing.number.checked_sub(decision) {
        None if epoch < last_epoch => report.skip(what, "the standing is from before the decision: get a newer one"),
        None => {
            report.fail(what, format!("in epoch {epoch} the case ends before its decision: the heads log was forked"))
        }
        Some(0) if is_same => report.hold(what),
        Some(0) => report.fail(what, format!("in epoch {epoch} the heads log has another decision: it was forked")),
        Some(1) => report.hold_so_far(what, "but for one link, as the publication is"),
        Some(more) => report
            .skip(what, format!("the case goes on: {more} links follow its decision; read what was published since")),
    }
}
