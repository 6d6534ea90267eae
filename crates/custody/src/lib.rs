//! Custody of evidence: what happened to every item since it was handed over, and how to show a part of it and prove that part.
//!
//! Each item has a [chain] of signed links, which begins with its receipt. [`Custody`] reads the chain, says how the item
//! stands, and refuses what cannot follow. Before a case is assessed, the observations of each item are [sealed](sealing): later
//! three of them can be shown, and proven to have stood in the item, and the others stay hidden. The [`CustodyDocument`] holds the
//! chains of a whole case; keys are all that is needed to verify it.
//!
//! ```
//! use dunant_custody::{
//!     CaseSecret, Custody, CustodyDocument, CustodyEvent, ItemChain, ItemKey, SealedItem, Submitter, TakenIn,
//! };
//! use dunant_evidence::{Context, read_item};
//! use dunant_record::SignerKey;
//! use dunant_vocabulary::{AdmiraltyGrade, Moment, Pap, Sha256Digest, Tlp};
//!
//! // Keys, secrets and times come from outside.
//! let secretariat = SignerKey::from_seed("example.org/secretariat".parse()?, &[1; 32]);
//! let secret = CaseSecret::from_bytes(&[2; 32]);
//! let at = |minute: u64| Moment::from_seconds(1_800_000_000 + 60 * minute).expect("before the year 9999");
//!
//! // Somebody who stays anonymous hands over a list of ten addresses, and gets a receipt.
//! let bytes: String = (1..=10).map(|host| format!("203.0.113.{host}\n")).collect();
//! let item = Sha256Digest::of(bytes.as_bytes());
//! let receipt = TakenIn {
//!     size: bytes.len() as u64,
//!     name: "addresses.txt".into(),
//!     from: Submitter::anonymous(&secret, "Jo Bloggs, Example Hospital"),
//!     tlp: Tlp::Amber,
//!     pap: Pap::Green,
//!     admiralty: AdmiraltyGrade::UNGRADED,
//!     handed: None,
//! };
//! let (mut custody, note) = Custody::take_in("2026-001".parse()?, item, receipt, at(0), &secretariat)?;
//! let mut links = vec![note];
//!
//! // An investigator opens it.
//! let opened = CustodyEvent::Accessed { by: "investigator-2".into(), purpose: "timeline".into() };
//! links.push(custody.record(opened, at(1), &secretariat)?);
//!
//! // At the freeze its observations are sealed; the seal is public.
//! let read = read_item("addresses.txt", bytes.as_bytes(), &Context::default());
//! let observations = || read.iter().flat_map(|item| item.reading.observations());
//! let key = ItemKey::derive(&secret, &item);
//! let sealed = SealedItem::new(item, &key, observations())?;
//! assert_eq!(sealed.len(), 10);
//! links.push(custody.record(CustodyEvent::Sealed(sealed.seal()), at(2), &secretariat)?);
//!
//! // A finding shows three of them.
//! let shown = sealed.disclose([0, 4, 7])?;
//! let redacted =
//!     CustodyEvent::Redacted { by: "secretariat".into(), disclosed: vec![0, 4, 7], purpose: "finding 2026-001".into() };
//! links.push(custody.record(redacted, at(3), &secretariat)?);
//! let document = CustodyDocument::new("2026-001".parse()?, [ItemChain { digest: item, links, heads: None }])?.to_json()?;
//!
//! // Anybody verifies: the chains with the secretariat's key, what was shown with the seal in the chain.
//! let verified = CustodyDocument::parse(document.as_bytes())?.verify(&[secretariat.public()])?;
//! assert_eq!(verified, [custody]);
//! for disclosure in &shown {
//!     verified[0].verify(disclosure)?;
//! }
//! assert!(shown[1].observation.contains("203.0.113.5"));
//! // Who has the item reads it again, and finds the observation that was shown.
//! assert!(shown[1].matches(observations().nth(4).expect("ten of them")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here does I/O, reads a clock or draws random numbers. Everything that is read has one spelling, so that what was read and
//! is written again is the same to the byte.

pub mod chain;
pub mod custody;
pub mod document;
pub mod event;
pub mod sealing;
mod spelling;

pub use chain::{CaseId, Chain, ChainError, Event, Link, Subject};
pub use custody::{Custody, CustodyError, Refusal};
pub use document::{CustodyDocument, DocumentError, ItemChain, ItemHeads};
pub use event::{CustodyEvent, Submitter, TakenIn};
pub use sealing::{CaseSecret, Disclosure, ItemKey, Seal, SealedItem};
