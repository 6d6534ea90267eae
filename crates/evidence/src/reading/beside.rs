//! What one item says of others that are handed in with it.

use dunant_vocabulary::Span;

use super::Reading;
use crate::Reason;

/// What an item says of the items that are handed in with it.
///
/// A report is withdrawn by an erratum, and an object of one STIX bundle is revoked by another: each is an item of its own, and only
/// who has all of them can heed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfOthers {
    /// Whether it is an erratum, or a notice that calls what stands beside it training material: the files of its folder state no
    /// program.
    pub is_notice: bool,
    /// Identifiers of objects that it revokes, disagrees with or looked for and did not find (STIX 2.1, sections 3.2, 4.13 and 5.2), in
    /// this item or in another one.
    pub objects: Vec<Box<str>>,
}

impl Reading {
    /// Takes for listed all programs that the item names, because an item beside it takes it back.
    pub fn take_names_back(&mut self) {
        self.lower_names();
    }

    /// Sets aside what was observed within `objects`, which another item takes back, and takes the item's programs for listed: what refers to
    /// an object that was taken back states nothing any more.
    pub fn take_objects_back(&mut self, objects: &[Span]) {
        let is_within = |place: &Span| {
            objects.iter().any(|held| held.space == place.space && held.start <= place.start && place.end <= held.end)
        };
        self.withdraw(|place| is_within(place).then_some(Reason::Withdrawn));
        self.lower_names();
    }
}
