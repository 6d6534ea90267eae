//! `dunant verify`: offline, and plain about what was not checked.

mod custody;
mod finding;

use crate::arguments::{Terminal, VerifyOptions};
use crate::complaint::Complaint;
use crate::output::Outcome;
use crate::record::read_file;

pub(crate) fn run(options: &VerifyOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let bytes = read_file(&options.file)?;
    if custody::is_one(&bytes) {
        custody::verify(&bytes, options, terminal)
    } else {
        finding::verify(&bytes, options, terminal)
    }
}
