//! What Dunant's own commands print, in whatever file it was kept: text, JSON and CSV, whole, wrapped, quoted or pasted.
//!
//! Read as evidence, what the knowledge says of an actor would accuse that actor, and an assessment would confirm itself.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::Reason;

/// How much of a text is looked at for lines, from its start and from its end; phrases are looked for in all of it.
const HEAD: usize = 256 << 10;
const TAIL: usize = 4 << 10;

/// What only an assessment says, on the terminal or on a page, in whatever case and however the lines break. Two of these, or one and
/// one of the next, tell an assessment.
const OF_AN_ASSESSMENT: [&str; 10] = [
    "a computed assessment for people to examine",
    "a rank accuses nobody.",
    "before the evidence this was held",
    "claimed by sources, neither inferred nor scored",
    "counts only so far (limit of imitable evidence)",
    "further hypotheses, not listed",
    "past reports were given a name",
    "says nothing of intent or guilt",
    "so well would somebody of whom nothing is known fit",
    "the same inputs give the same result, to the byte",
];

/// What an assessment says, and what others may say too.
const ALSO_OF_OTHERS: [&str; 5] = [
    " who did it ",
    "before using this result",
    "computed from (sha-256)",
    "held to be the same as",
    "times more probable if",
];

/// What only one command's page says: each tells it.
const OF_A_PAGE: [&str; 7] = [
    "[+] true, [-] false, [?] the facts do not say",
    "in full: `dunant ",
    "one in full: `dunant ",
    "who sits on the panel of a case: `dunant ",
    "the words of one, and what they are called elsewhere: `dunant ",
    "who is bound by what: `dunant ",
    "of those that are not listed, `party.confirmed` says whether they were bound.",
];

/// Members that together only a JSON document of Dunant has, whatever else was taken out of it.
const MEMBERS: [&[&str]; 7] = [
    &["kind", "value", "space", "start", "end", "bearing"],
    &["read", "suggests", "because", "check", "places"],
    &["digests", "evidence", "pack", "model", "instruments", "settings"],
    &["log_likelihood_ratio", "prior", "posterior", "contributions"],
    &["digest", "observations", "set_aside", "losses", "span", "bearing"],
    &["kind", "id", "name", "by", "sections", "lines", "what", "reports"],
    &["instrument", "clause", "outcome", "caveat", "missing_is_complete"],
];

/// Whether a text is what a command of Dunant printed.
pub(super) fn is_text(text: &str) -> bool {
    if is_json_of_ours(text) || has_members_of_ours(text) || speaks_of_an_assessment(text) {
        return true;
    }
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default();
    let lines = || head.lines().map(plain).filter(|line| !line.is_empty());
    lines().take(20).any(|line| line.starts_with("Usage: dunant ") || is_a_call(line) || is_count_of_files(line))
        || is_entry_of_the_pack(lines())
        || has_sourced_facts(lines())
        || lines().next().is_some_and(is_heading)
        || is_list_of_facts(lines())
        || is_list_of_clauses(head)
        || is_comparison_of_packs(lines())
        || is_verification(text)
}

/// Whether a text, with or without the tags of a page, says what only an assessment or a page of Dunant says.
pub(super) fn speaks_of_an_assessment(text: &str) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::new(OF_AN_ASSESSMENT.iter().chain(&ALSO_OF_OTHERS).chain(&OF_A_PAGE)).ok());
    let Some(search) = SEARCH.as_ref() else { return false };
    let words = running(text);
    let said: BTreeSet<usize> = search.find_overlapping_iter(&words).map(|found| found.pattern().as_usize()).collect();
    let of_others = OF_AN_ASSESSMENT.len();
    let of_a_page = of_others + ALSO_OF_OTHERS.len();
    // However a page is cut, it says of each feature of how many actors it is known.
    let counted = counts_of_actors(&words);
    let is_ours = counted > 0 || said.iter().any(|at| *at < of_others);
    counted >= 2
        || counted > 0 && !said.is_empty()
        || said.iter().any(|at| *at >= of_a_page)
        || is_ours && said.len() >= 2
}

/// How often, of two at most, a text says `known of 1 of 186 actors`.
fn counts_of_actors(words: &str) -> usize {
    let is_number = |word: Option<&str>| word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let counts = |at: usize| {
        let mut rest = words.get(at..).unwrap_or_default().splitn(7, ' ').skip(2);
        is_number(rest.next())
            && rest.next() == Some("of")
            && is_number(rest.next())
            && rest.next().is_some_and(|word| word.starts_with("actor") || word.starts_with("group"))
    };
    words.match_indices("known of ").filter(|(at, _)| counts(*at)).take(2).count()
}

/// The words of a text in lower case, one blank between them: without line breaks, tags and the marks of a quotation.
fn running(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    words.push(' ');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // `<0.1 %` is no tag.
            '<' if chars.peek().is_some_and(|next| next.is_ascii_alphabetic() || "/!".contains(*next)) => {
                chars.by_ref().take_while(|c| *c != '>').for_each(drop);
            }
            '>' | '|' => {}
            c if c.is_whitespace() => {
                if !words.ends_with(' ') {
                    words.push(' ');
                }
            }
            c => words.push(c.to_ascii_lowercase()),
        }
    }
    words
}

/// Whether JSON has all members of one of the sets that only Dunant's documents have. Looks at the start alone.
pub(super) fn has_members_of_ours(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default();
    let has = |member: &&str| {
        memchr::memmem::find_iter(head.as_bytes(), member.as_bytes()).any(|at| {
            head.get(..at).is_some_and(|before| before.ends_with('"'))
                && head.get(at + member.len()..).is_some_and(|after| {
                    after.strip_prefix('"').is_some_and(|after| after.trim_start().starts_with(':'))
                })
        })
    };
    MEMBERS.iter().any(|members| members.iter().all(has))
}

/// Whether a JSON text, or a text that holds JSON, has a member `schema` that names one of ours, however deep or escaped.
pub(super) fn is_json_of_ours(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"\"dunant.").any(|at| {
        let before = text
            .get(at.saturating_sub(40)..at)
            .or_else(|| text.get(text.floor_char_boundary(at.saturating_sub(40))..at));
        let before = before.unwrap_or_default().trim_end_matches('\\').trim_end();
        let Some(before) = before.strip_suffix(':') else { return false };
        let name = before.trim_end().trim_end_matches('"').trim_end_matches('\\');
        name.ends_with("schema") && name.strip_suffix("schema").is_some_and(|rest| rest.ends_with('"'))
    })
}

/// The words of a line: without the marks of a quotation, bars and colours of a terminal.
fn plain(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| c == '>' || c == '|' || c.is_whitespace()).trim_end();
    match line.strip_prefix("\u{1b}[") {
        Some(rest) => rest.split_once('m').map_or(line, |(_, rest)| rest),
        None => line,
    }
}

/// `$ dunant knowledge show APT28`, as a terminal keeps it.
fn is_a_call(line: &str) -> bool {
    let Some((prompt, call)) = line.split_once("dunant ") else { return false };
    let commands = ["assess", "read", "convention", "case", "panel", "knowledge", "verify", "record", "bench", "home"];
    let is_prompt = prompt.trim_end().ends_with(['$', '#', '%', '❯']);
    is_prompt && call.split_whitespace().next().is_some_and(|word| commands.contains(&word))
}

/// `1 of 1 file read: 10 read, 0 set aside, 0 lost`.
fn is_count_of_files(line: &str) -> bool {
    let Some((files, values)) = line.split_once(" read: ") else { return false };
    let files = files.trim_end_matches("file").trim_end_matches("files").trim_end();
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b',');
    files.split_once(" of ").is_some_and(|(read, all)| is_number(read) && is_number(all))
        && values.contains(" set aside")
        && values.contains(" lost")
}

/// `G9999 Example Bear (actor)`, and below it who says so.
fn is_entry_of_the_pack<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    const KINDS: [&str; 7] =
        ["(actor)", "(malware)", "(tool)", "(software)", "(technique)", "(campaign)", "(ransomware)"];
    let Some(first) = lines.next() else { return false };
    let by = lines.next().is_some_and(|line| line.starts_with("by "));
    let section = lines.next().is_some_and(|line| {
        matches!(line, "names" | "used by" | "tactics" | "uses" | "campaigns" | "claims" | "indicators" | "platforms")
            || line.starts_with("said to ")
    });
    KINDS.iter().any(|kind| first.ends_with(kind)) && by && section
}

/// Two facts of such an entry with their sources, wherever it was cut: `T1055 Process Injection`, and below it
/// `2019-05-29  Examplar, J. (2019, May 29). …`.
fn has_sourced_facts<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let is_day = |word: &str| word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_source = |line: &str| {
        let Some((day, rest)) = line.split_once("  ") else { return false };
        let year = rest.split_once(" (").and_then(|(_, year)| year.get(..4));
        is_day(day) && year.is_some_and(|year| is_day(year) || year == "n.d.")
    };
    let is_fact = |line: &str| {
        let id = line.split(' ').next().unwrap_or_default();
        id.len() >= 5
            && id.starts_with(['T', 'S', 'G', 'C'])
            && id.bytes().skip(1).all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let (mut facts, mut named) = (0, false);
    for line in lines {
        facts += usize::from(named && is_source(line));
        named = is_fact(line);
    }
    facts >= 2
}

/// The first line of `case custody`: `3 items in the case example-hospital.`
fn is_heading(line: &str) -> bool {
    let count =
        |rest: &str| rest.split_whitespace().next().is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    line.split_once(" in the case ").is_some_and(|(items, case)| {
        let is_name =
            case.strip_suffix('.').is_some_and(|case| !case.is_empty() && !case.contains(char::is_whitespace));
        count(items) && matches!(items.split_whitespace().nth(1), Some("item" | "items")) && is_name
    })
}

/// Two lines such as `actor.country (all words that apply; anyone may enter it)`.
fn is_list_of_facts<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    lines.filter(|line| line.ends_with(" may enter it)") && line.contains(" (")).take(2).count() == 2
}

/// Five lines such as `  paris-call/protect-individuals   Nobody is …`.
fn is_list_of_clauses(text: &str) -> bool {
    let is_clause = |line: &&str| {
        let Some(rest) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) else { return false };
        let Some((article, _)) = rest.split_once("   ") else { return false };
        article.split_once('/').is_some_and(|(instrument, clause)| {
            let is_id = |id: &str| {
                id.len() >= 2
                    && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
            };
            instrument.contains('-') && is_id(instrument) && is_id(clause)
        })
    };
    text.lines().filter(is_clause).take(5).count() == 5
}

/// `software: 3 added, 1 removed`, and changes below.
fn is_comparison_of_packs<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    let heads =
        lines.next().is_some_and(|line| line.contains(" added, ") && line.ends_with(" removed") && line.contains(": "));
    heads && lines.next().is_some_and(|line| line.starts_with(['+', '-']))
}

/// Checks, each with its mark, and what holds; or the state of a case; or the digest of a rule.
fn is_verification(text: &str) -> bool {
    let tail = text.get(text.ceil_char_boundary(text.len().saturating_sub(TAIL))..).unwrap_or_default();
    let last = tail.lines().map(plain).rfind(|line| !line.is_empty()).unwrap_or_default();
    let checks =
        text.lines().filter(|line| line.starts_with("[+] ") || line.starts_with("[?] not checked")).take(3).count();
    let verdict =
        last.ends_with(" holds.") || last.ends_with(" does not hold.") || last.contains(" as far as it was checked; ");
    let is_digest = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    checks >= 2 && verdict
        || last.strip_prefix("Rule, SHA-256: ").is_some_and(is_digest)
        || text.contains("\nThe case is ")
            && (text.contains("\nWhat may be done next:") || text.contains("\nPanel\n──"))
}

/// Whether one of the first lines is the header of `dunant read --format csv`, whole or with columns left out, whatever parts its
/// cells: a table that was cut no longer says which programs were denied.
pub(super) fn is_table(text: &str) -> bool {
    const LINES: usize = 20;
    let is_header = |line: &str| {
        let cells: Vec<&str> = line.split([',', ';', '\t', '|']).map(|cell| cell.trim().trim_matches('"')).collect();
        let has = |name: &&str| cells.contains(name);
        ["outcome", "kind", "value"].iter().all(has) && ["attack_id", "bearing", "file", "sha256"].iter().any(has)
    };
    let lines = || text.lines().take(LINES).map(plain).filter(|line| line.len() < 1_000);
    lines().any(is_header) || lines().filter(|line| is_row(line)).take(2).count() == 2
}

/// A row of that table, whose header was cut off: `notes.txt,read,software,ExampleRAT,S9999,,line 3,,1,,` and a digest.
fn is_row(line: &str) -> bool {
    const COLUMNS: usize = 11;
    let cells: Vec<&str> = line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"')).collect();
    let is_digest = |cell: &&&str| cell.len() == 64 && cell.bytes().all(|byte| byte.is_ascii_hexdigit());
    // Other programs write such rows too: `…,read,C:\a.exe,…`. Ours has the kind of the value, or the reason, in the next cell.
    let kinds = cells.iter().zip(cells.iter().skip(1)).take(3);
    cells.len() >= COLUMNS
        && kinds.into_iter().any(|(outcome, kind)| match *outcome {
            "read" => is_kind(kind),
            "set aside" | "set-aside" => is_reason(kind),
            "lost" => kind.is_empty(),
            _ => false,
        })
        && cells.last().filter(is_digest).is_some()
}

/// Whether a cell is the kind of a value that was read.
fn is_kind(cell: &str) -> bool {
    #[rustfmt::skip]
    const FAMILIES: [&str; 16] = [
        "autonomous-system", "directory", "domain-name", "email-addr", "file", "ipv4-addr", "ipv6-addr", "mac-addr", "mutex", "network-traffic",
        "process", "url", "user-account", "windows-registry-key", "x-cryptocurrency", "x509-certificate",
    ];
    matches!(cell, "software" | "technique" | "vulnerability" | "actor claim" | "country" | "sector")
        || cell.split_once(':').is_some_and(|(family, rest)| FAMILIES.contains(&family) && !rest.contains(['/', '\\']))
}

/// Whether a cell begins a reason for which a value is set aside; a separator may stand in it.
fn is_reason(cell: &str) -> bool {
    let begin = |reason: Reason| reason.words().split([',', ';']).next().unwrap_or_default();
    Reason::ALL.into_iter().any(|reason| cell == begin(reason))
}

#[cfg(test)]
mod fragments {
    use super::super::is_own_text;

    #[test]
    fn a_page_is_known_wherever_it_is_cut() {
        for text in [
            "×4.5  Crutch (malware, known of 1 of 186 actors, public since 2020-12-02)\n  read in a.txt\n×4.5  Kazuar (malware, known of 1 of\n 186 actors)",
            "    T1055 Process Injection\n      2019-05-29  Examplar, J. (2019, May 29). A dive\n    S0335 Carbon\n      2022-02-22  Example CTU. (n.d.). IRON\n",
            "  }, {\n \"kind\": \"software\", \"value\": \"Kazuar\", \"span\": {\"space\": \"item\", \"start\": 1, \"end\": 2}, \"path\": \"\", \"bearing\": \"stated\"\n",
        ] {
            assert!(is_own_text(text), "{text}");
        }
        let digest = "7f28b3c176f74c3fc7291004b0bded24d85972f40b949bfe8e4318b68ac455e5";
        let row = |name: &str| format!("a.txt,read,software,{name},S0265,,line 3,,1,,{digest}\n");
        assert!(is_own_text(&format!("{}{}", row("Kazuar"), row("ComRAT"))));
        let row = |cells: &str| format!("a.txt,{cells},line 3,,1,,{digest}\n");
        for cells in [
            "read,domain-name:value,evil.example.net,,",
            "read,\"file:hashes.'SHA-256'\",00,,",
            "set aside,the reporter's or the victim's own,192.0.2.1,,",
            "set aside,\"revoked, struck out or expired\",192.0.2.1,,",
            "lost,,a value,,",
        ] {
            assert!(is_own_text(&row(cells).repeat(2)), "{cells}");
        }
        // What a program that watches endpoints exports.
        for cells in ["read,C:\\a.exe,4711,,", "read,explorer.exe,file:///C:/a.exe,,", "lost,host-1,connection,,"] {
            assert!(!is_own_text(&row(cells).repeat(2)), "{cells}");
        }
        for text in [
            "T1059 PowerShell\n  2024-05-03  WS-12 ran it (as admin)\nT1055 Injection\n  2024-05-04  WS-12 (again)\n",
            "It is known of 3 of 10 actors that they use it.",
            "10:01,read,C:\\a.exe,1,2,3,4,5,6,7,8\n10:02,read,C:\\b.exe,1,2,3,4,5,6,7,8\n",
        ] {
            assert!(!is_own_text(text), "{text}");
        }
    }
}
