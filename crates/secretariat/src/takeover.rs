//! The secretariat changes its key: a link under both keys, an entry in the record, and a trust file in which the new one has its first epoch
//! (panel protocol, section 9).
//!
//! The new key waits in `keys/secretariat.next` until a trust file that has it is adopted. From then on it signs; what the old one signed
//! stands, and is checked by it.

use std::fs;
use std::path::{Path, PathBuf};

use dunant_custody::chain::Subject;
use dunant_panel::MemberEvent;
use dunant_panel::member::{KeyChange, MemberNote, MemberStatement};
use dunant_record::note::{SignerKey, VerifierKey};
use dunant_store::{NewLink, Transaction};

use crate::files::{self, Readers};
use crate::{Error, Home, Occasion};

/// Where the key is that signs.
const KEY: &str = "keys/secretariat.key";

/// Where the one is that follows it.
const NEXT: &str = "keys/secretariat.next";

impl Home {
    /// Makes the secretariat's next key, and says so under both keys, in the chain of members and in the record. The old one signs until a trust
    /// file is adopted that has the new one. Done again, it finds the key that waits.
    ///
    /// # Errors
    /// A body without a trust file; what recording fails with.
    pub fn announce_key(&self, occasion: &Occasion) -> Result<VerifierKey, Error> {
        let writer = self.claim()?;
        let Some(trust) = self.trust() else {
            return Err(Error::NotYet {
                message: "the secretariat changes its key under a trust file alone: without one, readers know its key from the rules of each case, \
                          and none of them could tell which links are of which key"
                    .into(),
                help: "adopt a trust file first (`dunant trust draft`, docs/trust.md); cases of the first form that are open are decided under \
                       the key that they began under, so decide them before"
                    .into(),
            });
        };
        let body = trust.body().clone();
        let file = self.root().join(NEXT);
        let next = match self.next_key()? {
            Some(next) => next,
            None => {
                let name = crate::home::name(self.name(), "/secretariat")?;
                let next = SignerKey::from_seed(name, &occasion.draw("next secretariat key"));
                files::write_new(&file, format!("{}\n", next.to_secret_text()).as_bytes(), Readers::Owner)?;
                next
            }
        };
        let change = KeyChange { old: self.secretariat(), new: next.public() };
        let note = MemberNote::sign(body, MemberStatement::Key(change), [&self.secretariat, &next])
            .map_err(|error| Error::Members(error.to_string()))?;
        let event = MemberEvent::Office { note: note.to_string() };
        let mut chain = self.members()?;
        if !chain.links().iter().any(|link| link.event == event) {
            self.make_epoch_before(occasion)?;
            self.enrolment()?.consider(&event).map_err(|error| Error::Members(error.to_string()))?;
            self.enter_member(&event, occasion)?;
            let number = chain.len();
            let note = chain.append(event, occasion.now, &self.secretariat)?;
            let link = NewLink { subject: Subject::Members.to_string(), number, note };
            self.commit(&Transaction { links: vec![link], ..Transaction::default() })?;
            self.make_epoch_after(occasion)?;
        }
        drop(writer);
        Ok(next.public())
    }

    /// Checks that the key that signs is one that readers believe: what another signs is accepted by nobody, and a chain that holds such a link is lost.
    ///
    /// # Errors
    /// A key that was put into the directory by hand, or one that the trust file has closed.
    pub(crate) fn signs_with_its_key(&self) -> Result<(), Error> {
        let own = self.secretariat();
        let (believed, by) = match self.trust() {
            Some(trust) => {
                let in_use = trust.secretariat().iter().filter(|office| office.last.is_none());
                (in_use.map(|office| office.key.clone()).collect(), "the trust file")
            }
            None => (self.rules()?.secretariat().to_vec(), "`policy.toml`"),
        };
        if believed.contains(&own) {
            return Ok(());
        }
        let names: Vec<String> = believed.iter().map(|key| format!("`{key}`")).collect();
        Err(Error::Input {
            message: format!("`{KEY}` is `{own}`, and {by} has {} as the secretariat's key: nothing was signed", names.join(", ")),
            help: "put back the key that signed before: nobody accepts what another signs. `dunant trust new-key` changes the key (docs/trust.md)"
                .into(),
        })
    }

    /// The key that waits to follow, if one does.
    pub(crate) fn next_key(&self) -> Result<Option<SignerKey>, Error> {
        read_key(&self.root().join(NEXT))
    }

    /// The key by which the secretariat will sign once the next trust file is adopted: the one that waits, else the one of today.
    pub(crate) fn coming_key(&self) -> Result<VerifierKey, Error> {
        Ok(self.next_key()?.map_or_else(|| self.secretariat(), |next| next.public()))
    }

    /// Signs with the key that waited, where the trust file that was adopted has it. A process that was killed in between goes on here.
    pub(crate) fn take_over(&mut self) -> Result<(), Error> {
        let Some(next) = self.next_key()? else { return Ok(()) };
        let is_in_use = |trust: &dunant_panel::Trust| {
            trust.secretariat().iter().any(|office| office.key == next.public() && office.last.is_none())
        };
        if !self.trust().is_some_and(is_in_use) {
            return Ok(());
        }
        let (file, waiting) = (self.root().join(KEY), self.root().join(NEXT));
        // What was signed by it stands; a copy is kept, so that nothing is lost by a mistake of the signers.
        if self.secretariat() != next.public() {
            let kept = kept_beside(&file)?;
            files::write_new(&kept, format!("{}\n", self.secretariat.to_secret_text()).as_bytes(), Readers::Owner)?;
        }
        fs::rename(&waiting, &file).map_err(Error::file("written", &file))?;
        files::sync_directory(&self.root().join("keys"))?;
        self.secretariat = next;
        Ok(())
    }

    /// Every key of the secretariat that a chain in this directory may be signed by.
    pub(crate) fn all_keys(&self) -> Result<Vec<VerifierKey>, Error> {
        let mut keys = self.office()?;
        if !keys.contains(&self.secretariat()) {
            keys.push(self.secretariat());
        }
        Ok(keys)
    }
}

/// A name that is free for the key that ends: `secretariat.1.key`.
fn kept_beside(file: &Path) -> Result<PathBuf, Error> {
    let names = (1..1_000).map(|number| file.with_file_name(format!("secretariat.{number}.key")));
    names.into_iter().find(|path| path.symlink_metadata().is_err()).ok_or_else(|| Error::Input {
        message: "the secretariat has had a thousand keys".into(),
        help: "move those in `keys` elsewhere".into(),
    })
}

fn read_key(file: &Path) -> Result<Option<SignerKey>, Error> {
    if !file.is_file() {
        return Ok(None);
    }
    SignerKey::parse(files::read_text(file)?.trim_end())
        .map(Some)
        .map_err(|error| Error::Damaged { path: file.to_owned(), message: error.to_string() })
}
