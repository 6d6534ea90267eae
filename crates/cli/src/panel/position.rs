use std::path::{Path, PathBuf};

use dunant::panel::{Position, Salt};

use super::steps;
use crate::arguments::{MemberStep, Sealed, Terminal};
use crate::case::tell_standing;
use crate::complaint::Complaint;
use crate::output::{Outcome, tell};
use crate::record::{random, read_file, write_secret_file};

/// A position or a conclusion, as a person writes it: `articles` and `rejected` may be left out.
pub(super) fn read(file: &Path) -> Result<Position, Complaint> {
    let text = String::from_utf8_lossy(&read_file(file)?).into_owned();
    let wrong = |error: &toml::de::Error| {
        Complaint::new(format!("`{}`: {}", file.display(), error.to_string().trim_end())).with_help(
            "write `reasons = \"…\"`, then `[answer]` with `type = \"insufficient\"` and `reasons`, or `type = \"attributed\"` with \
             `actor`, `likelihood` and `confidence`; then `[[articles]]` and `[[rejected]]`",
        )
    };
    let mut table: toml::Table = toml::from_str(&text).map_err(|error| wrong(&error))?;
    for list in ["articles", "rejected"] {
        table.entry(list).or_insert_with(|| toml::Value::Array(Vec::new()));
    }
    table.try_into().map_err(|error| wrong(&error))
}

/// Commits to a position; its salt is kept beside it.
pub(super) fn commit(step: &MemberStep, sealed: &Sealed, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let position = read(&sealed.position)?;
    let salt = Salt::new(random()?);
    let file = salt_file(sealed);
    // Before the commitment stands: a seal without its salt can never be opened.
    write_secret_file(&file, format!("{salt}\n").as_bytes())?;
    let committed =
        steps::take(step, terminal, |home, key, occasion| home.commit_to(&step.case, key, &position, &salt, occasion));
    if committed.is_err() {
        // Nothing was sealed with it.
        let _ = std::fs::remove_file(&file);
    }
    let proceeding = committed?;
    tell(terminal, &format!("sealed; keep `{}` and `{}` for the reveal", sealed.position.display(), file.display()));
    tell_standing(&proceeding, terminal)
}

/// Shows what was committed to.
pub(super) fn reveal(step: &MemberStep, sealed: &Sealed, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let position = read(&sealed.position)?;
    let file = salt_file(sealed);
    let text = String::from_utf8_lossy(&read_file(&file)?).into_owned();
    let salt: Salt = text.trim_end().parse().map_err(|error| {
        Complaint::new(format!("`{}`: {error}", file.display())).with_help("name the file that `panel commit` wrote")
    })?;
    let revealed =
        steps::take(step, terminal, |home, key, occasion| home.reveal(&step.case, key, position, salt, occasion))?;
    tell_standing(&revealed, terminal)
}

fn salt_file(sealed: &Sealed) -> PathBuf {
    sealed.salt.clone().unwrap_or_else(|| {
        let mut name = sealed.position.clone().into_os_string();
        name.push(".salt");
        name.into()
    })
}
