//! Reading the text of a trust file.

use dunant_heads::{HeadsLog, Logs};
use dunant_record::note::VerifierKey;
use dunant_record::{self as record};

use super::{FileError, OfficeKey, RulesInForce, SCHEMA, Signatories, Trust};
use crate::bounds;
use crate::strict::{File, Sort, Table};

const SORT: Sort = Sort { name: "trust file", as_in: "as docs/schema/trust-1.md has it" };

/// The most versions of a trust file.
const MAX_VERSIONS: u64 = 2_000;

/// The longest time from one epoch to the next, in seconds: a week.
const MAX_EVERY: u64 = 604_800;

/// The longest lag and the largest skew, in seconds: thirty days, one day.
const MAX_LAG: u64 = 30 * 86_400;
const MAX_SKEW: u64 = 86_400;

/// The largest number of an epoch.
const MAX_EPOCH: u64 = record::merkle::MAX_SIZE;

pub(super) fn read(text: &str) -> Result<Trust, FileError> {
    let mut file = File::parse(text, SORT)?;
    let mut head = file.head(&["schema", "version", "expires", "body", "earlier"]);
    let schema = head.text("schema")?;
    if schema != SCHEMA {
        let message = format!("`schema` is `{schema}`, and this version reads `{SCHEMA}`");
        return Err(head.error("schema", message, "check that this is a trust file"));
    }
    let version = head.long_number("version", 1..=MAX_VERSIONS)?;
    let expires = head.spelled("expires")?;
    let body = head.spelled("body")?;
    let earlier: Vec<_> = head.list("earlier")?;
    if earlier.len() as u64 != version - 1 {
        let message = format!("`earlier` names {} versions, and this is version {version}", earlier.len());
        return Err(head.error("earlier", message, "name the SHA-256 of each earlier version, the oldest first"));
    }
    head.finish()?;

    let mut table = file.table("heads")?;
    let every = table.long_number("every", 1..=MAX_EVERY)?;
    let lag = table.long_number("lag", 1..=MAX_LAG)?;
    if lag < every {
        let message = format!("`lag` is {lag}, less than the {every} of `every`");
        return Err(table.error("lag", message, "a link waits for its epoch for as long: give two epochs"));
    }
    let skew = table.long_number("skew", 0..=MAX_SKEW)?;
    let heads = table.keys("logs")?;
    let logs = read_logs(&heads, &mut table)?;
    table.finish()?;
    let mut table = file.table("record")?;
    let record = table.keys("logs")?;
    table.finish()?;
    let mut lodging_table = file.table("lodging")?;
    let lodging = lodging_table.keys("logs")?;
    lodging_table.finish()?;

    let mut table = file.table("witnesses")?;
    let witnesses = table.text("policy")?;
    let policy = |logs: &[VerifierKey], table: &Table<'_>| policy(logs, &witnesses, table);
    let (heads_policy, record_policy) = (policy(&heads, &table)?, policy(&record, &table)?);
    let lodging_policy = policy(&lodging, &table)?;
    table.finish()?;

    let secretariat = read_secretariat(&mut file)?;
    let rules = read_rules(&mut file)?;
    let mut appointers_table = file.table("appointers")?;
    let appointers = signatories(&mut appointers_table)?;
    let mut signers_table = file.table("signers")?;
    let signers = signatories(&mut signers_table)?;
    file.finish()?;

    // Who must hold the secretariat to its word is not the secretariat.
    let office: Vec<&VerifierKey> = secretariat.iter().map(|office| &office.key).collect();
    let shared = |keys: &[VerifierKey], with: &[&VerifierKey]| {
        keys.iter().find(|key| with.iter().any(|other| other.as_bytes() == key.as_bytes())).cloned()
    };
    for (table, keys) in [(&appointers_table, appointers.keys()), (&signers_table, signers.keys())] {
        if let Some(key) = shared(keys, &office) {
            let message = format!("`keys` has the secretariat's key `{}`", key.name());
            return Err(table.error("keys", message, "name people for whom the secretariat cannot sign"));
        }
    }
    let own: Vec<&VerifierKey> = heads.iter().chain(&record).chain(office.iter().copied()).collect();
    if let Some(key) = shared(&lodging, &own) {
        let message = format!("`logs` has `{}`, a key of the body itself", key.name());
        return Err(lodging_table.error("logs", message, "name a log that others run"));
    }
    Ok(Trust {
        text: text.to_owned(),
        version,
        expires,
        body,
        earlier,
        every,
        lag,
        skew,
        heads: heads_policy,
        logs,
        record: record_policy,
        lodging: lodging_policy,
        secretariat,
        rules,
        appointers,
        signers,
    })
}

/// The heads logs, each with the epoch that it begins with. One log begins with epoch 0, and need not say so.
fn read_logs(keys: &[VerifierKey], table: &mut Table<'_>) -> Result<Logs, FileError> {
    let begins = table.long_numbers_or_none("begins", 0..=MAX_EPOCH)?;
    let named = if begins.is_some() { "begins" } else { "logs" };
    let begins = match (begins, keys) {
        (Some(begins), _) => begins,
        (None, [_]) => vec![0],
        (None, _) => Vec::new(),
    };
    if begins.len() != keys.len() {
        let message =
            format!("`logs` names {} heads logs, and `begins` the first epoch of {}", keys.len(), begins.len());
        let help = "write for example `begins = [0, 4400]`: the first epoch of each log, in their order";
        return Err(table.error(named, message, help));
    }
    let logs = keys.iter().zip(begins).map(|(key, begins)| HeadsLog { key: key.clone(), begins }).collect();
    Logs::try_new(logs).map_err(|error| {
        let help = "each log follows on the one before it, and epochs are counted on from log to log";
        table.error(named, error.to_string(), help)
    })
}

/// The C2SP policy of these logs and the witnesses that the file names.
fn policy(logs: &[VerifierKey], witnesses: &str, table: &Table<'_>) -> Result<record::Policy, FileError> {
    let wrong = |message: String| {
        let help = "write `witness`, `group` and `quorum` lines as a C2SP policy has them, and no `log`";
        Err(table.error("policy", message, help))
    };
    if let Err(error) = record::Policy::parse(witnesses.as_bytes()) {
        return wrong(format!("`policy`: {error}"));
    }
    let lines: String = logs.iter().map(|log| format!("log {log}\n")).collect();
    match record::Policy::parse((lines + witnesses).as_bytes()) {
        Ok(policy) if policy.logs().len() == logs.len() => Ok(policy),
        Ok(_) => wrong("`policy` names a log".to_owned()),
        Err(error) => wrong(format!("`policy`, below the {} logs: {error}", logs.len())),
    }
}

fn read_secretariat(file: &mut File<'_>) -> Result<Vec<OfficeKey>, FileError> {
    let mut keys: Vec<OfficeKey> = Vec::new();
    for mut table in file.tables("secretariat")? {
        let key: VerifierKey = table.spelled("key")?;
        let (first, last) = epochs(&mut table)?;
        if keys.iter().any(|other| other.key.as_bytes() == key.as_bytes()) {
            let message = format!("the key `{}` is in two `[[secretariat]]` tables", key.name());
            return Err(table.error("key", message, "leave out one of them"));
        }
        if let Err(error) = bounds::line("key", key.name().as_str()) {
            return Err(table.error("key", error.to_string(), "name it shorter"));
        }
        table.finish()?;
        keys.push(OfficeKey { key, first, last });
    }
    Ok(keys)
}

fn read_rules(file: &mut File<'_>) -> Result<Vec<RulesInForce>, FileError> {
    let mut rules = Vec::new();
    for mut table in file.tables("rules")? {
        let digest = table.spelled("sha256")?;
        let (first, last) = epochs(&mut table)?;
        table.finish()?;
        rules.push(RulesInForce { digest, first, last });
    }
    Ok(rules)
}

/// `first`, and `last` where it is given.
fn epochs(table: &mut Table<'_>) -> Result<(u64, Option<u64>), FileError> {
    let first = table.long_number("first", 0..=MAX_EPOCH)?;
    let last = table.long_number_or_none("last", 0..=MAX_EPOCH)?;
    match last {
        Some(last) if last < first => {
            let message = format!("`last` is {last}, before the {first} of `first`");
            Err(table.error("last", message, "a key that was never in use is left out"))
        }
        _ => Ok((first, last)),
    }
}

fn signatories(table: &mut Table<'_>) -> Result<Signatories, FileError> {
    let keys = table.keys("keys")?;
    if let Some(key) = bounds::shared_key(&keys) {
        let message = format!("`keys` has two keys named `{}`", key.name());
        return Err(table.error("keys", message, "give each its own name"));
    }
    let needed = table.long_number("needed", 1..=keys.len() as u64)?;
    table.finish()?;
    Ok(Signatories { keys, needed: usize::try_from(needed).unwrap_or(usize::MAX) })
}
