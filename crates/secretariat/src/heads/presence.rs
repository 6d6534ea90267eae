//! Whether the heads logs are here, and are those whose epochs are kept: asked before anything leaves or is dated.

use std::fs;
use std::io::ErrorKind;

use dunant_log::LogDirectory;
use dunant_record::SignedCheckpoint;

use super::Epochs;
use crate::{Error, Home};

impl Home {
    /// Checks that each heads log of the trust file is in its directory, and has the epochs that are kept and no others. A body without a trust file has none.
    ///
    /// # Errors
    /// A directory that is lost, or that was put back as it was earlier, with the next step.
    pub(crate) fn has_its_heads_logs(&self) -> Result<(), Error> {
        let Some(trust) = self.trust() else { return Ok(()) };
        for place in 0..trust.logs().all().len() {
            let directory = self.heads_at(place);
            if !directory.root().is_dir() {
                return Err(lost(&directory, "is not there"));
            }
            if directory.key().is_err() || directory.policy().is_err() {
                return Err(lost(&directory, "does not hold its log"));
            }
        }
        let epochs = self.epochs()?;
        let (directory, size, kept) = self.sizes(&epochs)?;
        match size < kept {
            true => Err(lost(&directory, &format!("has {size} epochs, and {kept} are kept"))),
            false => self.has_its_epochs(),
        }
    }

    /// Checks that what every epoch commits to is here, without which no case of the second form can be read. The log itself need not be: after a restore it is
    /// put back by hand.
    ///
    /// # Errors
    /// Epochs that are lost, with the next step.
    pub(crate) fn has_its_epochs(&self) -> Result<(), Error> {
        let epochs = self.epochs()?;
        let (_, size, kept) = self.sizes(&epochs)?;
        // A process that was killed may have left behind an epoch that is planned and stands in the log already.
        let is_planned = size == kept.saturating_add(1) && epochs.planned()?.is_some();
        if size > kept && !is_planned {
            let what = format!("keeps what {kept} epochs commit to, and the log has {size}");
            return Err(lost(&self.heads(), &what));
        }
        Ok(())
    }

    /// The log of the newest epoch, how many entries it has made public, and how many are kept of it.
    fn sizes(&self, epochs: &Epochs) -> Result<(LogDirectory, u64, u64), Error> {
        let (directory, kept) = match epochs.newest() {
            None => (self.heads(), 0),
            Some((newest, _)) => {
                let (directory, index) = self.log_of(newest)?;
                (directory, index.saturating_add(1))
            }
        };
        Ok((directory.clone(), size(&directory)?, kept))
    }
}

/// A case stood in an epoch, and no epoch is here.
pub(crate) fn lost_epochs(home: &Home) -> Error {
    lost(&home.heads(), "keeps no epoch")
}

/// What is lost, and what to do.
fn lost(directory: &LogDirectory, what: &str) -> Error {
    Error::Heads(format!(
        "`{}` {what}: without it nothing is dated and no finding can be checked. Put the directory back whole, as it was last written \
         (docs/backup.md); where it is lost for good, tell the signers of the trust file; nothing was recorded",
        directory.root().display()
    ))
}

/// How many entries a log has made public.
fn size(directory: &LogDirectory) -> Result<u64, Error> {
    let file = directory.public().join("checkpoint");
    let bytes = match fs::read(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        read => read.map_err(Error::file("read", &file))?,
    };
    let signed = SignedCheckpoint::parse(&bytes);
    Ok(signed.map_err(|error| Error::Damaged { path: file, message: error.to_string() })?.checkpoint().head().size)
}
