use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use dunant::evidence::Limits;
use dunant::exchange::page::{faint, left, plain, right};
use dunant::{Case, Input, Setup};
use dunant_custody::CaseId;
use dunant_secretariat::{Act, Error, From, SecretKeys, Terms};

use super::items;
use crate::arguments::{AddOptions, AgainOptions, HomeOption, Terminal, Who};
use crate::assess;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, page, tell, write_out};

type Files = Vec<(String, Box<dyn FnOnce() -> Result<Vec<u8>, Error>>)>;

impl Who {
    pub(super) fn act(&self) -> Act {
        Act { by: self.by.clone(), purpose: self.purpose.clone() }
    }
}

/// What `--with-secret-keys` asks for.
pub(super) fn secret_keys(with: bool) -> SecretKeys {
    if with { SecretKeys::Evidence } else { SecretKeys::Refused }
}

/// Takes files in, and prints a receipt a line: its digest, its markings, its name.
pub(super) fn add(options: &AddOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let home = home::open(&options.home)?;
    let from = match (&options.from, options.named) {
        (None, _) => From::Nobody,
        (Some(identity), false) => From::Anonymous(identity.clone()),
        (Some(name), true) => From::Named(name.clone()),
    };
    let terms = Terms {
        from,
        tlp: options.tlp,
        pap: options.pap,
        admiralty: options.grade,
        handed: options.handed.clone(),
        secret_keys: secret_keys(options.with_secret_keys),
    };
    let files = files(&options.files, terminal)?;
    let mut printed = Ok(());
    let taken = home.take_in(&options.case, files, &terms, &home::occasion()?, &mut |receipt| {
        let custody = &receipt.custody;
        let line =
            format!("{}  {}  {}  {}\n", custody.item(), custody.tlp(), custody.admiralty(), custody.receipt().name);
        let written = write_out(&line);
        if printed.is_ok() {
            printed = written;
        }
    })?;
    printed?;
    let signed = if taken == 1 { "a signed receipt" } else { "a signed receipt each" };
    tell(terminal, &format!("took in {}, with {signed}: `dunant case custody {}`", items(taken), options.case));
    Ok(Outcome::Done)
}

/// The files that paths name: a file by its own name, those below a directory by their path within it.
fn files(paths: &[PathBuf], terminal: &Terminal) -> Result<Files, Complaint> {
    let mut files: Files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let case = Case::from_paths([path])?;
            for left_out in &case.left_out {
                tell(terminal, &format!("not taken in: `{}`, a {}", left_out.name, left_out.what.words(1)));
            }
            for input in case.inputs {
                let Input::File { path: file, .. } = input else { continue };
                let within = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().into_owned();
                files.push((within, later(file)));
            }
        } else {
            // Refuses what is no file.
            Case::from_paths([path])?;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            files.push((name, later(path.clone())));
        }
    }
    Ok(files)
}

/// The bytes of a file when its turn comes; of one that is too large to be taken in, as many as show that.
fn later(path: PathBuf) -> Box<dyn FnOnce() -> Result<Vec<u8>, Error>> {
    Box::new(move || {
        let limit = Limits::DEFAULT.item_bytes;
        let read = || -> std::io::Result<(u64, Vec<u8>)> {
            let file = File::open(&path)?;
            let size = file.metadata()?.len();
            let mut bytes = Vec::new();
            file.take(if size > limit { 0 } else { limit + 1 }).read_to_end(&mut bytes)?;
            Ok((size.max(bytes.len() as u64), bytes))
        };
        match read() {
            Ok((size, _)) if size > limit => Err(Error::TooLarge { name: path.display().to_string(), size, limit }),
            Ok((_, bytes)) => Ok(bytes),
            Err(reason) => Err(dunant::Error::File { path: path.clone(), action: "read", reason }.into()),
        }
    })
}

/// Takes in the case file, and the names that are held back.
pub(super) fn describe(
    option: &HomeOption,
    case: &CaseId,
    file: &Path,
    withhold: Option<&Path>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let text = |path: &Path| {
        std::fs::read_to_string(path).map_err(|reason| dunant::Error::File {
            path: path.to_owned(),
            action: "read",
            reason,
        })
    };
    let case_file = text(file)?;
    // Its mistakes are shown in its own text.
    dunant::CaseFile::parse(file, &case_file)?;
    let names = withhold.map(text).transpose()?;
    home::open(option)?.describe(case, &case_file, names.as_deref(), &home::occasion()?)?;
    tell(terminal, &format!("the case `{case}` is described by `{}`", file.display()));
    Ok(Outcome::Done)
}

/// Prints what was read of an item, each observation with its number.
pub(super) fn read(
    option: &HomeOption,
    case: &CaseId,
    item: &str,
    who: &Who,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let (item, observations) = home.read_item(case, item, &who.act(), &Setup::shipped()?, &home::occasion()?)?;
    let mut page = page(terminal);
    page.paragraph(0, &[plain(format!("{}, {}", item.name(), item.custody.tlp()))]);
    for (number, observation) in observations.iter().enumerate() {
        let columns = [right(6), left(13), left(page.width().saturating_sub(23))];
        let what = vec![plain(observation.observed.to_string())];
        let line = observation.span.line;
        let place = if line > 0 { format!(" (line {line})") } else { String::new() };
        let what = [what, vec![faint(place)]].concat();
        page.row(0, &columns, &[vec![plain(number.to_string())], vec![faint(observation.observed.kind())], what]);
    }
    write_out(&page.finish())?;
    tell(terminal, "this access is recorded");
    Ok(Outcome::Done)
}

/// Discloses observations.
pub(super) fn disclose(
    option: &HomeOption,
    case: &CaseId,
    item: &str,
    observations: &[u64],
    again: &AgainOptions,
    who: &Who,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
    let shown = home.disclose(case, item, observations, &who.act(), &setup, &home::occasion()?)?;
    for disclosure in &shown {
        write_out(&format!("{}\n", disclosure.observation))?;
    }
    tell(
        terminal,
        "these will stand in the next draft, each with the proof that it was sealed; nothing else of the item is shown",
    );
    Ok(Outcome::Done)
}
