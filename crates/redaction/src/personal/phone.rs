use std::ops::RangeInclusive;

use super::written::before;
use super::{Found, Kind};

/// Telephone numbers in international form: a plus sign, a country's code, and as many digits as a number has.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut from = 0;
    while let Some(ahead) = text.get(from..).and_then(|rest| rest.find('+')) {
        let start = from + ahead;
        from = start + 1;
        if let Some(end) = number(text, start) {
            found.push(Found { span: start..end, kind: Kind::PhoneNumber });
            from = end;
        }
    }
}

/// Digits with the country's code: fewer are offsets and counts, more are no number (E.164).
const DIGITS: RangeInclusive<usize> = 9..=15;

fn number(text: &str, start: usize) -> Option<usize> {
    if before(text, start).is_some_and(|c| c.is_alphanumeric() || "+)]/=\\_-".contains(c)) {
        return None;
    }
    let mut digits = String::new();
    let (mut end, mut groups, mut open) = (start + 1, 1, false);
    let rest = text.get(start + 1..)?;
    for (at, c) in rest.char_indices().take(28) {
        let behind_digit = start + 1 + at == end;
        match c {
            '0'..='9' => {
                groups += usize::from(!behind_digit);
                digits.push(c);
                end = start + 2 + at;
            }
            '(' if !open && !digits.is_empty() => open = true,
            ')' if open => open = false,
            ' ' | '-' | '.' | '\u{a0}' if start + 2 + at - end <= 2 && !digits.is_empty() => {}
            _ => break,
        }
    }
    let valid = DIGITS.contains(&digits.len()) && has_country_code(&digits) && (groups > 1 || digits.len() >= 11);
    let ends = !text.get(end..)?.starts_with(|c: char| c.is_alphanumeric() || "=/+_%".contains(c));
    // A date or a decimal number has groups too.
    (valid && ends && groups <= 7).then_some(end)
}

/// Whether a code that the ITU assigned to a country or service stands first (E.164, list of assigned codes).
fn has_country_code(digits: &str) -> bool {
    let head = |length: usize| digits.get(..length).and_then(|head| head.parse::<u16>().ok()).unwrap_or(0);
    match head(1) {
        1 => digits.len() == 11 && !matches!(digits.as_bytes().get(1), Some(b'0' | b'1')),
        7 => digits.len() == 11,
        _ => TWO.contains(&head(2)) || THREE.iter().any(|codes| codes.contains(&head(3))),
    }
}

const THREE: [RangeInclusive<u16>; 14] = [
    211..=213,
    216..=216,
    218..=218,
    220..=269,
    290..=299,
    350..=359,
    370..=389,
    420..=423,
    500..=509,
    590..=599,
    670..=692,
    850..=856,
    870..=888,
    960..=998,
];

const TWO: [u16; 40] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62,
    63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92,
];
