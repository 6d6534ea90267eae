//! Prose that stands in columns side by side, and is drawn line by line across them.

/// Words drawn in one go, from one place of the page to another.
#[derive(Debug, Clone)]
pub(super) struct Fragment {
    pub(super) text: String,
    /// What stands between the words before and these.
    pub(super) before: Break,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) y: f64,
    /// The size of its first letters.
    pub(super) size: f64,
}

/// A jump of the pen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// To the right, within a line.
    Column,
    Line,
    Paragraph,
}

/// Lines that must show columns before they are taken for them: a table's rows have two cells as well.
const FEWEST: usize = 3;

/// The words of a page in reading order.
pub(super) fn text(fragments: Vec<Fragment>) -> String {
    let rows = rows(fragments);
    let mut text = String::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        if let Some(run) = run_of_columns(rows.get(at..).unwrap_or_default()) {
            let length = run.rows;
            for column in 0..run.lefts.len() {
                let lines = rows.get(at..at + length).unwrap_or_default();
                for (number, fragment) in lines.iter().filter_map(|row| in_column(row, column, &run)).enumerate() {
                    add(&mut text, if number == 0 { Break::Paragraph } else { Break::Line }, &fragment.text);
                }
            }
            if rows.get(at + length).is_some() {
                add(&mut text, Break::Paragraph, "");
            }
            at += length;
            continue;
        }
        for fragment in row {
            add(&mut text, fragment.before, &fragment.text);
        }
        at += 1;
    }
    text
}

fn add(text: &mut String, before: Break, words: &str) {
    let kept = text.trim_end_matches(' ').len();
    text.truncate(kept);
    if !text.is_empty() {
        match before {
            Break::Column if text.ends_with('\n') => {}
            Break::Column => text.push('\t'),
            Break::Line if text.ends_with('\n') => {}
            Break::Line => text.push('\n'),
            Break::Paragraph if text.ends_with("\n\n") => {}
            Break::Paragraph if text.ends_with('\n') => text.push('\n'),
            Break::Paragraph => text.push_str("\n\n"),
        }
    }
    text.push_str(words);
}

/// Fragments of one line together.
fn rows(fragments: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    let mut rows: Vec<Vec<Fragment>> = Vec::new();
    for fragment in fragments {
        match rows.last_mut() {
            Some(row) if fragment.before == Break::Column => row.push(fragment),
            _ => rows.push(vec![fragment]),
        }
    }
    rows
}

/// Lines that show the same columns.
struct Run {
    rows: usize,
    /// Where each column begins.
    lefts: Vec<f64>,
}

/// The columns that the first of `rows` shows and those behind it keep; `None` where they are no columns of prose.
fn run_of_columns(rows: &[Vec<Fragment>]) -> Option<Run> {
    let first = rows.first().filter(|row| row.len() >= 2)?;
    let lefts: Vec<f64> = first.iter().map(|fragment| fragment.left).collect();
    let size = first.first()?.size;
    let mut run = Run { rows: 0, lefts };
    let (mut full, mut last) = (0, f64::INFINITY);
    for row in rows {
        let fits = row.iter().all(|fragment| column_of(fragment, &run, size).is_some())
            && row
                .first()
                .is_some_and(|fragment| fragment.y < last && last - fragment.y < size * 4.0 || last.is_infinite());
        if !fits {
            break;
        }
        last = row.first().map_or(last, |fragment| fragment.y);
        full += usize::from(row.len() == run.lefts.len());
        run.rows += 1;
    }
    let lines = rows.get(..run.rows).unwrap_or_default();
    let is_prose = (0..run.lefts.len()).all(|column| {
        let texts = lines.iter().filter_map(|row| in_column(row, column, &run)).map(|fragment| &fragment.text);
        let (mut words, mut count) = (0, 0);
        for text in texts {
            words += text.split_whitespace().count();
            count += 1;
        }
        count >= FEWEST && words >= count * 3
    });
    (full >= FEWEST && is_prose).then_some(run)
}

/// The column in which a fragment stands: it begins there, and ends before the next begins.
fn column_of(fragment: &Fragment, run: &Run, size: f64) -> Option<usize> {
    let column = run.lefts.iter().rposition(|left| *left <= fragment.left + size * 0.6)?;
    let begins = run.lefts.get(column).is_some_and(|left| fragment.left - left <= size * 3.0);
    let ends = run.lefts.get(column + 1).is_none_or(|next| fragment.right <= next - size * 0.5);
    (begins && ends).then_some(column)
}

fn in_column<'r>(row: &'r [Fragment], column: usize, run: &Run) -> Option<&'r Fragment> {
    row.iter().find(|fragment| column_of(fragment, run, fragment.size) == Some(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[&[(&str, f64)]]) -> String {
        let mut fragments = Vec::new();
        let mut y = 700.0;
        for row in rows {
            for (number, (text, left)) in row.iter().enumerate() {
                let before = if number > 0 { Break::Column } else { Break::Line };
                let right = left + text.len() as f64 * 4.5;
                fragments.push(Fragment { text: (*text).to_owned(), before, left: *left, right, y, size: 9.0 });
            }
            y -= 11.0;
        }
        text(fragments)
    }

    #[test]
    fn columns_of_prose_are_read_one_after_the_other() {
        let rows: &[&[(&str, f64)]] = &[
            &[("A title over both", 60.0)],
            &[("left one is here", 60.0), ("right one is there", 310.0)],
            &[("left two is here", 60.0), ("right two is there", 310.0)],
            &[("left three is here", 60.0), ("right three is there", 310.0)],
            &[("left four is here", 60.0)],
        ];
        let expected = "A title over both\n\nleft one is here\nleft two is here\nleft three is here\nleft four is here\n\n\
                        right one is there\nright two is there\nright three is there";
        assert_eq!(page(rows), expected);
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let rows: &[&[(&str, f64)]] = &[
            &[("evil.example.com", 60.0), ("first stage of it all", 310.0)],
            &[("203.0.113.7", 60.0), ("second stage of it all", 310.0)],
            &[("bad.example.org", 60.0), ("third stage of it all", 310.0)],
        ];
        assert!(page(rows).starts_with("evil.example.com\tfirst stage of it all\n203.0.113.7\t"));
    }
}
