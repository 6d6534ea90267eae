//! What a service counts, in the text format of Prometheus (version 0.0.4).

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use hyper::StatusCode;

use super::Service;
use crate::http::{Answer, plain, response};

/// Why an entry was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Token,
    Quota,
    Form,
    Queue,
    Witnesses,
    Stopped,
}

impl Refusal {
    const ALL: [Self; 6] = [Self::Token, Self::Quota, Self::Form, Self::Queue, Self::Witnesses, Self::Stopped];

    fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Quota => "quota",
            Self::Form => "form",
            Self::Queue => "queue",
            Self::Witnesses => "witnesses",
            Self::Stopped => "stopped",
        }
    }
}

/// Counters since the start.
#[derive(Default)]
pub(super) struct Metrics {
    new: AtomicU64,
    known: AtomicU64,
    refused: [AtomicU64; Refusal::ALL.len()],
    /// Why the last entry that reached the writer was not acknowledged; nothing where it was.
    trouble: Mutex<Option<String>>,
}

impl Metrics {
    /// An entry was acknowledged.
    pub(super) fn acknowledged(&self, is_known: bool) {
        if is_known { &self.known } else { &self.new }.fetch_add(1, Relaxed);
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// An entry was refused.
    pub(super) fn refused(&self, refusal: Refusal) {
        if let Some(counter) = self.refused.get(refusal as usize) {
            counter.fetch_add(1, Relaxed);
        }
    }

    /// An entry reached the writer, and is not acknowledged.
    pub(super) fn troubled(&self, refusal: Refusal, reason: &str) {
        self.refused(refusal);
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
    }
}

impl Service {
    /// Whether entries are taken.
    pub(super) fn health(&self) -> Answer {
        let trouble = self.metrics.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match trouble {
            None => plain(StatusCode::OK, format!("{} entries\n", self.log.checkpoint().checkpoint().head().size)),
            Some(reason) => plain(StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
        }
    }

    /// The counters.
    pub(super) fn measured(&self) -> Answer {
        let Metrics { new, known, refused, .. } = &self.metrics;
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, values: &[(String, u64)]| {
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
            for (labels, value) in values {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let one = |value| [(String::new(), value)];
        let size = self.log.checkpoint().checkpoint().head().size;
        family("dunant_log_entries", "gauge", "Entries in the public tree.", &one(size));
        let acknowledged =
            [("{known=\"no\"}".to_owned(), new.load(Relaxed)), ("{known=\"yes\"}".to_owned(), known.load(Relaxed))];
        family("dunant_log_acknowledged_total", "counter", "Entries that were acknowledged.", &acknowledged);
        let refused: Vec<(String, u64)> = Refusal::ALL
            .iter()
            .zip(refused)
            .map(|(refusal, counter)| (format!("{{reason=\"{}\"}}", refusal.code()), counter.load(Relaxed)))
            .collect();
        family("dunant_log_refused_total", "counter", "Entries that were not acknowledged.", &refused);
        family(
            "dunant_log_queue_entries",
            "gauge",
            "Entries that wait for the writer.",
            &one(self.queue.waiting() as u64),
        );
        family("dunant_log_queue_places", "gauge", "How many entries can wait.", &one(self.queue.most() as u64));
        response(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text)
    }
}
