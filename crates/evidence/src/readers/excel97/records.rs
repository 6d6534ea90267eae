use crate::readers::office::height::{Border, Height};
use crate::readers::office::sheets::{Cells, Sheet, date_of, is_date_code};

/// What the records of a workbook hold.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
    /// The words of comments and text boxes.
    pub(super) notes: String,
    pub(super) encrypted: bool,
    /// Whether the stream ends within a record.
    pub(super) cut: bool,
    /// Cells past the limit.
    pub(super) unkept: u64,
    /// Cells whose text is not in the stream.
    pub(super) missing: u64,
    /// Cells whose number has lost its last digits.
    pub(super) rounded: u64,
}

/// One record (section 2.1.4): its number, and what stands in it, continued records apart.
struct Record<'b> {
    kind: u16,
    pieces: Vec<&'b [u8]>,
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;

impl Book {
    /// Reads the stream of a workbook, and at most `room` cells of its sheets.
    pub(super) fn read(stream: &[u8], room: u64) -> Self {
        let mut book = Self::default();
        let mut globals = Globals::default();
        let mut room = room;
        let mut at = 0;
        // The sheets follow the globals, each between a `BOF` and an `EOF`.
        let mut number = 0_usize;
        let mut depth = 0_u32;
        let mut cells = Cells::new(room);
        let mut last: Option<(u32, u32)> = None;
        while let Some(record) = record(stream, &mut at, &mut book.cut) {
            match record.kind {
                BOF => depth += 1,
                EOF => {
                    depth = depth.saturating_sub(1);
                    if depth > 0 {
                        continue;
                    }
                    if number > 0 {
                        let mut held = std::mem::replace(&mut cells, Cells::new(0));
                        held.settle();
                        book.missing += held.missing;
                        book.rounded += held.rounded;
                        room = held.room();
                        book.unkept += held.unkept;
                        let listed = globals.sheets.get(number - 1).cloned();
                        let (name, hidden) = listed.unwrap_or_else(|| (format!("Sheet {number}"), false));
                        held.hidden.sheet = hidden;
                        book.sheets.push(Sheet { name, rows: held.rows() });
                    }
                    number += 1;
                    cells = Cells::new(room);
                }
                0x002f => {
                    book.encrypted = true;
                    return book;
                }
                _ if number == 0 => globals.take(&record),
                _ => {
                    globals.cell(&record, &mut cells, &mut last);
                    book.note(&record);
                }
            }
        }
        // A sheet that the stream ends within is kept as far as it goes.
        cells.settle();
        book.unkept += cells.unkept;
        book.missing += cells.missing;
        book.rounded += cells.rounded;
        let (name, hidden) = globals.sheets.get(number.saturating_sub(1)).cloned().unwrap_or_default();
        cells.hidden.sheet = hidden;
        let rows = cells.rows();
        if !rows.is_empty() {
            book.cut = true;
            book.sheets.push(Sheet { name, rows });
        }
        book
    }

    /// The words of a comment or text box, which follow its record (section 2.4.329).
    fn note(&mut self, record: &Record<'_>) {
        if record.kind != 0x01b6 {
            return;
        }
        let Some((flags, words)) = record.pieces.get(1).and_then(|piece| piece.split_first()) else { return };
        let words = if flags & 1 == 0 { latin(words) } else { wide(words) };
        self.notes.push_str(words.trim_end_matches('\0'));
        self.notes.push_str("\n\n");
    }
}

/// What holds for all sheets.
#[derive(Debug, Default)]
struct Globals {
    /// Name of each sheet, and whether it is hidden.
    sheets: Vec<(String, bool)>,
    strings: Vec<String>,
    /// Number formats of the workbook's own that show a day.
    formats: Vec<(u16, bool)>,
    /// Of each style whether it shows a day.
    dates: Vec<bool>,
    /// Of each font how high its letters stand.
    heights: Vec<Height>,
}

impl Globals {
    fn take(&mut self, record: &Record<'_>) {
        let Some(bytes) = record.pieces.first() else { return };
        match record.kind {
            0x0085 => {
                let name = bytes.get(6).zip(bytes.get(7)).and_then(|(count, flags)| {
                    let width = if flags & 1 == 0 { 1 } else { 2 };
                    let words = bytes.get(8..8 + usize::from(*count) * width)?;
                    Some(if width == 1 { latin(words) } else { wide(words) })
                });
                // Its state is in two bits (section 2.4.28).
                let hidden = bytes.get(4).is_some_and(|state| state & 3 != 0);
                self.sheets.push((name.unwrap_or_default(), hidden));
            }
            // A font (section 2.4.122).
            0x0031 => self.heights.push(match short(bytes, 8) {
                Some(1) => Height::Raised,
                Some(2) => Height::Lowered,
                _ => Height::Line,
            }),
            0x00fc => self.strings = shared_strings(&record.pieces, &self.heights),
            0x041e => {
                let code = bytes.get(4).and_then(|flags| {
                    let words = bytes.get(5..)?;
                    Some(if flags & 1 == 0 { latin(words) } else { wide(words) })
                });
                if let (Some(id), Some(code)) = (short(bytes, 0), code) {
                    self.formats.push((id, is_date_code(&code)));
                }
            }
            0x00e0 => {
                let id = short(bytes, 2).unwrap_or(0);
                let own = self.formats.iter().find(|(held, _)| *held == id).map(|(_, date)| *date);
                self.dates.push(own.unwrap_or(matches!(id, 14..=17 | 22 | 27..=36 | 50..=58)));
            }
            _ => {}
        }
    }

    /// Takes a cell's value. `last` is the cell whose formula gives a text, which the next record holds.
    fn cell(&self, record: &Record<'_>, cells: &mut Cells, last: &mut Option<(u32, u32)>) {
        let Some(bytes) = record.pieces.first() else { return };
        let place = || Some((u32::from(short(bytes, 0)?) + 1, u32::from(short(bytes, 2)?) + 1));
        let style = || usize::from(short(bytes, 4).unwrap_or(0));
        // Cells that reach over several (section 2.4.168).
        if record.kind == 0x00e5 {
            for merged in bytes.get(2..).unwrap_or_default().chunks_exact(8) {
                let number = |at| short(merged, at).map_or(0, |number| u32::from(number) + 1);
                cells.merge(number(4), number(0), number(2));
            }
            return;
        }
        let Some((row, column)) = place() else { return };
        match record.kind {
            // A row of no height is hidden (section 2.4.221).
            0x0208 if bytes.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                cells.hidden.hide(row, 1);
            }
            0x00fd => {
                let index = bytes.get(6..10).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
                let string = index.and_then(|index| self.strings.get(usize::try_from(index).ok()?));
                cells.missing += u64::from(string.is_none());
                cells.add(row, column, string.cloned().unwrap_or_default());
            }
            0x0204 | 0x00d6 => cells.add(row, column, bytes.get(6..).map(string).unwrap_or_default()),
            0x0203 => {
                if let Some(number) = bytes.get(6..14).and_then(|eight| eight.try_into().ok()).map(f64::from_le_bytes) {
                    cells.note_number(number);
                    cells.add(row, column, self.shown(number, style()));
                }
            }
            0x027e => {
                if let Some(number) = packed_number(bytes, 6) {
                    cells.add(row, column, self.shown(number, style()));
                }
            }
            0x00bd => {
                let count = bytes.len().saturating_sub(6) / 6;
                for at in 0..count {
                    let style = usize::from(short(bytes, 4 + at * 6).unwrap_or(0));
                    if let Some(number) = packed_number(bytes, 6 + at * 6) {
                        let column = column.saturating_add(u32::try_from(at).unwrap_or(0));
                        cells.add(row, column, self.shown(number, style));
                    }
                }
            }
            0x0006 => {
                let result = bytes.get(6..14).unwrap_or_default();
                *last = None;
                if result.get(6..8) == Some(&[0xff, 0xff]) {
                    if result.first() == Some(&0) {
                        *last = Some((row, column));
                    }
                } else if let Ok(eight) = <[u8; 8]>::try_from(result) {
                    cells.add(row, column, self.shown(f64::from_le_bytes(eight), style()));
                }
                // The formula itself may hold an address: its text stands in it as it is.
                for target in addresses(bytes.get(22..).unwrap_or_default()) {
                    cells.extend(row, column, &target);
                }
            }
            0x0207 => {
                if let Some((row, column)) = last.take() {
                    cells.extend(row, column, &string(bytes));
                }
            }
            0x01b8 => {
                let column = u32::from(short(bytes, 4).unwrap_or(0)) + 1;
                for target in addresses(bytes) {
                    cells.link_to(row, column, target);
                }
            }
            _ => {}
        }
    }

    fn shown(&self, number: f64, style: usize) -> String {
        let date = if self.dates.get(style) == Some(&true) { date_of(number) } else { None };
        // Written out, the zeros that stand for lost digits would make another value of it.
        let rounded = number.is_finite() && number.abs() >= 1e15;
        date.unwrap_or_else(|| if rounded { format!("{number:e}") } else { number.to_string() })
    }
}

/// The next record with those that continue it.
fn record<'b>(stream: &'b [u8], at: &mut usize, cut: &mut bool) -> Option<Record<'b>> {
    let mut piece = |wanted: Option<u16>| {
        let kind = short(stream, *at)?;
        if wanted.is_some_and(|wanted| wanted != kind) {
            return None;
        }
        let length = usize::from(short(stream, *at + 2)?);
        let Some(bytes) = stream.get(*at + 4..*at + 4 + length) else {
            *cut = true;
            return None;
        };
        *at += 4 + length;
        Some((kind, bytes))
    };
    let (kind, bytes) = piece(None)?;
    let mut pieces = vec![bytes];
    while let Some((_, bytes)) = piece(Some(CONTINUE)) {
        pieces.push(bytes);
    }
    Some(Record { kind, pieces })
}

/// The strings that cells share (section 2.4.265). A string may go on in the next piece, whose first byte says how wide it is there.
fn shared_strings(pieces: &[&[u8]], heights: &[Height]) -> Vec<String> {
    let mut input = Pieces { pieces, piece: 0, at: 8 };
    let mut strings = Vec::new();
    while let Some((string, runs)) = input.string() {
        strings.push(if runs.is_empty() { string } else { at_heights(&string, &runs, heights) });
    }
    strings
}

/// A string whose letters change their font at these places (section 2.5.132), with a blank where they are raised or lowered.
fn at_heights(string: &str, runs: &[(u16, u16)], heights: &[Height]) -> String {
    let (mut text, mut border) = (String::with_capacity(string.len()), Border::default());
    let mut runs = runs.iter().peekable();
    let mut at = 0_usize;
    for c in string.chars() {
        while let Some((_, font)) = runs.next_if(|(start, _)| usize::from(*start) <= at) {
            // No font has the number 4.
            let index = usize::from(if *font > 4 { font - 1 } else { *font });
            border.at(heights.get(index).copied().unwrap_or_default());
        }
        border.add(&mut text, c.encode_utf8(&mut [0; 4]));
        at += c.len_utf16();
    }
    text
}

struct Pieces<'b> {
    pieces: &'b [&'b [u8]],
    piece: usize,
    at: usize,
}

impl Pieces<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let piece = self.pieces.get(self.piece)?;
        if self.at >= piece.len() && count > 0 {
            self.piece += 1;
            self.at = 0;
        }
        let bytes = self.pieces.get(self.piece)?.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(bytes)
    }

    /// The next string, and where its font changes to which.
    fn string(&mut self) -> Option<(String, Vec<(u16, u16)>)> {
        let count = short(self.take(2)?, 0)?;
        let mut flags = *self.take(1)?.first()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(short(self.take(2)?, 0)?) };
        let more = if flags & 4 == 0 { 0 } else { self.take(4)?.try_into().ok().map(u32::from_le_bytes)? };
        let mut left = usize::from(count);
        let mut text = String::new();
        while left > 0 {
            let width = if flags & 1 == 0 { 1 } else { 2 };
            let room = self.pieces.get(self.piece)?.len().saturating_sub(self.at) / width;
            if room == 0 {
                self.piece += 1;
                self.at = 0;
                flags = *self.take(1)?.first()?;
                continue;
            }
            let bytes = self.take(left.min(room) * width)?;
            left -= bytes.len() / width;
            text.push_str(&if width == 1 { latin(bytes) } else { wide(bytes) });
        }
        let mut fonts = Vec::new();
        for _ in 0..runs {
            let Some(run) = self.take(4) else {
                self.skip(4);
                continue;
            };
            fonts.extend(short(run, 0).zip(short(run, 2)));
        }
        self.skip(usize::try_from(more).ok()?);
        Some((text, fonts))
    }

    /// Passes over bytes, in the next pieces too.
    fn skip(&mut self, mut count: usize) {
        while let Some(piece) = self.pieces.get(self.piece).filter(|_| count > 0) {
            let step = count.min(piece.len().saturating_sub(self.at));
            self.at += step;
            count -= step;
            if count > 0 {
                self.piece += 1;
                self.at = 0;
            }
        }
    }
}

/// A string with its length in two bytes.
fn string(bytes: &[u8]) -> String {
    let (Some(count), Some(flags)) = (short(bytes, 0), bytes.get(2)) else { return String::new() };
    let words = bytes.get(3..).unwrap_or_default();
    let width = if flags & 1 == 0 { 1 } else { 2 };
    let words = words.get(..(usize::from(count) * width).min(words.len())).unwrap_or_default();
    if width == 1 { latin(words) } else { wide(words) }
}

/// Numbers as cells keep them to save room (section 2.5.217).
fn packed_number(bytes: &[u8], at: usize) -> Option<f64> {
    let packed = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes)?;
    #[expect(clippy::cast_possible_wrap, reason = "the number is signed, its two lowest bits are flags")]
    let number =
        if packed & 2 == 0 { f64::from_bits(u64::from(packed & !3) << 32) } else { f64::from(packed as i32 >> 2) };
    Some(if packed & 1 == 0 { number } else { number / 100.0 })
}

/// The addresses that stand in bytes as they are, one or two bytes a character.
fn addresses(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for scheme in ["http://", "https://", "ftp://", "mailto:"] {
        let twice: Vec<u8> = scheme.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let starts = memchr::memmem::find_iter(bytes, &twice).map(|at| (at, 2));
        for (at, width) in starts.chain(memchr::memmem::find_iter(bytes, scheme.as_bytes()).map(|at| (at, 1))) {
            let rest = bytes.get(at..).unwrap_or_default();
            let visible = |pair: &[u8]| {
                pair.first().is_some_and(u8::is_ascii_graphic) && pair.get(1).is_none_or(|high| *high == 0)
            };
            let length = rest.chunks_exact(width).take_while(|pair| visible(pair)).count() * width;
            let kept = rest.get(..length).unwrap_or_default();
            found.push(if width == 1 { latin(kept) } else { wide(kept) });
        }
    }
    found.sort();
    found.dedup();
    found
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
}

fn latin(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

fn wide(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}
