use dunant_custody::chain::Event;
use dunant_record::note::KeyName;
use dunant_vocabulary::{Moment, Sha256Digest};
use serde::{Deserialize, Serialize};

use super::refusal::Refused;
use crate::bounds::MAX_LINE_BYTES;
use crate::lodging::Bundle;
use crate::step::{Salt, SignedStep};

/// The longest reason of a refusal that is recorded, in bytes.
const MAX_REASON_BYTES: usize = 2000;

/// What stands in the chain of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PanelEvent {
    /// A step was taken. The time of the link is its date.
    Step {
        /// The author's signed note.
        note: String,
    },
    /// A step was refused. It changes nothing, and nobody can say that it was not handed in.
    Refused {
        /// SHA-256 of the note.
        note: Sha256Digest,
        /// Whom the note said to be by, where it could be read and is no longer than a line. Nobody has checked that.
        #[serde(with = "crate::spelled::option")]
        by: Option<KeyName>,
        /// [`Refused::code`].
        code: String,
        /// Why, in words.
        reason: String,
    },
    /// The chain has a place in the heads log of its body from here on, and its steps are of the second form (panel protocol, section 3).
    Begun {
        /// 32 random bytes, by which nobody can tell from the heads log when the chain moves.
        nonce: Salt,
        /// The body.
        #[serde(with = "crate::spelled")]
        body: KeyName,
    },
    /// A step that was not taken is taken up from the log in which its author lodged it.
    Lodged {
        /// The lodged step, and what shows that it was lodged.
        bundle: Box<Bundle>,
        /// By when it was lodged: its date for clocks. Whether the log's witnesses say so, a reader with the trust file checks.
        at: Moment,
    },
    /// The dates of links are wrong: a clock was. What witnesses say of their epochs counts in their place.
    Clock {
        /// The numbers of the links, ascending.
        links: Vec<u64>,
        /// What happened.
        because: String,
    },
}

impl Event for PanelEvent {
    fn mends(&self) -> &[u64] {
        match self {
            Self::Clock { links, .. } => links,
            _ => &[],
        }
    }
}

impl PanelEvent {
    /// The event of a refusal of `note`.
    #[must_use]
    pub fn refused(note: &str, refused: &Refused) -> Self {
        let mut reason = refused.to_string();
        // The message may repeat what a stranger wrote.
        while reason.len() > MAX_REASON_BYTES {
            reason.pop();
        }
        let by = SignedStep::parse(note).ok().map(|signed| signed.by().clone());
        let by = by.filter(|by| by.as_str().len() <= MAX_LINE_BYTES);
        Self::Refused { note: Sha256Digest::of(note.as_bytes()), by, code: refused.code().to_owned(), reason }
    }
}

/// A refusal as the chain of the case has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRefusal {
    /// The number of the link.
    pub link: u64,
    /// When.
    pub at: Moment,
    /// SHA-256 of the refused note.
    pub note: Sha256Digest,
    /// Whom the note said to be by. Nobody has checked that.
    pub by: Option<KeyName>,
    /// [`Refused::code`].
    pub code: String,
    /// Why, in words.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use dunant_record::SignerKey;

    use super::*;
    use crate::step::{Publication, Step};

    /// The written forms, which must never change: chains outlive this program.
    #[test]
    fn events_are_written_as_they_were_from_the_start() {
        let json = |event: &PanelEvent| serde_json::to_string(event).unwrap();
        assert_eq!(json(&PanelEvent::Step { note: "a\nb".into() }), r#"{"type":"step","note":"a\nb"}"#);
        let refused = PanelEvent::refused("no note", &Refused::NoNewFacts);
        let digest = Sha256Digest::of(b"no note");
        let expected = format!(
            r#"{{"type":"refused","note":"{digest}","by":null,"code":"no-new-facts","reason":"{}"}}"#,
            Refused::NoNewFacts
        );
        assert_eq!(json(&refused), expected);
        assert_eq!(serde_json::from_str::<PanelEvent>(&expected).unwrap(), refused);
    }

    #[test]
    fn a_refusal_names_whom_the_note_names_and_repeats_no_more_than_fits() {
        let note = |name: &str| {
            let key = SignerKey::from_seed(name.parse().unwrap(), &[1; 32]);
            let step = Step::Publication(Publication { finding: Sha256Digest::of(b"x") });
            SignedStep::sign("2026-1".parse().unwrap(), step, &key).unwrap().to_string()
        };
        let by = |name: &str, reason: &Refused| match PanelEvent::refused(&note(name), reason) {
            PanelEvent::Refused { by, reason, .. } => (by.map(|by| by.to_string()), reason),
            _ => panic!("a refusal"),
        };
        let unknown = Refused::UnknownParty("ä".repeat(5000));
        let (named, reason) = by("m", &unknown);
        assert_eq!(named.as_deref(), Some("m"));
        assert!(reason.len() <= MAX_REASON_BYTES && reason.starts_with("`ää"));
        assert_eq!(by(&"m".repeat(MAX_LINE_BYTES + 1), &unknown).0, None);
    }
}
