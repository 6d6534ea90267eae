use std::collections::BTreeMap;
use std::fmt;

use dunant_vocabulary::Tlp;
use serde::Serialize;
use serde_json::Value;

use crate::case_file::{NotGiven, give_out};
use crate::personal::{self, Kind, Known};
use crate::secrets::{FoundSecret, Search};
use crate::{Audience, HiddenItem, HiddenItems, PersonalData, Released};

/// The rule for one audience of one case.
///
/// What is signed, and what is a file, goes whole or stays: [`Rule::look`]. What is said in words, and will be signed, is refused with what is
/// wrong with it: [`Rule::words`]. What is computed or may be cut goes with markers: [`Rule::case_file`], and
/// [`withhold`](crate::assessment::withhold) for the assessment, whose audience is anybody.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'k> {
    audience: Audience,
    known: &'k Known,
}

impl<'k> Rule<'k> {
    /// The rule for this audience, and for the names that the case holds back.
    #[must_use]
    pub fn new(audience: Audience, known: &'k Known) -> Self {
        Self { audience, known }
    }

    /// The audience.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Begins to look through something that goes whole or stays, and is marked so.
    #[must_use]
    pub fn look(&self, marking: Tlp) -> Look<'_> {
        Look {
            rule: self,
            marking,
            search: Search::default(),
            looked: false,
            named: None,
            secret: None,
            personal: None,
            unread: None,
        }
    }

    /// Words that will be public: every text in them, whatever their shape. `hidden` are the items that the audience may not know of.
    ///
    /// A digest may be said: the list of evidence says it. A title of one plain word is not looked for, since nobody could be
    /// forbidden to say `Ukraine`.
    ///
    /// # Errors
    /// The first text that holds personal data or names a restricted item; what cannot be written as JSON is not looked through, and refused.
    pub fn words<T: Serialize>(&self, words: T, hidden: &HiddenItems) -> Result<Released<T>, Told> {
        let value =
            serde_json::to_value(&words).map_err(|error| Told { why: Why::Unreadable, text: error.to_string() })?;
        match each_text(&value, &mut |text| self.told(text, hidden)) {
            None => Ok(Released::new(words)),
            Some(told) => Err(told),
        }
    }

    /// The case file beside the items `given`, each under its marking: nothing in it tells of the items `hidden`.
    ///
    /// # Errors
    /// What [`give_out`] fails with; that it holds personal data or a key.
    pub fn case_file(
        &self,
        text: &str,
        given: &BTreeMap<&str, Tlp>,
        hidden: Vec<HiddenItem>,
    ) -> Result<Released<String>, NotGiven> {
        let part = give_out(text, given, hidden)?;
        let mut look = self.look(Tlp::Clear);
        look.bytes(part.as_bytes());
        look.release(part).map_err(NotGiven::Stays)
    }

    /// What goes only with everything: `left_out` is how much stays.
    #[must_use]
    pub fn with_everything<T>(&self, left_out: usize, whole: T) -> Option<Released<T>> {
        (left_out == 0).then(|| Released::new(whole))
    }

    fn told(&self, text: &str, hidden: &HiddenItems) -> Option<Told> {
        if self.audience.personal_data == PersonalData::HeldBack
            && let Some(found) = personal::find(text, self.known).into_iter().next()
        {
            let text = text.get(found.span).unwrap_or_default().to_owned();
            return Some(Told { why: Why::Personal(found.kind), text });
        }
        let (text, marking) = hidden.name_in(text)?;
        Some(Told { why: Why::NamesItem(marking), text: text.to_owned() })
    }
}

/// Something that goes whole or stays, while it is looked through.
pub struct Look<'r> {
    rule: &'r Rule<'r>,
    marking: Tlp,
    search: Search,
    looked: bool,
    named: Option<Tlp>,
    secret: Option<FoundSecret>,
    personal: Option<Kind>,
    unread: Option<Unread>,
}

/// What has more bytes than are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// How many it has.
    pub size: u64,
    /// How many are read.
    pub most: u64,
}

impl Look<'_> {
    /// It is marked so too: the closest marking counts, whoever gave it.
    pub fn marked(&mut self, marking: Tlp) {
        self.marking = self.marking.max(marking);
    }

    /// Whether its marking keeps it, whatever it holds: it need not be read.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        !self.rule.audience.may_have(self.marking)
    }

    /// Its bytes, all of them.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.secret = self.secret.or_else(|| self.rule.audience.secret_keys.refuse(bytes));
        self.text(&String::from_utf8_lossy(bytes));
    }

    /// A text that stands in it, or was read from it.
    pub fn text(&mut self, text: &str) {
        self.looked = true;
        if self.rule.audience.personal_data == PersonalData::HeldBack && self.personal.is_none() {
            self.personal = personal::find(text, self.rule.known).first().map(|found| found.kind);
        }
    }

    /// A text in JSON: as it stands, and what its strings say.
    pub fn json(&mut self, text: &str) {
        self.text(text);
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            each_text(&value, &mut |text| {
                self.text(text);
                None::<()>
            });
        }
    }

    /// A text that may name items which the audience may not know of, in JSON or not.
    pub fn names(&mut self, text: &str, hidden: &HiddenItems) {
        self.looked = true;
        let mut see = |text: &str| self.named = self.named.max(hidden.name_in(text).map(|(_, marking)| marking));
        see(text);
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            each_text(&value, &mut |text| {
                see(text);
                None::<()>
            });
        }
    }

    /// Whether the audience may have whatever is in it: it need not be read.
    #[must_use]
    pub fn takes_all(&self) -> bool {
        let Audience { up_to, personal_data, .. } = self.rule.audience;
        up_to == Tlp::Red && personal_data == PersonalData::Included
    }

    /// It holds personal data by what it is.
    pub fn is_personal(&mut self) {
        self.personal = Some(Kind::Name);
    }

    /// The next piece of what is too large to be read: keys alone are looked for.
    pub fn piece(&mut self, bytes: &[u8]) {
        self.looked = true;
        self.search.feed(bytes);
    }

    /// It is too large to be read.
    pub fn unread(&mut self, unread: Unread) {
        self.unread = Some(unread);
    }

    /// The closest marking that was seen.
    #[must_use]
    pub fn marking(&self) -> Tlp {
        self.marking
    }

    /// It, where it may leave.
    ///
    /// # Errors
    /// Why it stays.
    pub fn release<T>(self, whole: T) -> Result<Released<T>, Stays> {
        let Audience { personal_data, secret_keys, .. } = self.rule.audience;
        if self.is_closed() {
            return Err(Stays::Marked(self.marking));
        }
        if !self.looked {
            return Err(Stays::Unseen);
        }
        let found = self.secret.or_else(|| self.search.finish().filter(|found| secret_keys.refuses(found)));
        if let Some(found) = found {
            return Err(Stays::SecretKey(found));
        }
        if let Some(marking) = self.named {
            return Err(Stays::NamesItem(marking));
        }
        if personal_data == PersonalData::Included {
            return Ok(Released::new(whole));
        }
        match (self.personal, self.unread) {
            (Some(kind), _) => Err(Stays::Personal(kind)),
            (None, Some(unread)) => Err(Stays::Unread(unread)),
            (None, None) => Ok(Released::new(whole)),
        }
    }
}

/// Why something does not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stays {
    /// It is marked more closely than the audience may have.
    Marked(Tlp),
    /// It names an item of this marking, which the audience may not know of.
    NamesItem(Tlp),
    /// Whoever gives it out showed nothing of it.
    Unseen,
    /// It holds personal data.
    Personal(Kind),
    /// It holds a secret key.
    SecretKey(FoundSecret),
    /// It is too large to be looked through for personal data.
    Unread(Unread),
}

/// Words that tell what may not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Why it may not.
    pub why: Why,
    /// What tells it, as written.
    pub text: String,
}

/// Why words may not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// They hold personal data.
    Personal(Kind),
    /// They name an item of this marking.
    NamesItem(Tlp),
    /// They cannot be written as JSON.
    Unreadable,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            Why::Personal(kind) => {
                write!(f, "holds personal data and will be public: `{}` ({})", self.text, kind.words())
            }
            Why::NamesItem(marking) => {
                write!(f, "names an item that is marked {marking}, and will be public: `{}`", self.text)
            }
            Why::Unreadable => write!(f, "cannot be looked through: {}", self.text),
        }
    }
}

/// The first that `tell` tells of the texts in a value. Names of fields are the format's.
fn each_text<T>(value: &Value, tell: &mut dyn FnMut(&str) -> Option<T>) -> Option<T> {
    match value {
        Value::String(text) => tell(text),
        Value::Array(values) => values.iter().find_map(|value| each_text(value, tell)),
        Value::Object(fields) => fields.values().find_map(|value| each_text(value, tell)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretKeys;

    const KEY: &[u8] = b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n";

    fn asked(audience: Audience, marking: Tlp, bytes: &[u8]) -> Result<(), Stays> {
        let known = Known::default();
        let rule = Rule::new(audience, &known);
        let mut look = rule.look(marking);
        look.bytes(bytes);
        look.release(()).map(drop)
    }

    #[test]
    fn the_closest_marking_counts_whoever_gave_it() {
        let known = Known::default();
        for (chain, own) in [(Tlp::Clear, Tlp::Red), (Tlp::Red, Tlp::Clear)] {
            let rule = Rule::new(Audience { up_to: Tlp::AmberStrict, ..Audience::WHOLE_CASE }, &known);
            let mut look = rule.look(chain);
            look.marked(own);
            look.text("");
            assert_eq!(look.release(()), Err(Stays::Marked(Tlp::Red)));
        }
        for up_to in [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red] {
            for marking in [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red] {
                let goes = asked(Audience { up_to, ..Audience::WHOLE_CASE }, marking, b"").is_ok();
                assert_eq!(goes, marking <= up_to, "{marking} to {up_to}");
            }
        }
    }

    #[test]
    fn what_nobody_looked_at_stays() {
        let known = Known::default();
        let rule = Rule::new(Audience::WHOLE_CASE, &known);
        assert_eq!(rule.look(Tlp::Clear).release(()), Err(Stays::Unseen));
        let rule = Rule::new(Audience::ANYBODY, &known);
        let mut look = rule.look(Tlp::Clear);
        look.piece(b"2026");
        look.unread(Unread { size: 9, most: 4 });
        assert_eq!(look.release(()), Err(Stays::Unread(Unread { size: 9, most: 4 })));
    }

    #[test]
    fn a_key_stays_where_personal_data_may_go_and_a_piece_of_it_is_found() {
        assert!(matches!(asked(Audience::WHOLE_CASE, Tlp::Clear, KEY), Err(Stays::SecretKey(_))));
        assert_eq!(
            asked(Audience { secret_keys: SecretKeys::Evidence, ..Audience::WHOLE_CASE }, Tlp::Clear, KEY),
            Ok(())
        );
        let known = Known::default();
        let rule = Rule::new(Audience::WHOLE_CASE, &known);
        let mut look = rule.look(Tlp::Clear);
        KEY.chunks(3).for_each(|piece| look.piece(piece));
        assert!(matches!(look.release(()), Err(Stays::SecretKey(_))));
    }

    #[test]
    fn escapes_of_json_hide_nothing() {
        let known = Known::default();
        let notes = HiddenItem { digest: None, marking: Tlp::Red, names: vec!["notes.md".into()], source: None };
        let hidden = HiddenItems::new([notes], []).unwrap();
        let rule = Rule::new(Audience::ANYBODY, &known);
        let mut look = rule.look(Tlp::Clear);
        look.json(r#"{"purpose":"call\n+41 44 668 18 00"}"#);
        assert!(matches!(look.release(()), Err(Stays::Personal(Kind::PhoneNumber))));
        let mut look = rule.look(Tlp::Clear);
        look.names(r#"{"purpose":"n\u006ftes.md"}"#, &hidden);
        assert_eq!(look.release(()), Err(Stays::NamesItem(Tlp::Red)));
    }

    #[test]
    fn words_are_refused_with_what_they_tell_and_why() {
        let known = Known::default().host("FS01");
        let notes =
            HiddenItem { digest: None, marking: Tlp::Amber, names: vec!["night notes.md".into()], source: None };
        let hidden = HiddenItems::new([notes], []).unwrap();
        let rule = Rule::new(Audience::ANYBODY, &known);
        let told = |words: &[&str]| rule.words(words, &hidden).map(drop).unwrap_err().to_string();
        assert_eq!(
            told(&["open", "see Night notes.md"]),
            "names an item that is marked TLP:AMBER, and will be public: `Night notes.md`"
        );
        assert_eq!(told(&["on FS01"]), "holds personal data and will be public: `FS01` (internal host name)");
        assert_eq!(rule.words(["open"], &hidden).unwrap().into_inner(), ["open"]);
    }
}
