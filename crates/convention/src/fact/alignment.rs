//! How the vocabulary reads in the vocabularies of others.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{FactKind, FactName, fact_name};
use crate::document::{Document, DocumentError, Entry, Placed, Table, suggestion};

/// The shipped table, made to be reviewed by people.
const TABLE: &str = include_str!("alignment.toml");

/// A vocabulary of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// European Repository of Cyber Incidents: column and value of its incident data.
    Eurepoc,
    /// Vocabulary for Event Recording and Incident Sharing, 1.3: path and value of its enumerations.
    Veris,
    /// STIX 2.1: open vocabulary and term.
    Stix,
    /// ISO 3166-1 alpha-2.
    Iso,
    /// North American Industry Classification System, 2017, which VERIS uses for a victim's industry.
    Naics,
    /// ATT&CK for Enterprise: technique.
    Attack,
    /// An article of a text of law, or of a promise.
    Law,
}

/// The codes of a fact or word, by scheme; a scheme with no counterpart is not there.
pub type Codes = BTreeMap<Scheme, Vec<String>>;

/// The whole mapping: every fact and word of the vocabulary, each with its codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    facts: BTreeMap<FactName, FactAlignment>,
}

/// What a fact and its words are called elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FactAlignment {
    /// The text of law or the standard that its meaning was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// The fields of the schemes that say the same.
    pub codes: Codes,
    /// Its words, in the vocabulary's order; empty for a date, a number, or yes and no.
    pub words: Vec<WordAlignment>,
    /// Codes that several words share, as the scheme does not tell them apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<String>,
}

/// What a word is called elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordAlignment {
    /// The word.
    pub word: &'static str,
    /// What it means, for people.
    pub meaning: &'static str,
    /// Its codes; empty where no scheme has a counterpart.
    pub codes: Codes,
}

impl Alignment {
    /// The mapping shipped with Dunant.
    ///
    /// # Errors
    /// The shipped table is damaged; tests keep this from being released.
    pub fn shipped() -> Result<Self, DocumentError> {
        Self::parse(TABLE).map_err(|error| error.in_file("alignment.toml"))
    }

    /// Reads a mapping.
    ///
    /// # Errors
    /// The first mistake: an unknown key, fact or word, a fact or word that has no line, or two words with one code that is not
    /// said to be shared.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let mut root = Document::new(text).root()?;
        let mut facts = BTreeMap::new();
        for table in root.require("fact")?.tables("a mapping of a fact")? {
            let (document, span) = (table.document(), table.span());
            let (fact, alignment) = read_fact(table)?;
            if facts.insert(fact, alignment).is_some() {
                return Err(document.error(span, format!("`{fact}` is mapped twice"), None));
            }
        }
        root.finish()?;
        match FactName::ALL.iter().find(|fact| !facts.contains_key(fact)) {
            Some(left_out) => {
                let help = Some(format!("add `[[fact]]` with `name = \"{left_out}\"`"));
                Err(root.document().error(root.span(), format!("`{left_out}` is not mapped"), help))
            }
            None => Ok(Self { facts }),
        }
    }

    /// What a fact and its words are called elsewhere.
    #[must_use]
    pub fn of(&self, fact: FactName) -> FactAlignment {
        self.facts.get(&fact).cloned().unwrap_or_default()
    }
}

impl Scheme {
    /// All schemes, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Eurepoc, Self::Veris, Self::Stix, Self::Iso, Self::Naics, Self::Attack, Self::Law];

    /// The name in the table and in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Eurepoc => "eurepoc",
            Self::Veris => "veris",
            Self::Stix => "stix",
            Self::Iso => "iso",
            Self::Naics => "naics",
            Self::Attack => "attack",
            Self::Law => "law",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Eurepoc => "EuRepoC",
            Self::Veris => "VERIS 1.3",
            Self::Stix => "STIX 2.1",
            Self::Iso => "ISO 3166-1",
            Self::Naics => "NAICS 2017",
            Self::Attack => "ATT&CK",
            Self::Law => "text",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

fn read_fact(mut table: Table<'_>) -> Result<(FactName, FactAlignment), DocumentError> {
    let (document, span) = (table.document(), table.span());
    let fact = fact_name(table.require("name")?)?;
    let follows = table.take("follows").map(Entry::text).transpose()?.map(|text| text.value);
    let codes = read_codes(&mut table)?.0;
    let words_are = table.take("words-are").map(read_scheme).transpose()?;
    let listed = table.take("words").map(|entry| entry.tables("a mapping of a word")).transpose()?.unwrap_or_default();
    let shared = table.take("shared").map(texts).transpose()?.unwrap_or_default();
    let shared: Vec<String> = shared.into_iter().map(|code| code.value).collect();
    table.finish()?;
    let mut by_word: BTreeMap<&'static str, Codes> = BTreeMap::new();
    let mut seen: BTreeMap<(Scheme, String), &'static str> = BTreeMap::new();
    for mut line in listed {
        let line_span = line.span();
        let word = read_word(fact, line.require("word")?)?;
        let (mut own, without) = read_codes(&mut line)?;
        line.finish()?;
        add_word_as_code(&mut own, &codes, word, words_are.filter(|scheme| !without.contains(scheme)));
        for (scheme, code) in own.iter().flat_map(|(scheme, codes)| codes.iter().map(|code| (*scheme, code.clone()))) {
            let other = seen.insert((scheme, code.clone()), word);
            if let Some(other) = other
                && !shared.contains(&code)
            {
                let help = Some("take the nearer word, or name the code in `shared`".into());
                return Err(document.error(line_span, format!("`{other}` and `{word}` are both `{code}`"), help));
            }
        }
        if by_word.insert(word, own).is_some() {
            return Err(document.error(line_span, format!("`{word}` is mapped twice"), None));
        }
    }
    let mut words = Vec::new();
    for word in own_words(fact) {
        let codes = match (by_word.remove(word), words_are) {
            (Some(codes), _) => codes,
            (None, Some(scheme)) => {
                let mut own = Codes::new();
                add_word_as_code(&mut own, &codes, word, Some(scheme));
                own
            }
            (None, None) => {
                let help = Some("give each word a line, with no code where there is no counterpart".into());
                return Err(document.error(span, format!("`{word}` of `{fact}` is not mapped"), help));
            }
        };
        words.push(WordAlignment { word, meaning: fact.meaning_of(word).unwrap_or(word), codes });
    }
    Ok((fact, FactAlignment { follows, codes, words, shared }))
}

/// The words that a mapping is asked for: `yes` and `no` are called so everywhere.
fn own_words(fact: FactName) -> &'static [&'static str] {
    match fact.kind() {
        FactKind::YesNo => &[],
        _ => fact.words(),
    }
}

/// Where the words of a fact are the terms of a scheme, each is its own code.
fn add_word_as_code(own: &mut Codes, of_fact: &Codes, word: &str, scheme: Option<Scheme>) {
    let Some(scheme) = scheme else { return };
    let field = of_fact.get(&scheme).and_then(|fields| fields.first()).map_or("", String::as_str);
    own.entry(scheme).or_insert_with(|| vec![format!("{field}:{word}")]);
}

/// The codes of a table, and the schemes that have none for certain: `-`.
fn read_codes(table: &mut Table<'_>) -> Result<(Codes, Vec<Scheme>), DocumentError> {
    let (mut codes, mut without) = (Codes::new(), Vec::new());
    for scheme in Scheme::ALL {
        let Some(entry) = table.take(scheme.key()) else { continue };
        let given: Vec<String> = texts(entry)?.into_iter().map(|code| code.value).collect();
        if given == ["-"] {
            without.push(scheme);
        } else {
            codes.insert(scheme, given);
        }
    }
    Ok((codes, without))
}

fn texts(entry: Entry<'_>) -> Result<Vec<Placed<String>>, DocumentError> {
    if entry.is_list() { entry.items()?.into_iter().map(Entry::text).collect() } else { Ok(vec![entry.text()?]) }
}

fn read_word(fact: FactName, entry: Entry<'_>) -> Result<&'static str, DocumentError> {
    let document = entry.document();
    let word = entry.text()?;
    match own_words(fact).iter().find(|known| **known == word.value) {
        Some(known) => Ok(known),
        None => {
            let help = Some(suggestion(&word.value, own_words(fact)));
            Err(document.error(word.span, format!("`{}` is not a word of `{fact}`", word.value), help))
        }
    }
}

fn read_scheme(entry: Entry<'_>) -> Result<Scheme, DocumentError> {
    let document = entry.document();
    let key = entry.text()?;
    match Scheme::ALL.into_iter().find(|scheme| scheme.key() == key.value) {
        Some(scheme) => Ok(scheme),
        None => {
            let help = Some(suggestion(&key.value, &Scheme::ALL.map(Scheme::key)));
            Err(document.error(key.span, format!("`{}` is not a scheme", key.value), help))
        }
    }
}
