use dunant_custody::chain::CaseId;
use dunant_record::note::{KeyId, KeyName};
use dunant_vocabulary::{Moment, Sha256Digest};

use super::stage::Stage;
use crate::recusal::RuleName;
use crate::step::{Outcome, StepFormError, StepKind};
use crate::tally::Tally;

/// Why a step was refused, and what would be right. A refusal changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It cannot be read, or a field cannot stand.
    #[error("{0}")]
    Unreadable(StepFormError),
    /// It is of another case.
    #[error("this step is of the case `{found}`, not of `{expected}`: hand it in there, or sign one for this case")]
    OtherCase {
        /// This case.
        expected: CaseId,
        /// The case that the step names.
        found: CaseId,
    },
    /// Its time lies before that of what was recorded last.
    #[error(
        "it is {at} here, and the last step was recorded at {last}: the clock was set back; correct it, and hand the \
         step in again"
    )]
    ClockSetBack {
        /// The time that was given.
        at: Moment,
        /// The time of the newest link.
        last: Moment,
    },
    /// Nobody of that name has a part in the case.
    #[error(
        "`{by}` has no part in this case: only the secretariat, the members of its panel and the parties with a \
         registered key have"
    )]
    Stranger {
        /// Whom the step says to be by.
        by: KeyName,
    },
    /// The name is known, and the key is another.
    #[error("the key {found} is not the one that is known as `{by}`: sign with the registered key")]
    OtherKey {
        /// Whom the step says to be by.
        by: KeyName,
        /// The ID of the key that signed.
        found: KeyId,
    },
    /// The signature does not verify.
    #[error(
        "the signature by `{by}` does not verify: the step was changed after it was signed, or somebody else signed \
         it; sign it again"
    )]
    BadSignature {
        /// Whom the step says to be by.
        by: KeyName,
    },
    /// The same text was taken already.
    #[error("this step was taken already, as link {link}: nothing needs to be done")]
    Repeated {
        /// The number of the link.
        link: u64,
    },
    /// The author may not take steps of this kind.
    #[error("`{by}` cannot hand in a step of the kind `{kind}`: {who} can")]
    NotEntitled {
        /// The author.
        by: KeyName,
        /// The kind of step.
        kind: StepKind,
        /// Who can.
        who: &'static str,
    },
    /// The author is recused.
    #[error("`{by}` is recused from this case by the rule `{rule}` ({because}): it takes no part")]
    Recused {
        /// The member.
        by: KeyName,
        /// The rule.
        rule: RuleName,
        /// The facts.
        because: String,
    },
    /// Not at this stage.
    #[error("the case {}, and a step of the kind `{kind}` has no place there: {next}", .stage.words())]
    WrongStage {
        /// The kind of step.
        kind: StepKind,
        /// Where the case stands.
        stage: Stage,
        /// What would be right.
        next: &'static str,
    },
    /// Its clock has ended.
    #[error("too late: the clock for this ended at {until}, and it is {at}; {next}")]
    Late {
        /// When the clock ended.
        until: Moment,
        /// When the step was handed in.
        at: Moment,
        /// What remains possible.
        next: &'static str,
    },
    /// It names another freeze than this round's.
    #[error(
        "this step names another freeze ({found}) than round {round} has ({expected}): look at what is frozen now, \
         and sign anew"
    )]
    OtherFreeze {
        /// The present round.
        round: u32,
        /// Its freeze.
        expected: Sha256Digest,
        /// The freeze that the step names.
        found: Sha256Digest,
    },
    /// It names another round.
    #[error("this step is of round {found}, and round {expected} is next: sign one for round {expected}")]
    OtherRound {
        /// The round that it must name.
        expected: u32,
        /// The round that it names.
        found: u32,
    },
    /// Two who sign could be taken for one another.
    #[error(
        "the key `{0}` shares its name or its bytes with another key of this case: each party, member and office \
         needs its own"
    )]
    SharedKey(KeyName),
    /// The case was opened, or is to be opened, under another policy.
    #[error(
        "the case is opened under the rules {found}, and the rules given are {expected}: a case goes by one set of rules \
         to its end; use the text that was in force at its opening"
    )]
    OtherPolicy {
        /// The policy at hand.
        expected: Sha256Digest,
        /// The policy that the opening names.
        found: Sha256Digest,
    },
    /// The panel is not who was enrolled.
    #[error(
        "the panel is not everybody who is enrolled, in the order of enrolment: nobody is picked for a case; let \
         `dunant` make the opening"
    )]
    OtherPanel,
    /// The recusals are not those that the rules give.
    #[error(
        "the recusals are not those that the rules give ({computed} computed, {found} found): let \
         `dunant` make the opening"
    )]
    OtherRecusals {
        /// How many the rules give.
        computed: usize,
        /// How many the step has.
        found: usize,
    },
    /// Too few members may judge the case.
    #[error(
        "{eligible} members are eligible, and the rules ask for {least}: enrol others without a conflict, and open \
         the case anew with them"
    )]
    PanelTooSmall {
        /// How many are eligible.
        eligible: u32,
        /// How many must be.
        least: u32,
    },
    /// A member seals a second assessment.
    #[error("`{by}` has sealed an assessment in this round already: what is sealed is final; open it when all are in")]
    AlreadyCommitted {
        /// The member.
        by: KeyName,
    },
    /// The seal is another member's.
    #[error(
        "this seal is the one that `{other}` has handed in, and nobody but `{other}` can open it: seal an assessment \
         of your own"
    )]
    CopiedSeal {
        /// Whose seal it is.
        other: KeyName,
    },
    /// An assessment is opened before all are sealed.
    #[error(
        "nobody opens an assessment before all are sealed: {} still to come, until {until}; keep salt and position \
         secret until then",
        some(.missing)
    )]
    RevealTooEarly {
        /// Who has not sealed one.
        missing: Vec<KeyName>,
        /// When the clock ends.
        until: Moment,
    },
    /// A member opens what it has not sealed.
    #[error(
        "`{by}` has sealed no assessment in this round, so there is none to open: it can still ask, draft and vote"
    )]
    NotCommitted {
        /// The member.
        by: KeyName,
    },
    /// The position and salt do not give the seal.
    #[error(
        "position and salt do not give the seal that `{by}` has handed in: open what was sealed, in this case and \
         round, with its own salt"
    )]
    SealDiffers {
        /// The member.
        by: KeyName,
    },
    /// A member opens its assessment a second time.
    #[error("`{by}` has opened its assessment already: it is final")]
    AlreadyRevealed {
        /// The member.
        by: KeyName,
    },
    /// No party of that name.
    #[error("`{0}` is no party of this case: name it as the referral does")]
    UnknownParty(String),
    /// No question of that number.
    #[error("there is no question {0} in this case: look at its questions with `dunant case show`")]
    UnknownQuestion(u64),
    /// The question is of an earlier round.
    #[error(
        "question {question} is of round {round}, which is over: answer a question of this round, or hand the answer \
         in as evidence"
    )]
    EarlierQuestion {
        /// The question.
        question: u64,
        /// Its round.
        round: u32,
    },
    /// The question was put to somebody else.
    #[error("question {question} was put to `{to}`, and `{by}` cannot answer it: {next}")]
    OthersQuestion {
        /// The question.
        question: u64,
        /// The party that was asked.
        to: String,
        /// Who answered.
        by: KeyName,
        /// What would be right.
        next: &'static str,
    },
    /// The question is answered.
    #[error(
        "question {0} is answered, and the answer is final: hand in what is new as evidence, or ask for another \
         question"
    )]
    AlreadyAnswered(u64),
    /// An accused party was asked nothing.
    #[error(
        "nothing is drafted before the accused could answer, and no question was put to {} in this round: ask with \
         `dunant panel ask`",
        some(.parties)
    )]
    AccusedNotAsked {
        /// The parties.
        parties: Vec<String>,
    },
    /// A question is open.
    #[error(
        "nothing is drafted before every question is answered or its clock has ended: question {question} to `{to}` \
         is open until {until}"
    )]
    RightOfReply {
        /// The question.
        question: u64,
        /// The party.
        to: String,
        /// When its clock ends.
        until: Moment,
    },
    /// Too few assessments are in, or are left.
    #[error(
        "{found} independent assessments by eligible members are in, and the rules ask for {least}: wait for \
         others, or reopen the case and assess anew"
    )]
    TooFewAssessments {
        /// How many there are.
        found: u32,
        /// How many must be.
        least: u32,
    },
    /// The draft was voted on before.
    #[error("this draft was voted on already: draft another")]
    AlreadyDrafted,
    /// It names another draft than the one that is voted on.
    #[error("this step names the draft {found}, and {expected} is voted on: read that one, and sign anew")]
    OtherDraft {
        /// The draft that is voted on.
        expected: Sha256Digest,
        /// The draft that the step names.
        found: Sha256Digest,
    },
    /// A member votes twice.
    #[error("`{by}` has voted on this draft already: a vote is final")]
    AlreadyVoted {
        /// The member.
        by: KeyName,
    },
    /// The vote is not over.
    #[error("the vote is not over: {} still to come, until {until}", some(.missing))]
    VoteOpen {
        /// Who has not voted.
        missing: Vec<KeyName>,
        /// When the clock ends.
        until: Moment,
    },
    /// The tally is another.
    #[error(
        "the tally is not the count of the votes taken ({} for, {} against, {} abstained of {} eligible): let \
         `dunant` count",
        .counted.in_favour, .counted.against, .counted.abstain, .counted.eligible
    )]
    OtherTally {
        /// The count.
        counted: Box<Tally>,
    },
    /// The outcome is another than the policy gives.
    #[error("by the rules the draft is {}: {}", .computed.words(), .because.join("; "))]
    OtherOutcome {
        /// What the policy makes of the tally.
        computed: Outcome,
        /// Each measure in words.
        because: Vec<String>,
    },
    /// A step of the first form in a chain of the second.
    #[error(
        "this step does not say what its author has seen, and steps of this case do since it has a place in the heads log: sign it \
         with a newer `dunant`"
    )]
    FirstForm,
    /// A step of the second form in a chain of the first.
    #[error(
        "this step says what its author has seen, and the case has no place in the heads log: begin it there first"
    )]
    NotBegun,
    /// Another body's.
    #[error("this step is of a case of `{found}`, not of `{expected}`: hand it in there, or sign one for this body")]
    OtherBody {
        /// The body of the case.
        expected: KeyName,
        /// The body that the step names.
        found: KeyName,
    },
    /// Its author saw a link that is not in this chain.
    #[error(
        "its author has seen another link {number} than this chain has: one of the two chains is not the case's; hold both against \
         the heads log"
    )]
    SeenElsewhere {
        /// The number of the link.
        number: u64,
    },
    /// Its author had not seen what a step of its kind needs.
    #[error(
        "its author had seen the case up to link {seen}, and a step of the kind `{kind}` is signed by who has seen {what} (link \
         {needed}): read the case as it is now, and sign anew"
    )]
    NotSeen {
        /// The kind of step.
        kind: StepKind,
        /// What must have been seen, in words.
        what: &'static str,
        /// Its link.
        needed: u64,
        /// The link that was seen.
        seen: u64,
    },
    /// Nothing shows that a question reached its party.
    #[error(
        "nothing is drafted while nothing shows that question {question} reached `{to}`: let a member say how and when it was \
         served"
    )]
    NotServed {
        /// The question.
        question: u64,
        /// The party.
        to: String,
    },
    /// The question was served, or answered, before.
    #[error("question {0} is known to have reached its party: nothing needs to be done")]
    AlreadyServed(u64),
    /// The service is said to have been before the question, or later than now.
    #[error("question {question} was asked at {asked} and cannot have arrived at {found}: say when it did")]
    ServedWhen {
        /// The question.
        question: u64,
        /// When it was asked.
        asked: Moment,
        /// When it is said to have arrived.
        found: Moment,
    },
    /// The vote is counted before what was lodged in time can be known.
    #[error("not all have voted, and what was lodged in time may come in until {until}: count the vote then")]
    CountTooSoon {
        /// From when on it is counted.
        until: Moment,
    },
    /// A finding is not reopened without new facts.
    #[error("a finding is reopened on new facts alone: take the new items in, and name their digests")]
    NoNewFacts,
}

impl Refused {
    /// A short name for the sort of refusal, which does not change: for JSON and for the record.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::OtherCase { .. } => "other-case",
            Self::ClockSetBack { .. } => "clock-set-back",
            Self::Stranger { .. } => "stranger",
            Self::OtherKey { .. } => "other-key",
            Self::BadSignature { .. } => "bad-signature",
            Self::Repeated { .. } => "repeated",
            Self::NotEntitled { .. } => "not-entitled",
            Self::Recused { .. } => "recused",
            Self::WrongStage { .. } => "wrong-stage",
            Self::Late { .. } => "late",
            Self::OtherFreeze { .. } => "other-freeze",
            Self::OtherRound { .. } => "other-round",
            Self::SharedKey(_) => "shared-key",
            Self::OtherPolicy { .. } => "other-policy",
            Self::OtherPanel => "other-panel",
            Self::OtherRecusals { .. } => "other-recusals",
            Self::PanelTooSmall { .. } => "panel-too-small",
            Self::AlreadyCommitted { .. } => "already-committed",
            Self::CopiedSeal { .. } => "copied-seal",
            Self::RevealTooEarly { .. } => "reveal-too-early",
            Self::NotCommitted { .. } => "not-committed",
            Self::SealDiffers { .. } => "seal-differs",
            Self::AlreadyRevealed { .. } => "already-revealed",
            Self::UnknownParty(_) => "unknown-party",
            Self::UnknownQuestion(_) => "unknown-question",
            Self::EarlierQuestion { .. } => "earlier-question",
            Self::OthersQuestion { .. } => "others-question",
            Self::AlreadyAnswered(_) => "already-answered",
            Self::AccusedNotAsked { .. } => "accused-not-asked",
            Self::RightOfReply { .. } => "right-of-reply",
            Self::TooFewAssessments { .. } => "too-few-assessments",
            Self::AlreadyDrafted => "already-drafted",
            Self::OtherDraft { .. } => "other-draft",
            Self::AlreadyVoted { .. } => "already-voted",
            Self::VoteOpen { .. } => "vote-open",
            Self::OtherTally { .. } => "other-tally",
            Self::OtherOutcome { .. } => "other-outcome",
            Self::NoNewFacts => "no-new-facts",
            Self::FirstForm => "first-form",
            Self::NotBegun => "not-begun",
            Self::OtherBody { .. } => "other-body",
            Self::SeenElsewhere { .. } => "seen-elsewhere",
            Self::NotSeen { .. } => "not-seen",
            Self::NotServed { .. } => "not-served",
            Self::AlreadyServed(_) => "already-served",
            Self::ServedWhen { .. } => "served-when",
            Self::CountTooSoon { .. } => "count-too-soon",
        }
    }
}

/// Names in a sentence. Where there are many, the first few and how many more.
fn some<T: ToString>(names: &[T]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{}`", name.to_string())).collect();
    match names.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
