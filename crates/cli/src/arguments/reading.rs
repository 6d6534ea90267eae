use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dunant::vocabulary::{AdmiraltyGrade, Date, Probability};

use super::{PriorContext, day, limit, limit_help, probability};

/// What is read, and how.
#[derive(Debug, Args)]
pub(crate) struct ReadingOptions {
    /// Case directory, directory, file, or `-`.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) with: ReaderOptions,
}

/// What evidence is read with.
#[derive(Debug, Args)]
pub(crate) struct ReaderOptions {
    /// Use this knowledge pack instead of the shipped one.
    #[arg(long, value_name = "FILE")]
    pub(crate) knowledge: Option<PathBuf>,
    /// Raise or lower a limit on evidence; `--help` lists their names. Sizes take KiB, MiB, GiB. Repeatable.
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = limit, long_help = limit_help())]
    pub(crate) limits: Vec<(String, u64)>,
    /// Try this password on encrypted files, besides those that malware is commonly packed with. It is in no digest and no output.
    /// Repeatable.
    #[arg(long = "password", value_name = "PASSWORD")]
    pub(crate) passwords: Vec<String>,
    /// Try each line of this file as a password: other users of this machine can see what stands on a command line. Repeatable.
    #[arg(long = "password-file", value_name = "FILE")]
    pub(crate) password_files: Vec<PathBuf>,
    /// Files read at once; the result does not depend on it [default: the processors at hand].
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// What evidence is judged with.
#[derive(Debug, Args)]
pub(crate) struct JudgingOptions {
    /// Use this model instead of the shipped one: weights, priors and the rules of naming
    /// (crates/attribution/src/model.toml shows the form).
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) model: Option<PathBuf>,
    /// Admiralty grade (A-F for the source, 1-6 for what it says: `B2`) of every file that the case file does not grade.
    #[arg(long, value_name = "GRADE")]
    pub(crate) grade: Option<AdmiraltyGrade>,
    /// Use only knowledge published before this day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// Prior probability that the actor is none that the pack knows, from 0 to 1 [default: 0.5].
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) unknown_prior: Option<Probability>,
    /// Whether context makes some known actors more probable beforehand.
    #[arg(long, value_enum, default_value_t = PriorContext::On, value_name = "ON|OFF")]
    pub(crate) context: PriorContext,
}

/// What a frozen assessment is computed again with; its settings are known from the freeze.
#[derive(Debug, Args)]
pub(crate) struct AgainOptions {
    /// Compute with this knowledge pack instead of the shipped one, where the case was frozen with it.
    #[arg(long, value_name = "FILE")]
    pub(crate) knowledge: Option<PathBuf>,
    /// Compute with this model instead of the shipped one, where the case was frozen with it.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) model: Option<PathBuf>,
    /// Try this password on encrypted files, as at the freeze. Repeatable.
    #[arg(long = "password", value_name = "PASSWORD")]
    pub(crate) passwords: Vec<String>,
    /// Try each line of this file as a password. Repeatable.
    #[arg(long = "password-file", value_name = "FILE")]
    pub(crate) password_files: Vec<PathBuf>,
}

/// What a draft names that was signed elsewhere.
#[derive(Debug, Args)]
pub(crate) struct DraftFile {
    /// Of a draft: what it names [default: beside STEP, `STEP.body.json`].
    #[arg(long, value_name = "FILE")]
    pub(crate) draft: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) again: AgainOptions,
}

/// How an assessment is printed.
#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    /// Print all of it, and not one screen: every reason with its places and reports, the matrix of competing hypotheses, what to look
    /// for next and why, what the evidence covers, what it would cost to forge, families and states, each clause with its facts.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Also write a self-contained HTML page.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
}

/// Read evidence and print every value: what it is, where it stands, and what became of it.
///
/// PATH is what `assess` takes. A value is read, set aside for a named reason (said twice, called benign, reference text, …), or lost,
/// with the next step. Nothing is assessed and nothing leaves this machine.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    dunant read report.pdf\n  \
    dunant read case/ --format csv > values.csv\n  \
    dunant read iocs.csv --kind domain-name --kind file\n\n\
    Exit codes: 0 done, 1 broke or nothing could be read.")]
pub(crate) struct ReadOptions {
    #[command(flatten)]
    pub(crate) reading: ReadingOptions,
    /// How to print the values.
    #[arg(long, value_enum, default_value_t = ReadFormat::Table, value_name = "FORMAT")]
    pub(crate) format: ReadFormat,
    /// Print values of this kind alone: `software`, `technique`, `domain-name`, `file`, … Repeatable. What was set aside or lost is
    /// always printed.
    #[arg(long = "kind", value_name = "KIND")]
    pub(crate) kinds: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    /// For people, file by file.
    Table,
    /// Everything, for programs: the schema `dunant.reading/1`.
    Json,
    /// One row a value, for spreadsheets; no cell is a formula.
    Csv,
}

/// A number of threads.
fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| {
        format!("`{text}` is not a number of files from 1 on; leave the option out to use the processors at hand")
    })
}
