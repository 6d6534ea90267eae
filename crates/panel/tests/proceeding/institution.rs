//! An institution with a secretariat, five members of whom one is recused, and two parties; and scripts that bring its case to every
//! stage.

use dunant_custody::CaseId;
use dunant_panel::party::{Party, PartyRole};
use dunant_panel::proceeding::{ReadError, Submitted};
use dunant_panel::step::*;
use dunant_panel::{Enrolment, Member, MemberEvent, Policy, Proceeding, Refused, Stage};
use dunant_record::note::SignerKey;
use dunant_vocabulary::{Confidence, Likelihood, Moment, Sha256Digest};

/// Noon, so many days after the start.
pub fn day(day: u64) -> Moment {
    Moment::from_seconds(1_800_000_000 + day * 86_400).unwrap()
}

pub fn after(moment: Moment, seconds: u64) -> Moment {
    Moment::from_seconds(moment.seconds() + seconds).unwrap()
}

pub fn digest(of: &str) -> Sha256Digest {
    Sha256Digest::of(of.as_bytes())
}

pub fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(format!("example.org/{name}").parse().unwrap(), &[seed; 32])
}

pub fn secretariat() -> SignerKey {
    key("secretariat", 1)
}

pub fn accused() -> SignerKey {
    key("accused", 2)
}

/// Members 1 to 4 are eligible as they are made by [`members`]; 5 is recused.
pub fn member(number: u8) -> SignerKey {
    key(&format!("panel/member-{number}"), 10 + number)
}

pub fn somebody(number: u8, country: &str) -> Member {
    Member {
        key: member(number).public(),
        nationalities: vec![country.parse().unwrap()],
        affiliation: format!("University {number}"),
        state_service: None,
        clients: vec![],
        conflicts: vec![],
        team: None,
    }
}

pub const RECUSED: u8 = 5;

pub fn members() -> Vec<Member> {
    [(1, "CH"), (2, "KE"), (3, "BR"), (4, "JP"), (RECUSED, "RU")]
        .map(|(number, country)| somebody(number, country))
        .to_vec()
}

pub fn enrolment(members: &[Member]) -> Enrolment {
    let mut enrolment = Enrolment::new();
    for member in members {
        enrolment.take(MemberEvent::Enrolled(Box::new(member.clone())), day(0)).unwrap();
    }
    enrolment
}

pub fn policy() -> Policy {
    policy_with(|text| text)
}

pub fn policy_with(change: impl Fn(String) -> String) -> Policy {
    Policy::parse(&change(Policy::model(&secretariat().public()))).unwrap()
}

pub fn parties() -> Vec<Party> {
    vec![
        Party {
            name: "Russian Federation".into(),
            role: PartyRole::Accused,
            country: Some("RU".parse().unwrap()),
            aliases: vec!["Moscow".into()],
            key: Some(accused().public()),
        },
        Party {
            name: "Ukraine".into(),
            role: PartyRole::Affected,
            country: Some("UA".parse().unwrap()),
            aliases: vec![],
            key: None,
        },
    ]
}

pub fn position(number: u8) -> Position {
    Position {
        answer: Answer::Attributed {
            actor: "Sandworm Team".into(),
            likelihood: Likelihood::VeryLikely,
            confidence: Confidence::Moderate,
        },
        articles: vec![ArticleView { article: "x-1".into(), verdict: ArticleVerdict::ConsistentWithBreach }],
        reasons: format!("What member {number} makes of it."),
        rejected: vec![Rejected { hypothesis: "an imitation".into(), why: "nothing speaks for it".into() }],
    }
}

pub fn salt(number: u8) -> Salt {
    Salt::new([number; 32])
}

/// A case in the hands of its institution.
#[derive(Clone)]
pub struct Institution {
    pub proceeding: Proceeding,
    /// The notes of its chain.
    pub notes: Vec<String>,
    pub now: Moment,
    pub enrolment: Enrolment,
}

impl Institution {
    pub fn new() -> Self {
        Self::with(policy(), &members())
    }

    pub fn with(policy: Policy, members: &[Member]) -> Self {
        let enrolment = enrolment(members);
        let proceeding = Proceeding::new(case(), policy, Some(enrolment.clone()));
        Self { proceeding, notes: Vec::new(), now: day(1), enrolment }
    }

    pub fn sign(&self, step: Step, key: &SignerKey) -> String {
        SignedStep::sign(case(), step, key).unwrap().to_string()
    }

    /// Hands a step in now.
    pub fn hand_in(&mut self, step: Step, key: &SignerKey) -> Result<(), Refused> {
        let note = self.sign(step, key);
        self.hand_in_note(&note)
    }

    pub fn hand_in_note(&mut self, note: &str) -> Result<(), Refused> {
        let Submitted { note, result, .. } = self.proceeding.submit(note, self.now, &secretariat()).unwrap();
        self.notes.push(note);
        result.map(|_| ())
    }

    pub fn must(&mut self, step: Step, key: &SignerKey) {
        let kind = step.kind();
        if let Err(refused) = self.hand_in(step, key) {
            panic!("{kind} refused: {refused}");
        }
    }

    pub fn reread(&self) -> Result<Proceeding, ReadError> {
        Proceeding::read(case(), self.proceeding.policy().clone(), Some(self.enrolment.clone()), &self.notes)
    }

    pub fn freeze_digest(&self) -> Sha256Digest {
        self.proceeding.round().and_then(|round| round.freeze_digest()).unwrap_or(digest("no freeze"))
    }

    pub fn round(&self) -> u32 {
        self.proceeding.round().map_or(1, |round| round.number)
    }

    // The steps that are right next.

    pub fn referral(&self) -> Step {
        Step::Referral(Referral {
            question: "Who disrupted the power grid?".into(),
            title: "The grid".into(),
            incident: Some("2022-04-08".parse().unwrap()),
            parties: parties(),
            referred_by: "CERT of the operator".into(),
        })
    }

    pub fn admissibility(&self, decision: Ruling) -> Step {
        Step::Admissibility(Admissibility { decision, reasons: "Civilians were cut off.".into() })
    }

    pub fn opening(&self) -> Step {
        Step::Opening(self.proceeding.opening_of(self.enrolment.enrolled().to_vec()))
    }

    pub fn own_recusal(&self) -> Step {
        Step::Recusal(OwnRecusal { reasons: "A relative works for a party.".into() })
    }

    pub fn freeze(&self) -> Step {
        let [manifest, case_file, pack, model, instruments, assessment] =
            ["manifest", "case", "pack", "model", "instruments", "assessment"].map(digest);
        let round = self.round();
        Step::Freeze(Freeze {
            round,
            manifest,
            items: 3,
            case_file,
            pack,
            model,
            instruments,
            settings: None,
            assessment,
            salted: false,
        })
    }

    pub fn commitment(&self, number: u8) -> Step {
        let freeze = self.freeze_digest();
        let seal = position(number).seal(&case(), member(number).name(), &freeze, &salt(number));
        Step::Commitment(Commitment { freeze, seal })
    }

    pub fn reveal(&self, number: u8) -> Step {
        Step::Reveal(Reveal { freeze: self.freeze_digest(), position: position(number), salt: salt(number) })
    }

    pub fn question(&self, to: &str, text: &str) -> Step {
        let (freeze, kind) = (self.freeze_digest(), QuestionKind::Inconsistency);
        Step::Question(Question { freeze, to: to.into(), kind, text: text.into() })
    }

    pub fn reply(&self, question: u64) -> Step {
        Step::Reply(Reply { question, text: "It was not us.".into(), evidence: vec![digest("logs")] })
    }

    pub fn draft(&self, body: &str) -> Step {
        Step::Draft(Draft { freeze: self.freeze_digest(), body: digest(body) })
    }

    pub fn vote(&self, body: &str, choice: Choice) -> Step {
        let reasons = (choice == Choice::Against).then(|| "The second item is weak.".to_owned());
        Step::Vote(Vote { draft: digest(body), choice, reasons })
    }

    pub fn decision(&self) -> Step {
        Step::Decision(self.proceeding.decision_now().unwrap_or(Decision {
            draft: digest("body"),
            outcome: Outcome::Adopted,
            tally: dunant_panel::Tally { eligible: 4, in_favour: 4, against: 0, abstain: 0, regions: vec![] },
        }))
    }

    pub fn publication(&self) -> Step {
        Step::Publication(Publication { finding: digest(&format!("finding of round {}", self.round())) })
    }

    pub fn reopening(&self) -> Step {
        let (round, facts) = (self.round() + 1, vec![digest("new")]);
        Step::Reopening(Reopening { round, reasons: "Another victim has logs.".into(), facts })
    }

    /// Brings the case to `stage` by the shortest way, everybody answering and voting for.
    pub fn to(&mut self, stage: Stage) {
        let path = [
            Stage::NotReferred,
            Stage::Referred,
            Stage::Admitted,
            Stage::FactFinding,
            Stage::Assessing,
            Stage::Revealing,
            Stage::Hearing,
            Stage::Voting,
            Stage::Decided,
            Stage::Published,
        ];
        if stage == Stage::NotAdmitted {
            self.to(Stage::Referred);
            self.must(self.admissibility(Ruling::NotAdmitted), &secretariat());
            return;
        }
        while self.proceeding.stage(self.now) != stage {
            let now = self.proceeding.stage(self.now);
            assert!(
                path.iter().position(|s| *s == now) < path.iter().position(|s| *s == stage),
                "{now} is past {stage}"
            );
            self.advance();
        }
    }

    /// One stage further.
    pub fn advance(&mut self) {
        let eligible: Vec<u8> = (1..=40).filter(|number| self.proceeding.is_eligible(member(*number).name())).collect();
        let body = format!("body of round {}", self.round());
        match self.proceeding.stage(self.now) {
            Stage::NotReferred => self.must(self.referral(), &secretariat()),
            Stage::Referred => self.must(self.admissibility(Ruling::Admitted), &secretariat()),
            Stage::Admitted => self.must(self.opening(), &secretariat()),
            Stage::FactFinding => self.must(self.freeze(), &secretariat()),
            Stage::Assessing => eligible.iter().for_each(|n| self.must(self.commitment(*n), &member(*n))),
            Stage::Revealing => eligible.iter().for_each(|n| self.must(self.reveal(*n), &member(*n))),
            Stage::Hearing => {
                self.ask_and_answer();
                self.must(self.draft(&body), &member(1));
            }
            Stage::Voting => {
                let body_of = |bench: &Self| bench.proceeding.round().unwrap().open_ballot().unwrap().draft.what.body;
                for number in eligible {
                    let vote = Vote { draft: body_of(self), choice: Choice::For, reasons: None };
                    self.must(Step::Vote(vote), &member(number));
                }
                self.must(self.decision(), &secretariat());
            }
            Stage::Decided => self.must(self.publication(), &secretariat()),
            stage => panic!("nothing comes after {stage}"),
        }
    }

    /// Puts a question to the accused, which answers.
    pub fn ask_and_answer(&mut self) {
        self.must(self.question("Russian Federation", "Whose server is this?"), &secretariat());
        let number = self.proceeding.round().unwrap().questions.last().unwrap().number;
        self.must(self.reply(number), &accused());
    }
}

pub fn case() -> CaseId {
    "2026-1".parse().unwrap()
}
