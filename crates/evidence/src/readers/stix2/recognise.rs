use crate::json::Cursor;

/// What a STIX document is, as far as its start tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A bundle, or a TAXII envelope: an object that holds `objects`.
    Container,
    /// One STIX object.
    Object,
    /// A JSON list of STIX objects.
    List,
}

/// How much of a document is looked at. A description in front of an object's `id` fits well into it.
const HEAD: usize = 256 << 10;

/// Elements of a list that are looked at for one that is a STIX object.
const SAMPLE: usize = 16;

/// The shape of a STIX 2 document; `None` when nothing at its start says that it is one.
///
/// Strict, because other JSON has `type` and `objects` too: an object counts by an `id` that is its own type, `--` and a UUID; a
/// bundle by its identifier, its version, or such an object within.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut cursor = Cursor::new(text.get(..end)?, u64::MAX);
    match cursor.peek()? {
        b'{' => object_shape(&mut cursor),
        b'[' => holds_object(&mut cursor).then_some(Shape::List),
        _ => None,
    }
}

fn object_shape(cursor: &mut Cursor<'_>) -> Option<Shape> {
    cursor.open(b'{');
    let (mut kind, mut id) = (None, None);
    let mut has_objects = false;
    while let Ok(Some(key)) = cursor.next_key() {
        let is_list = cursor.peek() == Some(b'[');
        if key == "objects" && is_list {
            has_objects = true;
            if holds_object(&mut cursor.clone()) {
                return Some(Shape::Container);
            }
        }
        match &*key {
            "type" => kind = cursor.value().ok().and_then(|value| value.as_str()),
            "id" => id = cursor.value().ok().and_then(|value| value.as_str()),
            // Only STIX 2.0 bundles have it; in 2.1 it stands in the objects.
            "spec_version" if kind.as_deref() == Some("bundle") => {
                let version = cursor.value().ok().and_then(|value| value.as_str());
                if version.is_some_and(|version| version.starts_with("2.")) {
                    return Some(Shape::Container);
                }
            }
            _ if cursor.value().is_err() => break,
            _ => {}
        }
        if let (Some(kind), Some(id)) = (&kind, &id) {
            match &**kind {
                "bundle" if id.starts_with("bundle--") => return Some(Shape::Container),
                kind if kind != "bundle" && is_identifier(id, kind) => return Some(Shape::Object),
                _ => {}
            }
        }
    }
    (kind.as_deref() == Some("bundle") && has_objects).then_some(Shape::Container)
}

fn holds_object(cursor: &mut Cursor<'_>) -> bool {
    cursor.open(b'[');
    for _ in 0..SAMPLE {
        if !matches!(cursor.next_element(), Ok(true)) {
            return false;
        }
        if cursor.peek() == Some(b'{') && is_object(&mut cursor.clone()) {
            return true;
        }
        if cursor.value().is_err() {
            return false;
        }
    }
    false
}

fn is_object(cursor: &mut Cursor<'_>) -> bool {
    cursor.open(b'{');
    let (mut kind, mut id) = (None, None);
    while let Ok(Some(key)) = cursor.next_key() {
        let Ok(value) = cursor.value() else { return false };
        match &*key {
            "type" => kind = value.as_str(),
            "id" => id = value.as_str(),
            _ => continue,
        }
        if let (Some(kind), Some(id)) = (&kind, &id) {
            return is_identifier(id, kind);
        }
    }
    false
}

/// Whether `id` is `kind`, two dashes, and a UUID (STIX 2.1, section 2.9).
fn is_identifier(id: &str, kind: &str) -> bool {
    let Some(uuid) = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix("--")) else { return false };
    let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && uuid.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "11111111-2222-4333-8444-555555555555";

    #[test]
    fn stix_is_told_by_its_content_in_any_order_of_keys() {
        let object = format!(r#"{{"name":"x","id":"malware--{UUID}","type":"malware"}}"#);
        assert_eq!(shape(&object), Some(Shape::Object));
        assert_eq!(shape(&format!("\u{feff} [{object}")), Some(Shape::List));
        assert_eq!(shape(&format!(r#"{{"more":false,"objects":[{object}"#)), Some(Shape::Container));
        assert_eq!(shape(r#" {"objects":[],"id":"bundle--1","type":"bundle"}"#), Some(Shape::Container));
        assert_eq!(shape(r#"{"type":"bundle","spec_version":"2.0","objects":["#), Some(Shape::Container));
        assert_eq!(shape(&format!(r#"{{"type":"bundle","id":"bundle--{UUID}","obj"#)), Some(Shape::Container));
    }

    #[test]
    fn ordinary_json_is_not_stix() {
        for text in [
            r#"{"type":"bundle","name":"main.js"}"#,
            r#"{"type":"FeatureCollection","id":"x","features":[]}"#,
            r#"{"objects":[{"type":"box","id":"box--1"}]}"#,
            r#"{"objects":{"type":"bundle"}}"#,
            r#"[{"type":"a","id":"b"}]"#,
            r#"{"Event":{"info":"x"}}"#,
            "{}",
            "[]",
            "type: bundle",
        ] {
            assert_eq!(shape(text), None, "{text}");
        }
    }
}
