use std::path::PathBuf;

use clap::Subcommand;

/// Read a published finding.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  dunant finding show published/2026-001/1/finding.json")]
pub(crate) enum FindingCommand {
    /// Print what a finding says: question, answer, reasons, members, dissents, replies, what was withheld. Nothing of it is checked.
    #[command(after_help = "Example:\n  dunant finding show published/2026-001/1/finding.json\n\n\
        `dunant verify` checks it. Exit codes: 0 printed, 1 broke, or it is no finding as findings are written.")]
    Show {
        /// The finding.
        #[arg(value_name = "FINDING")]
        file: PathBuf,
    },
}
