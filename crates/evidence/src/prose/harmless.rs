//! Sentences that call a trace harmless: "contacted 203.0.113.8 (a resolver), which is benign", "the legitimate domain
//! update.example.com". A sentence that also speaks of harm, or that asks or doubts, calls nothing harmless.

use std::ops::Range;

use super::verdict::speaks_of_harm;
use super::{Finder, cut};
use crate::verdict::folded;

/// What says of a trace that it is harmless, folded. A `*` stands for an ending.
#[rustfmt::skip]
const HARMLESS: &[&str] = &[
    "benign", "clean", "harmless", "legitimate", "legit", "innocuous", "not malicious", "not suspicious", "non malicious",
    "not an indicator", "not an ioc", "a false positive", "false positives", "false positive", "known good",
    "harmlos*", "legitim*", "gutartig*", "unbedenklich*", "unverdachtig*", "nicht bosartig*", "ein fehlalarm",
    "benin*", "inoffensi*", "un faux positif", "non malveillant*", "sans danger", "benign*", "inofensiv*", "un falso positivo", "no malicios*", "legittim*",
    "innocu*", "inocu*", "nao malicios*", "goedaardig*", "onschadelijk*", "legitiem*", "nieszkodliw*", "niegrozn*", "безвредн*", "безобидн*", "безопасн*", "легитимн*",
    "не вредоносн*", "легітимн*", "безпечн*", "нешкідлив*", "zararsiz*", "mesru*",
];

/// Words that join a trace and what is said of it.
#[rustfmt::skip]
const JOINS: &[&str] = &[
    "is", "are", "was", "were", "which is", "which are", "which was", "that is", "both of which are", "turned out to be", "was found to be",
    "is known to be", "is considered", "is a", "is an", "was a", "which is a", "which is an", "has been confirmed as", "ist", "sind", "war", "ist eine", "ist ein",
    "was", "die", "der", "das", "est", "sont", "qui est", "qui sont", "est un", "est une", "es", "son", "que es", "que son", "es un", "es una", "e", "che e",
    "que e", "is een", "wat", "jest", "что", "это", "является", "который", "є", "що є",
];

/// What a place is called beside a word that calls it harmless.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "address", "addresses", "cdn", "cdn node", "domain", "domains", "host", "hosts", "hostname", "ip", "ips", "ip address", "resolver", "server", "service", "site", "url",
    "website", "domane", "adresse", "ip adresse", "dienst", "webseite", "domaine", "serveur", "site web", "adresse ip", "dominio", "servidor",
    "direccion", "direccion ip", "sitio", "servizio", "sito", "endereco", "servico", "домен", "сервер", "адрес", "сайт", "ip адрес", "домена", "domein", "domena",
];

/// What takes it back: a doubt, a question, harm that came by way of the harmless.
#[rustfmt::skip]
const AGAINST: &[&str] = &[
    "whether", " if ", "?", "may ", "might", "could", "seem", "appear", "look", "pretend", "claim", "payload", "dropper", "stager", "loader", "exfil", "beacon",
    "phish", "lure", "inject", "distribut", "breach", "victim", "not legitimate", "no longer", "otherwise", "actor", "campaign", "implant", "шелл", "злоумышлен", "взлом",
    "angreifer", "attaquant", "pirat", "atacante", "malici", "bösartig", "malveillan", "вредонос", "kompromitt", "missbrauch", "compromet",
    "hack", "until", "deface", "compromised", "taken over", "took over", " but ", "however", " bis ", " aber ", "jusqu", " mais ", "hasta ", " pero ", "fino a", " до ", " но ",
];

/// What says of the words before a trace that it served harm. That malware contacted a place says no such thing: it asks resolvers too.
#[rustfmt::skip]
const SERVED_HARM: &[&str] = &[
    " c2", "c&c", "command and control", "command-and-control", "backdoor", "attacker", "adversar", "hijack", "exploit", "infect", "compromis", "trojan",
    "deliver", "ransom", "stole",
];

impl Finder<'_, '_> {
    /// Whether the sentence around the trace at `range` calls it harmless.
    pub(super) fn is_in_a_harmless_sentence(&self, range: &Range<usize>) -> bool {
        const REACH: usize = 200;
        let from = self.text.ceil_char_boundary(range.start.saturating_sub(REACH));
        let head = self.cut(from..range.start);
        let head = head.rsplit(['\n', '|', '\t']).next().unwrap_or_default();
        let head = [". ", "! ", "? ", "; "].iter().fold(head, |head, end| head.rsplit(end).next().unwrap_or(head));
        let to = self.text.floor_char_boundary((range.end + REACH).min(self.text.len()));
        let tail = self.cut(range.end..to);
        let tail = tail.split(['\n', '|', '\t']).next().unwrap_or_default();
        let tail = [". ", "! ", "; "].iter().fold(tail, |tail, end| tail.split(end).next().unwrap_or(tail));
        calls_harmless(head, tail)
    }
}

/// Whether what stands before and behind a trace in its sentence calls it harmless.
fn calls_harmless(head: &str, tail: &str) -> bool {
    if doubts(tail) {
        return false;
    }
    let mut behind = tail.trim_start_matches(['"', '\'', '`', '*', ' ']);
    if let Some(rest) = behind.strip_prefix('(')
        && let Some((_, rest)) = rest.split_once(')')
    {
        behind = rest;
    }
    let words = folded(cut(behind, 0..behind.floor_char_boundary(80)));
    if is_ours(&words) && !served_harm(head) {
        return true;
    }
    // A verdict behind the trace is of the trace, whatever asked for it: "The sample contacted …, which is benign". It is no verdict
    // where more follows ("a legitimate site that they rent"), or where the words before say what the trace was for.
    if said_behind(behind) && !served_harm(head) {
        return true;
    }
    let judges = ["consider", "deem", "regard", "assess", "rate", "halten", "jugeons", "consideramos"];
    let lower = folded(head);
    if begins_harmless(&words).is_some_and(str::is_empty) && judges.iter().any(|word| lower.contains(word)) {
        return true;
    }
    let spaced = head.ends_with([' ', '"', '`', '\'', '*']);
    spaced && !doubts(head) && is_called_before(&lower)
}

/// Whether the words behind a trace call it a thing of the writer's own: "is our VPN gateway".
fn is_ours(words: &str) -> bool {
    const OWN: [&str; 8] = [
        "is our ",
        "is one of our ",
        "are our ",
        "was our ",
        "is the hospital s ",
        "ist unser ",
        "ist unsere ",
        "est notre ",
    ];
    const THINGS: [&str; 18] = [
        "dns",
        "domain",
        "firewall",
        "gateway",
        "host",
        "mail",
        "monitoring",
        "proxy",
        "relay",
        "router",
        "scanner",
        "server",
        "site",
        "supplier",
        "vendor",
        "vpn",
        "website",
        "webserver",
    ];
    let rest = OWN.iter().find_map(|own| words.strip_prefix(own));
    rest.is_some_and(|rest| rest.split(' ').take(4).any(|word| THINGS.contains(&word)))
}

/// Whether the clause behind a trace calls it harmless, and says no more than that and what the place is.
fn said_behind(behind: &str) -> bool {
    let behind = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
    let clause = behind.split(['.', ',', '(', ')', '[', ']', ';', '!', '"', '“']).next().unwrap_or_default();
    let after = cut(behind, clause.len()..behind.len());
    let more = after.strip_prefix(',').map(|more| folded(cut(more, 0..more.floor_char_boundary(12))));
    let ends = more.is_none_or(|more| {
        more.is_empty() || ["and", "und", "et", "y", "e", "и"].contains(&more.split(' ').next().unwrap_or_default())
    });
    let words = folded(clause);
    ends && JOINS.iter().any(|join| {
        let rest = words.strip_prefix(join).and_then(|rest| rest.strip_prefix(' '));
        rest.and_then(begins_harmless).is_some_and(|rest| {
            // The verb ends a German or Dutch clause: `was harmlos ist`.
            let verb = |word: &str| matches!(word, "ist" | "sind" | "is" | "zijn");
            rest.is_empty() || PLACES.contains(&rest) || verb(rest)
        })
    })
}

/// Whether the words before a trace say that it served harm.
fn served_harm(head: &str) -> bool {
    let lower = words_of(head);
    AGAINST.iter().chain(SERVED_HARM).any(|word| lower.contains(word))
}

/// Whether the words before a trace end with a place and a word that calls it harmless, in either order.
fn is_called_before(words: &str) -> bool {
    const NEGATIONS: [&str; 12] =
        ["not", "non", "no", "never", "fake", "nicht", "keine", "pas", "не", "nie", "allegedly", "formerly"];
    let mut last: Vec<&str> = words.rsplit(' ').take(5).collect();
    last.reverse();
    let is_place = |phrase: &[&str]| PLACES.contains(&phrase.join(" ").as_str());
    let is_word = |word: &&str| begins_harmless(word).is_some_and(str::is_empty);
    let at = last.len();
    (1..=2).any(|length| {
        // `legitimate domain …`
        let place = at
            .checked_sub(length)
            .and_then(|from| Some((from, last.get(from..)?)))
            .filter(|(_, place)| is_place(place));
        let adjective = place.and_then(|(from, _)| from.checked_sub(1));
        let before = adjective.filter(|at| last.get(*at).is_some_and(is_word));
        // `domaine légitime …`
        let from = at.checked_sub(length + 1);
        let behind =
            from.filter(|from| last.last().is_some_and(is_word) && last.get(*from..at - 1).is_some_and(is_place));
        before.or(behind).is_some_and(|start| {
            start.checked_sub(1).and_then(|at| last.get(at)).is_none_or(|word| !NEGATIONS.contains(word))
        })
    })
}

/// What follows the phrase that calls something harmless, where `words` begin with one.
fn begins_harmless(words: &str) -> Option<&str> {
    HARMLESS.iter().find_map(|phrase| {
        let stem = phrase.trim_end_matches('*');
        let rest = words.strip_prefix(stem)?;
        let ending = rest.find(' ').unwrap_or(rest.len());
        let ends = if phrase.ends_with('*') { ending <= 10 } else { ending == 0 };
        ends.then(|| rest.get(ending..).unwrap_or_default().trim_start())
    })
}

/// The words of a sentence in small letters, without the values in it: `malware.example.com` speaks of no harm.
fn words_of(text: &str) -> String {
    let is_word = |word: &&str| !word.trim_end_matches(['.', ',', '?', '!']).contains(['.', '/', '\\', '@']);
    let words: Vec<&str> = text.split_whitespace().filter(is_word).collect();
    format!(" {} ", words.join(" ").to_lowercase())
}

fn doubts(text: &str) -> bool {
    let lower = words_of(text);
    let denied =
        ["not malicious", "non-malicious", "no malicioso", "nicht bösartig", "non malveillant", "не вредоносн"]
            .iter()
            .fold(lower, |text, form| text.replace(form, ""));
    AGAINST.iter().any(|word| denied.contains(word)) || speaks_of_harm(&denied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_calls_a_trace_harmless_is_told_from_one_that_speaks_of_harm() {
        for sentence in [
            "The sample contacted @ (Google DNS), which is benign.",
            "It fetched the update from the legitimate domain @",
            "The host @ is a legitimate CDN node.",
            "@ is not malicious.",
            "@ is a legitimate site (a news agency).",
            "The malware contacted @, which is benign, and slept.",
            "It fetched http://cdn.example.com/a.bin from the legitimate domain @",
            "We consider @ benign.",
            "Die legitime Domain @ wurde abgefragt.",
            "Der Host kontaktierte @ (DNS), was harmlos ist.",
            "Le domaine légitime @ a été interrogé.",
            "El dominio legítimo @ fue consultado.",
            "Легитимный домен @ был запрошен.",
        ] {
            let (head, tail) = sentence.split_once('@').unwrap();
            assert!(calls_harmless(head, tail), "{sentence}");
        }
        for sentence in [
            "The attacker used the legitimate service @ for C2.",
            "The compromised but otherwise legitimate site @ delivered the payload.",
            "@ is a legitimate site that was compromised.",
            "It is unclear whether @ is benign?",
            "The domain @ looks legitimate.",
            "@ is not benign.",
            "The not legitimate domain @ answered.",
            "The C2 server @ answered.",
            "@ was seen beside benign traffic.",
            "The implant beacons to @, which is unrelated to previously known infrastructure.",
            "The sample contacted @, which is not related to earlier campaigns.",
            "@ is unrelated to what we knew.",
            "Its C2 is @, which is legitimate.",
            "@ is a legitimate WordPress site that the gang hacked.",
            "@ is a legitimate site that they rent.",
            "@ is a legitimate site run by the gang.",
            "@ was legitimate until May.",
            "@ was legitimate, the gang took it later.",
            "@ was a legitimate domain, then defaced.",
            "@ war harmlos bis Mai.",
        ] {
            let (head, tail) = sentence.split_once('@').unwrap();
            assert!(!calls_harmless(head, tail), "{sentence}");
        }
    }
}
