//! Names of mutexes that prose gives without quotation marks, and the word for them in several languages.

use std::ops::Range;

use super::cut;

/// Whether a text speaks of a mutex.
pub(super) fn contains_mutex(text: &str) -> bool {
    const ELSEWHERE: [&str; 7] = ["互斥体", "互斥量", "互斥锁", "互斥體", "ミューテックス", "뮤텍스", "ьютекс"];
    memchr::memchr2_iter(b'm', b'M', text.as_bytes())
        .any(|at| text.get(at..at + 5).is_some_and(|word| word.eq_ignore_ascii_case("mutex")))
        || !text.is_ascii() && ELSEWHERE.iter().any(|word| text.contains(word))
}

/// Names without quotation marks: "a mutex named Example_1", "the mutex Global\\Example3". Without the word "named" one needs a
/// backslash.
pub(super) fn unquoted_mutexes(text: &str) -> Vec<Range<usize>> {
    const CALLED: [&str; 6] = ["named ", "called ", "with the name ", "with name ", "name ", "by the name of "];
    let mut names = Vec::new();
    for at in memchr::memchr2_iter(b'm', b'M', text.as_bytes()) {
        let word = |length: usize| text.get(at..at + length).unwrap_or_default().to_ascii_lowercase();
        let length = match (word(7).as_str(), word(5).as_str()) {
            ("mutexes", _) => 7,
            (_, "mutex") => 5,
            _ => continue,
        };
        let Some(rest) = cut(text, at + length..text.len()).strip_prefix(' ') else { continue };
        let called = CALLED.iter().find_map(|called| rest.strip_prefix(*called));
        let name = called.unwrap_or(rest);
        let end = name.find(|c: char| c.is_whitespace() || ",;()\"'`“”‘’".contains(c)).unwrap_or(name.len());
        let written = cut(name, 0..end).trim_end_matches(['.', ':', '!', '?']);
        let plausible = (3..=120).contains(&written.len()) && !contains_mutex(written) && !written.contains("://");
        let is_name = written.contains('\\')
            || called.is_some() && written.contains(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if plausible && is_name {
            let start = text.len() - name.len();
            names.push(start..start + written.len());
        }
    }
    names
}

/// Marks of quotation and of code.
const MARKS: [char; 12] = ['"', '`', '“', '”', '‘', '’', '«', '»', '「', '」', '『', '』'];

/// Whether the words around a quoted name call it a mutex: those between it and the quotation before, or, where only commas and "and"
/// stand there, those that call that one so; else those behind it. `service "A", mutex "B"` calls the second one so alone.
pub(super) fn is_called_a_mutex(before: &str, after: &str) -> bool {
    /// Farther from a name its word is not looked for.
    const NEAR: usize = 80;
    /// Names of one list.
    const LIST: usize = 8;
    let mut head = before.strip_suffix(MARKS).unwrap_or(before);
    for _ in 0..LIST {
        let start = head.rfind(MARKS);
        let from =
            start.map_or(0, |at| at + head.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let words = cut(head, from.max(head.ceil_char_boundary(head.len().saturating_sub(NEAR)))..head.len());
        if contains_mutex(words) {
            return !names_another_thing(words);
        }
        let Some(close) = start.filter(|_| is_joint(words)) else { break };
        // The quotation before, and what stands before it.
        let Some(open) = cut(head, 0..close).rfind(MARKS) else { break };
        head = cut(head, 0..open);
    }
    let mut tail = after.strip_prefix(MARKS).unwrap_or(after);
    for _ in 0..LIST {
        let end = tail.find(MARKS);
        let words = cut(tail, 0..tail.floor_char_boundary(end.unwrap_or(tail.len()).min(NEAR)));
        if contains_mutex(words) {
            // `and mutex "B"`: the word is that of the next name.
            let of_the_next = end.is_some_and(|end| {
                let last = cut(tail, 0..end).trim_end_matches(|c: char| !c.is_alphanumeric());
                let last = last.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                contains_mutex(last) || ["named", "called", "name"].contains(&last)
            });
            return !of_the_next && !words.trim_start().starts_with([',', ';', '.']);
        }
        let Some(open) = end.filter(|_| is_joint(words)) else { return false };
        let rest = cut(tail, open..tail.len());
        let rest = rest.strip_prefix(MARKS).unwrap_or(rest);
        let Some(close) = rest.find(MARKS) else { return false };
        let rest = cut(rest, close..rest.len());
        tail = rest.strip_prefix(MARKS).unwrap_or(rest);
    }
    false
}

/// Whether words only join the members of a list.
fn is_joint(words: &str) -> bool {
    const WORDS: [&str; 9] = ["and", "or", "und", "oder", "et", "ou", "y", "e", "и"];
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| WORDS.contains(&word))
}

/// Whether words behind that for a mutex say that a name is one of another thing: `the mutex and the service "`.
fn names_another_thing(words: &str) -> bool {
    const THINGS: [&str; 18] = [
        "agent", "campaign", "dienst", "domain", "event", "file", "folder", "host", "key", "password", "path", "pipe",
        "process", "registry", "service", "string", "task", "url",
    ];
    let lower = words.to_lowercase();
    let behind = ["mutex", "互斥", "ьютекс"].iter().filter_map(|word| lower.rfind(word)).max().unwrap_or_default();
    let mut behind = cut(&lower, behind..lower.len()).split(|c: char| !c.is_alphanumeric());
    let joined = behind.by_ref().any(|word| ["and", "und", "et", "y", "or", "oder"].contains(&word));
    joined && behind.any(|word| THINGS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_name_is_a_mutex_by_the_words_that_are_its_own() {
        for (before, after) in [
            ("the mutex \"", "\" was made"),
            ("mutexes “A1” and “", "”"),
            ("The mutex that it creates is called \"", "\"."),
            ("", "\" mutex"),
            ("the \"", "\" and \"B2\" mutexes"),
            ("Mutex: `", "`"),
        ] {
            assert!(is_called_a_mutex(before, after), "{before}X{after}");
        }
        for (before, after) in [
            ("The service name was \"", "\", user agent \"Example/7\", mutex \"B2\"."),
            ("The service \"A1\", user agent \"", "\", mutex \"B2\"."),
            ("mutex \"A1\" and service \"", "\""),
            ("the mutex and the service \"", "\""),
            ("the file \"", "\" and the mutex \"B2\""),
            ("the file \"", "\""),
        ] {
            assert!(!is_called_a_mutex(before, after), "{before}X{after}");
        }
    }
}
