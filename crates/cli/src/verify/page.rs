use std::path::Path;

use dunant::exchange::page::{Page, Run, faint, plain, strong};
use dunant::panel::finding::{Check, Checked, Code, Holding, Report};
use dunant::panel::step::{Answer, ArticleView};
use dunant::{Computation, Verified};

use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;
use crate::finding::{excerpt, some};
use crate::output::{Outcome, page, render, write_out};

/// The schema of what a verification writes as JSON.
const SCHEMA: &str = "dunant.verification/1";

/// Whether what is said to be computed came out the same here.
fn is_recomputed(report: &Report) -> bool {
    let mut checks = report.checks.iter().filter(|check| check.code == Some(Code::Recomputation)).peekable();
    checks.peek().is_some() && checks.all(|check| check.result == Checked::Holds)
}

/// What the finding says, in a few lines: that it can be checked does not make it right.
pub(super) fn summary(verified: &Verified, terminal: &Terminal) -> Result<String, Complaint> {
    let mut page = page(terminal);
    let body = verified.finding.body();
    let round = if body.round > 1 { format!(", round {}", body.round) } else { String::new() };
    page.quoted(&[strong(format!("{}{round}: {}", body.case, excerpt(&body.referral.title)))]);
    page.quoted(&[plain(excerpt(&body.referral.question))]);
    match &body.conclusion.answer {
        Answer::Insufficient { reasons } => {
            let words = strong("The evidence does not suffice to name anyone. ");
            page.quoted(&[words, plain(excerpt(reasons))]);
        }
        Answer::Attributed { actor, likelihood, confidence } => {
            let actor = excerpt(actor);
            let words = strong(format!("There are reasonable grounds to believe that it was {actor}."));
            page.quoted(&[words, plain(format!(" Likelihood: {}.", likelihood.word()))]);
            page.quoted(&[plain(format!("Confidence: {}.", confidence.word()))]);
        }
    }
    let computation = Computation::of(&body.assessment);
    if let Some(computation) = &computation {
        let said = if is_recomputed(&verified.report) { "Computed, here again" } else { "Said to be computed" };
        page.quoted(&[faint(format!("{said}: {}.", computation.answer()))]);
    }
    some(&mut page, &body.conclusion.articles, "articles", |page, view| {
        let computed = computation.as_ref().and_then(|all| all.outcome_of(&view.article));
        page.quoted(&beside(view, computed));
    });
    some(&mut page, &body.hearing, "questions", |page, heard| {
        let what = format!("{} {} to {}: ", heard.kind.word(), heard.number, excerpt(&heard.to));
        let reply = heard.reply.as_ref().map_or("no reply, which is a gap", |reply| reply.text.as_str());
        page.quoted(&[faint(what), plain(excerpt(reply))]);
    });
    let ballot = verified.proceeding.as_ref().and_then(|proceeding| proceeding.round()?.ballots.last());
    let dissents: Vec<_> = ballot.into_iter().flat_map(|ballot| ballot.dissents()).collect();
    some(&mut page, &dissents, "dissents", |page, vote| {
        let reasons = vote.what.reasons.as_deref().unwrap_or_default();
        page.quoted(&[strong(format!("Dissent of {}: ", vote.by)), plain(excerpt(reasons))]);
    });
    page.blank();
    Ok(page.finish())
}

/// What the panel makes of an article, and what is computed of it.
pub(crate) fn beside(view: &ArticleView, computed: Option<&str>) -> [Run; 2] {
    let concluded = format!("{}: {}", excerpt(&view.article), view.verdict.words());
    let computed =
        computed.map_or_else(|| " (nothing is computed of it).".into(), |words| format!(" (computed: {words})."));
    [plain(concluded), faint(computed)]
}

/// Why nothing of what the finding says is shown, and how to see what the file says.
pub(super) fn unsaid(words: &str, file: &Path, terminal: &Terminal) -> Result<String, Complaint> {
    let mut page = page(terminal);
    page.paragraph(0, &[plain(words)]);
    page.paragraph(0, &[plain(format!("`dunant finding show {}` prints it, unchecked.", file.display()))]);
    page.blank();
    Ok(page.finish())
}

/// Prints what was checked, and what that comes to.
pub(super) fn answer(report: &Report, what: &str, format: Format, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let text = render(SCHEMA, report, format, terminal, |page| {
        report.checks.iter().for_each(|check| write(page, check));
        page.blank();
        page.paragraph(0, &[strong(verdict(report, what))]);
    })?;
    write_out(&text)?;
    Ok(match report.holding() {
        Holding::Wholly => Outcome::Done,
        Holding::AsFarAsChecked => Outcome::NotWhollyVerified,
        Holding::Not => Outcome::NotVerified,
    })
}

fn write(page: &mut Page, check: &Check) {
    let mark = match check.result {
        Checked::Holds => "[+] ",
        Checked::Fails => "[-] ",
        Checked::NotChecked => "[?] ",
        Checked::NotAsked => "[ ] ",
    };
    let code = check.code.map(|code| format!("{code}: ")).unwrap_or_default();
    let because = check.because.as_ref().map(|because| format!(": {because}")).unwrap_or_default();
    let runs = match check.result {
        Checked::Holds => vec![faint(code), plain(&*check.what), plain(because)],
        Checked::Fails => vec![strong(code), strong(&*check.what), plain(because)],
        Checked::NotChecked => vec![faint(format!("{code}not checked: ")), plain(&*check.what), faint(because)],
        Checked::NotAsked => vec![faint(format!("{code}not asked: ")), faint(&*check.what), faint(because)],
    };
    page.hanging(0, mark, &runs);
}

fn verdict(report: &Report, what: &str) -> String {
    let count = report.checks.iter().filter(|check| check.result == Checked::NotChecked).count();
    match (report.holding(), count) {
        (Holding::Not, _) => {
            let code = report.failure().map(|code| format!(" ({code})")).unwrap_or_default();
            format!("{what} does not hold{code}.")
        }
        (Holding::Wholly, _) => format!("{what} holds."),
        (Holding::AsFarAsChecked, 1) => format!("{what} holds as far as it was checked; 1 thing was not."),
        (Holding::AsFarAsChecked, count) => {
            format!("{what} holds as far as it was checked; {count} things were not.")
        }
    }
}
