//! The field's terms as types: what every other crate of Dunant speaks in.
//!
//! Nothing here does I/O. Each type is parsed once, at the edge, into something that cannot be wrong:
//!
//! ```
//! use dunant_vocabulary::{Likelihood, Probability};
//!
//! let p = Probability::try_new(0.83)?;
//! assert_eq!(Likelihood::of(p).word(), "very likely");
//! # Ok::<(), dunant_vocabulary::OutOfRange>(())
//! ```

mod admiralty;
mod attack_id;
mod confidence;
mod country;
mod cve;
mod date;
mod digest;
mod moment;
mod name;
mod probability;
mod region;
mod sector;
mod sharing;
mod span;
mod visible;

pub use admiralty::{AdmiraltyGrade, Credibility, InvalidGrade, Reliability};
pub use attack_id::{AttackId, AttackIdKind, InvalidAttackId};
pub use confidence::Confidence;
pub use country::{Country, UnknownCountry};
pub use cve::{CveId, InvalidCve};
pub use date::{Date, DateRange, InvalidDate};
pub use digest::{Digesting, InvalidDigest, Sha256Digest};
pub use moment::{InvalidMoment, Moment};
pub use name::NameKey;
pub use probability::{Likelihood, OutOfRange, Probability};
pub use region::Region;
pub use sector::{Sector, UnknownSector};
pub use sharing::{InvalidMarking, Pap, Tlp};
pub use span::{Space, Span};
pub use visible::{escaped_in_json, visible};
