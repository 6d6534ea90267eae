use dunant_vocabulary::{AdmiraltyGrade, Pap, Tlp};

use super::{Counts, Opened, Refusal};
use crate::event::{CustodyEvent, TakenIn};
use crate::sealing::Seal;

/// How an item stands: the fold over its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) receipt: TakenIn,
    pub(super) tlp: Tlp,
    pub(super) pap: Pap,
    pub(super) admiralty: AdmiraltyGrade,
    /// The oldest first.
    pub(super) seals: Vec<Seal>,
    pub(super) lost: bool,
    pub(super) counts: Counts,
}

impl Standing {
    /// How an item stands once it was taken in.
    pub(super) fn new(event: &CustodyEvent) -> Result<Self, Refusal> {
        let CustodyEvent::TakenIn(receipt) = event else { return Err(Refusal::NoReceipt(event.kind())) };
        filled(event)?;
        let TakenIn { tlp, pap, admiralty, .. } = *receipt;
        Ok(Self {
            receipt: receipt.clone(),
            tlp,
            pap,
            admiralty,
            seals: Vec::new(),
            lost: false,
            counts: Counts::default(),
        })
    }

    /// Whether `event` can happen to an item that stands so.
    pub(super) fn admits(&self, event: &CustodyEvent) -> Result<(), Refusal> {
        let there = if self.lost { Err(Refusal::Lost(event.kind())) } else { Ok(()) };
        match event {
            CustodyEvent::TakenIn(_) => return Err(Refusal::SecondReceipt),
            CustodyEvent::Accessed { .. }
            | CustodyEvent::Copied { .. }
            | CustodyEvent::Exported { .. }
            | CustodyEvent::Sealed(_) => there?,
            CustodyEvent::Redacted { disclosed, .. } => {
                there?;
                self.admits_disclosure(disclosed)?;
            }
            CustodyEvent::Regraded { tlp, pap, admiralty, reason, .. } => {
                self.admits_regrading(*tlp, *pap, *admiralty, reason)?;
            }
            CustodyEvent::Lost { .. } if self.lost => return Err(Refusal::LostAlready),
            CustodyEvent::Recovered { .. } if !self.lost => return Err(Refusal::NotLost),
            CustodyEvent::Clock { links, .. } if links.is_empty() => return Err(Refusal::NothingMended),
            // That they are earlier ones, in order, the chain sees to.
            CustodyEvent::Lost { .. } | CustodyEvent::Recovered { .. } | CustodyEvent::Clock { .. } => {}
        }
        filled(event)
    }

    fn admits_disclosure(&self, disclosed: &[u64]) -> Result<(), Refusal> {
        let observations = self.seals.last().ok_or(Refusal::NotSealed)?.observations;
        let newest = disclosed.last().ok_or(Refusal::NothingDisclosed)?;
        if let Some(pair) = disclosed.array_windows().find(|[one, next]| one >= next) {
            return Err(Refusal::Unordered(pair[1]));
        }
        if *newest >= observations {
            return Err(Refusal::LeafOutside { index: *newest, observations });
        }
        Ok(())
    }

    fn admits_regrading(&self, tlp: Tlp, pap: Pap, admiralty: AdmiraltyGrade, reason: &str) -> Result<(), Refusal> {
        if (tlp, pap, admiralty) == (self.tlp, self.pap, self.admiralty) {
            return Err(Refusal::Unchanged);
        }
        let opened = if tlp < self.tlp {
            Opened::Tlp { from: self.tlp, to: tlp }
        } else if pap < self.pap {
            Opened::Pap { from: self.pap, to: pap }
        } else {
            return Ok(());
        };
        if is_blank(reason) { Err(Refusal::OpenedWithoutReason { opened }) } else { Ok(()) }
    }

    /// Takes in what [`Standing::admits`].
    pub(super) fn apply(&mut self, event: &CustodyEvent) {
        let counts = &mut self.counts;
        match event {
            CustodyEvent::TakenIn(_) | CustodyEvent::Clock { .. } => {}
            CustodyEvent::Accessed { .. } => counts.accessed += 1,
            CustodyEvent::Copied { .. } => counts.copied += 1,
            CustodyEvent::Exported { .. } => counts.exported += 1,
            CustodyEvent::Redacted { .. } => counts.redacted += 1,
            CustodyEvent::Sealed(seal) => self.seals.push(*seal),
            CustodyEvent::Regraded { tlp, pap, admiralty, .. } => {
                counts.regraded += 1;
                (self.tlp, self.pap, self.admiralty) = (*tlp, *pap, *admiralty);
            }
            CustodyEvent::Lost { .. } => {
                counts.lost += 1;
                self.lost = true;
            }
            CustodyEvent::Recovered { .. } => self.lost = false,
        }
    }
}

/// Whether every part that must say something does.
fn filled(event: &CustodyEvent) -> Result<(), Refusal> {
    let fields: &[(&'static str, &str)] = match event {
        CustodyEvent::TakenIn(receipt) => {
            // How it was handed over may be unknown; then it is `null`, and not blank.
            let handed = receipt.handed.as_deref().unwrap_or("unknown");
            &[("name", &receipt.name), ("from", receipt.from.name()), ("handed", handed)]
        }
        CustodyEvent::Accessed { by, purpose } | CustodyEvent::Redacted { by, purpose, .. } => {
            &[("by", by), ("purpose", purpose)]
        }
        CustodyEvent::Copied { by, to, purpose } | CustodyEvent::Exported { by, to, purpose } => {
            &[("by", by), ("to", to), ("purpose", purpose)]
        }
        CustodyEvent::Regraded { by, .. } => &[("by", by)],
        CustodyEvent::Lost { by, reason } | CustodyEvent::Recovered { by, reason } => &[("by", by), ("reason", reason)],
        CustodyEvent::Clock { by, because, .. } => &[("by", by), ("because", because)],
        CustodyEvent::Sealed(_) => &[],
    };
    match fields.iter().find(|(_, text)| is_blank(text)) {
        Some(&(field, _)) => Err(Refusal::Blank { event: event.kind(), field }),
        None => Ok(()),
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
