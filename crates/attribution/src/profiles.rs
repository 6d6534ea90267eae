use std::collections::BTreeSet;

use dunant_knowledge::Pack;
use dunant_vocabulary::Date;

use crate::{Index, Model};

/// What a pack says of actors, made ready for comparison. Made once, asked often.
#[derive(Debug)]
pub struct Profiles {
    /// What each actor is known to show.
    pub index: Index,
}

impl Profiles {
    /// Everything that `pack` says, or only what was published before `as_of`.
    #[must_use]
    pub fn build(pack: &Pack, model: &Model, as_of: Option<Date>) -> Self {
        Self::build_without(pack, model, as_of, &BTreeSet::new())
    }

    /// The same, without the reports at the positions `left_out`: what a leave-one-out measurement needs.
    #[must_use]
    pub fn build_without(pack: &Pack, model: &Model, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> Self {
        Self { index: Index::build_without(pack, model, as_of, left_out) }
    }
}
