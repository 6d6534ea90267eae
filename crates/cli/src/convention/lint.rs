use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dunant::convention::{Finding, Instrument, PartyRegister, lint_with};
use dunant::exchange::page::{Page, faint, plain, strong};
use serde::Serialize;

use super::render_list;
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, write_out};

#[derive(Serialize)]
struct Linted {
    file: String,
    findings: Vec<Finding>,
    /// The instrument's name, and the file before that has the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<(String, String)>,
}

/// Looks for mistakes in instruments; [`Outcome::Broke`] when anything was found.
pub(super) fn run(files: &[PathBuf], format: Format, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut all = Vec::new();
    for path in files {
        all.push(one(path, &mut names)?);
    }
    write_out(&render_list(super::SCHEMA, &all, format, terminal, |page| {
        all.iter().for_each(|linted| write(page, linted))
    })?)?;
    let clean = all.iter().all(|linted| linted.findings.is_empty() && linted.repeats.is_none());
    Ok(if clean { Outcome::Done } else { Outcome::Broke })
}

fn one(path: &Path, names: &mut BTreeMap<String, String>) -> Result<Linted, Complaint> {
    let text = read(path)?;
    let file = path.display().to_string();
    // A list of parties is no rule by itself: it is looked at with its instrument.
    if let Some(register) = PartyRegister::of(&file, &text) {
        let beside = path.parent().and_then(Path::parent).unwrap_or(Path::new(""));
        let instrument = beside.join(format!("{}.toml", register.instrument()));
        let findings = lint_with(&read(&instrument)?, &[register]);
        let findings = findings.into_iter().filter(|found| found.file.is_some()).collect();
        return Ok(Linted { file, findings, repeats: None });
    }
    let parties = path.parent().unwrap_or(Path::new("")).join("parties").join(path.file_name().unwrap_or_default());
    let list = if parties.is_file() { read(&parties)? } else { String::new() };
    let list_file = parties.display().to_string();
    let registers: Vec<PartyRegister<'_>> = PartyRegister::of(&list_file, &list).into_iter().collect();
    let mut repeats = None;
    if let Ok(instrument) = Instrument::parse_with(&text, &registers) {
        match names.get(&instrument.id) {
            Some(first) => repeats = Some((instrument.id, first.clone())),
            None => _ = names.insert(instrument.id, file.clone()),
        }
    }
    Ok(Linted { findings: lint_with(&text, &registers), file, repeats })
}

fn read(path: &Path) -> Result<String, Complaint> {
    let text = std::fs::read_to_string(path);
    Ok(text.map_err(|reason| dunant::Error::File { path: path.to_owned(), action: "read", reason })?)
}

fn write(page: &mut Page, linted: &Linted) {
    for finding in &linted.findings {
        let clause = finding.clause.as_ref().map(|id| format!("clause `{id}`: ")).unwrap_or_default();
        let file = finding.file.as_ref().unwrap_or(&linted.file);
        let place = format!("{file}:{}: ", finding.line);
        page.paragraph(0, &[strong(place), plain(clause), plain(&finding.message)]);
        if let Some(help) = &finding.help {
            page.hanging(2, "help: ", &[plain(help)]);
        }
    }
    if let Some((id, first)) = &linted.repeats {
        page.paragraph(0, &[strong(format!("{}: ", linted.file)), plain(format!("`{first}` is called `{id}` too"))]);
    }
    let count = linted.findings.len() + usize::from(linted.repeats.is_some());
    let words = match count {
        0 => "nothing found".to_owned(),
        1 => "1 finding".to_owned(),
        n => format!("{n} findings"),
    };
    page.paragraph(0, &[faint(format!("{}: {words}", linted.file))]);
}
