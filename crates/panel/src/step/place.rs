use std::fmt;
use std::str::FromStr;

use dunant_record::note::KeyName;
use dunant_vocabulary::Sha256Digest;

/// Where an author was when it signed (panel protocol, section 3): whose case, which link of its chain it had seen last, which round.
///
/// Everything before the link that was seen is fixed by the signature: nobody can put the step behind another past. A key may serve two
/// bodies, so the body is named too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The body.
    pub body: KeyName,
    /// The newest link of the case that its author had seen; nothing for the referral alone.
    pub seen: Option<SeenLink>,
    /// The round, from 1, in every step that belongs to one and does not name it itself.
    pub round: Option<u32>,
}

/// A link of a chain: its number and the digest of its text. Written `14 60303ae2…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeenLink {
    /// The number.
    pub number: u64,
    /// The digest of the link's text.
    pub digest: Sha256Digest,
}

impl fmt::Display for SeenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.digest)
    }
}

/// The text names no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a link: expected its number and the SHA-256 of its text")]
pub struct InvalidSeenLink;

impl FromStr for SeenLink {
    type Err = InvalidSeenLink;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, digest) = text.split_once(' ').ok_or(InvalidSeenLink)?;
        let seen = Self {
            number: number.parse().map_err(|_| InvalidSeenLink)?,
            digest: digest.parse().map_err(|_| InvalidSeenLink)?,
        };
        if seen.to_string() == text { Ok(seen) } else { Err(InvalidSeenLink) }
    }
}
