//! A list of parties in a file of its own, beside the instrument that it is of.

use super::bound_by::{About, BoundBy};
use super::reading::read_source;
use crate::document::{Document, DocumentError, Entry, Placed};

/// The text of a list of parties. It names its instrument, and says of the parties what an instrument's own file could say.
///
/// A long list has another source than the text it is of, and goes on changing after the text is settled; so it may stand apart,
/// where somebody who knows the depositary's list can review it. A short one is better left in the instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRegister<'t> {
    file: &'t str,
    text: &'t str,
    instrument: String,
}

impl<'t> PartyRegister<'t> {
    /// The list that a file holds, where its text is one: it has `instrument`, the name of what it is of. Nothing else of it is
    /// looked at.
    #[must_use]
    pub fn of(file: &'t str, text: &'t str) -> Option<Self> {
        let instrument = instrument_of(text).ok()?.value;
        Some(Self { file, text, instrument })
    }

    /// The name of the instrument whose parties it lists.
    #[must_use]
    pub fn instrument(&self) -> &str {
        &self.instrument
    }

    /// A mistake: nothing is called as the list says.
    pub(super) fn of_nothing(&self, help: String) -> DocumentError {
        let message = format!("no instrument is called `{}`", self.instrument);
        self.error(message, Some(help))
    }

    /// A mistake: another list is of the same instrument.
    pub(super) fn repeated(&self) -> DocumentError {
        self.error(format!("there are two lists of the parties of `{}`", self.instrument), None)
    }

    pub(super) fn file(&self) -> &'t str {
        self.file
    }

    pub(super) fn read(&self, about: About<'_>) -> Result<BoundBy<'t>, DocumentError> {
        self.read_here(about).map_err(|error| error.in_file(self.file))
    }

    fn read_here(&self, about: About<'_>) -> Result<BoundBy<'t>, DocumentError> {
        let mut root = Document::new(self.text).root()?;
        root.take("instrument");
        let source = root.require("source").and_then(|entry| entry.table("a source")).and_then(read_source)?;
        let mut bound = BoundBy::read(&mut root, about)?;
        bound.notes.source = Some(source);
        root.finish()?;
        Ok(bound)
    }

    fn error(&self, message: String, help: Option<String>) -> DocumentError {
        let span = instrument_of(self.text).map_or(0..0, |name| name.span);
        Document::new(self.text).error(span, message, help).in_file(self.file)
    }
}

fn instrument_of(text: &str) -> Result<Placed<String>, DocumentError> {
    Document::new(text).root()?.require("instrument").and_then(Entry::text)
}
