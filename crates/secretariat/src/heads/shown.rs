//! What the author of a step is shown of a case before it signs: all that its tool needs to hold the case against every epoch.

use dunant_custody::{CaseId, Subject};
use dunant_heads::History;
use dunant_panel::known::Shown;
use dunant_panel::{Proceeding, Salt, TrustFile};
use dunant_vocabulary::Sha256Digest;

use super::course::Trees;
use super::{members_in, nonce_in};
use crate::{Error, Home};

/// A case, and what became of it in every epoch from one on.
#[derive(Debug, Clone)]
pub struct ShownCase {
    /// The case.
    pub proceeding: Proceeding,
    members: Vec<Sha256Digest>,
    members_nonce: Salt,
    history: History,
    epochs: u64,
}

impl ShownCase {
    /// What its author's tool holds against what it knows.
    #[must_use]
    pub fn under<'s>(&'s self, trust: &'s [TrustFile]) -> Shown<'s> {
        Shown {
            trust,
            case: &self.proceeding,
            members: &self.members,
            members_nonce: &self.members_nonce,
            history: &self.history,
            epochs: self.epochs,
        }
    }
}

impl Home {
    /// The case with its epochs from `from` on; nothing of a case of the first form, which stands in none.
    ///
    /// # Errors
    /// There is no such case; its chain, or what is kept of the epochs, does not hold.
    pub fn shown(&self, case: &CaseId, from: u64) -> Result<Option<ShownCase>, Error> {
        // Before the chains: another process may make an epoch meanwhile, and chains only grow.
        let epochs = self.epochs()?;
        let proceeding = self.proceeding(case)?;
        if proceeding.begun().is_none() {
            return Ok(None);
        }
        let body = self.needed_trust()?.body();
        let (subject, members) = (Subject::Case(case.clone()).to_string(), Subject::Members.to_string());
        let links = self.runtime.block_on(self.store.chain(&members))?;
        let members_nonce = links.iter().find_map(|note| nonce_in(note));
        let members_nonce = members_nonce.ok_or_else(|| super::not_in_an_epoch("the chain of members"))?;
        let fixed = usize::try_from(members_in(&epochs, &subject)).unwrap_or(usize::MAX);
        let fixed = links.iter().take(fixed).map(|note| super::text_digest(note)).collect::<Result<_, _>>()?;
        let mut history = History { epochs: Vec::new(), checkpoints: Vec::new() };
        if let Some((newest, last)) = epochs.newest().filter(|(newest, _)| from <= *newest) {
            let began = epochs.first_with(&subject, 0).unwrap_or(u64::MAX);
            let trees = Trees::of(self, &epochs, body, newest)?;
            for epoch in from..=newest {
                let shown: &[&str] = if epoch < began { &[&subject, &members] } else { &[&subject] };
                history.epochs.push(trees.proof(epoch, shown)?);
            }
            history.checkpoints.push(last.checkpoint()?);
        }
        let epochs = epochs.len();
        Ok(Some(ShownCase { proceeding, members: fixed, members_nonce, history, epochs }))
    }
}
