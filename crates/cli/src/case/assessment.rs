use dunant::exchange::{Document, to_json};
use dunant_custody::CaseId;
use dunant_secretariat::HeldItem;

use crate::arguments::{AgainOptions, Format, HomeOption, PageOptions, Terminal, Who};
use crate::assess;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, spare_the_work, write_out};

/// Prints what members assess.
pub(super) fn show(
    option: &HomeOption,
    case: &CaseId,
    format: Format,
    page: &PageOptions,
    again: &AgainOptions,
    who: &Who,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    page.report.as_deref().map_or(Ok(()), spare_the_work)?;
    if format == Format::Json && page.report.is_none() {
        let frozen = home.assessment(case, &who.act(), &home::occasion()?)?;
        write_out(&String::from_utf8_lossy(&frozen))?;
        return Ok(Outcome::Done);
    }
    let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
    let document = home.assessed(case, &who.act(), &setup, &home::occasion()?)?;
    let shown = marked(&document, &home.items(case)?);
    assess::write_page(&shown, page, terminal)?;
    match format {
        Format::Json => write_out(&to_json(&document))?,
        Format::Text => assess::print(&shown, page, terminal)?,
    }
    Ok(Outcome::Done)
}

/// The document as a person sees it: each item under the closest of its own marking and that of its intake. The frozen bytes stay as they are.
fn marked(document: &Document, held: &[HeldItem]) -> Document {
    let mut shown = document.clone();
    for item in &mut shown.items {
        if let Some(held) = held.iter().find(|held| held.digest() == item.digest) {
            item.tlp = item.tlp.max(Some(held.custody.tlp()));
        }
    }
    shown
}
