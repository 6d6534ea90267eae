use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use dunant_attribution::Model;
use dunant_evidence::{Context, Item, Limits, read_item};
use dunant_knowledge::{Builder, Identities, Incident, Pack, Procedure, Release, Summary, lexicon};
use dunant_vocabulary::{Date, DateRange, Sha256Digest};
use serde::Deserialize;

use crate::{Case, Error, Input, open_given};

/// Which files a pack is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnowledgeFiles {
    /// ATT&CK releases: STIX bundles, plain or gzip. Of several releases of one domain the newest is imported, and earlier ones say
    /// since when it knows what.
    pub attack: Vec<PathBuf>,
    /// When each of these was released, in their order; where fewer are given, the rest say so themselves.
    pub attack_released: Vec<Date>,
    /// MISP galaxy files, or directories of them.
    pub galaxy: Vec<PathBuf>,
    /// Lists of labelled incidents: TOML files of `[[incident]]` tables, each naming its files.
    pub incidents: Vec<PathBuf>,
}

impl KnowledgeFiles {
    /// The SHA-256 of each ATT&CK release, then of each galaxy file, in the order in which [`import`] reads them.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub fn digests(&self) -> Result<Vec<(PathBuf, Sha256Digest)>, Error> {
        let mut paths = self.attack.clone();
        for path in &self.galaxy {
            paths.extend(galaxy_files(path)?);
        }
        let mut digests = Vec::new();
        for path in paths {
            let digest = File::open(&path).and_then(|mut file| Sha256Digest::of_reader(&mut file));
            digests.push((path.clone(), digest.map_err(Error::reading(&path))?));
        }
        Ok(digests)
    }
}

/// Makes a pack. The same files in the same order give the same bytes.
///
/// # Errors
/// The first file that cannot be opened or imported; nothing is then made.
pub fn import(files: &KnowledgeFiles, progress: &dyn Fn(&Path)) -> Result<(Pack, Summary), Error> {
    let mut builder = Builder::new();
    let mut read = Vec::new();
    for (at, path) in files.attack.iter().enumerate() {
        progress(path);
        let bytes = fs::read(path).map_err(Error::reading(path))?;
        read.push((file_name(path), bytes, files.attack_released.get(at).copied()));
    }
    let releases: Vec<Release<'_>> =
        read.iter().map(|(file, bytes, released)| Release { file, bytes, released: *released }).collect();
    builder.add_attack_releases(&releases)?;
    for path in &files.galaxy {
        for file in galaxy_files(path)? {
            progress(&file);
            builder.add_galaxy(&file_name(&file), &fs::read(&file).map_err(Error::reading(&file))?)?;
        }
    }
    builder.add_identities(&Identities::shipped());
    if files.incidents.is_empty() {
        return Ok(builder.finish());
    }
    let (names, _) = builder.clone().finish();
    let names = lexicon(&names)?;
    let context = Context { lexicon: &names, limits: &Limits::DEFAULT, ..Context::default() };
    for path in &files.incidents {
        progress(path);
        for labelled in read_incidents(path)? {
            builder.add_incident(&labelled.incident(), &labelled.read(path, &context)?)?;
        }
    }
    Ok(builder.finish())
}

/// What an ATT&CK release says of who uses what, in its own words: what benchmarks are made of.
///
/// # Errors
/// The file cannot be opened, or is no release.
pub fn procedures(path: &Path) -> Result<Vec<Procedure>, Error> {
    let bytes = fs::read(path).map_err(Error::reading(path))?;
    Ok(dunant_knowledge::procedures(&file_name(path), &bytes)?)
}

/// Reads a pack's file.
///
/// # Errors
/// The file cannot be opened, or is no pack that this build can read.
pub fn read_pack(path: &Path) -> Result<Pack, Error> {
    let bytes = fs::read(path).map_err(Error::reading(path))?;
    Pack::from_bytes(&bytes).map_err(|reason| Error::Pack { path: path.to_owned(), reason })
}

/// Reads a model's file.
///
/// # Errors
/// The file cannot be opened, or a number in it is missing, unknown or no number.
pub fn read_model(path: &Path) -> Result<Model, Error> {
    let text = fs::read_to_string(path).map_err(Error::reading(path))?;
    Model::parse(&text).map_err(|reason| Error::Model { path: path.to_owned(), reason })
}

fn galaxy_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(Error::reading(path))? {
        let file = entry.map_err(Error::reading(path))?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IncidentList {
    incident: Vec<Labelled>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    actor: String,
    source: String,
    title: String,
    url: Option<String>,
    published: DateRange,
    #[serde(default)]
    terms: String,
    /// Paths of the incident's files, from the list's own directory.
    files: Vec<PathBuf>,
}

impl Labelled {
    fn incident(&self) -> Incident {
        Incident {
            actor: self.actor.clone(),
            source: self.source.clone(),
            title: self.title.clone(),
            url: self.url.clone(),
            published: self.published,
            terms: self.terms.clone(),
        }
    }

    fn read(&self, list: &Path, context: &Context<'_>) -> Result<Vec<Item>, Error> {
        let directory = list.parent().unwrap_or(Path::new(""));
        let mut items = Vec::new();
        let files = Case::from_paths(self.files.iter().map(|file| directory.join(file)))?;
        for input in &files.inputs {
            if let Input::File { name, path, within } = input {
                let mut bytes = Vec::new();
                let mut file = open_given(path, within.as_deref())?;
                file.read_to_end(&mut bytes).map_err(Error::reading(path))?;
                items.extend(read_item(name, &bytes, context));
            }
        }
        Ok(items)
    }
}

fn read_incidents(path: &Path) -> Result<Vec<Labelled>, Error> {
    let text = fs::read_to_string(path).map_err(Error::reading(path))?;
    let list: IncidentList = toml::from_str(&text).map_err(|error| Error::CaseFile {
        path: path.to_owned(),
        span: error.span().unwrap_or(0..0),
        message: error.message().to_owned(),
        help: Some("each `[[incident]]` has actor, source, title, published, files; url and terms where known".into()),
        text: text.clone(),
    })?;
    Ok(list.incident)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.to_string_lossy().into_owned(), |name| name.to_string_lossy().into_owned())
}
