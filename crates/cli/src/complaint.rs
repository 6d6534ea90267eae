use std::io::IsTerminal as _;
use std::io::Write as _;

use dunant::exchange::visible;

use crate::arguments::{Colour, Terminal};

/// An error as the user sees it: what, where, and the next step.
#[derive(Debug)]
pub(crate) struct Complaint {
    message: String,
    help: Option<String>,
    /// File, its text, and the byte range of the mistake.
    place: Option<(String, String, std::ops::Range<usize>)>,
}

impl Complaint {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, place: None }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn print(self, terminal: &Terminal) {
        let colour = match terminal.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        let mut message = format!("{} {}\n", paint("error:", "1;31", colour), told(&self.message));
        if let Some((file, text, span)) = &self.place {
            message.push_str(&excerpt(file, text, span, colour));
        }
        if let Some(help) = &self.help {
            message.push_str(&format!("{} {}\n", paint("help:", "1;36", colour), told(help)));
        }
        // There is nowhere else to say it.
        let _ = std::io::stderr().write_all(message.as_bytes());
    }
}

impl From<dunant::Error> for Complaint {
    fn from(error: dunant::Error) -> Self {
        let help = error.help();
        let message = error.to_string();
        let place = match error {
            dunant::Error::CaseFile { path, text, span, .. } => Some((path.display().to_string(), text, span)),
            _ => None,
        };
        Self { message, help, place }
    }
}

/// What an error says, as it is shown: it may repeat what strangers wrote, so nothing in it steers the terminal, and it is no longer than a
/// page.
pub(crate) fn told(text: &str) -> String {
    visible(&crate::finding::excerpt(&without_secrets(text)))
}

/// A text in which no secret key can be read: whoever gives one in the wrong place does not find it on the screen, and in the log of a terminal.
fn without_secrets(text: &str) -> String {
    const MARKS: [&str; 3] = ["PRIVATE+KEY+", "AGE-SECRET-KEY-", "PRIVATE KEY-----"];
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, mark)) =
        MARKS.iter().filter_map(|mark| rest.find(mark).map(|at| (at, *mark))).min_by_key(|(at, _)| *at)
    {
        let behind = at + mark.len();
        shown.push_str(rest.get(..behind).unwrap_or_default());
        shown.push('…');
        let tail = rest.get(behind..).unwrap_or_default();
        // What stands in a file of keys of this form goes on over lines.
        let end = if mark.ends_with('-') && mark.starts_with('P') {
            tail.find("-----END").unwrap_or(tail.len())
        } else {
            tail.find(|c: char| c.is_whitespace() || "`'\"".contains(c)).unwrap_or(tail.len())
        };
        rest = tail.get(end..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

/// Prints what the parser of arguments says of them: with a secret key among them, without its styles.
pub(crate) fn print_usage(usage: &clap::Error) -> std::io::Result<()> {
    let text = usage.to_string();
    let shown = without_secrets(&text);
    if shown == text { usage.print() } else { std::io::stderr().write_all(shown.as_bytes()) }
}

/// Columns of a line that are shown before a mistake and from it on.
const BEFORE: usize = 60;
const FROM: usize = 120;

/// What is shown of a line around a column, and the column there.
fn around(line: &str, column: usize) -> (String, usize) {
    let skipped = column.saturating_sub(BEFORE);
    let shown: String = line.chars().skip(skipped).take(BEFORE + FROM).collect();
    let before: String = shown.chars().take(column - skipped).collect();
    let (head, tail) = (
        if skipped > 0 { "… " } else { "" },
        if line.chars().nth(skipped + BEFORE + FROM).is_some() { " …" } else { "" },
    );
    let column = head.chars().count() + visible(&before).chars().count();
    (format!("{head}{}{tail}", visible(&shown)), column)
}

/// The line that holds the mistake, under its file, line and column, the mistake underlined.
fn excerpt(file: &str, text: &str, span: &std::ops::Range<usize>, colour: bool) -> String {
    let before = text.get(..span.start).unwrap_or(text);
    let number = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let column = before.get(start..).unwrap_or_default().chars().count();
    let line = &without_secrets(line);
    let (line, column_shown) = around(line, column);
    let within = text.get(span.clone()).unwrap_or_default().lines().next().unwrap_or_default().chars().count();
    let gutter = " ".repeat(number.to_string().len());
    let marks = paint(&"^".repeat(within.clamp(1, 60)), "1;31", colour);
    let pad = " ".repeat(column_shown);
    format!("{gutter}--> {file}:{number}:{}\n{gutter} |\n{number} | {line}\n{gutter} | {pad}{marks}\n", column + 1)
}

fn paint(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_key_is_shown() {
        for (text, shown) in [
            ("`PRIVATE+KEY+example.org+1+AbC=` is not a public key", "`PRIVATE+KEY+…` is not a public key"),
            ("line 1: AGE-SECRET-KEY-1QQQ\nline 2", "line 1: AGE-SECRET-KEY-…\nline 2"),
            ("-----BEGIN PRIVATE KEY-----\nAbC\n-----END", "-----BEGIN PRIVATE KEY-----…-----END"),
            ("no key", "no key"),
        ] {
            assert_eq!(without_secrets(text), shown);
        }
    }

    #[test]
    fn what_strangers_wrote_steers_no_terminal_and_fills_no_screen() {
        assert_eq!(told("a\u{1b}[2Jb"), "a[U+001B][2Jb");
        assert!(told(&"x".repeat(50_000_000)).len() < 10_000);
        let text = format!("title = \"{}\u{1b}]0;x\"\n", "y".repeat(50_000_000));
        let end = text.len() - 2;
        let shown = excerpt("case.toml", &text, &(end..end + 1), false);
        assert!(shown.len() < 1_000 && !shown.contains('\u{1b}'), "{}", shown.len());
        let (line, marks) = (shown.lines().nth(2).unwrap(), shown.lines().nth(3).unwrap());
        assert_eq!(line.chars().nth(marks.chars().position(|c| c == '^').unwrap()), Some('"'), "{shown}");
    }

    #[test]
    fn the_mistake_is_underlined_in_its_line() {
        let text = "title = \"t\"\nincident = \"soon\"\n";
        let shown = excerpt("case.toml", text, &(23..29), false);
        assert_eq!(shown, " --> case.toml:2:12\n  |\n2 | incident = \"soon\"\n  |            ^^^^^^\n");
    }
}
