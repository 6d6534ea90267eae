use std::collections::BTreeMap;

use super::row::{MALWARE, TECHNIQUE, TOOL};
use crate::{FeatureKey, Index, Shown};

/// Where the features of a query stand.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Techniques of each family, by place in the query.
    pub(super) families: Vec<Vec<usize>>,
    /// Of each place: the class of its feature, and the family where it is a technique.
    pub(super) classes: Vec<Option<(usize, usize)>>,
    pub(super) malware: Vec<usize>,
    pub(super) tools: Vec<usize>,
}

impl Layout {
    pub(super) fn of(index: &Index, features: &[Shown]) -> Self {
        let mut layout = Self::default();
        let mut families: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, shown) in features.iter().enumerate().filter(|(_, shown)| index.known_in(shown.key) > 0) {
            match shown.key {
                FeatureKey::Technique(at) => families.entry(index.family(at)).or_default().push(place),
                FeatureKey::Software(at) if shown.listed || index.tools.contains(&at) => layout.tools.push(place),
                FeatureKey::Software(_) => layout.malware.push(place),
                FeatureKey::Indicator(_) => {}
            }
        }
        layout.families = families.into_values().collect();
        layout.classes = vec![None; features.len()];
        let families = layout.families.iter().enumerate();
        let techniques = families.flat_map(|(at, family)| family.iter().map(move |place| (*place, (TECHNIQUE, at))));
        let software = [(MALWARE, &layout.malware), (TOOL, &layout.tools)];
        let software =
            software.into_iter().flat_map(|(class, held)| held.iter().map(move |place| (*place, (class, 0))));
        for (place, class) in techniques.chain(software).collect::<Vec<_>>() {
            if let Some(slot) = layout.classes.get_mut(place) {
                *slot = Some(class);
            }
        }
        layout
    }
}
