//! The record as a service: one writer that many hand entries in to, and the public files of the log, over HTTP.
//!
//! | path, below the log's prefix | what it does |
//! |---|---|
//! | `POST add-entry` | enters the body, an entry; with a token ([`tokens`]) |
//! | `GET checkpoint`, `GET tile/…` | the log as files (C2SP tlog-tiles v0.1.0) |
//! | `GET healthz` | 200 while entries are taken and acknowledged, else 503 and why |
//! | `GET metrics` | counters, in the text format of Prometheus |
//!
//! **Nothing is lost in the queue.** An entry that finds no room is refused with 503 and `Retry-After` before it is handed to the
//! writer; one that has room is answered with what the writer says of it. A client that goes away, or gets no answer, hands the same
//! entry in again: a log has an entry once, and the answer is the place that it has.

mod add;
mod client;
mod metrics;
mod public;
mod queue;
pub mod tokens;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::directory::LogDirectory;
use crate::http::{self, Answer, Handler, method_not_allowed, plain};
use crate::log::Log;
pub use add::Added;
pub use client::{Client, NotAdded};
use metrics::Metrics;
use queue::Queue;
use tokens::Tokens;

/// Where a log's service listens unless told otherwise: this machine only. What faces a network belongs behind a proxy that has TLS.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8096);

/// How many entries may wait for the writer unless told otherwise.
pub const DEFAULT_QUEUE: usize = 4_096;

/// Connections that are open at the same time; more wait to be accepted.
const CONNECTIONS: usize = 4_096;

/// One log and whoever may write to it.
pub struct Service {
    prefix: String,
    log: Log,
    public: public::Public,
    tokens: Tokens,
    queue: Queue,
    metrics: Metrics,
}

impl Service {
    /// Serves `log`, whose directory is `directory`, below `prefix`: empty, or like `/record`. At most `queue` entries wait.
    ///
    /// # Errors
    /// The public files or the tokens cannot be read.
    pub fn new(log: Log, directory: &LogDirectory, prefix: &str, queue: usize) -> Result<Self, ServiceError> {
        let public = public::Public::open(directory)?;
        let tokens = Tokens::open(directory)?;
        let prefix = prefix.trim_end_matches('/').to_owned();
        Ok(Self { prefix, log, public, tokens, queue: Queue::new(queue), metrics: Metrics::default() })
    }

    /// What follows the prefix in `path`; nothing where the path is of another log.
    fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.prefix)?.strip_prefix('/')
    }
}

/// Serves logs on `listener` until `shutdown` is done, then ends what is under way. Their prefixes must differ.
///
/// # Errors
/// The listener fails; the writer of one of the logs stops, after which it must be started again.
pub async fn serve(
    services: Vec<Service>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServiceError> {
    let (fail, mut failed) = unbounded_channel();
    let handler = Endpoint { services: services.into(), fail };
    let until = async {
        let mut shutdown = pin!(shutdown);
        tokio::select! {
            () = &mut shutdown => Ok(()),
            // The endpoint has a sender as long as it serves.
            reason = failed.recv() => reason.map_or(Ok(()), |reason| Err(ServiceError::Stopped(reason))),
        }
    };
    http::serve(listener, handler, CONNECTIONS, until).await.map_err(ServiceError::Listener)?
}

/// Why a service does not start, or stops.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The listener failed.
    #[error("the service cannot accept connections: {0}")]
    Listener(io::Error),
    /// The public files cannot be read.
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
    /// The tokens cannot be read.
    #[error(transparent)]
    Tokens(#[from] tokens::TokenError),
    /// A writer stopped: what it promised is finished when it is started again.
    #[error("{0}")]
    Stopped(String),
}

#[derive(Clone)]
struct Endpoint {
    services: Arc<[Service]>,
    /// Takes why a writer stopped.
    fail: UnboundedSender<String>,
}

impl Handler for Endpoint {
    async fn respond(&self, request: Request<Incoming>) -> Answer {
        // A prefix may begin with another: the longest counts.
        let of = |service: &&Service| service.below(request.uri().path()).is_some();
        let found = self.services.iter().filter(of).max_by_key(|service| service.prefix.len());
        let Some((service, path)) =
            found.and_then(|service| Some((service, service.below(request.uri().path())?.to_owned())))
        else {
            return plain(StatusCode::NOT_FOUND, "no log is here\n");
        };
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        match path.as_str() {
            "add-entry" if request.method() == Method::POST => service.add(request, &self.fail).await,
            "add-entry" => method_not_allowed("POST"),
            _ if request.method() == Method::OPTIONS => public::preflight(),
            _ if !reads => method_not_allowed("GET, HEAD"),
            "healthz" => service.health(),
            "metrics" => service.measured(),
            _ => service.public.answer(&path, &service.log).await,
        }
    }
}
