//! Notes and keys are those of `signed_note`, which follows Go's `sumdb/note`; what is accepted has one spelling.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use dunant_record::note::{KeyName, Note, SignatureLine, SignerKey, VerifierKey, VerifyError};
use proptest::prelude::*;
use signed_note::{StandardSigner, StandardVerifier, Verifier, VerifierList};

fn signer(name: &str, seed: [u8; 32]) -> SignerKey {
    SignerKey::from_seed(name.parse().unwrap(), &seed)
}

/// Texts that a note may have, blank lines and look-alike signature lines among them.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![Just(String::new()), "— [a-z.]{1,8} [A-Za-z0-9+/]{8}", "[^\\x00-\\x1f]{0,20}"];
    proptest::collection::vec(line, 1..6).prop_map(|lines| lines.join("\n") + "\n")
}

fn name() -> impl Strategy<Value = String> {
    "[^\\x00-\\x20+\\s]{1,20}".prop_filter("white space of Unicode", |name| name.parse::<KeyName>().is_ok())
}

proptest! {
    #[test]
    fn keys_are_written_and_read_as_the_oracle_does(name in name(), seed in any::<[u8; 32]>()) {
        let ours = signer(&name, seed);
        let theirs = StandardSigner::new(&ours.to_secret_text()).unwrap();
        let public = ours.public();
        let verifier = StandardVerifier::new(&public.to_string()).unwrap();
        prop_assert_eq!(u32::from_be_bytes(*public.id().as_bytes()), verifier.key_id());
        prop_assert_eq!(public.to_string().parse::<VerifierKey>(), Ok(public));
        prop_assert_eq!(SignerKey::parse(&ours.to_secret_text()).unwrap().public(), ours.public());
        prop_assert_eq!(signed_note::Signer::name(&theirs), name);
    }

    #[test]
    fn the_oracle_s_notes_are_ours_byte_for_byte(text in text(), name in name(), seed in any::<[u8; 32]>()) {
        let ours = signer(&name, seed);
        let mut theirs = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        theirs.add_sigs(&[&StandardSigner::new(&ours.to_secret_text()).unwrap()]).unwrap();
        let note = Note::sign(text.clone(), &ours).unwrap();
        prop_assert_eq!(note.to_string().into_bytes(), theirs.to_bytes());
        let read = Note::parse(&theirs.to_bytes()).unwrap();
        prop_assert_eq!(&read, &note);
        prop_assert!(read.verify(&[ours.public()]).is_ok());
    }

    #[test]
    fn the_oracle_verifies_what_we_sign_and_neither_accepts_a_changed_bit(
        text in text(), name in name(), seed in any::<[u8; 32]>(), place in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let key = signer(&name, seed);
        let mut bytes = Note::sign(text, &key).unwrap().to_string().into_bytes();
        let public = key.public();
        let known = || VerifierList::new(vec![Box::new(StandardVerifier::new(&public.to_string()).unwrap())]);
        prop_assert!(signed_note::Note::from_bytes(&bytes).unwrap().verify(&known()).is_ok());
        *place.get_mut(&mut bytes) ^= 1_u8 << bit;
        let ours = Note::parse(&bytes).is_ok_and(|note| note.verify(std::slice::from_ref(&public)).is_ok());
        prop_assert!(!ours);
        let theirs = signed_note::Note::from_bytes(&bytes).is_ok_and(|note| note.verify(&known()).is_ok());
        prop_assert!(!theirs);
    }

    #[test]
    fn what_is_read_is_what_the_oracle_reads_and_is_written_again_in_the_same_bytes(bytes in nearly_a_note()) {
        let ours = Note::parse(&bytes);
        prop_assert_eq!(ours.is_ok(), signed_note::Note::from_bytes(&bytes).is_ok());
        if let Ok(note) = ours {
            prop_assert_eq!(note.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn signature_lines_and_keys_have_one_spelling(line in "— \\PC{0,12} \\PC{0,16}", key in "\\PC{0,12}\\+[0-9a-fA-F]{8}\\+\\PC{0,48}") {
        if let Ok(read) = line.parse::<SignatureLine>() {
            prop_assert_eq!(read.to_string(), line);
        }
        if let Ok(read) = key.parse::<VerifierKey>() {
            prop_assert_eq!(read.to_string(), key);
        }
    }
}

/// Notes with pieces put in, taken out and changed, and bytes that never were notes.
fn nearly_a_note() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("— ".to_owned()),
        Just("— example.org/a AAAAAAE=\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("+".to_owned()),
        Just("\u{a0}".to_owned()),
        "\\PC{0,6}",
    ];
    let pieces = proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat().into_bytes());
    let changed = (pieces.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut bytes, place, byte)| {
        if !bytes.is_empty() {
            *place.get_mut(&mut bytes) = byte;
        }
        bytes
    });
    prop_oneof![pieces, changed, proptest::collection::vec(any::<u8>(), 0..60)]
}

/// `verify` and Go accept a signature whose `R` has small order; what we refuse is the keys under which that helps a forger.
#[test]
fn a_weak_key_cannot_be_read_so_no_text_is_signed_by_it() {
    use dunant_record::note::InvalidKey;
    let name: KeyName = "example.org/weak".parse().unwrap();
    // The eight points of small order in their canonical spelling (RFC 7748's list for the Edwards form).
    for y in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] {
        let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&y[2 * at..2 * at + 2], 16).unwrap()).collect();
        assert_eq!(VerifierKey::new(name.clone(), &bytes.try_into().unwrap()), Err(InvalidKey::Weak), "{y}");
    }
}

#[test]
fn a_scalar_above_the_order_is_refused_as_go_refuses_it() {
    // L, the order of the group (RFC 8032, section 5.1), lowest byte first.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let key = signer("example.org/a", [7; 32]);
    let note = Note::sign("text\n".to_owned(), &key).unwrap();
    let mut signature = note.signatures()[0].signature().to_vec();
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    let line = [key.public().id().as_bytes().as_slice(), &signature].concat();
    let line = format!("— example.org/a {}", base64::Engine::encode(&base64::engine::general_purpose::STANDARD, line));
    let malleable = Note::parse(format!("text\n\n{line}\n").as_bytes()).unwrap();
    assert!(matches!(malleable.verify(&[key.public()]), Err(VerifyError::BadSignature { .. })));
}
