use std::collections::BTreeMap;
use std::path::Path;

use dunant_convention::Verdict;
use dunant_exchange::{Document, SCHEMA, to_json};
use dunant_panel::Salt;
use dunant_panel::finding::{Body, Report};
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde_json::Value;

use super::comparison::same;
use super::held::{Held, HeldCaseFile, IN_PART};
use crate::examine::evaluate;
use crate::{Error, FROZEN_SALTS, PROGRAM, Setup, examine, open_assessment, publishable};

const ABOUT: &str =
    "the assessment that is shown says to be of the frozen evidence, case file, pack, model and instruments";
const RECOMPUTED: &str = "the assessment, computed again from the evidence, is the one that was frozen, byte for byte";
const SHOWN: &str = "what the finding shows of it is what its rules of redaction give, byte for byte";
const SHOWN_OPEN: &str = "what the finding shows is the assessment of what is open and disclosed alone, byte for byte";
const VERDICTS: &str = "the published verdicts, decided again from the case file, are the same, clause by clause";
const PROGRAM_NAMED: &str = "the program that the finding names computes this";

/// Computes again what the evidence at hand allows, and says what it does not.
pub(super) fn check(
    body: &Body,
    shows: Shows,
    evidence: Option<&Path>,
    setup: &Setup,
    report: &mut Report,
) -> Result<(), Error> {
    report.see(ABOUT, about(body, shows));
    let Some(directory) = evidence else {
        let because = "`--evidence DIR` names the evidence";
        for what in [RECOMPUTED, shows.what(), VERDICTS] {
            report.leave(what, because);
        }
        if !body.disclosures.is_empty() {
            report.leave(disclosed(body), because);
        }
        return Ok(());
    };
    let held = Held::read(directory, body, setup.limits())?;
    let complete = held.check_items(body, report);
    let inputs = same_form(body).and_then(|()| inputs(body, setup));
    check_disclosed(body, &held, &inputs, setup, report);
    let file = held.case_file(body, report);
    let instruments = check_verdicts(body, &file, setup, report);
    let computable = inputs.and(instruments.map(drop)).and(file.as_ref().map(drop).map_err(Clone::clone));
    let whole = match (complete.and(computable.clone()), file) {
        (Err(because), _) | (Ok(()), Err(because)) => Err(because),
        (Ok(()), Ok(HeldCaseFile::Part(_))) => Err(format!("the case file is not whole: {IN_PART}")),
        (Ok(()), Ok(HeldCaseFile::Whole(file))) => Ok(examine(&held.case(file, body), setup)?),
    };
    let computed_by = format!("`{}` is said to have computed that, this is `{PROGRAM}`", body.program);
    match &whole {
        Err(because) => report.skip(RECOMPUTED, because),
        Ok(document) => match held.frozen_salt(body.round) {
            Err(because) => report.skip(RECOMPUTED, because),
            Ok(salt) => recomputed(body, document, salt.as_ref(), &computed_by, report),
        },
    }
    let shown = match shows {
        Shows::Redacted => whole.and_then(|document| {
            let restricted = body.evidence.items().iter().map(|item| (item.digest, item.tlp)).collect();
            let known = held.names(body)?;
            Ok(publishable(&document, &restricted, &known, &body.disclosures).map_err(|error| error.to_string()))
        }),
        Shows::Open => computable.and_then(|()| {
            let part = held.open_part(held.case_text()?, body)?;
            let known = held.names(body)?;
            Ok(open_assessment(&part, &known, setup).map_err(|error| error.to_string()))
        }),
    };
    match shown {
        Err(because) => report.skip(shows.what(), because),
        Ok(shown) => {
            let result = shown.and_then(|shown| same(shown.get(), &body.assessment));
            report.see(shows.what(), result.map_err(|because| format!("{because}; {computed_by}")));
        }
    }
    Ok(())
}

/// What a finding shows of the assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// In the first form: the frozen one, with what may not leave held back.
    Redacted,
    /// In the second: one of what is open and disclosed alone.
    Open,
}

impl Shows {
    /// What is claimed of it.
    fn what(self) -> &'static str {
        match self {
            Self::Redacted => SHOWN,
            Self::Open => SHOWN_OPEN,
        }
    }
}

/// Whether the assessment that was frozen is this one.
fn recomputed(body: &Body, document: &Document, salt: Option<&Salt>, computed_by: &str, report: &mut Report) {
    let computed = Sha256Digest::of(to_json(document).as_bytes());
    let Some(same) = body.freeze.is_of(&body.case, &computed, salt) else {
        let because = format!(
            "what was frozen is salted, so that nobody can try out guesses: `{FROZEN_SALTS}`, with its salt, comes with an export of all items"
        );
        return report.skip(RECOMPUTED, because);
    };
    if same {
        report.hold(RECOMPUTED);
        if body.program == PROGRAM {
            report.hold(PROGRAM_NAMED);
        } else {
            report.skip(
                PROGRAM_NAMED,
                format!("it names `{}`, and this is `{PROGRAM}`, which gives the same", body.program),
            );
        }
    } else {
        report.fail(
            RECOMPUTED,
            format!(
                "it has the SHA-256 {computed}, and {}{} was frozen; {computed_by}; files must have the names that they were handed in \
                 with",
                if body.freeze.salted { "with its salt another than " } else { "" },
                body.freeze.assessment
            ),
        );
    }
}

/// Whether the assessment in the body names what was frozen. Its numbers need the evidence.
fn about(body: &Body, shows: Shows) -> Result<(), String> {
    let frozen = &body.freeze;
    let roots: String = body.evidence.items().iter().map(|item| format!("{}\n", item.digest)).collect();
    let mut named = vec![("pack", frozen.pack), ("model", frozen.model), ("instruments", frozen.instruments)];
    if shows == Shows::Redacted {
        named.extend([("evidence", Sha256Digest::of(roots.as_bytes())), ("case", frozen.case_file)]);
    }
    // Earlier versions of the document show no settings.
    named.extend(frozen.settings.filter(|_| same_form(body).is_ok()).map(|settings| ("settings", settings)));
    let digests = body.assessment.get("digests");
    let said = |name: &str| digests.and_then(|digests| digests.get(name)).and_then(Value::as_str);
    let mut differing: Vec<&str> = (named.iter())
        .filter(|(name, digest)| said(name) != Some(digest.to_string().as_str()))
        .map(|(name, _)| *name)
        .collect();
    // An older freeze does not name the settings: what is shown of them must have the digest that is shown.
    if let Some(settings) = body.assessment.get("settings") {
        let canonical = serde_json_canonicalizer::to_vec(settings).unwrap_or_default();
        let shown = Sha256Digest::of(&canonical).to_string();
        if said("settings") != Some(shown.as_str()) && !differing.contains(&"settings") {
            differing.push("settings");
        }
    }
    if shows == Shows::Open && !is_of_open_items(body) {
        differing.push("evidence");
    }
    if differing.is_empty() { Ok(()) } else { Err(format!("it names others: {}", differing.join(", "))) }
}

/// Whether every item that is shown is in the list of evidence, and open there or disclosed from.
fn is_of_open_items(body: &Body) -> bool {
    let items = body.assessment.get("items").and_then(Value::as_array);
    items.into_iter().flatten().all(|item| {
        let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
        let digest = item.get("digest").and_then(Value::as_str).and_then(|digest| digest.parse().ok());
        let listed = digest.and_then(|digest: Sha256Digest| body.evidence.item(&digest));
        // What stands within an archive is not in the list; the archive is.
        let is_disclosed = |digest: &Sha256Digest| body.disclosures.iter().any(|shown| shown.item == *digest);
        name.contains('!') || listed.is_some_and(|listed| listed.tlp == Tlp::Clear || is_disclosed(&listed.digest))
    })
}

/// Whether this version writes the schema that the finding shows: another version's document has other bytes, honestly.
fn same_form(body: &Body) -> Result<(), String> {
    let shown = body.assessment.get("schema").and_then(Value::as_str).unwrap_or("none");
    if shown == SCHEMA {
        return Ok(());
    }
    Err(format!(
        "the finding shows a document of the schema `{shown}`, which `{}` is said to have written, and this version writes `{SCHEMA}`: \
         only a version that writes the former can compute it again; the verdicts are decided again by this one",
        body.program
    ))
}

/// Whether the pack, the model and the settings at hand are those that the frozen assessment was computed with.
fn inputs(body: &Body, setup: &Setup) -> Result<(), String> {
    let inputs = [
        ("the knowledge pack", setup.pack().digest(), body.freeze.pack, "`--knowledge FILE`"),
        ("the model", setup.model().digest(), body.freeze.model, "`--model FILE`"),
    ];
    let settings = setup.settings().digest().to_string();
    let used = body.assessment.get("digests").and_then(|digests| digests.get("settings")).and_then(Value::as_str);
    if used != Some(settings.as_str()) {
        return Err(
            "the assessment was computed under settings that this version does not have: use the version that the finding names".into()
        );
    }
    match inputs.into_iter().find(|(_, here, frozen, _)| here != frozen) {
        None => Ok(()),
        Some((what, here, frozen, option)) => Err(format!(
            "{what} at hand is {}, and {} was frozen: {option} names the one that was frozen",
            here.short(),
            frozen.short()
        )),
    }
}

fn disclosed(body: &Body) -> String {
    match body.disclosures.len() {
        1 => "the observation that is shown is what is read from its item".to_owned(),
        count => format!("the {count} observations that are shown are what is read from their items"),
    }
}

/// A seal shows that an observation was not invented later; only the item shows that it was not invented before.
fn check_disclosed(body: &Body, held: &Held, inputs: &Result<(), String>, setup: &Setup, report: &mut Report) {
    if body.disclosures.is_empty() {
        return;
    }
    let what = disclosed(body);
    if let Err(because) = inputs {
        return report.skip(what, because);
    }
    let mut by_item: BTreeMap<Sha256Digest, Vec<_>> = BTreeMap::new();
    for shown in &body.disclosures {
        by_item.entry(shown.item).or_default().push(shown);
    }
    let (mut absent, mut differing) = (Vec::new(), Vec::new());
    for (item, all) in by_item {
        let Some((name, bytes)) = held.item(&item) else {
            absent.push(item.short());
            continue;
        };
        let items = setup.read(name, &bytes);
        let read: Vec<_> = items.iter().flat_map(|item| item.reading.observations()).collect();
        for shown in all {
            let place = usize::try_from(shown.index).ok();
            let here = place.and_then(|place| read.get(place));
            if !here.is_some_and(|here| shown.matches(here)) || shown.size != read.len() as u64 {
                differing.push(format!("observation {} of {}", shown.index, item.short()));
            }
        }
    }
    if !differing.is_empty() {
        report.fail(what, format!("`{PROGRAM}` reads another there: {}", differing.join(", ")));
    } else if absent.is_empty() {
        report.hold(what);
    } else {
        report.skip(what, format!("items are not here: {}", absent.join(", ")));
    }
}

/// Decides every clause again. This needs the case file and the instruments alone; whether the latter are those that were frozen is
/// given back.
fn check_verdicts(
    body: &Body,
    file: &Result<HeldCaseFile, String>,
    setup: &Setup,
    report: &mut Report,
) -> Result<(), String> {
    let (file, is_part) = match file {
        Ok(HeldCaseFile::Whole(file)) => (file, false),
        Ok(HeldCaseFile::Part(file)) => (file, true),
        Err(because) => {
            report.skip(VERDICTS, because);
            return Ok(());
        }
    };
    let (verdicts, instruments) = evaluate(Some(file), setup);
    if instruments != body.freeze.instruments {
        let because = format!("the instruments of this version are others than were frozen; use `{}`", body.program);
        report.skip(VERDICTS, &because);
        return Err(because);
    }
    let here: Vec<Option<String>> = verdicts.iter().map(judged).collect();
    let there: Vec<Option<String>> = (body.assessment.get("verdicts").and_then(Value::as_array))
        .map(|verdicts| verdicts.iter().map(judged_in).collect())
        .unwrap_or_default();
    let differing = here.iter().zip(&there).find(|(here, there)| here != there || here.is_none());
    let result = match differing {
        Some((Some(here), _)) => Err(format!("it is `{here}`, and the finding has another there")),
        Some((None, _)) => Err("a verdict cannot be written".to_owned()),
        None if here.len() != there.len() => {
            Err(format!("{} clauses are decided, and the finding has {}", here.len(), there.len()))
        }
        None => Ok(()),
    };
    match result {
        Ok(()) => report.hold_so_far(VERDICTS, "their explanations are part of what is shown of the assessment"),
        // What is left out of a part decides nothing; but it may be no part at all.
        Err(because) if is_part => {
            report.skip(VERDICTS, format!("from the part of the case file that is here {because}"))
        }
        Err(because) => report.fail(VERDICTS, because),
    }
    Ok(())
}

/// Clause and outcome, which are shown whatever is held back.
fn judged(verdict: &Verdict) -> Option<String> {
    judged_in(&serde_json::to_value(verdict).ok()?)
}

fn judged_in(verdict: &Value) -> Option<String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let id = |part: &str| text(verdict.get(part)?.get("id"));
    Some(format!("{}/{}: {}", id("instrument")?, id("clause")?, text(verdict.get("outcome"))?))
}
