//! The data directory as commands meet it.

mod backup;
mod demo;
mod init;

use std::path::Path;

use dunant::vocabulary::Moment;
use dunant_record::note::{SignerKey, VerifierKey};
use dunant_secretariat::{Home, Occasion};

pub(crate) use backup::{backup, restore};
pub(crate) use demo::demo;
pub(crate) use init::init;

use crate::arguments::HomeOption;
use crate::complaint::Complaint;
use crate::record::{complain, now, random};

/// The data directory that a command names.
pub(crate) fn open(option: &HomeOption) -> Result<Home, Complaint> {
    Ok(Home::open(&option.home)?)
}

/// This moment, and bytes that nobody can guess.
pub(crate) fn occasion() -> Result<Occasion, Complaint> {
    Ok(Occasion { now: this_moment()?, random: random()? })
}

pub(crate) fn this_moment() -> Result<Moment, Complaint> {
    Moment::from_seconds(now()?.seconds())
        .ok_or_else(|| Complaint::new("this machine's clock stands after the year 9999").with_help("set it"))
}

/// A public key, as it is written on a command line. A secret one, given by mistake, is not repeated.
pub(crate) fn public_key(text: &str) -> Result<VerifierKey, Complaint> {
    if text.contains("PRIVATE+KEY+") {
        let complaint = Complaint::new("a secret key was given where a public key is expected");
        return Err(complaint.with_help(
            "other users of this machine could see it: make a new one, and give the public half that is printed with it",
        ));
    }
    text.trim().parse().map_err(|error| {
        let help =
            "`dunant panel key FILE --name NAME` makes a key and prints its public half, as does `dunant record init`";
        Complaint::new(format!("`{}` is not a public key: {error}", crate::finding::excerpt(text))).with_help(help)
    })
}

/// The secret key in a file.
pub(crate) fn signer(file: &Path) -> Result<SignerKey, Complaint> {
    let text = crate::record::read_text(file)?;
    SignerKey::parse(text.trim_end()).map_err(|error| {
        Complaint::new(format!("`{}`: {error}", file.display()))
            .with_help("`dunant panel key FILE --name NAME` makes one")
    })
}

impl From<dunant_secretariat::Error> for Complaint {
    fn from(error: dunant_secretariat::Error) -> Self {
        use dunant_secretariat::Error;
        match error {
            Error::Examination(error) => (*error).into(),
            Error::Refused { refused, code, .. } => {
                Self::new(refused).with_help(format!("nothing was changed; the refusal is recorded as `{code}`"))
            }
            error => match error.help() {
                Some(help) => complain(&error).with_help(help),
                None => complain(&error),
            },
        }
    }
}
