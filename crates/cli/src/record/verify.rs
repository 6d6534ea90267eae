use std::path::{Path, PathBuf};

use dunant::vocabulary::Sha256Digest;
use dunant_record::ProofVerifier;
use dunant_record::cosignature::Timestamp;
use dunant_record::entry::Entry;
use dunant_record::merkle::Hash;
use dunant_record::proof::TlogProof;
use serde::Serialize;

use super::{complain, entries, entry, read, read_file};
use crate::arguments::Format;
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out};

/// What is to be checked of the proofs, and by what.
pub(super) struct Asked<'a> {
    pub(super) policy: &'a Path,
    pub(super) entry: Option<&'a Path>,
    pub(super) documents: &'a [PathBuf],
    /// In seconds.
    pub(super) max_age: Option<u64>,
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

/// One of several proofs.
#[derive(Serialize)]
struct One {
    file: String,
    #[serde(flatten)]
    checked: Checked,
}

/// Checks proofs and says what was checked. Nothing is asked of a network.
pub(super) fn verify(proofs: &[PathBuf], asked: &Asked<'_>, format: Format) -> Result<Outcome, Complaint> {
    let policy = read::policy(asked.policy)?;
    let mut checks = Checks {
        verifier: ProofVerifier::new(&policy),
        entry: asked.entry.map(read_file).transpose()?,
        documents: digests(asked.documents)?,
        fresh: asked.max_age.map(|max_age| Ok::<_, Complaint>((entry::now()?, max_age))).transpose()?,
    };
    if let [proof] = proofs {
        let checked = checks.of(&read_file(proof)?);
        write_out(&match format {
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&checked).map_err(complain)?),
            Format::Text => in_words(&checked),
        })?;
        return Ok(if checked.holds { Outcome::Done } else { Outcome::NotVerified });
    }
    if asked.entry.is_some() || !asked.documents.is_empty() {
        return Err(Complaint::new(format!(
            "`--entry` and `--document` are of one proof, and {} are named",
            proofs.len()
        ))
        .with_help("check that proof by itself"));
    }
    several(proofs, &mut checks, format)
}

fn digests(documents: &[PathBuf]) -> Result<Vec<(&PathBuf, Sha256Digest)>, Complaint> {
    documents.iter().map(|file| Ok((file, Sha256Digest::of(&read_file(file)?)))).collect()
}

/// One line a proof, and how many hold.
fn several(proofs: &[PathBuf], checks: &mut Checks<'_>, format: Format) -> Result<Outcome, Complaint> {
    let mut all = Vec::new();
    for proof in proofs {
        let checked = checks.of(&read_file(proof)?);
        all.push(One { file: proof.display().to_string(), checked });
    }
    let wrong = all.iter().filter(|one| !one.checked.holds).count();
    write_out(&match format {
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&all).map_err(complain)?),
        Format::Text => {
            let mut text = String::new();
            for One { file, checked } in &all {
                let what = checked.checks.last().map_or("", |check| check.what.as_str());
                match checked.holds {
                    true => text.push_str(&format!("[+] {file}\n")),
                    false => text.push_str(&format!("[-] {file}: {what}\n")),
                }
            }
            text.push_str(&match wrong {
                0 => format!("\nAll {} hold.\n", all.len()),
                _ => format!("\n{wrong} of {} do not hold.\n", all.len()),
            });
            text
        }
    })?;
    Ok(if wrong == 0 { Outcome::Done } else { Outcome::NotVerified })
}

/// What proofs are checked by.
struct Checks<'p> {
    verifier: ProofVerifier<'p>,
    entry: Option<Vec<u8>>,
    documents: Vec<(&'p PathBuf, Sha256Digest)>,
    /// The time, and how many seconds before it a quorum may have seen the checkpoint.
    fresh: Option<(Timestamp, u64)>,
}

impl Checks<'_> {
    fn of(&mut self, proof: &[u8]) -> Checked {
        let mut checked = Checked { holds: false, checks: Vec::new(), entry: None };
        checked.holds = self.check(&mut checked, proof).is_some();
        checked
    }

    /// Nothing where a check does not hold.
    fn check(&mut self, checked: &mut Checked, proof: &[u8]) -> Option<()> {
        let proof = checked.step(TlogProof::parse(proof), |_| "the proof is well formed".to_owned())?;
        let verified = checked.step(self.verifier.checkpoint(&proof.checkpoint), |verified| {
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
        if let Some((now, max_age)) = self.fresh {
            checked.step(verified.is_fresh(now, max_age), |()| {
                format!("a quorum of witnesses saw it at most {max_age} seconds ago")
            })?;
        }
        let entry = self.entry.clone().or_else(|| proof.unauthenticated_extra.clone());
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
            Entry::Unknown(unknown) => {
                format!("it is of version {}, which this version does not read", unknown.version())
            }
        })?;
        for (file, digest) in &self.documents {
            let named = text.lines().any(|line| line.split(' ').any(|word| word == digest.to_string()));
            let not = format!("the entry does not name `{}`, whose SHA-256 is {digest}", file.display());
            checked
                .step(named.then_some(()).ok_or(not), |()| format!("it names `{}` by its SHA-256", file.display()))?;
        }
        checked.entry = Some(text);
        Some(())
    }
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
