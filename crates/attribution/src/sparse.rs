/// Values of terms, sorted by term, each term once.
pub(crate) type Row = Vec<(u32, f64)>;

/// How often each term stands in a list of terms; sorted by term.
pub(crate) fn counted(mut terms: Vec<u32>) -> Vec<(u32, u32)> {
    terms.sort_unstable();
    let mut counts: Vec<(u32, u32)> = Vec::new();
    for term in terms {
        match counts.last_mut() {
            Some((last, count)) if *last == term => *count = count.saturating_add(1),
            _ => counts.push((term, 1)),
        }
    }
    counts
}

/// What a text asks of an index: the square root of each term's count, which counts no higher than `repeats`.
pub(crate) fn query(counts: &[(u32, u32)], repeats: u32) -> Row {
    counts.iter().map(|(term, count)| (*term, f64::from((*count).min(repeats)).sqrt())).collect()
}

/// The sum of a row's values, in the order of its terms.
pub(crate) fn total(row: &[(u32, f64)]) -> f64 {
    row.iter().map(|(_, value)| value).sum()
}

/// The row at Euclidean length 1; a row of nothing stays nothing.
pub(crate) fn at_unit_length(mut row: Row) -> Row {
    let length = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|(_, value)| *value /= length);
    }
    row
}

/// Adds rows up, each value in the order in which it came, whatever the order of terms.
#[derive(Debug)]
pub(crate) struct Accumulator {
    values: Vec<f64>,
    /// A bit for each term, set where it was added to: read in order they need no sorting.
    held: Vec<u64>,
    /// Terms that were added to.
    count: usize,
}

impl Accumulator {
    /// Nothing yet, of terms below `terms`. Terms from there on are passed over.
    pub(crate) fn new(terms: usize) -> Self {
        Self { values: vec![0.0; terms], held: vec![0; terms.div_ceil(64)], count: 0 }
    }

    /// Adds to one term.
    pub(crate) fn add(&mut self, term: u32, value: f64) {
        let at = term as usize;
        let (Some(sum), Some(held)) = (self.values.get_mut(at), self.held.get_mut(at / 64)) else { return };
        *sum += value;
        let bit = 1 << (at % 64);
        self.count += usize::from(*held & bit == 0);
        *held |= bit;
    }

    /// Adds counts, each `factor` times.
    pub(crate) fn add_counts(&mut self, counts: &[(u32, u32)], factor: f64) {
        counts.iter().for_each(|(term, count)| self.add(*term, f64::from(*count) * factor));
    }

    /// Adds a row, `factor` times.
    pub(crate) fn add_row(&mut self, row: &[(u32, f64)], factor: f64) {
        row.iter().for_each(|(term, value)| self.add(*term, value * factor));
    }

    /// The sums, and begins anew.
    pub(crate) fn take(&mut self) -> Row {
        let mut row = Row::with_capacity(std::mem::take(&mut self.count));
        for ((first, held), values) in (0_u32..).step_by(64).zip(&mut self.held).zip(self.values.chunks_mut(64)) {
            let mut bits = std::mem::take(held);
            while bits != 0 {
                let bit = bits.trailing_zeros();
                bits &= bits - 1;
                if let Some(sum) = values.get_mut(bit as usize) {
                    row.push((first + bit, std::mem::take(sum)));
                }
            }
        }
        row
    }
}

/// Of each term, the rows that hold it and with which value: an inverted index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    /// Where each term's entries start; one more than there are terms.
    starts: Vec<usize>,
    /// Row and value, by term, then by row.
    entries: Vec<(u32, f64)>,
}

impl Postings {
    /// Turns `rows` around. Terms from `terms` on are passed over.
    pub(crate) fn of(rows: &[Row], terms: usize) -> Self {
        let mut starts = vec![0_usize; terms + 1];
        for (term, _) in rows.iter().flatten() {
            if let Some(next) = starts.get_mut(*term as usize + 1) {
                *next += 1;
            }
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); before];
        for (at, row) in (0_u32..).zip(rows) {
            for (term, value) in row.iter().filter(|(term, _)| (*term as usize) < terms) {
                let Some(place) = next.get_mut(*term as usize) else { continue };
                if let Some(entry) = entries.get_mut(*place) {
                    *entry = (at, *value);
                }
                *place += 1;
            }
        }
        Self { starts, entries }
    }

    /// The rows that hold a term, first row first.
    pub(crate) fn holding(&self, term: u32) -> &[(u32, f64)] {
        let at = term as usize;
        let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) else { return &[] };
        self.entries.get(*start..*end).unwrap_or_default()
    }

    /// The value of a term in a row.
    pub(crate) fn value(&self, term: u32, row: u32) -> f64 {
        let held = self.holding(term);
        let found = held.binary_search_by_key(&row, |(at, _)| *at).ok().and_then(|at| held.get(at));
        found.map_or(0.0, |(_, value)| *value)
    }

    /// Adds to `sums`, one a row, the inner product of the row and `query`.
    pub(crate) fn add_products(&self, query: &[(u32, f64)], sums: &mut [f64]) {
        for (term, asked) in query {
            for (row, value) in self.holding(*term) {
                if let Some(sum) = sums.get_mut(*row as usize) {
                    *sum += asked * value;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_and_rows_turned_around() {
        assert_eq!(counted(vec![4, 1, 4]), [(1, 1), (4, 2)]);
        let postings = Postings::of(&[vec![(0, 1.0), (2, 2.0)], vec![], vec![(2, 3.0), (9, 1.0)]], 3);
        assert_eq!(postings.holding(2), [(0, 2.0), (2, 3.0)]);
        assert!(postings.holding(1).is_empty() && postings.holding(9).is_empty());
        assert!((postings.value(2, 2) - 3.0).abs() < 1e-12 && postings.value(2, 1).abs() < 1e-12);
        let mut sums = [0.0; 3];
        postings.add_products(&[(0, 1.0), (2, 10.0)], &mut sums);
        assert_eq!(sums.map(|sum| sum as u32), [21, 0, 30]);
    }

    #[test]
    fn an_accumulator_begins_anew_after_it_was_taken() {
        let mut sums = Accumulator::new(3);
        sums.add(2, 1.0);
        sums.add(7, 1.0);
        sums.add_counts(&[(0, 2), (2, 1)], 0.5);
        assert_eq!(sums.take(), [(0, 1.0), (2, 1.5)]);
        assert!(sums.take().is_empty());
    }
}
