use crate::{Figure, Measures};

/// A measure as tables show it.
pub(crate) struct Measure {
    pub(crate) name: &'static str,
    pub(crate) better: Better,
    /// One plain sentence: what it says.
    pub(crate) says: &'static str,
    pub(crate) of: fn(&Measures) -> Option<Figure>,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Better {
    Higher,
    Lower,
    /// A description, not a merit.
    Neither,
}

impl Better {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Higher => "Higher is better",
            Self::Lower => "Lower is better",
            Self::Neither => "Neither way is better",
        }
    }
}

/// How well candidates are put in order: every ranker has these.
pub(crate) const RANKS: [Measure; 4] = [
    Measure {
        name: "top-1",
        better: Better::Higher,
        says: "How often the group that did it is put first.",
        of: |m| m.top_1,
    },
    Measure { name: "top-5", better: Better::Higher, says: "How often it is among the first five.", of: |m| m.top_5 },
    Measure { name: "top-10", better: Better::Higher, says: "How often it is among the first ten.", of: |m| m.top_10 },
    Measure {
        name: "MRR",
        better: Better::Higher,
        says: "Mean reciprocal rank: 1 where it is first, 1/2 where second, 1/3 where third; the mean of these.",
        of: |m| m.mean_reciprocal_rank,
    },
];

/// What probabilities and the rules of naming are worth: Dunant alone has these.
pub(crate) const PROBABILITIES: [Measure; 11] = [
    Measure {
        name: "log-loss",
        better: Better::Lower,
        says: "How surprising the truth was to the probabilities given (natural logarithm); 0 would be certainty of the truth.",
        of: |m| m.log_loss,
    },
    Measure {
        name: "Brier",
        better: Better::Lower,
        says: "Squared distance between the first candidate's probability and whether it was right.",
        of: |m| m.brier,
    },
    Measure {
        name: "ECE",
        better: Better::Lower,
        says: "Expected calibration error: how far the first candidate's probability is from how often it is right, in ten bins.",
        of: |m| m.calibration_error,
    },
    Measure {
        name: "Cllr",
        better: Better::Lower,
        says: "Log-likelihood-ratio cost: what the likelihood ratios lose; 0 is perfect, 1 says nothing, above 1 misleads.",
        of: |m| m.ratio_cost,
    },
    Measure {
        name: "unknown-AUROC",
        better: Better::Higher,
        says: "How often a group that the knowledge does not hold is told from one that it holds; 0.5 is a coin.",
        of: |m| m.unknown_auroc,
    },
    Measure {
        name: "coverage p>=.5",
        better: Better::Higher,
        says: "Share of items whose first candidate has a probability of at least one half; worth having where precision is high.",
        of: |m| m.coverage_at_half,
    },
    Measure {
        name: "precision p>=.5",
        better: Better::Higher,
        says: "How often that candidate is right.",
        of: |m| m.precision_at_half,
    },
    Measure {
        name: "unknown p>=.5",
        better: Better::Lower,
        says: "How often somebody has a probability of at least one half where the group that did it is not in the knowledge.",
        of: |m| m.unknown_at_half,
    },
    Measure {
        name: "named",
        better: Better::Neither,
        says: "Share of items in which the rules of naming allow a name.",
        of: |m| m.named,
    },
    Measure {
        name: "named, right",
        better: Better::Higher,
        says: "How often that name is right.",
        of: |m| m.named_right,
    },
    Measure {
        name: "unknown named",
        better: Better::Lower,
        says: "How often somebody is named where the group that did it is not in the knowledge: a false accusation.",
        of: |m| m.unknown_named,
    },
];
