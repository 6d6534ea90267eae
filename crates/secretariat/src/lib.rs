//! The secretariat: a data directory, and everything that is done with it.
//!
//! [`Home`] is what a command or a server holds. Its methods are the acts of an institution: evidence is taken in with a receipt,
//! whoever looks at it leaves a trace, a case is referred, opened, frozen, assessed under seal, heard, voted on and published. The
//! rules of these acts stand in [`dunant_custody`] and [`dunant_panel`]; here are the files, the store, the keys and the record.
//!
//! Time and randomness come in as an [`Occasion`], so the same acts at the same times write the same findings. Each method blocks,
//! and must not be called from a task of an asynchronous runtime.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let root = directory.path().join("demo");
//! let (home, published) = dunant_secretariat::demo(&root, &dunant::Setup::shipped()?)?;
//!
//! let case = "example-hospital".parse()?;
//! assert_eq!(home.items(&case)?.len(), 3);
//! assert!(home.proceeding(&case)?.recusals().any(|recusal| recusal.because.contains("Switzerland")));
//! assert!(published.file.ends_with("published/example-hospital/1/finding.json"));
//! # Ok(())
//! # }
//! ```

mod admission;
mod backup;
mod cases;
mod clock;
mod custody;
mod demo;
mod drafts;
mod error;
mod exercise;
mod export;
mod files;
mod finding;
mod freeze;
mod heads;
mod home;
mod intake;
mod judging;
mod leaving;
mod lodging;
mod occasion;
mod proceedings;
mod second_form;
mod takeover;
mod trust;

pub use backup::{BackedUp, Backup, BackupError};
pub use cases::HeldItem;
pub use clock::Misdated;
pub use custody::{Act, Marking, Selected};
pub use demo::demo;
pub use drafts::{body_beside, drafted_by};
pub use error::Error;
pub use export::{Exported, GivenCustody, Recipient, Scope};
pub use finding::Published;
pub use heads::{MadeEpoch, NextHeads, ShownCase, Tick};
pub use home::{Founding, Home};
pub use intake::{From, Handed, LARGEST_FILE, Opening, Receipt, Terms};
pub use judging::Judged;
pub use occasion::Occasion;
pub use trust::TrustTerms;

pub use dunant_redaction::{Audience, PersonalData, SecretKeys};
pub use dunant_store::Missing;
