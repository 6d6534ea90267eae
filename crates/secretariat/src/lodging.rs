//! What holds the secretariat to its word: receipts for what was handed in, lodging in a log that others run, contests (panel protocol, section 3).

use dunant_custody::{CaseId, Subject};
use dunant_log::{Log, LogDirectory};
use dunant_panel::lodging::Bundle;
use dunant_panel::receipt::Receipt;
use dunant_panel::{Proceeding, Salt, SignedStep};
use dunant_record::note::SignerKey;
use dunant_record::{Entry, KnownEntry, RoundName, Statement, TlogProof};
use dunant_store::{NewLink, Transaction};
use dunant_vocabulary::{Moment, Sha256Digest};

use crate::{Error, Home, Occasion};

impl Home {
    /// The receipt of a step that was taken as link `link` of a case.
    ///
    /// # Errors
    /// There is no such link, or it takes no step.
    pub fn receipt(&self, case: &CaseId, link: u64) -> Result<Receipt, Error> {
        let proceeding = self.proceeding(case)?;
        let taken = proceeding.steps().iter().find(|taken| taken.link == link);
        let subject = Subject::Case(case.clone()).to_string();
        let notes = self.runtime.block_on(self.store.chain(&subject))?;
        let note = usize::try_from(link).ok().and_then(|place| notes.into_iter().nth(place));
        match (taken, note) {
            (Some(taken), Some(note)) => Ok(Receipt::new(taken.signed.to_string(), note)),
            _ => Err(Error::Input {
                message: format!("link {link} of the case `{case}` takes no step"),
                help: format!("`dunant case show {case}` lists its steps"),
            }),
        }
    }

    /// The signed links of a case up to what a step of it has seen, for its author to keep; none where the step saw none, or another link than stands here.
    ///
    /// # Errors
    /// A step that cannot be read; what reading the chain fails with.
    pub fn links_seen(&self, step: &str) -> Result<Vec<String>, Error> {
        let signed = SignedStep::parse(step).map_err(lodging)?;
        let statement = signed.statement();
        let Some(seen) = statement.place.as_ref().and_then(|place| place.seen) else { return Ok(Vec::new()) };
        let mut notes = self.runtime.block_on(self.store.chain(&Subject::Case(statement.case.clone()).to_string()))?;
        notes.truncate(usize::try_from(seen.number).unwrap_or(usize::MAX).saturating_add(1));
        let newest = notes.last().and_then(|note| dunant_record::Note::parse(note.as_bytes()).ok());
        let is_seen = newest.is_some_and(|note| Sha256Digest::of(note.text().as_bytes()) == seen.digest);
        Ok(if is_seen { notes } else { Vec::new() })
    }

    /// The case as it was before its link `link`.
    ///
    /// # Errors
    /// There is no such case; its chain does not hold.
    pub fn proceeding_before(&self, case: &CaseId, link: u64) -> Result<Proceeding, Error> {
        let mut notes = self.runtime.block_on(self.store.chain(&Subject::Case(case.clone()).to_string()))?;
        notes.truncate(usize::try_from(link).unwrap_or(usize::MAX));
        let rules = self.proceeding(case)?.policy().clone();
        self.read(case, rules, notes)
    }

    /// Enters a signed step, sealed, in the log in `directory`, which others run: its bundle shows that it was there by then.
    ///
    /// # Errors
    /// No step; a log that is none of the trust file's, or that cannot be written to.
    pub fn lodge(&self, directory: &LogDirectory, step: &str, occasion: &Occasion) -> Result<(Bundle, Moment), Error> {
        SignedStep::parse(step).map_err(|error| Error::Input {
            message: error.to_string(),
            help: "name the receipt or the signed step as `dunant panel` wrote it".into(),
        })?;
        let trust = self.needed_trust()?;
        let key = directory.key().map_err(lodging)?.public();
        if !trust.lodging().logs().iter().any(|log| log.key == key) {
            return Err(Error::Input {
                message: format!("`{key}` is no log in which the trust file has steps lodged"),
                help: "name the directory of one that stands under `[lodging]`".into(),
            });
        }
        let salt = Salt::new(occasion.draw("lodging"));
        let entry = Bundle::entry(step, &salt).to_bytes();
        let log = Log::open(directory, self.cosigners(directory, occasion.now)?).map_err(lodging)?;
        let receipt = log.append(entry).wait().map_err(lodging)?;
        let proof = log.prove(receipt.index).map_err(lodging)?;
        let bundle = Bundle::new(step.to_owned(), salt, &proof);
        let by = self.lodged_by(&bundle)?;
        Ok((bundle, by))
    }

    fn lodged_by(&self, bundle: &Bundle) -> Result<Moment, Error> {
        let trust = self.needed_trust()?;
        bundle.lodged_by(trust.lodging(), trust.liars().unwrap_or(0)).map_err(lodging)
    }

    /// Takes a step up that its author lodged.
    ///
    /// # Errors
    /// A bundle that shows nothing, and a step that no rule allows at the date of its lodging.
    pub fn take_up(&self, case: &CaseId, bundle: Bundle, occasion: &Occasion) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        self.has_what_it_names(case, &bundle.step)?;
        self.make_epoch_before(occasion)?;
        self.clocks_agree(occasion)?;
        let by = self.lodged_by(&bundle)?;
        let mut proceeding = self.proceeding(case)?;
        let subject = Subject::Case(case.clone()).to_string();
        let own = self.runtime.block_on(self.store.chain(&subject))?;
        let office: Vec<_> = self.needed_trust()?.secretariat().iter().map(|office| office.key.clone()).collect();
        if let Some(fork) = bundle.fork(case, &office, &own).map_err(lodging)? {
            return Err(Error::Input {
                message: format!("its author was shown another chain of the case `{case}`: {fork}"),
                help: "nothing was changed; find out who signed both, and publish them".into(),
            });
        }
        let bundle = bundle.with_links(Vec::new());
        let number = proceeding.chain().len();
        let note = proceeding
            .take_up(bundle, by, occasion.now, &self.secretariat)
            .map_err(|error| Error::Proceeding { case: case.clone(), reason: error.to_string() })?;
        let link = NewLink { subject, number, note };
        self.commit(&Transaction { links: vec![link], ..Transaction::default() })?;
        self.make_epoch_after(occasion)?;
        Ok(proceeding)
    }

    /// Says that the dates of links of a case are wrong, since a clock was: what witnesses saw counts in their place.
    ///
    /// # Errors
    /// Links that the case does not have, no reason, and a case that would not hold with the other dates.
    pub fn mend_dates(
        &self,
        case: &CaseId,
        links: Vec<u64>,
        because: String,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        self.make_epoch_before(occasion)?;
        self.clocks_agree(occasion)?;
        let mut proceeding = self.proceeding(case)?.with_dates(self.seen_by(case)?);
        let number = proceeding.chain().len();
        let note = proceeding
            .mend(links, because, occasion.now, &self.secretariat)
            .map_err(|error| Error::Proceeding { case: case.clone(), reason: error.to_string() })?;
        let link = NewLink { subject: Subject::Case(case.clone()).to_string(), number, note };
        self.commit(&Transaction { links: vec![link], ..Transaction::default() })?;
        self.make_epoch_after(occasion)?;
        Ok(proceeding)
    }

    /// Enters in the log in `directory`, under its author's key, that the finding of a round left a lodged step out.
    ///
    /// # Errors
    /// A step of another author or case; a log that cannot be written to.
    pub fn contest(
        &self,
        directory: &LogDirectory,
        author: &SignerKey,
        bundle: &Bundle,
        occasion: &Occasion,
    ) -> Result<(u64, TlogProof), Error> {
        let refused =
            |message: String| Error::Input { message, help: "the author of a step alone contests for it".into() };
        let signed = SignedStep::parse(&bundle.step).map_err(|error| refused(error.to_string()))?;
        if signed.by() != author.name() || signed.verify(&author.public()).is_err() {
            return Err(refused(format!("the step is by `{}`, and the key is `{}`", signed.by(), author.name())));
        }
        self.lodged_by(bundle)?;
        let statement = signed.statement();
        let place = statement.place.as_ref();
        let of = RoundName {
            body: place.map_or_else(|| self.body_name(), |place| Ok(place.body.clone()))?,
            case: statement.case.clone(),
            round: place.and_then(|place| place.round).unwrap_or(1),
        };
        let document = Sha256Digest::of(bundle.to_string().as_bytes());
        let mut entry = KnownEntry::new(Statement::Contest { of, document });
        entry.sign(author).map_err(lodging)?;
        let entry = Entry::Known(Box::new(entry)).to_bytes();
        let log = Log::open(directory, self.cosigners(directory, occasion.now)?).map_err(lodging)?;
        let receipt = log.append(entry.clone()).wait().map_err(lodging)?;
        let proof = log.prove(receipt.index).map_err(lodging)?;
        Ok((receipt.index, TlogProof { unauthenticated_extra: Some(entry), ..proof }))
    }
}

fn lodging(error: impl std::fmt::Display) -> Error {
    Error::Lodging(error.to_string())
}
