use dunant_vocabulary::DateRange;

use crate::Dating;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// When a report was published, from its citation, its key, its address, or the day it was retrieved, in that order.
pub(crate) fn date_report(citation: &str, key: &str, url: Option<&str>) -> (Option<DateRange>, Dating) {
    if let Some(date) = in_citation(citation) {
        return (Some(date), Dating::Citation);
    }
    if let Some(date) = in_key(key) {
        return (Some(date), Dating::Key);
    }
    if let Some(date) = url.and_then(in_address) {
        return (Some(date), Dating::Address);
    }
    match retrieved(citation) {
        Some(date) => (Some(date), Dating::Retrieved),
        None => (None, Dating::Unknown),
    }
}

/// `Smith, J. (2018, November 19). Title.` Also `(2018, November)` and `(2018)`.
fn in_citation(citation: &str) -> Option<DateRange> {
    citation.split('(').skip(1).find_map(|rest| {
        let inner = rest.split(')').next()?;
        let mut parts = inner.split([',', ' ', '.']).filter(|part| !part.is_empty());
        date_of(year(parts.next()?)?, parts.next(), parts.next())
    })
}

/// `FireEye APT29 Nov 2018`, `Symantec Sowbug Nov 2017`, `ESET Sednit 2016`.
fn in_key(key: &str) -> Option<DateRange> {
    let words: Vec<&str> = key.split([' ', '-', '_']).filter(|word| !word.is_empty()).collect();
    let place = words.iter().rposition(|word| year(word).is_some())?;
    let year = words.get(place).and_then(|word| year(word))?;
    let before = place.checked_sub(1).and_then(|index| words.get(index)).copied();
    date_of(year, before.filter(|word| month(word).is_some()), None)
}

/// `https://…/2018/11/19/…`, `…/2018/11/…`, `…-2018-11-19…`.
fn in_address(url: &str) -> Option<DateRange> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '.']).collect();
    let place = parts.iter().position(|part| year(part).is_some())?;
    let year = parts.get(place).and_then(|part| year(part))?;
    let number = |offset: usize, limit: i8| {
        let part = parts.get(place + offset).filter(|part| part.len() <= 2)?;
        part.parse::<i8>().ok().filter(|number| (1..=limit).contains(number))
    };
    let named = parts.get(place + 1).and_then(|part| month(part));
    match (number(1, 12).or(named), number(2, 31)) {
        (Some(month), Some(day)) => DateRange::month(year, month)
            .and_then(|_| format!("{year:04}-{month:02}-{day:02}").parse().ok())
            .or_else(|| DateRange::month(year, month)),
        (Some(month), None) => DateRange::month(year, month),
        _ => DateRange::year(year),
    }
}

/// `Retrieved November 27, 2018.`
fn retrieved(citation: &str) -> Option<DateRange> {
    let rest = citation.rsplit_once("Retrieved ")?.1;
    let mut parts = rest.split([',', ' ', '.']).filter(|part| !part.is_empty());
    let (month, day, year_text) = (parts.next()?, parts.next()?, parts.next()?);
    date_of(year(year_text)?, Some(month), Some(day))
}

fn year(text: &str) -> Option<i16> {
    let number = text.parse::<i16>().ok().filter(|_| text.len() == 4)?;
    (1990..=2035).contains(&number).then_some(number)
}

fn month(text: &str) -> Option<i8> {
    let lower = text.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| lower.starts_with(month))?;
    let known = lower.len() == 3 || lower.len() >= 4 && lower.bytes().all(|byte| byte.is_ascii_alphabetic());
    i8::try_from(index + 1).ok().filter(|_| known)
}

fn date_of(year: i16, month_text: Option<&str>, day_text: Option<&str>) -> Option<DateRange> {
    let Some(month) = month_text.and_then(month) else { return DateRange::year(year) };
    let day = day_text.and_then(|text| text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i8>().ok());
    let exact = day.and_then(|day| format!("{year:04}-{month:02}-{day:02}").parse().ok());
    exact.or_else(|| DateRange::month(year, month))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(citation: &str, key: &str, url: &str) -> (String, Dating) {
        let (date, dating) = date_report(citation, key, Some(url));
        (date.map_or_else(|| "none".into(), |date| date.to_string()), dating)
    }

    #[test]
    fn the_best_of_four_traces_dates_a_report() {
        let citation = "Doe, J. (2018, November 19). A Title (Part 2). Retrieved November 27, 2018.";
        assert_eq!(dated(citation, "k", ""), ("2018-11-19".into(), Dating::Citation));
        assert_eq!(dated("Doe. (2018, November). T.", "k", ""), ("2018-11".into(), Dating::Citation));
        assert_eq!(dated("Doe. (2018). T.", "k", ""), ("2018".into(), Dating::Citation));
        let undated = "Doe. (n.d.). Title. Retrieved March 5, 2019.";
        assert_eq!(dated(undated, "Doe Thing Nov 2018", ""), ("2018-11".into(), Dating::Key));
        assert_eq!(dated(undated, "k", "https://example.com/2017/03/04/x"), ("2017-03-04".into(), Dating::Address));
        assert_eq!(dated(undated, "k", "https://example.com/x"), ("2019-03-05".into(), Dating::Retrieved));
        assert_eq!(dated("", "k", ""), ("none".into(), Dating::Unknown));
    }

    #[test]
    fn impossible_days_fall_back_to_the_month() {
        assert_eq!(dated("Doe. (2018, February 31). T.", "k", ""), ("2018-02".into(), Dating::Citation));
    }
}
