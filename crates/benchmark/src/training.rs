use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::{Index, Model, Query, Scorer, Weights};
use dunant_knowledge::Pack;

use crate::decoy::plant;
use crate::fit::{Lesson, fit};
use crate::item::Keys;
use crate::random::Random;
use crate::{Speakers, in_parallel, report_items};

/// Parts that the groups are dealt into; an item is answered with weights that no item of its part has taught.
const FOLDS: usize = 10;

/// Features planted in an item, so that the fit learns what false flags look like, and how much such an item counts.
const PLANTED: usize = 3;
const PLANTED_WEIGHT: f64 = 0.05;

/// The as-of items of a pack as lessons for the weights.
pub(crate) struct Training {
    lessons: Vec<(usize, Lesson)>,
    folds: BTreeMap<String, usize>,
}

impl Training {
    /// Each item of `pack` is compared with what was published before it; then once more with a decoy planted.
    pub(crate) fn of(pack: &Pack, model: &Model) -> Self {
        let items = report_items(pack, None, Speakers::Groups);
        let actors: BTreeSet<&String> = items.iter().map(|item| &item.actor).collect();
        let mut random = Random::new(20_170_214);
        let folds: BTreeMap<String, usize> =
            actors.into_iter().map(|actor| (actor.clone(), random.below(FOLDS))).collect();
        let keys = Keys::of(pack);
        let seeds: Vec<u64> = items.iter().map(|_| random.next()).collect();
        let lessons = in_parallel(items.len(), |at| {
            let (Some(item), Some(seed)) = (items.get(at), seeds.get(at)) else { return Vec::new() };
            let Some(day) = item.date.map(|date| date.earliest()) else { return Vec::new() };
            let index = Index::build_without(pack, model, Some(day), &item.reports);
            let truth = index.position(pack, &item.actor);
            let fold = folds.get(&item.actor).copied().unwrap_or(0);
            let (shown, foreign) = keys.features(item);
            let lesson = |features: &[_], weight| {
                let query = Query { unrecognised: foreign, ..Query::of_features(features, Some(day)) };
                let scorer = Scorer::new(&index, model, query);
                let terms = (0..index.candidates.len()).map(|at| scorer.terms(at, &[])).collect();
                (fold, Lesson { terms, unknown: scorer.unknown_terms(&[]), truth, weight })
            };
            let mut lessons = vec![lesson(&shown, 1.0)];
            let mut planted = shown.clone();
            if truth.is_some() && plant(&mut planted, &index, truth, PLANTED, &mut Random::new(*seed)).is_some() {
                lessons.push(lesson(&planted, PLANTED_WEIGHT));
            }
            lessons
        });
        Self { lessons: lessons.into_iter().flatten().filter(|(_, lesson)| !lesson.terms.is_empty()).collect(), folds }
    }

    /// Weights from all lessons.
    pub(crate) fn weights(&self, model: &Model) -> Weights {
        let lessons: Vec<Lesson> = self.lessons.iter().map(|(_, lesson)| lesson.clone()).collect();
        fit(&lessons, model)
    }

    /// Weights for each part of the groups, from the lessons of the other parts.
    pub(crate) fn weights_by_fold(&self, model: &Model) -> Vec<Weights> {
        in_parallel(FOLDS, |fold| {
            let others = self.lessons.iter().filter(|(held, _)| *held != fold);
            let lessons: Vec<Lesson> = others.map(|(_, lesson)| lesson.clone()).collect();
            fit(&lessons, model)
        })
    }

    /// The share of unknown groups among the items of the other parts; planted ones aside.
    pub(crate) fn unknown_share(&self, fold: usize) -> f64 {
        let others = || self.lessons.iter().filter(|(held, lesson)| *held != fold && lesson.weight >= 1.0);
        let unknown = others().filter(|(_, lesson)| lesson.truth.is_none()).count();
        (unknown as f64 + 0.5) / (others().count() as f64 + 1.0)
    }

    /// The part that a group was dealt into; a group without items can be in any.
    pub(crate) fn fold(&self, actor: &str) -> usize {
        self.folds.get(actor).copied().unwrap_or(0)
    }
}
