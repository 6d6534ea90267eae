use dunant_record::merkle::{Frontier, TreeHead};
use dunant_record::note::KeyName;
use dunant_record::policy::Distrust;
use dunant_record::{Policy, SignedCheckpoint};
use dunant_vocabulary::Sha256Digest;

use crate::{Bounds, Epoch, Head, Logs, Node, Nonce, Path, Position, Succession};

/// The most epochs of a history: ten years of one an hour.
pub const MAX_EPOCHS: usize = 87_660;

/// Where one chain stood in each of a run of epochs, proven: with it a finding shows that nothing of the chain was left out, moved
/// or told twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The heads log of the first epoch.
    pub origin: KeyName,
    /// The number of the first epoch.
    pub first: u64,
    /// The complete subtrees left of it in its log.
    pub left: Frontier,
    /// The epochs from there on, without a gap, also where one log follows on another.
    pub epochs: Vec<EpochProof>,
    /// Cosigned checkpoints: of the first epoch, of each in which the chain grew, of the last, and of both where one log follows on another.
    pub checkpoints: Vec<SignedCheckpoint>,
}

/// Where the chain stood in one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochProof {
    /// The root of the epoch's prefix tree.
    pub chains: Node,
    /// What shows the chain's leaf under this root.
    pub path: Path,
    /// The number of the chain's newest link then; nothing where the chain did not exist.
    pub number: Option<u64>,
    /// How the log joins another in this epoch.
    pub succession: Option<Succession>,
}

/// The chain that a history is of: its links' digests, from the first on, and what its leaves are made with.
#[derive(Debug, Clone)]
pub struct ChainLinks<'c> {
    /// Whose chain.
    pub body: &'c KeyName,
    /// Its place in every tree.
    pub position: Position,
    /// The nonce of its first link.
    pub nonce: &'c Nonce,
    /// The digest of the text of each link, in order.
    pub links: &'c [Sha256Digest],
}

/// What a verified history shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedHistory {
    /// The number of the first epoch.
    pub first: u64,
    /// The number of the newest link in each epoch from the first on; nothing where the chain did not exist.
    pub numbers: Vec<Option<u64>>,
    /// When an epoch was, for each that has a checkpoint.
    pub bounds: Vec<(u64, Bounds)>,
}

impl VerifiedHistory {
    /// The first epoch in which the link `number` stood in the heads log.
    #[must_use]
    pub fn epoch_of(&self, number: u64) -> Option<u64> {
        let at = self.numbers.iter().position(|stood| stood.is_some_and(|stood| stood >= number))?;
        self.first.checked_add(u64::try_from(at).ok()?)
    }

    /// The bounds of an epoch that has a checkpoint.
    #[must_use]
    pub fn bounds_of(&self, epoch: u64) -> Option<Bounds> {
        self.bounds.iter().find(|(at, _)| *at == epoch).map(|(_, bounds)| *bounds)
    }
}

impl History {
    /// Verifies, offline, that in each epoch the chain stood where the history says and nowhere else, under checkpoints of the `logs` that `policy`
    /// believes; `liars` is how many of its witnesses may lie when times are bounded.
    ///
    /// Where one log follows on another, the last entry of the one and the first of the other must name each other, and both be cosigned.
    ///
    /// A history says nothing of what came before its first epoch, or after its last.
    ///
    /// # Errors
    /// The first thing that does not hold, with the epoch.
    pub fn verify(
        &self,
        chain: &ChainLinks<'_>,
        policy: &Policy,
        logs: &Logs,
        liars: usize,
    ) -> Result<VerifiedHistory, HistoryError> {
        if self.epochs.is_empty() || self.epochs.len() > MAX_EPOCHS {
            return Err(HistoryError::Length(self.epochs.len()));
        }
        let begins = logs.of(self.first).filter(|log| *log.key.name() == self.origin).map(|log| log.begins);
        if begins.and_then(|begins| self.first.checked_sub(begins)) != Some(self.left.head().size) {
            return Err(HistoryError::Begins { epoch: self.first, origin: self.origin.clone() });
        }
        let mut checkpoints = self.checkpoints.iter().peekable();
        let mut verified =
            VerifiedHistory { first: self.first, numbers: Vec::with_capacity(self.epochs.len()), bounds: Vec::new() };
        let mut origin = &self.origin;
        let mut log = self.left.clone();
        // How the log before ended.
        let mut ended: Option<TreeHead> = None;
        let mut before = None;
        for (at, place) in (0_u64..).zip(&self.epochs) {
            let epoch = self.first.saturating_add(at);
            if let Some((_, next)) = logs.joint(epoch).filter(|_| at > 0) {
                ended = Some(log.head());
                log = Frontier::new();
                origin = next.key.name();
            }
            self.follow(place, chain, epoch)?;
            if place.number < before {
                return Err(HistoryError::Shortened { epoch });
            }
            if !logs.joins(epoch, place.succession.as_ref(), ended.as_ref()) {
                return Err(HistoryError::Succession { epoch });
            }
            let entry = Epoch {
                body: chain.body.clone(),
                number: epoch,
                chains: place.chains,
                succession: place.succession.clone(),
            };
            log.push(entry.leaf());
            let is_end = at == 0 || verified.numbers.len() + 1 == self.epochs.len();
            let must_be_seen = is_end || place.number != before || place.succession.is_some();
            match checkpoints.next_if(|signed| signed.checkpoint().head().size == log.head().size) {
                Some(signed) => {
                    if signed.checkpoint().origin() != origin {
                        return Err(HistoryError::OtherLog { epoch, origin: signed.checkpoint().origin().clone() });
                    }
                    let believed =
                        policy.verify(signed).map_err(|because| HistoryError::Distrusted { epoch, because })?;
                    if *believed.checkpoint().head() != log.head() {
                        return Err(HistoryError::Root { epoch });
                    }
                    verified.bounds.push((epoch, Bounds::of(&believed, liars)));
                }
                None if must_be_seen => return Err(HistoryError::Unseen { epoch }),
                None => {}
            }
            before = place.number;
            verified.numbers.push(place.number);
        }
        match checkpoints.next() {
            Some(other) => Err(HistoryError::OutOfOrder { size: other.checkpoint().head().size }),
            None => Ok(verified),
        }
    }

    /// Whether the place's path leads to the epoch's root from the chain's own leaf.
    fn follow(&self, place: &EpochProof, chain: &ChainLinks<'_>, epoch: u64) -> Result<(), HistoryError> {
        let leaf = match place.number {
            None => Node::EMPTY,
            Some(number) => {
                let link = usize::try_from(number).ok().and_then(|number| chain.links.get(number));
                let digest = *link.ok_or(HistoryError::NoLink { epoch, number })?;
                Head { number, digest }.leaf(&chain.position, chain.nonce, epoch)
            }
        };
        let leads = place.path.root(&chain.position, leaf) == place.chains;
        if leads { Ok(()) } else { Err(HistoryError::Path { epoch, number: place.number }) }
    }
}

/// Why a history does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// None, or more than [`MAX_EPOCHS`].
    #[error("the history has {0} epochs: expected 1 to {MAX_EPOCHS}")]
    Length(usize),
    /// A number that the chain does not have.
    #[error("in epoch {epoch} the chain is said to end with link {number}, which is not there: a link was left out")]
    NoLink {
        /// The epoch.
        epoch: u64,
        /// The number.
        number: u64,
    },
    /// The path does not lead to the root.
    #[error("in epoch {epoch} the heads log does not have {} for this chain: a link was changed, moved or left out", shown(*number))]
    Path {
        /// The epoch.
        epoch: u64,
        /// The number of the newest link as the history says.
        number: Option<u64>,
    },
    /// A chain that became shorter.
    #[error("in epoch {epoch} the chain is shorter than before: it was cut")]
    Shortened {
        /// The epoch.
        epoch: u64,
    },
    /// A history that begins in another log than the body had then, or at another place of it.
    #[error(
        "epoch {epoch} is not at this place of the log `{origin}`: the trust file says which heads log has which epochs"
    )]
    Begins {
        /// The first epoch.
        epoch: u64,
        /// The log that the history begins in.
        origin: KeyName,
    },
    /// An entry that says otherwise of the log before or after than the trust file and that log's end do.
    #[error(
        "epoch {epoch} does not join the heads logs as they follow one another: the last entry of a log names the next log, the first of \
         the next names the log, size and root that it follows on, and no other does"
    )]
    Succession {
        /// The epoch.
        epoch: u64,
    },
    /// A checkpoint of another log.
    #[error("the checkpoint of epoch {epoch} is of the log `{origin}`: take the body's own heads log")]
    OtherLog {
        /// The epoch.
        epoch: u64,
        /// The log.
        origin: KeyName,
    },
    /// A checkpoint that the policy does not believe.
    #[error("the checkpoint of epoch {epoch} is not believed: {because}")]
    Distrusted {
        /// The epoch.
        epoch: u64,
        /// Why.
        because: Distrust,
    },
    /// A checkpoint over other entries.
    #[error(
        "the checkpoint of epoch {epoch} is over other entries than the history has: an epoch was changed or left out"
    )]
    Root {
        /// The epoch.
        epoch: u64,
    },
    /// An epoch that witnesses have to have seen.
    #[error("epoch {epoch} has no checkpoint, and the chain grew in it, or the history begins or ends with it")]
    Unseen {
        /// The epoch.
        epoch: u64,
    },
    /// A checkpoint of no epoch of the history, or not in its place.
    #[error("a checkpoint of size {size} is of no epoch of the history, or not in its order")]
    OutOfOrder {
        /// The size of its tree.
        size: u64,
    },
}

fn shown(number: Option<u64>) -> String {
    number.map_or_else(|| "nothing".to_owned(), |number| format!("link {number} as the newest"))
}
