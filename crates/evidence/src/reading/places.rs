//! How often each value was read in prose, so that one value said a thousand times is kept at its first places.

use dunant_vocabulary::Span;

use super::Reading;
use crate::set_aside::Reason;
use crate::{Bearing, Observed};

/// How often a value was read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Repeats {
    /// Places at which it is stated.
    stated: u64,
    /// Places at which it is denied, planned or else no statement.
    unstated: u64,
    /// The entry among the values set aside that counts the places past the limit.
    counted_at: Option<usize>,
}

impl Repeats {
    fn places(&mut self, bearing: Bearing) -> &mut u64 {
        if bearing.is_stated() { &mut self.stated } else { &mut self.unstated }
    }
}

impl Reading {
    /// Counts a value, and says whether it is worth keeping at this place: as many places as the limit `places` are kept where it
    /// is stated, and as many where it is denied, planned or else no statement. The places after them say nothing new, and a
    /// hostile text would fill the item with them.
    pub(crate) fn is_new_enough(&mut self, observed: &Observed, bearing: Bearing) -> bool {
        let most = self.limits.places;
        if let Some(repeats) = self.repeats.get_mut(observed) {
            let places = repeats.places(bearing);
            *places = places.saturating_add(1);
            return *places <= most;
        }
        if (self.repeats.len() as u64) < self.limits.observations {
            let mut repeats = Repeats::default();
            *repeats.places(bearing) = 1;
            self.repeats.insert(observed.clone(), repeats);
        }
        true
    }

    /// Whether a value is kept at as many places where it is stated as the limit `places` says: no further place counts.
    pub(crate) fn is_said_enough(&self, observed: &Observed) -> bool {
        self.repeats.get(observed).is_some_and(|repeats| repeats.stated >= self.limits.places)
    }

    /// Counts a place of a value, counted as stated, as one of `bearing`: it was judged later.
    pub(crate) fn move_place(&mut self, observed: &Observed, bearing: Bearing) {
        if let Some(repeats) = self.repeats.get_mut(observed).filter(|_| !bearing.is_stated()) {
            repeats.stated = repeats.stated.saturating_sub(1);
            repeats.unstated = repeats.unstated.saturating_add(1);
        }
    }

    pub(super) fn give_place_back(&mut self, observed: &Observed, bearing: Bearing) {
        if let Some(repeats) = self.repeats.get_mut(observed) {
            let places = repeats.places(bearing);
            *places = (*places).min(self.limits.places).saturating_sub(1);
        }
    }

    /// Sets aside one more place of a value that is not new enough: one entry a value, which counts them.
    pub(crate) fn set_aside_repeated(&mut self, observed: &Observed, span: Span, path: &str) {
        let held = self.repeats.get(observed).and_then(|repeats| repeats.counted_at);
        if let Some(entry) = held.and_then(|at| self.set_aside.get_mut(at)) {
            entry.count = entry.count.saturating_add(1);
            self.meet(1);
            return;
        }
        let at = self.set_aside.len();
        self.set_aside(Reason::Repeated, observed.to_string(), span, path);
        if self.set_aside.len() > at
            && let Some(repeats) = self.repeats.get_mut(observed)
        {
            repeats.counted_at = Some(at);
        }
    }
}
