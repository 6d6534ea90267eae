//! The heads log of the body: an epoch whenever one is due, in which every chain that moved has one place (panel protocol, section 2).

mod course;
mod items;
mod kept;
mod presence;
mod shown;
mod succession;

use std::collections::BTreeMap;

use dunant_custody::chain::{Link, Subject};
use dunant_heads::{Epoch, Head, Node, Nonce, Position, PrefixTree};
use dunant_log::LogDirectory;
use dunant_panel::{MemberEvent, PanelEvent, Salt};
use dunant_record::Note;
use dunant_record::note::KeyName;
use dunant_vocabulary::{Moment, Sha256Digest};

pub(crate) use course::not_in_an_epoch;
pub(crate) use kept::{Epochs, moment};
use kept::{Kept, Planned};
pub(crate) use presence::lost_epochs;
pub use shown::ShownCase;
pub use succession::NextHeads;
use succession::OpenLog;
pub(crate) use succession::heads_key;

use crate::{Error, Home, Occasion};

/// An epoch of the heads log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct MadeEpoch {
    /// Its number, from 0.
    pub number: u64,
    /// By now it is surely as late, as its witnesses bound it; nothing where none says a time.
    pub at: Option<Moment>,
    /// How many chains moved in it.
    pub moved: usize,
    /// For how many seconds there was no epoch before it, where that is longer than the lag: dates that fall into it cannot be checked.
    pub pause: Option<u64>,
}

/// What came of a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// An epoch was made.
    Made(MadeEpoch),
    /// The newest is younger than the trust file's `every`.
    NotDue {
        /// The newest.
        newest: u64,
        /// When the next is due.
        due: Moment,
    },
}

impl Home {
    /// The directory of the first heads log; what every epoch commits to is kept in it too.
    #[must_use]
    pub fn heads(&self) -> LogDirectory {
        LogDirectory::new(self.root().join("heads"))
    }

    /// The epochs that were made, the oldest first.
    ///
    /// # Errors
    /// No trust file was adopted; what is kept cannot be read.
    pub fn list_epochs(&self) -> Result<Vec<MadeEpoch>, Error> {
        let trust = self.needed_trust()?;
        let epochs = self.epochs()?;
        let mut list: Vec<MadeEpoch> = Vec::new();
        for number in 0..epochs.len() {
            let Some(kept) = epochs.get(number) else { break };
            let at = moment(kept.bounds(trust)?.at_least);
            let before = list.last().and_then(|before| before.at);
            let pause = before.zip(at).map(|(before, at)| at.seconds().saturating_sub(before.seconds()));
            let pause = pause.filter(|pause| *pause > trust.lag());
            list.push(MadeEpoch { number, at, moved: kept.planned.moved.len(), pause });
        }
        Ok(list)
    }

    pub(crate) fn epochs(&self) -> Result<Epochs, Error> {
        Epochs::read(self.heads().root().join("epochs"))
    }

    /// Makes the next epoch, if it is due: from a timer, more often than epochs are made.
    ///
    /// An epoch that was begun and not finished, since the machine or a witness failed, is finished first.
    ///
    /// # Errors
    /// No trust file was adopted; the witnesses do not answer; what writing fails with.
    pub fn tick(&self, occasion: &Occasion) -> Result<Tick, Error> {
        let _writer = self.claim()?;
        let trust = self.needed_trust()?;
        let mut epochs = self.epochs()?;
        // A clock that is behind what witnesses saw would wait until it is there.
        if let Some((_, kept)) = epochs.newest()
            && let Some(seen) = moment(kept.bounds(trust)?.at_least)
            && occasion.now.seconds().saturating_add(trust.skew()) < seen.seconds()
        {
            self.clocks_agree(occasion)?;
        }
        if let (Some((newest, kept)), None) = (epochs.newest(), epochs.planned()?) {
            let seen = moment(kept.bounds(trust)?.at_least);
            let due = seen.and_then(|seen| Moment::from_seconds(seen.seconds().saturating_add(trust.every())));
            if let Some(due) = due.filter(|due| occasion.now < *due) {
                return Ok(Tick::NotDue { newest, due });
            }
        }
        self.make_epoch(&mut epochs, occasion).map(Tick::Made)
    }

    /// Makes the next epoch, due or not. The caller has the writer's place.
    pub(crate) fn make_epoch(&self, epochs: &mut Epochs, occasion: &Occasion) -> Result<MadeEpoch, Error> {
        if let Some(planned) = epochs.planned()? {
            let open = self.open_heads(epochs, true, occasion)?;
            self.enter_epoch(&open, epochs, planned)?;
        }
        // Before anything is planned: the log may be behind what is kept, or beyond it.
        let open = self.open_heads(epochs, false, occasion)?;
        let planned = self.plan(epochs, occasion)?;
        epochs.keep_plan(&planned)?;
        self.enter_epoch(&open, epochs, planned)
    }

    /// Enters the epoch that was planned, which may stand in the log already.
    fn enter_epoch(&self, open: &OpenLog, epochs: &mut Epochs, planned: Planned) -> Result<MadeEpoch, Error> {
        let OpenLog { log, index } = open;
        let number = epochs.len();
        let appended = log.append(planned.entry.clone().into_bytes()).wait();
        let receipt = appended.map_err(|error| Error::Heads(error.to_string()))?;
        let size = receipt.checkpoint.checkpoint().head().size;
        if receipt.index != *index || size != index + 1 {
            return Err(Error::Heads(format!(
                "epoch {number} stands at place {} of a log of {size} entries: somebody else has written to it; stop, and find out who",
                receipt.index
            )));
        }
        let moved = planned.moved.len();
        let kept = Kept { planned, checkpoint: receipt.checkpoint.to_string() };
        let trust = self.needed_trust()?;
        let bounds = |kept: &Kept| kept.bounds(trust);
        let before = epochs.newest().map(|(_, kept)| bounds(kept)).transpose()?;
        let at = moment(bounds(&kept)?.at_least);
        let between = before.and_then(|before| moment(before.at_least)).zip(at);
        let pause = between.map(|(before, at)| at.seconds().saturating_sub(before.seconds()));
        epochs.keep(kept)?;
        Ok(MadeEpoch { number, at, moved, pause: pause.filter(|pause| *pause > trust.lag()) })
    }

    /// What the next epoch commits to: the head of every chain that has a place and moved since the one before.
    fn plan(&self, epochs: &Epochs, occasion: &Occasion) -> Result<Planned, Error> {
        let body = self.needed_trust()?.body().clone();
        let number = epochs.len();
        let mut nonces: BTreeMap<String, Salt> =
            epochs.nonces().into_iter().map(|(subject, nonce)| (subject.to_owned(), nonce)).collect();
        let began = self.begun_since(&nonces, occasion)?;
        nonces.extend(began.clone());
        let before = number.checked_sub(1).map(|newest| epochs.numbers(newest)).unwrap_or_default();
        let subjects: Vec<&String> = nonces.keys().collect();
        let heads = self.runtime.block_on(self.store.heads(&subjects))?;
        let mut moved = BTreeMap::new();
        let mut leaves = Vec::new();
        for (subject, nonce) in &nonces {
            let missing = || Error::Heads(format!("the chain `{subject}` stood in an epoch, and is gone"));
            let (link, note) = heads.get(subject).ok_or_else(missing)?;
            match before.get(subject.as_str()) {
                Some(stood) if stood == link => {}
                Some(stood) if stood > link => {
                    return Err(Error::Heads(format!(
                        "`{subject}` stood at link {stood} in an epoch, and the store has it up to link {link}: it was restored from an \
                         older backup; put back the newest (docs/backup.md)"
                    )));
                }
                _ => {
                    let head = Head { number: *link, digest: text_digest(note)? };
                    leaves.push(leaf(&body, subject, *nonce, head, number));
                    moved.insert(subject.clone(), *link);
                }
            }
        }
        let padding = Salt::new(occasion.draw(&format!("padding of epoch {number}")));
        let tree = PrefixTree::padded(leaves, padding.as_bytes()).map_err(|error| Error::Heads(error.to_string()))?;
        let before = match number.checked_sub(1).and_then(|newest| epochs.get(newest)) {
            Some(newest) => Some(*newest.checkpoint()?.checkpoint().head()),
            None => None,
        };
        let succession = self.needed_trust()?.logs().succession(number, before);
        let entry = Epoch { body, number, chains: tree.root(), succession }.to_string();
        Ok(Planned { entry, moved, began, padding })
    }

    /// The nonces of the chains that have a place, and stood in no epoch yet: members, cases of the second form, and all items. The chain of an item
    /// has its nonce here and in its custody document, and not in its first link, which is of a form that is older than the log.
    fn begun_since(
        &self,
        known: &BTreeMap<String, Salt>,
        occasion: &Occasion,
    ) -> Result<BTreeMap<String, Salt>, Error> {
        let mut begun = BTreeMap::new();
        let chains = self.runtime.block_on(self.store.subjects("case/"))?;
        for subject in [Subject::Members.to_string()].into_iter().chain(chains) {
            if known.contains_key(&subject) {
                continue;
            }
            if let Ok(Subject::Item(..)) = subject.parse() {
                let nonce = Salt::new(occasion.draw(&format!("nonce of {subject}")));
                begun.insert(subject, nonce);
                continue;
            }
            for note in self.runtime.block_on(self.store.chain(&subject))? {
                if let Some(nonce) = nonce_in(&note) {
                    begun.insert(subject.clone(), nonce);
                    break;
                }
            }
        }
        Ok(begun)
    }
}

/// How many links the chain of members had in the last epoch before the case of `subject` began; where it stands in none yet, in the newest.
pub(crate) fn members_in(epochs: &Epochs, subject: &str) -> u64 {
    let before = match epochs.first_with(subject, 0) {
        Some(began) => began.checked_sub(1),
        None => epochs.len().checked_sub(1),
    };
    let newest = before.and_then(|before| epochs.numbers(before).get(Subject::Members.to_string().as_str()).copied());
    newest.map_or(0, |newest| newest + 1)
}

/// The leaf of a chain, with its place.
fn leaf(body: &KeyName, subject: &str, nonce: Salt, head: Head, epoch: u64) -> (Position, Node) {
    let position = Position::of(body, &subject);
    (position, head.leaf(&position, &Nonce::from_bytes(nonce.as_bytes()), epoch))
}

/// The digest of the text of a link, by its note.
fn text_digest(note: &str) -> Result<Sha256Digest, Error> {
    let note = Note::parse(note.as_bytes()).map_err(|error| Error::Heads(error.to_string()))?;
    Ok(Sha256Digest::of(note.text().as_bytes()))
}

/// The nonce, where the link says that its chain has a place.
fn nonce_in(note: &str) -> Option<Salt> {
    let note = Note::parse(note.as_bytes()).ok()?;
    if let Ok(Link { event: PanelEvent::Begun { nonce, .. }, .. }) = Link::<PanelEvent>::parse(note.text()) {
        return Some(nonce);
    }
    match Link::<MemberEvent>::parse(note.text()).ok()?.event {
        MemberEvent::Begun { nonce, .. } => Some(nonce),
        _ => None,
    }
}
