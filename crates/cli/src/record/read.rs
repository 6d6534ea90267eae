use std::path::Path;

use dunant_log::storage::PosixStorage;
use dunant_log::{HttpSource, LogDirectory, Source, StoredLog};
use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::policy::Policy;
use dunant_record::proof::TlogProof;

use super::complain;
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out};

/// The public files of a log, under a checkpoint that is believed.
pub(super) struct PublicLog {
    source: Box<dyn Source>,
    checkpoint: SignedCheckpoint,
}

impl PublicLog {
    /// The log in its own directory.
    pub(super) fn open(directory: &Path) -> Result<Self, Complaint> {
        let directory = LogDirectory::new(directory);
        let policy = directory.policy().map_err(complain)?;
        let storage = PosixStorage::open(directory.public()).map_err(complain)?;
        let log = Self::newest(Box::new(StoredLog(Box::new(storage))))?;
        // Its witnesses are for others to count: the log's own files are believed by the log's own key.
        let own: Vec<_> = policy.logs().iter().map(|log| log.key.clone()).collect();
        log.checkpoint.note().verify(&own).map_err(complain)?;
        Ok(log)
    }

    /// The log that is served below `url`, as far as `policy` believes it.
    pub(super) fn served(url: &str, policy: &Policy) -> Result<Self, Complaint> {
        let log = Self::newest(Box::new(HttpSource::new(url)))?;
        policy.verify(&log.checkpoint).map_err(complain)?;
        Ok(log)
    }

    fn newest(mut source: Box<dyn Source>) -> Result<Self, Complaint> {
        let Some(bytes) = source.checkpoint().map_err(complain)? else {
            return Err(Complaint::new("the log has nothing public yet").with_help("append an entry first"));
        };
        let checkpoint = SignedCheckpoint::parse(&bytes).map_err(complain)?;
        Ok(Self { source, checkpoint })
    }

    pub(super) fn entry(&mut self, index: u64) -> Result<Vec<u8>, Complaint> {
        dunant_log::entry(&self.checkpoint, index, &mut *self.source).map_err(complain)
    }

    /// The proof, with the entry's bytes in it: they are checked by the leaf hash that they give.
    pub(super) fn prove(&mut self, index: u64) -> Result<TlogProof, Complaint> {
        let proof = dunant_log::prove(&self.checkpoint, index, &mut *self.source).map_err(complain)?;
        Ok(TlogProof { unauthenticated_extra: Some(self.entry(index)?), ..proof })
    }
}

/// Prints an entry.
pub(super) fn get(directory: &Path, index: u64) -> Result<Outcome, Complaint> {
    let entry = PublicLog::open(directory)?.entry(index)?;
    write_out(&String::from_utf8_lossy(&entry))?;
    Ok(Outcome::Done)
}

/// Prints a proof.
pub(super) fn prove(directory: &Path, index: u64) -> Result<Outcome, Complaint> {
    write_out(&PublicLog::open(directory)?.prove(index)?.to_string())?;
    Ok(Outcome::Done)
}

/// The policy in a file.
pub(crate) fn policy(file: &Path) -> Result<Policy, Complaint> {
    Policy::parse(&super::read_file(file)?)
        .map_err(|error| Complaint::new(format!("`{}`: {error}", file.display())).with_help(
            "a log policy has lines `log KEY [URL]`, `witness NAME KEY [URL]`, `group NAME N MEMBER…` and `quorum NAME|none`; \
             `dunant record log-policy DIR` prints one",
        ))
}
