//! Referral and admissibility: how a case comes to be.

use super::{Motion, Proceeding, Refused, Stage};
use crate::bounds;
use crate::step::Referral;

impl Proceeding {
    /// A case is referred once. Each party signs with its own key, and none with the secretariat's.
    pub(super) fn may_refer(&self, motion: Motion<'_>, referral: &Referral) -> Result<(), Refused> {
        let stage = self.stage(motion.at);
        if stage != Stage::NotReferred {
            return Err(motion.has_no_place(stage, "a case is referred once; refer a new one"));
        }
        let parties = referral.parties.iter().filter_map(|party| party.key.as_ref());
        self.keys_are_apart(parties)
    }

    /// Whether the case is taken is ruled once, after the referral.
    pub(super) fn may_rule(&self, motion: Motion<'_>) -> Result<(), Refused> {
        match self.stage(motion.at) {
            Stage::Referred => Ok(()),
            stage @ Stage::NotReferred => Err(motion.has_no_place(stage, "refer the case first")),
            stage => Err(motion.has_no_place(stage, "admissibility is ruled on once, and that is final")),
        }
    }

    /// No two of these keys, nor one of them and the secretariat's, share a name or their bytes.
    pub(super) fn keys_are_apart<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k dunant_record::VerifierKey>,
    ) -> Result<(), Refused> {
        let keys: Vec<_> = keys.into_iter().collect();
        let secretariat = self.secretariat();
        // Keys that the secretariat has had one after the other may share their name with one another, and with nobody else's.
        let is_secretariat = |key: &&dunant_record::VerifierKey| {
            secretariat.iter().any(|own| own.name() == key.name() || own.as_bytes() == key.as_bytes())
        };
        let with_secretariat = keys.iter().copied().find(is_secretariat);
        match with_secretariat.or_else(|| bounds::shared_key(keys.iter().copied())) {
            Some(key) => Err(Refused::SharedKey(key.name().clone())),
            None => Ok(()),
        }
    }
}
