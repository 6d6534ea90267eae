use std::path::Path;

use dunant::vocabulary::Sha256Digest;
use dunant_durable::Readers;
use dunant_log::{Log, LogDirectory};
use dunant_record::entry::{self, Entry, KnownEntry, Statement};

use super::read::PublicLog;
use super::{complain, random, write_secret_file};
use crate::arguments::Terminal;
use crate::complaint::Complaint;
use crate::output::tell;

/// Commits to a document in a log without showing it, and keeps beside the log what opens the seal: document, salt and proof.
pub(crate) fn seal(directory: &Path, name: &str, document: &[u8], terminal: &Terminal) -> Result<(), Complaint> {
    let own = LogDirectory::new(directory);
    let log = Log::open(&own, own.cosigners().map_err(complain)?).map_err(complain)?;
    let salt = random()?;
    let seal = entry::seal(&Sha256Digest::of(document), &salt);
    let kept = directory.join("sealed").join(seal.to_string());
    dunant_durable::lead_to(directory, &kept, Readers::Owner).map_err(complain)?;
    // Durable before the log has the seal: a seal without its salt or its document can never be opened.
    write_secret_file(&kept.join(name), document)?;
    write_secret_file(&kept.join("salt"), &salt)?;
    let entry = Entry::Known(Box::new(KnownEntry::new(Statement::Commitment { seal })));
    let receipt = log.append(entry.to_bytes()).wait().map_err(complain)?;
    let proof = PublicLog::open(directory)?.prove(receipt.index)?;
    write_secret_file(&kept.join("proof"), proof.to_string().as_bytes())?;
    tell(terminal, &format!("sealed as entry {} of `{}`;", receipt.index, proof.checkpoint.checkpoint().origin()));
    tell(
        terminal,
        &format!("its document, salt and proof stand in `{}`: keep them, and keep the salt secret", kept.display()),
    );
    Ok(())
}
