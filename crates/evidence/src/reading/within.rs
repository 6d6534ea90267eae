use std::collections::HashSet;

use dunant_vocabulary::{Space, Span};

use super::Reading;
use crate::set_aside::Reason;
use crate::{Observation, Observed};

/// How much a [`Reading`] held at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    observations: usize,
    set_aside: usize,
    passages: usize,
}

impl Reading {
    /// Where the reading is now: what is added later can be told from what is there.
    pub(crate) fn mark(&self) -> Mark {
        Mark { observations: self.observations.len(), set_aside: self.set_aside.len(), passages: self.passages.len() }
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

    /// Sets aside for `reason` what was observed since `mark` and `is_evidence` denies.
    pub(crate) fn set_aside_observed_since(
        &mut self,
        mark: &Mark,
        reason: Reason,
        is_evidence: impl Fn(&Observation) -> bool,
    ) {
        self.set_aside_since(mark.observations, reason, is_evidence);
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
