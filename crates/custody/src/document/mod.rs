//! The custody document, `dunant.custody/2`: the chains of all items of a case in one JSON file, verified with keys alone, and
//! where each stood in the heads log of its body.
//!
//! ```json
//! {
//!   "schema": "dunant.custody/2",
//!   "case": "2026-001",
//!   "items": [
//!     {
//!       "digest": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
//!       "links": [
//!         "dunant-chain/v1 case/2026-001/item/60303ae2…\nnumber 0\n…"
//!       ],
//!       "heads": {
//!         "nonce": "9f86d081…",
//!         "moves": ["41 0", "43 2"]
//!       }
//!     }
//!   ],
//!   "epochs": ["5f0c… AgGq…", "91d2… AwC7…"],
//!   "checkpoints": ["example.org/heads\n42\n…"]
//! }
//! ```
//!
//! `epochs` has a line for each epoch of the heads log from the body's first on: the root of its prefix tree, and the paths to the places of all items that have
//! `heads`, in base64. A move names an epoch and the number of the newest link to which the chain moved in it; in all others it did not move.
//! `checkpoints` are cosigned: of each epoch with a move, and of the last.
//! What they show is checked with the body's trust file, by whoever knows the heads log (`dunant_panel`). Without any of this the document is a `dunant.custody/1`.
//!
//! Items stand in the order of their digests, links in that of their chain. The same chains always give the same bytes, and other
//! bytes are refused.

use dunant_record::note::VerifierKey;
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use crate::chain::{CaseId, Subject};
use crate::custody::{Custody, CustodyError};

/// The name and version of the document's form. A change that a reader could notice makes a new version.
pub const SCHEMA: &str = "dunant.custody/2";

/// The form without places in the heads log.
pub const FIRST_SCHEMA: &str = "dunant.custody/1";

/// The chains of a case's items, well formed but not verified.
///
/// What is parsed and written again gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyDocument {
    schema: String,
    case: CaseId,
    items: Vec<ItemChain>,
    #[serde(default, skip_serializing_if = "is_none_of_them")]
    withheld: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    epochs: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    checkpoints: Vec<String>,
}

/// The chain of one item, well formed but not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemChain {
    /// SHA-256 of the item.
    #[serde(with = "crate::spelling")]
    pub digest: Sha256Digest,
    /// The signed notes of its links, the oldest first.
    pub links: Vec<String>,
    /// Where it stood in the heads log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<ItemHeads>,
}

/// Where the chain of an item stood in the heads log, as text that is not looked into here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemHeads {
    /// What blinds its leaves: the nonce, as 64 hexadecimal digits.
    pub nonce: String,
    /// `EPOCH NUMBER` each: in this epoch the chain moved to this link.
    pub moves: Vec<String>,
}

impl CustodyDocument {
    /// The document of `case` with these chains, in whatever order they come.
    ///
    /// # Errors
    /// Two chains of one item.
    pub fn new(case: CaseId, chains: impl IntoIterator<Item = ItemChain>) -> Result<Self, DocumentError> {
        Self::witnessed(case, chains, Vec::new(), Vec::new())
    }

    /// The document of `case` with these chains, and the epochs of the heads log that show them, under these checkpoints.
    ///
    /// # Errors
    /// Two chains of one item; moves without epochs.
    pub fn witnessed(
        case: CaseId,
        chains: impl IntoIterator<Item = ItemChain>,
        epochs: Vec<String>,
        checkpoints: Vec<String>,
    ) -> Result<Self, DocumentError> {
        let mut items: Vec<_> = chains.into_iter().collect();
        items.sort_by_key(|item| item.digest);
        let schema = if epochs.is_empty() { FIRST_SCHEMA } else { SCHEMA };
        let document = Self { schema: schema.to_owned(), case, items, withheld: 0, epochs, checkpoints };
        document.ordered()?;
        document.is_of_its_form()?;
        Ok(document)
    }

    /// The same document, which says that the chains of so many items are not for its reader.
    #[must_use]
    pub fn withholding(self, withheld: u64) -> Self {
        Self { withheld, ..self }
    }

    /// Of how many items it says that their chains are not for its reader: the secretariat's word.
    #[must_use]
    pub fn withheld(&self) -> u64 {
        self.withheld
    }

    /// Reads a document. It has one spelling.
    ///
    /// # Errors
    /// What is not JSON of this form and version, items out of order or twice, and any other spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let document: Self = serde_json::from_slice(bytes).map_err(|error| DocumentError::Json(error.to_string()))?;
        if ![SCHEMA, FIRST_SCHEMA].contains(&document.schema.as_str()) {
            return Err(DocumentError::Schema(document.schema));
        }
        document.ordered()?;
        document.is_of_its_form()?;
        if document.to_json()?.as_bytes() == bytes { Ok(document) } else { Err(DocumentError::Spelling) }
    }

    /// The document's bytes: JSON, two spaces an indent, a line end at the end.
    ///
    /// # Errors
    /// [`DocumentError::Json`], should it not be writable.
    pub fn to_json(&self) -> Result<String, DocumentError> {
        let mut json = serde_json::to_string_pretty(self).map_err(|error| DocumentError::Json(error.to_string()))?;
        json.push('\n');
        Ok(json)
    }

    /// Verifies every chain with the secretariat's keys, and gives what they say, in the order of the items.
    ///
    /// # Errors
    /// The first link that does not hold, named by its item and number. Links cut off the end of a chain and items left out are not
    /// noticed here: compare [`Custody::head`] and the items with what others hold.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Custody>, CustodyError> {
        let custody =
            |item: &ItemChain| Custody::read(Subject::Item(self.case.clone(), item.digest), &item.links, keys);
        self.items.iter().map(custody).collect()
    }

    /// The case.
    #[must_use]
    pub fn case(&self) -> &CaseId {
        &self.case
    }

    /// The chains, in the order of their digests.
    #[must_use]
    pub fn items(&self) -> &[ItemChain] {
        &self.items
    }

    /// The epochs of the heads log, not verified. None in the first form.
    #[must_use]
    pub fn epochs(&self) -> &[String] {
        &self.epochs
    }

    /// The checkpoints that the epochs lead to, not verified.
    #[must_use]
    pub fn checkpoints(&self) -> &[String] {
        &self.checkpoints
    }

    /// Moves stand in the second form alone, and with the epochs that they are in.
    fn is_of_its_form(&self) -> Result<(), DocumentError> {
        let has_places = !self.checkpoints.is_empty() || self.items.iter().any(|item| item.heads.is_some());
        match (self.schema == SCHEMA, self.epochs.is_empty()) {
            (true, false) => Ok(()),
            (false, true) if !has_places => Ok(()),
            _ => Err(DocumentError::Epochs),
        }
    }

    fn ordered(&self) -> Result<(), DocumentError> {
        match self.items.array_windows().find(|[one, next]| one.digest >= next.digest) {
            Some([one, next]) if one.digest == next.digest => Err(DocumentError::Twice(next.digest)),
            Some([_, next]) => Err(DocumentError::Unordered(next.digest)),
            None => Ok(()),
        }
    }
}

/// Bytes or chains that are no custody document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not JSON, or not of this form.
    #[error("not a custody document: {0}")]
    Json(String),
    /// Another form or version.
    #[error(
        "the document says `{0}`, neither `{SCHEMA}` nor `{FIRST_SCHEMA}`: take a version of this program that reads it"
    )]
    Schema(String),
    /// Two chains of one item.
    #[error("the item {0} stands twice: leave one chain out, or find out which is forged")]
    Twice(Sha256Digest),
    /// Moves in the heads log without its epochs, or in the first form.
    #[error("moves in the heads log stand in a `{SCHEMA}`, which names their epochs, and nowhere else")]
    Epochs,
    /// The items are not in order.
    #[error("the item {0} stands out of order: items are sorted by digest")]
    Unordered(Sha256Digest),
    /// It could be read, and would be written otherwise.
    #[error(
        "it is not written as custody documents are: white space, the order of keys or an escape differs; fetch it again"
    )]
    Spelling,
}

#[cfg(test)]
mod tests;

fn is_none_of_them(withheld: &u64) -> bool {
    *withheld == 0
}
