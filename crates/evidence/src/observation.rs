use std::fmt;

use dunant_vocabulary::{AttackId, Country, CveId, DateRange, Sector, Sha256Digest, Span};
use serde::{Deserialize, Serialize};

use crate::{Bearing, Observable};

/// One thing read from an item, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The item's SHA-256.
    pub item: Sha256Digest,
    /// Where in the item.
    pub span: Span,
    /// The place in the format's own terms, such as `indicator--…/pattern` or `Event.Attribute[3].value`; empty in prose.
    pub path: Box<str>,
    /// What was read.
    pub observed: Observed,
    /// When it was seen, where the item says.
    pub when: Option<DateRange>,
    /// How the item speaks of it.
    #[serde(default, skip_serializing_if = "Bearing::is_stated")]
    pub bearing: Bearing,
}

/// What an observation says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type", content = "value")]
pub enum Observed {
    /// An address, domain, hash or other technical trace.
    Observable(Observable),
    /// Malware or a tool, by name or ATT&CK id.
    Software(Mention),
    /// An ATT&CK technique, by id or exact name.
    Technique(Mention),
    /// A vulnerability.
    Vulnerability(CveId),
    /// The item names an actor: a claim by its source, never evidence of the deed.
    ActorClaim(Mention),
    /// The item speaks of a country.
    Country {
        /// Which.
        country: Country,
        /// As what.
        role: Role,
    },
    /// The item speaks of a sector.
    Sector {
        /// Which.
        sector: Sector,
        /// As what.
        role: Role,
    },
}

impl Observed {
    /// Whether it is a trace that one case has and another has not: an address, a domain, a link or a file by its hash.
    pub(crate) fn is_trace(&self) -> bool {
        use crate::ObservableKind::{DomainName, FileHash, Ipv4Addr, Ipv6Addr, Url};
        let Self::Observable(trace) = self else { return false };
        matches!(trace.kind(), DomainName | Ipv4Addr | Ipv6Addr | Url | FileHash(_))
    }
}

/// As what a country or sector is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The item's structure says that it was targeted.
    Targeted,
    /// It is mentioned; as what, only a person can tell.
    Mentioned,
}

/// A name as the item writes it, with the ATT&CK identifier where the item (or the lexicon) gives one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// As written, white space folded.
    pub name: String,
    /// The identifier, if any.
    pub id: Option<AttackId>,
}

impl Mention {
    /// A mention by name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), id: None }
    }

    /// A mention by identifier alone; the identifier stands in for the name.
    #[must_use]
    pub fn identified(id: AttackId) -> Self {
        Self { name: id.to_string(), id: Some(id) }
    }
}

impl Observed {
    /// The kind in one word, for tables: `observable`, `software`, …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Observable(_) => "observable",
            Self::Software(_) => "software",
            Self::Technique(_) => "technique",
            Self::Vulnerability(_) => "vulnerability",
            Self::ActorClaim(_) => "actor claim",
            Self::Country { .. } => "country",
            Self::Sector { .. } => "sector",
        }
    }
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Observable(observable) => f.pad(observable.value()),
            Self::Software(mention) | Self::Technique(mention) | Self::ActorClaim(mention) => f.pad(&mention.name),
            Self::Vulnerability(cve) => f.pad(cve.as_str()),
            Self::Country { country, .. } => f.pad(country.name()),
            Self::Sector { sector, .. } => f.pad(sector.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, read_item};

    #[test]
    fn an_observation_is_read_as_it_was_written_and_nothing_else_is() {
        let text = "On 3 May 2024 they used T1059.001 and CVE-2024-3400 against a hospital.\n\nThe server was \
                    hxxps://update.example.net/a?b=c, 203.0.113.7, ops@example.net, 44d88612fea8a8f36de82e1278abb02f.\n\n\
                    It made HKLM\\Software\\Example and C:\\Windows\\Temp\\a.exe. No trace of T1003 was found.\n";
        let table =
            "type,value\nipv4,203.0.113.9\nja3,44d88612fea8a8f36de82e1278abb02f\nmutex,Global\\abc\ncountry,CH\n";
        let mut seen = 0;
        for (name, bytes) in [("note.md", text), ("table.csv", table)] {
            for item in read_item(name, bytes.as_bytes(), &Context::default()) {
                for observation in item.reading.observations() {
                    let json = serde_json::to_string(observation).unwrap();
                    assert_eq!(serde_json::from_str::<Observation>(&json).unwrap(), *observation, "{json}");
                    let more = json.replacen('{', "{\"more\":1,", 1);
                    assert!(serde_json::from_str::<Observation>(&more).is_err());
                    seen += 1;
                }
            }
        }
        assert!(seen > 8, "{seen}");
        for wrong in [r#"{"kind":"ipv4-addr:value","value":"203.0.113.007"}"#, r#"{"kind":"nothing","value":"1"}"#] {
            assert!(serde_json::from_str::<Observable>(wrong).is_err(), "{wrong}");
        }
    }
}
