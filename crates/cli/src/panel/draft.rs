use std::path::Path;

use dunant::exchange::{Detail, to_text};
use dunant::{FewFeatures, Fewest, Setup};
use dunant_custody::CaseId;
use dunant_secretariat::{Home, Judged, body_beside, drafted_by};

use super::{position, steps};
use crate::arguments::{AgainOptions, DraftFile, Format, HomeOption, PageOptions, Terminal};
use crate::assess;
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::finding;
use crate::home;
use crate::output::{Outcome, look, page, spare_the_work, tell, write_out};
use crate::record::read_file;

/// The most lines of a draft's page that is not explained, and of those what the panel itself says.
const LINES: usize = 50;
const LINES_OF_THE_PANEL: usize = 24;

/// Said where another program, pack or model would give another number.
const UNTOLD: &str = "how few features would change the published answer is not told: this program, pack, model and instruments give another \
                      assessment than the draft shows; `--knowledge` and `--model` name those that the case was frozen with";

/// Who drafts what, and where to.
pub(super) struct Drafting<'a> {
    pub(super) key: &'a Path,
    pub(super) conclusion: &'a Path,
    /// The file into which the step is signed, where nothing is handed in.
    pub(super) out: Option<&'a Path>,
}

/// Drafts a finding.
pub(super) fn draft(
    option: &HomeOption,
    case: &CaseId,
    Drafting { key, conclusion, out }: &Drafting<'_>,
    again: &AgainOptions,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (home, signer) = (home::open(option)?, home::signer(key)?);
    let home = match out {
        Some(file) => home.signing_into(file.to_path_buf()),
        None => home,
    };
    let conclusion = position::read(conclusion)?;
    let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
    let drafted = steps::under_the_tool(&home, case, key, terminal, |occasion| {
        home.draft(case, &signer, conclusion, &setup, occasion)
    })?;
    if let Some(file) = out {
        tell(terminal, &format!("what it names is in `{}`: keep both together", body_beside(file).display()));
    }
    tell_standing(&drafted, terminal)
}

/// Keeps what a draft names that was signed into `step`, or lodged from it; of another step there is nothing to keep.
pub(super) fn keep_beside(
    home: &Home,
    case: &CaseId,
    note: &str,
    step: &Path,
    DraftFile { draft, again }: &DraftFile,
) -> Result<(), Complaint> {
    if drafted_by(note).is_none() {
        return match draft {
            Some(_) => Err(Complaint::new(format!("`{}` is no draft", step.display()))
                .with_help("leave out `--draft`: another step names no document")),
            None => Ok(()),
        };
    }
    let file = draft.clone().unwrap_or_else(|| body_beside(step));
    // Where the draft is known already, nobody needs the file; where it is not, handing in says what is missing.
    if draft.is_none() && !file.is_file() {
        return Ok(());
    }
    let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
    Ok(home.keep_draft(case, note, &read_file(&file)?, &setup)?)
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
