//! `NaN` and `Infinity` in JSON, which the format does not have (RFC 8259, 6) and Python, R and JavaScript's helpers write.

/// A text of JSON with empty values where such words stand, of the same length, so that every place stays; `None` where there are none.
pub(super) fn without_nan(text: &str) -> Option<String> {
    const WORDS: [(&[u8], &[u8]); 3] = [(b"NaN", b"\"\" "), (b"-Infinity", b"null     "), (b"Infinity", b"null    ")];
    let bare = text.trim_start_matches('\u{feff}').trim_start();
    let holds = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !bare.starts_with(['{', '[']) || !(holds("NaN") || holds("Infinity")) {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    let (mut at, mut quoted, mut changed) = (0, false, false);
    // Behind what a value stands.
    let mut opens = false;
    while let Some(byte) = bytes.get(at).copied() {
        if quoted {
            at += if byte == b'\\' { 2 } else { 1 };
            quoted = byte != b'"';
            continue;
        }
        let word = WORDS.iter().find(|(word, _)| opens && bytes.get(at..).is_some_and(|rest| rest.starts_with(word)));
        if let Some((word, value)) = word {
            let ends =
                bytes.get(at + word.len()).is_none_or(|next| next.is_ascii_whitespace() || b",]}".contains(next));
            if let Some(place) = bytes.get_mut(at..at + word.len()).filter(|_| ends) {
                place.copy_from_slice(value);
                changed = true;
                at += word.len();
                opens = false;
                continue;
            }
        }
        quoted = byte == b'"';
        if !byte.is_ascii_whitespace() {
            opens = matches!(byte, b':' | b',' | b'[');
        }
        at += 1;
    }
    changed.then(|| String::from_utf8(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_in_the_place_of_a_value_are_replaced() {
        let text = r#"[{"a":NaN,"b":-Infinity,"c":[Infinity, NaN],"d":"NaN, \\\" NaN"}]"#;
        let plain = without_nan(text).unwrap();
        assert_eq!(plain.len(), text.len());
        assert!(serde_json::from_str::<serde_json::Value>(&plain).is_ok(), "{plain}");
        assert!(plain.contains(r#""d":"NaN, "#));
        for text in ["NaN was seen", "[1, 2]", r#"{"a":"NaN"}"#, "[NaNo]"] {
            assert_eq!(without_nan(text), None, "{text}");
        }
    }

    #[test]
    fn an_export_with_nan_is_read_whole() {
        let items = crate::read_item(
            "a.json",
            br#"[{"domain":"evil-js1.example.com","score":NaN},{"domain":"evil-js2.example.com","score":1}]"#,
            &crate::Context::default(),
        );
        let reading = &items[0].reading;
        assert_eq!(reading.observations().len(), 2);
        assert!(reading.losses().is_empty(), "{:?}", reading.losses());
    }
}
