use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dunant_custody::Disclosure;
use dunant_evidence::Observation;
use dunant_exchange::Document;
use dunant_panel::finding::{Manifest, ManifestItem};
use dunant_redaction::case_file::whole_or_part;
use dunant_redaction::personal::Known;
use dunant_redaction::{HiddenItem, Released};
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde_json::Value;

use crate::case::CASE_FILE;
use crate::{Case, CaseFile, Error, EvidenceEntry, Input, Setup, examine, publishable};

/// A case as anybody may see it, for [`open_assessment`].
#[derive(Debug, Clone, Default)]
pub struct OpenPart {
    /// The case file, whole or as it was given out.
    pub case_file: String,
    /// The open items (TLP:CLEAR).
    pub items: Vec<OpenItem>,
    /// The others, where whoever computes this has them: name, digest and marking. Nothing of them but that they are left out has a part in it.
    pub restricted: Vec<(String, Sha256Digest, Tlp)>,
    /// What is disclosed of items that are not open.
    pub disclosed: Vec<DisclosedItem>,
}

/// An open item.
#[derive(Debug, Clone)]
pub struct OpenItem {
    /// What it is called.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: Sha256Digest,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Bytes(Vec<u8>),
    TooLarge { size: u64 },
}

impl OpenItem {
    /// One whose bytes are read.
    #[must_use]
    pub fn read(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), digest: Sha256Digest::of(&bytes), content: Content::Bytes(bytes) }
    }

    /// One that has more bytes than are read of one item.
    #[must_use]
    pub fn unread(name: impl Into<String>, digest: Sha256Digest, size: u64) -> Self {
        Self { name: name.into(), digest, content: Content::TooLarge { size } }
    }

    fn input(&self) -> Input {
        let (name, digest) = (self.name.clone(), self.digest);
        match &self.content {
            Content::Bytes(bytes) => Input::Bytes { name, bytes: bytes.clone() },
            Content::TooLarge { size } => Input::Unread { name, digest, size: *size },
        }
    }
}

/// What is disclosed of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosedItem {
    /// The item as the list of evidence has it.
    pub listed: ManifestItem,
    /// The observations, in the order of the item.
    pub observations: Vec<Disclosure>,
}

impl DisclosedItem {
    /// What `disclosures` show of the items of a list, by the digests of these. What the list does not have is left out.
    #[must_use]
    pub fn of(evidence: &Manifest, disclosures: &[Disclosure]) -> Vec<Self> {
        let of = |listed: &ManifestItem| {
            let mut observations: Vec<Disclosure> =
                disclosures.iter().filter(|shown| shown.item == listed.digest).cloned().collect();
            observations.sort_by_key(|shown| shown.index);
            observations.dedup_by_key(|shown| shown.index);
            (!observations.is_empty()).then(|| Self { listed: listed.clone(), observations })
        };
        evidence.items().iter().filter_map(of).collect()
    }

    /// What it states, as far as this version reads it: what was sealed in a form that it does not know weighs nothing.
    fn read(&self) -> Vec<Observation> {
        let read = |shown: &Disclosure| {
            let read: Observation = serde_json::from_str(&shown.observation).ok()?;
            (read.item == self.listed.digest && shown.matches(&read)).then_some(read)
        };
        self.observations.iter().filter_map(read).collect()
    }
}

/// The assessment that a finding of the second form shows: computed from what is open and disclosed alone, so that no number in it, and no order, tells of another
/// (docs/redaction.md). Whoever has the open items and the case file as it was given out computes the same bytes; to
/// change, add or remove a restricted item changes none.
///
/// An item that restricts itself, by what it says or by a file within it, is not open.
///
/// # Errors
/// A case file with a mistake; what cannot be published.
pub fn open_assessment(part: &OpenPart, known: &Known, setup: &Setup) -> Result<Released<Value>, Error> {
    Ok(open_document(part, known, setup)?.1)
}

/// The same before anything is held back, and as it is shown.
///
/// # Errors
/// As [`open_assessment`].
pub fn open_document(part: &OpenPart, known: &Known, setup: &Setup) -> Result<(Document, Released<Value>), Error> {
    let (_, document, shown) = open_case(part, setup)?;
    let disclosures: Vec<Disclosure> = (part.disclosed.iter())
        .filter(|item| shown.get(&item.listed.digest).is_some_and(|marking| *marking > Tlp::Clear))
        .flat_map(|item| item.observations.clone())
        .collect();
    let published = publishable(&document, &shown, known, &disclosures)?;
    Ok((document, published))
}

/// The open part as a case, with its assessment and its items.
pub(crate) fn open_case(
    part: &OpenPart,
    setup: &Setup,
) -> Result<(Case, Document, BTreeMap<Sha256Digest, Tlp>), Error> {
    let OpenPart { case_file, mut items, mut restricted, disclosed } = part.clone();
    loop {
        let text = open_case_file(&case_file, &items, &restricted)?;
        let mut case = Case::described(CaseFile::parse(Path::new(CASE_FILE), &text)?);
        case.inputs.extend(items.iter().map(OpenItem::input));
        let at_hand: BTreeSet<Sha256Digest> = items.iter().map(|item| item.digest).collect();
        let disclosed: Vec<&DisclosedItem> =
            disclosed.iter().filter(|item| !at_hand.contains(&item.listed.digest)).collect();
        for item in &disclosed {
            add_disclosed(&mut case, item);
        }
        let document = examine(&case, setup)?;
        let closed: Vec<(String, Sha256Digest, Tlp)> =
            items.iter().filter_map(|item| restricts_itself(item, &document)).collect();
        if closed.is_empty() {
            // What is not open is marked so, whatever the list says: it may restrict itself.
            let marking = |item: &&DisclosedItem| (item.listed.digest, item.listed.tlp.max(Tlp::Green));
            let shown = at_hand.into_iter().map(|digest| (digest, Tlp::Clear)).chain(disclosed.iter().map(marking));
            return Ok((case, document, shown.collect()));
        }
        items.retain(|item| !closed.iter().any(|(closed, ..)| *closed == item.name));
        restricted.extend(closed);
    }
}

/// Adds what is disclosed of an item: graded as the list grades it, and of no stated source, so that it is independent of nothing.
fn add_disclosed(case: &mut Case, item: &DisclosedItem) {
    let listed = &item.listed;
    let name = format!("disclosed of {}", listed.digest);
    if let Some(file) = &mut case.file {
        file.evidence.push(EvidenceEntry {
            file: name.clone(),
            intrusion: None,
            source: None,
            title: None,
            url: None,
            published: None,
            tlp: Some(listed.tlp),
            admiralty: Some(listed.admiralty),
        });
    }
    case.inputs.push(Input::Shown { name, digest: listed.digest, size: listed.size, observations: item.read() });
}

/// What the case file says of no other items than these.
fn open_case_file(text: &str, items: &[OpenItem], restricted: &[(String, Sha256Digest, Tlp)]) -> Result<String, Error> {
    let described = CaseFile::parse(Path::new(CASE_FILE), text)?.evidence;
    let hidden = restricted.iter().map(|(name, digest, marking)| {
        let entry = described.iter().find(|entry| entry.file == *name);
        hidden_item(name, *digest, *marking, entry)
    });
    let given: BTreeMap<&str, Tlp> = items.iter().map(|item| (item.name.as_str(), Tlp::Clear)).collect();
    let shared = crate::shared_case_file(text, &given, hidden.collect())?;
    // The first line names the whole file, in which what is said of restricted items counts.
    Ok(whole_or_part(&shared).to_owned())
}

/// An item as a reader may not know of it, with what the case file says of it: the closest marking counts, whoever gave it.
#[must_use]
pub fn hidden_item(name: &str, digest: Sha256Digest, marking: Tlp, entry: Option<&EvidenceEntry>) -> HiddenItem {
    HiddenItem {
        digest: Some(digest),
        marking: marking.max(entry.and_then(|entry| entry.tlp).unwrap_or(Tlp::Clear)),
        names: [Some(name.to_owned()), entry.and_then(|entry| entry.title.clone())].into_iter().flatten().collect(),
        source: entry.and_then(|entry| entry.source.clone()),
    }
}

/// An item that its own text, or the case file, or a file within it marks above TLP:CLEAR.
fn restricts_itself(open: &OpenItem, document: &Document) -> Option<(String, Sha256Digest, Tlp)> {
    let within = format!("{}!", open.name);
    let of_it = document.items.iter().filter(|item| item.name == open.name || item.name.starts_with(&within));
    let marking = of_it.filter_map(|item| item.tlp).max().filter(|marking| *marking > Tlp::Clear)?;
    Some((open.name.clone(), open.digest, marking))
}

#[cfg(test)]
mod tests {
    use dunant_custody::sealing::Seal;
    use dunant_record::merkle::Hash;

    use super::*;

    fn listed(digest: Sha256Digest, tlp: Tlp) -> ManifestItem {
        let seal = Seal { root: Hash::of_empty_tree(), observations: 9 };
        let admiralty = "B2".parse().unwrap();
        ManifestItem {
            digest,
            size: 9,
            tlp,
            pap: dunant_vocabulary::Pap::Clear,
            admiralty,
            receipt: digest,
            custody: digest,
            seal,
        }
    }

    /// What is read of this text, disclosed of an item that holds it.
    fn disclosed(text: &str, setup: &Setup) -> DisclosedItem {
        let items = setup.read("notes.md", text.as_bytes());
        let digest = Sha256Digest::of(text.as_bytes());
        let observations = items.iter().flat_map(|item| item.reading.observations());
        let observations = (0..).zip(observations).map(|(index, observation)| Disclosure {
            item: digest,
            index,
            size: 9,
            salt: digest,
            observation: serde_json::to_string(observation).unwrap(),
            path: Vec::new(),
        });
        DisclosedItem { listed: listed(digest, Tlp::Red), observations: observations.collect() }
    }

    #[test]
    fn what_is_disclosed_weighs_and_what_is_not_does_not() {
        let setup = Setup::shipped().unwrap();
        let case_file = "title = \"A case\"\nincident = \"2026-03-14\"\n".to_owned();
        let items = vec![OpenItem::read("open.md", b"Mimikatz was used.\n".to_vec())];
        let part = OpenPart { case_file, items, ..OpenPart::default() };
        let weighed = |part: &OpenPart| {
            let (_, document, _) = open_case(part, &setup).unwrap();
            let basis = &document.assessments[0].assessment.basis;
            (basis.software + basis.techniques, open_assessment(part, &Known::default(), &setup).unwrap())
        };
        let (alone, shown) = weighed(&part);
        let of_red = disclosed("The intruders used Industroyer.\n\nThey dumped credentials (T1003.001).\n", &setup);
        assert!(of_red.read().len() >= 2);
        let with = OpenPart { disclosed: vec![of_red.clone()], ..part.clone() };
        let (more, shown_with) = weighed(&with);
        assert!(more > alone, "{more} features, {alone} without");
        assert_ne!(shown, shown_with);
        assert!(shown_with.get().to_string().contains("Industroyer"), "it was disclosed");
        assert!(!shown_with.get().to_string().contains("notes.md"));
        // What was sealed in a form that nobody reads, or of another item, weighs nothing.
        let mut odd = of_red;
        odd.observations.iter_mut().for_each(|shown| shown.observation = "{}".into());
        assert!(odd.read().is_empty());
        let other = DisclosedItem { listed: listed(Sha256Digest::of(b"other"), Tlp::Red), ..with.disclosed[0].clone() };
        assert!(other.read().is_empty());
    }
}
