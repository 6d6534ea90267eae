//! Handing entries in to a service that somebody runs.

use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, RETRY_AFTER};

use super::Added;

/// How long one request may take: longer than a quorum is waited for.
const TIME: Duration = Duration::from_secs(60);
/// The longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 64 << 10;
/// How long is waited where the service does not say.
const PAUSE: Duration = Duration::from_secs(1);

/// Whoever hands entries in to one service.
#[derive(Debug)]
pub struct Client {
    url: String,
    bearer: String,
    agent: Agent,
}

impl Client {
    /// The service of the log below `url`, the prefix of `add-entry`, with the token that its operator gave. Nothing is asked for yet.
    #[must_use]
    pub fn new(url: &str, token: &str) -> Self {
        // A redirect could carry the token elsewhere.
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(TIME))
            .user_agent("dunant");
        let agent = config.build().new_agent();
        Self { url: format!("{}/add-entry", url.trim_end_matches('/')), bearer: format!("Bearer {token}"), agent }
    }

    /// Hands `entry` in, and again where the service is busy or does not answer, for as long as `patience`: a log has an entry once.
    ///
    /// The answer is the service's word: [`crate::prove`] and a policy show whether it is true.
    ///
    /// # Errors
    /// The service refuses the entry, or has not acknowledged it in time. Then it may be in the log all the same.
    pub fn add(&self, entry: &[u8], patience: Duration) -> Result<Added, NotAdded> {
        let until = Instant::now() + patience;
        loop {
            let (failed, pause) = match self.once(entry) {
                Ok(added) => return Ok(added),
                Err((refused @ NotAdded::Refused { .. }, _)) => return Err(refused),
                Err(busy) => busy,
            };
            if Instant::now() + pause > until {
                return Err(failed);
            }
            std::thread::sleep(pause);
        }
    }

    fn once(&self, entry: &[u8]) -> Result<Added, (NotAdded, Duration)> {
        let url = || self.url.clone();
        let no_answer = |error: ureq::Error| (NotAdded::NoAnswer { url: url(), reason: error.to_string() }, PAUSE);
        let request = self.agent.post(&self.url).header(AUTHORIZATION, &self.bearer);
        let mut response = request.content_type("text/plain; charset=utf-8").send(entry).map_err(no_answer)?;
        let status = response.status().as_u16();
        let later = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().map_err(no_answer)?;
        let said = || String::from_utf8_lossy(&body).trim_end().to_owned();
        match status {
            200 => serde_json::from_slice(&body)
                .map_err(|error| (NotAdded::Answer { url: url(), reason: error.to_string() }, PAUSE)),
            429 | 500..=599 => {
                let pause = later.map_or(PAUSE, Duration::from_secs);
                Err((NotAdded::Busy { url: url(), status, said: said() }, pause))
            }
            _ => Err((NotAdded::Refused { url: url(), status, said: said() }, PAUSE)),
        }
    }
}

/// Why a service has not acknowledged an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    /// The service does not take it.
    #[error("`{url}` refuses the entry (status {status}): {said}")]
    Refused {
        /// Where.
        url: String,
        /// The status.
        status: u16,
        /// Why.
        said: String,
    },
    /// The service cannot take it now.
    #[error("`{url}` did not take the entry in time (status {status}): {said}; hand it in again later")]
    Busy {
        /// Where.
        url: String,
        /// The status.
        status: u16,
        /// Why.
        said: String,
    },
    /// There was no answer.
    #[error(
        "`{url}`: {reason}; hand the entry in again: where it is in the log already, it gets the place that it has"
    )]
    NoAnswer {
        /// Where.
        url: String,
        /// Why.
        reason: String,
    },
    /// The answer cannot be read.
    #[error(
        "`{url}` answered what is no place in a log: {reason}; check that this is the address of `dunant record serve`"
    )]
    Answer {
        /// Where.
        url: String,
        /// Why.
        reason: String,
    },
}
