//! Policies (C2SP tlog-policy): which logs one trusts, and which witnesses must have seen a checkpoint.
//!
//! ```text
//! log <vkey> [<url>]
//! witness <name> <vkey> [<url>]
//! group <name> <any|all|number> <member>...
//! quorum <name|none>
//! ```
//!
//! Stricter than the specification in four points: the file is UTF-8; a key may stand on one line only, be it of a log or of a
//! witness, so that nobody vouches for itself; a URL has no spaces or control characters; and there are bounds.

mod tolerance;

use std::fmt;

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::cosignature::Timestamp;
use crate::merkle::{Hash, InvalidProof, verify_inclusion};
use crate::note::{CosignerKey, InvalidKey, KeyName, VerifierKey, VerifyError};
use crate::spelling::{self, Lines};

/// The longest policy that is read, in bytes.
pub const MAX_POLICY_BYTES: usize = 1 << 20;

/// The most logs, the most witnesses and the most groups of a policy; the specification asks for at least 32.
pub const MAX_DEFINITIONS: usize = 256;

/// What must hold of a checkpoint before it is believed. Only well-formed policies exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    /// In the order of their lines; a group has only members that stand before it.
    groups: Vec<Group>,
    quorum: Quorum,
    /// The keys of `logs` and `witnesses`, in their order, decompressed once.
    log_keys: Vec<VerifierKey>,
    witness_keys: Vec<CosignerKey>,
}

/// A trusted log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Its key, named as its origin.
    pub key: VerifierKey,
    /// Where it is served.
    pub url: Option<String>,
}

/// A known witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name in this policy.
    pub name: String,
    /// Its key.
    pub key: CosignerKey,
    /// Where to ask it for cosignatures.
    pub url: Option<String>,
}

/// Witnesses and groups, of which enough must have seen a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name in this policy.
    pub name: String,
    /// How many members must have seen a checkpoint: 1 to all of them.
    pub threshold: usize,
    /// Who belongs to it.
    pub members: Vec<Member>,
}

/// A witness or a group, by its place among those of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// The witness at this place of [`Policy::witnesses`].
    Witness(usize),
    /// The group at this place of [`Policy::groups`].
    Group(usize),
}

/// Who must have seen a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quorum {
    /// Nobody but the log: the log's word stands alone.
    None,
    /// This witness or group.
    Of(Member),
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// A line that is not one of the four, names what stands on no line before it, or repeats a name or key; no quorum or two.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        if bytes.len() > MAX_POLICY_BYTES {
            return Err(PolicyError::TooLong(bytes.len()));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| PolicyError::NotUtf8(error.valid_up_to()))?;
        let (mut draft, mut lines) = (Draft::default(), Lines::new(text));
        while let Some(line) = lines.next_line() {
            draft.read(line).map_err(|fault| PolicyError::Line { line: lines.number(), fault })?;
        }
        if !lines.rest().is_empty() {
            return Err(PolicyError::Line { line: lines.number(), fault: Fault::Unfinished });
        }
        let quorum = draft.quorum.ok_or(PolicyError::NoQuorum)?;
        let log_keys = draft.logs.iter().map(|log| log.key.clone()).collect();
        let witness_keys = draft.witnesses.iter().map(|witness| witness.key.clone()).collect();
        let Draft { logs, witnesses, groups, .. } = draft;
        Ok(Self { logs, witnesses, groups, quorum, log_keys, witness_keys })
    }

    /// Verifies that one of the logs signed `signed`, and that enough witnesses cosigned it.
    ///
    /// Every signature by a key of the policy is checked; the others are ignored. A witness counts once, with its latest time.
    ///
    /// # Errors
    /// A bad signature by a key of the policy, none by the log that the origin names, too few witnesses.
    pub fn verify(&self, signed: &SignedCheckpoint) -> Result<VerifiedCheckpoint, Distrust> {
        let (checkpoint, text) = (signed.checkpoint(), signed.note().text());
        let mut log_signed = false;
        let mut seen: Vec<Option<Timestamp>> = vec![None; self.witnesses.len()];
        for line in signed.note().signatures() {
            if let Some(log) = line.key_among(&self.log_keys)? {
                log.verify(text, line)?;
                log_signed |= log.name() == checkpoint.origin();
            }
            for (key, seen) in self.witness_keys.iter().zip(&mut seen).filter(|(key, _)| key.signs(line)) {
                *seen = (*seen).max(Some(key.verify(text, line)?));
            }
        }
        if !log_signed {
            return Err(Distrust::NotTheLog { origin: checkpoint.origin().clone() });
        }
        let witnessed: Vec<(KeyName, Timestamp)> =
            self.witnesses.iter().zip(&seen).filter_map(|(w, time)| Some((w.key.name().clone(), (*time)?))).collect();
        if !self.is_met(|place| matches!(seen.get(place), Some(Some(_)))) {
            return Err(Distrust::TooFewWitnesses { seen: witnessed.len(), known: self.witnesses.len() });
        }
        let quorum_time = match self.quorum {
            Quorum::None => None,
            Quorum::Of(_) => seen.iter().flatten().copied().filter(|time| self.is_met_at(&seen, *time)).max(),
        };
        Ok(VerifiedCheckpoint { checkpoint: checkpoint.clone(), witnessed, quorum_time })
    }

    /// Whether the witnesses that say `time` or later are a quorum.
    fn is_met_at(&self, seen: &[Option<Timestamp>], time: Timestamp) -> bool {
        self.is_met(|place| seen.get(place).copied().flatten().is_some_and(|seen| seen >= time))
    }

    /// The trusted logs.
    #[must_use]
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The known witnesses.
    #[must_use]
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// The groups.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Who must have seen a checkpoint.
    #[must_use]
    pub fn quorum(&self) -> Quorum {
        self.quorum
    }

    /// Whether the quorum is met where `seen` says, for the place of a witness among [`Policy::witnesses`], whether it counts as having
    /// seen a checkpoint.
    #[must_use]
    pub fn is_met(&self, seen: impl Fn(usize) -> bool) -> bool {
        let mut groups: Vec<bool> = Vec::with_capacity(self.groups.len());
        let counts = |member: Member, groups: &[bool]| match member {
            Member::Witness(place) => seen(place),
            Member::Group(place) => groups.get(place).copied().unwrap_or(false),
        };
        for group in &self.groups {
            let count = group.members.iter().filter(|member| counts(**member, &groups)).count();
            groups.push(count >= group.threshold);
        }
        match self.quorum {
            Quorum::None => true,
            Quorum::Of(member) => counts(member, &groups),
        }
    }

    fn name(&self, member: Member) -> &str {
        let name = match member {
            Member::Witness(place) => self.witnesses.get(place).map(|witness| &witness.name),
            Member::Group(place) => self.groups.get(place).map(|group| &group.name),
        };
        name.map_or("", String::as_str)
    }
}

impl fmt::Display for Policy {
    /// The policy without comments, its thresholds as numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = |url: &Option<String>| url.as_ref().map_or_else(String::new, |url| format!(" {url}"));
        self.logs.iter().try_for_each(|log| writeln!(f, "log {}{}", log.key, url(&log.url)))?;
        for witness in &self.witnesses {
            writeln!(f, "witness {} {}{}", witness.name, witness.key, url(&witness.url))?;
        }
        for group in &self.groups {
            write!(f, "group {} {}", group.name, group.threshold)?;
            group.members.iter().try_for_each(|&member| write!(f, " {}", self.name(member)))?;
            writeln!(f)?;
        }
        match self.quorum {
            Quorum::None => writeln!(f, "quorum none"),
            Quorum::Of(member) => writeln!(f, "quorum {}", self.name(member)),
        }
    }
}

/// A checkpoint that a policy believes. Only [`Policy::verify`] makes one; keep it to check many proofs against one checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    checkpoint: Checkpoint,
    witnessed: Vec<(KeyName, Timestamp)>,
    quorum_time: Option<Timestamp>,
}

impl VerifiedCheckpoint {
    /// What the log states.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Which witnesses cosigned it, and when they say to have done so; in the order of the policy.
    #[must_use]
    pub fn witnessed(&self) -> &[(KeyName, Timestamp)] {
        &self.witnessed
    }

    /// The latest time at which a quorum of the policy says to have seen it; none where the policy asks for no witness.
    ///
    /// Fewer witnesses than a quorum cannot make it later, whatever they say.
    #[must_use]
    pub fn quorum_time(&self) -> Option<Timestamp> {
        self.quorum_time
    }

    /// Verifies that a quorum saw it at most `max_age` before `now`, both in seconds.
    ///
    /// # Errors
    /// The policy asks for no witness, or the quorum's time is earlier. A time that lies ahead of `now` is fresh: witnesses' clocks differ.
    pub fn is_fresh(&self, now: Timestamp, max_age: u64) -> Result<(), Stale> {
        let time = self.quorum_time.ok_or(Stale::NoWitness)?;
        match now.seconds().saturating_sub(time.seconds()) {
            age if age <= max_age => Ok(()),
            age => Err(Stale::Old { age, max_age }),
        }
    }

    /// Verifies that the leaf with the hash `leaf` stands at `index`.
    ///
    /// # Errors
    /// As [`verify_inclusion`].
    pub fn includes(&self, index: u64, leaf: Hash, proof: &[Hash]) -> Result<(), InvalidProof> {
        verify_inclusion(self.checkpoint.head(), index, leaf, proof)
    }
}

/// Why a checkpoint does not count as fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stale {
    /// Nobody but the log could say of when it is.
    #[error("the log policy asks for no witness, so nobody says of when the checkpoint is: use a policy with a quorum")]
    NoWitness,
    /// The quorum saw it too long ago.
    #[error(
        "a quorum of witnesses saw the checkpoint {age} seconds ago, and at most {max_age} are asked for: get a newer one"
    )]
    Old {
        /// How long ago, in seconds.
        age: u64,
        /// How long it may be, in seconds.
        max_age: u64,
    },
}

/// Why a policy does not believe a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// A signature does not verify.
    #[error(transparent)]
    Signature(#[from] VerifyError),
    /// The log did not sign.
    #[error("no trusted key of the log `{origin}` signed the checkpoint: check the policy's `log` lines")]
    NotTheLog {
        /// The origin of the checkpoint.
        origin: KeyName,
    },
    /// Too few witnesses cosigned.
    #[error(
        "{seen} of {known} known witnesses cosigned, too few for the quorum: wait for a later checkpoint, or ask the log"
    )]
    TooFewWitnesses {
        /// How many known witnesses cosigned.
        seen: usize,
        /// How many are known.
        known: usize,
    },
}

/// What is not a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Longer than [`MAX_POLICY_BYTES`].
    #[error("the policy has {0} bytes, more than {MAX_POLICY_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// Not UTF-8.
    #[error("the policy is not UTF-8 at byte {0}: save it as UTF-8")]
    NotUtf8(usize),
    /// No quorum.
    #[error("the policy has no `quorum` line: add one, `quorum none` to trust the logs alone")]
    NoQuorum,
    /// A line is wrong.
    #[error("line {line}: {fault}")]
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        fault: Fault,
    },
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The line does not end in a newline.
    #[error("does not end in a newline: add one")]
    Unfinished,
    /// A control character other than tab and newline.
    #[error("holds the control character U+{0:04X}: remove it")]
    ControlCharacter(u32),
    /// Not one of the four kinds.
    #[error("`{0}` is not `log`, `witness`, `group` or `quorum`: comments begin with `#`")]
    UnknownKeyword(String),
    /// Too few or too many words.
    #[error("expected `{0}`")]
    Form(&'static str),
    /// Not a key.
    #[error("`{key}` is no key to use here: {source}")]
    Key {
        /// The word.
        key: String,
        /// Why.
        source: InvalidKey,
    },
    /// The key stands on an earlier line.
    #[error("the key `{0}` stands on an earlier line: every log and every witness has its own")]
    RepeatedKey(String),
    /// The name stands on an earlier line, or is `none`.
    #[error("the name `{0}` is taken: choose another")]
    RepeatedName(String),
    /// No earlier line defines the name.
    #[error("`{0}` is defined on no earlier line: define witnesses and groups before they are used")]
    Undefined(String),
    /// The name belongs to a group already.
    #[error("`{0}` belongs to a group already: a witness or group counts in one place only")]
    SecondMembership(String),
    /// Not a threshold.
    #[error(
        "`{threshold}` is not a threshold for {members} members: expected `any`, `all` or a number from 1 to {members}"
    )]
    Threshold {
        /// The word.
        threshold: String,
        /// How many members the group has.
        members: usize,
    },
    /// A second quorum.
    #[error("a second `quorum`: leave one")]
    SecondQuorum,
    /// More definitions than are read.
    #[error("more than {MAX_DEFINITIONS} of this kind: leave out those that no longer exist")]
    TooMany,
}

/// A policy in the reading.
#[derive(Default)]
struct Draft {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Quorum>,
}

impl Draft {
    fn read(&mut self, line: &str) -> Result<(), Fault> {
        if let Some(control) = line.chars().find(|character| character.is_ascii_control() && *character != '\t') {
            return Err(Fault::ControlCharacter(control.into()));
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key, url @ ..] => self.read_log(key, url),
            ["witness", name, key, url @ ..] => self.read_witness(name, key, url),
            ["group", name, threshold, members @ ..] => self.read_group(name, threshold, members),
            ["quorum", name] => self.read_quorum(name),
            ["log", ..] => Err(Fault::Form("log <vkey> [<url>]")),
            ["witness", ..] => Err(Fault::Form("witness <name> <vkey> [<url>]")),
            ["group", ..] => Err(Fault::Form("group <name> <any|all|number> <member>...")),
            ["quorum", ..] => Err(Fault::Form("quorum <name|none>")),
            [other, ..] => Err(Fault::UnknownKeyword((*other).to_owned())),
        }
    }

    fn read_log(&mut self, key: &str, url: &[&str]) -> Result<(), Fault> {
        let url = read_url(url, "log <vkey> [<url>]")?;
        room(&self.logs)?;
        let key: VerifierKey = key.parse().map_err(|source| Fault::Key { key: key.to_owned(), source })?;
        self.check_new_key(key.as_bytes(), &key)?;
        self.logs.push(Log { key, url });
        Ok(())
    }

    fn read_witness(&mut self, name: &str, key: &str, url: &[&str]) -> Result<(), Fault> {
        let url = read_url(url, "witness <name> <vkey> [<url>]")?;
        room(&self.witnesses)?;
        self.check_new_name(name)?;
        let key: CosignerKey = key.parse().map_err(|source| Fault::Key { key: key.to_owned(), source })?;
        self.check_new_key(key.as_bytes(), &key)?;
        self.witnesses.push(Witness { name: name.to_owned(), key, url });
        Ok(())
    }

    fn read_group(&mut self, name: &str, threshold: &str, names: &[&str]) -> Result<(), Fault> {
        if names.is_empty() {
            return Err(Fault::Form("group <name> <any|all|number> <member>..."));
        }
        room(&self.groups)?;
        self.check_new_name(name)?;
        let mut members: Vec<Member> = Vec::new();
        for name in names {
            let member = self.member(name)?;
            let elsewhere = self.groups.iter().any(|group| group.members.contains(&member));
            if elsewhere || members.contains(&member) {
                return Err(Fault::SecondMembership((*name).to_owned()));
            }
            members.push(member);
        }
        let number = match threshold {
            "any" => Some(1),
            "all" => Some(members.len()),
            number => spelling::decimal(number).and_then(|number| usize::try_from(number).ok()),
        };
        let wrong = || Fault::Threshold { threshold: threshold.to_owned(), members: members.len() };
        let threshold = number.filter(|number| (1..=members.len()).contains(number)).ok_or_else(wrong)?;
        self.groups.push(Group { name: name.to_owned(), threshold, members });
        Ok(())
    }

    fn read_quorum(&mut self, name: &str) -> Result<(), Fault> {
        if self.quorum.is_some() {
            return Err(Fault::SecondQuorum);
        }
        self.quorum = Some(if name == "none" { Quorum::None } else { Quorum::Of(self.member(name)?) });
        Ok(())
    }

    fn member(&self, name: &str) -> Result<Member, Fault> {
        let witness = self.witnesses.iter().position(|witness| witness.name == name).map(Member::Witness);
        let group = || self.groups.iter().position(|group| group.name == name).map(Member::Group);
        witness.or_else(group).ok_or_else(|| Fault::Undefined(name.to_owned()))
    }

    fn check_new_name(&self, name: &str) -> Result<(), Fault> {
        if name == "none" || self.member(name).is_ok() {
            return Err(Fault::RepeatedName(name.to_owned()));
        }
        Ok(())
    }

    /// A key that vouches for a log must not count as a witness of it, nor twice as a witness.
    fn check_new_key(&self, bytes: &[u8; 32], key: &dyn fmt::Display) -> Result<(), Fault> {
        let of_logs = self.logs.iter().map(|log| log.key.as_bytes());
        if of_logs.chain(self.witnesses.iter().map(|witness| witness.key.as_bytes())).any(|known| known == bytes) {
            return Err(Fault::RepeatedKey(key.to_string()));
        }
        Ok(())
    }
}

fn room<T>(definitions: &[T]) -> Result<(), Fault> {
    if definitions.len() < MAX_DEFINITIONS { Ok(()) } else { Err(Fault::TooMany) }
}

fn read_url(words: &[&str], form: &'static str) -> Result<Option<String>, Fault> {
    match words {
        [] => Ok(None),
        [url] => Ok(Some((*url).to_owned())),
        _ => Err(Fault::Form(form)),
    }
}
