//! Files as `assess` and `read` take them, and the progress of reading them.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use dunant::evidence::Limits;
use dunant::{Case, Error};

use crate::arguments::Terminal;
use crate::complaint::Complaint;

/// The case that `paths` name: case directories, directories, files, and `-` for standard input, in any mix.
pub(crate) fn case(paths: &[PathBuf], limits: &Limits) -> Result<Case, Complaint> {
    let mut case = Case::default();
    for path in paths {
        if path == Path::new("-") {
            case.add_bytes("standard input", standard_input(limits.item_bytes)?);
        } else {
            case.add_path(path).map_err(named_wrong)?;
        }
    }
    Ok(case)
}

/// What is not there may be meant to come from elsewhere.
fn named_wrong(error: Error) -> Complaint {
    let is_missing =
        matches!(&error, Error::File { reason, action: "read", .. } if reason.kind() == std::io::ErrorKind::NotFound);
    let complaint = Complaint::from(error);
    if is_missing { complaint.with_help("check the spelling; `-` reads standard input") } else { complaint }
}

fn standard_input(limit: u64) -> Result<Vec<u8>, Complaint> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Complaint::new(format!("standard input cannot be read: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(Complaint::new(format!("standard input has more bytes than the limit `item-bytes` ({limit})"))
            .with_help("raise it with `--limit item-bytes=N`, or pass a file"));
    }
    Ok(bytes)
}

/// Runs `job`, which tells how many of the case's files were read, with a bar where a person waits.
pub(crate) fn with_progress<T>(
    case: &Case,
    terminal: &Terminal,
    job: impl FnOnce(&(dyn Fn(usize) + Sync)) -> Result<T, Error>,
) -> Result<T, Complaint> {
    if !terminal.shows_progress() {
        return Ok(job(&|_| {})?);
    }
    let bar = indicatif::ProgressBar::new(case.inputs.len() as u64);
    if let Ok(style) = indicatif::ProgressStyle::with_template("reading {pos} of {len} files {wide_bar} {elapsed}") {
        bar.set_style(style);
    }
    let done = job(&|read| bar.set_position(read as u64));
    bar.finish_and_clear();
    Ok(done?)
}
