use std::borrow::Cow;

use dunant_vocabulary::{Sha256Digest, Space, Span};

/// The bytes of one item, its digest, and its text where it is text.
#[derive(Debug)]
pub struct Source<'a> {
    /// Names the item.
    pub digest: Sha256Digest,
    /// What the item was called where it was found; never used to tell its format.
    pub name: &'a str,
    /// The item as received.
    pub bytes: &'a [u8],
    text: Option<Cow<'a, str>>,
    encoding: Encoding,
    /// What offsets into the text count in, where the text is a part of the item.
    within: Option<Space>,
}

/// How an item's text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, every byte valid; a byte-order mark is skipped by readers, not removed.
    Utf8,
    /// UTF-16 with a byte-order mark.
    Utf16,
    /// Mostly text, with bytes that are not UTF-8: taken as Windows-1252.
    Windows1252,
    /// Not text.
    Binary,
}

impl<'a> Source<'a> {
    /// Takes an item's bytes; hashes and decodes them.
    #[must_use]
    pub fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        let (text, encoding) = decode(bytes);
        Self { digest: Sha256Digest::of(bytes), name, bytes, text, encoding, within: None }
    }

    /// A text that was taken out of `item`, such as a mail's body: it has the item's digest, and spans over it count in `space`.
    pub(crate) fn part_of(item: &Source<'a>, text: &'a str, space: Space) -> Self {
        let (digest, name, bytes) = (item.digest, item.name, text.as_bytes());
        Self { digest, name, bytes, text: Some(Cow::Borrowed(text)), encoding: Encoding::Utf8, within: Some(space) }
    }

    /// The item's text as UTF-8; `None` when it is not text. Starts with U+FEFF where the item did.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// How the text was encoded.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// A span over [`Source::text`]; says by itself whether its offsets count in the item's bytes or in the decoded text.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let own = if self.encoding == Encoding::Utf8 { Space::Item } else { Space::Text };
        Span::within(self.within.unwrap_or(own), start, end)
    }
}

fn decode(bytes: &[u8]) -> (Option<Cow<'_, str>>, Encoding) {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, _, _) = encoding.decode(bytes);
        return (Some(text), Encoding::Utf16);
    }
    let head = bytes.get(..8192).unwrap_or(bytes);
    if head.contains(&0) {
        return (None, Encoding::Binary);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Some(Cow::Borrowed(text)), Encoding::Utf8);
    }
    let controls = head.iter().filter(|byte| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(byte)).count();
    if controls * 20 > head.len() {
        return (None, Encoding::Binary);
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    (Some(text), Encoding::Windows1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart_by_content() {
        assert_eq!(Source::new("", "naïve".as_bytes()).encoding(), Encoding::Utf8);
        assert_eq!(Source::new("", b"\xff\xfea\0b\0").text(), Some("ab"));
        assert_eq!(Source::new("", b"na\xefve").text(), Some("naïve"));
        assert_eq!(Source::new("", b"\x7fELF\0\0\0").text(), None);
    }
}
