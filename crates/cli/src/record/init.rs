use std::path::Path;

use dunant_log::{Log, LogDirectory};
use dunant_record::note::{KeyName, SignerKey};
use dunant_record::policy::Policy;

use super::{complain, random};
use crate::arguments::Terminal;
use crate::complaint::Complaint;
use crate::output::{Outcome, tell, write_out};

/// Makes a log, and prints its public key.
pub(super) fn init(
    directory: &Path,
    origin: &str,
    witnesses: &[String],
    quorum: Option<usize>,
    terminal: &Terminal,
) -> Result<Outcome, Complaint> {
    let name: KeyName = origin.parse().map_err(complain)?;
    let key = SignerKey::from_seed(name, &random()?);
    let policy = policy(&key, witnesses, quorum)?;
    Log::create(&LogDirectory::new(directory), &key, &policy).map_err(complain)?;
    write_out(&format!("{}\n", key.public()))?;
    let directory = directory.display();
    tell(terminal, &format!("made the log `{origin}` in `{directory}`; above is its public key"));
    tell(
        terminal,
        &format!("keep `{directory}/log.key` secret; `dunant record log-policy {directory}` prints what to hand out"),
    );
    Ok(Outcome::Done)
}

fn policy(key: &SignerKey, witnesses: &[String], quorum: Option<usize>) -> Result<Policy, Complaint> {
    let text = format!("log {}\n{}", key.public(), witness_lines(witnesses, quorum)?);
    Policy::parse(text.as_bytes()).map_err(|error| {
        Complaint::new(format!("these witnesses make no log policy: {error}\n{text}"))
            .with_help("write each as `--witness \"NAME KEY URL\"`, the key as `dunant witness key` prints it")
    })
}

/// The lines of a policy that name witnesses and their quorum; all of them where no number is given.
pub(crate) fn witness_lines(witnesses: &[String], quorum: Option<usize>) -> Result<String, Complaint> {
    let mut text = String::new();
    let mut names = Vec::new();
    for witness in witnesses {
        text.push_str(&format!("witness {witness}\n"));
        names.extend(witness.split_whitespace().next());
    }
    match (names.as_slice(), quorum) {
        ([], None | Some(0)) => text.push_str("quorum none\n"),
        ([], Some(_)) => {
            return Err(Complaint::new("a quorum needs witnesses").with_help("name each with `--witness`"));
        }
        (names, quorum) => {
            let quorum = quorum.map_or("all".to_owned(), |number| number.to_string());
            text.push_str(&format!("group witnesses {quorum} {}\nquorum witnesses\n", names.join(" ")));
        }
    }
    Ok(text)
}
