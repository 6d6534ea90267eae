use dunant_panel::finding::{Body, Report};
use dunant_record::entry::Entry;
use dunant_record::merkle::Hash;
use dunant_record::policy::Policy;
use dunant_record::proof::TlogProof;
use dunant_record::{KnownEntry, Statement, VerifierKey};
use dunant_vocabulary::Sha256Digest;

/// The proof that a finding stands in a record, and whom the reader trusts to have said so.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    /// The proof (tlog-proof), with the entry in it.
    pub proof: &'a [u8],
    /// Which logs, and which witnesses (tlog-policy).
    pub policy: &'a Policy,
}

/// Checks that an entry of a log that the policy trusts names the finding and its assessment.
pub(super) fn check(
    bytes: &[u8],
    body: &Body,
    keys: &[VerifierKey],
    recorded: Option<&Recorded<'_>>,
    report: &mut Report,
) {
    let what = "the finding stands in the record";
    let Some(recorded) = recorded else {
        return report.skip(what, "no proof was given; `--proof FILE` and `--log-policy FILE` name one");
    };
    match stands(bytes, body, keys, recorded) {
        Ok(words) => report.hold(words),
        Err(error) => report.fail(what, error),
    }
}

fn stands(bytes: &[u8], body: &Body, keys: &[VerifierKey], recorded: &Recorded<'_>) -> Result<String, String> {
    let proof = TlogProof::parse(recorded.proof).map_err(|error| error.to_string())?;
    let verified = recorded.policy.verify(&proof.checkpoint).map_err(|error| error.to_string())?;
    let entry = proof.unauthenticated_extra.as_deref().ok_or("the proof does not hold the entry")?;
    verified.includes(proof.index, Hash::of_leaf(entry), &proof.path).map_err(|error| error.to_string())?;
    let Ok(Entry::Known(entry)) = Entry::parse(entry) else { return Err("the entry is none that is known".into()) };
    names(&entry, bytes, body)?;
    let entered = entry.verify(keys).map_err(|error| format!("the secretariat did not sign the entry: {error}"))?;
    let entered: Vec<String> = entered.iter().map(|key| format!("`{}`", key.name())).collect();
    let checkpoint = verified.checkpoint();
    let mut words = format!(
        "the finding stands in the record, entered by {}: number {} of {} entries in `{}`, counted from 0",
        entered.join(", "),
        proof.index,
        checkpoint.head().size,
        checkpoint.origin()
    );
    match verified.witnessed() {
        [] => words.push_str("; no witness saw it, and the log policy asks for none"),
        seen => {
            let names: Vec<String> = seen.iter().map(|(name, _)| format!("`{name}`")).collect();
            words.push_str(&format!("; seen by {}", names.join(", ")));
        }
    }
    Ok(words)
}

/// Whether the entry is of this finding.
fn names(entry: &KnownEntry, bytes: &[u8], body: &Body) -> Result<(), String> {
    let digest = Sha256Digest::of(bytes);
    match entry.statement() {
        Statement::Finding { document, assessment } if *document == digest => {
            let same = *assessment == body.freeze.assessment;
            if same {
                Ok(())
            } else {
                Err(format!("the entry names the assessment {assessment}, and the finding another"))
            }
        }
        Statement::Finding { document, .. } => Err(format!("the entry names {document}, and this file is {digest}")),
        other => Err(format!("the entry is a `{}`, and not a finding", other.kind())),
    }
}
