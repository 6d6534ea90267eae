//! What each kind of step says.

use dunant_custody::CaseId;
use dunant_vocabulary::{DateRange, Moment, Sha256Digest};
use serde::{Deserialize, Serialize};

use super::position::{Position, Salt};
use crate::bounds::{self, MAX_ITEMS, MAX_MEMBERS, MAX_PARTIES, Unfit};
use crate::member::Member;
use crate::party::Party;
use crate::recusal::Recusal;
use crate::tally::Tally;

/// A case is brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Referral {
    /// What is to be found out, as a question.
    pub question: String,
    /// A short title.
    pub title: String,
    /// When the incident was.
    pub incident: Option<DateRange>,
    /// Whom the case concerns; no two share a name.
    pub parties: Vec<Party>,
    /// Who brought it, in words.
    pub referred_by: String,
}

impl Referral {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("question", &self.question)?;
        bounds::line("title", &self.title)?;
        bounds::line("referred-by", &self.referred_by)?;
        bounds::count("parties", &self.parties, MAX_PARTIES)?;
        if self.parties.is_empty() {
            return Err(Unfit::None("parties"));
        }
        for (place, party) in self.parties.iter().enumerate() {
            party.check()?;
            let others = self.parties.iter().enumerate().filter(|(other, _)| *other != place);
            for (_, other) in others {
                if other.is_named(&party.name) {
                    return Err(Unfit::Twice { field: "parties", item: party.name.clone() });
                }
            }
        }
        Ok(())
    }
}

/// Whether a case is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Admissibility {
    /// Taken or not.
    pub decision: Ruling,
    /// Why.
    pub reasons: String,
}

/// Whether a case is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// It is.
    Admitted,
    /// It is not, and no more happens to it.
    NotAdmitted,
}

impl Admissibility {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("reasons", &self.reasons)
    }
}

/// The panel is named, and recusals are logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opening {
    /// SHA-256 of the policy's text. The case goes by it to its end.
    pub policy: Sha256Digest,
    /// Everybody who is enrolled, in the order of enrolment.
    pub panel: Vec<Member>,
    /// Who may not judge the case: what the rules of the policy give, in the order of the panel and of the rules.
    pub recusals: Vec<Recusal>,
}

impl Opening {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::count("panel", &self.panel, MAX_MEMBERS)?;
        self.panel.iter().try_for_each(Member::check)?;
        bounds::count("recusals", &self.recusals, 6 * MAX_MEMBERS)
    }
}

/// A member recuses itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnRecusal {
    /// Why.
    pub reasons: String,
}

impl OwnRecusal {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("reasons", &self.reasons)
    }
}

/// Fact-finding ends: what is assessed is fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Freeze {
    /// Which round it belongs to, from 1: so no two freezes have one text, and nothing that names one fits another.
    pub round: u32,
    /// Of the list of evidence items.
    pub manifest: Sha256Digest,
    /// How many items there are, at least one.
    pub items: u64,
    /// Of the case file: its digest, or where the freeze is salted [`Freeze::salted_case_file`] of that.
    pub case_file: Sha256Digest,
    /// Of the knowledge pack.
    pub pack: Sha256Digest,
    /// Of the model.
    pub model: Sha256Digest,
    /// Of the instruments.
    pub instruments: Sha256Digest,
    /// Of the settings; none in a freeze that was signed before they were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Sha256Digest>,
    /// Of the full assessment document, which the members assess before they see one another's views: its digest, or where it is salted
    /// [`Freeze::salted`] of that.
    pub assessment: Sha256Digest,
    /// Whether `assessment` and `case_file` are salted. What is published could otherwise confirm a guess at what restricted items hold: whoever guesses right
    /// computes the same document, or has the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub salted: bool,
}

impl Freeze {
    /// What stands for an assessment of this digest in the freeze of a round: SHA-256 over a line that names case and round, the salt, and the digest.
    #[must_use]
    pub fn salted(case: &CaseId, round: u32, assessment: &Sha256Digest, salt: &Salt) -> Sha256Digest {
        let names = format!("dunant-frozen/v1 {case} {round}\n");
        Sha256Digest::of(&[names.as_bytes(), salt.as_bytes(), assessment.as_bytes()].concat())
    }

    /// What stands for a case file of this digest in the freeze of a round: as of an assessment, under another name.
    #[must_use]
    pub fn salted_case_file(case: &CaseId, round: u32, case_file: &Sha256Digest, salt: &Salt) -> Sha256Digest {
        let names = format!("dunant-frozen-case-file/v1 {case} {round}\n");
        Sha256Digest::of(&[names.as_bytes(), salt.as_bytes(), case_file.as_bytes()].concat())
    }

    /// Whether a case file of this digest was frozen; nothing where that takes the salt, and there is none.
    #[must_use]
    pub fn has_case_file(&self, case: &CaseId, case_file: &Sha256Digest, salt: Option<&Salt>) -> Option<bool> {
        let computed =
            if self.salted { Self::salted_case_file(case, self.round, case_file, salt?) } else { *case_file };
        Some(computed == self.case_file)
    }

    /// Whether an assessment of this digest was frozen; nothing where that takes the salt, and there is none.
    #[must_use]
    pub fn is_of(&self, case: &CaseId, assessment: &Sha256Digest, salt: Option<&Salt>) -> Option<bool> {
        let computed = if self.salted { Self::salted(case, self.round, assessment, salt?) } else { *assessment };
        Some(computed == self.assessment)
    }

    pub(super) fn check(&self) -> Result<(), Unfit> {
        if self.items == 0 { Err(Unfit::None("items")) } else { Ok(()) }
    }
}

/// A member's assessment, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Commitment {
    /// Digest of the text of the freeze step that was assessed.
    pub freeze: Sha256Digest,
    /// [`Position::seal`] of the assessment.
    pub seal: Sha256Digest,
}

/// A member's assessment, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reveal {
    /// Digest of the text of the freeze step that was assessed.
    pub freeze: Sha256Digest,
    /// The assessment.
    pub position: Position,
    /// The salt of its seal.
    pub salt: Salt,
}

/// A party is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Question {
    /// Digest of the text of this round's freeze step.
    pub freeze: Sha256Digest,
    /// The name of the party, as the referral has it.
    pub to: String,
    /// What sort of matter is put to it.
    pub kind: QuestionKind,
    /// The matter.
    pub text: String,
}

/// What sort of matter is put to a party. The practice is that of the IAEA: three different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Something is not clear.
    Question,
    /// What the party says differs from other information.
    Inconsistency,
    /// Something is unusual or not expected, and may or may not matter.
    Anomaly,
}

impl QuestionKind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Inconsistency => "inconsistency",
            Self::Anomaly => "anomaly",
        }
    }
}

impl Question {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::line("to", &self.to)?;
        bounds::text("text", &self.text)
    }
}

/// A party answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reply {
    /// The number of the question. Questions are numbered from 1 through all rounds.
    pub question: u64,
    /// The answer.
    pub text: String,
    /// Digests of the items that it hands in.
    pub evidence: Vec<Sha256Digest>,
}

impl Reply {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("text", &self.text)?;
        bounds::count("evidence", &self.evidence, MAX_ITEMS)?;
        bounds::distinct("evidence", &self.evidence)
    }
}

/// A finding is put to the vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// Digest of the text of this round's freeze step.
    pub freeze: Sha256Digest,
    /// SHA-256 of the finding's body.
    pub body: Sha256Digest,
}

/// A member votes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Vote {
    /// SHA-256 of the body of the finding that is voted on.
    pub draft: Sha256Digest,
    /// For, against, or neither.
    pub choice: Choice,
    /// Why; needed against. Reasons against are the dissent that stands in the finding.
    pub reasons: Option<String>,
}

/// A member's vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// For the draft.
    For,
    /// Against it.
    Against,
    /// Neither. It counts for the quorum, and not for the threshold.
    Abstain,
}

impl Choice {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }
}

impl Vote {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        match (&self.reasons, self.choice) {
            (Some(reasons), _) => bounds::text("reasons", reasons),
            (None, Choice::Against) => Err(Unfit::Empty("reasons")),
            (None, _) => Ok(()),
        }
    }
}

/// The vote is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// SHA-256 of the body of the finding that was voted on.
    pub draft: Sha256Digest,
    /// Adopted or not: what the policy makes of the tally.
    pub outcome: Outcome,
    /// The count.
    pub tally: Tally,
}

/// What a vote came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The draft is the finding.
    Adopted,
    /// It is not; another may be drafted.
    NotAdopted,
}

impl Outcome {
    /// The words for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::NotAdopted => "not adopted",
        }
    }
}

/// The finding is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Publication {
    /// SHA-256 of the whole finding, signatures and dissents included.
    pub finding: Sha256Digest,
}

/// The case goes back to fact-finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reopening {
    /// The number of the round that begins.
    pub round: u32,
    /// Why.
    pub reasons: String,
    /// Digests of the new items. At least one, once a finding was adopted (ICAO Annex 13, 5.13: new and significant evidence).
    pub facts: Vec<Sha256Digest>,
}

impl Reopening {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("reasons", &self.reasons)?;
        bounds::count("facts", &self.facts, MAX_ITEMS)?;
        bounds::distinct("facts", &self.facts)
    }
}

/// A question reached its party: a member says how and when. Without it, silence is no gap: the question was not shown to have been asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Served {
    /// The number of the question.
    pub question: u64,
    /// How it was brought: to whom, by which way, what shows it.
    pub how: String,
    /// When it arrived.
    pub at: Moment,
}

impl Served {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("how", &self.how)
    }
}

/// A member or a party is shown nothing since the link that it names as the last it has seen, or something else goes on that a reader of
/// the case must know. It stops nothing, and stands in the finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Complaint {
    /// What is complained of.
    pub reasons: String,
}

impl Complaint {
    pub(super) fn check(&self) -> Result<(), Unfit> {
        bounds::text("reasons", &self.reasons)
    }
}
