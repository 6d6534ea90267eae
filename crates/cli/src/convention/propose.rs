use std::path::Path;

use dunant::exchange::{proposals_to_toml, value_to_json};
use dunant::{Acceptance, Case, Setup};

use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;
use crate::output::{Headed, Outcome, tell, write_out};

/// Prints what a case suggests and does not state.
pub(super) fn propose(
    case: &Path,
    knowledge: Option<&Path>,
    format: Format,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let proposals = dunant::propose(&Case::open(case)?, &setup(knowledge)?)?;
    match format {
        Format::Json => {
            let headed: Vec<_> = proposals.facts.iter().map(|fact| Headed::new(super::SCHEMA, fact)).collect();
            write_out(&value_to_json(&headed).map_err(|error| Complaint::new(error.to_string()))?)?;
        }
        Format::Text => write_out(&proposals_to_toml(&proposals.facts, &proposals.items))?,
    }
    let open = proposals.facts.iter().filter(|fact| fact.is_open()).count();
    let differ = proposals.facts.len() - open;
    tell(terminal, &format!("proposed: {open}; differ from what the case states: {differ}"));
    if open > 0 {
        let next =
            "read the places, then `dunant convention accept CASE FACT --author NAME`, or copy a table and sign it";
        tell(terminal, next);
    }
    Ok(Outcome::Done)
}

/// Enters a proposed fact into the case file, and prints the table that now stands there.
pub(super) fn accept(
    case: &Path,
    knowledge: Option<&Path>,
    acceptance: &Acceptance<'_>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let accepted = dunant::accept(&Case::open(case)?, &setup(knowledge)?, acceptance)?;
    write_out(&accepted.table)?;
    tell(terminal, &format!("entered into `{}`", accepted.path.display()));
    Ok(Outcome::Done)
}

fn setup(knowledge: Option<&Path>) -> Result<Setup, Complaint> {
    Ok(match knowledge {
        Some(path) => Setup::builder().pack(dunant::read_pack(path)?).build()?,
        None => Setup::shipped()?,
    })
}
