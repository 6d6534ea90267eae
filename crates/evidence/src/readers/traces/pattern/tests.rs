use super::*;

fn parsed(pattern: &str) -> (Vec<String>, Option<String>) {
    let mut found = Vec::new();
    let damage = parse(pattern, 128, &mut |c| {
        let not = if c.sense == Sense::Excluded { "not " } else { "" };
        found.push(format!("{not}{}:{} {:?} {}", c.object, c.steps.join("."), c.operator, c.constant));
    });
    (found, damage.map(|damage| format!("{} at {}", damage.what, damage.at)))
}

fn comparisons(pattern: &str) -> Vec<String> {
    let (found, damage) = parsed(pattern);
    assert_eq!(damage, None, "{pattern}");
    found
}

#[test]
fn every_operator_of_the_language_is_read() {
    for (pattern, wanted) in [
        ("[file:size > 5]", "file:size Greater 5"),
        ("[file:size >= -5.5]", "file:size GreaterOrEqual -5.5"),
        ("[file:size<5]", "file:size Less 5"),
        ("[file:size <= 5]", "file:size LessOrEqual 5"),
        ("[file:name == 'a']", "file:name Equal a"),
        ("[file:name LIKE 'a%']", "file:name Like a%"),
        ("[file:name MATCHES '^a$']", "file:name Matches ^a$"),
        ("[file:name <> 'a']", "not file:name NotEqual a"),
        ("[ipv4-addr:value ISSUBSET '203.0.113.0/24']", "ipv4-addr:value IsSubset 203.0.113.0/24"),
        ("[ipv4-addr:value ISSUPERSET '203.0.113.0/24']", "ipv4-addr:value IsSuperset 203.0.113.0/24"),
        ("[file:created = t'2020-01-01T00:00:00Z']", "file:created Equal 2020-01-01T00:00:00Z"),
        ("[artifact:payload_bin = h'c0ffee']", "artifact:payload_bin Equal c0ffee"),
        ("[file:x = b'AA==']", "file:x Equal AA=="),
        ("[email-message:is_multipart = true]", "email-message:is_multipart Equal true"),
        ("[file:hashes.'SHA-256' = 'ab']", "file:hashes.SHA-256 Equal ab"),
        ("[email-message:to_refs[*].value = 'x']", "email-message:to_refs.value Equal x"),
        ("[windows-registry-key:values[0].name = 'x']", "windows-registry-key:values.name Equal x"),
        (r"[file:name = 'it\'s \\ here']", r"file:name Equal it's \ here"),
        ("[ /* why */ file:name = 'a' // end\n]", "file:name Equal a"),
    ] {
        assert_eq!(comparisons(pattern), [wanted], "{pattern}");
    }
    assert_eq!(comparisons("[EXISTS file:name]"), [""; 0]);
}

#[test]
fn observations_combine_and_carry_qualifiers() {
    let pattern = "([a:b = 1] FOLLOWEDBY [a:b = 2]) WITHIN 600 SECONDS REPEATS 5 TIMES OR [a:b = 3] \
                   START t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z' AND [(a:b = 4 AND (a:c = 5 OR a:d = 6))]";
    assert_eq!(
        comparisons(pattern),
        ["a:b Equal 1", "a:b Equal 2", "a:b Equal 3", "a:b Equal 4", "a:c Equal 5", "a:d Equal 6"]
    );
}

#[test]
fn whatever_stands_under_a_not_is_excluded() {
    assert_eq!(comparisons("[a:b NOT = 1]"), ["not a:b Equal 1"]);
    assert_eq!(comparisons("[NOT a:b = 1 AND a:c = 2]"), ["not a:b Equal 1", "a:c Equal 2"]);
    assert_eq!(comparisons("[a:b NOT IN (1, 2)]"), ["not a:b In 1", "not a:b In 2"]);
    assert_eq!(comparisons("[a:b != 1]"), ["not a:b NotEqual 1"]);
    assert_eq!(
        comparisons("[NOT (a:b = 1 OR (a:c = 2)) AND a:d = 3]"),
        ["not a:b Equal 1", "not a:c Equal 2", "a:d Equal 3"]
    );
}

#[test]
fn comparisons_before_a_damage_are_kept() {
    for (pattern, kept, damage) in [
        ("[a:b = 1 AND a:c ~ 2]", 1, "`~` has no meaning here at 17"),
        ("[a:b = 1", 1, "expected AND, OR or a closing bracket, the pattern ends at 8"),
        ("[a:b = 'x", 0, "a quotation mark is not closed at 7"),
        ("[a:b IN (1, 2", 2, "expected `,` or `)` in the set, the pattern ends at 13"),
        ("[a:b = 1) AND [a:b = 2]", 1, "expected AND, OR or a closing bracket, found `)` at 8"),
        ("a:b = 1", 0, "expected `[`, found `a` at 0"),
        ("[a:b = 1] [a:b = 2]", 1, "expected AND, OR, FOLLOWEDBY, a qualifier or the end, found `[` at 10"),
        ("", 0, "expected `[`, the pattern ends at 0"),
    ] {
        let (found, said) = parsed(pattern);
        assert_eq!((found.len(), said.as_deref()), (kept, Some(damage)), "{pattern}");
    }
}

#[test]
fn nesting_is_bounded_and_needs_no_stack() {
    let (_, damage) = parsed(&"(".repeat(1_000_000));
    assert_eq!(damage.unwrap(), "brackets are nested deeper than the limit `depth` (128) at 128");
    assert_eq!(comparisons(&format!("[{}a:b = 1{}]", "(".repeat(100), ")".repeat(100))), ["a:b Equal 1"]);
}

#[test]
fn constants_know_their_bytes() {
    let pattern = r"[file:name = 'it\'s' OR file:size IN (5, 67)]";
    let mut shown = Vec::new();
    assert!(parse(pattern, 128, &mut |c| shown.push(&pattern[c.range])).is_none());
    assert_eq!(shown, [r"it\'s", "5", "67"]);
}

#[test]
fn a_cut_anywhere_keeps_ever_more() {
    let pattern = r"([é:'b' NOT IN ('ü\\', 2.5)] AND [a:b.c[*] = h'00' OR a:b LIKE 'x']) REPEATS 2 TIMES /* end */";
    let mut kept = 0;
    for end in (0..=pattern.len()).filter(|end| pattern.is_char_boundary(*end)) {
        let (found, _) = parsed(&pattern[..end]);
        assert!(found.len() >= kept, "cut at {end}");
        kept = found.len();
    }
    assert_eq!(kept, 4);
}
