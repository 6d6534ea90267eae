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
    let occasion = occasion()?;
    let home = if options.exercise {
        Home::create_for_exercises(&options.directory, &founding, options.every, &occasion)?
    } else {
        Home::create(&options.directory, &founding, &occasion)?
    };
    write_out(&format!("{}\n", home.secretariat()))?;
    let directory = options.directory.display();
    tell(terminal, &format!("made `{directory}`; above is the secretariat's public key"));
    tell(
        terminal,
        &format!("keep `{directory}/keys` secret, and read `{directory}/policy.toml` before the first case"),
    );
    let next = if options.exercise {
        format!(
            "it is for exercises: the keys of witnesses and founders are in `{directory}/exercise`, so that it proves nothing to anybody; \
             readers go by `{directory}/trust/1.trust`"
        )
    } else {
        "next, let its founders sign a trust file: `dunant trust draft`; until then findings rest on the secretariat's word (docs/trust.md)".to_owned()
    };
    tell(terminal, &next);
    // Two quorums must share an honest witness.
    if home.record().policy().is_ok_and(|policy| policy.withstands().is_none_or(|liars| liars == 0)) {
        tell(
            terminal,
            "its witnesses survive no liar among them: findings will hold as far as checked at best (exit 4); 3 of 4 witnesses survive one, \
             as `--witness` four times and `--quorum 3`",
        );
    }
    Ok(Outcome::Done)
}
