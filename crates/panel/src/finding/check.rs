use std::fmt;

use serde::Serialize;

use super::{Body, Finding};
use crate::member::Enrolment;
use crate::policy::Policy;
use crate::proceeding::{Proceeding, Stage};

/// What was checked, in order, and what could not be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Every check.
    pub checks: Vec<Check>,
}

/// One thing that a finding claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Check {
    /// What is claimed.
    pub what: String,
    /// What came of it.
    pub result: Checked,
    /// Why it does not hold, or could not be checked; more about it where it holds.
    pub because: Option<String>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It could not be checked with what was at hand.
    NotChecked,
}

impl Report {
    /// Whether nothing that was checked fails.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.result != Checked::Fails)
    }

    /// Adds a check that held.
    pub fn hold(&mut self, what: impl Into<String>) {
        self.checks.push(Check { what: what.into(), result: Checked::Holds, because: None });
    }

    /// Adds a check that failed.
    pub fn fail(&mut self, what: impl Into<String>, because: impl fmt::Display) {
        self.checks.push(Check { what: what.into(), result: Checked::Fails, because: Some(because.to_string()) });
    }

    /// Adds what could not be checked.
    pub fn skip(&mut self, what: impl Into<String>, because: impl fmt::Display) {
        self.checks.push(Check { what: what.into(), result: Checked::NotChecked, because: Some(because.to_string()) });
    }

    /// Adds a check by its result.
    pub fn see<E: fmt::Display>(&mut self, what: impl Into<String>, result: Result<(), E>) {
        match result {
            Ok(()) => self.hold(what),
            Err(because) => self.fail(what, because),
        }
    }
}

impl Finding {
    /// Checks everything that the finding says by itself: the rules, who was enrolled, every signature, every step against every
    /// rule, the vote, and that the body says of the proceeding what the steps say. Nothing of the evidence is needed, nor computed.
    ///
    /// `rules` are those that the reader expects, from a source that the reader trusts: without them the finding's own are used, and
    /// the report says that whose they are was not checked. The proceeding is given where its steps hold.
    #[must_use]
    pub fn check(&self, rules: Option<&Policy>) -> (Report, Option<Proceeding>) {
        let mut report = Report::default();
        let proceeding = self.replay(rules, &mut report);
        if let Some(proceeding) = &proceeding {
            self.check_vote(proceeding, &mut report);
            self.check_body(proceeding, &mut report);
        }
        self.check_evidence(&mut report);
        (report, proceeding)
    }

    fn replay(&self, rules: Option<&Policy>, report: &mut Report) -> Option<Proceeding> {
        let policy = match Policy::parse(&self.policy) {
            Ok(policy) => policy,
            Err(error) => {
                report.fail("the rules are well formed", error);
                return None;
            }
        };
        let words = "the rules are those that you expect";
        match rules {
            Some(rules) if rules.digest() == policy.digest() => report.hold(words),
            Some(rules) => {
                report.fail(
                    words,
                    format!("yours have the SHA-256 {}, the finding's {}", rules.digest(), policy.digest()),
                );
            }
            None => report.skip(
                words,
                format!(
                    "none were given; hold {} against the SHA-256 of the rules that the body publishes",
                    policy.digest()
                ),
            ),
        }
        let enrolment = match Enrolment::read(&self.members, policy.secretariat()) {
            Ok(enrolment) => enrolment,
            Err(error) => {
                report.fail("the chain of enrolled members holds", error);
                return None;
            }
        };
        report.hold(format!("the chain of enrolled members holds ({} links)", self.members.len()));
        match Proceeding::read(self.body.case.clone(), policy, Some(enrolment), &self.steps) {
            Ok(proceeding) => {
                let (taken, refused) = (proceeding.steps().len(), proceeding.refusals().len());
                report.hold(format!(
                    "{taken} steps stand in an unbroken chain, each signed by its author and dated by the secretariat, and \
                     none breaks a rule ({refused} refused attempts are on record)"
                ));
                Some(proceeding)
            }
            Err(error) => {
                report.fail("every step was allowed when it was taken", error);
                None
            }
        }
    }

    fn check_vote(&self, proceeding: &Proceeding, report: &mut Report) {
        let round = proceeding.round();
        let adopted = round.and_then(|round| round.adopted());
        let decided = proceeding.last().is_some_and(|last| proceeding.stage(last) == Stage::Decided);
        let (Some(ballot), true) = (adopted, decided) else {
            report.fail("the draft was adopted", "the steps do not end with the adoption of a draft");
            return;
        };
        report.see(
            "what was voted on is this body",
            match self.body.digest() {
                Err(error) => Err(error.to_string()),
                Ok(digest) if digest == ballot.draft.what.body => Ok(()),
                Ok(digest) => {
                    Err(format!("the votes are on {}, and the body's SHA-256 is {digest}", ballot.draft.what.body))
                }
            },
        );
        if let Some(tally) = proceeding.tally() {
            for measure in tally.measures(proceeding.policy()).all() {
                let what = format!("the vote meets the rules: {}", measure.words);
                report
                    .see(what, if measure.reached { Ok(()) } else { Err(format!("{} is not reached", measure.name)) });
            }
        }
    }

    /// The body is put together again from the steps, and compared part by part.
    fn check_body(&self, proceeding: &Proceeding, report: &mut Report) {
        let expected = match Body::assemble(proceeding, self.body.matter()) {
            Ok(expected) => expected,
            Err(error) => return report.fail("the body says what the steps say", error),
        };
        let Body { round, referral, policy, freeze, positions, hearing, .. } = &self.body;
        let parts = [
            ("round", *round == expected.round),
            ("question and parties", *referral == expected.referral),
            ("rules", *policy == expected.policy),
            ("frozen digests", *freeze == expected.freeze),
            ("members' own assessments", *positions == expected.positions),
            ("questions and replies", *hearing == expected.hearing),
        ];
        let differing: Vec<&str> = parts.iter().filter(|(_, same)| !same).map(|(part, _)| *part).collect();
        report.see(
            "the body says what the steps say of question, parties, assessments, questions and replies",
            if differing.is_empty() { Ok(()) } else { Err(format!("it differs in {}", differing.join(", "))) },
        );
    }

    fn check_evidence(&self, report: &mut Report) {
        let Body { evidence, freeze, disclosures, .. } = &self.body;
        let count = evidence.items().len();
        let same = evidence.digest() == freeze.manifest && count as u64 == freeze.items;
        report.see(
            format!("the list of evidence ({count} items) is the one that was frozen"),
            if same { Ok(()) } else { Err("its SHA-256 or its length is another") },
        );
        for shown in disclosures {
            let what = format!("observation {} of item {} stood in the sealed item", shown.index, shown.item.short());
            report.see(
                what,
                match evidence.item(&shown.item) {
                    None => Err("the item is not in the list of evidence".to_owned()),
                    Some(item) => shown.verify(&shown.item, &item.seal).map_err(|error| error.to_string()),
                },
            );
        }
    }
}
