use std::fs::{self, File, FileType};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dunant_durable::{Within, open_file};
use dunant_evidence::Observation;
use dunant_exchange::{LeftOut, LeftOutCount, LeftOutKind, left_out_in_words};
use dunant_vocabulary::Sha256Digest;

use crate::{CaseFile, Error};

/// What is to be examined: files, and a case file where there is one.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// What the case says of itself.
    pub file: Option<CaseFile>,
    /// The evidence, in the order in which it is reported.
    pub inputs: Vec<Input>,
    /// What stands in the directories given and is not read: hidden files and directories, links to directories, to nothing and out
    /// of the directory, pipes, sockets, devices.
    pub left_out: Vec<LeftOut>,
    directory: Option<PathBuf>,
}

/// One piece of evidence: bytes at hand, or a file that is read when its turn comes.
#[derive(Debug, Clone)]
pub enum Input {
    /// Bytes, and what to call them.
    Bytes {
        /// The name to show.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A file that is not at hand, and has more bytes than are read of one item.
    Unread {
        /// The name to show.
        name: String,
        /// SHA-256 of its bytes.
        digest: Sha256Digest,
        /// How many it has.
        size: u64,
    },
    /// A file.
    File {
        /// The name to show: the path as given, or the path within the case's `evidence/`.
        name: String,
        /// Where it is.
        path: PathBuf,
        /// The directory that was given, where it is one of its files: it is opened from there, so that nothing leads out of it.
        within: Option<Arc<Within>>,
    },
    /// What is shown of an item that is not at hand.
    Shown {
        /// The name to show.
        name: String,
        /// SHA-256 of the item.
        digest: Sha256Digest,
        /// Its size in bytes.
        size: u64,
        /// What is shown of it, in the order of its observations.
        observations: Vec<Observation>,
    },
}

/// Opens a file that was given, or that was listed in a directory that was given: what has become a link, a pipe or a device in the
/// meantime is refused.
///
/// # Errors
/// What the system says.
pub fn open_given(path: &Path, within: Option<&Within>) -> Result<File, Error> {
    match within {
        Some(within) => within.open(path),
        None => open_file(path),
    }
    .map_err(Error::reading(path))
}

impl Input {
    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Bytes { name, .. }
            | Self::Unread { name, .. }
            | Self::File { name, .. }
            | Self::Shown { name, .. } => name,
        }
    }
}

/// The file that makes a directory a case.
pub(crate) const CASE_FILE: &str = "case.toml";

impl Case {
    /// A case of one piece of evidence at hand.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let input = Input::Bytes { name: name.into(), bytes: bytes.into() };
        Self { inputs: vec![input], ..Self::default() }
    }

    /// A case with a case file, to which evidence is added by hand.
    #[must_use]
    pub fn described(file: CaseFile) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// A case of files and directories, in the order given.
    ///
    /// A directory with a `case.toml` is a case: its evidence is what its `evidence/` holds. Any other directory stands for all
    /// files below it, by name; what is not read there is in [`Case::left_out`].
    ///
    /// # Errors
    /// A path that is not there, one that is neither a file nor a directory, a case file with a mistake, two cases at once, a case with neither evidence nor facts.
    pub fn from_paths<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, Error> {
        let mut case = Self::default();
        for path in paths {
            case.add_path(path.as_ref())?;
        }
        Ok(case)
    }

    /// The case of a directory, or of its `case.toml`; its evidence may be missing.
    ///
    /// # Errors
    /// A path that is not there or holds no case file, a case file with a mistake.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let metadata = fs::metadata(path).map_err(Error::reading(path))?;
        let directory = match path.file_name() {
            _ if metadata.is_dir() => path,
            // the parent of a bare file name is the empty path, which means here
            Some(name) if name == CASE_FILE => match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            },
            _ => return Err(Error::NoCaseFile { path: path.to_owned() }),
        };
        if !directory.join(CASE_FILE).is_file() {
            return Err(Error::NoCaseFile { path: path.to_owned() });
        }
        match Self::from_paths([directory]) {
            Err(Error::NoEvidence { .. }) => Ok(Self {
                file: Some(CaseFile::read(directory)?),
                directory: Some(directory.to_owned()),
                ..Self::default()
            }),
            read => read,
        }
    }

    /// Where its case file is.
    pub(crate) fn case_file(&self) -> Option<PathBuf> {
        self.directory.as_ref().map(|directory| directory.join(CASE_FILE))
    }

    /// Adds a piece of evidence at hand.
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.inputs.push(Input::Bytes { name: name.into(), bytes: bytes.into() });
    }

    /// Adds a file, a directory, or a case directory.
    ///
    /// # Errors
    /// As [`Case::from_paths`].
    pub fn add_path(&mut self, path: &Path) -> Result<(), Error> {
        let metadata = fs::metadata(path).map_err(Error::reading(path))?;
        if !metadata.is_dir() {
            only_a_file(path, metadata.file_type())?;
            let name = path.to_string_lossy().into_owned();
            self.inputs.push(Input::File { name, path: path.to_owned(), within: None });
            return Ok(());
        }
        if path.join(CASE_FILE).is_file() {
            return self.add_case(path);
        }
        let before = self.inputs.len();
        self.add_directory(&Root::of(path, &path.to_string_lossy())?, path)?;
        if self.inputs.len() == before {
            return Err(self.no_evidence(path));
        }
        Ok(())
    }

    fn add_case(&mut self, path: &Path) -> Result<(), Error> {
        if let Some(first) = &self.directory {
            return Err(Error::TwoCases { first: first.clone(), second: path.to_owned() });
        }
        let file = path.join(CASE_FILE);
        let root = Root::of(path, "")?;
        let mut text = String::new();
        let mut opened = open_given(&root.without_links(&file), Some(&root.held))?;
        opened.read_to_string(&mut text).map_err(Error::reading(&file))?;
        let parsed = CaseFile::parse(&file, &text)?;
        let evidence = path.join("evidence");
        let before = self.inputs.len();
        match evidence.symlink_metadata() {
            Ok(found) if found.is_dir() => self.add_directory(&Root::of(&evidence, "")?, &evidence)?,
            // It may lead anywhere.
            Ok(found) if found.is_symlink() && evidence.is_dir() => {
                self.left_out.push(LeftOut { name: "evidence".to_owned(), what: LeftOutKind::LinkToDirectory });
            }
            _ => {}
        }
        let added = self.inputs.get(before..).unwrap_or_default();
        // Facts alone can be held against promises.
        if added.is_empty() && parsed.evidence.is_empty() && parsed.facts().is_empty() {
            return Err(self.no_evidence(path));
        }
        for entry in &parsed.evidence {
            if !added.iter().any(|input| input.name() == entry.file) {
                return Err(Error::CaseFile {
                    path: file,
                    span: text.find(&entry.file).map_or(0..0, |start| start..start + entry.file.len()),
                    text,
                    message: match self.left_out.iter().find(|one| one.name == entry.file) {
                        Some(one) => format!(
                            "`{}` in the case's `evidence` directory is a {}, which is not read",
                            entry.file,
                            one.what.words(1)
                        ),
                        None => format!("`{}` is not in the case's `evidence` directory", entry.file),
                    },
                    help: Some("add the file, or remove its `[[evidence]]` table".into()),
                });
            }
        }
        self.file = Some(parsed);
        self.directory = Some(path.to_owned());
        Ok(())
    }

    /// All files below `directory`, by name; what is none, or hidden, is kept in mind as left out.
    fn add_directory(&mut self, root: &Root<'_>, directory: &Path) -> Result<(), Error> {
        let entries = fs::read_dir(directory).map_err(Error::reading(directory))?;
        let mut paths = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::reading(directory))?;
            let kind = entry.file_type().map_err(Error::reading(entry.path()))?;
            paths.push((entry.path(), kind));
        }
        paths.sort_by(|one, other| one.0.cmp(&other.0));
        for (path, kind) in paths {
            let name = root.name(&path);
            match root.left_out(&path, kind) {
                Some(what) => self.left_out.push(LeftOut { name, what }),
                None if kind.is_dir() => self.add_directory(root, &path)?,
                None => {
                    let path = if kind.is_symlink() { root.without_links(&path) } else { path };
                    self.inputs.push(Input::File { name, path, within: Some(Arc::clone(&root.held)) });
                }
            }
        }
        Ok(())
    }

    /// What stands in `path` is none that is read.
    fn no_evidence(&self, path: &Path) -> Error {
        Error::NoEvidence { path: path.to_owned(), not_read: left_out_in_words(&LeftOutCount::of(&self.left_out)) }
    }
}

/// A directory that was given, whose files are named by their path within it.
struct Root<'p> {
    path: &'p Path,
    held: Arc<Within>,
    /// The directory itself, no link; none where that cannot be told.
    real: Option<PathBuf>,
    /// Stands before the names; empty for a case's evidence.
    prefix: &'p str,
}

impl<'p> Root<'p> {
    fn of(path: &'p Path, prefix: &'p str) -> Result<Self, Error> {
        let held = Arc::new(Within::hold(path).map_err(Error::reading(path))?);
        Ok(Self { path, held, real: path.canonicalize().ok(), prefix: prefix.trim_end_matches('/') })
    }

    /// Where a link within the directory leads, which is opened in its place; what leads out stays a link, and is not opened.
    fn without_links(&self, path: &Path) -> PathBuf {
        let target = path.canonicalize().ok();
        let within =
            target.as_deref().zip(self.real.as_deref()).and_then(|(target, real)| target.strip_prefix(real).ok());
        within.map_or_else(|| path.to_owned(), |within| self.path.join(within))
    }

    fn name(&self, path: &Path) -> String {
        let within = path.strip_prefix(self.path).unwrap_or(path).to_string_lossy();
        if self.prefix.is_empty() { within.into_owned() } else { format!("{}/{within}", self.prefix) }
    }

    /// What an entry is that is not read; none for a file and a directory.
    fn left_out(&self, path: &Path, kind: FileType) -> Option<LeftOutKind> {
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            return Some(if kind.is_dir() { LeftOutKind::HiddenDirectory } else { LeftOutKind::HiddenFile });
        }
        if !kind.is_symlink() {
            return if kind.is_dir() { None } else { no_file(kind) };
        }
        // What a link leads to, which may be nothing.
        let Ok(target) = fs::metadata(path) else { return Some(LeftOutKind::DanglingLink) };
        if target.is_dir() {
            return Some(LeftOutKind::LinkToDirectory);
        }
        let inside =
            || path.canonicalize().is_ok_and(|path| self.real.as_ref().is_some_and(|root| path.starts_with(root)));
        no_file(target.file_type()).or_else(|| (!inside()).then_some(LeftOutKind::LinkOutside))
    }
}

/// What is no file, and would be waited for or never end where it was opened; none for a file.
pub(crate) fn no_file(kind: FileType) -> Option<LeftOutKind> {
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;

        if kind.is_fifo() {
            return Some(LeftOutKind::Pipe);
        }
        if kind.is_socket() {
            return Some(LeftOutKind::Socket);
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Some(LeftOutKind::Device);
        }
    }
    Some(LeftOutKind::Other)
}

/// Refuses what is no file.
pub(crate) fn only_a_file(path: &Path, kind: FileType) -> Result<(), Error> {
    match no_file(kind) {
        Some(what) => Err(Error::NoFile { path: path.to_owned(), what }),
        None => Ok(()),
    }
}
