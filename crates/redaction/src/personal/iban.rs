use super::written::before;
use super::{Found, Kind};

/// Bank account numbers: a country's letters, the length that it has there, and check digits that hold.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(window) = bytes.get(from..from + 4) {
        let start = from;
        from += 1;
        let [a, b, c, d] = window else { break };
        if !(a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit()) {
            continue;
        }
        if let Some(end) = account(text, start) {
            found.push(Found { span: start..end, kind: Kind::Iban });
            from = end;
        }
    }
}

fn account(text: &str, start: usize) -> Option<usize> {
    if before(text, start).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let rest = text.get(start..)?;
    let length = LENGTHS.iter().find(|(country, _)| rest.starts_with(country)).map(|(_, length)| *length)?;
    let mut number = String::with_capacity(length);
    let mut end = start;
    for (at, c) in rest.char_indices() {
        match c {
            '0'..='9' | 'A'..='Z' => {
                number.push(c);
                end = start + at + 1;
            }
            // Written in fours.
            ' ' | '-' | '\u{a0}' if number.len().is_multiple_of(4) && start + at == end => {}
            _ => break,
        }
        if number.len() == length {
            break;
        }
    }
    let ends = !text.get(end..)?.starts_with(char::is_alphanumeric);
    (number.len() == length && ends && check_digits_hold(&number)).then_some(end)
}

/// ISO 7064, MOD 97-10: the first four moved to the end, letters as 10 to 35, leave 1.
fn check_digits_hold(number: &str) -> bool {
    let (head, tail) = number.split_at_checked(4).unwrap_or_default();
    let value = |c: char| c.to_digit(36).unwrap_or(0);
    let rest = tail.chars().chain(head.chars()).map(value).fold(0_u32, |rest, digit| {
        let factor = if digit > 9 { 100 } else { 10 };
        (rest * factor + digit) % 97
    });
    rest == 1
}

/// ISO 13616 registry: characters of a number by country.
const LENGTHS: [(&str, usize); 78] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("XK", 20),
];
