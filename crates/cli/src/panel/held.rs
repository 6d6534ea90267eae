//! Holding the secretariat to its word: receipts, lodging, contests, where a case stands.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use dunant::exchange::page::{faint, plain, strong};
use dunant::panel::known::Followed;
use dunant::panel::lodging::Bundle;
use dunant::panel::receipt::Receipt;
use dunant::vocabulary::Sha256Digest;
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
    /// Whether the case does not have the link: the secretariat signed another in its place, or took it back.
    gone: bool,
    refused: bool,
}

/// Lists the receipts of a key, and whether the heads log has kept each promise. Every epoch of the body is verified for that, so that a link which stood in
/// one and is gone in the next is not said to stand.
pub(super) fn receipts(
    option: &HomeOption,
    key: &Path,
    case: Option<&CaseId>,
    format: Format,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let tool = Tool::of(key);
    let kept = tool.receipts(case)?;
    let mut cases = BTreeMap::new();
    let mut listed = Vec::with_capacity(kept.len());
    for one in kept {
        listed.push(list(&home, &tool, &one, &mut cases)?);
    }
    let text = render_list("dunant.receipts/1", &listed, format, terminal, |page| {
        if listed.is_empty() {
            page.paragraph(0, &[plain("No receipt is kept beside this key.")]);
        }
        for one in &listed {
            let refused = if one.refused { ", refused" } else { "" };
            let kept = match one.epoch {
                _ if one.gone => {
                    ": the case has another link there, or none. The secretariat broke its promise: keep the receipt, show it to other members, lodge the step"
                        .to_owned()
                }
                Some(epoch) => format!(": in epoch {epoch}"),
                None => ": promised, and in no epoch yet; after two epochs, lodge it".to_owned(),
            };
            page.paragraph(0, &[strong(format!("link {}", one.link)), plain(format!(", {}{refused}{kept}", one.step))]);
            page.paragraph(2, &[faint(&*one.file)]);
        }
    })?;
    write_out(&text)?;
    Ok(if listed.iter().any(|one| one.gone) { Outcome::NotVerified } else { Outcome::Done })
}

/// A case of which receipts are kept: its links, and the epochs in which they came.
type Course = (Vec<Sha256Digest>, Option<Followed>);

fn list(
    home: &Home,
    tool: &Tool,
    kept: &tool::Kept,
    cases: &mut BTreeMap<CaseId, Course>,
) -> Result<Listed, Complaint> {
    let keys: Vec<_> =
        home.trust().iter().flat_map(|trust| trust.secretariat()).map(|office| office.key.clone()).collect();
    let verified =
        kept.receipt.verify(&keys).map_err(|error| Complaint::new(format!("`{}`: {error}", kept.file.display())))?;
    let case = &verified.step.statement().case;
    let (links, followed) = match cases.entry(case.clone()) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => place.insert(tool.course(home, case)?),
    };
    let number = verified.link.number;
    let here = usize::try_from(number).ok().and_then(|number| links.get(number));
    let gone = here != Some(&verified.digest);
    let epoch = followed.as_ref().and_then(|followed| followed.epoch_of(number)).filter(|_| !gone);
    let refused = matches!(verified.link.event, dunant::panel::PanelEvent::Refused { .. });
    let step = tool::kind(&kept.receipt).map(|kind| kind.to_string()).unwrap_or_default();
    Ok(Listed { file: kept.file.display().to_string(), step, link: number, epoch, gone, refused })
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
