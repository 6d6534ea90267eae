//! Who did it, how sure, and why: observations and a knowledge pack in, an [`Assessment`] out.
//!
//! An assessment is a pure function of observations, pack and [`Model`]: no file, no clock, no randomness, and the same bytes
//! on every machine. The likelihood ratio of every hypothesis is a sum of parts, one a feature, each naming the places in the
//! evidence it was read at and the reports that tie it to the actor.
//!
//! ```
//! use dunant_attribution::{Model, Question, assess};
//! use dunant_evidence::{Context, read_item};
//! use dunant_knowledge::{Pack, lexicon};
//!
//! let pack = Pack::shipped()?;
//! let names = lexicon(&pack)?;
//! let context = Context { lexicon: &names, ..Context::default() };
//! let items = read_item("note.md", b"The intruders used Mimikatz and PsExec.", &context);
//! let observations: Vec<_> = items.iter().flat_map(|item| &item.reading.observations).collect();
//!
//! let assessment = assess(&observations, &pack, &Model::shipped(), &Question::default());
//! // Two tools that everybody uses name nobody.
//! assert!(matches!(assessment.conclusion, dunant_attribution::Conclusion::Inconclusive { .. }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aspects;
mod assess;
mod assessment;
mod conclude;
mod dissent;
mod features;
mod index;
mod levels;
mod look_for_next;
mod matrix;
mod model;
mod pivotal;
mod removal;
mod score;
mod sources;
mod tiers;
mod tradecraft;

pub use aspects::{Aspect, AspectCoverage, one_aspect_carries_everything};
pub use assess::{Question, assess, assess_with};
pub use assessment::{
    Assessment, Basis, Conclusion, ConfidenceStatement, Contribution, DissentingItem, FeatureClass, Hypothesis, Linked,
    Place, ReportReference, SourceClaim, StateClaim, Subject, Unlisted,
};
pub use conclude::unmet_rules;
pub use features::{Evidence, FeatureKey, ObservedFeature};
pub use index::{Candidate, Index};
pub use levels::{Family, FamilyMember, Levels, StateLevel, StateTie};
pub use look_for_next::{NextEffect, NextObservation};
pub use matrix::{Consistency, Matrix, MatrixCell, MatrixColumn, MatrixRow};
pub use model::{Model, ModelError};
pub use pivotal::{Pivotal, PivotalFeature, PivotalItem};
pub use score::{Part, Ranking, Scorer};
pub use tiers::{Tier, TierDisagreement, TierTotals, Tiers};
pub use tradecraft::{Tradecraft, Who};
