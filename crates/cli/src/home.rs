//! The data directory as commands meet it.

mod backup;
mod demo;
mod init;

use std::path::Path;

use dunant::vocabulary::Moment;
use dunant_record::note::SignerKey;
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

/// The secret key in a file.
pub(crate) fn signer(file: &Path) -> Result<SignerKey, Complaint> {
    let text = std::fs::read_to_string(file).map_err(|reason| dunant::Error::File {
        path: file.to_owned(),
        action: "read",
        reason,
    })?;
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
