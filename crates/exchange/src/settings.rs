use dunant_attribution::Context;
use dunant_evidence::Limits;
use dunant_vocabulary::{AdmiraltyGrade, Date, Probability, Sha256Digest};
use serde::Serialize;

/// What was chosen for an examination, besides evidence, case file, knowledge, model and instruments.
///
/// A document depends on all of it. The number of threads and passwords are no part of it: no result depends on the first, and the
/// second are secrets.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Settings {
    /// Use only knowledge published before this day.
    pub as_of: Option<Date>,
    /// Whether the prior rests on context.
    pub context: Context,
    /// Prior probability that the actor is none that the pack knows, where it was set; the model's digest changes with it.
    pub unknown_prior: Option<Probability>,
    /// Admiralty grade of every file that the case file does not grade, where it was set.
    pub grade: Option<AdmiraltyGrade>,
    /// Bounds on what evidence may cost.
    pub limits: Limits,
}

impl Settings {
    /// The largest integer that every JSON parser reads exactly (RFC 8785, section 3.2.2.3 and appendix D): 2^53 - 1.
    pub const LARGEST_LIMIT: u64 = (1 << 53) - 1;

    /// SHA-256 of the settings in canonical JSON (RFC 8785).
    #[must_use]
    #[expect(clippy::expect_used, reason = "text keys, finite numbers and text have a canonical form")]
    pub fn digest(&self) -> Sha256Digest {
        let canonical = serde_json_canonicalizer::to_vec(self).expect("settings have a canonical form");
        Sha256Digest::of(&canonical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_changes_the_digest() {
        let plain = Settings::default();
        let mut digests = vec![
            plain.digest(),
            Settings { as_of: Some("2018-02-09".parse().unwrap()), ..plain.clone() }.digest(),
            Settings { context: Context::Ignored, ..plain.clone() }.digest(),
            Settings { unknown_prior: Some(Probability::try_new(0.25).unwrap()), ..plain.clone() }.digest(),
            Settings { grade: Some("B2".parse().unwrap()), ..plain.clone() }.digest(),
        ];
        for name in Limits::NAMES {
            let limits = Limits::DEFAULT.with(name, Settings::LARGEST_LIMIT).unwrap();
            digests.push(Settings { limits, ..plain.clone() }.digest());
        }
        let different: std::collections::BTreeSet<_> = digests.iter().collect();
        assert_eq!(different.len(), digests.len());
    }

    #[test]
    fn every_limit_stands_in_the_settings_under_its_name() {
        let json = serde_json::to_value(Settings::default()).unwrap();
        let mut names: Vec<&str> = json["limits"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut known = Limits::NAMES.to_vec();
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(names, known);
    }

    #[test]
    fn the_digest_is_of_canonical_json_as_anyone_computes_it() {
        let limits = serde_json::to_value(Limits::DEFAULT).unwrap();
        let mut members: Vec<String> =
            limits.as_object().unwrap().iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        members.sort();
        let canonical = format!(
            "{{\"as_of\":null,\"context\":\"used\",\"grade\":null,\"limits\":{{{}}},\"unknown_prior\":null}}",
            members.join(",")
        );
        assert_eq!(Settings::default().digest(), Sha256Digest::of(canonical.as_bytes()));
    }
}
