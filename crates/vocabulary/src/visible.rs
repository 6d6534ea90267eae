//! Evidence is hostile: characters that turn a line around, hide in it, or steer a terminal are shown by their number.

/// Whether `c`, standing after the shown character `before`, would hide from the reader or act on the terminal.
///
/// The joiners U+200C and U+200D are let through behind a character that is not ASCII: Persian and Indic words need them.
fn hides(before: Option<char>, c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{200c}' | '\u{200d}' => before.is_none_or(|before| before.is_ascii()),
        _ if c.is_control() => true,
        // fillers and formats without a glyph
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// `text` with every hiding character written as `[U+202E]`.
#[must_use]
pub fn visible(text: &str) -> String {
    rewritten(text, |out, c| out.push_str(&format!("[U+{:04X}]", u32::from(c))))
}

/// The same for JSON: every hiding character as its escape, so that parsers read what was there.
#[must_use]
pub fn escaped_in_json(json: &str) -> String {
    rewritten(json, |out, c| {
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

fn rewritten(text: &str, write: impl Fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        if hides(before, c) {
            write(&mut out, c);
            before = None;
        } else {
            out.push(c);
            before = Some(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_turn_a_line_around_or_steer_a_terminal_are_shown() {
        assert_eq!(visible("a\u{202e}gpj.exe"), "a[U+202E]gpj.exe");
        assert_eq!(visible("\u{1b}[2J\u{9b}1m\r"), "[U+001B][2J[U+009B]1m[U+000D]");
        assert_eq!(visible("pay\u{200d}pal"), "pay[U+200D]pal");
        assert_eq!(visible("می\u{200c}خواهم, naïve"), "می\u{200c}خواهم, naïve");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let hostile = "x\u{202e}\u{7f}\u{e0041}\u{200d}";
        let json = escaped_in_json(&serde_json::to_string(hostile).unwrap());
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }
}
