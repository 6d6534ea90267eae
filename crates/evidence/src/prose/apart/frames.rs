//! Whether a text tells of a case in its own voice.
//!
//! A sentence that affirms a program affirms it in a novel, in an exercise, in a report that the next paragraph withdraws, and below "A blogger
//! writes:". No list holds all of these. So a text has to show what it is: its title, the headings and the line above a paragraph, and the short
//! paragraphs beside it are made of words of a case, and hold no word of a frame. Where one is not, the programs of that part are listed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::bearing::{is_beside_the_matter, is_known};
use super::super::{cut, strongest};
use super::Part;
use super::closed::{is_closed, is_closed_heading, speaks_of_the_text};
use crate::Bearing;

/// Phrases of a frame, a line each.
const PHRASES: &str = include_str!("frames.txt");

/// Beginnings of words of which a title has one where it is of a case, in the languages in which reports come.
#[rustfmt::skip]
const OF_A_CASE: &[&str] = &[
    "adversar", "analys", "apt", "attack", "backdoor", "breach", "campaign", "compromis", "espionage", "evidence", "finding", "forensic", "hack",
    "implant", "incident", "indicator", "infect", "intrud", "intrusion", "investigat", "ioc", "malware", "ransom", "responder", "sabotage", "theft",
    "trojan", "wiper", "spyware", "disruption", "outage", "post-mortem", "postmortem", "results", "what happened", "angriff", "vorfall", "befund",
    "schadprogramm", "schadsoftware", "rapport d", "attaque", "compromission", "incidente", "ataque", "intrusión", "informe", "инцидент", "атак",
    "взлом", "攻击", "事件", "入侵", "インシデント", "攻撃", "侵害", "사고", "침해", "حادث", "هجوم", "інцидент", "olay", "saldırı", "atak", "włama",
    "aanval", "inbraak", "attacco", "intrusione",
];

/// Words of a title that says nothing of what its text is.
#[rustfmt::skip]
const NEUTRAL: &[&str] = &[
    "and", "case", "day", "entry", "facts", "final", "first", "form", "internal", "interim", "journal", "log", "note", "notes", "notizen", "of", "our", "part",
    "preliminary", "report", "second", "summary", "the", "third", "ticket", "update", "version", "bericht", "rapport", "informe", "отчет", "отчёт", "报告",
    "報告", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
];

/// Beginnings of words of which a paragraph or a heading has one where it is of the matter of a case.
#[rustfmt::skip]
const OF_THE_MATTER: &[&str] = &[
    "access", "account", "actor", "adversar", "analys", "attack", "backdoor", "beacon", "binar", "breach", "c2", "certificate", "client", "cloud",
    "code", "collection", "command", "communicat", "compromis", "computer", "control", "credential", "data", "deploy", "detect", "device", "disk",
    "dll", "domain", "download", "driver", "drop", "email", "e-mail", "encrypt", "evidence", "execut", "exfiltrat", "exploit", "file", "finding",
    "firewall", "forensic", "gateway", "group", "hack", "hash", "host", "image", "impact", "implant", "incident", "indicator", "infect",
    "infrastructure", "initial", "inject", "install", "intrud", "intrusion", "investigat", "ioc", "keylog", "laptop", "lateral", "load", "lure",
    "machine", "mail", "malicious", "malware", "memory", "module", "movement", "network", "operator", "overview", "password", "payload", "persist",
    "phish", "plugin", "process", "program", "ransom", "recover", "registry", "remote", "report", "result", "sample", "scope", "script", "server", "service",
    "sha-", "sha1", "sha256", "md5", "shell", "software", "spread", "stage", "stole", "substation", "summary", "system", "technical", "technique",
    "terminal", "timeline", "tool", "trace", "traffic", "fact", "trojan", "tunnel", "victim", "vulnerab", "web", "what happened", "how it happened", "wipe",
    "workstation", "introduction", "conclusion", "details", "observables", "detail", "discovery", "intercept", "breaker", "stolen", "images",
    "sunucu", "serwer", "сервер", "服务器", "伺服器", "サーバ", "서버", "خادم", "servidor", "serveur", "servidores", "equipo", "machine", "oprogramow",
    "вредонос", "恶意", "主机", "マルウェア", "端末", "jacker", "програм", "fichier", "archivo", "ficheiro", "plik", "файл", "文件", "ファイル",
    "they ran", "they used", "they deployed", "they installed", "they dropped", "fund", "befund", "ablauf", "angreif", "rechner", "résultat", "hallazgo", "находк", "发现", "調査",
];

/// What the first words of a mail, or its last, are.
#[rustfmt::skip]
const CIVIL: &[&str] = &[
    "best", "best regards", "cc", "classification", "contact", "date", "dear", "distribution", "from", "good morning", "hello", "hi", "kind regards",
    "many thanks", "marking", "pap", "prepared by", "prepared for", "reference", "regards", "sincerely", "subject", "thank you", "thanks", "tlp", "to",
    "version", "with kind regards", "yours", "sent", "reply-to", "message-id", "mime-version", "content-type", "author", "authors", "case", "ticket",
    "status", "document", "page", "end", "ende", "fin",
];

/// A text up to so many bytes is looked at as a whole: each of its paragraphs may speak of all of it.
pub(in crate::prose) const SHORT: usize = 6_000;

/// A paragraph of so few words beside another may speak of it.
const BRIEF: usize = 45;

/// What a block of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// With its depth.
    Heading(usize),
    /// A row of a table, a list, code: it is read by its own rules.
    Listing,
    Paragraph,
}

#[derive(Debug)]
struct Block {
    range: Range<usize>,
    kind: Kind,
}

/// Adds the parts of `text` that do not tell of a case in its own voice.
pub(super) fn find(text: &str, parts: &mut Vec<Part>) {
    let blocks = blocks(text);
    // What stands apart already says nothing of the rest.
    let known: Vec<Range<usize>> = parts.iter().map(|(part, _)| part.clone()).collect();
    let mut list = |range: Range<usize>| parts.push((range, Bearing::Listed));
    if text.len() <= SHORT {
        // A sentence of a short text may take back what its paragraph affirms.
        for block in blocks.iter().filter(|block| block.kind == Kind::Paragraph) {
            if is_framed(cut(text, block.range.clone()), Stand::Among) {
                list(block.range.clone());
            }
        }
    }
    if blocks.iter().all(|block| block.kind == Kind::Listing) || blocks.len() < 2 {
        return;
    }
    if tells_of_many_years(text, &blocks) {
        return list(0..text.len());
    }
    if !title_is_of_a_case(text, &blocks) || front_matter(text).is_some_and(|matter| is_framed(matter, Stand::Above)) {
        return list(0..text.len());
    }
    // A heading lists what stands below it, up to the next of its height.
    let mut below: Vec<Range<usize>> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let Kind::Heading(depth) = block.kind else { continue };
        let heading = cut(text, block.range.clone());
        if at > 0 && !(is_of_the_matter(heading, Stand::Above) && is_closed_title(heading)) {
            let ends = |other: &&Block| matches!(other.kind, Kind::Heading(held) if held <= depth);
            let end = blocks.iter().skip(at + 1).find(ends).map_or(text.len(), |block| block.range.start);
            below.push(block.range.start..end);
        }
    }
    let is_below = |block: &Block| below.iter().any(|section| section.contains(&block.range.start));
    // What stands between marks is no entry of a list: `--- EXERCISE ---`.
    let is_banner = |line: &str| {
        let marks = |c: char| "-=*_~#+".contains(c);
        let line = line.trim();
        line.starts_with(marks)
            && line.ends_with(marks)
            && line.is_ascii()
            && line.contains(char::is_alphanumeric)
            && !is_closed(line)
    };
    let listings = || blocks.iter().filter(|block| block.kind == Kind::Listing);
    let mut aside = false;
    let mut whole =
        text.len() <= SHORT && listings().any(|block| cut(text, block.range.clone()).lines().any(is_banner));
    for (at, block) in blocks.iter().enumerate() {
        let words = cut(text, block.range.clone());
        let is_title = at == 0 && title_line(text, &blocks).is_some();
        let is_printed = at
            .checked_sub(1)
            .and_then(|at| blocks.get(at))
            .is_some_and(|before| is_header(cut(text, before.range.clone())));
        let is_label = words.split_whitespace().count() <= 7 && words.trim_end().ends_with(char::is_alphanumeric);
        if block.kind != Kind::Listing && (is_label || block.kind != Kind::Paragraph) {
            aside = is_beside_the_matter(words.trim());
        }
        // A quotation is somebody else's anyway.
        let is_quoted = words.trim_start().starts_with('>');
        if block.kind != Kind::Paragraph || is_title || is_printed || is_quoted {
            continue;
        }
        let is_front = front_matter(text).is_some_and(|matter| block.range.start <= matter.len());
        let stands_apart =
            || is_front || known.iter().any(|part| part.start < block.range.end && block.range.start < part.end);
        if aside || is_below(block) {
            whole |= takes_the_text_back(words);
            continue;
        }
        // A sentence of a short text may take all of it back, wherever it stands.
        whole |= text.len() <= SHORT && words.is_ascii() && !is_header(words) && !stands_apart() && !is_closed(words);
        if words.trim_end().ends_with([':', '：']) {
            // "C <c@example.com> wrote:" stands above a mail, which is looked at by itself.
            if !is_a_lead_of_the_matter(words) && !is_header(words) && !words.contains('@') {
                let ends = |other: &&Block| matches!(other.kind, Kind::Heading(_));
                let end = blocks.iter().skip(at + 1).find(ends).map_or(text.len(), |block| block.range.start);
                list(block.range.start..end);
            }
        } else if speaks_of_the_rest(words) || text.len() > SHORT && takes_the_text_back(words) {
            whole |= text.len() <= SHORT || takes_the_text_back(words);
            let before = at.checked_sub(1).and_then(|at| blocks.get(at));
            let start = before.filter(|before| !matches!(before.kind, Kind::Heading(_))).unwrap_or(block).range.start;
            let end = blocks.get(at + 1).unwrap_or(block).range.end;
            list(start..end);
        } else if let Some(next) = blocks.get(at + 1).filter(|next| next.kind == Kind::Listing)
            && words.split_whitespace().count() <= BRIEF
            && !matches!(strongest(words), Bearing::Stated | Bearing::Listed)
        {
            // "None of these files was found on our systems."
            list(next.range.clone());
        }
    }
    if whole {
        list(0..text.len());
    }
    below.into_iter().for_each(list);
}

/// A first line that stands alone and may be a title.
fn title_line<'t>(text: &'t str, blocks: &[Block]) -> Option<&'t str> {
    const TITLE: usize = 100;
    let first = blocks.first().filter(|block| block.kind == Kind::Paragraph)?;
    let line = cut(text, first.range.clone()).trim();
    (line.len() <= TITLE && !line.contains('\n') && !line.ends_with(['.', ',', '!', '?', ':', '。']) && !is_civil(line))
        .then_some(line)
}

/// Whether a block is of the headers of a mail that a text prints.
fn is_header(block: &str) -> bool {
    let lines = block.lines().filter(|line| {
        let name = line.split_once(": ").map(|(name, _)| name.trim_start_matches('>').trim().to_lowercase());
        name.is_some_and(|name| {
            ["from", "to", "subject", "sent", "date", "cc", "von", "an", "betreff", "objet", "asunto"]
                .contains(&name.as_str())
        })
    });
    lines.count() >= 2
}

/// The title, which is the first heading or a first line that stands alone, is of a case. A text may have none.
fn title_is_of_a_case(text: &str, blocks: &[Block]) -> bool {
    let alone = title_line(text, blocks);
    let heading = blocks.iter().enumerate().find(|(_, block)| matches!(block.kind, Kind::Heading(_)));
    let is_title = |(at, block): &(usize, &Block)| *at == 0 || block.kind == Kind::Heading(1);
    let title = heading.filter(is_title).map(|(_, block)| cut(text, block.range.clone()));
    let of_a_case = |title: &str| {
        let lower = title.to_lowercase();
        let begins = |word: &&str| begins_a_word(&lower, word);
        let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_neutral = |word: &str| NEUTRAL.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
        (OF_A_CASE.iter().any(begins) || words.clone().any(|word| word == "case") || words.all(is_neutral))
            && !is_framed(title, Stand::Above)
    };
    if title.is_some_and(|title| !is_closed_title(title)) || alone.is_some_and(|line| !is_closed_title(line)) {
        return false;
    }
    title.is_none_or(of_a_case) && alone.is_none_or(|line| of_a_case(line) || is_of_the_matter(line, Stand::Above))
}

fn is_closed_title(title: &str) -> bool {
    let begins_well = |word: &str| OF_A_CASE.iter().chain(OF_THE_MATTER).any(|held| begins_a_word(word, held));
    !title.is_ascii() || is_closed(title) || is_closed_heading(title, begins_well)
}

/// Whether a paragraph says something of what stands beside it, or may: it holds a phrase of a frame, or it is brief and of another matter.
fn speaks_of_the_rest(paragraph: &str) -> bool {
    const LABEL: usize = 3;
    let words = paragraph.split_whitespace().count();
    if words <= LABEL && paragraph.trim_end().ends_with(char::is_alphanumeric) {
        // A page has many: "Home", "English", "Share this".
        return is_framed(paragraph, Stand::Above);
    }
    if words > BRIEF || !paragraph.contains(char::is_alphanumeric) || is_civil(paragraph) || holds_a_trace(paragraph) {
        return false;
    }
    !is_of_the_matter(paragraph, Stand::Among)
}

/// Whether a brief paragraph speaks of the text that it is in, and not in known words alone: "Everything below is fiction."
fn takes_the_text_back(paragraph: &str) -> bool {
    paragraph.split_whitespace().count() <= BRIEF && speaks_of_the_text(paragraph) && !is_closed(paragraph)
}

/// Whether a heading, a label or a paragraph is of the matter of a case, and of no frame.
fn is_of_the_matter(words: &str, stand: Stand) -> bool {
    let lower = words.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let marked = bare.split_whitespace().any(|word| {
        // Section numbers, days and hosts; a year alone is of a history.
        word.bytes().any(|byte| byte.is_ascii_digit())
            && !(word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
    });
    !is_framed(words, stand) && (marked || OF_THE_MATTER.iter().any(|word| begins_a_word(&lower, word)))
}

/// Whether the line that leads in what stands below it is made of words of a case alone.
fn is_a_lead_of_the_matter(words: &str) -> bool {
    let line = words.trim().rsplit('\n').next().unwrap_or_default();
    let last = line.rsplit(['.', ';']).next().unwrap_or_default();
    let known = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.is_empty() || is_known(bare) || bare.bytes().any(|byte| byte.is_ascii_digit()) || is_civil(bare)
    };
    !is_framed(words, Stand::Above)
        && (last.split_whitespace().all(known)
            || OF_A_CASE.iter().any(|word| begins_a_word(&last.to_lowercase(), word))
            || !last.is_ascii())
}

/// Whether a block is how a mail or a report begins or ends: an address, a date, a marking, a signature.
fn is_civil(block: &str) -> bool {
    let line = block.trim().trim_start_matches(['*', '_', '-', ' ']).to_lowercase();
    let begins = |word: &&str| line.strip_prefix(*word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    CIVIL.iter().any(begins) && !is_framed(block, Stand::Among)
}

/// Whether a paragraph holds something long with digits and letters: a hash, a path, a host.
fn holds_a_trace(paragraph: &str) -> bool {
    paragraph
        .split_whitespace()
        .any(|word| word.len() >= 32 && word.bytes().filter(u8::is_ascii_hexdigit).count() >= 32)
}

fn front_matter(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    rest.find("\n---").map(|end| cut(rest, 0..end))
}

/// Whether `word` stands at the beginning of a word of `lower`.
fn begins_a_word(lower: &str, word: &str) -> bool {
    lower.match_indices(word).any(|(at, _)| !cut(lower, 0..at).ends_with(|c: char| c.is_alphanumeric() && c.is_ascii()))
}

/// Where words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// In a title, a heading, a lead, the name of a sheet or a file.
    Above,
    /// In a paragraph or a remark.
    Among,
}

/// A phrase of a frame.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    words: &'static str,
    /// Whether more letters may follow.
    open: bool,
    /// Whether it is one in a paragraph, too.
    anywhere: bool,
}

fn phrases() -> impl Iterator<Item = Phrase> {
    let mut anywhere = false;
    PHRASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(move |line| {
        if line.starts_with('[') {
            anywhere = line == "[anywhere]";
            return None;
        }
        Some(Phrase { words: line.trim_end_matches('*'), open: line.ends_with('*'), anywhere })
    })
}

/// Whether `words` hold a phrase of a frame.
pub(crate) fn is_framed(words: &str, stand: Stand) -> bool {
    static SEARCH: LazyLock<Option<(AhoCorasick, Vec<Phrase>)>> = LazyLock::new(|| {
        let held: Vec<Phrase> = phrases().collect();
        let search =
            AhoCorasick::builder().ascii_case_insensitive(true).build(held.iter().map(|held| held.words)).ok()?;
        Some((search, held))
    });
    let Some((search, held)) = SEARCH.as_ref() else { return false };
    let line = words.replace(['\n', '\r', '_'], " ").replace("false positive ", " ").replace("false positive.", " ");
    search.find_overlapping_iter(&*line).any(|found| {
        let Some(phrase) = held.get(found.pattern().as_usize()) else { return false };
        let begins = !cut(&line, 0..found.start()).ends_with(char::is_alphanumeric);
        let ends = !cut(&line, found.end()..line.len()).starts_with(char::is_alphanumeric);
        (phrase.anywhere || stand == Stand::Above) && (begins && (ends || phrase.open) || !phrase.words.is_ascii())
    })
}

/// Whether the headings of a text are of several years: it is a chronicle of many cases, and none of them is this one.
fn tells_of_many_years(text: &str, blocks: &[Block]) -> bool {
    const YEARS: usize = 3;
    let headings = blocks.iter().filter(|block| matches!(block.kind, Kind::Heading(_)));
    let years = headings.flat_map(|block| {
        let words = cut(text, block.range.clone()).split(|c: char| !c.is_ascii_alphanumeric());
        words.filter(|word| word.len() == 4).filter_map(|word| word.parse::<u16>().ok())
    });
    years.filter(|year| (1980..2100).contains(year)).collect::<BTreeSet<_>>().len() >= YEARS
}

/// The blocks of `text`, in order.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut at, mut open, mut fenced) = (0, false, false);
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            fenced = !fenced;
        }
        if trimmed.is_empty() && !fenced {
            open = false;
            continue;
        }
        let marks = trimmed.bytes().take_while(|byte| *byte == b'#').count();
        let underline = trimmed.len() >= 3 && trimmed.bytes().all(|byte| byte == b'=' || byte == b'-');
        if (1..=6).contains(&marks) && trimmed.as_bytes().get(marks) == Some(&b' ') && !fenced {
            blocks.push(Block { range, kind: Kind::Heading(marks) });
            open = false;
            continue;
        }
        if underline && open && !fenced {
            let depth = if trimmed.starts_with('=') { 1 } else { 2 };
            if let Some(last) = blocks.last_mut().filter(|last| last.kind == Kind::Paragraph) {
                last.kind = Kind::Heading(depth);
            }
            open = false;
            continue;
        }
        let listed = !fenced
            && (trimmed.starts_with(['|', '-', '*', '•', '·']) && !trimmed.starts_with("**")
                || trimmed.contains('\t')
                || trimmed.contains(" | "));
        let kind = if listed { Kind::Listing } else { Kind::Paragraph };
        match blocks.last_mut().filter(|last| open && last.kind == kind) {
            Some(last) => last.range.end = range.end,
            None => blocks.push(Block { range, kind }),
        }
        open = true;
    }
    for block in blocks.iter_mut().filter(|block| block.kind == Kind::Paragraph) {
        let lines = cut(text, block.range.clone()).lines().filter(|line| !line.trim().is_empty());
        let is_entry = |line: &str| {
            let entry = line.split_once(": ").or_else(|| line.split_once('：'));
            entry.is_some_and(|(name, _)| name.split_whitespace().count() <= 3) && line.split_whitespace().count() <= 12
        };
        if lines.clone().count() >= 2 && lines.clone().all(is_entry) {
            block.kind = Kind::Listing;
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_listed(text: &str) -> bool {
        let mut parts = Vec::new();
        find(text, &mut parts);
        let at = text.find("deployed").unwrap();
        parts.iter().any(|(range, _)| range.contains(&at))
    }

    const DEED: &str = "The attackers deployed Crane on the domain controller. We found Heron on two servers.";

    #[test]
    fn a_report_of_a_case_tells_in_its_own_voice() {
        for text in [
            format!("# Incident report: intrusion at the ministry\n\nDate: 14 March 2023\n\n## Findings\n\n{DEED}\n"),
            format!("{DEED}\n"),
            format!("On Monday, C <c@example.com> wrote:\n\n{DEED}\n"),
            format!("Dear Ana,\n\n{DEED}\n\nRegards, Kim\n"),
            format!("Case 77/2020 (car maker, Hanoi plant)\n\n{DEED}\n"),
            format!("# Forensic report\n\n## 1.2 Crane loader\n\n{DEED}\n\n## Recommendations\n\nPatch all servers.\n"),
            format!("# Vorfallsbericht\n\n## Befunde\n\n{DEED}\n"),
            format!("# Malware used against our hospital\n\nIt came by mail.\n\nOn Monday:\n\n{DEED}\n"),
            format!("Notes\n\nOur servers were encrypted in 74 minutes.\n\n{DEED}\n"),
        ] {
            assert!(!is_listed(&text), "{text}");
        }
    }

    #[test]
    fn a_title_of_something_else_lists_what_its_text_affirms() {
        for title in [
            "The Winter Server",
            "Lessons from the ministry",
            "Question 4",
            "Sample incident report",
            "Case studies",
            "Red team report",
            "Trip report",
        ] {
            assert!(is_listed(&format!("# {title}\n\n{DEED}\n")), "{title}");
            assert!(is_listed(&format!("# {title}\n\n## Findings\n\n{DEED}\n")), "{title}");
        }
        assert!(is_listed(&format!("---\ncategory: fiction\n---\n\n{DEED}\n")));
    }

    #[test]
    fn a_heading_or_a_lead_of_something_else_lists_what_stands_below_it() {
        for heading in [
            "2014",
            "Background",
            "Customer B (energy, 2021)",
            "Hearsay",
            "Model answer",
            "What did not happen",
            "Other incidents",
            "Statement of the accused",
        ] {
            assert!(
                is_listed(&format!("# Incident at the ministry\n\nOur servers were hit.\n\n## {heading}\n\n{DEED}\n")),
                "{heading}"
            );
        }
        for lead in [
            "A blogger writes:",
            "The expert of the insurer wrote:",
            "Rumour on Telegram:",
            "Message left on the desktop:",
            "What happened there:",
        ] {
            assert!(is_listed(&format!("# Incident at the ministry\n\n{lead}\n\n{DEED}\n")), "{lead}");
        }
        let text = format!(
            "# Incident at the ministry\n\n## Background\n\nOur mail server is old.\n\n## Findings\n\n{DEED}\n"
        );
        assert!(!is_listed(&text), "the next section stands by itself");
    }

    #[test]
    fn a_brief_paragraph_of_another_matter_lists_what_stands_beside_it() {
        for tail in [
            "All of this is invented.",
            "ENDEX.",
            "April, April!",
            "The witness later recanted.",
            "This is how it went in Bern. Here, it was somebody with a stick.",
            "None of the findings above holds; the samples are our own backup agent.",
            "Il testo precedente è inventato.",
            "以上は架空のシナリオです。",
        ] {
            assert!(is_listed(&format!("# Incident at the ministry\n\n{DEED}\n\n{tail}\n")), "{tail}");
            assert!(is_listed(&format!("{tail}\n\n{DEED}\n")), "{tail}");
        }
    }
}
