use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dunant_durable::Within;
use dunant_evidence::Limits;
use dunant_panel::Salt;
use dunant_panel::finding::{Body, ManifestItem, Report};
use dunant_redaction::case_file::part_of;
use dunant_redaction::personal::Known;
use dunant_vocabulary::{Sha256Digest, Tlp};

use crate::case::CASE_FILE;
use crate::{Case, CaseFile, DisclosedItem, Error, FROZEN_SALTS, Input, OpenItem, OpenPart, frozen_salts};

/// What a case file that was given out in part before it was frozen says to be a part of: nothing stands for the whole yet, and its own SHA-256 would
/// confirm guesses at what was left out.
#[must_use]
pub fn not_frozen_yet() -> Sha256Digest {
    Sha256Digest::of(b"dunant-case-file/not-frozen-yet\n")
}

const GIVEN_EARLY: &str = "it was given out in part before the case file was frozen: ask for what is given out today";
const SALTED: &str = "what was frozen of it is salted, so that nobody can try out guesses: `frozen.salts`, with its salt, comes with an export of all items";

/// The file of a case directory that lists names which are held back in all that leaves the case.
pub const NAMES_HELD_BACK: &str = "held-back.txt";

/// The most bytes of a case file, and of a list of names, that are read.
const MAX_TEXT_BYTES: u64 = 16 << 20;

/// What stands in the directory that the reader has given. Files are told by their digests, never by their names.
pub(super) struct Held {
    directory: PathBuf,
    /// The directory, and the one in it that its files are in.
    holds: Arc<Within>,
    root: Arc<Within>,
    /// In the order in which a case reads them.
    files: Vec<HeldFile>,
    /// The most bytes that are read of an item.
    most: u64,
    /// The most bytes of a file whose digest is computed: no item has more.
    largest: u64,
}

/// A case file that the reader has given.
pub(super) enum HeldCaseFile {
    /// The one that was frozen.
    Whole(CaseFile),
    /// One that says to be a part of it, given out with a part of the evidence.
    Part(CaseFile),
}

/// Why a case file is not the one that was frozen, and may be right all the same.
pub(super) const IN_PART: &str = "it was given out without what it says of files that stay";

struct HeldFile {
    name: String,
    path: PathBuf,
    size: u64,
    hidden: bool,
    /// Or why there is none.
    digest: Result<Sha256Digest, String>,
}

impl Held {
    /// Looks through a directory: a case directory, or any. Links to directories and out of it are not followed; of a file no more is kept than its
    /// digest.
    pub(super) fn read(directory: &Path, body: &Body, limits: &Limits) -> Result<Self, Error> {
        let below = directory.join("evidence");
        // A link to a directory leads elsewhere.
        let in_case = below.symlink_metadata().is_ok_and(|found| found.is_dir());
        let largest = body.evidence.items().iter().map(|item| item.size).max().unwrap_or(0).max(limits.item_bytes);
        let root = if in_case { below.as_path() } else { directory };
        let hold = |path: &Path| Within::hold(path).map(Arc::new).map_err(Error::reading(path));
        let mut held = Self {
            directory: directory.to_owned(),
            holds: hold(directory)?,
            root: hold(root)?,
            files: Vec::new(),
            most: limits.item_bytes,
            largest,
        };
        held.add(root, root)?;
        if !in_case {
            let beside = [CASE_FILE, NAMES_HELD_BACK, FROZEN_SALTS];
            held.files.retain(|file| !beside.contains(&file.name.as_str()));
        }
        Ok(held)
    }

    fn add(&mut self, root: &Path, directory: &Path) -> Result<(), Error> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(directory).map_err(Error::reading(directory))? {
            let entry = entry.map_err(Error::reading(directory))?;
            let kind = entry.file_type().map_err(Error::reading(entry.path()))?;
            entries.push((entry.path(), kind.is_dir(), kind.is_symlink()));
        }
        entries.sort();
        for (path, is_directory, is_link) in entries {
            if is_directory {
                self.add(root, &path)?;
            } else if path.is_file() {
                let within = path.strip_prefix(root).unwrap_or(&path);
                let hidden = within.iter().any(|part| part.to_string_lossy().starts_with('.'));
                let name = within.to_string_lossy().into_owned();
                // What a link within the directory leads to is opened in its place.
                let target = if is_link { target_within(root, &path) } else { Some(path) };
                let path = target.clone().unwrap_or_default();
                let read = match target {
                    None => Err(LEADS_OUT.to_owned()),
                    Some(path) => digest(&self.root, &path, self.largest),
                };
                let (size, digest) = match read {
                    Ok((size, digest)) => (size, Ok(digest)),
                    Err(because) => (0, Err(because)),
                };
                self.files.push(HeldFile { name, size, hidden, digest, path });
            }
        }
        Ok(())
    }

    /// Whether every item is here once; what else there is, is said and left out.
    pub(super) fn check_items(&self, body: &Body, report: &mut Report) -> Result<(), String> {
        let known = body.evidence.items();
        let mut here: BTreeMap<Sha256Digest, &HeldFile> = BTreeMap::new();
        let (mut strange, mut copies, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for file in &self.files {
            match &file.digest {
                Ok(digest) if body.evidence.item(digest).is_some() => match here.get(digest) {
                    None => drop(here.insert(*digest, file)),
                    Some(first) => copies.push(format!("`{}` is a copy of `{}`", file.name, first.name)),
                },
                // What systems leave in a directory is nobody's evidence.
                _ if file.hidden => {}
                Ok(_) => strange.push(format!("`{}`", file.name)),
                Err(because) if because == LEADS_OUT => links.push(format!("`{}`", file.name)),
                Err(because) => strange.push(format!("`{}` ({because})", file.name)),
            }
        }
        let other_size = |item: &&ManifestItem| here.get(&item.digest).is_some_and(|file| file.size != item.size);
        let sizes: Vec<String> = known.iter().filter(other_size).map(|item| item.digest.short()).collect();
        if !here.is_empty() {
            let what = format!("{} of {} items are here, each with its SHA-256 and size", here.len(), known.len());
            match sizes.is_empty() {
                true => report.hold(what),
                false => report.fail(what, format!("of another size than the list says: {}", sizes.join(", "))),
            }
        }
        let missing: Vec<String> =
            known.iter().filter(|item| !here.contains_key(&item.digest)).map(|item| item.digest.short()).collect();
        let missing = match missing.is_empty() {
            true => None,
            false => Some(format!("{} of {} items are not here: {}", missing.len(), known.len(), missing.join(", "))),
        };
        let what = "every file that was given is an item of the case";
        let strange = strange.join(", ");
        match &missing {
            _ if strange.is_empty() => {}
            // One may be the other, changed.
            Some(missing) => report.fail(what, format!("{missing}; and {strange}: changed, or none of the case")),
            None => report.skip(
                what,
                format!("{strange}: not in the list of evidence, and left out of what is computed; the list is of the freeze"),
            ),
        }
        if !links.is_empty() {
            let because = format!("{}: {LEADS_OUT}; put the file itself there", links.join(", "));
            report.skip("every file that was given is read", because);
        }
        if !copies.is_empty() {
            return Err(format!("{}: leave one of them out", copies.join(", ")));
        }
        missing.map_or(Ok(()), Err)
    }

    /// The name and the bytes of an item that is here.
    pub(super) fn item(&self, digest: &Sha256Digest) -> Option<(&str, Vec<u8>)> {
        let file = self.files.iter().find(|file| file.digest.as_ref() == Ok(digest))?;
        let bytes = read(&self.root, &file.path, self.most).ok()?;
        (Sha256Digest::of(&bytes) == *digest).then_some((file.name.as_str(), bytes))
    }

    /// The case file, where it is the one that was frozen or says to be a part of it.
    pub(super) fn case_file(&self, body: &Body, report: &mut Report) -> Result<HeldCaseFile, String> {
        let what = "the case file is the one that was frozen";
        let Some(bytes) = self.text(CASE_FILE)? else { return Err(format!("the directory has no `{CASE_FILE}`")) };
        let part_of = part_of(&String::from_utf8_lossy(&bytes));
        let is_part = part_of == Some(body.freeze.case_file) || part_of == Some(not_frozen_yet());
        let whole = || {
            let salt = self.frozen_salt(body.round)?;
            Ok::<_, String>(body.freeze.has_case_file(&body.case, &Sha256Digest::of(&bytes), salt.as_ref()))
        };
        match if is_part { None } else { whole()? } {
            None if part_of == Some(not_frozen_yet()) => report.skip(what, GIVEN_EARLY),
            None if is_part => report.skip(what, IN_PART),
            None => report.skip(what, SALTED),
            Some(true) => report.hold(what),
            Some(false) => {
                let salted = if body.freeze.salted { ", with the salt that is beside it," } else { "" };
                report.fail(what, format!("its SHA-256{salted} is another"));
                return Err("the case file is another".to_owned());
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| format!("`{CASE_FILE}` is not UTF-8"))?;
        let file = CaseFile::parse(Path::new(CASE_FILE), &text).map_err(|error| format!("`{CASE_FILE}`: {error}"))?;
        Ok(if is_part { HeldCaseFile::Part(file) } else { HeldCaseFile::Whole(file) })
    }

    /// The case of this file and all items.
    pub(super) fn case(&self, file: CaseFile, body: &Body) -> Case {
        let mut case = Case::described(file);
        let of_case = |file: &&HeldFile| file.digest.as_ref().is_ok_and(|digest| body.evidence.item(digest).is_some());
        let items = self.files.iter().filter(of_case);
        case.inputs.extend(items.map(|file| Input::File {
            name: file.name.clone(),
            path: file.path.clone(),
            within: Some(Arc::clone(&self.root)),
        }));
        case
    }

    /// What of the case anybody may see, where all its open items are here; `whole` is the case file, or what was given out of it.
    pub(super) fn open_part(&self, whole: String, body: &Body) -> Result<OpenPart, String> {
        let mut part = OpenPart { case_file: whole, ..OpenPart::default() };
        let mut absent = Vec::new();
        // In the order in which a case reads its items.
        for file in &self.files {
            let Ok(digest) = &file.digest else { continue };
            let Some(listed) = body.evidence.item(digest) else { continue };
            if listed.tlp == Tlp::Clear {
                part.items.push(match file.size > self.most {
                    true => OpenItem::unread(&*file.name, *digest, file.size),
                    false => OpenItem::read(&*file.name, read(&self.root, &file.path, self.most)?),
                });
            } else {
                part.restricted.push((file.name.clone(), *digest, listed.tlp));
            }
        }
        for listed in body.evidence.items().iter().filter(|listed| listed.tlp == Tlp::Clear) {
            if !part.items.iter().any(|item| item.digest == listed.digest) {
                absent.push(listed.digest.short());
            }
        }
        part.disclosed = DisclosedItem::of(&body.evidence, &body.disclosures);
        if absent.is_empty() { Ok(part) } else { Err(format!("open items are not here: {}", absent.join(", "))) }
    }

    /// The text of the case file.
    pub(super) fn case_text(&self) -> Result<String, String> {
        let bytes = self.text(CASE_FILE)?.ok_or_else(|| format!("the directory has no `{CASE_FILE}`"))?;
        String::from_utf8(bytes).map_err(|_| format!("`{CASE_FILE}` is not UTF-8"))
    }

    /// The names that the finding holds back.
    pub(super) fn names(&self, body: &Body) -> Result<Known, String> {
        let Some(digest) = body.names_held_back else { return Ok(Known::default()) };
        match self.text(NAMES_HELD_BACK)? {
            Some(bytes) if Sha256Digest::of(&bytes) == digest => {
                Known::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string())
            }
            Some(_) => Err(format!("`{NAMES_HELD_BACK}` is another list than the finding's")),
            None => Err(format!("the directory has no `{NAMES_HELD_BACK}`, which lists the names that are held back")),
        }
    }

    /// The salt of what was frozen, where it is here.
    pub(super) fn frozen_salt(&self, round: u32) -> Result<Option<Salt>, String> {
        let Some(bytes) = self.text(FROZEN_SALTS)? else { return Ok(None) };
        let salts = frozen_salts::read(&String::from_utf8_lossy(&bytes));
        let salts = salts.map_err(|because| format!("`{FROZEN_SALTS}` cannot be read: {because}"))?;
        Ok(salts.get(&round).copied())
    }

    fn text(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let path = self.directory.join(name);
        let there = path.is_file();
        // A link out of the directory is none of its files, and is not read.
        let path = target_within(&self.directory, &path).unwrap_or(path);
        there
            .then(|| {
                read(&self.holds, &path, MAX_TEXT_BYTES)
                    .map_err(|because| format!("`{name}` cannot be read: {because}"))
            })
            .transpose()
    }
}

/// Why a link is not read.
const LEADS_OUT: &str = "a link out of the directory, which is not followed";

/// What a link leads to, named by its path within the directory that was given; nothing where it leads out of it.
fn target_within(root: &Path, link: &Path) -> Option<PathBuf> {
    let target = link.canonicalize().ok()?;
    let within = target.strip_prefix(root.canonicalize().ok()?).ok()?.to_owned();
    Some(root.join(within))
}

/// Size and digest of a file of up to so many bytes.
fn digest(root: &Within, path: &Path, most: u64) -> Result<(u64, Sha256Digest), String> {
    let mut file = open(root, path, most)?;
    let digest = Sha256Digest::of_reader(&mut file).map_err(|error| error.to_string())?;
    let size = most.saturating_add(1).saturating_sub(file.limit());
    if size > most { Err(longer(most)) } else { Ok((size, digest)) }
}

fn read(root: &Within, path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    open(root, path, most)?.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most { Err(longer(most)) } else { Ok(bytes) }
}

/// The file, up to one byte more than it may have.
fn open(root: &Within, path: &Path, most: u64) -> Result<std::io::Take<File>, String> {
    let file = root.open(path).map_err(|error| error.to_string())?;
    let size = file.metadata().map_err(|error| error.to_string())?.len();
    if size > most { Err(longer(most)) } else { Ok(file.take(most.saturating_add(1))) }
}

fn longer(most: u64) -> String {
    format!("it has more than {most} bytes, which are read of one file")
}
