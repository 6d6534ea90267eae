use dunant_record::merkle::{Frontier, TreeHead};
use dunant_record::note::KeyName;
use dunant_record::policy::Distrust;
use dunant_record::{Policy, SignedCheckpoint, VerifiedCheckpoint};

use crate::{Bounds, Epoch, Head, LogEnd, Logs, Node, Nonce, Paths, Position, Succession};

/// The most epochs of a history: ten years of one an hour.
pub const MAX_EPOCHS: usize = 87_660;

/// What became of one chain, or of several, in each epoch of a body, proven: in every one the chain moved to the head that the history says, or did
/// not move. With it a finding shows that nothing of the chain was left out, moved, told twice or begun anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The epochs, without a gap, also where one log follows on another: from the body's first on, or from where an earlier history ended.
    pub epochs: Vec<EpochProof>,
    /// Cosigned checkpoints: of each epoch in which a dated chain moved, of the last, and of both where one log follows on another once a dated chain
    /// is there. Others are allowed.
    pub checkpoints: Vec<SignedCheckpoint>,
}

/// What became of the chains in one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochProof {
    /// The root of the epoch's prefix tree.
    pub chains: Node,
    /// The head to which each chain moved; nothing where it did not. The first chains may be shown for longer than the others.
    pub moved: Vec<Option<Head>>,
    /// What shows the leaves of these chains, or that there are none, under this root.
    pub paths: Paths,
    /// How the log joins another in this epoch.
    pub succession: Option<Succession>,
}

/// A chain that a history is of: what its leaves are made with.
#[derive(Debug, Clone, Copy)]
pub struct ChainPlace<'c> {
    /// Its place in every tree.
    pub position: Position,
    /// What blinds its leaves.
    pub nonce: &'c Nonce,
    /// Whether a checkpoint must say when it moved.
    pub is_dated: bool,
}

/// A chain moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// In which epoch.
    pub epoch: u64,
    /// Where to.
    pub head: Head,
}

/// What a verified history shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedHistory {
    /// The moves of each chain, in their order.
    pub moves: Vec<Vec<Move>>,
    /// When an epoch was, for each that has a checkpoint.
    pub bounds: Vec<(u64, Bounds)>,
    /// Where it ends.
    pub end: LogEnd,
}

impl VerifiedHistory {
    /// The first epoch in which the link `number` of a chain stood in the heads log.
    #[must_use]
    pub fn epoch_of(&self, chain: usize, number: u64) -> Option<u64> {
        self.moves.get(chain)?.iter().find(|moved| moved.head.number >= number).map(|moved| moved.epoch)
    }

    /// The number of the last epoch.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.end.next.saturating_sub(1)
    }

    /// The bounds of an epoch that has a checkpoint.
    #[must_use]
    pub fn bounds_of(&self, epoch: u64) -> Option<Bounds> {
        self.bounds.iter().find(|(at, _)| *at == epoch).map(|(_, bounds)| *bounds)
    }
}

/// How a checkpoint is believed, and when its tree was there: by `policy`, of whose witnesses at most `liars` lie.
pub fn believed_by(
    policy: &Policy,
    liars: usize,
) -> impl Fn(&SignedCheckpoint) -> Result<(VerifiedCheckpoint, Bounds), Distrust> {
    move |signed| {
        policy.verify(signed).map(|believed| {
            let bounds = Bounds::of(&believed, liars);
            (believed, bounds)
        })
    }
}

impl History {
    /// Verifies, offline, that in each epoch the `chains` of `body` moved as the history says and not otherwise, under checkpoints of the `logs` that `believe`
    /// takes. It goes on `from` where an earlier history ended, or from the beginning.
    ///
    /// A number that does not grow is no move: where a chain was cut, forked or begun anew, its epochs have a leaf that no history explains.
    /// Where one log follows on another, the last entry of the one and the first of the other must name each other.
    ///
    /// # Errors
    /// The first thing that does not hold, with the epoch.
    pub fn verify(
        &self,
        from: &LogEnd,
        body: &KeyName,
        chains: &[ChainPlace<'_>],
        logs: &Logs,
        believe: impl Fn(&SignedCheckpoint) -> Result<(VerifiedCheckpoint, Bounds), Distrust>,
    ) -> Result<VerifiedHistory, HistoryError> {
        let before = usize::try_from(from.next).unwrap_or(MAX_EPOCHS);
        if self.epochs.is_empty() || self.epochs.len() > MAX_EPOCHS.saturating_sub(before) {
            return Err(HistoryError::Length(self.epochs.len()));
        }
        let mut checkpoints = self.checkpoints.iter().peekable();
        let mut verified =
            VerifiedHistory { moves: vec![Vec::new(); chains.len()], bounds: Vec::new(), end: from.clone() };
        verified.end.newest.resize(chains.len(), None);
        let mut shown = chains.len();
        for (place, is_last) in self.epochs.iter().zip((1..=self.epochs.len()).map(|at| at == self.epochs.len())) {
            let epoch = verified.end.next;
            // How the log before ended.
            let mut ended: Option<TreeHead> = None;
            if logs.joint(epoch).is_some() {
                ended = Some(verified.end.log.head());
                verified.end.log = Frontier::new();
            }
            if place.moved.is_empty() || place.moved.len() > shown {
                return Err(HistoryError::Shown { epoch });
            }
            shown = place.moved.len();
            place.lead_to_root(chains, epoch)?;
            let mut is_dated = false;
            for (at, (chain, head)) in chains.iter().zip(&place.moved).enumerate() {
                let (Some(head), Some(newest)) = (head, verified.end.newest.get_mut(at)) else { continue };
                if newest.is_some_and(|newest| newest >= head.number) {
                    return Err(HistoryError::NotOn { epoch, chain: at, number: head.number });
                }
                *newest = Some(head.number);
                is_dated |= chain.is_dated;
                verified.moves.get_mut(at).into_iter().for_each(|moves| moves.push(Move { epoch, head: *head }));
            }
            if !logs.joins(epoch, place.succession.as_ref(), ended.as_ref()) {
                return Err(HistoryError::Succession { epoch });
            }
            let (chains_root, succession) = (place.chains, place.succession.clone());
            let entry = Epoch { body: body.clone(), number: epoch, chains: chains_root, succession };
            let log = &mut verified.end.log;
            log.push(entry.leaf());
            let is_there =
                chains.iter().zip(&verified.end.newest).any(|(one, newest)| one.is_dated && newest.is_some());
            let must_be_seen = is_last || is_dated || (is_there && place.succession.is_some());
            // Two logs have checkpoints of one size: that of a later log waits for its epoch.
            let is_of_it = |signed: &&SignedCheckpoint| {
                let (origin, size) = (signed.checkpoint().origin(), signed.checkpoint().head().size);
                let of = size.checked_sub(1).and_then(|index| logs.epoch(origin, index));
                size == log.head().size && of.is_none_or(|of| of == epoch)
            };
            match checkpoints.next_if(is_of_it) {
                Some(signed) => {
                    let checkpoint = signed.checkpoint();
                    if logs.of(epoch).is_none_or(|log| log.key.name() != checkpoint.origin()) {
                        return Err(HistoryError::OtherLog { epoch, origin: checkpoint.origin().clone() });
                    }
                    let (believed, bounds) =
                        believe(signed).map_err(|because| HistoryError::Distrusted { epoch, because })?;
                    if *believed.checkpoint().head() != log.head() {
                        return Err(HistoryError::Root { epoch });
                    }
                    verified.bounds.push((epoch, bounds));
                }
                None if must_be_seen => return Err(HistoryError::Unseen { epoch }),
                None => {}
            }
            verified.end.next = epoch.saturating_add(1);
        }
        match checkpoints.next() {
            Some(other) => Err(HistoryError::OutOfOrder { size: other.checkpoint().head().size }),
            None => Ok(verified),
        }
    }
}

impl EpochProof {
    /// Whether the paths lead to the epoch's root from the leaves of the chains that moved, and from none of the others.
    fn lead_to_root(&self, chains: &[ChainPlace<'_>], epoch: u64) -> Result<(), HistoryError> {
        let leaf = |(chain, head): (&ChainPlace<'_>, &Option<Head>)| {
            let leaf = head.map_or(Node::EMPTY, |head| head.leaf(&chain.position, chain.nonce, epoch));
            (chain.position, leaf)
        };
        let mut leaves: Vec<(Position, Node)> = chains.iter().zip(&self.moved).map(leaf).collect();
        leaves.sort_unstable_by_key(|(position, _)| *position);
        if self.paths.root(&leaves) == Some(self.chains) {
            return Ok(());
        }
        Err(HistoryError::Path { epoch, moved: self.moved.iter().map(|head| head.map(|head| head.number)).collect() })
    }
}

/// Why a history does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// None, or more than [`MAX_EPOCHS`].
    #[error("the history has {0} epochs: expected 1 to {MAX_EPOCHS} in all")]
    Length(usize),
    /// A chain that is shown again after it was not.
    #[error("epoch {epoch} does not show the chains that a history shows from the first epoch on")]
    Shown {
        /// The epoch.
        epoch: u64,
    },
    /// The paths do not lead to the root.
    #[error("in epoch {epoch} the heads log {}", shown(moved))]
    Path {
        /// The epoch.
        epoch: u64,
        /// The number of the newest link of each chain that moved, as the history says.
        moved: Vec<Option<u64>>,
    },
    /// A chain that became shorter, or was entered again.
    #[error("in epoch {epoch} the chain moved to link {number}, at which it stood before: it was cut, or begun anew")]
    NotOn {
        /// The epoch.
        epoch: u64,
        /// The place of the chain in the history.
        chain: usize,
        /// The number.
        number: u64,
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
    #[error("epoch {epoch} has no checkpoint, and the chain moved in it, or the history ends with it")]
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

fn shown(moved: &[Option<u64>]) -> String {
    let named: Vec<String> = moved.iter().flatten().map(|number| format!("link {number} as the newest")).collect();
    match named.as_slice() {
        [] => "has a move where none is shown: a link was left out, or a chain was begun anew".to_owned(),
        named => format!("does not have {}: a link was changed, moved or left out", named.join(" and ")),
    }
}
