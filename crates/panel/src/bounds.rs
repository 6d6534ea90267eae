//! How long and how many: no statement grows without bound, and none says nothing.

use dunant_record::note::VerifierKey;

/// The longest signed step that is read, in bytes.
pub const MAX_STEP_BYTES: usize = 256 << 10;

/// The longest line of text, such as a name or a title, in bytes.
pub const MAX_LINE_BYTES: usize = 300;

/// The longest text, such as reasons or a reply, in bytes.
pub const MAX_TEXT_BYTES: usize = 32 << 10;

/// The most members of a panel.
pub const MAX_MEMBERS: usize = 100;

/// The most parties of a case.
pub const MAX_PARTIES: usize = 100;

/// The most items of any other list: aliases, clients, digests, articles.
pub const MAX_ITEMS: usize = 100;

/// A field that says nothing or too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing but white space.
    #[error("`{0}` is empty: say it in words")]
    Empty(&'static str),
    /// Longer than its bound.
    #[error("`{field}` has {length} bytes, more than {most}: shorten it, and hand in what is longer as evidence")]
    Long {
        /// The field.
        field: &'static str,
        /// Its length, in bytes.
        length: usize,
        /// The bound.
        most: usize,
    },
    /// A control character other than the newline, or a newline in a line.
    #[error("`{field}` holds the control character U+{code:04X}: leave it out")]
    ControlCharacter {
        /// The field.
        field: &'static str,
        /// The character.
        code: u32,
    },
    /// More items than are read.
    #[error("`{field}` has {count} items, more than {most}: leave out what matters least")]
    Many {
        /// The field.
        field: &'static str,
        /// How many there are.
        count: usize,
        /// The bound.
        most: usize,
    },
    /// An item stands there twice.
    #[error("`{field}` holds `{item}` twice: leave out one of them")]
    Twice {
        /// The field.
        field: &'static str,
        /// The item.
        item: String,
    },
    /// No item where at least one is needed.
    #[error("`{0}` is an empty list: name at least one")]
    None(&'static str),
}

/// Checks text of several lines.
pub(crate) fn text(field: &'static str, text: &str) -> Result<(), Unfit> {
    words(field, text, MAX_TEXT_BYTES, |character| character.is_control() && character != '\n')
}

/// Checks text of one line.
pub(crate) fn line(field: &'static str, text: &str) -> Result<(), Unfit> {
    words(field, text, MAX_LINE_BYTES, char::is_control)
}

/// Checks how many items a list has.
pub(crate) fn count<T>(field: &'static str, items: &[T], most: usize) -> Result<(), Unfit> {
    match items.len() {
        count if count > most => Err(Unfit::Many { field, count, most }),
        _ => Ok(()),
    }
}

/// Checks that no item of a list stands there twice.
pub(crate) fn distinct<T: PartialEq + ToString>(field: &'static str, items: &[T]) -> Result<(), Unfit> {
    let twice = items.iter().enumerate().find(|(place, item)| items.iter().take(*place).any(|other| other == *item));
    match twice {
        Some((_, item)) => Err(Unfit::Twice { field, item: item.to_string() }),
        None => Ok(()),
    }
}

/// Checks a list of distinct lines.
pub(crate) fn lines(field: &'static str, items: &[String]) -> Result<(), Unfit> {
    count(field, items, MAX_ITEMS)?;
    items.iter().try_for_each(|item| line(field, item))?;
    distinct(field, items)
}

/// The first of `keys` that shares its name or its bytes with an earlier one: whoever signs could be taken for another.
pub(crate) fn shared_key<'k>(keys: impl IntoIterator<Item = &'k VerifierKey>) -> Option<&'k VerifierKey> {
    let mut seen: Vec<&VerifierKey> = Vec::new();
    for key in keys {
        if seen.iter().any(|other| other.name() == key.name() || other.as_bytes() == key.as_bytes()) {
            return Some(key);
        }
        seen.push(key);
    }
    None
}

fn words(field: &'static str, text: &str, most: usize, refused: impl Fn(char) -> bool) -> Result<(), Unfit> {
    if text.len() > most {
        return Err(Unfit::Long { field, length: text.len(), most });
    }
    if text.trim().is_empty() {
        return Err(Unfit::Empty(field));
    }
    match text.chars().find(|character| refused(*character)) {
        Some(character) => Err(Unfit::ControlCharacter { field, code: character.into() }),
        None => Ok(()),
    }
}
