use std::fs;
use std::path::Path;

use dunant_convention::CaseFacts;
use dunant_exchange::{PublicClaim, Victim};
use dunant_vocabulary::{AdmiraltyGrade, DateRange, Sha256Digest, Tlp};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::Error;
use crate::case::CASE_FILE;

/// A case as its `case.toml` describes it.
///
/// `title` is required; everything else may be left out. `[[fact]]` tables are facts of the convention's vocabulary.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The case's name.
    pub title: String,
    /// What happened, in a sentence or two.
    pub summary: Option<String>,
    /// When it happened.
    pub incident: Option<DateRange>,
    /// To whom.
    pub victim: Option<Victim>,
    /// What is known of the files in `evidence/`.
    #[serde(default)]
    pub evidence: Vec<EvidenceEntry>,
    /// Attribution claimed by others; never evidence.
    #[serde(default)]
    pub claim: Vec<PublicClaim>,
    /// Read by [`CaseFacts::parse`], which knows the vocabulary.
    #[serde(default, rename = "fact")]
    _fact: IgnoredAny,
    #[serde(skip)]
    facts: CaseFacts,
    #[serde(skip)]
    digest: Option<Sha256Digest>,
}

/// What is known of a file of the case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEntry {
    /// Its path within `evidence/`.
    pub file: String,
    /// The intrusion it is of, where the case holds several; each is assessed by its own evidence, and by what has none.
    pub intrusion: Option<String>,
    /// Who published or gave it.
    pub source: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When.
    pub published: Option<DateRange>,
    /// How far it may be shared.
    #[serde(default, deserialize_with = "tlp")]
    pub tlp: Option<Tlp>,
    /// Reliability of the source and credibility of the information.
    pub admiralty: Option<AdmiraltyGrade>,
}

/// The most bytes that a case file has.
const MOST: u64 = 64 << 20;

impl CaseFile {
    /// Reads a `case.toml`, or the one of a case directory. The evidence beside it is not looked at.
    ///
    /// # Errors
    /// A path that is not there, a directory without a case file, a mistake in it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let metadata = fs::metadata(path).map_err(Error::reading(path))?;
        let file = if metadata.is_dir() { path.join(CASE_FILE) } else { path.to_owned() };
        if metadata.is_dir() && !file.is_file() {
            return Err(Error::NoCaseFile { path: path.to_owned() });
        }
        let text = dunant_durable::read_text(&file, MOST).map_err(Error::reading(&file))?;
        Self::parse(&file, &text)
    }

    /// Reads the text of a `case.toml`; `path` is for errors alone.
    ///
    /// # Errors
    /// [`Error::CaseFile`] with the place of the first mistake. Nothing is half-loaded.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let mut case: Self = toml::from_str(text).map_err(|error| Error::CaseFile {
            path: path.to_owned(),
            text: text.to_owned(),
            span: error.span().unwrap_or(0..0),
            message: error.message().lines().collect::<Vec<_>>().join("; "),
            help: Some(
                "examples/sony-pictures-2014/case.toml shows every key; `docs/case-file.md` explains them".into(),
            ),
        })?;
        case.facts = CaseFacts::parse(text).map_err(|error| Error::CaseFile {
            path: path.to_owned(),
            text: text.to_owned(),
            span: error.span,
            message: error.message,
            help: error.help,
        })?;
        case.digest = Some(Sha256Digest::of(text.as_bytes()));
        Ok(case)
    }

    /// The facts of the convention's vocabulary that the case states.
    #[must_use]
    pub fn facts(&self) -> &CaseFacts {
        &self.facts
    }

    /// SHA-256 of the file.
    #[must_use]
    pub fn digest(&self) -> Option<Sha256Digest> {
        self.digest
    }
}

/// TLP words as people write them: `clear`, `TLP:AMBER+STRICT`.
fn tlp<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Tlp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_a_case_names_its_place() {
        let text = "title = \"t\"\nincident = \"soon\"\n";
        let Err(Error::CaseFile { span, message, .. }) = CaseFile::parse(Path::new("case.toml"), text) else {
            panic!()
        };
        assert_eq!(&text[span], "\"soon\"");
        assert!(message.contains("`soon` is not a date"), "{message}");
        assert!(CaseFile::parse(Path::new("case.toml"), "title = \"t\"\ntitel = 1").is_err());
    }

    #[test]
    fn dates_may_be_known_to_the_day_the_month_or_the_year() {
        let text = "title = \"t\"\n[[evidence]]\nfile = \"a\"\npublished = \"2014-12\"\ntlp = \"TLP:AMBER+STRICT\"\n";
        let case = CaseFile::parse(Path::new("case.toml"), text).unwrap();
        assert_eq!(case.evidence[0].published.unwrap().to_string(), "2014-12");
        assert_eq!(case.evidence[0].tlp, Some(Tlp::AmberStrict));
    }
}
