//! Whether a text is about a case.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::cut;
use super::{is_apart, on_one_line};

/// Who takes part in a case, as a text about one calls them: the intruders, whom they attacked, those who found it out. Each list is
/// of one language: English, German, French, Spanish, Russian, Chinese, Japanese.
const PARTIES: [&[&str]; 7] = [
    &[
        "a forensic",
        "adversaries",
        "adversary",
        "attackers",
        "forensics",
        "initial access",
        "intruder",
        "intruders",
        "our client",
        "our clinic",
        "our company",
        "our computers",
        "our customer",
        "our devices",
        "our domain controller",
        "our environment",
        "our hospital",
        "our hosts",
        "our machines",
        "our ministry",
        "our network",
        "our servers",
        "our site",
        "our systems",
        "our workstations",
        "ransom note",
        "the actor",
        "the actors",
        "the attack",
        "the attacker",
        "the breach",
        "the criminals",
        "the customer's",
        "the gang",
        "the group",
        "the hackers",
        "the incident",
        "the intrusion",
        "the operators",
        "the perpetrators",
        "the threat actor",
        "the threat actors",
        "the victim",
        "the victims",
        "victim organisation",
        "victim organization",
        "was compromised",
        "we analysed",
        "we analyzed",
        "we detected",
        "we discovered",
        "we found",
        "we identified",
        "we observed",
        "we recovered",
        "we saw",
        "were compromised",
    ],
    &[
        "angreifer",
        "auf unseren",
        "das opfer",
        "den angreifern",
        "der vorfall",
        "die angreifer",
        "die täter",
        "eindringlinge",
        "in unserem netz",
        "tätergruppe",
        "unser netz",
        "unsere server",
        "unsere systeme",
        "unseren servern",
        "wir entdeckten",
        "wir fanden",
    ],
    &[
        "la victime",
        "les assaillants",
        "les attaquants",
        "l'attaquant",
        "l’attaquant",
        "nos machines",
        "nos serveurs",
        "nos systèmes",
        "notre réseau",
        "nous avons découvert",
        "nous avons trouvé",
    ],
    &[
        "el atacante",
        "la víctima",
        "los atacantes",
        "los intrusos",
        "nuestra red",
        "nuestros equipos",
        "nuestros servidores",
        "nuestros sistemas",
    ],
    &[
        "атакующие",
        "злоумышленник",
        "злоумышленники",
        "злоумышленников",
        "жертвы",
        "на наших серверах",
        "в нашей сети",
        "наши серверы",
        "хакеры",
    ],
    &["攻击者", "攻擊者", "受害者", "受害单位", "我们的服务器", "我们的网络", "黑客"],
    &["攻撃者", "被害者", "被害組織", "当社の", "弊社の", "侵入者"],
];

/// Whether a text is about a case: it speaks of intruders, of whom they attacked, or of what its authors found.
pub(crate) fn is_about_a_case(text: &str) -> bool {
    finds(&PARTY_SEARCH, text)
}

static PARTY_SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| search(&PARTIES));

fn search(phrases: &[&[&str]]) -> Option<AhoCorasick> {
    // Built of the constants above, it cannot fail. The search folds the case of ASCII alone: a first letter is written both ways.
    let both = |phrase: &&str| {
        let mut chars = phrase.chars();
        let capital = chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>());
        [Some((*phrase).to_owned()), capital]
    };
    let phrases: Vec<String> = phrases.iter().copied().flatten().flat_map(both).flatten().collect();
    AhoCorasick::builder().ascii_case_insensitive(true).build(phrases).ok()
}

/// Whether one of the phrases is in `text` as whole words. Scripts that write no blanks have no words to be whole.
fn finds(search: &LazyLock<Option<AhoCorasick>>, text: &str) -> bool {
    let Some(search) = search.as_ref() else { return false };
    let line = on_one_line(text);
    search.find_overlapping_iter(&*line).any(|found| is_whole(&line, &found.range()))
}

/// Whether `range` of `text` is whole words, or of a script that writes no blanks between them.
pub(super) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let without_blanks =
        |c: char| c == ' ' || matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF);
    cut(text, range.clone()).chars().all(without_blanks) || is_apart(text, range)
}
