//! What a prior rests on, in words.

use dunant_attribution::{PriorNote, PriorPart, PriorRemark};

use super::contribution::span;

/// What one factor of a prior rests on.
pub(crate) fn prior_note(what: PriorPart, note: &PriorNote) -> String {
    let kind = if what == PriorPart::VictimSector { "sectors" } else { "countries" };
    match note {
        PriorNote::NoDatedReport => "no report about it has a day".to_owned(),
        PriorNote::NearestReport { days, day } => {
            format!("the nearest report about it is {} from {day}; nearer ones count more", span(*days))
        }
        PriorNote::Reports { reports } => format!("{reports} reports speak of it"),
        PriorNote::Targets { all: 0, .. } => format!("no source says which {kind} it targets: neutral"),
        PriorNote::Targets { same: 0, all, name } => {
            format!("sources say {all} times which {kind} it targets, never {name}")
        }
        PriorNote::Targets { same, all, name } => {
            format!("sources say {all} times which {kind} it targets, {same} of them {name}")
        }
        // A note that a later engine adds.
        _ => String::new(),
    }
}

/// What to know of all priors, as a sentence.
pub(crate) fn prior_remark(remark: &PriorRemark) -> &'static str {
    match remark {
        PriorRemark::TargetsNotUsed => {
            "The victim's country and sector are not used: what sources say of an actor's targets has no dates, and may have \
             become known later."
        }
        PriorRemark::TargetsMayCountThisIncident => {
            "What sources say of an actor's targets has no dates and may count this very incident; so it moves a prior only a \
             little."
        }
        // A remark that a later engine adds.
        _ => "",
    }
}
