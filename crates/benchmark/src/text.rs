use std::collections::{BTreeMap, BTreeSet, HashSet};

use dunant_attribution::{Evidence, Material, Model, Profiles, TechniqueReader};
use dunant_evidence::{Context, Cue, Entry, Lexicon, LexiconError, Limits, Meaning, Vocabulary, read_item};
use dunant_knowledge::{NameClaim, Pack, Procedure, lexicon, vocabulary};
use dunant_vocabulary::Date;

use crate::TestItem;

/// The sentences of a release, and what it takes to read them as `assess` reads a report.
pub struct Prose {
    /// Of each group and report: the sentences that cite the report for what the group does.
    sentences: BTreeMap<(String, String), Vec<String>>,
    names: Lexicon,
    terms: Vocabulary,
    /// Every name of an actor, wanted without a cue, and of software, so that a longer name of a program stays whole.
    masked: Lexicon,
}

impl Prose {
    /// `procedures` are those of the release that items are taken from; names and terms are the knowledge's.
    ///
    /// # Errors
    /// [`LexiconError`] when the pack has more names than can be searched for.
    pub fn of(procedures: &[Procedure], knowledge: &Pack) -> Result<Self, LexiconError> {
        let mut sentences: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for procedure in procedures {
            for report in &procedure.reports {
                let key = (procedure.subject.clone(), report.clone());
                sentences.entry(key).or_default().push(procedure.text.clone());
            }
        }
        let names = lexicon(knowledge)?;
        Ok(Self { sentences, names, terms: vocabulary(knowledge), masked: names_to_mask(knowledge)? })
    }

    /// The same without sentences that share eight words in a row with an older release's: a relation that gains a citation keeps
    /// its words, and the older knowledge would recognise them.
    #[must_use]
    pub fn new_since(mut self, older: &[Procedure]) -> Self {
        let known: HashSet<String> = older.iter().flat_map(|procedure| runs(&procedure.text)).collect();
        for sentences in self.sentences.values_mut() {
            sentences.retain(|sentence| !runs(sentence).any(|run| known.contains(&run)));
        }
        self
    }

    /// What is said of the item's group on the item's report, every name of an actor replaced; empty where nothing is.
    #[must_use]
    pub fn text(&self, item: &TestItem) -> String {
        let said = self.sentences.get(&(item.actor.clone(), item.name.clone()));
        let sentences: Vec<String> = said.into_iter().flatten().map(|sentence| self.masked(sentence)).collect();
        sentences.join("\n\n")
    }

    fn masked(&self, text: &str) -> String {
        let mut masked = String::new();
        let mut done = 0;
        for found in self.masked.find(text) {
            if found.entries.iter().any(|entry| matches!(entry.meaning, Meaning::Actor(_))) {
                masked.push_str(text.get(done..found.start).unwrap_or_default());
                masked.push_str("the group");
                done = found.end;
            }
        }
        masked.push_str(text.get(done..).unwrap_or_default());
        masked
    }

    /// Reads texts as `assess` would, and gathers what they show, beside the passages that it was read from.
    pub(crate) fn gather<T>(
        &self,
        texts: &[String],
        pack: &Pack,
        profiles: &Profiles,
        use_it: impl FnOnce(&Evidence, &Material<'_>) -> T,
    ) -> T {
        let limits = Limits::DEFAULT;
        let context = Context { lexicon: &self.names, vocabulary: &self.terms, limits: &limits, passwords: &[] };
        let items: Vec<_> = texts.iter().flat_map(|text| read_item("report.txt", text.as_bytes(), &context)).collect();
        let material = Material {
            observations: items.iter().flat_map(|item| item.reading.observations()).collect(),
            passages: items.iter().flat_map(|item| &item.reading.passages).collect(),
        };
        use_it(&Evidence::gather(&material, pack, profiles, &Limits::DEFAULT), &material)
    }
}

fn names_to_mask(knowledge: &Pack) -> Result<Lexicon, LexiconError> {
    let entry = |claim: &NameClaim, meaning: Meaning| {
        let cue = if claim.ordinary { Cue::Case } else { Cue::None };
        Entry { name: claim.name.clone(), meaning, cue }
    };
    let actors = knowledge.actors.iter().flat_map(|actor| &actor.names);
    let software = knowledge.software.iter().flat_map(|software| &software.names);
    let actors = actors.map(|claim| entry(claim, Meaning::Actor(None)));
    Lexicon::new(actors.chain(software.map(|claim| entry(claim, Meaning::Software(None)))).collect())
}

/// Every run of eight words, in lower case.
fn runs(text: &str) -> impl Iterator<Item = String> {
    const WORDS: usize = 8;
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let last = (words.len() + 1).saturating_sub(WORDS);
    (0..last).map(move |at| words.get(at..at + WORDS).unwrap_or_default().join(" "))
}

/// Readers of techniques, one a half-year: each has learnt from what was published before its half-year began.
pub(crate) struct Readers {
    by_start: BTreeMap<Date, TechniqueReader>,
}

impl Readers {
    pub(crate) fn of(pack: &Pack, model: &Model, days: impl Iterator<Item = Date>) -> Self {
        let starts: BTreeSet<Date> = days.filter_map(half_year).collect();
        let nothing = BTreeSet::new();
        let read = |start: Date| (start, TechniqueReader::build(pack, model, Some(start), &nothing));
        Self { by_start: starts.into_iter().map(read).collect() }
    }

    /// The reader that knows nothing of `day` or later.
    pub(crate) fn before(&self, day: Date) -> Option<&TechniqueReader> {
        self.by_start.get(&half_year(day)?)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Date, &TechniqueReader)> {
        self.by_start.iter().map(|(start, reader)| (*start, reader))
    }
}

/// The first day of the half-year that holds `day`.
pub(crate) fn half_year(day: Date) -> Option<Date> {
    Date::new(day.year(), if day.month() < 7 { 1 } else { 7 }, 1).ok()
}
