use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use dunant_log::service::{DEFAULT_ADDRESS as SERVICE_ADDRESS, DEFAULT_QUEUE};

use super::Format;
use super::verify::Age;

/// Keep a public log that nobody can change quietly, and check the logs of others.
///
/// The formats are C2SP's (tlog-tiles, signed notes, witness cosignatures), so that other people's tools can check it all.
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant record init my-record --origin example.org/record\n\n\
    Exit codes: 0 done, 1 broke, 3 verification failed.")]
pub(crate) enum RecordCommand {
    /// Make a new log: its key, its log policy, its lock.
    ///
    /// `DIR/log.key` is secret, and `DIR/lock.sqlite` must never go back to an earlier state: docs/record.md says what to back up.
    #[command(after_help = "Examples:\n  dunant record init my-record --origin example.org/record\n  \
        dunant record init my-record --origin example.org/record \\\n    \
        --witness \"w1 example.com/w1+1f0a2b3c+BAbc… https://w1.example.com\" --quorum 1")]
    Init {
        /// A directory that does not exist yet, or is empty.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// The log's name, for ever: a domain of yours and a path, without a scheme.
        #[arg(long, value_name = "NAME")]
        origin: String,
        /// A witness to ask for cosignatures: a name, its public key, its address. Repeatable.
        #[arg(long, value_name = "NAME KEY URL")]
        witness: Vec<String>,
        /// How many of the witnesses must cosign before anything is acknowledged [default: all].
        #[arg(long, value_name = "N")]
        quorum: Option<usize>,
    },
    /// Enter something into a log; done when it is durable, in the tree, witnessed and public.
    ///
    /// In a directory it waits for its turn while another process writes. At an address it needs a token and a log policy: what the
    /// service answers is believed once its proof verifies.
    #[command(after_help = "Examples:\n  \
        dunant record append my-record finding --document finding.json --assessment assessment.json\n  \
        dunant record append my-record pledge --document pledge.pdf --sign party.key --proof pledge.proof\n  \
        dunant record append https://example.org/record pledge --document pledge.pdf \\\n    \
        --token token --log-policy log.policy")]
    Append {
        /// The log: a directory, or the address of its service.
        #[arg(value_name = "LOG")]
        log: String,
        /// What is entered.
        #[command(subcommand)]
        entry: EntryKind,
        #[command(flatten)]
        with: AppendOptions,
    },
    /// Let many write to a log over HTTP, and everybody read it, until it is interrupted.
    Serve(RecordServeOptions),
    /// Say who may write to a log over HTTP.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Print an entry, checked against the public checkpoint.
    #[command(after_help = "Example:  dunant record get my-record 17")]
    Get {
        /// The log's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// The entry's place, from 0.
        #[arg(value_name = "INDEX")]
        index: u64,
    },
    /// Write a proof that an entry is in the log. It holds the entry, and is checked without the log and without a network.
    #[command(after_help = "Example:  dunant record prove my-record 17 > 17.proof")]
    Prove {
        /// The log's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// The entry's place, from 0.
        #[arg(value_name = "INDEX")]
        index: u64,
    },
    /// Check proofs, offline: who signed, who witnessed, and that the entry stands where it says.
    ///
    /// Of several, each has a line, and signatures under the same checkpoint are checked once. The exit code is 3 where one does not hold.
    #[command(after_help = "Examples:\n  dunant record verify 17.proof --log-policy log.policy\n  \
        dunant record verify 17.proof --log-policy log.policy --entry entry --document finding.json\n  \
        dunant record verify proofs/*.proof --log-policy log.policy --max-age 1d")]
    Verify {
        /// The proofs.
        #[arg(value_name = "PROOF", required = true)]
        proofs: Vec<PathBuf>,
        /// Which logs you trust, and which witnesses must have seen them (tlog-policy).
        #[arg(long = "log-policy", alias = "policy", value_name = "FILE")]
        policy: PathBuf,
        /// The entry's bytes, where the proof does not hold them.
        #[arg(long, value_name = "FILE")]
        entry: Option<PathBuf>,
        /// A document that the entry must name. Repeatable.
        #[arg(long, value_name = "FILE")]
        document: Vec<PathBuf>,
        /// How long ago a quorum of the witnesses may have seen the checkpoint, such as `12h` or `7d` [default: any time].
        #[arg(long, value_name = "DURATION")]
        max_age: Option<Age>,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
        format: Format,
    },
    /// Follow a log: print what is new, and stop where it contradicts what it showed before.
    ///
    /// The exit code is 3 where it does; both checkpoints are kept beside the state file.
    Monitor(MonitorOptions),
    /// Copy a log to another place, checked; only what is new is read.
    ///
    /// The exit code is 3 where the log contradicts the copy, which then stays as it was.
    #[command(
        after_help = "Examples:\n  dunant record mirror https://example.org/record copy --log-policy log.policy\n  \
        dunant record mirror my-record s3://bucket/record --log-policy log.policy"
    )]
    Mirror {
        /// The log: a directory, or the address that it is served at.
        #[arg(value_name = "LOG")]
        log: String,
        /// A directory, or `s3://BUCKET/PATH` in a build that speaks S3.
        #[arg(value_name = "COPY")]
        copy: String,
        /// Which log you trust, and which witnesses must have seen it.
        #[arg(long = "log-policy", alias = "policy", value_name = "FILE")]
        policy: PathBuf,
    },
    /// Read everything of a log, and name each file that is damaged, missing or too much.
    ///
    /// The exit code is 3 where there is an error.
    #[command(
        after_help = "Examples:\n  dunant record fsck my-record\n  dunant record fsck copy --log-policy log.policy"
    )]
    Fsck {
        /// The log's directory; with `--log-policy`, a mirror's.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Check public files alone, under this log policy.
        #[arg(long = "log-policy", alias = "policy", value_name = "FILE")]
        policy: Option<PathBuf>,
    },
    /// Print the log policy to hand out: the log's public key, its witnesses and their quorum.
    #[command(alias = "policy", after_help = "Example:  dunant record log-policy my-record > log.policy")]
    LogPolicy {
        /// The log's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

/// Follow a log: print what is new, and stop where it contradicts what it showed before.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  dunant record monitor https://example.org/record --log-policy log.policy --state seen\n  \
    dunant record monitor my-record --log-policy log.policy --state seen --kind finding --every 60"
)]
pub(crate) struct MonitorOptions {
    /// The log: a directory, or the address that it is served at.
    #[arg(value_name = "LOG")]
    pub(crate) source: String,
    /// Which log you trust, and which witnesses must have seen it.
    #[arg(long = "log-policy", alias = "policy", value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// Where to remember what was seen; made where it is missing.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: PathBuf,
    /// Tell of entries of this kind only: `finding`, `pledge`, `unknown` … Repeatable.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,
    /// Look again after so many seconds, until it is interrupted.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) every: Option<NonZeroU64>,
    /// How long ago a quorum of the witnesses may have seen the log, such as `12h` or `7d` [default: any time].
    #[arg(long, value_name = "DURATION")]
    pub(crate) max_age: Option<Age>,
}

/// How an entry is entered.
#[derive(Debug, Clone, Args)]
pub(crate) struct AppendOptions {
    /// A secret key to sign the entry with. Repeatable.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) sign: Vec<PathBuf>,
    /// Also write the proof.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) proof: Option<PathBuf>,
    /// How long to wait for other writers, or for a service that is busy.
    #[arg(long, value_name = "DURATION", default_value = "30s", global = true)]
    pub(crate) wait: Age,
    /// Of a log at an address: the file with the token that its operator gave you.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) token: Option<PathBuf>,
    /// Of a log at an address: which log you trust, and which witnesses must have seen it.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) log_policy: Option<PathBuf>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", global = true)]
    pub(crate) format: Format,
}

/// Let many write to a log over HTTP, and everybody read it, until it is interrupted.
///
/// Whoever has a token writes, by `POST add-entry`; reading needs none. It speaks HTTP without TLS: put a proxy before it for others
/// than this machine. `healthz` and `metrics` are for its operator.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  dunant record serve my-record\n  \
    dunant record serve my-record lodging-log --listen 127.0.0.1:8096")]
pub(crate) struct RecordServeOptions {
    /// The logs' directories. Of several, each is served below the path of its origin, such as `/record` of `example.org/record`.
    #[arg(value_name = "DIR", required = true)]
    pub(crate) directories: Vec<PathBuf>,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value_t = SERVICE_ADDRESS)]
    pub(crate) listen: SocketAddr,
    /// The path of the log's URL, where it is one log.
    #[arg(long, value_name = "PATH", default_value = "")]
    pub(crate) prefix: String,
    /// How many entries of each log may wait; more are refused, and told when to try again.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_QUEUE)]
    pub(crate) queue: usize,
}

/// Say who may write to a log over HTTP.
#[derive(Debug, Clone, Subcommand)]
#[command(after_help = "Example:  dunant record token add my-record press --per-minute 60 > token")]
pub(crate) enum TokenCommand {
    /// Give somebody a token, and print it: it is shown once, and kept nowhere.
    #[command(after_help = "Example:  dunant record token add my-record press --per-minute 60 > token")]
    Add {
        /// The log's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Who gets it.
        #[arg(value_name = "NAME")]
        name: String,
        /// How many entries a minute they may write [default: any number].
        #[arg(long, value_name = "N")]
        per_minute: Option<u32>,
    },
    /// Say who has a token.
    #[command(after_help = "Example:  dunant record token list my-record")]
    List {
        /// The log's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
    /// Take somebody's token away; it stops at once.
    #[command(after_help = "Example:  dunant record token revoke my-record press")]
    Revoke {
        /// The log's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Whose.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// What is entered. Documents stay outside: the log holds their SHA-256.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum EntryKind {
    /// What the panel decided.
    #[command(
        after_help = "Example:\n  dunant record append my-record finding --document finding.json --assessment assessment.json"
    )]
    Finding {
        /// The finding.
        #[arg(long, value_name = "FILE")]
        document: PathBuf,
        /// The assessment that it rests on.
        #[arg(long, value_name = "FILE")]
        assessment: PathBuf,
    },
    /// That an earlier entry no longer holds, and what holds now.
    #[command(after_help = "Example:\n  dunant record append my-record supersession --index 17 --document why.md")]
    Supersession {
        /// The earlier entry's place.
        #[arg(long, value_name = "INDEX")]
        index: u64,
        /// What holds now, and why.
        #[arg(long, value_name = "FILE")]
        document: PathBuf,
    },
    /// That you have a document, without showing it.
    #[command(
        after_help = "Example:\n  dunant record append my-record commitment --document secret.json --salt secret.salt"
    )]
    Commitment {
        /// The document.
        #[arg(long, value_name = "FILE")]
        document: PathBuf,
        /// Where to write the salt; keep it with the document, and secret until you open the seal.
        #[arg(long, value_name = "FILE")]
        salt: PathBuf,
    },
    /// What was committed to earlier.
    #[command(
        after_help = "Example:\n  dunant record append my-record opening --index 17 --document secret.json --salt secret.salt"
    )]
    Opening {
        /// The commitment's place.
        #[arg(long, value_name = "INDEX")]
        index: u64,
        /// The document.
        #[arg(long, value_name = "FILE")]
        document: PathBuf,
        /// The salt that was written when it was committed to.
        #[arg(long, value_name = "FILE")]
        salt: PathBuf,
    },
    /// The key that an organisation or a state answers with.
    #[command(after_help = "Example:\n  dunant record append my-record party --public-key KEY --document mandate.md")]
    Party {
        /// Its public key.
        #[arg(long = "public-key", alias = "key", value_name = "KEY")]
        key: String,
        /// Who it is, and who may sign for it.
        #[arg(long, value_name = "FILE")]
        document: PathBuf,
    },
    /// Whether the key of a member of the panel may sign.
    #[command(
        after_help = "Example:\n  dunant record append my-record member-key --public-key KEY --standing enrolled"
    )]
    MemberKey {
        /// Its public key. Name an office, not a person.
        #[arg(long = "public-key", alias = "key", value_name = "KEY")]
        key: String,
        /// Whether it may sign from here on.
        #[arg(long, value_enum)]
        standing: Standing,
    },
    /// What a party promises.
    #[command(after_help = "Example:\n  dunant record append my-record pledge --document pledge.md")]
    Pledge {
        /// The pledge.
        #[arg(long, value_name = "FILE")]
        document: PathBuf,
    },
    /// That the log is alive.
    #[command(after_help = "Example:\n  dunant record append my-record heartbeat")]
    Heartbeat,
    /// An entry that another program has made.
    #[command(after_help = "Example:\n  dunant record append my-record raw entry.bin")]
    Raw {
        /// The entry's bytes.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Standing {
    /// It may.
    Enrolled,
    /// It may not; what it signed before stands.
    Retired,
    /// It may not; what it signed before is to be doubted.
    Compromised,
}
