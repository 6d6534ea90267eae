//! The witness over HTTP: `POST <prefix>/add-checkpoint`, and nothing else.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use dunant_record::witness::Answer;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{WitnessError, WitnessServer};

/// Where a witness listens unless told otherwise: this machine only. What faces a network belongs behind a proxy that has TLS.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8097);

/// The longest body that is read, in bytes. A request with the longest proof and a hundred signatures has a quarter of it.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Connections that are open at the same time; more wait to be accepted.
const CONNECTIONS: usize = 512;

/// How long a connection may take over the head of a request, or wait without one. Clients keep idle ones for less.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How long a client may take over a body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// How long requests under way may take to end after the shutdown.
const DRAIN_TIME: Duration = Duration::from_secs(5);

impl WitnessServer {
    /// Serves on `listener` until `shutdown` is done, then ends what is under way. `prefix` is the path of the witness's URL: empty,
    /// or like `/witness`.
    ///
    /// # Errors
    /// The listener fails; the state fails, after which nothing more is cosigned.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        prefix: &str,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let path: Arc<str> = format!("{}/add-checkpoint", prefix.trim_end_matches('/')).into();
        let (fail, mut failed) = unbounded_channel();
        let endpoint = Endpoint { witness: self, path, fail };
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let open = GracefulShutdown::new();
        let mut shutdown = pin!(shutdown);
        let outcome = loop {
            let accepted = tokio::select! {
                () = &mut shutdown => break Ok(()),
                Some(error) = failed.recv() => break Err(ServeError::State(error)),
                accepted = accept(&listener, &places) => accepted,
            };
            match accepted {
                Ok((stream, place)) => {
                    let (endpoint, watcher) = (endpoint.clone(), open.watcher());
                    tokio::spawn(async move {
                        endpoint.converse(stream, watcher).await;
                        drop(place);
                    });
                }
                Err(error) if passes(&error) => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(error) => break Err(ServeError::Listener(error)),
            }
        };
        drop(listener);
        let _ = tokio::time::timeout(DRAIN_TIME, open.shutdown()).await;
        // A request under way may have met a failing state.
        match failed.try_recv() {
            Ok(error) if outcome.is_ok() => Err(ServeError::State(error)),
            _ => outcome,
        }
    }
}

/// Why a witness stopped serving.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The listener failed.
    #[error("the witness cannot accept connections: {0}")]
    Listener(io::Error),
    /// The state failed.
    #[error(transparent)]
    State(WitnessError),
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, Option<OwnedSemaphorePermit>)> {
    // The semaphore is never closed, so there is always a place in the end.
    let place = Arc::clone(places).acquire_owned().await.ok();
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

/// Whether the next connection may well be accepted: this one was aborted, or too many files are open for the moment.
fn passes(error: &io::Error) -> bool {
    // ENFILE and EMFILE, which the standard library does not name.
    const TOO_MANY_FILES: [i32; 2] = [23, 24];
    let too_many = error.raw_os_error().is_some_and(|code| TOO_MANY_FILES.contains(&code));
    too_many
        || matches!(
            error.kind(),
            io::ErrorKind::ConnectionAborted
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::OutOfMemory
        )
}

#[derive(Clone)]
struct Endpoint {
    witness: Arc<WitnessServer>,
    path: Arc<str>,
    fail: UnboundedSender<WitnessError>,
}

impl Endpoint {
    /// Answers the requests of one connection.
    async fn converse(self, stream: TcpStream, watcher: Watcher) {
        let service = service_fn(async |request| Ok::<_, Infallible>(self.respond(request).await));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(16 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        // An error says that the client went away or was too slow.
        let _ = watcher.watch(connection).await;
    }

    async fn respond(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if request.uri().path() != &*self.path {
            return plain(StatusCode::NOT_FOUND, "nothing is here: a witness has `add-checkpoint`\n");
        }
        if request.method() != Method::POST {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "expected POST\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return response;
        }
        let body = match read(request.into_body()).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        match self.witness.answer(&body).await {
            Ok(answer) => http(&answer),
            Err(error) => {
                // Whoever serves learns the reason; the client need not.
                let _ = self.fail.send(error);
                plain(StatusCode::INTERNAL_SERVER_ERROR, "the witness cannot reach its state: ask its operator\n")
            }
        }
    }
}

async fn read(body: Incoming) -> Result<Bytes, Response<Full<Bytes>>> {
    let too_long = || plain(StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 65536 bytes\n");
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(too_long());
    }
    let reading = Limited::new(body, MAX_BODY_BYTES).collect();
    match tokio::time::timeout(BODY_TIME, reading).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(plain(StatusCode::BAD_REQUEST, "the body ended early\n")),
        Err(_) => Err(plain(StatusCode::REQUEST_TIMEOUT, "the body took too long\n")),
    }
}

fn http(answer: &Answer) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response(status, answer.content_type(), answer.body())
}

fn plain(status: StatusCode, body: &'static str) -> Response<Full<Bytes>> {
    response(status, "text/plain; charset=utf-8", body)
}

fn response(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
