//! The levels of TLP and PAP, in the languages in which CERTs write them.

use super::word::starts_with;

/// A level of the protocols. PAP has no `AMBER+STRICT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Clear,
    Green,
    Amber,
    AmberStrict,
    Red,
}

/// Names in small letters. Where one begins with another, the longer stands first.
#[rustfmt::skip]
const NAMES: &[(Level, &[&str])] = &[
    // No level of the protocol: whoever writes it means no less than RED.
    (Level::Red, &["red+strict", "red-strict", "red_strict", "red strict", "red + strict", "rot+strict", "rouge+strict"]),
    (Level::AmberStrict, &[
        "amber+strict", "amber-strict", "amber_strict", "amber strict", "amber + strict", "amberstrict", "ambre+strict", "ambre strict",
        "ámbar+strict", "bernstein+strict",
    ]),
    (Level::Clear, &[
        "clear", "white", "blanco", "blanca", "blanche", "blanc", "bianco", "branco", "weiß", "weiss", "wit", "biały", "bialy", "bílá", "vit", "hvid",
        "белый", "білий", "beyaz", "ابيض", "أبيض", "白色", "白", "透明", "ホワイト", "クリア", "백색", "흰색", "화이트", "클리어",
    ]),
    (Level::Green, &[
        "green", "verte", "vert", "verde", "grün", "gruen", "groen", "zielony", "zelená", "grön", "grøn", "vihreä", "зеленый", "зелёный",
        "зелений", "yeşil", "yesil", "أخضر", "اخضر", "绿色", "綠色", "緑色", "绿", "綠", "緑", "グリーン", "녹색", "초록색", "그린",
    ]),
    (Level::Amber, &[
        "amber", "ambre", "ámbar", "ambar", "âmbar", "ambra", "bernstein", "bursztynowy", "jantarová", "янтарный", "бурштиновий", "kehribar",
        "كهرماني", "عنبري", "琥珀色", "琥珀", "アンバー", "앰버", "호박색",
    ]),
    (Level::Red, &[
        "rouge", "rosso", "rossa", "vermelho", "vermelha", "rojo", "roja", "rot", "rood", "czerwony", "červená", "röd", "rød", "punainen", "красный",
        "червоний", "kırmızı", "kirmizi", "roșu", "أحمر", "احمر", "قرمز", "אדום", "红色", "紅色", "赤色", "红", "紅", "赤", "レッド", "적색", "빨간색",
        "빨강", "레드", "red",
    ]),
];

impl Level {
    /// The level that `text` begins with, and the bytes of its name.
    pub(super) fn at_start_of(text: &str) -> Option<(Self, usize)> {
        spaced(text).or_else(|| Self::in_one_word(text))
    }

    fn in_one_word(text: &str) -> Option<(Self, usize)> {
        NAMES.iter().flat_map(|(level, names)| names.iter().map(|name| (*level, *name))).find_map(|(level, name)| {
            let length = starts_with(text, name)?;
            let rest = text.get(length..)?;
            // Chinese, Japanese and Korean write on without a blank.
            let ends = !name.is_ascii() && name.starts_with(is_ideographic)
                || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '+');
            ends.then_some((level, length))
        })
    }

    /// The same with other levels behind strokes, of which the closest holds: `GREEN/AMBER`. More than two are a legend.
    pub(super) fn closest_at_start_of(text: &str) -> Option<(Self, usize)> {
        let (first, length) = Self::at_start_of(text)?;
        let (mut level, mut end, mut count) = (first, length, 1);
        while let Some(rest) = text.get(end..) {
            let bare = rest.trim_start_matches(' ');
            let Some(next) = ["/", "|", "or ", "bis ", "to "].iter().find_map(|mark| bare.strip_prefix(mark)) else {
                break;
            };
            let next = next.trim_start_matches(' ');
            let next = ["TLP:", "TLP "].iter().find_map(|name| next.strip_prefix(name)).unwrap_or(next);
            let Some((other, length)) = Self::at_start_of(next) else { break };
            level = level.max(other);
            end = text.len() - next.len() + length;
            count += 1;
        }
        Some(if count > 2 { (first, length) } else { (level, end) })
    }

    /// The level that a text names and nothing else.
    pub(super) fn named(text: &str) -> Option<Self> {
        let (level, length) = Self::at_start_of(text)?;
        text.get(length..).is_some_and(|rest| !rest.contains(char::is_alphanumeric)).then_some(level)
    }
}

/// The level whose capitals `text` begins with, one blank between each: `R E D`.
fn spaced(text: &str) -> Option<(Level, usize)> {
    let mut word = String::new();
    let mut length = 0;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next().filter(|(_, c)| c.is_ascii_uppercase()) {
        word.push(letter);
        length = at + 1;
        if letters.next().is_none_or(|(_, between)| between != ' ') {
            break;
        }
    }
    let ends = !text.get(length..)?.starts_with(char::is_alphanumeric);
    let level = if word.len() > 2 && ends { Level::in_one_word(&word) } else { None };
    level.filter(|(_, name)| *name == word.len()).map(|(level, _)| (level, length))
}

pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}
