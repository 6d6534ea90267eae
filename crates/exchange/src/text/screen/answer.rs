use dunant_attribution::Conclusion;

use super::{Room, head};
use crate::document::Part;
use crate::phrases;
use crate::text::page::{Page, plain, strong};
use crate::words;

/// Probability from which a hypothesis is said to lead.
const HALF: f64 = 0.5;
/// Unmet rules of naming that are said.
const UNMET: usize = 2;

/// Who did it, how probable that is, how good the basis is, and what it rests on: likelihood and confidence are apart.
pub(super) fn write(page: &mut Page, part: Part<'_>, room: Room) {
    head(page, "WHO DID IT", "");
    page.at_most(2, 2, "", &[strong(headline(part))]);
    page.blank();
    statements(page, part, room.statement);
}

/// Likelihood, confidence and what the answer rests on, at most `lines` lines each.
pub(super) fn statements(page: &mut Page, part: Part<'_>, lines: usize) {
    if part.document.items.is_empty() {
        return;
    }
    // The headline says that nothing could be compared: there is no more to say.
    if part.assessment.compared_nothing() {
        return;
    }
    if part.assessment.hypotheses.is_empty() {
        page.at_most(lines, 2, "Likelihood  ", &[plain("no known group could be compared")]);
        return;
    }
    page.at_most(lines, 2, "Likelihood  ", &[plain(likelihood(part))]);
    page.at_most(lines, 2, "Confidence  ", &[plain(confidence(part))]);
    if let Some(rests) = phrases::rests_on(part) {
        page.at_most(lines, 2, "Rests on    ", &[plain(rests)]);
    }
}

fn headline(part: Part<'_>) -> String {
    if part.document.items.is_empty() {
        return "Nobody: no evidence was given. The verdicts rest on the case's facts alone.".to_owned();
    }
    if part.assessment.compared_nothing() {
        return phrases::NOTHING_COMPARED.to_owned();
    }
    match &part.assessment.conclusion {
        // The number stands in the next line.
        Conclusion::Supported { .. } => {
            let headline = words::answer(part).headline;
            let number = phrases::first_known(part).map(|(lead, _)| format!(" ({})", words::percent(lead.posterior)));
            number.map_or_else(|| headline.clone(), |number| headline.replacen(&number, "", 1))
        }
        Conclusion::Inconclusive { .. } => phrases::nobody(part.document),
    }
}

fn likelihood(part: Part<'_>) -> String {
    let Some((lead, name)) = phrases::first_known(part) else { return "no known group could be compared".to_owned() };
    let Conclusion::Inconclusive { reasons } = &part.assessment.conclusion else {
        return phrases::likelihood(lead.posterior);
    };
    let closest = phrases::whole_percent(lead.posterior);
    let somebody = phrases::not_known(part);
    let imitator = phrases::leading_imitator(part);
    let why: String = reasons.iter().take(UNMET).map(|rule| format!(" {}", phrases::unmet(rule))).collect();
    if lead.posterior.get() >= HALF {
        return format!("{} leads with {closest}, and is not named.{why}", name);
    }
    if let Some(imitator) = imitator {
        return format!(
            "{} that it was somebody else with what {} is known for: a mixture of what belongs to several, or planted. \
             The closest known group has {closest}.{why}",
            phrases::whole_percent(imitator.posterior),
            phrases::imitated(imitator)
        );
    }
    match somebody {
        Some(other) if other.posterior.get() >= HALF => format!(
            "{} ({}) that it was somebody not known. The closest known group has {closest}.{why}",
            phrases::word(other.likelihood),
            phrases::whole_percent(other.posterior)
        ),
        Some(other) => format!(
            "none reaches 50 %: somebody not known {}, the closest known group {closest}.{why}",
            phrases::whole_percent(other.posterior)
        ),
        None => format!("the closest known group has {closest}.{why}"),
    }
}

fn confidence(part: Part<'_>) -> String {
    let statement = &part.assessment.confidence;
    let lead = phrases::first_known(part).map_or("the closest group", |(_, name)| name);
    let limits: Vec<String> = statement.reasons.iter().map(|reason| phrases::limit(reason, lead)).collect();
    if limits.is_empty() { statement.level.to_string() } else { format!("{}: {}", statement.level, limits.join("; ")) }
}
