use std::fs;
use std::path::{Path, PathBuf};

use crate::{CaseFile, Error};

/// What is to be examined: files, and a case file where there is one.
#[derive(Debug, Default)]
pub struct Case {
    /// What the case says of itself.
    pub file: Option<CaseFile>,
    /// The evidence, in the order in which it is reported.
    pub inputs: Vec<Input>,
    directory: Option<PathBuf>,
}

/// One piece of evidence: bytes at hand, or a file that is read when its turn comes.
#[derive(Debug)]
pub enum Input {
    /// Bytes, and what to call them.
    Bytes {
        /// The name to show.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A file.
    File {
        /// The name to show: the path as given, or the path within the case's `evidence/`.
        name: String,
        /// Where it is.
        path: PathBuf,
    },
}

impl Input {
    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Bytes { name, .. } | Self::File { name, .. } => name,
        }
    }
}

/// The file that makes a directory a case.
pub(crate) const CASE_FILE: &str = "case.toml";

impl Case {
    /// A case of one piece of evidence at hand.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let input = Input::Bytes { name: name.into(), bytes: bytes.into() };
        Self { file: None, inputs: vec![input], directory: None }
    }

    /// A case with a case file, to which evidence is added by hand.
    #[must_use]
    pub fn described(file: CaseFile) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// A case of files and directories, in the order given.
    ///
    /// A directory with a `case.toml` is a case: its evidence is what its `evidence/` holds. Any other directory stands for all
    /// files below it, by name.
    ///
    /// # Errors
    /// A path that is not there, a case file with a mistake, two cases at once, a case with neither evidence nor facts.
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
                inputs: Vec::new(),
                directory: Some(directory.to_owned()),
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
            self.inputs.push(Input::File { name: path.to_string_lossy().into_owned(), path: path.to_owned() });
            return Ok(());
        }
        if path.join(CASE_FILE).is_file() {
            return self.add_case(path);
        }
        let before = self.inputs.len();
        self.add_directory(path, path, &path.to_string_lossy())?;
        if self.inputs.len() == before {
            return Err(Error::NoEvidence { path: path.to_owned() });
        }
        Ok(())
    }

    fn add_case(&mut self, path: &Path) -> Result<(), Error> {
        if let Some(first) = &self.directory {
            return Err(Error::TwoCases { first: first.clone(), second: path.to_owned() });
        }
        let file = path.join(CASE_FILE);
        let text = fs::read_to_string(&file).map_err(Error::reading(&file))?;
        let parsed = CaseFile::parse(&file, &text)?;
        let evidence = path.join("evidence");
        let before = self.inputs.len();
        if evidence.is_dir() {
            self.add_directory(&evidence, &evidence, "")?;
        }
        let added = self.inputs.get(before..).unwrap_or_default();
        // Facts alone can be held against promises.
        if added.is_empty() && parsed.evidence.is_empty() && parsed.facts().is_empty() {
            return Err(Error::NoEvidence { path: path.to_owned() });
        }
        for entry in &parsed.evidence {
            if !added.iter().any(|input| input.name() == entry.file) {
                return Err(Error::CaseFile {
                    path: file,
                    span: text.find(&entry.file).map_or(0..0, |start| start..start + entry.file.len()),
                    text,
                    message: format!("`{}` is not in the case's `evidence` directory", entry.file),
                    help: Some("add the file, or remove its `[[evidence]]` table".into()),
                });
            }
        }
        self.file = Some(parsed);
        self.directory = Some(path.to_owned());
        Ok(())
    }

    /// All files below `directory`, by name, links to directories not followed, hidden files left out.
    fn add_directory(&mut self, root: &Path, directory: &Path, prefix: &str) -> Result<(), Error> {
        let entries = fs::read_dir(directory).map_err(Error::reading(directory))?;
        let mut paths = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::reading(directory))?;
            let kind = entry.file_type().map_err(Error::reading(entry.path()))?;
            if !entry.file_name().to_string_lossy().starts_with('.') {
                paths.push((entry.path(), kind.is_dir()));
            }
        }
        paths.sort();
        for (path, is_directory) in paths {
            if is_directory {
                self.add_directory(root, &path, prefix)?;
            } else if path.is_file() {
                let within = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                let name =
                    if prefix.is_empty() { within } else { format!("{}/{within}", prefix.trim_end_matches('/')) };
                self.inputs.push(Input::File { name, path });
            }
        }
        Ok(())
    }
}
