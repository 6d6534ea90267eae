use dunant_vocabulary::Sha256Digest;

/// What is written in one step: all of it, or nothing.
///
/// ```
/// # use dunant_store::{NewLink, Transaction};
/// let mut transaction = Transaction::default();
/// transaction.links.push(NewLink { subject: "case/2026-001".into(), number: 0, note: "opened\n".into() });
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transaction {
    /// Links to append, of any subjects, those of one subject in their order.
    pub links: Vec<NewLink>,
    /// Items to take in; each gets the next place of its case, in this order.
    pub items: Vec<NewItem>,
    /// Documents to put; each stands in place of the one of its name. Of two with one name the last stands.
    pub documents: Vec<NewDocument>,
}

impl Transaction {
    /// The longest subject, id of a case or name of a document, in bytes: what PostgreSQL keeps in an index has a bound.
    pub const LONGEST_NAME: usize = 1_024;

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.is_empty() && self.items.is_empty() && self.documents.is_empty()
    }
}

/// A link to append to the chain of its subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewLink {
    /// What the chain is about: `case/2026-001`. At most [`Transaction::LONGEST_NAME`] bytes.
    pub subject: String,
    /// From 0, each one more than the last.
    pub number: u64,
    /// The signed text; the store does not read it. At most [`NewLink::LONGEST_NOTE`] bytes.
    pub note: String,
}

impl NewLink {
    /// The longest note, in bytes: 1 MiB.
    pub const LONGEST_NOTE: usize = 1 << 20;
}

/// An item to take in. Its blob must be durable before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// The case's id.
    pub case: String,
    /// The digest of the item as it was received.
    pub digest: Sha256Digest,
    /// The name of the blob that holds it.
    pub blob: Sha256Digest,
    /// The item's size in bytes, as it was received.
    pub size: u64,
}

/// A document to put. Its blob must be durable before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// The case's id.
    pub case: String,
    /// The document's name in the case: `case.toml`.
    pub name: String,
    /// The name of the blob that holds it.
    pub blob: Sha256Digest,
}

/// An item of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its place in the case, from 0: the order in which items were taken in.
    pub place: u64,
    /// The digest of the item as it was received.
    pub digest: Sha256Digest,
    /// The name of the blob that holds it.
    pub blob: Sha256Digest,
    /// The item's size in bytes, as it was received.
    pub size: u64,
}
