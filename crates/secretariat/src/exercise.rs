//! A body for exercises: witnesses, founders and the lodging log, which others would run, stand in the directory too. So it proves nothing to anybody, and
//! everything works as it does for a real one; epochs are made as they are needed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dunant_log::{Cosigners, GatherError, Log, LogDirectory};
use dunant_panel::TrustFile;
use dunant_panel::trust::{Signing, Trust};
use dunant_record::note::{SignerKey, VerifierKey};
use dunant_record::{CosignerSecretKey, Policy as RecordPolicy, SignedCheckpoint, Timestamp};
use dunant_vocabulary::Moment;

use crate::files::{self, Readers};
use crate::{Error, Founding, Home, Occasion, TrustTerms};

/// How many witnesses there are, and how many of them must have seen a checkpoint: one of them may lie.
const WITNESSES: u8 = 4;
const QUORUM: u8 = 3;

/// How many founders there are, and how many of them must sign.
const FOUNDERS: u8 = 3;
const NEEDED: usize = 2;

/// For how many days the trust file is believed.
const DAYS: u32 = 36_500;

impl Home {
    /// Makes a body for exercises, with a trust file, whose epochs are `every` seconds apart.
    ///
    /// # Errors
    /// As [`Home::create`].
    pub fn create_for_exercises(
        root: &Path,
        founding: &Founding,
        every: u64,
        occasion: &Occasion,
    ) -> Result<Self, Error> {
        let name = &founding.name;
        let mut witnesses = Vec::new();
        let mut lines = String::new();
        for number in 1..=WITNESSES {
            let key = CosignerSecretKey::from_seed(
                crate::home::name(name, &format!("/exercise/witness-{number}"))?,
                &occasion.draw(&format!("witness {number}")),
            );
            lines.push_str(&format!("witness w{number} {}\n", key.public()));
            witnesses.push(key);
        }
        let names: Vec<String> = (1..=WITNESSES).map(|number| format!("w{number}")).collect();
        lines.push_str(&format!("group witnesses {QUORUM} {}\nquorum witnesses\n", names.join(" ")));
        Self::create(root, &Founding { witnesses: lines.clone(), ..founding.clone() }, occasion)?;

        let directory = root.join(EXERCISE);
        files::make_directory(&directory)?;
        let keep = |file: String, secret: String| {
            files::write_new(&directory.join(file), format!("{secret}\n").as_bytes(), Readers::Owner)
        };
        for (number, key) in (1..).zip(&witnesses) {
            keep(witness_file(number), key.to_secret_text())?;
        }
        let mut founders = Vec::new();
        for number in 1..=FOUNDERS {
            let key = SignerKey::from_seed(
                crate::home::name(name, &format!("/exercise/founder-{number}"))?,
                &occasion.draw(&format!("founder {number}")),
            );
            keep(founder_file(number), key.to_secret_text())?;
            founders.push(key);
        }
        let lodging =
            SignerKey::from_seed(crate::home::name(name, "/exercise/lodging")?, &occasion.draw("lodging log"));
        let policy = RecordPolicy::parse(format!("log {}\n{lines}", lodging.public()).as_bytes());
        let policy = policy.map_err(|error| Error::Heads(error.to_string()))?;
        Log::create(&LogDirectory::new(directory.join("lodging")), &lodging, &policy)
            .map_err(|error| Error::Heads(error.to_string()))?;

        let mut home = Self::open(root)?;
        let expires = occasion.now.plus_days(DAYS);
        let keys: Vec<VerifierKey> = founders.iter().map(SignerKey::public).collect();
        let founders_sign = Signing { keys, needed: NEEDED };
        let terms = TrustTerms {
            expires,
            every,
            lag: every.saturating_mul(2),
            skew: every.min(300),
            lodging: vec![lodging.public()],
            appointers: founders_sign.clone(),
            signers: founders_sign,
        };
        let text = home.draft_trust(&terms)?;
        let trust = Trust::parse(&text).map_err(|error| Error::Heads(error.to_string()))?;
        let signed = TrustFile::sign(trust, &founders).map_err(|error| Error::Heads(error.to_string()))?;
        home.adopt_trust(signed.to_string().as_bytes(), occasion)?;
        Ok(home)
    }

    /// Whether the body is one for exercises.
    #[must_use]
    pub fn is_for_exercises(&self) -> bool {
        !self.exercise.is_empty()
    }

    /// The directory with the keys of those who are others for a real body.
    #[must_use]
    pub fn exercise(&self) -> PathBuf {
        self.root().join(EXERCISE)
    }

    /// The founders of a body for exercises, who admit its members and sign its trust file.
    ///
    /// # Errors
    /// A body that is none for exercises, and keys that cannot be read.
    pub fn founders(&self) -> Result<Vec<SignerKey>, Error> {
        let read = |number: u8| {
            let path = self.exercise().join(founder_file(number));
            let key = SignerKey::parse(files::read_text(&path)?.trim_end());
            key.map_err(|error| Error::Damaged { path, message: error.to_string() })
        };
        (1..=FOUNDERS).map(read).collect()
    }

    /// Who cosigns for a log of this body at `now`.
    pub(crate) fn cosigners(&self, log: &LogDirectory, now: Moment) -> Result<Box<dyn Cosigners>, Error> {
        if !self.is_for_exercises() {
            return log.cosigners().map_err(|error| Error::Record(error.to_string()));
        }
        let time =
            Timestamp::from_seconds(now.seconds()).ok_or_else(|| Error::Heads("the clock has no such time".into()))?;
        Ok(Box::new(OwnWitnesses { keys: Arc::clone(&self.exercise), time }))
    }
}

/// The witnesses of a body for exercises.
struct OwnWitnesses {
    keys: Arc<Vec<CosignerSecretKey>>,
    time: Timestamp,
}

impl Cosigners for OwnWitnesses {
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError> {
        let mut cosigned = signed.clone();
        for key in &*self.keys {
            let line = key.cosign(signed.checkpoint(), self.time);
            cosigned.push(line).map_err(|error| GatherError::TooFew(error.to_string()))?;
        }
        Ok(cosigned)
    }
}

const EXERCISE: &str = "exercise";

fn witness_file(number: u8) -> String {
    format!("witness-{number}.key")
}

fn founder_file(number: u8) -> String {
    format!("founder-{number}.key")
}

/// The keys of the witnesses of a body for exercises; none for a real one.
pub(crate) fn witnesses(root: &Path) -> Result<Vec<CosignerSecretKey>, Error> {
    let directory = root.join(EXERCISE);
    let mut keys = Vec::new();
    for number in 1..=WITNESSES {
        let path = directory.join(witness_file(number));
        if !path.is_file() {
            break;
        }
        let key = CosignerSecretKey::parse(files::read_text(&path)?.trim_end());
        keys.push(key.map_err(|error| Error::Damaged { path, message: error.to_string() })?);
    }
    Ok(keys)
}
