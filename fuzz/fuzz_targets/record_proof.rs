#![no_main]

use std::sync::LazyLock;

use dunant_record::merkle::{Hash, verify_inclusion};
use dunant_record::witness::{AddCheckpoint, Reply, consider};
use dunant_record::{Policy, SignerKey, TlogProof};

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let log = SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32]);
    Policy::parse(format!("log {}\nquorum none\n", log.public()).as_bytes()).unwrap()
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = TlogProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
        assert!(proof.verify(&POLICY, b"").is_err(), "nobody signed this");
        let _ = verify_inclusion(proof.checkpoint.checkpoint().head(), proof.index, Hash::of_leaf(b""), &proof.path);
    }
    if let Ok(request) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_string().as_bytes(), bytes);
        let keys = [POLICY.logs()[0].key.clone()];
        assert!(consider(&request, Some(&keys), None).is_err(), "nobody signed this");
    }
    for (status, content_type) in [(200, "text/plain"), (409, "text/x.tlog.size"), (500, "")] {
        let _ = Reply::parse(status, content_type, bytes);
    }
});
