use dunant_vocabulary::Tlp;

use crate::secrets::{FoundSecret, Whose};

/// Who gets something, as far as the rule asks: how closely marked it may be, and what else it may hold.
///
/// The marking is TLP's, which says who may have something. PAP says what they may do with it, and travels with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audience {
    /// What is marked so, and more openly, goes to them.
    pub up_to: Tlp,
    /// What becomes of what holds personal data.
    pub personal_data: PersonalData,
    /// What becomes of what holds somebody's secret key.
    pub secret_keys: SecretKeys,
}

/// What becomes of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalData {
    /// What holds it stays in the house.
    HeldBack,
    /// Whoever gets it may see it.
    Included,
}

/// What becomes of files that hold somebody's secret key. The body's own are refused in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKeys {
    /// They are refused, or left out.
    Refused,
    /// The key itself is evidence, such as one that an attacker left.
    Evidence,
}

impl Audience {
    /// Anybody: what is open, without personal data and keys.
    pub const ANYBODY: Self =
        Self { up_to: Tlp::Clear, personal_data: PersonalData::HeldBack, secret_keys: SecretKeys::Refused };

    /// Whoever may have all of the case, but nobody's keys.
    pub const WHOLE_CASE: Self =
        Self { up_to: Tlp::Red, personal_data: PersonalData::Included, secret_keys: SecretKeys::Refused };

    /// Whether what is marked so goes to them.
    #[must_use]
    pub fn may_have(&self, marking: Tlp) -> bool {
        marking <= self.up_to
    }
}

impl SecretKeys {
    /// The secret key in these bytes, where they are refused for it.
    #[must_use]
    pub fn refuse(self, bytes: &[u8]) -> Option<FoundSecret> {
        crate::secrets::find(bytes).filter(|found| self.refuses(found))
    }

    /// Whether what holds this key is refused for it.
    #[must_use]
    pub fn refuses(self, found: &FoundSecret) -> bool {
        found.kind.whose() == Whose::Ours || self == Self::Refused
    }
}
