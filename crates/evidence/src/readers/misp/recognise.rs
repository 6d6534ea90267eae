use crate::json::Cursor;

/// How much of a document is looked at.
const HEAD: usize = 256 << 10;

/// Wrappings around an event: a list, `response`, `Event`, and one to spare.
pub(super) const WRAPPINGS: u64 = 4;

/// Whether a document holds MISP events, as far as its start tells.
///
/// Strict, because `Event` and `response` are common words: an event counts by two properties that only MISP has.
pub(super) fn is_misp(text: &str) -> bool {
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut cursor = Cursor::new(text.get(..end).unwrap_or_default(), u64::MAX);
    matches!(cursor.peek(), Some(b'{' | b'[')) && holds_event(&mut cursor, WRAPPINGS)
}

fn holds_event(cursor: &mut Cursor<'_>, wrappings: u64) -> bool {
    let Some(wrappings) = wrappings.checked_sub(1) else { return false };
    if cursor.open(b'[') {
        return matches!(cursor.next_element(), Ok(true)) && holds_event(cursor, wrappings);
    }
    if !cursor.open(b'{') {
        return false;
    }
    let mut telling = 0;
    while let Ok(Some(key)) = cursor.next_key() {
        let opens = matches!(cursor.peek(), Some(b'{' | b'['));
        if opens && (key == "Event" || key == "response" || is_uuid(&key)) {
            return holds_event(cursor, wrappings);
        }
        telling += u32::from(tells(&key));
        if telling == 2 {
            return true;
        }
        // The attributes that the REST interface answers with stand in no event.
        if key == "Attribute" && cursor.peek() == Some(b'[') && holds_attribute(&mut cursor.clone()) {
            return true;
        }
        if cursor.value().is_err() {
            return false;
        }
    }
    false
}

fn holds_attribute(cursor: &mut Cursor<'_>) -> bool {
    cursor.open(b'[');
    if !matches!(cursor.next_element(), Ok(true)) || !cursor.open(b'{') {
        return false;
    }
    let (mut telling, mut has_type) = (0, false);
    while let Ok(Some(key)) = cursor.next_key() {
        has_type |= key == "type";
        telling +=
            u32::from(matches!(&*key, "to_ids" | "event_id" | "category" | "object_relation" | "sharing_group_id"));
        if has_type && telling >= 2 {
            return true;
        }
        if cursor.value().is_err() {
            return false;
        }
    }
    false
}

fn tells(key: &str) -> bool {
    matches!(
        key,
        "Attribute"
            | "Org"
            | "Orgc"
            | "ShadowAttribute"
            | "RelatedEvent"
            | "Galaxy"
            | "EventReport"
            | "analysis"
            | "attribute_count"
            | "extends_uuid"
            | "info"
            | "orgc_id"
            | "proposal_email_lock"
            | "publish_timestamp"
            | "sharing_group_id"
            | "threat_level_id"
    )
}

/// Whether a name is a UUID: the manifest of a feed lists its events by theirs.
pub(super) fn is_uuid(name: &str) -> bool {
    name.len() == 36
        && name.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && name.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_by_their_properties_in_every_wrapping() {
        for text in [
            r#"{"Event":{"info":"x","analysis":"0","#,
            r#" {"response":[{"Event":{"orgc_id":1,"threat_level_id":"1"}}]}"#,
            r#"[{"Event":{"uuid":"u","Attribute":[],"info":"x"}}]"#,
            r#"{"Attribute":[],"info":"x"}"#,
            r#"{"response":{"Attribute":[{"id":"1","event_id":"2","category":"x","type":"md5","#,
            r#"{"11111111-2222-4333-8444-555555555555":{"info":"x","Orgc":{}}}"#,
        ] {
            assert!(is_misp(text), "{text}");
        }
    }

    #[test]
    fn ordinary_json_is_not_misp() {
        for text in [
            r#"{"Event":{"title":"concert","info":"free"}}"#,
            r#"{"Event":"x"}"#,
            r#"{"response":[{"id":1}]}"#,
            r#"{"info":"x","date":"2020-01-01"}"#,
            r#"{"type":"bundle","id":"bundle--1","objects":[]}"#,
            r#"{"Attribute":[{"type":"color","category":"paint"}]}"#,
            r#"[[[[[[[[{"Attribute":[],"info":"x"}]]]]]]]]"#,
            "{",
        ] {
            assert!(!is_misp(text), "{text}");
        }
    }
}
