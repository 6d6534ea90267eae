//! The witness over HTTP: `POST <prefix>/add-checkpoint`, and nothing else.

use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::{io, net};

use dunant_record::witness;
use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::{WitnessError, WitnessServer};
use crate::http::{self, Answer, Handler, method_not_allowed, plain, response};

/// Where a witness listens unless told otherwise: this machine only. What faces a network belongs behind a proxy that has TLS.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8097);

/// The longest body that is read, in bytes. A request with the longest proof and a hundred signatures has a quarter of it.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Connections that are open at the same time; more wait to be accepted.
const CONNECTIONS: usize = 512;

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
        let until = async {
            let mut shutdown = pin!(shutdown);
            tokio::select! {
                () = &mut shutdown => Ok(()),
                // The endpoint has a sender as long as it serves.
                error = failed.recv() => error.map_or(Ok(()), |error| Err(ServeError::State(error))),
            }
        };
        let outcome = http::serve(listener, Endpoint { witness: self, path, fail }, CONNECTIONS, until).await;
        let outcome = outcome.map_err(ServeError::Listener)?;
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

#[derive(Clone)]
struct Endpoint {
    witness: Arc<WitnessServer>,
    path: Arc<str>,
    fail: UnboundedSender<WitnessError>,
}

impl Handler for Endpoint {
    async fn respond(&self, request: Request<Incoming>) -> Answer {
        if request.uri().path() != &*self.path {
            return plain(StatusCode::NOT_FOUND, "nothing is here: a witness has `add-checkpoint`\n");
        }
        if request.method() != Method::POST {
            return method_not_allowed("POST");
        }
        let body = match http::read_body(request.into_body(), MAX_BODY_BYTES).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        match self.witness.answer(&body).await {
            Ok(answer) => answered(&answer),
            Err(error) => {
                // Whoever serves learns the reason; the client need not.
                let _ = self.fail.send(error);
                plain(StatusCode::INTERNAL_SERVER_ERROR, "the witness cannot reach its state: ask its operator\n")
            }
        }
    }
}

fn answered(answer: &witness::Answer) -> Answer {
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response(status, answer.content_type(), answer.body())
}
