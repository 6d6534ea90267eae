//! Reading a policy strictly: every key known, every mistake at its line.

use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use dunant_record::note::VerifierKey;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::bounds;

/// The longest policy that is read, in bytes.
const MAX_POLICY_BYTES: usize = 256 << 10;

/// A mistake in a policy: where it is, what is wrong, and the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in words.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the policy, line {}: {}; {}", self.line, self.message, self.help)
    }
}

impl std::error::Error for PolicyError {}

/// The file: tables that must all be asked for.
pub(super) struct File<'t> {
    text: &'t str,
    root: DeTable<'t>,
    asked: Vec<&'static str>,
}

impl<'t> File<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, PolicyError> {
        if text.len() > MAX_POLICY_BYTES {
            let message = format!("the file has {} bytes, more than {MAX_POLICY_BYTES}", text.len());
            return Err(PolicyError { line: 1, message, help: "check that this is a policy".to_owned() });
        }
        let root = DeTable::parse(text).map_err(|error| {
            let message = error.message().trim_end().to_owned();
            at(text, error.span().unwrap_or(0..0), message, "write it as TOML has it".to_owned())
        })?;
        Ok(Self { text, root: root.into_inner(), asked: Vec::new() })
    }

    /// A table that must be there.
    pub(super) fn table(&mut self, name: &'static str) -> Result<Table<'t>, PolicyError> {
        if !self.root.contains_key(name) {
            let end = self.text.len()..self.text.len();
            let message = format!("there is no `[{name}]`");
            return Err(at(
                self.text,
                end,
                message,
                format!("add `[{name}]` as the model policy has it (`dunant init`)"),
            ));
        }
        self.table_or_empty(name)
    }

    /// A table that may be left out.
    pub(super) fn table_or_empty(&mut self, name: &'static str) -> Result<Table<'t>, PolicyError> {
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

    /// Refuses tables that nobody asked for.
    pub(super) fn finish(&self) -> Result<(), PolicyError> {
        refuse_unknown(self.text, &self.root, &self.asked, "a policy")
    }
}

/// A table whose keys must all be asked for.
pub(super) struct Table<'t> {
    text: &'t str,
    name: &'static str,
    span: Range<usize>,
    table: DeTable<'t>,
    asked: Vec<(&'static str, Range<usize>)>,
}

impl<'t> Table<'t> {
    pub(super) fn number(&mut self, key: &'static str, range: RangeInclusive<u32>) -> Result<u32, PolicyError> {
        let value = self.require(key)?;
        let number =
            value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let message = format!("`{key}` is not a whole number from {} to {}", range.start(), range.end());
            at(self.text, value.span(), message, format!("write for example `{key} = {}`", range.start()))
        })
    }

    /// A value that is text with a spelling of its own.
    pub(super) fn spelled<T: FromStr<Err: fmt::Display>>(&mut self, key: &'static str) -> Result<T, PolicyError> {
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

    pub(super) fn switch(&mut self, key: &'static str) -> Result<Option<bool>, PolicyError> {
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
    pub(super) fn keys(&mut self, key: &'static str) -> Result<Vec<VerifierKey>, PolicyError> {
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
    pub(super) fn error(&self, key: &str, message: String, help: &str) -> PolicyError {
        let read = self.asked.iter().find(|(asked, _)| *asked == key).map(|(_, span)| span);
        at(self.text, read.unwrap_or(&self.span).clone(), message, help.to_owned())
    }

    /// Refuses keys that nobody asked for.
    pub(super) fn finish(&self) -> Result<(), PolicyError> {
        let known: Vec<&str> = self.asked.iter().map(|(key, _)| *key).collect();
        refuse_unknown(self.text, &self.table, &known, &format!("`[{}]`", self.name))
    }

    fn require(&mut self, key: &'static str) -> Result<Spanned<DeValue<'t>>, PolicyError> {
        let Some(value) = self.table.remove(key) else {
            let message = format!("`[{}]` has no `{key}`", self.name);
            // A key that was misspelt still stands there, and is the likelier mistake.
            let misspelt = self.table.keys().next().map(|other| (other.get_ref().clone(), other.span()));
            let (help, span) = match misspelt {
                Some((other, span)) => (format!("add `{key} = …`, or correct `{other}`"), span),
                None => (format!("add `{key} = …` as the model policy has it (`dunant init`)"), self.span.clone()),
            };
            return Err(at(self.text, span, message, help));
        };
        self.asked.push((key, value.span()));
        Ok(value)
    }
}

fn refuse_unknown(text: &str, table: &DeTable<'_>, known: &[&str], of: &str) -> Result<(), PolicyError> {
    let Some(key) = table.keys().min_by_key(|key| key.span().start) else { return Ok(()) };
    let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    let message = format!("`{}` is not a part of {of}", key.get_ref());
    Err(at(text, key.span(), message, format!("known are {}", known.join(", "))))
}

fn at(text: &str, span: Range<usize>, message: String, help: String) -> PolicyError {
    let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    PolicyError { line, message, help }
}
