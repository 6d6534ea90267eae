/// The most characters of a text that a report repeats.
const MOST: usize = 600;

/// Words of strangers as a report may repeat them: on one line, not endless, and without characters that hide from a reader or steer
/// a terminal.
pub(super) fn plain(text: &str) -> String {
    let steers = |character: char| {
        character.is_control()
            || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let shown = |character: char| match character {
        '\n' | '\t' => ' ',
        character if steers(character) => char::REPLACEMENT_CHARACTER,
        character => character,
    };
    let mut plain: String = text.chars().take(MOST).map(shown).collect();
    if text.chars().nth(MOST).is_some() {
        plain.push('…');
    }
    plain
}
