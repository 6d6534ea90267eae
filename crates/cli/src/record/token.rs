use dunant_log::LogDirectory;
use dunant_log::service::tokens::{Grant, TokenFile};

use super::{complain, random};
use crate::arguments::{Terminal, TokenCommand};
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// `dunant record token …`.
pub(super) fn run(command: &TokenCommand, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let (TokenCommand::Add { directory, .. }
    | TokenCommand::List { directory }
    | TokenCommand::Revoke { directory, .. }) = command;
    let log = LogDirectory::new(directory);
    // A file of tokens beside no log would admit nobody.
    log.policy().map_err(complain)?;
    let file = TokenFile::of(&log);
    match command {
        TokenCommand::Add { name, per_minute, .. } => {
            let grant = Grant { name: name.clone(), per_minute: *per_minute };
            write_out(&format!("{}\n", file.add(grant, &random()?).map_err(complain)?))?;
            tell(terminal, &format!("`{name}` may write; above is the token, which is kept nowhere"));
        }
        TokenCommand::List { .. } => {
            for Grant { name, per_minute } in file.grants().map_err(complain)? {
                let quota =
                    per_minute.map_or("any number of entries".to_owned(), |quota| format!("{quota} entries a minute"));
                write_out(&format!("{name}: {quota}\n"))?;
            }
        }
        TokenCommand::Revoke { name, .. } => {
            file.revoke(name).map_err(complain)?;
            tell(terminal, &format!("the token of `{name}` is revoked"));
        }
    }
    Ok(Outcome::Done)
}
