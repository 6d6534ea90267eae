use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use dunant_log::witness::DEFAULT_ADDRESS;

/// Watch over logs: cosign a log's checkpoints as long as each continues the one before (C2SP tlog-witness).
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:  dunant witness init my-witness --name example.com/w1")]
pub(crate) enum WitnessCommand {
    /// Make a new witness: its key, and a state in which it has seen nothing.
    ///
    /// Its state must never go back: a witness that forgets what it cosigned lets every log be rolled back.
    #[command(after_help = "Example:  dunant witness init my-witness --name example.com/w1")]
    Init {
        /// A directory that does not exist yet, or holds no witness.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// The witness's name, for ever: a domain of yours and a path, without a scheme.
        #[arg(long, value_name = "NAME")]
        name: String,
    },
    /// Print the witness's public key, for the policies of logs and of those who check them.
    #[command(after_help = "Example:  dunant witness key my-witness")]
    Key {
        /// The witness's directory.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
    /// Answer logs over HTTP until it is interrupted.
    Serve(ServeOptions),
}

/// Answer logs over HTTP until it is interrupted.
///
/// It speaks HTTP without TLS: put a proxy before it for others than this machine.
#[derive(Debug, Args)]
#[command(after_help = "Example:  dunant witness serve my-witness --log example.org/record+1f0a2b3c+AeTr…")]
pub(crate) struct ServeOptions {
    /// The witness's directory.
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The public key of a log to watch over. Repeatable.
    #[arg(long, value_name = "KEY", required = true)]
    pub(crate) log: Vec<String>,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value_t = DEFAULT_ADDRESS)]
    pub(crate) listen: SocketAddr,
    /// The path of the witness's URL, before `/add-checkpoint`.
    #[arg(long, value_name = "PATH", default_value = "")]
    pub(crate) prefix: String,
}
