//! Dates of custody that were recorded under a wrong clock, and the link that says so.

use dunant_custody::{CaseId, CustodyEvent};
use dunant_store::Transaction;

use crate::cases::{HeldItem, newest};
use crate::leaving::WhoseWords;
use crate::{Error, Home, Occasion};

/// Which links of which items are dated wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misdated {
    /// Of every item: those that are dated later than now.
    Ahead,
    /// Of this item, named or by its digest: these.
    Links {
        /// The item.
        item: String,
        /// The numbers of the links.
        links: Vec<u64>,
    },
}

impl Home {
    /// Says in the chains of items that dates in them are wrong, since a clock was. What witnesses saw counts in their place, and events of now can
    /// follow again. Gives each item of which something was said, and how many links.
    ///
    /// # Errors
    /// No such link, or no wrong date; no reason; a clock that witnesses contradict now, too.
    pub fn mend_custody(
        &self,
        case: &CaseId,
        misdated: &Misdated,
        by: &str,
        because: &str,
        occasion: &Occasion,
    ) -> Result<Vec<(HeldItem, usize)>, Error> {
        let _writer = self.claim()?;
        let because =
            self.said_in_public(&self.proceeding(case)?, WhoseWords::Body, "what happened to the clock", because)?;
        let because = because.into_inner();
        self.dates_agree(occasion)?;
        let items = match misdated {
            Misdated::Ahead => self.items(case)?,
            Misdated::Links { item, .. } => vec![self.item(case, item)?],
        };
        let mut transaction = Transaction::default();
        let mut mended = Vec::new();
        for mut item in items {
            let links = match misdated {
                Misdated::Ahead => ahead(&item, occasion),
                Misdated::Links { links, .. } => ascending(links),
            };
            if links.is_empty() {
                continue;
            }
            let count = links.len();
            let event = CustodyEvent::Clock { by: by.to_owned(), links, because: because.to_owned() };
            let note = item.custody.record(event, occasion.now, &self.secretariat)?;
            transaction.links.push(newest(&item.custody, note));
            mended.push((item, count));
        }
        if mended.is_empty() {
            return Err(Error::Input {
                message: format!("no link of an item of the case `{case}` is dated later than {}", occasion.now),
                help: "name the item and the numbers of its links with `--item` and `--links`; nothing was recorded"
                    .into(),
            });
        }
        self.commit_custody(&transaction, occasion)?;
        Ok(mended)
    }
}

/// The links of an item that are dated later than now, and that nothing says to be wrong yet.
fn ahead(item: &HeldItem, occasion: &Occasion) -> Vec<u64> {
    let custody = &item.custody;
    let links = custody.links().iter().filter(|link| link.time > occasion.now && !custody.is_misdated(link.number));
    links.map(|link| link.number).collect()
}

fn ascending(links: &[u64]) -> Vec<u64> {
    let mut links = links.to_vec();
    links.sort_unstable();
    links.dedup();
    links
}
