use serde_json::{Number, Value};

use super::FindingError;

/// The largest whole number up to which a double has them all (RFC 8785, section 3.2.2.3 and appendix D).
const MOST: u64 = 1 << 53;

/// Checks that canonical JSON holds every number as it is: no whole number beyond 2^53, where neighbours become one, and no negative
/// zero, which becomes zero.
pub(super) fn check(value: &Value) -> Result<(), FindingError> {
    match value {
        Value::Number(number) if !is_exact(number) => Err(FindingError::Number(number.to_string())),
        Value::Array(values) => values.iter().try_for_each(check),
        Value::Object(fields) => fields.values().try_for_each(check),
        _ => Ok(()),
    }
}

fn is_exact(number: &Number) -> bool {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(whole), ..) => whole <= MOST,
        (_, Some(whole), _) => whole.unsigned_abs() <= MOST,
        (_, _, Some(real)) => real != 0.0 || real.is_sign_positive(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_that_canonical_json_makes_another_is_refused() {
        assert_eq!(check(&json!([0, -1, 0.25, 1.0, 9_007_199_254_740_992_u64, -9_007_199_254_740_992_i64])), Ok(()));
        for refused in ["9007199254740993", "18446744073709551615", "-9007199254740993", "-0.0"] {
            let value: Value = serde_json::from_str(&format!(r#"{{"a":[{refused}]}}"#)).unwrap();
            assert_eq!(check(&value), Err(FindingError::Number(refused.into())));
        }
    }
}
