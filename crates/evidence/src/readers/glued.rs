//! Words of a language without blanks that are glued to a value in a cell or field that holds one: `域名evil.example.com`,
//! `203.0.113.7（备用）`.

use std::net::IpAddr;

use super::table::columns::Column;

/// What a text is beside the value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glued<'t> {
    /// Nothing is glued to it.
    Whole,
    /// This part of it is the value.
    Value(&'t str),
    /// Where the value begins or ends cannot be told: `恶意evil.example.com` may be a host of its own.
    Unclear,
}

impl<'t> Glued<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self::Whole;
        }
        let is_beside = |c: char| is_without_blanks(c) || "（）：，。、；「」【】:() ".contains(c);
        let inner = text.trim_matches(is_beside);
        if inner.len() < text.len() && inner.parse::<IpAddr>().is_ok() {
            return Self::Value(inner);
        }
        if !text.contains('.') || text.contains(char::is_whitespace) || !has_mixed_label(text) {
            return Self::Whole;
        }
        let behind = text.trim_end_matches(is_beside);
        let value = behind.trim_start_matches(is_beside);
        let lead = behind.strip_suffix(value).unwrap_or_default();
        // No registry sells `com域名`: what is behind the last label is no part of it.
        let tail_is_apart =
            behind.len() == text.len() || crate::hosts::has_public_suffix(&host_of(value).to_lowercase());
        let bare = lead.trim_matches(|c: char| !c.is_alphanumeric());
        let lead_is_apart = lead.is_empty() || bare.is_empty() || Column::named(bare) != Column::Unknown;
        if value.is_ascii() && tail_is_apart && lead_is_apart { Self::Value(value) } else { Self::Unclear }
    }
}

/// The host of a value that is one or a URL.
fn host_of(value: &str) -> &str {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default()
}

/// Whether one label of a host holds letters of Latin and of a script without blanks. A path or a name before `@` may hold any.
fn has_mixed_label(text: &str) -> bool {
    let glued_scheme = text.split_once("://").is_some_and(|(scheme, _)| scheme.chars().any(is_without_blanks));
    glued_scheme
        || host_of(text)
            .split('.')
            .any(|label| label.contains(|c: char| c.is_ascii_alphabetic()) && label.contains(is_without_blanks))
}

/// Letters of Chinese, Japanese, Korean, Thai, Lao, Khmer, Myanmar, and of Arabic and Hebrew, whose words are written to Latin ones.
pub(crate) fn is_without_blanks(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_glued_to_a_value_are_told_from_it_or_leave_it_unclear() {
        for (text, value) in [
            ("域名evil.example.com", "evil.example.com"),
            ("evil.example.com域名", "evil.example.com"),
            ("地址203.0.113.7", "203.0.113.7"),
            ("203.0.113.7（备用）", "203.0.113.7"),
            ("ไอพี203.0.113.7", "203.0.113.7"),
            ("النطاقevil.example.com", "evil.example.com"),
            ("ドメイン：evil.example.com", "evil.example.com"),
        ] {
            assert_eq!(Glued::of(text), Glued::Value(value), "{text}");
        }
        assert_eq!(Glued::of("恶意evil.example.com"), Glued::Unclear);
        for text in [
            "例え.テスト",
            "例子.com",
            "888彩票.com",
            "http://example.com/下载/a.exe",
            "пример.рф",
            "münchen.example",
            "域名",
        ] {
            assert_eq!(Glued::of(text), Glued::Whole, "{text}");
        }
    }
}
