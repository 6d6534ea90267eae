//! Bytes as text: by a byte-order mark, by what is declared, by what the bytes are likely in. The order is that of the WHATWG
//! Encoding Standard and of HTML (13.2.3), but that valid UTF-8 is believed before a declaration.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding as Charset, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Encoding, EncodingBasis, declared, dos};

/// Bytes at the start by which text is told from binary. Only looked at.
const HEAD: usize = 8192;
/// Bytes given to the detector, from the first that is not ASCII on. Only looked at.
const SAMPLE: usize = 1 << 20;

/// An item's text, and how it was come by.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: Option<String>,
    pub(super) encoding: Encoding,
    /// Characters that became U+FFFD because the bytes are not of the encoding.
    pub(super) undecoded: u64,
}

impl Decoded {
    /// Decodes bytes of which [`utf8`] says nothing.
    pub(super) fn of(bytes: &[u8], label: Option<&str>) -> Self {
        if let Some(text) = utf32(bytes) {
            return text;
        }
        if let Some((charset, mark)) = Charset::for_bom(bytes)
            && charset != UTF_8
        {
            return Self::with(charset, bytes.get(mark..).unwrap_or_default(), EncodingBasis::Mark);
        }
        let labelled = label.and_then(|label| Charset::for_label(label.trim().as_bytes()));
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        if head.contains(&0) {
            if let Some(charset) = labelled.filter(|charset| [UTF_16LE, UTF_16BE].contains(charset)) {
                return Self::with(charset, bytes, EncodingBasis::Declared);
            }
            return match utf16_without_mark(head) {
                Some(charset) => Self::with(charset, bytes, EncodingBasis::Guessed),
                None => Self::binary(),
            };
        }
        // It is ASCII to look at, and its escape sequences would glue letters to what stands behind them.
        if bytes.is_ascii() {
            return Self::with(ISO_2022_JP, bytes, EncodingBasis::Guessed);
        }
        let controls = head.iter().filter(|byte| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(byte)).count();
        if controls * 20 > head.len() {
            return Self::binary();
        }
        let declared = labelled.and_then(declared::usable).or_else(|| declared::encoding(bytes));
        let basis = if declared.is_some() { EncodingBasis::Declared } else { EncodingBasis::Guessed };
        match declared {
            Some(charset) if charset != UTF_8 => Self::with(charset, bytes, basis),
            _ if is_damaged_utf8(bytes) => Self::with(UTF_8, bytes, basis),
            None if dos::is_ebcdic(bytes) => Self::binary(),
            None if dos::is_likely(bytes) => dos::decode(bytes),
            _ => Self::with(guess(bytes), bytes, EncodingBasis::Guessed),
        }
    }

    fn binary() -> Self {
        Self { text: None, encoding: Encoding::Binary, undecoded: 0 }
    }

    fn with(charset: &'static Charset, bytes: &[u8], basis: EncodingBasis) -> Self {
        let (text, damaged) = charset.decode_without_bom_handling(bytes);
        let undecoded = if damaged { count_replaced(&text) } else { 0 };
        Self { text: Some(text.into_owned()), encoding: Encoding::Decoded { name: charset.name(), basis }, undecoded }
    }
}

/// The text of bytes that are UTF-8 and nothing else.
pub(super) fn utf8(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if head.contains(&0) || bytes.is_ascii() && holds_iso_2022_jp(bytes) {
        return None;
    }
    std::str::from_utf8(bytes).ok()
}

fn count_replaced(text: &str) -> u64 {
    memchr::memmem::find_iter(text.as_bytes(), "\u{fffd}").count() as u64
}

/// Text that starts with the byte-order mark of UTF-32, which the Encoding Standard leaves out.
fn utf32(bytes: &[u8]) -> Option<Decoded> {
    let (rest, read): (_, fn([u8; 4]) -> u32) = match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => (rest, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, rest @ ..] => (rest, u32::from_be_bytes),
        _ => return None,
    };
    let (units, odd) = rest.as_chunks::<4>();
    let mut undecoded = u64::from(!odd.is_empty());
    let mut text = String::with_capacity(units.len());
    for unit in units {
        let c = char::from_u32(read(*unit));
        undecoded += u64::from(c.is_none());
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    // More than a few wrong units are no text.
    if undecoded > 4 && undecoded * 10 > units.len() as u64 {
        return None;
    }
    let encoding = Encoding::Decoded { name: "UTF-32", basis: EncodingBasis::Mark };
    Some(Decoded { text: Some(text), encoding, undecoded })
}

/// Which UTF-16 the beginning of a file without a byte-order mark is in: the one in which it holds ASCII and nothing that text
/// does not hold. Wrongly ordered, a line of English is a line of rare Chinese.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Charset> {
    let ascii_in = |charset: &'static Charset| {
        // A character may be cut at the end of the head.
        let whole = head.get(..head.len() & !3).unwrap_or(head);
        let (text, _) = charset.decode_without_bom_handling(if whole.len() < 4 { head } else { whole });
        let (mut ascii, mut odd, mut all) = (0_usize, 0_usize, 0_usize);
        for c in text.chars() {
            all += 1;
            match c {
                '\t' | '\n' | '\r' | ' '..='~' => ascii += 1,
                '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' => odd += 1,
                c if c.is_control() => odd += 1,
                _ => {}
            }
        }
        (odd * 50 <= all && ascii * 10 >= all).then_some(ascii)
    };
    match (ascii_in(UTF_16LE), ascii_in(UTF_16BE)) {
        (Some(little), Some(big)) if big > little => Some(UTF_16BE),
        (Some(_), _) => Some(UTF_16LE),
        (None, Some(_)) => Some(UTF_16BE),
        (None, None) => None,
    }
}

/// Whether ASCII bytes hold the escape sequences of ISO-2022-JP that switch to a Japanese set.
fn holds_iso_2022_jp(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0x1b, bytes)
        .any(|at| matches!(bytes.get(at + 1..at + 3), Some(b"$B" | b"$@" | b"(J" | b"(I" | b"$(")))
}

/// Whether bytes that are not valid UTF-8 are UTF-8 all the same, with some damage: a file cut within a character, lines from
/// elsewhere. More characters of several bytes are whole than broken, and most of a text in another encoding is broken.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // A character cut at the end is no sign of another encoding.
    let cut = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    whole > 0 && broken.saturating_sub(usize::from(cut)) * 2 <= whole
}

/// What the bytes are likely in, by the statistics of browsers. ASCII before the first other byte tells nothing, and two or
/// three other bytes tell too little: most such files are Western.
fn guess(bytes: &[u8]) -> &'static Charset {
    let from = Charset::ascii_valid_up_to(bytes);
    if bytes.iter().skip(from).filter(|byte| !byte.is_ascii()).take(4).count() < 4 {
        return WINDOWS_1252;
    }
    let rest = bytes.get(from..).unwrap_or_default();
    let sample = rest.get(..SAMPLE).unwrap_or(rest);
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == rest.len());
    detector.guess(None, chardetng::Utf8Detection::Deny)
}
