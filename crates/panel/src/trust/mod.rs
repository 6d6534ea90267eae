//! The trust file: what a reader must know of a body before it believes anything that the body publishes.
//!
//! It replaces trust in the secretariat (panel protocol, sections 1 and 9): which keys the secretariat had in which epochs, who appoints
//! members, which logs and witnesses count, where a step is lodged that the secretariat ignores. It is TOML under a C2SP signed note:
//!
//! ```text
//! schema = "dunant.trust/1"
//! version = 2
//! expires = "2027-11-25T00:00:00Z"
//! body = "example.org"
//! earlier = ["60303ae2…"]            # SHA-256 of the text of each earlier version, the oldest first
//!
//! [heads]
//! every = 21600                      # seconds from one epoch to the next
//! lag = 43200                        # seconds that a date may lie before what witnesses bound
//! skew = 300                         # seconds that clocks may differ
//! logs = ["example.org/heads+…", "example.org/heads-2+…"]
//! begins = [0, 4400]                 # the first epoch of each; left out where there is one
//!
//! [record]
//! logs = ["example.org/record+…"]
//!
//! [lodging]
//! logs = ["other.example/log+…"]     # run by others
//!
//! [witnesses]                        # lines of a C2SP policy, without its logs
//! policy = """
//! witness w1 witness.example/w1+…
//! …
//! group enough 3 w1 w2 w3 w4
//! quorum enough
//! """
//!
//! [[secretariat]]
//! key = "example.org/secretariat+…"
//! first = 0
//! last = 4711                        # left out while the key is in use
//!
//! [[rules]]
//! sha256 = "fd61a03a…"               # of the policy's text
//! first = 0
//!
//! [appointers]
//! keys = ["founder.example+…", "…"]
//! needed = 2
//!
//! [signers]
//! keys = ["…", "…"]
//! needed = 2
//! ```
//!
//! A [`TrustFile`] is signed by enough of its own signers; the next version is signed by enough of both ([`TrustFile::followed_by`]), as The
//! Update Framework has it. Since each names all earlier ones by digest, who has the newest knows which older one a finding may go by
//! ([`TrustFile::reaches`]), without having kept every version.

mod draft;
mod read;
mod succession;

use std::fmt;

use dunant_heads::Logs;
use dunant_record::note::{KeyName, Note, NoteError, SignerKey, VerifierKey, VerifyError};
use dunant_record::{self as record};
use dunant_vocabulary::{Moment, Sha256Digest};

pub use crate::strict::FileError;
pub use draft::{Signing, TrustDraft};
pub use succession::NotFollowed;

/// The name and version of the form of a [`TrustFile`].
pub const SCHEMA: &str = "dunant.trust/1";

/// What a trust file says. Only well-formed ones exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    text: String,
    version: u64,
    expires: Moment,
    body: KeyName,
    earlier: Vec<Sha256Digest>,
    every: u64,
    lag: u64,
    skew: u64,
    heads: record::Policy,
    logs: Logs,
    record: record::Policy,
    lodging: record::Policy,
    secretariat: Vec<OfficeKey>,
    rules: Vec<RulesInForce>,
    appointers: Signatories,
    signers: Signatories,
}

/// A key of the secretariat, and the epochs of the heads log in which a link may first stand that it signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeKey {
    /// The key.
    pub key: VerifierKey,
    /// The first epoch.
    pub first: u64,
    /// The last; nothing while the key is in use. A stolen key ends here: earlier links stand, since witnesses saw them.
    pub last: Option<u64>,
}

impl OfficeKey {
    /// Whether a link may first stand in `epoch` under this key.
    #[must_use]
    pub fn is_of(&self, epoch: u64) -> bool {
        self.first <= epoch && self.last.is_none_or(|last| epoch <= last)
    }
}

/// The rules of the panel, and the epochs in which a case may be opened under them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesInForce {
    /// SHA-256 of the policy's text.
    pub digest: Sha256Digest,
    /// The first epoch.
    pub first: u64,
    /// The last; nothing while they are in force.
    pub last: Option<u64>,
}

/// Keys of which so many must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatories {
    keys: Vec<VerifierKey>,
    needed: usize,
}

impl Signatories {
    /// The keys: no two share their bytes, and none two share their name.
    #[must_use]
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// How many of them must sign: at least one, at most all.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.needed
    }

    /// Checks that enough of these keys signed `note`, each counted once.
    ///
    /// # Errors
    /// A signature by one of them that does not verify, and too few.
    pub fn have_signed(&self, note: &Note) -> Result<(), TooFewSigned> {
        let signed = match note.verify(&self.keys) {
            Ok(signed) => signed.len(),
            Err(VerifyError::NoKnownKey) => 0,
            Err(error) => return Err(TooFewSigned::Signature(error)),
        };
        if signed >= self.needed { Ok(()) } else { Err(TooFewSigned::Few { signed, needed: self.needed }) }
    }
}

/// Why a note does not bear the signatures that it needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TooFewSigned {
    /// A signature does not verify.
    #[error(transparent)]
    Signature(VerifyError),
    /// Too few signed.
    #[error(
        "{signed} of the keys that count signed it, and {needed} are needed: let others of them sign the same text"
    )]
    Few {
        /// How many signed.
        signed: usize,
        /// How many are needed.
        needed: usize,
    },
}

impl Trust {
    /// Reads the text of a trust file, before anybody has signed it.
    ///
    /// # Errors
    /// The first mistake, with its line, and what would be right.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        read::read(text)
    }

    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text, whoever signed it.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }

    /// The version, from 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Until when it is to be believed.
    #[must_use]
    pub fn expires(&self) -> Moment {
        self.expires
    }

    /// Whether it is no longer to be believed at `now`: a newer one may have closed a key.
    #[must_use]
    pub fn is_expired(&self, now: Moment) -> bool {
        now >= self.expires
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &KeyName {
        &self.body
    }

    /// Seconds from one epoch to the next.
    #[must_use]
    pub fn every(&self) -> u64 {
        self.every
    }

    /// Seconds that the date of a link may lie before what witnesses bound: at least one epoch.
    #[must_use]
    pub fn lag(&self) -> u64 {
        self.lag
    }

    /// Seconds that clocks may differ.
    #[must_use]
    pub fn skew(&self) -> u64 {
        self.skew
    }

    /// The heads logs and the witnesses.
    #[must_use]
    pub fn heads(&self) -> &record::Policy {
        &self.heads
    }

    /// The heads logs, and which has which epochs.
    #[must_use]
    pub fn logs(&self) -> &Logs {
        &self.logs
    }

    /// The record's logs and the witnesses.
    #[must_use]
    pub fn record(&self) -> &record::Policy {
        &self.record
    }

    /// The logs, run by others, in which a step may be lodged, and the witnesses.
    #[must_use]
    pub fn lodging(&self) -> &record::Policy {
        &self.lodging
    }

    /// How many lying witnesses are survived (*f*); nothing where two trees could both be believed, or nobody witnesses.
    #[must_use]
    pub fn liars(&self) -> Option<usize> {
        self.heads.withstands()
    }

    /// The keys that the secretariat has had.
    #[must_use]
    pub fn secretariat(&self) -> &[OfficeKey] {
        &self.secretariat
    }

    /// Whether a case may be opened in `epoch` under the rules of this digest.
    #[must_use]
    pub fn has_rules(&self, digest: &Sha256Digest, epoch: u64) -> bool {
        let in_force = |rules: &&RulesInForce| rules.first <= epoch && rules.last.is_none_or(|last| epoch <= last);
        self.rules.iter().filter(|rules| rules.digest == *digest).any(|rules| in_force(&rules))
    }

    /// Who admits members.
    #[must_use]
    pub fn appointers(&self) -> &Signatories {
        &self.appointers
    }

    /// Who signs trust files.
    #[must_use]
    pub fn signers(&self) -> &Signatories {
        &self.signers
    }
}

/// A trust file under the signatures of enough of its own signers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFile {
    trust: Trust,
    note: Note,
}

impl TrustFile {
    /// Reads a trust file, and verifies that enough of its own signers signed it. Whether it is the body's, the reader must know: from
    /// the file that it had before ([`TrustFile::followed_by`]), or by its digest.
    ///
    /// # Errors
    /// What is no signed note or no trust file, and too few signatures.
    pub fn parse(bytes: &[u8]) -> Result<Self, TrustError> {
        let note = Note::parse(bytes)?;
        let trust = Trust::parse(note.text())?;
        trust.signers.have_signed(&note)?;
        Ok(Self { trust, note })
    }

    /// Signs `trust` with `keys`.
    ///
    /// # Errors
    /// Too few of its signers among them.
    pub fn sign<'k>(trust: Trust, keys: impl IntoIterator<Item = &'k SignerKey>) -> Result<Self, TrustError> {
        let signatures = keys.into_iter().map(|key| key.sign(&trust.text)).collect();
        let note = Note::new(trust.text.clone(), signatures)?;
        trust.signers.have_signed(&note)?;
        Ok(Self { trust, note })
    }

    /// What it says.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Whether the trust file of this version and digest is this one or one of its predecessors.
    #[must_use]
    pub fn reaches(&self, version: u64, digest: &Sha256Digest) -> bool {
        if version == self.trust.version {
            return *digest == self.trust.digest();
        }
        let place = version.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.trust.earlier.get(place)) == Some(digest)
    }
}

/// Adds the signature of `key` to a trust file: to its text, or to the note that others have signed.
///
/// # Errors
/// No trust file; a key that is none of its signers'.
pub fn countersign(bytes: &[u8], key: &SignerKey) -> Result<Note, TrustError> {
    let (trust, mut signatures) = match Note::parse(bytes) {
        Ok(note) => (Trust::parse(note.text())?, note.signatures().to_vec()),
        // Nobody has signed it yet.
        Err(_) => (Trust::parse(&String::from_utf8_lossy(bytes))?, Vec::new()),
    };
    let public = key.public();
    if !trust.signers.keys.contains(&public) {
        return Err(TrustError::NoSigner(key.name().clone()));
    }
    signatures.retain(|line| !public.signs(line));
    signatures.push(key.sign(&trust.text));
    Ok(Note::new(trust.text, signatures)?)
}

impl fmt::Display for TrustFile {
    /// The signed note.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// Bytes that are no trust file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// No signed note.
    #[error("the trust file is not a signed note: {0}")]
    Note(#[from] NoteError),
    /// A mistake in its text.
    #[error(transparent)]
    File(#[from] FileError),
    /// Too few signatures.
    #[error("the trust file is not valid by itself: {0}")]
    Signed(#[from] TooFewSigned),
    /// A key that is none of the signers'.
    #[error("`{0}` is no key of its signers: take a key that `[signers]` names")]
    NoSigner(KeyName),
}

#[cfg(test)]
mod tests;
