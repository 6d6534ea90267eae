//! The author's own tool: what a member or a party keeps beside its key, so that nobody can show it one case and others another.
//!
//! Beside `member-1.key` it keeps `member-1.key.receipts/`: the newest link that it has seen of each case, and a receipt for each step that it signed
//! (panel protocol, section 3), with the signed links that the step had seen. It signs nothing on a chain that does not hold that link.

use std::fs;
use std::path::{Path, PathBuf};

use dunant::panel::proceeding::Timing;
use dunant::panel::receipt::Receipt;
use dunant::panel::step::SeenLink;
use dunant::panel::{Proceeding, StepKind};
use dunant::vocabulary::Moment;
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

    /// Before anything is signed: whether the case is the one that was seen last.
    pub(super) fn allows(&self, proceeding: &Proceeding) -> Result<(), Complaint> {
        let file = self.seen(proceeding.case());
        let Ok(text) = fs::read_to_string(&file) else { return Ok(()) };
        let damaged = |_| Complaint::new(format!("`{}` is not as this tool writes it", file.display()));
        let seen: SeenLink = text.trim_end().parse().map_err(damaged)?;
        let place = usize::try_from(seen.number).unwrap_or(usize::MAX);
        if proceeding.link_digests().get(place) == Some(&seen.digest) {
            return Ok(());
        }
        Err(Complaint::new(format!(
            "the case `{}` that you are shown has another link {} than the one that you saw: nothing was signed",
            proceeding.case(),
            seen.number
        ))
        .with_help(format!(
            "the secretariat shows two versions of one case, or lost a part of it: keep `{}`, and ask other members for theirs",
            self.directory.display()
        )))
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
        let failed = |error: Failed| dunant::Error::File { path: error.path, action: "written", reason: error.reason };
        let json = serde_json::to_vec_pretty(&links).map_err(complain)?;
        Ok(replace(&links_beside(file), &json, Readers::Owner).map_err(failed)?)
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
        let failed = |error: Failed| dunant::Error::File { path: error.path, action: "written", reason: error.reason };
        make_directories(&self.directory, Readers::Owner).map_err(failed)?;
        let file = self.directory.join(format!("{case}-{number}.json"));
        replace(&file, receipt.to_string().as_bytes(), Readers::Owner).map_err(failed)?;
        Self::keep_links(home, &receipt.step, &file)?;
        let seen = self.seen(case);
        let newest = SeenLink { number, digest: verified.digest };
        replace(&seen, format!("{newest}\n").as_bytes(), Readers::Owner).map_err(failed)?;
        // Its own reading of the rules, over the case as it was before.
        let before = home.proceeding_before(case, number)?;
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

fn links_beside(file: &Path) -> PathBuf {
    file.with_extension("links")
}

/// The kind of a step, in the words of the page.
pub(super) fn kind(receipt: &Receipt) -> Option<StepKind> {
    dunant::panel::SignedStep::parse(&receipt.step).ok().map(|signed| signed.step().kind())
}
