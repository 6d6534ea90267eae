//! What the text formats share: lines, decimals and base64, each with one accepted spelling.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The largest size, index and time that the formats carry: 2^63 - 1, so that every language's signed integers hold it.
pub(crate) const MAX_DECIMAL: u64 = i64::MAX as u64;

/// Walks over lines that end in a newline, and knows the number of the last one it gave, from 1.
pub(crate) struct Lines<'a> {
    rest: &'a str,
    number: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text, number: 0 }
    }

    /// The next line without its newline; nothing at the end, and nothing for a last line that lacks its newline.
    pub(crate) fn next_line(&mut self) -> Option<&'a str> {
        self.number += 1;
        let (line, rest) = self.rest.split_once('\n')?;
        self.rest = rest;
        Some(line)
    }

    /// The number of the line that was last asked for.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// What has not been walked over.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }
}

/// A decimal of at most [`MAX_DECIMAL`], in ASCII digits, without sign and without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok().filter(|&value| value <= MAX_DECIMAL)
}

/// The bytes of standard base64 (RFC 4648, section 4) with its padding; padding bits that are not zero are refused.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The same for exactly `N` bytes, without allocating.
pub(crate) fn decode_base64_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut buffer = [0; 128];
    let room = N.div_ceil(3) * 3;
    let bytes = buffer.get_mut(..room)?;
    let written = STANDARD.decode_slice(text, bytes).ok()?;
    bytes.get(..written)?.try_into().ok()
}

pub(crate) fn encode_base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("9223372036854775807"), Some(MAX_DECIMAL));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "9223372036854775808", "99999999999999999999", "١", "1e3"]
        {
            assert_eq!(decimal(wrong), None, "`{wrong}`");
        }
    }

    #[test]
    fn bytes_have_one_spelling() {
        assert_eq!(decode_base64("AQ=="), Some(vec![1]));
        assert_eq!(decode_base64_array("AQ=="), Some([1]));
        for wrong in ["AQ", "AQ=", "AR==", "AQ==\n", "A Q==", "AQ==AQ==", "_w=="] {
            assert_eq!(decode_base64(wrong), None, "`{wrong}`");
            assert_eq!(decode_base64_array::<1>(wrong), None, "`{wrong}`");
        }
    }

    #[test]
    fn a_last_line_without_newline_is_no_line() {
        let mut lines = Lines::new("a\n\nb");
        assert_eq!((lines.next_line(), lines.next_line(), lines.next_line()), (Some("a"), Some(""), None));
        assert_eq!((lines.rest(), lines.number()), ("b", 3));
    }
}
