use dunant_vocabulary::{AttackId, AttackIdKind, Country, Pap, Tlp};

use super::kinds;
use crate::{Mention, Observed, Role};

/// What a tag says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tag {
    /// How far the event may be shared.
    Sharing(Tlp),
    /// What may be done with it.
    Actions(Pap),
    /// A galaxy cluster that stands for something to observe.
    Observed(Observed),
}

/// Reads a tag such as `tlp:amber` or `misp-galaxy:threat-actor="Sofacy"`; `None` when it says nothing here.
pub(super) fn read_tag(name: &str) -> Option<Tag> {
    let (namespace, predicate) = name.trim().split_once(':')?;
    if namespace.eq_ignore_ascii_case("tlp") {
        return predicate.parse().ok().map(Tag::Sharing);
    }
    if namespace.eq_ignore_ascii_case("pap") {
        return predicate.parse().ok().map(Tag::Actions);
    }
    if !namespace.eq_ignore_ascii_case("misp-galaxy") {
        return None;
    }
    let (galaxy, value) = predicate.split_once('=')?;
    read_cluster(galaxy.trim(), value.trim().trim_matches('"'), None).map(Tag::Observed)
}

/// Reads a cluster of a galaxy; `id` is the external identifier that the cluster itself may give.
pub(super) fn read_cluster(galaxy: &str, value: &str, id: Option<&str>) -> Option<Observed> {
    let role = Role::Targeted;
    if galaxy == "sector" {
        return kinds::sector(value).map(|sector| Observed::Sector { sector, role });
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
    let mut mention = read_mention(value, wanted)?;
    if mention.id.is_none() {
        mention.id = id.and_then(|id| attack_id(id, wanted));
    }
    Some(observed(mention))
}

/// Splits `PowerShell - T1086` into the name and the identifier.
fn read_mention(value: &str, wanted: AttackIdKind) -> Option<Mention> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() {
        return None;
    }
    if let Some((name, id)) = value.rsplit_once(" - ")
        && let Some(id) = attack_id(id, wanted)
    {
        return Some(Mention { name: name.to_owned(), id: Some(id) });
    }
    let id = attack_id(&value, wanted);
    Some(Mention { name: value, id })
}

fn attack_id(text: &str, wanted: AttackIdKind) -> Option<AttackId> {
    text.parse::<AttackId>().ok().filter(|id| id.kind() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_who_what_and_how_far() {
        let shown = |name: &str| format!("{:?}", read_tag(name));
        assert_eq!(read_tag("tlp:amber+strict"), Some(Tag::Sharing(Tlp::AmberStrict)));
        assert_eq!(read_tag("PAP:RED"), Some(Tag::Actions(Pap::Red)));
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
            "tlp:purple",
            "misp-galaxy:threat-actor=\"\"",
            "misp-galaxy:surveillance-vendor=\"X\"",
        ] {
            assert_eq!(read_tag(name), None, "{name}");
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
