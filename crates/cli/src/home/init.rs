use dunant_secretariat::{Founding, Home};

use super::occasion;
use crate::arguments::{InitOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};
use crate::record::witness_lines;

/// `dunant init`: prints the public key of the new body's secretariat.
pub(crate) fn init(options: &InitOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let founding = Founding {
        name: options.name.clone(),
        store: options.store.clone(),
        blobs: options.blobs.clone(),
        witnesses: witness_lines(&options.witness, options.quorum)?,
    };
    let home = Home::create(&options.directory, &founding, &occasion()?)?;
    write_out(&format!("{}\n", home.secretariat()))?;
    let directory = options.directory.display();
    tell(terminal, &format!("made `{directory}`; above is the secretariat's public key"));
    tell(
        terminal,
        &format!("keep `{directory}/keys` secret, and read `{directory}/policy.toml` before the first case"),
    );
    Ok(Outcome::Done)
}
