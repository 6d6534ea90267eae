use dunant_custody::{Custody, CustodyDocument, CustodyEvent};
use dunant_vocabulary::Moment;

use super::{Body, Code, ManifestItem, PublishedFinding, Report, places};
use crate::trust::TrustFile;

/// The custody of a case, as a document gives it: each chain verified by itself.
#[derive(Debug, Clone, Copy)]
pub struct CaseCustody<'c> {
    /// The document.
    pub document: &'c CustodyDocument,
    /// Its chains, in its order.
    pub chains: &'c [Custody],
    /// The trust files that the reader believes, for the places of the chains in the heads log.
    pub trust: &'c [TrustFile],
}

impl PublishedFinding {
    /// Holds the custody of a case against what the finding fixed of it ([`Body::check_custody`]), and of the second form against the heads log.
    pub fn check_custody(&self, custody: CaseCustody<'_>, frozen: Option<Moment>, report: &mut Report) {
        self.body().check_custody(custody, frozen, report);
        match self {
            Self::Witnessed(finding) if *custody.document.case() == finding.body.case => {
                places::check(finding, custody, frozen, report);
            }
            _ => {}
        }
    }
}

impl Body {
    /// Holds the custody of a case against what the finding fixed of it: every item that it lists and no other, each with the receipt and
    /// the link that it names (panel protocol, section 8, check 18). `frozen` is when that was, where the steps hold.
    ///
    /// What happened to an item after the freeze no finding of this round can show; the heads log shows it.
    pub fn check_custody(&self, custody: CaseCustody<'_>, frozen: Option<Moment>, report: &mut Report) {
        let what = "the custody is of the finding's case";
        if *custody.document.case() != self.case {
            let because = format!("it is of `{}`, and the finding of `{}`", custody.document.case(), self.case);
            return report.under(Code::OtherCase, |report| report.fail(what, because));
        }
        report.under(Code::OtherCase, |report| report.hold(what));
        let chain_of = |item: &ManifestItem| custody.chains.iter().find(|chain| *chain.item() == item.digest);
        let missing = self.evidence.items().iter().filter(|item| chain_of(item).is_none()).count() as u64;
        let withheld = custody.document.withheld();
        for item in self.evidence.items() {
            if let Some(chain) = chain_of(item) {
                check_item(item, chain, frozen, report);
                continue;
            }
            let what = format!("the custody of item {} is there", item.digest.short());
            report.under(Code::ItemMissing, |report| match missing <= withheld {
                true => report.skip(
                    what,
                    format!("the document says that it leaves out {withheld}, which are not for its reader"),
                ),
                false if withheld == 0 => {
                    report.fail(what, "the document has no chain of it, and says of none that it leaves it out")
                }
                false => report.fail(
                    what,
                    format!("the document has no chain of {missing} items, and says that it leaves out {withheld}"),
                ),
            });
        }
        let listed = |chain: &&Custody| self.evidence.item(chain.item()).is_some();
        for chain in custody.chains.iter().filter(|chain| !listed(chain)) {
            let what = format!("item {} is one that the finding lists", chain.item().short());
            let since = chain.taken_in();
            report.under(Code::ItemAdded, |report| match frozen {
                // Its places in the heads log say whether that was before the freeze.
                Some(_) if chain.is_misdated(0) => report.skip(
                    what,
                    format!("it says to have been taken in at {since}, and that this date is wrong: of it the finding says nothing"),
                ),
                // Evidence comes in after a freeze, for a later round.
                Some(frozen) if since > frozen => report.skip(
                    what,
                    format!("it was taken in at {since}, after the freeze at {frozen}: of it the finding says nothing"),
                ),
                Some(_) => {
                    report.fail(what, format!("it was taken in at {since}, before the freeze, and is not listed"))
                }
                None => report.fail(what, "it is not listed"),
            });
        }
    }
}

fn check_item(item: &ManifestItem, chain: &Custody, frozen: Option<Moment>, report: &mut Report) {
    let digests: Vec<_> = chain.links().iter().map(|link| link.digest().ok()).collect();
    let short = item.digest.short();
    let what = format!("the custody of item {short} is the one that the finding fixed");
    if digests.first().copied().flatten() != Some(item.receipt) {
        let because = "its receipt, link 0, is another than the finding names";
        return report.under(Code::Rewritten, |report| report.fail(what, because));
    }
    let Some(place) = digests.iter().position(|digest| *digest == Some(item.custody)) else {
        // The link that the finding names is the sealing: it is there and another, or it is not there.
        let sealed = |event: &CustodyEvent| matches!(event, CustodyEvent::Sealed(seal) if *seal == item.seal);
        let number = chain.links().iter().position(|link| sealed(&link.event));
        let (code, because) = match number {
            Some(number) => (Code::Rewritten, format!("link {number} seals it, and is another than the finding names")),
            None => (
                Code::Cut,
                format!("of its {} links none is the one that the finding names, which sealed it", digests.len()),
            ),
        };
        return report.under(code, |report| report.fail(what, because));
    };
    let mut links = chain.links().iter().take(place.saturating_add(1));
    let marked = links.clone().fold((item.tlp, item.pap, item.admiralty), |marked, link| match &link.event {
        CustodyEvent::TakenIn(receipt) => (receipt.tlp, receipt.pap, receipt.admiralty),
        CustodyEvent::Regraded { tlp, pap, admiralty, .. } => (*tlp, *pap, *admiralty),
        _ => marked,
    });
    if marked != (item.tlp, item.pap, item.admiralty) {
        let because = format!(
            "its chain marks it {}, {}, {} there, and the finding lists {}, {}, {}",
            marked.0, marked.1, marked.2, item.tlp, item.pap, item.admiralty
        );
        return report
            .under(Code::Evidence, |report| report.fail(format!("item {short} is marked as listed"), because));
    }
    let sealed = links.next_back().map(|link| link.time);
    let misdated = chain.is_misdated(place as u64);
    if let (Some(sealed), Some(frozen)) = (sealed, frozen)
        && sealed > frozen
        && !misdated
    {
        let because = format!("link {place} is dated {sealed}, and the freeze that names it {frozen}");
        return report.under(Code::Date, |report| {
            report.fail(format!("the custody of item {short} is dated before its freeze"), because);
        });
    }
    let after = digests.len().saturating_sub(place.saturating_add(1));
    let more = match after {
        0 => format!("links 0 to {place}"),
        1 => format!("links 0 to {place}; it says nothing of the link after the freeze"),
        _ => format!("links 0 to {place}; it says nothing of the {after} links after the freeze"),
    };
    report.under(Code::Evidence, |report| report.hold_so_far(what, more));
}
