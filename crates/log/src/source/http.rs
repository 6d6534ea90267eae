use std::time::Duration;

use dunant_record::tiles::Tile;
use ureq::Agent;

use super::{Source, SourceError};

/// The longest file that is read: a bundle of 256 entries of 65,535 bytes, each with its length before it.
const MAX_BYTES: u64 = 256 * (65_535 + 2);

/// How long one request may take.
const TIME: Duration = Duration::from_secs(30);

/// A log that is served over HTTP or HTTPS (C2SP tlog-tiles, "Log directory").
#[derive(Debug)]
pub struct HttpSource {
    url: String,
    agent: Agent,
}

impl HttpSource {
    /// The log below `url`, the prefix of `checkpoint` and `tile/`. Nothing is asked for yet.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let config =
            Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIME)).user_agent("dunant").build();
        Self { url: url.trim_end_matches('/').to_owned(), agent: config.new_agent() }
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let url = format!("{}/{path}", self.url);
        let failed = |error: ureq::Error| SourceError::new(format!("`{url}`: {error}"));
        let mut response = self.agent.get(&url).call().map_err(failed)?;
        match response.status().as_u16() {
            200 => response.body_mut().with_config().limit(MAX_BYTES).read_to_vec().map(Some).map_err(failed),
            404 | 410 => Ok(None),
            status => Err(SourceError::new(format!("`{url}`: status {status}"))),
        }
    }
}

impl Source for HttpSource {
    fn checkpoint(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        self.get("checkpoint")
    }

    fn tile(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, SourceError> {
        match self.get(&tile.to_string())? {
            None if tile.is_partial() => self.get(&tile.full().to_string()),
            found => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// A server that has one file, and says what it was asked for.
    fn serve(path: &'static str, requests: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/log/", listener.local_addr().unwrap());
        let asked = std::thread::spawn(move || {
            let mut asked = Vec::new();
            for _ in 0..requests {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let wanted = request.split(' ').nth(1).unwrap().to_owned();
                let (status, body) = if wanted == path { ("200 OK", "here") } else { ("404 Not Found", "") };
                let length = body.len();
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
                    .unwrap();
                asked.push(wanted);
            }
            asked
        });
        (url, asked)
    }

    #[test]
    fn where_a_partial_tile_is_gone_the_full_one_is_asked_for() {
        let (url, asked) = serve("/log/tile/0/000", 2);
        let tile = "tile/0/000.p/17".parse().unwrap();
        assert_eq!(HttpSource::new(&url).tile(tile).unwrap(), Some(b"here".to_vec()));
        assert_eq!(asked.join().unwrap(), ["/log/tile/0/000.p/17", "/log/tile/0/000"]);
    }

    #[test]
    fn what_is_not_there_is_no_error_and_a_server_that_is_not_there_is_one() {
        let (url, asked) = serve("/log/other", 1);
        assert_eq!(HttpSource::new(&url).checkpoint().unwrap(), None);
        asked.join().unwrap();
        let error = HttpSource::new(&url).checkpoint().unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{url}checkpoint`: ")), "{error}");
    }
}
