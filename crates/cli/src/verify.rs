//! `dunant verify`: offline, and plain about what was not checked.

mod custody;
mod finding;
mod form;
mod given;
mod page;

use crate::arguments::{Terminal, VerifyOptions};
use crate::complaint::Complaint;
use crate::output::Outcome;
use crate::record::read_file;

use form::Meant;
pub(crate) use page::beside;

pub(crate) fn run(options: &VerifyOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let bytes = read_file(&options.file)?;
    match Meant::by(&bytes) {
        Meant::Finding => finding::verify(&bytes, options, terminal),
        Meant::Custody => custody::verify(&bytes, options, terminal),
        Meant::Neither(why) => Err(form::neither(&options.file, &why)),
    }
}
