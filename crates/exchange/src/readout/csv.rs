use std::fmt::Write as _;

use super::{Kinds, Outcome, Readout, place, rows};
use dunant_vocabulary::visible;

const HEAD: &str = "file,outcome,kind,value,attack_id,bearing,place,path,count,help,sha256\r\n";

/// One row a value, with what became of it (RFC 4180, lines end in CR LF).
///
/// A cell that a spreadsheet would take for a formula has an apostrophe before it: evidence is hostile, and `=HYPERLINK(…)` in a cell
/// acts on whoever opens the table. Hiding characters are shown by their number.
#[must_use]
pub fn to_csv(readout: &Readout, kinds: &Kinds) -> String {
    let mut out = HEAD.to_owned();
    for item in &readout.items {
        let digest = item.digest.to_string();
        for row in rows(item, kinds) {
            let place = row.span.map(place).unwrap_or_default();
            let count = row.count.to_string();
            let cells = [
                &*item.name,
                row.outcome.word(),
                &row.kind,
                &row.value,
                &row.id,
                &row.bearing,
                &place,
                row.path,
                &count,
                row.help,
                &digest,
            ];
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            // Writing to a string does not fail.
            let _ = write!(out, "{}\r\n", cells.join(","));
        }
    }
    for left_out in &readout.left_out {
        let cells = [&*left_out.name, Outcome::NotRead.word(), "", left_out.what.words(1), "", "", "", "", "1", "", ""];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        let _ = write!(out, "{}\r\n", cells.join(","));
    }
    out
}

/// A cell: quoted where it must be, never a formula.
fn quoted(cell: &str) -> String {
    let shown = visible(cell);
    let safe = if starts_a_formula(&shown) { format!("'{shown}") } else { shown };
    if safe.contains(['"', ',', '\n', '\r', ';', '\t', '\'']) || safe.starts_with(' ') || safe.ends_with(' ') {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// Characters with which spreadsheets begin a formula, in their full-width forms too; white space before them is skipped by some.
fn starts_a_formula(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for hostile in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "|cmd", "\n=1"] {
            let cell = quoted(hostile);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{hostile:?} became {cell:?}");
        }
        assert_eq!(quoted("example.com"), "example.com");
    }

    #[test]
    fn a_cell_keeps_its_commas_and_quotes() {
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
    }
}
