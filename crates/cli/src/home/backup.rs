use dunant_secretariat::{Backup, Missing};

use super::{occasion, open};
use crate::arguments::{BackupOptions, RestoreOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// `dunant backup`: prints what could not be backed up; 3 where there is such.
pub(crate) fn backup(options: &BackupOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let done = open(&options.home)?.backup(&options.to, &occasion()?)?;
    let to = options.to.display();
    tell(
        terminal,
        &format!(
            "backed up {} files, {} blobs ({} of them new) and {} links to `{to}`; it holds the keys: keep it as you keep them",
            done.files, done.blobs, done.copied, done.rows.links
        ),
    );
    for directory in &done.unpublished {
        tell(terminal, &format!("`{}` was not finished, and is not in it: publish again", directory.display()));
    }
    for kept in &done.kept {
        tell(terminal, &format!("{kept}; the backup has it still"));
    }
    tell(terminal, "the record is not in it: docs/backup.md says how it is kept");
    lost(&done.lost)
}

/// `dunant restore`: prints the key that signed the backup.
pub(crate) fn restore(options: &RestoreOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let backup = Backup::open(&options.from)?;
    backup.restore(&options.directory, options.store.as_deref())?;
    write_out(&format!("{}\n", backup.key()))?;
    let (body, made, directory) = (backup.body(), backup.made(), options.directory.display());
    tell(
        terminal,
        &format!("restored `{body}`, as it was on {made}, into `{directory}`; above is the key that signed the backup"),
    );
    tell(terminal, &format!("put its record back as `{directory}/record`, or begin a new one: docs/backup.md"));
    lost(&backup.lost())
}

fn lost(lost: &[Missing]) -> Result<Outcome, Complaint> {
    for lost in lost {
        write_out(&format!("lost: {lost}\n"))?;
    }
    Ok(if lost.is_empty() { Outcome::Done } else { Outcome::NotVerified })
}
