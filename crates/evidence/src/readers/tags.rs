//! Tags as MISP writes them, which STIX exports carry on as labels: galaxy clusters, taxonomies, ATT&CK identifiers.

use dunant_vocabulary::{AttackIdKind, Country};

use super::{named_ids, remarks};
use crate::prose::{Stand, is_framed};
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
    /// It is what others published, of whatever case, or something stands at it that nobody here knows.
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

/// Taxonomies of MISP's whose tags say what sort of attack or of data something is, who may see it, or how far the work on it is.
#[rustfmt::skip]
const TAXONOMIES: [&str; 64] = [
    "adversary", "admiralty-scale", "analyst-assessment", "c2", "cccs", "cert-xlm", "circl", "coa", "course-of-action", "cryptocurrency-threat", "cssa", "csirt_case_classification",
    "csirt-americas", "cyber-threat-framework", "ddos", "de-vs", "dcso-sharing", "dhs-ciip-sectors", "diamond-model", "diamond-model-for-influence-operations",
    "domain-abuse", "ecsirt", "enisa", "estimative-language", "eu-marketop-and-publicadmin", "europol-event", "europol-incident", "event-assessment", "event-classification", "false-positive", "file-type",
    "fpf", "fr-classif", "gdpr", "gsma-attack-category", "gsma-fraud", "incident-disposition", "infoleak", "information-security-indicators", "ioc", "kill-chain", "maec-delivery-vectors",
    "maec-malware-behavior", "maec-malware-capabilities", "malware_classification", "misp", "ms-caro-malware", "ms-caro-malware-full", "nis", "nis2", "pap", "phishing", "priority-level", "ransomware",
    "rsit", "runtime-packer", "stealth_malware", "stix-ttp", "targeted-threat-index", "threatmatch", "tlp", "tracking-progress", "veris", "vocabulaire-des-probabilites-estimatives",
];

/// Words of STIX's open vocabularies (2.1, section 10) for reports, groupings, malware, indicators and infrastructure.
#[rustfmt::skip]
const VOCABULARY: [&str; 54] = [
    "adware", "amplification", "anomalous-activity", "anonymization", "attack-pattern", "attribution", "backdoor", "bootkit", "bot", "botnet", "campaign", "command-and-control",
    "compromised", "ddos", "downloader", "dropper", "exfiltration", "exploit-kit", "hosting-malware", "hosting-target-lists", "identity", "incident", "indicator", "intrusion-set",
    "keylogger", "malicious-activity", "malware", "malware-analysis", "observed-data", "phishing", "ransomware", "reconnaissance", "remote-access-trojan", "resource-exploitation",
    "rogue-security-software", "rootkit", "screen-capture", "spyware", "staging", "suspicious-activity", "threat-actor", "threat-report", "tool", "trojan", "unspecified",
    "virus", "vulnerability", "webshell", "wiper", "worm", "exploitation", "information-gathering", "remote-access", "credential-exploitation",
];

/// Words in the value of a tag that say that what carries it was not found in a case.
#[rustfmt::skip]
const AGAINST: [&str; 33] = [
    "automatic", "benign", "cancelled", "canceled", "collection", "decoy", "demo", "discarded", "duplicate", "expired", "fake", "false", "feed", "harmless", "honeypot", "invalid", "legit", "legitimate",
    "negligible", "no", "none", "not", "non", "osint", "pentest", "resilience", "rejected", "sandbox", "test", "testing", "undetermined", "unknown", "untrusted",
];

/// Whether a tag or a label that names nothing says nothing against what carries it: its taxonomy is known, or all of its words are.
pub(super) fn is_plain(label: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    let read = read_tag(label);
    let lower = label.trim().trim_start_matches("o:").to_lowercase();
    if VOCABULARY.contains(&lower.as_str()) {
        return true;
    }
    let words = |text: &str| text.replace(['-', '_', ':', '=', '"', '/', '.'], " ");
    let is_against = |text: &str| {
        let words = words(text);
        words.split_whitespace().any(|word| AGAINST.contains(&word)) || is_framed(&words, Stand::Above)
    };
    match read {
        Some(Tag::Doubt(_)) => return false,
        Some(Tag::Classification) => return !is_against(&lower),
        Some(_) => return true,
        None => {}
    }
    match lower.split_once(':') {
        // Whether it may be searched for, and how often that finds something, is said of the value.
        Some(("false-positive", _)) => true,
        Some(("misp", said))
            if ["to_ids", "name", "type", "category", "meta-category"].iter().any(|held| said.starts_with(held)) =>
        {
            true
        }
        Some(("workflow", _)) => true,
        Some((namespace, said)) => TAXONOMIES.contains(&namespace.trim()) && !is_against(said),
        None => {
            !is_against(&lower)
                && (sector(&lower).is_some()
                    || lower.parse::<Country>().is_ok()
                    || is_name(&lower)
                    || remarks::is_closed(&words(&lower), is_name))
        }
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
    fn a_tag_says_nothing_against_its_object_only_where_its_taxonomy_or_its_words_are_known() {
        let is_name = |word: &str| word == "greyheron";
        for label in [
            "phishing",
            "malicious-activity",
            "greyheron",
            "healthcare",
            "false-positive:risk=\"low\"",
            "kill-chain:Delivery",
            "circl:incident-classification=\"phishing\"",
            "misp:confidence-level=\"usually-confident\"",
            "admiralty-scale:information-credibility=\"2\"",
            "workflow:state=\"complete\"",
        ] {
            assert!(is_plain(label, &is_name), "{label}");
        }
        for label in [
            "demo",
            "fake",
            "synthetic",
            "sandbox",
            "osint:source-type=\"blog-post\"",
            "osint:certainty=\"0\"",
            "cssa:origin=\"honeypot\"",
            "misp:event-type=\"collection\"",
            "ioc:artifact-state=\"not-malicious\"",
            "analyst-assessment:result=\"false\"",
            "use-case-applicability:scheduled-pentest",
            "retention:expired",
            "trust:untrusted",
            "circl:incident-classification=\"training\"",
            "rsit:test=\"test\"",
            "x-acme:something=\"else\"",
        ] {
            assert!(!is_plain(label, &is_name), "{label}");
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
