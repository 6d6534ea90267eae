//! The state that an entry's own description ties its group to.
//!
//! ATT&CK describes every group by one rule of style: its first sentence says what the group is and, where MITRE holds it to be
//! known, whose: "a North Korean state-sponsored threat group that has been attributed to the Reconnaissance General Bureau". The
//! same reading of every description is the fairest source of states, since none depends on which other catalogues have an entry.

use dunant_vocabulary::Country;

use crate::{CountryClaim, CountryRole};

/// Words with which a description turns from the group to others: its victims, or those who speak a language.
const TURNS: [&str; 15] = [
    "against",
    "aimed",
    "attack",
    "attacks",
    "disrupting",
    "focused",
    "impersonating",
    "interested",
    "intrusion",
    "intrusions",
    "target",
    "targeted",
    "targeting",
    "targets",
    "victims",
];

/// Words that tie a group to the state named within [`REACH`] words behind.
const TIES: [&str; 22] = [
    "affiliated",
    "aligned",
    "assessed",
    "associated",
    "association",
    "attributed",
    "backed",
    "based",
    "behalf",
    "belonging",
    "conducted",
    "from",
    "linked",
    "located",
    "nexus",
    "operate",
    "operates",
    "operating",
    "originating",
    "part",
    "sponsored",
    "within",
];

/// Ties that also count behind the first sentence, whose subject is the group and nobody between.
const STRONG_TIES: [&str; 5] = ["affiliated", "association", "attributed", "behalf", "sponsored"];

/// What a state's name directly describes as the group itself.
const GROUP: [&str; 18] = [
    "activity",
    "actor",
    "actors",
    "adversary",
    "apt",
    "cluster",
    "collective",
    "crew",
    "entity",
    "gang",
    "government",
    "group",
    "groups",
    "hackers",
    "interests",
    "nexus",
    "organization",
    "origins",
];

/// What is joined to a state's name where it says whose a group is: "China-based".
const SUFFIXES: [&str; 8] = ["affiliated", "aligned", "backed", "based", "linked", "nexus", "origin", "sponsored"];

/// Words of a state's organs, or of its support: then the state is said to be behind the group, and not only where it is.
const ORGANS: [&str; 20] = [
    "agency",
    "army",
    "behalf",
    "bureau",
    "corps",
    "directorate",
    "government",
    "gru",
    "intelligence",
    "irgc",
    "military",
    "ministry",
    "mois",
    "pla",
    "security",
    "sponsored",
    "state",
    "svr",
    "fsb",
    "unit",
];

/// Words that take an attribution back.
const DENIALS: [&str; 6] = ["confirmed", "definite", "definitive", "definitively", "directly", "unattributed"];

/// How many words stand between a tie and the state's name at most.
const REACH: usize = 10;

/// Adjectives and other forms of states in descriptions. Names are the vocabulary's.
const ADJECTIVES: [(&str, &str); 63] = [
    ("algerian", "DZ"),
    ("american", "US"),
    ("arab emirates", "AE"),
    ("argentinian", "AR"),
    ("armenian", "AM"),
    ("australian", "AU"),
    ("azerbaijani", "AZ"),
    ("bangladeshi", "BD"),
    ("belarusian", "BY"),
    ("belorussian", "BY"),
    ("brazilian", "BR"),
    ("british", "GB"),
    ("bulgarian", "BG"),
    ("canadian", "CA"),
    ("chinese", "CN"),
    ("colombian", "CO"),
    ("cuban", "CU"),
    ("czech", "CZ"),
    ("dutch", "NL"),
    ("egyptian", "EG"),
    ("emirati", "AE"),
    ("ethiopian", "ET"),
    ("french", "FR"),
    ("georgian", "GE"),
    ("german", "DE"),
    ("ghanaian", "GH"),
    ("indian", "IN"),
    ("indonesian", "ID"),
    ("iranian", "IR"),
    ("iraqi", "IQ"),
    ("israeli", "IL"),
    ("italian", "IT"),
    ("japanese", "JP"),
    ("jordanian", "JO"),
    ("kazakh", "KZ"),
    ("lebanese", "LB"),
    ("libyan", "LY"),
    ("malaysian", "MY"),
    ("mexican", "MX"),
    ("moldovan", "MD"),
    ("moroccan", "MA"),
    ("nigerian", "NG"),
    ("north korean", "KP"),
    ("pakistani", "PK"),
    ("palestinian", "PS"),
    ("philippine", "PH"),
    ("polish", "PL"),
    ("romanian", "RO"),
    ("russian", "RU"),
    ("saudi", "SA"),
    ("serbian", "RS"),
    ("singaporean", "SG"),
    ("south korean", "KR"),
    ("spanish", "ES"),
    ("sudanese", "SD"),
    ("syrian", "SY"),
    ("taiwanese", "TW"),
    ("thai", "TH"),
    ("tunisian", "TN"),
    ("turkish", "TR"),
    ("ukrainian", "UA"),
    ("vietnamese", "VN"),
    ("yemeni", "YE"),
];

/// The states that `description` says the group `name` belongs to: [`CountryRole::SuspectedSponsor`] where it names an organ or
/// support of the state, [`CountryRole::Origin`] where it says only where the group is from.
///
/// Read are the first sentence up to its first word about victims, and of the two behind it those that say of the group itself
/// that it was attributed to, or works for, a state. A sentence that takes the attribution back says nothing, and neither does a
/// language ("Chinese-speaking").
pub(crate) fn origin(name: &str, description: &str) -> Vec<CountryClaim> {
    let mut claims = Vec::new();
    for (place, sentence) in sentences(&plain(description)).into_iter().take(3).enumerate() {
        let words = words(sentence);
        let denies = |at: usize| {
            words.get(at).is_some_and(|word| word == "not" || word == "unattributed")
                && words.iter().skip(at).take(5).any(|word| DENIALS.contains(&word.as_str()))
        };
        if (0..words.len()).any(denies) {
            continue;
        }
        let end = words.iter().position(|word| TURNS.contains(&word.as_str())).unwrap_or(words.len());
        let said = words.get(..end).unwrap_or_default();
        let said = if place == 0 { said } else { of_the_group(said, name).unwrap_or_default() };
        let role = match said.iter().any(|word| ORGANS.contains(&word.as_str())) {
            true => CountryRole::SuspectedSponsor,
            false => CountryRole::Origin,
        };
        for (at, length, country) in countries(said) {
            if place > 0 || belongs(said, at, length) {
                claims.push(CountryClaim { country, role });
            }
        }
    }
    claims.sort();
    claims.dedup();
    claims
}

/// Whether the state named at `at` is the group's: described as it, or behind a word that ties it.
fn belongs(words: &[String], at: usize, length: usize) -> bool {
    let behind = words.get(at + length..).unwrap_or_default();
    let next = behind.first().map_or("", String::as_str);
    let described = SUFFIXES.contains(&next)
        || (behind.iter().take(REACH).take_while(|word| !["that", "which", "who"].contains(&word.as_str())))
            .any(|word| GROUP.contains(&word.as_str()));
    let before = words.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    described || before.iter().any(|word| TIES.contains(&word.as_str()))
}

/// What stands behind a strong tie of which the group is the subject: its name comes before, and no other group between.
fn of_the_group<'w>(words: &'w [String], name: &str) -> Option<&'w [String]> {
    let own = self::words(name);
    let named = words.windows(own.len().max(1)).position(|window| window == own)?;
    let tie = named + words.get(named..)?.iter().position(|word| STRONG_TIES.contains(&word.as_str()))?;
    let between = words.get(named + own.len()..tie)?;
    let others = ["actor", "actors", "group", "groups", "operations", "similarities", "overlap"];
    if between.iter().any(|word| others.contains(&word.as_str())) { None } else { words.get(tie..) }
}

/// The states named in `words`, with place and length in words. A language, and what somebody is for or against, is none.
fn countries(words: &[String]) -> Vec<(usize, usize, Country)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=4).rev().find_map(|length| {
            let name = words.get(at..at + length)?.join(" ");
            Some((length, country(&name)?))
        });
        let Some((length, country)) = longest else {
            at += 1;
            continue;
        };
        let next = words.get(at + length).map_or("", String::as_str);
        let before = at.checked_sub(1).and_then(|before| words.get(before)).map_or("", String::as_str);
        if !matches!(next, "speaking" | "language" | "themed") && !matches!(before, "pro" | "anti") {
            found.push((at, length, country));
        }
        at += length;
    }
    found
}

fn country(name: &str) -> Option<Country> {
    if let Some((_, code)) = ADJECTIVES.iter().find(|(adjective, _)| *adjective == name) {
        return code.parse().ok();
    }
    // Codes are words of other kinds ("is", "it", "pla"); names are long.
    (name.len() > 3).then(|| name.parse().ok()).flatten()
}

/// Lower-case words without marks; "China-based" and "Russia's" are two words each, the second of the latter left out.
fn words(sentence: &str) -> Vec<String> {
    let separate = |c: char| !(c.is_alphanumeric() || c == '\'' || c == '’' || c == '@' || c == '$');
    (sentence.split(separate))
        .map(|word| word.trim_end_matches("'s").trim_end_matches("’s").trim_matches(['\'', '’']).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// The sentences: they end with a full stop before a space and a capital.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        let capital =
            text.get(at + 2..).and_then(|rest| rest.trim_start().chars().next()).is_some_and(char::is_uppercase);
        let abbreviation = text.get(..at).is_some_and(|head| head.ends_with("U.S") || head.ends_with("e.g"));
        if capital && !abbreviation {
            sentences.extend(text.get(start..at));
            start = at + 2;
        }
    }
    sentences.extend(text.get(start..));
    sentences
}

/// The text without citations and with links as the words that they stand on.
fn plain(description: &str) -> String {
    let mut text = String::with_capacity(description.len());
    let mut rest = description;
    while let Some(at) = rest.find(['(', '[', ']']) {
        let (head, tail) = rest.split_at(at);
        text.push_str(head);
        let skipped = if tail.starts_with("(Citation:") || tail.starts_with("](") {
            text.push(' ');
            tail.find(')').map_or(tail.len(), |end| end + 1)
        } else {
            if tail.starts_with('(') {
                text.push('(');
            }
            1
        };
        rest = tail.get(skipped..).unwrap_or_default();
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(name: &str, description: &str) -> String {
        let said = origin(name, description);
        let one = |claim: &CountryClaim| match claim.role {
            CountryRole::Origin => claim.country.code().to_owned(),
            CountryRole::SuspectedSponsor => format!("{}+", claim.country.code()),
        };
        said.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_sentence_says_whose_a_group_is() {
        for (said, expected) in [
            ("is a suspected Ruritanian threat group active since 2011.", ""),
            ("is a suspected Brazilian threat group that has been active since 2011.", "BR"),
            ("is a Brazil-based group.", "BR"),
            ("is a North Korean state-sponsored actor that has been attributed to an office.", "KP+"),
            ("is a threat group attributed to France's Ministry of Example.", "FR+"),
            ("is a People's Republic of China (PRC) state-sponsored actor.", "CN+"),
            ("is a threat group believed to operate out of Norway.", "NO"),
            ("is a group suspected to have South Korean origins.", "KR"),
            ("is an actor with a suspected nexus to the Iranian government.", "IR+"),
            ("is one of several names for activity conducted by the Danish and Italian Ministry.", "IT+"),
        ] {
            assert_eq!(
                states("Example Group", &format!("[Example Group](https://example.com/G9999) {said}")),
                expected,
                "{said}"
            );
        }
    }

    #[test]
    fn victims_languages_and_doubt_are_no_origin() {
        for said in [
            "is a threat group that has targeted Japanese organizations, and is based nowhere.",
            "is a Chinese-speaking cyber espionage group.",
            "is a suspected Spanish-speaking group active since 2010.",
            "is a threat group with a suspected Iranian nexus, though this attribution is not definite.",
            "is a group. While it has not been definitively attributed, evidence suggests that Example Group may be an Indian entity.",
            "is a pro-Indian group.",
            "is interested in users of banks in Russia.",
            "is a group. It tries to look like Another, a suspected Indian threat group.",
            "is a group. Researchers assess Example Group coordinated with actors affiliated with Iran's Ministry.",
            "is a group that has been observed since 2015 in Norway.",
        ] {
            assert_eq!(states("Example Group", &format!("Example Group {said}")), "", "{said}");
        }
    }

    #[test]
    fn later_sentences_count_where_they_tie_the_group_itself_to_a_state() {
        let description = "Example Group is a threat group that has been active since 2006.(Citation: One) Individual members of \
                           Example Group are known to have acted in association with the Chinese Ministry of Example. It attacked \
                           Norway.";
        assert_eq!(states("Example Group", description), "CN+");
    }
}
