use std::path::{Path, PathBuf};

use dunant::vocabulary::Sha256Digest;
use dunant_record::cosignature::Timestamp;
use dunant_record::entry::Entry;
use dunant_record::merkle::Hash;
use dunant_record::proof::TlogProof;
use serde::Serialize;

use super::{complain, entries, read, read_file};
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out};

/// What is to be checked, and by what.
pub(super) struct Asked<'a> {
    pub(super) proof: &'a Path,
    pub(super) policy: &'a Path,
    pub(super) entry: Option<&'a Path>,
    pub(super) documents: &'a [PathBuf],
}

/// What was checked, in order; the first that does not hold is the last.
#[derive(Serialize)]
struct Checked {
    holds: bool,
    checks: Vec<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
}

#[derive(Serialize)]
struct Check {
    holds: bool,
    what: String,
}

/// Checks a proof and says what was checked. Nothing is asked of a network.
pub(super) fn verify(asked: &Asked<'_>, format: Format, _: &Terminal) -> Result<Outcome, Complaint> {
    let policy = read::policy(asked.policy)?;
    let bytes = read_file(asked.proof)?;
    let entry = asked.entry.map(read_file).transpose()?;
    let documents: Vec<(&PathBuf, Sha256Digest)> = asked
        .documents
        .iter()
        .map(|file| Ok((file, Sha256Digest::of(&read_file(file)?))))
        .collect::<Result<_, Complaint>>()?;
    let mut checked = Checked { holds: false, checks: Vec::new(), entry: None };
    checked.holds = check(&mut checked, &policy, &bytes, entry, &documents).is_some();
    write_out(&match format {
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&checked).map_err(complain)?),
        Format::Text => in_words(&checked),
    })?;
    Ok(if checked.holds { Outcome::Done } else { Outcome::NotVerified })
}

/// Nothing where a check does not hold.
fn check(
    checked: &mut Checked,
    policy: &dunant_record::policy::Policy,
    bytes: &[u8],
    entry: Option<Vec<u8>>,
    documents: &[(&PathBuf, Sha256Digest)],
) -> Option<()> {
    let proof = checked.step(TlogProof::parse(bytes), |_| "the proof is well formed".to_owned())?;
    let verified = checked.step(policy.verify(&proof.checkpoint), |verified| {
        let checkpoint = verified.checkpoint();
        let mut words =
            format!("the log `{}` signed a checkpoint of {}", checkpoint.origin(), entries(checkpoint.head().size));
        for (name, time) in verified.witnessed() {
            words.push_str(&format!("; the witness `{name}` saw it on {}", in_utc(*time)));
        }
        if verified.witnessed().is_empty() {
            words.push_str("; no witness saw it, and the log policy asks for none");
        }
        words
    })?;
    let entry = entry.or_else(|| proof.unauthenticated_extra.clone());
    let entry = checked
        .step(entry.ok_or("the proof does not hold the entry: give it with `--entry FILE`"), |entry| {
            format!("the entry has {} bytes", entry.len())
        })?;
    checked.step(verified.includes(proof.index, Hash::of_leaf(&entry), &proof.path), |()| {
        format!("the entry stands at index {} of that tree", proof.index)
    })?;
    let text = String::from_utf8_lossy(&entry).into_owned();
    checked.step(Entry::parse(&entry), |entry| match entry {
        Entry::Known(known) => {
            format!(
                "it is a `{}`, with {} signatures of its own, which are not checked here",
                known.statement().kind(),
                known.signatures().len()
            )
        }
        Entry::Unknown(unknown) => format!("it is of version {}, which this version does not read", unknown.version()),
    })?;
    for (file, digest) in documents {
        let named = text.lines().any(|line| line.split(' ').any(|word| word == digest.to_string()));
        let not = format!("the entry does not name `{}`, whose SHA-256 is {digest}", file.display());
        checked.step(named.then_some(()).ok_or(not), |()| format!("it names `{}` by its SHA-256", file.display()))?;
    }
    checked.entry = Some(text);
    Some(())
}

/// Day and time, as in RFC 3339; the seconds, where they are beyond any calendar.
fn in_utc(time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    seconds.map_or_else(|| format!("second {} since 1970", time.seconds()), |time| time.to_string())
}

impl Checked {
    fn step<T, E: std::fmt::Display>(&mut self, result: Result<T, E>, words: impl FnOnce(&T) -> String) -> Option<T> {
        match result {
            Ok(value) => {
                self.checks.push(Check { holds: true, what: words(&value) });
                Some(value)
            }
            Err(error) => {
                self.checks.push(Check { holds: false, what: error.to_string() });
                None
            }
        }
    }
}

fn in_words(checked: &Checked) -> String {
    let mut text = String::new();
    for check in &checked.checks {
        text.push_str(&format!("{} {}\n", if check.holds { "[+]" } else { "[-]" }, check.what));
    }
    if let Some(entry) = &checked.entry {
        text.push_str(&format!("\n{entry}"));
    }
    text.push_str(if checked.holds { "\nIt holds.\n" } else { "\nIt does not hold.\n" });
    text
}
