//! Tags as MISP writes them, which STIX exports carry on as labels: galaxy clusters, taxonomies, ATT&CK identifiers.

use dunant_vocabulary::{AttackIdKind, Country};

use super::named_ids;
use crate::{Bearing, Mention, Observed, Reason, Role};

/// What a tag says, beside the markings of TLP and PAP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tag {
    /// A galaxy cluster that stands for something to observe, or an ATT&CK identifier.
    Observed(Observed),
    /// What carries it is none of this case's evidence, or not for sure.
    Doubt(Doubt),
    /// A marking of a state or an alliance.
    Classification,
    /// A cluster that describes things in general: a mitigation, a detection rule.
    Reference,
    /// A galaxy cluster that is not compared.
    Unread,
}

/// What a tag says against what carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// It is what others published, of whatever case.
    Published,
    /// Its author is not sure of it, or has not done with it: a draft, a low likelihood, a credibility of 5.
    Unsure,
    /// It is of an exercise.
    Exercise,
    /// It was rejected.
    Rejected,
    /// It is a false positive.
    FalsePositive,
}

impl Doubt {
    /// Why what carries the tag is set aside, where it is.
    pub(super) fn reason(self) -> Option<Reason> {
        match self {
            Self::Published | Self::Unsure | Self::Exercise => None,
            Self::Rejected => Some(Reason::Withdrawn),
            Self::FalsePositive => Some(Reason::CalledBenign),
        }
    }

    /// How what carries the tag is spoken of.
    pub(super) fn bearing(self) -> Bearing {
        match self {
            Self::Published => Bearing::Listed,
            Self::Unsure => Bearing::Hedged,
            Self::Exercise => Bearing::Planned,
            Self::Rejected | Self::FalsePositive => Bearing::Denied,
        }
    }
}

/// Reads a tag such as `misp-galaxy:threat-actor="Sofacy"`; `None` when it says nothing here.
pub(super) fn read_tag(name: &str) -> Option<Tag> {
    let name = name.trim();
    let lower = name.to_ascii_lowercase();
    if let Some(doubt) = doubt(&lower) {
        return Some(Tag::Doubt(doubt));
    }
    let Some((namespace, predicate)) = name.split_once(':') else {
        return named_ids::label(name).map(Tag::Observed);
    };
    match &*namespace.trim().to_ascii_lowercase() {
        "misp-galaxy" => {}
        "dni-ism" | "nato" | "fr-classif" | "de-vs" | "euci" | "iep" | "iep2-policy" => {
            return Some(Tag::Classification);
        }
        _ => return named_ids::label(name).map(Tag::Observed),
    }
    let (galaxy, value) = predicate.split_once('=')?;
    let (galaxy, value) = (galaxy.trim(), value.trim().trim_matches('"'));
    if value.is_empty() {
        return None;
    }
    match read_cluster(galaxy, value, None) {
        Some(observed) => Some(Tag::Observed(observed)),
        None if is_reference(galaxy) => Some(Tag::Reference),
        None => Some(Tag::Unread),
    }
}

/// Whether the clusters of a galaxy describe defences or publications, and nothing that was seen.
pub(super) fn is_reference(galaxy: &str) -> bool {
    galaxy.ends_with("course-of-action")
        || matches!(
            galaxy,
            "sigma-rules"
                | "preventive-measure"
                | "producer"
                | "disarm-countermeasures"
                | "mitre-data-source"
                | "mitre-data-component"
        )
}

/// Reads a cluster of a galaxy; `id` is the external identifier that the cluster itself may give.
pub(super) fn read_cluster(galaxy: &str, value: &str, id: Option<&str>) -> Option<Observed> {
    let role = Role::Targeted;
    if galaxy == "sector" {
        return sector(value).map(|sector| Observed::Sector { sector, role });
    }
    if matches!(galaxy, "target-information" | "country") {
        return value.parse::<Country>().ok().map(|country| Observed::Country { country, role });
    }
    let (wanted, observed): (AttackIdKind, fn(Mention) -> Observed) = match galaxy {
        "threat-actor" | "microsoft-activity-group" | "360net-threat-actor" | "mitre-ics-groups" => {
            (AttackIdKind::Group, Observed::ActorClaim)
        }
        _ if galaxy.ends_with("intrusion-set") => (AttackIdKind::Group, Observed::ActorClaim),
        "mitre-ics-techniques" => (AttackIdKind::Technique, Observed::Technique),
        _ if galaxy.ends_with("attack-pattern") => (AttackIdKind::Technique, Observed::Technique),
        "malpedia" | "tool" | "ransomware" | "rat" | "backdoor" | "banker" | "botnet" | "stealer" | "android"
        | "exploit-kit" | "cryptominers" | "mitre-ics-software" => (AttackIdKind::Software, Observed::Software),
        _ if galaxy.starts_with("mitre-") && (galaxy.ends_with("-malware") || galaxy.ends_with("-tool")) => {
            (AttackIdKind::Software, Observed::Software)
        }
        _ => return None,
    };
    let mut mention = named_ids::mention(value, wanted)?;
    if mention.id.is_none() {
        mention.id = id.and_then(|id| named_ids::parse(id, wanted));
    }
    Some(observed(mention))
}

/// Whether a label is a tag of MISP's taxonomy of false positives that says so.
pub(super) fn is_false_positive(label: &str) -> bool {
    let Some((predicate, value)) = label.strip_prefix("false-positive:").and_then(|rest| rest.split_once('=')) else {
        return false;
    };
    matches!((predicate, value.trim_matches('"')), ("risk", "high") | ("confirmed", "true"))
}

/// What a label, in small letters, says against what carries it, by MISP's taxonomies: `false-positive`, `exercise`, `workflow`,
/// `admiralty-scale`, `estimative-language`; or by a word alone.
pub(super) fn doubt(label: &str) -> Option<Doubt> {
    const EXERCISE: [&str; 22] = [
        "ctf",
        "cyber exercise",
        "drill",
        "exercise",
        "exercise only",
        "purple team",
        "purple-team",
        "purpleteam",
        "red team",
        "red-team",
        "redteam",
        "pentest",
        "penetration test",
        "simulation",
        "simulated",
        "tabletop",
        "table-top",
        "training",
        "ttx",
        "exercice",
        "ejercicio",
        "übung",
    ];
    const REJECTED: [&str; 4] = ["rejected", "retracted", "withdrawn", "revoked"];
    if is_false_positive(label) {
        return Some(Doubt::FalsePositive);
    }
    let label = label.trim();
    let (namespace, predicate) = match label.split_once(':') {
        Some((namespace, predicate)) => (namespace.trim(), predicate.trim()),
        None if EXERCISE.contains(&label) => return Some(Doubt::Exercise),
        None if REJECTED.contains(&label) => return Some(Doubt::Rejected),
        None if matches!(label, "draft" | "unverified" | "unconfirmed") => return Some(Doubt::Unsure),
        None => return None,
    };
    let (predicate, value) = predicate.split_once('=').unwrap_or((predicate, ""));
    let value = value.trim().trim_matches('"');
    match (namespace, predicate.trim(), value) {
        ("exercise", ..) => Some(Doubt::Exercise),
        ("workflow", "state", "rejected") => Some(Doubt::Rejected),
        ("workflow", "state", "draft" | "incomplete")
        | ("admiralty-scale", "information-credibility", "4" | "5")
        | ("admiralty-scale", "source-reliability", "e" | "g")
        | (
            "estimative-language",
            "likelihood-probability",
            "almost-no-chance" | "very-unlikely" | "unlikely" | "roughly-even-chance",
        )
        | ("estimative-language", "confidence-in-analytic-judgment", "low")
        | (
            "misp",
            "confidence-level",
            "completely-unconfident" | "unconfident" | "rarely-confident" | "confidence-cannot-be-evaluated",
        )
        | ("honeypot-basic" | "collaborative-intelligence", ..) => Some(Doubt::Unsure),
        _ => None,
    }
}

/// The sector that the galaxy `sector` or a victim object names; `None` where it is none of STIX's (`Country`, `Sport`).
pub(super) fn sector(name: &str) -> Option<dunant_vocabulary::Sector> {
    use dunant_vocabulary::Sector as S;
    if let Ok(sector) = name.parse() {
        return Some(sector);
    }
    let sector = match name.trim().to_ascii_lowercase().as_str() {
        "academia - university" | "higher education" | "research - innovation" | "academia" => S::Education,
        "activists" | "dissidents" | "journalist" | "news - media" | "opposition" | "civil society" | "think tanks"
        | "separatists" | "citizens" => S::CivilSociety,
        "ngo" | "non-profit organisation" | "non profit" => S::NonProfit,
        "civil aviation" | "space" => S::Aerospace,
        "bank" | "finance" | "payment" | "investment" | "accounting" | "financial" => S::FinancialServices,
        "military" => S::Defense,
        "electric" | "gas" | "oil" | "petrochemical" | "turbine" => S::Energy,
        "diplomacy" | "immigration" | "intelligence" => S::GovernmentNational,
        "government, administration" | "justice" => S::Government,
        "police - law enforcement" => S::EmergencyServices,
        "health" | "biomedical" => S::Healthcare,
        "pharmacy" | "life science" => S::Pharmaceuticals,
        "hotels" | "hospitality" | "restaurant" | "tourism" | "travel" | "casino" => S::HospitalityLeisure,
        "it"
        | "it - security"
        | "high tech"
        | "electronic"
        | "semi-conductors"
        | "programming"
        | "digital services"
        | "managed services provider" => S::Technology,
        "it - isp" | "telecoms" | "communication equipment" => S::Telecommunications,
        "maritime" | "railway" | "shipping" | "logistic" | "transport" => S::Transportation,
        "industrial" | "steel" | "metal" => S::Manufacturing,
        "game" | "streaming service" | "television broadcast" => S::Entertainment,
        "digital infrastructure" => S::Infrastructure,
        "food" => S::Agriculture,
        "ecommerce" | "online marketplace" => S::Retail,
        _ => return None,
    };
    Some(sector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_who_and_what() {
        let shown = |name: &str| format!("{:?}", read_tag(name));
        assert_eq!(read_tag("false-positive:risk=\"high\""), Some(Tag::Doubt(Doubt::FalsePositive)));
        assert_eq!(read_tag("false-positive:risk=\"low\""), None);
        assert_eq!(read_tag("nato:classification=\"NR\""), Some(Tag::Classification));
        assert!(shown("mitre-attack:T1059.001").contains("Technique"));
        assert!(
            shown("misp-galaxy:threat-actor=\"Example Bear\"").contains("ActorClaim(Mention { name: \"Example Bear\"")
        );
        let Some(Tag::Observed(Observed::Technique(mention))) =
            read_tag("misp-galaxy:mitre-enterprise-attack-attack-pattern=\"Exfil - Over C2 - T1059.001\"")
        else {
            panic!("no technique");
        };
        assert_eq!((mention.name.as_str(), mention.id), ("Exfil - Over C2", "T1059.001".parse().ok()));
        for name in [
            "ESET",
            "type:OSINT",
            "misp-galaxy:threat-actor=\"\"",
            "workflow:state=\"complete\"",
            "estimative-language:likelihood-probability=\"likely\"",
        ] {
            assert_eq!(read_tag(name), None, "{name}");
        }
        assert_eq!(read_tag("misp-galaxy:surveillance-vendor=\"X\""), Some(Tag::Unread));
        assert_eq!(read_tag("misp-galaxy:mitre-course-of-action=\"X\""), Some(Tag::Reference));
    }

    #[test]
    fn tags_say_that_a_thing_is_doubted_or_of_an_exercise() {
        for (label, wanted) in [
            ("exercise:generic=\"comcheck\"", Doubt::Exercise),
            ("Exercise", Doubt::Exercise),
            ("workflow:state=\"rejected\"", Doubt::Rejected),
            ("workflow:state=\"draft\"", Doubt::Unsure),
            ("admiralty-scale:information-credibility=\"5\"", Doubt::Unsure),
            ("estimative-language:likelihood-probability=\"very-unlikely\"", Doubt::Unsure),
        ] {
            assert_eq!(read_tag(label), Some(Tag::Doubt(wanted)), "{label}");
        }
        for label in ["admiralty-scale:information-credibility=\"2\"", "workflow:todo=\"expansion\"", "type:OSINT"] {
            assert_eq!(read_tag(label), None, "{label}");
        }
    }

    #[test]
    fn targets_are_countries_and_sectors() {
        let role = Role::Targeted;
        let sector = dunant_vocabulary::Sector::Healthcare;
        assert_eq!(read_cluster("sector", "Health", None), Some(Observed::Sector { sector, role }));
        let country = "FR".parse().unwrap();
        assert_eq!(read_cluster("target-information", "France", None), Some(Observed::Country { country, role }));
    }
}
