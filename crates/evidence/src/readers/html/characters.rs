//! The characters of a page's text: references, and what a browser shows nothing for.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::text::SourcedText;

/// Characters that a browser shows nothing for: they part no word.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Adds words that are in the source from `start` on, without what is not seen. A line break in the source is white space, no more.
pub(super) fn push_visible(text: &mut SourcedText, words: &str, start: usize, preformatted: bool) {
    let mut at = 0;
    for piece in words.split_inclusive(is_invisible) {
        let visible = piece.trim_end_matches(is_invisible);
        if preformatted {
            text.push_same(visible, start + at);
        } else {
            text.push_same(&visible.replace(['\n', '\r', '\t'], " "), start + at);
        }
        at += piece.len();
    }
}

/// The length of the character reference that `text` begins with; 1 when the ampersand is only an ampersand.
pub(super) fn reference_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('&') else { return 0 };
    let name = rest.bytes().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    1 + name + usize::from(name > 0 && rest.as_bytes().get(name) == Some(&b';'))
}

/// Character references as the characters that they stand for.
pub(super) fn decode(written: &str) -> String {
    match written {
        "&amp;" => return "&".to_owned(),
        "&lt;" => return "<".to_owned(),
        "&gt;" => return ">".to_owned(),
        "&quot;" => return "\"".to_owned(),
        "&nbsp;" | "&#160;" => return " ".to_owned(),
        _ if !written.contains('&') => return written.to_owned(),
        _ => {}
    }
    let mut decoded = String::with_capacity(written.len());
    // Only text can come of it: a `<` cannot stand in what a tokenizer called text, or is text again.
    for token in Tokenizer::new_with_emitter(written, DefaultEmitter::<()>::default()) {
        if let Ok(Token::String(words)) = token {
            decoded.push_str(&String::from_utf8_lossy(&words));
        }
    }
    decoded
}
