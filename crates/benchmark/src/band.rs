use dunant_vocabulary::{Likelihood, Probability};
use serde::Serialize;

use crate::measure::Outcome;

/// How often the first candidate was right where its probability had one word of ICD 203.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// The word.
    pub likelihood: Likelihood,
    /// The probabilities that it stands for.
    pub range: (f64, f64),
    /// Items whose first candidate had such a probability.
    pub items: usize,
    /// Share of them in which it was right.
    pub observed: f64,
    /// Wilson's 95 % interval of that share.
    pub interval: (f64, f64),
}

impl Band {
    /// Whether the observed share lies within the band, or the band meets the share's interval.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.interval.0 <= self.range.1 && self.interval.1 >= self.range.0
    }
}

/// The bands that occur, least likely first.
pub(crate) fn bands(outcomes: &[Outcome]) -> Vec<Band> {
    const LIMITS: [f64; 8] = [0.0, 0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 1.0];
    let mut bands = Vec::new();
    for (likelihood, range) in Likelihood::ALL.into_iter().zip(LIMITS.windows(2)) {
        let [low, high] = range else { continue };
        let said = |outcome: &&Outcome| {
            let first = outcome.sure.and_then(|sure| Probability::try_new(sure.first.clamp(0.0, 1.0)).ok());
            first.is_some_and(|first| Likelihood::of(first) == likelihood)
        };
        let held: Vec<&Outcome> = outcomes.iter().filter(said).collect();
        if held.is_empty() {
            continue;
        }
        let right = held.iter().filter(|outcome| outcome.rank == Some(1)).count();
        let observed = right as f64 / held.len() as f64;
        let interval = wilson(observed, held.len() as f64);
        bands.push(Band { likelihood, range: (*low, *high), items: held.len(), observed, interval });
    }
    bands
}

/// Wilson's score interval at 95 % (Wilson, 1927).
fn wilson(share: f64, count: f64) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    let spread = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let (middle, scale) = (share + Z * Z / (2.0 * count), 1.0 + Z * Z / count);
    (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_half_of_twenty_is_wilsons() {
        let (low, high) = wilson(0.5, 20.0);
        assert!((low - 0.2993).abs() < 1e-3 && (high - 0.7007).abs() < 1e-3, "{low} {high}");
    }
}
