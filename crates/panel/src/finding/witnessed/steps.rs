use std::collections::{BTreeMap, BTreeSet};

use dunant_heads::VerifiedHistory;
use dunant_vocabulary::Moment;

use super::check::{Links, Trusted};
use super::course::CASE;
use super::{WitnessedFinding, dates};
use crate::finding::{Code, Report};
use crate::member::Enrolment;
use crate::policy::Policy;
use crate::proceeding::{PanelEvent, Proceeding, ReadError, Refused, Timing};
use crate::step::{SignedStep, StepKind};

/// Each link stands in an epoch, under a key of the secretariat that was in use then; the last epoch is the first with the last link.
pub(super) fn in_their_epochs(
    finding: &WitnessedFinding,
    trusted: Trusted<'_>,
    links: &Links,
    history: &VerifiedHistory,
    report: &mut Report,
) -> Option<()> {
    let count = links.digests.len() as u64;
    for (number, key) in (0..).zip(&links.keys) {
        let Some(epoch) = history.epoch_of(CASE, number) else {
            let because = format!("link {number} is in none of its epochs: it was added later");
            report.under(Code::EpochHead, |report| report.fail("every link is in the heads log", because));
            return None;
        };
        let author = secretariat_step(finding, number, trusted);
        for key in [Some(key.clone()), author].into_iter().flatten() {
            let in_use = |trust: &crate::trust::Trust| {
                trust.secretariat().iter().any(|office| office.key == key && office.is_of(epoch))
            };
            if !in_use(trusted.newest) {
                let because =
                    format!("link {number} first appears in epoch {epoch}, in which `{}` was not in use", key.name());
                report.under(Code::KeyUnknown, |report| report.fail("each link is under a key of its epoch", because));
                return None;
            }
        }
    }
    let what = "in each epoch the heads log has the link that the finding has";
    let last = history.moves.get(CASE).and_then(|moves| moves.last());
    let grew = last.is_some_and(|last| last.epoch == history.last() && last.head.number.checked_add(1) == Some(count));
    report.under(Code::EpochHead, |report| {
        if grew {
            report.hold_so_far(what, format!("epochs 0 to {}", history.last()));
        } else {
            report.fail(what, "the last epoch is not the first that has the last link");
        }
    });
    grew.then_some(())
}

/// The secretariat's key under the step of a link, where it is one of its own.
fn secretariat_step(
    finding: &WitnessedFinding,
    number: u64,
    trusted: Trusted<'_>,
) -> Option<dunant_record::VerifierKey> {
    let note = finding.steps.get(usize::try_from(number).ok()?)?;
    let note = dunant_record::Note::parse(note.as_bytes()).ok()?;
    let link = dunant_custody::Link::<PanelEvent>::parse(note.text()).ok()?;
    let PanelEvent::Step { note } = link.event else { return None };
    let signed = SignedStep::parse(&note).ok()?;
    let line = signed.signature()?;
    trusted.office().into_iter().find(|key| key.signs(line))
}

/// The case before its first link, in the setting of the trust file: its keys, its lag, its panel, the dates that witnesses bound.
pub(super) fn setting(
    finding: &WitnessedFinding,
    trusted: Trusted<'_>,
    policy: Policy,
    enrolment: Enrolment,
    bounds: BTreeMap<u64, Moment>,
) -> Proceeding {
    let timing = Timing { every: trusted.then.every(), lag: trusted.then.lag() };
    Proceeding::new(finding.body.case.clone(), policy, Some(enrolment))
        .with_office(trusted.office())
        .with_timing(timing)
        .with_dates(bounds)
}

/// Folds the steps: what each author saw, the rules.
pub(super) fn fold(finding: &WitnessedFinding, start: Proceeding, report: &mut Report) -> Option<Proceeding> {
    let read = start.follow_all(&finding.steps);
    match read {
        Ok(proceeding) => {
            report.under(Code::Chain, |report| report.hold("the links join, each to the one before it"));
            report.under(Code::Seen, |report| {
                report.hold("each step follows what its author had seen, and its author had seen what it answers");
            });
            Some(proceeding)
        }
        Err(error) => {
            let code = code_of(&error);
            report.under(code, |report| report.fail("every step was allowed when it was taken", error));
            None
        }
    }
}

fn code_of(error: &ReadError) -> Code {
    match error {
        ReadError::Chain(_) | ReadError::Event { .. } => Code::Chain,
        ReadError::Step { refused, .. } => match **refused {
            Refused::FirstForm
            | Refused::NotBegun
            | Refused::OtherBody { .. }
            | Refused::SeenElsewhere { .. }
            | Refused::NotSeen { .. } => Code::Seen,
            Refused::CountTooSoon { .. } => Code::CountTooSoon,
            Refused::RevealTooEarly { .. } => Code::RevealTooSoon,
            Refused::OtherPanel => Code::PanelDiffers,
            _ => Code::Rule,
        },
    }
}

/// What the dates and epochs of the steps must keep to beside the rules.
pub(super) fn after(
    finding: &WitnessedFinding,
    trusted: Trusted<'_>,
    history: &VerifiedHistory,
    proceeding: &Proceeding,
    report: &mut Report,
) {
    let bounds = finding.steps.iter().enumerate().filter_map(|(number, _)| {
        let number = number as u64;
        let bound = history.bounds_of(history.epoch_of(CASE, number)?)?.not_after?;
        Some((number, Moment::from_seconds(bound.seconds())?))
    });
    dates::check(trusted, history, &bounds.collect(), proceeding, report);
    report.under(Code::Lodged, |report| lodged(trusted, proceeding, report));
    report.under(Code::Rule, |report| {
        let (taken, refused) = (proceeding.steps().len(), proceeding.refusals().len());
        report.hold(format!(
            "{taken} steps, each signed by its author, and none breaks a rule ({refused} refused attempts are on record)"
        ));
        if !proceeding.complaints().is_empty() {
            let by: Vec<String> = proceeding.complaints().iter().map(|one| format!("`{}`", one.by)).collect();
            report.hold_so_far("the case has complaints", format!("by {}: read them", by.join(", ")));
        }
    });
    let epoch = |kind: StepKind| {
        let taken = proceeding.steps().iter().filter(move |taken| taken.kind() == kind);
        taken.filter_map(|taken| Some((taken.link, history.epoch_of(CASE, taken.link)?))).collect::<Vec<_>>()
    };
    report.under(Code::CountTooSoon, |report| {
        let what = "all votes are in an epoch before that of their decision";
        in_an_epoch_before(&epoch(StepKind::Vote), &epoch(StepKind::Decision), what, report);
    });
    report.under(Code::RevealTooSoon, |report| {
        let what = "every sealed assessment is in an epoch before that in which the first is opened";
        in_an_epoch_before(&epoch(StepKind::Commitment), &epoch(StepKind::Reveal), what, report);
    });
    report.under(Code::Reply, |report| replies(proceeding, report));
}

/// Each of `ones` stands in an epoch before that of the next of `others`, each as its link and its epoch.
fn in_an_epoch_before(ones: &[(u64, u64)], others: &[(u64, u64)], what: &str, report: &mut Report) {
    for (link, epoch) in ones {
        let next = others.iter().find(|(other, _)| other > link);
        if let Some((other, at)) = next.filter(|(_, at)| at <= epoch) {
            return report.fail(what, format!("link {link} first appears in epoch {epoch}, and link {other} in {at}"));
        }
    }
    report.hold(what);
}

/// What was taken up from another log stood there by its date.
fn lodged(trusted: Trusted<'_>, proceeding: &Proceeding, report: &mut Report) {
    let what = "steps that were taken up from another log stood there by their dates";
    let mut count = 0;
    for link in proceeding.chain().links() {
        let PanelEvent::Lodged { bundle, at } = &link.event else { continue };
        count += 1;
        match bundle.lodged_by(trusted.then.lodging(), trusted.liars()) {
            Ok(by) if by == *at => {}
            Ok(by) => return report.fail(what, format!("link {} says {at}, and its witnesses {by}", link.number)),
            Err(error) => return report.fail(what, format!("link {}: {error}", link.number)),
        }
    }
    if count > 0 {
        report.hold(format!("{what} ({count})"));
    }
}

/// Each question of the round has its reply, or was served and its clock ended: the fold has let nothing else pass. What is the secretariat's word
/// is said.
fn replies(proceeding: &Proceeding, report: &mut Report) {
    let Some(round) = proceeding.round() else { return };
    let mut silent = Vec::new();
    let mut entered = Vec::new();
    let mut keyed: BTreeSet<String> = BTreeSet::new();
    for asked in &round.questions {
        match &asked.reply {
            None => silent.push(asked.number.to_string()),
            Some(reply) if proceeding.secretariat().iter().any(|key| *key.name() == reply.by) => {
                entered.push(asked.number.to_string());
            }
            Some(reply) => drop(keyed.insert(format!("`{}`", reply.by))),
        }
    }
    if proceeding.accused().next().is_none() {
        let because = "an actor that the conclusion names is no party of the case, and was asked nothing";
        report.hold_so_far("nobody was accused", because);
    }
    let what = format!("each of {} questions was answered, or served and its clock ended", round.questions.len());
    if silent.is_empty() {
        report.hold(what);
    } else {
        let because = format!("no answer to {}; that they were served, members say", silent.join(", "));
        report.hold_so_far(what, because);
    }
    if !entered.is_empty() {
        let because = format!("the answers to {} are by-the-secretariat: of parties without a key", entered.join(", "));
        report.hold_so_far("whose word the replies are is known", because);
    }
    if !keyed.is_empty() {
        // A key that the secretariat made for a party signs gladly.
        let keyed: Vec<String> = keyed.into_iter().collect();
        let because = format!(
            "that the keys named {} are the parties' own is the secretariat's word: ask the parties",
            keyed.join(", ")
        );
        report.hold_so_far("each reply under a key was signed with it", because);
    }
}

/// Eligible members without a vote are named: they can show it, where they have voted.
pub(super) fn name_who_did_not_vote(proceeding: &Proceeding, report: &mut Report) {
    let Some(ballot) = proceeding.round().and_then(|round| round.adopted()) else { return };
    let silent = proceeding.eligible().filter(|member| ballot.vote(member.name()).is_none());
    let silent: Vec<String> = silent.map(|member| format!("`{}`", member.name())).collect();
    if !silent.is_empty() {
        let more = "a member who voted in time can show it with a receipt or a lodged vote";
        report.hold_so_far(format!("no vote of {} counts", silent.join(", ")), more);
    }
}
