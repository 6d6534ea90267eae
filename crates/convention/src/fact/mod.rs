//! Facts: what a case states, in a closed vocabulary.

mod alignment;
mod case_facts;
mod evidence;
mod fact_set;
mod reading;
mod value;
mod vocabulary;
mod word_set;

pub use alignment::{Alignment, Codes, FactAlignment, Scheme, WordAlignment};
pub use case_facts::{CaseFacts, Claim, Fact, FactState};
pub use evidence::{FactSource, StandardOfProof};
pub use value::FactValue;
pub use vocabulary::{EnteredBy, FactKind, FactName, UnknownFact, Word};

pub(crate) use fact_set::FactSet;
pub(crate) use reading::{fact_name, one_word, words};
pub(crate) use value::Content;
pub(crate) use word_set::WordSet;
