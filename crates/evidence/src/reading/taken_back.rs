//! What a reading takes back when more of the item, or all of it, is read.

use std::collections::HashMap;

use dunant_vocabulary::Span;

use super::{Reading, Refusal, Tally, host_of};
use crate::Observation;
use crate::loss::Losses;
use crate::set_aside::Reason;

impl Reading {
    /// Sets aside for `reason` what was observed since there were `from` observations and `is_evidence` denies.
    pub(crate) fn set_aside_since(&mut self, from: usize, reason: Reason, is_evidence: impl Fn(&Observation) -> bool) {
        self.set_aside_where(from, |observation| (!is_evidence(observation)).then_some(reason));
    }

    pub(super) fn set_aside_where(&mut self, from: usize, reason: impl Fn(&Observation) -> Option<Reason>) {
        let added = self.observations.split_off(from.min(self.observations.len()));
        let mut host = None;
        for observation in added {
            let derived = host.take() == Some((observation.observed.clone(), observation.span));
            host = host_of(&observation.observed).map(|host| (host, observation.span));
            let Some(why) = reason(&observation) else {
                self.observations.push(observation);
                continue;
            };
            // What is no evidence leaves its place to a later mention.
            self.give_place_back(&observation.observed, observation.bearing);
            if derived {
                // It followed from a URL, and is no value of its own.
                self.derived = self.derived.saturating_sub(1);
            } else {
                self.met = self.met.saturating_sub(1);
                self.set_aside(why, observation.observed.to_string(), observation.span, observation.path);
            }
        }
    }

    /// Sets aside for `reason` all that `other`, a reading of a part of the same item, observed; its losses are losses here, too,
    /// and its markings hold for the item.
    pub(crate) fn set_aside_all(&mut self, mut other: Self, reason: Reason) {
        if let Some(tlp) = other.tlp {
            self.restrict(tlp);
        }
        if let Some(pap) = other.pap {
            self.restrict_actions(pap);
        }
        other.set_aside_since(0, reason, |_| false);
        for aside in other.set_aside {
            self.set_aside_values(aside.count, aside.reason, aside.what, aside.span, aside.path);
        }
        for loss in other.losses.into_list() {
            self.lose_values(loss.count, loss.what, loss.span, loss.help.as_deref());
        }
    }

    /// Sets aside what was observed and a later part of the item turned out to deny, each for the reason that `reason` gives;
    /// forgets the prose there.
    pub(crate) fn withdraw(&mut self, reason: impl Fn(&Span) -> Option<Reason>) {
        self.set_aside_where(0, |observation| reason(&observation.span));
        self.passages.retain(|passage| reason(&passage.span).is_none());
        self.quotes.retain(|quote| reason(&quote.span).is_none());
    }

    /// Says that the whole item is no evidence of any case. What was read of it is let go; its markings stay.
    pub(crate) fn refuse(&mut self, reason: impl Into<String>, help: &str) {
        self.observations = Vec::new();
        (self.derived, self.met) = (0, 0);
        self.set_aside = Vec::new();
        self.losses = Losses::default();
        self.records = Vec::new();
        self.passages = Vec::new();
        self.words = HashMap::new();
        self.quotes = Vec::new();
        self.members = Vec::new();
        (self.title, self.dated) = (None, None);
        self.refusal = Some(Refusal { reason: reason.into(), help: Some(help.to_owned()) });
    }

    /// Lets go of everything read and says instead, in one loss, how many values that costs and why. For what a whole case
    /// has no room for.
    pub fn withhold(&mut self, why: &str, help: &str) {
        let Tally { read, set_aside, .. } = self.tally();
        let values = read.saturating_add(set_aside);
        self.observations = Vec::new();
        self.set_aside = Vec::new();
        self.passages = Vec::new();
        self.words = HashMap::new();
        self.quotes = Vec::new();
        self.repeats = HashMap::new();
        self.derived = 0;
        self.met = self.met.saturating_sub(values);
        if values > 0 {
            self.lose_values(values, format!("{values} values were read and are not kept: {why}"), None, Some(help));
        }
    }
}
