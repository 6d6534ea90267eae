use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dunant_log::{Log, LogDirectory};
use dunant_panel::TrustFile;
use dunant_record::CosignerSecretKey;
use dunant_record::note::{KeyName, SignerKey, VerifierKey};
use dunant_record::policy::Policy as RecordPolicy;
use dunant_store::sealing::{ExposeSecret as _, Identities, Recipients};
use dunant_store::{BlobError, Blobs, Location, PosixBlobs, Store};
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};

use crate::files::{self, Readers};
use crate::{Error, Occasion};

/// The file that makes a directory a data directory.
pub(crate) const CONFIG: &str = "dunant.toml";

/// A data directory.
///
/// | file | what it is |
/// |---|---|
/// | `dunant.toml` | the body's name, and where its cases and blobs are |
/// | `policy.toml` | the panel's rules: every case keeps to those it was opened under |
/// | `keys/secretariat.key` | secret: whoever has it can sign in the body's name |
/// | `keys/secretariat.next` | secret: the key that follows, until a trust file that has it is adopted |
/// | `keys/secretariat.1.key` … | secret: those that signed before |
/// | `keys/evidence.identity` | secret: opens the evidence (an age identity) |
/// | `keys/recipients` | to whom evidence is encrypted, an age recipient a line |
/// | `store.sqlite` | chains, items, documents; not there where they are in PostgreSQL |
/// | `blobs/` | evidence and documents, encrypted |
/// | `record/` | the public log: docs/record.md |
/// | `heads/` | the log with an entry an epoch, in which every chain has one place; in `heads/epochs/` what each commits to |
/// | `heads-2/` … | the logs that follow on it; the number of the first epoch of one that is still to begin stands in its file `begins` |
/// | `trust/` | the versions of the trust file: docs/trust.md |
/// | `exercise/` | of a body for exercises: the keys of those who are others for a real one |
/// | `published/` | findings, each with its proof; may be served as it is |
pub struct Home {
    root: PathBuf,
    config: Config,
    pub(crate) secretariat: SignerKey,
    identities: Identities,
    recipients: Recipients,
    pub(crate) store: Store,
    pub(crate) blobs: Box<dyn Blobs>,
    pub(crate) runtime: Runtime,
    /// Every version of the trust file, the oldest first.
    pub(crate) trust: Vec<TrustFile>,
    /// The witnesses of a body for exercises.
    pub(crate) exercise: Arc<Vec<CosignerSecretKey>>,
    /// Where steps go that are signed and handed in to nobody.
    pub(crate) outbox: Option<PathBuf>,
}

/// `dunant.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// The version of the directory's form.
    format: u32,
    /// The body's name.
    name: String,
    /// A file within the directory, or the URL of a PostgreSQL database.
    store: String,
    /// A directory within this one, or `s3://BUCKET/PATH`.
    blobs: String,
}

/// What a new body is made of.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Its name, as its keys and its record bear it: `example.org`.
    pub name: String,
    /// Where its cases are kept: a file within the directory, or the URL of a PostgreSQL database.
    pub store: String,
    /// Where evidence is kept, encrypted: a directory within the directory, or `s3://BUCKET/PATH`.
    pub blobs: String,
    /// The lines of its record's policy that name witnesses, and their quorum (tlog-policy); `quorum none` where there are none.
    pub witnesses: String,
}

impl Home {
    /// Makes a data directory: keys, rules, store, record.
    ///
    /// # Errors
    /// A directory that is not empty, a name that cannot name keys, witnesses that make no policy, a store that cannot be reached.
    pub fn create(root: &Path, founding: &Founding, occasion: &Occasion) -> Result<Self, Error> {
        let secretariat =
            SignerKey::from_seed(name(&founding.name, "/secretariat")?, &occasion.draw("secretariat key"));
        let log = SignerKey::from_seed(name(&founding.name, "/record")?, &occasion.draw("record key"));
        let policy = RecordPolicy::parse(format!("log {}\n{}", log.public(), founding.witnesses).as_bytes());
        let policy = policy.map_err(|error| Error::Input {
            message: format!("these witnesses make no log policy: {error}"),
            help: "write each as `--witness \"NAME KEY URL\"`, the key as `dunant witness key` prints it".into(),
        })?;
        files::make_directory(root)?;
        files::make_directory(&root.join("keys"))?;
        files::make_empty_directory(&root.join("published"), Readers::All)?;
        let keys = root.join("keys");
        let identities = Identities::generate();
        let recipients: String = identities.recipients().iter().map(|recipient| format!("{recipient}\n")).collect();
        let secret = format!("{}\n", secretariat.to_secret_text());
        files::write_new(&keys.join("secretariat.key"), secret.as_bytes(), Readers::Owner)?;
        files::write_new(
            &keys.join("evidence.identity"),
            identities.to_file().expose_secret().as_bytes(),
            Readers::Owner,
        )?;
        files::write_new(&keys.join("recipients"), recipients.as_bytes(), Readers::Owner)?;
        let rules = dunant_panel::Policy::model(&secretariat.public());
        files::write_new(&root.join("policy.toml"), rules.as_bytes(), Readers::Owner)?;
        Log::create(&LogDirectory::new(root.join("record")), &log, &policy)
            .map_err(|error| Error::Record(error.to_string()))?;
        let heads = LogDirectory::new(root.join("heads"));
        crate::trust::create_heads(&heads, &founding.name, "/heads", &occasion.draw("heads key"), &founding.witnesses)?;
        let config =
            Config { format: 1, name: founding.name.clone(), store: founding.store.clone(), blobs: "blobs".to_owned() };
        // Last: a directory whose making was not finished is none.
        files::write_new(&root.join(CONFIG), config.text().as_bytes(), Readers::Owner)?;
        Self::open(root)
    }

    /// Opens a data directory.
    ///
    /// # Errors
    /// A directory that is none, keys that cannot be read, a store that cannot be reached.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let config = Config::read(root)?;
        let keys = root.join("keys");
        let secret = keys.join("secretariat.key");
        let secretariat = SignerKey::parse(files::read_text(&secret)?.trim_end())
            .map_err(|error| Error::Damaged { path: secret, message: error.to_string() })?;
        let identity = keys.join("evidence.identity");
        let identities = Identities::parse(&files::read_text(&identity)?)
            .map_err(|error| Error::Damaged { path: identity, message: error.to_string() })?;
        let listed = keys.join("recipients");
        let text = files::read_text(&listed)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let recipients =
            Recipients::parse(lines).map_err(|error| Error::Damaged { path: listed, message: error.to_string() })?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Error::file("opened", root))?;
        let location = match config.store.parse::<Location>() {
            Ok(Location::Sqlite(file)) => Location::Sqlite(root.join(file)),
            Ok(other) => other,
            Err(error) => {
                return Err(Error::Damaged { path: root.join(CONFIG), message: format!("`store`: {error}") });
            }
        };
        let store = runtime.block_on(Store::open(&location))?;
        let blobs = open_blobs(root, &config.blobs)?;
        let trust = crate::trust::read(root.join("trust"))?;
        let exercise = Arc::new(crate::exercise::witnesses(root)?);
        let root = root.to_owned();
        let mut home = Self {
            root,
            config,
            secretariat,
            identities,
            recipients,
            store,
            blobs,
            runtime,
            trust,
            exercise,
            outbox: None,
        };
        home.take_over()?;
        Ok(home)
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The body's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// The key by which the secretariat's signatures are checked.
    #[must_use]
    pub fn secretariat(&self) -> VerifierKey {
        self.secretariat.public()
    }

    /// The directory of the public log.
    #[must_use]
    pub fn record(&self) -> LogDirectory {
        LogDirectory::new(self.root.join("record"))
    }

    /// Encrypts to whoever may read evidence.
    pub(crate) fn encrypt(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(dunant_store::sealing::encrypt(bytes, &self.recipients)?)
    }

    /// To whom evidence is encrypted.
    pub(crate) fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Encrypts each of many, on all processors.
    pub(crate) fn encrypt_many(&self, many: &[&[u8]]) -> Result<Vec<Vec<u8>>, Error> {
        Ok(dunant_store::sealing::encrypt_many(many, &self.recipients)?)
    }

    /// The plain bytes of a blob.
    pub(crate) fn decrypt(&self, blob: &Sha256Digest) -> Result<Vec<u8>, Error> {
        self.decrypt_up_to(blob, LARGEST)
    }

    /// The same of a blob that may hold so many bytes.
    pub(crate) fn decrypt_up_to(&self, blob: &Sha256Digest, most: usize) -> Result<Vec<u8>, Error> {
        Ok(dunant_store::sealing::decrypt(&self.blobs.get(blob)?, &self.identities, most)?)
    }

    /// Gives the plain bytes of a blob piece by piece. What was given is to be used only where this went well: a damaged blob shows at its end.
    pub(crate) fn decrypt_by(
        &self,
        blob: &Sha256Digest,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sealed = self.blobs.open(blob)?;
        let mut plain = dunant_store::sealing::decrypting(sealed, &self.identities)?;
        let mut piece = vec![0; PIECE];
        loop {
            let count = plain.read(&mut piece).map_err(|error| match error.kind() {
                // Each piece is authenticated: what does not open is not what was put.
                ErrorKind::InvalidData | ErrorKind::UnexpectedEof => BlobError::Damaged(*blob),
                _ => BlobError::of_reading(blob, error),
            })?;
            match piece.get(..count) {
                Some(bytes) if !bytes.is_empty() => take(bytes)?,
                _ => return Ok(()),
            }
        }
    }

    /// Takes the place of the one process that changes cases, until the file is dropped: between reading a chain and appending to
    /// it nobody else may. The store would refuse the second anyway; so it waits instead.
    pub(crate) fn claim(&self) -> Result<File, Error> {
        let path = self.root.join("writer.lock");
        let file = dunant_durable::lock_file(&path)?;
        file.lock().map_err(Error::file("locked", &path))?;
        self.signs_with_its_key()?;
        Ok(file)
    }
}

/// Bytes of a blob that are decrypted at once.
const PIECE: usize = 256 << 10;

/// The most bytes of a document, held in memory.
const LARGEST: usize = 1 << 30;

/// The blobs of a data directory.
fn open_blobs(root: &Path, place: &str) -> Result<Box<dyn Blobs>, Error> {
    if !place.starts_with("s3://") {
        return Ok(Box::new(PosixBlobs::open(root.join(place))?));
    }
    #[cfg(feature = "s3")]
    return Ok(Box::new(dunant_store::S3Blobs::open(place, [])?));
    #[cfg(not(feature = "s3"))]
    Err(Error::Input {
        message: format!("this build keeps no blobs in S3, and `{place}` is there"),
        help: "build it with `cargo build --release --features s3`".into(),
    })
}

impl Config {
    fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join(CONFIG);
        if !path.is_file() {
            return Err(Error::NoHome { directory: root.to_owned() });
        }
        let damaged = |message: String| Error::Damaged { path: path.clone(), message };
        let config: Self = toml::from_str(&files::read_text(&path)?).map_err(|error| damaged(error.to_string()))?;
        if config.format != 1 {
            return Err(damaged(format!("its format is {}, and this version reads format 1", config.format)));
        }
        Ok(config)
    }

    fn text(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let Self { format, name, store, blobs } = self;
        format!(
            "# A data directory of Dunant. docs/a-case-from-start-to-finish.md says what is in it.\nformat = {format}\nname = {}\n\
             # A file within this directory, or the URL of a PostgreSQL database.\nstore = {}\n\
             # A directory within this one, or `s3://BUCKET/PATH`.\nblobs = {}\n",
            quoted(name),
            quoted(store),
            quoted(blobs)
        )
    }
}

pub(crate) fn name(body: &str, office: &str) -> Result<KeyName, Error> {
    format!("{body}{office}").parse().map_err(|error: dunant_record::note::InvalidKeyName| Error::Input {
        message: error.to_string(),
        help: "name the body by a domain, as in `example.org`".into(),
    })
}
