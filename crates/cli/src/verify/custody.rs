use std::path::Path;

use dunant::custody::{CustodyDocument, CustodyError};
use dunant::panel::finding::{CaseCustody, Checked, Code, Holding, Report};
use dunant::record::VerifierKey;
use dunant::{Verified, custody::Custody};

use super::finding::{proof_beside, rules, run};
use super::form::damaged;
use super::given::Given;
use super::page::answer;
use crate::arguments::{Terminal, VerifyOptions};
use crate::complaint::Complaint;
use crate::home;
use crate::output::Outcome;
use crate::record::read_file;

const WHAT: &str = "The custody";

/// Checks the chain of every item; with a finding, that each is the one that the finding fixed.
pub(super) fn verify(bytes: &[u8], options: &VerifyOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let document = match CustodyDocument::parse(bytes) {
        Ok(document) => document,
        Err(error) => {
            let report = damaged("it is written as custody documents are", &error);
            return answer(&report, WHAT, options.format, terminal);
        }
    };
    let proof = options.finding.as_deref().map(|finding| proof_beside(options, finding)).transpose()?.flatten();
    let given = Given::read(options, proof)?;
    let mut report = Report::default();
    if let Some(because) = &given.no_trust {
        report.under(Code::Trust, |report| report.fail("who vouches is known", because));
        return answer(&report, WHAT, options.format, terminal);
    }
    let keys = keys(options, &given)?;
    match (chains(&document, &keys, &mut report), &options.finding) {
        (Some(chains), Some(finding)) => {
            against(
                finding,
                CaseCustody { document: &document, chains: &chains, trust: given.trust() },
                options,
                &given,
                &mut report,
                terminal,
            )?;
        }
        (Some(_), None) => report.under(Code::Cut, |report| {
            report.skip(
                "no link was cut off the end of a chain, and no item left out",
                "a chain cannot show that by itself; a finding names each item and a link of it: `--finding FILE`",
            );
        }),
        (None, _) => {}
    }
    answer(&report, WHAT, options.format, terminal)
}

/// The secretariat's keys, from whatever the reader trusts.
fn keys(options: &VerifyOptions, given: &Given) -> Result<Vec<VerifierKey>, Complaint> {
    let mut keys: Vec<VerifierKey> = (options.key.iter()).map(|key| home::public_key(key)).collect::<Result<_, _>>()?;
    if let Some(file) = &options.rules {
        keys.extend_from_slice(rules(file)?.secretariat());
    }
    let offices = given.trust().iter().flat_map(|file| file.trust().secretariat());
    keys.extend(offices.map(|office| office.key.clone()));
    // One key may be named by several of them.
    let mut told: Vec<String> = Vec::new();
    keys.retain(|key| {
        let written = key.to_string();
        let new = !told.contains(&written);
        told.push(written);
        new
    });
    if keys.is_empty() {
        return Err(Complaint::new("a custody document is checked with the secretariat's public key").with_help(
            "`--trust FILE` and `--rules policy.toml` hold it, and `--public-key KEY` names it; take each from a source that you trust, not \
             from whoever gave you the file",
        ));
    }
    Ok(keys)
}

/// Verifies the chain of every item.
fn chains(document: &CustodyDocument, keys: &[VerifierKey], report: &mut Report) -> Option<Vec<Custody>> {
    let verified: Result<Vec<Custody>, CustodyError> = document.verify(keys);
    report.under(Code::Chain, |report| match verified {
        Err(error) => {
            report.fail("every link of every item stands where it was signed", error);
            None
        }
        Ok(items) => {
            for custody in &items {
                let what = format!(
                    "`{}` (SHA-256 {}): {} links since {}, {}{}",
                    custody.receipt().name,
                    custody.item().short(),
                    custody.links().len(),
                    custody.taken_in(),
                    custody.tlp(),
                    if custody.is_lost() { "; its bytes are lost" } else { "" }
                );
                report.hold(what);
            }
            report.under(Code::Date, |report| say_what_is_misdated(&items, report));
            Some(items)
        }
    })
}

/// Where a link says that dates of earlier ones are wrong, they are no dates, whatever else holds.
fn say_what_is_misdated(items: &[Custody], report: &mut Report) {
    for custody in items {
        let wrong = custody.links().iter().filter(|link| custody.is_misdated(link.number));
        let wrong: Vec<String> = wrong.map(|link| link.number.to_string()).collect();
        if !wrong.is_empty() {
            let (links, are) = if wrong.len() == 1 { ("link", "is") } else { ("links", "are") };
            let what = format!("item {} is dated by clocks that were right", custody.item().short());
            let because = format!(
                "a later link says that the dates of {links} {} {are} wrong; what witnesses saw counts in their place, where the document and a \
                 finding show it",
                wrong.join(", ")
            );
            report.skip(what, because);
        }
    }
}

/// Holds the custody against a finding, once that was checked itself.
fn against(
    file: &Path,
    custody: CaseCustody<'_>,
    options: &VerifyOptions,
    given: &Given,
    report: &mut Report,
    terminal: &Terminal,
) -> Result<(), Complaint> {
    let bytes = read_file(file)?;
    let what = "the finding that it is held against holds";
    match run(&bytes, file, options, given, terminal)? {
        Err(none) => take_over(what, &none, report),
        Ok(verified) => {
            take_over(what, &verified.report, report);
            if verified.report.holds() {
                verified.finding.check_custody(custody, frozen(&verified), report);
            }
        }
    }
    Ok(())
}

/// When what the finding is about was frozen.
fn frozen(verified: &Verified) -> Option<dunant::vocabulary::Moment> {
    let round = verified.proceeding.as_ref()?.round()?;
    Some(round.freeze.as_ref()?.at)
}

/// What the check of the finding came to: all that does not hold, or one line where it does.
fn take_over(what: &str, of: &Report, report: &mut Report) {
    match of.holding() {
        Holding::Wholly => report.hold(what),
        Holding::AsFarAsChecked => {
            let unchecked = of.checks.iter().filter(|check| check.result == Checked::NotChecked);
            report.checks.extend(unchecked.cloned());
        }
        Holding::Not => {
            let failed = of.checks.iter().filter(|check| check.result == Checked::Fails);
            report.checks.extend(failed.cloned());
        }
    }
}
