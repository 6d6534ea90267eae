mod nearest;
mod training;

use std::collections::BTreeSet;

use dunant_knowledge::Pack;
use dunant_vocabulary::Date;

use crate::Model;
use crate::model::ExtractionNumbers;
use crate::okapi::{Okapi, by_count, inverse_document_frequency};
use crate::sparse::{Accumulator, Postings, Row, at_unit_length, counted, query, total};
use dunant_evidence::Passage;
use nearest::Nearest;
use training::Training;

/// Reads techniques out of sentences: compares each with every sentence in which a source said that somebody used a technique.
///
/// Five scores, each standardised over all techniques, add up to a logit; see `[extraction]` in model.toml.
#[derive(Debug, Clone)]
pub struct TechniqueReader {
    numbers: ExtractionNumbers,
    /// The techniques that can be read, by position in the pack.
    techniques: Vec<u32>,
    /// Of each of them, its family's position in `family`.
    families: Vec<u32>,
    inverse_frequencies: Vec<f64>,
    /// BM25 weights of techniques' documents.
    technique: Postings,
    /// The same of families' documents.
    family: Postings,
    family_count: usize,
    /// The mean direction of a technique's sentences and description.
    centre: Postings,
    /// The direction of a technique's name.
    name: Postings,
    nearest: Nearest,
}

/// The technique that a sentence most likely describes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadTechnique {
    /// Which, by position in the pack.
    pub technique: u32,
    /// How probable it is among all techniques, given that the sentence describes one. Honest below 0.6, too sure above: what
    /// is said to be 0.98 was right in nine of ten.
    pub probability: f64,
    /// Whether it may be shown without a question mark: probable, near the technique's sentences, and not for one word alone.
    pub sure: bool,
}

/// What a sentence comes to for every technique that can be read.
struct Scores {
    /// The sentence's direction.
    direction: Row,
    /// Cosine with each technique's centre.
    centre: Vec<f64>,
    probabilities: Vec<f64>,
}

impl TechniqueReader {
    /// Learns from what `pack` says, leaving out sentences that cite no report published before `as_of` and those that cite a
    /// report at the positions `left_out`. Techniques' names and descriptions count always: they say what the terms mean.
    #[must_use]
    pub fn build(pack: &Pack, model: &Model, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> Self {
        let numbers = model.extraction;
        let training = Training::gather(pack, as_of, left_out);
        let terms = training.terms;
        let mut sums = Accumulator::new(terms);
        let documents: Vec<Row> = training.documents(numbers.name, &mut sums);
        let families: Vec<Row> = training.family_documents(&documents, &mut sums);

        let mut holding = vec![0_u32; terms];
        let bags = training.sentences.iter().map(|(_, bag)| &**bag).chain(training.descriptions.iter().copied());
        for (term, _) in bags.flatten() {
            if let Some(count) = holding.get_mut(*term as usize) {
                *count += 1;
            }
        }
        let texts = 1.0 + (training.sentences.len() + training.techniques.len()) as f64;
        let inverse_frequencies = by_count(&holding, |holding| (texts / (1.0 + holding)).ln());

        let directions: Vec<Row> =
            training.sentences.iter().map(|(_, bag)| direction(bag, &inverse_frequencies)).collect();
        let centres = training.centres(&directions, &inverse_frequencies, &mut sums);
        let names = training.names.iter().map(|bag| {
            let once: Vec<(u32, u32)> = bag.iter().map(|(term, _)| (*term, 1)).collect();
            direction(&once, &inverse_frequencies)
        });
        let names: Vec<Row> = names.collect();
        Self {
            numbers,
            technique: Postings::of(&okapi_rows(&documents, terms, &numbers), terms),
            family: Postings::of(&okapi_rows(&families, terms, &numbers), terms),
            family_count: families.len(),
            centre: Postings::of(&centres, terms),
            name: Postings::of(&names, terms),
            nearest: Nearest::of(&training, &directions),
            families: training.families,
            techniques: training.techniques,
            inverse_frequencies,
        }
    }

    /// The technique that the sentence most likely describes; `None` where it is too short, too improbable or too far from
    /// what sources wrote of the technique to count.
    #[must_use]
    pub fn read(&self, passage: &Passage) -> Option<ReadTechnique> {
        let numbers = &self.numbers;
        let scores = self.scores(&passage.terms, numbers.least_terms)?;
        let (at, probability) = first_highest(&scores.probabilities)?;
        let cosine = scores.centre.get(at).copied().unwrap_or(0.0);
        if probability < numbers.count_probability || cosine < numbers.count_cosine {
            return None;
        }
        let row = u32::try_from(at).ok()?;
        let one_term = scores.direction.iter().map(|(term, value)| value * self.centre.value(*term, row));
        let strongest = one_term.fold(0.0, f64::max);
        let sure = probability >= numbers.sure_probability
            && cosine >= numbers.sure_cosine
            && strongest <= numbers.sure_share * cosine;
        Some(ReadTechnique { technique: *self.techniques.get(at)?, probability, sure })
    }

    /// Every technique that can be read, by position in the pack, with its probability given that a sentence of these `terms`
    /// describes one; most probable first. Empty where nothing is known of the terms.
    #[must_use]
    pub fn ranked(&self, terms: &[u32]) -> Vec<(u32, f64)> {
        let Some(scores) = self.scores(terms, 1) else { return Vec::new() };
        let mut ranked: Vec<(u32, f64)> = self.techniques.iter().copied().zip(scores.probabilities).collect();
        ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        ranked
    }

    fn scores(&self, terms: &[u32], least: u32) -> Option<Scores> {
        let numbers = &self.numbers;
        let known: Vec<u32> =
            terms.iter().copied().filter(|term| (*term as usize) < self.inverse_frequencies.len()).collect();
        if self.nearest.sentences() < numbers.least_sentences as usize || known.len() < least.max(1) as usize {
            return None;
        }
        let counts = counted(known);
        let asked = query(&counts, numbers.repeats);
        let direction = direction(&counts, &self.inverse_frequencies);
        let zeros = || vec![0.0; self.techniques.len()];
        let (mut technique, mut centre, mut name) = (zeros(), zeros(), zeros());
        self.technique.add_products(&asked, &mut technique);
        self.centre.add_products(&direction, &mut centre);
        self.name.add_products(&direction, &mut name);
        let mut of_family = vec![0.0; self.family_count];
        self.family.add_products(&asked, &mut of_family);
        let family: Vec<f64> =
            self.families.iter().map(|at| of_family.get(*at as usize).copied().unwrap_or(0.0)).collect();
        let neighbours = self.nearest.sums(&direction, numbers.neighbours as usize);
        let mut logits = zeros();
        for (scores, weight) in [
            (&technique, numbers.technique_weight),
            (&centre, numbers.centre_weight),
            (&family, numbers.family_weight),
            (&neighbours, numbers.neighbours_weight),
            (&name, numbers.name_weight),
        ] {
            add_standardised(scores, weight, &mut logits);
        }
        Some(Scores { direction, centre, probabilities: softmax(&logits) })
    }
}

/// The direction of a text: the logarithm of each term's count by its rarity, at unit length.
fn direction(counts: &[(u32, u32)], inverse_frequencies: &[f64]) -> Row {
    let weigh = |(term, count): &(u32, u32)| {
        let rarity = inverse_frequencies.get(*term as usize)?;
        let often = if *count > 1 { f64::from(*count).ln() } else { 0.0 };
        Some((*term, (1.0 + often) * rarity))
    };
    at_unit_length(counts.iter().filter_map(weigh).collect())
}

/// BM25 weights of each document's terms.
fn okapi_rows(documents: &[Row], terms: usize, numbers: &ExtractionNumbers) -> Vec<Row> {
    let mut holding = vec![0_u32; terms];
    for (term, _) in documents.iter().flatten() {
        if let Some(count) = holding.get_mut(*term as usize) {
            *count += 1;
        }
    }
    let all = documents.len() as f64;
    let rarity = by_count(&holding, |holding| inverse_document_frequency(all, holding));
    let lengths: Vec<f64> = documents.iter().map(|row| total(row).max(numbers.length_floor)).collect();
    let average = lengths.iter().sum::<f64>() / all.max(1.0);
    let okapi = Okapi { saturation: numbers.saturation, length: numbers.length };
    let weighed = documents.iter().zip(&lengths).map(|(row, length)| {
        let rarity = |term: u32| rarity.get(term as usize).copied().unwrap_or(0.0);
        row.iter().map(|(term, count)| (*term, rarity(*term) * okapi.weight(*count, length / average))).collect()
    });
    weighed.collect()
}

/// Adds scores to `sums`, standardised over all techniques: scores of different kinds count alike.
fn add_standardised(scores: &[f64], weight: f64, sums: &mut [f64]) {
    let all = scores.len().max(1) as f64;
    let mean = scores.iter().sum::<f64>() / all;
    let deviation = (scores.iter().map(|score| (score - mean) * (score - mean)).sum::<f64>() / all).sqrt();
    if deviation <= 0.0 {
        return;
    }
    for (sum, score) in sums.iter_mut().zip(scores) {
        *sum += weight * (score - mean) / deviation;
    }
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let highest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = logits.iter().map(|logit| (logit - highest).exp()).collect();
    let all: f64 = raw.iter().sum();
    raw.into_iter().map(|value| value / all).collect()
}

/// The highest value and where it stands first.
fn first_highest(values: &[f64]) -> Option<(usize, f64)> {
    let better = |best: Option<(usize, f64)>, (at, value): (usize, f64)| match best {
        Some((_, held)) if value <= held => best,
        _ => Some((at, value)),
    };
    values.iter().copied().enumerate().fold(None, better)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_are_all_alike_say_nothing() {
        let mut sums = [1.0, 2.0];
        add_standardised(&[3.0, 3.0], 5.0, &mut sums);
        assert!((sums[0] - 1.0).abs() < 1e-12 && (sums[1] - 2.0).abs() < 1e-12);
        add_standardised(&[1.0, 3.0], 0.5, &mut sums);
        assert!((sums[0] - 0.5).abs() < 1e-12 && (sums[1] - 2.5).abs() < 1e-12);
    }

    #[test]
    fn of_equals_the_first_is_the_highest() {
        assert_eq!(first_highest(&[1.0, 2.0, 2.0]), Some((1, 2.0)));
        assert_eq!(first_highest(&[]), None);
    }
}
