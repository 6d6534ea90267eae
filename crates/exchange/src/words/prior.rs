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
        PriorNote::Reports { reports: 1 } => "1 report speaks of it".to_owned(),
        PriorNote::Reports { reports } => format!("{reports} reports speak of it"),
        PriorNote::Targets { all: 0, .. } => format!("no source says which {kind} it targets: neutral"),
        PriorNote::Targets { same: 0, all, name } => {
            format!("sources say {} which {kind} it targets, never {name}", how_often(*all))
        }
        PriorNote::Targets { same, all, name } => {
            format!("sources say {} which {kind} it targets, {}", how_often(*all), of_these(*same, *all, name))
        }
        // A note that a later engine adds.
        _ => String::new(),
    }
}

fn how_often(times: u32) -> String {
    match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    }
}

/// `27 of them Ukraine`; of one the name alone.
fn of_these(same: u32, all: u32, name: &str) -> String {
    if all == 1 { name.to_owned() } else { format!("{same} of them {name}") }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_is_no_times() {
        let said = |same, all| {
            prior_note(PriorPart::VictimSector, &PriorNote::Targets { same, all, name: "healthcare".to_owned() })
        };
        assert_eq!(said(1, 1), "sources say once which sectors it targets, healthcare");
        assert_eq!(said(0, 1), "sources say once which sectors it targets, never healthcare");
        assert_eq!(said(1, 2), "sources say twice which sectors it targets, 1 of them healthcare");
        assert_eq!(said(2, 7), "sources say 7 times which sectors it targets, 2 of them healthcare");
    }
}
