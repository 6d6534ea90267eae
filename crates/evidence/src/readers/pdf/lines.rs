use super::columns::{self, Break, Fragment};

/// The words of a page, gathered as they are drawn: where the pen jumps, there is a blank, a column or a line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    fragments: Vec<Fragment>,
    /// Bytes of all fragments.
    len: usize,
    /// Where the pen stood behind the last letters: x, y, the size of the letters.
    pen: Option<(f64, f64, f64)>,
}

impl Lines {
    /// Adds letters drawn at `x`, `y` in letters of `size`, `width` wide; all in the page's units.
    pub(super) fn add(&mut self, letters: &str, x: f64, y: f64, size: f64, width: f64) {
        let size = if size.is_finite() && size > 0.01 { size } else { 1.0 };
        let mut blank = false;
        let mut jump = if self.fragments.is_empty() { Some(Break::Line) } else { None };
        if let Some((pen_x, pen_y, pen_size)) = self.pen {
            let largest = size.max(pen_size);
            let (right, down) = (x - pen_x, pen_y - y);
            if down.abs() > largest * 0.5 || right < -largest {
                // Lines of one paragraph stand about 1.2 sizes apart.
                jump = Some(if down.abs() > largest * 2.2 { Break::Paragraph } else { Break::Line });
            } else if right > largest * 1.8 {
                jump = Some(Break::Column);
            } else {
                // A mark that is smaller and off the line is a border of the value beside it.
                let smaller = (size - pen_size).abs() > largest * 0.12 && down.abs() > largest * 0.08;
                blank = right > largest * 0.14 || smaller || down.abs() > largest * 0.22;
            }
        }
        if let Some(jump) = jump {
            self.fragments.push(Fragment { text: String::new(), before: jump, left: x, right: x, y, size });
        }
        let Some(fragment) = self.fragments.last_mut() else { return };
        let held = fragment.text.len();
        if blank && !fragment.text.ends_with(char::is_whitespace) && !letters.starts_with(char::is_whitespace) {
            fragment.text.push(' ');
        }
        for c in letters.chars() {
            if let Some((_, parts)) = LIGATURES.iter().find(|(ligature, _)| *ligature == c) {
                fragment.text.push_str(parts);
                continue;
            }
            // Anything that would break the line or hide in it is a blank.
            let shown = match c {
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{3000}' => ' ',
                '\0' | '\u{feff}' | '\u{200b}' => continue,
                c if c.is_control() => ' ',
                c => c,
            };
            fragment.text.push(shown);
        }
        fragment.right = fragment.right.max(x + width);
        self.len += fragment.text.len() - held;
        self.pen = Some((x + width, y, size));
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The text: column by column where prose stands in columns, words that a line break cut in two made whole.
    pub(super) fn finish(self) -> String {
        let text = columns::text(self.fragments);
        let mut joined = String::with_capacity(text.len());
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let line = line.trim_end();
            let next = lines.peek().copied().unwrap_or_default();
            if goes_on_with_a_dot(line, next) {
                joined.push_str(line);
                continue;
            }
            match cut_word(line, next).or_else(|| cut_host(line, next)) {
                Some(head) => joined.push_str(head),
                None => {
                    joined.push_str(line);
                    joined.push('\n');
                }
            }
        }
        joined
    }
}

/// Whether `next` begins with a dot that keeps a host from being clicked: `left-one[.]example` and `[.]com` are one host.
fn goes_on_with_a_dot(line: &str, next: &str) -> bool {
    ["[.]", "(.)", "{.}", "[dot]", "(dot)"].iter().any(|dot| next.starts_with(dot))
        && line.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// Letters drawn as one; names and hosts are spelt without them.
const LIGATURES: [(char, &str); 7] =
    [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];

/// `line` without its hyphen, where a host that cannot be clicked goes on in `next`: `evil[.]exam-` and `ple[.]com`. Both halves show
/// by their dots that they are one, and a program that breaks lines adds the hyphen.
fn cut_host<'l>(line: &'l str, next: &str) -> Option<&'l str> {
    const DOTS: [&str; 5] = ["[.]", "(.)", "{.}", "[dot]", "(dot)"];
    let head = line.strip_suffix(['-', '\u{ad}', '\u{2010}'])?;
    let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    let tail = next.split(char::is_whitespace).next().unwrap_or_default();
    let dotted = |part: &str| DOTS.iter().any(|dot| part.contains(dot));
    let ends = word.ends_with(char::is_alphabetic) && tail.starts_with(char::is_lowercase);
    (ends && dotted(word) && dotted(tail)).then_some(head)
}

/// `line` without its hyphen, where a word of letters goes on in `next`. What may be a trace is left as it stands: nobody
/// can tell whether the hyphen of `update-` belongs to it.
fn cut_word<'l>(line: &'l str, next: &str) -> Option<&'l str> {
    let head = line.strip_suffix(['-', '\u{ad}', '\u{2010}'])?;
    let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    let tail = next.split(char::is_whitespace).next().unwrap_or_default();
    let tail = tail.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
    let letters = |part: &str| part.chars().count() >= 2 && part.chars().all(char::is_alphabetic);
    let hex = |part: &str| part.chars().all(|c| c.is_ascii_hexdigit());
    let plain = letters(word) && letters(tail) && !(hex(word) && hex(tail));
    (plain && tail.starts_with(char::is_lowercase)).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(drawn: &[(&str, f64, f64)]) -> String {
        let mut lines = Lines::default();
        for (letters, x, y) in drawn {
            lines.add(letters, *x, *y, 10.0, 5.0 * letters.len() as f64);
        }
        lines.finish()
    }

    #[test]
    fn jumps_of_the_pen_are_blanks_columns_and_lines() {
        assert_eq!(lines(&[("ab", 0.0, 100.0), ("cd", 10.0, 100.0), ("ef", 23.0, 100.0)]), "abcd ef\n");
        assert_eq!(
            lines(&[("ab", 0.0, 100.0), ("cd", 60.0, 100.0), ("ef", 0.0, 88.0), ("gh", 0.0, 40.0)]),
            "ab\tcd\nef\n\ngh\n"
        );
    }

    #[test]
    fn a_mark_that_is_smaller_and_off_the_line_stands_apart() {
        let mut lines = Lines::default();
        for (letters, x, y, size) in [
            ("192.0.2.18", 0.0, 100.0, 10.0),
            ("2", 50.0, 103.5, 6.0),
            (" and", 53.0, 100.0, 10.0),
            ("X", 80.0, 98.0, 6.0),
        ] {
            lines.add(letters, x, y, size, letters.len() as f64 * size / 2.0);
        }
        lines.add("evil", 83.0, 100.0, 10.0, 20.0);
        assert_eq!(lines.finish(), "192.0.2.18 2 and X evil\n");
    }

    #[test]
    fn small_capitals_on_the_line_are_of_one_word() {
        let mut lines = Lines::default();
        lines.add("E", 0.0, 100.0, 10.0, 5.0);
        lines.add("VIL", 5.0, 100.0, 7.0, 10.0);
        assert_eq!(lines.finish(), "EVIL\n");
    }

    #[test]
    fn a_host_goes_on_where_a_line_begins_with_its_dot() {
        assert_eq!(lines(&[("evil[.]example", 0.0, 100.0), ("[.]com was", 0.0, 88.0)]), "evil[.]example[.]com was\n");
    }

    #[test]
    fn a_host_that_a_hyphen_cuts_is_made_whole_where_both_halves_show_it() {
        assert_eq!(lines(&[("evil[.]exam-", 0.0, 100.0), ("ple[.]com was", 0.0, 88.0)]), "evil[.]example[.]com was\n");
        assert_eq!(lines(&[("see evil-", 0.0, 100.0), ("host[.]com was", 0.0, 88.0)]), "see evil-\nhost[.]com was\n");
    }

    #[test]
    fn words_are_made_whole_and_traces_are_not() {
        assert_eq!(lines(&[("a mal-", 0.0, 100.0), ("ware.", 0.0, 88.0)]), "a malware.\n");
        assert_eq!(lines(&[("update-", 0.0, 100.0), ("check.com", 0.0, 88.0)]), "update-\ncheck.com\n");
        assert_eq!(lines(&[("deadbeef-", 0.0, 100.0), ("cafe", 0.0, 88.0)]), "deadbeef-\ncafe\n");
        assert_eq!(lines(&[("APT-", 0.0, 100.0), ("C-23", 0.0, 88.0)]), "APT-\nC-23\n");
    }
}
