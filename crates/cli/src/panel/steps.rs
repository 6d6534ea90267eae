use std::path::Path;

use dunant::panel::step::{Choice, QuestionKind, Reply};
use dunant::panel::{Proceeding, StepKind};
use dunant::record::SignerKey;
use dunant::vocabulary::Sha256Digest;
use dunant_custody::CaseId;
use dunant_secretariat::{Error, Home, Occasion};

use crate::arguments::{AskKind, DraftFile, HomeOption, MemberStep, Terminal, VoteChoice};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, tell};
use crate::record::read_file;

use super::draft;
use super::tool::Tool;

/// The data directory, and the key that a member signs with.
pub(super) fn begin(step: &MemberStep) -> Result<(Home, SignerKey), Complaint> {
    let (home, key) = (home::open(&step.home)?, home::signer(&step.key)?);
    let home = match &step.out {
        Some(file) => home.signing_into(file.clone()),
        None => home,
    };
    Ok((home, key))
}

/// Hands in a step that was signed into a file.
pub(super) fn hand_in(
    option: &HomeOption,
    case: &CaseId,
    step: &Path,
    key: Option<&Path>,
    draft: &DraftFile,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let note = String::from_utf8_lossy(&read_file(step)?).into_owned();
    draft::keep_beside(&home, case, &note, step, draft)?;
    let act = |occasion: &Occasion| Ok(home.hand_in(case, &note, occasion)?.0);
    let taken = match key {
        Some(key) => under_the_tool(&home, case, key, terminal, act)?,
        None => act(&home::occasion()?)?,
    };
    tell_standing(&taken, terminal)
}

/// A step of a member: its tool looks at the case first, and keeps the receipt.
pub(super) fn take(
    step: &MemberStep,
    terminal: &Terminal,
    act: impl FnOnce(&Home, &SignerKey, &Occasion) -> Result<Proceeding, Error>,
) -> Result<Proceeding, Complaint> {
    let (home, key) = begin(step)?;
    under_the_tool(&home, &step.case, &step.key, terminal, |occasion| act(&home, &key, occasion))
}

/// A step under the key in `file`, whoever's it is.
pub(super) fn under_the_tool(
    home: &Home,
    case: &CaseId,
    file: &Path,
    terminal: &Terminal,
    act: impl FnOnce(&Occasion) -> Result<Proceeding, Error>,
) -> Result<Proceeding, Complaint> {
    let tool = Tool::of(file);
    tool.allows(home, case)?;
    let occasion = home::occasion()?;
    if let Some(signed) = home.signs_into() {
        let proceeding = act(&occasion)?;
        Tool::keep_links(home, &String::from_utf8_lossy(&read_file(signed)?), signed)?;
        tell(terminal, &format!("signed into `{}`, and handed in to nobody", signed.display()));
        return Ok(proceeding);
    }
    tool.keep(home, case, act(&occasion), occasion.now, terminal)
}

/// Whoever takes a step that the secretariat may take, too.
pub(super) struct Author<'a> {
    /// The file of its key; nothing where the secretariat acts.
    key: Option<&'a Path>,
    /// The file into which the step is signed, where nothing is handed in.
    out: Option<&'a Path>,
}

impl<'a> Author<'a> {
    pub(super) fn of(key: Option<&'a Path>, out: Option<&'a Path>) -> Self {
        Self { key, out }
    }

    fn open(&self, option: &HomeOption) -> Result<Home, Complaint> {
        let home = home::open(option)?;
        Ok(match self.out {
            Some(file) => home.signing_into(file.to_owned()),
            None => home,
        })
    }
}

/// A step of somebody with a key, or of the secretariat, which keeps no receipt.
fn by_either(
    home: &Home,
    case: &CaseId,
    author: &Author<'_>,
    terminal: &Terminal,
    act: impl FnOnce(Option<&SignerKey>, &Occasion) -> Result<Proceeding, Error>,
) -> Result<Proceeding, Complaint> {
    match author.key {
        None => Ok(act(None, &home::occasion()?)?),
        Some(file) => {
            let key = home::signer(file)?;
            under_the_tool(home, case, file, terminal, |occasion| act(Some(&key), occasion))
        }
    }
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
    author: &Author<'_>,
    asking: &Asking<'_>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let kind = match asking.kind {
        AskKind::Question => QuestionKind::Question,
        AskKind::Inconsistency => QuestionKind::Inconsistency,
        AskKind::Anomaly => QuestionKind::Anomaly,
    };
    let home = author.open(option)?;
    let (to, text) = (asking.to.to_owned(), asking.text.to_owned());
    let proceeding =
        by_either(&home, case, author, terminal, |key, occasion| home.ask(case, key, to, kind, text, occasion))?;
    let asked = proceeding.round().and_then(|round| round.questions.last());
    if let Some(asked) = asked.filter(|_| author.out.is_none()) {
        let (number, to, until) = (asked.number, &asked.question.what.to, asked.until);
        tell(terminal, &format!("{} {number} is put to {to}, who may reply until {until}", kind.word()));
    }
    tell_standing(&proceeding, terminal)
}

pub(super) fn reply(
    option: &HomeOption,
    case: &CaseId,
    author: &Author<'_>,
    reply: Reply,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = author.open(option)?;
    let replied = by_either(&home, case, author, terminal, |key, occasion| home.reply(case, key, reply, occasion))?;
    tell_standing(&replied, terminal)
}

pub(super) fn reopen(
    option: &HomeOption,
    case: &CaseId,
    author: &Author<'_>,
    reasons: &str,
    facts: &[Sha256Digest],
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = author.open(option)?;
    let (reasons, facts) = (reasons.to_owned(), facts.to_vec());
    let reopened =
        by_either(&home, case, author, terminal, |key, occasion| home.reopen(case, key, reasons, facts, occasion))?;
    tell_standing(&reopened, terminal)
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
    let mut proceeding = under_the_tool(&home, &step.case, &step.key, terminal, |occasion| {
        home.vote(&step.case, &key, choice, reasons.map(str::to_owned), occasion)
    })?;
    if step.out.is_some() {
        return tell_standing(&proceeding, terminal);
    }
    tell(terminal, &format!("`{}` voted {}", key.name(), choice.word()));
    let occasion = home::occasion()?;
    if proceeding.next(occasion.now).iter().any(|next| next.step == StepKind::Decision) {
        match home.decide(&step.case, &occasion) {
            Ok(decided) => proceeding = decided,
            // The vote is counted once an epoch has it.
            Err(Error::NotYet { message, help }) => {
                tell(terminal, &format!("{message}: {help}; then `dunant panel decide`"))
            }
            Err(error) => return Err(error.into()),
        }
        let is_decided =
            proceeding.round().and_then(|round| round.ballots.last()).is_some_and(|ballot| ballot.decision.is_some());
        if let Some(tally) = proceeding.tally().filter(|_| is_decided) {
            for measure in tally.measures(proceeding.policy()).all() {
                tell(terminal, &format!("{} {}", if measure.reached { "[+]" } else { "[-]" }, measure.words));
            }
        }
    }
    tell_standing(&proceeding, terminal)
}
