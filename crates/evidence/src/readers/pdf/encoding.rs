use encoding_rs::{MACINTOSH, UTF_16BE, WINDOWS_1252};

/// What the 256 codes of a simple font stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// `WinAnsiEncoding`, and fonts that say nothing.
    Windows,
    /// `MacRomanEncoding`.
    Macintosh,
    /// `StandardEncoding`, the one built into Type 1 fonts.
    Standard,
}

impl Base {
    pub(super) fn named(name: &[u8]) -> Self {
        match name {
            b"MacRomanEncoding" | b"MacExpertEncoding" => Self::Macintosh,
            b"StandardEncoding" => Self::Standard,
            _ => Self::Windows,
        }
    }

    /// What `code` stands for.
    pub(super) fn character(self, code: u8) -> String {
        if self == Self::Standard {
            // Where it differs from Windows-1252 in what reports use (ISO 32000-1, annex D.2).
            let special = match code {
                0x27 => "’",
                0x60 => "‘",
                0xa9 => "'",
                0xaa => "“",
                0xac => "‹",
                0xad => "›",
                0xae => "fi",
                0xaf => "fl",
                0xb1 => "–",
                0xb7 => "•",
                0xb9 => "„",
                0xba => "”",
                0xbc => "…",
                0xd0 => "—",
                _ => "",
            };
            if !special.is_empty() {
                return special.to_owned();
            }
        }
        let encoding = if self == Self::Macintosh { MACINTOSH } else { WINDOWS_1252 };
        encoding.decode_without_bom_handling(&[code]).0.into_owned()
    }
}

/// Text of the document itself, such as its title: UTF-16 or UTF-8 with a mark, or an encoding close to Windows-1252.
pub(super) fn document_text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// UTF-16, high byte first.
pub(super) fn utf16(bytes: &[u8]) -> String {
    UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

/// What a glyph of this name shows (the Adobe Glyph List's rules, and the names that fonts for Western languages use).
pub(super) fn glyph(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut characters = name.chars();
    if let (Some(letter), None) = (characters.next(), characters.next()) {
        return Some(letter.to_string());
    }
    let hex = name
        .strip_prefix("uni")
        .filter(|hex| hex.len() >= 4 && hex.len() % 4 == 0)
        .or_else(|| name.strip_prefix('u').filter(|hex| (4..=6).contains(&hex.len())));
    if let Some(hex) = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        if name.starts_with("uni") {
            return Some(utf16(&super::syntax::hex_bytes(hex.as_bytes())));
        }
        return u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).map(String::from);
    }
    if let Some((_, shown)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*shown).to_owned());
    }
    // `eacute` and its like: a letter and the accent above it.
    let (letter, accent) = name.split_at_checked(1)?;
    let (_, mark) = ACCENTS.iter().find(|(known, _)| *known == accent)?;
    Some(format!("{letter}{mark}"))
}

const ACCENTS: [(&str, char); 9] = [
    ("acute", '\u{301}'),
    ("caron", '\u{30c}'),
    ("cedilla", '\u{327}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("grave", '\u{300}'),
    ("macron", '\u{304}'),
    ("ring", '\u{30a}'),
    ("tilde", '\u{303}'),
];

const NAMES: [(&str, &str); 67] = [
    ("space", " "),
    ("nbspace", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "-"),
    ("sfthyphen", "\u{ad}"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotedblbase", "„"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("endash", "–"),
    ("emdash", "—"),
    ("ellipsis", "…"),
    ("bullet", "•"),
    ("periodcentered", "·"),
    ("ff", "ff"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("germandbls", "ß"),
    ("ae", "æ"),
    ("oslash", "ø"),
    ("copyright", "©"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyph_names_show_what_they_name() {
        let shown = |name: &str| glyph(name.as_bytes()).unwrap_or_default();
        assert_eq!(shown("A"), "A");
        assert_eq!(shown("period"), ".");
        assert_eq!(shown("uni00410042"), "AB");
        assert_eq!(shown("u1F41D"), "🐝");
        assert_eq!(shown("fi.alt"), "fi");
        assert_eq!(shown("eacute"), "e\u{301}");
        assert_eq!(glyph(b"g123"), None);
    }
}
