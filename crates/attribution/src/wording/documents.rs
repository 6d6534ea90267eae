use std::collections::{BTreeMap, BTreeSet};

use dunant_knowledge::{Object, Pack, Subject};
use dunant_vocabulary::Date;

use crate::Index;
use crate::index::{usable_reports, users};
use crate::sentences::usable;
use crate::sparse::{Accumulator, Row};

/// What sources wrote of each candidate, as counts of terms.
#[derive(Debug)]
pub(super) struct Documents {
    /// Of each candidate: its own sentences, the titles of the reports they cite, its software's sentences divided by the
    /// software's users, and its description. Empty where no sentence is about it.
    pub(super) documents: Vec<Row>,
    /// Of each candidate: how many reports its sentences cite.
    pub(super) reports: Vec<usize>,
    /// What one report was cited for about one candidate: candidate and counts.
    pub(super) texts: Vec<(u32, Row)>,
    /// Of each actor of the pack, the candidate that it counts for.
    pub(super) candidate_of: Vec<Option<u32>>,
}

impl Documents {
    pub(super) fn gather(pack: &Pack, index: &Index, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> Self {
        let wording = &pack.wording;
        let candidate_of = candidate_of(pack, index);
        let candidates_of = |subject: Subject| -> BTreeSet<u32> {
            users(pack, subject).into_iter().filter_map(|at| candidate_of.get(at as usize).copied().flatten()).collect()
        };
        let mut own: Vec<Vec<usize>> = vec![Vec::new(); index.candidates.len()];
        let mut cited: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        let mut of_software: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, sentence) in wording.sentences.iter().enumerate() {
            let Some(relation) = pack.relations.get(sentence.relation as usize) else { continue };
            let Some(reports) = usable(pack, sentence, as_of, left_out) else { continue };
            if let Subject::Software(at) = relation.subject {
                of_software.entry(stands_for(pack, at)).or_default().push(place);
            }
            for candidate in candidates_of(relation.subject) {
                if let Some(sentences) = own.get_mut(candidate as usize) {
                    sentences.push(place);
                }
                for report in &reports {
                    cited.entry((candidate, *report)).or_default().push(place);
                }
            }
        }
        let mut software_of: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); index.candidates.len()];
        let mut users_of: BTreeMap<u32, u32> = BTreeMap::new();
        for relation in &pack.relations {
            let Object::Software(at) = relation.object else { continue };
            if usable_reports(pack, relation, as_of, left_out).is_none() {
                continue;
            }
            let software = stands_for(pack, at);
            for candidate in candidates_of(relation.subject) {
                if software_of.get_mut(candidate as usize).is_some_and(|held| held.insert(software)) {
                    *users_of.entry(software).or_default() += 1;
                }
            }
        }

        let mut sums = Accumulator::new(wording.terms.len());
        let add_sentences = |sums: &mut Accumulator, places: &[usize]| {
            for sentence in places.iter().filter_map(|place| wording.sentences.get(*place)) {
                sums.add_counts(&sentence.terms, 1.0);
            }
        };
        let mut software_texts: BTreeMap<u32, Row> = BTreeMap::new();
        for (software, users) in &users_of {
            add_sentences(&mut sums, of_software.get(software).map_or(&[], Vec::as_slice));
            let divided = sums.take().into_iter().map(|(term, count)| (term, count / f64::from(*users)));
            software_texts.insert(*software, divided.collect());
        }
        let mut titles: Vec<Vec<u32>> = vec![Vec::new(); index.candidates.len()];
        let mut texts = Vec::new();
        for ((candidate, report), places) in &cited {
            if let Some(titles) = titles.get_mut(*candidate as usize) {
                titles.push(*report);
            }
            add_sentences(&mut sums, places);
            texts.push((*candidate, sums.take()));
        }
        let mut documents = Vec::new();
        let gathered = index.candidates.iter().zip(&own).zip(&titles).zip(&software_of);
        for (((candidate, own), titles), software) in gathered {
            // What is said of its software, or of it as a whole, is no document to stand beside those of actors whose deeds
            // are told one by one.
            if own.is_empty() {
                documents.push(Row::new());
                continue;
            }
            add_sentences(&mut sums, own);
            for title in titles.iter().filter_map(|report| wording.reports.get(*report as usize)) {
                sums.add_counts(title, 1.0);
            }
            for text in software.iter().filter_map(|software| software_texts.get(software)) {
                sums.add_row(text, 1.0);
            }
            if let Some(description) = wording.actors.get(candidate.actor as usize).filter(|_| as_of.is_none()) {
                sums.add_counts(description, 1.0);
            }
            documents.push(sums.take());
        }
        Self { documents, reports: titles.iter().map(Vec::len).collect(), texts, candidate_of }
    }
}

/// Of each actor of the pack, the candidate that it counts for.
fn candidate_of(pack: &Pack, index: &Index) -> Vec<Option<u32>> {
    let mut candidate_of = vec![None; pack.actors.len()];
    for (at, candidate) in (0_u32..).zip(&index.candidates) {
        for actor in std::iter::once(&candidate.actor).chain(&candidate.pooled) {
            if let Some(place) = candidate_of.get_mut(*actor as usize) {
                *place = Some(at);
            }
        }
    }
    candidate_of
}

/// The entry that stands for software in comparisons.
fn stands_for(pack: &Pack, software: u32) -> u32 {
    pack.software.get(software as usize).and_then(|entry| entry.same_as).unwrap_or(software)
}
