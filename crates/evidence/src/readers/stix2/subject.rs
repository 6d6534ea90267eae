//! Whether a report or grouping is about this case, or about an actor, a program or a time in general.

use super::object::Object;
use crate::json::Node;

/// Types of a report (STIX 2.1, section 10.18; in 2.0 its labels) that describe somebody or something in general.
const PROFILES: [&str; 6] = ["threat-actor", "intrusion-set", "attack-pattern", "tool", "vulnerability", "identity"];

/// Words of a title that name a survey, a profile or a list of what to look for.
const GENERAL: [&str; 47] = [
    "annual",
    "yearly",
    "quarterly",
    "monthly",
    "weekly",
    "year in review",
    "overview",
    "landscape",
    "profile",
    "profiles",
    "digest",
    "newsletter",
    "catalogue",
    "catalog",
    "encyclopedia",
    "encyclopaedia",
    "glossary",
    "watch list",
    "watchlist",
    "hunt list",
    "hunting list",
    "threat model",
    "jahresbericht",
    "jahresrückblick",
    "quartalsbericht",
    "überblick",
    "übersicht",
    "steckbrief",
    "lagebild",
    "beobachtungsliste",
    "rapport annuel",
    "bilan annuel",
    "panorama",
    "profil",
    "informe anual",
    "resumen anual",
    "perfil",
    "rapporto annuale",
    "profilo",
    "relatório anual",
    "jaarverslag",
    "годовой",
    "обзор",
    "профиль",
    "річний",
    "огляд",
    "raport roczny",
];

/// The same in scripts that put no blank between words.
const GENERAL_UNSPACED: [&str; 12] =
    ["年度", "年报", "年報", "概览", "概況", "概要", "画像", "プロファイル", "年次", "動向", "연례", "프로필"];

/// Words of a title that name one event; beside them `overview` and `profile` speak of it.
const EVENTS: [&str; 30] = [
    "incident",
    "attack on",
    "attack against",
    "attack at",
    "the attack",
    "intrusion",
    "breach",
    "compromise",
    "compromised",
    "infection at",
    "outbreak",
    "case",
    "forensic",
    "forensics",
    "investigation",
    "vorfall",
    "angriff auf",
    "einbruch",
    "attaque contre",
    "incidente",
    "ataque contra",
    "ataque a",
    "attacco a",
    "атака на",
    "инцидент",
    "інцидент",
    "事件",
    "インシデント",
    "侵害",
    "사고",
];

/// Whether a report or grouping is of this case; what one lists that is not says nothing about the case.
pub(super) fn is_of_this_case(object: &Object<'_>) -> bool {
    if is_profile(object) {
        return false;
    }
    object.name.and_then(Node::as_str).is_none_or(|name| !is_general(&name))
}

/// Whether every type that a report gives itself is that of a profile.
fn is_profile(object: &Object<'_>) -> bool {
    let types = object.node.get("report_types").or(object.labels);
    let mut types = types.into_iter().flat_map(Node::elements).filter_map(Node::as_str).peekable();
    types.peek().is_some() && types.all(|word| PROFILES.iter().any(|profile| word.eq_ignore_ascii_case(profile)))
}

/// Whether a title is that of a survey, a profile or a list of what to look for.
fn is_general(title: &str) -> bool {
    let mut title = title.to_lowercase();
    title.truncate(title.floor_char_boundary(LOOKED_AT));
    let words = format!(" {} ", title.replace(|character: char| !character.is_alphanumeric(), " "));
    let words = words
        .split_whitespace()
        .fold(String::from(" "), |words, word| words + word + " ")
        .replace(" high profile ", " ");
    let holds = |phrase: &&str| words.contains(&format!(" {phrase} "));
    let of_an_event =
        EVENTS.iter().any(|phrase| if phrase.is_ascii() { holds(phrase) } else { title.contains(*phrase) });
    !of_an_event && (GENERAL.iter().any(holds) || GENERAL_UNSPACED.iter().any(|phrase| title.contains(phrase)))
}

/// Bytes of a title that are looked at.
const LOOKED_AT: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_or_a_profile_is_told_from_the_overview_of_an_incident() {
        for title in [
            "Annual threat report 2025",
            "Overview of groups that were active",
            "Example Bear threat-actor profile",
            "Watch list",
            "Jahresbericht 2025",
            "Годовой отчёт",
            "2025年度威胁报告",
        ] {
            assert!(is_general(title), "{title}");
        }
        for title in [
            "Phishing at Example Hospital",
            "Overview of the intrusion at Example Hospital",
            "Incident profile: Example Hospital",
            "Vorfall in der Klinik Beispiel: Überblick",
            "Profiler.exe on a server",
            "A high-profile target",
        ] {
            assert!(!is_general(title), "{title}");
        }
    }
}
