use std::ops::Range;

use dunant_vocabulary::Tlp;

use crate::personal::Kind;

/// What stands in the place of what was held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// Personal data of a kind: `[withheld: e-mail address]`.
    Personal(Kind),
    /// What was read out of an item that may not be shown: `[withheld: TLP:AMBER]`.
    Marking(Tlp),
}

impl Marker {
    /// The words that stand in the text.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Personal(Kind::EmailAddress) => "[withheld: e-mail address]",
            Self::Personal(Kind::InternalAddress) => "[withheld: internal address]",
            Self::Personal(Kind::InternalHostName) => "[withheld: internal host name]",
            Self::Personal(Kind::UserName) => "[withheld: user name]",
            Self::Personal(Kind::Name) => "[withheld: name]",
            Self::Personal(Kind::PhoneNumber) => "[withheld: telephone number]",
            Self::Personal(Kind::Iban) => "[withheld: bank account number]",
            Self::Marking(Tlp::Clear) => "[withheld: TLP:CLEAR]",
            Self::Marking(Tlp::Green) => "[withheld: TLP:GREEN]",
            Self::Marking(Tlp::Amber) => "[withheld: TLP:AMBER]",
            Self::Marking(Tlp::AmberStrict) => "[withheld: TLP:AMBER+STRICT]",
            Self::Marking(Tlp::Red) => "[withheld: TLP:RED]",
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        let markings = [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red].map(Self::Marking);
        Kind::ALL.map(Self::Personal).into_iter().chain(markings)
    }
}

/// The parts of `text` between markers. Only the very words of a marker are one: brackets hide nothing else.
pub(crate) fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(ahead) = text.get(at..).and_then(|rest| rest.find("[withheld: ")) {
        let start = at + ahead;
        let rest = text.get(start..).unwrap_or_default();
        match Marker::all().find(|marker| rest.starts_with(marker.text())) {
            Some(marker) => {
                pieces.push(from..start);
                from = start + marker.text().len();
                at = from;
            }
            None => at = start + 1,
        }
    }
    pieces.push(from..text.len());
    pieces
}
