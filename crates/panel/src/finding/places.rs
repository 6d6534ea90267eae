use std::cell::RefCell;

use dunant_custody::{Custody, ItemChain, ItemHeads, Subject};
use dunant_heads::{
    Bounds, ChainPlace, EpochProof, Head, History, HistoryError, LogEnd, Nonce, Position, VerifiedHistory, believed_by,
};
use dunant_record::policy::Distrust;
use dunant_record::{Note, SignedCheckpoint};
use dunant_vocabulary::{Moment, Sha256Digest};

use super::witnessed::WitnessedFinding;
use super::{CaseCustody, Code, Report};
use crate::heads_line::{self, EpochLine};
use crate::trust::{Trust, TrustFile};

/// The epochs of a custody document, proven.
struct Shown<'t> {
    history: VerifiedHistory,
    /// For each epoch with a checkpoint the trust file whose witnesses it is believed of.
    trust: Vec<&'t Trust>,
    /// The items that have a place, in the order of the history's chains: their positions in the document.
    items: Vec<usize>,
}

impl<'t> Shown<'t> {
    /// What witnesses say of an epoch that has a checkpoint.
    fn epoch(&self, epoch: u64) -> Option<(Bounds, &'t Trust)> {
        let at = self.history.bounds.iter().position(|(number, _)| *number == epoch)?;
        Some((self.history.bounds.get(at)?.1, self.trust.get(at)?))
    }
}

fn not_after(bounds: Bounds) -> Option<Moment> {
    Moment::from_seconds(bounds.not_after?.seconds())
}

/// What could not be checked of dates, and of which links.
#[derive(Default)]
struct Unchecked {
    nowhere: Vec<String>,
    unbound: Vec<String>,
    paused: Vec<String>,
    before: Vec<String>,
    /// A clock ran wrong: each with what witnesses bound it by.
    mended: Vec<String>,
}

/// Holds the chains of a custody document against the heads log: each is the one that moved there, from the body's first epoch on and in every one, and every
/// link is dated near to when witnesses saw it (panel protocol, section 8, checks 8 and 10).
///
/// What an item went through after the newest epoch of the document no document can show.
pub(super) fn check(finding: &WitnessedFinding, custody: CaseCustody<'_>, frozen: Option<Moment>, report: &mut Report) {
    let what = "what is recorded of each item is dated near to when witnesses saw it";
    if custody.document.epochs().is_empty() {
        let because = "the document has no place of them in the heads log: these dates are the secretariat's word; \
                       `dunant case custody` of this version writes their places";
        return report.under(Code::Date, |report| report.skip(what, because));
    }
    let Some(shown) = shown(finding, custody, report) else { return };
    let mut unchecked = Unchecked::default();
    for (at, (item, chain)) in custody.document.items().iter().zip(custody.chains).enumerate() {
        let Some(place) = shown.items.iter().position(|item| *item == at) else {
            unchecked.nowhere.push(named(item, 0));
            continue;
        };
        if let Err(because) = keys(item, place, &shown, custody.trust) {
            let what = format!("each link of item {} is under a key of its epoch", item.digest.short());
            return report.under(Code::KeyUnknown, |report| report.fail(what, because));
        }
        // Of an item that the finding does not list a wrong date says nothing; that witnesses saw it before the freeze says enough.
        let began = shown.history.moves.get(place).and_then(|moves| moves.first()).map(|moved| moved.epoch);
        let began = began.and_then(|epoch| not_after(shown.epoch(epoch)?.0));
        if let Some((frozen, seen)) = frozen.zip(began)
            && finding.body.evidence.item(&item.digest).is_none()
            && chain.is_misdated(0)
            && seen <= frozen
        {
            let what = format!("item {} is one that the finding lists", item.digest.short());
            let because = format!("witnesses saw it by {seen}, before the freeze at {frozen}, and it is not listed");
            return report.under(Code::ItemAdded, |report| report.fail(what, because));
        }
        if let Err(because) = dates(item, chain, place, &shown, &mut unchecked) {
            let what =
                format!("what is recorded of item {} is dated near to when witnesses saw it", item.digest.short());
            return report.under(Code::Date, |report| report.fail(what, because));
        }
    }
    report.under(Code::EpochHead, |report| report.hold("each item has one chain in the heads log, and it is this one"));
    report.under(Code::Date, |report| unchecked.say(what, report));
}

/// The epochs that the document shows, from the body's first on, under checkpoints that enough witnesses cosigned.
fn shown<'t>(finding: &WitnessedFinding, custody: CaseCustody<'t>, report: &mut Report) -> Option<Shown<'t>> {
    let what = "the epochs that custody is dated by lead to checkpoints that enough witnesses cosigned";
    let fail = |report: &mut Report, code, because: String| {
        report.under(code, |report| report.fail(what, because));
        None
    };
    let mut newest_first: Vec<&'t Trust> = custody.trust.iter().map(TrustFile::trust).collect();
    newest_first.sort_by_key(|trust| std::cmp::Reverse(trust.version()));
    let Some(newest) = newest_first.first().copied() else {
        return fail(report, Code::HeadsLog, "there is no trust file".to_owned());
    };
    let read = match read(custody) {
        Ok(read) => read,
        Err((code, because)) => return fail(report, code, because),
    };
    let positions = read
        .items
        .iter()
        .filter_map(|item| custody.document.items().get(*item))
        .map(|item| Position::of(newest.body(), &Subject::Item(finding.body.case.clone(), item.digest)));
    let chains: Vec<ChainPlace<'_>> =
        positions.zip(&read.nonces).map(|(position, nonce)| ChainPlace { position, nonce, is_dated: true }).collect();
    let by = RefCell::new(Vec::new());
    let believe = |signed: &SignedCheckpoint| {
        let mut because: Option<Distrust> = None;
        for trust in newest_first.iter().copied() {
            match believed_by(trust.heads(), trust.liars().unwrap_or(0))(signed) {
                Ok(believed) => {
                    by.borrow_mut().push(trust);
                    return Ok(believed);
                }
                Err(error) => because = because.or(Some(error)),
            }
        }
        let origin = signed.checkpoint().origin().clone();
        Err(because.unwrap_or(Distrust::NotTheLog { origin }))
    };
    let history = match read.history.verify(&LogEnd::default(), newest.body(), &chains, newest.logs(), believe) {
        Ok(history) => history,
        Err(error @ (HistoryError::Path { .. } | HistoryError::NotOn { .. })) => {
            return fail(report, Code::EpochHead, error.to_string());
        }
        Err(error) => return fail(report, Code::HeadsLog, error.to_string()),
    };
    let shown = Shown { history, trust: by.into_inner(), items: read.items };
    let (last, count) = (shown.history.last(), read.history.epochs.len());
    let (bounds, trust) = shown.epoch(last)?;
    let decided = finding.heads.last();
    let of = not_after(bounds).map_or_else(String::new, |at| format!(", which stood by {at}"));
    report.under(Code::HeadsLog, |report| match trust.liars() {
        None | Some(0) => report.skip(what, "one lying witness, or the log's operator, would be enough to show others"),
        Some(_) if decided.is_none_or(|decided| last < decided) => {
            let decided = decided.map_or_else(|| "in no epoch".to_owned(), |decided| format!("by epoch {decided}"));
            let because = format!("the newest is epoch {last}, and the finding was decided {decided}");
            report.skip("custody is shown up to the finding", because + ": ask for a newer document");
        }
        Some(_) => report.hold_so_far(what, format!("{count} epochs up to {last}{of}")),
    });
    Some(shown)
}

/// What a document says of the heads log, well formed and not verified.
struct Read {
    history: History,
    nonces: Vec<Nonce>,
    items: Vec<usize>,
}

fn read(custody: CaseCustody<'_>) -> Result<Read, (Code, String)> {
    let form = |because: String| (Code::HeadsLog, because);
    let mut epochs: Vec<EpochProof> = Vec::with_capacity(custody.document.epochs().len());
    for (line, number) in custody.document.epochs().iter().zip(0_u64..) {
        let EpochLine { chains, paths, succession } =
            line.parse().map_err(|error| form(format!("the line of epoch {number} is {error}")))?;
        epochs.push(EpochProof { chains, moved: Vec::new(), paths, succession });
    }
    let (mut nonces, mut items) = (Vec::new(), Vec::new());
    for (at, (item, chain)) in custody.document.items().iter().zip(custody.chains).enumerate() {
        let Some(heads) = &item.heads else { continue };
        let place = items.len();
        epochs.iter_mut().for_each(|epoch| epoch.moved.push(None));
        let nonce: Sha256Digest =
            heads.nonce.parse().map_err(|_| form("a nonce is not 64 hexadecimal digits".to_owned()))?;
        nonces.push(Nonce::from_bytes(nonce.as_bytes()));
        items.push(at);
        moves(item, chain, heads, |epoch, head| {
            let epoch = usize::try_from(epoch).ok().and_then(|epoch| epochs.get_mut(epoch));
            epoch.and_then(|epoch| epoch.moved.get_mut(place)).map(|moved| *moved = Some(head))
        })?;
    }
    let checkpoint = |note: &String| heads_line::checkpoint(note);
    let checkpoints = custody.document.checkpoints().iter().map(checkpoint).collect::<Option<_>>();
    let checkpoints =
        checkpoints.ok_or_else(|| form("a checkpoint is none, or is not in its one spelling".to_owned()))?;
    Ok(Read { history: History { epochs, checkpoints }, nonces, items })
}

/// The moves of one item.
fn moves(
    item: &ItemChain,
    chain: &Custody,
    heads: &ItemHeads,
    mut enter: impl FnMut(u64, Head) -> Option<()>,
) -> Result<(), (Code, String)> {
    let mut before = None;
    for line in &heads.moves {
        let wrong = |why: &str| (Code::EpochHead, format!("`{line}` of item {} {why}", item.digest.short()));
        let read = line.split_once(' ').and_then(|(epoch, number)| Some((epoch.parse().ok()?, number.parse().ok()?)));
        let (epoch, number): (u64, u64) = read
            .filter(|(epoch, number): &(u64, u64)| format!("{epoch} {number}") == *line)
            .ok_or_else(|| wrong("is not `EPOCH NUMBER` in its one spelling"))?;
        if before.is_some_and(|before| before >= epoch) {
            return Err(wrong("is not in the order of the epochs"));
        }
        before = Some(epoch);
        let link = usize::try_from(number).ok().and_then(|number| chain.links().get(number));
        let digest = link
            .and_then(|link| link.digest().ok())
            .ok_or_else(|| wrong("names a link that is not there: it was cut"))?;
        enter(epoch, Head { number, digest }).ok_or_else(|| wrong("is of an epoch that the document does not have"))?;
    }
    Ok(())
}

/// Whether each link is signed by a key of the secretariat that was in use in the first epoch in which it stood, by the newest trust file: a
/// stolen key ends there. What stands in no epoch yet may be under any.
fn keys(item: &ItemChain, place: usize, shown: &Shown<'_>, trust: &[TrustFile]) -> Result<(), String> {
    let newest =
        trust.iter().map(TrustFile::trust).max_by_key(|trust| trust.version()).ok_or("there is no trust file")?;
    for (number, link) in (0u64..).zip(&item.links) {
        let Some(epoch) = shown.history.epoch_of(place, number) else { continue };
        let note = Note::parse(link.as_bytes()).map_err(|error| format!("link {number}: {error}"))?;
        let mut in_use = newest.secretariat().iter().filter(|office| office.is_of(epoch));
        if !in_use.any(|office| note.verify(std::slice::from_ref(&office.key)).is_ok()) {
            return Err(format!(
                "link {number} first appears in epoch {epoch}, in which the key that signed it was not in use"
            ));
        }
    }
    Ok(())
}

/// Whether each link is dated within the lag before the first epoch in which it stood, and not after it.
fn dates(
    item: &ItemChain,
    chain: &Custody,
    place: usize,
    shown: &Shown<'_>,
    unchecked: &mut Unchecked,
) -> Result<(), String> {
    let came = shown.history.moves.get(place).and_then(|moves| moves.first()).map(|moved| moved.epoch);
    for (number, link) in (0u64..).zip(chain.links()) {
        let Some(epoch) = shown.history.epoch_of(place, number) else {
            unchecked.nowhere.push(named(item, number));
            continue;
        };
        let Some((seen, trust)) = shown.epoch(epoch).and_then(|(bounds, trust)| Some((not_after(bounds)?, trust)))
        else {
            unchecked.unbound.push(named(item, number));
            continue;
        };
        if chain.is_misdated(number) {
            let before = epoch.checked_sub(1).and_then(|before| Some(shown.epoch(before)?.0));
            unchecked.mended.push(format!("{} {}", named(item, number), between(before, seen)));
            continue;
        }
        let (lag, skew) = (trust.lag(), trust.skew());
        let (stated, bound) = (link.time.seconds(), seen.seconds());
        if stated > bound.saturating_add(skew) {
            return Err(format!("link {number} is dated {}, and witnesses saw it by {seen}", link.time));
        }
        if stated.saturating_add(lag).saturating_add(skew) >= bound {
            continue;
        }
        let before = epoch.checked_sub(1).and_then(|before| not_after(shown.epoch(before)?.0));
        if before.is_some_and(|before| before.seconds() <= stated.saturating_add(skew)) {
            unchecked.paused.push(named(item, number));
        } else if came == Some(epoch) {
            unchecked.before.push(named(item, number));
        } else {
            return Err(format!("link {number} is dated {}, and stood in no epoch before {seen}", link.time));
        }
    }
    Ok(())
}

/// When a link came that first stood in an epoch that was there by `seen`: `before` is the epoch without it.
fn between(before: Option<Bounds>, seen: Moment) -> String {
    match before.and_then(|before| Moment::from_seconds(before.at_least?.seconds())) {
        Some(before) => format!("(in no epoch by {before}, and there by {seen})"),
        None => format!("(there by {seen})"),
    }
}

fn named(item: &ItemChain, link: u64) -> String {
    format!("link {link} of {}", item.digest.short())
}

impl Unchecked {
    fn say(&self, what: &str, report: &mut Report) {
        let kinds = [
            (&self.nowhere, "no epoch has these links yet, and later documents show them"),
            (&self.unbound, "no witness says when it saw these links"),
            (&self.paused, "the heads log made no epoch for longer than the lag around these links"),
            (&self.before, "the chain was older when it came into the heads log, or its links were dated back"),
            (&self.mended, "a clock ran wrong, and what witnesses saw counts in place of the dates"),
        ];
        for (links, because) in kinds.into_iter().filter(|(links, _)| !links.is_empty()) {
            let more = links.len().saturating_sub(SHOWN);
            let shown: Vec<&str> = links.iter().take(SHOWN).map(String::as_str).collect();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            report.skip(what, format!("{because}: {}{more}", shown.join(", ")));
        }
        if kinds.iter().all(|(links, _)| links.is_empty()) {
            report.hold(what);
        }
    }
}

/// How many links are named.
const SHOWN: usize = 5;
