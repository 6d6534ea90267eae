//! `dunant panel …`.

mod draft;
mod held;
mod members;
mod position;
mod steps;
mod tool;

use dunant::panel::step::{Reply, Served};

use crate::arguments::{PanelCommand, Terminal};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, tell, write_out};

pub(crate) fn run(command: &PanelCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        PanelCommand::Key { file, name } => members::key(file, name, terminal),
        PanelCommand::Member(command) => members::run(command, terminal),
        PanelCommand::Recuse { step, reasons } => {
            let taken = steps::take(step, terminal, |home, key, occasion| {
                home.recuse(&step.case, key, reasons.clone(), occasion)
            })?;
            tell_standing(&taken, terminal)
        }
        PanelCommand::Commit { step, sealed, yes } => {
            let asking = if *yes { position::Asking::Never } else { position::Asking::OnTerminal };
            position::commit(step, sealed, asking, terminal)
        }
        PanelCommand::Reveal { step, sealed } => position::reveal(step, sealed, terminal),
        PanelCommand::Ask { home, case, key, out, to, kind, text } => {
            let asked = steps::Asking { to, kind: *kind, text };
            steps::ask(home, case, &steps::Author::of(key.as_deref(), out.as_deref()), &asked, terminal)
        }
        PanelCommand::Reply { home, case, key, out, to, text, evidence } => {
            let reply = Reply { question: *to, text: text.clone(), evidence: evidence.clone() };
            steps::reply(home, case, &steps::Author::of(key.as_deref(), out.as_deref()), reply, terminal)
        }
        PanelCommand::Serve { step, question, how, at } => {
            let served = Served { question: *question, how: how.clone(), at: *at };
            let taken =
                steps::take(step, terminal, |home, key, occasion| home.serve(&step.case, key, served, occasion))?;
            tell_standing(&taken, terminal)
        }
        PanelCommand::Complain { step, reasons } => {
            let complaint = dunant::panel::step::Complaint { reasons: reasons.clone() };
            let taken =
                steps::take(step, terminal, |home, key, occasion| home.complain(&step.case, key, complaint, occasion))?;
            tell_standing(&taken, terminal)
        }
        PanelCommand::Receipts { home, key, case, format } => {
            held::receipts(home, key, case.as_ref(), *format, terminal)
        }
        PanelCommand::HandIn { home, case, step, key, draft } => {
            steps::hand_in(home, case, step, key.as_deref(), draft, terminal)
        }
        PanelCommand::Lodge { home, step, log, out } => held::lodge(home, step, log, out.as_deref(), terminal),
        PanelCommand::TakeUp { home, case, lodged, draft } => held::take_up(home, case, lodged, draft, terminal),
        PanelCommand::Contest { home, lodged, key, log } => held::contest(home, key, lodged, log, terminal),
        PanelCommand::Standing { home, case } => held::standing(home, case),
        PanelCommand::Clock { home, case, links, because } => {
            let home = home::open(home)?;
            let mended = home.mend_dates(case, links.clone(), because.clone(), &home::occasion()?)?;
            tell_standing(&mended, terminal)
        }
        PanelCommand::Draft { home, case, key, conclusion, out, show, format, page, again } => {
            match (key, conclusion) {
                (Some(key), Some(conclusion)) if !show => {
                    let drafting = draft::Drafting { key, conclusion, out: out.as_deref() };
                    draft::draft(home, case, &drafting, again, terminal)
                }
                _ => draft::show(home, case, *format, page, again, terminal),
            }
        }
        PanelCommand::Vote { step, choice, reasons } => steps::vote(step, *choice, reasons.as_deref(), terminal),
        PanelCommand::Decide { home, case } => {
            tell_standing(&home::open(home)?.decide(case, &home::occasion()?)?, terminal)
        }
        PanelCommand::Publish { home, case } => {
            let published = home::open(home)?.publish(case, &home::occasion()?)?;
            write_out(&format!("{}\n", published.file.display()))?;
            tell(
                terminal,
                &format!("published as entry {} of the record; the proof stands beside it", published.index),
            );
            if let Some(entry) = published.supersedes {
                tell(
                    terminal,
                    &format!("entry {entry} says that it supersedes the earlier finding, which stays where it is"),
                );
            }
            Ok(Outcome::Done)
        }
        PanelCommand::Reopen { home, case, key, out, reasons, facts } => {
            let author = steps::Author::of(key.as_deref(), out.as_deref());
            steps::reopen(home, case, &author, reasons, facts, terminal)
        }
    }
}
