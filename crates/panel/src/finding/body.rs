use std::collections::BTreeSet;

use dunant_custody::chain::CaseId;
use dunant_custody::sealing::Disclosure;
use dunant_record::note::KeyName;
use dunant_redaction::Released;
use dunant_vocabulary::{Moment, Sha256Digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FindingError, Manifest, canonical_digest, numbers};
use crate::bounds::{self, Unfit};
use crate::proceeding::{Asked, Proceeding};
use crate::step::{Freeze, Position, QuestionKind, Referral};

/// What the panel votes on: all of a finding but the votes.
///
/// A draft and every vote name its [`Body::digest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Body {
    /// The case.
    pub case: CaseId,
    /// Which round of it, from 1. What a later round finds supersedes this.
    pub round: u32,
    /// The question, and whom it concerns.
    pub referral: Referral,
    /// SHA-256 of the rules that the case goes by.
    pub policy: Sha256Digest,
    /// What was assessed, by the digests of evidence, case file, knowledge, model, instruments and result.
    pub freeze: Freeze,
    /// Which version of which program assessed it, as in `dunant 0.1.0`.
    pub program: String,
    /// The evidence, item by item.
    pub evidence: Manifest,
    /// Observations of sealed items that are shown, each with its proof.
    pub disclosures: Vec<Disclosure>,
    /// What the panel concludes, why, and what it considered and rejected.
    pub conclusion: Position,
    /// What each member had concluded alone, before seeing the others.
    pub positions: Vec<OwnPosition>,
    /// What was put to the parties, and what they replied.
    pub hearing: Vec<Heard>,
    /// SHA-256 of the list of names that are held back in `assessment`; nothing where there is none.
    pub names_held_back: Option<Sha256Digest>,
    /// The assessment and the verdicts, with what may not leave the case held back (docs/redaction.md).
    pub assessment: Value,
}

/// What a member had concluded alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OwnPosition {
    /// The name of the member's key.
    #[serde(with = "crate::spelled")]
    pub member: KeyName,
    /// The position, as it was sealed and revealed.
    pub position: Position,
}

/// Something put to a party, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Heard {
    /// Its number in the case.
    pub number: u64,
    /// The party.
    pub to: String,
    /// What sort of matter it is.
    pub kind: QuestionKind,
    /// The matter.
    pub text: String,
    /// When it was put.
    pub asked: Moment,
    /// The reply; where there is none, the clock had ended before the draft, and the gap stands in the finding.
    pub reply: Option<Answered>,
    /// In a finding of the second form: how a member says that the question reached the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<ServedBy>,
}

/// That a question reached its party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServedBy {
    /// The member who says so.
    #[serde(with = "crate::spelled")]
    pub by: KeyName,
    /// When it arrived.
    pub at: Moment,
    /// How.
    pub how: String,
}

/// A party's reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answered {
    /// When it came.
    pub at: Moment,
    /// What it says.
    pub text: String,
    /// The items that came with it.
    pub evidence: Vec<Sha256Digest>,
    /// In a finding of the second form: that the party has no key, so that the reply is the secretariat's word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_the_secretariat: bool,
}

/// What a body holds beyond what the steps of its case say. It will be public, so what is written or shown in it has passed the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The evidence.
    pub evidence: Manifest,
    /// What is shown of it.
    pub disclosures: Released<Vec<Disclosure>>,
    /// The conclusion.
    pub conclusion: Released<Position>,
    /// The program and its version.
    pub program: String,
    /// SHA-256 of the list of names held back.
    pub names_held_back: Option<Sha256Digest>,
    /// The publishable assessment.
    pub assessment: Released<Value>,
}

/// Why a body cannot be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAssembled {
    /// The case was never referred.
    #[error("the case was not referred")]
    NoReferral,
    /// Nothing is frozen.
    #[error("fact-finding has not ended: nothing is frozen")]
    NoFreeze,
}

impl Body {
    /// Puts a body together from what the steps of its case say and the matter beside them.
    ///
    /// # Errors
    /// A case that was not referred, or is not frozen.
    pub fn assemble(proceeding: &Proceeding, matter: Matter) -> Result<Self, NotAssembled> {
        let Matter { evidence, disclosures, conclusion, program, names_held_back, assessment } = matter;
        let of_steps = Self::said_by(proceeding, conclusion.into_inner())?;
        let (disclosures, assessment) = (disclosures.into_inner(), assessment.into_inner());
        Ok(Self { evidence, disclosures, program, names_held_back, assessment, ..of_steps })
    }

    /// What the steps say, beside this conclusion; the rest is empty.
    fn said_by(proceeding: &Proceeding, conclusion: Position) -> Result<Self, NotAssembled> {
        let referral = proceeding.referral().ok_or(NotAssembled::NoReferral)?.what.clone();
        let round = proceeding.round().ok_or(NotAssembled::NoFreeze)?;
        let freeze = round.freeze.as_ref().ok_or(NotAssembled::NoFreeze)?.what.clone();
        let own = |member: &crate::Member| {
            let position = round.position(member.name())?.clone();
            Some(OwnPosition { member: member.name().clone(), position })
        };
        Ok(Self {
            case: proceeding.case().clone(),
            round: round.number,
            referral,
            policy: proceeding.policy().digest(),
            freeze,
            program: String::new(),
            evidence: Manifest::default(),
            disclosures: Vec::new(),
            conclusion,
            positions: proceeding.eligible().filter_map(own).collect(),
            hearing: round.questions.iter().map(|asked| Heard::of(asked, proceeding)).collect(),
            names_held_back: None,
            assessment: Value::Null,
        })
    }

    /// What a draft and its votes name: SHA-256 over the body's canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// [`FindingError::Number`]: a number that canonical JSON does not hold as it is, so that two bodies would have one digest.
    pub fn digest(&self) -> Result<Sha256Digest, FindingError> {
        numbers::check(&self.assessment)?;
        canonical_digest(self)
    }

    /// Checks what no step says: the conclusion, the program, and that nothing is shown twice.
    ///
    /// # Errors
    /// The field that cannot stand.
    pub fn fits(&self) -> Result<(), Unfit> {
        self.conclusion.check()?;
        bounds::line("program", &self.program)?;
        let mut shown = BTreeSet::new();
        match self.disclosures.iter().find(|one| !shown.insert((one.item, one.index))) {
            Some(twice) => Err(Unfit::Twice {
                field: "disclosures",
                item: format!("observation {} of item {}", twice.index, twice.item.short()),
            }),
            None => Ok(()),
        }
    }

    /// The parts that the steps say, put together again; the rest is empty.
    pub(super) fn of_steps(&self, proceeding: &Proceeding) -> Result<Self, NotAssembled> {
        Self::said_by(proceeding, self.conclusion.clone())
    }
}

impl Heard {
    fn of(asked: &Asked, proceeding: &Proceeding) -> Self {
        let is_second_form = proceeding.begun().is_some();
        let by_secretariat = |by: &KeyName| proceeding.secretariat().iter().any(|key| key.name() == by);
        let question = &asked.question.what;
        let reply = asked.reply.as_ref().map(|reply| Answered {
            at: reply.at,
            text: reply.what.text.clone(),
            evidence: reply.what.evidence.clone(),
            by_the_secretariat: is_second_form && by_secretariat(&reply.by),
        });
        let served = asked.served.as_ref().map(|served| ServedBy {
            by: served.by.clone(),
            at: served.what.at,
            how: served.what.how.clone(),
        });
        Self {
            number: asked.number,
            to: question.to.clone(),
            kind: question.kind,
            text: question.text.clone(),
            asked: asked.question.at,
            reply,
            served,
        }
    }
}
