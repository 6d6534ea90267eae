use std::io::IsTerminal as _;
use std::io::Write as _;

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
        let mut message = format!("{} {}\n", paint("error:", "1;31", colour), self.message);
        if let Some((file, text, span)) = &self.place {
            message.push_str(&excerpt(file, text, span, colour));
        }
        if let Some(help) = &self.help {
            message.push_str(&format!("{} {help}\n", paint("help:", "1;36", colour)));
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

/// The line that holds the mistake, under its file, line and column, the mistake underlined.
fn excerpt(file: &str, text: &str, span: &std::ops::Range<usize>, colour: bool) -> String {
    let before = text.get(..span.start).unwrap_or(text);
    let number = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let column = before.get(start..).unwrap_or_default().chars().count();
    let within = text.get(span.clone()).unwrap_or_default().lines().next().unwrap_or_default().chars().count();
    let gutter = " ".repeat(number.to_string().len());
    let marks = paint(&"^".repeat(within.clamp(1, 60)), "1;31", colour);
    let pad = " ".repeat(column);
    format!("{gutter}--> {file}:{number}:{}\n{gutter} |\n{number} | {line}\n{gutter} | {pad}{marks}\n", column + 1)
}

fn paint(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mistake_is_underlined_in_its_line() {
        let text = "title = \"t\"\nincident = \"soon\"\n";
        let shown = excerpt("case.toml", text, &(23..29), false);
        assert_eq!(shown, " --> case.toml:2:12\n  |\n2 | incident = \"soon\"\n  |            ^^^^^^\n");
    }
}
