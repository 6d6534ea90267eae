use std::path::{Path, PathBuf};
use std::sync::Arc;

use dunant_log::witness::WitnessServer;
use dunant_record::note::{CosignerSecretKey, KeyName, VerifierKey};
use tokio::net::TcpListener;

use crate::arguments::{ServeOptions, Terminal, WitnessCommand};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};
use crate::record::{complain, now, random, read_file, write_secret_file};

/// `dunant witness …`.
pub(crate) fn run(command: &WitnessCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    match command {
        WitnessCommand::Init { directory, name } => init(directory, name, terminal),
        WitnessCommand::Key { directory } => {
            write_out(&format!("{}\n", key(directory)?.public()))?;
            Ok(Outcome::Done)
        }
        WitnessCommand::Serve(options) => serve(options, terminal),
    }
}

fn init(directory: &Path, name: &str, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let name: KeyName = name.parse().map_err(complain)?;
    let key = CosignerSecretKey::from_seed(name, &random()?);
    runtime()?.block_on(WitnessServer::create(directory)).map_err(complain)?;
    write_secret_file(&key_file(directory), format!("{}\n", key.to_secret_text()).as_bytes())?;
    write_out(&format!("{}\n", key.public()))?;
    tell(terminal, &format!("made a witness in `{}`; above is its public key", directory.display()));
    Ok(Outcome::Done)
}

fn serve(options: &ServeOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let mut logs = Vec::new();
    for log in &options.log {
        let key: VerifierKey = log.parse().map_err(|error| {
            Complaint::new(format!("`{log}` is not the public key of a log: {error}"))
                .with_help("`dunant record log-policy DIR` prints it behind `log`")
        })?;
        logs.push(key);
    }
    let key = key(&options.directory)?;
    let name = key.name().clone();
    let started = now()?;
    runtime()?.block_on(async {
        // A clock set back before 1970 states the start at least.
        let clock = move || now().unwrap_or(started);
        let witness = WitnessServer::open(&options.directory, key, logs, clock).await.map_err(complain)?;
        let listener = TcpListener::bind(options.listen).await.map_err(|error| {
            Complaint::new(format!("cannot listen on {}: {error}", options.listen))
                .with_help("name another with `--listen`")
        })?;
        let address = listener.local_addr().map_err(complain)?;
        tell(terminal, &format!("`{name}` answers at http://{address}{}", options.prefix.trim_end_matches('/')));
        Arc::new(witness).serve(listener, &options.prefix, interrupted()).await.map_err(complain)
    })?;
    Ok(Outcome::Done)
}

/// Done when somebody interrupts or ends the process.
pub(crate) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // A service manager ends a service by SIGTERM.
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminated.recv() => return,
                Ok(()) = tokio::signal::ctrl_c() => return,
            }
        }
    }
    // Where no signal can be waited for, it serves until it is ended.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn key(directory: &Path) -> Result<CosignerSecretKey, Complaint> {
    let file = key_file(directory);
    let text = String::from_utf8(read_file(&file)?).unwrap_or_default();
    CosignerSecretKey::parse(text.trim_end()).map_err(|error| {
        Complaint::new(format!("`{}`: {error}", file.display())).with_help("restore the witness's key")
    })
}

fn key_file(directory: &Path) -> PathBuf {
    directory.join("witness.key")
}

fn runtime() -> Result<tokio::runtime::Runtime, Complaint> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(complain)
}
