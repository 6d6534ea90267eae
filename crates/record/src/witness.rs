//! The witness protocol (C2SP tlog-witness v1.0.0) without its HTTP: what a log asks, and what a witness must answer.
//!
//! A witness holds, for each log, the head that it last cosigned. [`consider`] judges a request against it and gives the head to
//! store, or the refusal. Who runs a witness must compare the stored head and replace it in one step, durably, before answering:
//! otherwise of two requests the later may roll the log back.

use std::fmt;

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::cosignature::Timestamp;
use crate::merkle::{Hash, HashesError, InvalidProof, MAX_PROOF_HASHES, TreeHead, read_hashes, verify_consistency};
use crate::note::{CosignerSecretKey, InvalidSignatureLine, MAX_SIGNATURES, SignatureLine, VerifierKey, VerifyError};
use crate::spelling::{self, Lines};

/// The content type of a stale size in an answer with status 409.
pub const SIZE_CONTENT_TYPE: &str = "text/x.tlog.size";

/// The body of `add-checkpoint`: a checkpoint, and the proof that it continues the tree of `older_size` leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size of the tree that the log thinks the witness last cosigned; 0 where it does not know.
    pub older_size: u64,
    /// The consistency proof from that size.
    pub proof: Vec<Hash>,
    /// The new checkpoint.
    pub checkpoint: SignedCheckpoint,
}

impl AddCheckpoint {
    /// Reads a request's body.
    ///
    /// # Errors
    /// A line that is not what it must be, more than 63 hashes, and what is not a checkpoint. Each is answered with status 400.
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        let end = body.windows(2).position(|pair| pair == b"\n\n").ok_or(RequestError::NoBlankLine)?;
        let (above, checkpoint) = body.split_at_checked(end + 2).ok_or(RequestError::NoBlankLine)?;
        let above = std::str::from_utf8(above).map_err(|_| RequestError::OlderSize)?;
        let mut lines = Lines::new(above);
        let older_size = lines.next_line().and_then(|line| spelling::decimal(line.strip_prefix("old ")?));
        let older_size = older_size.ok_or(RequestError::OlderSize)?;
        let proof = read_hashes(&mut lines).map_err(|error| match error {
            HashesError::Line(line) => RequestError::Hash(line),
            HashesError::TooMany => RequestError::TooManyHashes,
        })?;
        Ok(Self { older_size, proof, checkpoint: SignedCheckpoint::parse(checkpoint)? })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.older_size)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// A request that was granted: what to store, and then to cosign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    checkpoint: Checkpoint,
    replaced: Option<TreeHead>,
}

impl Granted {
    /// Which log: under what the head is stored.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The stored head that this was judged against. It must still be the stored one when it is replaced.
    #[must_use]
    pub fn replaced(&self) -> Option<&TreeHead> {
        self.replaced.as_ref()
    }

    /// The answer to give once the new head is durable.
    #[must_use]
    pub fn cosign(&self, witness: &CosignerSecretKey, time: Timestamp) -> Answer {
        Answer::Cosigned(vec![witness.cosign(&self.checkpoint, time)])
    }
}

/// Judges `request` of a log whose keys are `log_keys`, of which the witness last cosigned `stored`.
///
/// `log_keys` are nothing where the witness does not follow the log. Cosigning the stored head again is granted: its time is newer.
///
/// # Errors
/// The answer that refuses.
pub fn consider(
    request: &AddCheckpoint,
    log_keys: Option<&[VerifierKey]>,
    stored: Option<&TreeHead>,
) -> Result<Granted, Answer> {
    let checkpoint = request.checkpoint.checkpoint();
    let newer = checkpoint.head();
    request.checkpoint.note().verify(log_keys.ok_or(Answer::UnknownLog)?).map_err(Answer::NotSigned)?;
    if request.older_size > newer.size {
        return Err(Answer::Malformed(RequestError::Shrinks { older: request.older_size, newer: newer.size }));
    }
    let known = stored.copied().unwrap_or_else(TreeHead::empty);
    if request.older_size != known.size {
        return Err(Answer::StaleSize(known.size));
    }
    if newer.size == known.size && newer.root != known.root {
        return Err(Answer::OtherRoot { size: known.size });
    }
    verify_consistency(&known, newer, &request.proof).map_err(Answer::Inconsistent)?;
    Ok(Granted { checkpoint: checkpoint.clone(), replaced: stored.copied() })
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 200: cosigned.
    Cosigned(Vec<SignatureLine>),
    /// 400: not a request that can be judged.
    Malformed(RequestError),
    /// 403: no signature by a key of the log, or a bad one.
    NotSigned(VerifyError),
    /// 404: the witness does not follow this log.
    UnknownLog,
    /// 409 with the size of the tree that was last cosigned: prove from there.
    StaleSize(u64),
    /// 409 without a size: the log signed two roots for one size.
    OtherRoot {
        /// That size.
        size: u64,
    },
    /// 422: the consistency proof does not hold.
    Inconsistent(InvalidProof),
}

impl Answer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Cosigned(_) => 200,
            Self::Malformed(_) => 400,
            Self::NotSigned(_) => 403,
            Self::UnknownLog => 404,
            Self::StaleSize(_) | Self::OtherRoot { .. } => 409,
            Self::Inconsistent(_) => 422,
        }
    }

    /// The HTTP content type.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::StaleSize(_) => SIZE_CONTENT_TYPE,
            _ => "text/plain; charset=utf-8",
        }
    }

    /// The HTTP body.
    #[must_use]
    pub fn body(&self) -> String {
        match self {
            Self::Cosigned(lines) => lines.iter().map(|line| format!("{line}\n")).collect(),
            Self::Malformed(error) => format!("{error}\n"),
            Self::NotSigned(error) => format!("{error}\n"),
            Self::UnknownLog => "this witness does not follow the log: ask its operator\n".to_owned(),
            Self::StaleSize(size) => format!("{size}\n"),
            Self::OtherRoot { size } => format!("the log signed another root at size {size}: a log never forks\n"),
            Self::Inconsistent(error) => format!("{error}\n"),
        }
    }
}

/// What the answer of a witness means to the log that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Signature lines; those of the keys that the log expects are still to be verified ([`crate::note::CosignerKey::verify`]).
    Cosigned(Vec<SignatureLine>),
    /// The witness last cosigned a tree of this size: prove from there and ask again.
    StaleSize(u64),
    /// The witness refused for good.
    Refused {
        /// The HTTP status.
        status: u16,
    },
}

impl Reply {
    /// Reads an answer.
    ///
    /// # Errors
    /// A body that is not what status and content type promise.
    pub fn parse(status: u16, content_type: &str, body: &[u8]) -> Result<Self, ReplyError> {
        match status {
            200 => {
                let body = std::str::from_utf8(body).map_err(|_| ReplyError::NotLines)?;
                let (mut lines, mut signatures) = (Lines::new(body), Vec::new());
                while let Some(line) = lines.next_line() {
                    if signatures.len() == MAX_SIGNATURES {
                        return Err(ReplyError::NotLines);
                    }
                    let signature =
                        line.parse().map_err(|source| ReplyError::Signature { line: lines.number(), source })?;
                    signatures.push(signature);
                }
                if signatures.is_empty() || !lines.rest().is_empty() {
                    return Err(ReplyError::NotLines);
                }
                Ok(Self::Cosigned(signatures))
            }
            409 if content_type == SIZE_CONTENT_TYPE => {
                let size = std::str::from_utf8(body).ok().and_then(|body| spelling::decimal(body.strip_suffix('\n')?));
                size.map(Self::StaleSize).ok_or(ReplyError::Size)
            }
            status => Ok(Self::Refused { status }),
        }
    }
}

/// A body that is not a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// No blank line between proof and checkpoint.
    #[error("no blank line ends the proof: expected `old <size>`, hashes, a blank line, and the checkpoint")]
    NoBlankLine,
    /// The first line is not the older size.
    #[error("line 1 is not the older size: expected `old <size>`, a decimal without leading zeros")]
    OlderSize,
    /// A line of the proof is not a hash.
    #[error("line {0} is not a hash: expected the base64 of 32 bytes")]
    Hash(usize),
    /// More hashes than any proof has.
    #[error("the proof has more than {MAX_PROOF_HASHES} hashes: no consistency proof is as long")]
    TooManyHashes,
    /// Not a checkpoint.
    #[error("below the blank line: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is of a smaller tree than the one that is proven from.
    #[error("the checkpoint has {newer} leaves, fewer than the older size {older}: a log only grows")]
    Shrinks {
        /// The older size.
        older: u64,
        /// The size of the checkpoint.
        newer: u64,
    },
}

/// An answer that is not what it says to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// Not one or more whole lines, or more than a note may carry.
    #[error("the witness did not answer with 1 to {MAX_SIGNATURES} signature lines: ask its operator")]
    NotLines,
    /// A line is not a signature line.
    #[error("line {line} of the witness's answer: {source}")]
    Signature {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        source: InvalidSignatureLine,
    },
    /// Not a tree size.
    #[error("the witness did not answer with a tree size: expected a decimal and a newline")]
    Size,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{Frontier, Leaves, prove_consistency};
    use crate::note::SignerKey;

    fn leaves() -> Vec<Hash> {
        (0..20_u8).map(|number| Hash::of_leaf(&[number])).collect()
    }

    fn head(size: u64) -> TreeHead {
        Frontier::read(&mut Leaves(&leaves()), size).unwrap().head()
    }

    fn log() -> SignerKey {
        SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32])
    }

    fn signed(head: TreeHead) -> SignedCheckpoint {
        SignedCheckpoint::sign(Checkpoint::new(log().name().clone(), head).unwrap(), &log()).unwrap()
    }

    fn request(older: u64, newer: u64) -> AddCheckpoint {
        let proof = prove_consistency(&mut Leaves(&leaves()), older, newer).unwrap();
        AddCheckpoint { older_size: older, proof, checkpoint: signed(head(newer)) }
    }

    fn judge(request: &AddCheckpoint, stored: Option<u64>) -> Result<Granted, Answer> {
        consider(request, Some(&[log().public()]), stored.map(head).as_ref())
    }

    #[test]
    fn what_continues_the_stored_tree_is_granted_and_cosigned() {
        for (stored, newer) in [(None, 0), (None, 7), (Some(0), 7), (Some(7), 20), (Some(7), 7)] {
            let request = request(stored.unwrap_or(0), newer);
            let granted = judge(&request, stored).unwrap();
            assert_eq!((granted.checkpoint().head(), granted.replaced().copied()), (&head(newer), stored.map(head)));
            let witness = CosignerSecretKey::from_seed("witness.example".parse().unwrap(), &[2; 32]);
            let time = Timestamp::from_seconds(1_800_000_000).unwrap();
            let answer = granted.cosign(&witness, time);
            let reply = Reply::parse(answer.status(), answer.content_type(), answer.body().as_bytes()).unwrap();
            let Reply::Cosigned(lines) = reply else { panic!("{reply:?}") };
            let text = request.checkpoint.note().text();
            assert_eq!(witness.public().verify(text, &lines[0]), Ok(time));
        }
    }

    #[test]
    fn an_unknown_log_is_answered_with_404() {
        let answer = consider(&request(0, 7), None, None).unwrap_err();
        assert_eq!((answer.status(), answer), (404, Answer::UnknownLog));
    }

    #[test]
    fn a_checkpoint_that_the_log_did_not_sign_is_answered_with_403_before_anything_is_said_of_the_stored_tree() {
        let impostor = SignerKey::from_seed(log().name().clone(), &[3; 32]);
        let checkpoint = request(0, 7).checkpoint.checkpoint().clone();
        let forged =
            AddCheckpoint { checkpoint: SignedCheckpoint::sign(checkpoint, &impostor).unwrap(), ..request(0, 7) };
        assert_eq!(judge(&forged, Some(5)).unwrap_err().status(), 403);
    }

    #[test]
    fn an_older_size_above_the_checkpoint_s_is_answered_with_400() {
        let shrinking = AddCheckpoint { older_size: 8, ..request(7, 7) };
        assert_eq!(judge(&shrinking, Some(8)).unwrap_err().status(), 400);
    }

    #[test]
    fn a_stale_size_is_answered_with_409_and_the_size_to_prove_from() {
        for (older, stored) in [(0, 7), (5, 7), (9, 7)] {
            let answer = judge(&request(older, 20), Some(stored)).unwrap_err();
            assert_eq!((answer.status(), answer.content_type()), (409, "text/x.tlog.size"));
            assert_eq!(answer.body(), "7\n");
            let reply = Reply::parse(409, answer.content_type(), answer.body().as_bytes());
            assert_eq!(reply, Ok(Reply::StaleSize(7)));
        }
        assert_eq!(judge(&request(5, 20), None), Err(Answer::StaleSize(0)));
    }

    #[test]
    fn another_root_for_the_stored_size_is_answered_with_409_and_no_size() {
        let fork = TreeHead { size: 7, root: Hash::of_leaf(b"fork") };
        let forked = AddCheckpoint { older_size: 7, proof: Vec::new(), checkpoint: signed(fork) };
        let answer = judge(&forked, Some(7)).unwrap_err();
        assert_eq!((answer.status(), &answer), (409, &Answer::OtherRoot { size: 7 }));
        let reply = Reply::parse(409, answer.content_type(), answer.body().as_bytes());
        assert_eq!(reply, Ok(Reply::Refused { status: 409 }));
    }

    #[test]
    fn a_proof_that_does_not_hold_is_answered_with_422() {
        let mut changed = request(7, 20);
        changed.proof[0] = Hash::of_leaf(b"another");
        let superfluous = AddCheckpoint { proof: vec![head(1).root], ..request(0, 20) };
        let repeated = AddCheckpoint { proof: vec![head(1).root], ..request(7, 7) };
        for (wrong, stored) in [(changed, Some(7)), (superfluous, None), (repeated, Some(7))] {
            assert_eq!(judge(&wrong, stored).unwrap_err().status(), 422);
        }
    }

    #[test]
    fn requests_are_read_as_they_are_written() {
        for (older, newer) in [(0, 0), (0, 7), (7, 20), (7, 7)] {
            let request = request(older, newer);
            assert_eq!(AddCheckpoint::parse(request.to_string().as_bytes()), Ok(request));
        }
    }

    #[test]
    fn what_is_not_a_request_is_refused_with_the_line() {
        let checkpoint = signed(head(7)).to_string();
        let hash = head(1).root;
        let refusals = [
            (String::new(), RequestError::NoBlankLine),
            (format!("\n\n{checkpoint}"), RequestError::OlderSize),
            (format!("old 07\n\n{checkpoint}"), RequestError::OlderSize),
            (format!("old  7\n\n{checkpoint}"), RequestError::OlderSize),
            (format!("old 9223372036854775808\n\n{checkpoint}"), RequestError::OlderSize),
            (format!("old 7\r\n\r\n{checkpoint}"), RequestError::OlderSize),
            (format!("old 7\n{hash} \n\n{checkpoint}"), RequestError::Hash(2)),
            (format!("old 7\n{hash}\nAAAA\n\n{checkpoint}"), RequestError::Hash(3)),
            (format!("old 7\n{}\n{checkpoint}", format!("{hash}\n").repeat(64)), RequestError::TooManyHashes),
        ];
        for (body, refusal) in refusals {
            assert_eq!(AddCheckpoint::parse(body.as_bytes()), Err(refusal), "{body:?}");
        }
        let trailing = format!("old 7\n\n{checkpoint}more\n");
        assert!(matches!(AddCheckpoint::parse(trailing.as_bytes()), Err(RequestError::Checkpoint(_))));
    }

    #[test]
    fn answers_that_are_not_what_they_say_are_refused() {
        assert_eq!(Reply::parse(200, "text/plain", b""), Err(ReplyError::NotLines));
        assert_eq!(Reply::parse(200, "text/plain", "— a AAAAAAE=".as_bytes()), Err(ReplyError::NotLines));
        assert!(matches!(Reply::parse(200, "text/plain", b"ok\n"), Err(ReplyError::Signature { line: 1, .. })));
        for body in ["7", "07\n", "7\n\n", "-7\n", ""] {
            assert_eq!(Reply::parse(409, SIZE_CONTENT_TYPE, body.as_bytes()), Err(ReplyError::Size), "{body:?}");
        }
        assert_eq!(Reply::parse(500, "text/html", b"<html>"), Ok(Reply::Refused { status: 500 }));
    }
}
