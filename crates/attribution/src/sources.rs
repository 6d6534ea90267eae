use std::collections::{BTreeMap, BTreeSet};

use dunant_evidence::SourceGroup;
use dunant_vocabulary::Sha256Digest;

use crate::DissentingItem;
use crate::tradecraft::count;

/// How many independent sources `items` come from. An item that stands in no group is a source of its own.
pub(crate) fn independent(items: &BTreeSet<Sha256Digest>, groups: &[SourceGroup]) -> u32 {
    let first = first_of_each(groups);
    let sources: BTreeSet<Sha256Digest> = items.iter().map(|item| *first.get(item).unwrap_or(item)).collect();
    count(sources.len())
}

/// The groups that hold several of `items`, without the others.
pub(crate) fn same_source(items: &BTreeSet<Sha256Digest>, groups: &[SourceGroup]) -> Vec<SourceGroup> {
    let within = groups.iter().map(|group| SourceGroup {
        items: group.items.iter().copied().filter(|item| items.contains(item)).collect(),
        reasons: group.reasons.clone(),
    });
    within.filter(|group| group.items.len() > 1).collect()
}

/// Without what a copy of an earlier one says again.
pub(crate) fn once_each(dissenting: Vec<DissentingItem>, groups: &[SourceGroup]) -> Vec<DissentingItem> {
    let first = first_of_each(groups);
    let mut heard: BTreeSet<(Sha256Digest, String)> = BTreeSet::new();
    let mut kept = dissenting;
    kept.retain(|item| heard.insert((*first.get(&item.item).unwrap_or(&item.item), item.id.clone())));
    kept
}

/// The digest that stands for the source of each item in a group.
pub(crate) fn first_of_each(groups: &[SourceGroup]) -> BTreeMap<Sha256Digest, Sha256Digest> {
    let mut first = BTreeMap::new();
    for group in groups {
        for item in &group.items {
            first.insert(*item, *group.items.first().unwrap_or(item));
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_one_source_count_once_and_strangers_for_themselves() {
        let digest = |name: &str| Sha256Digest::of(name.as_bytes());
        let groups = [SourceGroup { items: vec![digest("a"), digest("b"), digest("c")], reasons: Vec::new() }];
        let items = BTreeSet::from([digest("a"), digest("b"), digest("d")]);
        assert_eq!(independent(&items, &groups), 2);
        assert_eq!(same_source(&items, &groups)[0].items.len(), 2);
        assert_eq!(independent(&items, &[]), 3);
    }
}
