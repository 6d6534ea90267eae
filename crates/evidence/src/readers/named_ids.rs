//! ATT&CK identifiers within names: `Masquerading - T1036`, `PowerShell (T1059.001)`, `T1059.001: PowerShell`.

use dunant_vocabulary::{AttackId, AttackIdKind};

use crate::{Mention, Observed};

/// The name and the identifier of the wanted kind that `text` writes together, white space folded; `None` where it is empty.
///
/// The identifier is the first word or the last one. An identifier alone stands in for the name.
pub(super) fn mention(text: &str, wanted: AttackIdKind) -> Option<Mention> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return None;
    }
    if let Some(id) = parse(&name, wanted) {
        return Some(Mention { name, id: Some(id) });
    }
    if let Some((rest, id)) = split(&name, wanted) {
        let name = if rest.is_empty() { id.to_string() } else { rest.to_owned() };
        return Some(Mention { name, id: Some(id) });
    }
    Some(Mention { name, id: None })
}

/// Reads an identifier of the wanted kind.
pub(super) fn parse(text: &str, wanted: AttackIdKind) -> Option<AttackId> {
    text.parse::<AttackId>().ok().filter(|id| id.kind() == wanted)
}

/// What a mention of some kind stands for.
type Meant = fn(Mention) -> Observed;

/// The technique or software that a free label names by its identifier: `T1059.001`, `attack.t1059.001`,
/// `mitre-attack:T1059`, `PowerShell - T1059.001`.
pub(super) fn label(text: &str) -> Option<Observed> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let inner = ["attack.", "attack:", "mitre-attack:", "mitre:", "att&ck:", "mitre att&ck:", "mitre_attack:", "ttp:"]
        .into_iter()
        .find_map(|prefix| lower.starts_with(prefix).then(|| text.get(prefix.len()..).unwrap_or_default()))
        .unwrap_or(text);
    let kinds: [(AttackIdKind, Meant); 3] = [
        (AttackIdKind::Technique, Observed::Technique),
        (AttackIdKind::Software, Observed::Software),
        (AttackIdKind::Group, Observed::ActorClaim),
    ];
    kinds.into_iter().find_map(|(kind, observed)| mention(inner, kind).filter(|named| named.id.is_some()).map(observed))
}

/// Splits the identifier off either end of a name.
fn split(name: &str, wanted: AttackIdKind) -> Option<(&str, AttackId)> {
    let id = |word: &str| parse(word, wanted).filter(|_| word.starts_with(|c: char| c.is_ascii_uppercase()));
    let is_mark = |c: char| !(c.is_alphanumeric() || c == '.');
    let trimmed = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = trimmed
        .rfind(is_mark)
        .map_or(0, |at| at + trimmed.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    if start > 0
        && let Some(id) = trimmed.get(start..).and_then(id)
    {
        let rest = trimmed.get(..start)?.trim_end_matches(|c: char| c.is_whitespace() || "-–—:|,/([{".contains(c));
        return Some((rest, id));
    }
    let trimmed = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = trimmed.find(is_mark).unwrap_or(trimmed.len());
    let id = trimmed.get(..end).and_then(id)?;
    let rest = trimmed.get(end..)?.trim_start_matches(|c: char| c.is_whitespace() || "-–—:|,/)]}".contains(c));
    Some((rest, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_at_either_end_of_a_name_is_told_from_it() {
        for (text, name, id) in [
            ("Masquerading - T1036", "Masquerading", "T1036"),
            ("PowerShell (T1059.001)", "PowerShell", "T1059.001"),
            ("PowerShell [T1059.001]", "PowerShell", "T1059.001"),
            ("T1059.001: PowerShell", "PowerShell", "T1059.001"),
            ("T1059.001 - PowerShell", "PowerShell", "T1059.001"),
            ("[T1059.001] PowerShell", "PowerShell", "T1059.001"),
            ("T1059.001 PowerShell", "PowerShell", "T1059.001"),
            ("Exfil - Over C2 – T1041", "Exfil - Over C2", "T1041"),
            ("t1059", "t1059", "T1059"),
        ] {
            let found = mention(text, AttackIdKind::Technique).unwrap();
            assert_eq!((found.name.as_str(), found.id), (name, id.parse().ok()), "{text}");
        }
        assert_eq!(mention("Mimikatz - S0002", AttackIdKind::Software).unwrap().id, "S0002".parse().ok());
        assert_eq!(mention("APT28 - G0007", AttackIdKind::Group).unwrap().name, "APT28");
        for text in ["Mimikatz - S0002", "Trojan T10360", "BS0002", "RAT v1.T1036x"] {
            assert_eq!(mention(text, AttackIdKind::Technique).unwrap().id, None, "{text}");
        }
        assert_eq!(mention("  ", AttackIdKind::Technique), None);
    }

    #[test]
    fn labels_name_techniques_by_their_identifiers_alone() {
        assert_eq!(label("attack.t1059.001").map(|o| o.to_string()), Some("t1059.001".into()));
        assert_eq!(label("mitre-attack:T1059").map(|o| o.kind()), Some("technique"));
        assert_eq!(label("S0002").map(|o| o.kind()), Some("software"));
        assert_eq!(label("trojan"), None);
    }
}
