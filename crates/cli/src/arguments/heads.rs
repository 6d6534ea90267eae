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
    /// Make a heads log that follows on the one of today, as where its key is to be replaced.
    ///
    /// Epochs are numbered on. The new log begins with the epoch that is printed, once the next trust file has it (`trust draft`, `trust sign`, `trust adopt`):
    /// the last entry of one log names the other, and the first of the other the one. Where that epoch comes before the signatures do, run it again.
    #[command(
        after_help = "Example:\n  dunant heads succeed --home body --after 28\n  dunant trust draft --home body > next.trust\n\n\
        28 epochs of six hours are a week: as long as the witnesses need to add the key, and the signers to sign."
    )]
    Succeed {
        #[command(flatten)]
        home: HomeOption,
        /// How many epochs from now it begins.
        #[arg(long, value_name = "EPOCHS", default_value_t = 28, value_parser = clap::value_parser!(u64).range(1..=100_000))]
        after: u64,
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
