use std::path::Path;

use dunant::Computation;
use dunant::exchange::page::{Page, caution, faint, plain, strong};
use dunant::panel::finding::{Body, Heard, PublishedFinding};
use dunant::panel::step::{Answer, Choice, Position};
use serde::Deserialize;

use super::told::Told;
use super::{excerpt, some};
use crate::arguments::Terminal;
use crate::complaint::Complaint;
use crate::output::{Outcome, page, write_out};
use crate::record::read_file;
use crate::verify::beside;

/// Prints what a finding says, in the order in which somebody asks for it.
pub(super) fn show(file: &Path, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let finding = PublishedFinding::parse(&read_file(file)?).map_err(|error| {
        Complaint::new(format!("`{}`: {error}", file.display()))
            .with_help("name the `finding.json` of a published case, such as `published/CASE/1/finding.json`")
    })?;
    let mut page = page(terminal);
    write(&mut page, &finding, file);
    write_out(&page.finish())?;
    Ok(Outcome::Done)
}

fn write(page: &mut Page, finding: &PublishedFinding, file: &Path) {
    let (body, told) = (finding.body(), Told::by(finding));
    page.paragraph(
        0,
        &[caution("This is what the file says. Nothing of it was checked; how to check it stands at the end.")],
    );
    page.blank();
    let round = if body.round > 1 { format!(", round {}", body.round) } else { String::new() };
    page.paragraph(0, &[strong(format!("{}{round}: {}", body.case, excerpt(&body.referral.title)))]);
    page.paragraph(0, &[plain(excerpt(&body.referral.question))]);
    page.paragraph(0, &[faint(format!("Referred by {}.", excerpt(&body.referral.referred_by)))]);
    write_conclusion(page, body);
    write_members(page, &told);
    write_votes(page, &told);
    write_own_positions(page, body);
    page.heading("Put to the parties");
    if body.hearing.is_empty() {
        page.paragraph(2, &[faint("Nothing.")]);
    }
    some(page, &body.hearing, "questions", write_heard);
    write_verdicts(page, body);
    write_evidence(page, body);
    write_withheld(page, body);
    write_how_to_check(page, finding, file);
}

/// What a draft says, but for the assessment that it shows.
pub(crate) fn write_draft(page: &mut Page, body: &Body) {
    write_head_of_draft(page, body);
    write_conclusion(page, body);
    write_own_positions(page, body);
    page.heading("Put to the parties");
    if body.hearing.is_empty() {
        page.paragraph(2, &[faint("Nothing.")]);
    }
    some(page, &body.hearing, "questions", write_heard);
    write_evidence(page, body);
    write_withheld(page, body);
    page.heading("The assessment that the draft shows");
}

/// What a draft concludes, in a few lines.
pub(crate) fn write_draft_in_brief(page: &mut Page, body: &Body) {
    write_head_of_draft(page, body);
    write_conclusion_in_brief(page, &body.conclusion, Computation::of(&body.assessment).as_ref());
    page.paragraph(0, &[faint("Below: the assessment that the draft shows.")]);
}

fn write_head_of_draft(page: &mut Page, body: &Body) {
    let round = if body.round > 1 { format!(", round {}", body.round) } else { String::new() };
    page.at_most(2, 0, "", &[strong(format!("{}{round}, draft: {}", body.case, excerpt(&body.referral.title)))]);
    page.at_most(3, 0, "", &[plain(excerpt(&body.referral.question))]);
}

fn write_conclusion_in_brief(page: &mut Page, conclusion: &Position, computation: Option<&Computation>) {
    page.blank();
    write_answer_in_brief(page, &conclusion.answer);
    if let Some(computation) = computation {
        page.at_most(1, 0, "", &[faint(format!("Said to be computed: {}.", excerpt(&computation.answer())))]);
    }
    page.at_most(5, 0, "", &[strong("Why "), plain(excerpt(&conclusion.reasons))]);
    for view in conclusion.articles.iter().take(4) {
        let computed = computation.and_then(|all| all.outcome_of(&view.article));
        page.at_most(2, 0, "", &beside(view, computed));
    }
    for one in conclusion.rejected.iter().take(3) {
        let words = [strong(format!("Rejected {}: ", excerpt(&one.hypothesis))), plain(excerpt(&one.why))];
        page.at_most(2, 0, "", &words);
    }
    let more = conclusion.articles.len().saturating_sub(4) + conclusion.rejected.len().saturating_sub(3);
    if more > 0 {
        page.paragraph(0, &[faint(format!("{more} more articles and hypotheses: --explain"))]);
    }
}

fn write_conclusion(page: &mut Page, body: &Body) {
    let computation = Computation::of(&body.assessment);
    page.heading("What the panel concludes");
    write_answer(page, 0, &body.conclusion.answer);
    if let Some(computation) = &computation {
        page.paragraph(0, &[faint(format!("Said to be computed: {}.", excerpt(&computation.answer())))]);
    }
    some(page, &body.conclusion.articles, "articles", |page, view| {
        let computed = computation.as_ref().and_then(|all| all.outcome_of(&view.article));
        page.paragraph(0, &beside(view, computed));
    });
    page.heading("Why");
    page.paragraph(0, &[plain(excerpt(&body.conclusion.reasons))]);
    write_rejected(page, &body.conclusion);
}

fn write_rejected(page: &mut Page, position: &Position) {
    page.heading("Considered and rejected");
    if position.rejected.is_empty() {
        page.paragraph(2, &[faint("No hypothesis is named.")]);
    }
    some(page, &position.rejected, "hypotheses", |page, one| {
        page.bullet(2, &[strong(format!("{}: ", excerpt(&one.hypothesis))), plain(excerpt(&one.why))]);
    });
}

fn write_answer(page: &mut Page, indent: usize, answer: &Answer) {
    match answer {
        Answer::Insufficient { reasons } => {
            let words = strong("The evidence does not suffice to name anyone. ");
            page.paragraph(indent, &[words, plain(excerpt(reasons))]);
        }
        Answer::Attributed { actor, likelihood, confidence } => {
            let words = format!("There are reasonable grounds to believe that it was {}.", excerpt(actor));
            page.paragraph(indent, &[strong(words), plain(format!(" Likelihood: {}.", likelihood.word()))]);
            page.paragraph(indent, &[plain(format!("Confidence: {}.", confidence.word()))]);
        }
    }
}

fn write_answer_in_brief(page: &mut Page, answer: &Answer) {
    match answer {
        Answer::Insufficient { reasons } => {
            let words = strong("The evidence does not suffice to name anyone. ");
            page.at_most(4, 0, "", &[words, plain(excerpt(reasons))]);
        }
        Answer::Attributed { .. } => write_answer(page, 0, answer),
    }
}

fn write_members(page: &mut Page, told: &Told) {
    page.heading("Members and recusals");
    let Some(opening) = &told.opening else {
        return page.paragraph(2, &[caution("No step names the panel.")]);
    };
    some(page, &opening.panel, "members", |page, member| {
        let countries: Vec<&str> = member.nationalities.iter().map(|country| country.name()).collect();
        let about = format!(", {}, {}", countries.join(" and "), excerpt(&member.affiliation));
        page.paragraph(2, &[strong(member.name().to_string()), plain(about)]);
        for recusal in opening.recusals.iter().filter(|recusal| recusal.member == *member.name()) {
            let words = format!(" by `{}`: {}", recusal.rule, excerpt(&recusal.because));
            page.paragraph(4, &[caution("recused"), plain(words)]);
        }
        for (_, reasons) in told.left.iter().filter(|(by, _)| by == member.name()) {
            page.paragraph(4, &[caution("left the case"), plain(format!(": {}", excerpt(reasons)))]);
        }
    });
}

fn write_votes(page: &mut Page, told: &Told) {
    page.heading("Votes and dissents");
    if let Some((at, decision)) = &told.decision {
        page.paragraph(2, &[plain(format!("{} on {at}.", capital(decision.outcome.words())))]);
    }
    some(page, &told.votes, "votes", |page, (by, vote)| {
        let (word, tone) = match vote.choice {
            Choice::Against => (format!("Dissent of {by}"), strong as fn(String) -> _),
            Choice::For | Choice::Abstain => (format!("{by}: {}", vote.choice.word()), plain as fn(String) -> _),
        };
        let reasons = vote.reasons.as_deref().map(|reasons| format!(": {}", excerpt(reasons))).unwrap_or_default();
        page.paragraph(2, &[tone(word), plain(reasons)]);
    });
    some(page, &told.complaints, "complaints", |page, (by, reasons)| {
        page.paragraph(2, &[caution(format!("Complaint of {by}: ")), plain(excerpt(reasons))]);
    });
    if !told.refused.is_empty() {
        let codes: Vec<&str> = told.refused.iter().take(20).map(String::as_str).collect();
        let words = format!("{} attempted steps were refused: {}", told.refused.len(), excerpt(&codes.join(", ")));
        page.paragraph(2, &[faint(words)]);
    }
    if told.unread > 0 {
        page.paragraph(2, &[caution(format!("{} links cannot be read.", told.unread))]);
    }
}

/// A word as it begins a sentence.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn write_own_positions(page: &mut Page, body: &Body) {
    page.heading("What each member concluded alone");
    some(page, &body.positions, "members", |page, own| {
        page.paragraph(2, &[strong(own.member.to_string())]);
        write_answer(page, 4, &own.position.answer);
        page.paragraph(4, &[plain(excerpt(&own.position.reasons))]);
    });
}

fn write_heard(page: &mut Page, heard: &Heard) {
    let head = format!("{} {} to {}, {}: ", heard.kind.word(), heard.number, excerpt(&heard.to), heard.asked);
    page.paragraph(2, &[strong(head), plain(excerpt(&heard.text))]);
    if let Some(served) = &heard.served {
        let words = format!("served {}, says {}: {}", served.at, served.by, excerpt(&served.how));
        page.paragraph(4, &[faint(words)]);
    }
    match &heard.reply {
        None => page.paragraph(4, &[caution("no reply: a gap")]),
        Some(reply) => {
            let whose = if reply.by_the_secretariat { ", entered by the secretariat" } else { "" };
            let items = match reply.evidence.len() {
                0 => String::new(),
                count => format!(" ({count} items came with it)"),
            };
            let words = plain(format!("{}{items}", excerpt(&reply.text)));
            page.paragraph(4, &[faint(format!("reply, {}{whose}: ", reply.at)), words]);
        }
    }
}

fn write_verdicts(page: &mut Page, body: &Body) {
    page.heading("Verdicts as computed");
    let Some(computation) = Computation::of(&body.assessment) else {
        return page.paragraph(2, &[faint("The assessment that is shown is of a form that is not read here.")]);
    };
    for (outcome, clauses) in computation.by_outcome() {
        page.paragraph(2, &[strong(format!("{outcome}: ")), plain(excerpt(&clauses.join(", ")))]);
    }
}

fn write_evidence(page: &mut Page, body: &Body) {
    page.heading("Evidence");
    let items = body.evidence.items();
    let mut markings: Vec<String> = Vec::new();
    for item in items {
        let marking = item.tlp.to_string();
        if !markings.contains(&marking) {
            markings.push(marking);
        }
    }
    let of = |marking: &String| {
        let count = items.iter().filter(|item| item.tlp.to_string() == *marking).count();
        format!("{count} {marking}")
    };
    let counts: Vec<String> = markings.iter().map(of).collect();
    page.paragraph(2, &[plain(format!("{}: {}.", crate::case::items(items.len()), counts.join(", ")))]);
    if !body.disclosures.is_empty() {
        page.paragraph(2, &[plain(format!("{} observations of them are shown with proof.", body.disclosures.len()))]);
    }
}

/// One entry of what was held back (docs/redaction.md).
#[derive(Deserialize)]
struct Withheld {
    item: Option<String>,
    why: String,
    what: String,
    count: u64,
}

fn write_withheld(page: &mut Page, body: &Body) {
    page.heading("What was withheld");
    let listed = body.assessment.get("withheld").map(Vec::<Withheld>::deserialize);
    let Some(Ok(listed)) = listed else {
        return page.paragraph(2, &[faint("The file has no list of it.")]);
    };
    if body.names_held_back.is_some() {
        page.paragraph(2, &[plain("Names on a list that the finding names by its digest.")]);
    }
    if listed.is_empty() {
        page.paragraph(2, &[faint("Nothing else.")]);
    }
    some(page, &listed, "kinds", |page, one| {
        let item = one.item.as_deref().map(|item| format!(", item {}", item.chars().take(12).collect::<String>()));
        let words =
            format!("{} × {} ({}{})", one.count, excerpt(&one.what), excerpt(&one.why), item.unwrap_or_default());
        page.bullet(2, &[plain(words)]);
    });
}

fn write_how_to_check(page: &mut Page, finding: &PublishedFinding, file: &Path) {
    page.heading("How to check it");
    let file = file.display();
    let commands = match finding {
        PublishedFinding::First(_) => {
            let words = "A finding of the first form: that no step was left out, moved or dated anew, and who sat, is the secretariat's \
                         word. Take the body's rules, and whom you trust for its record, from elsewhere than this file:";
            page.paragraph(0, &[plain(words)]);
            format!("dunant verify {file} --rules policy.toml --log-policy record.policy")
        }
        PublishedFinding::Witnessed(finding) => {
            let words = format!(
                "It goes by version {} of the body's trust file. Get the newest, from a source that you trust and not from whoever gave \
                 you the finding:",
                finding.trust.version
            );
            page.paragraph(0, &[plain(words)]);
            format!("dunant verify {file} --trust TRUST-FILE")
        }
    };
    page.blank();
    page.paragraph(2, &[strong(commands)]);
    page.blank();
    page.paragraph(0, &[plain("With the evidence, `--evidence DIR` computes assessment and verdicts again.")]);
}
