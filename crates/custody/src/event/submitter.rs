use std::fmt;

use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::sealing::CaseSecret;

/// Who handed an item over. Anonymous, unless the submitter wants to be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Submitter {
    /// Under a name that tells nobody who it is, such as `submitter-7f3a09c1d2e4`.
    Pseudonym(String),
    /// By name, which is published with the chain.
    Named(String),
}

impl Submitter {
    /// The pseudonym of `identity` in the case of this secret.
    ///
    /// All that one submitter hands over in a case has one pseudonym, so that items of one source can be told from items of many;
    /// in another case it has another. Without the secret nobody can try identities out. Of a submitter whom not even the
    /// secretariat knows, `identity` is something random.
    #[must_use]
    pub fn anonymous(secret: &CaseSecret, identity: &str) -> Self {
        let parts = [b"dunant-submitter/v1\n".as_slice(), secret.as_bytes(), identity.as_bytes()];
        let digest = Sha256Digest::of(&Zeroizing::new(parts.concat()));
        Self::Pseudonym(format!("submitter-{}", digest.short()))
    }

    /// The name or pseudonym.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Pseudonym(name) | Self::Named(name) => name,
        }
    }
}

impl fmt::Display for Submitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
