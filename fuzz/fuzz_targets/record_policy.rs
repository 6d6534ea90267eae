#![no_main]

use dunant_record::Policy;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Comments and spaces go; what remains is the same policy.
    if let Ok(policy) = Policy::parse(bytes) {
        let written = policy.to_string();
        assert_eq!(Policy::parse(written.as_bytes()).as_ref(), Ok(&policy));
    }
});
