use std::fmt::Display;
use std::path::Path;

use dunant::panel::TrustFile;
use dunant::panel::finding::witnessed::Reader;
use dunant::panel::lodging::Bundle;
use dunant::panel::receipt::Receipt;
use dunant::panel::standing::Standing;
use dunant::panel::trust::TrustError;
use dunant::vocabulary::Moment;

use crate::arguments::VerifyOptions;
use crate::complaint::Complaint;
use crate::home::this_moment;
use crate::record::read_file;

/// What a reader gives to hold a finding against.
pub(super) struct Given {
    trust: Vec<TrustFile>,
    /// A trust file that too few signed: not a mistake of the reader, but what somebody wants to be believed.
    pub(super) no_trust: Option<String>,
    trust_seen: u64,
    receipts: Vec<Receipt>,
    lodged: Vec<Bundle>,
    latest: Option<Standing>,
    max_age: u64,
    proof: Option<Vec<u8>>,
    pub(super) now: Moment,
}

impl Given {
    /// Reads all files that the options name.
    pub(super) fn read(options: &VerifyOptions, proof: Option<Vec<u8>>) -> Result<Self, Complaint> {
        let mut trust: Vec<TrustFile> = Vec::new();
        let mut no_trust = None;
        for path in &options.trust {
            match TrustFile::parse(&read_file(path)?) {
                Ok(file) => trust.push(file),
                Err(error @ TrustError::Signed(_)) => no_trust = Some(format!("`{}`: {error}", path.display())),
                Err(error) => return Err(unread(path, error, "as docs/schema/trust-1.md has it")),
            }
        }
        let body = trust.first().map(|file| file.trust().body().clone());
        if let Some(other) = trust.iter().find(|file| Some(file.trust().body()) != body.as_ref()) {
            let bodies = body.map_or_else(String::new, |body| format!(" `{body}` and"));
            return Err(Complaint::new(format!(
                "the trust files are of two bodies,{bodies} `{}`",
                other.trust().body()
            ))
            .with_help("give those of one body: the newest, and the older one that the finding goes by"));
        }
        let parse_all = |paths: &[std::path::PathBuf]| -> Result<Vec<(std::path::PathBuf, Vec<u8>)>, Complaint> {
            paths.iter().map(|path| Ok((path.clone(), read_file(path)?))).collect()
        };
        let receipts = parse_all(&options.receipt)?
            .iter()
            .map(|(path, bytes)| {
                Receipt::parse(bytes).map_err(|error| unread(path, error, "as `panel receipts` keeps it"))
            })
            .collect::<Result<_, _>>()?;
        let lodged = parse_all(&options.lodged)?
            .iter()
            .map(|(path, bytes)| {
                Bundle::parse(bytes).map_err(|error| unread(path, error, "as `panel lodge` writes it"))
            })
            .collect::<Result<_, _>>()?;
        let standing = |path: &std::path::PathBuf| {
            Standing::parse(&read_file(path)?).map_err(|error| unread(path, error, "as `panel standing` writes it"))
        };
        Ok(Self {
            trust,
            no_trust,
            trust_seen: options.trust_seen,
            receipts,
            lodged,
            latest: options.latest.as_ref().map(standing).transpose()?,
            max_age: options.max_age.0,
            proof,
            now: this_moment()?,
        })
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            last_seen: self.trust_seen,
            proof: self.proof.as_deref(),
            receipts: &self.receipts,
            lodged: &self.lodged,
            latest: self.latest.as_ref().map(|standing| (standing, self.max_age)),
            ..Reader::new(&self.trust, self.now)
        }
    }

    /// The trust files.
    pub(super) fn trust(&self) -> &[TrustFile] {
        &self.trust
    }

    /// The proof that the finding stands in the record.
    pub(super) fn proof(&self) -> Option<&[u8]> {
        self.proof.as_deref()
    }
}

fn unread(path: &Path, error: impl Display, expected: &str) -> Complaint {
    Complaint::new(format!("`{}`: {error}", path.display())).with_help(format!("name the file {expected}"))
}
