use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dunant_custody::personal::Known;
use dunant_exchange::to_json;
use dunant_panel::finding::{Body, Report};
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde_json::Value;

use crate::case::CASE_FILE;
use crate::{Case, CaseFile, Error, Input, Setup, examine, publishable};

/// The file of a case directory that lists names which are held back in all that leaves the case.
pub const NAMES_HELD_BACK: &str = "held-back.txt";

const RECOMPUTED: &str = "the assessment, computed again from the evidence, is the one that was frozen, byte for byte";
const SHOWN: &str = "what the finding shows of it is what its rules of redaction give, byte for byte";
const VERDICTS: &str = "the verdicts, decided again from the case file, are those of the finding";

/// Computes again what the evidence at hand allows, and says what it does not.
pub(super) fn check(body: &Body, evidence: Option<&Path>, setup: &Setup, report: &mut Report) -> Result<(), Error> {
    let Some(directory) = evidence else {
        for what in [RECOMPUTED, SHOWN, VERDICTS] {
            report.skip(what, "no evidence was given; `--evidence DIR` names it");
        }
        return Ok(());
    };
    let held = Held::read(directory)?;
    let complete = held.check_items(body, report);
    let inputs = [
        (
            "the knowledge pack",
            setup.pack.digest(),
            body.freeze.pack,
            "`--knowledge FILE` names the one that was frozen",
        ),
        ("the model", setup.model.digest(), body.freeze.model, "`--model FILE` names the one that was frozen"),
    ];
    for (what, here, frozen, help) in inputs {
        if here != frozen {
            let because = format!("{what} at hand is {}, and {} was frozen: {help}", here.short(), frozen.short());
            for what in [RECOMPUTED, SHOWN] {
                report.skip(what, &because);
            }
            return Ok(());
        }
    }
    let Some(case) = held.case(body, report) else { return Ok(()) };
    let document = examine(&case, setup)?;
    if document.digests.instruments != body.freeze.instruments {
        let because = format!("the instruments of this version are others than were frozen; use `{}`", body.program);
        for what in [RECOMPUTED, SHOWN, VERDICTS] {
            report.skip(what, &because);
        }
        return Ok(());
    }
    let names = held.names(body);
    let shown = names.as_ref().map_err(Clone::clone).and_then(|known| {
        let restricted = restricted(body);
        publishable(&document, &restricted, known, &body.disclosures).map_err(|error| error.to_string())
    });
    match &shown {
        Ok(shown) => report.see(VERDICTS, same(shown.get("verdicts"), body.assessment.get("verdicts"), &body.program)),
        Err(because) => report.skip(VERDICTS, because),
    }
    if let Err(because) = complete {
        for what in [RECOMPUTED, SHOWN] {
            report.skip(what, &because);
        }
        return Ok(());
    }
    let computed = Sha256Digest::of(to_json(&document).as_bytes());
    report.see(
        RECOMPUTED,
        if computed == body.freeze.assessment {
            Ok(())
        } else {
            Err(format!(
                "it has the SHA-256 {computed}, and {} was frozen; `{}` computed that, this is `{}`",
                body.freeze.assessment,
                body.program,
                crate::PROGRAM
            ))
        },
    );
    match shown {
        Ok(shown) => report.see(SHOWN, same(Some(&shown), Some(&body.assessment), &body.program)),
        Err(because) => report.skip(SHOWN, because),
    }
    Ok(())
}

fn same(here: Option<&Value>, there: Option<&Value>, program: &str) -> Result<(), String> {
    let difference = match (here, there) {
        (Some(here), Some(there)) => difference(here, there, &mut String::new()),
        (None, None) => None,
        _ => Some("one of them is missing".to_owned()),
    };
    difference.map_or(Ok(()), |place| {
        Err(format!("it differs first at {place}; `{program}` computed that, this is `{}`", crate::PROGRAM))
    })
}

/// Where two values differ first, as a path.
fn difference(here: &Value, there: &Value, path: &mut String) -> Option<String> {
    let before = path.len();
    let differs = match (here, there) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            keys.into_iter().find_map(|key| {
                path.push('/');
                path.push_str(key);
                let found = match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => difference(one, other, path),
                    _ => Some(path.clone()),
                };
                path.truncate(before);
                found
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).enumerate().find_map(|(place, (one, other))| {
                path.push_str(&format!("/{place}"));
                let found = difference(one, other, path);
                path.truncate(before);
                found
            })
        }
        _ if here == there => None,
        _ => Some(path.clone()),
    };
    differs.map(|place| if place.is_empty() { "/".to_owned() } else { place })
}

/// The markings of the evidence, as the finding's list has them.
fn restricted(body: &Body) -> BTreeMap<Sha256Digest, Tlp> {
    body.evidence.items().iter().map(|item| (item.digest, item.tlp)).collect()
}

/// What stands in the directory.
struct Held {
    case_file: Option<Vec<u8>>,
    names: Option<Vec<u8>>,
    /// In the order in which a case reads them.
    items: Vec<(String, Vec<u8>)>,
}

impl Held {
    fn read(directory: &Path) -> Result<Self, Error> {
        let read = |path: &Path| fs::read(path).map_err(Error::reading(path));
        let optional = |name: &str| {
            let path = directory.join(name);
            path.is_file().then(|| read(&path)).transpose()
        };
        let (case_file, names) = (optional(CASE_FILE)?, optional(NAMES_HELD_BACK)?);
        let below = directory.join("evidence");
        let evidence = if below.is_dir() { below.as_path() } else { directory };
        let mut items = Vec::new();
        for input in Case::files_below(evidence)? {
            if let Input::File { name, path } = input
                && (below.is_dir() || ![CASE_FILE, NAMES_HELD_BACK].contains(&name.as_str()))
            {
                items.push((name, read(&path)?));
            }
        }
        Ok(Self { case_file, names, items })
    }

    /// Whether every item is here, and no other; and that what was shown of those that are here stands in them.
    fn check_items(&self, body: &Body, report: &mut Report) -> Result<(), String> {
        let here: BTreeMap<Sha256Digest, &(String, Vec<u8>)> =
            self.items.iter().map(|item| (Sha256Digest::of(&item.1), item)).collect();
        let known = body.evidence.items();
        let present = known.iter().filter(|item| here.contains_key(&item.digest)).count();
        if present > 0 {
            report.hold(format!("{present} of {} items are here, each with its SHA-256", known.len()));
        }
        let strange: Vec<&str> = (here.iter())
            .filter(|(digest, _)| body.evidence.item(digest).is_none())
            .map(|(_, (name, _))| name.as_str())
            .collect();
        if !strange.is_empty() {
            let because = format!("{} are not of the case, or were changed: leave them out", strange.join(", "));
            report.fail("every file that was given is an item of the case", &because);
            return Err(because);
        }
        let missing: Vec<String> =
            known.iter().filter(|item| !here.contains_key(&item.digest)).map(|item| item.digest.short()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(format!("{} of {} items are not here: {}", missing.len(), known.len(), missing.join(", ")))
    }

    /// The case, where its case file is the one that was frozen.
    fn case(&self, body: &Body, report: &mut Report) -> Option<Case> {
        let parsed = match &self.case_file {
            None => Err("the directory has no `case.toml`".to_owned()),
            Some(bytes) if Sha256Digest::of(bytes) != body.freeze.case_file => {
                report.fail("the case file is the one that was frozen", "its SHA-256 is another");
                Err("the case file is another".to_owned())
            }
            Some(bytes) => CaseFile::parse(Path::new(CASE_FILE), &String::from_utf8_lossy(bytes))
                .map_err(|error| error.to_string()),
        };
        match parsed {
            Ok(file) => {
                report.hold("the case file is the one that was frozen");
                let mut case = Case::described(file);
                for (name, bytes) in &self.items {
                    case.add_bytes(name.as_str(), bytes.as_slice());
                }
                Some(case)
            }
            Err(because) => {
                for what in [RECOMPUTED, SHOWN, VERDICTS] {
                    report.skip(what, &because);
                }
                None
            }
        }
    }

    /// The names that the finding holds back.
    fn names(&self, body: &Body) -> Result<Known, String> {
        let Some(digest) = body.names_held_back else { return Ok(Known::default()) };
        match &self.names {
            Some(bytes) if Sha256Digest::of(bytes) == digest => {
                Known::parse(&String::from_utf8_lossy(bytes)).map_err(|error| error.to_string())
            }
            Some(_) => Err(format!("`{NAMES_HELD_BACK}` is another list than the finding's")),
            None => Err(format!("the directory has no `{NAMES_HELD_BACK}`, which lists the names that are held back")),
        }
    }
}
