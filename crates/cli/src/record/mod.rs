mod append;
mod arguments;
mod entry;
mod init;
mod read;
mod seal;
mod verify;

use std::fmt::Display;
use std::path::{Path, PathBuf};

pub(crate) use arguments::RecordCommand;
pub(crate) use seal::seal;

use crate::arguments::Terminal;
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out};

/// `dunant record …`.
pub(crate) fn run(command: &RecordCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        RecordCommand::Init { directory, origin, witness, quorum } => {
            init::init(directory, origin, witness, *quorum, terminal)
        }
        RecordCommand::Append { directory, entry, with } => append::append(directory, entry, with, terminal),
        RecordCommand::Get { directory, index } => read::get(directory, *index),
        RecordCommand::Prove { directory, index } => read::prove(directory, *index),
        RecordCommand::Verify { proof, policy, entry, document, format } => {
            let asked = verify::Asked { proof, policy, entry: entry.as_deref(), documents: document };
            verify::verify(&asked, *format, terminal)
        }
        RecordCommand::Policy { directory } => {
            let policy = dunant_log::LogDirectory::new(directory).policy().map_err(complain)?;
            write_out(&policy.to_string())?;
            Ok(Outcome::Done)
        }
    }
}

/// Who cosigns for the log in `directory`.
fn cosigners(directory: &Path) -> Result<Box<dyn dunant_log::Cosigners>, Complaint> {
    let _ = directory;
    Ok(Box::new(dunant_log::NoCosigners))
}

/// A library's error: it names file, place and next step itself.
fn complain(error: impl Display) -> Complaint {
    Complaint::new(error.to_string())
}

fn read_file(path: &Path) -> Result<Vec<u8>, Complaint> {
    let failed = |reason| dunant::Error::File { path: path.to_owned(), action: "read", reason };
    Ok(std::fs::read(path).map_err(failed)?)
}

/// Writes a file that must not stand yet, so that nothing is lost.
fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    use std::io::Write as _;
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = written.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    match written {
        Ok(()) => Ok(()),
        Err(reason) if reason.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Complaint::new(format!("`{}` stands already", path.display())).with_help("name another file"))
        }
        Err(reason) => Err(dunant::Error::File { path: PathBuf::from(path), action: "written", reason }.into()),
    }
}

/// 32 bytes that nobody can guess.
fn random() -> Result<[u8; 32], Complaint> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Complaint::new(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}
