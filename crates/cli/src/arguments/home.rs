use std::path::PathBuf;

use clap::Args;

/// Which data directory.
#[derive(Debug, Clone, Args)]
pub(crate) struct HomeOption {
    /// The data directory, as `dunant init` made it [default: this directory].
    #[arg(long, value_name = "DIR", env = "DUNANT_HOME", default_value = ".", hide_default_value = true)]
    pub(crate) home: PathBuf,
}

/// Make a data directory: its keys, its store, the panel's rules and its public record.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dunant init body --name example.org\n  \
    dunant init try --name example.org --exercise\n  \
    dunant init body --name example.org --store postgres://dunant@localhost/dunant\n\n\
    Edit `body/policy.toml` before the first case is opened: every case keeps to the rules it was opened under.")]
pub(crate) struct InitOptions {
    /// A directory that does not exist yet, or is empty.
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The name of the body, as its keys and its record bear it: a domain, or a domain and a path.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// Where cases are kept: a file within the directory, or the URL of a PostgreSQL database.
    #[arg(long, value_name = "FILE|URL", default_value = "store.sqlite")]
    pub(crate) store: String,
    /// Where evidence is kept, encrypted: a directory within the directory, or S3 in a build that speaks it.
    #[arg(long, value_name = "DIR|s3://BUCKET/PATH", default_value = "blobs")]
    pub(crate) blobs: String,
    /// A witness of its record, as `record init` takes it. Repeatable.
    #[arg(long, value_name = "\"NAME KEY URL\"")]
    pub(crate) witness: Vec<String>,
    /// How many witnesses must have seen a checkpoint [default: all].
    #[arg(long, value_name = "N", requires = "witness")]
    pub(crate) quorum: Option<usize>,
    /// A body for exercises: its witnesses, founders and lodging log are made too, in `exercise/`, so that all works and nothing is proven.
    #[arg(long, conflicts_with = "witness")]
    pub(crate) exercise: bool,
    /// Seconds from one epoch to the next, of a body for exercises.
    #[arg(long, value_name = "SECONDS", requires = "exercise", default_value_t = 60)]
    pub(crate) every: u64,
}

/// Copy everything of a data directory to a new place: cases, evidence, keys, rules. The record is mirrored apart (docs/record.md).
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dunant backup --home body /mnt/backup/2026-11-25\n\n\
    The copy holds the keys: keep it as you keep them.")]
pub(crate) struct BackupOptions {
    #[command(flatten)]
    pub(crate) home: HomeOption,
    /// The directory to make; or an earlier backup, to which what is new is added.
    #[arg(value_name = "DIR")]
    pub(crate) to: PathBuf,
}

/// Make a data directory from a backup, once every byte of it was checked.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dunant restore /mnt/backup/2026-11-25 body")]
pub(crate) struct RestoreOptions {
    /// The backup.
    #[arg(value_name = "BACKUP")]
    pub(crate) from: PathBuf,
    /// A directory that does not exist yet, or is empty.
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// Restore into another store than the backup was made from.
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) store: Option<String>,
}

/// Make a data directory with a case that went all the way to a published finding, to look around in. Always the same.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dunant demo --dir demo\n  \
    dunant verify demo/published/example-hospital/1/finding.json --trust demo/trust/1.trust")]
pub(crate) struct DemoOptions {
    /// A directory that does not exist yet, or is empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: PathBuf,
}
