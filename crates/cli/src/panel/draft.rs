use std::path::Path;

use dunant::exchange::{Detail, to_text};
use dunant_custody::CaseId;
use dunant_secretariat::Judged;

use super::{position, steps};
use crate::arguments::{AgainOptions, Format, HomeOption, PageOptions, Terminal};
use crate::assess;
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::finding;
use crate::home;
use crate::output::{Outcome, look, page, spare_the_work, write_out};

/// The most lines of a draft's page that is not explained, and of those what the panel itself says.
const LINES: usize = 50;
const LINES_OF_THE_PANEL: usize = 24;

/// Drafts a finding.
pub(super) fn draft(
    option: &HomeOption,
    case: &CaseId,
    key: &Path,
    conclusion: &Path,
    again: &AgainOptions,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (home, signer) = (home::open(option)?, home::signer(key)?);
    let conclusion = position::read(conclusion)?;
    let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
    let drafted = steps::under_the_tool(&home, case, key, terminal, |occasion| {
        home.draft(case, &signer, conclusion, &setup, occasion)
    })?;
    tell_standing(&drafted, terminal)
}

/// Prints what is voted on.
pub(super) fn show(
    option: &HomeOption,
    case: &CaseId,
    format: Format,
    options: &PageOptions,
    again: &AgainOptions,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    options.report.as_deref().map_or(Ok(()), spare_the_work)?;
    let draft = home.standing_draft(case)?;
    if format == Format::Text || options.report.is_some() {
        let judged = home.judged(case, &assess::setup_again(home.frozen_settings(case)?, again)?)?;
        assess::write_page(&judged.document, options, terminal)?;
        if format == Format::Text {
            write_out(&written(&judged, options, terminal))?;
            return Ok(Outcome::Done);
        }
    }
    write_out(&(String::from_utf8_lossy(&draft).into_owned() + "\n"))?;
    Ok(Outcome::Done)
}

/// What the panel says, and below it the assessment that the draft shows: both whole, or on one screen.
fn written(Judged { body, document }: &Judged, options: &PageOptions, terminal: &Terminal) -> String {
    let mut page = page(terminal);
    if options.explain {
        finding::write_draft(&mut page, body);
        return page.finish() + "\n" + &to_text(document, look(terminal), Detail::Full);
    }
    finding::write_draft_in_brief(&mut page, body);
    let said = page.finish();
    let said: Vec<&str> = said.lines().collect();
    let mut brief = String::new();
    let kept = if said.len() > LINES_OF_THE_PANEL { LINES_OF_THE_PANEL - 1 } else { said.len() };
    for line in said.iter().take(kept) {
        brief.push_str(line);
        brief.push('\n');
    }
    if kept < said.len() {
        brief.push_str("All that the panel says: --explain\n");
    }
    let left = LINES.saturating_sub(brief.lines().count() + 1);
    brief + "\n" + to_text(document, look(terminal), Detail::Within(left)).trim_start_matches('\n')
}
