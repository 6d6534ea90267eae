//! Commands that read a log from where it is served: monitor and mirror; and fsck, which reads it where it stands.

use std::path::Path;
use std::time::Duration;

use dunant_durable::Readers;
use dunant_log::fsck::{self, Report};
use dunant_log::mirror::{self, MirrorError};
use dunant_log::monitor::{Monitor, MonitorError};
use dunant_log::storage::{PosixStorage, Storage};
use dunant_log::{HttpSource, LogDirectory, Source, StoredLog};
use dunant_record::entry::Entry;

use super::{complain, entries, entry, read};
use crate::arguments::{MonitorOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// Follows a log: prints each new entry of the kinds asked for, and stops where the log contradicts what it showed before.
pub(super) fn monitor(options: &MonitorOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let monitor = Monitor::new(read::policy(&options.policy)?, &options.state);
    let mut source = source(&options.source)?;
    loop {
        let mut print = |place: u64, bytes: &[u8]| {
            if let Some(text) = shown(place, bytes, &options.kind) {
                write_out(&text).map_err(|_| "standard output cannot be written".to_owned())?;
            }
            Ok(())
        };
        match monitor.follow(&mut *source, &mut print) {
            Ok(followed) => {
                tell(terminal, &state_of(&followed)?);
                if let Some(max_age) = options.max_age
                    && let Err(stale) = followed.verified.is_fresh(entry::now()?, max_age.0)
                {
                    complain(stale).print(terminal);
                    // One that follows for ever says so each time, and goes on.
                    if options.every.is_none() {
                        return Ok(Outcome::NotVerified);
                    }
                }
            }
            Err(error @ (MonitorError::Contradiction(_) | MonitorError::Evidence(_) | MonitorError::Distrust(_))) => {
                complain(error).print(terminal);
                return Ok(Outcome::NotVerified);
            }
            // One that follows for ever outlives a server that is away for a while.
            Err(error @ MonitorError::Source(_)) if options.every.is_some() => tell(terminal, &error.to_string()),
            Err(error) => return Err(complain(error)),
        }
        let Some(seconds) = options.every else { return Ok(Outcome::Done) };
        std::thread::sleep(Duration::from_secs(seconds.get()));
    }
}

fn state_of(followed: &dunant_log::monitor::Followed) -> Result<String, Complaint> {
    let new = followed.now.saturating_sub(followed.first);
    let mut words = format!("{}, {new} of them new; the checkpoint continues the last one seen", entries(followed.now));
    match followed.age(entry::now()?) {
        Some(age) => words.push_str(&format!("; a witness saw it {} seconds ago", age.as_secs())),
        None if followed.newest_witness().is_some() => {
            words.push_str("; a witness saw it at a time that is still to come")
        }
        None => words.push_str("; no witness saw it"),
    }
    Ok(words)
}

/// An entry as it is told of; nothing where it is of another kind than those asked for.
fn shown(place: u64, bytes: &[u8], kinds: &[String]) -> Option<String> {
    let (kind, text) = match Entry::parse(bytes) {
        Ok(Entry::Known(known)) => (known.statement().kind().to_owned(), String::from_utf8_lossy(bytes).into_owned()),
        Ok(Entry::Unknown(unknown)) => (
            "unknown".to_owned(),
            format!("an entry of version {}, which this version does not read\n", unknown.version()),
        ),
        Err(error) => ("unknown".to_owned(), format!("{error}\n")),
    };
    let wanted = kinds.is_empty() || kinds.contains(&kind);
    wanted.then(|| format!("# entry {place}\n{text}\n"))
}

/// Copies what is new in a log, checked, to another place.
pub(super) fn mirror(from: &str, to: &str, policy: &Path, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let policy = read::policy(policy)?;
    let (mut storage, contradictions) = destination(to)?;
    match mirror::mirror(&mut *source(from)?, &mut *storage, &policy, &contradictions) {
        Ok(mirrored) => {
            let (new, now) = (mirrored.now - mirrored.before, mirrored.now);
            tell(terminal, &format!("{} in `{to}`, {new} of them new", entries(now)));
            Ok(Outcome::Done)
        }
        Err(error @ (MirrorError::Contradiction(_) | MirrorError::Evidence(_))) => {
            complain(error).print(terminal);
            Ok(Outcome::NotVerified)
        }
        Err(error) => Err(complain(error)),
    }
}

/// Whether a log is named by the address that it is served at.
pub(super) fn is_address(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

/// Where a log is read from: its own directory, a mirror's, or an address.
fn source(place: &str) -> Result<Box<dyn Source>, Complaint> {
    if is_address(place) {
        return Ok(Box::new(HttpSource::new(place)));
    }
    let own = LogDirectory::new(place).public();
    let public = if own.is_dir() { own } else { place.into() };
    Ok(Box::new(StoredLog(Box::new(PosixStorage::open(public).map_err(complain)?))))
}

/// Where a mirror is written to, and where two checkpoints that contradict each other are kept.
fn destination(place: &str) -> Result<(Box<dyn Storage>, std::path::PathBuf), Complaint> {
    if place.starts_with("s3://") {
        return s3(place);
    }
    let directory = Path::new(place);
    dunant_durable::make_directories(directory, Readers::All).map_err(|error| dunant::Error::File {
        path: error.path,
        action: "made",
        reason: error.reason,
    })?;
    Ok((Box::new(PosixStorage::open(directory).map_err(complain)?), directory.to_owned()))
}

#[cfg(feature = "s3")]
fn s3(url: &str) -> Result<(Box<dyn Storage>, std::path::PathBuf), Complaint> {
    use dunant_log::storage::{CreateOnly, S3Storage};
    let storage = S3Storage::open(url, [], CreateOnly::Server).map_err(complain)?;
    Ok((Box::new(storage), ".".into()))
}

#[cfg(not(feature = "s3"))]
fn s3(url: &str) -> Result<(Box<dyn Storage>, std::path::PathBuf), Complaint> {
    Err(Complaint::new(format!("`{url}`: this build does not speak S3"))
        .with_help("build it with `cargo build --release --features s3`"))
}

/// Reads everything of a log, or of a mirror where a policy is given, and says what is damaged.
pub(super) fn check(directory: &Path, policy: Option<&Path>) -> Result<Outcome, Complaint> {
    let report = match policy {
        Some(policy) => fsck::check_public(directory, &read::policy(policy)?),
        None => fsck::check_log(&LogDirectory::new(directory)),
    };
    write_out(&in_words(&report))?;
    Ok(if report.is_sound() { Outcome::Done } else { Outcome::NotVerified })
}

fn in_words(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&format!("{finding}\n"));
    }
    if report.omitted > 0 {
        text.push_str(&format!("{} more findings are not shown\n", report.omitted));
    }
    let size = report.head.map_or_else(|| "no readable checkpoint".to_owned(), |head| entries(head.size));
    match report.errors() {
        0 => text.push_str(&format!("{size}; everything that was read is as it must be\n")),
        1 => text.push_str(&format!("{size}; 1 error\n")),
        errors => text.push_str(&format!("{size}; {errors} errors\n")),
    }
    text
}
