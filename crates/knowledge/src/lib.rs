//! What the world has already said about actors: names, software, techniques, targets and traces, each with who said it and
//! when.
//!
//! Sources are imported into a [`Pack`], one file that an assessment names by digest. Nothing is merged silently: an alias is
//! a dated claim by a source, two sources that disagree both stay, and clusters that some source holds to be one are linked.
//! Nothing here opens a file: importers read the bytes they are given.
//!
//! ```
//! use dunant_knowledge::Builder;
//!
//! let mut builder = Builder::new();
//! builder.add_attack(
//!     "tiny.json",
//!     br#"{"type":"bundle","id":"bundle--1","objects":[
//!     {"type":"intrusion-set","id":"intrusion-set--1","name":"Example Group","aliases":["Example Group","APT0"],
//!      "external_references":[{"source_name":"mitre-attack","external_id":"G9999"}]}]}"#,
//! )?;
//! let (pack, summary) = builder.finish();
//! assert_eq!(summary.actors, 1);
//! assert_eq!(pack.find_actors("apt-0")[0].name, "Example Group");
//! # Ok::<(), dunant_knowledge::ImportError>(())
//! ```

mod attack;
mod builder;
mod dating;
mod diff;
mod error;
mod find;
mod format;
mod galaxy;
mod identities;
mod incident;
mod lexicon;
mod ordinary;
mod ordinary_techniques;
mod origin;
mod pack;
mod procedure;
mod public_services;
mod releases;
mod wording;

pub use builder::{Builder, Summary};
pub use diff::{Change, Diff};
pub use error::{ImportError, PackError};
pub use format::SHIPPED;
pub use identities::{Identities, Identity, IdentityGround, InvalidIdentities};
pub use incident::Incident;
pub use lexicon::lexicon;
pub use pack::{
    Actor, Attribution, Campaign, CountryClaim, CountryRole, Dating, Indicator, KnowledgeSource, Link, NameClaim,
    Object, Pack, Relation, Report, Software, SoftwareKind, Subject, Target, Technique,
};
pub use procedure::{Procedure, procedures};
pub use public_services::{InvalidService, PublicServices};
pub use releases::Release;
pub use wording::{Bag, Sentence, Term, Wording, vocabulary};
