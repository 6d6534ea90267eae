use dunant_vocabulary::{Moment, Sha256Digest};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Subject;

/// What every link begins with.
const PREFIX: &str = "dunant-chain/v1 ";

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<E> {
    /// What the chain is about.
    pub subject: Subject,
    /// Its place in the chain, from 0.
    pub number: u64,
    /// SHA-256 of the text of the link before it; nothing before the first.
    pub previous: Option<Sha256Digest>,
    /// When the secretariat took it in.
    pub time: Moment,
    /// What happened.
    pub event: E,
}

impl<E: Serialize + DeserializeOwned> Link<E> {
    /// The text that is signed.
    ///
    /// # Errors
    /// [`LinkFormError::Event`] where the event cannot stand on one line of JSON.
    pub fn text(&self) -> Result<String, LinkFormError> {
        let event = event_line(&self.event)?;
        let previous = self.previous.map_or_else(|| "none".to_owned(), |previous| previous.to_string());
        let Self { subject, number, time, .. } = self;
        Ok(format!("{PREFIX}{subject}\nnumber {number}\nprevious {previous}\ntime {time}\nevent {event}\n"))
    }

    /// SHA-256 of the text: what the next link names.
    ///
    /// # Errors
    /// As [`Link::text`].
    pub fn digest(&self) -> Result<Sha256Digest, LinkFormError> {
        Ok(Sha256Digest::of(self.text()?.as_bytes()))
    }

    /// Reads the text of a link. It has one spelling.
    ///
    /// # Errors
    /// The line that is not what a link has there.
    pub fn parse(text: &str) -> Result<Self, LinkFormError> {
        let mut lines = text.lines();
        let mut line = |number, prefix, expected| {
            let rest = lines.next().and_then(|line| line.strip_prefix(prefix));
            rest.ok_or(LinkFormError::Line { line: number, expected })
        };
        let (subject, number) = (line(1, PREFIX, "dunant-chain/v1 SUBJECT")?, line(2, "number ", "number N")?);
        let previous = line(3, "previous ", "previous SHA-256 or none")?;
        let (time, event) = (line(4, "time ", "time 2026-11-25T03:41:07Z")?, line(5, "event ", "event JSON")?);
        let wrong = |line, expected| LinkFormError::Line { line, expected };
        let link = Self {
            subject: subject.parse().map_err(|_| wrong(1, "dunant-chain/v1 SUBJECT"))?,
            number: number.parse().map_err(|_| wrong(2, "number N"))?,
            previous: match previous {
                "none" => None,
                digest => Some(digest.parse().map_err(|_| wrong(3, "previous SHA-256 or none"))?),
            },
            time: time.parse().map_err(|_| wrong(4, "time 2026-11-25T03:41:07Z"))?,
            event: serde_json::from_str(event).map_err(|error| LinkFormError::Event(error.to_string()))?,
        };
        if link.text()? == text { Ok(link) } else { Err(LinkFormError::Spelling) }
    }
}

/// The event on one line. JSON escapes the line ends of its strings.
fn event_line<E: Serialize>(event: &E) -> Result<String, LinkFormError> {
    serde_json::to_string(event).map_err(|error| LinkFormError::Event(error.to_string()))
}

/// A text that is not a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFormError {
    /// A line is not what a link has there.
    #[error("line {line} is not of the form `{expected}`")]
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// The form of the line.
        expected: &'static str,
    },
    /// The event cannot be read or written.
    #[error("its event is none that is known: {0}")]
    Event(String),
    /// It could be read, and would be written otherwise.
    #[error("it is not written as links are: white space, the order of keys or a number differs")]
    Spelling,
}
