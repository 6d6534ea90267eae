use super::documents::Documents;
use crate::model::WordingNumbers;
use crate::okapi::{Okapi, by_count, inverse_document_frequency};
use crate::sparse::{Postings, Row, total};
use dunant_knowledge::Wording;

/// The weight of each term for each candidate.
#[derive(Debug)]
pub(super) struct Weights {
    by_term: Postings,
    /// Of each term, whether it is one word rather than a pair of neighbours.
    single: Vec<bool>,
    pub(super) candidates: usize,
    /// Of each candidate, whether anything is known of it in words.
    pub(super) documented: Vec<bool>,
}

impl Weights {
    /// BM25 with the square of the inverse document frequency, lowered for terms that real prose of the field often holds.
    pub(super) fn of(wording: &Wording, documents: &Documents, numbers: &WordingNumbers) -> Self {
        let terms = wording.terms.len();
        let single: Vec<bool> = wording.terms.iter().map(|term| !term.text.contains(' ')).collect();
        let documented: Vec<bool> = documents.documents.iter().map(|row| !row.is_empty()).collect();
        let lengths: Vec<f64> = documents.documents.iter().map(|row| total(row).max(numbers.length_floor)).collect();
        let average = average_length(&lengths, &documented, &documents.reports, numbers.length_reports);
        let mut holding = vec![0_u32; terms];
        for (term, _) in documents.documents.iter().flatten() {
            if let Some(count) = holding.get_mut(*term as usize) {
                *count += 1;
            }
        }
        let known = documented.iter().filter(|known| **known).count() as f64;
        let rarity = by_count(&holding, |holding| inverse_document_frequency(known, holding).powf(numbers.rarity));
        let real: Vec<u32> = wording.terms.iter().map(|term| term.real).collect();
        let real = by_count(&real, |holding| realness(holding, wording.real_texts).powf(numbers.realness));
        let factors: Vec<f64> = (rarity.iter().zip(&real).zip(&single))
            .map(|((rarity, real), single)| rarity * real * if *single { 1.0 } else { numbers.pair })
            .collect();
        let okapi = Okapi { saturation: numbers.saturation, length: numbers.length };
        let weighed = documents.documents.iter().zip(&lengths).map(|(row, length)| -> Row {
            let factor = |term: u32| factors.get(term as usize).copied().unwrap_or(0.0);
            row.iter().map(|(term, count)| (*term, factor(*term) * okapi.weight(*count, length / average))).collect()
        });
        let rows: Vec<Row> = weighed.collect();
        Self { by_term: Postings::of(&rows, terms), single, candidates: rows.len(), documented }
    }

    /// Whether a term belongs to the vocabulary.
    pub(super) fn knows(&self, term: u32) -> bool {
        (term as usize) < self.single.len()
    }

    /// Whether a term is one word rather than a pair of neighbours.
    pub(super) fn is_single(&self, term: u32) -> bool {
        self.single.get(term as usize).copied().unwrap_or(false)
    }

    /// How like each candidate's document a text is: the mean weight of its terms, by their shares of the text.
    pub(super) fn likeness(&self, shares: &[(u32, f64)]) -> Vec<f64> {
        let mut sums = vec![0.0; self.candidates];
        self.by_term.add_products(shares, &mut sums);
        sums
    }

    /// The weight of a term for the candidate at a position.
    pub(super) fn weight(&self, term: u32, candidate: u32) -> f64 {
        self.by_term.value(term, candidate)
    }
}

/// The mean length over documents that rest on enough reports, over all where none does.
fn average_length(lengths: &[f64], documented: &[bool], reports: &[usize], least: u32) -> f64 {
    let mean = |least: usize| {
        let held = lengths.iter().zip(documented).zip(reports);
        let held: Vec<f64> =
            held.filter(|((_, known), reports)| **known && **reports >= least).map(|((l, _), _)| *l).collect();
        (!held.is_empty()).then(|| held.iter().sum::<f64>() / held.len() as f64)
    };
    mean(least as usize).or_else(|| mean(0)).unwrap_or(1.0)
}

/// How rare a term is in real prose of the field: 1 where no text holds it or none was counted, 0 where all do.
fn realness(holding: f64, texts: u32) -> f64 {
    if texts == 0 {
        return 1.0;
    }
    let all = f64::from(texts).ln_1p();
    ((all - holding.ln_1p()) / all).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_of_no_real_text_is_fully_rare_and_one_of_all_is_not_rare() {
        assert!((realness(0.0, 1000) - 1.0).abs() < 1e-12);
        assert!(realness(1000.0, 1000).abs() < 1e-12);
        assert!((realness(7.0, 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn documents_of_few_reports_do_not_make_the_average() {
        let lengths = [1000.0, 3000.0, 5000.0];
        assert!((average_length(&lengths, &[true; 3], &[1, 3, 4], 3) - 4000.0).abs() < 1e-9);
        assert!((average_length(&lengths, &[true, true, false], &[1, 2, 4], 3) - 2000.0).abs() < 1e-9);
    }
}
