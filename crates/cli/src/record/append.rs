use std::path::Path;
use std::time::Duration;

use dunant_log::service::{Added, Client};
use dunant_log::{Log, LogDirectory, Novelty};
use dunant_record::entry::Entry;
use dunant_record::merkle::Hash;
use dunant_record::proof::TlogProof;

use super::follow::is_address;
use super::read::PublicLog;
use super::{complain, entry, read, read_text, write_new_file};
use crate::arguments::{AppendOptions, EntryKind, Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// Enters an entry, and says where it stands.
pub(super) fn append(
    log: &str,
    kind: &EntryKind,
    with: &AppendOptions,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (added, proof) =
        if is_address(log) { to_service(log, kind, with)? } else { to_directory(Path::new(log), kind, with)? };
    if let (Some(file), Some(proof)) = (&with.proof, proof) {
        write_new_file(file, proof.to_string().as_bytes())?;
        tell(terminal, &format!("wrote the proof to `{}`", file.display()));
    }
    match with.format {
        Format::Json => write_out(&format!("{}\n", serde_json::to_string_pretty(&added).map_err(complain)?))?,
        Format::Text => {
            let Added { index, leaf, known, size } = &added;
            let what = if *known { "stood in the log already, as entry" } else { "is entry" };
            write_out(&format!("It {what} {index} of {size}.\nLeaf hash: {leaf}\n"))?;
        }
    }
    Ok(Outcome::Done)
}

/// By this process, once it is its turn.
fn to_directory(
    directory: &Path,
    kind: &EntryKind,
    with: &AppendOptions,
) -> Result<(Added, Option<TlogProof>), Complaint> {
    let own = LogDirectory::new(directory);
    let cosigners = own.cosigners().map_err(complain)?;
    // First, so that a salt is written only where the log can be.
    let log = Log::open_within(&own, cosigners, Duration::from_secs(with.wait.0)).map_err(complain)?;
    let entry = entry::make(kind, &mut PublicLog::open(directory)?, &with.sign)?;
    let receipt = log.append(entry.to_bytes()).wait().map_err(complain)?;
    let added = Added {
        index: receipt.index,
        leaf: entry.leaf_hash().to_string(),
        known: receipt.novelty == Novelty::Known,
        size: receipt.checkpoint.checkpoint().head().size,
    };
    let proof = with.proof.as_ref().map(|_| PublicLog::open(directory)?.prove(added.index)).transpose()?;
    Ok((added, proof))
}

/// By a service, whose answer is held against the log policy.
fn to_service(url: &str, kind: &EntryKind, with: &AppendOptions) -> Result<(Added, Option<TlogProof>), Complaint> {
    let needed = |option: &str, what: &str| {
        Complaint::new(format!("a log at an address needs {what}")).with_help(format!("name it with `{option} FILE`"))
    };
    let policy = with.log_policy.as_ref().ok_or_else(|| needed("--log-policy", "the log policy that you trust"))?;
    let policy = read::policy(policy)?;
    let token = with.token.as_ref().ok_or_else(|| needed("--token", "the token that its operator gave you"))?;
    let token = read_text(token)?;
    let entry = entry::make(kind, &mut PublicLog::served(url, &policy)?, &with.sign)?;
    let added =
        Client::new(url, token.trim()).add(&entry.to_bytes(), Duration::from_secs(with.wait.0)).map_err(complain)?;
    let proof = stands(url, &policy, &entry, &added)?;
    Ok((added, Some(proof)))
}

/// The proof that the entry stands where the service says.
fn stands(
    url: &str,
    policy: &dunant_record::policy::Policy,
    entry: &Entry,
    added: &Added,
) -> Result<TlogProof, Complaint> {
    let found = PublicLog::served(url, policy)?.prove(added.index)?;
    let bytes = found.unauthenticated_extra.as_deref().unwrap_or_default();
    if Hash::of_leaf(bytes) != entry.leaf_hash() {
        return Err(Complaint::new(format!(
            "`{url}` says that the entry is {}, and another stands there",
            added.index
        ))
        .with_help("keep both, and ask the log's operator; others should not trust this log before it is explained"));
    }
    Ok(found)
}
