//! Checking a log's directory offline: everything is read, and everything that can be recomputed is.
//!
//! The public files are held against the root that the checkpoint commits to, from the entries up; the lock against the public
//! files. Where two files disagree, a third tells which of them is damaged: the hash above both, and at the top the root.
//!
//! Nothing is written. A log may be checked while its writer runs.

mod lock;
mod report;
mod tree;
mod walk;

use std::path::Path;

use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::TreeHead;
use dunant_record::note::{MAX_NOTE_BYTES, SignerKey};
use dunant_record::policy::{Distrust, Policy};

pub use report::{Finding, Report, Severity};

use crate::directory::LogDirectory;
use tree::{Contents, read_file};

/// Checks the whole directory of a log: key, policy, lock and public files.
///
/// Damage is what it reports, so it has no error of its own.
#[must_use]
pub fn check_log(directory: &LogDirectory) -> Report {
    let mut report = Report::default();
    let key = directory.key().map_err(|error| {
        report.error("log.key", error.to_string(), "restore the key of this log; without it the log cannot go on");
    });
    let policy = directory.policy().map_err(|error| {
        report.error(
            "policy",
            error.to_string(),
            "restore `policy`, or write it again from the log's key and its witnesses' keys",
        );
    });
    let (key, policy) = (key.ok(), policy.ok());
    if let (Some(key), Some(policy)) = (&key, &policy)
        && !policy.logs().iter().any(|log| log.key == key.public())
    {
        let next = format!("restore the one of both that is wrong; the line would be `log {}`", key.public());
        report.error("policy", "has no line for the key in `log.key`", next);
    }

    let public = directory.public();
    let before = read_checkpoint(&public);
    let mut lock = lock::open(&directory.lock(), key.as_ref(), &mut report);
    // The writer may have gone on meanwhile: of the older reading nothing is newer than the lock, of this one nothing older.
    let after = read_checkpoint(&public);
    let must_stand = lock.as_ref().is_none_or(|lock| lock.published.size > 0);
    let trust = Trust { policy: policy.as_ref(), key: key.as_ref() };
    let shown = check_checkpoint(&before, &trust, "public/checkpoint", Absence::of(must_stand), &mut report);
    if let (Some(lock), Ok(Some(after))) = (&lock, &after) {
        lock.hold_against_public(shown.as_ref(), SignedCheckpoint::parse(after).ok().as_ref(), &mut report);
    }
    let trusted = shown.as_ref().filter(|shown| shown.trusted).map(|shown| shown.head);
    let in_lock = lock.as_ref().map(|lock| lock.published);
    // The larger of both; an older public checkpoint is damage, and what the log published is there all the same.
    let head = match (trusted, in_lock) {
        (Some(trusted), Some(in_lock)) if in_lock.size > trusted.size => Some(in_lock),
        (trusted, in_lock) => trusted.or(in_lock).or(shown.as_ref().map(|shown| shown.head)),
    };
    let tree = check_public_tree(&public, "public/", head, &mut report);
    if let Some(lock) = &mut lock {
        lock.check(&public, head, tree.as_ref(), &mut report);
    }
    walk::unfinished_in(directory.root(), &mut report);
    report.finish(head)
}

/// Checks public files alone: those of a log, or a mirror of them. `root` is the directory that holds `checkpoint` and `tile/`.
///
/// A whole older state of the log cannot be told from the newest one by its public files; what lies beyond the tree is noted.
#[must_use]
pub fn check_public(root: &Path, policy: &Policy) -> Report {
    let mut report = Report::default();
    let trust = Trust { policy: Some(policy), key: None };
    let shown = check_checkpoint(&read_checkpoint(root), &trust, "checkpoint", Absence::Damage, &mut report);
    let head = shown.map(|shown| shown.head);
    check_public_tree(root, "", head, &mut report);
    walk::unfinished_in(root, &mut report);
    report.finish(head)
}

fn check_public_tree(root: &Path, prefix: &str, head: Option<TreeHead>, report: &mut Report) -> Option<tree::Leaves> {
    let Some(head) = head else {
        let next = "restore the checkpoint, then check again";
        report.error(
            format!("{prefix}checkpoint"),
            "the tiles were not checked: there is no checkpoint to check them against",
            next,
        );
        return None;
    };
    let errors = report.errors();
    let leaves = tree::check(root, prefix, head, report);
    walk::tiles(root, prefix, head.size, report);
    // Leaves that are in doubt accuse no other file.
    (report.errors() == errors).then_some(leaves)
}

/// Whose signatures a checkpoint must have.
struct Trust<'a> {
    policy: Option<&'a Policy>,
    key: Option<&'a SignerKey>,
}

/// Whether a public checkpoint may be absent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absence {
    Damage,
    /// The log has published nothing yet.
    Expected,
}

impl Absence {
    fn of(must_stand: bool) -> Self {
        if must_stand { Self::Damage } else { Self::Expected }
    }
}

/// The public checkpoint as far as it can be read.
struct Shown {
    head: TreeHead,
    /// Whether all signatures that it must have verify.
    trusted: bool,
}

fn read_checkpoint(root: &Path) -> Result<Option<Vec<u8>>, String> {
    match read_file(&root.join("checkpoint"), MAX_NOTE_BYTES) {
        Contents::Bytes(bytes) => Ok(Some(bytes)),
        Contents::Absent => Ok(None),
        Contents::TooLong => Err(format!("has more than {MAX_NOTE_BYTES} bytes")),
        Contents::Unreadable(error) => Err(format!("cannot be read: {error}")),
    }
}

fn check_checkpoint(
    read: &Result<Option<Vec<u8>>, String>,
    trust: &Trust<'_>,
    file: &str,
    absence: Absence,
    report: &mut Report,
) -> Option<Shown> {
    let restore = "restore it from a mirror, or start the log, which publishes its newest checkpoint again";
    let bytes = match read {
        Ok(Some(bytes)) => bytes,
        Ok(None) if absence == Absence::Expected => {
            report.note(file, "is not there: the log has published nothing yet", "open the log once");
            return Some(Shown { head: TreeHead::empty(), trusted: true });
        }
        Ok(None) => {
            report.error(file, "is missing", restore);
            return None;
        }
        Err(what) => {
            report.error(file, what.clone(), restore);
            return None;
        }
    };
    let signed = match SignedCheckpoint::parse(bytes) {
        Ok(signed) => signed,
        Err(error) => {
            report.error(file, error.to_string(), restore);
            return None;
        }
    };
    let head = *signed.checkpoint().head();
    let mut trusted = true;
    if let Some(key) = trust.key
        && let Err(error) = signed.note().verify(&[key.public()])
    {
        let next = "restore the checkpoint of this log: start the log, which publishes its newest one again";
        report.error(file, format!("is not signed by `log.key`: {error}"), next);
        trusted = false;
    } else if let Some(policy) = trust.policy
        && let Err(error) = policy.verify(&signed)
    {
        trusted = false;
        let next = match error {
            Distrust::TooFewWitnesses { .. } => "log one more entry, so that the witnesses of the policy cosign",
            Distrust::Signature(_) | Distrust::NotTheLog { .. } => restore,
        };
        report.error(file, error.to_string(), next);
    }
    Some(Shown { head, trusted })
}
