//! The case as its chain tells it, and every step that is taken on it.

use std::path::{Path, PathBuf};

use dunant_custody::chain::Link;
use dunant_custody::{CaseId, Chain, Subject};
use dunant_panel::member::EnrolmentRefused;
use dunant_panel::proceeding::Accepted;
use dunant_panel::receipt::Receipt;
use dunant_panel::step::{
    Admissibility, Commitment, Complaint, Draft, Opening, OwnRecusal, Question, Referral, Reopening, Reply, Reveal,
    Served, Vote,
};
use dunant_panel::{Enrolment, MemberEvent, Policy, Position, Proceeding, Salt, SignedStep, Step, recusal};
use dunant_record::note::SignerKey;
use dunant_store::{NewLink, Transaction};
use dunant_vocabulary::{Moment, Sha256Digest};

use crate::cases::SECRET;
use crate::files::{self, Readers};
use crate::leaving::WhoseWords;
use crate::second_form::Form;
use crate::{Error, Home, Occasion};

/// The document that holds the rules that a case goes by.
pub(crate) const RULES: &str = "policy.toml";

impl Home {
    /// The rules for cases that are opened from now on.
    ///
    /// # Errors
    /// `policy.toml` cannot be read, or has a mistake.
    pub fn rules(&self) -> Result<Policy, Error> {
        let path = self.root().join(RULES);
        let text = files::read_text(&path)?;
        Policy::parse(&text).map_err(|error| Error::Damaged { path, message: error.to_string() })
    }

    /// The case, every step of it held against its rules.
    ///
    /// # Errors
    /// There is no such case; its chain does not hold.
    pub fn proceeding(&self, case: &CaseId) -> Result<Proceeding, Error> {
        let notes = self.runtime.block_on(self.store.chain(&Subject::Case(case.clone()).to_string()))?;
        if notes.is_empty() {
            return Err(Error::NoCase(case.clone()));
        }
        let rules = match self.document(case, RULES)? {
            None => self.rules()?,
            Some(text) => Policy::parse(&String::from_utf8_lossy(&text))
                .map_err(|error| self.damaged_document(case, RULES, &error))?,
        };
        self.read(case, rules, notes)
    }

    /// Reads a case from the notes of its chain, in the form that it is of.
    pub(crate) fn read(&self, case: &CaseId, rules: Policy, notes: Vec<String>) -> Result<Proceeding, Error> {
        let read = match Form::of(&notes) {
            Form::First => Proceeding::read(case.clone(), rules, Some(self.enrolment()?), notes),
            Form::Second { is_mended } => {
                let case = self.second_form(case, rules)?;
                let case = if is_mended { case.clone().with_dates(self.seen_by(case.case())?) } else { case };
                case.follow_all(notes)
            }
        };
        read.map_err(|error| Error::Proceeding { case: case.clone(), reason: error.to_string() })
    }

    /// Who is enrolled.
    ///
    /// # Errors
    /// The chain of members does not hold.
    pub fn enrolment(&self) -> Result<Enrolment, Error> {
        self.admitted(self.members()?.links())
    }

    /// Folds links of the chain of members, under the newest version of the trust file whose appointers admitted them.
    pub(crate) fn admitted<'l>(
        &self,
        links: impl IntoIterator<Item = &'l Link<MemberEvent>> + Clone,
    ) -> Result<Enrolment, Error> {
        let appointers =
            self.trust_files().iter().rev().map(|file| Enrolment::admitted_by(file.trust().appointers().clone()));
        let mut first = None;
        for start in appointers.chain([Enrolment::new()]) {
            match start.follow_all(links.clone()) {
                Ok(enrolment) => return Ok(enrolment),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(Error::Members(first.map(|error| error.to_string()).unwrap_or_default()))
    }

    pub(crate) fn members(&self) -> Result<Chain<MemberEvent>, Error> {
        let notes = self.runtime.block_on(self.store.chain(&Subject::Members.to_string()))?;
        Ok(Chain::read(Subject::Members, notes, &self.office()?)?)
    }

    /// Enrols a member, or retires one.
    ///
    /// # Errors
    /// An event that cannot follow; a name that could be mistaken, a key that is somebody else's.
    pub fn enrol(&self, event: MemberEvent, occasion: &Occasion) -> Result<(), Error> {
        let _writer = self.claim()?;
        self.make_epoch_before(occasion)?;
        let refused = |error: EnrolmentRefused| Error::Members(error.to_string());
        let mut chain = self.members()?;
        self.may_be_enrolled(&event)?;
        self.enrolment()?.consider(&event).map_err(refused)?;
        // First, so that what stops it can be done again: the same entry is found.
        self.enter_member(&event, occasion)?;
        let number = chain.len();
        let note = chain.append(event, occasion.now, &self.secretariat)?;
        let mut transaction = Transaction::default();
        transaction.links.push(NewLink { subject: Subject::Members.to_string(), number, note });
        self.commit(&transaction)?;
        self.make_epoch_after(occasion)
    }

    /// Refers a case: it begins.
    ///
    /// # Errors
    /// The name is taken; the referral cannot stand; a party whose name could be mistaken, an incident that is still to come.
    pub fn refer(&self, case: &CaseId, referral: Referral, occasion: &Occasion) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        let head = self.runtime.block_on(self.store.head(&Subject::Case(case.clone()).to_string()))?;
        if head.is_some() {
            return Err(Error::CaseExists(case.clone()));
        }
        self.may_be_referred(case, &referral, occasion)?;
        let mut transaction = Transaction::default();
        let proceeding = self.begun(case, &mut transaction, occasion)?;
        self.put_document(&mut transaction, case, SECRET, &occasion.draw("case secret"))?;
        let step = self.signed(&proceeding, Step::Referral(referral), &self.secretariat)?;
        // A referral that is refused begins nothing, so there is no chain to record that in.
        if let Err(refused) = proceeding.consider(&step.to_string(), occasion.now) {
            return Err(Error::Refused { refused: refused.to_string(), code: refused.code(), receipt: None });
        }
        Ok(self.submit(proceeding, &step.to_string(), transaction, occasion)?.0)
    }

    /// Rules whether a case is taken.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn admit(&self, case: &CaseId, ruling: Admissibility, occasion: &Occasion) -> Result<Proceeding, Error> {
        self.take(case, &self.secretariat, |_| Ok(Step::Admissibility(ruling)), occasion)
    }

    /// Opens a case: its panel is everybody who is enrolled, its rules are those of today, and who is recused follows from both.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn open_case(&self, case: &CaseId, occasion: &Occasion) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        let rules = self.rules()?;
        let notes = self.runtime.block_on(self.store.chain(&Subject::Case(case.clone()).to_string()))?;
        if notes.is_empty() {
            return Err(Error::NoCase(case.clone()));
        }
        // A panel that is named anew goes by the rules of the first: the case keeps to them.
        let rules = match self.document(case, RULES)? {
            None => rules,
            Some(_) => self.proceeding(case)?.policy().clone(),
        };
        let proceeding = self.read(case, rules.clone(), notes)?;
        let enrolment = if proceeding.begun().is_some() { self.enrolled_before(case)? } else { self.enrolment()? };
        let panel = enrolment.enrolled().to_vec();
        let recusals = recusal::compute(&panel, proceeding.parties(), |rule| rules.has_rule(rule));
        let opening = Opening { policy: rules.digest(), panel, recusals };
        let step = self.signed(&proceeding, Step::Opening(opening), &self.secretariat)?;
        let mut transaction = Transaction::default();
        self.put_document(&mut transaction, case, RULES, rules.text().as_bytes())?;
        Ok(self.submit(proceeding, &step.to_string(), transaction, occasion)?.0)
    }

    /// A member recuses itself.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn recuse(
        &self,
        case: &CaseId,
        member: &SignerKey,
        reasons: String,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        self.take(case, member, |_| Ok(Step::Recusal(OwnRecusal { reasons })), occasion)
    }

    /// A member commits to a position without showing it.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn commit_to(
        &self,
        case: &CaseId,
        member: &SignerKey,
        position: &Position,
        salt: &Salt,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let step = |proceeding: &Proceeding| {
            let freeze = freeze(proceeding)?;
            // What could not be shown later is not sealed.
            self.signed(proceeding, Step::Reveal(Reveal { freeze, position: position.clone(), salt: *salt }), member)?;
            let seal = position.seal(case, member.name(), &freeze, salt);
            Ok(Step::Commitment(Commitment { freeze, seal }))
        };
        self.take(case, member, step, occasion)
    }

    /// A member shows the position that it committed to.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn reveal(
        &self,
        case: &CaseId,
        member: &SignerKey,
        position: Position,
        salt: Salt,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let step = |proceeding: &Proceeding| Ok(Step::Reveal(Reveal { freeze: freeze(proceeding)?, position, salt }));
        self.take(case, member, step, occasion)
    }

    /// Puts something to a party; the number that it got is that of the last question.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn ask(
        &self,
        case: &CaseId,
        author: Option<&SignerKey>,
        to: String,
        kind: dunant_panel::step::QuestionKind,
        text: String,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let step = |proceeding: &Proceeding| {
            is_not_open(proceeding, &to, &text, occasion.now)?;
            Ok(Step::Question(Question { freeze: freeze(proceeding)?, to, kind, text }))
        };
        self.take(case, author.unwrap_or(&self.secretariat), step, occasion)
    }

    /// A member says how and when a question reached its party: without that, silence is no gap.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn serve(
        &self,
        case: &CaseId,
        member: &SignerKey,
        served: Served,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        self.take(case, member, |_| Ok(Step::Served(served)), occasion)
    }

    /// A member or a party complains.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn complain(
        &self,
        case: &CaseId,
        author: &SignerKey,
        complaint: Complaint,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        self.take(case, author, |_| Ok(Step::Complaint(complaint)), occasion)
    }

    /// Records a party's reply.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn reply(
        &self,
        case: &CaseId,
        author: Option<&SignerKey>,
        reply: Reply,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        self.take(case, author.unwrap_or(&self.secretariat), |_| Ok(Step::Reply(reply)), occasion)
    }

    /// A member votes on the draft that stands.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn vote(
        &self,
        case: &CaseId,
        member: &SignerKey,
        choice: dunant_panel::step::Choice,
        reasons: Option<String>,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let step = |proceeding: &Proceeding| {
            let draft = standing_draft(proceeding)?.body;
            Ok(Step::Vote(Vote { draft, choice, reasons }))
        };
        self.take(case, member, step, occasion)
    }

    /// Goes back to fact-finding on new facts.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn reopen(
        &self,
        case: &CaseId,
        author: Option<&SignerKey>,
        reasons: String,
        facts: Vec<Sha256Digest>,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let step = |proceeding: &Proceeding| {
            let round = proceeding.round().map_or(1, |round| round.number + 1);
            Ok(Step::Reopening(Reopening { round, reasons, facts }))
        };
        self.take(case, author.unwrap_or(&self.secretariat), step, occasion)
    }

    /// Hands in a step that its author signed elsewhere.
    ///
    /// # Errors
    /// [`Error::Refused`] with the rule that it breaks; the refusal is recorded. What the store fails with.
    pub fn hand_in(&self, case: &CaseId, note: &str, occasion: &Occasion) -> Result<(Proceeding, Accepted), Error> {
        let _writer = self.claim()?;
        self.has_what_it_names(case, note)?;
        self.submit(self.proceeding(case)?, note, Transaction::default(), occasion)
    }

    /// The same directory, seen by an author who hands nothing in: the next step of a member or a party is signed and written into this new file. It can be
    /// handed in later ([`Home::hand_in`]), or lodged where it is ignored ([`Home::lodge`]).
    #[must_use]
    pub fn signing_into(mut self, file: PathBuf) -> Self {
        self.outbox = Some(file);
        self
    }

    /// The file into which steps are signed, for an author who hands nothing in.
    #[must_use]
    pub fn signs_into(&self) -> Option<&Path> {
        self.outbox.as_deref()
    }

    /// Signs the step that `step` makes of the case as it stands, and hands it in; for an author who hands nothing in, writes it to a file.
    fn take(
        &self,
        case: &CaseId,
        author: &SignerKey,
        step: impl FnOnce(&Proceeding) -> Result<Step, Error>,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        let proceeding = self.proceeding(case)?;
        let step = self.signed(&proceeding, step(&proceeding)?, author)?.to_string();
        if let Some(file) = &self.outbox {
            self.may_be_signed(&proceeding, &step, occasion)?;
            files::write_new(file, step.as_bytes(), Readers::Owner)?;
            return Ok(proceeding);
        }
        Ok(self.submit(proceeding, &step, Transaction::default(), occasion)?.0)
    }

    /// Whether a step that is handed in to nobody is worth its author's signature: what the rules refuse today is not.
    pub(crate) fn may_be_signed(&self, proceeding: &Proceeding, step: &str, occasion: &Occasion) -> Result<(), Error> {
        proceeding.consider(step, occasion.now).map(|_| ()).map_err(|refused| Error::Refused {
            refused: refused.to_string(),
            code: refused.code(),
            receipt: None,
        })
    }

    /// A step under its author's signature. Its words have passed the rule, since they will be public; parties and members are named on
    /// purpose.
    pub(crate) fn signed(&self, proceeding: &Proceeding, step: Step, author: &SignerKey) -> Result<SignedStep, Error> {
        let case = proceeding.case();
        let words = match &step {
            Step::Referral(referral) => {
                serde_json::to_value([&referral.title, &referral.question, &referral.referred_by])
            }
            Step::Opening(_) => Ok(serde_json::Value::Null),
            step => serde_json::to_value(step),
        };
        let words = words.map_err(|error| Error::unwritable(&error))?;
        let by = match &step {
            Step::Reply(_) | Step::Complaint(_) => WhoseWords::Party,
            _ => WhoseWords::Body,
        };
        drop(self.said_in_public(proceeding, by, &format!("the {}", step.kind()), words)?);
        let signed = match proceeding.place_now(step.kind()) {
            None => SignedStep::sign(case.clone(), step, author),
            Some(place) => SignedStep::sign_at(place, case.clone(), step, author),
        };
        signed.map_err(|error| Error::Input {
            message: error.to_string(),
            help: "nothing was recorded; mend it and try again".into(),
        })
    }

    /// Takes a step or refuses it; either is recorded, and `transaction` is written with a step that was taken.
    pub(crate) fn submit(
        &self,
        mut proceeding: Proceeding,
        note: &str,
        transaction: Transaction,
        occasion: &Occasion,
    ) -> Result<(Proceeding, Accepted), Error> {
        if proceeding.begun().is_some() {
            self.make_epoch_before(occasion)?;
            self.clocks_agree(occasion)?;
            self.stands_for(&proceeding, note)?;
        }
        let submitted = proceeding
            .submit(note, occasion.now, &self.secretariat)
            .map_err(|error| Error::Proceeding { case: proceeding.case().clone(), reason: error.to_string() })?;
        let subject = Subject::Case(proceeding.case().clone()).to_string();
        let link = NewLink { subject, number: submitted.link, note: submitted.note };
        let result = match submitted.result {
            Ok(accepted) => {
                let mut transaction = transaction;
                transaction.links.push(link);
                self.commit(&transaction)?;
                Ok(accepted)
            }
            Err(refused) => {
                let receipt = Some(Box::new(Receipt::new(note.to_owned(), link.note.clone())));
                self.commit(&Transaction { links: vec![link], ..Transaction::default() })?;
                Err(Error::Refused { refused: refused.to_string(), code: refused.code(), receipt })
            }
        };
        if proceeding.begun().is_some() {
            self.make_epoch_after(occasion)?;
        }
        Ok((proceeding, result?))
    }
}

/// The freeze of the present round, which everything later in it names.
pub(crate) fn freeze(proceeding: &Proceeding) -> Result<Sha256Digest, Error> {
    let freeze = proceeding.round().and_then(dunant_panel::proceeding::Round::freeze_digest);
    freeze.ok_or_else(|| Error::NotYet {
        message: format!("the case `{}` is not frozen: there is nothing to assess yet", proceeding.case()),
        help: format!("`dunant case show {}` says what comes next", proceeding.case()),
    })
}

/// The draft that is voted on.
pub(crate) fn standing_draft(proceeding: &Proceeding) -> Result<&Draft, Error> {
    let ballot = proceeding.round().and_then(dunant_panel::proceeding::Round::open_ballot);
    ballot.map(|ballot| &ballot.draft.what).ok_or_else(|| Error::NotYet {
        message: format!("no draft of the case `{}` is being voted on", proceeding.case()),
        help: format!("`dunant case show {}` says what comes next", proceeding.case()),
    })
}

/// A party is not asked the same twice while it can still answer: a question that was entered again by mistake would become a gap of its own.
fn is_not_open(proceeding: &Proceeding, to: &str, text: &str, now: Moment) -> Result<(), Error> {
    let case = proceeding.case();
    let asked = proceeding.round().into_iter().flat_map(|round| &round.questions);
    let same = |asked: &&dunant_panel::proceeding::Asked| {
        let is_open = asked.reply.is_none() && now < asked.until;
        is_open && asked.question.what.to == to && asked.question.what.text == text
    };
    match asked.into_iter().find(same) {
        Some(asked) => Err(Error::Input {
            message: format!("in the case `{case}` question {} puts the same to {to}, and is open", asked.number),
            help: "nothing was recorded; wait for its reply, or ask something else".into(),
        }),
        None => Ok(()),
    }
}
