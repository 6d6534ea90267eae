//! Promises as data, and the evaluator that holds a case against them.
//!
//! An [`Instrument`] is a promise made in public, its clauses written as trees over a closed vocabulary of [facts](FactName). A
//! case states [facts](CaseFacts), each with its sources; [`Convention::evaluate`] gives one [`Verdict`] a clause: *consistent
//! with breach*, *not a breach*, *undetermined*, with the smallest sets of facts that would decide it, or *not applicable*, with
//! the reason. Where a clause describes an offence, the first two are *for referral* and *nothing to refer*. It never
//! says guilt, and what somebody knew or meant is only ever entered by a named person.
//!
//! ```
//! use dunant_convention::{CaseFacts, Convention, Outcome};
//!
//! let convention = Convention::shipped()?;
//! let facts = CaseFacts::parse(
//!     r#"
//!     [[fact]]
//!     name = "actor.state-responsibility"
//!     value = "state-organ"
//!     source = "a government's statement"
//!     url = "https://example.com/statement"
//!     published = 2016-03-01
//!     standard = "reasonable-grounds"
//!
//!     [[fact]]
//!     name = "context"
//!     value = "peace"
//!     source = "no armed conflict is reported"
//!
//!     [[fact]]
//!     name = "victim.kind"
//!     value = ["company"]
//!     source = "the company's own notice"
//!
//!     [[fact]]
//!     name = "incident.type"
//!     value = ["data-theft"]
//!     source = "the company's own notice"
//!
//!     [[fact]]
//!     name = "data.kind"
//!     value = ["trade-secret"]
//!     source = "the company's own notice"
//!     "#,
//! )?;
//! let verdicts = convention.evaluate(&facts);
//! let theft = verdicts.iter().find(|v| v.instrument.id == "digital-geneva-convention" && v.clause.id == "ip-theft").unwrap();
//! assert_eq!(theft.outcome, Outcome::Undetermined);
//! assert_eq!(theft.missing[0].words(), "would be consistent with breach if `purpose` includes commercial-advantage");
//! assert_eq!(theft.caveat(), Some("a proposal, not law in force"));
//! # Ok::<(), dunant_convention::DocumentError>(())
//! ```
//!
//! The way through the crate: `fact` (the vocabulary, and what a case states), `condition` (questions put to facts, and what would
//! decide them), `instrument` (what was promised), `evaluation` (the one held against the other). Nothing here does I/O: texts come in, values go out.

mod condition;
mod document;
mod evaluation;
mod fact;
mod instrument;
mod lint;
mod truth;

pub use condition::{BoundOn, Condition, Period, Test};
pub use document::DocumentError;
pub use evaluation::{
    ApplicabilityPart, BoundParty, ClauseSummary, Explanation, FactUsed, Gap, InstrumentSummary, MissingSet, Need,
    Node, NodeKind, NotApplicable, Outcome, PartyStatus, Standing, Verdict, evaluate_clause,
};
pub use fact::{
    Alignment, CaseFacts, Claim, Codes, EnteredBy, Fact, FactAlignment, FactKind, FactName, FactSource, FactState,
    FactValue, Scheme, StandardOfProof, UnknownFact, Word, WordAlignment,
};
pub use instrument::{
    Clause, ClauseResult, Convention, Instrument, InstrumentKind, InstrumentSource, Party, PartyList, PartyListNotes,
    PartyName, PartyRegister, Place, Reservation, ReservationEffect, Say, Selection, UnknownArticle, UnknownParty,
};
pub use lint::{Finding, FindingKind, lint, lint_with};
pub use truth::Truth;
