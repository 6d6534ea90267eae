//! `dunant heads …`.

use dunant::exchange::page::{faint, plain, strong};
use dunant_secretariat::{MadeEpoch, Tick};

use crate::arguments::{HeadsCommand, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, render_list, tell, write_out};

pub(crate) fn run(command: &HeadsCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        HeadsCommand::Tick { home } => {
            match home::open(home)?.tick(&home::occasion()?)? {
                Tick::NotDue { newest, due } => {
                    tell(terminal, &format!("epoch {newest} is the newest; the next is due at {due}"))
                }
                Tick::Made(epoch) => told(&epoch, terminal)?,
            }
            Ok(Outcome::Done)
        }
        HeadsCommand::Succeed { home, after } => {
            let next = home::open(home)?.succeed_heads(*after, &home::occasion()?)?;
            write_out(&format!("{}\n", next.key))?;
            tell(
                terminal,
                &format!(
                    "above is the key of the heads log in `{}`, which begins with epoch {} if the trust file has it by then",
                    next.directory.display(),
                    next.begins
                ),
            );
            tell(
                terminal,
                "next: give the key to the witnesses (`dunant witness serve … --log KEY`), then `dunant trust draft`, the signatures of enough signers, `dunant trust adopt`",
            );
            Ok(Outcome::Done)
        }
        HeadsCommand::List { home, format } => {
            let epochs = home::open(home)?.list_epochs()?;
            let text = render_list("dunant.epochs/1", &epochs, *format, terminal, |page| {
                if epochs.is_empty() {
                    page.paragraph(0, &[plain("No epoch was made yet.")]);
                }
                for epoch in &epochs {
                    let at = epoch.at.map_or_else(|| "at no known time".to_owned(), |at| at.to_string());
                    let moved = if epoch.moved == 1 {
                        "1 chain moved".to_owned()
                    } else {
                        format!("{} chains moved", epoch.moved)
                    };
                    page.paragraph(
                        0,
                        &[strong(format!("{:>6}", epoch.number)), plain(format!("  {at}  ")), faint(moved)],
                    );
                }
            })?;
            write_out(&text)?;
            Ok(Outcome::Done)
        }
    }
}

fn told(epoch: &MadeEpoch, terminal: &Terminal) -> Result<(), Complaint> {
    write_out(&format!("{}\n", epoch.number))?;
    let seen = epoch.at.map_or_else(|| "no witness says when".to_owned(), |at| format!("witnesses saw it by {at}"));
    tell(terminal, &format!("made epoch {}; {seen}", epoch.number));
    if let Some(pause) = epoch.pause {
        tell(
            terminal,
            &format!(
                "there was no epoch for {pause} seconds before it: what is dated in that time cannot be checked, and a finding says so"
            ),
        );
    }
    Ok(())
}
