#![no_main]

use dunant_record::{CosignerKey, Note, SignedCheckpoint, SignerKey, VerifierKey};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // What is accepted is written again in the same bytes, and nobody's signature is found under what nobody signed.
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
        let key = SignerKey::from_seed("example.org/a".parse().unwrap(), &[1; 32]).public();
        assert!(note.verify(&[key]).is_err());
    }
    if let Ok(checkpoint) = SignedCheckpoint::parse(bytes) {
        assert_eq!(checkpoint.checkpoint().to_string(), checkpoint.note().text());
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(key) = text.parse::<VerifierKey>() {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = text.parse::<CosignerKey>() {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = SignerKey::parse(text) {
        assert_eq!(key.to_secret_text(), text);
    }
});
