use std::fmt;

use dunant_record::merkle::TreeHead;

/// The most findings that are kept; of the others the number.
const KEPT: usize = 1_000;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The tree that the public files were checked against; none where no checkpoint could be read.
    pub head: Option<TreeHead>,
    /// In the order of the check: key and policy, lock, checkpoint, tiles, what else lies there. The same for the same files.
    pub findings: Vec<Finding>,
    /// How many errors there are, those that were not kept in `findings` included.
    errors: u64,
    /// How many findings were not kept.
    pub omitted: u64,
}

impl Report {
    /// Whether there is no error. Notes may stand.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.errors == 0
    }

    /// How many errors there are.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.errors
    }

    pub(super) fn error(&mut self, file: impl Into<String>, what: impl Into<String>, next: impl Into<String>) {
        self.push(Finding { severity: Severity::Error, file: file.into(), what: what.into(), next: next.into() });
    }

    pub(super) fn note(&mut self, file: impl Into<String>, what: impl Into<String>, next: impl Into<String>) {
        self.push(Finding { severity: Severity::Note, file: file.into(), what: what.into(), next: next.into() });
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.errors += u64::from(finding.severity == Severity::Error);
        if self.findings.len() < KEPT {
            self.findings.push(finding);
        } else {
            self.omitted += 1;
        }
    }

    pub(super) fn finish(self, head: Option<TreeHead>) -> Self {
        Self { head, ..self }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The file, below the directory that was checked.
    pub file: String,
    /// What is the matter with it.
    pub what: String,
    /// What to do next.
    pub next: String,
}

impl fmt::Display for Finding {
    /// On one line: `error: `public/tile/0/000` is missing: restore it from a mirror`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, file, what, next } = self;
        write!(f, "{severity}: `{file}` {what}: {next}")
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The log is damaged, or says what it may not say.
    Error,
    /// Worth knowing; the log is sound all the same.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Note => "note",
        })
    }
}
