//! What may be done next, and by whom: for people who ask how a case stands.

use dunant_record::note::KeyName;
use dunant_vocabulary::Moment;
use serde::{Serialize, Serializer};

use super::{Proceeding, Stage};
use crate::step::StepKind;

/// Something that may be done next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Next {
    /// The kind of step.
    pub step: StepKind,
    /// Who may take it.
    pub who: Who,
    /// What it would do, in words.
    pub words: String,
}

/// Who may take a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "names", rename_all = "kebab-case")]
pub enum Who {
    /// The secretariat.
    Secretariat,
    /// These members of the panel, by the names of their keys.
    #[serde(serialize_with = "names")]
    Members(Vec<KeyName>),
    /// The secretariat, and any eligible member.
    SecretariatOrMembers,
    /// This party, with its own key.
    Party(String),
}

fn names<S: Serializer>(names: &[KeyName], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(names.iter().map(KeyName::as_str))
}

impl Proceeding {
    /// What may be done next at `at`, what brings the case on first.
    #[must_use]
    pub fn next(&self, at: Moment) -> Vec<Next> {
        let mut next = Vec::new();
        let mut may = |step, who, words: String| next.push(Next { step, who, words });
        let members = || Who::Members(self.eligible().map(|member| member.name().clone()).collect());
        match self.stage(at) {
            Stage::NotReferred => may(StepKind::Referral, Who::Secretariat, "refer the case".into()),
            Stage::Referred => may(StepKind::Admissibility, Who::Secretariat, "rule whether the case is taken".into()),
            Stage::NotAdmitted => {}
            Stage::Admitted => may(StepKind::Opening, Who::Secretariat, "name the panel, and log recusals".into()),
            Stage::FactFinding => {
                let (eligible, least) = (self.eligible().count(), self.policy.members_least());
                if (eligible as u64) < u64::from(least) {
                    let words = format!("name a panel anew: {eligible} members are eligible, at least {least} needed");
                    may(StepKind::Opening, Who::Secretariat, words);
                } else {
                    may(StepKind::Freeze, Who::Secretariat, "end fact-finding, and fix what is assessed".into());
                }
            }
            Stage::Assessing => {
                let missing = self.uncommitted();
                if !missing.is_empty() {
                    may(StepKind::Commitment, Who::Members(missing), "seal an assessment".into());
                }
            }
            Stage::Revealing => {
                let missing = self.unrevealed();
                if !missing.is_empty() {
                    may(StepKind::Reveal, Who::Members(missing), "open the sealed assessment".into());
                }
            }
            Stage::Hearing => {
                for asked in self.open_questions(at) {
                    let to = &asked.question.what.to;
                    let (kind, number) = (asked.question.what.kind.word(), asked.number);
                    if asked.is_unserved() {
                        may(StepKind::Served, members(), format!("say how {kind} {number} reached `{to}`"));
                    }
                    if at >= asked.until {
                        continue;
                    }
                    match self.party(to).filter(|party| party.key.is_some()) {
                        Some(_) => may(StepKind::Reply, Who::Party(to.clone()), format!("answer {kind} {number}")),
                        None => {
                            may(
                                StepKind::Reply,
                                Who::Secretariat,
                                format!("enter the answer of `{to}` to {kind} {number}"),
                            );
                        }
                    }
                }
                let asked = |name: &str| {
                    self.round().is_some_and(|round| round.questions.iter().any(|asked| asked.question.what.to == name))
                };
                let silent: Vec<String> = self
                    .accused()
                    .filter(|party| !asked(&party.name))
                    .map(|party| format!("`{}`", party.name))
                    .collect();
                let words = match silent.is_empty() {
                    true => "put a question, an inconsistency or an anomaly to a party".to_owned(),
                    false => format!("put a question to {}: nothing is drafted before", silent.join(", ")),
                };
                let enough = self.revealed() >= self.policy.assessments_least();
                if enough && silent.is_empty() && self.open_questions(at).next().is_none() {
                    may(StepKind::Draft, members(), "put a finding to the vote".into());
                }
                may(StepKind::Question, Who::SecretariatOrMembers, words);
            }
            Stage::Voting => {
                let missing = self.unvoted();
                let ended = self.clocks(at).iter().all(|clock| clock.ended);
                if missing.is_empty() || ended {
                    may(StepKind::Decision, Who::Secretariat, "count the vote".into());
                } else {
                    may(StepKind::Vote, Who::Members(missing), "vote on the draft".into());
                }
            }
            Stage::Decided => may(StepKind::Publication, Who::Secretariat, "publish the finding".into()),
            Stage::Published => {}
        }
        match self.stage(at) {
            Stage::Hearing => {
                may(StepKind::Reopening, Who::SecretariatOrMembers, "go back to fact-finding".into());
            }
            Stage::Assessing | Stage::Revealing if self.is_stalled(at) => {
                may(
                    StepKind::Reopening,
                    Who::SecretariatOrMembers,
                    "go back to fact-finding: too few assessments came".into(),
                );
            }
            Stage::Decided | Stage::Published => {
                may(StepKind::Reopening, Who::SecretariatOrMembers, "go back to fact-finding on new facts".into());
            }
            _ => {}
        }
        let leave: Vec<KeyName> = match self.stage(at) {
            Stage::Voting => self.unvoted(),
            Stage::FactFinding | Stage::Assessing | Stage::Revealing | Stage::Hearing => {
                self.eligible().map(|member| member.name().clone()).collect()
            }
            _ => Vec::new(),
        };
        if !leave.is_empty() {
            may(StepKind::Recusal, Who::Members(leave), "leave the case, giving the reason".into());
        }
        next
    }
}
