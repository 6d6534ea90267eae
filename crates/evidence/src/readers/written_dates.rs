//! Dates as people and programs write them in evidence.

use dunant_vocabulary::{Date, DateRange};

/// Reads a date: `2015-10-16` with or without a time, `20151016`, `2015/10/16`, `16.10.2015`, `2-Mar-2016`,
/// `November 7th, 2014`, `March 2014`, seconds or milliseconds since 1970. Where day and month may be swapped (`03/04/2015`),
/// the range from one reading to the other.
pub(super) fn parse(text: &str) -> Option<DateRange> {
    let text = text.trim().trim_matches('"');
    if text.len() > 64 {
        return None;
    }
    text.parse().ok().filter(|_| text.contains('-')).or_else(|| digits(text)).or_else(|| parts(text))
}

fn digits(text: &str) -> Option<DateRange> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        4 => DateRange::year(text.parse().ok().filter(|year| plausible(*year))?),
        8 => {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            let year = year.parse().ok().filter(|year| plausible(*year))?;
            day_of(year, month.parse().ok()?, day.parse().ok()?)
        }
        10 => since_1970(text.parse().ok()?),
        13 => since_1970(text.parse::<u64>().ok()? / 1000),
        _ => None,
    }
}

fn since_1970(seconds: u64) -> Option<DateRange> {
    let date = Date::constant(1970, 1, 1).checked_add(std::time::Duration::from_secs(seconds)).ok()?;
    plausible(date.year()).then(|| DateRange::day(date))
}

fn parts(text: &str) -> Option<DateRange> {
    // A time behind the date says nothing here.
    let date = match text.find(['T', ' ']) {
        Some(at)
            if at >= 8
                && text
                    .get(..at)
                    .is_some_and(|head| head.bytes().all(|b| b.is_ascii_digit() || b"-/.".contains(&b))) =>
        {
            text.get(..at)?
        }
        _ => text,
    };
    let words: Vec<&str> = date.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(5).collect();
    let number = |word: &str| -> Option<i16> {
        let word = word.to_ascii_lowercase();
        let bare =
            ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(&word).to_owned();
        bare.parse().ok()
    };
    let small = |word: &str| number(word).and_then(|n| i8::try_from(n).ok());
    let year = |word: &str| word.parse().ok().filter(|year| word.len() == 4 && plausible(*year));
    match *words.as_slice() {
        [a, b, c] => {
            if let Some(year) = year(a) {
                return day_of(year, month(b).or_else(|| small(b))?, small(c)?);
            }
            let year = year(c)?;
            if let Some(month) = month(a) {
                return day_of(year, month, small(b)?);
            }
            if let Some(month) = month(b) {
                return day_of(year, month, small(a)?);
            }
            let (first, second) = (small(a)?, small(b)?);
            if date.contains('.') {
                return day_of(year, second, first);
            }
            match (day_of(year, second, first), day_of(year, first, second)) {
                (Some(one), Some(other)) => {
                    Some(DateRange::between(one.earliest().min(other.earliest()), one.latest().max(other.latest())))
                }
                (one, other) => one.or(other),
            }
        }
        [a, b] => DateRange::month(year(b)?, month(a)?),
        _ => None,
    }
}

fn day_of(year: i16, month: i8, day: i8) -> Option<DateRange> {
    Date::new(year, month, day).ok().map(DateRange::day)
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

fn plausible(year: i16) -> bool {
    (1970..=2100).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_are_read_as_people_and_programs_write_them() {
        for (written, meant) in [
            ("2015-10-16", "2015-10-16"),
            ("2015-10-16T23:59:59+02:00", "2015-10-16"),
            ("2015-10-16 23:59", "2015-10-16"),
            ("20151016", "2015-10-16"),
            ("2015/10/16", "2015-10-16"),
            ("16.10.2015", "2015-10-16"),
            ("05.04.2015", "2015-04-05"),
            ("2-Mar-2016", "2016-03-02"),
            ("10 June 2021", "2021-06-10"),
            ("November 7th, 2014", "2014-11-07"),
            ("July 11th 2014", "2014-07-11"),
            ("March 2014", "2014-03"),
            ("25/12/2015", "2015-12-25"),
            ("03/04/2015", "2015-03-04..2015-04-03"),
            ("2014", "2014"),
            ("1445040000", "2015-10-17"),
            ("1445040000000", "2015-10-17"),
            ("1456704000", "2016-02-29"),
        ] {
            let read = parse(written).map(|range| range.to_string()).unwrap_or_default();
            assert_eq!(read, meant, "{written}");
        }
        for nothing in ["", "N/A", "soon", "99999999", "1234", "2015-13-01", "14 / 55", "9999999999999999"] {
            assert_eq!(parse(nothing), None, "{nothing}");
        }
    }
}
