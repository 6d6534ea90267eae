use std::path::Path;

use dunant::Setup;
use dunant_custody::CaseId;

use super::{position, steps};
use crate::arguments::{HomeOption, Terminal};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, write_out};

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
pub(super) fn show(option: &HomeOption, case: &CaseId) -> Result<Outcome, Complaint> {
    let draft = home::open(option)?.standing_draft(case)?;
    write_out(&(String::from_utf8_lossy(&draft).into_owned() + "\n"))?;
    Ok(Outcome::Done)
}
