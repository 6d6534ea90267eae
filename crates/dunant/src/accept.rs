use std::fs;
use std::path::{Path, PathBuf};

use dunant_convention::{CaseFacts, EnteredBy, FactName};
use dunant_durable::{Failed, Readers, Unfinished, sync_directory};
use dunant_exchange::{FactTable, ProposedFact};
use dunant_vocabulary::Sha256Digest;

use crate::{Case, CaseFile, Error, Setup, propose};

/// Who accepts a proposed fact, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance<'a> {
    /// The fact's name, such as `effect.kind`.
    pub fact: &'a str,
    /// The person who accepts it.
    pub author: &'a str,
    /// The words to enter; empty to take them as they are proposed.
    pub value: &'a [String],
}

/// What was entered, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The case file.
    pub path: PathBuf,
    /// The `[[fact]]` table that now stands at its end.
    pub table: String,
}

/// Enters a proposed fact at the end of the case file, under a person's name. All that stood in the file stays as it was.
///
/// The file is replaced whole: on an error, or when the machine stops halfway, it is as it was before. `case` must be of
/// [`Case::open`].
///
/// # Errors
/// [`Error::NotAccepted`] when nothing proposes the fact, the case states it, or only a named person may judge it; what [`propose`]
/// gives; a file that cannot be written.
pub fn accept(case: &Case, setup: &Setup, acceptance: &Acceptance<'_>) -> Result<Accepted, Error> {
    let (Some(path), Some(file)) = (case.case_file(), &case.file) else {
        return Err(refused("facts are entered into a case file, and there is none", "name a case directory"));
    };
    let name = may_be_accepted(acceptance.fact, file)?;
    let author = acceptance.author.trim();
    if author.is_empty() || author.chars().any(char::is_control) {
        return Err(refused("a fact is accepted under a name", "pass `--author` with the name of who accepts it"));
    }
    let proposals = propose(case, setup)?;
    let Some(fact) = proposals.facts.iter().find(|fact| fact.name == name && fact.is_open()) else {
        let open: Vec<String> =
            proposals.facts.iter().filter(|fact| fact.is_open()).map(|fact| format!("`{}`", fact.name)).collect();
        let proposed = if open.is_empty() {
            "nothing is proposed".to_owned()
        } else {
            format!("proposed are {}", open.join(", "))
        };
        return Err(refused(
            format!("neither the case file nor the evidence suggests `{name}`"),
            format!("{proposed}; write any other fact into the case file by hand (`docs/case-file.md`)"),
        ));
    };
    let value = chosen(fact, acceptance.value)?;
    let table = FactTable { fact, value: &value, author: Some(author), items: &proposals.items }.to_toml();
    CaseFacts::parse(&table).map_err(|error| Error::NotAccepted {
        message: error.message,
        help: error.help.unwrap_or_else(|| format!("leave `--value` out to enter {}", fact.in_words())),
    })?;
    append(&path, file, name, &table)?;
    Ok(Accepted { path, table })
}

/// The fact of this name, where it is one that a person may accept from evidence and the case leaves it open.
fn may_be_accepted(key: &str, file: &CaseFile) -> Result<FactName, Error> {
    let Some(name) = FactName::from_key(key) else {
        return Err(refused(
            format!("`{key}` is not a fact of the vocabulary"),
            "`dunant convention propose` lists the facts that can be accepted",
        ));
    };
    if name.entered_by() == EnteredBy::NamedPerson {
        return Err(refused(
            format!("`{name}` is judged by a person; no evidence proposes it"),
            "write a `[[fact]]` table with `author` into the case file by hand (`docs/case-file.md`)",
        ));
    }
    if file.facts().get(name).is_some() {
        return Err(refused(
            format!("the case already states `{name}`"),
            "edit its `[[fact]]` table; where sources differ, write `status = \"disputed\"` with `values`",
        ));
    }
    Ok(name)
}

/// The words to enter. A person may leave words out and add others, but a table that names the evidence must keep something of it.
fn chosen(fact: &ProposedFact, wanted: &[String]) -> Result<Vec<String>, Error> {
    if wanted.is_empty() {
        return Ok(fact.value.clone());
    }
    if !wanted.iter().any(|word| fact.value.contains(word)) {
        return Err(refused(
            format!("none of these words is proposed for `{}`: the evidence suggests {}", fact.name, fact.in_words()),
            "keep at least one of them, or write the fact into the case file by hand (`docs/case-file.md`)",
        ));
    }
    Ok(wanted.to_vec())
}

/// Puts the table behind the text of the file, if that is still what was read and then states this one fact more.
fn append(path: &Path, file: &CaseFile, name: FactName, table: &str) -> Result<(), Error> {
    // A link to the file stays a link.
    let target = fs::canonicalize(path).map_err(Error::reading(path))?;
    let before = fs::read_to_string(&target).map_err(Error::reading(path))?;
    if file.digest() != Some(Sha256Digest::of(before.as_bytes())) {
        let message = format!("`{}` was changed while the evidence was read", path.display());
        return Err(refused(message, "run the command again"));
    }
    let ends = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let after = format!("{before}{ends}\n{table}");
    let adds_this_alone = CaseFile::parse(path, &after).is_ok_and(|parsed| {
        let others =
            |facts: &CaseFacts| facts.iter().filter(|(other, _)| *other != name).map(|(n, s)| (n, s.clone())).collect();
        let (was, is): (Vec<_>, Vec<_>) = (others(file.facts()), others(parsed.facts()));
        was == is && parsed.facts().get(name).is_some() && parsed.evidence == file.evidence
    });
    if !adds_this_alone {
        let message = format!("no `[[fact]]` table can stand at the end of `{}`", path.display());
        return Err(refused(message, format!("copy it to where the facts stand:\n{table}")));
    }
    replace(&target, &after)
}

/// Writes a file whole or not at all: a new file beside it, made durable, takes its place and its permissions.
fn replace(target: &Path, text: &str) -> Result<(), Error> {
    let failed = |reason| Error::File { path: target.to_owned(), action: "written", reason };
    let permissions = fs::metadata(target).map_err(failed)?.permissions();
    let written = || -> Result<(), Failed> {
        let mut beside = Unfinished::beside(target, Readers::Owner)?;
        beside.write(text.as_bytes())?;
        beside.set_permissions(permissions)?;
        beside.stand(target)?;
        sync_directory(target.parent().unwrap_or(Path::new("/")))
    };
    written().map_err(|error| failed(error.reason))
}

fn refused(message: impl Into<String>, help: impl Into<String>) -> Error {
    Error::NotAccepted { message: message.into(), help: help.into() }
}
