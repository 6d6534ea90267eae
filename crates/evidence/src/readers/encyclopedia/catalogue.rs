//! A table of many entries: ATT&CK's own spreadsheets, lists of software or of actors with what each of them is.

use crate::readers::table::delimited;

/// Rows that are looked at.
const SAMPLE: usize = 2_000;

/// Rows above which a table of names and descriptions is a database, whatever its descriptions say.
const DATABASE: usize = 150;

/// Rows, of which none has an identifier of ATT&CK, from which on definitions make a catalogue.
const DEFINED: usize = 20;

/// Names of columns of such a table. A table of evidence has others beside: a host, a time, a hash.
const NAMES: [&str; 14] = [
    "name",
    "family",
    "malware",
    "software",
    "tool",
    "group",
    "actor",
    "threat actor",
    "value",
    "title",
    "intrusion set",
    "malware family",
    "common_name",
    "printable_name",
];
const DESCRIPTIONS: [&str; 6] = ["description", "definition", "summary", "about", "overview", "meaning"];
const BESIDE: [&str; 37] = [
    "id",
    "type",
    "aliases",
    "alias",
    "synonyms",
    "associated groups",
    "associated software",
    "software",
    "groups",
    "country",
    "origin",
    "url",
    "urls",
    "link",
    "references",
    "reference",
    "refs",
    "created",
    "last modified",
    "modified",
    "version",
    "domain",
    "domains",
    "platforms",
    "platform",
    "tactics",
    "contributors",
    "stix id",
    "stix_id",
    "uuid",
    "sectors",
    "motivation",
    "techniques",
    "tools",
    "attribution",
    "is sub-technique",
    "category",
];

/// What a table is, where it is a catalogue.
pub(super) fn of(text: &str) -> Option<String> {
    let line = text.lines().next().filter(|line| line.len() <= 2_000)?;
    let delimiter = *[b',', b';', b'\t', b'|'].iter().max_by_key(|delimiter| count(line, **delimiter))?;
    if count(line, delimiter) == 0 {
        return None;
    }
    let mut rows = delimited(text, delimiter, SAMPLE + 1);
    let header: Vec<String> = rows.next()?.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let has = |name: &str| header.iter().any(|held| held == name);
    if has("source id") && has("target id") && (has("mapping type") || has("mapping description")) {
        return Some("the table of ATT&CK's relationships".to_owned());
    }
    let at = |wanted: &[&str]| header.iter().position(|name| wanted.contains(&&**name));
    let (name, description) = (at(&NAMES)?, at(&DESCRIPTIONS)?);
    let known = |name: &String| {
        name.is_empty() || [&NAMES[..], &DESCRIPTIONS[..], &BESIDE[..]].iter().any(|list| list.contains(&&**name))
    };
    if !header.iter().all(known) {
        return None;
    }
    let id = at(&["id", "external id", "external_id"]);
    let (mut all, mut described, mut defined, mut identified) = (0, 0, 0, 0);
    for row in rows {
        let cell = |at: usize| row.get(at).map(|cell| cell.trim()).unwrap_or_default();
        let (name, description) = (cell(name), cell(description));
        if name.is_empty() {
            continue;
        }
        all += 1;
        described += usize::from(!description.is_empty());
        defined += usize::from(defines(description, name));
        identified += usize::from(id.is_some_and(|id| is_identifier(cell(id))));
    }
    let is_catalogue = all >= DATABASE && described * 2 >= all
        || described >= 3 && defined * 10 >= described * 6 && (identified * 10 >= all * 6 || all >= DEFINED);
    is_catalogue.then(|| format!("the catalogue of {all} entries with their descriptions"))
}

fn count(line: &str, delimiter: u8) -> usize {
    memchr::memchr_iter(delimiter, line.as_bytes()).count()
}

/// Whether a description says what a thing of this name is: `X is a backdoor …`.
fn defines(description: &str, name: &str) -> bool {
    let head = description.get(..description.floor_char_boundary(160)).unwrap_or_default().to_lowercase();
    let Some((_, rest)) = head.split_once(&name.to_lowercase()) else { return false };
    let rest = rest.trim_start_matches([')', '"', '\'', ',']);
    [" is ", " was ", " are ", " has ", " refers ", " can ", " ist ", " est ", " es "]
        .iter()
        .any(|word| rest.get(..rest.floor_char_boundary(40)).unwrap_or_default().contains(word))
}

fn is_identifier(cell: &str) -> bool {
    let mut characters = cell.chars();
    matches!(characters.next(), Some('S' | 'G' | 'C' | 'T'))
        && cell.len() >= 5
        && characters.all(|c| c.is_ascii_digit() || c == '.')
}
