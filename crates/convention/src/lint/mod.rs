//! What is wrong with an instrument: mistakes that keep it from being read, and rules that say less than their author meant.

mod logic;
mod names;
mod words;

use std::ops::Range;

use serde::Serialize;

use crate::document::{Document, DocumentError};
use crate::instrument::{Mistakes, PartyRegister, read};

/// Something that the author of an instrument should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What sort of thing.
    pub kind: FindingKind,
    /// The file, where it is not the instrument's own but the list of its parties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The clause; none where it is about the whole instrument, or the text could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// 1-based line.
    pub line: usize,
    /// Byte range in the text.
    pub span: Range<usize>,
    /// What is wrong, in words.
    pub message: String,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What sort of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// It cannot be read: an unknown key, fact or word, a part that is missing, a name used twice.
    Mistake,
    /// No facts make the clause apply.
    NeverApplies,
    /// No facts are consistent with a breach of it.
    NeverBreached,
    /// No facts are those of something that is not a breach of it.
    NeverNotABreach,
    /// A part of the rule holds or fails whatever the facts are.
    DecidesNothing,
    /// The words shown to people judge, or guess.
    Words,
    /// A shipped instrument has the clause's name already.
    NameTaken,
}

/// All that is wrong with the text of an instrument that names its parties itself, in the order of its lines.
///
/// Where it cannot be read, the mistakes alone are given: what a rule can come out as is asked of whole instruments. A condition
/// with more ways to hold than are followed up is given the benefit of the doubt, so what is found is there.
#[must_use]
pub fn lint(text: &str) -> Vec<Finding> {
    lint_with(text, &[])
}

/// All that is wrong with the text of an instrument and with the list of its parties, which may be one of `registers`; what is
/// wrong with the list comes last.
#[must_use]
pub fn lint_with(text: &str, registers: &[PartyRegister<'_>]) -> Vec<Finding> {
    let mut mistakes = Mistakes::default();
    let read = read(text, registers, &mut mistakes);
    let mut findings: Vec<Finding> = mistakes.into_all().into_iter().map(Finding::from).collect();
    if let Some(read) = read {
        let document = Document::new(text);
        for (clause, places) in read.instrument.clauses.iter().zip(&read.places) {
            logic::check(document, clause, places, &mut findings);
            words::check(document, clause, places, &mut findings);
        }
        names::check(document, &read, &mut findings);
    }
    findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    findings
}

impl From<DocumentError> for Finding {
    fn from(error: DocumentError) -> Self {
        let DocumentError { file, line, span, message, help } = error;
        Self { kind: FindingKind::Mistake, file, clause: None, line, span, message, help }
    }
}

impl Finding {
    /// A finding on a clause, in the document's own words.
    fn on(clause: &str, kind: FindingKind, error: DocumentError) -> Self {
        Self { kind, clause: Some(clause.to_owned()), ..Self::from(error) }
    }
}
