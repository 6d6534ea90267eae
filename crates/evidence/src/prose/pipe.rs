//! Named pipes: `\\.\pipe\Example_1`. Nothing compares them, and what is not compared is a loss.

use std::ops::Range;

use super::cut;

/// Where the paths of named pipes of this machine stand in a text.
pub(super) fn named_pipes(text: &str) -> Vec<Range<usize>> {
    const LONGEST: usize = 256;
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'\\', text.as_bytes()) {
        let head = |form: &str| text.get(at..at + form.len()).is_some_and(|head| head.eq_ignore_ascii_case(form));
        let forms = ["\\\\.\\pipe\\", "\\\\?\\pipe\\", "\\\\\\\\.\\\\pipe\\\\"];
        let Some(form) = forms.iter().find(|form| head(form)) else { continue };
        let name = cut(text, at + form.len()..text.floor_char_boundary(at + LONGEST));
        let end = name.find(|c: char| c.is_whitespace() || ",;()\"'`“”‘’<>|".contains(c)).unwrap_or(name.len());
        let name = cut(name, 0..end).trim_end_matches(['.', ':', '!', '?']);
        if !name.is_empty() {
            found.push(at..at + form.len() + name.len());
        }
    }
    found
}
