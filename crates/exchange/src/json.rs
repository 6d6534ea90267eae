use crate::Document;
use crate::visible::escaped_in_json;

/// The document as JSON for programs: schema [`SCHEMA`](crate::SCHEMA), two spaces an indent, a line end at the end.
///
/// The same document always gives the same bytes. Characters that hide from a reader or steer a terminal stand as escapes.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "serialising fails only on map keys that are no strings, and a document has no maps"
)]
pub fn to_json(document: &Document) -> String {
    let mut json = serde_json::to_string_pretty(document).expect("no map keys");
    json.push('\n');
    escaped_in_json(&json)
}
