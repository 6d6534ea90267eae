use dunant_vocabulary::Date;
use serde::Serialize;

/// What one factor of a prior rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum PriorNote {
    /// No report about the actor has a day.
    NoDatedReport,
    /// How near to the day the nearest report about the actor is.
    NearestReport {
        /// Days between the two.
        days: u32,
        /// The day asked about.
        day: Date,
    },
    /// How many reports speak of the actor.
    Reports {
        /// The reports.
        reports: u32,
    },
    /// How often sources say whom the actor targets, and how often they say it of this victim.
    Targets {
        /// Claims of the victim's country or sector.
        same: u32,
        /// Claims of any.
        all: u32,
        /// The victim's country or sector, by name.
        name: String,
    },
}

/// What a reader must know of all priors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum PriorRemark {
    /// The victim's country and sector are not used, because claims of targets carry no dates and knowledge as of a day is asked.
    TargetsNotUsed,
    /// Claims of targets carry no dates and may count this very incident, so they move a prior only a little.
    TargetsMayCountThisIncident,
}
