use crate::arguments::{BackupOptions, RestoreOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::Outcome;

pub(crate) fn backup(_: &BackupOptions, _: &Terminal) -> Result<Outcome, Complaint> {
    Err(Complaint::new("pending"))
}

pub(crate) fn restore(_: &RestoreOptions, _: &Terminal) -> Result<Outcome, Complaint> {
    Err(Complaint::new("pending"))
}
