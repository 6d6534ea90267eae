//! What an assessment says beside its numbers, as codes with the numbers inside: a program can compare them, and one place
//! (`dunant-exchange`) turns them into words.
//!
//! Each is serialised as an object with a `code` and its values: `{"code": "margin-too-narrow", "ratio": 1.8, "needed": 3.0}`.

mod confidence;
mod kinship;
mod note;
mod prior;
mod unmet;

pub use confidence::{Caution, ConfidenceReason};
pub use kinship::Kinship;
pub use note::{Note, WhyDiscounted};
pub use prior::{PriorNote, PriorRemark};
pub use unmet::UnmetRule;
