//! The `dunant` command: arguments, progress, exit codes. What it does stands in the `dunant` library.

mod arguments;
mod assess;
mod bench;
mod case;
mod complaint;
mod convention;
mod finding;
mod gather;
mod heads;
mod home;
mod knowledge;
mod output;
mod panel;
mod read;
mod record;
mod trust;
mod verify;
mod witness;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::arguments::{Arguments, Command};
use crate::output::{Outcome, write_out};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version are asked for; anything else broke. The parser's own code for that is taken here by "insufficient".
            let outcome = if usage.use_stderr() { Outcome::Broke } else { Outcome::Done };
            // A terminal that went away takes no help text.
            let _ = if usage.use_stderr() { complaint::print_usage(&usage) } else { usage.print() };
            return outcome.into();
        }
    };
    let outcome = match &arguments.command {
        Command::Assess(options) => assess::run(options, &arguments.terminal),
        Command::Read(options) => read::run(options, &arguments.terminal),
        Command::Knowledge(command) => knowledge::run(command, &arguments.terminal),
        Command::Convention(command) => convention::run(command, &arguments.terminal),
        Command::Init(options) => home::init(options, &arguments.terminal),
        Command::Case(command) => case::run(command, &arguments.terminal),
        Command::Panel(command) => panel::run(command, &arguments.terminal),
        Command::Heads(command) => heads::run(command, &arguments.terminal),
        Command::Trust(command) => trust::run(command, &arguments.terminal),
        Command::Verify(options) => verify::run(options, &arguments.terminal),
        Command::Finding(command) => finding::run(command, &arguments.terminal),
        Command::Backup(options) => home::backup(options, &arguments.terminal),
        Command::Restore(options) => home::restore(options, &arguments.terminal),
        Command::Demo(options) => home::demo(options, &arguments.terminal),
        Command::Record(command) => record::run(command, &arguments.terminal),
        Command::Witness(command) => witness::run(command, &arguments.terminal),
        Command::Bench(command) => bench::run(command, &arguments.terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "dunant", &mut script);
            write_out(&String::from_utf8_lossy(&script)).map(|()| Outcome::Done)
        }
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(complaint) => {
            complaint.print(&arguments.terminal);
            Outcome::Broke.into()
        }
    }
}
