use dunant::exchange::Settings;
use dunant::exchange::page::{Page, caution, faint, left, plain, strong};
use dunant::panel::proceeding::{Next, Who};
use dunant::panel::{Proceeding, Stage};
use dunant::vocabulary::Moment;
use dunant_custody::CaseId;
use serde::Serialize;

use crate::arguments::{Format, HomeOption, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, page, render, tell, write_out};

/// How a case stands, for programs.
#[derive(Serialize)]
struct Standing<'p> {
    case: &'p CaseId,
    stage: Stage,
    round: u32,
    clocks: Vec<dunant::panel::proceeding::Clock>,
    next: Vec<Next>,
    tally: Option<dunant::panel::Tally>,
    items: usize,
    steps: Vec<Step>,
    refusals: Vec<Refusal>,
}

#[derive(Serialize)]
struct Step {
    at: Moment,
    step: &'static str,
    by: String,
}

#[derive(Serialize)]
struct Refusal {
    at: Moment,
    by: Option<String>,
    code: String,
    reason: String,
}

pub(super) fn show(
    option: &HomeOption,
    case: &CaseId,
    format: Format,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (home, now) = (home::open(option)?, home::this_moment()?);
    let proceeding = home.proceeding(case)?;
    let items = home.items(case)?.len();
    let standing = Standing {
        case,
        stage: proceeding.stage(now),
        round: proceeding.round().map_or(0, |round| round.number),
        clocks: proceeding.clocks(now),
        next: proceeding.next(now),
        tally: proceeding.tally(),
        items,
        steps: (proceeding.steps().iter())
            .map(|taken| Step { at: taken.at, step: taken.kind().word(), by: taken.signed.by().to_string() })
            .collect(),
        refusals: (proceeding.refusals().iter())
            .map(|refusal| Refusal {
                at: refusal.at,
                by: refusal.by.as_ref().map(ToString::to_string),
                code: refusal.code.clone(),
                reason: refusal.reason.clone(),
            })
            .collect(),
    };
    let text = render("dunant.case/1", &standing, format, terminal, |page| write(page, &proceeding, &standing, now))?;
    write_out(&text)?;
    Ok(Outcome::Done)
}

fn write(page: &mut Page, proceeding: &Proceeding, standing: &Standing<'_>, now: Moment) {
    let title = proceeding.referral().map(|referral| referral.what.title.clone()).unwrap_or_default();
    page.paragraph(0, &[strong(format!("{}: {title}", standing.case))]);
    if let Some(referral) = proceeding.referral() {
        page.paragraph(0, &[plain(&referral.what.question)]);
    }
    page.blank();
    let round = if standing.round > 1 { format!(" (round {})", standing.round) } else { String::new() };
    page.paragraph(0, &[plain("The case "), strong(standing.stage.words()), plain(format!("{round}."))]);
    for clock in &standing.clocks {
        let until = format!("{} {}: ", if clock.ended { "ended" } else { "until" }, clock.until);
        page.bullet(2, &[plain(until), plain(&clock.words)]);
    }
    if !standing.next.is_empty() {
        page.blank();
        page.paragraph(0, &[plain("What may be done next:")]);
        for next in &standing.next {
            page.bullet(
                2,
                &[strong(who(&next.who)), plain(": "), plain(&next.words), faint(format!(" ({})", next.step))],
            );
        }
    }
    page.heading("Parties");
    for party in proceeding.parties() {
        let country = party.country.map(|country| format!(", {}", country.name())).unwrap_or_default();
        let columns = [left(11), left(page.width().saturating_sub(13))];
        let name = vec![plain(format!("{}{country}", party.name))];
        page.row(2, &columns, &[vec![faint(party.role.word())], name]);
    }
    page.heading("Panel");
    write_panel(page, proceeding);
    if let Some(tally) = &standing.tally {
        page.heading("Vote");
        for measure in tally.measures(proceeding.policy()).all() {
            let mark = if measure.reached { "[+] " } else { "[-] " };
            page.hanging(2, mark, &[plain(&measure.words)]);
        }
    }
    let questions: Vec<_> = proceeding.rounds().iter().flat_map(|round| &round.questions).collect();
    if !questions.is_empty() {
        page.heading("Put to the parties");
        for asked in questions {
            let question = &asked.question.what;
            let head = format!("{} {} to {}: ", question.kind.word(), asked.number, question.to);
            page.paragraph(2, &[strong(head), plain(&question.text)]);
            match &asked.reply {
                Some(reply) => page.paragraph(4, &[faint("reply: "), plain(&reply.what.text)]),
                None if asked.is_gap(now) => page.paragraph(4, &[caution("no reply: a gap")]),
                None => page.paragraph(4, &[faint("no reply yet")]),
            }
        }
    }
    page.heading("Steps");
    page.paragraph(2, &[faint(format!("{} items of evidence are held.", standing.items))]);
    for step in &standing.steps {
        let columns = [left(21), left(14), left(page.width().saturating_sub(37))];
        page.row(2, &columns, &[vec![faint(step.at.to_string())], vec![plain(step.step)], vec![plain(&*step.by)]]);
    }
    for refusal in &standing.refusals {
        let by = refusal.by.as_deref().map(|by| format!(" of {by}")).unwrap_or_default();
        let text = [faint(format!("{} ", refusal.at)), caution("refused"), plain(format!("{by}: {}", refusal.reason))];
        page.paragraph(2, &text);
    }
}

fn write_panel(page: &mut Page, proceeding: &Proceeding) {
    if proceeding.seats().is_empty() {
        page.paragraph(2, &[faint("No panel is named yet.")]);
    }
    for seat in proceeding.seats() {
        let member = &seat.member;
        let nationalities: Vec<&str> = member.nationalities.iter().map(|country| country.name()).collect();
        page.paragraph(
            2,
            &[
                strong(member.name().to_string()),
                plain(format!(", {}, {}", nationalities.join(" and "), member.affiliation)),
            ],
        );
        for recusal in &seat.recusals {
            page.paragraph(4, &[caution("recused"), plain(format!(" by `{}`: {}", recusal.rule, recusal.because))]);
        }
    }
}

fn who(who: &Who) -> String {
    match who {
        Who::Secretariat => "the secretariat".to_owned(),
        Who::Members(names) => match names.as_slice() {
            [] => "no member".to_owned(),
            names => names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        },
        Who::SecretariatOrMembers => "the secretariat, or a member who may judge".to_owned(),
        Who::Party(name) => name.clone(),
    }
}

/// Tells, after a step, where the case stands now and what comes next.
pub(crate) fn tell_standing(proceeding: &Proceeding, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let now = home::this_moment()?;
    let at = proceeding.last().map_or(now, |last| last.max(now));
    tell(terminal, &format!("the case `{}` {}", proceeding.case(), proceeding.stage(at).words()));
    if let Some(next) = proceeding.next(at).first() {
        tell(terminal, &format!("next, {}: {}", who(&next.who), next.words));
    }
    Ok(Outcome::Done)
}

/// Prints the panel of a case that was opened, and who is recused by which rule.
pub(super) fn tell_panel(proceeding: &Proceeding, terminal: &Terminal) -> Result<(), Complaint> {
    let mut page = page(terminal);
    write_panel(&mut page, proceeding);
    write_out(&page.finish())
}

/// Tells what fact-finding ended with.
pub(super) fn tell_freeze(proceeding: &Proceeding, settings: &Settings, terminal: &Terminal) {
    if let Some(freeze) = proceeding.round().and_then(|round| round.freeze.as_ref()) {
        let items = super::items(usize::try_from(freeze.what.items).unwrap_or(usize::MAX));
        let salted = if freeze.what.salted { "salted " } else { "" };
        tell(terminal, &format!("froze {items}; the assessment has the {salted}SHA-256 {}", freeze.what.assessment));
        let chosen = settings.chosen();
        let chosen = if chosen.is_empty() { "the default ones".to_owned() } else { chosen.join("; ") };
        tell(terminal, &format!("settings: {chosen} (SHA-256 {})", settings.digest()));
    }
}
