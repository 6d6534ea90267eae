//! What is taken in and what is given out: no link out of a directory, no secret key, nobody under a name that could be mistaken, and of what
//! stays in the house neither name nor source.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod place;

use std::fs;

use place::{EXAMPLE, Place, unwrapped};

/// What a command that goes well says on standard error, without its line breaks.
fn told(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {told}");
    unwrapped(&told)
}

const EXPORT: [&str; 10] =
    ["case", "export", "c-1", "--home", "body", "--to", "a party", "--by", "registrar", "--purpose=p"];

#[test]
#[cfg(unix)]
fn no_link_leads_out_of_what_was_named_and_nothing_but_files_is_opened() {
    use std::os::unix::fs::symlink;
    let place = Place::with_open_case();
    let given = place.path().join("given");
    fs::create_dir(&given).unwrap();
    fs::write(given.join("real.txt"), "203.0.113.9").unwrap();
    symlink("real.txt", given.join("inside.txt")).unwrap();
    symlink(place.path().join("body/keys/secretariat.key"), given.join("notes.md")).unwrap();
    symlink(place.path().join("body/keys"), given.join("keys")).unwrap();
    symlink("nowhere", given.join("dangling")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(given.join("pipe")).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(given.join("socket")).unwrap();

    fs::remove_file(given.join("inside.txt")).unwrap();
    let said = told(&place, &["case", "add", "c-1", "given", "--home", "body"]);
    for left_out in ["notes.md", "keys", "dangling", "pipe", "socket"] {
        assert!(said.contains(&format!("not taken in: `given/{left_out}`")), "{left_out}: {said}");
    }
    assert!(said.contains("took in 1 item"), "{said}");
    // By its own name what is no file is refused, and not waited for.
    for special in ["given/pipe", "given/socket"] {
        place.refusal(1, &["case", "add", "c-1", special, "--home", "body"]);
        place.refusal(1, &["assess", special]);
    }
    // And a link that is named itself leads to what is refused for what it holds.
    let refused = place.refusal(1, &["case", "add", "c-1", "given/notes.md", "--home", "body"]);
    assert!(refused.contains("`notes.md` holds a secret signing key") && refused.contains("in line 1"), "{refused}");

    symlink("real.txt", given.join("inside.txt")).unwrap();
    let read = place.out(&["read", "given", "--format", "json"]);
    assert!(read.contains("inside.txt") && !read.contains("PRIVATE+KEY"), "{read}");
    let assessed = place.run(&["assess", "given", "--format", "json"]);
    let assessed = String::from_utf8(assessed.stdout).unwrap();
    let secret = fs::read_to_string(place.path().join("body/keys/secretariat.key")).unwrap();
    let digest = dunant::vocabulary::Sha256Digest::of(secret.as_bytes()).to_string();
    assert!(assessed.contains("link-outside") && !assessed.contains(&digest), "{assessed}");
}

#[test]
#[cfg(unix)]
fn a_backup_with_a_link_or_a_pipe_in_it_is_damaged() {
    let place = Place::new();
    place.out(&["demo", "--dir", "demo"]);
    place.out(&["backup", "kept", "--home", "demo"]);
    let blob = fs::read_dir(place.path().join("kept/blobs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().len() == 2)
        .find_map(|path| fs::read_dir(path).unwrap().next())
        .unwrap()
        .unwrap()
        .path();
    let elsewhere = place.path().join("elsewhere");
    fs::rename(&blob, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &blob).unwrap();
    assert!(place.refusal(1, &["restore", "kept", "again"]).contains("is no file, but a link or something else"));
    fs::remove_file(&blob).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&blob).status().unwrap().success());
    assert!(place.refusal(1, &["restore", "kept", "again"]).contains("is no file, but a link or something else"));
    fs::remove_file(&blob).unwrap();
    fs::rename(&elsewhere, &blob).unwrap();
    place.out(&["restore", "kept", "again"]);
}

#[test]
fn secret_keys_are_neither_taken_in_nor_given_out() {
    let place = Place::with_open_case();
    let write = |name: &str, text: &[u8]| fs::write(place.path().join(name), text).unwrap();
    let add = |name: &'static str| ["case", "add", "c-1", name, "--home", "body", "--tlp", "clear"];
    let secret = fs::read_to_string(place.path().join("body/keys/secretariat.key")).unwrap();
    let identity = fs::read_to_string(place.path().join("body/keys/evidence.identity")).unwrap();
    let wide: Vec<u8> = format!("a\n{secret}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    write("copied.txt", format!("one\ntwo\n{secret}").as_bytes());
    write("wide.txt", &wide);
    write("identity.txt", identity.as_bytes());
    for (name, line) in [("copied.txt", 3), ("wide.txt", 2), ("identity.txt", 2)] {
        for flag in [&[][..], &["--with-secret-keys"]] {
            let refused = place.refusal(1, &[add(name).as_slice(), flag].concat());
            assert!(refused.contains(&format!("`{name}` holds a secret")), "{refused}");
            assert!(
                refused.contains(&format!("in line {line}")) && refused.contains("help: leave it out"),
                "{refused}"
            );
        }
    }
    let pem = "found on 203.0.113.9:\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n";
    write("left-behind.txt", pem.as_bytes());
    write("rule.yar", b"rule r { strings: $a = \"-----BEGIN RSA PRIVATE KEY-----\" condition: $a }");
    let refused = place.refusal(1, &add("left-behind.txt"));
    assert!(
        refused.contains("holds a private key (PEM) in line 2") && refused.contains("--with-secret-keys"),
        "{refused}"
    );
    place.out(&add("rule.yar"));
    place.out(&[add("left-behind.txt").as_slice(), &["--with-secret-keys"]].concat());

    let said = told(&place, &[EXPORT.as_slice(), &["part"]].concat());
    assert!(said.contains("`left-behind.txt` stays in the house: it holds a private key (PEM) in line 2"), "{said}");
    let evidence = place.path().join("part/evidence");
    assert!(!evidence.join("left-behind.txt").exists() && evidence.join("rule.yar").is_file());
    place.out(&[EXPORT.as_slice(), &["whole", "--with-secret-keys"]].concat());
    assert!(place.path().join("whole/evidence/left-behind.txt").is_file());
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let place = Place::with_open_case();
    let file = fs::File::create(place.path().join("huge.bin")).unwrap();
    // A hole, which takes no space and would take long to read.
    file.set_len(1 << 40).unwrap();
    let refused = place.refusal(1, &["case", "add", "c-1", "huge.bin", "--home", "body"]);
    assert!(refused.contains("`huge.bin` has 1099511627776 bytes, more than the 68719476736"), "{refused}");
}

#[test]
fn what_is_given_out_tells_nothing_of_what_is_marked_above() {
    let place = Place::with_open_case();
    place.out(&["case", "mark", "c-1", "indicators.csv", "--home", "body", "--tlp", "red", "--by", "registrar"]);
    let said = told(&place, &[EXPORT.as_slice(), &["part", "--with-personal-data"]].concat());
    assert!(said.contains("`case.toml` is given without what it says of files that stay"), "{said}");
    let given = fs::read_to_string(place.path().join("part/case.toml")).unwrap();
    for told in ["indicators.csv", "Indicators shared", "2026-03-18", "responder-notes", "Notes of the night"] {
        assert!(!given.contains(told), "{told}: {given}");
    }
    assert!(given.contains("wiper-analysis.md") && given.contains("A wiper that waits"), "{given}");
    // What was given out is a case.
    let assessed = place.run(&["assess", "part", "--format", "json"]);
    assert_ne!(assessed.status.code(), Some(1), "{}", String::from_utf8_lossy(&assessed.stderr));
    // Where all is given, the case file is the very one.
    place.out(&[EXPORT.as_slice(), &["whole", "--with-personal-data", "--up-to", "red"]].concat());
    let (given, own) = (place.path().join("whole/case.toml"), format!("{EXAMPLE}/case.toml"));
    assert_eq!(fs::read(given).unwrap(), fs::read(own).unwrap());
}

#[test]
fn nobody_is_enrolled_as_the_secretariat_or_as_somebody_else() {
    let place = Place::with_open_case();
    let public = |file: &str| place.out(&["panel", "key", file, "--name", &format!("example.org/panel/{file}")]);
    let add = |key: &str| {
        let add =
            ["panel", "member", "add", "--home", "body", "--key", key, "--nationality", "SE", "--affiliation", "a lab"];
        place.refusal(1, &add)
    };
    assert!(add("body/keys/secretariat.key").contains("has the secretariat's key"));
    assert!(add("1.key").contains("has the name or the bytes of the key of the member"));
    let forged = public("f").replacen("example.org/panel/f", "example.org/panel/member-4", 1);
    assert!(add(forged.trim()).contains("is not a public key"), "a key is of its name");
    for (file, name, why) in [
        ("a", "example.org/panel/mеmber-4", "mixes scripts: character 20, `е` (U+0435, Cyrillic)"),
        ("b", "example.org/panel/member-l", "looks like the member `example.org/panel/member-1`"),
        ("c", "examp1e.org/secretariat", "looks like the secretariat `example.org/secretariat`"),
        ("d", "example.org/panel/\u{202e}4-rebmem", "a character that is not seen: character 19, U+202E"),
    ] {
        place.out(&["panel", "key", file, "--name", name]);
        assert!(add(file).contains(why), "{name}: {}", add(file));
    }
    // Cases can be opened still.
    let about = ["--title", "t", "--question", "Who?", "--referred-by", "a CERT", "--home", "body"];
    let new = |case: &'static str, more: &[&'static str]| [["case", "new", case].as_slice(), &about, more].concat();
    place.out(&new("c-2", &["--accused", "Freedonia", "--affected", "Министерство обороны:RU"]));
    place.out(&["case", "admit", "c-2", "--home", "body", "--reasons", "harm was done"]);
    place.out(&["case", "open", "c-2", "--home", "body"]);

    let refused = place.refusal(1, &new("c-3", &["--accused", "Freedonia", "--affected", "Freеdonia"]));
    assert!(refused.contains("mixes scripts") && refused.contains("nothing was recorded"), "{refused}");
    let refused = place.refusal(1, &new("c-3", &["--accused", "Freedonia", "--affected", "Freed0nia"]));
    assert!(refused.contains("looks like the party `Freedonia`"), "{refused}");
    for (case, accused, why) in [
        ("c-l", "Sylvania", "the case `c-l` looks like the case `c-1`"),
        ("c-3", "Freed0nia", "the party `Freed0nia` looks like the party `Freedonia`"),
    ] {
        let refused = place.refusal(1, &new(case, &["--accused", accused]));
        assert!(refused.contains(why), "{refused}");
    }
    let refused = place.refusal(1, &new("c-3", &["--accused", "Freedonia", "--incident", "2999-01"]));
    assert!(refused.contains("the incident is dated 2999-01, and today is"), "{refused}");
    assert!(place.refusal(1, &["case", "show", "c-3", "--home", "body"]).contains("there is no case `c-3`"));
}

#[test]
fn what_is_sealed_is_shown_and_what_could_not_be_opened_is_not_sealed() {
    let place = Place::with_open_case();
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    let write = |name: &str, text: &[u8]| fs::write(place.path().join(name), text).unwrap();
    let commit = |position: &'static str| {
        ["panel", "commit", "c-1", "--home", "body", "--key", "1.key", "--salt", "1.salt", "--position", position]
    };
    let whole = fs::read_to_string(format!("{EXAMPLE}/position-1.toml")).unwrap();
    write("empty", b"");
    write("json", b"{\"schema\": \"dunant.assessment/2\"}");
    write("binary", b"\xff\xfereasons");
    write("case", fs::read_to_string(format!("{EXAMPLE}/case.toml")).unwrap().as_bytes());
    write("half", b"reasons = \"r\"\n");
    write("misspelt", whole.replace("[[rejected]]", "[[reject]]").as_bytes());
    write("blank", whole.replacen("\"Techniques", "\" \"\n#", 1).as_bytes());
    write("named", whole.replace("whoever did it", "m.keller@clinic.ch").as_bytes());
    for (file, why) in [
        ("empty", "`empty` is empty"),
        ("json", "`json` is JSON"),
        ("binary", "is no text in UTF-8: byte 0"),
        ("case", "unknown field"),
        ("half", "missing field `answer`"),
        ("misspelt", "unknown field `reject`"),
        ("blank", "`reasons` is empty"),
        ("named", "holds personal data and will be public"),
    ] {
        let refused = place.refusal(1, &commit(file));
        assert!(refused.contains(why), "{file}: {refused}");
        assert!(!place.path().join("1.salt").exists(), "{file}: nothing was sealed, so there is no salt");
    }
    write("position.toml", whole.as_bytes());
    let said = told(&place, &commit("position.toml"));
    for shown in [
        "`example.org/panel/member-1` seals for the case `c-1`, for good:",
        "answer: nobody can be named: Only what anybody can imitate was found.",
        "reasons: Techniques and public tools alone",
        "rejected: Freedonia, as a newspaper has it",
        "sealed; keep `position.toml` and `1.salt` for the reveal",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    let kept = fs::read(place.path().join("1.salt")).unwrap();
    let again =
        ["panel", "commit", "c-1", "--home", "body", "--key", "1.key", "--salt", "2.salt", "--yes", "--position"];
    let refused = place.refusal(1, &[again.as_slice(), &["position.toml"]].concat());
    assert!(refused.contains("already") && !place.path().join("2.salt").exists(), "{refused}");
    assert_eq!(fs::read(place.path().join("1.salt")).unwrap(), kept);

    fs::remove_file(place.path().join("1.salt")).unwrap();
    let reveal = ["panel", "reveal", "c-1", "--home", "body", "--key", "1.key", "--salt", "1.salt", "--position"];
    let refused = place.refusal(1, &[reveal.as_slice(), &["position.toml"]].concat());
    assert!(
        refused.contains("there is no `1.salt`") && refused.contains("you can still ask, draft and vote"),
        "{refused}"
    );
}
