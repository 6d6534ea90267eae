//! One word for one thing: rules and log policy, secret key and public key. What options were called before goes on.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod place;

use place::{Place, unwrapped};

/// Every command that takes a key or a log policy, and what it calls it.
const COMMANDS: [(&[&str], &[&str]); 22] = [
    (&["panel", "recuse"], &["--secret-key <FILE>"]),
    (&["panel", "commit"], &["--secret-key <FILE>"]),
    (&["panel", "reveal"], &["--secret-key <FILE>"]),
    (&["panel", "ask"], &["--secret-key <FILE>"]),
    (&["panel", "reply"], &["--secret-key <FILE>"]),
    (&["panel", "serve"], &["--secret-key <FILE>"]),
    (&["panel", "complain"], &["--secret-key <FILE>"]),
    (&["panel", "draft"], &["--secret-key <FILE>"]),
    (&["panel", "vote"], &["--secret-key <FILE>"]),
    (&["panel", "reopen"], &["--secret-key <FILE>"]),
    (&["panel", "receipts"], &["--secret-key <FILE>"]),
    (&["panel", "contest"], &["--secret-key <FILE>"]),
    (&["panel", "member", "add"], &["--secret-key <FILE>", "--public-key <KEY>", "--appointer-key <FILE>"]),
    (&["panel", "member", "declare"], &["--secret-key <FILE>"]),
    (&["panel", "member", "admit"], &["--secret-key <FILE>"]),
    (&["trust", "sign"], &["--secret-key <FILE>"]),
    (&["verify"], &["--public-key <KEY>", "--rules <policy.toml>", "--log-policy <FILE>"]),
    (&["record", "append", "party"], &["--public-key <KEY>"]),
    (&["record", "verify"], &["--log-policy <FILE>"]),
    (&["record", "mirror"], &["--log-policy <FILE>"]),
    (&["record", "monitor"], &["--log-policy <FILE>"]),
    (&["record", "fsck"], &["--log-policy <FILE>"]),
];

#[test]
fn help_has_one_word_for_each_kind_of_key_and_of_policy() {
    let place = Place::new();
    for (command, options) in COMMANDS {
        let help = unwrapped(&place.out(&[command, &["--help"]].concat()));
        for option in options {
            assert!(help.contains(option), "{command:?} has `{option}`: {help}");
        }
        for old in ["--key ", "--policy ", "--record-policy", "--appointer "] {
            assert!(!help.contains(old), "{command:?} has `{old}`: {help}");
        }
    }
    let record = unwrapped(&place.out(&["record", "--help"]));
    assert!(record.contains("log-policy Print the log policy"), "{record}");
}

#[test]
fn what_options_were_called_before_is_taken_all_the_same() {
    let place = Place::new();
    place.out(&["init", "body", "--name", "example.org"]);
    let keys: Vec<String> = (1..=3)
        .map(|number| {
            place.out(&["panel", "key", &format!("{number}.key"), "--name", &format!("example.org/m-{number}")])
        })
        .collect();
    let about = ["--home", "body", "--nationality", "KE", "--affiliation", "a university"];
    let first = [["panel", "member", "add"].as_slice(), &about].concat();
    place.out(&[first.as_slice(), &["--key", "1.key"]].concat());
    let other = ["--home", "body", "--nationality", "BR", "--affiliation", "a lab"];
    place.out(&[["panel", "member", "add"].as_slice(), &other, &["--public-key", keys[1].trim()]].concat());
    let third = ["--home", "body", "--nationality", "NO", "--affiliation", "an insurer"];
    place.out(&[["panel", "member", "add"].as_slice(), &third, &["--key", keys[2].trim()]].concat());
    let refused = place.refusal(1, &[first.as_slice(), &["--public-key", "1.key"]].concat());
    assert!(refused.contains("is not a public key") && refused.contains("prints its public half"), "{refused}");

    let old = place.out(&["record", "policy", "body/record"]);
    assert_eq!(place.out(&["record", "log-policy", "body/record"]), old);
    std::fs::write(place.path().join("policy"), old).unwrap();
    let check = |name: &str| place.run(&["record", "mirror", "body/record", &format!("copy{name}"), name, "policy"]);
    let (before, now) = (check("--policy"), check("--log-policy"));
    assert_eq!(before.status.code(), now.status.code());
    assert!(!String::from_utf8(before.stderr).unwrap().contains("unexpected argument"));
    // A secret key on a command line is a mistake that is not repeated on the screen.
    let secret = std::fs::read_to_string(place.path().join("1.key")).unwrap();
    let refused = place.refusal(1, &[first.as_slice(), &["--public-key", secret.trim()]].concat());
    assert!(!refused.contains("PRIVATE") && refused.contains("a secret key was given"), "{refused}");
}
