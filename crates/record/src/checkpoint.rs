//! Checkpoints (C2SP tlog-checkpoint v1.0.0): a log's signed statement of how large its tree is, and what its root is.
//!
//! Extension lines below the root are read and kept, since readers must accept them; none is ever written, as the specification does
//! not recommend them. A signature of the log and an Ed25519 cosignature cover them; nothing here acts on what they say.

use std::fmt;

use crate::merkle::{MAX_SIZE, TreeHead};
use crate::note::{KeyName, Note, NoteError, SignatureLine, SignerKey};
use crate::spelling::{self, Lines};

/// What a log signs: origin, size and root, and extension lines where it has any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: KeyName,
    head: TreeHead,
    /// Lines that are not empty, each with its newline.
    extensions: String,
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
        Ok(Self { origin, head, extensions: String::new() })
    }

    /// Reads the text of a checkpoint's note.
    ///
    /// # Errors
    /// A line that is missing or not what it must be, and an extension line that is empty or does not end.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = Lines::new(text);
        let origin = lines.next_line().and_then(|line| line.parse().ok()).ok_or(CheckpointError::Origin)?;
        let size = lines.next_line().and_then(spelling::decimal).ok_or(CheckpointError::Size)?;
        let root = lines.next_line().and_then(|line| line.parse().ok()).ok_or(CheckpointError::Root)?;
        let extensions = lines.rest().to_owned();
        while !lines.rest().is_empty() {
            if lines.next_line().is_none_or(str::is_empty) {
                return Err(CheckpointError::Extension(lines.number()));
            }
        }
        Ok(Self { extensions, ..Self::new(origin, TreeHead { size, root })? })
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

    /// The extension lines, without their newlines: opaque, and what they say is the log's word alone.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        self.extensions.lines()
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n{}", self.origin, self.head.size, self.head.root, self.extensions)
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
    /// An extension line that is empty, or the last one without its newline.
    #[error("line {0} is no extension line: expected text and a newline (C2SP tlog-checkpoint, \"Note text\")")]
    Extension(usize),
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
    use crate::cosignature::Timestamp;
    use crate::note::CosignerSecretKey;
    use crate::policy::Policy;

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
            ("a\n1\nROOT\nmore", CheckpointError::Extension(4)),
            ("a\n1\nROOT\n\n", CheckpointError::Extension(4)),
            ("a\n1\nROOT\nmore\n\n", CheckpointError::Extension(5)),
        ];
        for (text, refusal) in refusals {
            assert_eq!(Checkpoint::parse(&text.replace("ROOT", ROOT)), Err(refusal), "{text:?}");
        }
        let non_canonical = ROOT.replace("q2I=", "q2J=");
        assert_eq!(Checkpoint::parse(&format!("a\n1\n{non_canonical}\n")), Err(CheckpointError::Root));
    }

    #[test]
    fn extension_lines_are_kept_and_covered_by_signatures_and_by_cosignatures() {
        let text = format!("a\n1\n{ROOT}\nabc def\n0\n");
        let read = Checkpoint::parse(&text).unwrap();
        assert_eq!(read.to_string(), text);
        assert_eq!(read.extensions().collect::<Vec<_>>(), ["abc def", "0"]);
        assert_eq!(read.head(), Checkpoint::parse(&format!("a\n1\n{ROOT}\n")).unwrap().head());

        let log = SignerKey::from_seed("a".parse().unwrap(), &[1; 32]);
        let witness = CosignerSecretKey::from_seed("w".parse().unwrap(), &[2; 32]);
        let mut signed = SignedCheckpoint::sign(read.clone(), &log).unwrap();
        signed.push(witness.cosign(&read, Timestamp::from_seconds(1).unwrap())).unwrap();
        let policy = format!("log {}\nwitness w {}\nquorum w\n", log.public(), witness.public());
        let policy = Policy::parse(policy.as_bytes()).unwrap();
        let served = signed.to_string();
        assert!(policy.verify(&SignedCheckpoint::parse(served.as_bytes()).unwrap()).is_ok());
        let other = served.replace("abc def\n", "abc deg\n");
        assert!(policy.verify(&SignedCheckpoint::parse(other.as_bytes()).unwrap()).is_err());
        let none = served.replace("abc def\n0\n", "");
        assert!(policy.verify(&SignedCheckpoint::parse(none.as_bytes()).unwrap()).is_err());
    }

    #[test]
    fn a_key_of_another_name_cannot_sign_for_a_log() {
        let checkpoint = Checkpoint::new("example.org/record".parse().unwrap(), TreeHead::empty()).unwrap();
        let other = SignerKey::from_seed("example.org/other".parse().unwrap(), &[1; 32]);
        assert!(matches!(SignedCheckpoint::sign(checkpoint, &other), Err(CheckpointError::ForeignKey { .. })));
    }
}
