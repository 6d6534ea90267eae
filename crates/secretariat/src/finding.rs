//! From a draft to a published finding.

use std::fs;
use std::path::{Path, PathBuf};

use dunant::{DisclosedItem, FewFeatures, OpenItem, OpenPart, PROGRAM, Setup, examine, exchange};
use dunant_custody::{CaseId, Disclosure, Subject};
use dunant_log::{Log, Novelty};
use dunant_panel::finding::witnessed::{self, Reader, TrustName};
use dunant_panel::finding::{Body, Checked, Finding, Manifest, Matter, PublishedFinding, SCHEMA, WitnessedFinding};
use dunant_panel::member::{KeyChange, MemberNote, MemberStatement};
use dunant_panel::step::{Decision, Draft, Publication};
use dunant_panel::{MemberEvent, Position, Proceeding, Step, StepKind};
use dunant_record::entry::EntryReference;
use dunant_record::merkle::Hash;
use dunant_record::note::SignerKey;
use dunant_record::{Entry, KnownEntry, RoundName, Statement, TlogProof};
use dunant_redaction::{Audience, Released};
use dunant_store::Transaction;
use dunant_vocabulary::{Sha256Digest, Tlp};

use crate::cases::HeldItem;
use crate::custody::CASE_FILE;
use crate::drafts::{body_beside, body_json};
use crate::files::{self, Readers};
use crate::freeze::manifest_of;
use crate::leaving::WhoseWords;
use crate::proceedings::{freeze, standing_draft};
use crate::{Error, Home, Occasion};

/// A finding as it was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// The case after the publication.
    pub proceeding: Proceeding,
    /// The file of the finding; its proof stands beside it.
    pub file: PathBuf,
    /// Where its entry stands in the record.
    pub index: u64,
    /// Where the entry stands by which it supersedes an earlier finding.
    pub supersedes: Option<u64>,
}

impl Home {
    /// Drafts a finding: everything that the vote will be on is put together, kept, and named by the step. For an author who hands nothing in, it is written
    /// beside the step ([`body_beside`](crate::body_beside)).
    ///
    /// # Errors
    /// As [`Home::hand_in`]; a program, a pack or instruments that give another assessment than was frozen.
    pub fn draft(
        &self,
        case: &CaseId,
        member: &SignerKey,
        conclusion: Position,
        setup: &Setup,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        let proceeding = self.proceeding(case)?;
        let freeze = freeze(&proceeding)?;
        let body = self.checked_body(&proceeding, conclusion, setup)?;
        let digest = body.digest().map_err(|error| Error::Finding(error.to_string()))?;
        let step = self.signed(&proceeding, Step::Draft(Draft { freeze, body: digest }), member)?.to_string();
        if let Some(file) = self.signs_into() {
            self.may_be_signed(&proceeding, &step, occasion)?;
            files::write_new(&body_beside(file), &body_json(&body)?, Readers::Owner)?;
            files::write_new(file, step.as_bytes(), Readers::Owner)?;
            return Ok(proceeding);
        }
        let mut transaction = Transaction::default();
        self.put_body(&mut transaction, case, &body)?;
        Ok(self.submit(proceeding, &step, transaction, occasion)?.0)
    }

    /// A body that may be drafted of the case as it stands.
    pub(crate) fn checked_body(
        &self,
        proceeding: &Proceeding,
        conclusion: Position,
        setup: &Setup,
    ) -> Result<Body, Error> {
        let conclusion = self.checked_conclusion(proceeding, conclusion)?;
        let body = self.body(proceeding, conclusion, setup)?;
        dunant::may_be_drafted(&body)
            .map_err(|error| Error::Input { message: error.to_string(), help: error.help() })?;
        body.fits().map_err(|error| Error::Finding(error.to_string()))?;
        Ok(body)
    }

    /// What the members vote on: the draft that stands, as JSON.
    ///
    /// # Errors
    /// No draft is being voted on.
    pub fn standing_draft(&self, case: &CaseId) -> Result<Vec<u8>, Error> {
        let digest = standing_draft(&self.proceeding(case)?)?.body;
        self.drafted(case, &digest)
    }

    /// Closes the vote.
    ///
    /// # Errors
    /// As [`Home::hand_in`].
    pub fn decide(&self, case: &CaseId, occasion: &Occasion) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        let proceeding = self.proceeding(case)?;
        let draft = standing_draft(&proceeding)?.body;
        let tally = proceeding.tally().ok_or_else(|| Error::NotYet {
            message: "there is nothing to count".into(),
            help: format!("`dunant case show {case}` says what comes next"),
        })?;
        let outcome = tally.measures(proceeding.policy()).outcome();
        let step = self.signed(&proceeding, Step::Decision(Decision { draft, outcome, tally }), &self.secretariat)?;
        Ok(self.submit(proceeding, &step.to_string(), Transaction::default(), occasion)?.0)
    }

    /// Publishes the adopted finding: writes it, enters it in the record, keeps the proof beside it, and records that.
    ///
    /// Whatever stops it, it can be done again: the same bytes are written and the same entry is found.
    ///
    /// # Errors
    /// Nothing was adopted; the record's witnesses do not answer; what writing fails with.
    pub fn publish(&self, case: &CaseId, occasion: &Occasion) -> Result<Published, Error> {
        let _writer = self.claim()?;
        self.has_its_heads_logs()?;
        let proceeding = self.proceeding(case)?;
        if proceeding.begun().is_some() {
            self.make_epoch_before(occasion)?;
        }
        let adopted = self.adopted(&proceeding)?;
        let Adopted { finding, last } = &adopted;
        let (json, body) = match self.written(finding, *last, &proceeding, occasion)? {
            (json, PublishedFinding::First(finding)) => (json, finding.body),
            (json, PublishedFinding::Witnessed(finding)) => (json, finding.body),
        };
        let (assessment, round) = (body.freeze.assessment, body.round);
        let document = Sha256Digest::of(json.as_bytes());
        let step = self.signed(&proceeding, Step::Publication(Publication { finding: document }), &self.secretariat)?;
        // What the rules refuse is refused before anything is public.
        if proceeding.consider(&step.to_string(), occasion.now).is_err() {
            self.submit(proceeding.clone(), &step.to_string(), Transaction::default(), occasion)?;
        }
        let directory = self.root().join("published").join(case.as_str()).join(round.to_string());
        files::lead_to(self.root(), &directory, Readers::All)?;
        let file = directory.join("finding.json");
        write_or_same(&file, json.as_bytes())?;

        let log = Log::open(&self.record(), self.cosigners(&self.record(), occasion.now)?).map_err(record)?;
        let of = match proceeding.begun() {
            None => None,
            Some(begun) => {
                let of = RoundName { body: begun.body.clone(), case: case.clone(), round };
                let subject = Subject::Case(case.clone()).to_string();
                let epoch = self.epochs()?.first_with(&subject, *last);
                Some((of, epoch.ok_or_else(|| crate::heads::not_in_an_epoch("the decision"))?))
            }
        };
        let statement = match of.clone() {
            None => Statement::Finding { document, assessment },
            Some((of, epoch)) => Statement::RoundFinding { of, epoch, document, assessment },
        };
        let index = self.enter(&log, statement, &directory.join("finding.proof"))?;
        let earlier = self.earlier_entry(case, round)?;
        let supersedes = match earlier {
            None => None,
            Some(superseded) => {
                let statement = match of {
                    None => Statement::Supersession { superseded, document },
                    Some((of, _)) => Statement::RoundSupersession { of, superseded, document },
                };
                Some(self.enter(&log, statement, &directory.join("supersession.proof"))?)
            }
        };
        let policy = self.record().policy().map_err(record)?.to_string();
        write_or_same(&directory.join("record.policy"), policy.as_bytes())?;
        files::sync_directory(&directory)?;

        let (proceeding, _) = self.submit(proceeding, &step.to_string(), Transaction::default(), occasion)?;
        Ok(Published { proceeding, file, index, supersedes })
    }

    /// Puts a body together from the case as it stands.
    fn body(&self, proceeding: &Proceeding, conclusion: Released<Position>, setup: &Setup) -> Result<Body, Error> {
        let case = proceeding.case();
        let round = proceeding.round().map_or(1, |round| round.number);
        let items = self.items(case)?;
        let listed = self.document(case, &manifest_of(round))?.unwrap_or_default();
        let evidence: Manifest = serde_json::from_slice(&listed)
            .map_err(|error| self.damaged_document(case, &manifest_of(round), &error))?;
        // What came in after the freeze is not part of this round.
        let frozen: Vec<_> = items.into_iter().filter(|item| evidence.item(&item.digest()).is_some()).collect();
        let document = examine(&self.assembled(case, &frozen, setup)?, setup)?;
        let computed = Sha256Digest::of(exchange::to_json(&document).as_bytes());
        let salts = self.frozen_salts(case)?;
        let was_frozen = proceeding.round().and_then(|round| round.freeze.as_ref()).map(|freeze| &freeze.what);
        let same = was_frozen.and_then(|freeze| freeze.is_of(case, &computed, salts.get(&freeze.round)));
        if same != Some(true) {
            return Err(Error::NotYet {
                message: "this program, pack, model and instruments give another assessment than was frozen".into(),
                help: "draft with those that the case was frozen with".into(),
            });
        }
        let restricted = evidence.items().iter().map(|item| (item.digest, item.tlp)).collect();
        let (names_held_back, known) = self.names_held_back(case)?;
        let mut disclosures = self.disclosures(case)?;
        disclosures.retain(|shown| {
            evidence.item(&shown.item).is_some_and(|item| shown.verify(&shown.item, &item.seal).is_ok())
        });
        let assessment = match proceeding.begun() {
            None => dunant::publishable(&document, &restricted, &known, &disclosures)?,
            Some(_) => {
                let part = self.open_part(case, &frozen, &evidence, &disclosures, setup)?;
                dunant::open_assessment(&part, &known, setup)?
            }
        };
        let program = PROGRAM.to_owned();
        // Whether they may hold personal data was asked when they were disclosed.
        let disclosures = self.may_be_shown(disclosures, Audience::WHOLE_CASE, &known)?;
        let matter = Matter { evidence, disclosures, conclusion, program, names_held_back, assessment };
        Body::assemble(proceeding, matter).map_err(|error| Error::Finding(error.to_string()))
    }

    /// How few features of the pack would make the restricted items of the frozen round change the answer that is published; nothing where there are no
    /// restricted items. A panel is told before it votes on a sentence about them (panel protocol, section 11).
    ///
    /// # Errors
    /// Nothing is frozen; what reading fails with.
    pub fn few_features(&self, case: &CaseId, setup: &Setup) -> Result<Option<FewFeatures>, Error> {
        let proceeding = self.proceeding(case)?;
        let round = proceeding.round().map_or(1, |round| round.number);
        let listed = self.document(case, &manifest_of(round))?.unwrap_or_default();
        let evidence: Manifest = serde_json::from_slice(&listed)
            .map_err(|error| self.damaged_document(case, &manifest_of(round), &error))?;
        if proceeding.begun().is_none() || evidence.items().iter().all(|item| item.tlp == Tlp::Clear) {
            return Ok(None);
        }
        let mut items = self.items(case)?;
        items.retain(|item| evidence.item(&item.digest()).is_some());
        let part = self.open_part(case, &items, &evidence, &self.disclosures(case)?, setup)?;
        Ok(Some(dunant::few_features(&part, setup)?))
    }

    /// What of a case anybody may see.
    pub(crate) fn open_part(
        &self,
        case: &CaseId,
        items: &[HeldItem],
        evidence: &Manifest,
        disclosures: &[Disclosure],
        setup: &Setup,
    ) -> Result<OpenPart, Error> {
        let case_file = self.document(case, CASE_FILE)?;
        let case_file = case_file.ok_or_else(|| self.damaged_document(case, CASE_FILE, &"it is not there"))?;
        let mut part = OpenPart { case_file: String::from_utf8_lossy(&case_file).into_owned(), ..OpenPart::default() };
        for item in items {
            let marking = evidence.item(&item.digest()).map_or(Tlp::Red, |listed| listed.tlp);
            match marking {
                Tlp::Clear => part.items.push(match self.readable(item, setup)? {
                    Some(bytes) => OpenItem::read(item.name(), bytes),
                    None => OpenItem::unread(item.name(), item.digest(), item.stored.size),
                }),
                _ => part.restricted.push((item.name().to_owned(), item.digest(), marking)),
            }
        }
        part.disclosed = DisclosedItem::of(evidence, disclosures);
        Ok(part)
    }

    /// The conclusion is part of what is published, and no step: it is looked through by itself.
    fn checked_conclusion(&self, proceeding: &Proceeding, conclusion: Position) -> Result<Released<Position>, Error> {
        conclusion.check().map_err(|error| Error::Input {
            message: format!("the conclusion: {error}"),
            help: "mend it, and draft again".into(),
        })?;
        self.said_in_public(proceeding, WhoseWords::Body, "the conclusion", conclusion)
    }

    /// What was adopted, with every step up to the decision.
    fn adopted(&self, proceeding: &Proceeding) -> Result<Adopted, Error> {
        let case = proceeding.case();
        let ballot = proceeding.round().and_then(|round| round.adopted()).ok_or_else(|| Error::NotYet {
            message: format!("no finding of the case `{case}` was adopted in this round"),
            help: format!("`dunant case show {case}` says what comes next"),
        })?;
        let body = self.adopted_body(proceeding, &ballot.draft.what.body)?;
        let decided = proceeding.steps().iter().rev().find(|taken| taken.kind() == StepKind::Decision);
        let last =
            decided.map(|taken| taken.link).ok_or_else(|| Error::Finding("its decision is not in the chain".into()))?;
        let subject = Subject::Case(case.clone()).to_string();
        let mut steps = self.runtime.block_on(self.store.chain(&subject))?;
        steps.truncate(usize::try_from(last + 1).unwrap_or(usize::MAX));
        let mut members = self.runtime.block_on(self.store.chain(&Subject::Members.to_string()))?;
        members.truncate(self.enrolled_by(proceeding)?);
        let policy = proceeding.policy().text().to_owned();
        Ok(Adopted { finding: Finding { schema: SCHEMA.to_owned(), body, policy, members, steps }, last })
    }

    /// How many links of the chain of members are a matter of the finding: those at the opening; in the second form those in the last epoch before
    /// the case.
    fn enrolled_by(&self, proceeding: &Proceeding) -> Result<usize, Error> {
        if proceeding.begun().is_some() {
            return Ok(usize::try_from(self.members_before(proceeding.case())?).unwrap_or(usize::MAX));
        }
        let Some(opening) = proceeding.opening() else { return Ok(0) };
        let chain = self.members()?;
        Ok(chain.links().iter().take_while(|link| link.time <= opening.at).count())
    }

    /// The finding as it is published, in the form of its case. What nobody could verify is not published: it is read as others will read it, and checked.
    fn written(
        &self,
        finding: &Finding,
        last: u64,
        proceeding: &Proceeding,
        occasion: &Occasion,
    ) -> Result<(String, PublishedFinding), Error> {
        let wrong = |error: dunant_panel::finding::FindingError| Error::Finding(error.to_string());
        if proceeding.begun().is_none() {
            let json = finding.to_json().map_err(wrong)?;
            let read = PublishedFinding::parse(json.as_bytes()).map_err(wrong)?;
            let reader = Reader::new(&[], occasion.now);
            would_verify(&read, json.as_bytes(), proceeding, &reader)?;
            return Ok((json, read));
        }
        let heads = self.course(proceeding.case(), last)?;
        let Finding { body, policy, members, steps, .. } = finding.clone();
        let mut because = None;
        // The newest version by which it holds: members may have been admitted by appointers of an earlier one.
        for file in self.trust_files().iter().rev() {
            let trust = TrustName { version: file.trust().version(), digest: file.trust().digest() };
            let witnessed = WitnessedFinding {
                schema: witnessed::SCHEMA.to_owned(),
                body: body.clone(),
                policy: policy.clone(),
                trust,
                members: members.clone(),
                steps: steps.clone(),
                heads: heads.clone(),
            };
            let json = witnessed.to_json().map_err(wrong)?;
            let read = PublishedFinding::parse(json.as_bytes()).map_err(wrong)?;
            let reader = Reader::new(self.trust_files(), occasion.now);
            match would_verify(&read, json.as_bytes(), proceeding, &reader) {
                Ok(()) => return Ok((json, read)),
                Err(error) => because = because.or(Some(error)),
            }
        }
        Err(because.unwrap_or_else(|| Error::Finding("the body has no trust file".into())))
    }

    /// Enters in the record that a member was admitted, or has a new key, with the note beside its proof.
    pub(crate) fn enter_member(&self, event: &MemberEvent, occasion: &Occasion) -> Result<(), Error> {
        let (MemberEvent::Signed { note } | MemberEvent::Office { note }) = event else { return Ok(()) };
        let document = Sha256Digest::of(note.as_bytes());
        let said = MemberNote::parse(note).map_err(|error| Error::Members(error.to_string()))?;
        let body = said.body().clone();
        let statement = match said.what() {
            MemberStatement::Declaration(member) => Statement::Member { body, key: member.key.clone(), document },
            MemberStatement::Key(KeyChange { old, new }) => {
                Statement::Key { body, old: old.clone(), new: new.clone(), document }
            }
            // The chain says it, which a finding shows up to its case.
            MemberStatement::Leaving(_) => return Ok(()),
        };
        let directory = self.root().join("published").join("members");
        files::lead_to(self.root(), &directory, Readers::All)?;
        write_or_same(&directory.join(format!("{document}.note")), note.as_bytes())?;
        let log = Log::open(&self.record(), self.cosigners(&self.record(), occasion.now)?).map_err(record)?;
        self.enter(&log, statement, &directory.join(format!("{document}.proof")))?;
        files::sync_directory(&directory)
    }

    /// Enters a statement in the record, under the secretariat's signature, and keeps its proof.
    fn enter(&self, log: &Log, statement: Statement, proof: &Path) -> Result<u64, Error> {
        let mut entry = KnownEntry::new(statement);
        entry.sign(&self.secretariat).map_err(record)?;
        let entry = Entry::Known(Box::new(entry)).to_bytes();
        let receipt = log.append(entry.clone()).wait().map_err(record)?;
        let proven = log.prove(receipt.index).map_err(record)?;
        let proven = TlogProof { unauthenticated_extra: Some(entry), ..proven };
        // A proof from an earlier attempt is as good: the entry is the same.
        if receipt.novelty == Novelty::New || !proof.is_file() {
            let _ = fs::remove_file(proof);
            files::write_new(proof, proven.to_string().as_bytes(), Readers::All)?;
        }
        Ok(receipt.index)
    }

    /// The record's entry of the finding of the last round that was published before `round`.
    fn earlier_entry(&self, case: &CaseId, round: u32) -> Result<Option<EntryReference>, Error> {
        for earlier in (1..round).rev() {
            let directory = self.root().join("published").join(case.as_str()).join(earlier.to_string());
            let proof = directory.join("finding.proof");
            if proof.is_file() {
                let proof = TlogProof::parse(&files::read(&proof)?).map_err(record)?;
                let entry = proof.unauthenticated_extra.unwrap_or_default();
                return Ok(Some(EntryReference { index: proof.index, leaf: Hash::of_leaf(&entry) }));
            }
        }
        Ok(None)
    }
}

fn record(error: impl std::fmt::Display) -> Error {
    Error::Record(error.to_string())
}

/// What was adopted.
struct Adopted {
    /// In the first form.
    finding: Finding,
    /// The link of the decision.
    last: u64,
}

/// Whether nothing of a finding fails.
fn would_verify(
    finding: &PublishedFinding,
    json: &[u8],
    proceeding: &Proceeding,
    reader: &Reader<'_>,
) -> Result<(), Error> {
    let (report, _) = finding.check(json, Some(proceeding.policy()), reader);
    match report.checks.iter().find(|check| check.result == Checked::Fails) {
        None => Ok(()),
        Some(check) => {
            let because = check.because.as_deref().unwrap_or_default();
            Err(Error::Finding(format!("it would not verify: {}: {because}", check.what)))
        }
    }
}

/// Writes a file, or finds that it stands already with these bytes.
fn write_or_same(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    if file.is_file() {
        if files::read(file)? == bytes {
            return Ok(());
        }
        return Err(Error::Damaged {
            path: file.to_owned(),
            message: "it stands already, and holds something else: a publication is never written over".into(),
        });
    }
    files::write_new(file, bytes, Readers::All)
}
