use dunant_vocabulary::Date;

use crate::{FeatureKey, WordingScores};

/// What evidence asks of an index: the features that it shows, its wording, and the day around which activity counts.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The features, each once.
    pub features: Vec<Shown>,
    /// Names of software or techniques that the pack does not know; they count as features that nobody is known to show.
    pub unrecognised: u32,
    /// How the wording of its prose compares, where it has enough of it.
    pub wording: Option<WordingScores>,
    /// The day around which activity counts; none leaves activity out.
    pub reference: Option<Date>,
}

/// A feature that evidence shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// Which.
    pub key: FeatureKey,
    /// How certainly it is shown, above 0 to 1: 1 where an item names it, less where it was read out of prose.
    pub certainty: f64,
    /// Software whose name is all that the evidence has of it counts as a public tool does: anybody can write a name down.
    pub listed: bool,
}

impl Query {
    /// Features that are named, and nothing else.
    #[must_use]
    pub fn of_features(features: &[FeatureKey], reference: Option<Date>) -> Self {
        let features = features.iter().map(|key| Shown { key: *key, certainty: 1.0, listed: false }).collect();
        Self { features, reference, ..Self::default() }
    }
}
