#![no_main]

use dunant_record::{Checkpoint, Entry};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(entry) = Entry::parse(bytes) else { return };
    assert_eq!(entry.to_bytes(), bytes);
    if let Entry::Known(known) = entry {
        assert!(Checkpoint::parse(&known.text()).is_err(), "an entry is never a checkpoint");
        assert!(known.verify(&[]).is_err());
    }
});
