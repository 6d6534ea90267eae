use dunant_vocabulary::AttackIdKind;

use super::Reading;
use crate::{Lexicon, Observed, Reason};

impl Reading {
    /// Sets aside what is given by an identifier of ATT&CK alone that `lexicon` does not know: a number that nobody has, or that another
    /// release or domain of ATT&CK has. Beside a name it is read with the name, as the item has it.
    pub(crate) fn set_aside_unknown_ids(&mut self, lexicon: &Lexicon) {
        self.set_aside_where(0, |one| {
            let (Observed::Software(mention) | Observed::Technique(mention) | Observed::ActorClaim(mention)) =
                &one.observed
            else {
                return None;
            };
            let id = mention.id.filter(|id| id.kind() != AttackIdKind::Campaign && lexicon.is_unknown(*id))?;
            let is_alone = mention.name.replace('/', ".").eq_ignore_ascii_case(&id.to_string());
            is_alone.then_some(Reason::NotKnown)
        });
    }
}
