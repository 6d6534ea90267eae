//! Where the chains of items stood, for the custody document of their case.

use std::collections::{BTreeMap, BTreeSet};

use dunant_custody::{CaseId, ItemChain, ItemHeads, Subject};
use dunant_heads::Position;
use dunant_panel::finding::witnessed::shown_path;
use dunant_record::TlogProof;

use super::course::{Trees, kept};
use crate::{Error, Home};

impl Home {
    /// Gives each chain its places in the heads log: in every epoch in which it grew, in the one before, and in the newest. Gives proofs of these
    /// epochs; none where the body has no heads log.
    pub(crate) fn place(&self, case: &CaseId, chains: &mut [ItemChain]) -> Result<Vec<String>, Error> {
        let Some(trust) = self.trust() else { return Ok(Vec::new()) };
        self.has_its_heads_logs()?;
        let epochs = self.epochs()?;
        let subjects: Vec<String> =
            chains.iter().map(|chain| Subject::Item(case.clone(), chain.digest).to_string()).collect();
        let nonces = epochs.nonces();
        let mut needed: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        let Some((newest, _)) = epochs.newest() else { return Ok(Vec::new()) };
        for number in 0..epochs.len() {
            let moved = &kept(&epochs, number)?.planned.moved;
            for subject in subjects.iter().filter(|subject| moved.contains_key(*subject)) {
                needed.entry(subject).or_default().extend([number.saturating_sub(1), number, newest]);
            }
        }
        if needed.is_empty() {
            return Ok(Vec::new());
        }
        let shown: BTreeSet<u64> = needed.values().flatten().copied().collect();
        let trees = Trees::of(self, &epochs, trust.body(), newest)?;
        let mut proofs = Vec::with_capacity(shown.len());
        for (at, number) in shown.into_iter().enumerate() {
            let tree = trees.at(number)?;
            for (chain, subject) in chains.iter_mut().zip(&subjects) {
                let Some(nonce) = nonces.get(subject.as_str()) else { continue };
                if !needed.get(subject.as_str()).is_some_and(|needed| needed.contains(&number)) {
                    continue;
                }
                let stood = trees.number(subject, number).map_or("none".to_owned(), |newest| newest.to_string());
                let path = tree.path(&Position::of(trust.body(), subject));
                let place = format!("{at} {stood} {}", shown_path(&path));
                let empty = || ItemHeads { nonce: nonce.to_string(), places: Vec::new() };
                chain.heads.get_or_insert_with(empty).places.push(place);
            }
            let entry = kept(&epochs, number)?.planned.entry.clone().into_bytes();
            let proof = TlogProof { unauthenticated_extra: Some(entry), ..self.proof_of(&epochs, number)? };
            proofs.push(proof.to_string());
        }
        Ok(proofs)
    }
}
