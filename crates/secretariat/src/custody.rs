//! What is done with evidence in the house, each act a link of the item's chain.

use std::io::Write as _;
use std::path::Path;

use dunant::exchange::publication::HiddenItem;
use dunant::{Case, CaseFile, FROZEN_SALTS, Input, NAMES_HELD_BACK, Setup};
use dunant_custody::personal::{self, Known};
use dunant_custody::secrets::{FoundSecret, Search, Whose};
use dunant_custody::{
    CaseId, Custody, CustodyDocument, CustodyEvent, Disclosure, ItemChain, ItemKey, SealedItem, Subject,
};
use dunant_evidence::{Item, Observation};
use dunant_store::{Loss, Missing, Transaction, missing};
use dunant_vocabulary::{AdmiraltyGrade, Pap, Sha256Digest, Tlp};

use crate::cases::{HeldItem, newest};
use crate::files::{self, Readers};
use crate::{Error, Home, Occasion, SecretKeys};

/// Who does something with evidence, and what for.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who: an office rather than a name.
    pub by: String,
    /// What for.
    pub purpose: String,
}

/// A new marking or grade; what is none stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// Who decides it.
    pub by: String,
    /// How far the item may be shared.
    pub tlp: Option<Tlp>,
    /// What may be done with it.
    pub pap: Option<Pap>,
    /// Reliability of its source and credibility of its content.
    pub admiralty: Option<AdmiraltyGrade>,
    /// Why; needed where a marking becomes more open.
    pub reason: String,
}

/// Who gets a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// Somebody of the house: it is recorded as copied.
    Within(String),
    /// Somebody else: it is recorded as exported.
    Outside(String),
}

/// Who gets a copy, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Who gets it.
    pub to: Recipient,
    /// Items of this marking, and of more open ones.
    pub up_to: Tlp,
    /// Whether items that hold personal data do.
    pub personal_data: PersonalData,
    /// Whether items that hold somebody's secret key do.
    pub secret_keys: SecretKeys,
}

/// What becomes of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalData {
    /// What holds it stays in the house.
    HeldBack,
    /// Whoever gets it may see it.
    Included,
}

/// What left the house, and what did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// The names of the items that were copied.
    pub copied: Vec<String>,
    /// Names of what was left out, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// Whether the case file was given without what it says of items that were left out.
    pub case_file_redacted: bool,
}

impl Scope {
    /// Why an item may not leave.
    fn refuses(&self, item: &HeldItem, bytes: &[u8], known: &Known, setup: &Setup) -> Option<String> {
        if let Some(found) = self.secret_keys.refuse(bytes) {
            return Some(holds_key(&found));
        }
        if self.personal_data == PersonalData::Included {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        let mut found = personal::find(&text, known).first().map(|found| found.kind);
        // What is packed or encoded shows in what was read from it.
        for observation in observations(setup.read(item.name(), bytes)) {
            let text = observation.observed.to_string();
            found = found.or_else(|| personal::find(&text, known).first().map(|found| found.kind));
        }
        found.map(|kind| format!("it holds personal data ({})", kind.words()))
    }

    /// The same of an item that is too large to be read: its keys alone are looked for.
    fn refuses_unread(&self, item: &HeldItem, found: Option<FoundSecret>, setup: &Setup) -> Option<String> {
        if let Some(found) = found.filter(|found| self.secret_keys.refuses(found)) {
            return Some(holds_key(&found));
        }
        let (size, most) = (item.stored.size, setup.limits().item_bytes);
        let unread = || {
            format!(
                "it has {size} bytes, and files of more than {most} are not looked through for personal data (`--with-personal-data` gives it all the same)"
            )
        };
        (self.personal_data == PersonalData::HeldBack).then(unread)
    }
}

/// The document that holds the case file.
pub(crate) const CASE_FILE: &str = "case.toml";

impl Home {
    /// What was read from an item, in the order of its observations' numbers. The access is recorded before anything is shown.
    ///
    /// # Errors
    /// No such item, a blob that is lost, an event that cannot be recorded.
    pub fn read_item(
        &self,
        case: &CaseId,
        item: &str,
        act: &Act,
        setup: &Setup,
        occasion: &Occasion,
    ) -> Result<(HeldItem, Vec<Observation>), Error> {
        let _writer = self.claim()?;
        let mut item = self.item(case, item)?;
        let observations = self.observations(&item, setup)?;
        let Act { by, purpose } = act.clone();
        self.record_event(&mut item.custody, CustodyEvent::Accessed { by, purpose }, occasion)?;
        Ok((item, observations))
    }

    /// Copies evidence of a case, decrypted, into a new directory that is a case for `assess` and `verify`: the case file, and the
    /// items under the names they were handed in with. Every copy is recorded first.
    ///
    /// What `scope` does not allow is left out, each with the reason, and the case file tells nothing of it
    /// ([`dunant::shared_case_file`]). The list of names that are held back goes only with what holds them.
    ///
    /// # Errors
    /// A directory that is not empty, a blob that is lost.
    pub fn export(
        &self,
        case: &CaseId,
        directory: &Path,
        scope: &Scope,
        act: &Act,
        setup: &Setup,
        occasion: &Occasion,
    ) -> Result<Exported, Error> {
        let _writer = self.claim()?;
        self.has_its_heads_logs()?;
        let known = self.names_held_back(case)?.1;
        let case_file = self.document(case, CASE_FILE)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let described = match &case_file {
            Some(text) => CaseFile::parse(Path::new(CASE_FILE), text)?.evidence,
            None => Vec::new(),
        };
        let mut exported = Exported::default();
        let mut copies = Vec::new();
        let mut hidden = Vec::new();
        for item in self.items(case)? {
            let entry = described.iter().find(|entry| entry.file == item.name());
            // The closest marking counts, whoever gave it.
            let marking = item.custody.tlp().max(entry.and_then(|entry| entry.tlp).unwrap_or(Tlp::Clear));
            let why = match marking > scope.up_to {
                true => Some(format!("it is marked {marking}")),
                false => self.stays(scope, &item, &known, setup)?,
            };
            let Some(why) = why else {
                copies.push(item);
                continue;
            };
            if marking > scope.up_to {
                let title = entry.and_then(|entry| entry.title.clone());
                let names = [Some(item.name().to_owned()), title].into_iter().flatten().collect();
                hidden.push(HiddenItem { digest: Some(item.digest()), marking, names });
            }
            exported.left_out.push((item.name().to_owned(), why));
        }
        // What is described and was never taken in is no more known to others.
        for entry in described.iter().filter(|entry| entry.tlp.is_some_and(|tlp| tlp > scope.up_to)) {
            if !hidden.iter().any(|item| item.names.contains(&entry.file)) {
                let names = [Some(entry.file.clone()), entry.title.clone()].into_iter().flatten().collect();
                hidden.push(HiddenItem { digest: None, marking: entry.tlp.unwrap_or(Tlp::Red), names });
            }
        }
        let given = copies.iter().map(HeldItem::name).collect();
        let shared = case_file.as_deref().map(|text| dunant::shared_case_file(text, &given, hidden)).transpose()?;
        exported.case_file_redacted = shared != case_file;
        let shared = match (&case_file, shared) {
            (Some(whole), Some(part)) => Some(self.part_of_what_is_frozen(case, whole, part)?),
            (_, shared) => shared,
        };
        let mut documents = Vec::new();
        // Whoever has everything can compute again what was frozen; whoever has less could only try out guesses.
        let salts = self.document(case, FROZEN_SALTS)?.filter(|_| exported.left_out.is_empty());
        documents.extend(salts.map(|salts| (FROZEN_SALTS, salts)));
        let names_held_back = self.document(case, NAMES_HELD_BACK)?;
        for (name, bytes) in [(CASE_FILE, shared.map(String::into_bytes)), (NAMES_HELD_BACK, names_held_back)] {
            let Some(bytes) = bytes else { continue };
            let holds = name == NAMES_HELD_BACK || !personal::find(&String::from_utf8_lossy(&bytes), &known).is_empty();
            if holds && scope.personal_data == PersonalData::HeldBack {
                exported.left_out.push((name.to_owned(), "it holds personal data".to_owned()));
            } else if let Some(found) = scope.secret_keys.refuse(&bytes) {
                exported.left_out.push((name.to_owned(), holds_key(&found)));
            } else {
                documents.push((name, bytes));
            }
        }
        let mut transaction = Transaction::default();
        for item in &mut copies {
            let Act { by, purpose } = act.clone();
            let event = match scope.to.clone() {
                Recipient::Within(to) => CustodyEvent::Copied { by, to, purpose },
                Recipient::Outside(to) => CustodyEvent::Exported { by, to, purpose },
            };
            let note = item.custody.record(event, occasion.now, &self.secretariat)?;
            transaction.links.push(newest(&item.custody, note));
        }
        files::make_directory(directory)?;
        let evidence = directory.join("evidence");
        files::make_directory(&evidence)?;
        self.commit_custody(&transaction, occasion)?;
        for (name, bytes) in documents {
            files::write_new(&directory.join(name), &bytes, Readers::Owner)?;
        }
        for item in &copies {
            let file = evidence.join(item.name());
            if let Some(parent) = file.parent() {
                files::lead_to(&evidence, parent, Readers::Owner)?;
            }
            dunant_durable::write_new_with(&file, Readers::Owner, |copy| {
                self.bytes_by(item, &mut |bytes| copy.write_all(bytes).map_err(Error::file("written", &file)))
            })?;
            exported.copied.push(item.name().to_owned());
        }
        Ok(exported)
    }

    /// Why an item that is not marked too closely may not leave all the same.
    fn stays(&self, scope: &Scope, item: &HeldItem, known: &Known, setup: &Setup) -> Result<Option<String>, Error> {
        if let Some(bytes) = self.readable(item, setup)? {
            return Ok(scope.refuses(item, &bytes, known, setup));
        }
        let mut search = Search::default();
        self.bytes_by(item, &mut |bytes| {
            search.feed(bytes);
            Ok(())
        })?;
        Ok(scope.refuses_unread(item, search.finish(), setup))
    }

    /// Shows observations of a sealed item, by their numbers, each with its proof. They stand in the next finding.
    ///
    /// # Errors
    /// An item that was not sealed, a number that it has not.
    pub fn disclose(
        &self,
        case: &CaseId,
        item: &str,
        numbers: &[u64],
        act: &Act,
        setup: &Setup,
        occasion: &Occasion,
    ) -> Result<Vec<Disclosure>, Error> {
        let _writer = self.claim()?;
        let mut item = self.item(case, item)?;
        let observations = self.observations(&item, setup)?;
        let key = ItemKey::derive(&self.secret(case)?, &item.digest());
        let sealed = SealedItem::new(item.digest(), &key, &observations).map_err(Error::sealing)?;
        if item.custody.seal() != Some(&sealed.seal()) {
            return Err(Error::NotYet {
                message: format!("what is read from `{}` today is not what was sealed", item.name()),
                help: "freeze the case first; if it is frozen, use the version of the program that it was frozen with"
                    .into(),
            });
        }
        let mut disclosed = numbers.to_vec();
        disclosed.sort_unstable();
        disclosed.dedup();
        let shown = sealed.disclose(disclosed.iter().copied()).map_err(Error::sealing)?;
        let Act { by, purpose } = act.clone();
        let note =
            item.custody.record(CustodyEvent::Redacted { by, disclosed, purpose }, occasion.now, &self.secretariat)?;
        let mut all = self.disclosures(case)?;
        all.extend(shown.iter().filter(|one| !all.contains(one)).cloned().collect::<Vec<_>>());
        let mut transaction = Transaction::default();
        transaction.links.push(newest(&item.custody, note));
        let json = serde_json::to_vec(&all).map_err(|error| Error::unwritable(&error))?;
        self.put_document(&mut transaction, case, DISCLOSURES, &json)?;
        self.commit_custody(&transaction, occasion)?;
        Ok(shown)
    }

    /// All that was disclosed in the case.
    pub(crate) fn disclosures(&self, case: &CaseId) -> Result<Vec<Disclosure>, Error> {
        let Some(json) = self.document(case, DISCLOSURES)? else { return Ok(Vec::new()) };
        serde_json::from_slice(&json).map_err(|error| self.damaged_document(case, DISCLOSURES, &error))
    }

    /// The signed chains of the items of a case, in one document for `dunant verify`, with their places in the heads log; and the digests of the items that were left out,
    /// where personal data is held back: a link cannot be redacted without breaking its signature, so a chain goes whole or not at all.
    ///
    /// # Errors
    /// The store fails.
    pub fn custody_document(
        &self,
        case: &CaseId,
        personal_data: PersonalData,
    ) -> Result<(CustodyDocument, Vec<Sha256Digest>), Error> {
        let known = self.names_held_back(case)?.1;
        let (mut chains, mut left_out) = (Vec::new(), Vec::new());
        for item in self.items(case)? {
            let subject = Subject::Item(case.clone(), item.digest()).to_string();
            let links = self.runtime.block_on(self.store.chain(&subject))?;
            let holds = |link: &String| {
                // The key's name under it is public, and has the form of a host's.
                let text = link.split("\n\n").next().unwrap_or(link);
                !personal::find(text, &known).is_empty()
            };
            if personal_data == PersonalData::HeldBack && links.iter().any(holds) {
                left_out.push(item.digest());
            } else {
                chains.push(ItemChain { digest: item.digest(), links, heads: None });
            }
        }
        let epochs = self.place(case, &mut chains)?;
        Ok((CustodyDocument::witnessed(case.clone(), chains, epochs)?, left_out))
    }

    /// Reads every blob of a case, and names those that are lost or damaged. That an item was lost, or is there again, is recorded
    /// in its custody.
    ///
    /// # Errors
    /// The store fails; there is no such case.
    pub fn check(&self, case: &CaseId, occasion: &Occasion) -> Result<Vec<Missing>, Error> {
        let _writer = self.claim()?;
        // The case's own documents may be what is lost, so nothing is asked of them.
        if !self.cases()?.contains(case) {
            return Err(Error::NoCase(case.clone()));
        }
        let mut missing = self.missing()?;
        missing.retain(|missing| missing.case == case.as_str());
        let by = "dunant case check".to_owned();
        let mut transaction = Transaction::default();
        for mut item in self.items(case)? {
            let of_it = missing.iter().find(|missing| missing.blob == item.stored.blob);
            let event = match of_it {
                // It may be whole: another look will tell.
                Some(unread) if matches!(unread.loss, Loss::Unreadable(_)) => continue,
                Some(lost) if !item.custody.is_lost() => {
                    CustodyEvent::Lost { by: by.clone(), reason: lost.to_string() }
                }
                None if item.custody.is_lost() => {
                    CustodyEvent::Recovered { by: by.clone(), reason: "its bytes are there again".to_owned() }
                }
                _ => continue,
            };
            let note = item.custody.record(event, occasion.now, &self.secretariat)?;
            transaction.links.push(newest(&item.custody, note));
        }
        self.commit_custody(&transaction, occasion)?;
        Ok(missing)
    }

    /// What is lost or damaged of all cases. Nothing is recorded.
    ///
    /// # Errors
    /// The store fails.
    pub fn missing(&self) -> Result<Vec<Missing>, Error> {
        Ok(self.runtime.block_on(missing(&self.store, &*self.blobs))?)
    }

    /// Marks or grades an item anew.
    ///
    /// # Errors
    /// No such item; a change of nothing; a more open marking without a reason.
    pub fn mark(&self, case: &CaseId, item: &str, marking: &Marking, occasion: &Occasion) -> Result<HeldItem, Error> {
        let _writer = self.claim()?;
        let mut item = self.item(case, item)?;
        let custody = &item.custody;
        let (tlp, pap, admiralty) = (custody.tlp(), custody.pap(), custody.admiralty());
        if marking.tlp.is_none_or(|new| new == tlp)
            && marking.pap.is_none_or(|new| new == pap)
            && marking.admiralty.is_none_or(|new| new == admiralty)
        {
            return Err(Error::Input {
                message: format!("`{}` is marked {tlp}, {pap}, grade {admiralty} already", item.name()),
                help: "`--tlp`, `--pap` or `--grade` says what changes".into(),
            });
        }
        if marking.reason.trim().is_empty()
            && (marking.tlp.is_some_and(|new| new < tlp) || marking.pap.is_some_and(|new| new < pap))
        {
            return Err(Error::Input {
                message: format!(
                    "`{}` would be marked more openly than {tlp}, {pap}, and nobody says why",
                    item.name()
                ),
                help: "say who allowed it, and why: `--reasons TEXT`".into(),
            });
        }
        let event = CustodyEvent::Regraded {
            by: marking.by.clone(),
            tlp: marking.tlp.unwrap_or(custody.tlp()),
            pap: marking.pap.unwrap_or(custody.pap()),
            admiralty: marking.admiralty.unwrap_or(custody.admiralty()),
            reason: marking.reason.clone(),
        };
        self.record_event(&mut item.custody, event, occasion)?;
        Ok(item)
    }

    pub(crate) fn record_event(
        &self,
        custody: &mut Custody,
        event: CustodyEvent,
        occasion: &Occasion,
    ) -> Result<(), Error> {
        let note = custody.record(event, occasion.now, &self.secretariat)?;
        let mut transaction = Transaction::default();
        transaction.links.push(newest(custody, note));
        self.commit_custody(&transaction, occasion)
    }

    /// The case as `assess` would read its export: the same items under the same names in the same order.
    pub(crate) fn assembled(&self, case: &CaseId, items: &[HeldItem], setup: &Setup) -> Result<Case, Error> {
        let file = self.document(case, CASE_FILE)?.ok_or_else(|| Error::NotYet {
            message: format!(
                "the case `{case}` has no case file: nothing says what happened, and no verdict has a fact"
            ),
            help: format!("write one (docs/case-file.md), then `dunant case describe {case} case.toml`"),
        })?;
        let text = String::from_utf8_lossy(&file).into_owned();
        let mut assembled = Case::described(CaseFile::parse(Path::new(CASE_FILE), &text)?);
        for item in items {
            let name = item.name().to_owned();
            assembled.inputs.push(match self.readable(item, setup)? {
                Some(bytes) => Input::Bytes { name, bytes },
                None => Input::Unread { name, digest: item.digest(), size: item.stored.size },
            });
        }
        Ok(assembled)
    }

    /// All that is read of an item; nothing of one that is too large.
    pub(crate) fn observations(&self, item: &HeldItem, setup: &Setup) -> Result<Vec<Observation>, Error> {
        let bytes = self.readable(item, setup)?;
        Ok(bytes.map(|bytes| observations(setup.read(item.name(), &bytes))).unwrap_or_default())
    }
}

/// Why what holds a secret key is left out, and what to do.
fn holds_key(found: &FoundSecret) -> String {
    match found.kind.whose() {
        Whose::Ours => format!("it holds {} in line {}: whoever it is of should replace it", found.kind, found.line),
        Whose::Anybodys => format!(
            "it holds {} in line {}; where the key itself is evidence, give `--with-secret-keys`",
            found.kind, found.line
        ),
    }
}

/// The document that holds what was disclosed.
const DISCLOSURES: &str = "disclosures.json";

/// All observations of a file and of the files within it, in order.
fn observations(items: Vec<Item>) -> Vec<Observation> {
    items.into_iter().flat_map(|item| item.reading.into_observations()).collect()
}
