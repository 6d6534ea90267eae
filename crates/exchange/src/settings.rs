use dunant_attribution::Context;
use dunant_evidence::Limits;
use dunant_vocabulary::{AdmiraltyGrade, Date, Probability, Sha256Digest};
use serde::{Deserialize, Serialize};

use crate::words;

/// What was chosen for an examination, besides evidence, case file, knowledge, model and instruments.
///
/// A document depends on all of it. The number of threads and passwords are no part of it: no result depends on the first, and the
/// second are secrets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

    /// What is not the default, each in words.
    #[must_use]
    pub fn chosen(&self) -> Vec<String> {
        let Self { as_of, context, unknown_prior, grade, limits } = self;
        let mut chosen: Vec<String> = Vec::new();
        chosen.extend(as_of.map(|day| format!("knowledge as of {day}")));
        if *context == Context::Ignored {
            chosen.push("without context".to_owned());
        }
        chosen.extend(unknown_prior.map(|prior| format!("prior of somebody not known {}", words::percent(prior))));
        chosen.extend(grade.map(|grade| format!("files graded {grade}")));
        for name in Limits::NAMES {
            let value = limits.get(name);
            if value != Limits::DEFAULT.get(name) {
                chosen.extend(value.map(|value| format!("limit {name}={value}")));
            }
        }
        chosen
    }

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
    fn settings_are_read_back_as_they_were_written() {
        let chosen = Settings {
            as_of: Some("2018-02-09".parse().unwrap()),
            context: Context::Ignored,
            unknown_prior: Some(Probability::try_new(0.25).unwrap()),
            grade: Some("B2".parse().unwrap()),
            limits: Limits::DEFAULT.with("pages", 7).unwrap(),
        };
        for settings in [Settings::default(), chosen] {
            let read: Settings = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
            assert_eq!(read, settings);
        }
    }

    #[test]
    fn settings_of_a_version_that_has_others_are_not_taken_for_ours() {
        let ours = serde_json::to_value(Settings::default()).unwrap();
        let (mut more, mut fewer) = (ours.clone(), ours);
        more["limits"]["luck"] = 7.into();
        fewer["limits"].as_object_mut().unwrap().remove("pages");
        for other in [more, fewer] {
            assert!(serde_json::from_value::<Settings>(other).is_err());
        }
    }

    #[test]
    fn what_was_chosen_is_said_and_the_defaults_are_not() {
        assert_eq!(Settings::default().chosen(), Vec::<String>::new());
        let limits = Limits::DEFAULT.with("pages", 7).unwrap();
        let settings = Settings { context: Context::Ignored, limits, ..Settings::default() };
        assert_eq!(settings.chosen(), ["without context", "limit pages=7"]);
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
