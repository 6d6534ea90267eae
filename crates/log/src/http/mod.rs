//! Serving over HTTP/1.1: connections are accepted, bounded in number and in time, and each request is answered by a [`Handler`].
//!
//! It speaks no TLS: what faces a network belongs behind a proxy that does.

mod answer;

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use answer::{method_not_allowed, plain, response};

/// An answer, held in memory.
pub(crate) type Answer = Response<Full<Bytes>>;

/// How long a connection may take over the head of a request, or wait without one. Clients keep idle ones for less.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How long a client may take over a body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// How long requests under way may take to end after the shutdown.
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Whoever answers requests.
pub(crate) trait Handler: Clone + Send + Sync + 'static {
    /// Answers one request. It must end in bounded time.
    fn respond(&self, request: Request<Incoming>) -> impl Future<Output = Answer> + Send;
}

/// Answers what comes in on `listener`, with at most `connections` open, until `until` is done, and gives what that gave. Requests under
/// way have a moment to end.
///
/// # Errors
/// The listener fails.
pub(crate) async fn serve<T>(
    listener: TcpListener,
    handler: impl Handler,
    connections: usize,
    until: impl Future<Output = T>,
) -> io::Result<T> {
    let places = Arc::new(Semaphore::new(connections));
    let open = GracefulShutdown::new();
    let mut until = pin!(until);
    let outcome = loop {
        let accepted = tokio::select! {
            done = &mut until => break Ok(done),
            accepted = accept(&listener, &places) => accepted,
        };
        match accepted {
            Ok((stream, place)) => {
                let (handler, watcher) = (handler.clone(), open.watcher());
                tokio::spawn(async move {
                    converse(handler, stream, watcher).await;
                    drop(place);
                });
            }
            Err(error) if passes(&error) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => break Err(error),
        }
    };
    drop(listener);
    let _ = tokio::time::timeout(DRAIN_TIME, open.shutdown()).await;
    outcome
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

/// Answers the requests of one connection.
async fn converse(handler: impl Handler, stream: TcpStream, watcher: Watcher) {
    let service = service_fn(async |request| Ok::<_, Infallible>(handler.respond(request).await));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    // An error says that the client went away or was too slow.
    let _ = watcher.watch(connection).await;
}

/// Reads a body of at most `most` bytes.
///
/// # Errors
/// The answer to a body that is longer, ends early or takes too long.
pub(crate) async fn read_body(body: Incoming, most: usize) -> Result<Bytes, Answer> {
    let too_long = || plain(StatusCode::PAYLOAD_TOO_LARGE, format!("the body has more than {most} bytes\n"));
    if body.size_hint().lower() > most as u64 {
        return Err(too_long());
    }
    match tokio::time::timeout(BODY_TIME, Limited::new(body, most).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(plain(StatusCode::BAD_REQUEST, "the body ended early\n")),
        Err(_) => Err(plain(StatusCode::REQUEST_TIMEOUT, "the body took too long\n")),
    }
}
