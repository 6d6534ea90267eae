use dunant_record::{Timestamp, VerifiedCheckpoint};

/// When the tree of a checkpoint was there, as its witnesses bound it: of *f* that lie, and of no more.
///
/// A cosignature says: at this second, this was the largest tree that I had seen. One of *f* + 1 witnesses tells the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// What the tree holds existed by then: the (*f* + 1)-th smallest time. Nothing where too few witnesses say a time.
    pub not_after: Option<Timestamp>,
    /// By now it is surely as late: the (*f* + 1)-th largest time.
    pub at_least: Option<Timestamp>,
}

impl Bounds {
    /// The bounds by the witnesses of `checkpoint`, of whom at most `liars` lie. The time zero, which a cosignature without a time has,
    /// bounds nothing.
    #[must_use]
    pub fn of(checkpoint: &VerifiedCheckpoint, liars: usize) -> Self {
        let times = checkpoint.witnessed().iter().map(|(_, time)| *time).filter(|time| time.seconds() > 0);
        Self::by(times.collect(), liars)
    }

    fn by(mut times: Vec<Timestamp>, liars: usize) -> Self {
        times.sort_unstable();
        Self { not_after: times.get(liars).copied(), at_least: times.iter().rev().nth(liars).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(times: &[u64], liars: usize) -> (Option<u64>, Option<u64>) {
        let times = times.iter().map(|seconds| Timestamp::from_seconds(*seconds).unwrap()).collect();
        let bounds = Bounds::by(times, liars);
        (bounds.not_after.map(Timestamp::seconds), bounds.at_least.map(Timestamp::seconds))
    }

    #[test]
    fn a_witness_that_lies_moves_no_bound_past_what_an_honest_one_says() {
        assert_eq!(by(&[100, 103, 101], 0), (Some(100), Some(103)));
        assert_eq!(by(&[100, 103, 101], 1), (Some(101), Some(101)));
        assert_eq!(by(&[100, 103, 101, 999_999], 1), (Some(101), Some(103)));
        assert_eq!(by(&[1, 103, 101, 102], 1), (Some(101), Some(102)));
    }

    #[test]
    fn too_few_witnesses_bound_nothing() {
        assert_eq!(by(&[], 0), (None, None));
        assert_eq!(by(&[100], 1), (None, None));
    }
}
