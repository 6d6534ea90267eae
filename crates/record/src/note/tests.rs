use super::*;

const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
/// The note of Go's documentation of `sumdb/note`.
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn peter() -> VerifierKey {
    KEY.parse().unwrap()
}

fn stranger(number: u8) -> SignerKey {
    SignerKey::from_seed("example.org/stranger".parse().unwrap(), &[number; 32])
}

#[test]
fn the_note_of_the_reference_implementation_verifies() {
    let note = Note::parse(NOTE.as_bytes()).unwrap();
    assert_eq!(note.verify(&[peter()]), Ok(vec![&peter()]));
    assert_eq!(note.to_string(), NOTE);
}

#[test]
fn the_key_of_the_reference_implementation_signs_the_same_bytes() {
    let signer = SignerKey::parse(SECRET).unwrap();
    assert_eq!((signer.public(), signer.to_secret_text()), (peter(), SECRET.to_owned()));
    let text = Note::parse(NOTE.as_bytes()).unwrap().text().to_owned();
    assert_eq!(Note::sign(text, &signer).unwrap().to_string(), NOTE);
}

#[test]
fn the_text_ends_at_the_last_blank_line() {
    let text = "a\n\n— not a signature, only text\n\n\n";
    let note = Note::sign(text.to_owned(), &stranger(1)).unwrap();
    assert_eq!(Note::parse(note.to_string().as_bytes()).unwrap().text(), text);
}

#[test]
fn a_signature_by_an_unknown_key_is_ignored_even_with_a_known_name_or_id() {
    let mut note = Note::parse(NOTE.as_bytes()).unwrap();
    note.push(stranger(1).sign("another text\n")).unwrap();
    note.push(SignatureLine::new("PeterNeumann".parse().unwrap(), KeyId([0; 4]), vec![1])).unwrap();
    note.push(SignatureLine::new("AnotherName".parse().unwrap(), peter().id(), vec![1])).unwrap();
    assert_eq!(note.verify(&[peter()]), Ok(vec![&peter()]));
    assert_eq!(note.verify(&[stranger(2).public()]), Err(VerifyError::NoKnownKey));
}

#[test]
fn a_bad_signature_by_a_known_key_refuses_the_note_whatever_else_verifies() {
    let mut note = Note::parse(NOTE.as_bytes()).unwrap();
    note.push(stranger(1).sign("another text\n")).unwrap();
    let refused = note.verify(&[peter(), stranger(1).public()]).unwrap_err();
    assert!(matches!(refused, VerifyError::BadSignature { name, .. } if name.as_str() == "example.org/stranger"));
}

#[test]
fn a_second_signature_by_the_same_key_counts_once_and_is_checked_too() {
    let mut note = Note::parse(NOTE.as_bytes()).unwrap();
    note.push(note.signatures()[0].clone()).unwrap();
    assert_eq!(note.signatures().len(), 1, "the same bytes are not repeated");
    let doubled = NOTE.to_owned() + NOTE.lines().last().unwrap() + "\n";
    assert_eq!(Note::parse(doubled.as_bytes()).unwrap().verify(&[peter()]).unwrap().len(), 1);
    note.push(SignatureLine::new("PeterNeumann".parse().unwrap(), peter().id(), vec![0; 64])).unwrap();
    assert!(matches!(note.verify(&[peter()]), Err(VerifyError::BadSignature { .. })));
}

#[test]
fn keys_that_a_line_cannot_tell_apart_are_refused() {
    let note = Note::parse(NOTE.as_bytes()).unwrap();
    assert!(matches!(note.verify(&[peter(), peter()]), Err(VerifyError::AmbiguousKey { .. })));
}

#[test]
fn a_hundred_signatures_are_read_and_one_more_is_not() {
    let mut note = Note::sign("a\n".to_owned(), &stranger(0)).unwrap();
    (1..100).for_each(|number| note.push(stranger(number).sign("a\n")).unwrap());
    assert_eq!(Note::parse(note.to_string().as_bytes()).unwrap().signatures().len(), 100);
    assert_eq!(note.push(stranger(100).sign("a\n")), Err(NoteError::TooManySignatures(101)));
    let longer = note.to_string() + &stranger(100).sign("a\n").to_string() + "\n";
    assert_eq!(Note::parse(longer.as_bytes()), Err(NoteError::TooManySignatures(101)));
}

#[test]
fn what_is_not_a_note_is_refused_with_the_line() {
    let refusals = [
        ("", "no blank line ends the text: a signed note has one before its signatures"),
        ("a\n", "no blank line ends the text: a signed note has one before its signatures"),
        ("a\n\n", "no signature follows the text: sign it, or fetch the note again"),
        ("a\n\n— b AAAAAAE=", "line 3 does not end in a newline: fetch the whole note again"),
        ("a\n\n— b AAAAAAE=\nc", "line 4 does not end in a newline: fetch the whole note again"),
        (
            "a\n\n-- b AAAAAAE=\n",
            "line 3: not a signature line: expected `— name base64`, with an em dash and single spaces",
        ),
        (
            "a\n\n— AAAAAAE=\n",
            "line 3: not a signature line: expected `— name base64`, with an em dash and single spaces",
        ),
        (
            "a\n\n— b+c AAAAAAE=\n",
            "line 3: \"b+c\" cannot name a key: a name is not empty and has no white space and no `+`, like `example.org/record`",
        ),
        (
            "a\n\n— b\u{a0}c AAAAAAE=\n",
            "line 3: \"b\\u{a0}c\" cannot name a key: a name is not empty and has no white space and no `+`, like `example.org/record`",
        ),
        (
            "a\n\n—  AAAAAAE=\n",
            "line 3: \"\" cannot name a key: a name is not empty and has no white space and no `+`, like `example.org/record`",
        ),
        ("a\n\n— b AAAAAAF=\n", "line 3: the signature is not standard base64 with its padding: copy the line again"),
        ("a\n\n— b AAAAAAE\n", "line 3: the signature is not standard base64 with its padding: copy the line again"),
        ("a\n\n— b AAAAAAE= \n", "line 3: the signature is not standard base64 with its padding: copy the line again"),
        (
            "a\n\n— b AAAAAA==\n",
            "line 3: the signature has 4 bytes: it begins with a key ID of 4 and has at least one more",
        ),
        (
            "a\r\n\r\n— b AAAAAAE=\r\n",
            "line 1 holds the control character U+000D: fetch the note again, without converting its line ends",
        ),
        (
            "a\n\t\n\n— b AAAAAAE=\n",
            "line 2 holds the control character U+0009: fetch the note again, without converting its line ends",
        ),
    ];
    for (bytes, refusal) in refusals {
        assert_eq!(Note::parse(bytes.as_bytes()).unwrap_err().to_string(), refusal, "{bytes:?}");
    }
    assert_eq!(Note::parse(b"a\n\n\xff"), Err(NoteError::NotUtf8(3)));
    assert_eq!(Note::parse(&vec![b'a'; MAX_NOTE_BYTES + 1]), Err(NoteError::TooLong(MAX_NOTE_BYTES + 1)));
}

#[test]
fn what_is_not_a_key_is_refused() {
    let refusals = [
        ("", InvalidKey::Form),
        ("a+b", InvalidKey::Form),
        ("PeterNeumann+c74f20a3+", InvalidKey::Form),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", InvalidKey::Form),
        (
            "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            InvalidKey::Type { found: 4, expected: 1 },
        ),
        (
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            InvalidKey::Id { found: "C74F20A3".to_owned(), expected: peter().id() },
        ),
    ];
    for (text, refusal) in refusals {
        assert_eq!(text.parse::<VerifierKey>(), Err(refusal), "{text}");
    }
    let name: KeyName = "a".parse().unwrap();
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(VerifierKey::new(name.clone(), &identity), Err(InvalidKey::Weak));
    let mut above_the_field = [0xff; 32];
    above_the_field[0] = 0xf0;
    above_the_field[31] = 0x7f;
    assert_eq!(VerifierKey::new(name, &above_the_field), Err(InvalidKey::NotAPoint), "y = p + 3 is y = 3 spelt again");
}

#[test]
fn no_error_and_no_debug_output_shows_a_secret_key() {
    let seed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let wrong = SignerKey::parse(&format!("PRIVATE+KEY+PeterNeumann+00000000+{seed}")).unwrap_err();
    assert!(!format!("{wrong}{wrong:?}{:?}", SignerKey::parse(SECRET)).contains(seed));
}
