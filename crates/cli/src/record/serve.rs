use std::path::Path;
use std::time::Duration;

use dunant_log::service::{self, Service};
use dunant_log::{Log, LogDirectory};
use tokio::net::TcpListener;

use super::complain;
use crate::arguments::{RecordServeOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell};
use crate::witness::interrupted;

/// A command that holds the log ends within this: then the service takes its place.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves logs until it is interrupted.
pub(super) fn serve(options: &RecordServeOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let mut opened = Vec::new();
    for directory in &options.directories {
        opened.push(open(directory, options)?);
    }
    let prefixes: Vec<&str> = opened.iter().map(|(prefix, ..)| prefix.as_str()).collect();
    if let Some(twice) = prefixes.iter().find(|prefix| prefixes.iter().filter(|other| other == prefix).count() > 1) {
        return Err(Complaint::new(format!("two of these logs would be served below `{twice}`"))
            .with_help("serve each by a process of its own, with `--listen` and `--prefix`"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(complain)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(options.listen).await.map_err(|error| {
            Complaint::new(format!("cannot listen on {}: {error}", options.listen))
                .with_help("name another address with `--listen`")
        })?;
        let address = listener.local_addr().map_err(complain)?;
        for (prefix, origin, _) in &opened {
            tell(terminal, &format!("`{origin}` answers at http://{address}{prefix}"));
        }
        let services = opened.into_iter().map(|(.., service)| service).collect();
        service::serve(services, listener, interrupted()).await.map_err(complain)
    })?;
    Ok(Outcome::Done)
}

/// A log that is open for writing: where it is served, its origin, and its service.
fn open(directory: &Path, options: &RecordServeOptions) -> Result<(String, String, Service), Complaint> {
    let own = LogDirectory::new(directory);
    let cosigners = own.cosigners().map_err(complain)?;
    let log = Log::open_within(&own, cosigners, PATIENCE).map_err(complain)?;
    let origin = own.key().map_err(complain)?.name().to_string();
    let prefix = match options.directories.as_slice() {
        [_] => options.prefix.trim_end_matches('/').to_owned(),
        _ => origin.split_once('/').map_or_else(String::new, |(_, path)| format!("/{path}")),
    };
    if !(prefix.is_empty() || prefix.starts_with('/')) {
        return Err(Complaint::new(format!("`{prefix}` is no path of a URL")).with_help("begin it with `/`"));
    }
    let service = Service::new(log, &own, &prefix, options.queue).map_err(complain)?;
    Ok((prefix, origin, service))
}
