//! Two checkpoints of one log that a log may not both show, kept so that others can see them.

use std::io;
use std::path::{Path, PathBuf};

use dunant_durable::{Readers, replace};
use dunant_record::checkpoint::SignedCheckpoint;

/// Two checkpoints of one log of which the one served does not continue the one kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What makes them one.
    pub kind: ContradictionKind,
    /// The checkpoint that was kept.
    pub kept: Box<SignedCheckpoint>,
    /// The one that was served later.
    pub served: Box<SignedCheckpoint>,
    /// The file that has both.
    pub file: PathBuf,
}

/// How the checkpoint that was served stands to the one that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContradictionKind {
    /// Neither tree is the beginning of the other. Both are signed: this proves that the log shows different people different
    /// things, or was written anew.
    Fork,
    /// The tree that was served is the beginning of the one that was kept: an old copy, or a log that was set back. If the log goes
    /// on from there, it will fork.
    Rollback,
    /// The tree that was served is smaller, and the tiles that would tell one case from the other cannot be read.
    Smaller,
}

impl Contradiction {
    /// Writes both checkpoints into a file in `directory`, durable on return. The same two give the same file.
    pub(crate) fn keep(
        kind: ContradictionKind,
        kept: SignedCheckpoint,
        served: SignedCheckpoint,
        directory: &Path,
    ) -> io::Result<Self> {
        let (older, newer) = (kept.checkpoint().head(), served.checkpoint().head());
        let start = |hash: &[u8; 32]| -> String { hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect() };
        let name = format!(
            "contradiction-{}-{}-{}-{}.txt",
            older.size,
            start(older.root.as_bytes()),
            newer.size,
            start(newer.root.as_bytes())
        );
        let file = directory.join(name);
        if !file.exists() {
            let text =
                format!("The checkpoint that was kept:\n\n{kept}\nThe checkpoint that was served later:\n\n{served}");
            replace(&file, text.as_bytes(), Readers::All).map_err(|error| error.reason)?;
        }
        Ok(Self { kind, kept: Box::new(kept), served: Box::new(served), file })
    }
}

impl std::fmt::Display for Contradiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kept, served) = (self.kept.checkpoint(), self.served.checkpoint());
        let (origin, had, has, file) = (kept.origin(), kept.head().size, served.head().size, self.file.display());
        match self.kind {
            ContradictionKind::Fork => write!(
                f,
                "the log `{origin}` has forked: its checkpoint of {has} entries does not continue the one of {had} that was kept; both \
                 are in `{file}`: show them to others, and believe neither"
            ),
            ContradictionKind::Rollback => write!(
                f,
                "the log `{origin}` shows {has} entries and had {had}: an old copy, or it was set back; both checkpoints are in \
                 `{file}`: ask again later, and show them to others if it goes on from there"
            ),
            ContradictionKind::Smaller => write!(
                f,
                "the log `{origin}` shows {has} entries and had {had}, and its tiles do not show whether the one begins the other; both \
                 checkpoints are in `{file}`: ask again later, and show them to others if it goes on from there"
            ),
        }
    }
}
