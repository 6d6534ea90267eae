mod case;
mod check;
mod explain;
mod facts;
mod lint;
mod list;
mod parties;
mod propose;
mod rule;
mod show;

use dunant::Acceptance;
use dunant::convention::{Convention, UnknownArticle};

use crate::arguments::{ConventionCommand, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, render, render_list, write_out};

/// The schema of what these commands write as JSON (docs/schema/convention-1.md).
const SCHEMA: &str = "dunant.convention/1";

/// `dunant convention …`.
pub(crate) fn run(command: &ConventionCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        ConventionCommand::Lint { files, format } => return lint::run(files, *format, terminal),
        ConventionCommand::Propose { case, knowledge, format } => {
            return propose::propose(case, knowledge.as_deref(), *format, terminal);
        }
        ConventionCommand::Accept { case, fact, author, value, knowledge } => {
            let acceptance = Acceptance { fact, author, value };
            return propose::accept(case, knowledge.as_deref(), &acceptance, terminal);
        }
        _ => {}
    }
    let convention = Convention::shipped().map_err(dunant::Error::from)?;
    let text = match command {
        ConventionCommand::List { format } => list::list(&convention, *format, terminal)?,
        ConventionCommand::Show { article, format } => show::show(&convention, article, *format, terminal)?,
        ConventionCommand::Check { case, report } => check::check(&convention, case, report.as_deref(), terminal)?,
        ConventionCommand::Explain { case, article } => explain::explain(&convention, case, article, terminal)?,
        ConventionCommand::Parties { instrument, of, as_of, format } => match (instrument, of) {
            (Some(instrument), _) => parties::of_instrument(&convention, instrument, *as_of, *format, terminal)?,
            (None, Some(name)) => parties::of_party(&convention, name, *as_of, *format, terminal)?,
            (None, None) => return Err(parties::of_what(&convention)),
        },
        ConventionCommand::Facts { fact: None, mapping: false, format } => facts::list(*format, terminal)?,
        ConventionCommand::Facts { fact, format, .. } => facts::mapping(fact.as_deref(), *format, terminal)?,
        // Answered above: they read files of their own, and no shipped instrument.
        ConventionCommand::Lint { .. } | ConventionCommand::Propose { .. } | ConventionCommand::Accept { .. } => {
            return Ok(Outcome::Done);
        }
    };
    write_out(&text)?;
    Ok(Outcome::Done)
}

impl From<UnknownArticle> for Complaint {
    fn from(unknown: UnknownArticle) -> Self {
        let complaint = Self::new(unknown.to_string());
        let near: Vec<String> = unknown.near.iter().map(|name| format!("`{name}`")).collect();
        complaint.with_help(if near.is_empty() {
            "`dunant convention list` lists them all".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        })
    }
}
