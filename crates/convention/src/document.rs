//! Reading TOML strictly: every key must be known, every mistake names its line and the nearest valid word.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use dunant_vocabulary::{Country, Date, DateRange};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake in a file of facts or in an instrument: where it is, what is wrong, and the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// The file, where the text came from one.
    pub file: Option<String>,
    /// 1-based line of the mistake.
    pub line: usize,
    /// Byte range of the mistake in the text.
    pub span: Range<usize>,
    /// What is wrong, in words.
    pub message: String,
    /// The next step: the nearest valid word, or the allowed ones.
    pub help: Option<String>,
}

impl DocumentError {
    /// The same mistake, its file named.
    #[must_use]
    pub fn in_file(self, file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), ..self }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "`{file}` ")?;
        }
        write!(f, "line {}: {}", self.line, self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DocumentError {}

/// The text of a document, and how its mistakes are made.
#[derive(Clone, Copy)]
pub(crate) struct Document<'t> {
    text: &'t str,
}

impl<'t> Document<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text }
    }

    /// The whole text as one table.
    pub(crate) fn root(self) -> Result<Table<'t>, DocumentError> {
        let root = DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            self.error(span, error.message().trim_end().to_owned(), None)
        })?;
        let span = root.span();
        Ok(Table { document: self, table: root.into_inner(), span, taken: BTreeSet::new(), what: "this file" })
    }

    pub(crate) fn error(self, span: Range<usize>, message: String, help: Option<String>) -> DocumentError {
        let before = self.text.as_bytes().get(..span.start).unwrap_or(self.text.as_bytes());
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        DocumentError { file: None, line, span, message, help }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

/// A table that must be used up: [`Table::finish`] refuses what no one asked for.
pub(crate) struct Table<'t> {
    document: Document<'t>,
    table: DeTable<'t>,
    span: Range<usize>,
    /// Keys that were asked for, present or not: what a misspelt key is compared with.
    taken: BTreeSet<&'static str>,
    what: &'static str,
}

impl<'t> Table<'t> {
    pub(crate) fn document(&self) -> Document<'t> {
        self.document
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub(crate) fn take(&mut self, key: &'static str) -> Option<Entry<'t>> {
        self.taken.insert(key);
        let value = self.table.remove(key)?;
        Some(Entry { document: self.document, key, value })
    }

    pub(crate) fn require(&mut self, key: &'static str) -> Result<Entry<'t>, DocumentError> {
        match self.take(key) {
            Some(entry) => Ok(entry),
            None => {
                // A misspelt key is the likelier story than a forgotten one, where one is near.
                for other in self.table.keys() {
                    if nearest(other.get_ref(), [key]).is_some() {
                        return Err(self.unknown_key(other, &[key]));
                    }
                }
                Err(self.missing(key))
            }
        }
    }

    pub(crate) fn missing(&self, key: &str) -> DocumentError {
        self.document.error(self.span(), format!("{} has no `{key}`", self.what), Some(format!("add `{key} = …`")))
    }

    /// Refuses any key that was not taken.
    pub(crate) fn finish(&self) -> Result<(), DocumentError> {
        let known: Vec<&str> = self.taken.iter().copied().collect();
        match self.table.keys().min_by_key(|key| key.span().start) {
            Some(key) => Err(self.unknown_key(key, &known)),
            None => Ok(()),
        }
    }

    fn unknown_key(&self, key: &Spanned<std::borrow::Cow<'t, str>>, known: &[&str]) -> DocumentError {
        let message = format!("`{}` is not a part of {}", key.get_ref(), self.what);
        self.document.error(key.span(), message, Some(suggestion(key.get_ref(), known)))
    }
}

/// The value of a key, not yet of any type.
pub(crate) struct Entry<'t> {
    document: Document<'t>,
    key: &'static str,
    value: Spanned<DeValue<'t>>,
}

impl<'t> Entry<'t> {
    pub(crate) fn document(&self) -> Document<'t> {
        self.document
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.value.span()
    }

    pub(crate) fn error(&self, message: String, help: Option<String>) -> DocumentError {
        self.document.error(self.value.span(), message, help)
    }

    fn wrong_type(&self, wanted: &str) -> DocumentError {
        self.error(format!("`{}` must be {wanted}, not {}", self.key, type_in_words(self.value.get_ref())), None)
    }

    /// Text that is not blank.
    pub(crate) fn text(self) -> Result<Placed<String>, DocumentError> {
        let Some(text) = self.value.get_ref().as_str().map(str::trim) else {
            return Err(self.wrong_type("text in quotes"));
        };
        if text.is_empty() {
            return Err(self.error(format!("`{}` is empty", self.key), Some("write it, or leave the line out".into())));
        }
        Ok(Placed { value: text.to_owned(), span: self.span() })
    }

    /// The items of a list that is not empty.
    pub(crate) fn items(self) -> Result<Vec<Entry<'t>>, DocumentError> {
        let (document, key, span) = (self.document, self.key, self.span());
        if !self.value.get_ref().is_array() {
            return Err(self.wrong_type("a list"));
        }
        let DeValue::Array(items) = self.value.into_inner() else { return Ok(Vec::new()) };
        if items.is_empty() {
            return Err(document.error(span, format!("`{key}` is an empty list"), None));
        }
        Ok(items.into_iter().map(|value| Entry { document, key, value }).collect())
    }

    /// A table; `what` names it in mistakes, as in "a fact".
    pub(crate) fn table(self, what: &'static str) -> Result<Table<'t>, DocumentError> {
        let span = self.span();
        if !self.value.get_ref().is_table() {
            return Err(self.wrong_type("a table, `{ … }`"));
        }
        let DeValue::Table(table) = self.value.into_inner() else {
            return Err(self.document.error(span, String::new(), None));
        };
        Ok(Table { document: self.document, table, span, taken: BTreeSet::new(), what })
    }

    pub(crate) fn tables(self, what: &'static str) -> Result<Vec<Table<'t>>, DocumentError> {
        self.items()?.into_iter().map(|item| item.table(what)).collect()
    }

    pub(crate) fn is_list(&self) -> bool {
        self.value.get_ref().is_array()
    }

    pub(crate) fn yes_or_no(&self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// A whole number that is not negative.
    pub(crate) fn number(self) -> Result<u64, DocumentError> {
        let Some(integer) = self.value.get_ref().as_integer() else { return Err(self.wrong_type("a whole number")) };
        u64::from_str_radix(integer.as_str(), integer.radix())
            .map_err(|_| self.error(format!("`{}` must be a whole number from 0", self.key), None))
    }

    /// A date of TOML, or one in quotes, known to the day, the month or the year.
    pub(crate) fn dates(self) -> Result<DateRange, DocumentError> {
        let written = match self.value.get_ref() {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => return Err(self.wrong_type("a date, such as `2014-11-24` or `\"2014-11\"`")),
        };
        written.parse().map_err(|error: dunant_vocabulary::InvalidDate| self.error(error.to_string(), None))
    }

    /// One day.
    pub(crate) fn day(self) -> Result<Date, DocumentError> {
        let (document, key, span) = (self.document, self.key, self.span());
        let range = self.dates()?;
        if range.earliest() != range.latest() {
            let help = Some("write year, month and day".into());
            return Err(document.error(span, format!("`{key}` must be one day, not `{range}`"), help));
        }
        Ok(range.earliest())
    }

    /// An address on the web. Pages make links of these: no other scheme may reach an `href`.
    pub(crate) fn url(self) -> Result<String, DocumentError> {
        let document = self.document;
        let url = self.text()?;
        if !(url.value.starts_with("https://") || url.value.starts_with("http://")) {
            let help = Some("write an address that starts with `https://`".into());
            return Err(document.error(url.span, format!("`{}` is not a web address", url.value), help));
        }
        Ok(url.value)
    }

    pub(crate) fn country(self) -> Result<Country, DocumentError> {
        let document = self.document;
        let text = self.text()?;
        text.value.parse().map_err(|error: dunant_vocabulary::UnknownCountry| {
            let names = Country::all().flat_map(|country| [country.name(), country.code()]);
            let near = nearest(&text.value, names).map(|name| format!("did you mean `{name}`?"));
            document.error(text.span.clone(), error.to_string(), near)
        })
    }
}

fn type_in_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What to say of a word that is none of the known ones: the nearest, or all of them.
pub(crate) fn suggestion(word: &str, known: &[&str]) -> String {
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    format!("use one of {}", all.join(", "))
}

/// The known word that `word` was most likely meant to be, where one is near enough to say so.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Edit distance takes time in the product of lengths; no valid word is anywhere near this long.
    if word.len() > 200 {
        return None;
    }
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let wanted = plain(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let other = plain(candidate);
        let far = strsim::damerau_levenshtein(&wanted, &other);
        // Half of a word that is part of the other is a good guess as well: `role` for `victim.role`.
        let part = wanted.len() >= 4 && (other.contains(&wanted) || wanted.contains(&other) && other.len() >= 4);
        let distance = if part { far.min(2) } else { far };
        let tolerated = (wanted.chars().count().max(other.chars().count()) / 3).max(1);
        if (part || distance <= tolerated) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near_or_there_is_none() {
        assert_eq!(nearest("victim.knd", ["victim.kind", "purpose"]), Some("victim.kind"));
        assert_eq!(nearest("Victim_Kind", ["victim-kind", "purpose"]), Some("victim-kind"));
        assert_eq!(nearest("purpsoe", ["victim.kind", "purpose"]), Some("purpose"));
        assert_eq!(nearest("zzzzzz", ["victim.kind", "purpose"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["purpose"]), None);
    }

    #[test]
    fn a_mistake_names_file_and_line() {
        let error = Document::new("a = 1\nb = = 2\n").root().err().unwrap().in_file("x.toml");
        assert!(error.to_string().starts_with("`x.toml` line 2: "), "{error}");
    }
}
