use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use dunant::exchange::page::Page;
use dunant::exchange::{Glyphs, Look, Style, value_to_json};
use dunant_durable::Readers;
use serde::Serialize;

use crate::arguments::{Colour, Format, Terminal};
use crate::complaint::Complaint;

/// How a command ended; its number is the process's exit code, and part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done = 0,
    /// It broke: an error was printed.
    Broke = 1,
    /// Done, and the evidence is insufficient to name anyone.
    Insufficient = 2,
    /// Done, and what was to be verified does not hold.
    NotVerified = 3,
    /// Done, and what was to be verified holds as far as it was checked: something could not be.
    NotWhollyVerified = 4,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

/// Writes data to standard output. A reader that went away is no error: `dunant … | head` ends quietly.
pub(crate) fn write_out(text: &str) -> Result<(), Complaint> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::new(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// How pages look on this terminal.
pub(crate) fn look(terminal: &Terminal) -> Look {
    Look {
        width: terminal.width(),
        style: if terminal.colours_out() { Style::Ansi } else { Style::Plain },
        glyphs: if speaks_unicode(|name| std::env::var(name).ok()) { Glyphs::Unicode } else { Glyphs::Ascii },
    }
}

/// Whether the locale's characters are UTF-8 (POSIX: the first of these that is set and not empty decides). Where none is set, the
/// locale is `C`; Windows sets none and takes Unicode.
fn speaks_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    match locale {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(windows),
    }
}

/// An empty page as wide as the terminal.
pub(crate) fn page(terminal: &Terminal) -> Page {
    Page::new(look(terminal))
}

/// A value of JSON, headed by the schema that it is of: who gets the file sees what wrote it, and so does `assess`.
#[derive(Serialize)]
pub(crate) struct Headed<'v, T> {
    schema: &'static str,
    #[serde(flatten)]
    value: &'v T,
}

impl<'v, T> Headed<'v, T> {
    pub(crate) const fn new(schema: &'static str, value: &'v T) -> Self {
        Self { schema, value }
    }
}

/// `values` as a list of JSON, each headed by `schema`, or what `write` puts on a page.
pub(crate) fn render_list<T: Serialize>(
    schema: &'static str,
    values: &[T],
    format: Format,
    terminal: &Terminal,
    write: impl FnOnce(&mut Page),
) -> Result<String, Complaint> {
    let headed: Vec<Headed<'_, T>> = values.iter().map(|value| Headed::new(schema, value)).collect();
    written(&headed, format, terminal, write)
}

/// `value` as JSON, headed by `schema`, or what `write` puts on a page.
pub(crate) fn render<T: Serialize>(
    schema: &'static str,
    value: &T,
    format: Format,
    terminal: &Terminal,
    write: impl FnOnce(&mut Page),
) -> Result<String, Complaint> {
    written(&Headed::new(schema, value), format, terminal, write)
}

fn written<T: Serialize>(
    value: &T,
    format: Format,
    terminal: &Terminal,
    write: impl FnOnce(&mut Page),
) -> Result<String, Complaint> {
    match format {
        Format::Json => value_to_json(value).map_err(|error| Complaint::new(error.to_string())),
        Format::Text => {
            let mut page = page(terminal);
            write(&mut page);
            Ok(page.finish())
        }
    }
}

/// Writes a page of HTML to a file that its owner alone may read, and tells where it is: what is closed in a case may be on it.
pub(crate) fn write_report(path: &Path, page: &str, terminal: &Terminal) -> Result<(), Complaint> {
    dunant_durable::replace(path, page.as_bytes(), Readers::Owner).map_err(|error| unwritten(path, error.reason))?;
    tell(terminal, &format!("wrote `{}`", path.display()));
    Ok(())
}

/// Why a page could not be written, and the next step.
fn unwritten(path: &Path, reason: std::io::Error) -> Complaint {
    let help = match reason.kind() {
        std::io::ErrorKind::NotFound => {
            let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            format!("make the directory `{}`, or name one that is there", directory.display())
        }
        std::io::ErrorKind::IsADirectory => "name a file in it, such as `page.html`".to_owned(),
        _ => "name a file that can be written, such as `page.html`".to_owned(),
    };
    let error = dunant::Error::File { path: path.to_owned(), action: "written", reason };
    Complaint::from(error).with_help(help)
}

/// Refuses a page that could not be written, before work is spent on it.
pub(crate) fn spare_the_work(path: &Path) -> Result<(), Complaint> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let reason = match directory.metadata() {
        Err(reason) => reason,
        Ok(_) if path.is_dir() => std::io::ErrorKind::IsADirectory.into(),
        Ok(_) => return Ok(()),
    };
    Err(unwritten(path, reason))
}

/// Tells a person on standard error what happens, unless they asked for quiet.
pub(crate) fn tell(terminal: &Terminal, text: &str) {
    if !terminal.quiet {
        // Narration that cannot be delivered is no reason to stop.
        let _ = writeln!(std::io::stderr(), "{}", dunant::exchange::visible(text));
    }
}

impl Terminal {
    /// Whether standard output takes colour.
    pub(crate) fn colours_out(&self) -> bool {
        match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        }
    }

    /// Whether standard error is a person who wants to see progress.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Columns of standard output: the terminal's, from 60 to 120; 80 where it is no terminal.
    pub(crate) fn width(&self) -> usize {
        match terminal_size::terminal_size_of(std::io::stdout()) {
            Some((terminal_size::Width(columns), _)) => usize::from(columns).clamp(60, 120),
            None => 80,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_decides() {
        let speaks = |set: &[(&str, &str)]| {
            speaks_unicode(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(speaks(&[("LANG", "en_GB.UTF-8")]));
        assert!(speaks(&[("LC_ALL", "C.utf8"), ("LANG", "C")]));
        assert!(!speaks(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]));
        assert!(!speaks(&[("LC_CTYPE", "de_DE@euro")]));
        assert!(speaks(&[("LC_ALL", ""), ("LANG", "ru_RU.UTF-8")]));
        assert_eq!(speaks(&[]), cfg!(windows));
    }
}
