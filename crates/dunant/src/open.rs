use std::collections::BTreeSet;
use std::path::Path;

use dunant_custody::personal::Known;
use dunant_exchange::Document;
use dunant_exchange::publication::HiddenItem;
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde_json::Value;

use crate::case::CASE_FILE;
use crate::sharing::whole_or_part;
use crate::{Case, CaseFile, Error, Setup, examine, publishable};

/// A case as anybody may see it, for [`open_assessment`].
#[derive(Debug, Clone, Default)]
pub struct OpenPart {
    /// The case file, whole or as it was given out.
    pub case_file: String,
    /// The open items (TLP:CLEAR): name and bytes.
    pub items: Vec<(String, Vec<u8>)>,
    /// The others, where whoever computes this has them: name, digest and marking. Nothing of them but that they are left out has a part in it.
    pub restricted: Vec<(String, Sha256Digest, Tlp)>,
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
    let open = items.iter().map(|(_, bytes)| (Sha256Digest::of(bytes), Tlp::Clear)).collect();
    publishable(&document, &open, known, &[])
}

/// An item: name and bytes.
type Named = (String, Vec<u8>);

/// The same before personal data is held back, with the items that are open.
///
/// # Errors
/// A case file with a mistake.
pub fn open_document(part: &OpenPart, setup: &Setup) -> Result<(Document, Vec<Named>), Error> {
    let OpenPart { case_file, mut items, mut restricted } = part.clone();
    loop {
        let text = open_case_file(&case_file, &items, &restricted)?;
        let mut case = Case::described(CaseFile::parse(Path::new(CASE_FILE), &text)?);
        for (name, bytes) in &items {
            case.add_bytes(name.clone(), bytes.clone());
        }
        let document = examine(&case, setup)?;
        let closed: Vec<(String, Sha256Digest, Tlp)> =
            items.iter().filter_map(|(name, bytes)| restricts_itself(name, bytes, &document)).collect();
        if closed.is_empty() {
            return Ok((document, items));
        }
        items.retain(|(name, _)| !closed.iter().any(|(closed, ..)| closed == name));
        restricted.extend(closed);
    }
}

/// What the case file says of no other items than these.
fn open_case_file(
    text: &str,
    items: &[(String, Vec<u8>)],
    restricted: &[(String, Sha256Digest, Tlp)],
) -> Result<String, Error> {
    let described = CaseFile::parse(Path::new(CASE_FILE), text)?.evidence;
    let title = |name: &str| described.iter().find(|entry| entry.file == name).and_then(|entry| entry.title.clone());
    let hidden = restricted.iter().map(|(name, digest, marking)| HiddenItem {
        digest: Some(*digest),
        marking: *marking,
        names: [Some(name.clone()), title(name)].into_iter().flatten().collect(),
    });
    let given: BTreeSet<&str> = items.iter().map(|(name, _)| name.as_str()).collect();
    let shared = crate::shared_case_file(text, &given, hidden.collect())?;
    // The first line names the whole file, in which what is said of restricted items counts.
    Ok(whole_or_part(&shared).to_owned())
}

/// An item that its own text, or the case file, or a file within it marks above TLP:CLEAR.
fn restricts_itself(name: &str, bytes: &[u8], document: &Document) -> Option<(String, Sha256Digest, Tlp)> {
    let within = format!("{name}!");
    let of_it = document.items.iter().filter(|item| item.name == name || item.name.starts_with(&within));
    let marking = of_it.filter_map(|item| item.tlp).max().filter(|marking| *marking > Tlp::Clear)?;
    Some((name.to_owned(), Sha256Digest::of(bytes), marking))
}
