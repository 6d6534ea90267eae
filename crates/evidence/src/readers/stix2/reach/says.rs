//! What a relationship or a note says of what it refers to.

use super::super::object::Object;
use crate::readers::misp::doubt_of_remark;
use crate::{Bearing, prose};

/// What a relationship says of its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// That its source has to do with it in this case.
    Ties,
    /// Nothing that is known here.
    Unknown,
    /// That it has not, or only how the two compare.
    Nothing,
}

impl Says {
    /// What a relationship of this type says, by its description and how sure its producer is, too.
    pub(super) fn by(relationship: &str, object: &Object<'_>) -> Self {
        let says = Self::of(relationship);
        match object.remark() {
            Bearing::Denied => Self::Nothing,
            Bearing::Stated | Bearing::Aside if !object.is_unsure() => says,
            _ if says == Self::Nothing => says,
            _ => Self::Unknown,
        }
    }

    /// By the type of a relationship: those of STIX 2.1, OpenCTI and MISP.
    pub(super) fn of(relationship: &str) -> Self {
        match relationship {
            "uses"
            | "indicates"
            | "based-on"
            | "delivers"
            | "drops"
            | "downloads"
            | "exploits"
            | "has"
            | "hosts"
            | "owns"
            | "consists-of"
            | "controls"
            | "communicates-with"
            | "beacons-to"
            | "exfiltrates-to"
            | "targets"
            | "compromises"
            | "attributed-to"
            | "originates-from"
            | "characterizes"
            | "analysis-of"
            | "static-analysis-of"
            | "dynamic-analysis-of"
            | "authored-by"
            | "related-to"
            | "resolves-to"
            | "belongs-to"
            | "contains"
            | "includes"
            | "included-in"
            | "executes"
            | "executed-by"
            | "installs"
            | "connected-to"
            | "participates-in"
            | "part-of"
            | "observed"
            | "sighting-of"
            | "derived-from" => Self::Ties,
            "mitigates" | "remediates" | "detects" | "investigates" | "variant-of" | "similar-to" | "similar"
            | "duplicate-of" | "compared-to" | "subtechnique-of" | "revoked-by" | "impersonates" | "located-at"
            | "cooperates-with" | "blocks" | "rules-out" | "excludes" | "denies" | "contradicts" | "unrelated-to"
            | "mentions" | "references" => Self::Nothing,
            _ => {
                let negative = ["not-", "no-", "non-", "never-", "does-not", "did-not", "is-not", "was-not", "un"];
                let is_negative = negative.iter().any(|start| relationship.starts_with(start))
                    || ["-not-", "-no-", "_not_"].iter().any(|part| relationship.contains(part))
                    || relationship.starts_with("not_");
                if is_negative { Self::Nothing } else { Self::Unknown }
            }
        }
    }
}

/// Whether a note is a remark that denies what it is of.
pub(super) fn is_denial(note: &str) -> bool {
    const LONGEST: usize = 300;
    note.len() <= LONGEST && (doubt_of_remark(note).is_some() || prose::of_remark(note) == Bearing::Denied)
}
