//! Reading files that people write, strictly: every key known, every mistake at its line.

use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use dunant_record::note::VerifierKey;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::bounds;

/// The longest file that is read, in bytes.
const MAX_FILE_BYTES: usize = 256 << 10;

/// The sort of file that is read, as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    /// `policy`, `trust file`.
    pub(crate) name: &'static str,
    /// Where its parts are shown: `as the model rules have it`.
    pub(crate) as_in: &'static str,
}

/// A mistake in a policy or a trust file: where it is, what is wrong, and the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The sort of file: `policy`, `trust file`.
    pub file: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in words.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {}, line {}: {}; {}", self.file, self.line, self.message, self.help)
    }
}

impl std::error::Error for FileError {}

/// The file: tables that must all be asked for.
pub(crate) struct File<'t> {
    text: Text<'t>,
    root: DeTable<'t>,
    asked: Vec<&'static str>,
}

/// The text that is read, and what it is.
#[derive(Clone, Copy)]
struct Text<'t> {
    text: &'t str,
    sort: Sort,
}

impl<'t> File<'t> {
    pub(crate) fn parse(text: &'t str, sort: Sort) -> Result<Self, FileError> {
        if text.len() > MAX_FILE_BYTES {
            let message = format!("the file has {} bytes, more than {MAX_FILE_BYTES}", text.len());
            let help = "check that this is the right file".to_owned();
            return Err(FileError { file: sort.name, line: 1, message, help });
        }
        let text = Text { text, sort };
        let root = DeTable::parse(text.text).map_err(|error| {
            let message = error.message().trim_end().to_owned();
            at(text, error.span().unwrap_or(0..0), message, "write it as TOML has it".to_owned())
        })?;
        Ok(Self { text, root: root.into_inner(), asked: Vec::new() })
    }

    /// A table that must be there.
    pub(crate) fn table(&mut self, name: &'static str) -> Result<Table<'t>, FileError> {
        if !self.root.contains_key(name) {
            let end = self.text.text.len()..self.text.text.len();
            let message = format!("there is no `[{name}]`");
            return Err(at(self.text, end, message, format!("add `[{name}]` {}", self.text.sort.as_in)));
        }
        self.table_or_empty(name)
    }

    /// A table that may be left out.
    pub(crate) fn table_or_empty(&mut self, name: &'static str) -> Result<Table<'t>, FileError> {
        self.asked.push(name);
        let empty = Table { text: self.text, name, span: 0..0, table: DeTable::new(), asked: Vec::new() };
        let Some(value) = self.root.remove(name) else { return Ok(empty) };
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Ok(Table { span, table, ..empty }),
            _ => Err(at(
                self.text,
                span,
                format!("`{name}` is not a table"),
                format!("write `[{name}]` on a line of its own"),
            )),
        }
    }

    /// The values that stand before the first table.
    pub(crate) fn head(&mut self, known: &[&'static str]) -> Table<'t> {
        self.asked.extend(known);
        let mut table = DeTable::new();
        for name in known {
            if let Some((key, value)) = self.root.remove_entry(*name) {
                table.insert(key, value);
            }
        }
        Table { text: self.text, name: "", span: 0..0, table, asked: Vec::new() }
    }

    /// The tables that stand under `[[name]]`, at least one.
    pub(crate) fn tables(&mut self, name: &'static str) -> Result<Vec<Table<'t>>, FileError> {
        self.asked.push(name);
        let help = || format!("write `[[{name}]]` on a line of its own for each");
        let Some(value) = self.root.remove(name) else {
            let end = self.text.text.len()..self.text.text.len();
            return Err(at(self.text, end, format!("there is no `[[{name}]]`"), help()));
        };
        let span = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            return Err(at(self.text, span, format!("`{name}` is not a list of tables"), help()));
        };
        let mut tables = Vec::new();
        for item in items {
            let span = item.span();
            let DeValue::Table(table) = item.into_inner() else {
                return Err(at(self.text, span, format!("`{name}` is not a list of tables"), help()));
            };
            tables.push(Table { text: self.text, name, span, table, asked: Vec::new() });
        }
        Ok(tables)
    }

    /// Refuses tables that nobody asked for.
    pub(crate) fn finish(&self) -> Result<(), FileError> {
        refuse_unknown(self.text, &self.root, &self.asked, &format!("the {}", self.text.sort.name))
    }
}

/// A table whose keys must all be asked for.
pub(crate) struct Table<'t> {
    text: Text<'t>,
    name: &'static str,
    span: Range<usize>,
    table: DeTable<'t>,
    asked: Vec<(&'static str, Range<usize>)>,
}

impl<'t> Table<'t> {
    pub(crate) fn number(&mut self, key: &'static str, range: RangeInclusive<u32>) -> Result<u32, FileError> {
        let value = self.require(key)?;
        let number =
            value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let message = format!("`{key}` is not a whole number from {} to {}", range.start(), range.end());
            at(self.text, value.span(), message, format!("write for example `{key} = {}`", range.start()))
        })
    }

    /// A number that may be larger than those of [`Table::number`].
    pub(crate) fn long_number(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Result<u64, FileError> {
        let value = self.require(key)?;
        let number =
            value.get_ref().as_integer().and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let message = format!("`{key}` is not a whole number from {} to {}", range.start(), range.end());
            at(self.text, value.span(), message, format!("write for example `{key} = {}`", range.start()))
        })
    }

    /// The same, where it may be left out.
    pub(crate) fn long_number_or_none(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, FileError> {
        if self.table.contains_key(key) { self.long_number(key, range).map(Some) } else { Ok(None) }
    }

    /// A list of such numbers, where it is given.
    pub(crate) fn long_numbers_or_none(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<Vec<u64>>, FileError> {
        if !self.table.contains_key(key) {
            return Ok(None);
        }
        let value = self.require(key)?;
        let form = || format!("write for example `{key} = [0, 4400]`");
        let Some(items) = value.get_ref().as_array() else {
            return Err(at(self.text, value.span(), format!("`{key}` is not a list"), form()));
        };
        let mut numbers = Vec::new();
        for item in items.iter() {
            let integer = item.get_ref().as_integer();
            let number = integer.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
            let number = number.filter(|number| range.contains(number)).ok_or_else(|| {
                let message =
                    format!("`{key}` holds what is no whole number from {} to {}", range.start(), range.end());
                at(self.text, item.span(), message, form())
            })?;
            numbers.push(number);
        }
        Ok(Some(numbers))
    }

    /// Text in quotes, of any length.
    pub(crate) fn text(&mut self, key: &'static str) -> Result<String, FileError> {
        let value = self.require(key)?;
        value.get_ref().as_str().map(str::to_owned).ok_or_else(|| {
            let message = format!("`{key}` is not text in quotes");
            at(self.text, value.span(), message, format!("write `{key} = \"…\"`"))
        })
    }

    /// A list, which may be empty, of texts with a spelling of their own.
    pub(crate) fn list<T: FromStr<Err: fmt::Display> + fmt::Display>(
        &mut self,
        key: &'static str,
    ) -> Result<Vec<T>, FileError> {
        let value = self.require(key)?;
        let form = || format!("write `{key} = [\"…\", \"…\"]`");
        let Some(items) = value.get_ref().as_array() else {
            return Err(at(self.text, value.span(), format!("`{key}` is not a list"), form()));
        };
        let mut read = Vec::new();
        for item in items.iter() {
            let text = item.get_ref().as_str().unwrap_or_default();
            let parsed: T = text
                .parse()
                .map_err(|error: T::Err| at(self.text, item.span(), format!("`{key}`: {error}"), form()))?;
            if parsed.to_string() != text {
                let message = format!("`{key}`: `{text}` is written `{parsed}`");
                return Err(at(self.text, item.span(), message, "write it so".to_owned()));
            }
            read.push(parsed);
        }
        Ok(read)
    }

    /// A value that is text with a spelling of its own.
    pub(crate) fn spelled<T: FromStr<Err: fmt::Display>>(&mut self, key: &'static str) -> Result<T, FileError> {
        let value = self.require(key)?;
        let Some(text) = value.get_ref().as_str() else {
            let message = format!("`{key}` is not text in quotes");
            return Err(at(self.text, value.span(), message, format!("write for example `{key} = \"2/3\"`")));
        };
        text.parse().map_err(|error: T::Err| {
            let error = error.to_string();
            let (message, help) = error.split_once(": ").unwrap_or((&error, "correct it"));
            at(self.text, value.span(), format!("`{key}`: {message}"), help.to_owned())
        })
    }

    pub(crate) fn switch(&mut self, key: &'static str) -> Result<Option<bool>, FileError> {
        self.asked.push((key, self.span.clone()));
        let Some(value) = self.table.remove(key) else { return Ok(None) };
        match value.get_ref().as_bool() {
            Some(on) => Ok(Some(on)),
            None => {
                let message = format!("`{key}` is neither `true` nor `false`");
                Err(at(
                    self.text,
                    value.span(),
                    message,
                    format!("write `{key} = true` to keep the rule, `false` to switch it off"),
                ))
            }
        }
    }

    /// Keys of which no two share a name with another key or their bytes.
    pub(crate) fn keys(&mut self, key: &'static str) -> Result<Vec<VerifierKey>, FileError> {
        let value = self.require(key)?;
        let form = || format!("write `{key} = [\"example.org/secretariat+1f0a2b3c+AeTr…\"]`");
        let Some(items) = value.get_ref().as_array().filter(|items| !items.is_empty()) else {
            return Err(at(self.text, value.span(), format!("`{key}` is not a list with at least one key"), form()));
        };
        let mut keys: Vec<VerifierKey> = Vec::new();
        for item in items.iter() {
            let parsed: Result<VerifierKey, String> = match item.get_ref().as_str() {
                Some(text) => text.parse().map_err(|error| format!("{error}")),
                None => Err("not text in quotes".to_owned()),
            };
            let parsed = parsed.map_err(|error| at(self.text, item.span(), format!("`{key}`: {error}"), form()))?;
            if keys.iter().any(|other| other.as_bytes() == parsed.as_bytes()) {
                let message = format!("`{key}` holds the key of `{}` twice", parsed.name());
                return Err(at(self.text, item.span(), message, "leave out one of them".to_owned()));
            }
            if let Err(error) = bounds::line("keys", parsed.name().as_str()) {
                return Err(at(self.text, item.span(), error.to_string(), "name it shorter".to_owned()));
            }
            keys.push(parsed);
        }
        Ok(keys)
    }

    /// A mistake at a key that was read already.
    pub(crate) fn error(&self, key: &str, message: String, help: &str) -> FileError {
        let read = self.asked.iter().find(|(asked, _)| *asked == key).map(|(_, span)| span);
        at(self.text, read.unwrap_or(&self.span).clone(), message, help.to_owned())
    }

    /// Refuses keys that nobody asked for.
    pub(crate) fn finish(&self) -> Result<(), FileError> {
        let known: Vec<&str> = self.asked.iter().map(|(key, _)| *key).collect();
        refuse_unknown(self.text, &self.table, &known, &format!("`[{}]`", self.name))
    }

    fn require(&mut self, key: &'static str) -> Result<Spanned<DeValue<'t>>, FileError> {
        let Some(value) = self.table.remove(key) else {
            let message = match self.name {
                "" => format!("there is no `{key}` before the first table"),
                name => format!("`[{name}]` has no `{key}`"),
            };
            // A key that was misspelt still stands there, and is the likelier mistake.
            let misspelt = self.table.keys().next().map(|other| (other.get_ref().clone(), other.span()));
            let (help, span) = match misspelt {
                Some((other, span)) => (format!("add `{key} = …`, or correct `{other}`"), span),
                None => (format!("add `{key} = …` {}", self.text.sort.as_in), self.span.clone()),
            };
            return Err(at(self.text, span, message, help));
        };
        self.asked.push((key, value.span()));
        Ok(value)
    }
}

fn refuse_unknown(text: Text<'_>, table: &DeTable<'_>, known: &[&str], of: &str) -> Result<(), FileError> {
    let Some(key) = table.keys().min_by_key(|key| key.span().start) else { return Ok(()) };
    let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    let message = format!("`{}` is not a part of {of}", key.get_ref());
    Err(at(text, key.span(), message, format!("known are {}", known.join(", "))))
}

fn at(text: Text<'_>, span: Range<usize>, message: String, help: String) -> FileError {
    let bytes = text.text.as_bytes();
    let before = bytes.get(..span.start).unwrap_or(bytes);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    FileError { file: text.sort.name, line, message, help }
}
