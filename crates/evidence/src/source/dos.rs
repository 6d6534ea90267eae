//! The code pages of DOS (437 and 850), in which the command line of Windows and old programs write, and bytes of EBCDIC. The
//! Encoding Standard knows neither, and its nearest guess makes another word of each: `müller` becomes `m ller`.

use super::decoding::Decoded;
use super::{Encoding, EncodingBasis};

/// The letters that both code pages have at 0x80 to 0xA5; at the places of `\u{fffd}` they differ.
const LETTERS: [char; 38] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û',
    'ù', 'ÿ', 'Ö', 'Ü', '\u{fffd}', '£', '\u{fffd}', '\u{fffd}', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ',
];

/// Whether bytes that are not UTF-8 are likely in a code page of DOS: between letters of ASCII stand bytes that are letters there,
/// and controls or quotation marks in the code pages of Windows; and no byte is a letter in those.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    let mut between = 0_usize;
    let mut others = 0_usize;
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let inside = letter(at.checked_sub(1).and_then(|at| bytes.get(at))) && letter(bytes.get(at + 1));
        match byte {
            0x81 | 0x82 | 0x84 | 0x87 | 0x88 | 0x94 if inside => between += 1,
            0xe1 => {}
            0xc0..=0xff => others += 1,
            _ => {}
        }
    }
    between > 0 && others == 0
}

/// The text of bytes in a code page of DOS. What the two pages have differently is not decoded.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let mut undecoded = 0;
    let mut decoded = |byte: u8| {
        let c = match byte {
            0..=0x7f => char::from(byte),
            0xe1 => 'ß',
            _ => LETTERS.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        undecoded += u64::from(c == char::REPLACEMENT_CHARACTER);
        c
    };
    let text: String = bytes.iter().map(|byte| decoded(*byte)).collect();
    let encoding = Encoding::Decoded { name: "IBM850", basis: EncodingBasis::Guessed };
    Decoded { text: Some(text), encoding, undecoded }
}

/// Whether bytes are likely text in EBCDIC, which no reader decodes: blanks are 0x40, most letters lie above 0x80, and there is
/// neither a blank nor a line break of ASCII.
pub(super) fn is_ebcdic(bytes: &[u8]) -> bool {
    const HEAD: usize = 8192;
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let count = |of: &dyn Fn(u8) -> bool| head.iter().filter(|byte| of(**byte)).count();
    let blanks = count(&|byte| byte == 0x40);
    let letters = count(
        &|byte| matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9),
    );
    let ascii = count(&|byte| matches!(byte, b' ' | b'\n' | b'a'..=b'z' | b'A'..=b'Z') && byte != 0x4b);
    head.len() >= 16 && blanks * 25 >= head.len() && letters * 2 >= head.len() && ascii * 20 <= head.len()
}
