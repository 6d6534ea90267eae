//! The comment of an archive (APPNOTE, section 4.3.16), which programs show when they open it.

use crate::prose::read_prose;
use crate::{Context, Reading, Source};

/// Reads the comment as words, at its place in the archive.
pub(super) fn read(source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
    /// The record at the end, without its comment.
    const RECORD: usize = 22;
    let from = source.bytes.len().saturating_sub(RECORD + usize::from(u16::MAX));
    let tail = source.bytes.get(from..).unwrap_or_default();
    let Some(record) = memchr::memmem::rfind(tail, b"PK\x05\x06") else { return };
    let start = record + RECORD;
    let length = tail.get(start - 2..start).and_then(|two| <[u8; 2]>::try_from(two).ok()).map_or(0, u16::from_le_bytes);
    let Some(bytes) = tail.get(start..start + usize::from(length)).filter(|bytes| !bytes.is_empty()) else { return };
    let at = from + start;
    match std::str::from_utf8(bytes) {
        Ok(text) => read_prose(
            text,
            &|range| dunant_vocabulary::Span::item(at + range.start, at + range.end),
            "comment",
            context,
            reading,
        ),
        Err(_) => {
            let span = dunant_vocabulary::Span::item(at, at + bytes.len());
            reading.lose(
                "the archive's comment is no text in UTF-8",
                Some(span),
                Some("show it with `unzip -z`, and give it as a text"),
            );
        }
    }
}
