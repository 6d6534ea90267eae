//! What the answer hangs on, in words.

use dunant_attribution::{Conclusion, Outcome, Pivotal, Who};
use dunant_vocabulary::{Likelihood, Probability};

use super::{ItemNames, count, listed, percent};
use crate::document::Part;

/// Items, sources or features that the sentences name.
const NAMED: usize = 3;

/// What the answer hangs on, a sentence each; what changes it first.
pub(crate) fn pivotal(part: Part<'_>) -> Vec<String> {
    let pivotal = &part.assessment.tradecraft.pivotal;
    let Some(lead) = &pivotal.lead else { return Vec::new() };
    let names = ItemNames::of(part.document);
    let column = part.assessment.tradecraft.matrix.columns.first();
    if let Some(column) = column.filter(|column| Likelihood::of(column.posterior) == Likelihood::AlmostNoChance) {
        // Who comes first among improbable actors is no news, and a page should not make it one.
        return vec![format!("No actor stands out: the first has {}.", percent(column.posterior))];
    }
    let named = match &part.assessment.conclusion {
        Conclusion::Supported { .. } => Some(lead),
        Conclusion::Inconclusive { .. } => None,
    };
    let items = pivotal.items.iter().map(|without| (names.named(without.item), &without.outcome));
    let sources = pivotal.sources.iter().map(|without| {
        let files: Vec<String> = without.items.iter().map(|item| names.named(*item)).collect();
        (format!("{}, which are one source", listed(&files, NAMED)), &without.outcome)
    });
    let mut lines: Vec<String> = (items.chain(sources))
        .filter(|(_, outcome)| outcome.changes(named, lead))
        .map(|(what, outcome)| format!("Without {what}: {}.", said(outcome, named, lead)))
        .collect();
    let whole = column.map(|column| column.posterior);
    for feature in &pivotal.features {
        lines.push(match &feature.then {
            Some(then) => format!(
                "Without {}: {} first among the actors, not {} ({}).",
                feature.feature,
                then.name,
                lead.name,
                fall(whole, feature.lead_posterior)
            ),
            None => format!("Without {}: nothing left to compare.", feature.feature),
        });
    }
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    if more > 0 {
        lines.push(format!("The answer changes without {more} more, each left out alone; `--format json` lists them."));
    }
    if lines.is_empty() {
        lines.push(format!(
            "No single item, source or feature, left out alone, changes the answer ({} and {} tried).",
            count(pivotal.items.len() + pivotal.sources.len(), "item or source"),
            count(pivotal.features_tried as usize, "feature"),
        ));
    }
    lines.extend(not_tried(pivotal));
    lines.extend(before(pivotal));
    lines
}

/// What would be said: `nobody named; Lazarus Group first, with 26 %`.
fn said(outcome: &Outcome, named: Option<&Who>, lead: &Who) -> String {
    let Some(then) = &outcome.lead else { return "nothing left to compare".to_owned() };
    let name = match (&outcome.named, named) {
        (Some(name), _) => format!("{} named; ", name.name),
        (None, Some(_)) => "nobody named; ".to_owned(),
        (None, None) => String::new(),
    };
    let first = format!("{name}{} first, with {}", then.name, outcome.posterior.map(percent).unwrap_or_default());
    match outcome.lead_posterior.filter(|_| then != lead) {
        Some(own) => format!("{first}; {} has {}", lead.name, percent(own)),
        None => first,
    }
}

fn fall(whole: Option<Probability>, after: Probability) -> String {
    whole.map_or_else(|| percent(after), |whole| format!("{} falls to {}", percent(whole), percent(after)))
}

fn not_tried(pivotal: &Pivotal) -> Option<String> {
    let left_out = pivotal.items_left_out as usize;
    (left_out > 0).then(|| format!("{} that say less were not left out in turn.", count(left_out, "further item")))
}

/// What would be said with what was public before the incident.
fn before(pivotal: &Pivotal) -> Option<String> {
    let before = pivotal.before_incident.as_ref()?;
    let outcome = &before.outcome;
    let said = match (&outcome.named, &outcome.lead, outcome.posterior) {
        (Some(named), _, Some(posterior)) => format!("{} named, with {}", named.name, percent(posterior)),
        (None, Some(lead), Some(posterior)) => {
            format!("nobody named; {} first, with {}", lead.name, percent(posterior))
        }
        _ => "nothing to compare".to_owned(),
    };
    Some(format!("With what was public before {}: {said}.", before.day))
}
