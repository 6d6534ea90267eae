//! From one version of a trust file to the next.

use dunant_record::note::KeyName;

use super::{TooFewSigned, Trust, TrustFile};

impl TrustFile {
    /// Takes `next` in the place of this one: the version after it, signed by enough of the signers of both, which names all earlier
    /// versions, keeps every key of the secretariat and reopens none, and has every heads log with its epochs.
    ///
    /// # Errors
    /// What keeps `next` from following. A reader keeps the file that it has.
    pub fn followed_by(&self, next: Self) -> Result<Self, NotFollowed> {
        let (here, there) = (&self.trust, &next.trust);
        if here.body != there.body {
            return Err(NotFollowed::Body { here: here.body.clone(), there: there.body.clone() });
        }
        if here.version.checked_add(1) != Some(there.version) {
            return Err(NotFollowed::Version { here: here.version, there: there.version });
        }
        let named = there.earlier.split_last();
        if !named.is_some_and(|(last, before)| *last == here.digest() && *before == *here.earlier) {
            return Err(NotFollowed::Earlier { version: here.version });
        }
        here.signers.have_signed(&next.note).map_err(|because| NotFollowed::Signed { of: here.version, because })?;
        there.signers.have_signed(&next.note).map_err(|because| NotFollowed::Signed { of: there.version, because })?;
        keeps_keys(here, there)?;
        keeps_logs(here, there)?;
        Ok(next)
    }
}

/// A key of the secretariat may be closed, and closed earlier, but links that were signed under it must stay checkable, and what was
/// closed stays closed.
fn keeps_keys(here: &Trust, there: &Trust) -> Result<(), NotFollowed> {
    for old in &here.secretariat {
        let new = there.secretariat.iter().find(|new| new.key == old.key && new.first == old.first);
        let Some(new) = new else { return Err(NotFollowed::KeyLost(old.key.name().clone())) };
        let reopened = match (old.last, new.last) {
            (Some(_), None) => true,
            (Some(old), Some(new)) => new > old,
            (None, _) => false,
        };
        if reopened {
            return Err(NotFollowed::KeyReopened(old.key.name().clone()));
        }
    }
    Ok(())
}

/// Which heads log has which epoch never changes: a log may come behind the others, and none is taken out or moved.
fn keeps_logs(here: &Trust, there: &Trust) -> Result<(), NotFollowed> {
    let kept = here.logs.all().iter().enumerate().find(|(place, log)| there.logs.all().get(*place) != Some(log));
    match kept {
        Some((_, log)) => Err(NotFollowed::LogMoved(log.key.name().clone())),
        None => Ok(()),
    }
}

/// Why a trust file does not follow on another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFollowed {
    /// Another body's.
    #[error("the trust file is of `{there}`, and yours of `{here}`: take the one of `{here}`")]
    Body {
        /// The body of the file at hand.
        here: KeyName,
        /// The other's.
        there: KeyName,
    },
    /// Not the next version.
    #[error("the trust file is version {there}, and yours is {here}: take version by version, and never a lower one")]
    Version {
        /// The version at hand.
        here: u64,
        /// The other's.
        there: u64,
    },
    /// It does not name this one as the version before it.
    #[error(
        "the trust file names another version {version} than yours: one of the two is not the body's; ask its signers"
    )]
    Earlier {
        /// The version at hand.
        version: u64,
    },
    /// Too few of the signers of one of the two signed it.
    #[error("by the signers of version {of}: {because}")]
    Signed {
        /// Whose signers.
        of: u64,
        /// Why it does not do.
        because: TooFewSigned,
    },
    /// A key of the secretariat is missing, or begins at another epoch.
    #[error("the trust file has no `{0}` from the same epoch on: a key is closed with `last`, and never taken out")]
    KeyLost(KeyName),
    /// A closed key is open again, or for longer.
    #[error("the trust file opens `{0}` again, which was closed: enter another key")]
    KeyReopened(KeyName),
    /// A heads log is missing, or begins with another epoch, or stands at another place.
    #[error(
        "the trust file does not have the heads log `{0}` at its place with its first epoch: name the same logs as before, and a new one behind them"
    )]
    LogMoved(KeyName),
}
