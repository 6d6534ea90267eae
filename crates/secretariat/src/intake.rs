use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use dunant_custody::secrets::{self, FoundSecret, Whose};
use dunant_custody::{CaseId, Custody, Submitter, TakenIn};
use dunant_evidence::Limits;
use dunant_store::{NewItem, Transaction};
use dunant_vocabulary::{AdmiraltyGrade, Pap, Sha256Digest, Tlp};

use crate::cases::newest;
use crate::{Error, Home, Occasion};

/// Items that are written in one transaction.
const BATCH: usize = 256;

/// The most bytes that a batch holds in memory, beyond its first item.
const BATCH_BYTES: usize = 64 << 20;

/// Under which conditions evidence was handed in.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Who handed it in.
    pub from: From,
    /// How far it may be shared.
    pub tlp: Tlp,
    /// What may be done with it.
    pub pap: Pap,
    /// Reliability of the source and credibility of the information.
    pub admiralty: AdmiraltyGrade,
    /// How it was handed over, where somebody noted it.
    pub handed: Option<String>,
    /// What becomes of files that hold a secret key.
    pub secret_keys: SecretKeys,
}

/// What becomes of files that hold somebody's secret key. The body's own are refused in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKeys {
    /// They are refused, or left out.
    Refused,
    /// The key itself is evidence, such as one that an attacker left.
    Evidence,
}

impl SecretKeys {
    /// The secret key in these bytes, where they are refused for it.
    pub(crate) fn refuse(self, bytes: &[u8]) -> Option<FoundSecret> {
        secrets::find(bytes).filter(|found| found.kind.whose() == Whose::Ours || self == Self::Refused)
    }
}

/// Who handed evidence in, and how the receipts name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// Not even the secretariat knows.
    Nobody,
    /// The secretariat knows; receipts show one pseudonym for all that this submitter hands in in the case.
    Anonymous(String),
    /// By name.
    Named(String),
}

/// What a submitter gets for an item.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The chain of custody that begins with it.
    pub custody: Custody,
    /// The signed note: what proves later that the body had it.
    pub note: String,
}

impl Home {
    /// Takes evidence in: each file encrypted, stored, and receipted. `acknowledge` is told each receipt once it is durable.
    ///
    /// Files are read one after the other as they are needed. Where one is refused, those acknowledged before it stay.
    ///
    /// # Errors
    /// Bytes or a name that the case has already, a file that is too large or holds a secret key, what reading or storing fails with.
    pub fn take_in<'f>(
        &self,
        case: &CaseId,
        files: impl IntoIterator<Item = (String, Box<dyn FnOnce() -> Result<Vec<u8>, Error> + 'f>)>,
        terms: &Terms,
        occasion: &Occasion,
        acknowledge: &mut dyn FnMut(&Receipt),
    ) -> Result<usize, Error> {
        let _writer = self.claim()?;
        let secret = self.secret(case)?;
        let from = match &terms.from {
            From::Named(name) => Submitter::Named(name.clone()),
            From::Anonymous(identity) => Submitter::anonymous(&secret, identity),
            From::Nobody => Submitter::anonymous(&secret, &format!("{:?}", occasion.draw("submitter"))),
        };
        let mut known: BTreeMap<Sha256Digest, String> = BTreeMap::new();
        let mut names = BTreeSet::new();
        for item in self.items(case)? {
            names.insert(item.name().to_owned());
            known.insert(item.digest(), item.name().to_owned());
        }
        let limit = Limits::DEFAULT.item_bytes;
        let mut batch = Batch::default();
        let mut taken = 0;
        for (name, read) in files {
            if !stays_within(&name) {
                self.write(case, &mut batch, acknowledge)?;
                return Err(Error::Input {
                    message: format!(
                        "`{name}` cannot name an item: in the directory it is exported to it would stand elsewhere"
                    ),
                    help: "name the file relative to its directory, without `.`, `..` or a doubled `/`".into(),
                });
            }
            let bytes = match read() {
                Ok(bytes) => bytes,
                Err(error) => {
                    self.write(case, &mut batch, acknowledge)?;
                    return Err(error);
                }
            };
            if let Some(found) = terms.secret_keys.refuse(&bytes) {
                self.write(case, &mut batch, acknowledge)?;
                return Err(Error::SecretKey { name, found });
            }
            let (digest, size) = (Sha256Digest::of(&bytes), bytes.len() as u64);
            if let Some(known) = known.get(&digest) {
                let refused = Error::ItemExists { name, known: known.clone(), digest };
                self.write(case, &mut batch, acknowledge)?;
                return Err(refused);
            }
            if size > limit || stands_in_the_way(&names, &name) || !names.insert(name.clone()) {
                self.write(case, &mut batch, acknowledge)?;
                return Err(if size > limit {
                    Error::TooLarge { name, size, limit }
                } else {
                    Error::NameTaken { name }
                });
            }
            known.insert(digest, name.clone());
            let receipt = TakenIn {
                size,
                name,
                from: from.clone(),
                tlp: terms.tlp,
                pap: terms.pap,
                admiralty: terms.admiralty,
                handed: terms.handed.clone(),
            };
            let (custody, note) = Custody::take_in(case.clone(), digest, receipt, occasion.now, &self.secretariat)?;
            batch.size += bytes.len();
            batch.plain.push(bytes);
            batch.receipts.push(Receipt { custody, note });
            taken += 1;
            if batch.receipts.len() == BATCH || batch.size > BATCH_BYTES {
                self.write(case, &mut batch, acknowledge)?;
            }
        }
        self.write(case, &mut batch, acknowledge)?;
        self.make_epoch_after(occasion)?;
        Ok(taken)
    }

    /// Blobs first, then the transaction that names them, then the acknowledgement: whatever stops it, there is no item without its
    /// bytes, and no receipt without its item.
    fn write(&self, case: &CaseId, batch: &mut Batch, acknowledge: &mut dyn FnMut(&Receipt)) -> Result<(), Error> {
        let Batch { plain, receipts, .. } = std::mem::take(batch);
        if receipts.is_empty() {
            return Ok(());
        }
        let sealed = self.encrypt_many(&plain)?;
        drop(plain);
        let blobs = self.blobs.put_many(&sealed)?;
        let mut transaction = Transaction::default();
        for (receipt, blob) in receipts.iter().zip(blobs) {
            let custody = &receipt.custody;
            transaction.items.push(NewItem {
                case: case.to_string(),
                digest: *custody.item(),
                blob,
                size: custody.receipt().size,
            });
            transaction.links.push(newest(custody, receipt.note.clone()));
        }
        self.commit(&transaction)?;
        receipts.iter().for_each(acknowledge);
        Ok(())
    }
}

/// Items on their way into the store.
#[derive(Default)]
struct Batch {
    plain: Vec<Vec<u8>>,
    receipts: Vec<Receipt>,
    /// Bytes in `plain`.
    size: usize,
}

/// Whether a name, taken as a path, stays below the directory that it is joined to, and is what that directory would list it as: an
/// export has the same names, or its assessment would be another.
fn stays_within(name: &str) -> bool {
    let components: Vec<Component<'_>> = Path::new(name).components().collect();
    let normal = components.iter().all(|component| matches!(component, Component::Normal(_)));
    !components.is_empty() && normal && components.iter().collect::<PathBuf>().as_os_str() == name
}

/// Whether a directory could not hold this name beside the others: it would have to be a file and a directory at once.
fn stands_in_the_way(names: &BTreeSet<String>, name: &str) -> bool {
    let below = format!("{name}/");
    let holds_others = names.range(below.clone()..).next().is_some_and(|other| other.starts_with(&below));
    let above = Path::new(name).ancestors().skip(1).filter_map(Path::to_str);
    holds_others || above.into_iter().any(|above| names.contains(above))
}
