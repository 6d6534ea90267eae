use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::HomeOption;

/// The trust file: whom a reader of findings goes by, signed by people for whom the secretariat cannot sign.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant trust show trust/1.trust\n\ndocs/trust.md says how a body makes its first.")]
pub(crate) enum TrustCommand {
    /// Write the text of the first version, or of the next.
    Draft(DraftOptions),
    /// Add your signature to a trust file, or to its text.
    #[command(after_help = "Example:  dunant trust sign next.trust --secret-key founder-1.key")]
    Sign {
        /// The text as `trust draft` wrote it, or with the signatures of others; it is written anew.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Your key.
        #[arg(long = "secret-key", alias = "key", value_name = "FILE")]
        key: PathBuf,
    },
    /// Make the secretariat's next key: both keys say so in the chain of members and in the record.
    ///
    /// The old one signs until a trust file is adopted that has the new one (`trust draft`, `trust sign`, `trust adopt`). Cases and chains of custody
    /// that began under the old one go on under the new. The version of the trust file after that closes the old one.
    #[command(
        after_help = "Example:\n  dunant trust new-key --home body\n  dunant trust draft --home body > next.trust"
    )]
    NewKey {
        #[command(flatten)]
        home: HomeOption,
    },
    /// Take a trust file as the body's: new cases are of the second form from then on.
    #[command(after_help = "Example:  dunant trust adopt next.trust --home body")]
    Adopt {
        #[command(flatten)]
        home: HomeOption,
        /// The file, signed by enough.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Say what a trust file says: until when, how many witnesses may lie, who signed.
    #[command(after_help = "Example:  dunant trust show trust/1.trust")]
    Show {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Write the text of a trust file for its signers. The first version needs all options but those that have a default; the next version keeps what
/// stands, and takes the rules and the key of today.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dunant trust draft --home body --days 365 \\\n    --appointer KEY --appointer KEY --needed 2 \\\n      \
    --signer KEY --signer KEY --signers-needed 2 --lodging KEY > first.trust\n  \
    dunant trust draft --home body --days 365 > next.trust"
)]
pub(crate) struct DraftOptions {
    #[command(flatten)]
    pub(crate) home: HomeOption,
    /// For how many days it is to be believed.
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) days: u32,
    /// The public key of somebody who admits members. Repeatable.
    #[arg(long, value_name = "KEY")]
    pub(crate) appointer: Vec<String>,
    /// How many of the appointers must sign [default: more than half].
    #[arg(long, value_name = "N")]
    pub(crate) needed: Option<usize>,
    /// The public key of somebody who signs trust files [default: the appointers]. Repeatable.
    #[arg(long, value_name = "KEY")]
    pub(crate) signer: Vec<String>,
    /// How many of the signers must sign [default: more than half].
    #[arg(long, value_name = "N")]
    pub(crate) signers_needed: Option<usize>,
    /// The public key of a log that others run, in which members lodge what is refused or ignored. Repeatable.
    #[arg(long, value_name = "KEY")]
    pub(crate) lodging: Vec<String>,
    /// Seconds from one epoch to the next [default: 21600].
    #[arg(long, value_name = "SECONDS")]
    pub(crate) every: Option<u64>,
    /// Seconds that the date of a step may lie before what witnesses saw [default: two epochs].
    #[arg(long, value_name = "SECONDS")]
    pub(crate) lag: Option<u64>,
    /// Seconds that clocks may differ [default: 300].
    #[arg(long, value_name = "SECONDS")]
    pub(crate) skew: Option<u64>,
}
