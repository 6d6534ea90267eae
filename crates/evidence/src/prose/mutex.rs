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
