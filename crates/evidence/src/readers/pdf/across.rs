//! Values that the end of a page cuts: a hash or a URL whose rest stands on the next page. Its parts are none of the values that they look
//! like, and what stands between them (footers, headers) makes joining them a guess.

use std::ops::Range;

use crate::hosts::has_public_suffix;

/// Lines at the end and at the start of a page that may be its footer and header.
const MARGIN: usize = 3;

/// Letters and digits from which on a part is no date, number or word beside a hash.
const REST: usize = 16;

/// Digits of hashes.
const LENGTHS: [usize; 5] = [32, 40, 64, 96, 128];

/// A value that is cut by the end of a page, and where its parts stand on either.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) what: String,
    pub(super) before: Range<usize>,
    pub(super) behind: Range<usize>,
}

/// The value that the end of the page `before` cuts, where `behind` begins with its rest.
pub(super) fn cut(before: &str, behind: &str) -> Option<Cut> {
    let ends: Vec<Range<usize>> = lines(before).into_iter().rev().take(MARGIN + 1).collect();
    let starts: Vec<Range<usize>> = lines(behind).into_iter().take(MARGIN + 1).collect();
    ends.iter().find_map(|end| starts.iter().find_map(|start| of_lines(before, end.clone(), behind, start.clone())))
}

fn of_lines(before: &str, end: Range<usize>, behind: &str, start: Range<usize>) -> Option<Cut> {
    let head = before.get(end.clone())?;
    let tail = behind.get(start.clone())?;
    let word = head.rsplit(char::is_whitespace).next()?;
    let rest = tail.split(char::is_whitespace).next()?.trim_end_matches(['.', ',', ';']);
    let place = |what: String| {
        Some(Cut { what, before: end.end - word.len()..end.end, behind: start.start..start.start + rest.len() })
    };
    let is_hex = |text: &str| text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = word.trim_end_matches('-').rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let random =
        |text: &str| text.contains(|c: char| c.is_ascii_digit()) && text.contains(|c: char| c.is_ascii_alphabetic());
    if is_hex(digits) && is_hex(rest) && random(&format!("{digits}{rest}")) {
        let (one, other) = (digits.len(), rest.len());
        // A part that is a whole hash is one, and the other another hash or a date (`20210305`), unless the text names the longer
        // algorithm alone or the other can only be the rest of a hash.
        let is_whole = |length: &usize| LENGTHS.contains(length);
        let is_rest = |part: &str| part.len() >= REST && !is_whole(&part.len()) && random(part);
        let apart = (is_whole(&one) || is_whole(&other)) && !is_rest(digits) && !is_rest(rest);
        let called = || {
            let above = behind.get(..start.start).unwrap_or_default();
            [one, other].iter().filter(|part| is_whole(part)).all(|part| names_alone(before, *part, one + other))
                && !crate::prose::names_algorithm(above, other)
        };
        if is_whole(&(one + other)) && (!apart || called()) {
            return place(format!("`{digits}` and `{rest}` are one hash split across two pages"));
        }
    }
    let (_, link) = word.rsplit_once("://")?;
    let host = link.split(['/', ':', '?']).next().unwrap_or_default().replace(['[', ']'], "");
    let open = link.contains('/') && word.ends_with(['/', '-', '_', '=', '&', '?', '%']);
    let goes_on = rest.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && rest.contains(['/', '.', '=', '&', '_', '?'])
        && !rest.contains("://")
        && rest.parse::<std::net::IpAddr>().is_err()
        && !has_public_suffix(rest.split('/').next().unwrap_or_default());
    if !(open && goes_on && !host.is_empty()) {
        return None;
    }
    place(format!("`{word}` and `{rest}` are one URL split across two pages"))
}

/// Whether the text names the algorithm with `whole` digits and none with `part`.
fn names_alone(text: &str, part: usize, whole: usize) -> bool {
    const NEAR: usize = 4_000;
    let near = text.get(text.ceil_char_boundary(text.len().saturating_sub(NEAR))..).unwrap_or_default();
    crate::prose::names_algorithm(near, whole) && !crate::prose::names_algorithm(near, part)
}

/// The lines of a page that are not blank, without white space around them.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if !bare.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            found.push(start..start + bare.len());
        }
        at += line.len();
    }
    found
}

/// A text with blanks where a range is.
pub(super) fn without(text: &str, range: &Range<usize>) -> String {
    let (Some(head), Some(held), Some(tail)) =
        (text.get(..range.start), text.get(range.clone()), text.get(range.end..))
    else {
        return text.to_owned();
    };
    format!("{head}{}{tail}", " ".repeat(held.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    #[test]
    fn a_hash_that_the_end_of_a_page_cuts_is_told_beside_its_footer() {
        for cut_at in [20, 32, 40] {
            let (one, other) = HASH.split_at(cut_at);
            let before = format!("The SHA-256 is {one}\n\nPage 1 of 2\n");
            let behind = format!("Example CERT report\n{other} and more.\n");
            let found = cut(&before, &behind).unwrap();
            assert_eq!((&before[found.before], &behind[found.behind]), (one, other));
        }
    }

    #[test]
    fn a_url_that_the_end_of_a_page_cuts_is_told_from_one_that_ends_there() {
        let before = "It fetched http://evil.example.com/first/\n";
        assert!(cut(before, "second/payload.bin in the night.\n").is_some());
        for behind in [
            "evil.example.net was next.\n",
            "Then it slept.\n",
            "203.0.113.7 answered.\n",
            "http://other.example.com/\n",
        ] {
            assert_eq!(cut(before, behind), None, "{behind}");
        }
    }

    #[test]
    fn hashes_under_each_other_on_two_pages_are_two() {
        let md5 = "e7d705a3286e19ea42f587b344ee6865\n";
        assert_eq!(cut(&format!("MD5 of the samples:\n{md5}"), md5), None);
        assert_eq!(cut(md5, md5), None);
    }

    #[test]
    fn a_hash_beside_the_date_in_a_header_or_footer_is_whole() {
        let md5 = "e7d705a3286e19ea42f587b344ee6865";
        assert_eq!(cut(&format!("The sample:\n{md5}\n"), "20210305\nExample CERT\n"), None);
        assert_eq!(cut("The samples:\n20210305\n", &format!("{md5}\n")), None);
        let (sha1, _) = HASH.split_at(40);
        assert_eq!(cut(&format!("MD5 and SHA-1:\n{md5}\n"), "20210305\n"), None);
        // The rest of a hash is told where the algorithm is named, or where it can be nothing else.
        let (one, other) = sha1.split_at(32);
        assert!(cut(&format!("The SHA-1 is {one}\n"), &format!("{other}\n")).is_some());
        let (one, other) = HASH.split_at(40);
        assert!(cut(&format!("The sample:\n{one}\n"), &format!("{other}\n")).is_some());
    }
}
