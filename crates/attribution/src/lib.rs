//! Who did it, how sure, and why: observations and a knowledge pack in, an [`Assessment`] out.
//!
//! An assessment is a pure function of [`Material`], pack and [`Model`]: no file, no clock, no randomness, and the same bytes
//! on every machine. The likelihood ratio of every hypothesis is a sum of parts, one a feature, each naming the places in the
//! evidence it was read at and the reports that tie it to the actor.
//!
//! ```
//! use dunant_attribution::{Material, Model, Question, assess};
//! use dunant_evidence::{Context, read_item};
//! use dunant_knowledge::{Pack, lexicon, vocabulary};
//!
//! let pack = Pack::shipped()?;
//! let names = lexicon(&pack)?;
//! let terms = vocabulary(&pack);
//! let context = Context { lexicon: &names, vocabulary: &terms, ..Context::default() };
//! let items = read_item("note.md", b"The intruders used Mimikatz and PsExec.", &context);
//! let material = Material {
//!     observations: items.iter().flat_map(|item| item.reading.observations()).collect(),
//!     passages: items.iter().flat_map(|item| &item.reading.passages).collect(),
//! };
//!
//! let assessment = assess(&material, &pack, &Model::shipped(), &Question::default());
//! // Two tools that everybody uses name nobody.
//! assert!(matches!(assessment.conclusion, dunant_attribution::Conclusion::Inconclusive { .. }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aspects;
mod assess;
mod assessment;
mod candidate;
mod codes;
mod conclude;
mod context;
mod describe;
mod dissent;
mod extraction;
mod features;
mod homes;
mod imitation;
mod index;
mod inquiry;
#[cfg(test)]
mod invented;
mod levels;
mod look_for_next;
mod material;
mod matrix;
mod model;
mod names;
mod okapi;
mod outcome;
mod pivotal;
mod profiles;
mod query;
mod ranking;
mod removal;
mod score;
mod sentences;
mod sources;
mod sparse;
mod standing;
mod tiers;
mod traces;
mod tradecraft;
mod wording;

pub use aspects::{Aspect, AspectCoverage, one_aspect_carries_everything};
pub use assess::{Question, assess, assess_with, before_incident};
pub use assessment::{
    AmongKnown, Assessment, Basis, Conclusion, ConfidenceStatement, Contribution, Discounted, DissentingItem,
    FeatureClass, Hypothesis, Linked, NamingReport, Place, ReportReference, SourceClaim, StateClaim, Subject, Unlisted,
};
pub use candidate::Candidate;
pub use codes::{Caution, ConfidenceReason, Kinship, Note, PriorNote, PriorRemark, UnmetRule, WhyDiscounted};
pub use conclude::{Loss, NamingRule, NamingTest, Standing, Strongest};
pub use context::{Circumstances, Context, PriorBasis, PriorContribution, PriorPart, Victim};
pub use extraction::{ReadTechnique, TechniqueReader};
pub use features::{Evidence, FeatureKey, Mentioned, ObservedFeature, Showing};
pub use homes::state_claims;
pub use imitation::Imitation;
pub use index::Index;
pub use inquiry::Inquiry;
pub use levels::{Family, FamilyMember, Levels, StateLevel, StateTie};
pub use look_for_next::{LookIn, NextEffect, NextObservation};
pub use material::Material;
pub use matrix::{Consistency, Matrix, MatrixCell, MatrixColumn, MatrixRow};
pub use model::{
    ExtractionNumbers, Imitable, Measured, Model, ModelError, Naming, Trial, UnknownFit, Weights, WordingNumbers,
};
pub use outcome::Outcome;
pub use pivotal::{BeforeIncident, Pivotal, PivotalFeature, WithoutItem, WithoutSource};
pub use profiles::Profiles;
pub use query::{Query, Shown};
pub use ranking::{Ranking, Terms};
pub use score::{Part, Scorer, UnknownTerms};
pub use sources::Support;
pub use standing::{Effort, standing};
pub use tiers::{Tier, TierDisagreement, TierTotals, Tiers};
pub use traces::Lasting;
pub use tradecraft::{Tradecraft, Who};
pub use wording::{WordingIndex, WordingPart, WordingParts, WordingScores};
