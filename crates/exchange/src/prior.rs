//! What was believed before the evidence and why, in words.

use dunant_attribution::{Assessment, Context, Hypothesis, PriorPart, Subject};

use crate::words::{factor, percent, prior_remark};

/// What the priors rest on, in sentences.
pub(crate) fn basis(assessment: &Assessment) -> Vec<String> {
    let unknown = assessment.hypotheses.iter().find(|hypothesis| hypothesis.subject == Subject::Unknown);
    let Some(unknown) = unknown else { return Vec::new() };
    let basis = &assessment.prior_basis;
    let mut lines =
        vec![format!("Before the evidence an unknown actor has {} (`--unknown-prior`).", percent(unknown.prior))];
    let reasons = reasons(assessment);
    lines.push(match (basis.context, reasons.as_slice()) {
        (Context::Ignored, _) | (_, []) => {
            "Every known actor has the same share of the rest: context was not used.".to_owned()
        }
        (Context::Used, [only]) => {
            format!("The known ones share the rest by {only}; `--context off` gives each the same.")
        }
        (Context::Used, [first @ .., last]) => format!(
            "The known ones share the rest by {} and {last}; `--context off` gives each the same.",
            first.join(", ")
        ),
    });
    lines.extend(basis.remarks.iter().map(|remark| prior_remark(remark).to_owned()));
    lines
}

/// What the known actors differ by, each in a few words.
fn reasons(assessment: &Assessment) -> Vec<String> {
    let basis = &assessment.prior_basis;
    let mut parts: Vec<PriorPart> =
        assessment.hypotheses.iter().flat_map(|h| &h.prior_contributions).map(|part| part.what).collect();
    parts.sort_unstable();
    parts.dedup();
    let words = |part: PriorPart| {
        Some(match part {
            PriorPart::Activity => match basis.day {
                Some(day) => format!("how active they were around {day}"),
                None => "how active they were".to_owned(),
            },
            PriorPart::Reports => "how much is written of them".to_owned(),
            PriorPart::VictimCountry => {
                format!("whether sources say that they target the victim's country ({})", basis.victim.country?.name())
            }
            PriorPart::VictimSector => {
                format!("whether sources say that they target its sector ({})", basis.victim.sector?.word())
            }
        })
    };
    parts.into_iter().filter_map(words).collect()
}

/// What made a hypothesis's prior, in a line: `Before the evidence 1.2 %: activity ×5.1, country ×1.3`.
pub(crate) fn line(hypothesis: &Hypothesis) -> String {
    let before = percent(hypothesis.prior);
    if hypothesis.subject == Subject::Unknown {
        return format!("Before the evidence {before}, as set.");
    }
    let factors = hypothesis.prior_contributions.iter().map(|part| {
        let what = match part.what {
            PriorPart::Activity => "activity",
            PriorPart::Reports => "reports",
            PriorPart::VictimCountry => "country",
            PriorPart::VictimSector => "sector",
        };
        format!("{what} {}", factor(part.log_factor))
    });
    let factors: Vec<String> = factors.collect();
    if factors.is_empty() {
        return format!("Before the evidence {before}, as any other known actor.");
    }
    format!("Before the evidence {before}: {}.", factors.join(", "))
}

/// What a part of a prior is.
pub(crate) fn part(part: PriorPart) -> &'static str {
    match part {
        PriorPart::Activity => "activity around the day",
        PriorPart::Reports => "how much is written of it",
        PriorPart::VictimCountry => "the victim's country",
        PriorPart::VictimSector => "the victim's sector",
    }
}
