use std::path::Path;

use dunant::panel::finding::{Code, FindingError, Report};
use serde::Deserialize;

use crate::complaint::Complaint;

/// What a file says to be, however badly it is written: a finding that was cut or reformatted is one that does not hold, and not some
/// other file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A finding.
    Finding,
    /// A custody document.
    Custody,
    /// Neither; why not.
    Neither(String),
}

const FINDING: &str = "dunant.finding/";
const CUSTODY: &str = "dunant.custody/";

/// How each begins in its one spelling.
const HEADS: [&str; 2] = ["{\n  \"schema\": \"dunant.finding/", "{\n  \"schema\": \"dunant.custody/"];

impl Meant {
    pub(super) fn by(bytes: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Headed {
            schema: String,
        }
        match serde_json::from_slice::<Headed>(bytes) {
            Ok(Headed { schema }) if schema.starts_with(FINDING) => Self::Finding,
            Ok(Headed { schema }) if schema.starts_with(CUSTODY) => Self::Custody,
            Ok(Headed { schema }) => Self::Neither(format!("it is of the form `{}`", short(&schema))),
            Err(error) => Self::of_what_is_damaged(bytes, &error),
        }
    }

    /// The form is looked for in the bytes: another encoding puts zeros between them.
    fn of_what_is_damaged(bytes: &[u8], error: &serde_json::Error) -> Self {
        let plain: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let place = |form: &str| plain.windows(form.len()).position(|window| window == form.as_bytes());
        match (place(FINDING), place(CUSTODY)) {
            (Some(finding), Some(custody)) if custody < finding => Self::Custody,
            (Some(_), _) => Self::Finding,
            (None, Some(_)) => Self::Custody,
            (None, None) if !bytes.is_empty() && HEADS.iter().any(|head| head.as_bytes().starts_with(bytes)) => {
                Self::Finding
            }
            (None, None) => Self::Neither(error.to_string()),
        }
    }
}

/// What is neither is named, with what would be one.
pub(super) fn neither(file: &Path, why: &str) -> Complaint {
    Complaint::new(format!("`{}` is no finding: {why}", file.display())).with_help(
        "name the `finding.json` of a published case, such as `published/CASE/1/finding.json`, or a custody report; trust files, \
         receipts, lodged steps and standings are given beside it, as `--trust`, `--receipt`, `--lodged` and `--latest`",
    )
}

/// A finding that is not as findings are written.
pub(super) fn not_of_the_form(error: &FindingError) -> Report {
    damaged("it is written as findings are", error)
}

/// A document that is not as its like are written.
pub(super) fn damaged(what: &str, error: &impl std::fmt::Display) -> Report {
    let mut report = Report::default();
    let because = error.to_string();
    let next = if because.contains("get the file") || because.contains("fetch it") {
        ""
    } else {
        ": it was cut or changed, or a newer version wrote it; get the file as it was published"
    };
    report.under(Code::Form, |report| report.fail(what, format!("{because}{next}")));
    report
}

/// A stranger's word, no longer than a line.
fn short(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_told_however_it_was_cut_reformatted_or_encoded() {
        let whole = "{\n  \"schema\": \"dunant.finding/2\",\n  \"body\": {\"a\": [1, 2]}\n}\n";
        assert_eq!(Meant::by(whole.as_bytes()), Meant::Finding);
        for length in 1..whole.len() {
            assert_eq!(Meant::by(&whole.as_bytes()[..length]), Meant::Finding, "{length}");
        }
        let sorted = "{\"body\": {}, \"schema\": \"dunant.finding/1\"}";
        let marked = format!("\u{feff}{whole}");
        let wide: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for changed in [sorted.as_bytes(), marked.as_bytes(), &wide] {
            assert_eq!(Meant::by(changed), Meant::Finding);
        }
    }

    #[test]
    fn a_custody_document_is_told_and_what_is_neither_is_not() {
        assert_eq!(Meant::by(b"{\"schema\": \"dunant.custody/1\", \"case\": "), Meant::Custody);
        assert_eq!(Meant::by(b"{\"schema\": \"dunant.custody/1\"}"), Meant::Custody);
        let receipt = Meant::by(b"{\"schema\": \"dunant.receipt/1\"}");
        assert_eq!(receipt, Meant::Neither("it is of the form `dunant.receipt/1`".into()));
        for other in [&b""[..], b"members-least = 3\n", b"[1, 2]", b"\x1b[2J"] {
            assert!(matches!(Meant::by(other), Meant::Neither(_)), "{other:?}");
        }
    }
}
