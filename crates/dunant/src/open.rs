use std::collections::BTreeSet;
use std::path::Path;

use dunant_custody::personal::Known;
use dunant_exchange::Document;
use dunant_exchange::publication::HiddenItem;
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde_json::Value;

use crate::case::CASE_FILE;
use crate::sharing::whole_or_part;
use crate::{Case, CaseFile, Error, Input, Setup, examine, publishable};

/// A case as anybody may see it, for [`open_assessment`].
#[derive(Debug, Clone, Default)]
pub struct OpenPart {
    /// The case file, whole or as it was given out.
    pub case_file: String,
    /// The open items (TLP:CLEAR).
    pub items: Vec<OpenItem>,
    /// The others, where whoever computes this has them: name, digest and marking. Nothing of them but that they are left out has a part in it.
    pub restricted: Vec<(String, Sha256Digest, Tlp)>,
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

/// The assessment that a finding of the second form shows: computed from the open items alone, so that no number in it, and no order, tells of another
/// (docs/redaction.md). Whoever has the open items and the case file as it was given out computes the same bytes; to
/// change, add or remove a restricted item changes none.
///
/// An item that restricts itself, by what it says or by a file within it, is not open.
///
/// # Errors
/// A case file with a mistake; what cannot be published.
pub fn open_assessment(part: &OpenPart, known: &Known, setup: &Setup) -> Result<Value, Error> {
    let (document, items) = open_document(part, setup)?;
    let open = items.iter().map(|item| (item.digest, Tlp::Clear)).collect();
    publishable(&document, &open, known, &[])
}

/// The same before personal data is held back, with the items that are open.
///
/// # Errors
/// A case file with a mistake.
pub fn open_document(part: &OpenPart, setup: &Setup) -> Result<(Document, Vec<OpenItem>), Error> {
    let OpenPart { case_file, mut items, mut restricted } = part.clone();
    loop {
        let text = open_case_file(&case_file, &items, &restricted)?;
        let mut case = Case::described(CaseFile::parse(Path::new(CASE_FILE), &text)?);
        case.inputs.extend(items.iter().map(OpenItem::input));
        let document = examine(&case, setup)?;
        let closed: Vec<(String, Sha256Digest, Tlp)> =
            items.iter().filter_map(|item| restricts_itself(item, &document)).collect();
        if closed.is_empty() {
            return Ok((document, items));
        }
        items.retain(|item| !closed.iter().any(|(closed, ..)| *closed == item.name));
        restricted.extend(closed);
    }
}

/// What the case file says of no other items than these.
fn open_case_file(text: &str, items: &[OpenItem], restricted: &[(String, Sha256Digest, Tlp)]) -> Result<String, Error> {
    let described = CaseFile::parse(Path::new(CASE_FILE), text)?.evidence;
    let title = |name: &str| described.iter().find(|entry| entry.file == name).and_then(|entry| entry.title.clone());
    let hidden = restricted.iter().map(|(name, digest, marking)| HiddenItem {
        digest: Some(*digest),
        marking: *marking,
        names: [Some(name.clone()), title(name)].into_iter().flatten().collect(),
    });
    let given: BTreeSet<&str> = items.iter().map(|item| item.name.as_str()).collect();
    let shared = crate::shared_case_file(text, &given, hidden.collect())?;
    // The first line names the whole file, in which what is said of restricted items counts.
    Ok(whole_or_part(&shared).to_owned())
}

/// An item that its own text, or the case file, or a file within it marks above TLP:CLEAR.
fn restricts_itself(open: &OpenItem, document: &Document) -> Option<(String, Sha256Digest, Tlp)> {
    let within = format!("{}!", open.name);
    let of_it = document.items.iter().filter(|item| item.name == open.name || item.name.starts_with(&within));
    let marking = of_it.filter_map(|item| item.tlp).max().filter(|marking| *marking > Tlp::Clear)?;
    Some((open.name.clone(), open.digest, marking))
}
