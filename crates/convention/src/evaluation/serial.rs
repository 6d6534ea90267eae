//! Verdicts as JSON, `docs/schema/assessment-2.md`: what a verdict holds, and all that it says when asked.

use dunant_vocabulary::{Date, Sha256Digest};
use serde::{Serialize, Serializer};

use super::explanation::Explanation;
use super::used::FactUsed;
use super::verdict::{Gap, MissingSet, Need, NotApplicable, Outcome, PartyStatus, Verdict};
use crate::fact::{EnteredBy, FactName, StandardOfProof};
use crate::instrument::{Clause, Instrument, InstrumentKind, InstrumentSource};

/// Of an instrument, what a reader of a verdict needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InstrumentSummary<'i> {
    /// Its name in commands.
    pub id: &'i str,
    /// Its full title.
    pub title: &'i str,
    /// Its title in a few words.
    pub short: &'i str,
    /// What sort of promise it is.
    pub kind: InstrumentKind,
    /// The day it was made public or adopted.
    pub adopted: Date,
    /// Where it can be read.
    pub source: &'i InstrumentSource,
}

/// Of a clause, what a reader of a verdict needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClauseSummary<'c> {
    /// Its name within the instrument.
    pub id: &'c str,
    /// Where it stands in the source.
    pub locator: &'c str,
    /// What it promises, in a few words.
    pub title: &'c str,
    /// What it promises, paraphrased.
    pub words: &'c str,
}

impl<'i> From<&'i Instrument> for InstrumentSummary<'i> {
    fn from(instrument: &'i Instrument) -> Self {
        let Instrument { id, title, short, kind, adopted, source, .. } = instrument;
        Self { id, title, short, kind: *kind, adopted: *adopted, source }
    }
}

impl<'c> From<&'c Clause> for ClauseSummary<'c> {
    fn from(clause: &'c Clause) -> Self {
        let Clause { id, locator, title, words, .. } = clause;
        Self { id, locator, title, words }
    }
}

#[derive(Serialize)]
struct WholeVerdict<'v> {
    instrument: InstrumentSummary<'v>,
    clause: ClauseSummary<'v>,
    outcome: Outcome,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caveat: Option<&'static str>,
    not_applicable_because: Vec<NotApplicable>,
    parties: Vec<PartyStatus>,
    facts: Vec<FactUsed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weakest_standard: Option<StandardOfProof>,
    missing: &'v [MissingSet],
    missing_is_complete: bool,
    still_possible: &'v [Outcome],
    disputed: Vec<FactUsed>,
    concerned: bool,
    explanation: Explanation,
    rule: Sha256Digest,
}

#[derive(Serialize)]
struct WholeSet<'v> {
    outcome: Outcome,
    needs: &'v [Need],
    words: String,
}

#[derive(Serialize)]
struct WholeNeed {
    name: FactName,
    meaning: &'static str,
    now: Gap,
    entered_by: EnteredBy,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    none_of: Vec<&'static str>,
    words: String,
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = WholeVerdict {
            instrument: InstrumentSummary::from(&*self.instrument),
            clause: ClauseSummary::from(&*self.clause),
            outcome: self.outcome,
            words: self.words(),
            caveat: self.caveat(),
            not_applicable_because: self.not_applicable_because(),
            parties: self.parties(),
            facts: self.facts(),
            weakest_standard: self.weakest_standard(),
            missing: &self.missing,
            missing_is_complete: self.missing_is_complete,
            still_possible: &self.still_possible,
            disputed: self.disputed(),
            concerned: self.concerned(),
            explanation: self.explanation(),
            rule: self.clause.rule,
        };
        whole.serialize(serializer)
    }
}

impl Serialize for MissingSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WholeSet { outcome: self.outcome, needs: &self.needs, words: self.words() }.serialize(serializer)
    }
}

impl Serialize for Need {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = WholeNeed {
            name: self.name,
            meaning: self.name.meaning(),
            now: self.now,
            entered_by: self.name.entered_by(),
            any_of: self.any_of(),
            none_of: self.none_of(),
            words: self.words(),
        };
        whole.serialize(serializer)
    }
}
