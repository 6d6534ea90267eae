use dunant::custody::CustodyDocument;
use dunant::panel::finding::Report;
use dunant::record::VerifierKey;

use super::finding::{answer, rules};
use crate::arguments::{Terminal, VerifyOptions};
use crate::complaint::Complaint;
use crate::output::Outcome;
use crate::record::complain;

/// Whether the file says to be a custody document.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Headed {
        schema: String,
    }
    serde_json::from_slice::<Headed>(bytes).is_ok_and(|headed| headed.schema.starts_with("dunant.custody/"))
}

/// Checks the chain of every item.
pub(super) fn verify(bytes: &[u8], options: &VerifyOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let document = CustodyDocument::parse(bytes).map_err(complain)?;
    let mut keys: Vec<VerifierKey> = (options.key.iter())
        .map(|key| key.parse().map_err(|error| Complaint::new(format!("`{key}` is not a public key: {error}"))))
        .collect::<Result<_, _>>()?;
    if let Some(file) = &options.rules {
        keys.extend_from_slice(rules(file)?.secretariat());
    }
    if keys.is_empty() {
        return Err(Complaint::new("a custody document is checked with the secretariat's public key").with_help(
            "`--rules policy.toml` holds it, and `--key KEY` names it; take either from a source that you trust, not from whoever \
             gave you the file",
        ));
    }
    let mut report = Report::default();
    match document.verify(&keys) {
        Err(error) => report.fail("every link of every item stands where it was signed", error),
        Ok(items) => {
            for custody in &items {
                let what = format!(
                    "`{}` (SHA-256 {}): {} links since {}, {}{}",
                    custody.receipt().name,
                    custody.item().short(),
                    custody.links().len(),
                    custody.taken_in(),
                    custody.tlp(),
                    if custody.is_lost() { "; its bytes are lost" } else { "" }
                );
                report.hold(what);
            }
            report.skip(
                "no link was cut off the end of a chain",
                "a chain cannot show that by itself; a finding names the newest link of each item",
            );
        }
    }
    answer(&report, "The custody", options.format, terminal)
}
