//! Passwords that evidence is opened with.

use dunant_vocabulary::Span;

use crate::set_aside::Reason;
use crate::{Context, Reading};

/// Tried on everything that is encrypted: none at all, and what the trade packs samples with so that no scanner eats them.
pub const USUAL_PASSWORDS: [&str; 3] = ["", "infected", "malware"];

impl<'a> Context<'a> {
    /// Every password to try, the usual ones first.
    pub(crate) fn passwords(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        USUAL_PASSWORDS.into_iter().chain(self.passwords.iter().map(String::as_str))
    }
}

/// Says that an item was opened with a password, and not with which.
pub(crate) fn said_opened(reading: &mut Reading) {
    reading.set_aside(Reason::Description, "opened with a password", Span::item(0, 0), "");
}
