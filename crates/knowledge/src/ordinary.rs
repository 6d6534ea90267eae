use std::collections::HashMap;

/// Words that prose of the field uses as words, so that a name spelt like one of them needs a cue.
///
/// Counted from the sources' own descriptions at import; the pack keeps one flag a name, never the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrdinaryWords {
    seen: HashMap<String, u32>,
}

/// Names of actors and software that are ordinary words of English, months and metals among them, whether or not the sources'
/// own prose uses them so.
const ORDINARY_NAMES: &str = include_str!("ordinary_names.txt");

impl OrdinaryWords {
    /// Counts the lower-case words of a description.
    pub(crate) fn learn(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_ascii_alphabetic()) {
            if word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                match self.seen.get_mut(word) {
                    Some(count) => *count += 1,
                    None => {
                        self.seen.insert(word.to_owned(), 1);
                    }
                }
            }
        }
    }

    /// Whether prose may hold `name` without speaking of what it names: every word of it is an ordinary one. Inner capitals set
    /// several words apart ("ScarCruft"), but not a single one ("EnCrypt"), for names are looked for in any case; figures always do.
    pub(crate) fn is_ordinary(&self, name: &str) -> bool {
        let mut words = name.split([' ', '-']).filter(|word| !word.is_empty()).peekable();
        if words.peek().is_none() {
            return true;
        }
        let single = !name.contains([' ', '-']);
        let plain = |word: &str| {
            let inner = word.chars().skip(1);
            let one_case = inner.clone().all(char::is_lowercase) || inner.clone().all(char::is_uppercase);
            let lower = word.to_lowercase();
            let common = self.seen.get(&lower).is_some_and(|count| *count >= 3)
                || ORDINARY_NAMES.split_whitespace().any(|held| held == lower);
            let short = one_case && word.chars().count() <= 3;
            (one_case || single) && word.chars().all(char::is_alphabetic) && (common || short)
        };
        words.all(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_spelt_like_words_are_told_from_names_that_are_not() {
        let mut words = OrdinaryWords::default();
        words.learn("the snake moved; a snake is a snake. to strike, strike, strike");
        assert!(words.is_ordinary("Snake"));
        assert!(words.is_ordinary("MERCURY"));
        assert!(words.is_ordinary("Net"));
        assert!(!words.is_ordinary("Emotet"));
        assert!(!words.is_ordinary("APT28"));
        assert!(!words.is_ordinary("ScarCruft"));
        assert!(words.is_ordinary("SnakE"), "it is found as `snake` too");
        assert!(words.is_ordinary("EnCrypt"), "a verb");
        assert!(!words.is_ordinary("Cobalt Strikers"));
    }
}
