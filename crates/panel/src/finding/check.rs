use std::fmt;

use dunant_custody::chain::{Chain, Subject};
use dunant_record::note::{Note, VerifierKey};
use dunant_vocabulary::Moment;
use serde::Serialize;

use super::plain::plain;
use super::{Body, Code, Finding};
use crate::member::{Enrolment, MemberEvent};
use crate::policy::Policy;
use crate::proceeding::Proceeding;
use crate::step::StepKind;

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
    /// Which check it is; nothing where it has no code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
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
    /// Nobody asked for it to be checked, and nothing else rests on it.
    NotAsked,
}

/// What a report comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holding {
    /// Everything that was asked for was checked, and holds.
    Wholly,
    /// Nothing fails, and something could not be checked.
    AsFarAsChecked,
    /// Something fails.
    Not,
}

impl Report {
    /// Whether nothing that was checked fails.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.result != Checked::Fails)
    }

    /// What all checks together come to.
    #[must_use]
    pub fn holding(&self) -> Holding {
        let any = |result| self.checks.iter().any(|check| check.result == result);
        match (any(Checked::Fails), any(Checked::NotChecked)) {
            (true, _) => Holding::Not,
            (false, true) => Holding::AsFarAsChecked,
            (false, false) => Holding::Wholly,
        }
    }

    /// Whether there are checks of this code, and all of them hold.
    #[must_use]
    pub fn is_shown(&self, code: Code) -> bool {
        let mut of_it = self.checks.iter().filter(|check| check.code == Some(code)).peekable();
        of_it.peek().is_some() && of_it.all(|check| check.result == Checked::Holds)
    }

    /// Adds a check that held.
    pub fn hold(&mut self, what: impl AsRef<str>) {
        self.add(what, Checked::Holds, None);
    }

    /// Adds a check that held, and what more there is to know about it: most of all, what it does not say.
    pub fn hold_so_far(&mut self, what: impl AsRef<str>, more: impl fmt::Display) {
        self.add(what, Checked::Holds, Some(more.to_string()));
    }

    /// Adds a check that failed.
    pub fn fail(&mut self, what: impl AsRef<str>, because: impl fmt::Display) {
        self.add(what, Checked::Fails, Some(because.to_string()));
    }

    /// Adds what could not be checked.
    pub fn skip(&mut self, what: impl AsRef<str>, because: impl fmt::Display) {
        self.add(what, Checked::NotChecked, Some(because.to_string()));
    }

    /// Adds what could have been checked, and nobody asked for.
    pub fn leave(&mut self, what: impl AsRef<str>, because: impl fmt::Display) {
        self.add(what, Checked::NotAsked, Some(because.to_string()));
    }

    /// Strangers' words may stand in both: they are made fit to be shown.
    fn add(&mut self, what: impl AsRef<str>, result: Checked, because: Option<String>) {
        self.checks.push(Check {
            code: None,
            what: plain(what.as_ref()),
            result,
            because: because.as_deref().map(plain),
        });
    }

    /// Gives `code` to every check that `add` adds without one.
    pub fn under<T>(&mut self, code: Code, add: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.checks.len();
        let added = add(self);
        self.checks.iter_mut().skip(before).for_each(|check| check.code = check.code.or(Some(code)));
        added
    }

    /// The code of the first check that failed.
    #[must_use]
    pub fn failure(&self) -> Option<Code> {
        self.checks.iter().find(|check| check.result == Checked::Fails).and_then(|check| check.code)
    }

    /// The codes of what could not be checked, in order.
    pub fn unchecked(&self) -> impl Iterator<Item = Code> {
        self.checks.iter().filter(|check| check.result == Checked::NotChecked).filter_map(|check| check.code)
    }

    /// Adds a check by its result.
    pub fn see<E: fmt::Display>(&mut self, what: impl AsRef<str>, result: Result<(), E>) {
        match result {
            Ok(()) => self.hold(what),
            Err(because) => self.fail(what, because),
        }
    }
}

const VOTED: &str = "what was voted on is this body";
const SAID: &str = "the body says what the steps say of question, parties, assessments, questions and replies";

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
        match &proceeding {
            Some(proceeding) => {
                report.under(Code::Vote, |report| self.body.check_vote(proceeding, report));
                report.under(Code::Body, |report| self.body.check_against(proceeding, report));
            }
            None => {
                for (code, what) in [(Code::Vote, VOTED), (Code::Body, SAID)] {
                    let because = "the steps do not hold, so nothing follows from them";
                    report.under(code, |report| report.skip(what, because));
                }
            }
        }
        let fits = self.body.fits();
        report.under(Code::Body, |report| report.see("what the body says beside the steps is possible", fits));
        report.under(Code::Evidence, |report| self.body.check_evidence(report));
        (report, proceeding)
    }

    fn replay(&self, rules: Option<&Policy>, report: &mut Report) -> Option<Proceeding> {
        let policy = report.under(Code::Rules, |report| self.expected(rules, report))?;
        report.under(Code::Rule, |report| self.follow(policy, report))
    }

    /// The rules, and whether they are those that the reader expects.
    fn expected(&self, rules: Option<&Policy>, report: &mut Report) -> Option<Policy> {
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
                    "none were given, and the secretariat's key stands in them: whose finding this is, the finding alone says; \
                     hold {} against the SHA-256 of the rules that the body publishes",
                    policy.digest()
                ),
            ),
        }
        Some(policy)
    }

    /// The case as its steps tell it.
    fn follow(&self, policy: Policy, report: &mut Report) -> Option<Proceeding> {
        let members = self.enrolled(&policy);
        let (enrolment, until) = match members {
            Ok(enrolled) => enrolled,
            Err(because) => {
                report.fail("the chain of enrolled members holds", because);
                return None;
            }
        };
        report.hold_so_far(
            format!("the chain of enrolled members holds ({} links)", self.members.len()),
            "whether somebody else was enrolled before the opening, and left out here, the secretariat's own copy shows",
        );
        let stand = "every step was allowed when it was taken";
        if let Err(because) = signed_by_these_alone(&self.steps, policy.secretariat()) {
            report.fail(stand, because);
            return None;
        }
        let proceeding = match Proceeding::read(self.body.case.clone(), policy, Some(enrolment), &self.steps) {
            Ok(proceeding) => proceeding,
            Err(error) => {
                report.fail(stand, error);
                return None;
            }
        };
        let (taken, refused) = (proceeding.steps().len(), proceeding.refusals().len());
        report.hold(format!(
            "{taken} steps stand in an unbroken chain, each signed by its author and dated by the secretariat, and none breaks a \
             rule ({refused} refused attempts are on record)"
        ));
        if let (Some(until), Some(opening)) = (until, proceeding.opening())
            && until > opening.at
        {
            report.fail(
                "the chain of enrolled members ends with the opening",
                format!("the case was opened at {}, and the chain goes on to {until}", opening.at),
            );
        }
        Some(proceeding)
    }

    /// Who was enrolled, and when that chain ends.
    fn enrolled(&self, policy: &Policy) -> Result<(Enrolment, Option<Moment>), String> {
        let keys = policy.secretariat();
        signed_by_these_alone(&self.members, keys)?;
        let chain = Chain::<MemberEvent>::read(Subject::Members, &self.members, keys);
        let chain = chain.map_err(|error| error.to_string())?;
        let enrolment = Enrolment::of(&chain).map_err(|error| error.to_string())?;
        Ok((enrolment, chain.links().last().map(|link| link.time)))
    }
}

impl Body {
    /// The steps end with the adoption of a draft, the votes are on this body, and they meet the rules.
    pub(super) fn check_vote(&self, proceeding: &Proceeding, report: &mut Report) {
        let ballot = proceeding.round().and_then(|round| round.adopted());
        // Nothing may stand behind the decision: what the votes are on was final there.
        let ends = proceeding.steps().last().is_some_and(|last| {
            last.kind() == StepKind::Decision && proceeding.chain().len() == last.link.saturating_add(1)
        });
        let (Some(ballot), true) = (ballot, ends) else {
            report.fail("the draft was adopted", "the steps do not end with the adoption of a draft");
            report.skip(VOTED, "no draft was adopted");
            return;
        };
        report.see(
            VOTED,
            match self.digest() {
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
    pub(super) fn check_against(&self, proceeding: &Proceeding, report: &mut Report) {
        let expected = match self.of_steps(proceeding) {
            Ok(expected) => expected,
            Err(error) => return report.fail(SAID, error),
        };
        let Self { round, referral, policy, freeze, positions, hearing, .. } = self;
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
            SAID,
            if differing.is_empty() { Ok(()) } else { Err(format!("it differs in {}", differing.join(", "))) },
        );
    }

    pub(super) fn check_evidence(&self, report: &mut Report) {
        let Self { evidence, freeze, disclosures, .. } = self;
        let count = evidence.items().len();
        let same = evidence.digest() == freeze.manifest && count as u64 == freeze.items;
        let what = format!("the list of evidence ({count} items) is the one that was frozen");
        if same {
            report.hold_so_far(
                what,
                "its markings, grades and receipts are the secretariat's word; the chains of custody show them, and are checked apart",
            );
        } else {
            report.fail(what, "its SHA-256 or its length is another");
        }
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

/// Whether each note bears signatures of these keys and no others, each once: what others add under a note nobody vouches for, and it
/// would make another finding of the same votes.
fn signed_by_these_alone(notes: &[String], keys: &[VerifierKey]) -> Result<(), String> {
    for (number, note) in notes.iter().enumerate() {
        let note = Note::parse(note.as_bytes()).map_err(|error| format!("link {number} is no signed note: {error}"))?;
        let lines = note.signatures();
        let strange = lines.iter().find(|line| !keys.iter().any(|key| key.signs(line)));
        if let Some(strange) = strange {
            return Err(format!(
                "link {number} bears a signature by `{}`, which is no key of these rules",
                strange.name()
            ));
        }
        let twice =
            lines.iter().enumerate().any(|(place, line)| lines.iter().take(place).any(|other| other.id() == line.id()));
        if twice {
            return Err(format!("link {number} is signed twice by one key"));
        }
    }
    Ok(())
}
