use super::weight;
use crate::Document;
use crate::phrases;
use crate::text::page::{Page, Run, faint, plain, strong};
use crate::words;

/// Things to look for that are named.
const SHOWN: usize = 3;

/// What to do next, where the rest is, and what this was computed from.
pub(super) fn write(page: &mut Page, document: &Document) {
    page.blank();
    let coverage = document.coverage();
    let steps: Vec<Run> = if coverage.unread.len() * 2 > coverage.files {
        let files = words::count(coverage.unread.len(), "file");
        vec![plain(format!("Read the {files} above first: it matters more than any search."))]
    } else if document.items.is_empty() {
        vec![plain("Add evidence to ask who did it.")]
    } else if document.parts().all(|part| part.assessment.compared_nothing()) {
        vec![plain(words::ADD_EVIDENCE)]
    } else {
        look_for(document)
    };
    if steps.is_empty() {
        page.line(&[strong("NEXT"), plain("  ".to_owned() + ALL_OF_IT)]);
    } else {
        page.at_most(2, 0, "NEXT  ", &steps);
        page.at_most(1, 6, "", &[plain(ALL_OF_IT)]);
    }
    page.at_most(1, 0, "", &[faint(last_line(document))]);
}

const ALL_OF_IT: &str = "All of it: --explain, or --report page.html. What was read: dunant read";

/// What would tell the first hypotheses apart.
fn look_for(document: &Document) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for next in
        document.parts().flat_map(|part| part.assessment.tradecraft.look_for_next.iter().take(SHOWN)).take(SHOWN)
    {
        runs.push(plain(if runs.is_empty() { "Look for " } else { ", " }));
        runs.push(plain(phrases::without_id(&next.feature).to_owned()));
        if let Some(effect) = next.speaks_for().into_iter().find(|effect| effect.who.id.is_some()) {
            runs.push(plain(" ("));
            runs.push(weight(effect.log_likelihood_ratio));
            runs.push(plain(format!(" for {})", effect.who.name)));
        }
    }
    if !runs.is_empty() {
        runs.push(plain("."));
    }
    runs
}

fn last_line(document: &Document) -> String {
    let (evidence, pack) = (document.digests.evidence.to_string(), document.digests.pack.to_string());
    format!(
        "Not a finding; nothing of intent or guilt. Evidence {}, pack {}",
        evidence.get(..12).unwrap_or_default(),
        pack.get(..8).unwrap_or_default()
    )
}
