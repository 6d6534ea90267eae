//! Checkpoints (C2SP tlog-checkpoint v1.0.0): a log's signed statement of how large its tree is, and what its root is.
//!
//! Extension lines are refused: the specification does not recommend them, as monitors cannot audit them, and this record has none.

use std::fmt;

use crate::merkle::{MAX_SIZE, TreeHead};
use crate::note::{KeyName, Note, NoteError, SignatureLine, SignerKey};
use crate::spelling::{self, Lines};

/// The three lines that a log signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: KeyName,
    head: TreeHead,
}

impl Checkpoint {
    /// The checkpoint of the log `origin` at `head`.
    ///
    /// # Errors
    /// A size above 2^63 - 1, and an empty tree with a root that the empty tree does not have.
    pub fn new(origin: KeyName, head: TreeHead) -> Result<Self, CheckpointError> {
        if head.size > MAX_SIZE {
            return Err(CheckpointError::Size);
        }
        if head.size == 0 && head != TreeHead::empty() {
            return Err(CheckpointError::EmptyRoot);
        }
        Ok(Self { origin, head })
    }

    /// Reads the text of a checkpoint's note.
    ///
    /// # Errors
    /// A line that is missing or not what it must be, and any further line.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = Lines::new(text);
        let origin = lines.next_line().and_then(|line| line.parse().ok()).ok_or(CheckpointError::Origin)?;
        let size = lines.next_line().and_then(spelling::decimal).ok_or(CheckpointError::Size)?;
        let root = lines.next_line().and_then(|line| line.parse().ok()).ok_or(CheckpointError::Root)?;
        if !lines.rest().is_empty() {
            return Err(CheckpointError::Extension);
        }
        Self::new(origin, TreeHead { size, root })
    }

    /// Which log: the origin line, and the name of the log's key.
    #[must_use]
    pub fn origin(&self) -> &KeyName {
        &self.origin
    }

    /// Size and root of the tree.
    #[must_use]
    pub fn head(&self) -> &TreeHead {
        &self.head
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.head.size, self.head.root)
    }
}

/// A checkpoint with its signatures and cosignatures, well formed but not verified; [`crate::policy::Policy::verify`] verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Signs `checkpoint` as its log.
    ///
    /// # Errors
    /// A key that is not named as the origin, and what [`Note::new`] refuses.
    pub fn sign(checkpoint: Checkpoint, log: &SignerKey) -> Result<Self, CheckpointError> {
        if log.name() != checkpoint.origin() {
            return Err(CheckpointError::ForeignKey { key: log.name().clone(), origin: checkpoint.origin });
        }
        let note = Note::sign(checkpoint.to_string(), log)?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint, as a log serves it under `checkpoint`.
    ///
    /// # Errors
    /// What is not a note, and a text that is not a checkpoint.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::parse(bytes)?;
        Ok(Self { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// Adds a signature, such as a witness's answer.
    ///
    /// # Errors
    /// More signatures than a note may have.
    pub fn push(&mut self, signature: SignatureLine) -> Result<(), NoteError> {
        self.note.push(signature)
    }

    /// What the log states.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note: the same text, and who signed it.
    #[must_use]
    pub fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// What is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The first line is not an origin.
    #[error("line 1 is not an origin: expected the log's name without white space and `+`, like `example.org/record`")]
    Origin,
    /// The second line is not a tree size.
    #[error("line 2 is not a tree size: expected a decimal without leading zeros, at most 2^63 - 1")]
    Size,
    /// The third line is not a root hash.
    #[error("line 3 is not a root hash: expected the base64 of 32 bytes")]
    Root,
    /// An empty tree with another root.
    #[error("the tree is empty, but its root is not that of the empty tree: do not trust this log")]
    EmptyRoot,
    /// More than three lines.
    #[error("line 4 is an extension line, which this record does not have: check that this is the right log")]
    Extension,
    /// The signing key is not the log's.
    #[error("the key `{key}` cannot sign for the log `{origin}`: a log's key has the name of its origin")]
    ForeignKey {
        /// The name of the key.
        key: KeyName,
        /// The origin of the checkpoint.
        origin: KeyName,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    #[test]
    fn the_specification_s_own_checkpoint_is_read_and_written() {
        let signed = format!(
            "example.com/behind-the-sofa\n20852163\n{ROOT}\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+Z\
             JurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        );
        let read = SignedCheckpoint::parse(signed.as_bytes()).unwrap();
        assert_eq!(read.checkpoint().head().size, 20_852_163);
        assert_eq!(read.to_string(), signed);
    }

    #[test]
    fn what_is_not_a_checkpoint_is_refused_with_the_line() {
        let refusals = [
            ("", CheckpointError::Origin),
            ("\n1\nROOT\n", CheckpointError::Origin),
            ("a log\n1\nROOT\n", CheckpointError::Origin),
            ("a+b\n1\nROOT\n", CheckpointError::Origin),
            ("a\n", CheckpointError::Size),
            ("a\n01\nROOT\n", CheckpointError::Size),
            ("a\n-1\nROOT\n", CheckpointError::Size),
            ("a\n9223372036854775808\nROOT\n", CheckpointError::Size),
            ("a\n1\n", CheckpointError::Root),
            ("a\n1\nROOT", CheckpointError::Root),
            ("a\n1\nROOT \n", CheckpointError::Root),
            ("a\n1\nAAAA\n", CheckpointError::Root),
            ("a\n0\nROOT\n", CheckpointError::EmptyRoot),
            ("a\n1\nROOT\nmore\n", CheckpointError::Extension),
            ("a\n1\nROOT\n\n", CheckpointError::Extension),
        ];
        for (text, refusal) in refusals {
            assert_eq!(Checkpoint::parse(&text.replace("ROOT", ROOT)), Err(refusal), "{text:?}");
        }
        let non_canonical = ROOT.replace("q2I=", "q2J=");
        assert_eq!(Checkpoint::parse(&format!("a\n1\n{non_canonical}\n")), Err(CheckpointError::Root));
    }

    #[test]
    fn a_key_of_another_name_cannot_sign_for_a_log() {
        let checkpoint = Checkpoint::new("example.org/record".parse().unwrap(), TreeHead::empty()).unwrap();
        let other = SignerKey::from_seed("example.org/other".parse().unwrap(), &[1; 32]);
        assert!(matches!(SignedCheckpoint::sign(checkpoint, &other), Err(CheckpointError::ForeignKey { .. })));
    }
}
