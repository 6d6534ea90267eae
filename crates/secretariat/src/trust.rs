//! The trust file of the body: which keys, logs, witnesses and appointers a reader goes by, who hold the secretariat to its word.

use std::path::PathBuf;

use dunant_custody::chain::Subject;
use dunant_heads::HeadsLog;
use dunant_log::{Log, LogDirectory};
use dunant_panel::trust::{OfficeKey, RulesInForce, Signing, TrustDraft};
use dunant_panel::{MemberEvent, Salt, Trust, TrustFile};
use dunant_record::Policy as RecordPolicy;
use dunant_record::note::VerifierKey;
use dunant_store::{NewLink, Transaction};
use dunant_vocabulary::Moment;

use crate::files::{self, Readers};
use crate::{Error, Home, Occasion};

/// What a trust file says that the data directory does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustTerms {
    /// Until when it is to be believed.
    pub expires: Moment,
    /// Seconds from one epoch to the next.
    pub every: u64,
    /// Seconds that the date of a link may lie before what witnesses bound: at least one epoch.
    pub lag: u64,
    /// Seconds that clocks may differ.
    pub skew: u64,
    /// Logs that others run, in which a step may be lodged.
    pub lodging: Vec<VerifierKey>,
    /// Who admits members.
    pub appointers: Signing,
    /// Who signs trust files.
    pub signers: Signing,
}

impl Home {
    /// The trust file that was adopted last; nothing where none was, so that findings are of the first form.
    #[must_use]
    pub fn trust(&self) -> Option<&Trust> {
        self.trust.last().map(TrustFile::trust)
    }

    /// Every version of the trust file, the oldest first.
    #[must_use]
    pub fn trust_files(&self) -> &[TrustFile] {
        &self.trust
    }

    pub(crate) fn needed_trust(&self) -> Result<&Trust, Error> {
        self.trust().ok_or_else(|| Error::NotYet {
            message: "the body has no trust file yet".into(),
            help: "`dunant trust draft` writes one for its signers, and `dunant trust adopt` takes it: docs/trust.md"
                .into(),
        })
    }

    /// Every key of the secretariat that a reader may meet: those of the trust file, else those of the rules.
    pub(crate) fn office(&self) -> Result<Vec<VerifierKey>, Error> {
        match self.trust() {
            Some(trust) => Ok(trust.secretariat().iter().map(|office| office.key.clone()).collect()),
            None => Ok(self.rules()?.secretariat().to_vec()),
        }
    }

    /// The text of the first version of the trust file, for its signers: the keys, logs, witnesses and rules of this directory, and `terms`.
    ///
    /// # Errors
    /// A body that has one already, and terms that make no trust file.
    pub fn draft_trust(&self, terms: &TrustTerms) -> Result<String, Error> {
        if let Some(trust) = self.trust() {
            return Err(Error::Input {
                message: format!("the body has version {} of its trust file", trust.version()),
                help: "without new terms, `dunant trust draft` writes the next version".into(),
            });
        }
        self.make_heads()?;
        let policy = self.heads().policy().map_err(heads)?.to_string();
        let TrustTerms { expires, every, lag, skew, lodging, appointers, signers } = terms.clone();
        let draft = TrustDraft {
            version: 1,
            expires,
            body: self.body_name()?,
            earlier: Vec::new(),
            every,
            lag,
            skew,
            heads: vec![HeadsLog { key: self.heads().key().map_err(heads)?.public(), begins: 0 }],
            record: vec![self.record().key().map_err(heads)?.public()],
            lodging,
            witnesses: witness_lines(&policy),
            secretariat: vec![OfficeKey { key: self.secretariat(), first: 0, last: None }],
            rules: vec![RulesInForce { digest: self.rules()?.digest(), first: 0, last: None }],
            appointers,
            signers,
        };
        well_formed(&draft)
    }

    /// The text of the next version: until when it is to be believed, the rules of today, the secretariat's key of today, or the one that waits to
    /// follow it, and the heads log that waits to follow, if one does. A version that brings a key leaves the earlier one open, and the version after it closes that.
    ///
    /// # Errors
    /// A body that has none yet.
    pub fn draft_next_trust(&self, expires: Moment) -> Result<String, Error> {
        let mut draft = TrustDraft { expires, ..TrustDraft::after(self.needed_trust()?) };
        let epochs = self.epochs()?;
        draft.heads = self.coming_logs(self.needed_trust()?, &epochs)?;
        let next = epochs.len();
        let rules = self.rules()?.digest();
        if !draft.rules.iter().any(|known| known.digest == rules && known.last.is_none()) {
            draft.rules.iter_mut().filter(|known| known.last.is_none()).for_each(|known| known.last = Some(next));
            draft.rules.push(RulesInForce { digest: rules, first: next, last: None });
        }
        let key = self.coming_key()?;
        match draft.secretariat.iter().any(|office| office.key == key) {
            // The old one signs until this version is adopted, which nobody knows the epoch of: the version after it closes the old one.
            false => draft.secretariat.push(OfficeKey { key, first: next, last: None }),
            true => {
                let earlier = draft.secretariat.iter_mut().filter(|office| office.key != key);
                earlier.for_each(|office| office.last = office.last.or(Some(next)));
            }
        }
        well_formed(&draft)
    }

    /// Takes a trust file as the body's: the first, or the version after the one that it has. From the first on, new cases and the enrolment of
    /// members are of the second form.
    ///
    /// # Errors
    /// A file that is none, does not follow on the one before, or says otherwise than the data directory.
    pub fn adopt_trust(&mut self, bytes: &[u8], occasion: &Occasion) -> Result<(), Error> {
        let writer = self.claim()?;
        let unfit = |message: String| Error::Input {
            message,
            help: "nothing was changed: docs/trust.md says what it must say".into(),
        };
        let file = TrustFile::parse(bytes).map_err(|error| unfit(error.to_string()))?;
        let file = match self.trust.last() {
            None if file.trust().version() == 1 => file,
            None => return Err(unfit(format!("it is version {}, and the body has none yet", file.trust().version()))),
            Some(before) => before.followed_by(file).map_err(|error| unfit(error.to_string()))?,
        };
        self.agrees(file.trust()).map_err(unfit)?;
        let directory = self.root().join("trust");
        files::lead_to(self.root(), &directory, Readers::Owner)?;
        let path = directory.join(format!("{}.trust", file.trust().version()));
        files::write_new(&path, file.to_string().as_bytes(), Readers::Owner)?;
        self.trust.push(file);
        self.take_over()?;
        self.begin_members(occasion)?;
        drop(writer);
        Ok(())
    }

    /// Whether a trust file says of this body what its data directory says.
    fn agrees(&self, trust: &Trust) -> Result<(), String> {
        let body = self.name();
        let key = self.coming_key().map_err(|error| error.to_string())?;
        if trust.body().as_str() != body {
            return Err(format!("it is of `{}`, and this body is `{body}`", trust.body()));
        }
        if !trust.secretariat().iter().any(|office| office.key == key && office.last.is_none()) {
            return Err(format!("it does not have the secretariat's key `{key}` as one in use"));
        }
        self.has_logs_of(trust)?;
        let heads = (0..trust.logs().all().len()).map(|place| ("heads", self.heads_at(place), trust.heads()));
        for (name, directory, policy) in heads.chain([("record", self.record(), trust.record())]) {
            let key = directory.key().map_err(|error| error.to_string())?.public();
            if !policy.logs().iter().any(|log| log.key == key) {
                return Err(format!(
                    "its table `{name}` does not have `{key}`, the log in `{}`",
                    directory.root().display()
                ));
            }
            let own = directory.policy().map_err(|error| error.to_string())?;
            if witness_lines(&own.to_string()) != witness_lines(&policy.to_string()) {
                return Err(format!(
                    "its witnesses are others than those of `{}`",
                    directory.root().join("policy").display()
                ));
            }
        }
        let rules = self.rules().map_err(|error| error.to_string())?.digest();
        let next = self.epochs().map_err(|error| error.to_string())?.len();
        if !trust.has_rules(&rules, next) {
            return Err(format!("it does not have the rules in `policy.toml` in force (SHA-256 {rules})"));
        }
        Ok(())
    }

    /// Gives the chain of members a place in the heads log, once. Whoever was enrolled before enrols anew.
    fn begin_members(&self, occasion: &Occasion) -> Result<(), Error> {
        if self.enrolment()?.begun().is_some() {
            return Ok(());
        }
        let mut chain = self.members()?;
        let number = chain.len();
        let nonce = Salt::new(occasion.draw("nonce of the members"));
        let event = MemberEvent::Begun { nonce, body: self.body_name()? };
        let note = chain.append(event, occasion.now, &self.secretariat)?;
        let link = NewLink { subject: Subject::Members.to_string(), number, note };
        self.commit(&Transaction { links: vec![link], ..Transaction::default() })
    }

    pub(crate) fn body_name(&self) -> Result<dunant_record::note::KeyName, Error> {
        self.name().parse().map_err(|error: dunant_record::note::InvalidKeyName| Error::Input {
            message: error.to_string(),
            help: "name the body by a domain, as in `example.org`".into(),
        })
    }

    /// A data directory that an earlier version made has no heads log: makes it, with the witnesses of the record.
    fn make_heads(&self) -> Result<(), Error> {
        if self.heads().root().is_dir() {
            return Ok(());
        }
        let policy = self.record().policy().map_err(heads)?.to_string();
        // From the secret of the record's log, which is as well kept: no randomness is at hand, and none is needed.
        let seed = dunant_vocabulary::Sha256Digest::of(
            format!("dunant-heads-key/v1\n{}\n", self.record().key().map_err(heads)?.to_secret_text()).as_bytes(),
        );
        create_heads(&self.heads(), self.name(), "/heads", seed.as_bytes(), &witness_lines(&policy))
    }
}

/// Makes a heads log of a body, named so.
pub(crate) fn create_heads(
    directory: &LogDirectory,
    body: &str,
    office: &str,
    seed: &[u8; 32],
    witnesses: &str,
) -> Result<(), Error> {
    let key = crate::heads::heads_key(body, office, seed)?;
    let policy = RecordPolicy::parse(format!("log {}\n{witnesses}", key.public()).as_bytes());
    let policy = policy.map_err(|error| Error::Heads(error.to_string()))?;
    Log::create(directory, &key, &policy).map_err(|error| Error::Heads(error.to_string()))
}

/// The trust files in a directory, the oldest first.
pub(crate) fn read(directory: PathBuf) -> Result<Vec<TrustFile>, Error> {
    let mut all = Vec::new();
    loop {
        let path = directory.join(format!("{}.trust", all.len() + 1));
        if !path.is_file() {
            return Ok(all);
        }
        let damaged = |message: String| Error::Damaged { path: path.clone(), message };
        let file = TrustFile::parse(&files::read(&path)?).map_err(|error| damaged(error.to_string()))?;
        let file = match all.last() {
            None => file,
            Some(before) => TrustFile::followed_by(before, file).map_err(|error| damaged(error.to_string()))?,
        };
        all.push(file);
    }
}

/// The lines of a policy that are not its logs.
pub(crate) fn witness_lines(policy: &str) -> String {
    policy.lines().filter(|line| !line.starts_with("log ")).map(|line| format!("{line}\n")).collect()
}

fn well_formed(draft: &TrustDraft) -> Result<String, Error> {
    let text = draft.to_string();
    Trust::parse(&text).map_err(|error| Error::Input {
        message: format!("these terms make no trust file: {error}"),
        help: "docs/trust.md says what it needs".into(),
    })?;
    Ok(text)
}

fn heads(error: impl std::fmt::Display) -> Error {
    Error::Heads(error.to_string())
}
