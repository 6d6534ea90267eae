use std::path::{Path, PathBuf};
use std::sync::Arc;

use dunant::evidence::Limits;
use dunant::exchange::page::{faint, left, plain, right};
use dunant::exchange::visible;
use dunant::{Case, Input, Setup};
use dunant_custody::CaseId;
use dunant_durable::Within;
use dunant_secretariat::{Act, From, Handed, Opening, SecretKeys, Selected, Terms};

use super::items;
use crate::arguments::{AddOptions, AgainOptions, HomeOption, Terminal, Who};
use crate::assess;
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, page, tell, write_out};

type Files = Vec<(String, Opening<'static>)>;

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
    let (mut unread, most) = (Vec::new(), Limits::DEFAULT.item_bytes);
    let mut others = Others::default();
    let taken = home.take_in_files(
        &options.case,
        files,
        options.max_size,
        &terms,
        &home::occasion()?,
        &mut |receipt| {
            let custody = &receipt.custody;
            if custody.receipt().size > most {
                unread.push(custody.receipt().name.clone());
            }
            let line = format!(
                "{}  {}  {}  {}\n",
                custody.item(),
                custody.tlp(),
                custody.admiralty(),
                visible(&custody.receipt().name)
            );
            let written = write_out(&line);
            if printed.is_ok() {
                printed = written;
            }
        },
        &mut |name, error| {
            others.take(name, error, terminal);
            Ok(())
        },
    )?;
    printed?;
    for name in unread {
        let why = format!("it has more than the {most} bytes that are read of one file");
        tell(
            terminal,
            &format!(
                "`{name}` is kept, and nothing in it is assessed: {why}; `case freeze --limit item-bytes=N` reads more"
            ),
        );
    }
    if taken > 0 {
        let signed = if taken == 1 { "a signed receipt" } else { "a signed receipt each" };
        tell(terminal, &format!("took in {}, with {signed}: `dunant case custody {}`", items(taken), options.case));
    }
    Ok(others.outcome(taken, terminal))
}

/// Files that were named and not taken in.
#[derive(Default)]
struct Others {
    /// Their bytes were there already, under their names.
    known: usize,
    /// What is said of the first of those, where there is nothing else to say.
    first: Option<Complaint>,
    refused: usize,
}

impl Others {
    /// Says why a file is not taken in. The same file a second time is told of in the sum alone, unless it is the only one.
    fn take(&mut self, name: &str, error: dunant_secretariat::Error, terminal: &Terminal) {
        match &error {
            dunant_secretariat::Error::ItemExists { known, .. } if known == name => {
                self.known += 1;
                self.first.get_or_insert_with(|| Complaint::from(error));
            }
            _ => {
                self.refused += 1;
                Complaint::from(error).print(terminal);
            }
        }
    }

    /// What came of all: an error where one was refused, or where nothing was there to be taken in.
    fn outcome(self, taken: usize, terminal: &Terminal) -> Outcome {
        if let (Some(first), 0, 1, 0) = (self.first, taken, self.known, self.refused) {
            first.print(terminal);
        } else if self.known > 0 {
            tell(terminal, &format!("{} in the case already, under the same names", were(self.known)));
        }
        if self.refused > 0 {
            let again = "what was taken in stays; mend the others and run the same command again";
            tell(terminal, &format!("{} refused: {again}", were(self.refused)));
        }
        if self.refused > 0 || taken == 0 { Outcome::Broke } else { Outcome::Done }
    }
}

fn were(files: usize) -> String {
    if files == 1 { "1 file was".to_owned() } else { format!("{files} files were") }
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
                let Input::File { name, path: file, within } = input else { continue };
                let above = format!("{}/", path.to_string_lossy().trim_end_matches('/'));
                files.push((name.strip_prefix(&above).unwrap_or(&name).to_owned(), later(file, within)));
            }
        } else {
            // Refuses what is no file.
            Case::from_paths([path])?;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            files.push((name, later(path.clone(), None)));
        }
    }
    Ok(files)
}

/// A file, opened when its turn comes.
fn later(path: PathBuf, within: Option<Arc<Within>>) -> Opening<'static> {
    Box::new(move || {
        let file = dunant::open_given(&path, within.as_deref())?;
        let read = |reason| dunant::Error::File { path: path.clone(), action: "read", reason };
        Ok(Handed { size: Some(file.metadata().map_err(read)?.len()), bytes: Box::new(file) })
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
    let text = crate::record::read_text;
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
    let (home, setup) = (home::open(option)?, Setup::shipped()?);
    let (item, observations) = home.read_item(case, item, &who.act(), &setup, &home::occasion()?)?;
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
    if item.is_too_large(&setup) {
        let (size, most) = (item.stored.size, setup.limits().item_bytes);
        tell(terminal, &format!("nothing was read of it: it has {size} bytes, and {most} are read of one file"));
    }
    if observations.is_empty() && !item.is_too_large(&setup) {
        tell(
            terminal,
            "no observation was read of it: it is empty, encrypted, or of a format that is not read; `dunant read` says which, of the file as it \
             was handed in",
        );
    }
    tell(terminal, "this access is recorded");
    Ok(Outcome::Done)
}

/// Discloses observations.
pub(super) fn disclose(
    option: &HomeOption,
    case: &CaseId,
    selected: &Selected<'_>,
    again: &AgainOptions,
    who: &Who,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let home = home::open(option)?;
    let setup = assess::setup_again(home.frozen_settings(case)?, again)?;
    let shown = home.disclose(case, selected, &who.act(), &setup, &home::occasion()?)?;
    for disclosure in &shown {
        write_out(&format!("{}\n", disclosure.observation))?;
    }
    tell(
        terminal,
        "these will stand in the next draft, each with the proof that it was sealed; nothing else of the item is shown",
    );
    Ok(Outcome::Done)
}
