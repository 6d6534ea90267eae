//! JSON read where it stands: every value knows its bytes, every piece of text knows where it was written.
//!
//! [`Cursor`] walks a document step by step, so that damage costs the element it is in and not the elements before it.
//! [`Node`] is one whole, valid value. Neither recurses, whatever the depth of the input.

use std::borrow::Cow;
use std::ops::Range;

use dunant_vocabulary::{Date, DateRange};
use serde::Deserialize as _;
use serde_json::value::RawValue;

/// One valid JSON value: its bytes as written, and where they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    raw: &'a str,
    start: usize,
}

/// A position in a document that may be damaged further on.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    /// Where `text` starts in the document.
    base: usize,
    at: usize,
    depth: u64,
    /// Whether the innermost list or object was just opened, so that no comma is due.
    fresh: bool,
}

/// Where and why a document stops being JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    /// What is wrong, in lower case, without the place.
    pub what: String,
    /// What the user can do about it, where there is anything.
    pub help: Option<&'static str>,
    /// The bytes concerned.
    pub range: Range<usize>,
    /// Whether the cursor got past it.
    pub rest: Rest,
}

/// What is left of a document behind a damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// The next element can be read.
    Readable,
    /// Nothing more can be read.
    Lost,
}

/// A decoded string, every byte of which can be traced to the document.
#[derive(Debug, Clone)]
pub(crate) struct Text<'a> {
    value: Cow<'a, str>,
    raw: &'a str,
    start: usize,
    /// Pairs of offsets, in `value` and in `raw`, that mean the same place; sparse, in order, none where nothing is escaped.
    waypoints: Vec<(usize, usize)>,
}

impl<'a> Node<'a> {
    /// Its bytes within the document.
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.start + self.raw.len()
    }

    /// Its bytes within the document, of a string without the quotation marks.
    pub(crate) fn inner_range(self) -> Range<usize> {
        let marks = usize::from(self.raw.starts_with('"'));
        self.start + marks..self.start + self.raw.len() - marks
    }

    /// Its bytes as written.
    pub(crate) fn raw(self) -> &'a str {
        self.raw
    }

    pub(crate) fn is_object(self) -> bool {
        self.raw.starts_with('{')
    }

    pub(crate) fn is_list(self) -> bool {
        self.raw.starts_with('[')
    }

    /// The decoded text of a string; `None` for every other value.
    pub(crate) fn as_text(self) -> Option<Text<'a>> {
        let inner = self.raw.strip_prefix('"')?.strip_suffix('"')?;
        Some(Text::decode(inner, self.start + 1))
    }

    /// The same without places.
    pub(crate) fn as_str(self) -> Option<Cow<'a, str>> {
        let inner = self.raw.strip_prefix('"')?.strip_suffix('"')?;
        Some(if inner.contains('\\') { Cow::Owned(unescape(inner).0) } else { Cow::Borrowed(inner) })
    }

    /// The text of a string, or of a number or truth value as written; `None` for null, lists and objects.
    pub(crate) fn as_scalar(self) -> Option<Text<'a>> {
        match self.raw.as_bytes().first()? {
            b'"' => self.as_text(),
            b'{' | b'[' | b'n' => None,
            _ => Some(Text { value: Cow::Borrowed(self.raw), raw: self.raw, start: self.start, waypoints: Vec::new() }),
        }
    }

    /// Whether it says yes: `true`, `1`, or either as a string.
    pub(crate) fn is_true(self) -> bool {
        matches!(self.raw.trim_matches('"'), "true" | "True" | "1")
    }

    /// The civil day that a timestamp such as `2014-06-29T13:49:37.079Z` starts with.
    pub(crate) fn as_day(self) -> Option<DateRange> {
        let text = self.as_str()?;
        let day = text.get(..10)?;
        let mut parts = day.split('-');
        let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || !day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?).ok().map(DateRange::day)
    }

    /// The members of an object; nothing for every other value.
    pub(crate) fn entries(self) -> impl Iterator<Item = (Cow<'a, str>, Node<'a>)> {
        let mut cursor = self.inside(b'{');
        std::iter::from_fn(move || {
            let cursor = cursor.as_mut()?;
            let key = cursor.next_key().ok()??;
            Some((key, cursor.value().ok()?))
        })
    }

    /// The elements of a list; nothing for every other value.
    pub(crate) fn elements(self) -> impl Iterator<Item = Node<'a>> {
        let mut cursor = self.inside(b'[');
        std::iter::from_fn(move || {
            let cursor = cursor.as_mut()?;
            cursor.next_element().ok()?.then(|| cursor.value().ok())?
        })
    }

    /// The first member of that name.
    pub(crate) fn get(self, name: &str) -> Option<Node<'a>> {
        self.entries().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn inside(self, bracket: u8) -> Option<Cursor<'a>> {
        // The depth was checked when the value was read.
        let mut cursor = Cursor { text: self.raw, base: self.start, at: 0, depth: u64::MAX, fresh: false };
        cursor.open(bracket).then_some(cursor)
    }
}

impl<'a> Cursor<'a> {
    /// The start of a document, behind a byte-order mark if there is one. `depth` bounds the nesting of each value read.
    pub(crate) fn new(text: &'a str, depth: u64) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, base: 0, at, depth, fresh: false }
    }

    /// A document that is the bytes `range` of `text`; places count in `text`.
    pub(crate) fn of_part(text: &'a str, range: Range<usize>, depth: u64) -> Self {
        Self { text: text.get(range.clone()).unwrap_or_default(), base: range.start, at: 0, depth, fresh: false }
    }

    /// The next byte that is not white space, not taken.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Its place in the document.
    pub(crate) fn offset(&self) -> usize {
        self.base + self.at
    }

    /// Steps into a list (`[`) or an object (`{`) if one starts here.
    pub(crate) fn open(&mut self, bracket: u8) -> bool {
        let opens = self.peek() == Some(bracket);
        if opens {
            self.at += 1;
            self.fresh = true;
        }
        opens
    }

    /// Steps to the next element of the open list; `false` when the list ended here.
    pub(crate) fn next_element(&mut self) -> Result<bool, Damage> {
        self.separate(b']', "expected `,` or `]` after an element")
    }

    /// Steps to the value of the next member of the open object and gives its name; `None` when the object ended here.
    pub(crate) fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, Damage> {
        if !self.separate(b'}', "expected `,` or `}` after a member")? {
            return Ok(None);
        }
        let name = (self.peek() == Some(b'"')).then(|| end_of_string(self.text, self.at + 1)).flatten();
        let Some(end) = name else { return Err(self.lost("expected the name of a member, in double quotes")) };
        let inner = self.text.get(self.at + 1..end).unwrap_or_default();
        self.at = end + 1;
        if self.peek() != Some(b':') {
            return Err(self.lost("expected `:` after the name of a member"));
        }
        self.at += 1;
        Ok(Some(if inner.contains('\\') { Cow::Owned(unescape(inner).0) } else { Cow::Borrowed(inner) }))
    }

    /// Reads the whole value that starts here.
    ///
    /// # Errors
    /// When it is not JSON or is nested too deep. The cursor then stands behind it where its end can be told.
    pub(crate) fn value(&mut self) -> Result<Node<'a>, Damage> {
        self.peek();
        self.fresh = false;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut reader = serde_json::Deserializer::from_str(rest);
        match <&RawValue>::deserialize(&mut reader) {
            Ok(raw) => {
                let raw = raw.get();
                let start = self.at + (raw.as_ptr().addr() - rest.as_ptr().addr());
                self.at = start + raw.len();
                let node = Node { raw, start: self.base + start };
                if is_deeper(raw, self.depth) {
                    return Err(Damage {
                        what: format!("it is nested deeper than the limit `depth` ({})", self.depth),
                        help: Some("raise it with `--limit depth=N`"),
                        range: node.range(),
                        rest: Rest::Readable,
                    });
                }
                Ok(node)
            }
            Err(error) => {
                let at = if error.is_eof() { rest.len() } else { offset_of(rest, error.line(), error.column()) };
                let at = self.base + self.at + at;
                let message = error.to_string();
                let what = if error.is_eof() {
                    "the text ends in the middle of it".to_owned()
                } else {
                    message.split_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
                };
                let rest = if self.skip_broken() { Rest::Readable } else { Rest::Lost };
                Err(Damage { what, help: None, range: at..at, rest })
            }
        }
    }

    /// A damage here behind which nothing can be read.
    pub(crate) fn lost(&mut self, what: &str) -> Damage {
        let what = if self.peek().is_none() { "the text ends early" } else { what };
        let at = self.offset();
        Damage { what: what.to_owned(), help: None, range: at..at, rest: Rest::Lost }
    }

    fn separate(&mut self, close: u8, expected: &str) -> Result<bool, Damage> {
        let fresh = std::mem::take(&mut self.fresh);
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                return Ok(false);
            }
            Some(b',') if !fresh => self.at += 1,
            Some(_) if fresh => return Ok(true),
            _ => return Err(self.lost(expected)),
        }
        match self.peek() {
            // A comma before the closing bracket is a common slip; nothing is lost by it.
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Ok(true),
            None => Err(self.lost(expected)),
        }
    }

    /// Steps behind a value that is not JSON, by its brackets alone; `false` when they do not tell where it ends.
    fn skip_broken(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut depth = 0_u64;
        let mut at = self.at;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = at + 1;
                        return true;
                    }
                }
                b',' if depth == 0 => break,
                // A quotation mark left open ends with its line: JSON strings hold no line breaks.
                b'"' => at = end_of_string_or_line(bytes, at + 1),
                _ => {}
            }
            at += 1;
        }
        let ended = at < bytes.len() && at > self.at;
        self.at = at.min(bytes.len());
        ended
    }
}

impl<'a> Text<'a> {
    fn decode(raw: &'a str, start: usize) -> Self {
        if !raw.contains('\\') {
            return Self { value: Cow::Borrowed(raw), raw, start, waypoints: Vec::new() };
        }
        let (value, waypoints) = unescape(raw);
        Self { value: Cow::Owned(value), raw, start, waypoints }
    }

    /// The decoded text.
    pub(crate) fn as_str(&self) -> &str {
        &self.value
    }

    /// The decoded text, borrowed where nothing was escaped.
    pub(crate) fn into_value(self) -> Cow<'a, str> {
        self.value
    }

    /// The bytes of the document that a byte range of the decoded text was written as.
    pub(crate) fn range(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn place(&self, decoded: usize) -> usize {
        let known = self.waypoints.partition_point(|(value, _)| *value <= decoded);
        let nearest = known.checked_sub(1).and_then(|index| self.waypoints.get(index));
        let (mut value, mut raw) = nearest.copied().unwrap_or_default();
        if self.waypoints.is_empty() {
            raw = decoded;
            value = decoded;
        }
        while value < decoded {
            let Some((character, length)) = next_character(self.raw, raw) else { break };
            value += character.len_utf8();
            if value > decoded {
                break;
            }
            raw += length;
        }
        self.start + raw.min(self.raw.len())
    }
}

/// Decodes the inside of a JSON string. Half a surrogate pair becomes U+FFFD: the rest of the text is still worth reading.
fn unescape(raw: &str) -> (String, Vec<(usize, usize)>) {
    // Places between two waypoints are found by walking, so the waypoints cost little beside the text.
    const STRIDE: usize = 512;
    let mut value = String::with_capacity(raw.len());
    let mut waypoints = vec![(0, 0)];
    let mut at = 0;
    let mut next_waypoint = STRIDE;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        if at >= next_waypoint {
            waypoints.push((value.len(), at));
            next_waypoint = at + STRIDE;
        }
        let mut plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len()).min(STRIDE);
        while !rest.is_char_boundary(plain) {
            plain -= 1;
        }
        if plain > 0 {
            value.push_str(rest.get(..plain).unwrap_or_default());
            at += plain;
            continue;
        }
        let Some((character, length)) = next_character(raw, at) else { break };
        value.push(character);
        at += length;
    }
    (value, waypoints)
}

/// The character that stands at `at`, escaped or not, and the number of bytes it is written with.
fn next_character(raw: &str, at: usize) -> Option<(char, usize)> {
    let rest = raw.get(at..)?;
    let mut characters = rest.chars();
    let first = characters.next()?;
    if first != '\\' {
        return Some((first, first.len_utf8()));
    }
    let escape = characters.next()?;
    let character = match escape {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return Some(unicode_escape(rest)),
        other => other,
    };
    Some((character, 1 + escape.len_utf8()))
}

fn unicode_escape(rest: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let high = unit(0).unwrap_or(0xd800);
    if let (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) = (high, unit(6)) {
        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

/// The offset of the quotation mark that closes a string whose inside starts at `from`.
fn end_of_string(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.as_bytes().get(at..)?)?;
        if text.as_bytes().get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// The offset of the quotation mark that closes a string whose inside starts at `from`, or of the end of its line.
fn end_of_string_or_line(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', rest) else { return bytes.len() };
        at += found;
        if bytes.get(at) != Some(&b'\\') {
            return at;
        }
        // What a backslash hides is no mark; a line ends all the same.
        at += if bytes.get(at + 1) == Some(&b'\n') { 1 } else { 2 };
    }
}

/// Whether a valid value is nested deeper than `limit`.
fn is_deeper(raw: &str, limit: u64) -> bool {
    let bytes = raw.as_bytes();
    let few = usize::try_from(limit).unwrap_or(usize::MAX);
    if memchr::memchr2_iter(b'{', b'[', bytes).nth(few).is_none() {
        return false;
    }
    let (mut depth, mut at) = (0_u64, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => at = end_of_string(raw, at + 1).unwrap_or(bytes.len()),
            _ => {}
        }
        if depth > limit {
            return true;
        }
        at += 1;
    }
    false
}

/// The offset of a place that `serde_json` gives by line and column, both counted from 1, the column in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut breaks = memchr::memchr_iter(b'\n', text.as_bytes());
    let start = line.checked_sub(2).and_then(|skipped| breaks.nth(skipped)).map_or(0, |at| at + 1);
    (start + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests;
