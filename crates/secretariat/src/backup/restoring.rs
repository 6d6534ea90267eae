//! From a backup back to a data directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::BufReader;
use std::path::Path;

use dunant_record::note::{SignerKey, VerifierKey};
use dunant_store::portable::PortableError;
use dunant_store::{Location, Loss, Missing, PosixBlobs, Store};
use dunant_vocabulary::{Moment, Sha256Digest};
use tokio::runtime::Builder;

use super::copying::Batch;
use super::directory::Directory;
use super::error::BackupError;
use super::list::{BlobEntry, FileEntry, List, stays_within};
use super::manifest::{Content, Manifest};
use super::rows::{self, Named};
use crate::files::{self, Readers};
use crate::home::CONFIG;
use crate::{Error, Home};

/// The file that holds the key by which the manifest is signed.
const KEY: &str = "keys/secretariat.key";

/// A backup, every byte of which was checked.
pub struct Backup {
    directory: Directory,
    manifest: Manifest,
    list: List,
    named: Vec<Named>,
}

impl Backup {
    /// Reads a backup to its last byte, and checks it against its signed manifest. Nothing is written, so it may be on a medium that
    /// cannot be written to.
    ///
    /// The key that the signature is checked by is in the backup itself: hold [`Backup::key`] against what the body publishes. Who
    /// has read a backup has that key too, and could sign another.
    ///
    /// # Errors
    /// There is none, it is unfinished, of a later format, or damaged; then the file is named ([`BackupError`]).
    pub fn open(from: &Path) -> Result<Self, Error> {
        let directory = Directory::new(from);
        let manifest = Manifest::read(&directory)?;
        let path = directory.content(&manifest.list);
        let what = "the list of the backup's files";
        directory.check(&path, &manifest.list, what)?;
        let lines = directory.open(&path)?;
        let damaged = |problem| BackupError::Damaged { path: path.clone(), what: what.to_owned(), problem };
        let list = List::parse(BufReader::new(lines)).map_err(damaged)?;
        directory.check(&directory.content(&manifest.rows), &manifest.rows, "the rows of the store")?;
        for file in &list.files {
            directory.check(&directory.content(&file.content), &file.content, &quoted(file))?;
        }
        let named = rows::named(&directory, &manifest.rows)?;
        let holders: BTreeMap<Sha256Digest, &Named> = named.iter().rev().map(|one| (one.blob, one)).collect();
        for blob in &list.blobs {
            let what = holders.get(&blob.sha256).map_or_else(|| "a blob".to_owned(), |one| one.words());
            directory.check(&directory.blob(&blob.sha256), &blob.content(), &what)?;
        }
        let backup = Self { directory, manifest, list, named };
        if backup.lost().len() as u64 != backup.manifest.lost {
            let problem = format!("lacks {} blobs, and {} were lost", backup.lost().len(), backup.manifest.lost);
            return Err(damaged(problem).into());
        }
        let key = backup.file(KEY)?;
        let signer = String::from_utf8(key).ok().and_then(|text| SignerKey::parse(text.trim_end()).ok());
        if signer.is_none_or(|signer| signer.public() != backup.manifest.key) {
            return Err(damaged(format!("lists another `{KEY}` than signed the backup")).into());
        }
        Ok(backup)
    }

    /// The body's name.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.manifest.body
    }

    /// The secretariat's key, which signed it.
    #[must_use]
    pub fn key(&self) -> &VerifierKey {
        &self.manifest.key
    }

    /// When it was made.
    #[must_use]
    pub fn made(&self) -> Moment {
        self.manifest.made
    }

    /// How many blobs it holds.
    #[must_use]
    pub fn blobs(&self) -> usize {
        self.list.blobs.len()
    }

    /// What was lost or damaged when it was made: the store names it, and the backup does not hold it.
    #[must_use]
    pub fn lost(&self) -> Vec<Missing> {
        let held: BTreeSet<Sha256Digest> = self.list.blobs.iter().map(|blob| blob.sha256).collect();
        let lost = self.named.iter().filter(|one| !held.contains(&one.blob));
        lost.map(|one| one.missing(Loss::Absent)).collect()
    }

    /// Makes a data directory of it in `to`, which must not exist or be empty. What is read is checked once more. `dunant.toml` is
    /// written last: what was cut off half way is no data directory. **Durable on return.**
    ///
    /// `store` is where the cases go: a file within `to`, or the URL of a PostgreSQL database; none for what the backup says. A file of
    /// the store, or blobs, that lay outside of the data directory come to lie within; so do blobs that were in S3. There is no record in it: put that of the
    /// body back, or begin a new one (docs/backup.md).
    ///
    /// # Errors
    /// A directory that is not empty ([`Error::NotEmpty`]); a store that is not ([`PortableError::NotEmpty`]) or that cannot be
    /// reached; a file that was changed since the backup was opened.
    pub fn restore(&self, to: &Path, store: Option<&str>) -> Result<Home, Error> {
        let config = String::from_utf8(self.file(CONFIG)?).map_err(|error| self.unusable(CONFIG, &error))?;
        let (config, places) = moved(&config, store).map_err(|error| self.unusable(CONFIG, &error))?;
        files::make_directory(to)?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Error::file("opened", to))?;
        let blobs = to.join(&places.blobs);
        let location = match places.store.parse::<Location>() {
            Ok(Location::Sqlite(file)) => {
                let file = to.join(file);
                make_way(to, &file, Readers::Owner)?;
                Location::Sqlite(file)
            }
            Ok(elsewhere) => elsewhere,
            Err(never) => match never {},
        };
        let store = runtime.block_on(Store::open(&location))?;
        let is_empty = runtime.block_on(async {
            Ok::<_, Error>(store.subjects("").await?.is_empty() && store.blobs().await?.is_empty())
        });
        if !is_empty? {
            return Err(PortableError::NotEmpty(store.place().to_owned()).into());
        }
        make_way(to, &blobs, Readers::Owner)?;
        self.copy_blobs(&blobs)?;
        self.copy_files(to)?;
        let rows = self.directory.content(&self.manifest.rows);
        self.directory.check(&rows, &self.manifest.rows, "the rows of the store")?;
        let mut rows = BufReader::new(self.directory.open(&rows)?);
        runtime.block_on(store.import(&mut rows))?;
        runtime.block_on(store.close());
        // Whole, or not there.
        files::write_new(&to.join(CONFIG), config.as_bytes(), Readers::Owner)?;
        Home::open(to)
    }

    fn copy_blobs(&self, to: &Path) -> Result<(), Error> {
        let blobs = PosixBlobs::open(to)?;
        let mut batch = Batch::new(&blobs);
        for blob in &self.list.blobs {
            let mut bytes = self.directory.reader(&self.directory.blob(&blob.sha256), &blob.content(), "a blob")?;
            batch.put(&blob.sha256, &mut bytes)??;
        }
        batch.store()
    }

    /// Writes the files but `dunant.toml`. Whoever read them before, all but publications are their owner's alone.
    fn copy_files(&self, to: &Path) -> Result<(), Error> {
        files::lead_to(to, &to.join("published"), Readers::All)?;
        for file in self.list.files.iter().filter(|file| file.path != CONFIG) {
            let path = to.join(&file.path);
            let (above, readers) = match file.path.starts_with("published/") {
                true => (Readers::All, file.readers()),
                false => (Readers::Owner, Readers::Owner),
            };
            make_way(to, &path, above)?;
            files::write_new(&path, &self.file(&file.path)?, readers)?;
        }
        Ok(())
    }

    fn entry(&self, name: &str) -> Result<&FileEntry, Error> {
        self.list.file(name).ok_or_else(|| {
            let path = self.directory.content(&self.manifest.list);
            let what = "the list of the backup's files".to_owned();
            BackupError::Damaged { path, what, problem: format!("has no `{name}`") }.into()
        })
    }

    /// The bytes of a file of the data directory.
    fn file(&self, name: &str) -> Result<Vec<u8>, Error> {
        let file = self.entry(name)?;
        self.directory.read(&self.directory.content(&file.content), &file.content, &quoted(file))
    }

    fn unusable(&self, name: &str, problem: &dyn fmt::Display) -> Error {
        let path = self.list.file(name).map(|file| self.directory.content(&file.content)).unwrap_or_default();
        BackupError::Damaged { path, what: format!("`{name}`"), problem: format!("cannot be used: {problem}") }.into()
    }
}

impl fmt::Debug for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backup").field("directory", &self.directory.root()).field("manifest", &self.manifest).finish()
    }
}

impl Home {
    /// Makes a data directory in `to` from the backup in `from`, once every byte of that was checked: [`Backup::open`], then
    /// [`Backup::restore`]. [`Home::secretariat`] is then the key that signed the backup; compare it with what the body publishes.
    ///
    /// # Errors
    /// As both.
    pub fn restore(from: &Path, to: &Path, store: Option<&str>) -> Result<Self, Error> {
        // Reading a backup takes long; what would be refused after it is refused before.
        if to.is_dir() && fs::read_dir(to).map_err(Error::file("read", to))?.next().is_some() {
            return Err(Error::NotEmpty { directory: to.to_owned() });
        }
        Backup::open(from)?.restore(to, store)
    }
}

impl BlobEntry {
    fn content(&self) -> Content {
        Content { sha256: self.sha256, size: self.size }
    }
}

/// Where `dunant.toml` says that cases and blobs are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) store: String,
    pub(super) blobs: String,
}

impl Places {
    pub(super) fn of(config: &str) -> Result<Self, String> {
        let table: toml::Table = config.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let text = |name: &str| {
            let value = table.get(name).and_then(toml::Value::as_str);
            value.map(str::to_owned).ok_or_else(|| format!("it has no `{name}`"))
        };
        Ok(Self { store: text("store")?, blobs: text("blobs")? })
    }
}

/// `dunant.toml` as it is restored, with its comments where they can be kept.
fn moved(config: &str, store: Option<&str>) -> Result<(String, Places), String> {
    let before = Places::of(config)?;
    let is_file = matches!(before.store.parse(), Ok(Location::Sqlite(_)));
    let store = match store {
        Some(store) => store.to_owned(),
        None if is_file && !stays_within(&before.store) => "store.sqlite".to_owned(),
        None => before.store.clone(),
    };
    // A bucket may be lost, or be that of the body that goes on beside a trial.
    let is_directory = !before.blobs.contains("://") && stays_within(&before.blobs);
    let blobs = if is_directory { before.blobs.clone() } else { "blobs".to_owned() };
    let places = Places { store, blobs };
    if places == before {
        return Ok((config.to_owned(), places));
    }
    let mut table: toml::Table = config.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let mut edited = config.to_owned();
    for (name, value) in [("store", &places.store), ("blobs", &places.blobs)] {
        let value = toml::Value::String(value.clone());
        let line = format!("{name} = {value}");
        let of_name = |line: &str| line.split_once('=').is_some_and(|(before, _)| before.trim() == name);
        let lines = edited.lines().map(|old| if of_name(old) { line.as_str() } else { old });
        edited = lines.map(|line| format!("{line}\n")).collect();
        table.insert(name.to_owned(), value);
    }
    if edited.parse() == Ok(table.clone()) {
        return Ok((edited, places));
    }
    Ok((toml::to_string(&table).map_err(|error| error.to_string())?, places))
}

fn quoted(file: &FileEntry) -> String {
    format!("`{}`", file.path.escape_debug())
}

/// Makes the directories that lead to a file; durable on return.
fn make_way(root: &Path, file: &Path, readers: Readers) -> Result<(), Error> {
    match file.parent() {
        Some(above) if above.starts_with(root) => files::lead_to(root, above, readers),
        // The caller may have named a store that lies elsewhere.
        Some(above) => Ok(dunant_durable::make_directories(above, readers)?),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str =
        "# A comment.\nformat = 1\nname = \"example.org\"\n# Another.\nstore = \"store.sqlite\"\nblobs = \"blobs\"\n";

    #[test]
    fn a_configuration_that_need_not_change_is_kept_to_the_byte() {
        assert_eq!(moved(CONFIG, None).unwrap().0, CONFIG);
        assert_eq!(moved(CONFIG, Some("store.sqlite")).unwrap().0, CONFIG);
    }

    #[test]
    fn another_store_is_written_where_the_first_stood() {
        let url = "postgres://me:\"@localhost/cases";
        let (text, places) = moved(CONFIG, Some(url)).unwrap();
        assert_eq!(places.store, url);
        assert_eq!(Places::of(&text).unwrap(), places);
        assert!(text.starts_with("# A comment.\nformat = 1\n") && text.contains("# Another.\nstore = "), "{text}");
    }

    #[test]
    fn a_configuration_in_other_words_comes_to_mean_the_same() {
        let config = CONFIG.replace("store =", "\"store\" =");
        let (text, places) = moved(&config, Some("cases.sqlite")).unwrap();
        assert_eq!(Places::of(&text).unwrap(), places);
        assert_eq!(places.store, "cases.sqlite");
    }

    #[test]
    fn what_lay_outside_of_the_data_directory_comes_to_lie_within() {
        let config = CONFIG.replace("store.sqlite", "/srv/cases.sqlite").replace("\"blobs\"", "\"../blobs\"");
        let within = Places { store: "store.sqlite".to_owned(), blobs: "blobs".to_owned() };
        assert_eq!(moved(&config, None).unwrap().1, within);
        let config = CONFIG.replace("\"blobs\"", "\"s3://bucket/path\"");
        assert_eq!(moved(&config, None).unwrap(), (CONFIG.to_owned(), within));
    }
}
