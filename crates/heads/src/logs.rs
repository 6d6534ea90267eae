use dunant_record::merkle::{MAX_SIZE, TreeHead};
use dunant_record::note::{KeyName, VerifierKey};

use crate::Succession;

/// The heads logs of a body, each following on the one before. Epochs are numbered across them: entry *i* of a log is the epoch
/// *begins* + *i*.
///
/// Where each log begins stands in the body's trust file, so an entry behind the last one of a log is no epoch, and two logs cannot both
/// have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logs {
    /// At least one. Each begins later than the one before; no two share a name or a key.
    logs: Vec<HeadsLog>,
}

/// A heads log, and the epoch that its first entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadsLog {
    /// The log's key, named as its origin.
    pub key: VerifierKey,
    /// The number of its first epoch: 0 for the first log of a body.
    pub begins: u64,
}

impl HeadsLog {
    /// How many entries the log has once `epoch` is its last; nothing where it begins after that.
    fn size_at(&self, epoch: u64) -> Option<u64> {
        epoch.checked_sub(self.begins)?.checked_add(1)
    }
}

impl Logs {
    /// One log, which follows on none.
    #[must_use]
    pub fn one(key: VerifierKey) -> Self {
        Self { logs: vec![HeadsLog { key, begins: 0 }] }
    }

    /// The logs in their order.
    ///
    /// # Errors
    /// None; a first that does not begin with epoch 0; one that begins too early to follow; two of one name or key.
    pub fn try_new(logs: Vec<HeadsLog>) -> Result<Self, InvalidLogs> {
        match logs.first() {
            None => return Err(InvalidLogs::None),
            Some(first) if first.begins != 0 => return Err(InvalidLogs::First(first.begins)),
            Some(_) => {}
        }
        for (before, log) in logs.iter().zip(logs.iter().skip(1)) {
            // An entry that joins a log at both of its ends cannot be written: a log that follows on another has at least two.
            let least = before.begins.saturating_add(if before.begins == 0 { 1 } else { 2 });
            if log.begins < least || log.begins > MAX_SIZE {
                return Err(InvalidLogs::Begins { log: log.key.name().clone(), begins: log.begins, least });
            }
        }
        for (place, log) in logs.iter().enumerate() {
            let is_shared =
                |other: &HeadsLog| other.key.name() == log.key.name() || other.key.as_bytes() == log.key.as_bytes();
            if logs.iter().take(place).any(is_shared) {
                return Err(InvalidLogs::Shared(log.key.name().clone()));
            }
        }
        Ok(Self { logs })
    }

    /// The logs, the first one first.
    #[must_use]
    pub fn all(&self) -> &[HeadsLog] {
        &self.logs
    }

    /// The log that has `epoch`.
    #[must_use]
    pub fn of(&self, epoch: u64) -> Option<&HeadsLog> {
        self.logs.iter().rev().find(|log| log.begins <= epoch)
    }

    /// The place of `epoch` in its log, from 0.
    #[must_use]
    pub fn index(&self, epoch: u64) -> Option<u64> {
        epoch.checked_sub(self.of(epoch)?.begins)
    }

    /// The epoch that is entry `index` of the log `origin`; nothing where the body has no such log, or the log ended before.
    #[must_use]
    pub fn epoch(&self, origin: &KeyName, index: u64) -> Option<u64> {
        let log = self.logs.iter().find(|log| log.key.name() == origin)?;
        let epoch = log.begins.checked_add(index)?;
        (self.of(epoch) == Some(log)).then_some(epoch)
    }

    /// The log that begins with `epoch` and follows on another, and that other.
    #[must_use]
    pub fn joint(&self, epoch: u64) -> Option<(&HeadsLog, &HeadsLog)> {
        let mut pairs = self.logs.iter().zip(self.logs.iter().skip(1));
        pairs.find(|(_, log)| log.begins == epoch)
    }

    /// What the entry of `epoch` must say of another log: the last of a log names the next, the first of the next names what it follows on. `before` is the tree
    /// of the log before, at its end.
    #[must_use]
    pub fn succession(&self, epoch: u64, before: Option<TreeHead>) -> Option<Succession> {
        if let Some((ended, _)) = self.joint(epoch) {
            return Some(Succession::Follows { origin: ended.key.name().clone(), head: before? });
        }
        let (_, next) = self.joint(epoch.checked_add(1)?)?;
        Some(Succession::Next(next.key.clone()))
    }

    /// Whether the entry of `epoch` says of other logs what it must, and nothing where it must not. Where nobody showed how the log before ended, `before`
    /// is nothing, and the root is not checked.
    pub(crate) fn joins(&self, epoch: u64, said: Option<&Succession>, before: Option<&TreeHead>) -> bool {
        if let Some((ended, _)) = self.joint(epoch) {
            let size = epoch.checked_sub(1).and_then(|last| ended.size_at(last));
            return match said {
                Some(Succession::Follows { origin, head }) => {
                    origin == ended.key.name() && Some(head.size) == size && before.is_none_or(|before| before == head)
                }
                _ => false,
            };
        }
        let next = epoch.checked_add(1).and_then(|next| self.joint(next)).map(|(_, next)| &next.key);
        match said {
            None => next.is_none(),
            Some(Succession::Next(key)) => next == Some(key),
            Some(Succession::Follows { .. }) => false,
        }
    }
}

/// Logs that do not follow one another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogs {
    /// No log.
    #[error("no heads log is named: name at least one")]
    None,
    /// The first log of a body has its first epoch.
    #[error("the first heads log begins with epoch {0}: epochs are counted from 0")]
    First(u64),
    /// A log that begins before the one before it can end.
    #[error("`{log}` begins with epoch {begins}, and can begin with {least} at the earliest, behind the log before it")]
    Begins {
        /// The log.
        log: KeyName,
        /// Where it is said to begin.
        begins: u64,
        /// Where it could.
        least: u64,
    },
    /// Two of one name or key.
    #[error("two heads logs share the name or the key of `{0}`: a log that follows on another has its own")]
    Shared(KeyName),
}
