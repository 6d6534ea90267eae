use dunant_attribution::{Hypothesis, Subject};
use dunant_vocabulary::{Likelihood, Probability};

use super::page::{NARROW, Page, Run, Tone, faint, left, plain, right, strong};
use crate::document::Part;
use crate::{phrases, prior, words};

const RANK: usize = 2;
const EVIDENCE: usize = 9;
const BEFORE: usize = 7;
const AFTER: usize = 7;
const BAR: usize = 8;
const WORD: usize = 16;
/// Hypotheses of which the names and ties that sources claim are listed: a page is no place to tie a state to an actor that
/// hardly comes into question.
const TIES_SHOWN: usize = 3;

/// The ranked hypotheses, evidence and prior apart, and what sources claim of the first of them.
pub(super) fn write(page: &mut Page, part: Part<'_>) {
    page.heading(&part.heading("Ranked hypotheses"));
    for line in words::basis(part.assessment) {
        page.paragraph(2, &[plain(line)]);
    }
    page.blank();
    let prior = prior::basis(part.assessment).join(" ");
    if !prior.is_empty() {
        page.paragraph(2, &[plain(prior)]);
        page.blank();
    }
    let hypotheses = &part.assessment.hypotheses;
    if hypotheses.is_empty() {
        page.paragraph(2, &[plain("None: nothing could be compared.")]);
    } else {
        page.paragraph(2, &[plain(words::HOW_TO_READ_FACTORS)]);
        page.blank();
        if page.width() < NARROW { list(page, part) } else { table(page, part) }
    }
    if let Some(line) = words::unlisted(part.assessment) {
        page.paragraph(2, &[plain(line)]);
    }
    for line in words::dissent(part) {
        page.paragraph(2, &[plain(line)]);
    }
    ties(page, hypotheses);
}

fn table(page: &mut Page, part: Part<'_>) {
    let hypotheses = &part.assessment.hypotheses;
    let name = page.width().saturating_sub(2 + RANK + EVIDENCE + BEFORE + AFTER + BAR + WORD + 6 * 2).max(8);
    let columns = [right(RANK), left(name), right(EVIDENCE), right(BEFORE), right(AFTER), left(BAR), left(WORD)];
    let head = ["", "Who", "Evidence", "Before", "After", "", "In words"];
    page.row(2, &columns, &head.map(|word| vec![faint(word)]));
    for (index, hypothesis) in hypotheses.iter().enumerate() {
        let word = phrases::standing(hypothesis);
        page.row(
            2,
            &columns,
            &[
                vec![plain((index + 1).to_string())],
                vec![strong(phrases::subject(&hypothesis.subject))],
                vec![plain(words::factor(hypothesis.log_likelihood_ratio))],
                vec![plain(words::percent(hypothesis.prior))],
                vec![plain(words::percent(hypothesis.posterior))],
                vec![(Tone::Bar, bar(hypothesis.posterior))],
                vec![plain(word)],
            ],
        );
    }
}

fn list(page: &mut Page, part: Part<'_>) {
    let hypotheses = &part.assessment.hypotheses;
    for (index, hypothesis) in hypotheses.iter().enumerate() {
        page.hanging(2, &format!("{}. ", index + 1), &[strong(hypothesis.subject.name())]);
        let numbers = format!(
            "evidence {}, before {}, after {}, {} ",
            words::factor(hypothesis.log_likelihood_ratio),
            words::percent(hypothesis.prior),
            words::percent(hypothesis.posterior),
            phrases::standing(hypothesis),
        );
        page.paragraph(5, &[plain(numbers), (Tone::Bar, bar(hypothesis.posterior))]);
    }
}

/// `p` as a bar of eighths; never empty where `p` is above zero, never full where it is below one.
fn bar(p: Probability) -> String {
    const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let full = BAR * 8;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=64")]
    let mut eighths = (p.get() * full as f64).round() as usize;
    if p > Probability::ZERO {
        eighths = eighths.max(1);
    }
    if p < Probability::ONE {
        eighths = eighths.min(full - 1);
    }
    let mut bar = "█".repeat(eighths / 8);
    bar.extend((eighths % 8).checked_sub(1).and_then(|part| EIGHTHS.get(part)));
    bar
}

fn ties(page: &mut Page, hypotheses: &[Hypothesis]) {
    let mut lines: Vec<Vec<Run>> = Vec::new();
    let mut shown = 0;
    for hypothesis in hypotheses {
        let Subject::Actor { id, name, linked, state_claims } = &hypothesis.subject else { continue };
        if hypothesis.likelihood == Likelihood::AlmostNoChance {
            continue;
        }
        if shown == TIES_SHOWN {
            break;
        }
        shown += 1;
        for link in linked {
            lines.push(vec![
                strong(format!("{name} ({id})")),
                plain(format!(": held to be the same as {} ({}) by {}", link.name, link.id, link.by)),
            ]);
        }
        for claim in state_claims {
            lines.push(vec![
                strong(format!("{name} ({id})")),
                plain(format!(": tied to {}", words::state_claim(claim))),
            ]);
        }
    }
    if lines.is_empty() {
        return;
    }
    page.blank();
    page.paragraph(2, &[plain("Claimed by sources, neither inferred nor scored here:")]);
    for line in lines {
        page.bullet(2, &line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_shows_a_certainty_that_is_none() {
        let bar = |p: f64| bar(Probability::try_new(p).unwrap());
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(0.0001), "▏");
        assert_eq!(bar(0.5), "████");
        assert_eq!(bar(0.9999), "███████▉");
        assert_eq!(bar(1.0), "████████");
    }
}
