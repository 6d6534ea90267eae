//! What may leave a case: one rule for everything that does, whatever its form.
//!
//! A case holds what its sources gave under markings, and what names victims and their people. An [`Audience`] says who gets something; the
//! [`Rule`] looks through it and either gives a [`Released`], which nothing else makes, or says why it [`Stays`]. A way out of the house
//! takes a `Released`, so that a new one cannot forget to ask.
//!
//! ```
//! use dunant_redaction::{Audience, HiddenItem, HiddenItems, Rule, Stays, personal::Known};
//! use dunant_vocabulary::Tlp;
//!
//! let notes = HiddenItem {
//!     digest: None,
//!     marking: Tlp::Red,
//!     names: vec!["night-notes.md".into()],
//!     source: Some("Agent Seven".into()),
//! };
//! let known = Known::default().domain("clinic.org");
//! let rule = Rule::new(Audience::ANYBODY, &known);
//!
//! // What is a file, or is signed, goes whole or stays.
//! let stays = rule.look(Tlp::Red).release("its bytes").unwrap_err();
//! assert_eq!(stays, Stays::Marked(Tlp::Red));
//! let mut look = rule.look(Tlp::Clear);
//! look.bytes(b"update.example.net was blocked");
//! let released = look.release("its bytes").expect("nothing keeps it");
//! assert_eq!(released.into_inner(), "its bytes");
//!
//! // Words that will be signed are refused with what is wrong in them.
//! let hidden = HiddenItems::new([notes], [])?;
//! let told = rule.words("As night-notes.md says, disks were wiped.", &hidden).unwrap_err();
//! assert_eq!(told.text, "night-notes.md");
//! rule.words("Disks were wiped.", &hidden).expect("nothing is told");
//! # Ok::<(), dunant_redaction::TooManyNames>(())
//! ```
//!
//! What is computed goes with markers in the place of what is held back: [`assessment::withhold`] for the assessment, and
//! [`Rule::case_file`] for the case file. `docs/redaction.md` has all of it for people.
//!
//! Nothing here does I/O, and everything is a function of its arguments: whoever has the evidence computes the same bytes.

pub mod assessment;
mod audience;
pub mod case_file;
mod marker;
mod names;
pub mod personal;
mod released;
mod rule;
pub mod secrets;

pub use audience::{Audience, PersonalData, SecretKeys};
pub use marker::Marker;
pub use names::{HiddenItem, HiddenItems, TooManyNames};
pub use released::Released;
pub use rule::{Look, Rule, Stays, Told, Unread, Why};
