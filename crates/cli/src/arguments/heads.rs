use clap::Subcommand;

use super::{Format, HomeOption};

/// The heads log: an entry an epoch, in which every case has one place, so that no step of a case can be left out later.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant heads tick --home body\n\n\
    A timer runs it, more often than epochs are made: docs/trust.md has one for systemd and one for cron.")]
pub(crate) enum HeadsCommand {
    /// Make the next epoch, if it is due.
    #[command(after_help = "Example:  dunant heads tick --home body\n\n\
        Exit codes: 0 made, or not due yet; 1 broke, as when too few witnesses answer: run it again.")]
    Tick {
        #[command(flatten)]
        home: HomeOption,
    },
    /// List the epochs that were made.
    #[command(after_help = "Example:  dunant heads list --home body --format json")]
    List {
        #[command(flatten)]
        home: HomeOption,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
}
