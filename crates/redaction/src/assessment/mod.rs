//! What of an assessment may be shown in public: `docs/redaction.md` in code.
//!
//! The rules stand in one tree, `rules.rs`, which names every field of the document and what becomes of its text. A field that no rule
//! names is left out, so that a field added to the document is not published before somebody has thought about it.

mod restricted;
mod rules;
mod tally;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Sha256Digest, Span, Tlp};
use serde_json::Value;

use self::restricted::Restricted;
use self::tally::Tally;
use self::walk::Walk;
use crate::personal::Known;
use crate::{Released, TooManyNames};

/// The schema that the rules are for.
pub const SCHEMA: &str = "dunant.assessment/2";

/// A place in an item, as a document writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// SHA-256 of the item.
    pub item: Sha256Digest,
    /// Where in it.
    pub span: Span,
    /// The same for a reader, as the item's format names places.
    pub path: String,
}

/// What decides, beside the document itself, what is held back.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// Items that may not be shown, and their marking, beside those that the document itself marks above TLP:CLEAR. The closer
    /// marking counts. An item marked TLP:CLEAR here is not restricted by it.
    pub restricted: &'a BTreeMap<Sha256Digest, Tlp>,
    /// The victims' names.
    pub known: &'a Known,
    /// Places in restricted items whose observations were disclosed: they count as open.
    pub disclosed: &'a BTreeSet<Place>,
}

/// Why a document cannot be made ready for publication.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPublishable {
    /// It has another schema than the rules are for.
    #[error("the document's schema is `{found}`; publication has rules for `{SCHEMA}` alone")]
    OtherSchema {
        /// What stands there; empty where nothing does.
        found: String,
    },
    /// Things were held back from it before: what is missing now could not be told from what was missing then.
    #[error("the document was made ready for publication before; start from the assessment as it was computed")]
    HeldBackBefore,
    /// There are more names and traces of restricted items than can be looked for at once.
    #[error(transparent)]
    TooManyNames(#[from] TooManyNames),
}

/// The document as it may be published: no personal data, and nothing that only restricted items say.
///
/// It has the document's shape: text becomes a [`Marker`](crate::Marker); where the schema allows null, a date, an
/// address and a span become null; a span that may not be null becomes empty, at 0. Every other number, every digest, and every word of
/// judgement stays. A list `withheld` is added: `item` (digest, or null where no one item is the reason), `why` (`personal data` or a
/// marking), `what` and `count`. What several items hold is counted with each.
///
/// The result is a function of the arguments, with its fields in alphabetical order; `dunant_exchange::value_to_json` gives its
/// bytes. `document` should come from `serde_json::to_value`: parsing text again may change the last bit of a number.
///
/// # Errors
/// [`NotPublishable`].
pub fn withhold(document: &Value, publication: &Publication<'_>) -> Result<Released<Value>, NotPublishable> {
    let found = document.get("schema").and_then(Value::as_str).unwrap_or_default();
    if found != SCHEMA {
        return Err(NotPublishable::OtherSchema { found: found.chars().take(60).collect() });
    }
    if document.get(WITHHELD).is_some() {
        return Err(NotPublishable::HeldBackBefore);
    }
    let restricted = Restricted::of(document, publication)?;
    let mut tally = Tally::default();
    let mut public = Walk::new(&restricted, publication.known, &mut tally).document(document);
    if let Value::Object(fields) = &mut public {
        let mut all: BTreeMap<String, Value> = std::mem::take(fields).into_iter().collect();
        all.insert(WITHHELD.to_owned(), tally.into_value());
        fields.extend(all);
    }
    Ok(Released::new(public))
}

/// The list of what was held back.
const WITHHELD: &str = "withheld";
