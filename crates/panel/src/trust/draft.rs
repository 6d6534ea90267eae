//! Writing the text of a trust file.

use std::fmt;

use dunant_heads::HeadsLog;
use dunant_record::note::{KeyName, VerifierKey};
use dunant_vocabulary::{Moment, Sha256Digest};

use super::{OfficeKey, RulesInForce, SCHEMA, Trust};

/// What a new version of a trust file is to say. Written out it is the text that its signers sign; [`Trust::parse`] says what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustDraft {
    /// The version, from 1.
    pub version: u64,
    /// Until when it is to be believed.
    pub expires: Moment,
    /// The body.
    pub body: KeyName,
    /// The SHA-256 of the text of each earlier version, the oldest first.
    pub earlier: Vec<Sha256Digest>,
    /// Seconds from one epoch to the next.
    pub every: u64,
    /// Seconds that the date of a link may lie before what witnesses bound.
    pub lag: u64,
    /// Seconds that clocks may differ.
    pub skew: u64,
    /// The heads logs, each following on the one before.
    pub heads: Vec<HeadsLog>,
    /// The record's logs.
    pub record: Vec<VerifierKey>,
    /// Logs that others run, in which a step may be lodged.
    pub lodging: Vec<VerifierKey>,
    /// The lines of a policy that name witnesses, groups and the quorum (C2SP tlog-policy), without its logs.
    pub witnesses: String,
    /// The keys that the secretariat has had.
    pub secretariat: Vec<OfficeKey>,
    /// The rules that are, or were, in force.
    pub rules: Vec<RulesInForce>,
    /// Who admits members.
    pub appointers: Signing,
    /// Who signs trust files.
    pub signers: Signing,
}

/// Keys of which so many must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// The keys.
    pub keys: Vec<VerifierKey>,
    /// How many of them.
    pub needed: usize,
}

impl TrustDraft {
    /// The version after `before`, which says the same until something is changed.
    #[must_use]
    pub fn after(before: &Trust) -> Self {
        let keys = |policy: &dunant_record::Policy| policy.logs().iter().map(|log| log.key.clone()).collect();
        let signing = |who: &super::Signatories| Signing { keys: who.keys().to_vec(), needed: who.needed() };
        let lines = before.heads.to_string();
        Self {
            version: before.version.saturating_add(1),
            expires: before.expires,
            body: before.body.clone(),
            earlier: before.earlier.iter().copied().chain([before.digest()]).collect(),
            every: before.every,
            lag: before.lag,
            skew: before.skew,
            heads: before.logs.all().to_vec(),
            record: keys(&before.record),
            lodging: keys(&before.lodging),
            witnesses: lines.lines().filter(|line| !line.starts_with("log ")).map(|line| format!("{line}\n")).collect(),
            secretariat: before.secretariat.clone(),
            rules: before.rules.clone(),
            appointers: signing(&before.appointers),
            signers: signing(&before.signers),
        }
    }
}

impl fmt::Display for TrustDraft {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "schema = \"{SCHEMA}\"\nversion = {}\nexpires = \"{}\"", self.version, self.expires)?;
        writeln!(f, "body = \"{}\"\nearlier = {}", self.body, List(&self.earlier))?;
        writeln!(f, "\n[heads]\nevery = {}\nlag = {}\nskew = {}", self.every, self.lag, self.skew)?;
        let logs: Vec<&VerifierKey> = self.heads.iter().map(|log| &log.key).collect();
        writeln!(f, "logs = {}", List(&logs))?;
        let begins: Vec<String> = self.heads.iter().map(|log| log.begins.to_string()).collect();
        // One log begins with epoch 0.
        if begins.len() > 1 {
            writeln!(f, "begins = [{}]", begins.join(", "))?;
        }
        writeln!(f, "\n[record]\nlogs = {}", List(&self.record))?;
        writeln!(f, "\n[lodging]\nlogs = {}", List(&self.lodging))?;
        let lines = self.witnesses.trim_end();
        writeln!(f, "\n[witnesses]\npolicy = \"\"\"\n{lines}\n\"\"\"")?;
        for OfficeKey { key, first, last } in &self.secretariat {
            writeln!(f, "\n[[secretariat]]\nkey = \"{key}\"\nfirst = {first}")?;
            last.iter().try_for_each(|last| writeln!(f, "last = {last}"))?;
        }
        for RulesInForce { digest, first, last } in &self.rules {
            writeln!(f, "\n[[rules]]\nsha256 = \"{digest}\"\nfirst = {first}")?;
            last.iter().try_for_each(|last| writeln!(f, "last = {last}"))?;
        }
        for (table, who) in [("appointers", &self.appointers), ("signers", &self.signers)] {
            writeln!(f, "\n[{table}]\nkeys = {}\nneeded = {}", List(&who.keys), who.needed)?;
        }
        Ok(())
    }
}

/// A list of texts, one line an item. Nothing that stands in one needs escapes.
struct List<'l, T>(&'l [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("[]");
        }
        f.write_str("[\n")?;
        self.0.iter().try_for_each(|item| writeln!(f, "    \"{item}\","))?;
        f.write_str("]")
    }
}
