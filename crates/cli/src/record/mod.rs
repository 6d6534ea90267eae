mod append;
mod entry;
mod follow;
mod init;
mod read;
mod seal;
mod serve;
mod token;
mod verify;

use std::fmt::Display;
use std::path::Path;

use dunant_durable::Readers;
use dunant_log::LogDirectory;

pub(crate) use entry::now;
pub(crate) use init::witness_lines;
pub(crate) use read::policy;
pub(crate) use seal::seal;

use crate::arguments::{RecordCommand, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out};

/// `dunant record …`.
pub(crate) fn run(command: &RecordCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        RecordCommand::Init { directory, origin, witness, quorum } => {
            init::init(directory, origin, witness, *quorum, terminal)
        }
        RecordCommand::Append { log, entry, with } => append::append(log, entry, with, terminal),
        RecordCommand::Serve(options) => serve::serve(options, terminal),
        RecordCommand::Token(command) => token::run(command, terminal),
        RecordCommand::Get { directory, index } => read::get(directory, *index),
        RecordCommand::Prove { directory, index } => read::prove(directory, *index),
        RecordCommand::Verify { proofs, policy, entry, document, max_age, format } => {
            let max_age = max_age.map(|age| age.0);
            verify::verify(
                proofs,
                &verify::Asked { policy, entry: entry.as_deref(), documents: document, max_age },
                *format,
            )
        }
        RecordCommand::Monitor(options) => follow::monitor(options, terminal),
        RecordCommand::Mirror { log, copy, policy } => follow::mirror(log, copy, policy, terminal),
        RecordCommand::Fsck { directory, policy } => follow::check(directory, policy.as_deref()),
        RecordCommand::LogPolicy { directory } => {
            let policy = LogDirectory::new(directory).policy().map_err(complain)?;
            write_out(&policy.to_string())?;
            Ok(Outcome::Done)
        }
    }
}

/// A library's error: it names file, place and next step itself.
pub(crate) fn complain(error: impl Display) -> Complaint {
    Complaint::new(error.to_string())
}

/// The most bytes of a file that is read whole: findings, proofs, steps and keys have far fewer.
const MOST: u64 = 1 << 30;

/// The bytes of a file that the user named. A pipe is not waited for, and no device is read.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Complaint> {
    let failed = |reason| dunant::Error::File { path: path.to_owned(), action: "read", reason };
    Ok(dunant_durable::read_file(path, MOST).map_err(failed)?)
}

/// The text of a file that the user named.
pub(crate) fn read_text(path: &Path) -> Result<String, Complaint> {
    let failed = |reason| dunant::Error::File { path: path.to_owned(), action: "read", reason };
    Ok(dunant_durable::read_text(path, MOST).map_err(failed)?)
}

/// Writes a file that must not stand yet, so that nothing is lost.
pub(crate) fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    write_with(path, bytes, Readers::All)
}

/// As [`write_new_file`], for its owner's eyes alone.
pub(crate) fn write_secret_file(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    write_with(path, bytes, Readers::Owner)
}

fn write_with(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Complaint> {
    dunant_durable::write_new(path, bytes, readers).map_err(|error| match error.reason.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Complaint::new(format!("`{}` stands already", path.display())).with_help("name another file")
        }
        // The name that the user gave, not the one that the file has until it is whole.
        _ => dunant::Error::File { path: path.to_owned(), action: "written", reason: error.reason }.into(),
    })
}

/// So many entries, in words.
fn entries(number: u64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

/// 32 bytes that nobody can guess.
pub(crate) fn random() -> Result<[u8; 32], Complaint> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Complaint::new(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}
