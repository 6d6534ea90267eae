//! Dunant in one page: evidence in; who did it, how sure, why, and which promise it concerns, out.
//!
//! [`examine`] is the main job as one function. It reads the files it is given and nothing else: no network, no clock. The
//! same files, pack and model give the same bytes.
//!
//! ```
//! use dunant::{Case, Setup, examine};
//!
//! let case = Case::from_bytes("note.md", "The intruders used Mimikatz, then wiped disks (T1561.002).");
//! let document = examine(&case, &Setup::shipped()?)?;
//!
//! assert!(document.assessments[0].assessment.hypotheses.iter().any(|hypothesis| hypothesis.subject.name() == "unknown actor"));
//! println!("{}", dunant::exchange::to_json(&document));
//! # Ok::<(), dunant::Error>(())
//! ```

mod accept;
mod beside;
mod case;
mod case_file;
mod conclusion;
mod error;
mod examine;
mod few_features;
pub mod frozen_salts;
mod knowledge_files;
mod known_lists;
mod open;
mod other_times;
mod proposal;
mod publishing;
mod reading;
mod readout;
mod setup;
mod sharing;
mod titles;
mod verification;

pub use accept::{Acceptance, Accepted, accept};
pub use case::{Case, Input, open_given};
pub use case_file::{CaseFile, EvidenceEntry};
pub use conclusion::{ANOTHER_ACTOR, Computation, Difference, NotConcluded, Unlisted, may_be_drafted};
pub use error::Error;
pub use examine::{Proposals, examine, examine_with_progress, propose};
pub use few_features::{FewFeatures, Fewest, few_features};
pub use frozen_salts::FROZEN_SALTS;
pub use knowledge_files::{KnowledgeFiles, import, procedures, read_model, read_pack};
pub use open::{DisclosedItem, OpenItem, OpenPart, hidden_item, open_assessment, open_document};
pub use publishing::{publishable, settings_of};
pub use readout::read;
pub use setup::{Setup, SetupBuilder};
pub use sharing::shared_case_file;
pub use verification::{NAMES_HELD_BACK, Recorded, Verification, Verified, not_frozen_yet};

pub use dunant_attribution as attribution;
pub use dunant_convention as convention;
pub use dunant_custody as custody;
pub use dunant_evidence as evidence;
pub use dunant_exchange as exchange;
pub use dunant_knowledge as knowledge;
pub use dunant_panel as panel;
pub use dunant_record as record;
pub use dunant_redaction as redaction;
pub use dunant_vocabulary as vocabulary;

/// This program and its version, as findings name what computed them.
pub const PROGRAM: &str = concat!("dunant ", env!("CARGO_PKG_VERSION"));
