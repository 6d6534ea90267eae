use serde::Serialize;

/// A rule of naming that is not met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum UnmetRule {
    /// The pack knows no actor.
    NoKnownActor,
    /// Nothing in the evidence can be compared with known actors: no feature that some actor is known to show, and no wording. Every
    /// hypothesis has the probability that it had before. Stands alone.
    NothingCompared,
    /// Software that speaks for the lead is only listed: no item says that it was found or used. Said beside a rule that is not met.
    OnlyListed {
        /// Programs that the actor is known to use and whose names items only list.
        software: u32,
    },
    /// Too few features are known of any actor.
    TooFewFeatures {
        /// Distinct features that some actor is known to show, public tools not counted.
        known: u32,
        /// Features that naming takes.
        needed: u32,
    },
    /// The lead is too improbable.
    PosteriorTooLow {
        /// The lead's posterior.
        posterior: f64,
        /// The posterior that naming takes.
        needed: f64,
    },
    /// The lead is not far enough ahead of the next actor.
    MarginTooNarrow {
        /// The lead's posterior over the next actor's.
        ratio: f64,
        /// The ratio that naming takes.
        needed: f64,
    },
    /// What is hard to imitate says too little for the lead.
    TooLittleHardToImitate {
        /// Natural logarithm of its likelihood ratio.
        log_likelihood_ratio: f64,
        /// The logarithm that naming takes.
        needed: f64,
    },
    /// Fewer independent sources than naming takes speak for the lead, and none of them was graded well enough to stand alone.
    UngradedSources {
        /// Independent sources that speak for the lead.
        sources: u32,
        /// Sources that naming takes.
        needed: u32,
    },
    /// Without one thing that is hard to imitate, and all that rests on it, the lead falls behind, or what is left says too little.
    HangsOnOne {
        /// The thing, for people.
        feature: String,
        /// The lead's rank among actors without it.
        rank: u32,
        /// Natural logarithm of the likelihood ratio of all that is left, for the lead.
        log_likelihood_ratio: f64,
        /// The worst rank that naming takes.
        needed_rank: u32,
        /// The logarithm that naming takes.
        needed: f64,
    },
    /// Without its strongest features the lead would fall behind.
    HangsOnFew {
        /// Features removed.
        removed: u32,
        /// The lead's rank among actors without them.
        rank: u32,
        /// Actors ranked.
        of: u32,
        /// The worst rank that naming takes.
        needed: u32,
    },
    /// Items that, read alone, point to another actor.
    ItemsPointElsewhere {
        /// Items, of independent sources.
        items: u32,
        /// The actor that the first of them points to.
        actor: String,
    },
}
