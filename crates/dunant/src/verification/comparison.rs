use std::collections::BTreeSet;

use serde_json::Value;

/// Whether two values are written in the same bytes; where they differ first, if they do.
pub(super) fn same(here: &Value, there: &Value) -> Result<(), String> {
    difference(here, there, &mut String::new()).map_or(Ok(()), |place| Err(format!("it differs first at `{place}`")))
}

/// Where two values differ first, as a path.
fn difference(here: &Value, there: &Value, path: &mut String) -> Option<String> {
    let before = path.len();
    let differs = match (here, there) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            keys.into_iter().find_map(|key| {
                path.push('/');
                path.push_str(key);
                let found = match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => difference(one, other, path),
                    _ => Some(path.clone()),
                };
                path.truncate(before);
                found
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).enumerate().find_map(|(place, (one, other))| {
                path.push_str(&format!("/{place}"));
                let found = difference(one, other, path);
                path.truncate(before);
                found
            })
        }
        // Two spellings of one number are not the same bytes.
        (Value::Number(one), Value::Number(other)) if one.to_string() == other.to_string() => None,
        _ if !here.is_number() && here == there => None,
        _ => Some(path.clone()),
    };
    differs.map(|place| if place.is_empty() { "/".to_owned() } else { place })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_named_by_its_path() {
        let one = json!({ "a": [1, { "b": "x" }], "c": 1.0 });
        assert_eq!(same(&one, &one), Ok(()));
        for (other, place) in [
            (json!({ "a": [1, { "b": "y" }], "c": 1.0 }), "/a/1/b"),
            (json!({ "a": [1], "c": 1.0 }), "/a"),
            (json!({ "a": [1, { "b": "x" }] }), "/c"),
            (json!({ "a": [1, { "b": "x" }], "c": 1 }), "/c"),
            (json!(null), "/"),
        ] {
            assert_eq!(same(&one, &other), Err(format!("it differs first at `{place}`")));
        }
    }
}
