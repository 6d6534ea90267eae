use std::collections::BTreeSet;

use dunant_vocabulary::{AttackId, AttackIdKind};

use super::Reading;
use crate::{Lexicon, Observed, Reason};

impl Reading {
    /// Sets aside what is given by an identifier of ATT&CK alone that `lexicon` does not know: a number that nobody has, or that a
    /// release before or after has. Beside a name the identifier is a loss, for the name is read.
    pub(crate) fn set_aside_unknown_ids(&mut self, lexicon: &Lexicon) {
        let unknown = |observed: &Observed| {
            let (Observed::Software(mention) | Observed::Technique(mention) | Observed::ActorClaim(mention)) = observed
            else {
                return None;
            };
            let id = mention.id.filter(|id| id.kind() != AttackIdKind::Campaign && lexicon.is_unknown(*id))?;
            Some((id, mention.name.clone()))
        };
        let is_alone = |id: AttackId, name: &str| name.replace('/', ".").eq_ignore_ascii_case(&id.to_string());
        self.set_aside_where(0, |one| {
            unknown(&one.observed).filter(|(id, name)| is_alone(*id, name)).map(|_| Reason::NotKnown)
        });
        let mut said = BTreeSet::new();
        let named: Vec<_> = (self.observations.iter())
            .filter_map(|one| unknown(&one.observed).map(|(id, name)| (id, name, one.span)))
            .filter(|(id, ..)| said.insert(*id))
            .collect();
        for (id, name, span) in named {
            let what =
                format!("`{id}` beside `{name}` is no identifier that the knowledge pack has; the name was read");
            let help = "correct it, or import the release of ATT&CK that has it: `dunant knowledge import`";
            self.lose(what, Some(span), Some(help));
        }
    }
}
