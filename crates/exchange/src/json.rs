use serde::Serialize;

use crate::Document;
use dunant_vocabulary::escaped_in_json;

/// Any value as JSON for people and programs: two spaces an indent, a line end at the end, hiding characters as escapes.
///
/// # Errors
/// The value has a map whose keys are no text.
pub fn value_to_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut json = serde_json::to_string_pretty(value)?;
    json.push('\n');
    Ok(escaped_in_json(&json))
}

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
