use super::*;

fn node(text: &str) -> Node<'_> {
    Cursor::new(text, 128).value().unwrap()
}

#[test]
fn every_value_knows_its_bytes() {
    let text = "\u{feff} {\"a\" : [1, {\"b\\u0063\": \"x\"}], \"d\":null }";
    let list = node(text).get("a").unwrap();
    assert_eq!(&text[list.range()], "[1, {\"b\\u0063\": \"x\"}]");
    let inner = list.elements().nth(1).unwrap().get("bc").unwrap();
    assert_eq!(&text[inner.range()], "\"x\"");
    assert_eq!(node(text).entries().map(|(key, _)| key.into_owned()).collect::<Vec<_>>(), ["a", "d"]);
    assert!(node(text).get("d").unwrap().as_scalar().is_none());
}

#[test]
fn decoded_text_is_traced_to_the_bytes_it_was_written_with() {
    let text = r#"["caf\u00e9 \ud83d\ude00 \"evil.example.com\" \ud800!"]"#;
    let decoded = node(text).elements().next().unwrap().as_text().unwrap();
    assert_eq!(decoded.as_str(), "café 😀 \"evil.example.com\" \u{fffd}!");
    let at = decoded.as_str().find("evil").unwrap();
    assert_eq!(&text[decoded.range(at..at + 16)], "evil.example.com");
    let face = decoded.as_str().find('😀').unwrap();
    assert_eq!(&text[decoded.range(face..face + 4)], r"\ud83d\ude00");
}

#[test]
fn places_hold_beyond_many_escapes() {
    let text = format!("\"{}needle{}\"", "é\\n\\u00e9".repeat(900), "\\t".repeat(900));
    let decoded = node(&text).as_text().unwrap();
    let at = decoded.as_str().find("needle").unwrap();
    assert_eq!(&text[decoded.range(at..at + 6)], "needle");
}

#[test]
fn depth_is_bounded_without_recursion() {
    let deep = format!("[{}1{}, 2]", "[".repeat(100_000), "]".repeat(100_000));
    let mut cursor = Cursor::new(&deep, 128);
    assert!(cursor.open(b'[') && cursor.next_element().unwrap());
    let damage = cursor.value().unwrap_err();
    assert!(damage.what.contains("limit `depth` (128)"), "{}", damage.what);
    assert_eq!(damage.rest, Rest::Readable);
    assert!(cursor.next_element().unwrap());
    assert_eq!(cursor.value().unwrap().raw(), "2");
}

#[test]
fn a_garbled_element_costs_no_other() {
    let text = "[{\"a\": 1},\n {\"b\": oops, \"c\": [\"}\"]}, {\"d\": \"open},\n {\"e\": 2}, 7]";
    let mut cursor = Cursor::new(text, 128);
    assert!(cursor.open(b'['));
    let mut kept = Vec::new();
    let mut broken = Vec::new();
    while let Ok(true) = cursor.next_element() {
        match cursor.value() {
            Ok(node) => kept.push(node.raw()),
            Err(damage) => broken.push(damage),
        }
    }
    assert_eq!(kept.first(), Some(&"{\"a\": 1}"));
    assert_eq!(&text[broken[0].range.start..][..4], "oops");
    assert_eq!(broken[0].rest, Rest::Readable);
}

#[test]
fn only_timestamps_are_days() {
    assert_eq!(node("\"2014-06-29T13:49:37.079Z\"").as_day().unwrap().to_string(), "2014-06-29");
    for text in ["\"2014-13-01T\"", "\"soon\"", "1403999999", "\"2014-6-29 00\"", "\"--------------\""] {
        assert!(node(text).as_day().is_none(), "{text}");
    }
}
