use std::path::Path;

use dunant::panel::StepKind;
use dunant::panel::step::{Choice, QuestionKind, Reply};
use dunant::record::SignerKey;
use dunant::vocabulary::Sha256Digest;
use dunant_custody::CaseId;
use dunant_secretariat::Home;

use crate::arguments::{AskKind, HomeOption, MemberStep, Terminal, VoteChoice};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, tell};

/// The data directory, and the key that a member signs with.
pub(super) fn begin(step: &MemberStep) -> Result<(Home, SignerKey), Complaint> {
    Ok((home::open(&step.home)?, home::signer(&step.key)?))
}

/// What is put to whom.
pub(super) struct Asking<'a> {
    pub(super) to: &'a str,
    pub(super) kind: AskKind,
    pub(super) text: &'a str,
}

pub(super) fn ask(
    option: &HomeOption,
    case: &CaseId,
    key: Option<&Path>,
    asking: &Asking<'_>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let kind = match asking.kind {
        AskKind::Question => QuestionKind::Question,
        AskKind::Inconsistency => QuestionKind::Inconsistency,
        AskKind::Anomaly => QuestionKind::Anomaly,
    };
    let (home, key) = (home::open(option)?, key.map(home::signer).transpose()?);
    let (to, text) = (asking.to.to_owned(), asking.text.to_owned());
    let proceeding = home.ask(case, key.as_ref(), to, kind, text, &home::occasion()?)?;
    if let Some(asked) = proceeding.round().and_then(|round| round.questions.last()) {
        let (number, to, until) = (asked.number, &asked.question.what.to, asked.until);
        tell(terminal, &format!("{} {number} is put to {to}, who may reply until {until}", kind.word()));
    }
    tell_standing(&proceeding, terminal)
}

pub(super) fn reply(
    option: &HomeOption,
    case: &CaseId,
    key: Option<&Path>,
    question: u64,
    text: &str,
    evidence: &[Sha256Digest],
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let (home, key) = (home::open(option)?, key.map(home::signer).transpose()?);
    let reply = Reply { question, text: text.to_owned(), evidence: evidence.to_vec() };
    tell_standing(&home.reply(case, key.as_ref(), reply, &home::occasion()?)?, terminal)
}

/// Votes; the last vote closes the ballot.
pub(super) fn vote(
    step: &MemberStep,
    choice: VoteChoice,
    reasons: Option<&str>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let choice = match choice {
        VoteChoice::For => Choice::For,
        VoteChoice::Against => Choice::Against,
        VoteChoice::Abstain => Choice::Abstain,
    };
    let (home, key) = begin(step)?;
    let occasion = home::occasion()?;
    let mut proceeding = home.vote(&step.case, &key, choice, reasons.map(str::to_owned), &occasion)?;
    tell(terminal, &format!("`{}` voted {}", key.name(), choice.word()));
    if proceeding.next(occasion.now).iter().any(|next| next.step == StepKind::Decision) {
        proceeding = home.decide(&step.case, &occasion)?;
        if let Some(tally) = proceeding.tally() {
            for measure in tally.measures(proceeding.policy()).all() {
                tell(terminal, &format!("{} {}", if measure.reached { "[+]" } else { "[-]" }, measure.words));
            }
        }
    }
    tell_standing(&proceeding, terminal)
}
