use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use dunant_custody::{CaseId, Custody, Submitter, TakenIn};
use dunant_redaction::{SecretKeys, secrets};
use dunant_store::sealing::encrypt_by;
use dunant_store::{NewItem, Transaction};
use dunant_vocabulary::{AdmiraltyGrade, Digesting, Pap, Sha256Digest, Tlp};

use crate::cases::newest;
use crate::{Error, Home, Occasion};

/// Items that are written in one transaction.
const BATCH: usize = 256;

/// The most bytes that a batch holds in memory, beyond its last item.
const BATCH_BYTES: usize = 32 << 20;

/// Bytes from which on a file is not held in memory, but written to its blob while it is read.
const HELD: u64 = 8 << 20;

/// Bytes of such a file that are read at once.
const PIECE: usize = 256 << 10;

/// The most bytes of a file that is taken in, unless somebody says otherwise.
pub const LARGEST_FILE: u64 = 64 << 30;

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
    /// Takes in bytes at hand: [`Home::take_in_files`] for what fits into memory.
    ///
    /// # Errors
    /// As [`Home::take_in_files`].
    pub fn take_in<'f>(
        &self,
        case: &CaseId,
        files: impl IntoIterator<Item = (String, Box<dyn FnOnce() -> Result<Vec<u8>, Error> + 'f>)>,
        terms: &Terms,
        occasion: &Occasion,
        acknowledge: &mut dyn FnMut(&Receipt),
    ) -> Result<usize, Error> {
        let files = files.into_iter().map(|(name, read)| -> (String, Opening<'f>) {
            (name, Box::new(move || Ok(Handed { size: None, bytes: Box::new(io::Cursor::new(read()?)) })))
        });
        self.take_in_files(case, files, LARGEST_FILE, terms, occasion, acknowledge, &mut |_, error| Err(error))
    }

    /// Takes evidence in: each file encrypted, stored, and receipted. `acknowledge` is told each receipt once it is durable.
    ///
    /// Files are opened one after the other as they are needed, and none is held in memory whole beyond a few MiB: digest and blob are
    /// written while it is read. Where one is refused nothing of it stays, and `refuse` is asked with its name whether to go on with the others: an
    /// error that it gives ends the call. Those that were acknowledged stay.
    ///
    /// # Errors
    /// What `refuse` gives: of bytes or a name that the case has already, a file that has more than `largest` bytes, holds a secret key or cannot
    /// be read. What storing fails with.
    #[expect(clippy::too_many_arguments, reason = "two of them are what is told as it happens")]
    pub fn take_in_files<'f>(
        &self,
        case: &CaseId,
        files: impl IntoIterator<Item = (String, Opening<'f>)>,
        largest: u64,
        terms: &Terms,
        occasion: &Occasion,
        acknowledge: &mut dyn FnMut(&Receipt),
        refuse: &mut dyn FnMut(&str, Error) -> Result<(), Error>,
    ) -> Result<usize, Error> {
        let _writer = self.claim()?;
        // Before anything is read: a receipt has the date.
        self.dates_agree(occasion)?;
        let secret = self.secret(case)?;
        let from = match &terms.from {
            From::Named(name) => Submitter::Named(name.clone()),
            From::Anonymous(identity) => Submitter::anonymous(&secret, identity),
            From::Nobody => Submitter::anonymous(&secret, &format!("{:?}", occasion.draw("submitter"))),
        };
        let mut known = Known::default();
        for item in self.items(case)? {
            known.names.insert(item.name().to_owned());
            known.items.insert(item.digest(), item.name().to_owned());
        }
        let mut batch = Batch::default();
        let mut taken = 0;
        for (name, open) in files {
            let read = known.allows(&name).and_then(|()| {
                let handed = open()?;
                self.receive(&name, handed, largest, terms, &known)
            });
            let read = match read {
                Ok(read) => read,
                Err(error) => {
                    // What was read before it is durable before anything is said of it.
                    self.write(case, &mut batch, acknowledge)?;
                    if error.is_of_one_file() {
                        refuse(&name, error)?;
                        continue;
                    }
                    return Err(error);
                }
            };
            known.names.insert(name.clone());
            known.items.insert(read.digest, name.clone());
            let receipt = TakenIn {
                size: read.size,
                name,
                from: from.clone(),
                tlp: terms.tlp,
                pap: terms.pap,
                admiralty: terms.admiralty,
                handed: terms.handed.clone(),
            };
            let (custody, note) =
                Custody::take_in(case.clone(), read.digest, receipt, occasion.now, &self.secretariat)?;
            if let Content::Held(bytes) = &read.content {
                batch.size += bytes.len();
            }
            batch.contents.push(read.content);
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

    /// Reads a file that is handed in: a short one into memory, a long one into its blob.
    fn receive(
        &self,
        name: &str,
        handed: Handed<'_>,
        largest: u64,
        terms: &Terms,
        known: &Known,
    ) -> Result<Received, Error> {
        let Handed { size, mut bytes } = handed;
        let too_large = |size: u64| Error::TooLarge { name: name.to_owned(), size, limit: largest };
        if let Some(size) = size.filter(|size| *size > largest) {
            return Err(too_large(size));
        }
        let unread = |reason| Error::File { path: name.into(), doing: "read", reason };
        let mut held = Vec::new();
        (&mut bytes).take(HELD).read_to_end(&mut held).map_err(unread)?;
        if (held.len() as u64) < HELD {
            let (digest, size) = (Sha256Digest::of(&held), held.len() as u64);
            if size > largest {
                return Err(too_large(size));
            }
            if let Some(found) = terms.secret_keys.refuse(&held) {
                return Err(Error::SecretKey { name: name.to_owned(), found });
            }
            known.allows_bytes(name, digest)?;
            return Ok(Received { digest, size, content: Content::Held(held) });
        }
        let mut whole = Digesting::new(io::Cursor::new(held).chain(bytes).take(largest.saturating_add(1)));
        let mut refused = None;
        let mut refuse = |error: Error| {
            refused = Some(error);
            io::Error::other("refused")
        };
        let stored = self.blobs.put_by(&mut |blob| {
            encrypt_by(blob, self.recipients(), |plain| {
                let mut search = secrets::Search::default();
                let mut piece = vec![0; PIECE];
                loop {
                    let count = whole.read(&mut piece).map_err(|reason| refuse(unread(reason)))?;
                    let Some(bytes) = piece.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
                    search.feed(bytes);
                    plain.write_all(bytes)?;
                }
                // What is refused is so before the blob has a name.
                if whole.size() > largest {
                    return Err(refuse(too_large(whole.size())));
                }
                if let Some(found) = search.finish().filter(|found| terms.secret_keys.refuses(found)) {
                    return Err(refuse(Error::SecretKey { name: name.to_owned(), found }));
                }
                known.allows_bytes(name, whole.digest()).map_err(&mut refuse)
            })
        });
        match (stored, refused) {
            (_, Some(refused)) => Err(refused),
            (Err(error), None) => Err(error.into()),
            (Ok(blob), None) => {
                Ok(Received { digest: whole.digest(), size: whole.size(), content: Content::Stored(blob) })
            }
        }
    }

    /// Blobs first, then the transaction that names them, then the acknowledgement: whatever stops it, there is no item without its
    /// bytes, and no receipt without its item.
    fn write(&self, case: &CaseId, batch: &mut Batch, acknowledge: &mut dyn FnMut(&Receipt)) -> Result<(), Error> {
        let Batch { contents, receipts, .. } = std::mem::take(batch);
        if receipts.is_empty() {
            return Ok(());
        }
        let held: Vec<&[u8]> = contents.iter().filter_map(Content::held).collect();
        let sealed = self.encrypt_many(&held)?;
        let mut put = self.blobs.put_many(&sealed)?.into_iter();
        let mut transaction = Transaction::default();
        for (receipt, content) in receipts.iter().zip(&contents) {
            let stored = match content {
                Content::Held(_) => put.next(),
                Content::Stored(blob) => Some(*blob),
            };
            let blob = stored.ok_or_else(|| Error::Damaged {
                path: self.root().join("blobs"),
                message: "fewer blobs were stored than were given".to_owned(),
            })?;
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

/// A file that is handed in, read as it is needed.
pub struct Handed<'f> {
    /// How many bytes it is said to have, where that is known: one that has too many is refused unread.
    pub size: Option<u64>,
    /// Its bytes.
    pub bytes: Box<dyn io::Read + 'f>,
}

/// Opens a file when its turn comes.
pub type Opening<'f> = Box<dyn FnOnce() -> Result<Handed<'f>, Error> + 'f>;

/// What was read of a file that is handed in.
struct Received {
    digest: Sha256Digest,
    size: u64,
    content: Content,
}

/// Where a file's bytes are until its receipt is written.
enum Content {
    Held(Vec<u8>),
    /// In a blob that no row names yet.
    Stored(Sha256Digest),
}

impl Content {
    fn held(&self) -> Option<&[u8]> {
        match self {
            Self::Held(bytes) => Some(bytes),
            Self::Stored(_) => None,
        }
    }
}

/// Items on their way into the store.
#[derive(Default)]
struct Batch {
    contents: Vec<Content>,
    receipts: Vec<Receipt>,
    /// Bytes that are held.
    size: usize,
}

/// What the case has already.
#[derive(Default)]
struct Known {
    names: BTreeSet<String>,
    items: BTreeMap<Sha256Digest, String>,
}

impl Known {
    /// Whether an item may have this name.
    fn allows(&self, name: &str) -> Result<(), Error> {
        if !stays_within(name) {
            return Err(Error::Input {
                message: format!(
                    "`{name}` cannot name an item: in the directory it is exported to it would stand elsewhere"
                ),
                help: "name the file relative to its directory, without `.`, `..` or a doubled `/`".into(),
            });
        }
        Ok(())
    }

    /// Whether an item may have these bytes, and stand beside the others under this name.
    fn allows_bytes(&self, name: &str, digest: Sha256Digest) -> Result<(), Error> {
        if let Some(known) = self.items.get(&digest) {
            return Err(Error::ItemExists { name: name.to_owned(), known: known.clone(), digest });
        }
        if self.names.contains(name) || stands_in_the_way(&self.names, name) {
            return Err(Error::NameTaken { name: name.to_owned() });
        }
        Ok(())
    }
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
