use dunant_attribution::Place;
use dunant_convention::{FactName, StandardOfProof};
use serde::Serialize;

use crate::ItemSummary;
use crate::words::{ItemNames, count};
use dunant_vocabulary::visible;

/// A fact of the convention's vocabulary that the case file or the evidence suggests. It counts in no verdict: only what a person
/// accepts, and the case file then states, does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProposedFact {
    /// The fact; never one that only a named person may enter, and never one about the actor.
    pub name: FactName,
    /// What it says, for people.
    pub meaning: &'static str,
    /// What is suggested: the words of a fact file, in the vocabulary's order, or a date alone. Where the case states the fact, only
    /// what it does not say.
    pub value: Vec<String>,
    /// How well it is proven before a person has looked: always [`StandardOfProof::Reported`].
    pub standard: StandardOfProof,
    /// What the case file says instead, in words; none where it does not state the fact, which can then be accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_says: Option<String>,
    /// What it was read from; never empty.
    pub grounds: Vec<Ground>,
}

/// One thing from which a fact was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ground {
    /// What was read: `T1485 Data Destruction`, or the key of the case file.
    pub read: String,
    /// Which of the proposed words it suggests.
    pub suggests: Vec<String>,
    /// Why it suggests them.
    pub because: &'static str,
    /// What a person must see to before accepting it.
    pub check: &'static str,
    /// Where in the evidence it stands; empty where it stands in the case file.
    pub places: Vec<Place>,
}

/// What stands over the proposed facts.
pub(crate) const HEADING: &str = "Proposed facts, none counted until a person accepts";

/// How proposed facts are to be read.
pub(crate) const WHAT_A_PROPOSAL_IS: &str = "Read from the case file and the evidence by fixed rules. No verdict here rests on \
     them. A list is taken as whole: a word that it leaves out does not apply. `dunant convention propose CASE` prints them \
     for the case file; `dunant convention accept` enters one, under a name.";

/// Places named of one ground.
const PLACES_NAMED: usize = 2;

impl ProposedFact {
    /// The value in words: "destruction, interruption".
    #[must_use]
    pub fn in_words(&self) -> String {
        self.value.join(", ")
    }

    /// Whether the case file leaves it open, so that it can be accepted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.case_says.is_none()
    }
}

/// What is suggested, and, where the case states the fact, that it says otherwise.
pub(crate) fn headline(fact: &ProposedFact) -> String {
    match &fact.case_says {
        None => fact.in_words(),
        Some(says) => format!("evidence suggests {}, the case says {says}", fact.in_words()),
    }
}

/// What a ground was read from, and where: "T1485 Data Destruction, in `report.md`, line 3, bytes 9-14 and 2 more places".
pub(crate) fn read_where(ground: &Ground, names: &ItemNames<'_>) -> String {
    if ground.places.is_empty() {
        return ground.read.clone();
    }
    let named: Vec<String> = ground.places.iter().take(PLACES_NAMED).map(|place| at(place, names)).collect();
    let more = match ground.places.len().saturating_sub(PLACES_NAMED) {
        0 => String::new(),
        more => format!(" and {}", count(more, "more place")),
    };
    format!("{}, in {}{more}", ground.read, named.join("; "))
}

fn at(place: &Place, names: &ItemNames<'_>) -> String {
    let path = if place.path.is_empty() { String::new() } else { format!(" ({})", place.path) };
    format!("{}{path}", names.place(place))
}

/// A `[[fact]]` table for a case file.
#[derive(Debug, Clone, Copy)]
pub struct FactTable<'p> {
    /// The proposal that it states.
    pub fact: &'p ProposedFact,
    /// Its value: the proposed words, or those that a person chose instead.
    pub value: &'p [String],
    /// Who accepts it; none where nobody has yet.
    pub author: Option<&'p str>,
    /// The items of the case, by whose names and dates its source is told.
    pub items: &'p [ItemSummary],
}

impl FactTable<'_> {
    /// The table as TOML, with a line end at the end. Text of the evidence cannot leave its string.
    #[must_use]
    pub fn to_toml(&self) -> String {
        use dunant_convention::FactKind;
        let quoted: Vec<String> = self.value.iter().map(|word| quoted(word)).collect();
        let value = match self.fact.name.kind() {
            FactKind::AllWords => format!("[{}]", quoted.join(", ")),
            FactKind::OneWord | FactKind::Date | FactKind::Number | FactKind::YesNo => match quoted.as_slice() {
                [only] => only.clone(),
                // refused where the table is read: no such fact takes several
                _ => format!("[{}]", quoted.join(", ")),
            },
        };
        let mut lines = vec![
            "[[fact]]".to_owned(),
            format!("name = {}", quoted_name(self.fact.name)),
            format!("value = {value}"),
            format!("source = {}", self::quoted(&self.source())),
        ];
        lines.extend(self.published().map(|day| format!("published = {}", self::quoted(&day))));
        lines.push(format!("standard = {}", self::quoted(self.fact.standard.key())));
        lines.extend(self.author.map(|author| format!("author = {}", self::quoted(author))));
        lines.push(String::new());
        lines.join("\n")
    }

    /// What it was read from and where; what the evidence does not suggest is the author's own.
    fn source(&self) -> String {
        let names = ItemNames::among(self.items);
        let mut parts: Vec<String> =
            self.grounds().map(|ground| with_publisher(ground, self.items, read_where(ground, &names))).collect();
        let own: Vec<&str> =
            self.value.iter().filter(|word| !self.fact.value.contains(word)).map(String::as_str).collect();
        if !own.is_empty() {
            parts.push(format!("{}: added by the author", own.join(", ")));
        }
        parts.join("; ")
    }

    /// The day by which all items that it was read from had been published, where each has a date.
    fn published(&self) -> Option<String> {
        let mut latest = None;
        for place in self.grounds().flat_map(|ground| &ground.places) {
            let published = self.items.iter().find(|item| item.digest == place.item)?.published?;
            if latest.is_none_or(|held: dunant_vocabulary::DateRange| held.latest() < published.latest()) {
                latest = Some(published);
            }
        }
        latest.map(|published| published.to_string())
    }

    /// The grounds of the words chosen.
    fn grounds(&self) -> impl Iterator<Item = &Ground> {
        self.fact.grounds.iter().filter(|ground| ground.suggests.iter().any(|word| self.value.contains(word)))
    }
}

/// The proposals as `[[fact]]` tables ready for a case file, each under comments that say what it was read from, why that suggests it
/// and what to check; those that differ from what the case states as comments alone.
#[must_use]
pub fn proposals_to_toml(facts: &[ProposedFact], items: &[ItemSummary]) -> String {
    let names = ItemNames::among(items);
    let mut out = String::new();
    let comment = |out: &mut String, text: &str| out.push_str(&format!("# {}\n", on_one_line(text)));
    for fact in facts {
        if !out.is_empty() {
            out.push('\n');
        }
        comment(&mut out, &format!("{}: {}", fact.name, fact.meaning));
        if !fact.is_open() {
            comment(&mut out, &format!("{}; edit the case file if the evidence is right", headline(fact)));
        }
        for ground in &fact.grounds {
            comment(&mut out, &format!("- {}: {}", ground.suggests.join(", "), read_where(ground, &names)));
            comment(&mut out, &format!("  {}; check {}", ground.because, ground.check));
        }
        if fact.is_open() {
            out.push_str(&FactTable { fact, value: &fact.value, author: None, items }.to_toml());
            out.push_str("# author = \"…\" # who accepts it\n");
        }
    }
    out
}

fn with_publisher(ground: &Ground, items: &[ItemSummary], read: String) -> String {
    let mut publishers: Vec<&str> = Vec::new();
    for place in &ground.places {
        let source = items.iter().find(|item| item.digest == place.item).and_then(|item| item.source.as_deref());
        publishers.extend(source.filter(|source| !publishers.contains(source)));
    }
    if publishers.is_empty() { read } else { format!("{}: {read}", publishers.join(", ")) }
}

fn quoted_name(name: FactName) -> String {
    quoted(name.key())
}

/// A basic string of TOML 1.0, on one line, with nothing that hides.
fn quoted(text: &str) -> String {
    format!("\"{}\"", on_one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

fn on_one_line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use dunant_convention::CaseFacts;
    use dunant_vocabulary::{Sha256Digest, Span};

    use super::*;

    const HOSTILE: &str = "a\"\n[[fact]]\nname = \"intent\"\\\u{202e}";

    fn proposed() -> (ProposedFact, Vec<ItemSummary>) {
        let digest = Sha256Digest::of(b"item");
        let place = Place { item: digest, span: Span { line: 3, ..Span::item(9, 14) }, path: HOSTILE.into() };
        let item = ItemSummary {
            digest,
            name: HOSTILE.into(),
            size: 1,
            format: None,
            source: Some("Example CERT".into()),
            title: None,
            published: Some("2019-05-02".parse().unwrap()),
            tlp: None,
            pap: None,
            admiralty: None,
            records: Vec::new(),
            observed: Vec::new(),
            observations: Vec::new(),
            set_aside: Vec::new(),
            losses: Vec::new(),
            refusal: None,
        };
        let ground = Ground {
            read: "T1485 Data Destruction".into(),
            suggests: vec!["destruction".into()],
            because: "data was destroyed",
            check: "that it was so here",
            places: vec![place],
        };
        let fact = ProposedFact {
            name: FactName::EffectKind,
            meaning: FactName::EffectKind.meaning(),
            value: vec!["destruction".into()],
            standard: StandardOfProof::Reported,
            case_says: None,
            grounds: vec![ground],
        };
        (fact, vec![item])
    }

    #[test]
    fn text_of_the_evidence_cannot_leave_its_string_or_its_comment() {
        let (fact, items) = proposed();
        let text = proposals_to_toml(&[fact], &items);
        let facts = CaseFacts::parse(&text).unwrap();
        assert_eq!(facts.iter().map(|(name, _)| name).collect::<Vec<_>>(), [FactName::EffectKind], "{text}");
        assert!(!text.contains('\u{202e}'));
        let source = facts.get(FactName::EffectKind).unwrap().sources().next().unwrap().source.clone();
        assert!(source.starts_with("Example CERT: T1485 Data Destruction, in a\""), "{source}");
    }

    #[test]
    fn a_table_has_the_day_its_items_were_published_and_tells_the_authors_words_from_theirs() {
        let (fact, items) = proposed();
        let value = ["destruction".to_owned(), "interruption".to_owned()];
        let table = FactTable { fact: &fact, value: &value, author: Some("A. Person"), items: &items }.to_toml();
        let facts = CaseFacts::parse(&table).unwrap();
        let source = facts.get(FactName::EffectKind).unwrap().sources().next().unwrap().clone();
        assert_eq!(source.published.unwrap().to_string(), "2019-05-02");
        assert_eq!(source.author.as_deref(), Some("A. Person"));
        assert!(source.source.ends_with("; interruption: added by the author"), "{}", source.source);
        assert_eq!(source.standard, StandardOfProof::Reported);
    }

    #[test]
    fn what_differs_from_the_case_is_said_and_no_table_is_made_of_it() {
        let (fact, items) = proposed();
        let text = proposals_to_toml(&[ProposedFact { case_says: Some("interruption".into()), ..fact }], &items);
        assert!(text.lines().all(|line| line.starts_with('#')), "{text}");
        assert!(text.contains("evidence suggests destruction, the case says interruption"), "{text}");
    }
}
