//! What a published finding says, for people to read. Nothing of it is checked here.

mod excerpt;
mod show;
mod told;

pub(crate) use excerpt::{excerpt, some};
pub(crate) use show::{write_draft, write_draft_in_brief};

use crate::arguments::{FindingCommand, Terminal};
use crate::complaint::Complaint;
use crate::output::Outcome;

/// `dunant finding …`.
pub(crate) fn run(command: &FindingCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        FindingCommand::Show { file } => show::show(file, terminal),
    }
}
