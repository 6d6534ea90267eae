//! Starting a log: what stands on the disk is held against the lock, and the log starts only where they agree.

use std::sync::{Arc, RwLock};

use dunant_record::checkpoint::{CheckpointError, SignedCheckpoint};
use dunant_record::merkle::{Frontier, TreeHead};
use dunant_record::note::{SignerKey, VerifyError};
use dunant_record::policy::Policy;
use dunant_record::tiles::{AppendError, RightEdge, Tile, TileError, TileKind, TileTree};

use crate::cosigners::{Cosigners, GatherError};
use crate::directory::{DirectoryError, LogDirectory};
use crate::lock::{Lock, LockError};
use crate::sequencer::{Fatal, Sequencer, sign};
use crate::storage::{Storage, StorageError, Tiles};

/// Why a log does not start. Each is a state in which going on could fork the log or lose an entry.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A public file.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A tile that is missing, or not what the lock promises.
    #[error("{0}; restore the tile from a mirror, then run `dunant record fsck`")]
    Tile(#[from] TileError<StorageError>),
    /// The partial tiles do not lead to the root that the lock names.
    #[error(
        "{files}: one of these is damaged, as they do not lead to the root that `lock.sqlite` has of {size} entries; restore it from a \
         mirror, then run `dunant record fsck`"
    )]
    Edge {
        /// The partial tiles of hashes, each in backticks.
        files: String,
        /// The size of the tree.
        size: u64,
    },
    /// A checkpoint that cannot be read.
    #[error("the {which}: {source}")]
    Checkpoint {
        /// Which, and the file that it stands in.
        which: &'static str,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// A checkpoint that this key did not sign.
    #[error("the {which} is not signed by `log.key`: {source}; restore the file, or the key of this log")]
    WrongKey {
        /// Which, and the file that it stands in.
        which: &'static str,
        /// What is wrong.
        source: VerifyError,
    },
    /// The policy does not have the log's key.
    #[error("`policy` has no line for the key in `log.key`: add `log {0}`")]
    NotInPolicy(String),
    /// The public checkpoint has more entries than the lock promises.
    #[error(
        "the public checkpoint has {public} entries and the lock promises {promised}: an old lock was restored; restore the newest one, \
         or end this log and begin another"
    )]
    PublicIsAhead {
        /// The size of the public tree.
        public: u64,
        /// The size that the lock promises.
        promised: u64,
    },
    /// Two roots for one size, or a public tree that the promised one does not continue.
    #[error(
        "the public checkpoint of {size} entries has another root than the lock's tree: this log has forked; end it and say so"
    )]
    Forked {
        /// The size of the public tree.
        size: u64,
    },
    /// Entries that were promised are not on the stage.
    #[error(
        "the stage in `lock.sqlite` leads to {found} entries or to another root, and not to the {promised} entries that the lock \
         promises: the lock is damaged; restore the newest one"
    )]
    Stage {
        /// The size that the lock promises.
        promised: u64,
        /// How far tiles and stage go.
        found: u64,
    },
    /// A staged entry cannot be logged.
    #[error("the lock's stage: {0}")]
    Append(#[from] AppendError),
    /// A witness has seen more.
    #[error(transparent)]
    Ahead(GatherError),
    /// The writer's thread cannot be made.
    #[error("cannot start the writer's thread: {0}")]
    Thread(std::io::Error),
}

const FIRST: &str = "first checkpoint";
const PROMISED: &str = "promised checkpoint in `lock.sqlite`";
const PUBLISHED: &str = "published checkpoint in `lock.sqlite`";
const PUBLIC: &str = "public checkpoint in `public/checkpoint`";

/// Makes a new log: its key, policy, lock, and a public checkpoint of no entries.
pub(crate) fn create(directory: &LogDirectory, key: &SignerKey, policy: &Policy) -> Result<(), StartError> {
    in_policy(key, policy)?;
    directory.create(key, policy)?;
    let checkpoint = sign(key, TreeHead::empty()).map_err(|source| StartError::Checkpoint { which: FIRST, source })?;
    Lock::create(&directory.lock(), &checkpoint.to_string())?;
    Ok(directory.sync()?)
}

/// Says clearly when the making of a log was not finished. Its lock is made last: where that stands, all else was made.
pub(crate) fn is_made(directory: &LogDirectory) -> Result<(), StartError> {
    let lock = directory.lock();
    if !lock.exists() {
        return Err(LockError::Missing(lock.display().to_string()).into());
    }
    Ok(())
}

/// Holds public files and lock against each other, and does again what was promised and not finished.
pub(crate) fn start(
    directory: &LogDirectory,
    mut storage: Box<dyn Storage>,
    cosigners: Box<dyn Cosigners>,
) -> Result<Sequencer, StartError> {
    let mut lock = Lock::open(&directory.lock())?;
    lock.settle()?;
    let key = directory.key()?;
    let policy = directory.policy()?;
    in_policy(&key, &policy)?;
    let promised = lock.promised()?;
    let signed = read(PROMISED, promised.checkpoint.as_bytes(), &key)?;
    let published = read(PUBLISHED, promised.published.as_bytes(), &key)?;
    let (published, head) = (*published.checkpoint().head(), *signed.checkpoint().head());
    let public = storage.checkpoint()?.map(|bytes| read(PUBLIC, &bytes, &key)).transpose()?;
    if let Some(public) = &public {
        no_further(public.checkpoint().head(), &head)?;
    }

    let mut edge = load(&published, &*storage)?;
    let staged = lock.staged_from(published.size)?;
    let in_order = staged.iter().zip(published.size..).take_while(|((place, _), expected)| place == expected);
    let entries: Vec<&[u8]> = in_order.map(|((_, entry), _)| entry.as_slice()).collect();
    let tiles = edge.append(entries)?;
    if edge.head() != head {
        return Err(StartError::Stage { promised: head.size, found: edge.head().size });
    }
    storage.create(&tiles)?;

    // The first checkpoint, of no entries, is what a log starts from.
    let first = sign(&key, TreeHead::empty()).map_err(|source| StartError::Checkpoint { which: FIRST, source })?;
    let is_public = public.is_some();
    let public = public.unwrap_or(first);
    continues(public.checkpoint().head(), &head, &*storage)?;
    let public = Arc::new(RwLock::new(Arc::new(public)));
    let mut sequencer = Sequencer { key, policy, lock, storage, cosigners, edge, promised, signed, public };
    if head.size > 0 || !is_public {
        sequencer.cosigners.probe(&sequencer.signed).map_err(StartError::Ahead)?;
        // Witnesses that cannot be reached keep the door closed, and the last public checkpoint stands.
        match sequencer.release() {
            Ok(_) => {}
            Err(Fatal::Ahead(ahead)) => return Err(StartError::Ahead(ahead)),
            Err(Fatal::Storage(error)) => return Err(error.into()),
            Err(Fatal::Lock(error)) => return Err(error.into()),
            Err(Fatal::Append(error)) => return Err(error.into()),
            Err(Fatal::Checkpoint(source)) => return Err(StartError::Checkpoint { which: PROMISED, source }),
            Err(Fatal::OtherRoot) => return Err(StartError::Forked { size: head.size }),
        }
    }
    Ok(sequencer)
}

/// The edge of the tree that `head` names, from its partial tiles.
fn load(head: &TreeHead, storage: &dyn Storage) -> Result<RightEdge, StartError> {
    RightEdge::load(head, &mut Tiles(storage)).map_err(|error| match error {
        TileError::Root(_) => {
            let levels = (0..u8::MAX).map_while(|level| {
                let kind = TileKind::Hashes { level };
                Tile::in_tree(kind, 0, head.size).map(|_| Tile::partial_in_tree(kind, head.size))
            });
            let files: Vec<String> = levels.flatten().map(|tile| format!("`{tile}`")).collect();
            StartError::Edge { files: files.join(", "), size: head.size }
        }
        // It names file and next step itself.
        TileError::Read { source, .. } => source.into(),
        other => other.into(),
    })
}

fn in_policy(key: &SignerKey, policy: &Policy) -> Result<(), StartError> {
    let own = key.public();
    if policy.logs().iter().any(|log| log.key == own) {
        return Ok(());
    }
    Err(StartError::NotInPolicy(own.to_string()))
}

/// Reads a checkpoint that this log must have signed.
fn read(which: &'static str, bytes: &[u8], key: &SignerKey) -> Result<SignedCheckpoint, StartError> {
    let signed = SignedCheckpoint::parse(bytes).map_err(|source| StartError::Checkpoint { which, source })?;
    let own = [key.public()];
    signed.note().verify(&own).map_err(|source| StartError::WrongKey { which, source })?;
    Ok(signed)
}

/// The public checkpoint says no more than the lock promises.
fn no_further(public: &TreeHead, promised: &TreeHead) -> Result<(), StartError> {
    if public.size > promised.size {
        return Err(StartError::PublicIsAhead { public: public.size, promised: promised.size });
    }
    if public.size == promised.size && public.root != promised.root {
        return Err(StartError::Forked { size: public.size });
    }
    Ok(())
}

/// The public tree is the beginning of the promised one.
fn continues(public: &TreeHead, promised: &TreeHead, storage: &dyn Storage) -> Result<(), StartError> {
    if public == promised {
        return Ok(());
    }
    let mut tree = TileTree::open(*promised, Tiles(storage))?;
    if Frontier::read(&mut tree, public.size)?.head() != *public {
        return Err(StartError::Forked { size: public.size });
    }
    Ok(())
}
