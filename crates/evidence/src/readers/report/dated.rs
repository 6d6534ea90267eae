use dunant_vocabulary::DateRange;

use crate::prose::lines;
use crate::readers::written_dates;

/// The date that a text gives itself on a line of its own, within its first forty lines.
pub(super) fn line_near_the_top(text: &str) -> Option<DateRange> {
    lines(text).take(40).find_map(|line| {
        let line = text.get(line)?.trim_matches(|c: char| c.is_whitespace() || "*_#>\u{feff}".contains(c));
        match without_label(line) {
            Some(date) => written_dates::parse(date),
            // A bare number is anything; a bare month or year may be a heading.
            None => written_dates::parse(line)
                .filter(|date| line.contains(['-', '/', '.', ' ']) && date.earliest() == date.latest()),
        }
    })
}

fn without_label(line: &str) -> Option<&str> {
    const LABELS: [&str; 8] =
        ["published on", "publication date", "last updated", "posted on", "published", "revdate", "updated", "date"];
    let core = line.trim_start_matches([':', '*']);
    LABELS.iter().find_map(|label| {
        let (head, rest) = core.split_at_checked(label.len())?;
        let ends = rest.starts_with([':', ' ', '*']);
        (head.eq_ignore_ascii_case(label) && ends).then(|| rest.trim_matches([':', '*', ' ', '"']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_line_of_its_own_dates_a_text() {
        let dated = |text: &str| line_near_the_top(text).map(|day| day.to_string());
        assert_eq!(dated("= Title\n:revdate: 2020-01-02\n").as_deref(), Some("2020-01-02"));
        assert_eq!(dated("# Title\n\n**Date:** 3 May 2019\n").as_deref(), Some("2019-05-03"));
        assert_eq!(dated("Published on June 10, 2021\n").as_deref(), Some("2021-06-10"));
        assert_eq!(dated("A report\n10 June 2021\n").as_deref(), Some("2021-06-10"));
        assert_eq!(dated("Seen first on 2021-06-10 in Ruritania\n"), None);
        assert_eq!(dated("1445040000\n2014\n"), None);
    }
}
