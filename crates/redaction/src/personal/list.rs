//! The list of names that a case holds back, as a person writes it.

use super::Known;

/// A list that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: `{text}` is not a name to hold back; write `host FS01`, `user j.doe`, `domain clinic.org` or `name Jane Doe`"
)]
pub struct InvalidList {
    /// The number of the line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl Known {
    /// Reads a list of names, one a line behind the word that says what it is; empty lines, and those that begin with `#`, say nothing.
    ///
    /// ```
    /// # use dunant_redaction::personal::{Known, hold_back};
    /// let known = Known::parse("# the clinic's\nhost FS01\ndomain clinic.org\nname Jane Doe\n")?;
    /// assert_eq!(hold_back("FS01 was wiped", &known), "[withheld: internal host name] was wiped");
    /// # Ok::<(), dunant_redaction::personal::InvalidList>(())
    /// ```
    ///
    /// # Errors
    /// The first line that is none of these.
    pub fn parse(text: &str) -> Result<Self, InvalidList> {
        let mut known = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (kind, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            known = match (kind, name.trim()) {
                (_, "") => return Err(InvalidList { line: number + 1, text: line.to_owned() }),
                ("host", name) => known.host(name),
                ("user", name) => known.user(name),
                ("domain", name) => known.domain(name),
                ("name", name) => known.name(name),
                _ => return Err(InvalidList { line: number + 1, text: line.to_owned() }),
            };
        }
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_line_by_line_and_a_mistake_is_named_by_its_line() {
        let read = Known::parse("# names\n\n  host FS01\nuser j.doe\ndomain clinic.org\nname Jane  Doe\n").unwrap();
        assert_eq!(read, Known::default().host("FS01").user("j.doe").domain("clinic.org").name("Jane  Doe"));
        for (text, line) in [("host\n", 1), ("host A1\nhots B2\n", 2), ("FS01", 1)] {
            assert_eq!(Known::parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
