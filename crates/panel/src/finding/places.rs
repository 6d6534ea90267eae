use dunant_custody::{Custody, ItemChain, ItemHeads, Subject};
use dunant_heads::{Bounds, Epoch, Head, Node, Nonce, Path, Position};
use dunant_record::{Note, TlogProof};
use dunant_vocabulary::{Moment, Sha256Digest};

use super::witnessed::{WitnessedFinding, path};
use super::{CaseCustody, Code, Report};
use crate::trust::{Trust, TrustFile};

/// An epoch of the heads log that a custody document proves.
struct ShownEpoch<'t> {
    number: u64,
    chains: Node,
    bounds: Bounds,
    /// The trust file whose witnesses it is believed of.
    trust: &'t Trust,
}

impl ShownEpoch<'_> {
    fn not_after(&self) -> Option<Moment> {
        Moment::from_seconds(self.bounds.not_after?.seconds())
    }
}

/// Where a chain stood in one of the epochs.
struct Place {
    /// The position of the epoch in the document.
    epoch: usize,
    /// The number of the newest link.
    number: Option<u64>,
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

/// Holds the chains of a custody document against the heads log: each is the one that stood there, and every link is dated near to when witnesses saw it
/// (panel protocol, section 8, checks 8 and 10).
///
/// A chain is shown in each epoch in which it grew, in the one before, and in the newest of the document. What an item went through afterwards no
/// document can show.
pub(super) fn check(finding: &WitnessedFinding, custody: CaseCustody<'_>, frozen: Option<Moment>, report: &mut Report) {
    let what = "what is recorded of each item is dated near to when witnesses saw it";
    if custody.document.epochs().is_empty() {
        let because = "the document has no place of them in the heads log: these dates are the secretariat's word; \
                       `dunant case custody` of this version writes their places";
        return report.under(Code::Date, |report| report.skip(what, because));
    }
    let Some(epochs) = report.under(Code::HeadsLog, |report| epochs(finding, custody, report)) else { return };
    let mut unchecked = Unchecked::default();
    for (item, chain) in custody.document.items().iter().zip(custody.chains) {
        let Some(heads) = &item.heads else {
            unchecked.nowhere.push(named(item, 0));
            continue;
        };
        let places = match places(finding, custody, item, chain, heads, &epochs) {
            Ok(places) => places,
            Err(because) => {
                let what = format!("the chain of item {} is the one of the heads log", item.digest.short());
                return report.under(Code::EpochHead, |report| report.fail(what, because));
            }
        };
        if let Err(because) = keys(item, &places, &epochs, custody.trust) {
            let what = format!("each link of item {} is under a key of its epoch", item.digest.short());
            return report.under(Code::KeyUnknown, |report| report.fail(what, because));
        }
        // Of an item that the finding does not list a wrong date says nothing; that witnesses saw it before the freeze says enough.
        let began = places.iter().find(|place| place.number.is_some()).and_then(|place| epochs.get(place.epoch));
        if let Some((frozen, seen)) = frozen.zip(began.and_then(ShownEpoch::not_after))
            && finding.body.evidence.item(&item.digest).is_none()
            && chain.is_misdated(0)
            && seen <= frozen
        {
            let what = format!("item {} is one that the finding lists", item.digest.short());
            let because = format!("witnesses saw it by {seen}, before the freeze at {frozen}, and it is not listed");
            return report.under(Code::ItemAdded, |report| report.fail(what, because));
        }
        if let Err(because) = dates(item, chain, &places, &epochs, &mut unchecked) {
            let what =
                format!("what is recorded of item {} is dated near to when witnesses saw it", item.digest.short());
            return report.under(Code::Date, |report| report.fail(what, because));
        }
    }
    report.under(Code::EpochHead, |report| report.hold("each item has one chain in the heads log, and it is this one"));
    report.under(Code::Date, |report| unchecked.say(what, report));
}

/// The epochs that the document proves, under checkpoints that enough witnesses cosigned.
fn epochs<'t>(
    finding: &WitnessedFinding,
    custody: CaseCustody<'t>,
    report: &mut Report,
) -> Option<Vec<ShownEpoch<'t>>> {
    let what = "the epochs that custody is dated by lead to checkpoints that enough witnesses cosigned";
    let mut newest_first: Vec<&Trust> = custody.trust.iter().map(TrustFile::trust).collect();
    newest_first.sort_by_key(|trust| std::cmp::Reverse(trust.version()));
    let mut epochs: Vec<ShownEpoch<'t>> = Vec::new();
    for (at, proof) in custody.document.epochs().iter().enumerate() {
        match epoch(proof, &newest_first) {
            Ok(epoch) if epochs.last().is_none_or(|before| before.number < epoch.number) => epochs.push(epoch),
            Ok(_) => {
                report.fail(what, format!("epoch {at} of the document is not after the one before it"));
                return None;
            }
            Err(because) => {
                report.fail(what, format!("epoch {at} of the document {because}"));
                return None;
            }
        }
    }
    let newest = epochs.last()?;
    let decided = (finding.heads.epochs.len() as u64).saturating_sub(1).saturating_add(finding.heads.first);
    let of = newest.not_after().map_or_else(String::new, |at| format!(", which stood by {at}"));
    match newest.trust.liars() {
        None | Some(0) => report.skip(what, "one lying witness, or the log's operator, would be enough to show others"),
        Some(_) if newest.number < decided => {
            let because =
                format!("the newest is epoch {}, and the finding was decided by epoch {decided}", newest.number);
            report.skip("custody is shown up to the finding", because + ": ask for a newer document");
        }
        Some(_) => report.hold_so_far(what, format!("{} epochs up to {}{of}", epochs.len(), newest.number)),
    }
    Some(epochs)
}

/// `trust` are the trust files, the newest first.
fn epoch<'t>(proof: &str, trust: &[&'t Trust]) -> Result<ShownEpoch<'t>, String> {
    let logs = trust.first().map(|newest| newest.logs()).ok_or("has no trust file")?;
    let proof = TlogProof::parse(proof.as_bytes()).map_err(|error| format!("is no proof: {error}"))?;
    let entry = proof.unauthenticated_extra.as_deref().unwrap_or_default();
    let epoch = Epoch::parse(entry).map_err(|error| format!("is {error}"))?;
    let mut because = "is of a log that no trust file names".to_owned();
    for trust in trust {
        match proof.verify(trust.heads(), entry) {
            Ok(checkpoint) if logs.epoch(checkpoint.checkpoint().origin(), proof.index) != Some(epoch.number) => {
                return Err("stands at another place, or behind the end of its log".to_owned());
            }
            Ok(_) if epoch.body != *trust.body() => return Err("is of another body".to_owned()),
            Ok(checkpoint) => {
                let bounds = Bounds::of(&checkpoint, trust.liars().unwrap_or(0));
                return Ok(ShownEpoch { number: epoch.number, chains: epoch.chains, bounds, trust });
            }
            Err(error) => because = format!("is not believed: {error}"),
        }
    }
    Err(because)
}

/// Where the chain of an item stood, proven.
fn places(
    finding: &WitnessedFinding,
    custody: CaseCustody<'_>,
    item: &ItemChain,
    chain: &Custody,
    heads: &ItemHeads,
    epochs: &[ShownEpoch<'_>],
) -> Result<Vec<Place>, String> {
    let body = epochs.first().map(|epoch| epoch.trust.body()).ok_or("there is no epoch")?;
    let position = Position::of(body, &Subject::Item(finding.body.case.clone(), item.digest));
    let nonce: Sha256Digest = heads.nonce.parse().map_err(|_| "its nonce is not 64 hexadecimal digits")?;
    let nonce = Nonce::from_bytes(nonce.as_bytes());
    let mut places: Vec<Place> = Vec::with_capacity(heads.places.len());
    for line in &heads.places {
        let (place, path) =
            read(line).ok_or_else(|| format!("`{line}` is not `EPOCH NUMBER PATH` in its one spelling"))?;
        let epoch = epochs.get(place.epoch).ok_or_else(|| format!("the document has no epoch {}", place.epoch))?;
        let leaf = match place.number {
            None => Node::EMPTY,
            Some(number) => {
                let link = usize::try_from(number).ok().and_then(|number| chain.links().get(number));
                let digest = link.and_then(|link| link.digest().ok()).ok_or_else(|| {
                    format!("in epoch {} it ended with link {number}, which is not there: it was cut", epoch.number)
                })?;
                Head { number, digest }.leaf(&position, &nonce, epoch.number)
            }
        };
        if path.root(&position, leaf) != epoch.chains {
            return Err(format!(
                "epoch {} has another head of it: a link was changed, moved or left out",
                epoch.number
            ));
        }
        if let Some(before) = places.last() {
            if before.epoch >= place.epoch {
                return Err("its places are not in the order of their epochs".to_owned());
            }
            if before.number > place.number {
                return Err(format!("in epoch {} it was shorter than before", epoch.number));
            }
        }
        places.push(place);
    }
    if places.last().is_none_or(|last| last.epoch + 1 != custody.document.epochs().len()) {
        return Err(
            "it is not shown in the newest epoch of the document: what happened to it may be left out".to_owned()
        );
    }
    Ok(places)
}

fn read(line: &str) -> Option<(Place, Path)> {
    let mut words = line.split(' ');
    let (epoch, number, shown) = (words.next()?, words.next()?, words.next()?);
    let place = Place {
        epoch: epoch.parse().ok().filter(|read: &usize| read.to_string() == epoch)?,
        number: match number {
            "none" => None,
            number => Some(number.parse().ok().filter(|read: &u64| read.to_string() == number)?),
        },
    };
    words.next().is_none().then_some((place, path(shown)?))
}

/// Whether each link is signed by a key of the secretariat that was in use in the first epoch in which it stood, by the newest trust file: a
/// stolen key ends there. What stands in no epoch yet may be under any.
fn keys(item: &ItemChain, places: &[Place], epochs: &[ShownEpoch<'_>], trust: &[TrustFile]) -> Result<(), String> {
    let newest =
        trust.iter().map(TrustFile::trust).max_by_key(|trust| trust.version()).ok_or("there is no trust file")?;
    for (number, link) in (0u64..).zip(&item.links) {
        let stood = |place: &&Place| place.number.is_some_and(|newest| newest >= number);
        let Some(epoch) = places.iter().find(stood).and_then(|place| epochs.get(place.epoch)) else { continue };
        let note = Note::parse(link.as_bytes()).map_err(|error| format!("link {number}: {error}"))?;
        let mut in_use = newest.secretariat().iter().filter(|office| office.is_of(epoch.number));
        if !in_use.any(|office| note.verify(std::slice::from_ref(&office.key)).is_ok()) {
            return Err(format!(
                "link {number} first appears in epoch {}, in which the key that signed it was not in use",
                epoch.number
            ));
        }
    }
    Ok(())
}

/// Whether each link is dated within the lag before the first epoch in which it stood, and not after it.
fn dates(
    item: &ItemChain,
    chain: &Custody,
    places: &[Place],
    epochs: &[ShownEpoch<'_>],
    unchecked: &mut Unchecked,
) -> Result<(), String> {
    for (number, link) in (0u64..).zip(chain.links()) {
        let stood = |place: &Place| place.number.is_some_and(|newest| newest >= number);
        let Some(first) = places.iter().position(stood) else {
            unchecked.nowhere.push(named(item, number));
            continue;
        };
        let at = |place: usize| places.get(place).and_then(|place| Some((place.number, epochs.get(place.epoch)?)));
        let Some((_, epoch)) = at(first) else { continue };
        let before = first.checked_sub(1).and_then(at).filter(|(_, before)| before.number + 1 == epoch.number);
        if before.is_none() && epoch.number > 0 {
            return Err(format!("link {number} is shown in epoch {}, and not in which it came", epoch.number));
        }
        let Some(seen) = epoch.not_after() else {
            unchecked.unbound.push(named(item, number));
            continue;
        };
        if chain.is_misdated(number) {
            unchecked.mended.push(format!(
                "{} {}",
                named(item, number),
                between(before.map(|(_, before)| before), seen)
            ));
            continue;
        }
        let (lag, skew) = (epoch.trust.lag(), epoch.trust.skew());
        let (stated, bound) = (link.time.seconds(), seen.seconds());
        if stated > bound.saturating_add(skew) {
            return Err(format!("link {number} is dated {}, and witnesses saw it by {seen}", link.time));
        }
        if stated.saturating_add(lag).saturating_add(skew) >= bound {
            continue;
        }
        let paused = before.and_then(|(_, before)| before.not_after());
        if paused.is_some_and(|paused| paused.seconds() <= stated.saturating_add(skew)) {
            unchecked.paused.push(named(item, number));
        } else if before.is_none_or(|(newest, _)| newest.is_none()) {
            unchecked.before.push(named(item, number));
        } else {
            return Err(format!("link {number} is dated {}, and stood in no epoch before {seen}", link.time));
        }
    }
    Ok(())
}

/// When a link came that first stood in an epoch that was there by `seen`: `before` is the epoch without it.
fn between(before: Option<&ShownEpoch<'_>>, seen: Moment) -> String {
    match before.and_then(|before| Moment::from_seconds(before.bounds.at_least?.seconds())) {
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
