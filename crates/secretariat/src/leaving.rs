//! What leaves the house passes the rule here: what the house knows of its items, put before `dunant_redaction`, which decides.

use std::collections::BTreeMap;
use std::path::Path;

use dunant::{CaseFile, EvidenceEntry, NAMES_HELD_BACK, Setup, hidden_item};
use dunant_custody::{CaseId, Disclosure};
use dunant_evidence::Observation;
use dunant_panel::Proceeding;
use dunant_redaction::case_file::hidden_items;
use dunant_redaction::personal::Known;
use dunant_redaction::secrets::Whose;
use dunant_redaction::{Audience, HiddenItem, HiddenItems, Look, Released, Rule, Stays, Unread};
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde::Serialize;

use crate::cases::HeldItem;
use crate::custody::{CASE_FILE, observations};
use crate::{Error, Home};

/// What a case says of its items, beside their chains.
pub(crate) struct Described {
    /// The case file; empty where there is none.
    pub(crate) text: String,
    /// What it says of files.
    pub(crate) evidence: Vec<EvidenceEntry>,
}

impl Described {
    /// What it says of an item itself.
    pub(crate) fn entry(&self, item: &HeldItem) -> Option<&EvidenceEntry> {
        self.evidence.iter().find(|entry| entry.file == item.name())
    }

    /// The closest marking that it gives an item, or a file within it.
    fn marking(&self, item: &HeldItem) -> Tlp {
        let within = format!("{}!", item.name());
        let of_it = |entry: &&EvidenceEntry| entry.file == item.name() || entry.file.starts_with(&within);
        self.evidence.iter().filter(of_it).filter_map(|entry| entry.tlp).max().unwrap_or(Tlp::Clear)
    }
}

impl Home {
    /// The list of names that the case holds back, its digest, and the names.
    pub(crate) fn names_held_back(&self, case: &CaseId) -> Result<(Option<Sha256Digest>, Known), Error> {
        let Some(list) = self.document(case, NAMES_HELD_BACK)? else { return Ok((None, Known::default())) };
        let known = Known::parse(&String::from_utf8_lossy(&list))
            .map_err(|error| self.damaged_document(case, NAMES_HELD_BACK, &error))?;
        Ok((Some(Sha256Digest::of(&list)), known))
    }

    /// What the case file says.
    pub(crate) fn described(&self, case: &CaseId) -> Result<Described, Error> {
        let Some(bytes) = self.document(case, CASE_FILE)? else {
            return Ok(Described { text: String::new(), evidence: Vec::new() });
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let evidence = CaseFile::parse(Path::new(CASE_FILE), &text)?.evidence;
        Ok(Described { text, evidence })
    }

    /// Words that will be public, where they hold no personal data and name no restricted item.
    ///
    /// A party's reply may name what it will: it is the party's, and whoever does not know an item names it by chance.
    pub(crate) fn said_in_public<T: Serialize>(
        &self,
        proceeding: &Proceeding,
        by: WhoseWords,
        what: &str,
        words: T,
    ) -> Result<Released<T>, Error> {
        let case = proceeding.case();
        let (_, known) = self.names_held_back(case)?;
        let hidden = match by {
            WhoseWords::Party => HiddenItems::default(),
            WhoseWords::Body => self.hidden_from_the_public(proceeding)?,
        };
        Rule::new(Audience::ANYBODY, &known).words(words, &hidden).map_err(|told| Error::Input {
            message: format!("{what} {told}"),
            help: "say it without, or take it in as evidence with `dunant case add`".into(),
        })
    }

    /// The items that the public may not know of. An item that only restricts itself is not among them: steps are signed before it is read.
    fn hidden_from_the_public(&self, proceeding: &Proceeding) -> Result<HiddenItems, Error> {
        let case = proceeding.case();
        let (described, items) = (self.described(case)?, self.items(case)?);
        let marking = |item: &HeldItem| item.custody.tlp().max(described.marking(item));
        let (open, closed): (Vec<&HeldItem>, Vec<&HeldItem>) =
            items.iter().partition(|item| Audience::ANYBODY.may_have(marking(item)));
        let hidden: Vec<HiddenItem> = closed
            .into_iter()
            .map(|item| hidden_item(item.name(), item.digest(), marking(item), described.entry(item)))
            .collect();
        let given: BTreeMap<&str, Tlp> = open.into_iter().map(|item| (item.name(), Tlp::Clear)).collect();
        let referral = proceeding.referral().map(|referral| &referral.what);
        let said: Vec<&str> = referral
            .into_iter()
            .flat_map(|referral| {
                let parties = referral.parties.iter().flat_map(|party| party.aliases.iter().chain([&party.name]));
                [&referral.title, &referral.question, &referral.referred_by].into_iter().chain(parties)
            })
            .map(String::as_str)
            .collect();
        hidden_items(&described.text, &given, hidden, &said)
            .map_err(|error| self.damaged_document(case, CASE_FILE, &error))
    }

    /// What is disclosed, where it may be shown. It was asked for by its number, so that its item may be of any marking.
    pub(crate) fn may_be_shown(
        &self,
        shown: Vec<Disclosure>,
        audience: Audience,
        known: &Known,
    ) -> Result<Released<Vec<Disclosure>>, Error> {
        let rule = Rule::new(audience, known);
        let mut look = rule.look(Tlp::Clear);
        look.text("");
        for disclosure in &shown {
            look.json(&disclosure.observation);
            // An account is somebody's, whatever its form.
            if let Ok(observation) = serde_json::from_str::<Observation>(&disclosure.observation) {
                look_at(&mut look, &observation);
            }
        }
        look.release(shown).map_err(|stays| Error::Input {
            message: format!("these observations will be public, and stay: one {}", because(stays)),
            help: "show others; where the public is to read it all the same, give `--with-personal-data`".into(),
        })
    }

    /// Begins to look at an item, with the markings that its chain and the case file give it.
    pub(crate) fn look<'r>(&self, rule: &'r Rule<'_>, item: &HeldItem, described: &Described) -> Look<'r> {
        let mut look = rule.look(item.custody.tlp());
        look.marked(described.marking(item));
        look
    }

    /// Looks through an item: its bytes, what is read of it, and how it marks itself and what is within it.
    pub(crate) fn look_through(&self, look: &mut Look<'_>, item: &HeldItem, setup: &Setup) -> Result<(), Error> {
        if look.is_closed() {
            return Ok(());
        }
        let Some(bytes) = self.readable(item, setup)? else {
            look.unread(Unread { size: item.stored.size, most: setup.limits().item_bytes });
            return self.bytes_by(item, &mut |bytes| {
                look.piece(bytes);
                Ok(())
            });
        };
        look.bytes(&bytes);
        if look.takes_all() {
            return Ok(());
        }
        // What is packed or encoded shows in what was read from it.
        let read = setup.read(item.name(), &bytes);
        read.iter().filter_map(|item| item.reading.tlp).for_each(|marking| look.marked(marking));
        observations(read).iter().for_each(|observation| look_at(look, observation));
        Ok(())
    }

    /// How an item marks itself.
    pub(crate) fn own_marking(&self, look: &mut Look<'_>, item: &HeldItem, setup: &Setup) -> Result<(), Error> {
        if look.is_closed() || look.takes_all() {
            return Ok(());
        }
        if let Some(bytes) = self.readable(item, setup)? {
            let read = setup.read(item.name(), &bytes);
            read.iter().filter_map(|item| item.reading.tlp).for_each(|marking| look.marked(marking));
        }
        Ok(())
    }
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhoseWords {
    /// The secretariat's or a member's.
    Body,
    /// A party's.
    Party,
}

fn look_at(look: &mut Look<'_>, observation: &Observation) {
    look.text(&observation.observed.to_string());
    if observation.observed.kind().starts_with("user-account") {
        look.is_personal();
    }
}

/// Why something stays, for whoever wanted to give it out, with the option that gives it all the same.
pub(crate) fn because(stays: Stays) -> String {
    match stays {
        Stays::Marked(marking) => format!("is marked {marking}"),
        Stays::NamesItem(marking) => format!("names an item that is marked {marking}"),
        Stays::Personal(kind) => format!("holds personal data ({})", kind.words()),
        Stays::Unread(Unread { size, most }) => format!(
            "has {size} bytes, and files of more than {most} are not looked through for personal data (`--with-personal-data` gives it all the same)"
        ),
        Stays::SecretKey(found) => match found.kind.whose() {
            Whose::Ours => format!("holds {} in line {}: whoever it is of should replace it", found.kind, found.line),
            Whose::Anybodys => format!(
                "holds {} in line {}; where the key itself is evidence, give `--with-secret-keys`",
                found.kind, found.line
            ),
        },
        _ => "was not looked through".to_owned(),
    }
}
