#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunant_fuzz::read("JSON", bytes));
