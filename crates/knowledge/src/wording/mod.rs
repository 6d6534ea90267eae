mod count;
mod prose;

use dunant_evidence::Vocabulary;
use serde::{Deserialize, Serialize};

pub(crate) use count::{Part, Texts, count};
pub(crate) use prose::{Segment, clean, name_software, segments};

use crate::Pack;

/// How the sources word what actors do: counts of terms, never sentences.
///
/// Counted by [`crate::Builder::finish`] with the rules of [`dunant_evidence::terms`], the names of every actor of the pack masked.
/// Terms are the stems of what the sources say of relations, and the bigrams that stand there at least twice. Empty in a pack of
/// format 1, and in a pack made of no ATT&CK release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The terms, sorted; bags point at them by position.
    pub terms: Vec<Term>,
    /// How many texts of real prose were read for [`Term::real`]: descriptions of actors of at least 40 words and of malware and
    /// ransomware of at least 30, in the galaxies. 0 without galaxies.
    pub real_texts: u32,
    /// What ATT&CK says of relations, in the order of the relations, and within one in the order of its text.
    pub sentences: Vec<Sentence>,
    /// The descriptions of techniques, parallel to [`Pack::techniques`].
    pub techniques: Vec<Bag>,
    /// The names of techniques, parallel to [`Pack::techniques`].
    pub technique_names: Vec<Bag>,
    /// The descriptions of actors, parallel to [`Pack::actors`].
    pub actors: Vec<Bag>,
    /// The titles of reports, parallel to [`Pack::reports`].
    pub reports: Vec<Bag>,
}

/// A word stem, or two neighbouring ones with a blank between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// As the tokeniser of [`dunant_evidence::terms`] gives it.
    pub text: String,
    /// In how many texts of real prose it stands, of [`Wording::real_texts`].
    pub real: u32,
}

/// A part of what ATT&CK says of a relation: the text before a run of citations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Position of the relation.
    pub relation: u32,
    /// Positions of the reports that this part cites; all of the relation's where it cites none.
    pub reports: Vec<u32>,
    /// Its terms; never empty.
    pub terms: Bag,
}

/// Terms by position, each with how often it stands in a text; sorted by term.
pub type Bag = Vec<(u32, u32)>;

/// The terms of a pack, as readers look for them in prose.
#[must_use]
pub fn vocabulary(pack: &Pack) -> Vocabulary {
    Vocabulary::new(pack.wording.terms.iter().map(|term| term.text.as_str()))
}

impl Wording {
    /// The first place that does not fit `pack`, in words.
    pub(crate) fn first_fault(&self, pack: &Pack) -> Option<String> {
        let terms = self.terms.len();
        let fits = |bag: &Bag| {
            bag.iter().all(|(term, _)| (*term as usize) < terms) && bag.is_sorted_by(|(a, _), (b, _)| a < b)
        };
        for (number, sentence) in self.sentences.iter().enumerate() {
            let reports = sentence.reports.iter().all(|report| (*report as usize) < pack.reports.len());
            if sentence.relation as usize >= pack.relations.len() || !reports || !fits(&sentence.terms) {
                return Some(format!("the terms of sentence {number} point at an entry that is not there"));
            }
        }
        for (table, bags, len) in [
            ("technique", &self.techniques, pack.techniques.len()),
            ("technique name", &self.technique_names, pack.techniques.len()),
            ("actor", &self.actors, pack.actors.len()),
            ("report", &self.reports, pack.reports.len()),
        ] {
            if bags.len() != len && !(terms == 0 && bags.is_empty()) {
                return Some(format!("it holds the terms of {} {table}s, and {len} of these", bags.len()));
            }
            if let Some(number) = bags.iter().position(|bag| !fits(bag)) {
                return Some(format!("the terms of {table} {number} point at a term that is not there"));
            }
        }
        None
    }
}
