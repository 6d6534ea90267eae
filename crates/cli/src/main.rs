//! The `dunant` command: arguments, progress, exit codes. What it does stands in the `dunant` library.

mod arguments;
mod assess;
mod complaint;
mod knowledge;
mod output;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::arguments::{Arguments, Command};
use crate::output::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Assess(options) => assess::run(options, &arguments.terminal),
        Command::Knowledge(command) => knowledge::run(command, &arguments.terminal),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "dunant", &mut std::io::stdout());
            Ok(Outcome::Done)
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
