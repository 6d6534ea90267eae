//! Whether a link that can be clicked is a trace or a citation: the words before it say so, or the heading above.
//!
//! Responders do not defang their own notes, and publishers link their sources. What nothing tells apart is a citation: it is
//! set aside, and counted.

use super::cut;
use super::layout::{Segment, Setting};
use super::link::Link;

/// What a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Something that the intrusion used.
    Trace,
    /// Where something was published.
    Citation,
}

/// Bytes before a link that are looked at.
const REACH: usize = 120;

/// Words of what an intrusion does with a link, or that label one. Each is looked for at the start of a word.
const USES: [&str; 97] = [
    "beacon",
    "bitsadmin",
    "browse",
    "c&c",
    "c2",
    "call back",
    "callback",
    "calls back",
    "certutil",
    "click",
    "cnc",
    "command and control",
    "command-and-control",
    "communicat",
    "connect",
    "contact",
    "curl",
    "distribut",
    "download",
    "drop",
    "exfil",
    "fetch",
    "gate",
    "host",
    "indicator",
    "invoke-webrequest",
    "ioc",
    "iwr",
    "landing",
    "lure",
    "malicious",
    "malware",
    "mshta",
    "navigat",
    "obtain",
    "opened",
    "panel",
    "payload",
    "phish",
    "pull",
    "query",
    "queri",
    "redirect",
    "request",
    "resolv",
    "retriev",
    "send",
    "sent",
    "serve",
    "stage",
    "upload",
    "uri",
    "url",
    "visit",
    "webshell",
    "wget",
    "reach",
    "tls",
    "下载",
    "下載",
    "访问",
    "連接",
    "连接",
    "请求",
    "回连",
    "接続",
    "通信",
    "ダウンロード",
    "다운로드",
    "접속",
    "연결",
    "загру",
    "скач",
    "подключ",
    "обращ",
    "télécharg",
    "connexion",
    "herunter",
    "lädt",
    "lud",
    "kontaktiert",
    "verbindet",
    "descarg",
    "conect",
    "scaric",
    "mal-url",
    "leak site",
    "dropper",
    "open http",
    "please open",
    "öffnen sie",
    "klick",
    "cliquez",
    "ouvrez",
    "haga clic",
    "clicca",
    "anklicken",
];

/// Words before a link to where something was published.
const SOURCES: [&str; 44] = [
    "according",
    "advisory",
    "alert ",
    "analysis",
    "analyz",
    "article",
    "blog",
    "cf.",
    "cite",
    "citation",
    "courtesy",
    "credit",
    "described",
    "details",
    "discussed",
    "documented",
    "documentation",
    "for more",
    "further",
    "github",
    "guide",
    "information",
    "learn",
    "license",
    "more on",
    "news",
    "paper",
    "posted",
    "press",
    "publish",
    "read ",
    "reference",
    "report",
    "research",
    "rule",
    "see ",
    "source",
    "tweet",
    "vendor",
    "via ",
    "website",
    "wiki",
    "write-up",
    "writeup",
];

/// What `link` of `text` is. `shared` says that everybody uses its host.
pub(super) fn role(text: &str, segment: &Segment, link: &Link, shared: bool) -> Role {
    let line = cut(text, segment.line.start..link.range.start);
    let before = cut(line, line.ceil_char_boundary(line.len().saturating_sub(REACH))..line.len());
    let after = cut(text, link.range.end..text.len());
    // A string of a YARA rule, or one that it matched: what the program holds.
    if is_string_of_a_rule(before) || is_match_of_a_rule(before) {
        return Role::Trace;
    }
    if is_a_namespace(before) {
        return Role::Citation;
    }
    // The target of a link in Markdown, AsciiDoc or HTML.
    if before.ends_with("](") || before.ends_with("href=\"") || before.ends_with("href='") || after.starts_with('[') {
        return Role::Citation;
    }
    if segment.sources || begins_a_reference(line) {
        return Role::Citation;
    }
    let lower = before.to_ascii_lowercase();
    let (used, cited) = (last_of(&lower, &USES), last_of(&lower, &SOURCES));
    let method = before.trim_end_matches([' ', '"', '\'']).rsplit([' ', '"', '\'']).next().unwrap_or_default();
    // Rules of Snort cite their sources so.
    // An attribute of AsciiDoc names a site that the page links to: `:vt-url: https://…`.
    let attribute = line.starts_with(':') && line.trim_end().ends_with(':');
    if lower.ends_with("reference:url,") || attribute {
        return Role::Citation;
    }
    // "http://… was used by the malware."
    let behind = cited.is_none_or(|cited| used.is_some_and(|used| used > cited)) && is_used_behind(after);
    let said = behind
        || used.is_some() && used > cited && !(shared && cited.is_some())
        || ["GET", "POST", "PUT", "HEAD", "CONNECT"].contains(&method);
    if is_log_line(cut(text, segment.line.clone())) {
        return if shared { Role::Citation } else { Role::Trace };
    }
    if said {
        return Role::Trace;
    }
    let odd_port = link.port.is_some_and(|port| port != 80 && port != 443);
    let apart = matches!(segment.setting, Setting::Literal | Setting::Cell)
        || matches!(segment.setting, Setting::Alone) && segment.network
        || segment.listed && cited.is_none();
    if !shared && (odd_port || apart) { Role::Trace } else { Role::Citation }
}

/// Whether the words behind a link say what an intrusion did with it, in the same sentence: " was used by the malware".
fn is_used_behind(after: &str) -> bool {
    const FARTHEST: usize = 120;
    #[rustfmt::skip]
    const USED: [&str; 38] = [
        "is used by the", "was used", "were used", "is the c2", "was the c2", "is a c2", "was a c2", "were c2", "are c2", "as c2", "as a c2", "for c2",
        "as its c2", "was contacted", "were contacted", "was downloaded", "was fetched", "was opened", "was visited", "was hosting", "hosted the", "hosts the",
        "served the", "serves the", "delivered", "delivers", "dropped", "distributed", "is malicious", "was malicious", "are malicious", "were malicious",
        "wurde von der schadsoftware", "wurde vom angreifer", "wurde kontaktiert", "wurde aufgerufen", "wurde heruntergeladen", "diente als",
    ];
    const CITED: [&str; 12] = [
        "report",
        "describ",
        "document",
        "analy",
        "publish",
        "wrote",
        "article",
        "blog",
        "as a reference",
        "as a source",
        "for details",
        "as reference",
    ];
    let near = cut(after, 0..after.floor_char_boundary(FARTHEST));
    let Some(near) = near.strip_prefix([' ', ',']) else { return false };
    let end = [". ", "\n\n", "://"].iter().filter_map(|end| near.find(end)).min().unwrap_or(near.len());
    let words = cut(near, 0..end).to_lowercase().replace('\n', " ");
    USED.iter().any(|used| words.contains(used)) && !CITED.iter().any(|cited| words.contains(cited))
}

/// Whether a link begins what a rule matched, as `yara -s` prints it: `0x1a2b:$s1: `.
fn is_match_of_a_rule(before: &str) -> bool {
    let Some(head) = before.strip_suffix(": ") else { return false };
    let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.split_once(":$").is_some_and(|(offset, name)| {
        offset.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':')
    })
}

/// Whether a link is the name of a namespace or of a schema of XML: `xmlns:a="`.
fn is_a_namespace(before: &str) -> bool {
    let Some(head) = before.strip_suffix(['"', '\'']).and_then(|head| head.strip_suffix('=')) else { return false };
    let name = head.rsplit(|c: char| c.is_whitespace() || c == '<').next().unwrap_or_default();
    name == "xmlns" || name.starts_with("xmlns:") || name.ends_with("schemaLocation")
}

/// Whether a link begins a string that a YARA rule looks for: `$c2 = "`.
fn is_string_of_a_rule(before: &str) -> bool {
    let Some(head) = before.strip_suffix('"').and_then(|head| head.trim_end().strip_suffix('=')) else { return false };
    let name = head.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    name.starts_with('$') && name.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Where the last of `words` begins in `text`, at the start of a word.
fn last_of(text: &str, words: &[&str]) -> Option<usize> {
    words
        .iter()
        .filter_map(|word| {
            text.rmatch_indices(word)
                .find(|(at, _)| {
                    !word.is_ascii() || !cut(text, 0..*at).ends_with(|c: char| c.is_alphanumeric() && c.is_ascii())
                })
                .map(|(at, _)| at)
        })
        .max()
}

/// `[1] https://…`, `1. https://…`, `Source: …`
fn begins_a_reference(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.len() <= 12
        && line.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(inner, rest)| {
            inner.len() <= 4 && inner.bytes().all(|byte| byte.is_ascii_digit() || byte == b'^') && rest.len() <= 3
        });
    number || line.starts_with("[^")
}

/// Whether a line is one of a log: it begins with a time, or holds fields as programs write them. Its start tells.
pub(super) fn is_log_line(line: &str) -> bool {
    const LOOKED_AT: usize = 4096;
    let line = cut(line, 0..line.floor_char_boundary(LOOKED_AT));
    let head = line.trim_start_matches(['[', '"', '{', ' ', '<', '>', '\t']);
    let bytes = head.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let after = bytes.get(digits);
    let rest = cut(head, digits..head.len());
    let time = |text: &str| {
        let text = text.as_bytes();
        text.windows(6).take(24).any(
            |six| matches!(six, [a, b, b':', c, d, b':'] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())),
        )
    };
    let stamp = (9..=19).contains(&digits) && matches!(after, Some(b'.' | b' ' | b',' | b'\t')) && rest.len() > 20;
    let dated = ((digits == 4 || digits == 2 || digits == 1)
        && matches!(after, Some(b'-' | b'/' | b':' | b'.' | b' ')))
        && time(cut(head, 0..head.floor_char_boundary(32)));
    const MONTHS: [&str; 12] =
        ["jan ", "feb ", "mar ", "apr ", "may ", "jun ", "jul ", "aug ", "sep ", "oct ", "nov ", "dec "];
    let month = head.get(..4).is_some_and(|start| MONTHS.contains(&start.to_ascii_lowercase().as_str()))
        && time(cut(head, 0..head.floor_char_boundary(24)));
    let fields = head.starts_with("CEF:") || head.starts_with("LEEF:") || {
        let words = head.split_whitespace().take(40);
        words
            .filter(|word| {
                word.split_once('=')
                    .is_some_and(|(key, value)| !value.is_empty() && key.len() <= 24 && !key.contains('/'))
            })
            .count()
            >= 3
    };
    let json = line.trim_start().starts_with("{\"") && line.matches("\":").take(3).count() == 3;
    stamp || dated || month || fields || json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_logs_are_told_from_sentences() {
        for line in [
            "1709632800.123 245 10.2.3.4 TCP_MISS/200 5120 GET http://a.example.com/ - DIRECT/- text/html",
            "Mar  5 10:00:00 gw sshd[311]: Accepted password for admin",
            "2024-03-05T10:00:00Z proxy http://a.example.com/",
            "[05/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200",
            "05-Mar-2024 10:00:01.123 client query",
            "src=10.0.0.1 dst=203.0.113.7 act=allow url=http://a.example.com/",
            "CEF:0|vendor|product|1|100|x|5|request=http://a.example.com/",
            "{\"ts\":1,\"host\":\"a\",\"uri\":\"/x\"}",
        ] {
            assert!(is_log_line(line), "{line}");
        }
        for line in ["In 2024 the group attacked at 10:00.", "3 servers were used", "key=value is the form"] {
            assert!(!is_log_line(line), "{line}");
        }
    }
}
