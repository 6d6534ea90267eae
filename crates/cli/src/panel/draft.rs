use std::path::Path;

use dunant::{FewFeatures, Fewest, Setup};
use dunant_custody::CaseId;

use super::{position, steps};
use crate::arguments::{HomeOption, Terminal};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, tell, write_out};

/// Drafts a finding.
pub(super) fn draft(
    option: &HomeOption,
    case: &CaseId,
    key: &Path,
    conclusion: &Path,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (home, signer) = (home::open(option)?, home::signer(key)?);
    let conclusion = position::read(conclusion)?;
    let setup = Setup::shipped()?;
    let drafted = steps::under_the_tool(&home, case, key, terminal, |occasion| {
        home.draft(case, &signer, conclusion, &setup, occasion)
    })?;
    tell_standing(&drafted, terminal)
}

/// Prints what is voted on.
pub(super) fn show(option: &HomeOption, case: &CaseId, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let draft = home.standing_draft(case)?;
    write_out(&(String::from_utf8_lossy(&draft).into_owned() + "\n"))?;
    if let Some(few) = home.few_features(case, &Setup::shipped()?)? {
        tell(terminal, &few_words(&few));
    }
    Ok(Outcome::Done)
}

/// What a sentence about restricted items gives away, for those who vote on it.
fn few_words(few: &FewFeatures) -> String {
    let what = match &few.fewest {
        None => format!("eight features of none of {} actors that were tried would make it true", few.tried),
        Some(Fewest { features, actors }) => {
            format!("{features} features that the pack has of {} are enough to make it true", actors.join(" or of "))
        }
    };
    format!(
        "restricted items have no part in what is published. Should the finding say that they change the answer, readers can look for what would: {what}. \
         That they do not change it is true of items that hold nothing, and gives nothing away"
    )
}
