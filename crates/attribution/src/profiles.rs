use std::collections::BTreeSet;
use std::thread;

use dunant_knowledge::Pack;
use dunant_vocabulary::Date;

use crate::{Index, Model, TechniqueReader, WordingIndex};

/// What a pack says of actors, made ready for comparison. Made once, asked often.
#[derive(Debug)]
pub struct Profiles {
    /// What each actor is known to show.
    pub index: Index,
    /// How sources word what each actor does.
    pub wording: WordingIndex,
    /// Reads techniques out of prose.
    pub techniques: TechniqueReader,
}

impl Profiles {
    /// Everything that `pack` says, or only what was published before `as_of`. Two threads share the work.
    #[must_use]
    pub fn build(pack: &Pack, model: &Model, as_of: Option<Date>) -> Self {
        let nothing = BTreeSet::new();
        thread::scope(|scope| {
            let techniques = scope.spawn(|| TechniqueReader::build(pack, model, as_of, &nothing));
            let index = Index::build(pack, model, as_of);
            let wording = WordingIndex::build(pack, &index, model, as_of, &nothing);
            let techniques = techniques.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Self { index, wording, techniques }
        })
    }
}
