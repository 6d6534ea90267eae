//! `add-entry`: an entry in the body, a token in the header; the answer says where the entry stands.

use std::time::Instant;

use dunant_record::entry::Entry;
use dunant_record::merkle::Hash;
use dunant_record::tiles::MAX_ENTRY_BYTES;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;

use super::Service;
use super::metrics::Refusal;
use super::tokens::Denied;
use crate::http::{Answer, plain, read_body, response};
use crate::sequencer::{NotAppended, Novelty};

/// What the service answers of an entry that it acknowledges, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The hash of its leaf, in base64 as in proofs.
    pub leaf: String,
    /// Whether the log had it before; then the place is the first one's.
    pub known: bool,
    /// Entries in the tree of the public checkpoint that commits to it.
    pub size: u64,
}

impl Added {
    fn to_json(&self) -> String {
        // Numbers, a flag and base64: there is nothing that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl Service {
    pub(super) async fn add(&self, request: Request<Incoming>, fail: &UnboundedSender<String>) -> Answer {
        // Whoever has no token is told before anything is read.
        let token = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        if let Err(denied) = self.tokens.admit(token.unwrap_or_default(), Instant::now()) {
            return self.denied(denied);
        }
        let entry = match read_body(request.into_body(), MAX_ENTRY_BYTES).await {
            Ok(entry) => entry,
            Err(answer) => return self.malformed(answer),
        };
        match Entry::parse(&entry) {
            Ok(Entry::Known(_)) => {}
            Ok(Entry::Unknown(unknown)) => {
                let said = format!("the entry is of version {}, which this service does not read\n", unknown.version());
                return self.malformed(plain(StatusCode::BAD_REQUEST, said));
            }
            Err(error) => return self.malformed(plain(StatusCode::BAD_REQUEST, format!("{error}\n"))),
        }
        let Some(_place) = self.queue.enter() else {
            self.metrics.refused(Refusal::Queue);
            return later(
                plain(StatusCode::SERVICE_UNAVAILABLE, "the queue is full: nothing was taken; try again\n"),
                1,
            );
        };
        let leaf = Hash::of_leaf(&entry);
        match self.log.append(entry.into()).await {
            Ok(receipt) => {
                let is_known = receipt.novelty == Novelty::Known;
                self.metrics.acknowledged(is_known);
                let size = receipt.checkpoint.checkpoint().head().size;
                let added = Added { index: receipt.index, leaf: leaf.to_string(), known: is_known, size };
                response(StatusCode::OK, "application/json", added.to_json())
            }
            Err(error @ NotAppended::TooLong { .. }) => {
                self.malformed(plain(StatusCode::PAYLOAD_TOO_LARGE, format!("{error}\n")))
            }
            Err(error @ NotAppended::NotWitnessed(_)) => {
                self.metrics.troubled(Refusal::Witnesses, &error.to_string());
                later(plain(StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")), 10)
            }
            Err(error @ NotAppended::Stopped(_)) => {
                self.metrics.troubled(Refusal::Stopped, &error.to_string());
                // Whoever runs the service starts it again.
                let _ = fail.send(error.to_string());
                later(plain(StatusCode::SERVICE_UNAVAILABLE, "the log has stopped: hand the entry in again\n"), 10)
            }
        }
    }

    fn malformed(&self, answer: Answer) -> Answer {
        self.metrics.refused(Refusal::Form);
        answer
    }

    fn denied(&self, denied: Denied) -> Answer {
        match denied {
            Denied::Unknown => {
                self.metrics.refused(Refusal::Token);
                let said = "this needs a token, as `Authorization: Bearer TOKEN`: ask the log's operator\n";
                let mut answer = plain(StatusCode::UNAUTHORIZED, said);
                answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                answer
            }
            Denied::Spent { seconds } => {
                self.metrics.refused(Refusal::Quota);
                let said = format!("this token's quota is spent: try again in {seconds} seconds\n");
                later(plain(StatusCode::TOO_MANY_REQUESTS, said), seconds)
            }
            Denied::Unreadable(reason) => {
                self.metrics.troubled(Refusal::Token, &reason);
                let said = "the log cannot read its tokens: ask its operator\n";
                later(plain(StatusCode::SERVICE_UNAVAILABLE, said), 60)
            }
        }
    }
}

/// Says after how many seconds to try again.
fn later(mut answer: Answer, seconds: u64) -> Answer {
    answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    answer
}
