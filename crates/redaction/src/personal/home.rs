use std::ops::Range;

use super::user::is_nobody;
use super::written::{after, before, ends_with};

/// The account whose home directory a path names, where the separator before the account is at `at`.
pub(super) fn home(text: &str, at: usize) -> Option<Range<usize>> {
    let windows = is_below_homes(text, at)?;
    let start = at + 1;
    let length = account(text.get(start..)?, windows)?;
    Some(start..start + length)
}

/// Whether what stands before the separator at `at` is where homes are, and if so, whether it is Windows's: `C:\Users`, `/home`. In
/// source code each backslash stands twice.
fn is_below_homes(text: &str, at: usize) -> Option<bool> {
    let backslash = after(text, at) == Some('\\');
    if backslash && after(text, at + 1) == Some('\\') {
        return None;
    }
    let doubled = backslash && before(text, at) == Some('\\');
    let end = at - usize::from(doubled);
    let parents = ["users", "documents and settings", "home"];
    let parent = parents.into_iter().find(|parent| ends_with(text, end, parent))?;
    let start = end - parent.len();
    if !matches!(before(text, start)?, '/' | '\\') {
        return None;
    }
    let root = start - 1;
    let windows = parent != "home";
    if backslash {
        return windows.then_some(true);
    }
    let outside = before(text, root);
    if outside == Some(':') {
        return windows.then_some(true);
    }
    // `/users/` in lower case is a place on a web site, and so is what stands behind a host.
    let spelt = text.get(start..end).is_some_and(|parent| parent == "Users" || parent == "home");
    let relative = outside.is_some_and(|c| c.is_alphanumeric() || "._-~%/})]".contains(c));
    (spelt && (!relative || ends_with(text, root, "file://"))).then_some(windows)
}

/// Characters of the longest account.
const LONGEST: usize = 64;

/// The length of the account with which `rest` of a path begins.
fn account(rest: &str, windows: bool) -> Option<usize> {
    let illegal = |c: char| c.is_control() || "\\/:*?\"<>|`".contains(c);
    let end = rest.char_indices().take(LONGEST + 1).find(|(_, c)| illegal(*c)).map(|(at, _)| at);
    let bound = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(at, _)| at);
    let component = rest.get(..end.unwrap_or(bound))?;
    let goes_on = end.and_then(|end| after(rest, end)).is_some_and(|c| c == '\\' || c == '/');
    let words = component.split(' ').count();
    // A name with white space in it, or the end of a path in a sentence.
    let whole =
        goes_on && !component.ends_with(' ') && (words == 1 || windows && words <= 4 && !component.contains(". "));
    let name = if whole {
        component
    } else {
        let word = component.split([' ', '\u{a0}']).next()?;
        let word = word.split([',', ';', '(', ')', '[', ']', '{', '}', '=', '&', '#', '%', '$']).next()?;
        word.trim_end_matches(['.', '!', '…', '”', '’', '»', '\''])
    };
    let file = !whole && !windows && name.contains('.');
    let placeholder = name.starts_with(['_', '&', '-', '.', '~', '%', '$', '[', '{', '(', ' '])
        || !name.contains(char::is_alphanumeric);
    (!file && !placeholder && !is_nobody(name)).then_some(name.len())
}
