use std::collections::BTreeMap;

use dunant_evidence::{Lexicon, terms};

use super::{Bag, Segment, Sentence, Term, Wording, clean};
use crate::Pack;
use crate::builder::position;

/// A part of a relation's text while a pack is built, and the positions of the reports that it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    text: String,
    reports: Vec<u32>,
}

/// The sources' descriptions, kept only while a pack is built.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    /// By position of the relation, before they are sorted.
    pub(crate) relations: BTreeMap<u32, Vec<Part>>,
    /// By position of the technique.
    pub(crate) techniques: BTreeMap<u32, String>,
    /// By position of the actor.
    pub(crate) actors: BTreeMap<u32, String>,
    /// Real prose of the galaxies.
    pub(crate) real: Vec<String>,
}

impl Texts {
    /// Keeps the segments of the relation at `place`; `report` knows the positions of the keys that they rest on.
    pub(crate) fn relate(&mut self, place: u32, segments: Vec<Segment>, report: &BTreeMap<&str, u32>) {
        let resolve = |segment: Segment| {
            let mut reports: Vec<u32> =
                segment.reports.iter().filter_map(|key| report.get(key.as_str()).copied()).collect();
            reports.sort_unstable();
            reports.dedup();
            Part { text: segment.text, reports }
        };
        self.relations.insert(place, segments.into_iter().map(resolve).collect());
    }
}

/// Counts the terms of all texts. `relations` has the segments of each relation of the pack, by position.
pub(crate) fn count(pack: &Pack, relations: &[Vec<Part>], texts: &Texts, lexicon: &Lexicon) -> Wording {
    let mut drafts: Vec<(u32, &[u32], BTreeMap<String, u32>)> = Vec::new();
    let mut total: BTreeMap<String, u32> = BTreeMap::new();
    for (relation, segments) in relations.iter().enumerate() {
        for Part { text, reports } in segments {
            let counts = counts(text, lexicon);
            for (term, times) in &counts {
                *total.entry(term.clone()).or_default() += times;
            }
            drafts.push((position(relation), reports.as_slice(), counts));
        }
    }
    if total.is_empty() {
        return Wording::default();
    }
    // A bigram that stands there once is an accident of one sentence.
    total.retain(|term, times| *times >= 2 || !term.contains(' '));
    let places: BTreeMap<&str, u32> =
        total.keys().enumerate().map(|(index, term)| (term.as_str(), position(index))).collect();
    let bag = |counts: &BTreeMap<String, u32>| -> Bag {
        counts.iter().filter_map(|(term, times)| Some((*places.get(term.as_str())?, *times))).collect()
    };
    let bag_of = |text: Option<&str>| text.map(|text| bag(&counts(text, lexicon))).unwrap_or_default();

    let mut real = vec![0_u32; places.len()];
    for text in &texts.real {
        for (term, _) in bag_of(Some(&clean(text))) {
            if let Some(held) = real.get_mut(term as usize) {
                *held += 1;
            }
        }
    }
    let description = |texts: &BTreeMap<u32, String>, index: usize| {
        bag_of(texts.get(&position(index)).map(|text| clean(text)).as_deref())
    };
    let sentences = drafts
        .iter()
        .map(|(relation, reports, counts)| Sentence {
            relation: *relation,
            reports: reports.to_vec(),
            terms: bag(counts),
        })
        .filter(|sentence| !sentence.terms.is_empty())
        .collect();
    Wording {
        real_texts: position(texts.real.len()),
        sentences,
        techniques: (0..pack.techniques.len()).map(|index| description(&texts.techniques, index)).collect(),
        technique_names: pack.techniques.iter().map(|technique| bag_of(Some(&technique.name))).collect(),
        actors: (0..pack.actors.len()).map(|index| description(&texts.actors, index)).collect(),
        reports: pack.reports.iter().map(|report| bag_of(title(&report.citation))).collect(),
        terms: total.keys().zip(real).map(|(term, real)| Term { text: term.clone(), real }).collect(),
    }
}

fn counts(text: &str, lexicon: &Lexicon) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for term in terms(text, lexicon) {
        *counts.entry(term).or_default() += 1;
    }
    counts
}

/// `Doe, J. (2019, May 7). A report. Retrieved June 1, 2020.` → `A report`.
fn title(citation: &str) -> Option<&str> {
    let (title, _) = citation.split_once(')')?.1.split_once("Retrieved")?;
    let title = title.trim_start_matches('.').trim().trim_end_matches('.').trim_end();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_a_report_stands_between_its_date_and_the_day_it_was_retrieved() {
        assert_eq!(title("Doe, J. (2019, May 7). A report (1). Retrieved June 1, 2020."), Some("A report (1)"));
        assert_eq!(title("Doe (2019) Retrieved June 1, 2020."), None);
        assert_eq!(title("https://example.com/"), None);
    }
}
