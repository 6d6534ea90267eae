use std::path::Path;

use dunant::exchange::{Detail, to_text};
use dunant::{FewFeatures, Fewest, Setup};
use dunant_custody::CaseId;
use dunant_secretariat::{Home, Judged};

use super::{position, steps};
use crate::arguments::{AgainOptions, Format, HomeOption, PageOptions, Terminal};
use crate::assess;
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::finding;
use crate::home;
use crate::output::{Outcome, look, page, spare_the_work, tell, write_out};

/// The most lines of a draft's page that is not explained, and of those what the panel itself says.
const LINES: usize = 50;
const LINES_OF_THE_PANEL: usize = 24;

/// Said where another program, pack or model would give another number.
const UNTOLD: &str = "how few features would change the published answer is not told: this program, pack, model and instruments give another \
                      assessment than the draft shows; `--knowledge` and `--model` name those that the case was frozen with";

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
        let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
        let judged = home.judged(case, &setup)?;
        assess::write_page(&judged.document, options, terminal)?;
        if format == Format::Text {
            write_out(&written(&judged, options, terminal))?;
            tell_few(&home, case, &setup, terminal)?;
            return Ok(Outcome::Done);
        }
    }
    write_out(&(String::from_utf8_lossy(&draft).into_owned() + "\n"))?;
    // The document stands by itself; that the number cannot be told with what is at hand is no reason to fail.
    let told = || {
        let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
        home.judged(case, &setup)?;
        tell_few(&home, case, &setup, terminal)
    };
    if told().is_err() {
        tell(terminal, UNTOLD);
    }
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

/// Tells, before the vote, how few features would make a sentence about restricted items true.
fn tell_few(home: &Home, case: &CaseId, setup: &Setup, terminal: &Terminal) -> Result<(), Complaint> {
    if let Some(few) = home.few_features(case, setup)? {
        tell(terminal, &few_words(&few));
    }
    Ok(())
}

/// What a sentence about restricted items gives away, for those who vote on it.
fn few_words(few: &FewFeatures) -> String {
    let what = match &few.fewest {
        None => format!("eight features of none of {} actors that were tried would make it true", few.tried),
        Some(Fewest { features, actors }) => {
            let (features, are) = match features {
                1 => ("1 feature".to_owned(), "is"),
                more => (format!("{more} features"), "are"),
            };
            format!("{features} that the pack has of {} {are} enough to make it true", actors.join(" or of "))
        }
    };
    format!(
        "restricted items have no part in what is published. Should the finding say that they change the answer, readers can look for what would: {what}. \
         That they do not change it is true of items that hold nothing, and gives nothing away"
    )
}
