//! Documents, pages and catalogues, told by what they hold.

use super::{Kind, own};
use crate::json::Cursor;

/// How much of a JSON document is looked at, unless it speaks of Dunant.
const HEAD: usize = 256 << 10;

/// What a JSON document is, by the members of its top level.
pub(super) fn json(text: &str) -> Option<Kind> {
    if own::is_json_of_ours(text) || own::has_members_of_ours(text) {
        return Some(Kind::Own);
    }
    // In a document that was sorted or indented anew the schema may stand behind megabytes.
    let speaks_of_us = memchr::memmem::find(text.as_bytes(), b"\"dunant.").is_some();
    let end = if speaks_of_us { text.len() } else { text.floor_char_boundary(HEAD) };
    let mut cursor = Cursor::new(text.get(..end)?, u64::MAX);
    if cursor.open(b'[') && !matches!(cursor.next_element(), Ok(true)) {
        return None;
    }
    if !cursor.open(b'{') {
        return None;
    }
    let mut keys = Keys::default();
    while let Ok(Some(key)) = cursor.next_key() {
        let opens = cursor.peek();
        keys.see(&key, opens);
        if key == "values" && opens == Some(b'[') {
            keys.clusters = holds(&mut cursor.clone(), "value");
        }
        let Ok(value) = cursor.value() else { break };
        let is_name = matches!(&*key, "schema" | "format" | "type" | "kind" | "version");
        if is_name && value.as_str().is_some_and(|name| name.starts_with("dunant.") && name.contains('/')) {
            return Some(Kind::Own);
        }
    }
    keys.kind()
}

/// Which telling members the top level of a document has.
#[derive(Debug, Default)]
struct Keys {
    seen: Vec<&'static str>,
    clusters: bool,
}

impl Keys {
    const TELLING: [&'static str; 17] = [
        "list",
        "matching_attributes",
        "namespace",
        "predicates",
        "meta-category",
        "requiredOneOf",
        "attributes",
        "values",
        "uuid",
        "type",
        "catalogVersion",
        "vulnerabilities",
        "dataType",
        "cveMetadata",
        "name",
        "description",
        "authors",
    ];

    fn see(&mut self, key: &str, opens: Option<u8>) {
        let Some(key) = Self::TELLING.into_iter().find(|telling| *telling == key) else { return };
        let is_list = matches!(key, "list" | "predicates" | "values" | "vulnerabilities" | "matching_attributes");
        if !is_list || opens == Some(b'[') {
            self.seen.push(key);
        }
    }

    fn kind(&self) -> Option<Kind> {
        let has = |wanted: &[&str]| wanted.iter().all(|key| self.seen.contains(key));
        if has(&["list", "name", "description"]) && (has(&["matching_attributes"]) || has(&["type"])) {
            return Some(Kind::KnownGood);
        }
        let what = if has(&["values", "type", "uuid"]) && self.clusters {
            "a MISP galaxy: a catalogue of groups, software or techniques"
        } else if has(&["namespace", "predicates"]) {
            "a MISP taxonomy"
        } else if has(&["meta-category", "attributes", "uuid"]) {
            "a template of MISP objects"
        } else if has(&["catalogVersion", "vulnerabilities"]) {
            "a catalogue of exploited vulnerabilities"
        } else if has(&["dataType", "cveMetadata"]) {
            "an entry of the CVE list"
        } else {
            return None;
        };
        Some(Kind::Catalogue(what))
    }
}

/// Whether the first element of the list at hand is an object with this member.
fn holds(cursor: &mut Cursor<'_>, member: &str) -> bool {
    if !cursor.open(b'[') || !matches!(cursor.next_element(), Ok(true)) || !cursor.open(b'{') {
        return false;
    }
    while let Ok(Some(key)) = cursor.next_key() {
        if key == member {
            return true;
        }
        if cursor.value().is_err() {
            return false;
        }
    }
    false
}

/// The policy that pages of version 0.1.0 carry; no other page of the web has these words in this order.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// Whether a page of HTML is Dunant's: by its mark, or, of 0.1.0, by what it holds.
pub(super) fn page(text: &str) -> Option<Kind> {
    let head = text.get(..text.floor_char_boundary(64 << 10)).unwrap_or_default();
    let head = head.replace(['\n', '\r'], " ").replace("&#39;", "'");
    let lower = head.to_ascii_lowercase();
    let is_marked = lower.contains("name=\"dunant-document\"")
        || lower.contains("name='dunant-document'")
        || lower.contains("name=\"generator\" content=\"dunant ")
        || lower.contains("name=dunant-document");
    let is_first = head.contains(POLICY)
        && ["assessment</title>", "Attribution measured</title>", "Assessment of an incident", "dunant"]
            .iter()
            .any(|words| head.contains(words));
    (is_marked || is_first || own::speaks_of_an_assessment(text)).then_some(Kind::Own)
}
