//! From what a person names on the command line to an entry.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use dunant::vocabulary::Sha256Digest;
use dunant_record::cosignature::Timestamp;
use dunant_record::entry::{self, Entry, EntryReference, KnownEntry, Statement};
use dunant_record::note::SignerKey;

use super::read::PublicLog;
use super::{complain, random, read_file, write_secret_file};
use crate::arguments::{EntryKind, Standing};
use crate::complaint::Complaint;
use crate::home;

/// The entry that `kind` asks for, signed with the keys in these files.
pub(super) fn make(kind: &EntryKind, log: &mut PublicLog, keys: &[impl AsRef<Path>]) -> Result<Entry, Complaint> {
    if let EntryKind::Raw { file } = kind {
        return Entry::parse(&read_file(file)?).map_err(|error| {
            Complaint::new(format!("`{}`: {error}", file.display()))
                .with_help("docs/record.md shows the form of each entry")
        });
    }
    let mut entry = KnownEntry::new(statement(kind, log)?);
    for file in keys {
        let file = file.as_ref();
        let text = String::from_utf8(read_file(file)?).unwrap_or_default();
        let key = SignerKey::parse(text.trim_end());
        let key = key.map_err(|error| Complaint::new(format!("`{}`: {error}", file.display())))?;
        entry.sign(&key).map_err(complain)?;
    }
    Ok(Entry::Known(Box::new(entry)))
}

fn statement(kind: &EntryKind, log: &mut PublicLog) -> Result<Statement, Complaint> {
    Ok(match kind {
        EntryKind::Finding { document, assessment } => {
            Statement::Finding { document: digest(document)?, assessment: digest(assessment)? }
        }
        EntryKind::Supersession { index, document } => {
            Statement::Supersession { superseded: reference(log, *index)?, document: digest(document)? }
        }
        EntryKind::Commitment { document, salt } => {
            let (document, secret) = (digest(document)?, random()?);
            // Before the log has the seal: a seal without its salt can never be opened.
            write_secret_file(salt, &secret)?;
            Statement::Commitment { seal: entry::seal(&document, &secret) }
        }
        EntryKind::Opening { index, document, salt } => opening(log, *index, document, salt)?,
        EntryKind::Party { key, document } => {
            Statement::Party { key: home::public_key(key)?, document: digest(document)? }
        }
        EntryKind::MemberKey { key, standing } => {
            let standing = match standing {
                Standing::Enrolled => entry::Standing::Enrolled,
                Standing::Retired => entry::Standing::Retired,
                Standing::Compromised => entry::Standing::Compromised,
            };
            Statement::MemberKey { key: home::public_key(key)?, standing }
        }
        EntryKind::Pledge { document } => Statement::Pledge { document: digest(document)? },
        EntryKind::Heartbeat | EntryKind::Raw { .. } => Statement::Heartbeat { time: now()? },
    })
}

/// The opening of a commitment that these very bytes and this salt were sealed in.
fn opening(log: &mut PublicLog, index: u64, document: &Path, salt: &Path) -> Result<Statement, Complaint> {
    let place = salt.display();
    let salt = <[u8; entry::SALT_BYTES]>::try_from(read_file(salt)?)
        .map_err(|_| Complaint::new(format!("`{place}` has not the 32 bytes of a salt")))?;
    let digest = digest(document)?;
    let bytes = log.entry(index)?;
    let sealed = match Entry::parse(&bytes) {
        Ok(Entry::Known(known)) => match known.statement() {
            Statement::Commitment { seal } => Some(*seal),
            _ => None,
        },
        _ => None,
    };
    let Some(sealed) = sealed else {
        return Err(Complaint::new(format!("entry {index} is no commitment"))
            .with_help(format!("look at it with `dunant record get DIR {index}`")));
    };
    if entry::seal(&digest, &salt) != sealed {
        return Err(Complaint::new(format!(
            "`{}` and `{place}` are not what entry {index} sealed",
            document.display()
        ))
        .with_help("name the document and the salt of that commitment, unchanged"));
    }
    Ok(Statement::Opening { commitment: reference(log, index)?, document: digest, salt })
}

fn reference(log: &mut PublicLog, index: u64) -> Result<EntryReference, Complaint> {
    Ok(EntryReference { index, leaf: dunant_record::merkle::Hash::of_leaf(&log.entry(index)?) })
}

fn digest(document: &Path) -> Result<Sha256Digest, Complaint> {
    Ok(Sha256Digest::of(&read_file(document)?))
}

pub(crate) fn now() -> Result<Timestamp, Complaint> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs());
    since
        .and_then(Timestamp::from_seconds)
        .ok_or_else(|| Complaint::new("this machine's clock stands before 1970").with_help("set it"))
}
