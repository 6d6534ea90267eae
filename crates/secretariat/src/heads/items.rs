//! What became of the chains of items in every epoch, for the custody document of their case.

use dunant_custody::{CaseId, ItemChain, ItemHeads, Subject};
use dunant_panel::heads_line::EpochLine;

use super::course::{Trees, kept};
use crate::{Error, Home};

/// The epochs of a custody document: a line each, and cosigned checkpoints.
#[derive(Default)]
pub(crate) struct ShownEpochs {
    pub(crate) lines: Vec<String>,
    pub(crate) checkpoints: Vec<String>,
}

impl Home {
    /// Gives each chain its moves in the heads log, and all epochs from the body's first on, which show that it moved in no other; nothing where the body has no
    /// heads log, or none of the chains stood in an epoch yet.
    pub(crate) fn place(&self, case: &CaseId, chains: &mut [ItemChain]) -> Result<ShownEpochs, Error> {
        let Some(trust) = self.trust() else { return Ok(ShownEpochs::default()) };
        self.has_its_heads_logs()?;
        let epochs = self.epochs()?;
        let nonces = epochs.nonces();
        let Some((newest, _)) = epochs.newest() else { return Ok(ShownEpochs::default()) };
        // The document has them in this order.
        chains.sort_by_key(|chain| chain.digest);
        let mut subjects = Vec::new();
        for chain in chains {
            let subject = Subject::Item(case.clone(), chain.digest).to_string();
            let Some(nonce) = nonces.get(subject.as_str()) else { continue };
            let mut moves = Vec::new();
            for number in 0..epochs.len() {
                if let Some(link) = kept(&epochs, number)?.planned.moved.get(&subject) {
                    moves.push(format!("{number} {link}"));
                }
            }
            chain.heads = Some(ItemHeads { nonce: nonce.to_string(), moves });
            subjects.push(subject);
        }
        if subjects.is_empty() {
            return Ok(ShownEpochs::default());
        }
        let trees = Trees::of(self, &epochs, trust.body(), newest)?;
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        let proofs: Vec<_> = (0..=newest).map(|number| trees.proof(number, &subjects)).collect::<Result<_, Error>>()?;
        let has_moved = |epoch: &dunant_heads::EpochProof| epoch.moved.iter().any(Option::is_some);
        let checkpoints = self.checkpoints(&epochs, trust, &proofs, has_moved)?;
        let line = |epoch: dunant_heads::EpochProof| {
            EpochLine { chains: epoch.chains, paths: epoch.paths, succession: epoch.succession }.to_string()
        };
        Ok(ShownEpochs {
            lines: proofs.into_iter().map(line).collect(),
            checkpoints: checkpoints.iter().map(ToString::to_string).collect(),
        })
    }
}
