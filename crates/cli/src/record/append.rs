use std::path::Path;

use dunant_log::{Log, LogDirectory, Novelty};
use serde::Serialize;

use super::read::PublicLog;
use super::{complain, entry, write_new_file};
use crate::arguments::{AppendOptions, EntryKind, Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

#[derive(Serialize)]
struct Appended {
    index: u64,
    /// Base64, as in proofs.
    leaf: String,
    /// Whether the log had it before.
    known: bool,
    /// Entries in the tree of the checkpoint that commits to it.
    size: u64,
}

/// Enters an entry, and says where it stands.
pub(super) fn append(
    directory: &Path,
    kind: &EntryKind,
    with: &AppendOptions,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let cosigners = LogDirectory::new(directory).cosigners().map_err(complain)?;
    // First, so that a salt is written only where the log can be.
    let log = Log::open(&LogDirectory::new(directory), cosigners).map_err(complain)?;
    let entry = entry::make(kind, &PublicLog::open(directory)?, &with.sign)?;
    let receipt = log.append(entry.to_bytes()).wait().map_err(complain)?;
    let appended = Appended {
        index: receipt.index,
        leaf: entry.leaf_hash().to_string(),
        known: receipt.novelty == Novelty::Known,
        size: receipt.checkpoint.checkpoint().head().size,
    };
    if let Some(file) = &with.proof {
        write_new_file(file, PublicLog::open(directory)?.prove(appended.index)?.to_string().as_bytes())?;
        tell(terminal, &format!("wrote the proof to `{}`", file.display()));
    }
    match with.format {
        Format::Json => write_out(&format!("{}\n", serde_json::to_string_pretty(&appended).map_err(complain)?))?,
        Format::Text => {
            let Appended { index, leaf, known, size } = &appended;
            let what = if *known { "stood in the log already, as entry" } else { "is entry" };
            write_out(&format!("It {what} {index} of {size}.\nLeaf hash: {leaf}\n"))?;
        }
    }
    Ok(Outcome::Done)
}
