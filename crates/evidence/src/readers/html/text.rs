use std::ops::Range;

/// Text drawn from a page, and for each of its bytes the bytes of the page that it stands for.
#[derive(Debug, Default)]
pub(super) struct SourcedText {
    text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the text: the same bytes as in the source, or others that stand for `length` bytes there.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: u32,
    source: u32,
    length: u32,
    same: bool,
}

impl SourcedText {
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Adds bytes that stand in the source from `source` on.
    pub(super) fn push_same(&mut self, words: &str, source: usize) {
        self.push(words, source..source + words.len(), true);
    }

    /// Adds bytes that stand for other bytes of the source: a character reference, or the mark of a tag.
    pub(super) fn push_for(&mut self, words: &str, source: Range<usize>) {
        self.push(words, source, false);
    }

    /// Adds what stands in a range of the text once more, for the same places of the source.
    pub(super) fn push_again(&mut self, range: Range<usize>) {
        let Some(words) = self.text.get(range.clone()).map(ToOwned::to_owned) else { return };
        let from = self.pieces.partition_point(|piece| piece.at as usize <= range.start).saturating_sub(1);
        let until = self.pieces.partition_point(|piece| (piece.at as usize) < range.end);
        let Ok(at) = u32::try_from(self.text.len()) else { return };
        for index in from..until {
            let Some(piece) = self.pieces.get(index).copied() else { break };
            // A piece that begins before the range is the same bytes from the range's start on, where it is the same at all.
            let ahead = range.start.saturating_sub(piece.at as usize);
            let behind = (piece.at as usize + ahead).saturating_sub(range.start);
            let (Ok(ahead), Ok(behind)) = (u32::try_from(ahead), u32::try_from(behind)) else { return };
            let source = if piece.same { piece.source + ahead } else { piece.source };
            self.pieces.push(Piece { at: at.saturating_add(behind), source, ..piece });
        }
        self.text.push_str(&words);
    }

    /// The bytes of the source that a range of the text stands for.
    pub(super) fn in_source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start).map_or(0, |place| place.start);
        let end = range.end.checked_sub(1).and_then(|last| self.place(last)).map_or(start, |place| place.end);
        start..end.max(start)
    }

    /// The bytes of the source that one byte of the text stands for.
    fn place(&self, at: usize) -> Option<Range<usize>> {
        let index = self.pieces.partition_point(|piece| piece.at as usize <= at).checked_sub(1)?;
        let piece = self.pieces.get(index)?;
        let source = piece.source as usize;
        Some(if piece.same {
            let start = source + (at - piece.at as usize);
            start..start + 1
        } else {
            source..source + piece.length as usize
        })
    }

    fn push(&mut self, words: &str, source: Range<usize>, same: bool) {
        let (at, start, length) =
            (u32::try_from(self.text.len()), u32::try_from(source.start), u32::try_from(source.len()));
        let (Ok(at), Ok(source), Ok(length)) = (at, start, length) else { return };
        if !words.is_empty() {
            self.text.push_str(words);
            self.pieces.push(Piece { at, source, length, same });
        }
    }
}
