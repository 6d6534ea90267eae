use std::time::Duration;

use ureq::Agent;
use ureq::http::header::CONTENT_TYPE;

use super::transport::{HttpResponse, Transport, TransportError};

/// The longest answer that is read, in bytes: a hundred cosignatures have a third of it.
const MAX_ANSWER_BYTES: u64 = 64 * 1024;

/// Witnesses over HTTP and HTTPS, on connections that are kept.
///
/// Neither redirects nor proxies of the environment are followed: a witness is where the policy says. That a witness is who it
/// says to be, its cosignature shows; TLS keeps others from reading along or holding requests back.
#[derive(Debug)]
pub struct HttpTransport {
    agent: Agent,
}

impl HttpTransport {
    /// Requests that end within `time`, with an answer or without.
    #[must_use]
    pub fn new(time: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_idle_connections_per_host(16)
            .proxy(None)
            .timeout_global(Some(time))
            .user_agent("dunant")
            .build();
        Self { agent: config.new_agent() }
    }
}

impl Transport for HttpTransport {
    fn add_checkpoint(&self, url: &str, body: &str) -> Result<HttpResponse, TransportError> {
        let no_answer = |error: ureq::Error| TransportError(error.to_string());
        let request = self.agent.post(url).content_type("text/plain; charset=utf-8");
        let mut response = request.send(body).map_err(no_answer)?;
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let body = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec().map_err(no_answer)?;
        Ok(HttpResponse { status: response.status().as_u16(), content_type, body })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn an_https_address_is_spoken_to_in_tls_and_never_in_the_clear() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/add-checkpoint", listener.local_addr().unwrap());
        let first = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut first = [0; 3];
            stream.read_exact(&mut first).unwrap();
            first
        });
        assert!(HttpTransport::new(Duration::from_secs(5)).add_checkpoint(&url, "old 0\n").is_err());
        // A handshake record of TLS (RFC 8446, section 5.1).
        assert_eq!(first.join().unwrap()[..2], [0x16, 3]);
    }

    #[test]
    fn a_witness_that_accepts_and_says_nothing_is_given_up_in_time() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/add-checkpoint", listener.local_addr().unwrap());
        let start = std::time::Instant::now();
        assert!(HttpTransport::new(Duration::from_millis(200)).add_checkpoint(&url, "old 0\n").is_err());
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    }
}
