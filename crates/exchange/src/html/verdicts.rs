use dunant_convention::Verdict;
use dunant_vocabulary::Sha256Digest;
use maud::html;

use super::{articles, prose, shell};

/// A case held against clauses: its verdicts without an assessment.
#[derive(Debug, Clone, Copy)]
pub struct CheckedCase<'c> {
    /// The case's title.
    pub title: &'c str,
    /// What to know before reading, a sentence each: which day was looked at, and what that left out.
    pub remarks: &'c [String],
    /// The verdicts, those that the case concerns first.
    pub verdicts: &'c [Verdict],
    /// SHA-256 of the case file.
    pub case: Option<Sha256Digest>,
}

/// The verdicts as one self-contained page of HTML, each clause drawn as a tree; made as [`to_html`](crate::to_html) makes its own.
#[must_use]
pub fn check_to_html(case: &CheckedCase<'_>) -> String {
    let title = format!("{} – verdicts", case.title);
    shell(
        "verdicts",
        &title,
        None,
        html! {
            header {
                p.kind { "A case held against the promises" }
                h1 { bdi { (case.title) } }
                @for remark in case.remarks { p dir="auto" { (prose(remark)) } }
            }
            main { (articles::section(case.verdicts)) }
            @if let Some(digest) = case.case {
                footer { p { "Computed from the case file, SHA-256 " code { (digest) } "." } }
            }
        },
    )
}
