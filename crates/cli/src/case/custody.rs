use std::path::Path;

use dunant::Setup;
use dunant_custody::{CaseId, CustodyEvent, Link};
use dunant_secretariat::{Audience, GivenCustody, Misdated};

use super::items;
use crate::arguments::{HomeOption, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, page, tell, write_out};
use crate::record::{complain, write_new_file};
use dunant::exchange::page::{faint, left, plain, strong};

/// Writes the chains of a case's items where a stranger can check them.
pub(super) fn write(
    option: &HomeOption,
    case: &CaseId,
    file: &Path,
    audience: Audience,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    home.proceeding(case)?;
    let GivenCustody { document, left_out } = home.custody_document(case, audience, &Setup::shipped()?)?;
    write_new_file(file, document.to_json().map_err(complain)?.as_bytes())?;
    let (file, rules) = (file.display(), home.root().join("policy.toml"));
    tell(terminal, &format!("wrote `{file}`; check it with `dunant verify {file} --rules {}`", rules.display()));
    for (item, why) in left_out {
        tell(terminal, &format!("the chain of `{item}` is left out: {why}"));
    }
    Ok(Outcome::Done)
}

/// Prints the chains of a case's items.
pub(super) fn print(option: &HomeOption, case: &CaseId, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    home.proceeding(case)?;
    let held = home.items(case)?;
    let mut page = page(terminal);
    page.paragraph(0, &[plain(format!("{} in the case {case}.", items(held.len())))]);
    for item in &held {
        let custody = &item.custody;
        page.blank();
        page.paragraph(0, &[strong(item.name())]);
        page.paragraph(2, &[faint(format!("SHA-256 {}", item.digest()))]);
        let marking = format!(
            "{} bytes, {}, {}, grade {}{}",
            item.stored.size,
            custody.tlp(),
            custody.pap(),
            custody.admiralty(),
            if custody.is_lost() { "; lost" } else { "" }
        );
        page.paragraph(2, &[plain(marking)]);
        for link in custody.links() {
            let columns = [left(21), left(page.width().saturating_sub(23))];
            // Numbered where numbers are needed, and a wrong date never stands there as if it were one.
            let wrong = if custody.is_misdated(link.number) { " (this date is wrong)" } else { "" };
            let said = format!("{}{wrong}", words(link));
            page.row(2, &columns, &[vec![faint(link.time.to_string())], vec![plain(said)]]);
        }
    }
    write_out(&page.finish())?;
    Ok(Outcome::Done)
}

fn words(link: &Link<CustodyEvent>) -> String {
    match &link.event {
        CustodyEvent::TakenIn(receipt) => {
            let handed = receipt.handed.as_ref().map(|handed| format!(", {handed}")).unwrap_or_default();
            format!("taken in from {}{handed}", receipt.from)
        }
        CustodyEvent::Accessed { by, purpose } => format!("read by {by}: {purpose}"),
        CustodyEvent::Copied { by, to, purpose } => format!("copied by {by} to {to}: {purpose}"),
        CustodyEvent::Exported { by, to, purpose } => format!("given out by {by} to {to}: {purpose}"),
        CustodyEvent::Redacted { by, disclosed, purpose } => {
            let numbers: Vec<String> = disclosed.iter().map(u64::to_string).collect();
            format!("shown in part by {by} (observations {}): {purpose}", numbers.join(", "))
        }
        CustodyEvent::Sealed(seal) => format!("sealed, {} observations", seal.observations),
        CustodyEvent::Regraded { by, tlp, pap, admiralty, reason } => {
            let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            format!("marked {tlp}, {pap}, grade {admiralty} by {by}{because}")
        }
        CustodyEvent::Lost { by, reason } => format!("found to be lost by {by}: {reason}"),
        CustodyEvent::Recovered { by, reason } => format!("brought back by {by}: {reason}"),
        CustodyEvent::Clock { by, links, because } => {
            let numbers: Vec<String> = links.iter().map(u64::to_string).collect();
            format!("the dates of links {} are wrong, found by {by}: {because}", numbers.join(", "))
        }
    }
}

/// Says in the chains of items that dates are wrong.
pub(super) fn clock(
    option: &HomeOption,
    case: &CaseId,
    misdated: &Misdated,
    (by, because): (&str, &str),
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    for (item, links) in home::open(option)?.mend_custody(case, misdated, by, because, &home::occasion()?)? {
        let links = if links == 1 { "1 link".to_owned() } else { format!("{links} links") };
        tell(terminal, &format!("`{}`: what witnesses saw counts in place of the dates of {links}", item.name()));
    }
    Ok(Outcome::Done)
}

/// Names what is lost of a case; 3 where anything is.
pub(super) fn check(option: &HomeOption, case: &CaseId, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let held = home.items(case)?;
    let missing = home.check(case, &home::occasion()?)?;
    for missing in &missing {
        write_out(&format!("{missing}\n"))?;
    }
    if missing.is_empty() {
        tell(
            terminal,
            &format!(
                "{} of the case `{case}`, and its documents, are all there, every byte of them",
                items(held.len())
            ),
        );
        return Ok(Outcome::Done);
    }
    Ok(Outcome::NotVerified)
}
