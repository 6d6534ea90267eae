//! The author's own tool: what a member or a party keeps beside its key, so that nobody can show it one case and others another.
//!
//! Beside `member-1.key` it keeps `member-1.key.receipts/`: the newest link that it has seen of each case, the heads log as far as it has verified it
//! (`CASE.known`), and a receipt for each step that it signed (panel protocol, section 3), with the signed links that the step had seen. It signs nothing on
//! a chain that does not hold that link, or that is not the one that stood in every epoch of the body.

use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use dunant::panel::known::{Followed, Known};
use dunant::panel::proceeding::Timing;
use dunant::panel::receipt::Receipt;
use dunant::panel::step::SeenLink;
use dunant::panel::{Proceeding, StepKind};
use dunant::vocabulary::{Moment, Sha256Digest};
use dunant_custody::CaseId;
use dunant_durable::{Failed, Readers, make_directories, replace};
use dunant_secretariat::{Error, Home};

use crate::arguments::Terminal;
use crate::complaint::Complaint;
use crate::output::tell;
use crate::record::{complain, read_file};

/// What the holder of a key keeps.
pub(super) struct Tool {
    directory: PathBuf,
}

/// A receipt that is kept.
pub(super) struct Kept {
    pub(super) file: PathBuf,
    pub(super) receipt: Receipt,
}

impl Tool {
    /// The tool of whoever holds the key in this file.
    pub(super) fn of(key: &Path) -> Self {
        let mut directory = key.to_owned().into_os_string();
        directory.push(".receipts");
        Self { directory: directory.into() }
    }

    /// Before anything is signed: whether the case is the one that was seen last, and the one that stood in each epoch since then; in each of the body, where
    /// none was seen. Gives what is known of it now; nothing of a case of the first form, which stands in no epoch.
    pub(super) fn allows(&self, home: &Home, case: &CaseId) -> Result<Option<Known>, Complaint> {
        let known = self.known(case)?;
        let Some(shown) = home.shown(case, known.as_ref().map_or(0, Known::next))? else {
            return self.goes_on(&home.proceeding(case)?).map(|()| None);
        };
        self.goes_on(&shown.proceeding)?;
        let followed = Known::follow(known.as_ref(), shown.under(home.trust_files()));
        let followed = followed.map_err(|error| self.another(case, &error.to_string()))?;
        if known.as_ref() != Some(&followed.known) {
            make_directories(&self.directory, Readers::Owner).map_err(unwritten)?;
            let text = followed.known.to_string();
            replace(&self.known_file(case), text.as_bytes(), Readers::Owner).map_err(unwritten)?;
        }
        Ok(Some(followed.known))
    }

    /// The links of a case, and every epoch of the body, verified from the first on.
    pub(super) fn course(
        &self,
        home: &Home,
        case: &CaseId,
    ) -> Result<(Vec<Sha256Digest>, Option<Followed>), Complaint> {
        let Some(shown) = home.shown(case, 0)? else { return Ok((home.proceeding(case)?.link_digests(), None)) };
        let followed = Known::follow(None, shown.under(home.trust_files()));
        let followed = followed.map_err(|error| self.another(case, &error.to_string()))?;
        Ok((shown.proceeding.link_digests(), Some(followed)))
    }

    /// Whether a case has the link that was seen last.
    fn goes_on(&self, proceeding: &Proceeding) -> Result<(), Complaint> {
        let case = proceeding.case();
        let Some(seen) = self.kept::<SeenLink>(&self.seen(case))? else { return Ok(()) };
        let place = usize::try_from(seen.number).unwrap_or(usize::MAX);
        if proceeding.link_digests().get(place) == Some(&seen.digest) {
            return Ok(());
        }
        Err(self
            .another(case, &format!("you are shown another link {} than the one that you saw, or none", seen.number)))
    }

    fn another(&self, case: &CaseId, because: &str) -> Complaint {
        Complaint::new(format!("the case `{case}`: {because}: nothing was signed")).with_help(format!(
            "the secretariat shows two versions of one case, or lost a part of it: keep `{}`, and ask other members for theirs",
            self.directory.display()
        ))
    }

    fn known(&self, case: &CaseId) -> Result<Option<Known>, Complaint> {
        self.kept(&self.known_file(case))
    }

    /// What this tool has written to a file; nothing where there is none.
    fn kept<T: FromStr<Err: Display>>(&self, file: &Path) -> Result<Option<T>, Complaint> {
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|reason| dunant::Error::File { path: file.to_owned(), action: "read", reason })?,
        };
        // Of a link the line ends; what is known ends with one.
        let read = text.parse().or_else(|_| text.trim_end().parse());
        read.map(Some).map_err(|error: T::Err| {
            Complaint::new(format!("`{}` is not as this tool writes it: {error}", file.display())).with_help(
                "put it back from a backup of what stands beside your key; without it this tool would trust the first case that it is shown",
            )
        })
    }

    /// Keeps what came of a step that was handed in at `signed`: its receipt, and the newest link.
    pub(super) fn keep(
        &self,
        home: &Home,
        case: &CaseId,
        result: Result<Proceeding, Error>,
        signed: Moment,
        terminal: &Terminal,
    ) -> Result<Proceeding, Complaint> {
        let (receipt, result) = match result {
            Ok(proceeding) if proceeding.begun().is_none() => return Ok(proceeding),
            Ok(proceeding) => {
                let link = proceeding.steps().last().map(|taken| taken.link);
                (link.map(|link| home.receipt(case, link)).transpose()?, Ok(proceeding))
            }
            Err(Error::Refused { refused, code, receipt }) => {
                (receipt.as_deref().cloned(), Err(Error::Refused { refused, code, receipt }))
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(receipt) = receipt {
            self.keep_receipt(home, case, &receipt, signed, terminal)?;
        }
        Ok(result?)
    }

    /// Keeps beside a step in `file` the links of its case up to the one that it has seen, as the secretariat signed them: what shows, where the step is
    /// lodged, that its author was shown another chain than others were.
    pub(super) fn keep_links(home: &Home, step: &str, file: &Path) -> Result<(), Complaint> {
        let links = home.links_seen(step)?;
        if links.is_empty() {
            return Ok(());
        }
        let json = serde_json::to_vec_pretty(&links).map_err(complain)?;
        Ok(replace(&links_beside(file), &json, Readers::Owner).map_err(unwritten)?)
    }

    fn keep_receipt(
        &self,
        home: &Home,
        case: &CaseId,
        receipt: &Receipt,
        signed: Moment,
        terminal: &Terminal,
    ) -> Result<(), Complaint> {
        let Some(trust) = home.trust() else { return Ok(()) };
        let keys: Vec<_> = trust.secretariat().iter().map(|office| office.key.clone()).collect();
        let verified = receipt.verify(&keys).map_err(complain)?;
        let number = verified.link.number;
        make_directories(&self.directory, Readers::Owner).map_err(unwritten)?;
        let file = self.directory.join(format!("{case}-{number}.json"));
        replace(&file, receipt.to_string().as_bytes(), Readers::Owner).map_err(unwritten)?;
        Self::keep_links(home, &receipt.step, &file)?;
        // Its own reading of the rules, over the case as it was before: that which it has verified.
        let before = home.proceeding_before(case, number)?;
        self.goes_on(&before)?;
        let seen = self.seen(case);
        let newest = SeenLink { number, digest: verified.digest };
        replace(&seen, format!("{newest}\n").as_bytes(), Readers::Owner).map_err(unwritten)?;
        let timing = Timing { every: trust.every(), lag: trust.lag() };
        if let Err(unfair) = verified.is_fair(&before, signed, timing) {
            tell(terminal, &format!("this receipt counts as none: {unfair}"));
            tell(terminal, &format!("lodge the step: dunant panel lodge {}", file.display()));
        }
        Ok(())
    }

    /// The receipts that are kept, of one case or of all.
    pub(super) fn receipts(&self, case: Option<&CaseId>) -> Result<Vec<Kept>, Complaint> {
        let mut all = Vec::new();
        let Ok(entries) = fs::read_dir(&self.directory) else { return Ok(all) };
        for entry in entries {
            let failed = |reason| dunant::Error::File { path: self.directory.clone(), action: "read", reason };
            let file = entry.map_err(failed)?.path();
            if file.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let named = |error| Complaint::new(format!("`{}`: {error}", file.display()));
            let receipt = Receipt::parse(&read_file(&file)?).map_err(named)?;
            all.push(Kept { file, receipt });
        }
        all.retain(|kept| case.is_none_or(|case| kept.is_of(case)));
        // `2026-001-7.json` before `2026-001-17.json`.
        all.sort_by_key(|kept| (kept.file.as_os_str().len(), kept.file.clone()));
        Ok(all)
    }

    fn seen(&self, case: &CaseId) -> PathBuf {
        self.directory.join(format!("{case}.seen"))
    }

    fn known_file(&self, case: &CaseId) -> PathBuf {
        self.directory.join(format!("{case}.known"))
    }
}

impl Kept {
    fn is_of(&self, case: &CaseId) -> bool {
        dunant::panel::SignedStep::parse(&self.receipt.step).is_ok_and(|signed| signed.statement().case == *case)
    }
}

/// The links that were kept beside a step; none where there are none.
pub(super) fn kept_links(file: &Path) -> Result<Vec<String>, Complaint> {
    let beside = links_beside(file);
    if !beside.is_file() {
        return Ok(Vec::new());
    }
    let damaged = |error| Complaint::new(format!("`{}` is not as this tool writes it: {error}", beside.display()));
    serde_json::from_slice(&read_file(&beside)?).map_err(damaged)
}

fn unwritten(error: Failed) -> dunant::Error {
    dunant::Error::File { path: error.path, action: "written", reason: error.reason }
}

fn links_beside(file: &Path) -> PathBuf {
    file.with_extension("links")
}

/// The kind of a step, in the words of the page.
pub(super) fn kind(receipt: &Receipt) -> Option<StepKind> {
    dunant::panel::SignedStep::parse(&receipt.step).ok().map(|signed| signed.step().kind())
}
