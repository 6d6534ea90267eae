use std::collections::{BTreeMap, BTreeSet};

use dunant_evidence::SourceGroup;
use dunant_vocabulary::{AdmiraltyGrade, Credibility, Reliability, Sha256Digest};

use crate::DissentingItem;
use crate::model::Naming;
use crate::tradecraft::count;

/// The sources that speak for a hypothesis: who vouches for the evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Support {
    /// Independent sources, without items that somebody graded as unreliable or doubtful.
    pub sources: u32,
    /// Whether one of them was graded well enough to stand alone.
    pub graded: bool,
}

impl Support {
    /// One source, graded well: what a measurement on published reports assumes.
    pub const ONE_GRADED: Self = Self { sources: 1, graded: true };

    /// The support that `items` give.
    #[must_use]
    pub fn of(
        items: &BTreeSet<Sha256Digest>,
        groups: &[SourceGroup],
        grades: &BTreeMap<Sha256Digest, AdmiraltyGrade>,
    ) -> Self {
        let fit = |item: &&Sha256Digest| grades.get(*item).is_none_or(|grade| !is_unfit(*grade));
        let fit: BTreeSet<Sha256Digest> = items.iter().filter(fit).copied().collect();
        let graded = fit.iter().filter_map(|item| grades.get(item)).any(|grade| may_stand_alone(*grade));
        Self { sources: independent(&fit, groups), graded }
    }

    /// Whether somebody may be named upon it: several independent sources, or one that was graded well.
    #[must_use]
    pub fn suffices(&self, naming: &Naming) -> bool {
        self.graded || self.sources >= naming.sources
    }
}

/// Whether a grade lets one source stand alone: a source that is at least fairly reliable (A to C), and information that is at least
/// possibly true (1 to 3).
fn may_stand_alone(grade: AdmiraltyGrade) -> bool {
    matches!(grade.reliability, Reliability::A | Reliability::B | Reliability::C)
        && matches!(grade.credibility, Credibility::Confirmed | Credibility::ProbablyTrue | Credibility::PossiblyTrue)
}

/// Whether a grade says that the item supports nothing: a source that is not usually reliable (D, E), or information that is
/// doubtful or improbable (4, 5). What cannot be judged (F, 6) counts as ungraded.
fn is_unfit(grade: AdmiraltyGrade) -> bool {
    matches!(grade.reliability, Reliability::D | Reliability::E)
        || matches!(grade.credibility, Credibility::Doubtful | Credibility::Improbable)
}

/// How many items are left of `items` where each group counts as one. An item that stands in no group counts for itself.
pub(crate) fn apart(items: &BTreeSet<Sha256Digest>, groups: &[SourceGroup]) -> u32 {
    let first = first_of_each(groups);
    let apart: BTreeSet<Sha256Digest> = items.iter().map(|item| *first.get(item).unwrap_or(item)).collect();
    count(apart.len())
}

/// How many sources `items` come from that are shown to be independent: those that the case states. All that is of no stated source
/// may be of any of them, so it is one source where there is no other, and adds none.
pub(crate) fn independent(items: &BTreeSet<Sha256Digest>, groups: &[SourceGroup]) -> u32 {
    let stated = groups.iter().filter(|group| group.is_stated && group.items.iter().any(|item| items.contains(item)));
    count(stated.count().max(usize::from(!items.is_empty())))
}

/// The groups that hold several of `items`, without the others.
pub(crate) fn same_source(items: &BTreeSet<Sha256Digest>, groups: &[SourceGroup]) -> Vec<SourceGroup> {
    let within = groups.iter().map(|group| SourceGroup {
        items: group.items.iter().copied().filter(|item| items.contains(item)).collect(),
        reasons: group.reasons.clone(),
        is_stated: group.is_stated,
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
    use crate::Model;

    fn digest(name: &str) -> Sha256Digest {
        Sha256Digest::of(name.as_bytes())
    }

    /// Items of one source that the case states.
    fn stated(items: &[&str]) -> SourceGroup {
        let items = items.iter().map(|item| digest(item)).collect();
        SourceGroup { items, reasons: Vec::new(), is_stated: true }
    }

    #[test]
    fn a_to_c_and_one_to_three_stand_alone_and_nothing_else_does() {
        for letter in ['A', 'B', 'C', 'D', 'E', 'F'] {
            for digit in 1..=6 {
                let grade: AdmiraltyGrade = format!("{letter}{digit}").parse().unwrap();
                assert_eq!(may_stand_alone(grade), letter <= 'C' && digit <= 3, "{letter}{digit}");
                let unfit = letter == 'D' || letter == 'E' || digit == 4 || digit == 5;
                assert_eq!(is_unfit(grade), unfit, "{letter}{digit}");
            }
        }
    }

    #[test]
    fn support_counts_sources_that_are_fit_and_says_whether_one_stands_alone() {
        let items = BTreeSet::from([digest("a"), digest("b"), digest("c")]);
        let groups = [stated(&["a", "b"]), stated(&["c"])];
        let of = |grades: &[(&str, &str)]| {
            let grades = grades.iter().map(|(item, grade)| (digest(item), grade.parse().unwrap())).collect();
            let Support { sources, graded } = Support::of(&items, &groups, &grades);
            (sources, graded)
        };
        assert_eq!(of(&[]), (2, false));
        assert_eq!(of(&[("c", "F6")]), (2, false));
        assert_eq!(of(&[("c", "E5")]), (1, false));
        assert_eq!(of(&[("c", "B2")]), (2, true));
        assert_eq!(of(&[("a", "D1"), ("b", "A5"), ("c", "C3")]), (1, true));
        assert_eq!(of(&[("z", "A1")]), (2, false), "the grade of an item that says nothing is nothing");
    }

    #[test]
    fn two_sources_suffice_or_one_that_is_graded() {
        let naming = Model::shipped().naming;
        let suffices = |sources, graded| Support { sources, graded }.suffices(&naming);
        assert_eq!(naming.sources, 2);
        assert!(!suffices(0, false) && !suffices(1, false) && suffices(2, false) && suffices(3, false));
        assert!(suffices(1, true) && Support::ONE_GRADED.suffices(&naming));
    }

    #[test]
    fn what_a_copy_points_to_again_is_heard_once_and_what_it_points_to_anew_is_heard() {
        let dissent = |item: &str, id: &str| DissentingItem {
            item: digest(item),
            id: id.into(),
            name: id.into(),
            posterior: dunant_vocabulary::Probability::ONE,
        };
        let groups = [stated(&["a", "b"])];
        let all = vec![dissent("a", "G1"), dissent("b", "G1"), dissent("b", "G2"), dissent("c", "G1")];
        let kept = once_each(all, &groups);
        let kept: Vec<(Sha256Digest, &str)> = kept.iter().map(|one| (one.item, one.id.as_str())).collect();
        assert_eq!(kept, [(digest("a"), "G1"), (digest("b"), "G2"), (digest("c"), "G1")]);
    }

    #[test]
    fn a_group_of_which_one_item_carries_something_is_no_group_of_several() {
        let groups = [stated(&["a", "b"])];
        assert_eq!(same_source(&BTreeSet::from([digest("a")]), &groups), []);
        assert_eq!(same_source(&BTreeSet::from([digest("a"), digest("b")]), &groups).len(), 1);
    }

    #[test]
    fn items_of_one_stated_source_count_once_and_those_of_another_for_themselves() {
        let groups = [stated(&["a", "b", "c"]), stated(&["d"])];
        let items = BTreeSet::from([digest("a"), digest("b"), digest("d")]);
        assert_eq!(independent(&items, &groups), 2);
        assert_eq!(same_source(&items, &groups)[0].items.len(), 2);
    }

    #[test]
    fn items_of_no_stated_source_are_one_and_add_nothing_to_a_stated_one() {
        let unstated = |name: &str| SourceGroup { is_stated: false, ..stated(&[name]) };
        let items = BTreeSet::from([digest("a"), digest("b"), digest("c")]);
        assert_eq!(independent(&items, &[unstated("a"), unstated("b"), unstated("c")]), 1);
        assert_eq!(independent(&items, &[]), 1);
        assert_eq!((apart(&items, &[]), apart(&items, &[stated(&["a", "b"])])), (3, 2));
        assert_eq!(independent(&BTreeSet::new(), &[]), 0);
        assert_eq!(independent(&items, &[stated(&["a"]), unstated("b"), unstated("c")]), 1);
        assert_eq!(independent(&items, &[stated(&["a"]), stated(&["b"]), unstated("c")]), 2);
        assert_eq!(
            independent(&items, &[stated(&["a"]), stated(&["z"])]),
            1,
            "a source that says nothing vouches for nothing"
        );
    }
}
