//! What is wrong with an instrument: mistakes that keep it from being read, and rules that say less than their author meant.

mod logic;
mod words;

use std::ops::Range;

use serde::Serialize;

use crate::document::{Document, DocumentError};
use crate::instrument::{Mistakes, read};

/// Something that the author of an instrument should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What sort of thing.
    pub kind: FindingKind,
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
}

/// All that is wrong with the text of an instrument, in the order of its lines.
///
/// Where it cannot be read, the mistakes alone are given: what a rule can come out as is asked of whole instruments. A condition
/// with more ways to hold than are followed up is given the benefit of the doubt, so what is found is there.
#[must_use]
pub fn lint(text: &str) -> Vec<Finding> {
    let mut mistakes = Mistakes::default();
    let read = read(text, &mut mistakes);
    let mut findings: Vec<Finding> = mistakes.into_all().into_iter().map(Finding::from).collect();
    if let Some(read) = read {
        let document = Document::new(text);
        for (clause, places) in read.instrument.clauses.iter().zip(&read.places) {
            logic::check(document, clause, places, &mut findings);
            words::check(document, clause, places, &mut findings);
        }
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}

impl From<DocumentError> for Finding {
    fn from(error: DocumentError) -> Self {
        let DocumentError { line, span, message, help, .. } = error;
        Self { kind: FindingKind::Mistake, clause: None, line, span, message, help }
    }
}

impl Finding {
    /// A finding on a clause, in the document's own words.
    fn on(clause: &str, kind: FindingKind, error: DocumentError) -> Self {
        Self { kind, clause: Some(clause.to_owned()), ..Self::from(error) }
    }
}
