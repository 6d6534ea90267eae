mod declared;
mod decoding;
mod dos;
mod numbers;

use std::sync::OnceLock;

use dunant_vocabulary::{Sha256Digest, Space, Span};

use decoding::Decoded;

/// The bytes of one item, its digest, and its text where it is text.
///
/// What is not UTF-8 is decoded when its text is first asked for: an archive or a PDF never is.
#[derive(Debug)]
pub struct Source<'a> {
    /// Names the item.
    pub digest: Sha256Digest,
    /// What the item was called where it was found; never used to tell its format.
    pub name: &'a str,
    /// The item as received.
    pub bytes: &'a [u8],
    /// The text, where the bytes are UTF-8.
    utf8: Option<&'a str>,
    /// The encoding that came with the item from outside, such as a MIME header's `charset`.
    label: Option<String>,
    /// What the bytes were decoded to, where they are not UTF-8.
    decoded: OnceLock<Decoded>,
    /// The text with values of JSON where programs wrote `NaN` and `Infinity`, if they did.
    numbers: OnceLock<Option<String>>,
    /// What offsets into the text count in, where the text is a part of the item.
    within: Option<Space>,
}

/// How an item's text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, every byte valid; a byte-order mark is skipped by readers, not removed.
    Utf8,
    /// Another encoding, or UTF-8 with invalid bytes: the text is not the item's bytes.
    Decoded {
        /// Its name in the WHATWG Encoding Standard: `Shift_JIS`, `windows-1251`, `UTF-16LE`; `IBM850` for the code pages of DOS.
        name: &'static str,
        /// How it was known.
        basis: EncodingBasis,
    },
    /// Not text.
    Binary,
}

/// How an item's encoding was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingBasis {
    /// A byte-order mark at the start.
    Mark,
    /// The item, or what it came in, names it.
    Declared,
    /// The bytes are only likely in it.
    Guessed,
}

impl<'a> Source<'a> {
    /// Takes an item's bytes and hashes them.
    #[must_use]
    pub fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        let (utf8, decoded) = (decoding::utf8(bytes), OnceLock::new());
        let numbers = OnceLock::new();
        Self { digest: Sha256Digest::of(bytes), name, bytes, utf8, label: None, decoded, numbers, within: None }
    }

    /// A text that was taken out of `item`, such as a mail's body: it has the item's digest, and spans over it count in `space`.
    pub(crate) fn part_of(item: &Source<'a>, text: &'a str, space: Space) -> Self {
        let (digest, name, bytes) = (item.digest, item.name, text.as_bytes());
        let (decoded, numbers) = (OnceLock::new(), OnceLock::new());
        Self { digest, name, bytes, utf8: Some(text), label: None, decoded, numbers, within: Some(space) }
    }

    /// The same, where what the item came in names its encoding, as the `charset` of a mail's part does. A label that nobody
    /// knows is as none: the bytes decide.
    ///
    /// ```
    /// use dunant_evidence::Source;
    ///
    /// assert_eq!(Source::labelled("part", b"\xe5\xe9", "koi8-r").text(), Some("ЕИ"));
    /// ```
    #[must_use]
    pub fn labelled(name: &'a str, bytes: &'a [u8], label: &str) -> Self {
        Self { label: Some(label.to_owned()), ..Self::new(name, bytes) }
    }

    /// The item's text as UTF-8; `None` when it is not text. Starts with U+FEFF where an item in UTF-8 did. Where JSON has `NaN` or
    /// `Infinity` for a number, as Python writes them, there is an empty value of the same length.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        let text = self.utf8.or_else(|| self.decoded().text.as_deref())?;
        Some(self.numbers.get_or_init(|| numbers::without_nan(text)).as_deref().unwrap_or(text))
    }

    /// How the text was encoded.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        if self.utf8.is_some() { Encoding::Utf8 } else { self.decoded().encoding }
    }

    /// Characters that could not be decoded; each is U+FFFD in the text.
    #[must_use]
    pub fn undecoded(&self) -> u64 {
        if self.utf8.is_some() { 0 } else { self.decoded().undecoded }
    }

    /// A span over [`Source::text`]; says by itself whether its offsets count in the item's bytes or in the decoded text.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let own = if self.encoding() == Encoding::Utf8 { Space::Item } else { Space::Text };
        Span::within(self.within.unwrap_or(own), start, end)
    }

    /// The text, where some reader has asked for it.
    pub(crate) fn text_if_read(&self) -> Option<&str> {
        self.utf8.or_else(|| self.decoded.get().and_then(|decoded| decoded.text.as_deref()))
    }

    fn decoded(&self) -> &Decoded {
        self.decoded.get_or_init(|| Decoded::of(self.bytes, self.label.as_deref()))
    }
}

impl Encoding {
    /// The encoding's name; `None` when the item is not text.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => Some("UTF-8"),
            Self::Decoded { name, .. } => Some(name),
            Self::Binary => None,
        }
    }
}

#[cfg(test)]
mod tests;
