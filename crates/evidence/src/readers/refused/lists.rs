//! Lists of what is known to be harmless.

use super::Kind;
use crate::json::{Cursor, Node, Rest};
use crate::readers::whole_values;
use crate::{Context, Reading, Reason, Source};

/// What a list of lines is, by its first ones.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let head = text.get(..text.floor_char_boundary(8 << 10)).unwrap_or_default();
    let lines: Vec<&str> = head.lines().map(str::trim).filter(|line| !line.is_empty()).take(12).collect();
    let first = lines.first()?;
    if first.to_ascii_uppercase().replace('"', "").starts_with("SHA-1,MD5,CRC32,FILENAME") {
        return Some(Kind::KnownSoftware("the reference set of known software (NSRL)"));
    }
    if lines.len() > 1 && lines.iter().take(lines.len() - 1).all(|line| is_feed_digest(line)) {
        return Some(Kind::FeedDigests);
    }
    if is_ranking(&lines) {
        return Some(Kind::KnownSoftware("a ranking of the most visited domains"));
    }
    calls_itself_good(&lines).then_some(Kind::KnownGood)
}

/// A line of the `hashes.csv` of a MISP feed: an MD5 sum and the UUID of an event.
fn is_feed_digest(line: &str) -> bool {
    let Some((digest, uuid)) = line.split_once(',') else { return false };
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digest.len() == 32 && is_hex(digest) && uuid.len() == 36 && uuid.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// A list such as Tranco's: ranks from 1 on, and among the first domains those that everybody visits.
fn is_ranking(lines: &[&str]) -> bool {
    const FAMOUS: [&str; 12] = [
        "google.com",
        "youtube.com",
        "facebook.com",
        "microsoft.com",
        "amazonaws.com",
        "cloudflare.com",
        "apple.com",
        "gtld-servers.net",
        "googleapis.com",
        "instagram.com",
        "root-servers.net",
        "akamai.net",
    ];
    let rows = lines.iter().skip_while(|line| !line.starts_with("1,")).take(6);
    let ranked: Vec<&str> = rows.zip(1..).map_while(|(line, rank)| line.strip_prefix(&format!("{rank},"))).collect();
    ranked.len() >= 3 && ranked.iter().filter(|domain| FAMOUS.contains(&domain.trim_matches('"'))).count() >= 2
}

/// Whether the comments at the head of a list of values say that these are harmless.
fn calls_itself_good(lines: &[&str]) -> bool {
    const GOOD: [&str; 9] = [
        "whitelist",
        "white list",
        "allowlist",
        "allow list",
        "allow-list",
        "known good",
        "known-good",
        "known benign",
        "warninglist",
    ];
    #[rustfmt::skip]
    const OTHERWISE: [&str; 15] = [
        "applied", "against", "checked", "compared", "removed", "remove", "excluded", "exclude", "without", "not ", "filtered", "no ", "except", "bypass", "minus",
    ];
    // A comment that names a value speaks of that value.
    let names_a_value = |line: &str| line.split_whitespace().any(|word| whole_values::guess(word).is_some());
    let comment = |line: &str| line.starts_with(['#', ';']) || line.starts_with("//");
    let head: Vec<String> = lines.iter().take_while(|line| comment(line)).map(|line| line.to_lowercase()).collect();
    let says = head.iter().any(|line| {
        GOOD.iter().any(|word| line.contains(word))
            && !OTHERWISE.iter().any(|word| line.contains(word))
            && !names_a_value(line)
    });
    let mut values = lines.iter().skip(head.len()).filter(|line| !comment(line)).peekable();
    says && values.peek().is_some() && values.all(|line| whole_values::guess(line).is_some())
}

/// Sets every value of such a list aside, and says so in one loss.
pub(super) fn set_aside(source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
    let Some(text) = source.text() else { return };
    let name = if text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with('{') {
        of_document(text, source, context, reading)
    } else {
        of_lines(text, source, reading);
        None
    };
    let count = reading.tally().set_aside;
    let called = name.as_deref().map(|name| format!(" `{name}`")).unwrap_or_default();
    let what = format!("the list{called} holds what is known to be harmless: none of its {count} values is evidence");
    reading.lose(what, None, Some("give what was found in the case"));
    reading.title = name;
}

/// A warning list of MISP's.
fn of_document(text: &str, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) -> Option<String> {
    let mut cursor = Cursor::new(text, context.limits.depth);
    cursor.open(b'{');
    let mut name = None;
    loop {
        let key = match cursor.next_key() {
            Ok(Some(key)) => key,
            Ok(None) => return name,
            Err(damage) => {
                let span = source.span(damage.range.start, damage.range.end);
                reading.lose(format!("the list cannot be read further: {}", damage.what), Some(span), None);
                return name;
            }
        };
        let value = match cursor.value() {
            Ok(value) => value,
            Err(damage) => {
                let span = source.span(damage.range.start, damage.range.end);
                let help = Some("get the whole list; none of it is evidence either way");
                reading.lose(format!("the list's `{key}` cannot be read: {}", damage.what), Some(span), help);
                if damage.rest == Rest::Lost {
                    return name;
                }
                continue;
            }
        };
        match &*key {
            "name" => name = value.as_str().map(|name| name.chars().take(120).collect()),
            "list" => {
                for (index, node) in value.elements().enumerate() {
                    let span = source.span(node.inner_range().start, node.inner_range().end);
                    let shown = Node::as_str(node).unwrap_or_default();
                    reading.record("value", None, span);
                    reading.set_aside(Reason::KnownGood, shown, span, format!("list[{index}]"));
                }
            }
            _ => {}
        }
    }
}

fn of_lines(text: &str, source: &Source<'_>, reading: &mut Reading) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let value = line.trim();
        if value.is_empty() || value.starts_with(['#', ';']) || value.starts_with("//") {
            continue;
        }
        let span = source.span(start, start + value.len());
        reading.record("value", None, span);
        reading.set_aside(Reason::KnownGood, value, span, "");
    }
}
