use dunant_custody::sealing::Seal;
use dunant_vocabulary::{AdmiraltyGrade, Pap, Sha256Digest, Tlp};
use serde::{Deserialize, Serialize};

/// The evidence that fact-finding ended with: what the freezing step names by one digest.
///
/// What is read from JSON is sorted by digest, and names no item twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ManifestItem>", into = "Vec<ManifestItem>")]
pub struct Manifest(Vec<ManifestItem>);

/// One item of evidence, as the public may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestItem {
    /// SHA-256 of the file as it was handed in.
    pub digest: Sha256Digest,
    /// Bytes.
    pub size: u64,
    /// How far it may be shared.
    pub tlp: Tlp,
    /// What may be done with it.
    pub pap: Pap,
    /// Reliability of the source and credibility of the information.
    pub admiralty: AdmiraltyGrade,
    /// SHA-256 of the receipt's text: the first link of its custody.
    pub receipt: Sha256Digest,
    /// SHA-256 of the text of the newest link of its custody, the sealing.
    pub custody: Sha256Digest,
    /// The seal over what was read from it: observations can be shown later one by one, and no others invented.
    pub seal: Seal,
}

impl Manifest {
    /// The items, sorted by digest. No two may have the same.
    #[must_use]
    pub fn new(mut items: Vec<ManifestItem>) -> Self {
        items.sort_by_key(|item| item.digest);
        Self(items)
    }

    /// The items, by digest.
    #[must_use]
    pub fn items(&self) -> &[ManifestItem] {
        &self.0
    }

    /// The item of that digest.
    #[must_use]
    pub fn item(&self, digest: &Sha256Digest) -> Option<&ManifestItem> {
        let place = self.0.binary_search_by_key(digest, |item| item.digest).ok()?;
        self.0.get(place)
    }

    /// What the freezing step names: SHA-256 over one line of JSON an item.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        let line = |item: &ManifestItem| serde_json::to_string(item).unwrap_or_default() + "\n";
        Sha256Digest::of(self.0.iter().map(line).collect::<String>().as_bytes())
    }
}

/// A list of evidence that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the list of evidence is not sorted by digest, or names {0} twice")]
pub struct InvalidManifest(Sha256Digest);

impl TryFrom<Vec<ManifestItem>> for Manifest {
    type Error = InvalidManifest;

    fn try_from(items: Vec<ManifestItem>) -> Result<Self, Self::Error> {
        let wrong = items.windows(2).find_map(|pair| match pair {
            [one, next] if one.digest >= next.digest => Some(next.digest),
            _ => None,
        });
        wrong.map_or(Ok(Self(items)), |digest| Err(InvalidManifest(digest)))
    }
}

impl From<Manifest> for Vec<ManifestItem> {
    fn from(manifest: Manifest) -> Self {
        manifest.0
    }
}
