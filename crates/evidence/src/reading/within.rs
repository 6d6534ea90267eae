use std::collections::HashSet;
use std::ops::Range;

use dunant_vocabulary::{Space, Span};

use super::Reading;
use crate::prose::apart_concerns;
use crate::set_aside::{Reason, SetAside};
use crate::{Bearing, Observation, Observed};

/// How much a [`Reading`] held at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    observations: usize,
    set_aside: usize,
    passages: usize,
    losses: usize,
}

/// Whose words are being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Those of who reports: whom he asks to turn to, and his signature, are his own.
    Reporter,
    /// Those of a letter that is evidence itself: its writer may be the attacker.
    Letter,
}

/// Places that became an observation, a value set aside or a loss.
#[derive(Debug)]
pub(crate) struct Covered {
    /// In order: the space, where each begins, and how far it or one before it reaches.
    places: Vec<(Space, u64, u64)>,
}

impl Covered {
    /// Whether any of them shares a byte with `span`.
    pub(crate) fn touches(&self, span: &Span) -> bool {
        let behind = self.places.partition_point(|(space, start, _)| (*space, *start) < (span.space, span.end));
        let last = behind.checked_sub(1).and_then(|at| self.places.get(at));
        last.is_some_and(|(space, _, end)| *space == span.space && *end > span.start)
    }
}

impl Reading {
    /// Where the reading is now: what is added later can be told from what is there.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            observations: self.observations.len(),
            set_aside: self.set_aside.len(),
            passages: self.passages.len(),
            losses: self.losses.list().len(),
        }
    }

    /// The places of all that was observed, set aside or lost since `mark`.
    pub(crate) fn covered_since(&self, mark: &Mark) -> Covered {
        let observed = self.observations.iter().skip(mark.observations).map(|added| added.span);
        let aside = self.set_aside.iter().skip(mark.set_aside).map(|added| added.span);
        let lost = self.losses.list().iter().skip(mark.losses).filter_map(|added| added.span);
        let mut places: Vec<_> =
            observed.chain(aside).chain(lost).map(|span| (span.space, span.start, span.end)).collect();
        places.sort_unstable();
        let mut reach = None;
        for (space, _, end) in &mut places {
            let held = reach.filter(|(held, _)| held == space).map_or(0, |(_, end)| end);
            *end = held.max(*end);
            reach = Some((*space, *end));
        }
        Covered { places }
    }

    /// Takes back that `what` was set aside as a citation since `mark`, where its reader finds out that it is none and gives it another
    /// outcome.
    pub(crate) fn drop_citation_since(&mut self, mark: &Mark, what: &str) {
        let is_it = |aside: &SetAside| aside.reason == Reason::Citation && aside.count == 1 && aside.what == what;
        let from = mark.set_aside.min(self.set_aside.len());
        if let Some(at) = self.set_aside.iter().skip(from).position(is_it) {
            self.set_aside.remove(from + at);
            self.met = self.met.saturating_sub(1);
        }
    }

    /// Whether prose held this value before, wherever it is listed.
    pub(crate) fn was_seen(&self, observed: &Observed) -> bool {
        self.repeats.contains_key(observed)
    }

    /// Says of what was observed since `mark`, and of the wording there, that the item speaks of it as `bearing` says.
    pub(crate) fn bear_since(&mut self, mark: &Mark, bearing: Bearing) {
        for observation in self.observations.iter_mut().skip(mark.observations) {
            observation.bearing = observation.bearing.max(bearing);
        }
        for passage in self.passages.iter_mut().skip(mark.passages) {
            passage.bearing = passage.bearing.max(bearing);
        }
    }

    /// Says of all that was read that it is of another time than the case: nothing of it is evidence of what happened there.
    pub fn lay_to_another_time(&mut self) {
        let bearing = Bearing::Historical;
        for observation in &mut self.observations {
            observation.bearing = observation.bearing.max(bearing);
        }
        for passage in &mut self.passages {
            passage.bearing = passage.bearing.max(bearing);
        }
    }

    /// Takes the software observed since `mark` for listed, where no trace was observed with it: a row that holds a name and no more
    /// says nothing of it.
    pub(crate) fn list_names_since(&mut self, mark: &Mark) {
        let since = self.observations.get_mut(mark.observations..).unwrap_or_default();
        if since.iter().any(|one| one.bearing.is_stated() && matches!(one.observed, Observed::Observable(_))) {
            return;
        }
        for observation in since.iter_mut().filter(|one| matches!(one.observed, Observed::Software(_))) {
            observation.bearing = observation.bearing.max(Bearing::Listed);
        }
    }

    /// Says of what was observed since `mark` and `is_meant` holds of that the item speaks of it as `bearing` says.
    pub(crate) fn bear_where(&mut self, mark: &Mark, bearing: Bearing, is_meant: impl Fn(&Observation) -> bool) {
        for observation in self.observations.iter_mut().skip(mark.observations).filter(|one| is_meant(one)) {
            observation.bearing = observation.bearing.max(bearing);
        }
    }

    /// Takes all software for listed.
    pub(crate) fn lower_names(&mut self) {
        for observation in self.observations.iter_mut().filter(|one| matches!(one.observed, Observed::Software(_))) {
            observation.bearing = observation.bearing.max(Bearing::Listed);
        }
    }

    /// Takes the software observed since `mark` for listed: what stands beside it may take it back.
    pub(crate) fn lower_names_since(&mut self, mark: &Mark) {
        let since = self.observations.get_mut(mark.observations..).unwrap_or_default();
        for observation in since.iter_mut().filter(|one| matches!(one.observed, Observed::Software(_))) {
            observation.bearing = observation.bearing.max(Bearing::Listed);
        }
    }

    /// Takes the software observed since `mark` for listed, where it is more than `most`: no trace is of so many families.
    pub(crate) fn list_families_since(&mut self, mark: &Mark, most: usize) {
        let since = mark.observations..self.observations.len();
        self.list_families_in(std::slice::from_ref(&since), most);
    }

    /// The same of the software among the observations at `places`.
    pub(crate) fn list_families_in(&mut self, places: &[Range<usize>], most: usize) {
        let is_family = |one: &Observation| matches!(one.observed, Observed::Software(_));
        let held = places.iter().flat_map(|place| self.observations.get(place.clone()).unwrap_or_default());
        let families: HashSet<&Observed> = held.filter(|one| is_family(one)).map(|one| &one.observed).collect();
        if families.len() <= most {
            return;
        }
        for place in places {
            let held = self.observations.get_mut(place.clone()).unwrap_or_default();
            for observation in held.iter_mut().filter(|one| is_family(one)) {
                observation.bearing = observation.bearing.max(Bearing::Listed);
            }
        }
    }

    /// Says that the software among the observations at `places` was found, and is not only listed.
    pub(crate) fn affirm_names_in(&mut self, places: &[Range<usize>]) {
        for place in places {
            for observation in self.observations.get_mut(place.clone()).unwrap_or_default() {
                if observation.bearing == Bearing::Listed && matches!(observation.observed, Observed::Software(_)) {
                    observation.bearing = Bearing::Stated;
                }
            }
        }
    }

    /// What was observed since `mark`.
    pub(crate) fn observed_since(&self, mark: &Mark) -> &[Observation] {
        self.observations.get(mark.observations..).unwrap_or_default()
    }

    /// Names the places of what was added since `mark` within `space`, by span and by the path that it has.
    pub(crate) fn rename_since(&mut self, mark: &Mark, space: Space, name: &dyn Fn(Span, &str) -> String) {
        for observation in self.observations.iter_mut().skip(mark.observations) {
            if observation.span.space == space {
                observation.path = name(observation.span, &observation.path).into();
            }
        }
        for aside in self.set_aside.iter_mut().skip(mark.set_aside) {
            if aside.span.space == space {
                aside.path = name(aside.span, &aside.path).into();
            }
        }
    }

    /// Says that what was observed since `mark` was found, and is not only listed.
    pub(crate) fn affirm_since(&mut self, mark: &Mark) {
        for observation in self.observations.iter_mut().skip(mark.observations) {
            if observation.bearing == Bearing::Listed {
                observation.bearing = Bearing::Stated;
            }
        }
    }

    /// Says of the names among what was observed since `mark`, and of all wording, that the item speaks of them as `bearing` says;
    /// traces stay as they are.
    pub(crate) fn names_bear_since(&mut self, mark: &Mark, bearing: Bearing) {
        for observation in self.observations.iter_mut().skip(mark.observations) {
            if !matches!(observation.observed, Observed::Observable(_)) {
                observation.bearing = observation.bearing.max(bearing);
            }
        }
        for passage in self.passages.iter_mut().skip(mark.passages) {
            passage.bearing = passage.bearing.max(bearing);
        }
    }

    /// Says of the names and the wording kept since `mark` that are within one of `parts`, which a text's author does not state, that the
    /// item speaks of them as it does of the part. No part is in another.
    pub(crate) fn bear_apart(&mut self, mark: &Mark, mut parts: Vec<(Span, Bearing)>) {
        if parts.is_empty() {
            return;
        }
        parts.sort_by_key(|(span, _)| (span.space, span.start));
        let at = |place: &Span| {
            let behind = parts.partition_point(|(part, _)| (part.space, part.start) <= (place.space, place.start));
            let part = behind.checked_sub(1).and_then(|last| parts.get(last));
            let held = part.filter(|(part, _)| part.space == place.space && place.start < part.end);
            held.map_or(Bearing::Stated, |(_, bearing)| *bearing)
        };
        for one in self.observations.iter_mut().skip(mark.observations) {
            let bearing = at(&one.span);
            if apart_concerns(bearing, &one.observed) {
                one.bearing = one.bearing.max(bearing);
            }
        }
        for passage in self.passages.iter_mut().skip(mark.passages) {
            let bearing = at(&passage.span);
            if bearing != Bearing::Listed {
                passage.bearing = passage.bearing.max(bearing);
            }
        }
    }

    /// Sets aside what was observed since `mark` at a place for which `reason` gives one.
    pub(crate) fn set_aside_placed_since(&mut self, mark: &Mark, reason: impl Fn(&Span) -> Option<Reason>) {
        self.set_aside_where(mark.observations, |observation| reason(&observation.span));
    }

    /// Says of the wording kept since `mark` that is within `span` that the item speaks of it as `bearing` says.
    pub(crate) fn bear_within(&mut self, mark: &Mark, span: &Span, bearing: Bearing) {
        let Some(added) = self.passages.get_mut(mark.passages..) else { return };
        // Passages are kept in the order of the text.
        let first = added.partition_point(|passage| passage.span.start < span.start);
        for passage in added.iter_mut().skip(first).take_while(|passage| passage.span.start < span.end) {
            passage.bearing = passage.bearing.max(bearing);
        }
    }

    /// Sets aside for `reason` what was observed since `mark` and `is_evidence` denies.
    pub(crate) fn set_aside_observed_since(
        &mut self,
        mark: &Mark,
        reason: Reason,
        is_evidence: impl Fn(&Observation) -> bool,
    ) {
        self.set_aside_since(mark.observations, reason, is_evidence);
    }

    /// Lowers what was observed in `parts` of the item, which are sorted and apart, to `bearing`.
    pub(crate) fn lower_in(&mut self, parts: &[Range<u64>], bearing: Bearing) {
        if parts.is_empty() {
            return;
        }
        for observation in &mut self.observations {
            let behind = parts.partition_point(|part| part.start <= observation.span.start);
            let part = behind.checked_sub(1).and_then(|at| parts.get(at));
            if part.is_some_and(|part| part.contains(&observation.span.start)) {
                observation.bearing = observation.bearing.max(bearing);
            }
        }
    }

    /// Of two texts that say the same, read one behind the other: what the second says again is set aside, and of their wording
    /// that is kept of which there is more.
    pub(crate) fn count_alternatives_once(&mut self, first: &Mark, second: &Mark) {
        let said: HashSet<Observed> = (self.observations.get(first.observations..second.observations))
            .unwrap_or_default()
            .iter()
            .map(|observation| observation.observed.clone())
            .collect();
        self.set_aside_since(second.observations, Reason::Repeated, |later| !said.contains(&later.observed));
        let later = self.passages.split_off(second.passages.min(self.passages.len()));
        if later.len() > self.passages.len().saturating_sub(first.passages) {
            self.passages.truncate(first.passages);
            self.passages.extend(later);
        }
    }
}
