use std::cell::Cell;

use html5gum::Reader;

/// Attributes of one tag that are read; the rest is a loss. The tokenizer calls itself once an attribute, and its stack is not
/// ours to grow: this bound cannot be raised.
pub(super) const ATTRIBUTES: u32 = 100;

/// What the reader and the receiver of events tell each other.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Attributes of the tag that is being read.
    pub(super) attributes: Cell<u32>,
    /// Bytes given to the tokenizer.
    pub(super) given: Cell<usize>,
}

/// A tag has more than [`ATTRIBUTES`] attributes.
#[derive(Debug, thiserror::Error)]
#[error("a tag has more than {ATTRIBUTES} attributes")]
pub(super) struct TooManyAttributes;

/// Gives text to the tokenizer until a tag has too many attributes.
pub(super) struct BoundedReader<'a> {
    rest: &'a [u8],
    progress: &'a Progress,
}

impl<'a> BoundedReader<'a> {
    pub(super) fn new(text: &'a str, progress: &'a Progress) -> Self {
        Self { rest: text.as_bytes(), progress }
    }

    fn give(&mut self, length: usize) -> &'a [u8] {
        let (given, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        self.progress.given.set(self.progress.given.get() + given.len());
        given
    }
}

impl Reader for BoundedReader<'_> {
    type Error = TooManyAttributes;

    fn read_byte(&mut self) -> Result<Option<u8>, TooManyAttributes> {
        if self.progress.attributes.get() > ATTRIBUTES {
            return Err(TooManyAttributes);
        }
        Ok(self.give(1).first().copied())
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], _: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, TooManyAttributes> {
        if self.progress.attributes.get() > ATTRIBUTES {
            return Err(TooManyAttributes);
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let length = self.rest.iter().position(|byte| needle.contains(byte)).unwrap_or(self.rest.len()).max(1);
        Ok(Some(self.give(length)))
    }

    fn try_read_string(&mut self, wanted: &[u8], case_sensitive: bool) -> Result<bool, TooManyAttributes> {
        let next = self.rest.get(..wanted.len()).unwrap_or_default();
        let there = next == wanted || !case_sensitive && next.eq_ignore_ascii_case(wanted);
        if there && next.len() == wanted.len() {
            self.give(wanted.len());
        }
        Ok(there && next.len() == wanted.len())
    }
}
