//! Evidence in, observations out: readers for the formats that responders hold.
//!
//! Evidence is hostile, partial and somebody's secret. A reader gets bytes and a [`Context`], and gives a [`Reading`]: what it
//! observed, each with the item's SHA-256 and a [`Span`](dunant_vocabulary::Span); what it could not read, and where. Damaged
//! input gives what stood before the damage. Nothing here opens a file, a socket or a clock.
//!
//! ```
//! use dunant_evidence::{Context, read_item};
//!
//! let items = read_item("note.txt", b"beacons to hxxp://update[.]example[.]com/a from 203.0.113[.]7", &Context::default());
//! let values: Vec<_> = items[0].reading.observations().iter().map(|o| o.observed.to_string()).collect();
//! assert!(values.contains(&"203.0.113.7".to_owned()));
//! ```

mod bearing;
mod command;
mod hosts;
mod independence;
mod intake;
mod json;
mod known_good;
mod lexicon;
mod limits;
mod loss;
mod markings;
mod observable;
mod observation;
mod passwords;
mod plain;
mod prose;
mod readers;
mod reading;
mod rewritten;
mod set_aside;
mod source;
mod surroundings;
mod terms;
mod unread;
mod verdict;
mod withdrawal;
mod xml;

pub use bearing::Bearing;
pub use independence::{SameSource, SourceGroup, SourceItem, independent_sources};
pub use intake::{Container, Item, read_item};
pub use lexicon::{Cue, Entry, Lexicon, LexiconError, Match, Meaning};
pub use limits::{Limits, UnknownLimit};
pub use loss::Loss;
pub use observable::{FingerprintMethod, HashAlgorithm, InvalidObservable, Observable, ObservableKind};
pub use observation::{Mention, Observation, Observed, Role};
pub use passwords::USUAL_PASSWORDS;
pub use readers::{READERS, Reader};
pub use reading::{OfOthers, Quote, Reading, Record, Refusal, Tally};
pub use set_aside::{Reason, SetAside};
pub use source::{Encoding, EncodingBasis, Source};
pub use terms::{Passage, Vocabulary, terms};

/// What a reader is told besides the bytes: the names to look for, and how much it may spend.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Names to find in prose. Readers know no actor by themselves.
    pub lexicon: &'a Lexicon,
    /// Terms to find in prose, by which its sentences are kept as passages. Without terms there are no passages.
    pub vocabulary: &'a Vocabulary,
    /// Bounds on sizes, counts and depths.
    pub limits: &'a Limits,
    /// Passwords to try on what is encrypted, beside [`USUAL_PASSWORDS`]. None is ever repeated in a reading.
    pub passwords: &'a [String],
}

impl Default for Context<'_> {
    /// An empty lexicon, an empty vocabulary and the default limits.
    fn default() -> Self {
        static EMPTY: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(Lexicon::empty);
        static NO_TERMS: std::sync::LazyLock<Vocabulary> = std::sync::LazyLock::new(Vocabulary::empty);
        static LIMITS: Limits = Limits::DEFAULT;
        Self { lexicon: &EMPTY, vocabulary: &NO_TERMS, limits: &LIMITS, passwords: &[] }
    }
}
