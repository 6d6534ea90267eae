/// Okapi BM25's weight of a term in a document, after Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Okapi {
    /// k1: how soon more of the same term adds nothing.
    pub(crate) saturation: f64,
    /// b: how much a document longer than the average is held against it, from 0 to 1.
    pub(crate) length: f64,
}

impl Okapi {
    /// The weight of a term that stands `count` times in a document `relative_length` times as long as the average.
    pub(crate) fn weight(self, count: f64, relative_length: f64) -> f64 {
        let norm = 1.0 - self.length + self.length * relative_length;
        count * (self.saturation + 1.0) / (count + self.saturation * norm)
    }
}

/// Inverse document frequency of a term that `holding` of `documents` hold; above zero for every term.
pub(crate) fn inverse_document_frequency(documents: f64, holding: f64) -> f64 {
    ((documents - holding + 0.5) / (holding + 0.5)).ln_1p()
}

/// What `weigh` gives for each of `counts`; small counts, which thousands of terms share, are weighed once.
pub(crate) fn by_count(counts: &[u32], weigh: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut known = [None; 1024];
    let each = counts.iter().map(|count| match known.get_mut(*count as usize) {
        Some(known) => *known.get_or_insert_with(|| weigh(f64::from(*count))),
        None => weigh(f64::from(*count)),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_counts_weigh_the_same_and_each_what_it_would_alone() {
        assert_eq!(by_count(&[4, 1, 4, 0, 1 << 20], f64::sqrt), [2.0, 1.0, 2.0, 0.0, 1024.0]);
    }

    #[test]
    fn a_term_weighs_less_in_a_longer_document_and_never_more_than_saturation_allows() {
        let okapi = Okapi { saturation: 1.5, length: 0.9 };
        assert!((okapi.weight(1.0, 1.0) - 1.0).abs() < 1e-12);
        assert!(okapi.weight(1.0, 2.0) < okapi.weight(1.0, 1.0));
        assert!(okapi.weight(1e9, 1.0) < 2.5);
    }

    #[test]
    fn a_term_that_every_document_holds_still_weighs_a_little() {
        let everywhere = inverse_document_frequency(100.0, 100.0);
        assert!(everywhere > 0.0 && everywhere < inverse_document_frequency(100.0, 1.0));
    }
}
