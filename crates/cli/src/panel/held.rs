//! Holding the secretariat to its word: receipts, lodging, contests, where a case stands.

use std::path::Path;

use dunant::exchange::page::{faint, plain, strong};
use dunant::panel::lodging::Bundle;
use dunant::panel::receipt::Receipt;
use dunant_custody::CaseId;
use dunant_log::LogDirectory;
use dunant_secretariat::Home;
use serde::Serialize;

use super::draft;
use super::tool::{self, Tool};
use crate::arguments::{DraftFile, Format, HomeOption, Terminal};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, render_list, tell, write_out};
use crate::record::{complain, read_file, write_new_file, write_secret_file};

/// A receipt as a program reads it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Listed {
    file: String,
    step: String,
    link: u64,
    /// The first epoch in which the link stands; nothing where it stands in none yet.
    epoch: Option<u64>,
    refused: bool,
}

/// Lists the receipts of a key, and whether the heads log has kept each promise.
pub(super) fn receipts(
    option: &HomeOption,
    key: &Path,
    case: Option<&CaseId>,
    format: Format,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let listed: Vec<Listed> =
        Tool::of(key).receipts(case)?.into_iter().map(|kept| list(&home, &kept)).collect::<Result<_, _>>()?;
    let text = render_list("dunant.receipts/1", &listed, format, terminal, |page| {
        if listed.is_empty() {
            page.paragraph(0, &[plain("No receipt is kept beside this key.")]);
        }
        for one in &listed {
            let refused = if one.refused { ", refused" } else { "" };
            let kept = match one.epoch {
                Some(epoch) => format!(": in epoch {epoch}"),
                None => ": promised, and in no epoch yet; after two epochs, lodge it".to_owned(),
            };
            page.paragraph(0, &[strong(format!("link {}", one.link)), plain(format!(", {}{refused}{kept}", one.step))]);
            page.paragraph(2, &[faint(&*one.file)]);
        }
    })?;
    write_out(&text)?;
    Ok(Outcome::Done)
}

fn list(home: &Home, kept: &tool::Kept) -> Result<Listed, Complaint> {
    let keys: Vec<_> =
        home.trust().iter().flat_map(|trust| trust.secretariat()).map(|office| office.key.clone()).collect();
    let verified =
        kept.receipt.verify(&keys).map_err(|error| Complaint::new(format!("`{}`: {error}", kept.file.display())))?;
    let case = &verified.step.statement().case;
    let refused = matches!(verified.link.event, dunant::panel::PanelEvent::Refused { .. });
    let step = tool::kind(&kept.receipt).map(|kind| kind.to_string()).unwrap_or_default();
    let epoch = home.epoch_of(case, verified.link.number, &verified.digest)?;
    Ok(Listed { file: kept.file.display().to_string(), step, link: verified.link.number, epoch, refused })
}

/// Enters the step of a receipt, or a signed step, sealed, in a log that others run.
pub(super) fn lodge(
    option: &HomeOption,
    step: &Path,
    log: &Path,
    out: Option<&Path>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let bytes = read_file(step)?;
    let note = match Receipt::parse(&bytes) {
        Ok(receipt) => receipt.step,
        Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let (bundle, by) = home.lodge(&LogDirectory::new(log), &note, &home::occasion()?)?;
    let kept = tool::kept_links(step)?;
    let bundle = bundle.with_links(if kept.is_empty() { home.links_seen(&note)? } else { kept });
    let file = out.map_or_else(|| step.with_extension("lodged.json"), Path::to_owned);
    // It holds the step and its salt in clear.
    write_secret_file(&file, bundle.to_string().as_bytes())?;
    write_out(&format!("{}\n", file.display()))?;
    tell(terminal, &format!("lodged by {by}; send the file to the secretariat and to every member, and keep it"));
    tell(terminal, "a finding without this step is shown to be so with `dunant verify FINDING --lodged FILE`");
    Ok(Outcome::Done)
}

/// Takes up a step that its author lodged.
pub(super) fn take_up(
    option: &HomeOption,
    case: &CaseId,
    bundle: &Path,
    draft: &DraftFile,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let lodged = bundle_in(bundle)?;
    draft::keep_beside(&home, case, &lodged.step, bundle, draft)?;
    tell_standing(&home.take_up(case, lodged, &home::occasion()?)?, terminal)
}

/// Enters under its author's key that a finding left a lodged step out.
pub(super) fn contest(
    option: &HomeOption,
    key: &Path,
    bundle: &Path,
    log: &Path,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (home, key) = (home::open(option)?, home::signer(key)?);
    let read = bundle_in(bundle)?;
    let (index, proof) = home.contest(&LogDirectory::new(log), &key, &read, &home::occasion()?)?;
    let file = bundle.with_extension("contest.proof");
    write_new_file(&file, proof.to_string().as_bytes())?;
    write_out(&format!("{}\n", file.display()))?;
    tell(terminal, &format!("contested as entry {index}; it stands beside the finding, and is no veto"));
    Ok(Outcome::Done)
}

/// Writes where a case stands in the newest epoch.
pub(super) fn standing(option: &HomeOption, case: &CaseId) -> Result<Outcome, Complaint> {
    write_out(&home::open(option)?.standing(case)?.to_string())?;
    Ok(Outcome::Done)
}

fn bundle_in(file: &Path) -> Result<Bundle, Complaint> {
    Bundle::parse(&read_file(file)?).map_err(complain)
}
