#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // A pack read is a pack whose every position points at something; writing it again must not fail.
    if let Ok(pack) = dunant_knowledge::Pack::from_bytes(bytes) {
        let _ = pack.to_bytes();
    }
});
