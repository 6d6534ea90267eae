//! Copies of evidence, and of its custody, for somebody else.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use dunant::{FROZEN_SALTS, NAMES_HELD_BACK, Setup, hidden_item};
use dunant_custody::{CaseId, CustodyDocument, CustodyEvent, ItemChain, Subject};
use dunant_redaction::case_file::{NotGiven, hidden_items};
use dunant_redaction::{Audience, HiddenItem, HiddenItems, Released, Rule, Stays};
use dunant_store::Transaction;
use dunant_vocabulary::{Sha256Digest, Tlp};

use crate::cases::{HeldItem, newest};
use crate::custody::CASE_FILE;
use crate::files::{self, Readers};
use crate::leaving::{Described, because};
use crate::{Act, Error, Home, Occasion};

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
    /// What they may have.
    pub audience: Audience,
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

/// The chains of a case's items that may leave, and the others.
#[derive(Debug)]
pub struct GivenCustody {
    /// The document, of released chains alone.
    pub document: CustodyDocument,
    /// The items whose chains stay, each with the reason.
    pub left_out: Vec<(Sha256Digest, String)>,
}

impl Home {
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
        let (_, known) = self.names_held_back(case)?;
        let rule = Rule::new(scope.audience, &known);
        let mut parted = self.part(case, &rule, setup)?;
        let mut documents: Vec<(&str, Released<Vec<u8>>)> = Vec::new();
        let mut left_out = std::mem::take(&mut parted.left_out);
        // Whoever has everything can compute again what was frozen; whoever has less could only try out guesses.
        let salts = self.document(case, FROZEN_SALTS)?;
        let salts = salts.and_then(|salts| rule.with_everything(left_out.len(), salts));
        documents.extend(salts.map(|salts| (FROZEN_SALTS, salts)));
        let mut case_file_redacted = false;
        if let Some(text) = self.document(case, CASE_FILE)? {
            let text = String::from_utf8_lossy(&text).into_owned();
            let given = parted.copies.iter().map(|(item, marking)| (item.get().name(), *marking)).collect();
            match rule.case_file(&text, &given, std::mem::take(&mut parted.hidden)) {
                Ok(part) => {
                    case_file_redacted = *part.get() != text;
                    let part = self.part_of_what_is_frozen(case, &text, part)?;
                    documents.push((CASE_FILE, part.map(String::into_bytes)));
                }
                Err(NotGiven::Stays(stays)) => {
                    left_out.push((CASE_FILE.to_owned(), format!("it {}", because(stays))));
                }
                Err(error) => return Err(self.damaged_document(case, CASE_FILE, &error)),
            }
        }
        if let Some(names) = self.document(case, NAMES_HELD_BACK)? {
            let mut look = rule.look(Tlp::Clear);
            look.bytes(&names);
            look.is_personal();
            match look.release(names) {
                Ok(names) => documents.push((NAMES_HELD_BACK, names)),
                Err(stays) => left_out.push((NAMES_HELD_BACK.to_owned(), format!("it {}", because(stays)))),
            }
        }
        let mut transaction = Transaction::default();
        for (item, _) in &parted.copies {
            let Act { by, purpose } = act.clone();
            let event = match scope.to.clone() {
                Recipient::Within(to) => CustodyEvent::Copied { by, to, purpose },
                Recipient::Outside(to) => CustodyEvent::Exported { by, to, purpose },
            };
            let mut custody = item.get().custody.clone();
            let note = custody.record(event, occasion.now, &self.secretariat)?;
            transaction.links.push(newest(&custody, note));
        }
        files::make_directory(directory)?;
        let evidence = directory.join("evidence");
        files::make_directory(&evidence)?;
        self.commit_custody(&transaction, occasion)?;
        for (name, bytes) in documents {
            files::write_new(&directory.join(name), &bytes.into_inner(), Readers::Owner)?;
        }
        let mut copied = Vec::with_capacity(parted.copies.len());
        for (item, _) in parted.copies {
            copied.push(self.copy(&item, &evidence)?);
        }
        Ok(Exported { copied, left_out, case_file_redacted })
    }

    /// Writes an item that may leave, piece by piece, under the name that it was handed in with.
    fn copy(&self, item: &Released<HeldItem>, directory: &Path) -> Result<String, Error> {
        let item = item.get();
        let file = directory.join(item.name());
        if let Some(parent) = file.parent() {
            files::lead_to(directory, parent, Readers::Owner)?;
        }
        dunant_durable::write_new_with(&file, Readers::Owner, |copy| {
            self.bytes_by(item, &mut |bytes| copy.write_all(bytes).map_err(Error::file("written", &file)))
        })?;
        Ok(item.name().to_owned())
    }

    /// The items that this audience may have, and the others.
    fn part(&self, case: &CaseId, rule: &Rule<'_>, setup: &Setup) -> Result<Parted, Error> {
        let described = self.described(case)?;
        let mut parted = Parted::default();
        for item in self.items(case)? {
            let mut look = self.look(rule, &item, &described);
            self.look_through(&mut look, &item, setup)?;
            let (marking, name) = (look.marking(), item.name().to_owned());
            let hidden = hidden_item(&name, item.digest(), marking, described.entry(&item));
            match look.release(item) {
                Ok(item) => parted.copies.push((item, marking)),
                Err(stays) => {
                    if matches!(stays, Stays::Marked(_)) {
                        parted.hidden.push(hidden);
                    }
                    parted.left_out.push((name, format!("it {}", because(stays))));
                }
            }
        }
        parted.add_described(&described, rule.audience());
        Ok(parted)
    }

    /// The signed chains of the items of a case, in one document for `dunant verify`, with their places in the heads log. A link cannot
    /// be redacted without breaking its signature, so a chain goes whole or stays: the chain of an item that the audience may not have, since
    /// the receipt says what it is called; and one whose words hold personal data, or name such an item.
    ///
    /// # Errors
    /// The store fails; an item that cannot be read.
    pub fn custody_document(&self, case: &CaseId, audience: Audience, setup: &Setup) -> Result<GivenCustody, Error> {
        let (_, known) = self.names_held_back(case)?;
        let rule = Rule::new(audience, &known);
        let described = self.described(case)?;
        let (mut parted, mut open) = (Parted::default(), Vec::new());
        let mut left_out = Vec::new();
        for item in self.items(case)? {
            let mut look = self.look(&rule, &item, &described);
            self.own_marking(&mut look, &item, setup)?;
            if look.is_closed() {
                let marking = look.marking();
                parted.hidden.push(hidden_item(item.name(), item.digest(), marking, described.entry(&item)));
                left_out.push((item.digest(), format!("it {}", because(Stays::Marked(marking)))));
            } else {
                open.push((item, look));
            }
        }
        parted.add_described(&described, audience);
        let given: BTreeMap<&str, Tlp> = open.iter().map(|(item, look)| (item.name(), look.marking())).collect();
        let hidden: HiddenItems = hidden_items(&described.text, &given, parted.hidden, &[])
            .map_err(|error| self.damaged_document(case, CASE_FILE, &error))?;
        let mut chains = Vec::new();
        for (item, mut look) in open {
            let subject = Subject::Item(case.clone(), item.digest()).to_string();
            let links = self.runtime.block_on(self.store.chain(&subject))?;
            for link in &links {
                // The key's name under it is public, and has the form of a host's.
                let text = link.split("\n\n").next().unwrap_or(link);
                look.json(text);
                look.names(text, &hidden);
            }
            match look.release(ItemChain { digest: item.digest(), links, heads: None }) {
                Ok(chain) => chains.push(chain.into_inner()),
                Err(stays) => left_out.push((item.digest(), format!("it {}", because(stays)))),
            }
        }
        let shown = self.place(case, &mut chains)?;
        let document = CustodyDocument::witnessed(case.clone(), chains, shown.lines, shown.checkpoints)?
            .withholding(left_out.len() as u64);
        Ok(GivenCustody { document, left_out })
    }
}

/// The items of a case, parted for an audience.
#[derive(Default)]
struct Parted {
    /// What may leave, each with its marking.
    copies: Vec<(Released<HeldItem>, Tlp)>,
    /// What the audience may not know of.
    hidden: Vec<HiddenItem>,
    /// What stays, each with the reason.
    left_out: Vec<(String, String)>,
}

impl Parted {
    /// What is described and was never taken in is no more known to others.
    fn add_described(&mut self, described: &Described, audience: Audience) {
        for entry in &described.evidence {
            let Some(marking) = entry.tlp.filter(|tlp| !audience.may_have(*tlp)) else { continue };
            if !self.hidden.iter().any(|item| item.names.contains(&entry.file)) {
                let names = [Some(entry.file.clone()), entry.title.clone()].into_iter().flatten().collect();
                self.hidden.push(HiddenItem { digest: None, marking, names, source: entry.source.clone() });
            }
        }
    }
}
